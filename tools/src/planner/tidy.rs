//! A survey becomes a draft: identities told apart, words, kinds, numbers and shapes made fit for a plan.

use std::collections::{BTreeMap, HashMap, HashSet};

use libsns::geometry::{Degrees, Levels};
use libsns::plan::check_bearer;
use libsns::record::PlaceClass;

use super::ground::Plane;
use super::model::{Draft, Fate, Node, SITE_NODE, Way};
use super::notes::Notes;
use super::shapes::{Mending, clean, is_position, rounded_degrees};
use crate::survey::{SITE, Survey, SurveyDevice, SurveyExit, SurveyPlace};

/// Longest identity, in octets: `source` of a plan takes no more.
const SOURCE_OCTETS_MAX: usize = 255;
/// Longest words of a thing, in octets: a PLACE record holds 255, and a number may be added.
const WORDS_OCTETS_MAX: usize = 240;
/// Longest kind, in octets.
const KIND_OCTETS_MAX: usize = 62;
/// Levels a plan may speak of.
const LEVEL_MAX: i16 = 1000;
/// Altitudes of floors, in metres.
const ALTITUDE_METRES: std::ops::RangeInclusive<f64> = -5000.0..=10_000.0;
/// Heights of rooms, and of devices above their floor, in metres.
const HEIGHT_METRES: std::ops::RangeInclusive<f64> = 0.0..=1000.0;
/// Strings published with a device, and octets of each (RFC 1035 §3.3).
const TEXTS_MAX: usize = 64;
const TEXT_OCTETS_MAX: usize = 255;

/// Makes a draft of a survey. The second value says of nodes that stand in something which the survey does
/// not have itself what that is: it may be in the plan of before.
pub(super) fn tidy(survey: &Survey, near: Option<Degrees>) -> (Draft, HashMap<usize, String>) {
    let middle = middle_of(survey).or(near);
    let mut tidy = Tidy {
        draft: Draft {
            nodes: vec![Node::new(None, PlaceClass::Site)],
            ways: Vec::new(),
            level_labels: BTreeMap::new(),
            plane: Plane::about(middle.unwrap_or([0.0, 0.0])),
            middle,
            notes: Notes::default(),
        },
        taken: HashSet::from([SITE.to_owned()]),
    };
    let mut nodes = HashMap::new();
    for place in &survey.places {
        let node = tidy.place(place);
        nodes.entry(place.source.as_str()).or_insert(node);
    }
    survey.devices.iter().for_each(|device| tidy.device(device));
    let mut elsewhere = HashMap::new();
    let inside = survey.places.iter().map(|place| &place.inside);
    let inside = inside.chain(survey.devices.iter().map(|device| &device.inside));
    for (at, inside) in inside.enumerate() {
        let Some(inside) = inside else { continue };
        let node = &mut tidy.draft.nodes[at + 1];
        match nodes.get(inside.as_str()) {
            Some(parent) if *parent != at + 1 => (node.parent, node.is_hung) = (*parent, true),
            _ if inside == SITE => node.is_hung = true,
            _ => drop(elsewhere.insert(at + 1, inside.clone())),
        }
    }
    survey.exits.iter().for_each(|exit| tidy.way(exit, &nodes));
    for (level, label) in &survey.level_labels {
        if let (true, Some(label)) = (level.abs() <= LEVEL_MAX, tidy_words(label)) {
            tidy.draft.level_labels.insert(*level, label);
        }
    }
    (tidy.draft, elsewhere)
}

struct Tidy {
    draft: Draft,
    /// The identities of all things.
    taken: HashSet<String>,
}

impl Tidy {
    fn place(&mut self, place: &SurveyPlace) -> usize {
        let class = match place.class {
            PlaceClass::Other | PlaceClass::Device => PlaceClass::Area,
            class => class,
        };
        let mut node = Node::new(self.identity(&place.source), class);
        node.words = place.names.iter().filter_map(|words| tidy_words(words)).collect();
        node.kind = tidy_kind(&place.kind).unwrap_or_else(|| class.word().to_owned());
        let about = about(&node, &place.spot);
        node.levels = self.levels(place.levels, &about);
        node.position = place.position.filter(|at| is_position(*at)).map(rounded_degrees);
        self.shape(&mut node, place, &about);
        node.altitude = place.altitude.filter(|metres| ALTITUDE_METRES.contains(metres));
        node.height = place.height.filter(|metres| HEIGHT_METRES.contains(metres) && *metres > 0.0);
        node.civic = place.civic.clone();
        self.draft.nodes.push(node);
        self.draft.nodes.len() - 1
    }

