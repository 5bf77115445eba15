//! Whether rings neither cross nor touch, and whether each hole lies where a hole may: a sweep from
//! west to east over all edges (Shamos and Hoey 1976), exact, in time n·log n.
//!
//! The plane of longitude and latitude is cut at the antimeridian, and an edge that crosses the cut
//! is swept once on either side, so that rings across it and rings around a pole need no special case.

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::ops::Bound;

use super::bounds::{Bounds, cross};
use super::polygon::Ring;
use super::position::{HALF_TURN, Position, TURN};
use super::shape_error::ShapeError;

/// An edge in the cut plane, its ends ordered by longitude, then latitude.
#[derive(Clone, Copy, Debug)]
struct Segment {
    left: [i64; 2],
    right: [i64; 2],
    ring: u32,
    /// The corner of its ring that the edge starts from.
    corner: u32,
}

/// Checks all rings of a polygon, the outer one first. `places` tells for each corner, ring after
/// ring, where it stood in its ring as it was given.
pub(super) fn check(rings: &[Ring<'_>], places: &[usize]) -> Result<(), ShapeError> {
    let sweep = Sweep { rings, places };
    sweep.corners_differ()?;
    sweep.run(&sweep.segments())?;
    sweep.holes_in_place()
}

struct Sweep<'a> {
    rings: &'a [Ring<'a>],
    places: &'a [usize],
}

