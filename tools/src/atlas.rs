//! A building with its graph, from a plan or from records: what routes are found in, and how places
//! are named by people.

use std::collections::{BTreeMap, HashMap};

use libsns::client::Thing;
use libsns::geometry::{Levels, Position};
use libsns::graph::{Graph, GraphExit, GraphThing};
use libsns::name::Name;
use libsns::name::place_name::{label_of_words, unicode_label};
use libsns::plan::Plan;
use libsns::record::{ExitText, PlaceClass, Record, RecordType};

use crate::walk::{Branch, DEPTH_MAX, Source, walk};

/// A building.
pub(crate) struct Atlas {
    /// Its places and devices, the site first, each after what holds it.
    pub(crate) entries: Vec<Entry>,
    /// The kind of each exit.
    pub(crate) exit_kinds: Vec<String>,
    /// What people call the levels.
    level_labels: BTreeMap<i16, String>,
    /// How far it is from one to another.
    pub(crate) graph: Graph,
}

/// A place or device.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) name: Name,
    /// The words people read.
    pub(crate) words: String,
    pub(crate) class: PlaceClass,
    /// Its own label and its aliases, in small letters.
    labels: Vec<String>,
    parent: usize,
}

/// An exit as it is read from records.
struct Joined {
    places: [usize; 2],
    kind: String,
    position: Option<Position>,
    is_one_way: bool,
}

impl Atlas {
    /// The building of a plan.
    pub(crate) fn of_plan(plan: &Plan) -> Self {
        let things = plan.things().map(|thing| Entry {
            name: thing.name().clone(),
            words: thing.words().to_owned(),
            class: thing.class(),
            labels: std::iter::once(thing.label()).chain(thing.aliases()).map(folded).collect(),
            parent: thing.parent(),
        });
        let levels = plan.things().filter_map(|thing| thing.levels());
        let levels = levels.flat_map(|levels| [levels.lowest(), levels.highest()]);
        let label = |level| Some((level, plan.level_label(level)?.to_owned()));
        Self {
            entries: things.collect(),
            exit_kinds: plan.exits().map(|exit| exit.kind().to_owned()).collect(),
            level_labels: levels.filter_map(label).collect(),
            graph: Graph::of_plan(plan),
        }
    }

    /// The building that the records of a zone tell of: all places and devices below the apex, and
    /// the exits of each place.
    pub(crate) fn of_source<S: Source>(source: &S, apex: &Name) -> Result<Self, S::Error> {
        let tree = walk(source, apex, DEPTH_MAX)?;
        let mut things = Vec::new();
        flatten(tree, 0, &mut things);
        let exits = exits(source, &things)?;
        let graph_things: Vec<GraphThing<'_>> = things.iter().map(graph_thing).collect();
        let graph_exits: Vec<GraphExit<'_>> = exits.iter().map(graph_exit).collect();
        let graph = Graph::new(&graph_things, &graph_exits);
        let level_labels = things.iter().filter_map(|(thing, _)| level_label(thing)).collect();
        let entries = things.iter().map(|(thing, parent)| entry(thing, *parent)).collect();
        let exit_kinds = exits.into_iter().map(|exit| exit.kind).collect();
        Ok(Self { entries, exit_kinds, level_labels, graph })
    }

    /// As [`Self::of_source`], for places that are going to be looked for: where one is not known by
    /// its own name, the aliases in all places are asked for.
    pub(crate) fn of_source_for<S: Source>(
        source: &S,
        apex: &Name,
        wanted: [&str; 2],
    ) -> Result<Self, S::Error> {
        let mut atlas = Self::of_source(source, apex)?;
        for typed in wanted {
            if let (Err(_), Ok(labels)) = (atlas.find(typed), labels(typed)) {
                atlas.learn_alias(source, &labels[0])?;
            }
        }
        Ok(atlas)
    }

    fn learn_alias<S: Source>(&mut self, source: &S, label: &str) -> Result<(), S::Error> {
        let mut learnt = Vec::new();
        for place in self.entries.iter().filter(|entry| entry.class != PlaceClass::Device) {
            let Ok(alias) = place.name.child(label.as_bytes()) else { continue };
            let records = source.records(&alias, RecordType::CNAME)?;
            let cnames = records.iter().filter(|record| record.rtype == RecordType::CNAME);
            let targets = cnames.filter_map(|record| Name::from_wire(&record.rdata).ok());
            let known = targets.filter_map(|to| self.entries.iter().position(|e| e.name == to));
            learnt.extend(known);
        }
        for index in learnt {
            self.entries[index].labels.push(label.to_owned());
        }
        Ok(())
    }

