//! Hanging things into each other: rooms on levels, levels in buildings, devices in rooms.

use std::collections::{BTreeMap, BTreeSet};

use libsns::geometry::Levels;
use libsns::record::PlaceClass;

use super::build::{Build, Thing, place};
use crate::import::within;
use crate::import::words::LevelWord;
use crate::survey::{Survey, SurveyPlace};

/// The identity of the building that the mapping names.
const BUILDING: &str = "geojson:building";

impl Build {
    /// The survey, with everything in what holds it.
    pub(super) fn finish(mut self) -> Survey {
        for (what, count) in std::mem::take(&mut self.left_out) {
            let text = "are no places, doors or devices; a rule of a mapping can say otherwise";
            self.survey.leave_out(format!("{count} {what}"), text);
        }
        let building = self.building();
        self.hang_in_parents();
        let levels = self.ordinals();
        self.hang_on_levels(building, &levels);
        let of_devices: BTreeMap<usize, i16> = levels
            .iter()
            .filter_map(|(thing, level)| match thing {
                Thing::Device(at) => Some((*at, *level)),
                _ => None,
            })
            .collect();
        within::attach(&mut self.survey, |device| of_devices.get(&device).copied());
        self.label_levels();
        self.survey
    }

    /// The building that holds what says nothing of one: the mapping's, or the only one there is.
    fn building(&mut self) -> Option<String> {
        if let Some(name) = self.mapping.building.clone() {
            let building =
                place(BUILDING.into(), vec![name], PlaceClass::Building, "building".into());
            self.survey.places.push(SurveyPlace { spot: "mapping".into(), ..building });
            return Some(BUILDING.into());
        }
        let mut buildings = self.survey.places.iter().filter(|p| p.class == PlaceClass::Building);
        match (buildings.next(), buildings.next()) {
            (Some(building), None) => Some(building.source.clone()),
            _ => None,
        }
    }

    /// Puts each thing into what it says that it is in, by the identity or the name of that.
    fn hang_in_parents(&mut self) {
        let mut by_name = BTreeMap::<&str, Option<&str>>::new();
        for place in &self.survey.places {
            for name in &place.names {
                by_name
                    .entry(name)
                    .and_modify(|known| *known = None)
                    .or_insert(Some(&place.source));
            }
        }
        let find = |parent: &str| {
            let known = self.known.get(parent).map(String::as_str);
            known.or_else(|| by_name.get(parent).copied().flatten()).map(str::to_owned)
        };
        let found: Vec<(Thing, Option<String>)> =
            self.parents.iter().map(|(thing, parent)| (*thing, find(parent))).collect();
        let mut missing = 0;
        for (thing, parent) in found {
            let (own, inside) = match thing {
                Thing::Place(at) => match self.survey.places.get_mut(at) {
                    Some(place) => (&place.source, &mut place.inside),
                    None => continue,
                },
                Thing::Device(at) => match self.survey.devices.get_mut(at) {
                    Some(device) => (&device.source, &mut device.inside),
                    None => continue,
                },
                Thing::Exit(_) => continue,
            };
            match parent.filter(|parent| parent != own) {
                Some(parent) => *inside = Some(parent),
                None => missing += 1,
            }
        }
        if missing > 0 {
            let text = "say that they are in something that the source does not have, or has twice";
            self.survey.leave_out(format!("{missing} places and devices"), text);
        }
    }

    /// The ordinal of each thing that is on a level. Words such as `F1` count from 1, unless there is
    /// one that counts from 0.
    fn ordinals(&mut self) -> Vec<(Thing, i16)> {
        let on_levels = std::mem::take(&mut self.on_levels);
        let storeys = on_levels.iter().filter_map(|(_, word)| match word {
            LevelWord::Storey(number) => Some(*number),
            LevelWord::Ordinal(_) => None,
        });
        let lowest = storeys.min();
        let ground = lowest.map_or(0, |lowest| lowest.min(1));
        if lowest.is_some() {
            let text =
                format!("F{ground} or L{ground} is the ground level; a mapping can say otherwise");
            self.survey.guess("levels", text);
        }
        let ordinal = |word| match word {
            LevelWord::Ordinal(ordinal) => ordinal,
            LevelWord::Storey(number) => i16::saturating_sub(number, ground),
        };
        on_levels.into_iter().map(|(thing, word)| (thing, ordinal(word))).collect()
    }

