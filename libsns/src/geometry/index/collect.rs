//! Keeps the best so far, and remembers what the answer's validity hangs on.

use std::cmp::Ordering;

use crate::geometry::ellipsoid::RELATIVE_ERROR;
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
    /// Where the thing stands in the tree.
    pub(super) at: (u32, u32),
}

impl Hit {
    /// Nearer first, then smaller, then by id.
    pub(super) fn order(&self, other: &Self) -> Ordering {
        self.metres
            .total_cmp(&other.metres)
            .then_with(|| self.area_square_metres.total_cmp(&other.area_square_metres))
            .then_with(|| self.id.cmp(&other.id))
    }
}

/// The best hits in order, and the nearest of all that are not among them.
pub(super) struct Collector<'a> {
    hits: &'a mut Vec<Hit>,
    count: usize,
    /// Hits are at most so many metres away.
    limit: f64,
    /// Metres to the nearest thing left out that is not at 0.
    outsider: f64,
    /// A thing at 0 was left out.
    zero_left_out: bool,
    /// Things no farther than this can still matter.
    reach: f64,
    /// True when the nearest outsider is wanted.
    with_outsider: bool,
}

impl<'a> Collector<'a> {
    pub(super) fn new(hits: &'a mut Vec<Hit>, count: usize, limit: f64) -> Self {
        hits.clear();
        let mut collector = Self {
            hits,
            count,
            limit,
            outsider: f64::INFINITY,
            zero_left_out: false,
            reach: limit,
            with_outsider: false,
        };
        collector.update_reach();
        collector
    }

    /// Looks for the nearest thing left out as well.
    pub(super) fn with_outsider(mut self) -> Self {
        self.with_outsider = true;
        self.update_reach();
        self
    }

    /// Things farther than this, in metres, change nothing.
    pub(super) fn reach(&self) -> f64 {
        self.reach
    }

    /// Takes a hit if it is among the best.
    pub(super) fn offer(&mut self, hit: Hit) {
        if hit.metres > self.limit {
            self.leave_out(hit.metres);
            return;
        }
        let place = self.hits.partition_point(|kept| kept.order(&hit) == Ordering::Less);
        if place >= self.count {
            self.leave_out(hit.metres);
            return;
        }
        let full = self.hits.len() == self.count;
        if let Some(last) = full.then(|| self.hits.pop()).flatten() {
            self.leave_out(last.metres);
        }
        self.hits.insert(place, hit);
        self.update_reach();
    }

    fn leave_out(&mut self, metres: f64) {
        if metres > 0.0 {
            self.outsider = self.outsider.min(metres);
            self.update_reach();
        } else {
            self.zero_left_out = true;
        }
    }

    fn update_reach(&mut self) {
        let full = self.hits.len() == self.count;
        let worst = if full { self.hits.last().map_or(0.0, |hit| hit.metres) } else { self.limit };
        let past = if full { 2.0 * VALIDITY_METRES_MAX } else { VALIDITY_METRES_MAX };
        self.reach =
            if self.with_outsider { worst.max(self.outsider.min(worst + past)) } else { worst };
    }

    /// How far an asker may move, in metres, with the set of hits sure to stay the same.
    ///
    /// A distance to a shape, counted negative inside it, changes by no more than the asker moves.
    /// `depth` gives how far inside a hit at 0 the asker stands.
    pub(super) fn validity(&self, depth: impl Fn(&Hit) -> f64) -> f64 {
        // Whatever was not looked at is beyond the reach.
        let outsider = self.outsider.min(self.reach);
        let signed = |hit: &Hit| if hit.metres > 0.0 { hit.metres } else { -depth(hit) };
        let worst = self.hits.iter().map(signed).fold(f64::NEG_INFINITY, f64::max);
        // The farthest hit stays within the limit.
        let stays = less(self.limit, worst);
        let move_least = if self.hits.len() < self.count {
            // Nothing comes in over the limit.
            stays.min(less(outsider, self.limit))
        } else if self.zero_left_out {
            // Among things at 0 size decides, and that stays as long as all hits remain at 0.
            stays.min(less(0.0, worst)).min(less(outsider, 0.0))
        } else {
            // Nothing overtakes the farthest hit: the one may come as the other goes. Inside both,
            // size would decide.
            stays.min(less(outsider, worst) / 2.0).min(less(outsider, 0.0))
        };
        move_least.clamp(0.0, VALIDITY_METRES_MAX)
    }
}

/// How much less `small` is than `large`, both distances as computed, whatever their errors: each may be
/// off by the error of the formula, here and where the asker moves to, and by rounding.
fn less(large: f64, small: f64) -> f64 {
    const ROUNDING: f64 = 0.005;
    if small == f64::NEG_INFINITY {
        return f64::INFINITY;
    }
    large - small - 2.0 * RELATIVE_ERROR * (large.abs() + small.abs()) - ROUNDING
}
