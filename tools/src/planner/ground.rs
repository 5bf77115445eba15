//! Where things lie, in metres on a plane: what contains what, what touches, how far apart.

use libsns::geometry::{Degrees, Frame, Position, Shape};

use crate::survey::Rings;

/// A point of the plane: metres to the east and to the north.
pub(super) type Point = [f64; 2];

/// Samples along each side of the box in which two areas are compared: areas that differ by less
/// than a thirtieth need not be told apart here.
const SAMPLES: u32 = 18;
/// Corners of the polygon that stands for a circle.
const CIRCLE_CORNERS: u32 = 32;

/// A plane that touches the Earth in the middle of the building.
#[derive(Clone, Copy, Debug)]
pub(super) struct Plane {
    frame: Frame,
}

impl Plane {
    /// The plane about a position.
    pub(super) fn about([latitude, longitude]: Degrees) -> Self {
        Self { frame: Frame::new([latitude.clamp(-89.0, 89.0), longitude], 0.0) }
    }

    /// The point of a position.
    pub(super) fn point(&self, at: Degrees) -> Point {
        self.frame.metres(at)
    }

    /// The area of a surveyed shape.
    pub(super) fn ground(&self, rings: &Rings) -> Ground {
        let ring = |ring: &Vec<Degrees>| ring.iter().map(|at| self.point(*at)).collect();
        let polygon = |polygon: &Vec<Vec<Degrees>>| polygon.iter().map(ring).collect();
        Ground::new(rings.iter().map(polygon).collect())
    }

    /// The area of a plan's shape; a point has none.
    pub(super) fn ground_of_shape(&self, shape: &Shape) -> Ground {
        if let Shape::Circle(circle) = shape {
            let [x, y] = self.point(degrees(circle.centre()));
            let corner = |at: u32| {
                let angle = f64::from(at) / f64::from(CIRCLE_CORNERS) * std::f64::consts::TAU;
                let (sine, cosine) = angle.sin_cos();
                [x + circle.radius_metres() * cosine, y + circle.radius_metres() * sine]
            };
            return Ground::new(vec![vec![(0..CIRCLE_CORNERS).map(corner).collect()]]);
        }
        self.ground(&rings_of_shape(shape))
    }
}

/// Latitude and longitude of a position.
pub(super) fn degrees(at: Position) -> Degrees {
    [at.latitude_degrees(), at.longitude_degrees()]
}

/// The polygons of a plan's shape.
pub(super) fn rings_of_shape(shape: &Shape) -> Rings {
    let ring = |ring: &[Position]| ring.iter().map(|at| degrees(*at)).collect();
    let polygons = shape.polygons().iter();
    polygons
        .map(|part| std::iter::once(ring(part.outer())).chain(part.holes().map(ring)).collect())
        .collect()
}

/// An area: polygons, each with its outer ring first.
#[derive(Clone, Debug, Default)]
pub(super) struct Ground {
    polygons: Vec<Vec<Vec<Point>>>,
    /// West, south, east, north.
    bounds: [f64; 4],
    /// In square metres.
    pub(super) area: f64,
}

impl Ground {
    fn new(polygons: Vec<Vec<Vec<Point>>>) -> Self {
        let none = [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY];
        let grow =
            |b: [f64; 4], [x, y]: &Point| [b[0].min(*x), b[1].min(*y), b[2].max(*x), b[3].max(*y)];
        let bounds = polygons.iter().flatten().flatten().fold(none, grow);
        let area_of = |polygon: &Vec<Vec<Point>>| {
            let mut rings = polygon.iter().map(|ring| ring_area(ring));
            rings.next().unwrap_or(0.0) - rings.sum::<f64>()
        };
        let area = polygons.iter().map(area_of).sum();
        Self { polygons, bounds, area }
    }