    fn device(&mut self, device: &SurveyDevice) {
        let mut node = Node::new(self.identity(&device.source), PlaceClass::Device);
        node.words = device.names.iter().filter_map(|words| tidy_words(words)).collect();
        node.kind = tidy_kind(&device.kind).unwrap_or_else(|| "device".to_owned());
        let about = about(&node, &device.spot);
        node.position = device.position.filter(|at| is_position(*at)).map(rounded_degrees);
        node.height = device.above_floor.filter(|metres| HEIGHT_METRES.contains(metres));
        for (word, value) in &device.bearers {
            match check_bearer(word, value) {
                Ok(()) => node.bearers.push((word.clone(), value.clone())),
                Err(expected) => self
                    .draft
                    .notes
                    .leave_out(about.clone(), format!("its bearer {word} {value:?}: {expected}")),
            }
        }
        let text = device.text.iter().map(|text| plain(text));
        node.text =
            text.filter(|text| !text.is_empty()).map(|text| cut(&text, TEXT_OCTETS_MAX)).collect();
        node.text.dedup();
        node.text.truncate(TEXTS_MAX);
        self.draft.nodes.push(node);
    }

    fn way(&mut self, exit: &SurveyExit, nodes: &HashMap<&str, usize>) {
        let mut joins: Vec<usize> = Vec::new();
        for source in &exit.joins {
            let node = match source.as_str() {
                SITE => Some(SITE_NODE),
                source => nodes.get(source).copied(),
            };
            if let Some(node) = node.filter(|node| !joins.contains(node)) {
                joins.push(node);
            }
        }
        let source = self.identity(&exit.source);
        let levels = self.levels(exit.levels, &exit.spot);
        self.draft.ways.push(Way {
            source,
            fate: Fate::Surveyed,
            joins,
            kind: tidy_kind(&exit.kind).unwrap_or_else(|| "door".to_owned()),
            position: exit.position.filter(|at| is_position(*at)).map(rounded_degrees),
            outline: exit.outline.iter().copied().filter(|at| is_position(*at)).collect(),
            levels,
            is_one_way: exit.is_one_way,
            earlier: None,
        });
    }

    /// An identity that nothing else has. An importer gives no identity twice; one that did would
    /// still not mix up two things.
    fn identity(&mut self, source: &str) -> Option<String> {
        let mut own = plain(source);
        if own.len() > SOURCE_OCTETS_MAX || own.is_empty() {
            let sum = super::snapshot::digest(own.as_bytes());
            own = format!("{}~{sum}", cut(&own, SOURCE_OCTETS_MAX - 32));
        }
        let mut free = own.clone();
        let mut number = 2_usize;
        while !self.taken.insert(free.clone()) {
            free = format!("{}~{number}", cut(&own, SOURCE_OCTETS_MAX - 24));
            number += 1;
        }
        Some(free)
    }

    fn levels(&mut self, levels: Option<Levels>, about: &str) -> Option<Levels> {
        let levels = levels?;
        if levels.lowest() >= -LEVEL_MAX && levels.highest() <= LEVEL_MAX {
            return Some(levels);
        }
        let text = format!("its level; a plan has levels from -{LEVEL_MAX} to {LEVEL_MAX}");
        self.draft.notes.leave_out(about, text);
        None
    }

    fn shape(&mut self, node: &mut Node, place: &SurveyPlace, about: &str) {
        let clean = clean(&place.shape);
        let notes = &mut self.draft.notes;
        match clean.mending {
            Some(Mending::Thinned) => notes.guess(about, "its shape without its finest corners"),
            Some(Mending::Split) => {
                notes.guess(about, "its shape, which crosses or touches itself, split there")
            }
            Some(Mending::Outlined) => {
                notes.guess(about, "its convex outline for a shape that crosses itself")
            }
            None => {}
        }
        if let Some(error) = clean.refused {
            let which = if clean.rings.is_empty() { "its shape" } else { "a part of its shape" };
            notes.leave_out(about, format!("{which}: {error}"));
        }
        node.ground = self.draft.plane.ground(&clean.rings);
        node.shape = clean.rings;
        // A shape that could not be kept still says where its place is.
        if node.shape.is_empty() && place.position.is_none() {
            let corners = place.shape.iter().flatten().flatten().copied();
            node.position = middle(corners).map(rounded_degrees);
        }
    }
}

