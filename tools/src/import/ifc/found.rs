//! What was read of a file, for those who make places, exits and devices of it.

use std::cell::RefCell;
use std::collections::HashSet;

use libsns::geometry::{Degrees, Levels as LevelRange};

use super::boundaries::Boundaries;
use super::georeference::Georeference;
use super::levels::Levels;
use super::rooms::Rooms;
use super::shape::{Ground, Shapes, clean};
use super::step::{Entity, Model};
use super::storeys::Storey;
use super::tree::{self, Sort, Tree};
use crate::survey::{Rings, SurveyPlace};

/// What was read of a file.
pub(super) struct Found<'m> {
    pub(super) model: &'m Model,
    pub(super) shapes: &'m Shapes<'m>,
    pub(super) tree: &'m Tree,
    pub(super) levels: &'m Levels,
    pub(super) rooms: &'m Rooms,
    pub(super) boundaries: &'m Boundaries,
    pub(super) earth: Georeference,
    /// The one building that is wanted.
    pub(super) building: Option<u32>,
    /// Spaces that are filled by a stair.
    pub(super) stairwells: HashSet<u32>,
    /// Identities that are taken.
    pub(super) sources: RefCell<HashSet<String>>,
}

impl Found<'_> {
    /// The identity of an instance; where another has the same `GlobalId`, with its name in the file.
    pub(super) fn source(&self, entity: &Entity<'_>) -> String {
        tree::unique(tree::source(entity), entity.id, &mut self.sources.borrow_mut())
    }

    /// True for a thing of a building that is wanted.
    pub(super) fn is_wanted(&self, id: u32) -> bool {
        is_in(self.tree, self.building, id)
    }

    /// The storey that a thing stands on: as the file says, else by its height.
    pub(super) fn storey(&self, id: u32, z: f64) -> Option<&Storey> {
        let given = self.tree.nearest(id, Sort::Storey).and_then(|s| self.levels.level_of(s.id));
        let building = || self.tree.nearest(id, Sort::Building).map(|building| building.id);
        given.or_else(|| self.levels.at_height(building(), z))
    }

    /// The storeys between two heights at which one can get off, from below.
    pub(super) fn storeys_between(&self, id: u32, [low, high]: [f64; 2]) -> Vec<&Storey> {
        let building = self.tree.nearest(id, Sort::Building).map(|building| building.id);
        let lowest = self.levels.at_height(building, low).map_or(low, |storey| storey.z);
        let storeys = self.levels.storeys(building).iter();
        storeys
            .filter(|storey| storey.ordinal.is_some())
            .filter(|storey| storey.z >= lowest - 0.01 && storey.z <= high + LANDING_METRES)
            .collect()
    }

    /// The identity of the place for what stands on a storey.
    pub(super) fn level_source(&self, storey: u32) -> Option<String> {
        self.tree.element(storey).map(|element| element.source.clone())
    }

    /// The identity of the building that a thing is in.
    pub(super) fn building_source(&self, id: u32) -> Option<String> {
        self.tree.nearest(id, Sort::Building).map(|building| building.source.clone())
    }

    /// Polygons of the project as polygons on the Earth; those that are too far off are left out.
    pub(super) fn rings(&self, polygons: &[Vec<Vec<[f64; 2]>>]) -> Rings {
        let near = polygons
            .iter()
            .filter(|rings| rings.iter().flatten().all(|&corner| self.earth.reaches(corner)));
        near.map(|rings| rings.iter().map(|ring| self.line(ring)).collect()).collect()
    }

    /// Corners on the Earth.
    pub(super) fn line(&self, corners: &[[f64; 2]]) -> Vec<Degrees> {
        corners.iter().map(|&corner| self.earth.position(corner)).collect()
    }

    /// A point on the Earth; none where it is too far off.
    pub(super) fn position(&self, point: [f64; 2]) -> Option<Degrees> {
        self.earth.reaches(point).then(|| self.earth.position(point))
    }

    /// The outline of a ground as polygons on the Earth.
    pub(super) fn outline(&self, ground: &Ground) -> Rings {
        self.rings(&clean(&ground.area))
    }
}

/// How far above the highest step of a stair the landing may be, in metres.
const LANDING_METRES: f64 = 0.5;

/// True for what stands in a building, or in none; anything where no building is given.
pub(super) fn is_in(tree: &Tree, building: Option<u32>, id: u32) -> bool {
    building.is_none_or(|wanted| {
        id == wanted || tree.nearest(id, Sort::Building).is_none_or(|own| own.id == wanted)
    })
}

/// The levels from one to another, whichever is lower.
pub(super) fn range(a: i16, b: i16) -> LevelRange {
    LevelRange::new(a.min(b), a.max(b)).unwrap_or_else(|_| LevelRange::single(a))
}

/// A place of which only its identity is known.
pub(super) fn place(source: String, id: u32) -> SurveyPlace {
    SurveyPlace {
        source,
        inside: None,
        names: Vec::new(),
        class: Default::default(),
        kind: String::new(),
        levels: None,
        shape: Vec::new(),
        position: None,
        altitude: None,
        height: None,
        civic: Default::default(),
        spot: format!("#{id}"),
    }
}