    /// What people call a level.
    pub(crate) fn level(&self, level: i16) -> String {
        self.level_labels.get(&level).cloned().unwrap_or_else(|| format!("level {level}"))
    }

    /// The thing that somebody means.
    ///
    /// # Errors
    /// A sentence: there is none, or there are several.
    pub(crate) fn find(&self, typed: &str) -> Result<usize, String> {
        if typed == "@" {
            return Ok(0);
        }
        if let Ok(name) = typed.parse::<Name>()
            && let Some(index) = self.entries.iter().position(|entry| entry.name == name)
        {
            return Ok(index);
        }
        let labels = labels(typed)?;
        let mut fitting: Vec<usize> =
            (1..self.entries.len()).filter(|at| self.fits(*at, &labels)).collect();
        // A whole path wins, and a place over the devices of the same name.
        let is_whole = |at: &&usize| self.entries[**at].name.label_count() == self.depth(&labels);
        if let Some(&whole) = fitting.iter().find(is_whole) {
            return Ok(whole);
        }
        let is_place = |at: &usize| self.entries[*at].class != PlaceClass::Device;
        if fitting.iter().any(is_place) {
            fitting.retain(is_place);
        }
        match fitting[..] {
            [only] => Ok(only),
            [] => Err(self.unknown(typed, &labels)),
            _ => Err(self.several(typed, &fitting)),
        }
    }

    fn depth(&self, labels: &[String]) -> usize {
        self.entries.first().map_or(0, |site| site.name.label_count()) + labels.len()
    }

    /// True where a thing and what is around it have these labels.
    fn fits(&self, index: usize, labels: &[String]) -> bool {
        let mut at = index;
        labels.iter().all(|label| {
            let entry = &self.entries[at];
            let is_fit = at != 0 && entry.labels.contains(label);
            at = entry.parent;
            is_fit
        })
    }

    fn several(&self, typed: &str, fitting: &[usize]) -> String {
        let paths: Vec<String> = fitting.iter().take(4).map(|at| self.path(*at)).collect();
        let more = if fitting.len() > 4 { ", ..." } else { "" };
        format!("{typed:?} could be any of {}{more}; write more of it", paths.join(", "))
    }

    fn unknown(&self, typed: &str, labels: &[String]) -> String {
        let known = self.entries.iter().skip(1).flat_map(|entry| &entry.labels);
        let wanted = labels.first().map_or("", String::as_str);
        let nearest = known
            .map(|label| (steps_between(wanted, label), label))
            .filter(|(steps, label)| *steps <= label.chars().count() / 3)
            .min();
        match nearest {
            Some((_, label)) => {
                format!("{typed:?} is no place here; did you mean {:?}?", unicode_label(label))
            }
            None => format!("{typed:?} is no place here; `sns tree` shows what there is"),
        }
    }

    /// A thing's path from the site, as it can be typed.
    pub(crate) fn path(&self, index: usize) -> String {
        let mut labels = Vec::new();
        let mut at = index;
        while at != 0 && labels.len() <= DEPTH_MAX {
            labels.push(self.entries[at].labels[0].as_str());
            at = self.entries[at].parent;
        }
        if labels.is_empty() { "@".to_owned() } else { labels.join(".") }
    }
}

/// The labels of a place as it was typed, by words or labels, at least one.
fn labels(typed: &str) -> Result<Vec<String>, String> {
    let labels = typed.trim_end_matches('.').split('.').map(label_of_words);
    let labels = labels.map(|label| label.map(|label| folded(&label)));
    labels.collect::<Result<_, _>>().map_err(|error| format!("{typed:?} names no place: {error}"))
}

fn folded(label: &str) -> String {
    label.to_ascii_lowercase()
}

/// Insertions, removals and changes of a character from one word to another (V. I. Levenshtein 1965).
fn steps_between(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (line, a) in one.chars().enumerate() {
        let mut before = row[0];
        row[0] = line + 1;
        for (at, b) in other.iter().enumerate() {
            let change = before + usize::from(a != *b);
            before = row[at + 1];
            row[at + 1] = change.min(before + 1).min(row[at] + 1);
        }
    }
    row.last().copied().unwrap_or(0)
}