/// What a message calls a thing.
fn about(node: &Node, spot: &str) -> String {
    match spot {
        "" => node.title(),
        spot => format!("{} ({spot})", node.title()),
    }
}

/// Words without controls and double spaces, short enough for a record.
pub(super) fn tidy_words(words: &str) -> Option<String> {
    let words = cut(&plain(words), WORDS_OCTETS_MAX);
    (!words.is_empty()).then_some(words)
}

/// Text on one line: every run of spaces and controls is one space.
fn plain(text: &str) -> String {
    let is_gap = |c: char| c.is_whitespace() || c.is_control();
    text.split(is_gap).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// At most so many octets, ending between characters.
pub(super) fn cut(text: &str, octets: usize) -> String {
    let end = (0..=octets.min(text.len())).rev().find(|at| text.is_char_boundary(*at));
    text[..end.unwrap_or(0)].trim_end().to_owned()
}

/// A kind as plans write it: small letters, digits and single hyphens.
fn tidy_kind(kind: &str) -> Option<String> {
    let words = kind.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let kind = words.collect::<Vec<_>>().join("-").to_ascii_lowercase();
    let kind = cut(&kind, KIND_OCTETS_MAX).trim_end_matches('-').to_owned();
    (!kind.is_empty()).then_some(kind)
}

/// The middle of all that has a position.
fn middle_of(survey: &Survey) -> Option<Degrees> {
    let places = survey.places.iter();
    let corners = places.clone().flat_map(|place| place.shape.iter().flatten().flatten().copied());
    let positions = places.filter_map(|place| place.position);
    let devices = survey.devices.iter().filter_map(|device| device.position);
    let exits = survey.exits.iter().filter_map(|exit| exit.position);
    middle(corners.chain(positions).chain(devices).chain(exits))
}

/// The middle of the box around positions, the short way round the Earth.
fn middle(positions: impl Iterator<Item = Degrees>) -> Option<Degrees> {
    let mut positions = positions.filter(|at| is_position(*at));
    let first = positions.next()?;
    let east_of = |longitude: f64| match longitude - first[1] {
        east if east > 180.0 => east - 360.0,
        east if east < -180.0 => east + 360.0,
        east => east,
    };
    let (mut low, mut high) = ([first[0], 0.0], [first[0], 0.0]);
    for [latitude, longitude] in positions {
        let at = [latitude, east_of(longitude)];
        low = [low[0].min(at[0]), low[1].min(at[1])];
        high = [high[0].max(at[0]), high[1].max(at[1])];
    }
    let longitude = first[1] + low[1].midpoint(high[1]);
    let longitude = match longitude {
        far if far > 180.0 => far - 360.0,
        far if far < -180.0 => far + 360.0,
        near => near,
    };
    Some([low[0].midpoint(high[0]), longitude])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_kinds_are_made_fit() {
        assert_eq!(tidy_words("  Meeting\n\t 1\u{7} "), Some("Meeting 1".to_owned()));
        assert_eq!(tidy_words(" \u{0} "), None);
        assert!(tidy_words(&"é".repeat(300)).unwrap().len() <= WORDS_OCTETS_MAX);
        assert_eq!(tidy_kind("Meeting_Room!"), Some("meeting-room".to_owned()));
        assert_eq!(tidy_kind("会议室"), None);
    }

    #[test]
    fn the_middle_goes_the_short_way_round() {
        let middle = middle([[10.0, 179.0], [12.0, -179.0]].into_iter()).unwrap();
        assert!((middle[0] - 11.0).abs() < 1e-9 && (middle[1].abs() - 180.0).abs() < 1e-9);
        assert_eq!(middle_of(&Survey::default()), None);
    }
}
