//! Hanging things into each other: rooms on levels, levels in buildings, devices in rooms. For sources
//! that say of each thing on its own what holds it and on which level it is.

use std::collections::{BTreeMap, BTreeSet};

use libsns::geometry::Levels;
use libsns::name::civic::CivicAddress;
use libsns::record::PlaceClass;

use super::within;
use super::words::LevelWord;
use crate::survey::{Survey, SurveyDevice, SurveyExit, SurveyPlace};

/// Places within places at most; deeper ones go round in circles.
const DEPTH_MAX: usize = 64;

/// A survey in the making.
pub(super) struct Hanging {
    /// Its places have no parents yet, except where [`Self::finish`] is to leave them alone.
    pub(super) survey: Survey,
    /// What identities begin with, such as `csv`.
    scheme: &'static str,
    /// The building around all that names none.
    building: Option<String>,
    /// The owner's words for levels.
    labels: BTreeMap<LevelWord, String>,
    taken: BTreeSet<String>,
    /// How often an identity came again.
    repeated: BTreeMap<String, usize>,
    /// By the owner's identity: what a parent may be called.
    known: BTreeMap<String, String>,
    parents: Vec<(Thing, Parent)>,
    on_levels: Vec<(Thing, LevelSpan)>,
}

/// The lowest and the highest level of a thing.
pub(super) type LevelSpan = (LevelWord, LevelWord);

/// A place, device or exit by its index.
#[derive(Clone, Copy)]
enum Thing {
    Place(usize),
    Device(usize),
    Exit(usize),
}

/// What the owner says that something is in, by identity or name.
#[derive(Clone, Debug)]
pub(super) enum Parent {
    /// Something that the source has.
    Known(String),
    /// A building, which is made where the source has none of that name.
    Building(String),
}

/// What the owner says of a thing's whereabouts.
#[derive(Clone, Debug, Default)]
pub(super) struct Whereabouts {
    pub(super) parent: Option<Parent>,
    pub(super) levels: Option<LevelSpan>,
}

/// Levels as they are written: one, or the lowest and the highest of several (`0~3`, `0;1;2`).
pub(super) fn level_span(
    text: &str,
    level: impl Fn(&str) -> Option<LevelWord>,
) -> Option<LevelSpan> {
    if let Some(level) = level(text) {
        return Some((level, level));
    }
    let parts: Option<Vec<LevelWord>> = text.split(['~', ';']).map(level).collect();
    let parts = parts?;
    let lowest = parts.iter().min_by_key(|word| word.number())?;
    let highest = parts.iter().max_by_key(|word| word.number())?;
    Some((*lowest, *highest))
}

impl Hanging {
    pub(super) fn new(scheme: &'static str, survey: Survey) -> Self {
        Self {
            survey,
            scheme,
            building: None,
            labels: BTreeMap::new(),
            taken: BTreeSet::new(),
            repeated: BTreeMap::new(),
            known: BTreeMap::new(),
            parents: Vec::new(),
            on_levels: Vec::new(),
        }
    }

    /// One building around everything that names none itself.
    pub(super) fn set_building(&mut self, name: &str) {
        let source = self.source("building", "");
        self.building = Some(source.clone());
        let names = vec![name.to_owned()];
        self.survey.places.push(blank(source, names, PlaceClass::Building, "building"));
    }

    /// What people call a level; the first word for each counts.
    pub(super) fn label(&mut self, word: &str, level: LevelWord) {
        if word.parse::<f64>().is_err() {
            self.labels.entry(level).or_insert_with(|| word.to_owned());
        }
    }

    /// The identity of a thing in the survey. Where the owner's is taken, that of the file goes before.
    pub(super) fn source(&mut self, id: &str, file: &str) -> String {
        let source = format!("{}:{id}", self.scheme);
        if self.taken.insert(source.clone()) {
            self.known.insert(id.to_owned(), source.clone());
            return source;
        }
        let plain = format!("{}:{file}/{id}", self.scheme);
        let count = self.repeated.entry(plain.clone()).or_default();
        loop {
            *count += 1;
            let source = match *count {
                1 => plain.clone(),
                number => format!("{plain}-{number}"),
            };
            if self.taken.insert(source.clone()) {
                return source;
            }
        }
    }

