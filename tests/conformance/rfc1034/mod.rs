//! RFC 1034: concepts of the DNS.

mod section_3_6_2;
mod section_4_2_1;
mod section_4_3_2;
mod section_4_3_3;
mod section_6_2;
