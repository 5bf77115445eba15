//! Places and devices, one a line.

use libsns::client::Thing;
use serde_json::{Value, json};

use super::table::table;
use super::text::{metres, plain};
use super::{place, reach};
use crate::paint::Paint;

/// Things below each other: distance, name, what people call it, kind, level, how to reach it.
pub(crate) fn lines(things: &[Thing], paint: Paint) -> String {
    let rows: Vec<Vec<String>> = things.iter().map(row).collect();
    let cyan: super::table::Style = Paint::cyan;
    let plain: super::table::Style = |_, text| text.to_owned();
    table(&rows, &[plain, Paint::bold, plain, cyan, plain, Paint::dim], paint)
}

fn row(thing: &Thing) -> Vec<String> {
    vec![
        thing.distance_metres.map(metres).unwrap_or_default(),
        thing.name.to_string(),
        plain(thing.display()),
        thing.kind().to_owned(),
        thing.levels().map(|levels| place::level(levels, "")).unwrap_or_default(),
        reach::line(thing),
    ]
}

/// A thing for programs.
pub(crate) fn json(thing: &Thing) -> Value {
    let position = thing.position.map(|position| {
        json!({
            "latitude": position.latitude_degrees(),
            "longitude": position.longitude_degrees(),
        })
    });
    json!({
        "name": thing.name.to_string(),
        "class": thing.class().word(),
        "kind": thing.kind(),
        "display": thing.display(),
        "levels": place::levels_json(thing.levels()),
        "distance_m": thing.distance_metres,
        "position": position,
        "addresses": thing.addresses.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "bearers": reach::bearers_json(thing),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use libsns::geometry::Levels;
    use libsns::record::{Place, PlaceClass, Record, RecordType, rdata};

    #[test]
    fn a_line_says_how_far_what_where_and_how() {
        let place = Place {
            class: PlaceClass::Device,
            kind: "light".into(),
            display: "Ceiling".into(),
            levels: Some(Levels::single(2)),
            ..Place::default()
        };
        let owner: libsns::name::Name = "lamp.hq.example.".parse().unwrap();
        let record = |rtype, rdata| Record { owner: owner.clone(), rtype, ttl: 1, rdata };
        let records = [
            record(RecordType::PLACE, place.encode().unwrap()),
            record(RecordType::A, rdata::a([192, 0, 2, 1].into())),
        ];
        let mut thing = Thing::from_records(owner.clone(), records.iter());
        thing.distance_metres = Some(1.234);
        assert_eq!(
            lines(&[thing.clone()], Paint::PLAIN),
            "1.23 m  lamp.hq.example.  Ceiling  light  level 2  192.0.2.1\n"
        );
        assert_eq!(json(&thing)["addresses"], json!(["192.0.2.1"]));
        assert_eq!(json(&thing)["distance_m"], 1.234);
    }
}
