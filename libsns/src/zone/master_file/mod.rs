//! Master files: zones as text (RFC 1035 §5, RFC 2308 §4, RFC 3597 §5).
//!
//! ```text
//! text ─▶ lexer: entries of words ─▶ parser: owner, TTL, class, type ─▶ record::text: data ─▶ sink
//!                                       └▶ $ORIGIN $TTL $INCLUDE $GENERATE
//! ```
//!
//! The words point into the text; the owner and the data are built in buffers that are used again,
//! so that a record costs no allocation. Nothing is dropped silently: an entry becomes a record in
//! the sink, or an error that says where it stands and what was expected there.

use std::fmt;

use crate::name::Name;
use crate::record::{RdataError, RecordType, parse_rdata};

mod generate;
mod lexer;
mod parser;
mod printer;
mod spent;

pub use printer::{write_record, write_records};

/// Takes the records of a master file in the order they stand.
pub trait RecordSink {
    /// Takes one record of class IN: the owner in wire form with its case kept, the TTL in seconds,
    /// and the data in uncompressed wire form, known to fit the type.
    ///
    /// # Errors
    /// What is wrong with the record; it is reported at the record's line and reading goes on.
    fn record(
        &mut self,
        owner: &[u8],
        rtype: RecordType,
        ttl: u32,
        rdata: &[u8],
    ) -> Result<(), String>;
}

/// Something wrong at a place of a master file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MasterFileError {
    /// The file.
    pub file: String,
    /// The line, the first being 1.
    pub line: usize,
    /// The column, the first being 1, in characters.
    pub column: usize,
    /// What was found, and what was expected.
    pub message: String,
}

impl fmt::Display for MasterFileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}: {}", self.file, self.line, self.column, self.message)
    }
}

impl std::error::Error for MasterFileError {}

/// Reads a master file into a sink.
///
/// `file` is its name, for errors. Relative names take `origin` until the file states one of its
/// own; without either they are errors. `include` gives the octets of an included file by its path,
/// which starts from the directory of the file that includes it, or says why it cannot. A byte order mark at the start is skipped.
///
/// # Errors
/// The first 20 errors. The sink has got every record that was well formed all the same.
pub fn read(
    text: &[u8],
    file: &str,
    origin: Option<&Name>,
    include: &mut dyn FnMut(&str) -> Result<Vec<u8>, String>,
    sink: &mut dyn RecordSink,
) -> Result<(), Vec<MasterFileError>> {
    parser::Reader::new(include, sink).read(text, file, origin)
}

/// Reads the data of one record from text, as it stands behind the type in a master file.
///
/// # Errors
/// When the text is not data of this type; the line is 1 and the file has no name.
pub fn parse_rdata_text(
    rtype: RecordType,
    text: &str,
    origin: &Name,
) -> Result<Vec<u8>, MasterFileError> {
    let mut tokens = Vec::new();
    let mut lexer = lexer::Lexer::new(text.as_bytes());
    let entry = lexer.next_entry(&mut tokens);
    let refused = |fault: lexer::Fault| fault.in_file(text.as_bytes(), "");
    entry.map_err(refused)?;
    let rdata = parse_rdata(rtype, &tokens, origin)
        .map_err(|error| refused(lexer::Fault::in_data(&error, 0, &tokens)))?;
    match lexer.next_entry(&mut Vec::new()).map_err(refused)? {
        None => Ok(rdata),
        Some(_) => {
            let error = RdataError::Extra { field: tokens.len(), found: "a second line".into() };
            Err(refused(lexer::Fault::in_data(&error, 0, &tokens)))
        }
    }
}
