//! RFC 5001: the identifier of a name server.

mod section_2_1;
