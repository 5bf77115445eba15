//! Points and rings on the sheet, in pixels: x to the right, y down.

/// A point.
pub(super) type Point = [f64; 2];

/// A box, its smaller corner and its greater.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Rect {
    pub(super) low: Point,
    pub(super) high: Point,
}

impl Rect {
    /// A box that holds nothing yet.
    pub(super) const NOTHING: Self = Self { low: [f64::INFINITY; 2], high: [f64::NEG_INFINITY; 2] };

    /// A box about a point.
    pub(super) fn about(at: Point, width: f64, height: f64) -> Self {
        let half = [width / 2.0, height / 2.0];
        Self { low: [at[0] - half[0], at[1] - half[1]], high: [at[0] + half[0], at[1] + half[1]] }
    }

    /// The smallest box around points.
    pub(super) fn around<'p>(points: impl IntoIterator<Item = &'p Point>) -> Self {
        points.into_iter().fold(Self::NOTHING, |rect, at| rect.with(*at))
    }

    /// The box and a point.
    pub(super) fn with(self, at: Point) -> Self {
        Self {
            low: [self.low[0].min(at[0]), self.low[1].min(at[1])],
            high: [self.high[0].max(at[0]), self.high[1].max(at[1])],
        }
    }

    pub(super) fn width(&self) -> f64 {
        (self.high[0] - self.low[0]).max(0.0)
    }

    pub(super) fn height(&self) -> f64 {
        (self.high[1] - self.low[1]).max(0.0)
    }

    pub(super) fn centre(&self) -> Point {
        [f64::midpoint(self.low[0], self.high[0]), f64::midpoint(self.low[1], self.high[1])]
    }

    /// True where the two share more than an edge.
    pub(super) fn overlaps(&self, other: &Self) -> bool {
        (0..2).all(|axis| self.low[axis] < other.high[axis] && other.low[axis] < self.high[axis])
    }

    /// True where a line from one point to another passes the inside.
    pub(super) fn meets(&self, from: Point, to: Point) -> bool {
        let (mut first, mut last) = (0.0_f64, 1.0_f64);
        for axis in 0..2 {
            let run = to[axis] - from[axis];
            let (low, high) = (self.low[axis] - from[axis], self.high[axis] - from[axis]);
            if run.abs() < 1e-12 {
                if low >= 0.0 || high <= 0.0 {
                    return false;
                }
                continue;
            }
            let (a, b) = (low / run, high / run);
            first = first.max(a.min(b));
            last = last.min(a.max(b));
        }
        first < last
    }
}

/// How far apart two points are.
pub(super) fn apart(a: Point, b: Point) -> f64 {
    (b[0] - a[0]).hypot(b[1] - a[1])
}

/// Between two points: 0 is the first, 1 the second.
pub(super) fn between(a: Point, b: Point, part: f64) -> Point {
    [a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part]
}

/// From one point towards another, of length one; to the right where they are the same.
pub(super) fn towards(a: Point, b: Point) -> Point {
    let length = apart(a, b);
    if length > 0.0 { [(b[0] - a[0]) / length, (b[1] - a[1]) / length] } else { [1.0, 0.0] }
}

/// A point so many pixels from another in a direction.
pub(super) fn moved(at: Point, direction: Point, by: f64) -> Point {
    [at[0] + direction[0] * by, at[1] + direction[1] * by]
}

/// The point of an edge that is nearest to another.
pub(super) fn nearest_on([a, b]: [Point; 2], at: Point) -> Point {
    let length2 = (b[0] - a[0]).powi(2) + (b[1] - a[1]).powi(2);
    if length2 <= 0.0 {
        return a;
    }
    let along = ((at[0] - a[0]) * (b[0] - a[0]) + (at[1] - a[1]) * (b[1] - a[1])) / length2;
    between(a, b, along.clamp(0.0, 1.0))
}

/// The edges of rings, the last corner joined to the first.
pub(super) fn edges(rings: &[Vec<Point>]) -> impl Iterator<Item = [Point; 2]> + '_ {
    rings.iter().flat_map(|ring| {
        let next = ring.iter().cycle().skip(1);
        ring.iter().zip(next).map(|(a, b)| [*a, *b])
    })
}

/// True inside an odd number of rings.
pub(super) fn holds(rings: &[Vec<Point>], at: Point) -> bool {
    let crosses = |[a, b]: &[Point; 2]| {
        (a[1] <= at[1]) != (b[1] <= at[1])
            && a[0] + (b[0] - a[0]) * (at[1] - a[1]) / (b[1] - a[1]) > at[0]
    };
    edges(rings).filter(crosses).count() % 2 == 1
}

/// The pieces of a line that lie inside rings.
pub(super) fn clipped(rings: &[Vec<Point>], from: Point, to: Point) -> Vec<[Point; 2]> {
    let run = [to[0] - from[0], to[1] - from[1]];
    let side = |p: Point| run[0] * (p[1] - from[1]) - run[1] * (p[0] - from[0]);
    let mut crossings = Vec::new();
    for [a, b] in edges(rings) {
        let (left, right) = (side(a), side(b));
        if (left <= 0.0) != (right <= 0.0) {
            let at = between(a, b, left / (left - right));
            let axis = usize::from(run[1].abs() > run[0].abs());
            crossings.push((at[axis] - from[axis]) / run[axis]);
        }
    }
    crossings.sort_by(f64::total_cmp);
    let pairs = crossings.as_chunks::<2>().0.iter();
    pairs.map(|[a, b]| [between(from, to, *a), between(from, to, *b)]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SQUARE: [Point; 4] = [[0.0, 0.0], [10.0, 0.0], [10.0, 10.0], [0.0, 10.0]];

    #[test]
    fn lines_and_boxes_meet_or_pass() {
        let rect = Rect::around(&SQUARE);
        assert!(rect.meets([-5.0, 5.0], [15.0, 5.0]) && rect.meets([2.0, 2.0], [3.0, 3.0]));
        assert!(!rect.meets([-5.0, 10.0], [15.0, 10.0]), "an edge is not the inside");
        assert!(!rect.meets([11.0, 0.0], [20.0, 9.0]));
        assert!(!rect.overlaps(&Rect::about([15.0, 5.0], 10.0, 10.0)));
    }

    #[test]
    fn lines_are_clipped_to_what_is_inside() {
        let rings = [SQUARE.to_vec(), vec![[4.0, 4.0], [6.0, 4.0], [6.0, 6.0], [4.0, 6.0]]];
        let pieces = clipped(&rings, [-5.0, 5.0], [15.0, 5.0]);
        assert_eq!(pieces, [[[0.0, 5.0], [4.0, 5.0]], [[6.0, 5.0], [10.0, 5.0]]]);
        assert!(holds(&rings, [2.0, 5.0]) && !holds(&rings, [5.0, 5.0]));
    }
}
