//! Space boundaries: which spaces meet which elements, and where (`IfcRelSpaceBoundary`).

use std::collections::HashMap;

use super::shape::{Face, Ground, Shapes};
use super::step::{Model, Read};
use super::transform::Transform;

/// Kinds of boundaries; those of the second level say which one lies opposite.
const KINDS: [&str; 3] =
    ["IFCRELSPACEBOUNDARY", "IFCRELSPACEBOUNDARY1STLEVEL", "IFCRELSPACEBOUNDARY2NDLEVEL"];

/// A boundary.
#[derive(Clone, Copy, Debug)]
pub(super) struct Boundary {
    pub(super) id: u32,
    /// The space, or what lies outside.
    pub(super) space: u32,
    /// The wall, door or opening.
    pub(super) element: Option<u32>,
    /// Its surface (`IfcConnectionSurfaceGeometry`).
    geometry: Option<u32>,
    /// True where nothing is there: one can walk through.
    pub(super) is_virtual: bool,
    /// True where the outside lies beyond.
    pub(super) is_external: bool,
    /// The boundary of the space beyond.
    pub(super) opposite: Option<u32>,
}

/// All boundaries.
pub(super) struct Boundaries {
    pub(super) all: Vec<Boundary>,
    by_space: HashMap<u32, Vec<usize>>,
    by_element: HashMap<u32, Vec<usize>>,
}

impl Boundaries {
    pub(super) fn read(model: &Model) -> Read<Self> {
        let mut boundaries =
            Self { all: Vec::new(), by_space: HashMap::new(), by_element: HashMap::new() };
        for &id in KINDS.iter().flat_map(|kind| model.all(kind)) {
            let entity = model.entity(id)?;
            let Some(space) = entity.reference_if(4) else { continue };
            boundaries.add(Boundary {
                id,
                space,
                element: entity.reference_if(5),
                geometry: entity.reference_if(6),
                is_virtual: entity.word(7) == Some("VIRTUAL"),
                is_external: entity.word(8).is_some_and(|word| word.starts_with("EXTERNAL")),
                opposite: entity.reference_if(10),
            });
        }
        Ok(boundaries)
    }

    fn add(&mut self, boundary: Boundary) {
        let index = self.all.len();
        self.by_space.entry(boundary.space).or_default().push(index);
        if let Some(element) = boundary.element {
            self.by_element.entry(element).or_default().push(index);
        }
        self.all.push(boundary);
    }

    /// The boundaries at an element.
    pub(super) fn at(&self, element: u32) -> impl Iterator<Item = &Boundary> {
        let found = self.by_element.get(&element).into_iter().flatten();
        found.filter_map(|&index| self.all.get(index))
    }

    /// What the boundaries of a space enclose: its floors where there are such, else what its walls
    /// stand around.
    pub(super) fn ground(
        &self,
        shapes: &Shapes<'_>,
        space: u32,
        at: &Transform,
    ) -> Read<Option<Ground>> {
        let mut faces = Vec::new();
        for &index in self.by_space.get(&space).into_iter().flatten() {
            let Some(boundary) = self.all.get(index) else { continue };
            match surface(shapes, boundary, at) {
                Ok(found) => faces.extend(found),
                Err(fault) if fault.is_broken => return Err(fault),
                Err(_) => {}
            }
        }
        Ok(shapes.enclosed(&faces))
    }
}

/// The faces of a boundary, in metres of the project. They are given in the axes of the space.
pub(super) fn surface(shapes: &Shapes<'_>, boundary: &Boundary, at: &Transform) -> Read<Vec<Face>> {
    let Some(geometry) = boundary.geometry else { return Ok(Vec::new()) };
    let connection = shapes.model.entity(geometry)?;
    if !connection.is(&["IFCCONNECTIONSURFACEGEOMETRY"]) {
        return Err(connection.not_read());
    }
    shapes.faces(connection.reference(0)?, at)
}
