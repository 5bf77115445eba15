//! A plan as tools look at it: its places, devices and exits, with where each was written.

use super::Plan;
use super::fault::PlanFault;
use super::model::Service;
use super::shape::Ground;
use super::tree::{Node, Passage};
use crate::geometry::{Levels, Position, Shape};
use crate::name::Name;
use crate::record::PlaceClass;

/// A place or device of a plan.
#[derive(Clone, Copy)]
pub struct PlanThing<'p> {
    index: usize,
    node: &'p Node,
    ground: &'p Ground,
}

/// A door, stair or lift of a plan.
#[derive(Clone, Copy)]
pub struct PlanExit<'p> {
    passage: &'p Passage,
}

/// A service of a device (RFC 6763 §4).
#[derive(Clone, Copy)]
pub struct PlanService<'p> {
    service: &'p Service,
    words: &'p str,
}

impl Plan {
    /// The places and devices: the site first, then everything after what holds it.
    pub fn things(&self) -> impl ExactSizeIterator<Item = PlanThing<'_>> {
        (0..self.tree.nodes.len()).map(|index| self.thing(index))
    }

    /// The thing with this index in [`Self::things`].
    ///
    /// # Panics
    /// When there are fewer things.
    #[must_use]
    pub fn thing(&self, index: usize) -> PlanThing<'_> {
        PlanThing { index, node: &self.tree.nodes[index], ground: &self.grounds[index] }
    }

    /// The exits, in the order of the plan.
    pub fn exits(&self) -> impl ExactSizeIterator<Item = PlanExit<'_>> {
        self.tree.passages.iter().map(|passage| PlanExit { passage })
    }

    /// The thickest wall that makes neighbours of the places on its sides, in metres.
    #[must_use]
    pub fn wall_metres(&self) -> f64 {
        self.site.wall_metres
    }

    /// Of the warnings, those that the words and features themselves gave: features nothing took, shapes
    /// that gave way to their outlines.
    #[must_use]
    pub fn warnings_of_reading(&self) -> &[PlanFault] {
        &self.warnings_of_reading
    }

    /// What people call the levels, from the lowest up.
    pub fn level_labels(&self) -> impl Iterator<Item = (i16, &str)> {
        self.site.level_labels.iter().map(|(level, label)| (*level, label.as_str()))
    }

    /// What people call a level, where the plan says it.
    #[must_use]
    pub fn level_label(&self, level: i16) -> Option<&str> {
        self.site.level_labels.get(&level).map(String::as_str)
    }
}

impl<'p> PlanThing<'p> {
    /// Where it stands among the things of the plan; 0 is the site.
    #[must_use]
    pub fn index(self) -> usize {
        self.index
    }

    /// The index of what holds it; the site holds itself.
    #[must_use]
    pub fn parent(self) -> usize {
        self.node.parent
    }

