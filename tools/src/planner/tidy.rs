//! A survey becomes a draft: identities told apart, words, kinds, numbers and shapes made fit for a plan.

use std::collections::{BTreeMap, HashMap, HashSet};

use libsns::geometry::{Degrees, Levels};
use libsns::plan::check_bearer;
use libsns::record::PlaceClass;

use super::extent::{Extent, middle_of};
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
pub(super) fn tidy(survey: &Survey, extent: Extent) -> (Draft, HashMap<usize, String>) {
    let mut tidy = Tidy {
        draft: Draft {
            nodes: vec![Node::new(None, PlaceClass::Site)],
            ways: Vec::new(),
            level_labels: BTreeMap::new(),
            plane: Plane::about(extent.middle),
            notes: Notes::default(),
        },
        taken: HashSet::from([SITE.to_owned()]),
        extent,
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
    /// Where things may lie.
    extent: Extent,
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
        node.position = self.position(place.position, &about);
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
        node.position = self.position(device.position, &about);
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
        let position = self.position(exit.position, &exit.source);
        self.draft.ways.push(Way {
            source,
            fate: Fate::Surveyed,
            joins,
            kind: tidy_kind(&exit.kind).unwrap_or_else(|| "door".to_owned()),
            position,
            outline: exit.outline.iter().copied().filter(|at| self.extent.holds(*at)).collect(),
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

    /// A position as plans write it, where it is one of this site.
    fn position(&mut self, at: Option<Degrees>, about: &str) -> Option<Degrees> {
        let at = at.filter(|at| is_position(*at))?;
        if let Some(kilometres) = self.extent.beyond(std::iter::once(at)) {
            self.draft.notes.leave_out(about, far_off("position", kilometres));
            return None;
        }
        Some(rounded_degrees(at))
    }

    fn shape(&mut self, node: &mut Node, place: &SurveyPlace, about: &str) {
        if let Some(kilometres) =
            self.extent.beyond(place.shape.iter().flatten().flatten().copied())
        {
            return self.draft.notes.leave_out(about, far_off("shape", kilometres));
        }
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
            node.position = middle_of(&place.shape).map(rounded_degrees);
        }
    }
}

/// What is said of what lies too far from everything else.
fn far_off(what: &str, kilometres: f64) -> String {
    format!(
        "its {what}, {kilometres:.0} km from the site: digits or latitude and longitude are mixed up"
    )
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
}
