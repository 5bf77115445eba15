//! Polygons with holes. An edge is straight in latitude and longitude and goes the short way round;
//! walls belong to the polygon. All yes-or-no questions are exact, in integers.

use super::bounds::{Bounds, cross};
use super::ellipsoid::{Frame, RADIANS, STRAIGHT_ENOUGH, curvature_radius2};
use super::position::{Position, QUARTER_TURN, TURN, wrap};
use super::shape_error::ShapeError;
use super::simple;
use crate::limits::SHAPE_CORNERS_MAX;

/// A polygon: one outer ring, any number of holes, none crossing or touching another.
///
/// A ring that runs once around the Earth encloses a pole: that of the hemisphere in which the mean
/// of its corners' latitudes lies.
#[derive(Clone, Debug, PartialEq)]
pub struct Polygon(Box<Body>);

#[derive(Clone, Debug, PartialEq)]
struct Body {
    corners: Box<[Position]>,
    rings: Box<[RingEnd]>,
    bounds: Bounds,
    area_square_metres: f64,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct RingEnd {
    /// Index of the corner behind the ring's last.
    end: usize,
    pole: Option<Pole>,
}

/// A pole that a ring runs around.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pole {
    North,
    South,
}

/// A ring: corners in order, the last joined to the first.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ring<'a> {
    pub(super) corners: &'a [Position],
    pub(super) pole: Option<Pole>,
}

impl Polygon {
    /// Takes the outer ring and the holes, in either direction, with or without the first corner
    /// repeated at the end; a corner given twice in a row counts once.
    ///
    /// # Errors
    /// When a ring has fewer than three corners, no area, or crosses or touches itself or another;
    /// when a hole lies outside the outer ring or inside another hole; when there are too many
    /// corners. The error names ring (0 is the outer one), corner and what was expected.
    pub fn new(outer: Vec<Position>, holes: Vec<Vec<Position>>) -> Result<Self, ShapeError> {
        let count = outer.len() + holes.iter().map(Vec::len).sum::<usize>();
        if count > SHAPE_CORNERS_MAX {
            return Err(ShapeError::TooManyCorners { count });
        }
        let mut corners = Vec::with_capacity(count);
        let mut rings = Vec::with_capacity(1 + holes.len());
        // Where each kept corner stood in its ring, so that an error can name it.
        let mut places = Vec::with_capacity(count);
        for (index, given) in std::iter::once(outer).chain(holes).enumerate() {
            let start = corners.len();
            for (place, corner) in given.iter().enumerate() {
                if corners.get(start..).and_then(<[_]>::last) != Some(corner) {
                    corners.push(*corner);
                    places.push(place);
                }
            }
            if corners.len() > start + 1 && corners.last() == corners.get(start) {
                corners.pop();
                places.pop();
            }
            let pole = check_ring(&corners[start..], &places[start..], index)?;
            rings.push(RingEnd { end: corners.len(), pole });
        }
        let mut body = Body {
            corners: corners.into(),
            rings: rings.into(),
            bounds: Bounds::band(-QUARTER_TURN, QUARTER_TURN),
            area_square_metres: 0.0,
        };
        let listed: Vec<Ring<'_>> = body.listed().collect();
        simple::check(&listed, &places)?;
        let areas: Vec<f64> = listed.iter().map(Ring::area_square_metres).collect();
        let bounds = listed[0].bounds();
        body.bounds = bounds;
        body.area_square_metres = areas[0] - areas[1..].iter().sum::<f64>();
        Ok(Self(Box::new(body)))
    }

    /// The corners of the outer ring, the first not repeated.
    #[must_use]
    pub fn outer(&self) -> &[Position] {
        &self.0.corners[..self.0.rings[0].end]
    }

    /// The corners of each hole, the first not repeated.
    pub fn holes(&self) -> impl ExactSizeIterator<Item = &[Position]> {
        self.0.rings.windows(2).map(|pair| &self.0.corners[pair[0].end..pair[1].end])
    }

    /// How many corners all rings have together; it has as many edges.
    #[must_use]
    pub fn corner_count(&self) -> usize {
        self.0.corners.len()
    }

