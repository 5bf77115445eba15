//! The levels of the buildings: which storey is which level, and which level a height is on.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::shape::Shapes;
use super::step::Read;
use super::storeys::{self, Storey};
use super::tree::{Sort, Tree};
use crate::survey::Survey;

/// How far below a storey's floor something may begin that stands on it, in metres.
const BELOW_FLOOR_METRES: f64 = 0.5;

/// The storeys by building; those outside of buildings have the key none.
pub(super) struct Levels {
    buildings: BTreeMap<Option<u32>, Vec<Storey>>,
    by_id: HashMap<u32, (Option<u32>, usize)>,
}

impl Levels {
    /// Numbers the storeys of all buildings; `used` are those on which something stands.
    pub(super) fn read(
        shapes: &Shapes<'_>,
        tree: &Tree,
        used: &HashSet<u32>,
        survey: &mut Survey,
    ) -> Read<Self> {
        let mut buildings: BTreeMap<_, Vec<Storey>> = BTreeMap::new();
        for element in tree.all(Sort::Storey) {
            let placed = shapes.placed(element.placement)?.origin[2];
            let given = element.elevation.map(|elevation| elevation * shapes.units.metres);
            let building = tree.nearest(element.id, Sort::Building).map(|building| building.id);
            let name = element.name.clone().or_else(|| element.long_name.clone());
            buildings.entry(building).or_default().push(Storey {
                id: element.id,
                name: name.unwrap_or_default(),
                elevation: given.unwrap_or(placed),
                z: placed,
                is_used: used.contains(&element.id),
                ordinal: None,
            });
        }
        for storeys in buildings.values_mut() {
            place(storeys);
            let ground = storeys::number(storeys);
            remark(storeys, ground, survey);
        }
        let by_id = buildings.iter().flat_map(|(building, storeys)| {
            storeys.iter().enumerate().map(|(index, storey)| (storey.id, (*building, index)))
        });
        let by_id = by_id.collect();
        Ok(Self { buildings, by_id })
    }

    /// The storey with this name in the file.
    pub(super) fn storey(&self, id: u32) -> Option<&Storey> {
        let (building, index) = self.by_id.get(&id)?;
        self.buildings.get(building)?.get(*index)
    }

    /// The building of a storey.
    pub(super) fn building(&self, storey: u32) -> Option<u32> {
        self.by_id.get(&storey)?.0
    }

    /// The storeys of a building, from below.
    pub(super) fn storeys(&self, building: Option<u32>) -> &[Storey] {
        self.buildings.get(&building).map_or(&[], Vec::as_slice)
    }

    /// The storey of a building on which something stands whose lowest point is at this height; of
    /// all buildings where that has none.
    pub(super) fn at_height(&self, building: Option<u32>, z: f64) -> Option<&Storey> {
        let own = self.buildings.get(&building).filter(|storeys| !storeys.is_empty());
        let storeys = own.or_else(|| self.buildings.values().next())?;
        let levels = || storeys.iter().filter(|storey| storey.ordinal.is_some());
        let below = levels().rfind(|storey| storey.z <= z + BELOW_FLOOR_METRES);
        below.or_else(|| levels().next())
    }

    /// The level that has a mark on the drawing: the one below it.
    pub(super) fn level_of(&self, storey: u32) -> Option<&Storey> {
        let found = self.storey(storey)?;
        match found.ordinal {
            Some(_) => Some(found),
            None => self.at_height(self.building(storey), found.z),
        }
    }

    /// What people call the levels, of each the first name.
    pub(super) fn labels(&self) -> Vec<(i16, String)> {
        let mut labels = BTreeMap::new();
        for storey in self.buildings.values().flatten() {
            if let (Some(ordinal), false) = (storey.ordinal, storey.name.is_empty()) {
                labels.entry(ordinal).or_insert_with(|| storey.name.clone());
            }
        }
        labels.into_iter().collect()
    }
}

/// Where a file places all storeys at one height but gives them elevations, these say how far apart
/// they are.
fn place(storeys: &mut [Storey]) {
    let is_one = |of: fn(&Storey) -> f64| {
        storeys.windows(2).all(|pair| (of(&pair[0]) - of(&pair[1])).abs() < 1e-3)
    };
    if is_one(|storey| storey.z) && !is_one(|storey| storey.elevation) {
        for storey in storeys {
            storey.z += storey.elevation;
        }
    }
}

fn remark(storeys: &[Storey], ground: Option<usize>, survey: &mut Survey) {
    let words = |storey: &Storey| {
        let ordinal = storey.ordinal?;
        Some(format!("{} is {ordinal} ({:.2} m)", quoted(&storey.name), storey.elevation))
    };
    let counted: Vec<_> = storeys.iter().filter_map(words).take(100).collect();
    if let Some(ground) = ground.and_then(|ground| storeys.get(ground)) {
        let text = format!(
            "IFC does not number levels; counted from {} as 0: {}",
            quoted(&ground.name),
            counted.join(", ")
        );
        survey.guess("levels", text);
    }
    for mark in storeys.iter().filter(|storey| storey.ordinal.is_none()) {
        let text = "holds nothing between storeys that do, and lies close to one: a mark, no level";
        survey.leave_out(format!("storey {} (#{})", quoted(&mark.name), mark.id), text);
    }
}

fn quoted(name: &str) -> String {
    format!("\"{name}\"")
}
