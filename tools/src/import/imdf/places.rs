//! The venue, its buildings, their levels, and the units and sections on them.

use std::collections::{BTreeMap, HashMap};

use libsns::geometry::{Degrees, Levels};
use libsns::name::civic::CivicAddress;
use libsns::record::PlaceClass;
use serde_json::Value;

use super::super::tally::Tally;
use super::super::{ImportError, Input, Options};
use super::address;
use super::archive::{Archive, Feature, Sort};
use super::kinds;
use super::labels;
use crate::survey::{Rings, Survey, SurveyPlace};

/// Lowest and highest level, as in a plan.
const LEVEL_MAX: i64 = 1000;

/// Most buildings that share a level or a footprint. The ground is given to each of them, so a hostile
/// file must not name thousands.
const BUILDINGS_MAX: usize = 16;

/// The places of the survey by the identities of the archive, with their levels.
#[derive(Default)]
pub(super) struct Taken {
    pub(super) places: HashMap<String, Option<Levels>>,
}

impl Taken {
    pub(super) fn has(&self, id: &str) -> bool {
        self.places.contains_key(id)
    }

    pub(super) fn levels(&self, id: &str) -> Option<Levels> {
        self.places.get(id).copied().flatten()
    }
}

/// Writes the places.
///
/// # Errors
/// When the building asked for is not there.
pub(super) fn survey(
    archive: &Archive,
    options: &Options,
    input: &Input<'_>,
    survey: &mut Survey,
    tally: &mut Tally,
) -> Result<Taken, ImportError> {
    let asked = options.building.as_deref().map(|asked| building(archive, asked, input));
    let asked = asked.transpose()?;
    if let Some(venue) = archive.all(Sort::Venue).first() {
        survey.title = archive.names(venue).into_iter().next().unwrap_or_default();
    }
    let mut taken = Taken::default();
    let address = CivicAddress::new();
    let mut writer = Writer { archive, survey, tally, taken: &mut taken, address };
    writer.buildings(asked);
    writer.levels(asked);
    writer.units();
    writer.sections();
    Ok(taken)
}

/// The building that these words name, by name or identity.
fn building<'a>(
    archive: &'a Archive,
    asked: &str,
    input: &Input<'_>,
) -> Result<&'a Feature, ImportError> {
    let all = archive.all(Sort::Building);
    let asked = asked.trim();
    let is_it = |building: &&Feature| {
        let mut names = archive.names(building).into_iter();
        building.id == asked
            || building.source() == asked
            || names.any(|name| name.to_lowercase() == asked.to_lowercase())
    };
    all.iter().find(is_it).ok_or_else(|| {
        let words = |building: &Feature| archive.names(building).into_iter().next();
        let known: Vec<String> =
            all.iter().take(12).map(|own| words(own).unwrap_or_else(|| own.id.clone())).collect();
        let text = format!("there is no building {asked:?}; expected one of {}", known.join(", "));
        ImportError { file: input.name.clone(), spot: "building.geojson".into(), text }
    })
}

/// What is written to, while places are written.
struct Writer<'w, 'a> {
    archive: &'a Archive,
    survey: &'w mut Survey,
    tally: &'w mut Tally,
    taken: &'w mut Taken,
    /// Of the first building, which stands for that of what is around a unit.
    address: CivicAddress,
}

