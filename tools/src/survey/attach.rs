//! Lays the devices of one survey on the rooms of another, or of a plan that is there already.
//!
//! Brick, Home Assistant and tables of devices know rooms by name and not by shape. Where a plan has
//! the shapes, its rooms take the devices of the rooms with the same names:
//!
//! 1. the same identity, or the same words but for case and punctuation: exact;
//! 2. the same number: `Room 340`, `340`, `RM-340` and `R340` are one room: loose, and remarked;
//! 3. where several rooms fit, the one on the same level, else none: a wrong room is worse than none.

use std::collections::{BTreeMap, HashMap};

use libsns::record::PlaceClass;

use super::{SourceId, Survey, SurveyPlace};

/// A room, or any other place, that devices may be laid on.
#[derive(Clone, Debug)]
pub struct Room<'r> {
    /// What devices shall say that they are in afterwards: its identity or path, as the caller likes.
    pub source: &'r str,
    /// All it is called: its words, its label, its number.
    pub names: Vec<&'r str>,
    /// Its level, where it is on one only.
    pub level: Option<i16>,
}

/// How rooms are found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LayOn {
    /// By what they are called.
    ByName,
    /// One after the other, whatever they are called: the devices of one building on the rooms of another.
    InOrder,
}

/// What came of it.
#[derive(Clone, Debug)]
pub struct Attached {
    /// The devices in their new rooms; there are no places any more. Those of places without a room are
    /// in the nearest place around that has one, else in the site.
    pub survey: Survey,
    /// Each place of the devices, in the survey's order.
    pub matches: Vec<Match>,
}

/// A place of the devices and what it was found to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match {
    /// Its identity.
    pub from: SourceId,
    /// What it is called there.
    pub words: String,
    /// How it was found.
    pub sort: MatchSort,
    /// The [`Room::source`] of its room.
    pub room: Option<String>,
    /// How many devices it holds itself.
    pub devices: usize,
}

/// How a room was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum MatchSort {
    /// By its identity or its words.
    Exact,
    /// By its number.
    Loose,
    /// It was the next.
    InOrder,
    /// Not at all.
    Unmatched,
}

/// Words before a room's number that say no more than that it is a room.
const ROOM_WORDS: [&str; 9] = ["room", "rm", "r", "no", "nr", "number", "raum", "zimmer", "space"];
/// How far out a place is looked for: a name has no room for more, and a circle ends, too.
const DEPTH_MAX: usize = 64;
/// Remarks about single rooms before the rest is only counted: a screen of them.
const REMARKS_MAX: usize = 40;

/// Lays the devices of a survey on rooms.
#[must_use]
pub fn attach(survey: Survey, rooms: &[Room<'_>], lay_on: LayOn) -> Attached {
    let counts = device_counts(&survey);
    let devices = |place: &SurveyPlace| counts.get(&place.source).copied().unwrap_or(0);
    let matches: Vec<Match> = match lay_on {
        LayOn::ByName => {
            let index = Index::of(rooms);
            survey.places.iter().map(|place| index.find(place, devices(place))).collect()
        }
        LayOn::InOrder => in_order(&survey, rooms, &devices),
    };
    let mut survey = moved(survey, &matches, lay_on);
    match lay_on {
        LayOn::ByName => remark_names(&matches, &mut survey),
        LayOn::InOrder => remark_order(&matches, rooms.len(), &mut survey),
    }
    Attached { survey, matches }
}

fn device_counts(survey: &Survey) -> HashMap<SourceId, usize> {
    let mut counts = HashMap::new();
    for place in survey.devices.iter().filter_map(|device| device.inside.clone()) {
        *counts.entry(place).or_default() += 1;
    }
    counts
}

/// The rooms by all that they can be found by.
struct Index<'r> {
    rooms: &'r [Room<'r>],
    by_source: HashMap<&'r str, usize>,
    by_words: HashMap<String, Vec<usize>>,
    by_number: HashMap<String, Vec<usize>>,
}

