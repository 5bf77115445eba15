//! RFC 2181: clarifications.

mod section_11;
mod section_5;
mod section_6_1;