impl<'a> Writer<'_, 'a> {
    fn push(&mut self, id: &str, place: SurveyPlace) {
        self.taken.places.insert(id.to_owned(), place.levels);
        self.survey.places.push(place);
    }

    fn buildings(&mut self, asked: Option<&'a Feature>) {
        let venue = self.archive.all(Sort::Venue).first();
        let of_venue = venue.map(|venue| self.civic(venue)).unwrap_or_default();
        let levels = by_building(self.archive.all(Sort::Level));
        let prints = by_building(self.archive.all(Sort::Footprint));
        let of = |all: &HashMap<&str, Vec<&'a Feature>>, building: &Feature| {
            all.get(building.id.as_str()).cloned().unwrap_or_default()
        };
        for building in self.archive.all(Sort::Building) {
            if asked.is_some_and(|asked| asked.id != building.id) {
                continue;
            }
            let civic = self.civic(building);
            let place = SurveyPlace {
                class: PlaceClass::Building,
                kind: kinds::word(building.category()),
                levels: span(&of(&levels, building)),
                shape: footprint(&of(&prints, building)),
                civic: if civic.is_empty() { of_venue.clone() } else { civic },
                ..self.place(building, None)
            };
            if self.address.is_empty() {
                self.address = place.civic.clone();
            }
            self.push(&building.id, place);
        }
    }

    /// What is known of every place.
    fn place(&self, feature: &Feature, inside: Option<String>) -> SurveyPlace {
        SurveyPlace {
            source: feature.source(),
            inside,
            names: self.archive.names(feature),
            class: PlaceClass::Other,
            kind: String::new(),
            levels: None,
            shape: feature.geometry.polygons.clone(),
            position: display_point(feature),
            altitude: None,
            height: None,
            civic: CivicAddress::new(),
            spot: feature.spot(),
        }
    }

    /// The address that a feature refers to.
    fn civic(&mut self, feature: &Feature) -> CivicAddress {
        let Some(id) = feature.text("address_id") else { return CivicAddress::new() };
        match self.archive.get(id).filter(|found| found.sort == Sort::Address) {
            Some(found) => address::civic(found, self.tally),
            None => {
                self.tally.leave_out(feature.spot(), format!("its address {id} is not there"));
                CivicAddress::new()
            }
        }
    }

    fn levels(&mut self, asked: Option<&'a Feature>) {
        let mut labels: BTreeMap<i16, String> = BTreeMap::new();
        for level in self.archive.all(Sort::Level) {
            let mut buildings = level.texts("building_ids");
            if asked.is_some_and(|asked| buildings.all(|id| id != asked.id)) {
                continue;
            }
            let Some(ordinal) = ordinal(level) else {
                let said = level.properties.get("ordinal").unwrap_or(&Value::Null);
                let reason = format!("its ordinal is {}; expected -1000 to 1000", short(said));
                self.tally.leave_out(level.spot(), reason);
                continue;
            };
            self.remark_shape(level);
            let inside = self.building_of(level, asked);
            let mut label = Vec::new();
            labels::add(&mut label, level.properties.get("short_name"), &self.archive.languages);
            let place = SurveyPlace {
                class: PlaceClass::Level,
                kind: kinds::word(level.category()),
                levels: Some(Levels::single(ordinal)),
                civic: self.civic(level),
                ..self.place(level, inside)
            };
            if let Some(label) = label.into_iter().next().or_else(|| place.names.first().cloned()) {
                labels.entry(ordinal).or_insert(label);
            }
            self.push(&level.id, place);
        }
        self.survey.level_labels = labels.into_iter().collect();
    }

    /// What holds a level: its first building that is taken; none outdoors.
    fn building_of(&mut self, level: &Feature, asked: Option<&Feature>) -> Option<String> {
        let ids: Vec<&str> = level.texts("building_ids").collect();
        if ids.len() > 1 && asked.is_none() {
            self.tally.guess(level.spot(), "it is in several buildings; the first is taken");
        }
        let known = ids.iter().find(|id| self.taken.has(id));
        if known.is_none() && !ids.is_empty() {
            let reason = format!("its building {} is not there; it is put into the venue", ids[0]);
            self.tally.guess(level.spot(), reason);
        }
        known.map(|id| format!("imdf:{id}"))
    }

    /// Remarks on what should have ground and has none.
    fn remark_shape(&mut self, feature: &Feature) {
        if feature.geometry.polygons.is_empty() {
            self.tally.guess(feature.spot(), "it has no polygon; it is a place without a shape");
        }
    }

    /// The level that a feature is on, where that is taken. What it refers to and is not in the
    /// archive is told.
    fn level(&mut self, feature: &Feature) -> Option<(String, Option<Levels>)> {
        let id = feature.text("level_id").unwrap_or_default();
        match self.taken.places.get(id) {
            Some(levels) => Some((format!("imdf:{id}"), *levels)),
            None => {
                if self.archive.get(id).is_none_or(|found| found.sort != Sort::Level) {
                    let reason = format!("its level {id:?} is not there");
                    self.tally.leave_out(feature.spot(), reason);
                }
                None
            }
        }
    }

    fn units(&mut self) {
        let occupants = self.occupants();
        for unit in self.archive.all(Sort::Unit) {
            let Some((level, levels)) = self.level(unit) else { continue };
            let Some((class, kind)) = kinds::of_unit(unit.category()) else {
                self.tally
                    .leave_out(unit.spot(), format!("it is no place but {}", unit.category()));
                continue;
            };
            self.remark_shape(unit);
            if unit.text("restriction").is_some() {
                self.tally.leave_out(unit.spot(), "who may enter is not part of a plan");
            }
            let mut place = SurveyPlace { class, kind, levels, ..self.place(unit, Some(level)) };
            if let Some(here) = occupants.get(unit.id.as_str()) {
                self.occupy(&mut place, here);
            }
            self.push(&unit.id, place);
        }
    }

    /// The occupants of each unit, with the anchors that put them there.
    fn occupants(&mut self) -> HashMap<&'a str, Vec<(&'a Feature, &'a Feature)>> {
        let kiosks: Vec<&str> = self
            .archive
            .all(Sort::Kiosk)
            .iter()
            .filter_map(|kiosk| kiosk.text("anchor_id"))
            .collect();
        let kiosks: std::collections::HashSet<&str> = kiosks.into_iter().collect();
        let mut units: HashMap<&str, Vec<_>> = HashMap::new();
        for occupant in self.archive.all(Sort::Occupant) {
            match self.archive.referred(occupant, "anchor_id", Sort::Anchor) {
                // What stands in a kiosk has the kiosk's name and not that of the hall around it.
                Some(anchor) if kiosks.contains(anchor.id.as_str()) => {}
                Some(anchor) => match self.archive.referred(anchor, "unit_id", Sort::Unit) {
                    Some(unit) => units.entry(&unit.id).or_default().push((occupant, anchor)),
                    None => self.tally.leave_out(anchor.spot(), "its unit is not there"),
                },
                None => self.tally.leave_out(occupant.spot(), "its anchor is not there"),
            }
        }
        units
    }

    /// A unit with one occupant is called by it, and then by its own name or number.
    fn occupy(&mut self, place: &mut SurveyPlace, here: &[(&Feature, &Feature)]) {
        let [(occupant, anchor)] = here else {
            for (occupant, _) in here {
                self.tally.leave_out(occupant.spot(), "it shares its unit with others");
            }
            return;
        };
        let mut names = self.archive.names(occupant);
        place.names.drain(..).for_each(|name| labels::push(&mut names, &name));
        place.names = names;
        if kinds::is_plain(&place.kind) && place.class == PlaceClass::Room {
            place.kind = kinds::word(occupant.category());
        }
        place.civic = address::beyond(&self.civic(anchor), &self.address);
    }

    /// Parts of a level without walls that have a name: seats, concessions.
    fn sections(&mut self) {
        for section in self.archive.all(Sort::Section) {
            let Some((level, levels)) = self.level(section) else { continue };
            if self.archive.names(section).is_empty() {
                self.tally.leave_out(section.spot(), "it is a section without a name");
                continue;
            }
            self.remark_shape(section);
            let place = SurveyPlace {
                class: PlaceClass::Area,
                kind: kinds::word(section.category()),
                levels,
                civic: self.civic(section),
                ..self.place(section, Some(level))
            };
            self.push(&section.id, place);
        }
    }
}

