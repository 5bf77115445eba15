//! From features on levels to a survey.

use std::collections::{BTreeMap, BTreeSet};

use libsns::geometry::Levels;
use libsns::name::civic::CivicAddress;
use libsns::record::PlaceClass;

use super::building::{Building, Level};
use super::doors::{CLOSED, Floor};
use super::ground::{Ground, Metres, Overlaps, is_tractable, union};
use super::level::{Item, Reader, Sort};
use super::rooms;
use super::shafts::{self, Shaft};
use crate::import::{ImportError, Input};
use crate::survey::{Survey, SurveyExit, SurveyPlace};

/// A corridor leads to so many others; a long room has one door or two.
const CORRIDOR_EXITS_MIN: usize = 3;

/// A building on its way from features to a survey.
pub(super) struct Import {
    pub(super) building: Building,
    pub(super) metres: Metres,
    pub(super) overlaps: Overlaps,
    pub(super) survey: Survey,
    reader: Reader,
    /// The identity of the building.
    source: String,
    /// The identity of each level, as [`Building::levels`] has them.
    level_sources: Vec<String>,
    /// What is on each level, without shafts.
    pub(super) items: Vec<Vec<Item>>,
    shafts: Vec<Shaft>,
    /// What stands on each level, to be found by position.
    pub(super) floors: Vec<Floor>,
}

impl Import {
    pub(super) fn new(building: Building, metres: Metres) -> Self {
        let mut reader = Reader::new(metres);
        let source = reader.free(&building.id);
        let level_sources = building.levels.iter().map(|level| reader.free(&level.id)).collect();
        let mut survey = Survey {
            format: "WRLD indoor map 1.0.0".into(),
            title: building.name.clone().unwrap_or_default(),
            ..Survey::default()
        };
        if let Some(guess) = &building.guess {
            survey.guess("levels", guess);
        }
        let label = |level: &Level| Some((level.ordinal, level.names.first()?.clone()));
        survey.level_labels = building.levels.iter().filter_map(label).collect();
        Self {
            building,
            metres,
            overlaps: Overlaps::new(),
            survey,
            reader,
            source,
            level_sources,
            items: Vec::new(),
            shafts: Vec::new(),
            floors: Vec::new(),
        }
    }

    /// Reads the features of all levels and finds the rooms between their walls.
    pub(super) fn levels(&mut self, input: &Input<'_>) -> Result<(), ImportError> {
        for level in &self.building.levels {
            let file = input.file(&level.file).ok_or_else(|| ImportError {
                file: input.name.clone(),
                spot: format!("level {}", level.id),
                text: format!("is in {:?}, which is not there", level.file),
            })?;
            let mut items = self.reader.level(file, &level.id, &mut self.survey)?;
            let Self { reader, overlaps, survey, .. } = self;
            rooms::between_walls(&level.id, &mut items, reader, overlaps, survey);
            self.items.push(items);
        }
        let of_levels = self.items.iter().flatten();
        let compared =
            of_levels.filter(|item| matches!(item.sort, Sort::Outline | Sort::Shaft(..)));
        if !is_tractable(compared.map(|item| &item.ground)) {
            let text = "have outlines that cross each other millions of times; expected floors";
            return Err(ImportError {
                file: input.name.clone(),
                spot: "levels".into(),
                text: text.into(),
            });
        }
        Ok(())
    }

    /// Joins what is a stair or lift on each level.
    pub(super) fn shafts(&mut self) {
        self.shafts = shafts::join(&mut self.items, &mut self.overlaps);
        let several = self.shafts.iter().filter(|shaft| shaft.parts.len() > 1).count();
        if several > 0 {
            let text = "cover the same ground on several levels: each is one place over its levels";
            self.survey.guess(format!("{several} stairs and lifts"), text);
        }
    }

    /// Stands everything where it can be found by position.
    pub(super) fn stand(&mut self) {
        for (level, items) in self.building.levels.iter().zip(&self.items) {
            let placed = items.iter().filter(|item| item.is_walled());
            let placed = placed.map(|item| (item.source.clone(), item.ground.clone()));
            let closed = items.iter().filter(|item| item.kind == "inaccessible_space");
            let closed = closed.map(|item| (CLOSED.to_owned(), item.ground.clone()));
            let standing = placed.chain(closed).collect();
            let outlines = items.iter().filter(|item| item.sort == Sort::Outline);
            let outline = union(outlines.map(|item| &item.ground)).into();
            self.floors.push(Floor { ordinal: level.ordinal, standing, outline });
        }
        for shaft in &self.shafts {
            for (level, part) in &shaft.parts {
                if let Some(floor) = self.floors.get_mut(*level) {
                    floor.standing.push((shaft.item.source.clone(), part.ground.clone()));
                }
            }
        }
    }

    /// The doors of all levels, and the ways into shafts that have none.
    pub(super) fn doors(&mut self) {
        let mut closed = 0;
        for (floor, items) in self.floors.iter().zip(&self.items) {
            for item in items.iter().filter(|item| item.sort == Sort::Door) {
                match floor.door(item, self.metres, &mut self.overlaps) {
                    Some(door) => self.survey.exits.push(door),
                    None => closed += 1,
                }
            }
        }
        if closed > 0 {
            self.survey.leave_out(format!("{closed} doors"), "lead to spaces that are closed");
        }
        self.openings();
    }

