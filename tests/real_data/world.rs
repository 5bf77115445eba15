//! Countries, regions and cities: a zone of points all around the Earth.

use std::env;

use libsns::geometry::{Cell, Position, Resolution};
use libsns::record::Location;
use sns_tests::message::rtype;
use sns_tests::random::Random;

use super::sources::{self, City, World};
use super::{Served, compare, knot};

const APEX: &str = "world.example";

/// Every so many cities are served, so that a test of a few seconds is one; `SNS_LONG=1` serves all.
fn every() -> usize {
    if env::var("SNS_LONG").is_ok_and(|value| value == "1") { 1 } else { 8 }
}

#[test]
fn the_cities_of_the_world_are_served() {
    let Some(data) = sources::data() else { return };
    let world = sources::world(&data, every());
    assert!(world.cities.len() * every() > 30_000, "{}", world.cities.len());
    let served = Served::start(APEX, &world.files);
    by_name(&served, &world);
    let mut random = Random::new(7);
    let mut cells = Vec::new();
    for _ in 0..200 {
        let city = random.pick(&world.cities);
        by_position(&served, &world.cities, city, &mut random);
        cells.push((format!("{}.{APEX}", cell(city.latitude, city.longitude)), rtype::PTR));
    }
    let Some(knot) = knot(APEX, &served.records()) else { return };
    let names = world.cities.iter().step_by(9).flat_map(|city| {
        let name = format!("{}.{APEX}", city.name);
        [(name.clone(), rtype::LOC), (format!("_parent.{name}"), rtype::PTR), (name, rtype::TXT)]
    });
    let lists = world.countries.iter().map(|code| (format!("_children.{code}.{APEX}"), rtype::PTR));
    let questions: Vec<_> = cells.into_iter().chain(names).chain(lists).collect();
    compare(&served, &knot, &questions);
}

fn cell(latitude: f64, longitude: f64) -> String {
    let position = Position::from_degrees(latitude, longitude).expect("a position");
    format!("{}._h3", Cell::at(position, Resolution::Fifteen))
}

/// Each city says where it is, within what LOC can say; each country lists what is in it.
fn by_name(served: &Served, world: &World) {
    let questions: Vec<_> =
        world.cities.iter().map(|city| (format!("{}.{APEX}", city.name), rtype::LOC)).collect();
    for (city, reply) in world.cities.iter().zip(served.ask_all(&questions)) {
        assert_eq!(reply.answer.len(), 1, "{}", city.name);
        let location = Location::from_wire(&reply.answer[0].rdata).expect("a LOC");
        let off = (location.latitude_degrees() - city.latitude).abs()
            + (location.longitude_degrees() - city.longitude).abs();
        assert!(off < 6e-7, "{}: {location}", city.name);
    }
    let countries = served.pointers("_children");
    assert_eq!(countries.len(), world.countries.len());
}

/// The nearest city to a position some way from one, against all of them by the haversine, which is
/// true to half a part in a hundred.
fn by_position(served: &Served, cities: &[City], near: &City, random: &mut Random) {
    let mut aside = || random.between(0, 2000) as f64 / 1e4 - 0.1;
    let (latitude, longitude) = (near.latitude + aside(), near.longitude + aside());
    let longitude = (longitude + 540.0).rem_euclid(360.0) - 180.0;
    let (latitude, longitude) = (round(latitude.clamp(-90.0, 90.0)), round(longitude));
    let far = |city: &City| haversine([latitude, longitude], [city.latitude, city.longitude]);
    let nearest = cities.iter().map(far).fold(f64::INFINITY, f64::min);
    let found = served.pointers(&format!("_city.k1.{}._near", point(latitude, longitude)));
    let [name] = &found[..] else { panic!("{latitude} {longitude}: {found:?}") };
    let city = cities.iter().find(|city| format!("{}.{APEX}.", city.name) == *name);
    let city = city.unwrap_or_else(|| panic!("{name} is none of the gazetteer"));
    let metres = far(city);
    assert!(metres <= nearest * 1.012 + 0.1, "{}: {metres} m, nearest {nearest} m", city.words);
    // The city itself by its own cell.
    let here = served.pointers(&cell(near.latitude, near.longitude));
    assert!(here.contains(&format!("{}.{APEX}.", near.name)), "{}: {here:?}", near.name);
}

/// To four digits.
fn round(degrees: f64) -> f64 {
    (degrees * 1e4).round() / 1e4
}

fn point(latitude: f64, longitude: f64) -> String {
    let angle = |degrees: f64, letters: [&str; 2]| {
        format!("{:.4}", degrees.abs()).replace('.', letters[usize::from(degrees < 0.0)])
    };
    format!("{}-{}", angle(latitude, ["n", "s"]), angle(longitude, ["e", "w"]))
}

/// Metres between positions on a sphere.
fn haversine(a: [f64; 2], b: [f64; 2]) -> f64 {
    let [p, q] = [a, b].map(|at| at.map(f64::to_radians));
    let part = |x: f64, y: f64| ((x - y) / 2.0).sin().powi(2);
    let h = part(p[0], q[0]) + p[0].cos() * q[0].cos() * part(p[1], q[1]);
    2.0 * 6_371_008.8 * h.sqrt().asin()
}
