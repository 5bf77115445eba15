//! One pass over a file of elements, in whichever form it is.

use std::io::Read;

use super::super::{ImportError, InputFile};
use super::element::{Element, Sort};
use super::{pbf, xml};

/// Octets looked at to tell the form of a file.
const SNIFF_OCTETS: u64 = 512;

/// Most nodes of a way and members of a relation. OpenStreetMap takes 2,000 and 32,000.
pub(super) const REFERENCES_MAX: usize = 100_000;

/// The forms of files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    GeoJson,
    Xml,
    Pbf,
}

impl Form {
    /// The form for people.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::GeoJson => "GeoJSON",
            Self::Xml => "XML",
            Self::Pbf => "PBF",
        }
    }

    /// The form of a file, by how it starts.
    pub(super) fn of(file: &InputFile<'_>) -> Result<Self, ImportError> {
        let mut start = Vec::new();
        let read = file.reader()?.take(SNIFF_OCTETS).read_to_end(&mut start);
        read.map_err(|error| file.error("", error))?;
        let text = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&start).trim_ascii_start();
        match text.first() {
            Some(b'{') => Ok(Self::GeoJson),
            Some(b'<') => Ok(Self::Xml),
            // PBF: the length of the header, then its field 1 with the type of the first blob.
            _ if start.get(4) == Some(&0x0a) && start[5..].starts_with(b"\x09OSM") => Ok(Self::Pbf),
            _ => Err(file.error("", "is neither GeoJSON, .osm XML nor .osm.pbf")),
        }
    }
}

/// What is done with each element; an error is told with the element's place.
pub(super) type Take<'t> = dyn FnMut(Element) -> Result<(), String> + 't;

/// Gives the elements of the wanted sorts, in the order of the file. GeoJSON has none.
pub(super) fn scan(
    file: &InputFile<'_>,
    form: Form,
    wanted: &[Sort],
    take: &mut Take<'_>,
) -> Result<(), ImportError> {
    match form {
        Form::GeoJson => Ok(()),
        Form::Xml => xml::scan(file, wanted, take),
        Form::Pbf => pbf::scan(file, wanted, take),
    }
}
