//! The graph of a building: which places open into which, and how far it is on foot.
//!
//! ```text
//! places (shape, levels) ─┬─▶ floors: ground that is walked on, its walls, what stands on it
//! exits (places, where) ──┴─▶ sides: an exit as it is seen from one of its places
//!
//! route: a place ─▶ sides of its floor ─▶ through the exit ─▶ sides of the next floor ─▶ … a place
//! ```
//!
//! A place has a floor of its own, but for devices and areas: an area is a part of the floor of what
//! holds it, without walls between. On its floor a way is the shortest that stays within the walls.
//! The floor of a level or a site leaves out the rooms and buildings on it, and whoever leaves a
//! building by one door and enters it by another walks around it. Where levels change, a stair, ramp,
//! escalator or lift has its cost ([`crate::limits`]).
//!
//! Routes are the quickest. Equal ones are decided by the order of the exits, so that the same
//! question has the same answer everywhere.

mod build;
mod cost;
mod floor;
mod grid;
mod meeting;
mod of_plan;
mod search;
#[cfg(test)]
mod tests;
mod walls;

pub use cost::{Climb, Distance};
pub use search::{Leg, Route};

use crate::geometry::{Levels, Position, Shape};
use crate::record::PlaceClass;
use floor::Floor;

/// A place or device, as the graph needs it.
#[derive(Clone, Copy, Debug)]
pub struct GraphThing<'a> {
    /// The index of what holds it; it comes first. The first thing of all holds itself.
    pub parent: usize,
    /// The broad sort of it.
    pub class: PlaceClass,
    /// The finer word: a `ramp` and an `escalator` are stairs that differ.
    pub kind: &'a str,
    /// Its levels.
    pub levels: Option<Levels>,
    /// The point that stands for it.
    pub position: Position,
    /// The ground it covers.
    pub shape: Option<&'a Shape>,
}

/// A door, opening, stair, ramp, escalator or lift, as the graph needs it.
#[derive(Clone, Debug)]
pub struct GraphExit<'a> {
    /// The indices of the places it joins.
    pub places: Vec<usize>,
    /// What it is.
    pub kind: &'a str,
    /// True where it leads from the earlier of its places to the later only.
    pub is_one_way: bool,
    /// Where it is, if that is known; else it is taken to be where its places meet.
    pub position: Option<Position>,
}

/// Who walks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Walker {
    /// True for who takes no stairs and no escalators.
    pub is_step_free: bool,
}

/// The graph.
pub struct Graph {
    spots: Vec<Spot>,
    floors: Vec<Floor>,
    exits: Vec<Exit>,
    sides: Vec<Side>,
    /// The sides on each floor.
    sides_of: Vec<Vec<usize>>,
}

/// Where a thing stands.
struct Spot {
    parent: usize,
    floor: usize,
    /// Its level, where it has one.
    level: Option<i16>,
    position: Position,
    climb: Option<Climb>,
    /// True for grounds and buildings: whoever is at one is anywhere outside.
    is_outdoors: bool,
    is_level: bool,
}

/// An exit.
struct Exit {
    position: Position,
    is_position_given: bool,
    climb: Climb,
    is_one_way: bool,
    /// Its sides, in the order of its places.
    sides: std::ops::Range<usize>,
}

/// An exit as seen from one of its places.
struct Side {
    exit: usize,
    place: usize,
    floor: usize,
    level: Option<i16>,
}

impl Graph {
    /// How many things there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.spots.len()
    }

    /// True where there is nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.spots.is_empty()
    }

    /// Where an exit is, by its index; nothing where there is no such exit.
    #[must_use]
    pub fn exit_position(&self, exit: usize) -> Option<Position> {
        Some(self.exits.get(exit)?.position)
    }

    /// True where the position of an exit was given, false where it was taken to be where its places meet.
    #[must_use]
    pub fn is_exit_position_given(&self, exit: usize) -> bool {
        self.exits.get(exit).is_some_and(|exit| exit.is_position_given)
    }

    /// True where one comes from the first place to the second without an exit: they share a floor,
    /// as a desk and the room around it do.
    #[must_use]
    pub fn is_open_between(&self, one: usize, other: usize) -> bool {
        match (self.spots.get(one), self.spots.get(other)) {
            (Some(one), Some(other)) => one.floor == other.floor,
            _ => false,
        }
    }

    /// How many floors have more corners than [`crate::limits::WALK_CORNERS_MAX`]; ways on them are
    /// taken as straight.
    #[must_use]
    pub fn floors_taken_as_open(&self) -> usize {
        self.floors.iter().filter(|floor| floor.is_too_large()).count()
    }
}

impl std::fmt::Debug for Graph {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Graph")
            .field("things", &self.spots.len())
            .field("exits", &self.exits.len())
            .finish_non_exhaustive()
    }
}
