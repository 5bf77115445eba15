//! Shapes in metres: areas, what two of them share, how thick that is.

use geo::algorithm::bool_ops::{BooleanOps as _, FillRule, OpType};
use geo::orient::{Direction, Orient as _};
use geo::{Area as _, BoundingRect as _, Coord, Euclidean, Length as _, LineString, MultiPolygon};
use geo::{Polygon, Rect};
use libsns::geometry::{FRAME_METRES_MAX, Frame, Position, Shape};

/// Corners of the polygon that stands for a circle: its area is within half a part in a hundred.
const CIRCLE_CORNERS: u32 = 48;
/// Coordinates beyond this, in metres, are none of a frame's; squared twice they are still finite.
const METRES_MAX: f64 = 4.0 * FRAME_METRES_MAX;

/// The ground a shape covers, in metres of a frame. None for a point, and for what the frame does not
/// reach: what comes from here is finite, without crossing walls, and safe to cut and join.
pub(super) fn ground_of(shape: &Shape, frame: &Frame) -> Option<MultiPolygon> {
    let polygons = match shape {
        Shape::Point(_) => return None,
        Shape::Circle(circle) => {
            let centre = metres_of(circle.centre(), frame);
            vec![disc(centre, circle.radius_metres())]
        }
        _ => {
            let ring = |ring: &[Position]| -> LineString {
                ring.iter().map(|at| coord(metres_of(*at, frame))).collect()
            };
            let polygon = |polygon: &libsns::geometry::Polygon| {
                Polygon::new(ring(polygon.outer()), polygon.holes().map(ring).collect())
            };
            shape.polygons().iter().map(polygon).collect()
        }
    };
    let ground = MultiPolygon::new(polygons);
    // Shells one way round and holes the other, so that parts which overlap count once.
    is_within_reach(&ground).then(|| ground.orient(Direction::Default))
}

fn is_within_reach(ground: &MultiPolygon) -> bool {
    ground.bounding_rect().is_some_and(|around| {
        [around.min(), around.max()]
            .iter()
            .all(|corner| corner.x.abs() <= METRES_MAX && corner.y.abs() <= METRES_MAX)
    })
}

fn disc(centre: [f64; 2], radius: f64) -> Polygon {
    let corner = |step: u32| {
        let turn = f64::from(step) / f64::from(CIRCLE_CORNERS) * std::f64::consts::TAU;
        coord([centre[0] + radius * turn.cos(), centre[1] + radius * turn.sin()])
    };
    Polygon::new((0..CIRCLE_CORNERS).map(corner).collect(), Vec::new())
}

/// A position in metres of a frame.
pub(super) fn metres_of(at: Position, frame: &Frame) -> [f64; 2] {
    frame.metres([at.latitude_degrees(), at.longitude_degrees()])
}

pub(super) fn coord([x, y]: [f64; 2]) -> Coord {
    Coord { x, y }
}

/// What both cover.
pub(super) fn shared(a: &MultiPolygon, b: &MultiPolygon) -> MultiPolygon {
    a.boolean_op_with_fill_rule(b, OpType::Intersection, FillRule::NonZero)
}

/// What the first covers and the second does not.
pub(super) fn without(a: &MultiPolygon, b: &MultiPolygon) -> MultiPolygon {
    a.boolean_op_with_fill_rule(b, OpType::Difference, FillRule::NonZero)
}

/// How thick the thickest part is, in metres: twice its area by the length of its walls, which is the
/// width of a strip, and half the side of a square.
pub(super) fn thickness(ground: &MultiPolygon) -> f64 {
    ground.0.iter().map(thickness_of).fold(0.0, f64::max)
}

fn thickness_of(polygon: &Polygon) -> f64 {
    let rings = std::iter::once(polygon.exterior()).chain(polygon.interiors());
    let walls: f64 = rings.map(|ring| Euclidean.length(ring)).sum();
    if walls > 0.0 { 2.0 * polygon.unsigned_area() / walls } else { 0.0 }
}

