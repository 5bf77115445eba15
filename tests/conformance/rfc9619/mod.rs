//! RFC 9619: one question.

mod section_4;