    pub(super) fn place(&mut self, place: SurveyPlace, at: Whereabouts) {
        self.note(Thing::Place(self.survey.places.len()), at);
        self.survey.places.push(place);
    }

    pub(super) fn device(&mut self, device: SurveyDevice, at: Whereabouts) {
        self.note(Thing::Device(self.survey.devices.len()), at);
        self.survey.devices.push(device);
    }

    pub(super) fn exit(&mut self, exit: SurveyExit, at: Whereabouts) {
        self.note(Thing::Exit(self.survey.exits.len()), at);
        self.survey.exits.push(exit);
    }

    fn note(&mut self, thing: Thing, at: Whereabouts) {
        self.parents.extend(at.parent.map(|parent| (thing, parent)));
        self.on_levels.extend(at.levels.map(|levels| (thing, levels)));
    }

    /// The survey, with everything in what holds it.
    pub(super) fn finish(mut self) -> Survey {
        self.hang_in_parents();
        self.break_circles();
        let building = self.building.clone().or_else(|| self.only_building());
        let levels = self.ordinals();
        self.hang_on_levels(building.as_ref(), &levels);
        let of_devices: BTreeMap<usize, i16> = levels
            .iter()
            .filter_map(|(thing, levels)| match thing {
                Thing::Device(at) => Some((*at, levels.lowest())),
                _ => None,
            })
            .collect();
        within::attach(&mut self.survey, |device| of_devices.get(&device).copied());
        self.label_levels();
        self.survey
    }

    /// The building that holds what says nothing of one.
    fn only_building(&self) -> Option<String> {
        let mut buildings = self.survey.places.iter().filter(|p| p.class == PlaceClass::Building);
        match (buildings.next(), buildings.next()) {
            (Some(building), None) => Some(building.source.clone()),
            _ => None,
        }
    }

    /// Puts each thing into what it says that it is in.
    fn hang_in_parents(&mut self) {
        let mut by_name = self.names();
        let mut missing = Vec::new();
        for (thing, parent) in std::mem::take(&mut self.parents) {
            let (Parent::Known(word) | Parent::Building(word)) = &parent;
            let known = self.known.get(word).cloned();
            let found = known.or_else(|| by_name.get(word).cloned().flatten());
            let found = match (found, &parent) {
                (None, Parent::Building(name)) => {
                    let source = self.source(&format!("building/{name}"), "");
                    let names = vec![name.clone()];
                    let building = blank(source.clone(), names, PlaceClass::Building, "building");
                    self.survey.places.push(building);
                    by_name.insert(name.clone(), Some(source.clone()));
                    Some(source)
                }
                (found, _) => found,
            };
            match (found, self.inside_mut(thing)) {
                (Some(found), Some((own, inside))) if found != own => *inside = Some(found),
                (_, Some(_)) => missing.push(word.clone()),
                (_, None) => {}
            }
        }
        if let Some(first) = missing.first() {
            let text = format!("are in something that is not there, or is there twice: {first:?}");
            self.survey.leave_out(format!("{} places and devices", missing.len()), text);
        }
    }

    /// Names and what has them; none where it is more than one.
    fn names(&self) -> BTreeMap<String, Option<String>> {
        let mut by_name = BTreeMap::new();
        for place in &self.survey.places {
            for name in &place.names {
                let named = by_name.entry(name.clone());
                named
                    .and_modify(|known| *known = None)
                    .or_insert_with(|| Some(place.source.clone()));
            }
        }
        by_name
    }

    /// A thing's identity, and where it says what it is in.
    fn inside_mut(&mut self, thing: Thing) -> Option<(String, &mut Option<String>)> {
        match thing {
            Thing::Place(at) => {
                let place = self.survey.places.get_mut(at)?;
                Some((place.source.clone(), &mut place.inside))
            }
            Thing::Device(at) => {
                let device = self.survey.devices.get_mut(at)?;
                Some((device.source.clone(), &mut device.inside))
            }
            Thing::Exit(_) => None,
        }
    }