    /// The ways into stairs, lifts and drawn rooms that no door leads to. Rooms that were found between
    /// walls have none: walls are all around them.
    fn openings(&mut self) {
        let has_door: BTreeSet<(String, i16)> = self.survey.exits.iter().flat_map(ends).collect();
        let parts = self.shafts.iter().flat_map(|shaft| {
            shaft.parts.iter().map(|(level, part)| (*level, &shaft.item.source, part))
        });
        let drawn = self.items.iter().enumerate().flat_map(|(level, items)| {
            let drawn = items.iter().filter(|item| !item.is_computed() && item.is_walled());
            drawn.map(move |item| (level, &item.source, item))
        });
        let mut openings = Vec::new();
        for (level, source, item) in parts.chain(drawn) {
            let Some(floor) = self.floors.get(level) else { continue };
            if !has_door.contains(&(source.clone(), floor.ordinal)) {
                openings.extend(floor.opening(source, item, self.metres, &mut self.overlaps));
            }
        }
        if !openings.is_empty() {
            let text = "are taken for open to the room beside them, as no door leads there";
            self.survey.guess(format!("{} stairs, lifts and rooms", openings.len()), text);
        }
        self.survey.exits.append(&mut openings);
    }

    /// Calls those rooms corridors that are long and narrow and lead to several others.
    pub(super) fn corridors(&mut self) {
        let mut exits = BTreeMap::<String, usize>::new();
        for (source, _) in self.survey.exits.iter().flat_map(ends) {
            *exits.entry(source).or_default() += 1;
        }
        for item in self.items.iter_mut().flatten().filter(|item| item.is_computed()) {
            let several = exits.get(&item.source).is_some_and(|exits| *exits >= CORRIDOR_EXITS_MIN);
            if several && rooms::is_long(&item.ground) {
                item.sort = Sort::Place(PlaceClass::Corridor, "corridor");
            }
        }
    }

    /// The survey.
    pub(super) fn finish(mut self) -> Survey {
        self.place_building();
        for level in 0..self.items.len() {
            self.place_level(level);
        }
        self.place_shafts();
        self.reader.remark(&mut self.survey);
        self.remark_barriers();
        if self.overlaps.is_exhausted() {
            let text = "there are too many to find what each of them joins";
            self.survey.leave_out("doors and labels", text);
        }
        self.survey
    }

    fn place_building(&mut self) {
        let outlines: Vec<&Ground> = self.floors.iter().map(|floor| &floor.outline).collect();
        let ground = Ground::from(union(outlines));
        let ordinals = || self.building.levels.iter().map(|level| level.ordinal);
        let levels = ordinals().min().zip(ordinals().max());
        let mut place = self.place(&self.source, "main.json", &ground);
        place.inside = None;
        place.names = self.building.name.clone().into_iter().collect();
        place.class = PlaceClass::Building;
        place.kind = "building".into();
        place.levels = levels.and_then(|(low, high)| Levels::new(low, high).ok());
        place.position = self.building.location;
        self.survey.places.push(place);
    }

    fn place_level(&mut self, at: usize) {
        let (Some(level), Some(source)) =
            (self.building.levels.get(at), self.level_sources.get(at))
        else {
            return;
        };
        let levels = Some(Levels::single(level.ordinal));
        let mut place = self.place(source, &level.file, &self.floors[at].outline);
        place.names = level.names.clone();
        place.class = PlaceClass::Level;
        place.kind = "level".into();
        place.levels = levels;
        let mut places = vec![place];
        for item in &self.items[at] {
            let Sort::Place(class, kind) = item.sort else { continue };
            let mut place = self.place(&item.source, &item.spot, &item.ground);
            place.inside = Some(source.clone());
            place.names = item.names.clone();
            place.class = class;
            place.kind = kind.into();
            place.levels = levels;
            places.push(place);
        }
        self.survey.places.extend(places);
    }

    /// A shaft over several levels hangs below the building, with its lowest part as its shape.
    fn place_shafts(&mut self) {
        let mut places = Vec::new();
        for shaft in &self.shafts {
            let levels = shaft
                .levels(|level| self.building.levels.get(level).map_or(0, |level| level.ordinal));
            let mut place = self.place(&shaft.item.source, &shaft.item.spot, &shaft.item.ground);
            if let [(level, _)] = shaft.parts.as_slice() {
                place.inside = self.level_sources.get(*level).cloned();
            }
            place.names = shaft.item.names.clone();
            place.class = shaft.class;
            place.kind = shaft.kind.into();
            place.levels = Some(levels);
            places.push(place);
        }
        self.survey.places.extend(places);
    }

    /// A place in the building, as yet without names.
    fn place(&self, source: &str, spot: &str, ground: &Ground) -> SurveyPlace {
        SurveyPlace {
            source: source.into(),
            inside: Some(self.source.clone()),
            names: Vec::new(),
            class: PlaceClass::Other,
            kind: String::new(),
            levels: None,
            shape: self.metres.rings(ground),
            position: None,
            altitude: None,
            height: None,
            civic: CivicAddress::new(),
            spot: spot.into(),
        }
    }

    /// Walls and the like are in the shapes of the rooms, not things of their own.
    fn remark_barriers(&mut self) {
        let mut counts = BTreeMap::<&str, usize>::new();
        for item in self.items.iter().flatten().filter(|item| item.sort == Sort::Barrier) {
            *counts.entry(item.kind.as_str()).or_default() += 1;
        }
        for (kind, count) in counts {
            self.survey
                .leave_out(format!("{count} features"), format!("the type {kind:?} is no place"));
        }
    }
}

/// What an exit joins, with its level.
fn ends(exit: &SurveyExit) -> impl Iterator<Item = (String, i16)> + '_ {
    let level = exit.levels.map_or(0, Levels::lowest);
    exit.joins.iter().map(move |joined| (joined.clone(), level))
}
