//! Where a feature is: a point, a line, or polygons; and questions about them.

use libsns::geometry::Degrees;

use super::element::{Point, STEPS_PER_DEGREE};
use crate::survey::Rings;

/// Corners in turn; the first is not repeated at the end.
pub(super) type Ring = Vec<Point>;

/// An area with its holes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Polygon {
    pub(super) outer: Ring,
    pub(super) holes: Vec<Ring>,
}

/// Where a feature is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Ground {
    Point(Point),
    Line(Vec<Point>),
    Area(Vec<Polygon>),
}

/// The box around something: its south-western and north-eastern corner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Bounds {
    pub(super) least: Point,
    pub(super) most: Point,
}

impl Bounds {
    /// The box around points; none without one.
    pub(super) fn of<'p>(points: impl IntoIterator<Item = &'p Point>) -> Option<Self> {
        points.into_iter().fold(None, |bounds, point| {
            let Self { least, most } = bounds.unwrap_or(Self { least: *point, most: *point });
            let least = [0, 1].map(|axis| least[axis].min(point[axis]));
            let most = [0, 1].map(|axis| most[axis].max(point[axis]));
            Some(Self { least, most })
        })
    }

    /// The box with this many steps more on each side.
    pub(super) fn wider(self, steps: i32) -> Self {
        let least = self.least.map(|value| value.saturating_sub(steps));
        let most = self.most.map(|value| value.saturating_add(steps));
        Self { least, most }
    }

    pub(super) fn contains(&self, point: Point) -> bool {
        (0..2).all(|axis| (self.least[axis]..=self.most[axis]).contains(&point[axis]))
    }

    /// The longer side, in steps.
    pub(super) fn side(&self) -> i64 {
        let side = |axis: usize| i64::from(self.most[axis]) - i64::from(self.least[axis]);
        side(0).max(side(1))
    }
}

impl Ground {
    /// All corners of outer edges.
    pub(super) fn corners(&self) -> Vec<&Point> {
        match self {
            Self::Point(point) => vec![point],
            Self::Line(points) => points.iter().collect(),
            Self::Area(polygons) => polygons.iter().flat_map(|polygon| &polygon.outer).collect(),
        }
    }

    /// How many corners there are, those of holes too.
    pub(super) fn corner_count(&self) -> usize {
        match self {
            Self::Point(_) => 1,
            Self::Line(points) => points.len(),
            Self::Area(polygons) => {
                let rings = |polygon: &Polygon| -> usize {
                    polygon.outer.len() + polygon.holes.iter().map(Vec::len).sum::<usize>()
                };
                polygons.iter().map(rings).sum()
            }
        }
    }

    pub(super) fn bounds(&self) -> Option<Bounds> {
        Bounds::of(self.corners())
    }

    /// A point that is certainly part of it.
    pub(super) fn inner_point(&self) -> Option<Point> {
        match self {
            Self::Point(point) => Some(*point),
            Self::Line(points) => points.get(points.len() / 2).copied(),
            Self::Area(polygons) => {
                let largest = polygons.iter().max_by(|a, b| a.area().total_cmp(&b.area()))?;
                largest.inner_point()
            }
        }
    }

    /// True within, and on the edge.
    pub(super) fn holds(&self, point: Point) -> bool {
        match self {
            Self::Area(polygons) => polygons.iter().any(|polygon| polygon.holds(point)),
            _ => false,
        }
    }

    /// In squared steps; of use to compare what is near each other.
    pub(super) fn area(&self) -> f64 {
        match self {
            Self::Area(polygons) => polygons.iter().map(Polygon::area).sum(),
            _ => 0.0,
        }
    }

    /// The shape as a survey has it; empty of what is no area.
    pub(super) fn rings(&self) -> Rings {
        let Self::Area(polygons) = self else { return Rings::new() };
        let ring = |ring: &Ring| ring.iter().copied().map(degrees).collect();
        let polygon = |polygon: &Polygon| {
            std::iter::once(&polygon.outer).chain(&polygon.holes).map(ring).collect()
        };
        polygons.iter().map(polygon).collect()
    }
}

impl Polygon {
    /// Without its holes, which for comparing does not matter.
    fn area(&self) -> f64 {
        area(&self.outer)
    }

    /// True within, and on the edge, also that of a hole.
    pub(super) fn holds(&self, point: Point) -> bool {
        let in_hole = |hole: &Ring| matches!(side(hole, point), Side::Within);
        !matches!(side(&self.outer, point), Side::Outside) && !self.holes.iter().any(in_hole)
    }

    /// The middle of the widest stretch inside, half way up.
    fn inner_point(&self) -> Option<Point> {
        let bounds = Bounds::of(&self.outer)?;
        let mut heights: Vec<i32> = self.outer.iter().map(|point| point[0]).collect();
        heights.sort_unstable();
        heights.dedup();
        let middle = heights.len() / 2;
        // Between two corners' heights, so that no corner lies on the line.
        let height = match heights.get(middle.saturating_sub(1)..=middle) {
            Some([below, above]) => f64::midpoint(f64::from(*below), f64::from(*above)),
            _ => f64::from(bounds.least[0]),
        };
        let rings = std::iter::once(&self.outer).chain(&self.holes);
        let mut crossings: Vec<f64> = rings.flat_map(|ring| crossings(ring, height)).collect();
        crossings.sort_unstable_by(f64::total_cmp);
        let width = |pair: &&[f64]| pair.last().zip(pair.first()).map_or(0.0, |(b, a)| b - a);
        let widest = crossings.chunks_exact(2).max_by(|a, b| width(a).total_cmp(&width(b)));
        match widest {
            // Within the ring's box, so the casts are exact but for the rounding.
            Some(&[from, to]) => {
                Some([height.round() as i32, f64::midpoint(from, to).round() as i32])
            }
            _ => self.outer.first().copied(),
        }
    }
}