impl<'r> Index<'r> {
    fn of(rooms: &'r [Room<'r>]) -> Self {
        let mut index = Self {
            rooms,
            by_source: HashMap::new(),
            by_words: HashMap::new(),
            by_number: HashMap::new(),
        };
        let add = |keys: &mut HashMap<String, Vec<usize>>, key: String, at: usize| {
            let found = keys.entry(key).or_default();
            if found.last() != Some(&at) {
                found.push(at);
            }
        };
        for (at, room) in rooms.iter().enumerate() {
            index.by_source.insert(room.source, at);
            for name in &room.names {
                add(&mut index.by_words, words_key(name), at);
                if let Some(number) = number_key(name) {
                    add(&mut index.by_number, number, at);
                }
            }
        }
        index
    }

    fn find(&self, place: &SurveyPlace, devices: usize) -> Match {
        let words = place.names.first().cloned().unwrap_or_default();
        let found = |sort, room: Option<usize>| Match {
            from: place.source.clone(),
            words: words.clone(),
            sort,
            room: room.map(|room| self.rooms[room].source.to_owned()),
            devices,
        };
        if let Some(room) = self.by_source.get(place.source.as_str()) {
            return found(MatchSort::Exact, Some(*room));
        }
        let level = place.levels.filter(|levels| levels.lowest() == levels.highest());
        let level = level.map(|levels| levels.lowest());
        let one = |keys: &HashMap<String, Vec<usize>>, key: Option<String>| {
            self.only(keys.get(&key?)?, level)
        };
        let by_words =
            place.names.iter().find_map(|name| one(&self.by_words, Some(words_key(name))));
        if let Some(room) = by_words {
            return found(MatchSort::Exact, Some(room));
        }
        let by_number = place.names.iter().find_map(|name| one(&self.by_number, number_key(name)));
        match by_number {
            Some(room) => found(MatchSort::Loose, Some(room)),
            None => found(MatchSort::Unmatched, None),
        }
    }

    /// The only room that fits, or the only one of them on this level. A room on another level is none,
    /// where both say their level.
    fn only(&self, candidates: &[usize], level: Option<i16>) -> Option<usize> {
        let is_here = |at: &&usize| match (self.rooms[**at].level, level) {
            (Some(own), Some(level)) => own == level,
            _ => true,
        };
        let mut here = candidates.iter().filter(is_here);
        here.next().filter(|_| here.next().is_none()).copied()
    }
}

