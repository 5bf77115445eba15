//! Features of a GeoJSON export of OpenStreetMap, one after another.
//!
//! Identities are found in the forms in which osmtogeojson, Overpass, osmium and ogr2ogr write them.

use serde_json::{Map, Value};

use super::super::features::{self, Feature, Geometry};
use super::super::{ImportError, InputFile};
use super::element::{Id, Point, Sort, Tags, point};
use super::ground::{Ground, Polygon};

/// A feature as the file has it.
pub(super) struct Found {
    /// Where it stands in the file, for messages.
    pub(super) spot: String,
    /// The element it was made from; none where the file does not say.
    pub(super) id: Option<Id>,
    /// Another identity, where it has one.
    pub(super) name: Option<String>,
    pub(super) tags: Tags,
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
    let members = features::read(file, |feature| {
        let spot = feature.spot();
        take(found(feature)).map_err(|text| file.error(spot, text))
    })?;
    match members.features {
        Some(_) => Ok(()),
        None if members.other.contains_key("elements") => Err(file
            .error("", "is Overpass's own JSON; expected GeoJSON or .osm XML of the same query")),
        None => Err(file.error("", "has no features; expected a GeoJSON FeatureCollection")),
    }
}

fn found(feature: Feature) -> Found {
    let tags = tags(&feature.properties);
    let is_point = feature.geometry.as_ref().is_ok_and(|geometry| !geometry.points.is_empty());
    let ground = feature.geometry.as_ref().map_err(|text| format!("it {text}"));
    let ground = ground.and_then(ground_of);
    let (id, name) = identity(feature.id.as_deref(), &feature.properties, &ground);
    Found { spot: feature.spot(), id, name, tags, is_point, ground }
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
    id: Option<&str>,
    properties: &Map<String, Value>,
    ground: &Result<Ground, String>,
) -> (Option<Id>, Option<String>) {
    let keys = ["@id", "osm_id", "osm_way_id"];
    let named = keys.iter().filter_map(|key| properties.get(*key)).find_map(features::text);
    let Some(name) = id.map(str::to_owned).or(named) else { return (None, None) };
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

/// The ground of a geometry of one sort: a point, a line or polygons.
fn ground_of(geometry: &Geometry) -> Result<Ground, String> {
    let line = |line: &Vec<_>| line.iter().map(corner).collect::<Option<Vec<Point>>>();
    let ground = match (&geometry.points[..], &geometry.lines[..], &geometry.polygons[..]) {
        ([only], [], []) => corner(only).map(Ground::Point),
        ([], [only], []) => line(only).map(Ground::Line),
        ([], [], polygons @ [_, ..]) => {
            let polygon = |rings: &Vec<_>| {
                let mut rings = rings.iter().map(line);
                let outer = rings.next()??;
                Some(Polygon { outer, holes: rings.collect::<Option<_>>()? })
            };
            polygons.iter().map(polygon).collect::<Option<_>>().map(Ground::Area)
        }
        ([], [], []) => return Err("it has no geometry".into()),
        _ => return Err("it has several geometries in one".into()),
    };
    ground.ok_or_else(|| "its coordinates are not all degrees on the Earth".into())
}

fn corner([latitude, longitude]: &[f64; 2]) -> Option<Point> {
    point(*latitude, *longitude)
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