/// Features by the buildings that they name.
fn by_building(features: &[Feature]) -> HashMap<&str, Vec<&Feature>> {
    let mut buildings: HashMap<&str, Vec<&Feature>> = HashMap::new();
    for feature in features {
        for id in feature.texts("building_ids").take(BUILDINGS_MAX) {
            buildings.entry(id).or_default().push(feature);
        }
    }
    buildings
}

/// From the lowest to the highest of levels.
fn span(levels: &[&Feature]) -> Option<Levels> {
    let ordinals: Vec<i16> = levels.iter().copied().filter_map(ordinal).collect();
    Levels::new(*ordinals.iter().min()?, *ordinals.iter().max()?).ok()
}

/// The ground of a building: its footprints on the ground, else all of them.
fn footprint(prints: &[&Feature]) -> Rings {
    let has_ground = prints.iter().any(|print| print.category() == "ground");
    let kept = prints.iter().filter(|print| !has_ground || print.category() == "ground");
    kept.flat_map(|print| print.geometry.polygons.clone()).collect()
}

/// The ordinal of a level: 0 is the ground floor, as in a plan (IMDF 1.0.0, Level).
fn ordinal(level: &Feature) -> Option<i16> {
    let ordinal = level.properties.get("ordinal")?;
    let whole = ordinal.as_f64().filter(|number| number.fract() == 0.0);
    let ordinal = ordinal.as_i64().or_else(|| whole.map(|number| number as i64))?;
    i16::try_from(ordinal).ok().filter(|_| ordinal.abs() <= LEVEL_MAX)
}

/// A value for a message.
fn short(value: &Value) -> String {
    value.to_string().chars().take(40).collect()
}

/// The curated point of a feature (IMDF 1.0.0, Reference, DISPLAY-POINT), longitude first.
pub(super) fn display_point(feature: &Feature) -> Option<Degrees> {
    let coordinates = feature.properties.get("display_point")?.get("coordinates")?;
    let axis = |index: usize| coordinates.get(index).and_then(Value::as_f64);
    let (latitude, longitude) = axis(1).zip(axis(0))?;
    (latitude.abs() <= 90.0 && longitude.abs() <= 180.0).then_some([latitude, longitude])
}
