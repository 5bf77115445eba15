//! RFC 2181: clarifications.

mod section_5;
mod section_6_1;
mod section_11;
