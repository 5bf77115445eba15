//! Why a question has no answer.

use std::fmt;
use std::io;
use std::net::SocketAddr;

use crate::geometry::PositionError;
use crate::name::{Name, NameError};
use crate::wire::{MessageError, rcode_word};

/// Why a question has no answer.
#[derive(Debug)]
#[non_exhaustive]
pub enum ClientError {
    /// Nothing came back in time, after so many tries.
    Silence(SocketAddr, u32),
    /// The way to the server failed.
    Io(SocketAddr, io::Error),
    /// What came back over TCP is no message.
    Unreadable(SocketAddr, MessageError),
    /// What came back over TCP is the reply to something else.
    OtherReply(SocketAddr),
    /// The server did not want to answer, or could not; with its reasons (RFC 8914 §2).
    Refused {
        /// The server.
        server: SocketAddr,
        /// The name asked for.
        name: Name,
        /// The response code.
        rcode: u16,
        /// What the server said for people.
        reasons: Vec<String>,
    },
    /// The degrees are no position.
    Position(PositionError),
    /// What is asked for makes no name.
    Name(NameError),
    /// A part of a near question is outside of what the grammar can say.
    Question(String),
}

impl fmt::Display for ClientError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Silence(server, tries) => {
                let times = if *tries == 1 { "try" } else { "tries" };
                write!(f, "{server} gave no answer in {tries} {times}")
            }
            Self::Io(server, error) if error.kind() == io::ErrorKind::ConnectionRefused => {
                write!(f, "nothing answers at {server}; expected a name server there")
            }
            Self::Io(server, error) => write!(f, "{server} cannot be asked: {error}"),
            Self::Unreadable(server, error) => write!(f, "{server} sent no message: {error}"),
            Self::OtherReply(server) => write!(f, "{server} replied to another question"),
            Self::Refused { server, name, rcode, reasons } => {
                let word = rcode_word(*rcode).map_or_else(|| rcode.to_string(), str::to_owned);
                write!(f, "{server} says {word} to {name}")?;
                reasons.iter().try_for_each(|reason| write!(f, ": {reason}"))
            }
            Self::Position(error) => error.fmt(f),
            Self::Name(error) => write!(f, "the question makes no name: {error}"),
            Self::Question(what) => f.write_str(what),
        }
    }
}

impl std::error::Error for ClientError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io(_, error) => Some(error),
            Self::Unreadable(_, error) => Some(error),
            Self::Position(error) => Some(error),
            Self::Name(error) => Some(error),
            _ => None,
        }
    }
}

impl From<PositionError> for ClientError {
    fn from(error: PositionError) -> Self {
        Self::Position(error)
    }
}

impl From<NameError> for ClientError {
    fn from(error: NameError) -> Self {
        Self::Name(error)
    }
}
