//! RFC 2308: negative answers.

mod section_2_1;
mod section_2_2;
mod section_3;