    /// The area, in square metres, to about one part in a hundred: good for telling a room from the building around it.
    #[must_use]
    pub fn area_square_metres(&self) -> f64 {
        self.0.area_square_metres
    }

    /// The smallest box around the polygon.
    #[must_use]
    pub fn bounds(&self) -> Bounds {
        self.0.bounds
    }

    /// True when the position is inside or on a wall, also the wall of a hole.
    #[must_use]
    pub fn contains(&self, position: Position) -> bool {
        if !self.0.bounds.contains(position) {
            return false;
        }
        let mut inside = false;
        for ring in self.rings() {
            match ring.place(position) {
                Side::Wall => return true,
                // Holes lie inside the outer ring and outside one another, so parity decides.
                Side::Inside => inside = !inside,
                Side::Outside => {}
            }
        }
        inside
    }

    /// True when the polygon and the box share a position.
    #[must_use]
    pub fn intersects(&self, bounds: &Bounds) -> bool {
        self.0.bounds.intersects(bounds)
            && (self.contains(bounds.corners()[0])
                || self.rings().any(|ring| ring.edges().any(|(a, b)| bounds.meets_edge(a, b))))
    }

    /// Distance from the frame's origin to the nearest wall, in metres.
    pub(super) fn distance_to_wall(&self, frame: &Frame) -> f64 {
        let mut best2 = f64::INFINITY;
        for ring in self.rings() {
            let Some(mut before) = ring.corners.last().copied() else { continue };
            let mut mapped_before = frame.mapped(before);
            for corner in ring.corners {
                let mapped = frame.mapped(*corner);
                let straight =
                    mapped_before.zip(mapped).map(|(a, b)| frame.straight_distance2(a, b));
                best2 = best2.min(match straight {
                    Some((distance2, off)) if off <= STRAIGHT_ENOUGH => distance2,
                    _ => frame.distance_to_edge(before, *corner, best2.sqrt()).powi(2),
                });
                (before, mapped_before) = (*corner, mapped);
            }
        }
        best2.sqrt()
    }

    /// A position inside: the centroid of the outer ring when it is inside, else one found on the
    /// longest stretch of a parallel.
    #[must_use]
    pub fn position_inside(&self) -> Position {
        let bounds = self.0.bounds;
        let middle = self.rings().next().map_or_else(|| bounds.centre(), |ring| ring.centroid());
        if self.contains(middle) { middle } else { self.inside_on_parallel(middle) }
    }

    /// The middle of the longest stretch inside the polygon of the parallel through a position.
    fn inside_on_parallel(&self, through: Position) -> Position {
        let latitude = through.latitude_nanodegrees();
        let west = self.0.bounds.west_nanodegrees();
        let mut crossings = Vec::new();
        for (a, b) in self.rings().flat_map(|ring| ring.edges()) {
            let [ay, by] = [a, b].map(|p| p.latitude_nanodegrees() - latitude);
            if (ay <= 0) != (by <= 0) {
                let part = i128::from(a.eastward_to(b)) * i128::from(-ay) / i128::from(by - ay);
                crossings.push((a.longitude_nanodegrees() - west + part as i64).rem_euclid(TURN));
            }
        }
        crossings.sort_unstable();
        let middles = crossings.windows(2).map(|pair| {
            (
                pair[1] - pair[0],
                Position::wrapped(latitude, west + pair[0] + (pair[1] - pair[0]) / 2),
            )
        });
        let widest = middles.filter(|(_, p)| self.contains(*p)).max();
        widest.map_or(self.0.corners[0], |(_, position)| position)
    }

    pub(super) fn rings(&self) -> impl Iterator<Item = Ring<'_>> + Clone {
        self.0.listed()
    }
}

impl Body {
    fn listed(&self) -> impl Iterator<Item = Ring<'_>> + Clone {
        let starts = std::iter::once(0).chain(self.rings.iter().map(|ring| ring.end));
        starts
            .zip(self.rings.iter())
            .map(|(start, ring)| Ring { corners: &self.corners[start..ring.end], pole: ring.pole })
    }
}