    /// The indices of what it holds, in the order of the plan.
    #[must_use]
    pub fn children(self) -> &'p [usize] {
        &self.node.children
    }

    /// Its name in the zone.
    #[must_use]
    pub fn name(self) -> &'p Name {
        &self.node.name
    }

    /// The owner's words for it.
    #[must_use]
    pub fn words(self) -> &'p str {
        &self.node.thing.words
    }

    /// Its label as it stands in the zone, encoded by IDNA where need be.
    #[must_use]
    pub fn label(self) -> &'p str {
        &self.node.thing.label
    }

    /// Other labels beside its own, as they stand in the zone.
    pub fn aliases(self) -> impl Iterator<Item = &'p str> {
        self.node.thing.aliases.iter().map(|(label, _)| label.as_str())
    }

    /// The broad sort of it.
    #[must_use]
    pub fn class(self) -> PlaceClass {
        self.node.thing.class
    }

    /// The finer word for what it is, such as `cafe`.
    #[must_use]
    pub fn kind(self) -> &'p str {
        &self.node.thing.kind
    }

    /// Its levels, or those of what holds it.
    #[must_use]
    pub fn levels(self) -> Option<Levels> {
        self.node.levels.and_then(|[low, high]| Levels::new(low, high).ok())
    }

    /// True where the plan gives its levels, false where it has those of what holds it.
    #[must_use]
    pub fn has_own_levels(self) -> bool {
        self.node.thing.levels.is_some()
    }

    /// The point that stands for it: its own, or the middle of its shape, or that of what holds it.
    #[must_use]
    pub fn position(self) -> Position {
        self.ground.position
    }

    /// True where it has neither a position nor a shape of its own.
    #[must_use]
    pub fn has_inherited_position(self) -> bool {
        self.ground.is_inherited
    }

    /// True where the plan gives its reference point, be there a shape or not.
    #[must_use]
    pub fn has_own_position(self) -> bool {
        self.node.thing.position.is_some()
    }

    /// The ground it covers; a point for what has a position and no extent.
    #[must_use]
    pub fn shape(self) -> Option<&'p Shape> {
        self.ground.shape.as_ref()
    }

    /// Altitude of its floor above the WGS 84 ellipsoid, or that of what holds it, in centimetres.
    #[must_use]
    pub fn altitude_cm(self) -> Option<i32> {
        self.node.altitude_cm
    }

    /// True where the plan gives its altitude, false where it has that of what holds it.
    #[must_use]
    pub fn has_own_altitude(self) -> bool {
        self.node.thing.altitude_cm.is_some()
    }

    /// Clear height of a place; of a device, its height above the floor; in centimetres.
    #[must_use]
    pub fn height_cm(self) -> Option<u32> {
        self.node.thing.height_cm
    }

    /// How many ways there are to reach it, for a device.
    #[must_use]
    pub fn bearer_count(self) -> usize {
        self.node.thing.device.bearers.len()
    }

    /// The services it offers, for a device.
    pub fn services(self) -> impl ExactSizeIterator<Item = PlanService<'p>> {
        let words = self.words();
        self.node.thing.device.services.iter().map(move |service| PlanService { service, words })
    }

    /// What it is called where the plan was made from.
    #[must_use]
    pub fn source(self) -> Option<&'p str> {
        self.node.thing.source.as_deref()
    }

    /// What faults call it: `place "Café"`, or `features[12] "Café"` where GeoJSON gives it.
    #[must_use]
    pub fn key(self) -> &'p str {
        &self.node.thing.spot.key
    }

    /// The file it is written in, as the plan names it.
    #[must_use]
    pub fn file(self) -> &'p str {
        &self.node.thing.spot.file
    }

    /// The line it is written at, from 1 on.
    #[must_use]
    pub fn line(self) -> Option<usize> {
        self.node.thing.spot.line
    }
}

impl<'p> PlanService<'p> {
    /// The name people pick it by: its own, or its device's words.
    #[must_use]
    pub fn instance(self) -> &'p str {
        self.service.instance.as_deref().unwrap_or(self.words)
    }

    /// The two labels of its type, such as `_ipp` and `_tcp`.
    #[must_use]
    pub fn labels(self) -> [&'p str; 2] {
        self.service.labels.each_ref().map(String::as_str)
    }
}

impl<'p> PlanExit<'p> {
    /// The indices of the places it joins, two or more.
    #[must_use]
    pub fn places(self) -> &'p [usize] {
        &self.passage.places
    }

    /// What it is: `door` where the plan does not say.
    #[must_use]
    pub fn kind(self) -> &'p str {
        &self.passage.exit.kind
    }

    /// Where it is, if the plan says so.
    #[must_use]
    pub fn position(self) -> Option<Position> {
        let [latitude, longitude] = self.passage.exit.position?;
        Position::from_degrees(latitude, longitude).ok()
    }

    /// True where it leads from the earlier of its places to the later only.
    #[must_use]
    pub fn is_one_way(self) -> bool {
        self.passage.exit.one_way
    }

    /// What it is called where the plan was made from.
    #[must_use]
    pub fn source(self) -> Option<&'p str> {
        self.passage.exit.source.as_deref()
    }

    /// The file it is written in, as the plan names it.
    #[must_use]
    pub fn file(self) -> &'p str {
        &self.passage.exit.spot.file
    }

    /// The line it is written at, from 1 on.
    #[must_use]
    pub fn line(self) -> Option<usize> {
        self.passage.exit.spot.line
    }
}
