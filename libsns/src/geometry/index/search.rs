//! The walk down the tree.

use super::collect::{Collector, Hit};
use super::probe::{DiscProbe, Probe};
use super::tree::{Body, Item, Marks, Tree, kind_mark, level_mark};
use super::{Found, KindId, Query, SpatialWork, TooCostly};
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
#[derive(Clone, Copy)]
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
        let SpatialWork { open, hits } = self.work;
        let mut collector = Collector::new(hits, self.count, self.limit);
        let mut walk =
            Walk { tree: self.tree, filter: self.filter, steps: self.steps, probe, open };
        walk.descend(&mut collector)?;
        Ok(Found { hits, validity_metres: None })
    }

    /// Finds what is near, and how far the answer holds.
    pub(super) fn disc(self, probe: &DiscProbe) -> Result<Found<'a>, TooCostly> {
        let SpatialWork { open, hits } = self.work;
        let mut collector = Collector::new(hits, self.count, self.limit).with_outsider();
        let mut walk =
            Walk { tree: self.tree, filter: self.filter, steps: self.steps, probe, open };
        walk.descend(&mut collector)?;
        let validity = collector.validity(|hit| self.tree.depth(hit, &probe.frame));
        Ok(Found { hits, validity_metres: Some(validity) })
    }
}

struct Walk<'w, P> {
    tree: &'w Tree,
    filter: Filter,
    steps: u32,
    probe: &'w P,
    open: &'w mut Vec<(f64, u8, u32)>,
}

impl<P: Probe> Walk<'_, P> {
    /// Visits nodes, of those at hand the nearest first, as long as they can matter.
    fn descend(&mut self, collector: &mut Collector<'_>) -> Result<(), TooCostly> {
        self.open.clear();
        let Some(root) = self.tree.root_level() else { return Ok(()) };
        self.open.push((0.0, root, 0));
        while let Some((bound, level, node)) = self.open.pop() {
            if bound > collector.reach() {
                continue;
            }
            if level == 0 {
                self.leaf(node, collector)?;
            } else {
                self.open_below(level, node, collector.reach())?;
            }
        }
        Ok(())
    }

    /// Puts the nodes below one on the pile, the nearest on top.
    fn open_below(&mut self, level: u8, node: u32, reach: f64) -> Result<(), TooCostly> {
        let (first, nodes, marks) = self.tree.below(level, node);
        self.step(nodes.len())?;
        let floor = self.open.len();
        for ((below, marks), number) in nodes.iter().zip(marks).zip(first..) {
            let bound = self.probe.node(below);
            if bound <= reach && bound < f64::INFINITY && self.filter.may_pass(marks) {
                let farther = self.open[floor..].iter().take_while(|open| open.0 > bound).count();
                self.open.insert(floor + farther, (bound, level - 1, number));
            }
        }
        Ok(())
    }

    fn leaf(&mut self, leaf: u32, collector: &mut Collector<'_>) -> Result<(), TooCostly> {
        let tree = self.tree;
        let (node, items) = tree.leaf(leaf);
        self.step(items.len())?;
        for (item, slot) in items.iter().zip(0..) {
            if !self.filter.passes(item) {
                continue;
            }
            let (metres, area_square_metres) = match tree.body(item) {
                Body::Point(position) => (self.probe.point(position), 0.0),
                Body::Solid(solid, extent) => {
                    let bound = self.probe.bound(&extent, node.cos_min);
                    if bound > collector.reach() || bound == f64::INFINITY {
                        continue;
                    }
                    self.step(solid.edges as usize)?;
                    (self.probe.solid(solid), solid.area_square_metres)
                }
            };
            if metres <= collector.reach() && metres < f64::INFINITY {
                collector.offer(Hit { id: item.id, metres, area_square_metres, at: (leaf, slot) });
            }
        }
        Ok(())
    }

    fn step(&mut self, count: usize) -> Result<(), TooCostly> {
        self.steps = self.steps.saturating_add(count as u32);
        if self.steps > SPATIAL_STEPS_MAX { Err(TooCostly) } else { Ok(()) }
    }
}

impl Tree {
    /// How far inside a hit the frame's origin stands, in metres.
    fn depth(&self, hit: &Hit, frame: &crate::geometry::ellipsoid::Frame) -> f64 {
        let (leaf, slot) = hit.at;
        match self.body(&self.leaf(leaf).1[slot as usize]) {
            Body::Point(_) => 0.0,
            Body::Solid(solid, _) => solid.shape.depth(frame),
        }
    }
}
