//! RFC 4592: wildcards.

mod section_2_2_1;
mod section_2_2_3;
mod section_3_3_1;
mod section_4;