    /// The smallest convex area around points (Andrew's monotone chain).
    pub(super) fn around(points: impl Iterator<Item = Point>) -> Self {
        let mut points: Vec<Point> = points.collect();
        points.sort_by(|a, b| a[0].total_cmp(&b[0]).then(a[1].total_cmp(&b[1])));
        let chain = |points: &mut dyn Iterator<Item = &Point>| {
            let mut chain: Vec<Point> = Vec::new();
            for point in points {
                while let [.., a, b] = chain.as_slice()
                    && (b[0] - a[0]) * (point[1] - b[1]) <= (b[1] - a[1]) * (point[0] - b[0])
                {
                    chain.pop();
                }
                chain.push(*point);
            }
            chain.pop();
            chain
        };
        let mut ring = chain(&mut points.iter());
        ring.extend(chain(&mut points.iter().rev()));
        if ring.len() < 3 { Self::default() } else { Self::new(vec![vec![ring]]) }
    }

    /// True where there is no area.
    pub(super) fn is_empty(&self) -> bool {
        self.polygons.is_empty()
    }

    /// The box around: west, south, east, north.
    pub(super) fn bounds(&self) -> [f64; 4] {
        self.bounds
    }

    /// True for a point inside.
    pub(super) fn contains(&self, at: Point) -> bool {
        let [west, south, east, north] = self.bounds;
        let is_near = (west..=east).contains(&at[0]) && (south..=north).contains(&at[1]);
        is_near && self.polygons.iter().any(|polygon| is_inside(polygon, at))
    }

    /// True where the boxes around the two come within so many metres.
    pub(super) fn is_near(&self, other: &Self, metres: f64) -> bool {
        let ([w, s, e, n], [west, south, east, north]) = (self.bounds, other.bounds);
        w - metres <= east && west <= e + metres && s - metres <= north && south <= n + metres
    }

    /// True where the point is within so many metres of the box around.
    pub(super) fn is_near_point(&self, [x, y]: Point, metres: f64) -> bool {
        let [west, south, east, north] = self.bounds;
        (west - metres..=east + metres).contains(&x)
            && (south - metres..=north + metres).contains(&y)
    }

    /// The corners of the outer rings.
    pub(super) fn corners(&self) -> impl Iterator<Item = Point> + '_ {
        self.polygons.iter().filter_map(|polygon| polygon.first()).flatten().copied()
    }

    /// The middle of the box around; none where there is no area.
    pub(super) fn middle(&self) -> Option<Point> {
        let [west, south, east, north] = self.bounds;
        (!self.is_empty()).then(|| [west.midpoint(east), south.midpoint(north)])
    }

    /// The edges of all rings.
    pub(super) fn edges(&self) -> impl Iterator<Item = [Point; 2]> + '_ {
        self.polygons.iter().flatten().flat_map(|ring| ring_edges(ring))
    }

    /// From a point to the nearest wall, in metres, and the wall.
    pub(super) fn nearest_wall(&self, at: Point) -> Option<(f64, [Point; 2])> {
        let walls = self.edges().map(|wall| (distance_to_edge(at, wall), wall));
        walls.min_by(|a, b| a.0.total_cmp(&b.0))
    }

    /// How much of this lies in another, from 0 to 1.
    pub(super) fn share_in(&self, other: &Self) -> f64 {
        if self.is_empty() || !self.is_near(other, 0.0) {
            return 0.0;
        }
        // Most rooms lie in their level with all their corners, and no corner of it lies in them.
        if self.corners().all(|at| other.contains(at))
            && !other.corners().any(|at| self.contains(at))
        {
            return 1.0;
        }
        let (mut own, mut both) = (0_u32, 0_u32);
        for at in samples(self.bounds).filter(|at| self.contains(*at)) {
            own += 1;
            both += u32::from(other.contains(at));
        }
        if own == 0 { 0.0 } else { f64::from(both) / f64::from(own) }
    }

    /// What both cover as a part of what either covers, from 0 to 1.
    pub(super) fn likeness(&self, other: &Self) -> f64 {
        if self.is_empty() || other.is_empty() || !self.is_near(other, 0.0) {
            return 0.0;
        }
        let ([w, s, e, n], [west, south, east, north]) = (self.bounds, other.bounds);
        let around = [w.min(west), s.min(south), e.max(east), n.max(north)];
        let (mut either, mut both) = (0_u32, 0_u32);
        for at in samples(around) {
            let (one, two) = (self.contains(at), other.contains(at));
            either += u32::from(one || two);
            both += u32::from(one && two);
        }
        if either == 0 { 0.0 } else { f64::from(both) / f64::from(either) }
    }
}

