//! PLACE records.

use libsns::geometry::{Levels, Polygon, Position, Shape};
use libsns::record::Place;
use serde_json::{Value, json};

use super::text::{count, plain};

/// All of it on one line.
pub(crate) fn line(place: &Place) -> String {
    let mut parts = vec![heading(place)];
    parts.extend(place.levels.map(|levels| level(levels, &place.level_label)));
    parts.extend(place.base_altitude_cm.map(|cm| format!("floor at {} m", metres(cm.into()))));
    parts.extend(place.height_cm.map(|cm| format!("{} m high", metres(cm.into()))));
    parts.extend(place.shape.as_ref().map(shape));
    parts.join(", ")
}

/// `meeting-room "Meeting 1" (room)`.
fn heading(place: &Place) -> String {
    let class = place.class.word();
    let mut heading = what(place).to_owned();
    if !place.display.is_empty() {
        heading += &format!(" \"{}\"", plain(&place.display));
    }
    if heading.split(' ').next() != Some(class) {
        heading += &format!(" ({class})");
    }
    heading
}

/// Its kind, else its class.
fn what(place: &Place) -> &str {
    if place.kind.is_empty() { place.class.word() } else { &place.kind }
}

/// `level 1 "First floor"`, `levels -1 to 2`.
pub(crate) fn level(levels: Levels, label: &str) -> String {
    let label = if label.is_empty() { String::new() } else { format!(" \"{}\"", plain(label)) };
    if levels.lowest() == levels.highest() {
        format!("level {}{label}", levels.lowest())
    } else {
        format!("levels {} to {}{label}", levels.lowest(), levels.highest())
    }
}

/// Centimetres as metres.
fn metres(cm: i64) -> String {
    format!("{:.2}", cm as f64 / 100.0)
}

fn shape(shape: &Shape) -> String {
    let polygons = shape.polygons();
    let corners = count(polygons.iter().map(Polygon::corner_count).sum(), "corner");
    let area = shape.area_square_metres();
    match shape {
        Shape::Point(position) => format!("at {}", degrees(*position)),
        Shape::Circle(circle) => {
            format!("within {} m of {}", circle.radius_metres(), degrees(circle.centre()))
        }
        Shape::Polygon(_) => format!("{area:.1} m² with {corners}"),
        Shape::MultiPolygon(_) => {
            format!("{area:.1} m² in {} with {corners}", count(polygons.len(), "part"))
        }
    }
}

/// Latitude and longitude as they can be typed.
pub(crate) fn degrees(position: Position) -> String {
    format!("{},{}", position.latitude_degrees(), position.longitude_degrees())
}

/// All of it for programs. The shape is a geometry of GeoJSON (RFC 7946), a circle its centre with
/// a radius beside.
pub(crate) fn json(place: &Place) -> Value {
    json!({
        "class": place.class.word(),
        "kind": place.kind,
        "display": place.display,
        "levels": levels_json(place.levels),
        "level_label": place.level_label,
        "base_altitude_m": place.base_altitude_cm.map(|cm| f64::from(cm) / 100.0),
        "height_m": place.height_cm.map(|cm| f64::from(cm) / 100.0),
        "shape": place.shape.as_ref().map(geojson),
    })
}

/// The lowest and the highest level.
pub(crate) fn levels_json(levels: Option<Levels>) -> Value {
    levels.map_or(Value::Null, |levels| json!([levels.lowest(), levels.highest()]))
}

fn geojson(shape: &Shape) -> Value {
    match shape {
        Shape::Point(position) => json!({"type": "Point", "coordinates": corner(*position)}),
        Shape::Circle(circle) => json!({
            "type": "Point",
            "coordinates": corner(circle.centre()),
            "radius_m": circle.radius_metres(),
        }),
        Shape::Polygon(polygon) => json!({"type": "Polygon", "coordinates": rings(polygon)}),
        Shape::MultiPolygon(polygons) => {
            let parts: Vec<Value> = polygons.parts().iter().map(rings).collect();
            json!({"type": "MultiPolygon", "coordinates": parts})
        }
    }
}

/// RFC 7946 §3.1.6: the outer ring first, each ring closed.
fn rings(polygon: &Polygon) -> Value {
    let ring = |corners: &[Position]| -> Value {
        corners.iter().chain(corners.first()).map(|position| corner(*position)).collect()
    };
    std::iter::once(polygon.outer()).chain(polygon.holes()).map(ring).collect()
}

/// RFC 7946 §3.1.1: longitude first.
fn corner(position: Position) -> Value {
    json!([position.longitude_degrees(), position.latitude_degrees()])
}

#[cfg(test)]
mod tests {
    use super::*;
    use libsns::record::PlaceClass;

    fn at(latitude: f64, longitude: f64) -> Position {
        Position::from_degrees(latitude, longitude).unwrap()
    }

    #[test]
    fn a_room_on_one_line() {
        let outer = vec![at(0.0, 0.0), at(0.0, 0.001), at(0.001, 0.001), at(0.001, 0.0)];
        let place = Place {
            class: PlaceClass::Room,
            kind: "cafe".into(),
            display: "Café \x07".into(),
            levels: Some(Levels::single(-1)),
            level_label: "Cellar".into(),
            base_altitude_cm: Some(-250),
            height_cm: Some(300),
            shape: Some(Shape::Polygon(Polygon::new(outer, Vec::new()).unwrap())),
        };
        let text = line(&place);
        assert!(text.starts_with("cafe \"Café \u{fffd}\" (room), level -1 \"Cellar\", floor at -2.50 m, 3.00 m high, 123"), "{text}");
        assert!(text.ends_with(" m² with 4 corners"), "{text}");
        let json = json(&place);
        assert_eq!(json["shape"]["coordinates"][0].as_array().unwrap().len(), 5);
        assert_eq!(json["shape"]["coordinates"][0][1], json!([0.001, 0.0]));
        assert_eq!(json["levels"], json!([-1, -1]));
    }

    #[test]
    fn what_is_not_known_is_left_out() {
        let place = Place { class: PlaceClass::Device, ..Place::default() };
        assert_eq!(line(&place), "device");
        let here = Place { shape: Some(Shape::Point(at(-1.5, 2.0))), ..place };
        assert_eq!(line(&here), "device, at -1.5,2");
        assert_eq!(level(Levels::new(0, 3).unwrap(), ""), "levels 0 to 3");
    }
}
