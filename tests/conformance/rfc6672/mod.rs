//! RFC 6672: DNAME.

mod section_2_2;
mod section_2_4;
mod section_3_1;
mod section_3_3;
