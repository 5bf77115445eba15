//! Records: their types, and their data as text and wire.

mod address;
mod bitmap;
mod encoding;
mod error;
mod exit;
mod kind;
pub mod location;
mod mnemonic;
mod number;
pub mod place;
mod print;
pub mod rdata;
mod schema;
pub mod service;
mod text;
mod token;
mod words;

pub use error::RdataError;
pub use exit::ExitText;
pub use kind::{Class, RecordType, UnknownClass, UnknownType};
pub use location::Location;
pub use place::{Place, PlaceClass, PlaceError};
pub use print::{write_generic_rdata, write_rdata};
pub use schema::{NamesIn, check_rdata, fold_names, folds_names, names_in};
pub use service::SvcParam;
pub use text::{parse_rdata, parse_rdata_into};
pub use token::{Token, TokenKind};

pub(crate) use number::seconds;
pub(crate) use text::{NameFault, push_name};

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