/// Points spread over a box, none on its sides.
fn samples([west, south, east, north]: [f64; 4]) -> impl Iterator<Item = Point> {
    let part = |at: u32| (f64::from(at) + 0.5) / f64::from(SAMPLES);
    (0..SAMPLES * SAMPLES).map(move |at| {
        let (column, row) = (at % SAMPLES, at / SAMPLES);
        [west + (east - west) * part(column), south + (north - south) * part(row)]
    })
}

fn ring_edges(ring: &[Point]) -> impl Iterator<Item = [Point; 2]> + '_ {
    ring.iter().copied().zip(ring.iter().copied().cycle().skip(1)).map(|(a, b)| [a, b])
}

fn ring_area(ring: &[Point]) -> f64 {
    let double = ring_edges(ring).map(|[a, b]| a[0] * b[1] - a[1] * b[0]);
    (double.sum::<f64>() / 2.0).abs()
}

/// Counts the walls north of the point; holes are rings like others.
fn is_inside(polygon: &[Vec<Point>], [x, y]: Point) -> bool {
    let is_crossed = |[a, b]: &[Point; 2]| {
        (a[0] > x) != (b[0] > x) && y < (b[1] - a[1]) * (x - a[0]) / (b[0] - a[0]) + a[1]
    };
    polygon.iter().flat_map(|ring| ring_edges(ring)).filter(is_crossed).count() % 2 == 1
}

/// From a point to an edge, in metres.
pub(super) fn distance_to_edge(at: Point, [a, b]: [Point; 2]) -> f64 {
    let along = [b[0] - a[0], b[1] - a[1]];
    let square = along[0] * along[0] + along[1] * along[1];
    let part = ((at[0] - a[0]) * along[0] + (at[1] - a[1]) * along[1]) / square;
    let part = if square > 0.0 { part.clamp(0.0, 1.0) } else { 0.0 };
    distance(at, [a[0] + part * along[0], a[1] + part * along[1]])
}

/// Between two points, in metres.
pub(super) fn distance(a: Point, b: Point) -> f64 {
    (a[0] - b[0]).hypot(a[1] - b[1])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(x: f64, y: f64, side: f64) -> Ground {
        Ground::new(vec![vec![vec![[x, y], [x + side, y], [x + side, y + side], [x, y + side]]]])
    }

    #[test]
    fn shares_and_likeness_are_what_they_are() {
        let (large, small) = (square(0.0, 0.0, 10.0), square(8.0, 0.0, 4.0));
        assert!((small.share_in(&large) - 0.5).abs() < 0.06);
        assert!((large.share_in(&small) - 0.08).abs() < 0.04);
        assert!((square(1.0, 1.0, 2.0).share_in(&large) - 1.0).abs() < f64::EPSILON);
        assert!((large.likeness(&square(0.0, 0.0, 10.0)) - 1.0).abs() < f64::EPSILON);
        assert!((square(0.0, 0.0, 3.0).likeness(&square(1.0, 0.0, 3.0)) - 0.5).abs() < 0.1);
        assert!(small.likeness(&square(20.0, 0.0, 4.0)) < f64::EPSILON);
    }

    #[test]
    fn walls_are_found_with_their_distance() {
        let (metres, wall) = square(0.0, 0.0, 10.0).nearest_wall([5.0, -2.0]).unwrap();
        assert!((metres - 2.0).abs() < 1e-9);
        assert_eq!(wall, [[0.0, 0.0], [10.0, 0.0]]);
        assert!(Ground::default().nearest_wall([0.0, 0.0]).is_none());
    }
}