/// Words without case, spaces and punctuation.
fn words_key(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The number of a room, with what follows it: `340a` of `Room 340-A`; none where it has none, or
/// where other words come first.
fn number_key(name: &str) -> Option<String> {
    let key = words_key(name);
    let start = key.find(|c: char| c.is_ascii_digit())?;
    let (before, number) = key.split_at(start);
    let is_plain = before.is_empty() || ROOM_WORDS.contains(&before);
    let number = number.trim_start_matches('0');
    (is_plain && !number.is_empty()).then(|| number.to_owned())
}

/// Rooms with devices take the rooms in turn; those that are left over have none.
fn in_order(
    survey: &Survey,
    rooms: &[Room<'_>],
    devices: &dyn Fn(&SurveyPlace) -> usize,
) -> Vec<Match> {
    let is_large = |place: &SurveyPlace| {
        matches!(place.class, PlaceClass::Site | PlaceClass::Building | PlaceClass::Level)
    };
    let mut next = rooms.iter();
    let of_place = |place: &SurveyPlace| {
        let devices = devices(place);
        let room = if is_large(place) || devices == 0 { None } else { next.next() };
        Match {
            from: place.source.clone(),
            words: place.names.first().cloned().unwrap_or_default(),
            sort: if room.is_some() { MatchSort::InOrder } else { MatchSort::Unmatched },
            room: room.map(|room| room.source.to_owned()),
            devices,
        }
    };
    survey.places.iter().map(of_place).collect()
}

/// The survey with its devices in their new rooms and without its places.
fn moved(mut survey: Survey, matches: &[Match], lay_on: LayOn) -> Survey {
    let places = std::mem::take(&mut survey.places);
    let rooms: HashMap<&str, Option<&String>> =
        matches.iter().map(|found| (found.from.as_str(), found.room.as_ref())).collect();
    let around: HashMap<&str, (&Option<SourceId>, PlaceClass)> =
        places.iter().map(|place| (place.source.as_str(), (&place.inside, place.class))).collect();
    let nearest = |from: &str| {
        let outer = |place: &&str| around.get(place).and_then(|(inside, _)| inside.as_deref());
        let chain = std::iter::successors(Some(from), outer).take(DEPTH_MAX);
        chain.filter_map(|place| rooms.get(place).copied().flatten()).next().cloned()
    };
    let mut known: HashMap<String, Option<String>> = HashMap::new();
    survey.devices.retain_mut(|device| {
        let Some(from) = device.inside.take() else { return true };
        let room = known.entry(from.clone()).or_insert_with(|| nearest(&from));
        device.inside.clone_from(room);
        // In another building a room's devices belong in a room or nowhere.
        let class = around.get(from.as_str()).map(|(_, class)| *class);
        let is_room = matches!(class, Some(class) if !matches!(class,
            PlaceClass::Site | PlaceClass::Building | PlaceClass::Level));
        lay_on == LayOn::ByName || device.inside.is_some() || !is_room
    });
    survey.level_labels.clear();
    survey.exits.clear();
    survey
}

fn remark_names(matches: &[Match], survey: &mut Survey) {
    let mut sorts: BTreeMap<MatchSort, (usize, usize)> = BTreeMap::new();
    for found in matches {
        let (places, devices) = sorts.entry(found.sort).or_default();
        *places += 1;
        *devices += found.devices;
    }
    let of = |sort| sorts.get(&sort).copied().unwrap_or_default();
    let (exact, loose, unmatched) =
        (of(MatchSort::Exact), of(MatchSort::Loose), of(MatchSort::Unmatched));
    let about = format!("{} places of the devices", matches.len());
    let text = format!(
        "{} are rooms of the plan by name ({} devices), {} by number ({}), {} are not found ({})",
        exact.0, exact.1, loose.0, loose.1, unmatched.0, unmatched.1
    );
    survey.guess(about, text);
    let loose = matches.iter().filter(|found| found.sort == MatchSort::Loose);
    for found in loose.take(REMARKS_MAX) {
        let room = found.room.as_deref().unwrap_or_default();
        survey.guess(&found.words, format!("is taken to be {room}, which has the same number"));
    }
    let lost = |found: &&Match| found.sort == MatchSort::Unmatched && found.devices > 0;
    let lost: Vec<&Match> = matches.iter().filter(lost).collect();
    for found in lost.iter().take(REMARKS_MAX) {
        let text = format!(
            "no room of the plan has this name alone; its devices ({}) are placed around it",
            found.devices
        );
        survey.guess(&found.words, text);
    }
    if lost.len() > REMARKS_MAX {
        let rest = lost.len() - REMARKS_MAX;
        survey.guess(format!("{rest} more places"), "no room of the plan has their name alone");
    }
}

fn remark_order(matches: &[Match], rooms: usize, survey: &mut Survey) {
    let laid = matches.iter().filter(|found| found.sort == MatchSort::InOrder);
    let (places, devices) =
        laid.fold((0, 0), |(places, devices), found| (places + 1, devices + found.devices));
    let title = if survey.title.is_empty() { "another building" } else { &survey.title }.to_owned();
    let text = format!(
        "of {places} rooms of {title} are laid on the {rooms} rooms of this plan, one room after the \
         other; they do not really stand there"
    );
    survey.guess(format!("{devices} devices"), text);
    let is_left = |found: &&Match| found.sort == MatchSort::Unmatched && found.devices > 0;
    let left = matches.iter().filter(is_left).count();
    if left > 0 {
        let text = "found no room left; the devices of rooms among them are not taken, those of floors \
                    and buildings are placed in the site";
        survey.leave_out(format!("{left} places of {title}"), text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::survey::SurveyDevice;
    use libsns::geometry::Levels;
    use libsns::name::civic::CivicAddress;

    fn place(source: &str, inside: Option<&str>, name: &str, level: Option<i16>) -> SurveyPlace {
        SurveyPlace {
            source: source.into(),
            inside: inside.map(Into::into),
            names: vec![name.into()],
            class: if inside.is_some() { PlaceClass::Room } else { PlaceClass::Level },
            kind: String::new(),
            levels: level.map(Levels::single),
            shape: Vec::new(),
            position: None,
            altitude: None,
            height: None,
            civic: CivicAddress::new(),
            spot: String::new(),
        }
    }

    fn lamp(source: &str, inside: &str) -> SurveyDevice {
        SurveyDevice {
            source: source.into(),
            inside: Some(inside.into()),
            names: Vec::new(),
            kind: "light".into(),
            position: None,
            above_floor: None,
            bearers: Vec::new(),
            text: Vec::new(),
            spot: String::new(),
        }
    }

    fn survey(rooms: &[&str]) -> Survey {
        let mut survey = Survey { title: "Hall".into(), ..Survey::default() };
        survey.places.push(place("f", None, "Floor 3", Some(3)));
        for (at, name) in rooms.iter().enumerate() {
            survey.places.push(place(&format!("p{at}"), Some("f"), name, None));
            survey.devices.push(lamp(&format!("d{at}"), &format!("p{at}")));
        }
        survey
    }

    fn room<'r>(source: &'r str, names: &[&'r str], level: i16) -> Room<'r> {
        Room { source, names: names.to_vec(), level: Some(level) }
    }

    fn rooms_of(attached: &Attached) -> Vec<Option<&str>> {
        attached.survey.devices.iter().map(|device| device.inside.as_deref()).collect()
    }

    #[test]
    fn rooms_are_found_by_words_then_by_number() {
        let rooms = [
            room("a", &["Kitchen-Area"], 3),
            room("b", &["Room 340"], 3),
            room("c", &["341", "Lab"], 3),
            room("d", &["R 0342"], 3),
            room("p5", &["Whatever"], 3),
        ];
        let names = ["kitchen area", "340", "RM-341", "Room 342", "343", "x", "Hall 340"];
        let attached = attach(survey(&names), &rooms, LayOn::ByName);
        let expected = [Some("a"), Some("b"), Some("c"), Some("d"), None, Some("p5"), None];
        assert_eq!(rooms_of(&attached), expected);
        use MatchSort::{Exact, Loose, Unmatched};
        let sorts: Vec<_> = attached.matches.iter().skip(1).map(|found| found.sort).collect();
        assert_eq!(sorts, [Exact, Loose, Loose, Loose, Unmatched, Exact, Unmatched]);
        let all: String =
            attached.survey.remarks.iter().map(|remark| format!("{remark}\n")).collect();
        assert!(
            all.contains(
                "2 are rooms of the plan by name (2 devices), 3 by number (3), 3 are not found (2)"
            ),
            "{all}"
        );
        assert!(all.contains("RM-341: is taken to be c"), "{all}");
        assert!(attached.survey.places.is_empty());
    }

    #[test]
    fn of_several_rooms_the_one_on_the_same_level_is_meant() {
        let rooms = [room("low", &["Kitchen"], 0), room("high", &["Kitchen"], 1)];
        let mut devices = survey(&["Kitchen"]);
        assert_eq!(rooms_of(&attach(devices.clone(), &rooms, LayOn::ByName)), [None]);
        devices.places[1].levels = Some(Levels::single(1));
        assert_eq!(rooms_of(&attach(devices.clone(), &rooms, LayOn::ByName)), [Some("high")]);
        devices.places[1].levels = Some(Levels::single(2));
        assert_eq!(rooms_of(&attach(devices, &rooms, LayOn::ByName)), [None]);
    }

    #[test]
    fn what_has_no_room_is_in_what_is_around_it() {
        let rooms = [room("third", &["floor 3"], 3)];
        let attached = attach(survey(&["Nowhere"]), &rooms, LayOn::ByName);
        assert_eq!(rooms_of(&attached), [Some("third")]);
        let mut circle = survey(&["A"]);
        circle.places[0].inside = Some("p0".into());
        assert_eq!(rooms_of(&attach(circle, &[], LayOn::ByName)), [None]);
    }

    #[test]
    fn in_order_is_said_plainly() {
        let rooms = [room("x", &["X"], 0), room("y", &["Y"], 0)];
        let mut devices = survey(&["1", "2", "3"]);
        devices.devices.push(lamp("on the floor", "f"));
        let attached = attach(devices, &rooms, LayOn::InOrder);
        assert_eq!(rooms_of(&attached), [Some("x"), Some("y"), None]);
        let said = &attached.survey.remarks[0];
        assert_eq!(said.about, "2 devices");
        assert!(
            said.text.contains("rooms of Hall are laid on the 2 rooms")
                && said.text.contains("not really")
        );
        assert_eq!(attached.survey.remarks[1].about, "2 places of Hall");
    }
}
