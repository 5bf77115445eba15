//! PLACE, private-use record type 65300: what a place is and the ground it covers.
//!
//! The data, octet by octet. A *varint* is an unsigned number in base 128, least significant seven
//! bits first, the top bit set in all octets but the last, in as few octets as it needs. A *signed
//! varint* is a varint of the number doubled, or, when negative, of its complement doubled plus one
//! (0, −1, 1, −2 … are 0, 1, 2, 3 …). Angles are nanodegrees, lengths centimetres.
//!
//! ```text
//! octet 0     version, 1
//! octet 1     class: 0 other, 1 site, 2 building, 3 level, 4 room, 5 area, 6 corridor, 7 stair,
//!             8 lift, 9 device
//! octet 2     what is present: 1 levels, 2 base altitude, 4 height; the other bits are 0
//! octet 3     shape: 0 none, 1 point, 2 circle, 3 polygon, 4 several polygons
//! text        kind, an octet count and so many of a-z 0-9 and '-'
//! text        display name, an octet count and so many octets of UTF-8
//! text        level label, likewise
//! if present  levels: signed varint lowest ordinal, varint how many more above it
//! if present  base altitude over the ellipsoid: signed varint
//! if present  height: varint
//! point       signed varint latitude, signed varint longitude
//! circle      point of the centre, varint radius
//! polygon     varint count of rings, then each ring, the outer one first:
//!             varint count of corners, then for each corner signed varint latitude and signed
//!             varint longitude, as differences from the corner before (the very first from 0 0),
//!             the longitude the short way round
//! polygons    varint count, then each polygon; differences go on from one to the next
//! ```
//!
//! There is one encoding of each value: what decodes encodes to the same octets.

mod wire;

use std::fmt;

use crate::geometry::{Levels, PositionError, Shape, ShapeError};
use crate::limits::{KIND_OCTETS_MAX, PLACE_TEXT_OCTETS_MAX, RDATA_OCTETS_MAX};

/// What sort of place or thing it is. Its word answers near questions for the whole class.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PlaceClass {
    /// None of the others.
    #[default]
    Other,
    /// Grounds with one or more buildings.
    Site,
    /// A building.
    Building,
    /// A level of a building.
    Level,
    /// A room.
    Room,
    /// A part of a room or of a level without walls of its own.
    Area,
    /// A corridor.
    Corridor,
    /// A stair.
    Stair,
    /// A lift.
    Lift,
    /// A device.
    Device,
}

impl PlaceClass {
    /// All classes, each at the index that is its number on the wire.
    pub const ALL: [Self; 10] = [
        Self::Other,
        Self::Site,
        Self::Building,
        Self::Level,
        Self::Room,
        Self::Area,
        Self::Corridor,
        Self::Stair,
        Self::Lift,
        Self::Device,
    ];

    /// The word of the class.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Other => "other",
            Self::Site => "site",
            Self::Building => "building",
            Self::Level => "level",
            Self::Room => "room",
            Self::Area => "area",
            Self::Corridor => "corridor",
            Self::Stair => "stair",
            Self::Lift => "lift",
            Self::Device => "device",
        }
    }

    /// The class of a word, in lower case.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.word() == word)
    }
}

impl fmt::Display for PlaceClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// The data of a PLACE record.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Place {
    /// What sort of place it is.
    pub class: PlaceClass,
    /// A finer word of the owner's, such as `cafe` or `light`; a-z, 0-9 and '-', at most 62 octets;
    /// may be empty.
    pub kind: String,
    /// The name people read, at most 255 octets of UTF-8; may be empty.
    pub display: String,
    /// The levels it stands on.
    pub levels: Option<Levels>,
    /// What people call its level, at most 255 octets of UTF-8; may be empty.
    pub level_label: String,
    /// Altitude of its floor over the WGS 84 ellipsoid, in centimetres.
    pub base_altitude_cm: Option<i32>,
    /// Its height from floor to ceiling, in centimetres.
    pub height_cm: Option<u32>,
    /// The ground it covers.
    pub shape: Option<Shape>,
}

/// Why a place cannot be written as a record, or octets cannot be read as one.
#[derive(Clone, Debug, PartialEq)]
pub enum PlaceError {
    /// The kind is too long or has other characters than a-z, 0-9 and '-'.
    Kind(String),
    /// A text is too long: which, and its octets.
    TextTooLong(&'static str, usize),
    /// The record would have this many octets.
    TooLong(usize),
    /// The octets end where more was expected: what, and at which octet.
    Ends(&'static str, usize),
    /// Octets follow behind the end of the record, from this one.
    Trailing(usize),
    /// A field has a value that it cannot have: which, at which octet, and the value.
    Value(&'static str, usize, u64),
    /// A text is not UTF-8: which, and at which octet it starts.
    NotUtf8(&'static str, usize),
    /// A corner is no position; the octet behind it.
    Position(PositionError, usize),
    /// The corners make no shape.
    Shape(ShapeError),
}

impl fmt::Display for PlaceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Kind(kind) => {
                write!(f, "kind {kind:?}; expected at most {KIND_OCTETS_MAX} of a-z, 0-9 and '-'")
            }
            Self::TextTooLong(what, n) => {
                write!(f, "the {what} has {n} octets; expected at most {PLACE_TEXT_OCTETS_MAX}")
            }
            Self::TooLong(n) => {
                write!(f, "the record has {n} octets; expected at most {RDATA_OCTETS_MAX}")
            }
            Self::Ends(what, at) => write!(f, "the record ends at octet {at}; expected {what}"),
            Self::Trailing(at) => {
                write!(f, "octets follow from octet {at}; expected the end of the record")
            }
            Self::Value(what, at, value) => {
                write!(f, "{what} {value} at octet {at}; expected one that PLACE version 1 knows")
            }
            Self::NotUtf8(what, at) => write!(f, "the {what} at octet {at} is not UTF-8"),
            Self::Position(error, at) => write!(f, "corner before octet {at}: {error}"),
            Self::Shape(error) => write!(f, "{error}"),
        }
    }
}

impl std::error::Error for PlaceError {}

impl From<ShapeError> for PlaceError {
    fn from(error: ShapeError) -> Self {
        Self::Shape(error)
    }
}

impl Place {
    /// The data in wire form.
    ///
    /// # Errors
    /// When a text or the whole is too long for a record, or the kind has other characters than it may.
    pub fn encode(&self) -> Result<Vec<u8>, PlaceError> {
        wire::encode(self)
    }

    /// Reads the data of a record: all of it, no octet more.
    ///
    /// # Errors
    /// When the octets are not exactly one place whose shape is sound. Memory is taken only in
    /// proportion to the octets there are.
    pub fn decode(rdata: &[u8]) -> Result<Self, PlaceError> {
        wire::decode(rdata)
    }
}

/// Checks a kind: a short token that can stand in a label behind an underscore.
fn check_kind(kind: &str) -> Result<(), PlaceError> {
    let fits = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-';
    if kind.len() <= KIND_OCTETS_MAX && kind.bytes().all(fits) {
        Ok(())
    } else {
        Err(PlaceError::Kind(kind.into()))
    }
}
