//! Features of a GeoJSON export of OpenStreetMap, one after another.
//!
//! Read as a stream, so that an export of any size needs the memory of one feature. Identities are
//! found in the forms in which osmtogeojson, Overpass, osmium and ogr2ogr write them.

use std::io::BufReader;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use super::super::{ImportError, InputFile};
use super::element::{Id, Point, Sort, Tags, point};
use super::ground::{self, Ground, Polygon, Ring};
use super::meter::{Meter, Reset};

/// Most octets of one feature. A shape of as many corners as can be published has half of it.
const FEATURE_OCTETS_MAX: usize = 1 << 20;
/// Octets read at once.
const BUFFER_OCTETS: usize = 1 << 16;

/// A feature as the file has it.
pub(super) struct Found {
    /// Its number in the file, from 1 on.
    pub(super) number: usize,
    /// The element it was made from; none where the file does not say.
    pub(super) id: Option<Id>,
    /// Another identity, where it has one.
    pub(super) name: Option<String>,
    pub(super) tags: Tags,
    /// True for a point, whether or not its position is good.
    pub(super) is_point: bool,
    /// Where it is, or what is wrong with that.
    pub(super) ground: Result<Ground, String>,
}

/// Gives the features in the order of the file.
///
/// # Errors
/// When it is not a feature collection, with the line.
pub(super) fn scan(
    file: &InputFile<'_>,
    take: &mut dyn FnMut(Found) -> Result<(), String>,
) -> Result<(), ImportError> {
    let meter = Meter::new(file.reader()?, FEATURE_OCTETS_MAX + BUFFER_OCTETS);
    let reset = meter.reset();
    let mut reader = BufReader::with_capacity(BUFFER_OCTETS, meter);
    skip_mark(&mut reader).map_err(|error| file.error("", error))?;
    let mut json = serde_json::Deserializer::from_reader(reader);
    let read = Collection { take, reset }.deserialize(&mut json).and_then(|()| json.end());
    read.map_err(|error| {
        let text = error.to_string();
        let text = text.split(" at line ").next().unwrap_or_default();
        file.error(format!("line {}", error.line()), text)
    })
}

/// Passes over a byte order mark.
fn skip_mark(reader: &mut impl std::io::BufRead) -> std::io::Result<()> {
    let has_mark = reader.fill_buf()?.starts_with(b"\xef\xbb\xbf");
    reader.consume(if has_mark { 3 } else { 0 });
    Ok(())
}

/// The object at the top.
struct Collection<'t> {
    take: &'t mut dyn FnMut(Found) -> Result<(), String>,
    reset: Reset,
}

impl<'de> DeserializeSeed<'de> for Collection<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Collection<'_> {
    type Value = ();

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a GeoJSON feature collection")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut has_features = false;
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "features" => {
                    has_features = true;
                    map.next_value_seed(Features { take: &mut *self.take, reset: &self.reset })?;
                }
                "type" => match map.next_value::<Value>()? {
                    Value::String(word) if word == "FeatureCollection" => {}
                    other => {
                        let text = format!("its type is {other}; expected \"FeatureCollection\"");
                        return Err(A::Error::custom(text));
                    }
                },
                "elements" => {
                    let text = "Overpass's own JSON; expected GeoJSON or .osm XML of the same query";
                    return Err(A::Error::custom(text));
                }
                _ => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        match has_features {
            true => Ok(()),
            false => Err(A::Error::custom("there are no features; expected a FeatureCollection")),
        }
    }
}

/// The list of features.
struct Features<'t> {
    take: &'t mut dyn FnMut(Found) -> Result<(), String>,
    reset: &'t Reset,
}

impl<'de> DeserializeSeed<'de> for Features<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Features<'_> {
    type Value = ();

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a list of features")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        self.reset.reset();
        let mut number = 0;
        while let Some(feature) = list.next_element::<Feature>()? {
            self.reset.reset();
            number += 1;
            let told = |text| A::Error::custom(format!("feature {number}: {text}"));
            (self.take)(feature.found(number)).map_err(told)?;
        }
        Ok(())
    }
}

/// A feature of GeoJSON (RFC 7946 §3.2).
#[derive(Deserialize)]
struct Feature {
    #[serde(default)]
    id: Value,
    geometry: Option<Geometry>,
    properties: Option<Map<String, Value>>,
}

#[derive(Deserialize)]
struct Geometry {
    #[serde(rename = "type")]
    sort: String,
    #[serde(default)]
    coordinates: Value,
}

impl Feature {
    fn found(self, number: usize) -> Found {
        let properties = self.properties.unwrap_or_default();
        let tags = tags(&properties);
        let is_point = self.geometry.as_ref().is_some_and(|geometry| geometry.sort.contains("Point"));
        let ground = match &self.geometry {
            Some(geometry) => geometry.ground(),
            None => Err("it has no geometry".to_owned()),
        };
        let (id, name) = identity(&self.id, &properties, &ground);
        Found { number, id, name, tags, is_point, ground }
    }
}

