//! Cells. The tests name cells by h3o and their own arithmetic, not by the library's.

use std::collections::BTreeMap;

use h3o::{LatLng, Resolution};
use libsns::geometry::{Position, Shape};
use libsns::record::Record;
use sns_tests::random::Random;

use super::*;

/// The labels of the cell at a position: the digits of its index, finest first, then the base cell.
fn cell(latitude: f64, longitude: f64, resolution: u8) -> Vec<String> {
    let place = LatLng::new(latitude, longitude).expect("finite");
    let index = u64::from(place.to_cell(Resolution::try_from(resolution).expect("0 to 15")));
    // The H3 index: three bits a digit, the coarsest on top; then seven bits of base cell above.
    let digits = (1..=u32::from(resolution)).rev().map(|r| index >> (3 * (15 - r)) & 7);
    digits.chain([index >> 45 & 0x7f]).map(|number| number.to_string()).collect()
}

fn cell_name(labels: &[String]) -> String {
    format!("{}._h3.coworking.example.", labels.join("."))
}

/// Cell names of a zone, wildcards among them, with what each points to.
fn sets(records: &[Record]) -> BTreeMap<String, BTreeSet<String>> {
    let mut sets: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
    for record in records.iter().filter(|record| record.rtype == RecordType::PTR) {
        let owner = record.owner.to_string();
        if owner.ends_with("._h3.coworking.example.") {
            let target = labels::text(&labels::of_wire(&record.rdata));
            sets.entry(owner).or_default().insert(target);
        }
    }
    sets
}

/// Random positions of a shape, to the nanodegree.
fn positions(shape: &Shape, count: usize, random: &mut Random) -> Vec<Position> {
    let bounds = shape.bounds();
    let (south, west) = (bounds.south_nanodegrees(), bounds.west_nanodegrees());
    let height = bounds.north_nanodegrees() - south;
    let some = |length: i64, random: &mut Random| {
        i64::try_from(random.below(usize::try_from(length).unwrap_or(0) + 1)).unwrap_or(0)
    };
    let mut found = Vec::new();
    for _ in 0..50 * count {
        let latitude = south + some(height, random);
        let longitude = west + some(bounds.width_nanodegrees(), random);
        let position = Position::from_nanodegrees(latitude, longitude).expect("in the box");
        if shape.contains(position) {
            found.push(position);
        }
        if found.len() == count {
            break;
        }
    }
    found
}

/// The shapes of the example's things and positions in them.
fn shapes(records: &[Record], count: usize) -> Vec<(String, Shape, Vec<Position>)> {
    let mut random = Random::new(15);
    let places = records.iter().filter(|record| record.rtype == RecordType::PLACE);
    places
        .map(|record| {
            let shape = Place::decode(&record.rdata).expect("a place").shape.expect("a shape");
            let positions = positions(&shape, count, &mut random);
            assert!(!positions.is_empty(), "{}", record.owner);
            (record.owner.to_string(), shape, positions)
        })
        .collect()
}

/// [C-1]: "The cells of a thing MUST include, for every position in its shape, the cell of resolution
/// 15 at that position or one of its ancestors in the numbering."
#[test]
fn c_1_no_position_of_a_thing_is_missed() {
    let records = plans::example("coworking");
    let sets = sets(&records);
    let shapes = shapes(&records, 60);
    assert!(shapes.len() > 40);
    for (name, _, positions) in shapes {
        for position in positions {
            let labels = cell(position.latitude_degrees(), position.longitude_degrees(), 15);
            let listed = (0..=15).any(|skip| {
                let set = sets.get(&cell_name(&labels[skip..]));
                set.is_some_and(|set| set.contains(&name))
            });
            assert!(listed, "{name} at {position}");
        }
    }
}

