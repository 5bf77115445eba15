//! Shapes: from representations of solids, surfaces and curves to the ground that they cover.
//!
//! ```text
//! curve, profile ─▶ solid ─┐
//! surface (faces) ─────────┴▶ Ground: polygons seen from above, from the lowest to the highest point
//! ```

mod boolean;
mod curve;
mod ground;
mod profile;
mod solid;
mod spline;
mod surface;

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;

pub(super) use ground::{Ground, Unions, clean, lower_edge};

use super::limits::SHAPES_DEEP_MAX;
use super::step::{Entity, Fault, Model, Read};
use super::transform::{Placements, Point, Transform, scale};
use super::units::Units;

/// Corners in turn; the first is not repeated at the end.
pub(super) type Ring = Vec<Point>;
/// A flat piece: its outer ring, then its holes.
pub(super) type Face = Vec<Ring>;

/// The shapes of a file.
pub(super) struct Shapes<'m> {
    pub(super) model: &'m Model,
    pub(super) placements: Placements<'m>,
    pub(super) units: Units,
    deep: Cell<usize>,
    unions: Unions,
    /// The products of which a part could not be read and was passed over.
    partial: RefCell<BTreeSet<u32>>,
}

impl<'m> Shapes<'m> {
    pub(super) fn new(model: &'m Model, units: Units) -> Self {
        Self {
            model,
            placements: Placements::new(model),
            units,
            deep: Cell::new(0),
            unions: Unions::new(),
            partial: RefCell::default(),
        }
    }

    /// Where a product stands: its own axes in those of the project, in metres.
    pub(super) fn placed(&self, placement: Option<u32>) -> Read<Transform> {
        let by = self.units.metres;
        let placed = placement.map_or(Ok(Transform::IDENTITY), |id| self.placements.of(id))?;
        Ok(Transform {
            axes: placed.axes.map(|axis| scale(axis, by)),
            origin: scale(placed.origin, by),
        })
    }

    /// The instances of which a part was passed over.
    pub(super) fn partial(&self) -> Vec<u32> {
        self.partial.borrow().iter().copied().collect()
    }

    fn note_partial(&self, id: u32) {
        self.partial.borrow_mut().insert(id);
    }

    /// Goes into a shape of a shape: not too deep, so that a shape in itself comes to an end.
    fn deeper<T>(&self, id: u32, read: impl FnOnce() -> Read<T>) -> Read<T> {
        let deep = self.deep.get();
        if deep >= SHAPES_DEEP_MAX {
            let text = format!("a shape in itself, or in more than {SHAPES_DEEP_MAX} others");
            return Err(Fault::broken(id, text));
        }
        self.deep.set(deep + 1);
        let read = read();
        self.deep.set(deep);
        read
    }

    /// The ground of a product; none where its shape or placement is not read.
    pub(super) fn ground_of(&self, product: &Entity<'_>) -> Read<Option<Ground>> {
        let ground = self
            .placed(product.reference_if(5))
            .and_then(|at| self.ground(product.reference_if(6), &at, Wanted::Outline));
        match ground {
            Err(fault) if !fault.is_broken => Ok(None),
            ground => ground,
        }
    }

    /// Several grounds as one; none of none.
    pub(super) fn together(&self, grounds: Vec<Ground>) -> Option<Ground> {
        Ground::united(grounds, &self.unions)
    }

    /// What faces cover that lie, or enclose that stand.
    pub(super) fn enclosed(&self, faces: &[Face]) -> Option<Ground> {
        let lying = Ground::of_faces(faces, &self.unions);
        if lying.is_empty() { Ground::of_walls(faces, &self.unions) } else { Some(lying) }
    }

    /// The ground of a product's shape, by the best of its representations (`IfcProductDefinitionShape`)
    /// that `wanted` takes; none where it has none.
    pub(super) fn ground(
        &self,
        shape: Option<u32>,
        at: &Transform,
        wanted: Wanted,
    ) -> Read<Option<Ground>> {
        let Some(shape) = shape else { return Ok(None) };
        let mut representations = Vec::new();
        for id in self.model.entity(shape)?.references(2) {
            let entity = self.model.entity(id)?;
            let rank = rank(&entity.text(1).unwrap_or_default().to_lowercase());
            if rank.is_some_and(|rank| wanted.takes(rank)) {
                representations.push((rank, id));
            }
        }
        representations.sort_unstable();
        let mut first_fault = None;
        for (_, id) in representations {
            match self.representation(id, at) {
                Ok(ground) if ground.is_empty() => {
                    let fault = || Fault::unread(id, "covers no ground, or is too fine");
                    first_fault.get_or_insert_with(fault);
                }
                Ok(ground) => return Ok(Some(ground)),
                Err(fault) if fault.is_broken => return Err(fault),
                Err(fault) => drop(first_fault.get_or_insert(fault)),
            }
        }
        first_fault.map_or(Ok(None), Err)
    }

    /// The ground of all items of an `IfcRepresentation`.
    fn representation(&self, id: u32, at: &Transform) -> Read<Ground> {
        let items = self.model.entity(id)?.references(3);
        self.items(id, &items, at)
    }

    /// The ground of several items together; those that are not read are passed over where others are.
    fn items(&self, of: u32, items: &[u32], at: &Transform) -> Read<Ground> {
        let (mut grounds, mut curves, mut first_fault) = (Vec::new(), Vec::new(), None);
        for &item in items {
            match self.item(item, at, &mut curves) {
                Ok(ground) => grounds.extend(ground),
                Err(fault) if fault.is_broken => return Err(fault),
                Err(fault) => drop(first_fault.get_or_insert(fault)),
            }
        }
        grounds.extend(Ground::of_curves(curves, &self.unions));
        match first_fault {
            Some(fault) if grounds.is_empty() => Err(fault),
            fault => {
                if fault.is_some() {
                    self.note_partial(of);
                }
                Ground::united(grounds, &self.unions)
                    .ok_or_else(|| Fault::unread(of, "has no item that covers ground"))
            }
        }
    }
}

/// Which representations are looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    /// Those that give the outline.
    Outline,
    /// A box around, where there is nothing better.
    Box,
}

impl Wanted {
    fn takes(self, rank: u8) -> bool {
        (rank == BOX) == (self == Self::Box)
    }
}

/// The rank of a bounding box.
const BOX: u8 = 9;

/// How well a representation with this identifier tells the outline, the best first (IFC 4
/// §8.18.3.14, `RepresentationIdentifier`); none for those that tell other things.
fn rank(identifier: &str) -> Option<u8> {
    match identifier {
        "body" => Some(0),
        "facetation" | "body-fallback" | "tessellation" => Some(1),
        "footprint" | "plan" => Some(3),
        "box" => Some(BOX),
        "axis" | "annotation" | "cog" | "profile" | "clearance" | "lighting" | "reference" => None,
        _ => Some(2),
    }
}
