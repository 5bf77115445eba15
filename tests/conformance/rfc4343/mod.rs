//! RFC 4343: case.

mod section_3;
mod section_4_1;