impl Sweep<'_> {
    /// Refuses a corner that occurs twice: there the boundary would touch itself.
    fn corners_differ(&self) -> Result<(), ShapeError> {
        let mut all: Vec<(Position, u32, u32)> = Vec::with_capacity(self.places.len());
        for (ring, corners) in self.rings.iter().map(|ring| ring.corners).enumerate() {
            let numbered = corners.iter().enumerate();
            all.extend(numbered.map(|(corner, at)| (*at, ring as u32, corner as u32)));
        }
        all.sort_unstable();
        match all.windows(2).find(|pair| pair[0].0 == pair[1].0) {
            Some(pair) => Err(self.crossing((pair[0].1, pair[0].2), (pair[1].1, pair[1].2))),
            None => Ok(()),
        }
    }

    /// All edges in the cut plane, in the order in which the sweep meets their left ends.
    fn segments(&self) -> Vec<Segment> {
        let mut segments = Vec::with_capacity(self.places.len() + 8);
        for (index, ring) in self.rings.iter().enumerate() {
            let next = ring.corners.iter().cycle().skip(1);
            for (corner, (a, b)) in ring.corners.iter().zip(next).enumerate() {
                let start = [a.longitude_nanodegrees(), a.latitude_nanodegrees()];
                let end = [start[0] + a.eastward_to(*b), b.latitude_nanodegrees()];
                let (left, right) = (start.min(end), start.max(end));
                let segment = Segment { left, right, ring: index as u32, corner: corner as u32 };
                push_cut(segment, &mut segments);
            }
        }
        segments.sort_unstable_by_key(|s| s.left);
        segments
    }

    fn run(&self, segments: &[Segment]) -> Result<(), ShapeError> {
        let mut ends: Vec<u32> = (0..segments.len() as u32).collect();
        ends.sort_unstable_by_key(|&i| segments[i as usize].right);
        let mut ends = ends.into_iter().map(|i| &segments[i as usize]).peekable();
        let mut active: BTreeSet<Segment> = BTreeSet::new();
        for segment in segments {
            // Edges that end where this one starts leave first: corners are known to differ, so
            // only neighbours along a ring can meet there.
            while let Some(ended) = ends.next_if(|s| s.right <= segment.left) {
                self.leave(&mut active, ended)?;
            }
            let below = active.range(..segment).next_back();
            let above = active.range((Bound::Excluded(segment), Bound::Unbounded)).next();
            for neighbour in [below, above].into_iter().flatten() {
                self.apart(segment, neighbour)?;
            }
            if !active.insert(*segment) {
                // Equal in the order of the sweep means lying on one another.
                let same = active.get(segment).copied().unwrap_or(*segment);
                return Err(self.crossing(segment.id(), same.id()));
            }
        }
        // What is still active may cross only among itself, which shows as edges leave.
        ends.try_for_each(|ended| self.leave(&mut active, ended))
    }

    /// Takes an edge out and compares those that become neighbours.
    fn leave(&self, active: &mut BTreeSet<Segment>, ended: &Segment) -> Result<(), ShapeError> {
        active.remove(ended);
        let below = active.range(..ended).next_back();
        let above = active.range(ended..).next();
        match (below, above) {
            (Some(below), Some(above)) => self.apart(below, above),
            _ => Ok(()),
        }
    }

    /// Refuses two edges that share a position, unless it is the corner between them.
    fn apart(&self, a: &Segment, b: &Segment) -> Result<(), ShapeError> {
        let shared = if self.are_neighbours(a, b) { a.overlaps(b) } else { a.meets(b) };
        if shared { Err(self.crossing(a.id(), b.id())) } else { Ok(()) }
    }

    /// True for edges that follow one another along a ring, and for two halves of a cut edge.
    fn are_neighbours(&self, a: &Segment, b: &Segment) -> bool {
        let count = self.rings[a.ring as usize].corners.len() as u32;
        let apart = a.corner.abs_diff(b.corner);
        a.ring == b.ring && (apart <= 1 || apart == count - 1)
    }

    /// Checks that each hole lies inside the outer ring and beside the other holes. As no two
    /// rings meet, one corner speaks for its ring.
    fn holes_in_place(&self) -> Result<(), ShapeError> {
        let bounds: Vec<Bounds> = self.rings.iter().map(Ring::bounds).collect();
        for (ring, hole) in self.rings.iter().enumerate().skip(1) {
            let at = hole.corners[0];
            let within =
                |other: usize| bounds[other].contains(at) && self.rings[other].surrounds(at);
            let corner = self.place(ring as u32, 0);
            if !within(0) {
                return Err(ShapeError::HoleOutside { ring, corner, at });
            }
            if let Some(other_ring) = (1..self.rings.len()).find(|&o| o != ring && within(o)) {
                return Err(ShapeError::HoleInHole { ring, corner, at, other_ring });
            }
        }
        Ok(())
    }

    /// Where a kept corner stood among those given.
    fn place(&self, ring: u32, corner: u32) -> usize {
        let before: usize = self.rings[..ring as usize].iter().map(|r| r.corners.len()).sum();
        self.places[before + corner as usize]
    }

    fn crossing(&self, a: (u32, u32), b: (u32, u32)) -> ShapeError {
        let ((ring, corner), (other_ring, other_corner)) = (a.min(b), a.max(b));
        ShapeError::Crosses {
            ring: ring as usize,
            corner: self.place(ring, corner),
            at: self.rings[ring as usize].corners[corner as usize],
            other_ring: other_ring as usize,
            other_corner: self.place(other_ring, other_corner),
            other_at: self.rings[other_ring as usize].corners[other_corner as usize],
        }
    }
}

/// Adds a segment, and once more a turn to the side when it reaches across the cut.
fn push_cut(segment: Segment, segments: &mut Vec<Segment>) {
    let moved = |by: i64| Segment {
        left: [segment.left[0] + by, segment.left[1]],
        right: [segment.right[0] + by, segment.right[1]],
        ..segment
    };
    segments.push(segment);
    if segment.right[0] >= HALF_TURN {
        segments.push(moved(-TURN));
    }
    if segment.left[0] < -HALF_TURN {
        segments.push(moved(TURN));
    }
}

impl Segment {
    fn id(&self) -> (u32, u32) {
        (self.ring, self.corner)
    }

    fn span(&self) -> [i64; 2] {
        [self.right[0] - self.left[0], self.right[1] - self.left[1]]
    }