    /// What is in itself, by way of others, is in nothing.
    fn break_circles(&mut self) {
        let up: BTreeMap<&str, &str> = self
            .survey
            .places
            .iter()
            .filter_map(|place| Some((place.source.as_str(), place.inside.as_deref()?)))
            .collect();
        let is_deep = |place: &SurveyPlace| {
            let above = std::iter::successors(place.inside.as_deref(), |at| up.get(at).copied());
            above.take(DEPTH_MAX + 1).count() > DEPTH_MAX
        };
        let deep: Vec<bool> = self.survey.places.iter().map(is_deep).collect();
        let count = deep.iter().filter(|is_deep| **is_deep).count();
        for (place, is_deep) in self.survey.places.iter_mut().zip(deep) {
            if is_deep {
                place.inside = None;
            }
        }
        if count > 0 {
            let text = "what holds them is in themselves: they stand in the site";
            self.survey.leave_out(format!("the parents of {count} places"), text);
        }
    }

    /// The levels of each thing. Words such as `F1` count from 1, unless there is one that counts from 0.
    fn ordinals(&mut self) -> Vec<(Thing, Levels)> {
        let on_levels = std::mem::take(&mut self.on_levels);
        let words = on_levels.iter().flat_map(|(_, (lowest, highest))| [lowest, highest]);
        let storeys = words.filter_map(|word| match word {
            LevelWord::Storey(number) => Some(*number),
            LevelWord::Ordinal(_) => None,
        });
        let lowest = storeys.min();
        let ground = lowest.map_or(0, |lowest| lowest.clamp(0, 1));
        if lowest.is_some() {
            let text =
                format!("the storey of number {ground} (F{ground}, L{ground}) is the ground level");
            self.survey.guess("levels", text);
        }
        let labels = std::mem::take(&mut self.labels).into_iter();
        self.labels =
            labels.map(|(level, word)| (LevelWord::Ordinal(level.ordinal(ground)), word)).collect();
        let levels = |(lowest, highest): LevelSpan| {
            let (lowest, highest) = (lowest.ordinal(ground), highest.ordinal(ground));
            Levels::new(lowest, highest).unwrap_or_else(|_| Levels::single(lowest))
        };
        on_levels.into_iter().map(|(thing, span)| (thing, levels(span))).collect()
    }

    /// Puts things on their levels, and levels into buildings.
    fn hang_on_levels(&mut self, building: Option<&String>, levels: &[(Thing, Levels)]) {
        let of_building = self.survey.places.iter().filter(|p| p.class == PlaceClass::Building);
        let buildings: BTreeSet<String> = of_building.map(|place| place.source.clone()).collect();
        let mut floors = Floors { building: building.cloned(), buildings, made: BTreeMap::new() };
        let is_level = |place: &SurveyPlace| place.class == PlaceClass::Level;
        // Levels that the source has come first, so that none is made where there is one.
        for wants_level in [true, false] {
            for (thing, levels) in levels {
                match thing {
                    Thing::Place(at) => {
                        let Some(place) = self.survey.places.get_mut(*at) else { continue };
                        place.levels = Some(*levels);
                        match (is_level(place), wants_level) {
                            (true, true) => self.own_level(*at, *levels, &mut floors),
                            (false, false) => self.place_on_level(*at, *levels, &mut floors),
                            _ => {}
                        }
                    }
                    Thing::Device(at) if !wants_level => {
                        self.device_on_level(*at, *levels, &mut floors);
                    }
                    Thing::Exit(at) if !wants_level => {
                        if let Some(exit) = self.survey.exits.get_mut(*at) {
                            exit.levels = Some(*levels);
                        }
                    }
                    Thing::Device(_) | Thing::Exit(_) => {}
                }
            }
        }
        self.survey.places.retain(|place| !place.source.is_empty());
    }

    /// A level that the source has; several of one number are one.
    fn own_level(&mut self, at: usize, levels: Levels, floors: &mut Floors) {
        let Some(place) = self.survey.places.get_mut(at) else { return };
        let inside = place.inside.clone().or_else(|| floors.building.clone());
        place.inside.clone_from(&inside);
        let key = (inside, levels.lowest());
        let Some(first) = floors.made.get(&key).map(|(first, _)| *first) else {
            floors.made.insert(key, (at, place.source.clone()));
            return;
        };
        let (mut shape, names) =
            (std::mem::take(&mut place.shape), std::mem::take(&mut place.names));
        // It is taken out at the end: indices count until then.
        place.source.clear();
        if let Some(first) = self.survey.places.get_mut(first) {
            first.shape.append(&mut shape);
            for name in names.into_iter().take(1) {
                if !first.names.contains(&name) && first.names.len() < NAMES_MAX {
                    first.names.push(name);
                }
            }
        }
    }

