//! Other shapes: what overlaps given up, what overhangs cut off, walls moved together, corners dropped.
//!
//! A shape keeps its polygons and rings in their order, so that each can be written back where it came
//! from; what would fall apart is left to a person.

use geo::{Coord, LineString, MultiPolygon, Polygon};

use crate::lint::finding::Reshape;
use crate::lint::metric::{foot, shared, walls, without};
use crate::lint::near::face;
use crate::lint::rules::WALL_METRES_MIN;

/// Corners closer than this are one, in metres: a cut leaves dust of a thousandth of this.
pub(super) const SAME_METRES: f64 = 1e-5;
/// A corner that lies so near to the line between its neighbours says nothing, in metres.
const STRAIGHT_METRES: f64 = 1e-3;
/// Parts thinner than this are dust of the cut, in metres.
const DUST_METRES: f64 = 0.02;

/// The shape made better; none where that cannot be done.
pub(super) fn reshape(
    own: &MultiPolygon,
    how: Reshape,
    other: Option<&MultiPolygon>,
    reach_metres: f64,
) -> Option<MultiPolygon> {
    match how {
        Reshape::Without(_) => whole(own, &without(own, other?)),
        Reshape::Within(_) => whole(own, &shared(own, other?)),
        Reshape::Snap(_) => snap(own, other?, reach_metres),
        Reshape::DropCorners => Some(drop_corners(own)),
    }
}

/// What a cut left of one ring, where that is one ring again.
fn whole(own: &MultiPolygon, cut: &MultiPolygon) -> Option<MultiPolygon> {
    let [before] = own.0.as_slice() else { return None };
    let thick = |polygon: &&Polygon| {
        crate::lint::metric::thickness(&MultiPolygon::new(vec![(*polygon).clone()])) > DUST_METRES
    };
    let parts: Vec<&Polygon> = cut.0.iter().filter(thick).collect();
    let [part] = parts.as_slice() else { return None };
    if !before.interiors().is_empty() || !part.interiors().is_empty() {
        return None;
    }
    let corners = restored(before.exterior(), part.exterior());
    (corners.len() >= 3).then(|| Polygon::new(LineString::new(corners), Vec::new()).into())
}

/// The corners of a ring that was cut out of another, those of the other to the bit, and without what
/// the cut put between them on a straight wall.
fn restored(before: &LineString, cut: &LineString) -> Vec<Coord> {
    let old = |at: Coord| before.0.iter().copied().find(|own| metres(*own, at) < SAME_METRES);
    let mut corners: Vec<Coord> = Vec::new();
    for at in cut.0.iter().skip(1) {
        let at = old(*at).unwrap_or(*at);
        if corners.last().is_none_or(|last| metres(*last, at) >= SAME_METRES) {
            corners.push(at);
        }
    }
    let is_old = |at: Coord| before.0.contains(&at);
    let count = corners.len();
    let keeps = |index: usize| {
        let (a, at, b) =
            (corners[(index + count - 1) % count], corners[index], corners[(index + 1) % count]);
        is_old(at) || metres(foot(a, b, at), at) >= SAME_METRES
    };
    (0..count).filter(|index| keeps(*index)).map(|index| corners[index]).collect()
}

fn metres(a: Coord, b: Coord) -> f64 {
    (a.x - b.x).hypot(a.y - b.y)
}

/// Moves the wall that faces the other for longest onto the line of the other's wall. Its ends go along
/// the walls beside it, so that what was square stays so.
fn snap(own: &MultiPolygon, other: &MultiPolygon, reach_metres: f64) -> Option<MultiPolygon> {
    let others: Vec<[Coord; 2]> = walls(other).collect();
    let facing = |wall: [Coord; 2]| {
        let all = others.iter().filter_map(move |other| Some((face(&wall, other, [0, 1])?, other)));
        all.filter(|(facing, _)| facing.apart[1] <= reach_metres && facing.apart[1] > SAME_METRES)
            .max_by(|a, b| a.0.run.total_cmp(&b.0.run))
            .map(|(facing, other)| (facing.run, wall, *other))
    };
    let (_, wall, line) = walls(own).filter_map(facing).max_by(|a, b| a.0.total_cmp(&b.0))?;
    let moved = |ring: &LineString| {
        let corners = open(ring);
        let count = corners.len();
        let to = |index: usize| {
            let at = corners[index];
            let beside = if at == wall[0] {
                corners[(index + count - 1) % count]
            } else if at == wall[1] {
                corners[(index + 1) % count]
            } else {
                return Some(at);
            };
            let to = meet(at, beside, line)?;
            (metres(at, to) <= 2.0 * reach_metres).then_some(to)
        };
        (0..count).map(to).collect::<Option<Vec<Coord>>>().map(LineString::new)
    };
    let polygon = |polygon: &Polygon| {
        let inner: Option<Vec<LineString>> = polygon.interiors().iter().map(&moved).collect();
        Some(Polygon::new(moved(polygon.exterior())?, inner?))
    };
    own.0.iter().map(polygon).collect::<Option<Vec<Polygon>>>().map(MultiPolygon::new)
}

