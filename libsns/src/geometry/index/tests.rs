//! The index against plain searches through everything, with Karney's distances as the judge.

use proptest::prelude::*;

use super::*;
use crate::geometry::testing::{any_place, any_room, away, number};
use crate::geometry::{MultiPolygon, bearing_degrees, distance_metres};

fn thing(id: u32, shape: Shape) -> Thing {
    Thing { id, shape, levels: None, kinds: [0, 1] }
}

fn disc(centre: Position, radius_metres: f64, count: u8) -> Query {
    Query { area: Area::Disc { centre, radius_metres }, count, level: None, kind: None }
}

fn ids(index: &SpatialIndex, query: &Query) -> Vec<u32> {
    let mut work = SpatialWork::new();
    index.ask(query, &mut work).unwrap().hits.iter().map(|hit| hit.id).collect()
}

/// Points scattered around a place, their numbers as ids.
fn scattered(at: Position, count: u32, spread: f64, seed: u64) -> Vec<Thing> {
    let point = |id: u32| {
        let step = u64::from(id) * 2;
        let bearing = number(seed, step) * std::f64::consts::TAU;
        thing(id, Shape::Point(away(at, bearing, spread * number(seed, step + 1).sqrt())))
    };
    (0..count).map(point).collect()
}

/// All things that pass, by the order of answers.
fn by_distance(things: &[Thing], centre: Position) -> Vec<(f64, f64, u32)> {
    let mut all: Vec<_> = things
        .iter()
        .map(|t| (t.shape.distance_metres(centre), t.shape.area_square_metres(), t.id))
        .collect();
    all.sort_by(|a, b| a.partial_cmp(b).unwrap());
    all
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn near_points_are_those_of_a_plain_search(
        at in any_place(), seed in any::<u64>(), count in 1..2_000_u32, spread in 0.0..5.5_f64,
        wanted in 1..=64_u8, radius in 0.0..6.0_f64,
    ) {
        let things = scattered(at, count, 10f64.powf(spread), seed);
        let all = by_distance(&things, at);
        let radius = 10f64.powf(radius);
        let expected: Vec<u32> =
            all.iter().filter(|(d, ..)| *d <= radius).take(usize::from(wanted)).map(|t| t.2).collect();
        let index = SpatialIndex::build(things);
        prop_assert_eq!(ids(&index, &disc(at, radius, wanted)), expected);
    }
}

#[test]
fn few_steps_lead_to_the_nearest() {
    let at = Position::from_degrees(52.2, 0.12).unwrap();
    let index = SpatialIndex::build(scattered(at, 100_000, 10_000.0, 1));
    let mut work = SpatialWork::new();
    let mut steps = 0;
    let mut best = 0;
    for asker in scattered(at, 1_000, 10_000.0, 2) {
        let Shape::Point(centre) = asker.shape else { continue };
        index.ask(&disc(centre, 100_000.0, 8), &mut work).unwrap();
        steps += work.steps;
        let d9 = index.ask(&disc(centre, 100_000.0, 9), &mut work).unwrap().hits[8].metres;
        index.ask(&disc(centre, d9 * 1.0001, 8), &mut work).unwrap();
        best += work.steps;
    }
    println!("best {}", best / 1000);
    println!("steps {}", steps / 1_000);
    assert!(index.tree.octets() <= 40 * index.len());
}