    /// What is on one level hangs there; what spans several hangs in the building.
    fn place_on_level(&mut self, at: usize, levels: Levels, floors: &mut Floors) {
        let Some(place) = self.survey.places.get(at) else { return };
        let is_outer = matches!(place.class, PlaceClass::Building | PlaceClass::Site);
        let Some(building) = floors.of(place.inside.as_ref()).filter(|_| !is_outer) else { return };
        let holder = match levels.lowest() == levels.highest() {
            true => Some(self.level(building, levels.lowest(), floors)),
            false => building,
        };
        if let Some(place) = self.survey.places.get_mut(at) {
            place.inside = holder;
        }
    }

    /// A device that has a position may yet find its room.
    fn device_on_level(&mut self, at: usize, levels: Levels, floors: &mut Floors) {
        let Some(device) = self.survey.devices.get(at) else { return };
        if device.inside.is_none() && device.position.is_some() {
            return;
        }
        let Some(building) = floors.of(device.inside.as_ref()) else { return };
        let level = self.level(building, levels.lowest(), floors);
        if let Some(device) = self.survey.devices.get_mut(at) {
            device.inside = Some(level);
        }
    }

    /// The level of a building; it is made where the source has none.
    fn level(&mut self, building: Option<String>, level: i16, floors: &mut Floors) -> String {
        let key = (building, level);
        if let Some((_, source)) = floors.made.get(&key) {
            return source.clone();
        }
        let of = key.0.as_deref().filter(|building| self.building.as_deref() != Some(*building));
        let of = of.and_then(|building| building.split_once(':')).map(|(_, building)| building);
        let source = match of {
            Some(building) => self.source(&format!("{building}/level/{level}"), "made"),
            None => self.source(&format!("level/{level}"), "made"),
        };
        let names = self.label_of(level).into_iter().collect();
        let place = SurveyPlace {
            inside: key.0.clone(),
            levels: Some(Levels::single(level)),
            ..blank(source.clone(), names, PlaceClass::Level, "level")
        };
        floors.made.insert(key, (self.survey.places.len(), source.clone()));
        self.survey.places.push(place);
        source
    }

    fn label_of(&self, level: i16) -> Option<String> {
        self.labels.get(&LevelWord::Ordinal(level)).cloned()
    }

    fn label_levels(&mut self) {
        let on_levels = self.survey.places.iter().filter(|place| place.class == PlaceClass::Level);
        let mut labels = BTreeMap::<i16, String>::new();
        for place in on_levels {
            let Some(level) = place.levels.map(Levels::lowest) else { continue };
            let label = self.label_of(level).or_else(|| place.names.first().cloned());
            if let Some(label) = label {
                labels.entry(level).or_insert(label);
            }
        }
        self.survey.level_labels = labels.into_iter().collect();
    }
}

/// Names of a level that is drawn in several pieces, at most.
const NAMES_MAX: usize = 4;

/// The levels that there are.
struct Floors {
    /// The building that holds what says nothing of one.
    building: Option<String>,
    buildings: BTreeSet<String>,
    /// By building and number: the index and identity of the level.
    made: BTreeMap<(Option<String>, i16), (usize, String)>,
}

impl Floors {
    /// The building of something that is in this; none where that is a room, which is on its level
    /// already.
    fn of(&self, inside: Option<&String>) -> Option<Option<String>> {
        match inside {
            None => Some(self.building.clone()),
            Some(inside) if self.buildings.contains(inside) => Some(Some(inside.clone())),
            Some(_) => None,
        }
    }
}

/// A place of which no more is known.
pub(super) fn blank(
    source: String,
    names: Vec<String>,
    class: PlaceClass,
    kind: &str,
) -> SurveyPlace {
    SurveyPlace {
        source,
        inside: None,
        names,
        class,
        kind: kind.into(),
        levels: None,
        shape: Vec::new(),
        position: None,
        altitude: None,
        height: None,
        civic: CivicAddress::new(),
        spot: String::new(),
    }
}
