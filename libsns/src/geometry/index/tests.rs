//! The index against plain searches through everything.

use std::f64::consts::TAU;

use proptest::prelude::*;

use super::*;
use crate::geometry::testing::{any_place, any_room, away, number};
use crate::geometry::{Bounds, MultiPolygon, Polygon, distance_metres};
use crate::limits::SHAPE_CORNERS_MAX;

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

/// False where the question is refused for its cost: near a pole the edges of a room can go around
/// half the Earth in longitude.
fn is_affordable(index: &SpatialIndex, query: &Query) -> bool {
    index.ask(query, &mut SpatialWork::new()).is_ok()
}

/// A place within so many metres, numbered.
fn scatter(at: Position, spread: f64, seed: u64, step: u64) -> Position {
    away(at, number(seed, 2 * step) * TAU, spread * number(seed, 2 * step + 1).sqrt())
}

fn scattered(at: Position, count: u32, spread: f64, seed: u64) -> Vec<Thing> {
    let point = |id: u32| thing(id, Shape::Point(scatter(at, spread, seed, id.into())));
    (0..count).map(point).collect()
}

/// Rooms, circles, points, some of many parts, on levels and of kinds, around a place.
fn town(at: Position, spread: f64) -> impl Strategy<Value = Vec<Thing>> {
    let shape = prop_oneof![
        3 => (0.0..TAU, 0.0..1.0_f64)
            .prop_map(move |(to, far)| Shape::Point(away(at, to, far * spread))),
        1 => (0.0..TAU, 0.0..1.0_f64, 1..4_000_u32)
            .prop_map(move |(to, far, r)| Shape::circle(away(at, to, far * spread), r).unwrap()),
        3 => (0.0..TAU, 0.0..1.0_f64)
            .prop_flat_map(move |(to, far)| any_room(away(at, to, far * spread), spread / 8.0))
            .prop_map(|room| room.shape),
        1 => prop::collection::vec(any_room(at, spread / 4.0), 1..3).prop_map(|rooms| {
            let parts = rooms.iter().flat_map(|room| room.shape.polygons().to_vec()).collect();
            Shape::MultiPolygon(MultiPolygon::new(parts).unwrap())
        }),
    ];
    let levels = prop::option::of((-2..4_i16, 0..2_i16))
        .prop_map(|levels| levels.map(|(low, more)| Levels::new(low, low + more).unwrap()));
    let all = (shape, levels, 0..70_u16);
    prop::collection::vec(all, 1..80).prop_map(|things| {
        let numbered = things.into_iter().zip(0..);
        numbered
            .map(|((shape, levels, kind), id)| Thing { id, shape, levels, kinds: [kind, 100] })
            .collect()
    })
}

/// A place, a town around it, and an asker in or near that.
fn any_town() -> impl Strategy<Value = (Position, Vec<Thing>)> {
    (any_place(), 0.5..3.0_f64).prop_flat_map(|(at, spread)| {
        let spread = 10f64.powf(spread);
        (0.0..TAU, 0.0..1.2_f64, town(at, spread))
            .prop_map(move |(to, far, things)| (away(at, to, far * spread), things))
    })
}

