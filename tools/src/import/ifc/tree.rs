//! The spatial tree: what stands in what (`IfcRelAggregates`, `IfcRelContainedInSpatialStructure`).

use std::collections::{HashMap, HashSet};

use super::limits::TREE_DEEP_MAX;
use super::step::{Entity, Fault, Model, Read};

/// Relations from a whole to its parts: (kind, attribute of the whole, attribute of the parts).
const WHOLES: [(&str, usize, usize); 4] = [
    ("IFCRELAGGREGATES", 4, 5),
    ("IFCRELNESTS", 4, 5),
    ("IFCRELVOIDSELEMENT", 4, 5),
    ("IFCRELFILLSELEMENT", 4, 5),
];

/// Kinds of spatial elements, and what they are here. IFC 4.3 calls what stands on a site a facility.
const SORTS: [(&str, Sort); 9] = [
    ("IFCSITE", Sort::Site),
    ("IFCBUILDING", Sort::Building),
    ("IFCFACILITY", Sort::Building),
    ("IFCMARINEFACILITY", Sort::Building),
    ("IFCBRIDGE", Sort::Building),
    ("IFCRAILWAY", Sort::Building),
    ("IFCROAD", Sort::Building),
    ("IFCBUILDINGSTOREY", Sort::Storey),
    ("IFCSPACE", Sort::Space),
];

/// What a spatial element is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    Site,
    Building,
    Storey,
    Space,
}

/// A spatial element.
pub(super) struct Element {
    pub(super) id: u32,
    pub(super) sort: Sort,
    /// `ifc:<GlobalId>`.
    pub(super) source: String,
    pub(super) name: Option<String>,
    pub(super) long_name: Option<String>,
    pub(super) object_type: Option<String>,
    pub(super) placement: Option<u32>,
    pub(super) shape: Option<u32>,
    /// The site's, building's or storey's own attribute 10: latitude, elevation and so on are read
    /// where they are wanted.
    pub(super) elevation: Option<f64>,
    /// The predefined type of a space (`PARKING`, `GFA`, …).
    pub(super) word: Option<String>,
}

/// What stands in what.
pub(super) struct Tree {
    /// The wholes of parts, and the spatial elements that hold things.
    holders: HashMap<u32, u32>,
    /// The spatial elements, in the order of the file.
    pub(super) elements: Vec<Element>,
    by_id: HashMap<u32, usize>,
}

impl Tree {
    pub(super) fn read(model: &Model) -> Read<Self> {
        let mut tree =
            Self { holders: HashMap::new(), elements: Vec::new(), by_id: HashMap::new() };
        // Where a thing is contained says more of where it is than what it is a part of; what is said
        // last stays.
        for (kind, whole, parts) in WHOLES {
            tree.hold(model, kind, whole, parts)?;
        }
        tree.hold(model, "IFCRELCONTAINEDINSPATIALSTRUCTURE", 5, 4)?;
        let mut taken = HashSet::new();
        for (kind, sort) in SORTS {
            for &id in model.all(kind) {
                let mut element = element(&model.entity(id)?, sort);
                element.source = unique(element.source, id, &mut taken);
                tree.by_id.insert(id, tree.elements.len());
                tree.elements.push(element);
            }
        }
        Ok(tree)
    }

    fn hold(&mut self, model: &Model, kind: &str, whole: usize, parts: usize) -> Read<()> {
        for &id in model.all(kind) {
            let relation = model.entity(id)?;
            let Some(whole) = relation.reference_if(whole) else { continue };
            let listed = relation.references(parts);
            let parts = listed.into_iter().chain(relation.reference_if(parts));
            self.holders.extend(parts.map(|part| (part, whole)));
        }
        Ok(())
    }

    /// The spatial element with this name in the file.
    pub(super) fn element(&self, id: u32) -> Option<&Element> {
        self.by_id.get(&id).and_then(|&index| self.elements.get(index))
    }

    /// The elements of a sort, in the order of the file.
    pub(super) fn all(&self, sort: Sort) -> impl Iterator<Item = &Element> {
        self.elements.iter().filter(move |element| element.sort == sort)
    }

    /// What holds a thing, directly.
    pub(super) fn holder(&self, id: u32) -> Option<u32> {
        self.holders.get(&id).copied()
    }

    /// The nearest spatial element that holds a thing.
    pub(super) fn above(&self, id: u32) -> Option<&Element> {
        self.way_up(id).find_map(|id| self.element(id))
    }

    /// The nearest element of a sort that holds a thing.
    pub(super) fn nearest(&self, id: u32, sort: Sort) -> Option<&Element> {
        self.way_up(id).filter_map(|id| self.element(id)).find(|element| element.sort == sort)
    }

    /// What holds a thing, what holds that, and so on.
    fn way_up(&self, id: u32) -> impl Iterator<Item = u32> {
        std::iter::successors(self.holder(id), |&id| self.holder(id)).take(TREE_DEEP_MAX)
    }

    /// Refuses elements that hold themselves.
    pub(super) fn check(&self) -> Read<()> {
        let endless = self
            .elements
            .iter()
            .find(|element| self.way_up(element.id).nth(TREE_DEEP_MAX - 1).is_some());
        endless.map_or(Ok(()), |element| {
            let text = format!("stands in itself, or in more than {TREE_DEEP_MAX} others");
            Err(Fault::broken(element.id, text))
        })
    }
}

/// The identity of an instance: by its `GlobalId`, or by its name in the file where it has none.
pub(super) fn source(entity: &Entity<'_>) -> String {
    match entity.text(0) {
        Some(id) => format!("ifc:{id}"),
        None => format!("ifc:#{}", entity.id),
    }
}

/// An identity that no other has; where it is taken, with the instance's name in the file.
pub(super) fn unique(source: String, id: u32, taken: &mut HashSet<String>) -> String {
    if taken.insert(source.clone()) {
        return source;
    }
    let source = format!("{source}#{id}");
    taken.insert(source.clone());
    source
}

fn element(entity: &Entity<'_>, sort: Sort) -> Element {
    Element {
        id: entity.id,
        sort,
        source: source(entity),
        name: entity.text(2),
        long_name: entity.text(7),
        object_type: entity.text(4),
        placement: entity.reference_if(5),
        shape: entity.reference_if(6),
        elevation: entity.number_if(9),
        word: entity.word(9).map(str::to_owned),
    }
}
