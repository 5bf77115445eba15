//! The spatial index: building it, and asking it when a zone has very many things.

use divan::{Bencher, black_box};
use libsns::geometry::{
    Area, Bounds, FINEST, Polygon, Position, Query, Resolution, Shape, SpatialIndex, SpatialWork,
    Thing, cover,
};

fn main() {
    divan::main();
}

/// A numbered step of a reproducible sequence of numbers from 0 to 1 (SplitMix64).
fn number(step: u64) -> f64 {
    let mut z = step.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
}

/// A position in a town of 20 by 20 km.
fn in_town(step: u64) -> Position {
    let latitude = 52.2 + (number(2 * step) - 0.5) * 0.18;
    let longitude = 0.12 + (number(2 * step + 1) - 0.5) * 0.29;
    Position::from_degrees(latitude, longitude).expect("a position")
}

fn points(count: u64) -> Vec<Thing> {
    let thing = |step: u64| Thing {
        id: step as u32,
        shape: Shape::Point(in_town(step)),
        levels: None,
        kinds: [(step % 50) as u16, 100],
    };
    (0..count).map(thing).collect()
}

/// A room of 5 by 4 m.
fn room(step: u64) -> Shape {
    let at = in_town(step);
    let (lat, lon) = (at.latitude_degrees(), at.longitude_degrees());
    let corners = [(0.0, 0.0), (0.0, 73e-6), (36e-6, 73e-6), (36e-6, 0.0)];
    let corner = |(north, east)| Position::from_degrees(lat + north, lon + east).expect("a corner");
    Shape::Polygon(Polygon::new(corners.map(corner).to_vec(), vec![]).expect("a room"))
}

fn rooms(count: u64) -> Vec<Thing> {
    let thing =
        |step: u64| Thing { id: step as u32, shape: room(step), levels: None, kinds: [0, 1] };
    (0..count).map(thing).collect()
}

fn ask(bencher: Bencher<'_, '_>, things: Vec<Thing>, query: impl Fn(Position) -> Query) {
    let index = SpatialIndex::build(things);
    let mut work = SpatialWork::new();
    // Askers stand in 4,096 places, in no order.
    let queries: Vec<Query> = (0..4_096).map(|i| query(in_town(1 << 40 | i))).collect();
    let mut next = 0;
    bencher.bench_local(|| {
        next = (next + 1) % queries.len();
        index.ask(black_box(&queries[next]), &mut work).map(|found| found.hits.len())
    });
}

fn disc(centre: Position, radius_metres: f64, count: u8) -> Query {
    Query { area: Area::Disc { centre, radius_metres }, count, level: None, kind: None }
}

#[divan::bench(sample_count = 10)]
fn build_a_million_points(bencher: Bencher<'_, '_>) {
    bencher.with_inputs(|| points(1_000_000)).bench_local_values(SpatialIndex::build);
}

#[divan::bench(args = [10_000, 1_000_000], sample_count = 20, sample_size = 4096)]
fn nearest_8(bencher: Bencher<'_, '_>, count: u64) {
    ask(bencher, points(count), |at| disc(at, 100_000.0, 8));
}

#[divan::bench(args = [10_000, 1_000_000], sample_count = 20, sample_size = 4096)]
fn within_10_metres(bencher: Bencher<'_, '_>, count: u64) {
    ask(bencher, points(count), |at| disc(at, 10.0, 16));
}

#[divan::bench(args = [1_000_000], sample_count = 20, sample_size = 4096)]
fn nearest_8_of_one_kind_in_fifty(bencher: Bencher<'_, '_>, count: u64) {
    ask(bencher, points(count), |at| Query { kind: Some(7), ..disc(at, 100_000.0, 8) });
}

#[divan::bench(args = [100_000], sample_count = 20, sample_size = 4096)]
fn the_room_around_me(bencher: Bencher<'_, '_>, count: u64) {
    ask(bencher, rooms(count), |at| disc(at, 0.0, 16));
}

#[divan::bench(args = [100_000], sample_count = 20, sample_size = 4096)]
fn nearest_8_rooms(bencher: Bencher<'_, '_>, count: u64) {
    ask(bencher, rooms(count), |at| disc(at, 100_000.0, 8));
}

#[divan::bench(args = [1_000_000], sample_count = 20, sample_size = 4096)]
fn box_of_100_metres(bencher: Bencher<'_, '_>, count: u64) {
    ask(bencher, points(count), |at| {
        let (lat, lon) = (at.latitude_degrees(), at.longitude_degrees());
        let north_east = Position::from_degrees(lat + 0.0009, lon + 0.00147).expect("a corner");
        let bounds = Bounds::new(at, north_east).expect("a box");
        Query { area: Area::Box(bounds), count: 64, level: None, kind: None }
    });
}

#[divan::bench(args = [1_000_000], sample_count = 20, sample_size = 4096)]
fn ray_of_30_metres(bencher: Bencher<'_, '_>, count: u64) {
    ask(bencher, points(count), |from| Query {
        area: Area::Ray {
            from,
            bearing_degrees: 77.0,
            length_metres: 30.0,
            half_width_metres: 0.5,
        },
        count: 16,
        level: None,
        kind: None,
    });
}

#[divan::bench]
fn cover_a_room(bencher: Bencher<'_, '_>) {
    let shape = room(1);
    bencher.bench_local(|| cover(black_box(&shape), Resolution::Thirteen));
}

#[divan::bench]
fn contains(bencher: Bencher<'_, '_>) {
    let shape = room(1);
    let at = shape.reference_position();
    bencher.bench_local(|| black_box(&shape).contains(black_box(at)));
}

#[divan::bench]
fn check_ten_thousand_corners(bencher: Bencher<'_, '_>) {
    let corner = |i: u32| {
        let angle = f64::from(i) * std::f64::consts::TAU / 10_000.0;
        let radius = if i.is_multiple_of(2) { 1.0 } else { 0.5 };
        Position::from_degrees(52.0 + radius * angle.sin(), radius * angle.cos()).expect("a corner")
    };
    let star: Vec<Position> = (0..10_000).map(corner).collect();
    bencher.with_inputs(|| star.clone()).bench_local_values(|star| Polygon::new(star, vec![]));
}

#[divan::bench]
fn cell_of_a_position(bencher: Bencher<'_, '_>) {
    let at = in_town(3);
    bencher.bench_local(|| libsns::geometry::Cell::at(black_box(at), FINEST));
}
