//! RFC 1035: messages and master files.

mod section_2_3_4;
mod section_4_1_1;
mod section_4_1_4;
mod section_4_2_1;
mod section_5_1;