/// Where a point is to a ring.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Within,
    Edge,
    Outside,
}

/// Where a point is to a ring, exactly: sums of whole numbers.
pub(super) fn side(ring: &[Point], [y, x]: Point) -> Side {
    let mut is_within = false;
    for ([ay, ax], [by, bx]) in edges(ring) {
        // Twice the area of the corner, the next and the point: zero when they are in line.
        let turn = i128::from(i64::from(bx) - i64::from(ax))
            * i128::from(i64::from(y) - i64::from(ay))
            - i128::from(i64::from(by) - i64::from(ay)) * i128::from(i64::from(x) - i64::from(ax));
        let is_between =
            (ax.min(bx)..=ax.max(bx)).contains(&x) && (ay.min(by)..=ay.max(by)).contains(&y);
        if turn == 0 && is_between {
            return Side::Edge;
        }
        if (ay > y) != (by > y) && (turn > 0) == (by > ay) {
            is_within = !is_within;
        }
    }
    if is_within { Side::Within } else { Side::Outside }
}

/// Twice the area is the sum of the turns about the first corner; in squared steps.
pub(super) fn area(ring: &[Point]) -> f64 {
    let Some([oy, ox]) = ring.first().copied() else { return 0.0 };
    let from = |value: i32, origin: i32| i128::from(i64::from(value) - i64::from(origin));
    let turns = edges(ring)
        .map(|([ay, ax], [by, bx])| from(ax, ox) * from(by, oy) - from(bx, ox) * from(ay, oy));
    turns.sum::<i128>().unsigned_abs() as f64 / 2.0
}

/// The edges of a ring, the last back to the first corner.
fn edges(ring: &[Point]) -> impl Iterator<Item = (Point, Point)> + '_ {
    ring.iter().copied().zip(ring.iter().copied().cycle().skip(1))
}

/// Where a line of latitude crosses the edges of a ring.
fn crossings(ring: &[Point], height: f64) -> impl Iterator<Item = f64> + '_ {
    edges(ring).filter_map(move |(a, b)| {
        let ([ay, ax], [by, bx]) = (a.map(f64::from), b.map(f64::from));
        ((ay > height) != (by > height)).then(|| ax + (bx - ax) * (height - ay) / (by - ay))
    })
}

/// Without corners that follow themselves, and without the first one at the end.
pub(super) fn clean(mut ring: Ring) -> Ring {
    ring.dedup();
    while ring.len() > 1 && ring.first() == ring.last() {
        ring.pop();
    }
    ring
}

/// The position of a point.
pub(super) fn degrees([latitude, longitude]: Point) -> Degrees {
    // Divided and not multiplied: so 116702727 is the number that 11.6702727 is.
    [f64::from(latitude) / STEPS_PER_DEGREE, f64::from(longitude) / STEPS_PER_DEGREE]
}

#[cfg(test)]
mod tests {
    use super::*;

    const SQUARE: [Point; 4] = [[0, 0], [0, 10], [10, 10], [10, 0]];

    #[test]
    fn sides_are_exact() {
        assert_eq!(side(&SQUARE, [5, 5]), Side::Within);
        for point in [[0, 0], [0, 5], [10, 10], [5, 0]] {
            assert_eq!(side(&SQUARE, point), Side::Edge, "{point:?}");
        }
        for point in [[-1, 5], [11, 11], [5, -1], [5, 11], [10, 11], [0, -1]] {
            assert_eq!(side(&SQUARE, point), Side::Outside, "{point:?}");
        }
        let most = [[i32::MIN, i32::MIN], [i32::MIN, i32::MAX], [i32::MAX, i32::MAX]];
        assert_eq!(side(&most, [0, 1]), Side::Within);
        assert_eq!(side(&most, [1, 0]), Side::Outside);
        assert_eq!(side(&most, [1, 1]), Side::Edge);
        assert_eq!(side(&[], [0, 0]), Side::Outside);
    }

    #[test]
    fn the_inner_point_is_inside_whatever_the_shape() {
        let bracket: Ring =
            vec![[0, 0], [0, 90], [100, 90], [100, 0], [80, 0], [80, 80], [20, 80], [20, 0]];
        let hole = vec![[30, 30], [30, 60], [60, 60], [60, 30]];
        for (outer, holes) in [
            (SQUARE.to_vec(), vec![]),
            (bracket, vec![]),
            (vec![[0, 0], [0, 90], [90, 90], [90, 0]], vec![hole]),
        ] {
            let polygon = Polygon { outer, holes };
            let point = polygon.inner_point().unwrap();
            assert!(polygon.holds(point), "{point:?} in {polygon:?}");
        }
        let flat = Polygon { outer: vec![[5, 0], [5, 9]], holes: vec![] };
        assert_eq!(flat.inner_point(), Some([5, 0]));
    }

    #[test]
    fn areas_do_not_mind_the_turn() {
        assert_eq!(area(&SQUARE), 100.0);
        assert_eq!(area(&[[0, 0], [10, 0], [0, 10]]), 50.0);
        assert_eq!(area(&[]), 0.0);
    }

    #[test]
    fn rings_are_cleaned() {
        let ring = vec![[0, 0], [0, 0], [0, 1], [1, 1], [1, 1], [0, 0]];
        assert_eq!(clean(ring), [[0, 0], [0, 1], [1, 1]]);
        assert_eq!(clean(vec![[0, 0], [0, 0]]), [[0, 0]]);
    }
}
