//! Importers: octets in some format to a [`Survey`].
//!
//! Each format has a folder and one door, `read`. An importer is told nothing of files: it is given an
//! [`Input`], whose octets it may read as often as it needs, and [`Options`].

pub mod brick;
pub mod csv;
pub mod detect;
pub mod features;
pub mod geojson;
mod hang;
pub mod home_assistant;
pub mod ifc;
pub mod imdf;
pub mod osm;
mod tally;
mod within;
mod words;
pub mod wrld;

use std::fmt;
use std::io::{self, Read};

use libsns::geometry::Degrees;

/// What an owner has: one file, or the files of a folder or archive.
pub struct Input<'a> {
    /// What it is called, for messages: the path as it was typed.
    pub name: String,
    /// Its files, in the order of their paths.
    pub files: Vec<InputFile<'a>>,
}

/// Opens a file from its start.
type Open<'a> = Box<dyn Fn() -> io::Result<Box<dyn Read + 'a>> + 'a>;

/// One file of an input. It can be read more than once.
pub struct InputFile<'a> {
    /// Its path in the folder or archive; of a single file its own name. `.gz` is gone.
    pub path: String,
    open: Open<'a>,
}

impl<'a> InputFile<'a> {
    /// A file that this opens.
    pub fn new(
        path: impl Into<String>,
        open: impl Fn() -> io::Result<Box<dyn Read + 'a>> + 'a,
    ) -> Self {
        Self { path: path.into(), open: Box::new(open) }
    }

    /// A file with this content.
    pub fn from_octets(path: impl Into<String>, octets: &'a [u8]) -> Self {
        Self::new(path, move || Ok(Box::new(octets)))
    }

    /// The octets from the start.
    ///
    /// # Errors
    /// When the file cannot be opened.
    pub fn reader(&self) -> Result<Box<dyn Read + '_>, ImportError> {
        (self.open)().map_err(|error| self.error("", error))
    }

    /// All octets.
    ///
    /// # Errors
    /// When it cannot be read, or is larger than `most` octets.
    pub fn octets(&self, most: u64) -> Result<Vec<u8>, ImportError> {
        let mut octets = Vec::new();
        let read = self.reader()?.take(most.saturating_add(1)).read_to_end(&mut octets);
        let read = read.map_err(|error| self.error("", error))?;
        match u64::try_from(read) {
            Ok(read) if read <= most => Ok(octets),
            _ => Err(self.error("", format!("is larger than {most} octets; expected no more"))),
        }
    }

    /// All of it as text.
    ///
    /// # Errors
    /// As for [`Self::octets`], and when it is not UTF-8. A byte order mark at the start is passed over.
    pub fn text(&self, most: u64) -> Result<String, ImportError> {
        let text = String::from_utf8(self.octets(most)?).map_err(|error| {
            let at = error.utf8_error().valid_up_to();
            self.error(format!("octet {at}"), "is not UTF-8 text")
        })?;
        Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
    }

    /// An error in this file.
    pub fn error(&self, spot: impl Into<String>, expected: impl fmt::Display) -> ImportError {
        ImportError { file: self.path.clone(), spot: spot.into(), text: expected.to_string() }
    }
}

impl<'a> Input<'a> {
    /// The file with this path, whatever the case of its letters and the folders before it.
    #[must_use]
    pub fn file(&self, name: &str) -> Option<&InputFile<'a>> {
        self.files.iter().find(|file| {
            let last = file.path.rsplit('/').next().unwrap_or_default();
            last.eq_ignore_ascii_case(name) || file.path == name
        })
    }
}

/// What a person adds to what the source says.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Where the source's point (0, 0) is, in degrees; needed where the source does not say.
    pub origin: Option<Degrees>,
    /// The direction of the source's y axis, in degrees clockwise from true north.
    pub rotation: Option<f64>,
    /// The text of a mapping file, for formats that take one.
    pub mapping: Option<String>,
    /// Only the building with this name or identity, where the source holds several.
    pub building: Option<String>,
}

/// Why a source cannot be imported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportError {
    /// The file, as the input names it.
    pub file: String,
    /// The line (`line 12`) or entity (`#4711`, `way 42`); empty for the file as a whole.
    pub spot: String,
    /// What was found and what was expected.
    pub text: String,
}

impl fmt::Display for ImportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.spot.as_str() {
            "" => write!(f, "{}: {}", self.file, self.text),
            spot => write!(f, "{}: {spot}: {}", self.file, self.text),
        }
    }
}

impl std::error::Error for ImportError {}
