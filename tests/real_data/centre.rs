//! The shopping centre: 1,286 units on five floors, asked for by name, by cell and by position.

use std::collections::BTreeSet;

use libsns::geometry::{Cell, Position, Resolution};
use libsns::record::{Place, Record, RecordType};
use sns_tests::message::rtype;
use sns_tests::names;
use sns_tests::random::Random;

use super::sources::{self, FLOORS, Unit};
use super::{Served, compare, knot, targets};

const APEX: &str = "centre.example";

/// Positions asked about on each floor.
const POSITIONS: usize = 60;

#[test]
fn a_shopping_centre_is_served() {
    let Some(data) = sources::data() else { return };
    let served = Served::start(APEX, &sources::centre(&data));
    let records = served.records();
    let places = places(&records);
    assert_eq!(places.len(), 1 + FLOORS.len() + 1286);
    by_name(&served, &places);
    let mut random = Random::new(20);
    let mut asked = Vec::new();
    for (floor, level) in FLOORS {
        let units = sources::units(&sources::floor(&data, floor), level);
        for _ in 0..POSITIONS {
            let at = position(&units, &mut random);
            by_position(&served, &places, &units, at);
            asked.push((cell(at), rtype::PTR));
        }
    }
    let Some(knot) = knot(APEX, &records) else { return };
    asked.extend(places.iter().step_by(7).flat_map(|(name, _)| {
        let family = ["_parent", "_children", "_neighbours"].map(|set| format!("{set}.{name}"));
        let family = family.into_iter().map(|name| (name, rtype::PTR));
        family.chain([(name.clone(), rtype::LOC), (name.clone(), PLACE), (name.clone(), rtype::A)])
    }));
    asked.push((format!("no-such-shop.f1.{APEX}"), rtype::A));
    compare(&served, &knot, &asked);
}

const PLACE: u16 = RecordType::PLACE.0;

/// The places of the zone by name.
fn places(records: &[Record]) -> Vec<(String, Place)> {
    let places = records.iter().filter(|record| record.rtype == RecordType::PLACE);
    places
        .map(|record| {
            let place = Place::decode(&record.rdata).expect("a place");
            (record.owner.to_string(), place)
        })
        .collect()
}

/// Each place says what it is and where, and its floor lists it.
fn by_name(served: &Served, places: &[(String, Place)]) {
    let questions: Vec<_> = places.iter().map(|(name, _)| (name.clone(), PLACE)).collect();
    for ((name, place), reply) in places.iter().zip(served.ask_all(&questions)) {
        assert_eq!(Place::decode(&reply.answer[0].rdata).as_ref(), Ok(place), "{name}");
    }
    let questions: Vec<_> = questions.into_iter().map(|(name, _)| (name, rtype::LOC)).collect();
    for (question, reply) in questions.iter().zip(served.ask_all(&questions)) {
        assert_eq!(reply.answer.len(), 1, "{question:?}");
    }
    for (floor, _) in FLOORS {
        let floor = format!("{}.{APEX}.", floor.to_lowercase());
        let below = |name: &&str| name.split_once('.').is_some_and(|(_, above)| above == floor);
        let expected: BTreeSet<_> =
            places.iter().map(|(name, _)| &name[..]).filter(below).collect();
        let listed = targets(&served.ask(&format!("_children.{floor}"), rtype::PTR));
        assert_eq!(listed.iter().map(String::as_str).collect::<BTreeSet<_>>(), expected);
        assert!(expected.len() > 100, "{floor}");
    }
}

/// A position in the box around one of the units: longitude and latitude in nanodegrees, and level.
fn position(units: &[Unit], random: &mut Random) -> [i64; 2] {
    let unit = random.pick(units);
    let ring = &random.pick(&unit.polygons)[0];
    [0, 1].map(|axis| {
        let values = ring.iter().map(|corner| (corner[axis] * 1e9) as i64);
        let (least, most) = values.fold((i64::MAX, i64::MIN), |(a, b), v| (a.min(v), b.max(v)));
        let span = usize::try_from(most - least).expect("least is least");
        least + i64::try_from(random.below(span + 1)).expect("below a span")
    })
}

/// Whether the survey's polygons hold the position: a line from it northwards crosses their rings an
/// odd number of times. Nothing where it is within some millimetres of an edge.
fn holds(unit: &Unit, [x, y]: [i64; 2]) -> Option<bool> {
    let (x, y) = (x as f64 / 1e9, y as f64 / 1e9);
    let mut inside = false;
    for polygon in &unit.polygons {
        let mut here = false;
        for ring in polygon {
            for (a, b) in ring.iter().zip(ring.iter().cycle().skip(1)) {
                if (a[0] <= x) != (b[0] <= x) {
                    let crosses_at = a[1] + (b[1] - a[1]) * (x - a[0]) / (b[0] - a[0]);
                    if (crosses_at - y).abs() < 1e-7 {
                        return None;
                    }
                    here ^= crosses_at > y;
                }
            }
        }
        inside |= here;
    }
    Some(inside)
}

/// Decimal degrees in nanodegrees, northern and eastern.
fn near([x, y]: [i64; 2]) -> String {
    let angle =
        |nano: i64, letter| format!("{}{letter}{:09}", nano / 1_000_000_000, nano % 1_000_000_000);
    format!("{}-{}", angle(y, 'n'), angle(x, 'e'))
}

fn cell([x, y]: [i64; 2]) -> String {
    let position = Position::from_nanodegrees(y, x).expect("a position");
    format!("{}._h3.{APEX}", Cell::at(position, Resolution::Fifteen))
}

/// The units that hold a position are found there, by near and by cell, and no others on the level
/// unless the survey's own ring crossed itself, so that its outline is served.
fn by_position(served: &Served, places: &[(String, Place)], units: &[Unit], at: [i64; 2]) {
    let level = units[0].level;
    let shape = |name: &str| places.iter().find(|(other, _)| other == name).map(|(_, place)| place);
    let found = served.pointers(&format!("_shop.l{level}.k64.r0.{}._near", near(at)));
    let listed = targets(&served.ask(&cell(at), rtype::PTR));
    let words = |names: &[String]| -> Vec<String> {
        names.iter().filter_map(|name| shape(name)).map(|place| place.display.clone()).collect()
    };
    let (found_words, listed_words) = (words(&found), words(&listed));
    for unit in units.iter().filter(|unit| holds(unit, at) == Some(true)) {
        assert!(found_words.contains(&unit.words), "{} at {at:?}: {found:?}", unit.words);
        assert!(listed_words.contains(&unit.words), "{} at {at:?}: {listed:?}", unit.words);
    }
    let position = Position::from_nanodegrees(at[1], at[0]).expect("a position");
    for name in &found {
        let place = shape(name).unwrap_or_else(|| panic!("{name} is none of the plan"));
        assert!(place.levels.is_some_and(|levels| levels.contains(level)), "{name}");
        assert!(place.shape.as_ref().is_some_and(|shape| shape.contains(position)), "{name}");
        assert!(listed.contains(name), "{name} is found at {at:?} and in no cell there");
    }
    // What is nearest is first: the floor and all its units, without a limit of distance.
    let nearest = served.pointers(&format!("_shop.l{level}.k3.{}._near", near(at)));
    assert_eq!(nearest.len(), 3);
    assert!(found.is_empty() || found.contains(&nearest[0]), "{at:?}: {found:?} {nearest:?}");
    assert!(names::labels(&nearest[0]).len() > 3);
}