    /// Puts things on their levels, and levels into buildings. Levels that have no feature of their own
    /// are made.
    fn hang_on_levels(&mut self, building: Option<String>, levels: &[(Thing, i16)]) {
        let buildings: BTreeSet<String> = self
            .survey
            .places
            .iter()
            .filter(|place| place.class == PlaceClass::Building)
            .map(|place| place.source.clone())
            .collect();
        let mut made = BTreeMap::<(Option<String>, i16), String>::new();
        let mut rest = Vec::new();
        for (thing, level) in levels {
            match (thing, self.class_of(*thing)) {
                (Thing::Place(at), Some(PlaceClass::Level)) => {
                    let inside =
                        self.survey.places[*at].inside.clone().or_else(|| building.clone());
                    self.own_level(*at, *level, inside, &mut made);
                }
                _ => rest.push((*thing, *level)),
            }
        }
        for (thing, level) in rest {
            let levels = Some(Levels::single(level));
            let inside = match thing {
                Thing::Place(at) => {
                    self.survey.places[at].levels = levels;
                    &self.survey.places[at].inside
                }
                Thing::Device(at) => &self.survey.devices[at].inside,
                Thing::Exit(at) => {
                    self.survey.exits[at].levels = levels;
                    continue;
                }
            };
            let is_outer =
                matches!(self.class_of(thing), Some(PlaceClass::Building | PlaceClass::Site));
            // What is in a room is in no need of a level.
            let in_building = inside.as_ref().is_none_or(|inside| buildings.contains(inside));
            if is_outer || !in_building {
                continue;
            }
            let key = (inside.clone().or_else(|| building.clone()), level);
            let source = made.get(&key).cloned().unwrap_or_else(|| self.make_level(&key));
            made.insert(key, source.clone());
            match thing {
                Thing::Place(at) => self.survey.places[at].inside = Some(source),
                // The place around it is better, where there is one.
                Thing::Device(at) if self.survey.devices[at].position.is_none() => {
                    self.survey.devices[at].inside = Some(source);
                }
                Thing::Device(_) | Thing::Exit(_) => {}
            }
        }
        self.survey.places.retain(|place| !place.source.is_empty());
    }

    fn class_of(&self, thing: Thing) -> Option<PlaceClass> {
        match thing {
            Thing::Place(at) => self.survey.places.get(at).map(|place| place.class),
            Thing::Device(_) | Thing::Exit(_) => None,
        }
    }

    /// A level with a feature of its own; several features of a level are one.
    fn own_level(
        &mut self,
        at: usize,
        level: i16,
        inside: Option<String>,
        made: &mut BTreeMap<(Option<String>, i16), String>,
    ) {
        let place = &mut self.survey.places[at];
        place.levels = Some(Levels::single(level));
        place.inside.clone_from(&inside);
        match made.get(&(inside.clone(), level)).cloned() {
            None => {
                made.insert((inside, level), place.source.clone());
            }
            Some(first) => {
                let (mut shape, mut names) =
                    (std::mem::take(&mut place.shape), std::mem::take(&mut place.names));
                // Taken out at the end: its index counts until then.
                place.source.clear();
                if let Some(first) = self.survey.places.iter_mut().find(|p| p.source == first) {
                    first.shape.append(&mut shape);
                    names.retain(|name| !first.names.contains(name));
                    first.names.append(&mut names);
                }
            }
        }
    }

    fn make_level(&mut self, (building, level): &(Option<String>, i16)) -> String {
        let mut source = format!("geojson:level/{level}");
        if let Some(building) = building.as_deref().filter(|building| *building != BUILDING) {
            source = format!("{building}/level/{level}");
        }
        let names = self.label(*level).into_iter().collect();
        let place = place(source.clone(), names, PlaceClass::Level, "level".into());
        self.survey.places.push(SurveyPlace {
            inside: building.clone(),
            levels: Some(Levels::single(*level)),
            spot: "levels".into(),
            ..place
        });
        source
    }

    /// The owner's word for a level.
    fn label(&self, level: i16) -> Option<String> {
        let mut levels = self.mapping.levels.iter();
        levels.find(|(_, ordinal)| *ordinal == level).map(|(word, _)| word.clone())
    }

    fn label_levels(&mut self) {
        let on_levels = self.survey.places.iter().filter(|place| place.class == PlaceClass::Level);
        let mut labels = BTreeMap::<i16, String>::new();
        for place in on_levels {
            let Some(level) = place.levels.map(Levels::lowest) else { continue };
            let label = self.label(level).or_else(|| place.names.first().cloned());
            labels
                .extend(label.filter(|_| !labels.contains_key(&level)).map(|label| (level, label)));
        }
        self.survey.level_labels = labels.into_iter().collect();
    }
}
