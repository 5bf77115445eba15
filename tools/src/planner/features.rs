//! The GeoJSON files of a plan, one feature a line, as they can be edited.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};

use super::PlanFile;
use super::snapshot::digest;
use crate::survey::Rings;

/// How a file that is written here begins, and how it ends.
const HEAD: &str = "{\"type\": \"FeatureCollection\", \"features\": [\n";
const TAIL: &str = "]}\n";
/// The property that names the place whose shape a feature is.
const PLACE: &str = "place";
/// Steps in a degree of a plan's coordinates.
const STEPS: f64 = 1e8;

/// A GeoJSON file.
pub(super) struct FeatureFile {
    pub(super) path: String,
    /// What was read; none for a new file.
    text: Option<String>,
    head: String,
    pub(super) lines: Vec<Line>,
    tail: String,
    pub(super) is_changed: bool,
}

/// One feature.
pub(super) struct Line {
    /// The node that it is a shape of; none before it is known.
    pub(super) owner: Option<usize>,
    /// The place as the feature names it.
    pub(super) place: String,
    /// Of its geometry.
    pub(super) digest: String,
    text: String,
}

impl FeatureFile {
    /// An empty file.
    pub(super) fn new(path: String) -> Self {
        let (head, tail) = (HEAD.to_owned(), TAIL.to_owned());
        Self { path, text: None, head, lines: Vec::new(), tail, is_changed: true }
    }

    /// Takes a file apart. One that is written otherwise than a feature a line is written so when it
    /// has to change.
    ///
    /// # Errors
    /// When it holds no features.
    pub(super) fn read(file: &PlanFile) -> Result<Self, String> {
        let text = Some(file.text.clone());
        if let Some((head, lines, tail)) = read_lines(&file.text) {
            let path = file.path.clone();
            return Ok(Self { path, text, head, lines, tail, is_changed: false });
        }
        let document: Map<String, Value> =
            serde_json::from_str(&file.text).map_err(|error| error.to_string())?;
        let features = document.get("features").and_then(Value::as_array);
        let features = features.ok_or("expected a FeatureCollection (RFC 7946 §3.3)")?;
        let lines = features.iter().map(|feature| Line::of(feature, feature_text(feature)));
        let mut head = String::from("{");
        for (key, value) in document.iter().filter(|(key, _)| *key != "features") {
            let _ = write!(head, "{}: {value}, ", Value::from(key.as_str()));
        }
        head += "\"features\": [\n";
        let (lines, tail) = (lines.collect(), TAIL.to_owned());
        Ok(Self { path: file.path.clone(), text, head, lines, tail, is_changed: false })
    }

    /// The file as text; none where no feature is left.
    pub(super) fn into_file(self) -> Option<PlanFile> {
        let path = self.path;
        match self.text {
            Some(text) if !self.is_changed => return Some(PlanFile { path, text }),
            _ if self.lines.is_empty() => return None,
            _ => {}
        }
        let lines: Vec<&str> = self.lines.iter().map(|line| line.text.as_str()).collect();
        let text = format!("{}{}\n{}", self.head, lines.join(",\n"), self.tail);
        Some(PlanFile { path, text })
    }

    /// True for a file that was not there before.
    pub(super) fn is_new(&self) -> bool {
        self.text.is_none()
    }
}

impl Line {
    /// The feature of a place's shape.
    pub(super) fn new(owner: usize, place: &str, source: Option<&str>, rings: &Rings) -> Self {
        let mut properties = format!("{{\"place\": {}", Value::from(place));
        if let Some(source) = source {
            let _ = write!(properties, ", \"source\": {}", Value::from(source));
        }
        let geometry = geometry_text(rings);
        let text = format!(
            "{{\"type\": \"Feature\", \"properties\": {properties}}}, \"geometry\": {geometry}}}"
        );
        Self { owner: Some(owner), place: place.to_owned(), digest: rings_digest(rings), text }
    }

    fn of(feature: &Value, text: String) -> Self {
        let place = feature.get("properties").and_then(|properties| properties.get(PLACE));
        let place = match place {
            Some(Value::Number(number)) => number.to_string(),
            place => place.and_then(Value::as_str).unwrap_or_default().trim().to_owned(),
        };
        let rings = feature.get("geometry").and_then(rings_of);
        let digest = rings.map_or_else(
            || digest(feature.get("geometry").unwrap_or(&Value::Null).to_string().as_bytes()),
            |rings| rings_digest(&rings),
        );
        Self { owner: None, place, digest, text }
    }

    /// Names the place otherwise; all else stays as it is.
    pub(super) fn rename(&mut self, place: &str) {
        let was = format!("\"place\": {}", Value::from(self.place.as_str()));
        let is = format!("\"place\": {}", Value::from(place));
        if self.text.matches(&was).count() == 1 {
            self.text = self.text.replacen(&was, &is, 1);
        } else if let Ok(mut feature) = serde_json::from_str::<Value>(&self.text) {
            if let Some(properties) = feature.get_mut("properties").and_then(Value::as_object_mut) {
                properties.insert(PLACE.to_owned(), json!(place));
            }
            self.text = feature_text(&feature);
        }
        place.clone_into(&mut self.place);
    }
}

