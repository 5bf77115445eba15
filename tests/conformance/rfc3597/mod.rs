//! RFC 3597: unknown types.

mod section_4;
mod section_5;