/// Where the line through two points meets that of a wall; where they run alike, the foot of the first.
fn meet(at: Coord, beside: Coord, [a, b]: [Coord; 2]) -> Option<Coord> {
    let (along, wall) = (at - beside, b - a);
    let turn = along.x * wall.y - along.y * wall.x;
    let lengths = along.x.hypot(along.y) * wall.x.hypot(wall.y);
    if lengths == 0.0 {
        return None;
    }
    // Less than 30 degrees apart, the corner would run far along its own wall.
    if turn.abs() < 0.5 * lengths {
        let length2 = wall.x * wall.x + wall.y * wall.y;
        let part = ((at.x - a.x) * wall.x + (at.y - a.y) * wall.y) / length2;
        return Some(a + wall * part);
    }
    let from = a - at;
    Some(at + along * ((from.x * wall.y - from.y * wall.x) / turn))
}

/// Without corners that say nothing: on the line between their neighbours, or so near to the next that
/// the wall between is shorter than any plan is true.
fn drop_corners(own: &MultiPolygon) -> MultiPolygon {
    let ring = |ring: &LineString| LineString::new(kept(open(ring)));
    let polygon = |polygon: &Polygon| {
        Polygon::new(ring(polygon.exterior()), polygon.interiors().iter().map(ring).collect())
    };
    MultiPolygon::new(own.0.iter().map(polygon).collect())
}

fn kept(corners: Vec<Coord>) -> Vec<Coord> {
    // What lies on a straight wall goes first: of two corners that are too near, it is the idle one.
    let straight = dropped(corners, &|off, _| off < STRAIGHT_METRES);
    dropped(straight, &|off, shortest| shortest < WALL_METRES_MIN && off < WALL_METRES_MIN)
}

/// Without the corners that are idle by how far they lie off the line between their neighbours and by the
/// shorter of the walls beside them, in metres.
fn dropped(mut corners: Vec<Coord>, is_idle: &dyn Fn(f64, f64) -> bool) -> Vec<Coord> {
    // Each round drops corners that do not stand beside one another, so that what is left is still
    // within a hair of the shape; a ring of n corners is done after some rounds.
    const ROUNDS_MAX: usize = 16;
    for _ in 0..ROUNDS_MAX {
        let count = corners.len();
        let mut keep = vec![true; count];
        let mut left = count;
        for index in 0..count {
            let (before, after) = ((index + count - 1) % count, (index + 1) % count);
            if left <= 3 || !keep[before] || !keep[after] {
                continue;
            }
            let (a, at, b) = (corners[before], corners[index], corners[after]);
            if is_idle(metres(foot(a, b, at), at), metres(a, at).min(metres(at, b))) {
                keep[index] = false;
                left -= 1;
            }
        }
        if left == count {
            break;
        }
        let mut keep = keep.into_iter();
        corners.retain(|_| keep.next().unwrap_or(true));
    }
    corners
}

/// The corners of a ring, the first not repeated.
pub(super) fn open(ring: &LineString) -> Vec<Coord> {
    ring.0.iter().skip(1).copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::{Area as _, Rect};

    fn rectangle(x: f64, y: f64, width: f64, depth: f64) -> MultiPolygon {
        Rect::new(Coord { x, y }, Coord { x: x + width, y: y + depth }).to_polygon().into()
    }

    fn oriented(ground: MultiPolygon) -> MultiPolygon {
        use geo::orient::{Direction, Orient as _};
        ground.orient(Direction::Default)
    }

    #[test]
    fn what_overlaps_is_given_up() {
        let (own, other) = (rectangle(0.0, 0.0, 4.0, 3.0), rectangle(3.9, -1.0, 4.0, 5.0));
        let cut = reshape(&own, Reshape::Without(1), Some(&other), 0.3).unwrap();
        assert!((cut.unsigned_area() - 11.7).abs() < 1e-6);
        assert_eq!(cut.0[0].exterior().0.len(), 5);
        // Two parts are nobody's room.
        let across = rectangle(1.0, -1.0, 1.0, 9.0);
        assert_eq!(reshape(&own, Reshape::Without(1), Some(&across), 0.3), None);
        let hole = rectangle(1.0, 1.0, 1.0, 1.0);
        assert_eq!(reshape(&own, Reshape::Without(1), Some(&hole), 0.3), None);
    }

    #[test]
    fn a_wall_moves_onto_the_next_and_stays_square() {
        let (own, other) = (rectangle(0.0, 0.0, 4.0, 3.0), rectangle(4.2, -1.0, 4.0, 5.0));
        let (own, other) = (oriented(own), oriented(other));
        let moved = reshape(&own, Reshape::Snap(1), Some(&other), 0.3).unwrap();
        assert!((moved.unsigned_area() - 12.6).abs() < 1e-9, "{moved:?}");
        assert_eq!(reshape(&own, Reshape::Snap(1), Some(&other), 0.1), None);
        assert_eq!(reshape(&moved, Reshape::Snap(1), Some(&other), 0.3), None);
    }

    #[test]
    fn corners_that_say_nothing_go() {
        let mut ring =
            vec![[0.0, 0.0], [2.0, 0.0005], [4.0, 0.0], [4.0, 0.005], [4.0, 3.0], [0.0, 3.0]];
        ring.push(ring[0]);
        let ring: LineString = ring.into_iter().map(|[x, y]| Coord { x, y }).collect();
        let own: MultiPolygon = Polygon::new(ring, Vec::new()).into();
        let dropped = reshape(&own, Reshape::DropCorners, None, 0.3).unwrap();
        assert_eq!(dropped.0[0].exterior().0.len(), 5, "{dropped:?}");
        assert!((dropped.unsigned_area() - 12.0).abs() < 0.02);
    }
}
