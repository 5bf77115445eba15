//! Why a record's data is refused.

use std::fmt;

use super::RecordType;
use crate::limits::RDATA_OCTETS_MAX;
use crate::name::ParseNameError;

/// Why text or octets are not the data of a record of this type.
///
/// `field` counts the words of the data from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RdataError {
    /// The text ends where a field is expected.
    Missing {
        /// The word that is missing.
        field: usize,
        /// What it should have been.
        expected: &'static str,
    },
    /// A word is not what its place asks for.
    Field {
        /// The word.
        field: usize,
        /// Its text.
        found: String,
        /// What it should have been.
        expected: &'static str,
    },
    /// A word is not a domain name.
    Name {
        /// The word.
        field: usize,
        /// Its text.
        found: String,
        /// What is wrong with it.
        error: ParseNameError,
    },
    /// A name is relative and no origin is known.
    NoOrigin {
        /// The word.
        field: usize,
        /// Its text.
        found: String,
    },
    /// A word stands behind the last field.
    Extra {
        /// The word.
        field: usize,
        /// Its text.
        found: String,
    },
    /// Data of the generic form has not the length it states (RFC 3597 §5).
    Length {
        /// The word that states the length.
        field: usize,
        /// The octets stated.
        stated: usize,
        /// The octets found.
        found: usize,
    },
    /// The data would have so many octets, more than 65,535.
    TooLong(usize),
    /// The type has no text of its own: its data is written `\# length hex` (RFC 3597 §5).
    Generic(RecordType),
    /// The type belongs to questions and messages, never to a zone (RFC 6895 §3.1).
    Meta(RecordType),
    /// Octets in wire form do not fit the type.
    Wire {
        /// The octet at which the field begins that does not fit.
        offset: usize,
        /// What it should have been.
        expected: &'static str,
    },
}

impl RdataError {
    /// The word that the error is about, counted from 0; none when it is about the whole.
    #[must_use]
    pub fn field(&self) -> Option<usize> {
        match self {
            Self::Missing { field, .. }
            | Self::Field { field, .. }
            | Self::Name { field, .. }
            | Self::NoOrigin { field, .. }
            | Self::Extra { field, .. }
            | Self::Length { field, .. } => Some(*field),
            Self::TooLong(_) | Self::Generic(_) | Self::Meta(_) | Self::Wire { .. } => None,
        }
    }
}

impl fmt::Display for RdataError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing { expected, .. } => write!(f, "the entry ends; expected {expected}"),
            Self::Field { found, expected, .. } => {
                write!(f, "found \"{found}\"; expected {expected}")
            }
            Self::Name { found, error, .. } => write!(f, "\"{found}\" is not a name: {error}"),
            Self::NoOrigin { found, .. } => {
                write!(f, "\"{found}\" is relative and no origin is known; expected a final dot")
            }
            Self::Extra { found, .. } => {
                write!(f, "found \"{found}\" behind the data; expected the end of the entry")
            }
            Self::Length { stated, found, .. } => {
                write!(f, "the data has {found} octets; expected the {stated} it states")
            }
            Self::TooLong(octets) => {
                write!(f, "the data has {octets} octets; expected at most {RDATA_OCTETS_MAX}")
            }
            Self::Generic(rtype) => {
                write!(f, "{rtype} has no text of its own; expected \\# length hex (RFC 3597)")
            }
            Self::Meta(rtype) => write!(f, "{rtype} cannot be in a zone (RFC 6895 §3.1)"),
            Self::Wire { offset, expected } => {
                write!(f, "the data does not fit its type at octet {offset}; expected {expected}")
            }
        }
    }
}

impl std::error::Error for RdataError {}
