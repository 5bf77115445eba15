//! A level's features (WRLD Indoor Map Format 1.0.0, "Level GeoJSONs").

use std::collections::{BTreeMap, BTreeSet};

use libsns::record::PlaceClass;

use super::ground::{Ground, Metres, is_tractable};
use crate::import::features::{self, Feature};
use crate::import::{ImportError, InputFile};
use crate::survey::Survey;

/// Features of a level at most; a whole shopping centre has some thousand.
const FEATURES_MAX: usize = 20_000;

/// What a feature is to an import.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    /// A place, of this class and kind.
    Place(PlaceClass, &'static str),
    /// A stair, lift or escalator, of this class and kind.
    Shaft(PlaceClass, &'static str),
    /// A door.
    Door,
    /// What nobody walks through: a wall, a window, a closed or open shaft.
    Barrier,
    /// The floor as a whole.
    Outline,
    /// A name on the floor, without walls of its own.
    Label,
}

/// The sort of each feature type ("Feature Types"). `highlight` and `placeholder` are furniture to a
/// map and nothing to a plan.
fn sort(kind: &str) -> Option<Sort> {
    Some(match kind {
        "room" => Sort::Place(PlaceClass::Room, "room"),
        "bathroom" => Sort::Place(PlaceClass::Room, "bathroom"),
        "unit" => Sort::Place(PlaceClass::Room, "unit"),
        "hallway" => Sort::Place(PlaceClass::Corridor, "hallway"),
        "garden" => Sort::Place(PlaceClass::Area, "garden"),
        "stairs" => Sort::Shaft(PlaceClass::Stair, "stair"),
        "escalator" => Sort::Shaft(PlaceClass::Stair, "escalator"),
        "elevator" => Sort::Shaft(PlaceClass::Lift, "lift"),
        "door" => Sort::Door,
        "wall" | "window" | "inaccessible_space" | "floor_opening" => Sort::Barrier,
        "building_outline" => Sort::Outline,
        "no_geometry" => Sort::Label,
        _ => return None,
    })
}

/// A feature, or a room that was found between walls.
#[derive(Clone, Debug)]
pub(super) struct Item {
    /// Its identity in the survey.
    pub(super) source: String,
    pub(super) names: Vec<String>,
    pub(super) sort: Sort,
    /// The word of the format for it; empty for what was computed.
    pub(super) kind: String,
    pub(super) ground: Ground,
    pub(super) spot: String,
}

impl Item {
    /// Whether it is no feature, but a room that was found.
    pub(super) fn is_computed(&self) -> bool {
        self.kind.is_empty()
    }

    /// Whether it is a place that a door can lead to.
    pub(super) fn is_walled(&self) -> bool {
        matches!(self.sort, Sort::Place(class, _) if class != PlaceClass::Area)
    }
}

/// Reads features of all levels, so that identities are unique in the building.
pub(super) struct Reader {
    pub(super) metres: Metres,
    taken: BTreeSet<String>,
    /// Features that are not taken, by their type.
    left_out: BTreeMap<String, usize>,
}

impl Reader {
    pub(super) fn new(metres: Metres) -> Self {
        Self { metres, taken: BTreeSet::new(), left_out: BTreeMap::new() }
    }

    /// The features of a level's file, in their order.
    pub(super) fn level(
        &mut self,
        file: &InputFile<'_>,
        level: &str,
        survey: &mut Survey,
    ) -> Result<Vec<Item>, ImportError> {
        let mut items = Vec::new();
        let members = features::read(file, |feature| {
            if feature.number >= FEATURES_MAX {
                let text = format!("is one too many; expected at most {FEATURES_MAX}");
                return Err(file.error(feature.spot(), text));
            }
            items.extend(self.item(file, level, &feature, survey));
            Ok(())
        })?;
        match members.features {
            Some(_) if !is_tractable(items.iter().map(|item: &Item| &item.ground)) => Err(file
                .error("", "has edges that cross each other millions of times; expected a floor")),
            Some(_) => Ok(items),
            None => Err(file.error("", "has no features; expected a GeoJSON FeatureCollection")),
        }
    }

    fn item(
        &mut self,
        file: &InputFile<'_>,
        level: &str,
        feature: &Feature,
        survey: &mut Survey,
    ) -> Option<Item> {
        let spot = format!("{}: {}", file.path, feature.spot());
        let kind = feature.text("type").unwrap_or_default();
        let Some(sort) = sort(&kind) else {
            *self.left_out.entry(kind).or_default() += 1;
            return None;
        };
        let ground = match &feature.geometry {
            Err(wrong) => Err(wrong.clone()),
            Ok(geometry) if geometry.polygons.is_empty() => Err("has no polygon".into()),
            Ok(geometry) => self.metres.ground(&geometry.polygons).ok_or_else(|| {
                String::from("is more than 10 km away from the building's location")
            }),
        };
        match ground {
            Ok(ground) => {
                let source = self.source(level, feature);
                Some(Item { source, names: names(feature), sort, kind, ground, spot })
            }
            Err(wrong) => {
                survey.leave_out(spot, wrong);
                None
            }
        }
    }

    /// Identities are unique across levels in the format; where they are not, they get the level's.
    fn source(&mut self, level: &str, feature: &Feature) -> String {
        let number = || format!("{level}/{}", feature.number);
        let plain = feature.id.clone().unwrap_or_else(number);
        let candidates = [plain.clone(), format!("{level}/{plain}"), number()];
        let free = candidates.into_iter().find(|id| !self.taken.contains(id));
        let id = free.unwrap_or_else(|| format!("{level}/feature/{}", feature.number));
        self.taken.insert(id.clone());
        format!("wrld:{id}")
    }

    /// A free identity that begins so, for what was computed.
    pub(super) fn free(&mut self, id: &str) -> String {
        let numbered = (2_usize..).map(|number| format!("{id}-{number}"));
        let free = std::iter::once(id.to_owned()).chain(numbered);
        let id = free.into_iter().find(|id| self.taken.insert(id.clone())).unwrap_or_default();
        format!("wrld:{id}")
    }

    /// Says what was not taken, once for each type.
    pub(super) fn remark(&self, survey: &mut Survey) {
        for (kind, count) in &self.left_out {
            survey.leave_out(format!("{count} features"), format!("the type {kind:?} is no place"));
        }
    }
}

/// The name and the number of a room.
fn names(feature: &Feature) -> Vec<String> {
    let mut names: Vec<String> = ["name", "roomnumber", "room_number", "ref"]
        .iter()
        .filter_map(|property| feature.text(property))
        .collect();
    names.dedup();
    names
}
