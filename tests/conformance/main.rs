//! What the RFCs and our own draft say, a file a section: each test builds a zone from text, asks, and holds the reply
//! against the passage quoted above it.

mod draft;
mod rfc1034;
mod rfc1035;
mod rfc1876;
mod rfc2181;
mod rfc2308;
mod rfc3597;
mod rfc4343;
mod rfc4592;
mod rfc5001;
mod rfc6672;
mod rfc6763;
mod rfc6891;
mod rfc8020;
mod rfc8482;
mod rfc8914;
mod rfc9619;
mod world;
