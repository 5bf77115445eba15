//! Messages: a request read into what is legal, a response written from what was decided.

mod compressor;
mod message;
mod query;
mod refusal;
mod request;
mod response;

pub use compressor::Compressor;
pub use message::{Flags, Message, MessageError, Opt, Question};
pub use query::write_query;
pub use refusal::{ExtendedError, Rcode, Refusal, rcode_word};
pub use request::{Edns, Opcode, Request, Unreadable};
pub use response::{Overflow, Owner, Response, Section};