/// The tags: properties beside each other, or below `tags`.
fn tags(properties: &Map<String, Value>) -> Tags {
    let mut tags = Tags::default();
    let nested = properties.get("tags").and_then(Value::as_object);
    for (key, value) in nested.unwrap_or(properties) {
        match value {
            Value::String(text) => tags.push(key, text),
            Value::Number(number) => tags.push(key, &number.to_string()),
            Value::Bool(true) => tags.push(key, "yes"),
            Value::Bool(false) => tags.push(key, "no"),
            _ => {}
        }
    }
    tags
}

/// The element that a feature was made from, or another identity.
fn identity(
    id: &Value,
    properties: &Map<String, Value>,
    ground: &Result<Ground, String>,
) -> (Option<Id>, Option<String>) {
    let text = |value: &Value| match value {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    let keys = ["@id", "osm_id", "osm_way_id", "id"];
    let named = keys.iter().filter_map(|key| properties.get(*key)).find_map(text);
    let Some(name) = text(id).or(named) else { return (None, None) };
    let said = ["@type", "osm_type", "type"].iter().find_map(|key| properties.get(*key)?.as_str());
    let sort = said.and_then(Sort::from_word).unwrap_or(match ground {
        Ok(Ground::Point(_)) => Sort::Node,
        Ok(Ground::Area(polygons)) if !is_one_ring(polygons) => Sort::Relation,
        _ => Sort::Way,
    });
    match element(&name, sort) {
        Some(id) => (Some(id), None),
        None => (None, Some(name)),
    }
}

fn is_one_ring(polygons: &[Polygon]) -> bool {
    matches!(polygons, [polygon] if polygon.holes.is_empty())
}

/// `way/42`, `w42`, `42`; and osmium's `a84`, which is an area made from way 42 or, if odd, a relation.
fn element(name: &str, sort: Sort) -> Option<Id> {
    if let Ok(number) = name.parse() {
        return Some(Id { sort, number });
    }
    let (word, number) = match name.split_once('/') {
        Some((word, number)) => (word, number),
        None => name.split_at_checked(1)?,
    };
    let number: i64 = number.parse().ok()?;
    match (word, number.rem_euclid(2)) {
        ("a", 0) => Some(Id { sort: Sort::Way, number: number / 2 }),
        ("a", _) => Some(Id { sort: Sort::Relation, number: number / 2 }),
        _ => Some(Id { sort: Sort::from_word(word)?, number }),
    }
}

impl Geometry {
    fn ground(&self) -> Result<Ground, String> {
        let list = || self.coordinates.as_array().map(Vec::as_slice).unwrap_or_default();
        match (self.sort.as_str(), list()) {
            ("Point", _) => position(&self.coordinates).map(Ground::Point),
            ("MultiPoint", [only]) => position(only).map(Ground::Point),
            ("LineString", line) => positions(line).map(Ground::Line),
            ("MultiLineString", [only]) => {
                positions(only.as_array().map(Vec::as_slice).unwrap_or_default()).map(Ground::Line)
            }
            ("Polygon", _) => Ok(Ground::Area(vec![polygon(&self.coordinates)?])),
            ("MultiPolygon", polygons) => {
                polygons.iter().map(polygon).collect::<Result<_, _>>().map(Ground::Area)
            }
            (sort, _) => Err(format!("its geometry is a {sort}")),
        }
    }
}

fn polygon(rings: &Value) -> Result<Polygon, String> {
    let rings = rings.as_array().map(Vec::as_slice).unwrap_or_default();
    let ring = |ring: &Value| {
        let corners = ring.as_array().map(Vec::as_slice).unwrap_or_default();
        positions(corners).map(ground::clean)
    };
    let mut rings = rings.iter().map(ring).collect::<Result<Vec<Ring>, _>>()?.into_iter();
    let outer = rings.next().ok_or("its polygon has no ring")?;
    Ok(Polygon { outer, holes: rings.collect() })
}

fn positions(list: &[Value]) -> Result<Vec<Point>, String> {
    list.iter().map(position).collect()
}

/// Longitude first (RFC 7946 §3.1.1); an altitude is passed over.
fn position(value: &Value) -> Result<Point, String> {
    let axis = |index: usize| value.get(index).and_then(Value::as_f64);
    let at = axis(1).zip(axis(0)).and_then(|(latitude, longitude)| point(latitude, longitude));
    at.ok_or_else(|| "its coordinates are not all degrees on the Earth".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identities_are_read_in_every_form() {
        for (name, id) in [
            ("way/42", Some("way 42")),
            ("relation/7", Some("relation 7")),
            ("node/-3", Some("node -3")),
            ("w42", Some("way 42")),
            ("a84", Some("way 42")),
            ("a85", Some("relation 42")),
            ("42", Some("way 42")),
            ("-", None),
            ("ä1", None),
            ("way/", None),
            ("", None),
            ("4f6d-11", None),
        ] {
            assert_eq!(element(name, Sort::Way).map(|id| id.to_string()).as_deref(), id, "{name}");
        }
    }
}
