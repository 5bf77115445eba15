//! RFC 8914: extended errors.

mod section_4;
