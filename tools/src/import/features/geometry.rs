//! Geometries (RFC 7946 §3.1) as positions, lines and rings.

use libsns::geometry::Degrees;
use serde_json::Value;

use crate::survey::Rings;

/// Collections within collections are read so deep; RFC 7946 §3.1.8 advises against any.
const DEPTH_MAX: usize = 4;

/// What a feature covers. Most have one of the three only.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Geometry {
    /// Points.
    pub points: Vec<Degrees>,
    /// Lines of two corners or more.
    pub lines: Vec<Vec<Degrees>>,
    /// Polygons: rings of three corners or more, no corner twice in a row, none repeated at the end.
    pub polygons: Rings,
}

impl Geometry {
    /// All its positions, in the order they stand in.
    pub fn positions(&self) -> impl Iterator<Item = Degrees> + '_ {
        let lines = self.lines.iter().chain(self.polygons.iter().flatten()).flatten();
        self.points.iter().chain(lines).copied()
    }
}

/// Reads a geometry; null is an empty one.
pub(super) fn read(value: &Value) -> Result<Geometry, String> {
    let mut geometry = Geometry::default();
    if !value.is_null() {
        geometry.add(value, 0)?;
    }
    Ok(geometry)
}

impl Geometry {
    fn add(&mut self, value: &Value, depth: usize) -> Result<(), String> {
        let kind = value.get("type").and_then(Value::as_str).unwrap_or_default();
        let coordinates = value.get("coordinates").unwrap_or(&Value::Null);
        match kind {
            "Point" => self.points.push(position(coordinates)?),
            "MultiPoint" => self.points.extend(line(coordinates)?),
            "LineString" => self.lines.push(line_of_two(coordinates)?),
            "MultiLineString" => self.lines.extend(each(coordinates, line_of_two)?),
            "Polygon" => self.polygons.push(polygon(coordinates)?),
            "MultiPolygon" => self.polygons.extend(each(coordinates, polygon)?),
            "GeometryCollection" if depth < DEPTH_MAX => {
                for part in list(value.get("geometries").unwrap_or(&Value::Null))? {
                    self.add(part, depth + 1)?;
                }
            }
            "GeometryCollection" => return Err(format!("collections more than {DEPTH_MAX} deep")),
            _ => {
                return Err(format!(
                    "has a geometry of type {kind:?}; expected one of RFC 7946 §3.1"
                ));
            }
        }
        Ok(())
    }
}

fn list(value: &Value) -> Result<&[Value], String> {
    value.as_array().map(Vec::as_slice).ok_or_else(|| {
        let shown: String = value.to_string().chars().take(40).collect();
        format!("has {shown} in its coordinates; expected a list")
    })
}

fn each<T>(value: &Value, read: impl Fn(&Value) -> Result<T, String>) -> Result<Vec<T>, String> {
    list(value)?.iter().map(read).collect()
}

/// Longitude first (RFC 7946 §3.1.1); an altitude is passed over.
fn position(value: &Value) -> Result<Degrees, String> {
    let number = |at: usize| value.get(at).and_then(Value::as_f64);
    match (number(0), number(1)) {
        (Some(longitude), Some(latitude)) if longitude.abs() <= 180.0 && latitude.abs() <= 90.0 => {
            Ok([latitude, longitude])
        }
        _ => {
            let shown: String = value.to_string().chars().take(60).collect();
            Err(format!(
                "has the position {shown}; expected a longitude from -180 to 180 and a latitude from -90 to 90"
            ))
        }
    }
}

fn line(value: &Value) -> Result<Vec<Degrees>, String> {
    each(value, position)
}

fn line_of_two(value: &Value) -> Result<Vec<Degrees>, String> {
    match line(value)? {
        line if line.len() >= 2 => Ok(line),
        line => Err(format!("has a line of {} corners; expected two or more", line.len())),
    }
}

/// The rings of a polygon. Holes without any ground are passed over.
fn polygon(value: &Value) -> Result<Vec<Vec<Degrees>>, String> {
    let mut rings = each(value, line)?.into_iter().map(clean);
    let outer = rings.next().ok_or("has a polygon without rings; expected one or more")?;
    if outer.len() < 3 {
        return Err(format!("has a ring of {} corners; expected three or more", outer.len()));
    }
    Ok(std::iter::once(outer).chain(rings.filter(|ring| ring.len() >= 3)).collect())
}

/// A ring without corners that are repeated, in a row or at the end.
pub(in crate::import) fn clean(mut ring: Vec<Degrees>) -> Vec<Degrees> {
    ring.dedup();
    while ring.len() > 1 && ring.first() == ring.last() {
        ring.pop();
    }
    ring
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn rings_are_closed_and_latitude_comes_first() {
        let square = json!({ "type": "Polygon",
            "coordinates": [[[1, 50, 7], [2, 50], [2, 50], [2, 51], [1, 50, 7]], [[1, 50], [1, 50]]] });
        let read = read(&square).unwrap();
        assert_eq!(read.polygons, [[[[50.0, 1.0], [50.0, 2.0], [51.0, 2.0]]]]);
    }

    #[test]
    fn what_is_no_position_is_named() {
        for (coordinates, named) in [
            (json!([13366530.9, 3541141.1]), "[13366530.9,3541141.1]"),
            (json!([1]), "[1]"),
            (json!("here"), "here"),
            (json!([[1, 2]]), "[[1,2]]"),
        ] {
            let error = read(&json!({ "type": "Point", "coordinates": coordinates })).unwrap_err();
            assert!(error.contains(named), "{error}");
        }
    }

    #[test]
    fn a_collection_is_all_its_parts() {
        let point = json!({ "type": "Point", "coordinates": [1, 2] });
        let line = json!({ "type": "LineString", "coordinates": [[1, 2], [3, 4]] });
        let both = json!({ "type": "GeometryCollection", "geometries": [point, line] });
        let read_both = read(&both).unwrap();
        assert_eq!((read_both.points.len(), read_both.lines.len()), (1, 1));
        assert_eq!(read_both.positions().count(), 3);
        let mut deep = both;
        for _ in 0..=DEPTH_MAX {
            deep = json!({ "type": "GeometryCollection", "geometries": [deep] });
        }
        assert!(read(&deep).is_err());
        assert_eq!(read(&Value::Null).unwrap(), Geometry::default());
    }
}
