//! The walk down the tree.

use super::collect::Collector;
use super::probe::{DiscProbe, Probe};
use super::tree::{Extent, FAN_OUT, Item, Marks, Tree, kind_mark, level_mark};
use super::{Found, KindId, Query, SpatialWork, TooCostly};
use crate::geometry::position::Position;
use crate::limits::{NEAR_COUNT_MAX, SPATIAL_STEPS_MAX};

/// One question on its way.
pub(super) struct Search<'t, 'a> {
    tree: &'t Tree,
    filter: Filter,
    count: usize,
    limit: f64,
    steps: u32,
    work: &'a mut SpatialWork,
}

/// Which things count.
#[derive(Clone, Copy, Debug)]
struct Filter {
    level: Option<i16>,
    kind: Option<KindId>,
    marks: Marks,
}

impl Filter {
    fn new(query: &Query) -> Self {
        let kinds = query.kind.map_or(u64::MAX, kind_mark);
        let levels = query.level.map_or(u64::MAX, level_mark);
        Self { level: query.level, kind: query.kind, marks: Marks { kinds, levels } }
    }

    /// True when every thing counts: then nobody's marks have to be read.
    fn is_open(&self) -> bool {
        self.level.is_none() && self.kind.is_none()
    }

    /// False when surely nothing below the node counts.
    fn may_pass(&self, marks: &Marks) -> bool {
        marks.kinds & self.marks.kinds != 0 && marks.levels & self.marks.levels != 0
    }

    fn passes(&self, item: &Item) -> bool {
        self.level.is_none_or(|level| item.is_on(level))
            && self.kind.is_none_or(|kind| item.is_a(kind))
    }
}

impl<'t, 'a> Search<'t, 'a> {
    pub(super) fn new(
        tree: &'t Tree,
        query: &Query,
        limit: f64,
        work: &'a mut SpatialWork,
    ) -> Self {
        let count = usize::from(query.count.min(NEAR_COUNT_MAX));
        Self { tree, filter: Filter::new(query), count, limit, steps: 0, work }
    }

    /// Finds what a probe meets.
    pub(super) fn run(self, probe: &impl Probe) -> Result<Found<'a>, TooCostly> {
        let SpatialWork { open, best, hits, steps } = self.work;
        let mut collector = Collector::new(self.tree, best, self.count, self.limit);
        let mut walk =
            Walk { tree: self.tree, filter: self.filter, steps: self.steps, probe, open };
        walk.descend(&mut collector)?;
        *steps = walk.steps;
        collector.hits(hits);
        Ok(Found { hits, validity_metres: None })
    }

    /// Finds what is near, and how far the answer holds.
    pub(super) fn disc(self, probe: &DiscProbe) -> Result<Found<'a>, TooCostly> {
        let SpatialWork { open, best, hits, steps } = self.work;
        let collector = Collector::new(self.tree, best, self.count, self.limit);
        let mut collector = collector.with_outsider();
        let mut walk =
            Walk { tree: self.tree, filter: self.filter, steps: self.steps, probe, open };
        walk.descend(&mut collector)?;
        *steps = walk.steps;
        collector.hits(hits);
        let validity = collector.validity(&probe.frame);
        Ok(Found { hits, validity_metres: Some(validity) })
    }
}

struct Walk<'w, P> {
    tree: &'w Tree,
    filter: Filter,
    steps: u32,
    probe: &'w P,
    open: &'w mut Vec<Open>,
}

/// Siblings that are still to be visited.
#[derive(Clone, Copy, Debug)]
struct Nearest {
    /// No position in the box is nearer, in square metres; infinite once it was visited.
    bounds2: [f32; FAN_OUT],
}

impl Nearest {
    /// Takes the nearest out; an infinite bound when all were visited.
    #[inline]
    fn take(&mut self) -> (f32, usize) {
        let mut nearest = (f32::INFINITY, 0);
        for (i, &bound2) in self.bounds2.iter().enumerate() {
            if bound2 < nearest.0 {
                nearest = (bound2, i);
            }
        }
        self.bounds2[nearest.1] = f32::INFINITY;
        nearest
    }
}

