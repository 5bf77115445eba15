//! GeoJSON (RFC 7946) as importers want it: one feature after the other, shapes ready as rings.
//!
//! A file is never in memory as a whole: [`read`] hands over each feature as soon as it is read, and
//! no single feature may be larger than [`FEATURE_OCTETS_MAX`].

mod geometry;
mod stream;
#[cfg(test)]
mod tests;

use serde_json::{Map, Value};

use super::{ImportError, InputFile};
pub use geometry::Geometry;
pub(super) use geometry::clean;

/// Octets of one file at most; a city in GeoJSON has less than half of it.
pub const FILE_OCTETS_MAX: u64 = 1 << 31;
/// Octets of one feature at most, or of one other member of the file. As a tree of values it takes up
/// to about twenty times that in memory.
pub const FEATURE_OCTETS_MAX: u64 = 16 << 20;

/// One feature (RFC 7946 §3.2).
#[derive(Clone, Debug)]
pub struct Feature {
    /// Its place in the file, from 0.
    pub number: usize,
    /// Its identity as text: the member `id`, else the property `id`.
    pub id: Option<String>,
    /// Its properties.
    pub properties: Map<String, Value>,
    /// Its members beyond those of RFC 7946, such as `feature_type`.
    pub members: Map<String, Value>,
    /// What it covers, or a sentence about what is wrong with it.
    pub geometry: Result<Geometry, String>,
}

/// What stands in a file beside its features.
#[derive(Clone, Debug, Default)]
pub struct Members {
    /// How many features there were; none where the file is no GeoJSON of features.
    pub features: Option<usize>,
    /// The other members.
    pub other: Map<String, Value>,
}

/// Reads a file, giving each feature to `each`. A file that is a single Feature gives that one; any
/// other JSON gives none, and [`Members::features`] says so.
///
/// # Errors
/// When it is not JSON or too large, with its line; and what `each` refuses.
pub fn read(
    file: &InputFile<'_>,
    each: impl FnMut(Feature) -> Result<(), ImportError>,
) -> Result<Members, ImportError> {
    stream::read(file, each)
}

impl Feature {
    /// Where it stands in its file, for messages: `feature 12 (id 4711)`, counted from 0.
    #[must_use]
    pub fn spot(&self) -> String {
        match &self.id {
            Some(id) => format!("feature {} (id {id})", self.number),
            None => format!("feature {}", self.number),
        }
    }

    /// A property as text: text that is not blank, without blanks around it, or a number.
    #[must_use]
    pub fn text(&self, property: &str) -> Option<String> {
        text(self.properties.get(property)?)
    }

    /// A property as a number, also where it is written as text.
    #[must_use]
    pub fn number(&self, property: &str) -> Option<f64> {
        match self.properties.get(property)? {
            Value::String(text) => {
                text.trim().parse().ok().filter(|number: &f64| number.is_finite())
            }
            value => value.as_f64(),
        }
    }
}

/// A value as words: text that is not blank, or a number.
#[must_use]
pub fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// A feature of a tree of values.
fn feature(number: usize, mut members: Map<String, Value>) -> Feature {
    let properties = match members.remove("properties") {
        Some(Value::Object(properties)) => properties,
        _ => Map::new(),
    };
    let geometry = geometry::read(&members.remove("geometry").unwrap_or_default());
    let id = members.remove("id");
    let id = id.as_ref().and_then(text).or_else(|| text(properties.get("id")?));
    for known in ["type", "bbox"] {
        members.remove(known);
    }
    Feature { number, id, properties, members, geometry }
}