/// On which side of a ring a position lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Inside,
    Wall,
    Outside,
}

impl<'a> Ring<'a> {
    /// The edges, each as its two ends.
    pub(super) fn edges(self) -> impl Iterator<Item = (Position, Position)> + Clone + 'a {
        let last = self.corners.last().copied();
        let before = last.into_iter().chain(self.corners.iter().copied());
        before.zip(self.corners.iter().copied())
    }

    /// Counts the edges that the meridian from the position to the north pole crosses.
    fn place(self, position: Position) -> Side {
        let at_pole = position.latitude_nanodegrees().abs() == QUARTER_TURN;
        // A ring around the north pole is left by an odd number of crossings.
        let mut inside = self.pole == Some(Pole::North);
        let seen = |corner: &Position| {
            let north = corner.latitude_nanodegrees() - position.latitude_nanodegrees();
            [position.eastward_to(*corner), north]
        };
        let Some(last) = self.corners.last() else { return Side::Outside };
        let mut before = seen(last);
        for corner in self.corners {
            let [ax, ay] = before;
            before = seen(corner);
            let by = before[1];
            if ay < 0 && by < 0 {
                continue;
            }
            // All longitudes meet in a pole.
            if at_pole && (ay == 0 || by == 0) {
                return Side::Wall;
            }
            let bx = ax + wrap(before[0] - ax);
            if (ax > 0 && bx > 0) || (ax < 0 && bx < 0) {
                continue;
            }
            let turn = cross([bx - ax, by - ay], [-ax, -ay]);
            if turn == 0 && ay.min(by) <= 0 {
                return Side::Wall;
            }
            // The edge crosses the meridian here when one end is west of it, or on it, and the
            // other is not; it crosses north of here when the position is on its southern side.
            if (ax <= 0) != (bx <= 0) && (turn < 0) == (bx > ax) {
                inside = !inside;
            }
        }
        if inside { Side::Inside } else { Side::Outside }
    }

    /// Twice the signed area in square nanodegrees, positive when the ring turns left; and how many
    /// nanodegrees the ring's longitudes fail to close by.
    fn area2_and_gap(self) -> (i128, i64) {
        let Some(first) = self.corners.first() else { return (0, 0) };
        let (mut area2, mut x) = (0, 0);
        let mut y = 0;
        for (a, b) in self.edges_from_first() {
            let (dx, dy) = (a.eastward_to(b), b.latitude_nanodegrees() - a.latitude_nanodegrees());
            area2 += cross([x, y], [dx, dy]);
            (x, y) = (x + dx, y + dy);
        }
        debug_assert!(y == 0 || self.corners.len() < 2, "{first:?}");
        (area2, x)
    }

    /// True when all corners lie on one line.
    fn is_straight(self) -> bool {
        let Some(first) = self.corners.first() else { return true };
        let from_first = |at: &Position| {
            let north = at.latitude_nanodegrees() - first.latitude_nanodegrees();
            [first.eastward_to(*at), north]
        };
        let mut others = self.corners[1..].iter().map(from_first);
        let Some(second) = others.next() else { return true };
        others.all(|at| cross(second, at) == 0)
    }

    /// The edges in the order of their first corners.
    fn edges_from_first(self) -> impl Iterator<Item = (Position, Position)> + 'a {
        let next = self.corners.iter().cycle().skip(1);
        self.corners.iter().copied().zip(next.copied())
    }

    /// True when the position is inside, not on the ring.
    pub(super) fn surrounds(self, position: Position) -> bool {
        self.place(position) == Side::Inside
    }

    /// The smallest box around the ring and what it encloses.
    pub(super) fn bounds(&self) -> Bounds {
        let latitudes = || self.corners.iter().map(|p| p.latitude_nanodegrees());
        let south = latitudes().min().unwrap_or(0);
        let north = latitudes().max().unwrap_or(0);
        match self.pole {
            Some(Pole::North) => return Bounds::band(south, QUARTER_TURN),
            Some(Pole::South) => return Bounds::band(-QUARTER_TURN, north),
            None => {}
        }
        let (mut x, mut west, mut east) = (0, 0, 0);
        for (a, b) in self.edges_from_first() {
            x += a.eastward_to(b);
            west = west.min(x);
            east = east.max(x);
        }
        let from = self.corners.first().map_or(0, |p| p.longitude_nanodegrees());
        Bounds::spanning(Position::wrapped(south, from + west), north, east - west)
    }

    /// The area, by trapezia on a sphere that is curved as the ellipsoid in the middle of the ring.
    fn area_square_metres(&self) -> f64 {
        let sine = |p: Position| (p.latitude_nanodegrees() as f64 * RADIANS).sin();
        let reference = self.corners.first().map_or(0.0, |p| sine(*p));
        let reference = match self.pole {
            Some(Pole::North) => 1.0,
            Some(Pole::South) => -1.0,
            None => reference,
        };
        let strips = self.edges_from_first().map(|(a, b)| {
            let height = (sine(a) - reference) + (sine(b) - reference);
            a.eastward_to(b) as f64 * RADIANS * height / 2.0
        });
        let bounds = self.bounds();
        let middle = (bounds.south_nanodegrees() + bounds.north_nanodegrees()) / 2;
        (strips.sum::<f64>() * curvature_radius2((middle as f64 * RADIANS).sin())).abs()
    }

    /// The centroid in the plane of longitude and latitude; for a ring around a pole, the pole.
    fn centroid(self) -> Position {
        match self.pole {
            Some(Pole::North) => return Position::wrapped(QUARTER_TURN, 0),
            Some(Pole::South) => return Position::wrapped(-QUARTER_TURN, 0),
            None => {}
        }
        let Some(first) = self.corners.first() else { return Position::wrapped(0, 0) };
        let (mut weight, mut sum) = (0.0, [0.0; 2]);
        let (mut x, mut y) = (0, 0);
        for (a, b) in self.edges_from_first() {
            let (dx, dy) = (a.eastward_to(b), b.latitude_nanodegrees() - a.latitude_nanodegrees());
            let piece = cross([x, y], [dx, dy]) as f64;
            weight += piece;
            sum[0] += piece * (2 * x + dx) as f64 / 3.0;
            sum[1] += piece * (2 * y + dy) as f64 / 3.0;
            (x, y) = (x + dx, y + dy);
        }
        let shift = sum.map(|s| if weight == 0.0 { 0 } else { (s / weight).round() as i64 });
        let latitude = (first.latitude_nanodegrees() + shift[1]).clamp(-QUARTER_TURN, QUARTER_TURN);
        Position::wrapped(latitude, first.longitude_nanodegrees() + shift[0])
    }
}