    /// On which side of this segment's line a point lies: positive above.
    fn side(&self, point: [i64; 2]) -> i128 {
        cross(self.span(), [point[0] - self.left[0], point[1] - self.left[1]]).signum()
    }

    /// True when the segments share a point.
    fn meets(&self, other: &Self) -> bool {
        let overlap = |axis: usize| {
            let range =
                |s: &Self| (s.left[axis].min(s.right[axis]), s.left[axis].max(s.right[axis]));
            let (a, b) = (range(self), range(other));
            a.0 <= b.1 && b.0 <= a.1
        };
        overlap(0)
            && overlap(1)
            && self.side(other.left) * self.side(other.right) <= 0
            && other.side(self.left) * other.side(self.right) <= 0
    }

    /// True when the segments, which share an end, lie on one another beyond it.
    fn overlaps(&self, other: &Self) -> bool {
        cross(self.span(), other.span()) == 0
            && self.left < other.right
            && other.left < self.right
            && self.side(other.left) == 0
    }

    /// Compares with a segment whose left end the sweep met no earlier.
    fn compare_with_later(&self, later: &Self) -> Ordering {
        let by_place = self.side(later.left);
        let by_slope = || cross(self.span(), later.span());
        0.cmp(&by_place).then_with(|| 0.cmp(&by_slope()))
    }
}

impl Ord for Segment {
    /// From south to north where both are met by the sweep, as long as they do not cross.
    fn cmp(&self, other: &Self) -> Ordering {
        if self.left <= other.left {
            self.compare_with_later(other)
        } else {
            other.compare_with_later(self).reverse()
        }
    }
}

impl PartialOrd for Segment {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Segment {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Segment {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::Polygon;
    use proptest::prelude::*;

    fn ring(corners: &[(f64, f64)]) -> Vec<Position> {
        let nano = |degrees: f64| (degrees * 1e9).round() as i64;
        corners.iter().map(|(lat, lon)| Position::wrapped(nano(*lat), nano(*lon))).collect()
    }

    fn square(lat: f64, lon: f64, side: f64) -> Vec<Position> {
        ring(&[(lat, lon), (lat, lon + side), (lat + side, lon + side), (lat + side, lon)])
    }

    #[test]
    fn a_bow_tie_names_the_edges_that_cross() {
        let error = Polygon::new(ring(&[(0.0, 0.0), (1.0, 1.0), (1.0, 0.0), (0.0, 1.1)]), vec![]);
        let Err(ShapeError::Crosses { ring: 0, corner: 0, other_corner: 2, .. }) = error else {
            panic!("{error:?}");
        };
    }

    #[test]
    fn touching_rings_and_spikes_are_refused() {
        let outer = || square(0.0, 0.0, 10.0);
        let hole_touches_wall = ring(&[(5.0, 0.0), (6.0, 1.0), (4.0, 1.0)]);
        assert!(matches!(
            Polygon::new(outer(), vec![hole_touches_wall]),
            Err(ShapeError::Crosses { ring: 0, corner: 3, other_ring: 1, .. })
        ));
        let spike = ring(&[(0.0, 0.0), (0.0, 4.0), (4.0, 4.0), (4.0, 5.0), (4.0, 2.0)]);
        assert!(matches!(Polygon::new(spike, vec![]), Err(ShapeError::Crosses { .. })));
        let twice = ring(&[(0.0, 0.0), (2.0, 2.0), (4.0, 0.0), (4.0, 4.0), (2.0, 2.0), (0.0, 4.0)]);
        assert!(matches!(Polygon::new(twice, vec![]), Err(ShapeError::Crosses { .. })));
    }