/// A family on the way down.
#[derive(Clone, Copy, Debug)]
pub(super) struct Open {
    boxes: Nearest,
    level: u8,
    /// The number of the family in its level.
    number: u32,
}

impl<P: Probe> Walk<'_, P> {
    /// Visits boxes, of each family the nearest first, as long as they can matter.
    fn descend(&mut self, collector: &mut Collector<'_>) -> Result<(), TooCostly> {
        self.open.clear();
        let Some(top) = self.tree.top_level() else { return Ok(()) };
        self.open(top, 0)?;
        while let Some(open) = self.open.last_mut() {
            let (bound2, i) = open.boxes.take();
            let (level, number) = (open.level, open.number);
            if bound2 == f32::INFINITY || f64::from(bound2) > self.limit2(collector) {
                self.open.pop();
                continue;
            }
            let (family, marks, _) = self.tree.family(level, number);
            let may_pass = self.filter.is_open() || self.filter.may_pass(&marks[i]);
            if may_pass && self.probe.admits(&family.extent(i)) {
                let below = number * FAN_OUT as u32 + i as u32;
                match level.checked_sub(1) {
                    None => self.leaf(below, collector)?,
                    Some(level) => self.open(level, below)?,
                }
            }
        }
        Ok(())
    }

    /// Boxes farther than this, in square metres, change nothing.
    #[inline]
    fn limit2(&self, collector: &Collector<'_>) -> f64 {
        let reach2 = collector.reach2();
        match self.probe.slack() {
            0.0 => reach2,
            slack => (reach2.sqrt() + slack).powi(2),
        }
    }

    /// Goes down to a family.
    fn open(&mut self, level: u8, number: u32) -> Result<(), TooCostly> {
        let (family, _, count) = self.tree.family(level, number);
        self.step(count)?;
        let mut bounds2 = self.probe.view().bounds2(family);
        bounds2[count..].fill(f32::INFINITY);
        self.open.push(Open { boxes: Nearest { bounds2 }, level, number });
        Ok(())
    }

    fn leaf(&mut self, leaf: u32, collector: &mut Collector<'_>) -> Result<(), TooCostly> {
        let tree = self.tree;
        let (items, places, cos_min) = tree.leaf(leaf);
        self.step(items.len() * self.probe.point_steps())?;
        // First all ranks, then who is among the best: as none waits for the outcome of a
        // comparison, the processor works on several at once.
        let mut ranks2 = [f64::INFINITY; FAN_OUT];
        let mut solids = Nearest { bounds2: [f32::INFINITY; FAN_OUT] };
        for (slot, (item, place)) in items.iter().zip(places).enumerate() {
            if tree.solid(item).is_none() {
                let position = Position::again(place[0], place[1]);
                ranks2[slot] = self.probe.point_rank2(position);
            } else if self.filter.passes(item) {
                let extent = Extent::of_place(*place);
                solids.bounds2[slot] = self.probe.view().extent_bound2(&extent, cos_min) as f32;
            }
        }
        let first = leaf * FAN_OUT as u32;
        for ((&rank2, item), number) in ranks2.iter().zip(items).zip(first..) {
            if rank2 <= collector.reach2() && rank2 < f64::INFINITY && self.filter.passes(item) {
                collector.offer(rank2, number);
            }
        }
        loop {
            let (bound2, slot) = solids.take();
            if bound2 == f32::INFINITY || f64::from(bound2) > self.limit2(collector) {
                return Ok(());
            }
            let extent = Extent::of_place(places[slot]);
            let Some(solid) = tree.solid(&items[slot]).filter(|_| self.probe.admits(&extent))
            else {
                continue;
            };
            self.step(self.probe.solid_steps(solid) as usize)?;
            let rank2 = self.probe.solid_rank2(solid);
            if rank2 <= collector.reach2() && rank2 < f64::INFINITY {
                collector.offer(rank2, first + slot as u32);
            }
        }
    }

    fn step(&mut self, count: usize) -> Result<(), TooCostly> {
        self.steps = self.steps.saturating_add(count as u32);
        if self.steps > SPATIAL_STEPS_MAX { Err(TooCostly) } else { Ok(()) }
    }
}
