//! Where things are: a static packed R-tree over the shapes of a zone (Kamel and Faloutsos 1993).
//!
//! Things are sorted along a Hilbert curve and packed sixteen to a leaf, leaves sixteen to a node, in
//! flat arrays without pointers. A question walks down with a lower bound for each box, nearest
//! first, and judges each thing by its true shape. Steps are counted, and memory is the caller's:
//! answering allocates nothing.

mod collect;
mod probe;
mod search;
#[cfg(test)]
mod tests;
mod tree;
mod view;

use std::fmt;

use super::bounds::Bounds;
use super::level::Levels;
use super::position::Position;
use super::shape::Shape;
use crate::limits::{NEAR_COUNT_MAX, SPATIAL_STEPS_MAX};

use collect::Candidate;
pub use collect::Hit;
use probe::{BoxProbe, DiscProbe, RayProbe};
use search::{Open, Search};
use tree::Tree;

/// The number a zone gives to a kind or a class of things.
pub type KindId = u16;

/// A thing with a shape.
#[derive(Clone, Debug, PartialEq)]
pub struct Thing {
    /// What the caller calls it.
    pub id: u32,
    /// Where it is.
    pub shape: Shape,
    /// The levels it stands on; without any it is on every level.
    pub levels: Option<Levels>,
    /// Its kind and its class; a question for either finds it.
    pub kinds: [KindId; 2],
}

/// What is asked of the index.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Query {
    /// Where to look.
    pub area: Area,
    /// At most so many things, the nearest; no more than 64 are given.
    pub count: u8,
    /// Only things on this level.
    pub level: Option<i16>,
    /// Only things of this kind or class.
    pub kind: Option<KindId>,
}

/// Where to look.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Area {
    /// Within a distance of a position, in order of the distance.
    Disc {
        /// The position.
        centre: Position,
        /// The distance, in metres.
        radius_metres: f64,
    },
    /// In a box, in order of the distance from its middle.
    Box(Bounds),
    /// Along a ray, in order of the distance from its start.
    Ray {
        /// Where it starts.
        from: Position,
        /// Where it points, in degrees clockwise from true north.
        bearing_degrees: f64,
        /// How far it goes, in metres.
        length_metres: f64,
        /// How far beside it things are met, in metres.
        half_width_metres: f64,
    },
}

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Found<'a> {
    /// The things, nearest first; at the same distance the one of smaller area first, then by id.
    pub hits: &'a [Hit],
    /// For a disc: an asker who moves less than so many metres gets the same set of things.
    pub validity_metres: Option<f64>,
}

/// The question would take more steps than one question may.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooCostly;

impl fmt::Display for TooCostly {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "more than {SPATIAL_STEPS_MAX} steps; expected a smaller area, or a rarer kind or level"
        )
    }
}

impl std::error::Error for TooCostly {}

/// Memory for answering, made once and used for any number of questions.
#[derive(Clone, Debug)]
pub struct SpatialWork {
    open: Vec<Open>,
    best: Vec<Candidate>,
    hits: Vec<Hit>,
    /// Steps that the last question took.
    steps: u32,
}

impl SpatialWork {
    /// Room for any question to any index.
    #[must_use]
    pub fn new() -> Self {
        // 16⁸ is 2³², and no tree has more things.
        let open = Vec::with_capacity(8);
        let count = usize::from(NEAR_COUNT_MAX) + 1;
        let (best, hits) = (Vec::with_capacity(count), Vec::with_capacity(count));
        Self { open, best, hits, steps: 0 }
    }
}

impl Default for SpatialWork {
    fn default() -> Self {
        Self::new()
    }
}

/// The index. It does not change; a new zone image makes a new one.
#[derive(Debug)]
pub struct SpatialIndex {
    tree: Tree,
}

impl SpatialIndex {
    /// Sorts and packs the things.
    #[must_use]
    pub fn build(things: Vec<Thing>) -> Self {
        Self { tree: Tree::pack(things) }
    }

    /// How many things there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.tree.len()
    }

    /// True when there is nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Answers a question.
    ///
    /// # Errors
    /// When it takes more steps than one question may.
    pub fn ask<'a>(
        &self,
        query: &Query,
        work: &'a mut SpatialWork,
    ) -> Result<Found<'a>, TooCostly> {
        let limit = match query.area {
            Area::Disc { radius_metres, .. } => radius_metres,
            Area::Box(_) => f64::INFINITY,
            Area::Ray { length_metres, .. } => length_metres,
        };
        let search = Search::new(&self.tree, query, limit, work);
        match query.area {
            Area::Disc { centre, .. } => search.disc(&DiscProbe::new(centre)),
            Area::Box(bounds) => search.run(&BoxProbe::new(bounds)),
            Area::Ray { from, bearing_degrees, length_metres, half_width_metres } => {
                let ray = RayProbe::new(from, bearing_degrees, length_metres, half_width_metres);
                search.run(&ray)
            }
        }
    }
}