/// The corners of all rings, the first of each not repeated.
pub(super) fn corners(ground: &MultiPolygon) -> impl Iterator<Item = Coord> + '_ {
    rings(ground).flat_map(|ring| ring.0.iter().skip(1).copied())
}

/// All rings, of each polygon the outer one first.
pub(super) fn rings(ground: &MultiPolygon) -> impl Iterator<Item = &LineString> + '_ {
    ground.0.iter().flat_map(|p| std::iter::once(p.exterior()).chain(p.interiors()))
}

/// All walls, from corner to corner; the ground lies to their left.
pub(super) fn walls(ground: &MultiPolygon) -> impl Iterator<Item = [Coord; 2]> + '_ {
    rings(ground).flat_map(|ring| ring.0.windows(2).map(|pair| [pair[0], pair[1]]))
}

/// A box grown to all sides, in metres.
pub(super) fn grown(around: Rect, by: f64) -> Rect {
    let by = Coord { x: by, y: by };
    Rect::new(around.min() - by, around.max() + by)
}

/// True when two boxes share a point.
pub(super) fn boxes_meet(a: &Rect, b: &Rect) -> bool {
    a.min().x <= b.max().x
        && b.min().x <= a.max().x
        && a.min().y <= b.max().y
        && b.min().y <= a.max().y
}

/// Distance from a point to the walls of the ground, in metres, and the nearest point of them.
pub(super) fn nearest_wall(ground: &MultiPolygon, at: Coord) -> Option<(f64, Coord)> {
    let nearest = |[a, b]: [Coord; 2]| {
        let point = foot(a, b, at);
        ((point.x - at.x).hypot(point.y - at.y), point)
    };
    walls(ground).map(nearest).min_by(|a, b| a.0.total_cmp(&b.0))
}

/// The point of an edge that is nearest to another point.
pub(super) fn foot(a: Coord, b: Coord, at: Coord) -> Coord {
    let along = b - a;
    let length2 = along.x * along.x + along.y * along.y;
    if length2 == 0.0 {
        return a;
    }
    let part = ((at.x - a.x) * along.x + (at.y - a.y) * along.y) / length2;
    a + along * part.clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(x: f64, y: f64, side: f64) -> MultiPolygon {
        Rect::new(coord([x, y]), coord([x + side, y + side])).to_polygon().into()
    }

    #[test]
    fn a_strip_is_as_thick_as_it_is_wide() {
        let strip: MultiPolygon =
            Rect::new(coord([0.0, 0.0]), coord([40.0, 0.2])).to_polygon().into();
        assert!((thickness(&strip) - 0.2).abs() < 0.002);
        assert!((thickness(&square(0.0, 0.0, 4.0)) - 2.0).abs() < 1e-9);
        assert_eq!(thickness(&MultiPolygon::new(Vec::new())), 0.0);
    }

    #[test]
    fn what_two_share_and_what_is_left() {
        let (a, b) = (square(0.0, 0.0, 4.0), square(3.0, 0.0, 4.0));
        assert!((shared(&a, &b).unsigned_area() - 4.0).abs() < 1e-6);
        assert!((without(&a, &b).unsigned_area() - 12.0).abs() < 1e-6);
        assert_eq!(shared(&a, &square(4.0, 0.0, 1.0)).unsigned_area(), 0.0);
    }

    #[test]
    fn parts_that_overlap_count_once() {
        let both = MultiPolygon::new(vec![
            square(0.0, 0.0, 4.0).0.remove(0),
            square(2.0, 0.0, 4.0).0.remove(0),
        ]);
        assert!((shared(&both, &square(0.0, 0.0, 6.0)).unsigned_area() - 24.0).abs() < 1e-6);
    }

    #[test]
    fn the_foot_stays_on_the_edge() {
        let (a, b) = (coord([0.0, 0.0]), coord([4.0, 0.0]));
        assert_eq!(foot(a, b, coord([1.0, 3.0])), coord([1.0, 0.0]));
        assert_eq!(foot(a, b, coord([9.0, 3.0])), b);
        assert_eq!(foot(a, a, coord([9.0, 3.0])), a);
    }
}