/// Reads a file that has a feature on each line; none where it has not.
fn read_lines(text: &str) -> Option<(String, Vec<Line>, String)> {
    let (first, rest) = text.split_once('\n')?;
    let (body, last) = rest.trim_end().rsplit_once('\n')?;
    let is_head = first.trim_end().ends_with('[') && first.contains("\"features\"");
    if !is_head || last.trim() != "]}" {
        return None;
    }
    // The head and the foot must be whole by themselves.
    serde_json::from_str::<Map<String, Value>>(&format!("{first}]}}")).ok()?;
    let mut lines = Vec::new();
    let mut rows = body.lines().peekable();
    while let Some(row) = rows.next() {
        let row = match rows.peek() {
            Some(_) => row.trim_end().strip_suffix(',')?,
            None => row.trim_end(),
        };
        lines.push(Line::of(&serde_json::from_str(row).ok()?, row.to_owned()));
    }
    let tail = format!("{last}{}", &rest[rest.trim_end().len()..]);
    Some((format!("{first}\n"), lines, tail))
}

/// A feature on one line, its members in the order in which people write them.
fn feature_text(feature: &Value) -> String {
    let Some(members) = feature.as_object() else { return feature.to_string() };
    let order = ["type", "id", "properties", "geometry"];
    let first = order.iter().filter_map(|key| members.get_key_value(*key));
    let others = members.iter().filter(|(key, _)| !order.contains(&key.as_str()));
    let members = first.chain(others).map(|(key, value)| format!("{}: {value}", json!(key)));
    format!("{{{}}}", members.collect::<Vec<_>>().join(", "))
}

/// The polygons as a GeoJSON geometry (RFC 7946 §3.1): longitude first, the first corner repeated.
fn geometry_text(rings: &Rings) -> String {
    let corner = |at: &[f64; 2]| format!("[{}, {}]", at[1], at[0]);
    let ring = |ring: &Vec<[f64; 2]>| {
        let corners: Vec<_> = ring.iter().chain(ring.first()).map(corner).collect();
        format!("[{}]", corners.join(", "))
    };
    let polygon = |polygon: &Vec<Vec<[f64; 2]>>| {
        format!("[{}]", polygon.iter().map(ring).collect::<Vec<_>>().join(", "))
    };
    match rings.as_slice() {
        [only] => format!("{{\"type\": \"Polygon\", \"coordinates\": {}}}", polygon(only)),
        many => {
            let many: Vec<_> = many.iter().map(polygon).collect();
            let many = many.join(", ");
            format!("{{\"type\": \"MultiPolygon\", \"coordinates\": [{many}]}}")
        }
    }
}

fn rings_of(geometry: &Value) -> Option<Rings> {
    let corner = |at: &Value| Some([at.get(1)?.as_f64()?, at.get(0)?.as_f64()?]);
    let ring = |ring: &Value| ring.as_array()?.iter().map(corner).collect::<Option<Vec<_>>>();
    let polygon = |value: &Value| value.as_array()?.iter().map(ring).collect::<Option<Vec<_>>>();
    let coordinates = geometry.get("coordinates")?;
    match geometry.get("type")?.as_str()? {
        "Polygon" => Some(vec![polygon(coordinates)?]),
        "MultiPolygon" => coordinates.as_array()?.iter().map(polygon).collect(),
        _ => None,
    }
}

/// A digest of polygons, whatever the last digit of their coordinates and whether the first corner
/// is repeated.
pub(super) fn rings_digest(rings: &Rings) -> String {
    let mut text = String::new();
    for polygon in rings {
        for ring in polygon {
            let is_closed = ring.len() > 1 && ring.first() == ring.last();
            let corners = &ring[..ring.len() - usize::from(is_closed)];
            for at in corners {
                let [latitude, longitude] = at.map(|angle| (angle * STEPS).round());
                let _ = write!(text, "{latitude} {longitude},");
            }
            text.push(';');
        }
        text.push('|');
    }
    digest(text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(text: &str) -> PlanFile {
        PlanFile { path: "a.geojson".into(), text: text.into() }
    }

    fn triangle() -> Rings {
        vec![vec![vec![[52.0, 0.1], [52.0, 0.2], [52.1, 0.2]]]]
    }

    #[test]
    fn what_is_written_is_read_with_the_same_digest() {
        let mut made = FeatureFile::new("a.geojson".into());
        made.lines.push(Line::new(3, "room-1.f2", Some("ifc:\"1\""), &triangle()));
        made.lines.push(Line::new(4, "@", None, &[triangle(), triangle()].concat()));
        let written = made.into_file().unwrap();
        assert_eq!(written.text.lines().count(), 4);
        let mut read = FeatureFile::read(&written).unwrap();
        let places: Vec<_> = read.lines.iter().map(|line| line.place.as_str()).collect();
        assert_eq!(places, ["room-1.f2", "@"]);
        assert_eq!(read.lines[0].digest, rings_digest(&triangle()));
        read.lines[0].rename("hall.f2");
        read.is_changed = true;
        let renamed = read.into_file().unwrap().text;
        assert_eq!(renamed, written.text.replace("room-1.f2", "hall.f2"));
    }

    #[test]
    fn a_file_of_another_layout_keeps_what_it_says() {
        let text = "{\"type\":\"FeatureCollection\",\"name\":\"x\",\n\"features\":[{\"type\":\"Feature\",\
            \"properties\":{\"place\":\"a\",\"colour\":\"red\"},\"geometry\":{\"type\":\"Point\",\"coordinates\":[0.5,52]}}]}";
        let mut read = FeatureFile::read(&file(text)).unwrap();
        assert_eq!(read.lines[0].place, "a");
        read.lines[0].rename("b");
        read.is_changed = true;
        let written = read.into_file().unwrap().text;
        let value: Value = serde_json::from_str(&written).unwrap();
        assert_eq!(value["name"], "x");
        assert_eq!(value["features"][0]["properties"], json!({"place": "b", "colour": "red"}));
        assert!(FeatureFile::read(&file("[]")).is_err());
    }
}