    #[test]
    fn holes_must_lie_inside_and_side_by_side() {
        let outer = || square(0.0, 0.0, 10.0);
        let fine = vec![square(1.0, 1.0, 2.0), square(1.0, 4.0, 2.0), square(4.0, 1.0, 2.0)];
        assert!(Polygon::new(outer(), fine).is_ok());
        let nested = vec![square(1.0, 1.0, 5.0), square(2.0, 2.0, 1.0)];
        assert!(matches!(
            Polygon::new(outer(), nested),
            Err(ShapeError::HoleInHole { ring: 2, other_ring: 1, .. })
        ));
        for away in [square(20.0, 1.0, 1.0), square(-5.0, 1.0, 1.0), square(1.0, 15.0, 1.0)] {
            let refused = Polygon::new(outer(), vec![away]);
            assert!(matches!(refused, Err(ShapeError::HoleOutside { ring: 1, .. })), "{refused:?}");
        }
        let across = Polygon::new(outer(), vec![square(5.0, 5.0, 10.0)]);
        assert!(matches!(across, Err(ShapeError::Crosses { .. })));
    }

    #[test]
    fn rings_across_the_cut_and_around_a_pole_are_swept_whole() {
        let across = |hole| Polygon::new(square(0.0, 175.0, 10.0), vec![hole]);
        assert!(across(square(1.0, 179.0, 2.0)).is_ok());
        assert!(across(square(1.0, -179.0, 2.0)).is_ok());
        assert!(matches!(across(square(1.0, -176.0, 2.0)), Err(ShapeError::Crosses { .. })));
        assert!(matches!(across(square(1.0, -170.0, 2.0)), Err(ShapeError::HoleOutside { .. })));
        for sign in [1.0, -1.0] {
            let cap: Vec<_> = (0..12).map(|i| (sign * 60.0, f64::from(i) * 30.0 - 180.0)).collect();
            let inner: Vec<_> = cap.iter().map(|(_, lon)| (sign * 80.0, *lon)).collect();
            assert!(Polygon::new(ring(&cap), vec![ring(&inner)]).is_ok());
            assert!(Polygon::new(ring(&cap), vec![square(sign * 70.0, 179.0, 2.0)]).is_ok());
            let outside = Polygon::new(ring(&cap), vec![square(0.0, 10.0, 2.0)]);
            assert!(matches!(outside, Err(ShapeError::HoleOutside { .. })), "{outside:?}");
        }
    }

    /// Every pair of edges, by the same exact test: slow and plain.
    fn crosses_by_pairs(corners: &[Position]) -> bool {
        let rings = [Ring { corners, pole: None }];
        let places: Vec<usize> = (0..corners.len()).collect();
        let sweep = Sweep { rings: &rings, places: &places };
        let segments = sweep.segments();
        let pairs = segments.iter().enumerate();
        sweep.corners_differ().is_err()
            || pairs.clone().any(|(i, a)| segments[..i].iter().any(|b| sweep.apart(a, b).is_err()))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(3_000))]

        /// Few distinct coordinates, so that touching, overlapping and crossing all happen.
        #[test]
        fn the_sweep_finds_what_all_pairs_find(
            corners in prop::collection::vec((0..7_i64, 0..7_i64), 3..9), west in prop::bool::ANY,
        ) {
            let shift = if west { HALF_TURN - 3 } else { 0 };
            let corners: Vec<_> =
                corners.iter().map(|(y, x)| Position::wrapped(*y, x + shift)).collect();
            let rings = [Ring { corners: &corners, pole: None }];
            let places: Vec<usize> = (0..corners.len()).collect();
            prop_assert_eq!(check(&rings, &places).is_err(), crosses_by_pairs(&corners));
        }
    }

    #[test]
    fn ten_thousand_corners_are_checked_in_milliseconds() {
        let star: Vec<_> = (0..10_000)
            .map(|i| {
                let angle = f64::from(i) * std::f64::consts::TAU / 10_000.0;
                let radius = if i % 2 == 0 { 1.0 } else { 0.5 };
                (52.0 + radius * angle.sin(), radius * angle.cos())
            })
            .collect();
        let polygon = Polygon::new(ring(&star), vec![]).unwrap();
        assert_eq!(polygon.corner_count(), 10_000);
    }
}
