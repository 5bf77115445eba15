//! RFC 8482: ANY.

mod section_4_1;
