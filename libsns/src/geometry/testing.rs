//! Places and rooms for property tests: rotated, concave, holed, anywhere on Earth.

use std::f64::consts::{PI, TAU};

use geo::{Destination as _, Geodesic, Point};
use proptest::prelude::*;

use super::{Circle, Polygon, Position, Shape};

/// Anywhere, and often where maps are hard: the antimeridian, poles, centres of H3's pentagons.
pub(super) fn any_place() -> impl Strategy<Value = Position> {
    prop_oneof![
        6 => (-89.9..89.9_f64, -180.0..180.0_f64),
        2 => (-80.0..80.0_f64, prop_oneof![179.9999..180.0_f64, -180.0..-179.9999_f64]),
        1 => (prop_oneof![Just(90.0), Just(-90.0), 89.9995..90.0_f64, -90.0..-89.9995_f64], -180.0..180.0_f64),
        2 => pentagon(),
        1 => Just((0.0, 0.0)),
    ]
    .prop_map(|(lat, lon)| Position::from_degrees(lat, lon).unwrap())
}

fn pentagon() -> impl Strategy<Value = (f64, f64)> {
    let centres: Vec<(f64, f64)> = h3o::Resolution::Fifteen
        .pentagons()
        .map(|cell| {
            let at = h3o::LatLng::from(cell);
            (at.lat(), at.lng())
        })
        .collect();
    prop::sample::select(centres)
}

/// A shape with the means to find positions in it.
#[derive(Clone, Debug)]
pub(super) struct Room {
    pub(super) shape: Shape,
    /// About the middle of it, and how far from there it may reach, in metres.
    around: (Position, f64),
}

/// A numbered step of a reproducible sequence of numbers from 0 to 1 (SplitMix64).
pub(super) fn number(seed: u64, step: u64) -> f64 {
    let mut z = seed.wrapping_add((step + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
}

/// The position so many metres away at a bearing in radians, by Karney.
pub(super) fn away(from: Position, bearing: f64, metres: f64) -> Position {
    let start = Point::new(from.longitude_degrees(), from.latitude_degrees());
    let end = Geodesic.destination(start, bearing * 180.0 / PI, metres);
    let longitude = (end.x() * 1e9).round() as i64;
    Position::wrapped((end.y().clamp(-90.0, 90.0) * 1e9).round() as i64, longitude)
}

/// A star-shaped room of up to 12 corners around a place near `at`, perhaps with a hole.
pub(super) fn any_room(at: Position, size: f64) -> impl Strategy<Value = Room> {
    let corners = prop::collection::vec(0.2..1.0_f64, 3..12);
    (corners, 0.0..TAU, 0.1..1.0_f64, any::<bool>(), 0.0..TAU, 0.0..1.0_f64).prop_filter_map(
        "the corners must make a polygon",
        move |(corners, turn, scale, holed, towards, off)| {
            let centre = away(at, towards, off * size);
            let ring = |scale: f64| -> Vec<Position> {
                let step = TAU / corners.len() as f64;
                let place = |(i, r): (usize, &f64)| away(centre, turn + step * i as f64, r * scale);
                corners.iter().enumerate().map(place).collect()
            };
            let size = size * scale;
            let holes = if holed { vec![ring(size * 0.4)] } else { vec![] };
            let polygon = Polygon::new(ring(size), holes).ok()?;
            Some(Room { shape: Shape::Polygon(polygon), around: (centre, size) })
        },
    )
}

impl Room {
    /// A shape that reaches no farther from its reference position than a circle's radius.
    pub(super) fn of(shape: Shape) -> Self {
        let reach =
            if let Shape::Circle(circle) = &shape { Circle::radius_metres(circle) } else { 0.0 };
        Self { around: (shape.reference_position(), reach), shape }
    }

    /// A rectangle, its sides in metres, turned by so many radians.
    pub(super) fn rectangle(centre: Position, width: f64, depth: f64, turn: f64) -> Self {
        let reach = width.hypot(depth) / 2.0;
        let half = width.atan2(depth);
        let corners = [half, PI - half, PI + half, -half].map(|b| away(centre, b + turn, reach));
        let polygon = Polygon::new(corners.to_vec(), vec![]).unwrap();
        Self { shape: Shape::Polygon(polygon), around: (centre, reach) }
    }

    /// So many positions near the room of which those inside are kept, and its corners and walls.
    pub(super) fn positions_inside(&self, seed: u64, count: u64) -> impl Iterator<Item = Position> {
        let (centre, reach) = self.around;
        let scattered = (0..count).map(move |step| {
            let distance = reach * number(seed, 2 * step).sqrt();
            away(centre, number(seed, 2 * step + 1) * TAU, distance)
        });
        let rings = self.shape.polygons().iter().flat_map(Polygon::rings);
        let walls = rings.flat_map(|ring| ring.edges()).flat_map(|(a, b)| {
            [0, 1, 2, 3].map(|quarter| {
                let part = |span: i64| span * quarter / 4;
                let north = part(b.latitude_nanodegrees() - a.latitude_nanodegrees());
                Position::wrapped(
                    a.latitude_nanodegrees() + north,
                    a.longitude_nanodegrees() + part(a.eastward_to(b)),
                )
            })
        });
        let walls: Vec<Position> = walls.collect();
        scattered.filter(|p| self.shape.contains(*p)).chain(walls).collect::<Vec<_>>().into_iter()
    }
}