/// The things of a tree with their parents, each after what holds it.
fn flatten(branch: Branch, parent: usize, things: &mut Vec<(Thing, usize)>) {
    let own = things.len();
    things.push((branch.thing, parent));
    for below in branch.below {
        flatten(below, own, things);
    }
}

fn entry(thing: &Thing, parent: usize) -> Entry {
    let label = thing.name.labels().next().unwrap_or_default();
    let label = folded(&String::from_utf8_lossy(label));
    let words = thing.display();
    Entry {
        name: thing.name.clone(),
        words: if words.is_empty() { unicode_label(&label) } else { words.to_owned() },
        class: thing.class(),
        labels: vec![label],
        parent,
    }
}

fn graph_thing((thing, parent): &(Thing, usize)) -> GraphThing<'_> {
    GraphThing {
        parent: *parent,
        class: thing.class(),
        kind: thing.kind(),
        levels: thing.levels(),
        position: thing.position.unwrap_or_else(nowhere),
        shape: thing.shape(),
    }
}

/// For a thing that says nothing of where it is.
fn nowhere() -> Position {
    Position::from_degrees(0.0, 0.0).unwrap_or_else(|_| unreachable!("0 is a latitude"))
}

fn graph_exit(exit: &Joined) -> GraphExit<'_> {
    GraphExit {
        places: exit.places.to_vec(),
        kind: &exit.kind,
        is_one_way: exit.is_one_way,
        position: exit.position,
    }
}

fn level_label(thing: &Thing) -> Option<(i16, String)> {
    let place = thing.place.as_ref().filter(|place| !place.level_label.is_empty())?;
    Some((place.levels.map(Levels::lowest)?, place.level_label.clone()))
}

/// The exits of all places. A way that leads back the same way is one exit for both.
fn exits<S: Source>(source: &S, things: &[(Thing, usize)]) -> Result<Vec<Joined>, S::Error> {
    let by_name: HashMap<&Name, usize> =
        things.iter().enumerate().map(|(index, (thing, _))| (&thing.name, index)).collect();
    let mut joined: Vec<Joined> = Vec::new();
    let mut open: HashMap<([usize; 2], String, Option<Position>), usize> = HashMap::new();
    for (from, (thing, _)) in things.iter().enumerate() {
        if thing.class() == PlaceClass::Device {
            continue;
        }
        for exit in ways_out(source, &thing.name)? {
            let Some(&to) = by_name.get(&exit.to).filter(|to| **to != from) else { continue };
            let back = ([to, from], exit.kind.clone(), exit.position);
            if let Some(other) = open.remove(&back) {
                joined[other].is_one_way = false;
                continue;
            }
            open.insert(([from, to], exit.kind.clone(), exit.position), joined.len());
            let ExitText { kind, position, .. } = exit;
            joined.push(Joined { places: [from, to], kind, position, is_one_way: true });
        }
    }
    Ok(joined)
}

/// The ways out of a place: what its TXT records tell, and [S-4] doors where they say nothing.
fn ways_out<S: Source>(source: &S, place: &Name) -> Result<Vec<ExitText>, S::Error> {
    let Ok(owner) = place.child(b"_exits") else { return Ok(Vec::new()) };
    let pointers = source.records(&owner, RecordType::PTR)?;
    if pointers.is_empty() {
        return Ok(Vec::new());
    }
    let texts = source.records(&owner, RecordType::TXT)?;
    let of_type = |records: &[Record], rtype| {
        let own = records.iter().filter(move |record| record.rtype == rtype);
        own.map(|record| record.rdata.clone()).collect::<Vec<_>>()
    };
    let mut exits: Vec<ExitText> =
        of_type(&texts, RecordType::TXT).iter().filter_map(|data| ExitText::decode(data)).collect();
    let targets: Vec<Name> = of_type(&pointers, RecordType::PTR)
        .iter()
        .filter_map(|data| Name::from_wire(data).ok())
        .collect();
    exits.retain(|exit| targets.contains(&exit.to));
    for to in targets {
        if !exits.iter().any(|exit| exit.to == to) {
            exits.push(ExitText { to, kind: "door".into(), position: None });
        }
    }
    Ok(exits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_are_nearly_right_are_near() {
        assert_eq!(
            [
                steps_between("cafe", "cafe"),
                steps_between("cafe", "caffee"),
                steps_between("", "abc")
            ],
            [0, 2, 3]
        );
    }
}