/// Checks what one ring alone must keep, and finds the pole it runs around.
fn check_ring(
    corners: &[Position],
    places: &[usize],
    index: usize,
) -> Result<Option<Pole>, ShapeError> {
    if corners.len() < 3 {
        return Err(ShapeError::TooFewCorners { ring: index, count: corners.len() });
    }
    let ring = Ring { corners, pole: None };
    let half_way = ring.edges_from_first().position(|(a, b)| a.eastward_to(b) == -TURN / 2);
    if let Some(corner) = half_way {
        return Err(ShapeError::HalfWayRound {
            ring: index,
            corner: places[corner],
            at: corners[corner],
        });
    }
    match ring.area2_and_gap() {
        (0, 0) if ring.is_straight() => Err(ShapeError::NoArea { ring: index, at: corners[0] }),
        // Loops whose areas cancel out: the check of all rings names the edges that cross.
        (0, 0) => Ok(None),
        (_, 0) => Ok(None),
        (_, gap) if gap.abs() == TURN => {
            let sum: i64 = corners.iter().map(|p| p.latitude_nanodegrees()).sum();
            Ok(Some(if sum >= 0 { Pole::North } else { Pole::South }))
        }
        (_, gap) => {
            Err(ShapeError::TurnsTooOften { ring: index, turns: gap / TURN, at: corners[0] })
        }
    }
}
