//! GeoJSON files: features with their properties and shapes (RFC 7946).

use serde_json::{Map, Value};

use super::PlanFile;
use super::fault::{PlanFault, Spot, quoted};
use super::feature_lines::feature_lines;
use super::model::{Degrees, Form};

/// One feature of a file.
pub(crate) struct Feature {
    /// Named by its place in the file and, where it has one, its name.
    pub(crate) spot: Spot,
    pub(crate) geometry: Geometry,
    properties: Map<String, Value>,
}

/// What a feature's geometry says.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Geometry {
    /// A shape.
    Form(Form),
    /// A reference point.
    Point(Degrees),
}

impl Feature {
    /// A property as text: strings as they are, numbers as they are written.
    pub(crate) fn property(&self, key: &str) -> Option<String> {
        match self.properties.get(key)? {
            Value::String(text) => Some(text.trim().to_owned()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        }
    }

    /// True when the property has this value.
    pub(crate) fn matches(&self, (key, value): &(String, String)) -> bool {
        self.property(key).is_some_and(|own| own == *value)
    }
}

/// The features of a file; those that are unfit are faults.
pub(crate) fn read_features(file: &PlanFile, faults: &mut Vec<PlanFault>) -> Vec<Feature> {
    let spot = Spot::file(&file.path);
    let document: Value = match serde_json::from_str(&file.text) {
        Ok(document) => document,
        Err(error) => {
            let spot = Spot { line: Some(error.line()), ..spot };
            faults.push(spot.fault("", format!("is not JSON: {error}")));
            return Vec::new();
        }
    };
    let Some(features) = document.get("features").and_then(Value::as_array) else {
        let spot = spot.named("features");
        faults.push(spot.fault("", "is missing; expected a FeatureCollection (RFC 7946 §3.3)"));
        return Vec::new();
    };
    let mut read = Vec::with_capacity(features.len());
    let mut lines = feature_lines(&file.text).into_iter();
    for (feature, number) in features.iter().zip(1..) {
        let spot = Spot { line: lines.next(), ..spot.clone() };
        match read_feature(feature, &spot, number) {
            Ok(feature) => read.push(feature),
            Err(fault) => faults.push(fault),
        }
    }
    read
}

fn read_feature(feature: &Value, file: &Spot, number: usize) -> Result<Feature, PlanFault> {
    let properties = feature.get("properties").and_then(Value::as_object).cloned();
    let properties = properties.unwrap_or_default();
    let title =
        ["place", "name", "id", "ref"].iter().find_map(|key| properties.get(*key)?.as_str());
    let spot = match title {
        Some(title) => file.named(&format!("features[{number}] {}", quoted(title))),
        None => file.named(&format!("features[{number}]")),
    };
    let geometry = feature.get("geometry").unwrap_or(&Value::Null);
    let geometry = read_geometry(geometry, &spot)?;
    Ok(Feature { spot, geometry, properties })
}

fn read_geometry(geometry: &Value, spot: &Spot) -> Result<Geometry, PlanFault> {
    let kind = geometry.get("type").and_then(Value::as_str).unwrap_or("");
    let coordinates = geometry.get("coordinates").unwrap_or(&Value::Null);
    let spot_of = |kind: &str| spot.part(&format!("{kind} coordinates"));
    match kind {
        "Point" => read_position(coordinates, &spot_of(kind)).map(Geometry::Point),
        "Polygon" => {
            let polygon = read_polygon(coordinates, &spot_of(kind))?;
            Ok(Geometry::Form(Form::Polygons(vec![polygon])))
        }
        "MultiPolygon" => {
            let polygons = each(coordinates, &spot_of(kind), read_polygon)?;
            Ok(Geometry::Form(Form::Polygons(polygons)))
        }
        other => {
            let value = if geometry.is_null() { "null".into() } else { format!("{other:?}") };
            let expected = "expected a Polygon, a MultiPolygon or a Point";
            Err(spot.part("geometry").fault(value, expected))
        }
    }
}

fn read_polygon(value: &Value, spot: &Spot) -> Result<Vec<Vec<Degrees>>, PlanFault> {
    each(value, spot, |ring, spot| each(ring, spot, read_position))
}

/// RFC 7946 §3.1.1: longitude first, then latitude; a third number, the altitude, is passed over.
fn read_position(value: &Value, spot: &Spot) -> Result<Degrees, PlanFault> {
    let numbers: Option<Vec<f64>> =
        value.as_array().and_then(|numbers| numbers.iter().map(Value::as_f64).collect());
    match numbers.as_deref() {
        Some([longitude, latitude] | [longitude, latitude, _])
            if longitude.abs() <= 180.0 && latitude.abs() <= 90.0 =>
        {
            Ok([*latitude, *longitude])
        }
        _ => Err(spot.fault(value, "expected [longitude, latitude] in degrees")),
    }
}

/// The values of a list, each read by itself; faults say which, counting from 1.
fn each<T>(
    value: &Value,
    spot: &Spot,
    read: impl Fn(&Value, &Spot) -> Result<T, PlanFault>,
) -> Result<Vec<T>, PlanFault> {
    let values = value.as_array().ok_or_else(|| spot.fault(value, "expected a list"))?;
    values
        .iter()
        .enumerate()
        .map(|(index, value)| read(value, &spot.named(&format!("{}[{}]", spot.key, index + 1))))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Vec<Feature>, Vec<String>) {
        let mut faults = Vec::new();
        let file = PlanFile { path: "a.geojson".into(), text: text.into() };
        let features = read_features(&file, &mut faults);
        (features, faults.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn longitude_comes_first() {
        let (features, faults) = read(
            r#"{"type": "FeatureCollection", "features": [{"type": "Feature",
                "properties": {"place": "lobby", "floor": 1},
                "geometry": {"type": "Point", "coordinates": [0.12, 52.2, 9.5]}}]}"#,
        );
        assert!(faults.is_empty());
        assert_eq!(features[0].geometry, Geometry::Point([52.2, 0.12]));
        assert_eq!(features[0].property("floor").as_deref(), Some("1"));
        assert!(features[0].matches(&("place".into(), "lobby".into())));
    }

    #[test]
    fn faults_name_the_feature_and_the_coordinate() {
        let (features, faults) = read(
            r#"{"features": [
                {"properties": {"name": "A"}, "geometry": {"type": "Polygon",
                    "coordinates": [[[0, 52], [0, 95], [1, 52]]]}},
                {"geometry": {"type": "LineString", "coordinates": []}},
                {"properties": 3}]}"#,
        );
        assert!(features.is_empty());
        assert_eq!(
            faults,
            [
                "a.geojson:2: features[1] \"A\": Polygon coordinates[1][2] = [0,95]: \
                 expected [longitude, latitude] in degrees",
                "a.geojson:4: features[2]: geometry = \"LineString\": \
                 expected a Polygon, a MultiPolygon or a Point",
                "a.geojson:5: features[3]: geometry = null: \
                 expected a Polygon, a MultiPolygon or a Point",
            ]
        );
    }

    #[test]
    fn what_is_no_feature_collection_is_refused_with_its_line() {
        assert!(read("{\n]").1[0].starts_with("a.geojson:2: is not JSON"));
        assert!(read("[]").1[0].starts_with("a.geojson: features: is missing"));
    }
}
