//! Uniting polygons, with a bound on the work: it grows with the number of places where edges cross, and
//! a few thousand edges of a hostile file can cross in millions.

use std::cell::Cell;

use geo::orient::Direction;
use geo::{LineString, MultiPolygon, Orient, Polygon, unary_union};

use super::super::limits::{CROSSINGS_MAX, EDGE_PAIRS_MAX};

/// What uniting may still cost for a file.
pub(in super::super) struct Unions {
    pairs_left: Cell<u64>,
    crossings_left: Cell<u64>,
}

/// An edge from left to right.
#[derive(Clone, Copy, Debug)]
struct Edge {
    left: [f64; 2],
    right: [f64; 2],
}

impl Unions {
    pub(super) fn new() -> Self {
        Self { pairs_left: Cell::new(EDGE_PAIRS_MAX), crossings_left: Cell::new(CROSSINGS_MAX) }
    }

    /// All polygons as one area; nothing where that would take too long. A single one stays as it was
    /// drawn, with its faults.
    pub(super) fn unite(&self, polygons: Vec<Polygon<f64>>) -> MultiPolygon<f64> {
        if polygons.len() < 2 {
            return MultiPolygon::new(polygons);
        }
        if !self.may_cross(&polygons) {
            return MultiPolygon::new(Vec::new());
        }
        // The rule of winding numbers wants all to turn the same way.
        let turned: Vec<_> =
            polygons.iter().map(|polygon| polygon.orient(Direction::Default)).collect();
        unary_union(&turned)
    }

    /// Counts where edges of these cross; false where that is too often.
    pub(super) fn may_cross<'p>(
        &self,
        polygons: impl IntoIterator<Item = &'p Polygon<f64>>,
    ) -> bool {
        let rings = polygons
            .into_iter()
            .flat_map(|polygon| std::iter::once(polygon.exterior()).chain(polygon.interiors()));
        let mut edges: Vec<_> = rings.flat_map(edges).collect();
        edges.sort_by(|a, b| a.left[0].total_cmp(&b.left[0]));
        for (index, edge) in edges.iter().enumerate() {
            let rest = edges.get(index + 1..).unwrap_or_default();
            for other in rest.iter().take_while(|other| other.left[0] <= edge.right[0]) {
                let crossing = u64::from(edge.meets(other));
                if !take(&self.pairs_left, 1) || !take(&self.crossings_left, crossing) {
                    return false;
                }
            }
        }
        true
    }
}

/// Takes some of what is left; false where there is less.
fn take(left: &Cell<u64>, count: u64) -> bool {
    let rest = left.get().checked_sub(count);
    left.set(rest.unwrap_or(0));
    rest.is_some()
}

fn edges(ring: &LineString<f64>) -> impl Iterator<Item = Edge> {
    ring.lines().map(|line| {
        let (a, b) = ([line.start.x, line.start.y], [line.end.x, line.end.y]);
        if a[0] <= b[0] { Edge { left: a, right: b } } else { Edge { left: b, right: a } }
    })
}

impl Edge {
    /// On which side of the edge a point is: above 0 left of the way to the right, 0 on its line.
    fn side(&self, point: [f64; 2]) -> f64 {
        let [ax, ay] = self.left;
        let [bx, by] = self.right;
        (bx - ax) * (point[1] - ay) - (by - ay) * (point[0] - ax)
    }

    fn heights(&self) -> [f64; 2] {
        [self.left[1].min(self.right[1]), self.left[1].max(self.right[1])]
    }

    /// True where the other edge crosses this one, or lies on its line and meets it.
    fn meets(&self, other: &Self) -> bool {
        let ([low, high], [other_low, other_high]) = (self.heights(), other.heights());
        if low > other_high || high < other_low {
            return false;
        }
        let sides = [self.side(other.left), self.side(other.right)];
        let others = [other.side(self.left), other.side(self.right)];
        let is_through = |[a, b]: [f64; 2]| a * b < 0.0;
        let is_along = |[a, b]: [f64; 2]| a == 0.0 && b == 0.0;
        is_through(sides) && is_through(others) || is_along(sides) && is_along(others)
    }
}

#[cfg(test)]
mod tests {
    use geo::Coord;

    use super::*;

    /// Thin bars, of which each across crosses each along.
    fn bars(count: usize) -> Vec<Polygon<f64>> {
        let bar = |[x, y]: [f64; 2], [dx, dy]: [f64; 2]| {
            let corners = [(x, y), (x + dx, y), (x + dx, y + dy), (x, y + dy)];
            let ring = corners.map(|(x, y)| Coord { x, y }).to_vec();
            Polygon::new(LineString::from(ring), Vec::new())
        };
        let across = (0..count).map(|i| bar([i as f64, -1.0], [0.5, count as f64 + 2.0]));
        let along = (0..count).map(|i| bar([-1.0, i as f64], [count as f64 + 2.0, 0.5]));
        across.chain(along).collect()
    }

    #[test]
    fn crossings_are_counted() {
        let unions = Unions::new();
        assert!(unions.may_cross(&bars(10)));
        assert_eq!(unions.crossings_left.get(), CROSSINGS_MAX - 4 * 10 * 10);
        assert!(!unions.may_cross(&bars(300)), "360,000 crossings");
        assert!(unions.unite(bars(300)).0.is_empty());
    }

    #[test]
    fn touching_is_no_crossing() {
        let [a, b] = [[0.0, 0.0], [1.0, 0.0]].map(|[x, y]| {
            let ring = [(x, y), (x + 1.0, y), (x + 1.0, y + 1.0)].map(|(x, y)| Coord { x, y });
            Polygon::new(LineString::from(ring.to_vec()), Vec::new())
        });
        let unions = Unions::new();
        assert_eq!(unions.unite(vec![a, b]).0.len(), 2);
    }
}
