//! Records: their types, and their data as text and wire.

mod kind;

pub use kind::{Class, RecordType, UnknownClass, UnknownType};

use crate::name::Name;

/// One resource record, its data uncompressed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// The owner.
    pub owner: Name,
    /// The type.
    pub rtype: RecordType,
    /// Time to live, in seconds.
    pub ttl: u32,
    /// The data in uncompressed wire form.
    pub rdata: Vec<u8>,
}