/// [C-2]: "Every cell name that exists MUST own PTR records to all things of the cell and of its
/// ancestors, unless there are none, and a wildcard `*` below it MUST own the same records", where
/// there are finer cells.
#[test]
fn c_2_cells_inherit_and_so_do_their_wildcards() {
    let records = plans::example("coworking");
    let sets = sets(&records);
    let mut world = World(plans::serve(&records));
    let mut cells = 0;
    for (name, things) in sets.iter().filter(|(name, _)| !name.starts_with("*.")) {
        cells += 1;
        let mut ancestors = std::iter::successors(above(name), |name| above(name));
        assert!(ancestors.by_ref().all(|a| sets.get(a).is_none_or(|set| set.is_subset(things))));
        let labels = name.split('.').count() - "_h3.coworking.example.".split('.').count();
        let wildcard = sets.get(&format!("*.{name}"));
        assert_eq!(wildcard, (labels < 16).then_some(things), "{name}");
    }
    assert!(cells > 20, "{cells}");
    // Names that exist for what is below them, and have nothing of their own.
    let coarse = above(above(sets.keys().next().expect("a cell")).expect("a parent"));
    let base = coarse.expect("a base cell").split('.').rev().nth(4).expect("labels").to_owned();
    let reply = world.ask(&format!("{base}._h3.{APEX}"), PTR);
    assert_eq!((reply.raw.rcode(), reply.raw.answer.len()), (0, 0), "{base}");
}

/// One question is enough: the name of the finest cell, which no record has, answers by a wildcard
/// with all that the walk up the numbering would find.
#[test]
fn c_2_one_question_finds_all() {
    let records = plans::example("coworking");
    let sets = sets(&records);
    let mut world = World(plans::serve(&records));
    for (_, _, positions) in shapes(&records, 5) {
        for position in positions {
            let labels = cell(position.latitude_degrees(), position.longitude_degrees(), 15);
            let walked: BTreeSet<_> = (0..=15)
                .filter_map(|skip| sets.get(&cell_name(&labels[skip..])))
                .flatten()
                .collect();
            let asked = pointers(&mut world, &cell_name(&labels));
            assert_eq!(asked.iter().collect::<BTreeSet<_>>(), walked, "{position}");
        }
    }
}

/// [C-3]: "An asker MUST NOT index its position at a coarser resolution; it takes ancestors in the
/// numbering by leaving labels out." The library's client keeps that; whoever does not goes wrong.
#[test]
fn c_3_ancestors_are_taken_in_the_numbering() {
    let client = libsns::client::Client::new(
        "127.0.0.1:9".parse().expect("an address"),
        APEX.parse().expect("a name"),
    );
    let (mut total, mut elsewhere) = (0, 0);
    for (_, _, positions) in shapes(&plans::example("coworking"), 20) {
        for position in positions {
            let (latitude, longitude) = (position.latitude_degrees(), position.longitude_degrees());
            let labels = cell(latitude, longitude, 15);
            let name = client.cell_name(position).expect("a name").to_string();
            assert_eq!(name, cell_name(&labels));
            for resolution in [10, 11, 12, 13, 14] {
                total += 1;
                let anew = cell(latitude, longitude, resolution);
                elsewhere += usize::from(anew != labels[usize::from(15 - resolution)..]);
            }
        }
    }
    // Indexed anew, a position often lies in a cell that is no ancestor of its finest one.
    assert!(elsewhere * 200 > total, "{elsewhere} of {total}");
}

/// [C-4]: "An asker that needs to know MUST decide by the shape in the PLACE record, and by level."
/// What a cell lists is a superset, and the shapes leave exactly what is there.
#[test]
fn c_4_shapes_decide() {
    let records = plans::example("coworking");
    let mut world = World(plans::serve(&records));
    let shapes = shapes(&records, 6);
    let (mut listed, mut decided) = (0, 0);
    for position in shapes.iter().flat_map(|(_, _, positions)| positions) {
        let labels = cell(position.latitude_degrees(), position.longitude_degrees(), 15);
        let candidates = pointers(&mut world, &cell_name(&labels));
        let contains = |shape: &Shape| shape.contains(*position);
        let kept: Vec<&String> = candidates
            .iter()
            .filter(|name| place(&mut world, name).shape.as_ref().is_some_and(contains))
            .collect();
        let there = shapes.iter().filter(|(_, shape, _)| contains(shape)).map(|(name, ..)| name);
        let mut there: Vec<&String> = there.collect();
        there.sort();
        assert_eq!(kept, there, "{position}");
        (listed, decided) = (listed + candidates.len(), decided + kept.len());
    }
    assert!(listed > decided, "there is something to decide: {listed} {decided}");
}
