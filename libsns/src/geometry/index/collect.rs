//! Keeps the best so far, and remembers what the answer's validity hangs on.

use std::cmp::Ordering;

use super::tree::Tree;
use crate::geometry::ellipsoid::{Frame, RELATIVE_ERROR};
use crate::limits::VALIDITY_METRES_MAX;

/// A thing that was found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hit {
    /// What the caller calls it.
    pub id: u32,
    /// For a disc the distance from its centre, for a box that from its middle, for a ray that from
    /// its start to where it meets the thing; in metres.
    pub metres: f64,
    /// The area of the thing, in square metres; 0 for a point.
    pub area_square_metres: f64,
}

/// A thing on the way to be one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Candidate {
    /// The square of its rank.
    rank2: f64,
    /// Where it stands in the tree.
    item: u32,
}

/// The best candidates in order, and the nearest of all that are not among them.
pub(super) struct Collector<'a> {
    tree: &'a Tree,
    best: &'a mut Vec<Candidate>,
    count: usize,
    /// The best have at most this squared rank.
    limit2: f64,
    /// Squared rank of the nearest thing left out that is not at 0.
    outsider2: f64,
    /// A thing at 0 was left out.
    zero_left_out: bool,
    /// Things of a greater squared rank change nothing.
    reach2: f64,
    /// True when the nearest outsider is wanted.
    with_outsider: bool,
}

impl<'a> Collector<'a> {
    /// For so many candidates up to a rank, in metres.
    pub(super) fn new(
        tree: &'a Tree,
        best: &'a mut Vec<Candidate>,
        count: usize,
        limit: f64,
    ) -> Self {
        best.clear();
        let limit2 = limit * limit;
        let outsider2 = f64::INFINITY;
        let (zero_left_out, with_outsider) = (false, false);
        let reach2 = limit2;
        Self { tree, best, count, limit2, outsider2, zero_left_out, reach2, with_outsider }
    }

    /// Looks for the nearest thing left out as well.
    pub(super) fn with_outsider(mut self) -> Self {
        self.with_outsider = true;
        self.update_reach();
        self
    }

    /// Things of a greater squared rank change nothing.
    #[inline]
    pub(super) fn reach2(&self) -> f64 {
        self.reach2
    }

    /// Takes a thing if it is among the best.
    pub(super) fn offer(&mut self, rank2: f64, item: u32) {
        let is_full = self.best.len() >= self.count;
        if rank2 > self.limit2 || (is_full && rank2 > self.worst2()) {
            self.leave_out(rank2);
            self.update_reach();
            return;
        }
        let new = Candidate { rank2, item };
        self.best.push(new);
        let mut place = self.best.len() - 1;
        while place > 0 && self.precedes(&new, &self.best[place - 1]) {
            self.best[place] = self.best[place - 1];
            place -= 1;
        }
        self.best[place] = new;
        if self.best.len() > self.count
            && let Some(last) = self.best.pop()
        {
            self.leave_out(last.rank2);
        }
        self.update_reach();
    }

    /// Nearer first, then smaller, then by id.
    #[inline]
    fn precedes(&self, a: &Candidate, b: &Candidate) -> bool {
        a.rank2 < b.rank2 || (a.rank2 == b.rank2 && self.precedes_at_same_rank(a, b))
    }

    fn precedes_at_same_rank(&self, a: &Candidate, b: &Candidate) -> bool {
        let [a, b] = [a, b].map(|candidate| self.tree.item(candidate.item));
        let by_area = self.tree.area(a).total_cmp(&self.tree.area(b));
        by_area.then_with(|| a.id.cmp(&b.id)) == Ordering::Less
    }

    fn leave_out(&mut self, rank2: f64) {
        if rank2 > 0.0 {
            self.outsider2 = self.outsider2.min(rank2);
        } else {
            self.zero_left_out = true;
        }
    }

    fn update_reach(&mut self) {
        let full = self.best.len() >= self.count;
        let worst2 = if full { self.worst2() } else { self.limit2 };
        self.reach2 = worst2;
        if self.with_outsider && worst2 < self.outsider2 {
            // Beyond the farthest that counts, an outsider matters only as far as validity reaches.
            let past = if full { 2.0 * VALIDITY_METRES_MAX } else { VALIDITY_METRES_MAX };
            // That is (√w + p)², which is more than w + p²: most outsiders are nearer, without a root.
            self.reach2 = if self.outsider2 <= worst2 + past * past {
                self.outsider2
            } else {
                self.outsider2.min((worst2.sqrt() + past).powi(2))
            };
        }
    }

    fn worst2(&self) -> f64 {
        self.best.last().map_or(0.0, |candidate| candidate.rank2)
    }

    /// Writes the best as hits.
    pub(super) fn hits(&self, hits: &mut Vec<Hit>) {
        hits.clear();
        hits.extend(self.best.iter().map(|candidate| {
            let item = self.tree.item(candidate.item);
            let area_square_metres = self.tree.area(item);
            Hit { id: item.id, metres: candidate.rank2.sqrt(), area_square_metres }
        }));
    }

    /// How far an asker may move, in metres, with the set of hits sure to stay the same.
    ///
    /// A distance to a shape, counted negative inside it, changes by no more than the asker moves.
    pub(super) fn validity(&self, frame: &Frame) -> f64 {
        let limit = self.limit2.sqrt();
        // Whatever was not looked at is beyond the reach.
        let outsider = self.outsider2.min(self.reach2).sqrt();
        let signed = |candidate: &Candidate| match self.tree.solid(self.tree.item(candidate.item)) {
            Some(solid) if candidate.rank2 == 0.0 => -solid.shape.depth(frame),
            _ => candidate.rank2.sqrt(),
        };
        let worst = self.best.iter().map(signed).fold(f64::NEG_INFINITY, f64::max);
        // The farthest hit stays within the limit.
        let stays = less(limit, worst);
        let least = if self.best.len() < self.count {
            // Nothing comes in over the limit.
            stays.min(less(outsider, limit))
        } else if self.zero_left_out {
            // Among things at 0 size decides, and that stays as long as all hits remain at 0.
            stays.min(less(0.0, worst)).min(less(outsider, 0.0))
        } else {
            // Nothing overtakes the farthest hit: the one may come as the other goes. At 0, where
            // size would decide, nothing arrives at all.
            stays.min(less(outsider, worst) / 2.0).min(less(outsider, 0.0))
        };
        least.clamp(0.0, VALIDITY_METRES_MAX)
    }
}

/// How much less `small` is than `large`, both distances as computed, whatever their errors: each may
/// be off by the error of the formula, here and where the asker moves to, and by rounding.
fn less(large: f64, small: f64) -> f64 {
    const ROUNDING: f64 = 0.005;
    if small == f64::NEG_INFINITY {
        return f64::INFINITY;
    }
    large - small - 2.0 * RELATIVE_ERROR * (large.abs() + small.abs()) - ROUNDING
}