/// What a disc question must give: everything judged one by one.
fn plain_search(things: &[Thing], query: &Query, centre: Position, radius: f64) -> Vec<u32> {
    let passes = |t: &&Thing| {
        query.level.is_none_or(|level| t.levels.is_none_or(|levels| levels.contains(level)))
            && query.kind.is_none_or(|kind| t.kinds.contains(&kind))
    };
    let rank = |t: &Thing| (t.shape.distance_metres(centre), t.shape.area_square_metres(), t.id);
    let mut all: Vec<_> = things.iter().filter(passes).map(rank).collect();
    all.retain(|(metres, ..)| *metres <= radius);
    all.sort_by(|a, b| a.partial_cmp(b).unwrap());
    all.truncate(usize::from(query.count));
    all.into_iter().map(|(.., id)| id).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn near_points_are_those_of_a_plain_search(
        at in any_place(), seed in any::<u64>(), count in 1..2_000_u32, spread in 0.0..5.5_f64,
        wanted in 1..=64_u8, radius in 0.0..6.0_f64,
    ) {
        let things = scattered(at, count, 10f64.powf(spread), seed);
        let radius = 10f64.powf(radius);
        let query = disc(at, radius, wanted);
        let expected = plain_search(&things, &query, at, radius);
        prop_assert_eq!(ids(&SpatialIndex::build(things), &query), expected);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn near_things_are_those_of_a_plain_search(
        (asker, things) in any_town(), wanted in 1..=64_u8,
        radius in prop_oneof![Just(0.0), 0.1..300.0_f64, Just(100_000.0)],
        level in prop::option::of(-3..5_i16), kind in prop::option::of(prop_oneof![0..70_u16, Just(100)]),
    ) {
        let query = Query { level, kind, ..disc(asker, radius, wanted) };
        let expected = plain_search(&things, &query, asker, radius);
        let index = SpatialIndex::build(things);
        prop_assume!(is_affordable(&index, &query));
        prop_assert_eq!(ids(&index, &query), expected);
    }

    #[test]
    fn boxes_hold_what_intersects_them(
        (asker, things) in any_town(), size in 0.1..500.0_f64, towards in 0.0..TAU,
    ) {
        let other = away(asker, towards, size);
        let (south, north) = if asker.latitude_nanodegrees() < other.latitude_nanodegrees() {
            (asker, other)
        } else {
            (other, asker)
        };
        let bounds = Bounds::new(south, north).unwrap();
        let query = Query { area: Area::Box(bounds), count: 64, level: None, kind: None };
        let mut inside: Vec<u32> =
            things.iter().filter(|t| t.shape.intersects(&bounds)).map(|t| t.id).collect();
        let index = SpatialIndex::build(things);
        prop_assume!(is_affordable(&index, &query));
        let mut found = ids(&index, &query);
        prop_assert!(inside.len() > 64 || {
            inside.sort_unstable();
            found.sort_unstable();
            inside == found
        }, "{:?} {:?}", inside, found);
    }

    /// The promise of validity: whoever moves less gets the same set.
    #[test]
    fn an_answer_holds_as_far_as_it_says(
        (asker, things) in any_town(), wanted in 1..=12_u8,
        radius in prop_oneof![Just(0.0), 0.1..100.0_f64, Just(100_000.0)],
        moves in prop::collection::vec((0.0..TAU, 0.9..0.9999_f64), 12),
    ) {
        let index = SpatialIndex::build(things);
        prop_assume!(is_affordable(&index, &disc(asker, radius, 64)));
        let mut work = SpatialWork::new();
        let found = index.ask(&disc(asker, radius, wanted), &mut work).unwrap();
        let reach = found.validity_metres.unwrap();
        let mut before: Vec<u32> = found.hits.iter().map(|hit| hit.id).collect();
        before.sort_unstable();
        for (bearing, part) in moves {
            let moved = away(asker, bearing, reach * part);
            if !is_affordable(&index, &disc(moved, radius, wanted)) {
                continue;
            }
            let mut after = ids(&index, &disc(moved, radius, wanted));
            after.sort_unstable();
            prop_assert_eq!(&after, &before, "{} m of {} m", reach * part, reach);
        }
    }
}

#[test]
fn validity_is_not_needlessly_small() {
    let at = Position::from_degrees(52.0, 0.0).unwrap();
    let things = vec![
        thing(0, Shape::Point(away(at, 0.0, 6.0))),
        thing(1, Shape::Point(away(at, 3.0, 30.0))),
    ];
    let index = SpatialIndex::build(things);
    let mut work = SpatialWork::new();
    let mut validity =
        |query: &Query| index.ask(query, &mut work).unwrap().validity_metres.unwrap();
    // In a disc of 10 m, one at 6 m leaves after 4 m; of the nearest one, half the lead is 12 m.
    assert!((3.98..4.0).contains(&validity(&disc(at, 10.0, 16))));
    assert!((11.98..12.0).contains(&validity(&disc(at, 100_000.0, 1))));
    // Nothing for a hundred metres, then the nearer one comes in.
    let away_from_all = away(at, std::f64::consts::PI, 140.0);
    let expected = distance_metres(away_from_all, away(at, 3.0, 30.0)) - 10.0;
    assert!((expected - 0.02..expected).contains(&validity(&disc(away_from_all, 10.0, 16))));
}

#[test]
fn inside_nested_places_the_smallest_comes_first() {
    let at = Position::from_degrees(-17.0, 180.0).unwrap();
    let circles = [30_000, 500, 4_000].into_iter().zip(0..);
    let things: Vec<Thing> =
        circles.map(|(r, id)| thing(id, Shape::circle(away(at, 1.0, 2.0), r).unwrap())).collect();
    let index = SpatialIndex::build(things);
    assert_eq!(ids(&index, &disc(at, 0.0, 16)), [1, 2, 0]);
    let mut work = SpatialWork::new();
    let found = index.ask(&disc(at, 0.0, 1), &mut work).unwrap();
    // Three metres inside the smallest, and nothing smaller about.
    assert_eq!(found.hits[0].id, 1);
    assert!((2.98..3.0).contains(&found.validity_metres.unwrap()));
}

/// A ray as many positions, each judged by distance alone.
fn sampled_ray(shape: &Shape, from: Position, bearing: f64, length: f64, width: f64) -> bool {
    let steps = (length / (width / 4.0)).ceil().min(4_000.0);
    (0..=steps as u32).any(|i| {
        let at = away(from, bearing.to_radians(), length * f64::from(i) / steps);
        shape.distance_metres(at) <= width
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn rays_meet_what_is_beside_them(
        (from, things) in any_town(), bearing in 0.0..360.0_f64, length in 1.0..300.0_f64,
        width in 0.2..3.0_f64,
    ) {
        let area = |half_width_metres| Area::Ray {
            from, bearing_degrees: bearing, length_metres: length, half_width_metres,
        };
        let query = |width| Query { area: area(width), count: 64, level: None, kind: None };
        let index = SpatialIndex::build(things.clone());
        prop_assume!(is_affordable(&index, &query(width * 1.01 + 0.01)));
        let mut work = SpatialWork::new();
        // Samples stand a quarter of the width apart: a wider ray meets all they meet, and they
        // meet all that a narrower ray does.
        let narrow = ids(&index, &query(width * 0.95));
        let wide = index.ask(&query(width * 1.01 + 0.01), &mut work).unwrap().hits;
        if things.len() <= 64 {
            for t in &things {
                let met = sampled_ray(&t.shape, from, bearing, length, width);
                prop_assert!(!met || wide.iter().any(|hit| hit.id == t.id), "misses {:?}", t);
                prop_assert!(met || !narrow.contains(&t.id), "invents {:?}", t);
            }
        }
        for pair in wide.windows(2) {
            prop_assert!(pair[0].metres <= pair[1].metres);
        }
        for hit in wide {
            let t = &things[hit.id as usize];
            let at = away(from, bearing.to_radians(), hit.metres);
            let off = t.shape.distance_metres(at);
            prop_assert!(off <= width * 1.01 + 0.02, "{} m off at {} m: {:?}", off, hit.metres, t);
        }
    }
}

#[test]
fn a_ray_stops_at_the_first_wall_and_goes_on_behind_it() {
    let at = Position::from_degrees(52.0, 0.0).unwrap();
    let east = |metres: f64| away(at, TAU / 4.0, metres);
    let corner = |(bearing, metres): (f64, f64)| away(east(20.0), bearing, metres);
    let room = [(0.8, 5.0), (2.4, 5.0), (3.9, 5.0), (5.5, 5.0)].map(corner).to_vec();
    let things = vec![
        thing(0, Shape::Point(east(12.0))),
        thing(1, Shape::Polygon(Polygon::new(room, vec![]).unwrap())),
        thing(2, Shape::Point(east(29.9))),
        thing(3, Shape::Point(east(30.1))),
        thing(4, Shape::Point(east(-0.7))),
        thing(5, Shape::circle(east(26.0), 100).unwrap()),
    ];
    let index = SpatialIndex::build(things);
    let area =
        Area::Ray { from: at, bearing_degrees: 90.0, length_metres: 30.0, half_width_metres: 0.05 };
    let query = Query { area, count: 16, level: None, kind: None };
    assert_eq!(ids(&index, &query), [0, 1, 5, 2]);
    let mut work = SpatialWork::new();
    let hits = index.ask(&query, &mut work).unwrap().hits;
    assert!((hits[2].metres - 25.0).abs() < 0.01, "{:?}", hits[2]);
}

#[test]
fn few_steps_lead_to_the_nearest() {
    let at = Position::from_degrees(52.2, 0.12).unwrap();
    let index = SpatialIndex::build(scattered(at, 100_000, 10_000.0, 1));
    let mut work = SpatialWork::new();
    let mut steps = 0;
    for step in 0..1_000 {
        index.ask(&disc(scatter(at, 10_000.0, 2, step), 100_000.0, 8), &mut work).unwrap();
        steps += work.steps;
    }
    assert!(steps < 1_000 * 250, "{steps}");
    assert!(index.tree.octets() <= 40 * index.len(), "{} octets", index.tree.octets());
}

#[test]
fn nothing_is_found_in_nothing() {
    let index = SpatialIndex::build(vec![]);
    let at = Position::from_degrees(0.0, 0.0).unwrap();
    assert!(index.is_empty());
    assert_eq!(ids(&index, &disc(at, 100_000.0, 8)), Vec::<u32>::new());
    let one = SpatialIndex::build(vec![thing(9, Shape::Point(at))]);
    assert_eq!(ids(&one, &disc(at, 0.0, 8)), [9]);
}

#[test]
fn a_million_things_in_one_place_are_too_costly_and_stop_in_time() {
    let at = Position::from_degrees(52.0, 0.0).unwrap();
    let things = (0..1_000_000).map(|id| thing(id, Shape::Point(at))).collect();
    let index = SpatialIndex::build(things);
    let mut work = SpatialWork::new();
    assert_eq!(index.ask(&disc(at, 100_000.0, 8), &mut work), Err(TooCostly));
    assert!(work.steps <= SPATIAL_STEPS_MAX + 16);
    // A question elsewhere is as cheap as ever, and so is one for a kind that does not occur.
    let elsewhere = away(at, 1.0, 50_000.0);
    assert!(index.ask(&disc(elsewhere, 10.0, 8), &mut work).is_ok());
    assert!(index.ask(&Query { kind: Some(33), ..disc(at, 10.0, 8) }, &mut work).is_ok());
    assert!(work.steps < 100);
}

#[test]
fn shapes_of_very_many_corners_are_counted() {
    let at = Position::from_degrees(52.0, 0.0).unwrap();
    let star = |size: f64| {
        let corners = SHAPE_CORNERS_MAX as u32;
        let corner = |i: u32| {
            let reach = if i.is_multiple_of(2) { size } else { size * 0.9 };
            away(at, f64::from(i) * TAU / f64::from(corners), reach)
        };
        Shape::Polygon(Polygon::new((0..corners).map(corner).collect(), vec![]).unwrap())
    };
    // Nested, so that an asker in the middle is in all of them.
    let things: Vec<Thing> = (0..40).map(|i| thing(i, star(5_000.0 + f64::from(i)))).collect();
    let index = SpatialIndex::build(things);
    let mut work = SpatialWork::new();
    assert_eq!(index.ask(&disc(at, 0.0, 64), &mut work), Err(TooCostly));
    assert!(work.steps <= SPATIAL_STEPS_MAX + SHAPE_CORNERS_MAX as u32);
}

/// A piece of an edge that goes half round the Earth costs as much as a wall of a room, and counts so.
#[test]
fn edges_as_long_as_continents_are_counted_by_their_pieces() {
    let nano = |degrees: f64| (degrees * 1e9).round() as i64;
    // Thirty-five times to and fro over 170 degrees: 24,000 pieces of half a degree.
    let row = |i: i32| {
        let ends = if i % 2 == 0 { [0.0, 170.0] } else { [170.0, 0.0] };
        ends.map(|east| Position::wrapped(nano(0.001 * f64::from(i)), nano(east)))
    };
    let back = [0.072, -0.001].map(|north| Position::wrapped(nano(north), nano(-0.001)));
    let corners = (0..71).flat_map(row).chain(back).collect();
    let comb = Shape::Polygon(Polygon::new(corners, vec![]).unwrap());
    assert!((24_000..25_000).contains(&comb.piece_count(500_000_000)));
    let index = SpatialIndex::build(vec![thing(0, comb)]);
    let beside = Position::wrapped(nano(-0.01), nano(85.0));
    let mut work = SpatialWork::new();
    assert_eq!(index.ask(&disc(beside, 100_000.0, 8), &mut work), Err(TooCostly));
    // A box half as wide as the Earth may have to follow each on a geodesic.
    let corner = |north, east| Position::from_degrees(north, east).unwrap();
    let wide = Bounds::new(corner(-40.0, -80.0), corner(40.0, 80.0)).unwrap();
    let fence = Polygon::new(vec![corner(0.0, 0.0), corner(0.1, 70.0), corner(1.0, 70.0)], vec![]);
    let fences = (0..10).map(|id| thing(id, Shape::Polygon(fence.clone().unwrap()))).collect();
    let index = SpatialIndex::build(fences);
    let query = Query { area: Area::Box(wide), ..disc(beside, 0.0, 8) };
    assert_eq!(index.ask(&query, &mut work), Err(TooCostly));
    assert!(index.ask(&disc(beside, 100_000.0, 8), &mut work).is_ok());
}

proptest! {
    /// What is looked for within a distance is the same as without, as long as it is nearer.
    #[test]
    fn a_distance_within_a_bound_is_the_distance(
        (room, at, share) in any_place().prop_flat_map(|place| {
            (any_room(place, 30_000.0), any_room(place, 60_000.0), 0.1..3.0_f64)
                .prop_map(|(room, other, share)| (room.shape, other.shape.reference_position(), share))
        }),
    ) {
        let frame = crate::geometry::ellipsoid::Frame::new(at);
        let exact = room.distance(&frame, f64::INFINITY);
        let within = exact * share;
        let found = room.distance(&frame, within);
        if exact < within {
            prop_assert!((found - exact).abs() <= 1e-3, "{found} of {exact}");
        } else {
            prop_assert!(found >= within * (1.0 - 1e-12), "{found} of {exact} within {within}");
        }
    }
}
