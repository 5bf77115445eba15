//! RFC 8020: there is nothing below what does not exist.

mod section_2;
