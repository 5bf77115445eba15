//! The draft goes into the files: new things are added, what the source changed is changed in place,
//! what is gone is taken out. Nothing else is touched.

use std::collections::HashMap;

use libsns::plan::ROOT_FILE;
use libsns::record::PlaceClass;
use serde_json::Value;

use super::diff::ChangeSort;
use super::documents::{At, Document, Entry};
use super::features::FeatureFile;
use super::keys::{Told, merge_keys, write};
use super::model::{Draft, Fate, SITE_NODE, shown_label};
use super::names::label;
use super::reconcile::Reconciled;
use super::snapshot::{Imported, Things};
use super::written::{Keys, is_same, json_of, keys_of_name, keys_of_node, shown};

/// The files in the making.
pub(super) struct Merge<'m> {
    pub(super) draft: &'m Draft,
    pub(super) documents: Vec<Document>,
    pub(super) features: Vec<FeatureFile>,
    /// Paths at which other files of the plan stand.
    pub(super) other_paths: Vec<String>,
    /// What the import before said; none where that is not known.
    pub(super) then: Option<Things>,
    /// What this one says.
    pub(super) now: Things,
    /// What was in the plan before; none for a new plan.
    pub(super) past: Option<Past>,
    pub(super) reconciled: Reconciled,
    /// Where each node is written.
    pub(super) places: HashMap<usize, (usize, At)>,
    /// The nodes that each way joins in the end.
    pub(super) joins: HashMap<usize, Vec<usize>>,
}

/// What was in the plan before, by the indices of its things and exits.
pub(super) struct Past {
    pub(super) things: Vec<PastThing>,
    /// The identity of each exit, and the nodes it joined.
    pub(super) exits: Vec<(Option<String>, Vec<usize>)>,
}

/// A thing as it was.
pub(super) struct PastThing {
    pub(super) source: Option<String>,
    pub(super) name: String,
    pub(super) label: String,
    /// The node that held it, and its path.
    pub(super) parent: usize,
    pub(super) parent_path: String,
    /// Of its shape, in square metres.
    pub(super) area: f64,
    /// On the plane.
    pub(super) middle: Option<[f64; 2]>,
    /// The digest of its shape.
    pub(super) digest: Option<String>,
}

impl Merge<'_> {
    /// Brings all files to what the draft says.
    pub(super) fn run(&mut self) {
        self.own_nodes();
        let mut moved = self.take_out();
        self.index();
        self.merge_site();
        for at in in_reading_order(self.draft) {
            match self.draft.nodes[at].fate {
                Fate::Surveyed => self.merge_node(at, moved.remove(&at)),
                Fate::Retained => self.carry_over(self.draft.nodes[at].source.as_deref()),
                Fate::Vanished | Fate::Dropped => {}
            }
        }
        self.carry_over_left_out();
        self.merge_ways();
        self.merge_shapes();
        self.mend_references();
        self.drop_empty();
    }

    /// Entries are owned by things and exits of the plan of before; from here on by nodes and ways.
    fn own_nodes(&mut self) {
        let ways = self.draft.ways.iter().enumerate();
        let ways: HashMap<usize, usize> =
            ways.filter_map(|(at, way)| Some((way.earlier?, at))).collect();
        let node_of = &self.reconciled.node_of;
        for document in &mut self.documents {
            document.inside = node_of.get(document.inside).copied().unwrap_or(SITE_NODE);
            for at in document.things() {
                if let Some(entry) = document.entry_mut(at) {
                    entry.owner = entry.owner.map(|thing| node_of[thing]);
                }
            }
            for exit in &mut document.exits {
                exit.owner = exit.owner.and_then(|exit| ways.get(&exit).copied());
            }
        }
        for line in self.features.iter_mut().flat_map(|file| &mut file.lines) {
            line.owner = line.owner.map(|thing| node_of[thing]);
        }
    }

    /// Takes out what the plan shall not have, and gives back what shall stand elsewhere.
    fn take_out(&mut self) -> HashMap<usize, Entry> {
        let draft = self.draft;
        let is_dropped = |node: usize| !draft.nodes[node].is_kept();
        let moves = |node: usize| {
            let was =
                draft.nodes[node].earlier.and_then(|thing| self.past.as_ref()?.things.get(thing));
            draft.nodes[node].fate == Fate::Surveyed
                && was.is_some_and(|was| was.parent != draft.nodes[node].parent)
        };
        let mut taken = Vec::new();
        for document in &mut self.documents {
            taken.extend(document.take(|entry| {
                entry
                    .owner
                    .is_some_and(|node| node != SITE_NODE && (is_dropped(node) || moves(node)))
            }));
            let count = document.exits.len();
            let is_kept =
                |entry: &Entry| entry.owner.is_none_or(|way| draft.ways[way].fate != Fate::Dropped);
            document.exits.retain(is_kept);
            document.is_changed |= count != document.exits.len();
        }
        for file in &mut self.features {
            let count = file.lines.len();
            file.lines.retain(|line| !line.owner.is_some_and(is_dropped));
            file.is_changed |= count != file.lines.len();
        }
        let kept =
            taken.into_iter().filter(|entry| entry.owner.is_some_and(|node| !is_dropped(node)));
        kept.filter_map(|entry| Some((entry.owner?, entry))).collect()
    }

    /// Finds where each node is written.
    fn index(&mut self) {
        for (at, document) in self.documents.iter().enumerate() {
            for place in document.things() {
                let owner = document.entry(place).and_then(|entry| entry.owner);
                self.places.extend(owner.map(|node| (node, (at, place))));
            }
        }
    }

    /// One place or device that the source has.
    fn merge_node(&mut self, at: usize, moved: Option<Entry>) {
        let now = keys_of_node(self.draft, at);
        let (names, others): (Keys, Keys) = now.into_iter().partition(|(key, _)| is_name_key(key));
        let then = self.said_then(at).cloned();
        self.remember(at, then.as_ref(), &others);
        let Some(place) = self.places.get(&at).copied() else {
            let mut entry = moved.unwrap_or_else(|| Entry::new(at));
            let is_new = self.draft.nodes[at].earlier.is_none();
            if is_new {
                names
                    .iter()
                    .chain(&others)
                    .for_each(|(key, value)| write(&mut entry.table, key, Some(value)));
                if self.past.is_some() {
                    self.reconciled.tell(self.draft, at, ChangeSort::Added);
                }
            } else {
                self.merge_entry(at, &mut entry, then.as_ref(), &names, &others);
                self.tell_rehung(at);
            }
            return self.insert(at, entry);
        };
        // Taken out for a moment, so that it and what is told of it can be held at once.
        let Some(entry) = self.documents[place.0].entry_mut(place.1) else { return };
        let mut entry = std::mem::replace(entry, Entry::new(at));
        let is_changed = self.merge_entry(at, &mut entry, then.as_ref(), &names, &others);
        self.documents[place.0].is_changed |= is_changed;
        if let Some(hole) = self.documents[place.0].entry_mut(place.1) {
            *hole = entry;
        }
    }

    /// Brings the keys of one entry to what the draft says; true where any was written.
    fn merge_entry(
        &mut self,
        at: usize,
        entry: &mut Entry,
        then: Option<&Imported>,
        names: &Keys,
        others: &Keys,
    ) -> bool {
        let mut is_changed = false;
        let node = &self.draft.nodes[at];
        let was = node.earlier.and_then(|thing| self.past.as_ref()?.things.get(thing));
        if let Some(was) = was.filter(|was| was.name != node.name || was.label != node.label) {
            let from = was.name.clone();
            for key in ["name", "label"] {
                let value = names.iter().find(|(own, _)| *own == key).map(|(_, value)| value);
                write(&mut entry.table, key, value);
            }
            is_changed = true;
            self.reconciled.tell(self.draft, at, ChangeSort::Renamed { from });
        }
        let aliases = names.iter().find(|(own, _)| *own == "aliases").map(|(_, value)| value);
        let written = entry.table.get("aliases").map(json_of);
        let is_same_aliases = match (aliases, &written) {
            (Some(aliases), Some(written)) => is_same(aliases, written),
            (aliases, written) => aliases.is_none() && written.is_none(),
        };
        if !is_same_aliases {
            write(&mut entry.table, "aliases", aliases);
            is_changed = true;
        }
        let then = then.map(|then| {
            let keys = then.keys.iter().filter(|(key, _)| !is_name_key(key));
            keys.map(|(key, value)| (key.clone(), value.clone())).collect()
        });
        let told =
            merge_keys(&mut entry.table, then.as_ref(), others, self.reconciled.takes_source);
        is_changed |= told.iter().any(|told| told.is_written);
        self.tell_keys(at, told);
        is_changed
    }

    /// What the import before said of a node, by the identity it had then.
    pub(super) fn said_then(&self, at: usize) -> Option<&Imported> {
        let then = self.then.as_ref()?;
        let node = &self.draft.nodes[at];
        let old = node.earlier.and_then(|thing| self.past.as_ref()?.things[thing].source.as_ref());
        then.get(old.or(node.source.as_ref())?)
    }

    /// Notes for the next import what this one says of a node.
    fn remember(&mut self, at: usize, then: Option<&Imported>, others: &Keys) {
        let node = &self.draft.nodes[at];
        let Some(source) = node.source.clone() else { return };
        let was = node.earlier.and_then(|thing| self.past.as_ref()?.things.get(thing));
        let is_as_it_was = was.is_some_and(|was| was.name == node.name && was.label == node.label);
        let mut keys: std::collections::BTreeMap<String, Value> =
            others.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect();
        let said = then.filter(|then| is_as_it_was && then.words == node.words);
        match said {
            Some(said) => {
                let names = said.keys.iter().filter(|(key, _)| is_name_key(key));
                keys.extend(names.map(|(key, value)| (key.clone(), value.clone())));
            }
            // A person's name stays; the source's own is what it must be told from.
            None if is_as_it_was && (then.is_some() || !super::names::is_made_of(node)) => {
                let best = node.words.iter().find(|words| label(words).is_some());
                keys.extend(best.map(|words| ("name".to_owned(), Value::from(words.as_str()))));
            }
            None => {
                let names = keys_of_name(node, false).into_iter();
                keys.extend(names.map(|(key, value)| (key.to_owned(), value)));
            }
        }
        let parent = self.reconciled.source_parents.get(at).copied().unwrap_or(node.parent);
        let shape = (!node.shape.is_empty()).then(|| super::features::rings_digest(&node.shape));
        let links = vec![self.draft.identity(parent)];
        self.now.insert(source, Imported { words: node.words.clone(), links, keys, shape });
    }

    /// What another import said of a thing is still what it said.
    pub(super) fn carry_over(&mut self, source: Option<&str>) {
        let Some(source) = source.filter(|source| !self.reconciled.is_spoken_of(Some(source)))
        else {
            return;
        };
        let said = self.then.as_ref().and_then(|then| then.get(source));
        self.now.extend(said.map(|said| (source.to_owned(), said.clone())));
    }

    /// What a person took out of the plan stays known, as long as a source has it.
    fn carry_over_left_out(&mut self) {
        let Some(then) = &self.then else { return };
        let out = self
            .draft
            .nodes
            .iter()
            .filter(|node| node.fate == Fate::Dropped && node.earlier.is_none());
        let sources = out.filter_map(|node| node.source.as_ref());
        let ways =
            self.draft.ways.iter().filter(|way| way.fate == Fate::Dropped && way.earlier.is_none());
        let sources = sources.chain(ways.filter_map(|way| way.source.as_ref()));
        let out: Vec<_> = sources
            .filter_map(|source| Some((source.clone(), then.get(source)?.clone())))
            .collect();
        self.now.extend(out);
        // What other imports gave and a person took out is theirs to remember.
        let others = then.iter().filter(|(source, _)| {
            *source != crate::survey::SITE && !self.reconciled.is_spoken_of(Some(source))
        });
        let others: Vec<_> = others.map(|(source, said)| (source.clone(), said.clone())).collect();
        for (source, said) in others {
            self.now.entry(source).or_insert(said);
        }
    }

    /// Tells what became of a thing's keys.
    pub(super) fn tell_keys(&mut self, at: usize, told: Vec<Told>) {
        if self.past.is_none() {
            return;
        }
        // That an export gave new identities is told once, not of each thing.
        for told in told.into_iter().filter(|told| told.key != "source") {
            let (plan, now) = (shown(told.plan.as_ref()), shown(told.now.as_ref()));
            let sort = match (told.is_written, told.key.as_str(), told.word) {
                (true, key, super::reconcile::Word::Source) => match key {
                    "name" => ChangeSort::Renamed { from: plan },
                    "kind" => ChangeSort::Rekinded { from: plan, to: now },
                    "position" if let Some(metres) = self.metres_between(&told) => {
                        ChangeSort::Moved { metres }
                    }
                    key => ChangeSort::Set { key: key.to_owned(), from: plan, to: now },
                },
                (_, key, word) => {
                    self.reconciled.tell_word(self.draft, at, word, key, plan, now);
                    continue;
                }
            };
            self.reconciled.tell(self.draft, at, sort);
        }
    }

    /// How far apart two positions are.
    fn metres_between(&self, told: &Told) -> Option<f64> {
        let point = |value: &Option<Value>| {
            let value = value.as_ref()?;
            Some(self.draft.plane.point([value.get(0)?.as_f64()?, value.get(1)?.as_f64()?]))
        };
        Some(super::ground::distance(point(&told.plan)?, point(&told.now)?))
    }

    fn tell_rehung(&mut self, at: usize) {
        let node = &self.draft.nodes[at];
        let was = node.earlier.and_then(|thing| self.past.as_ref()?.things.get(thing));
        let Some(from) = was.map(|was| was.parent_path.clone()) else { return };
        let to = self.draft.path(node.parent);
        self.reconciled.tell(self.draft, at, ChangeSort::Rehung { from, to });
    }

    /// Writes an entry where its node belongs.
    fn insert(&mut self, at: usize, entry: Entry) {
        let parent = self.draft.nodes[at].parent;
        if self.draft.nodes[at].is_device()
            && let Some(&(document, At::Place(place))) = self.places.get(&parent)
            && let Some(holder) = self.documents[document].places.get_mut(place)
        {
            holder.devices.push(Entry { table: without_position(entry.table), ..entry });
            let inner = At::Inner(place, holder.devices.len() - 1);
            self.documents[document].is_changed = true;
            self.places.insert(at, (document, inner));
            return;
        }
        let index = self.document_for(parent);
        let document = &mut self.documents[index];
        document.is_changed = true;
        let mut entry = entry;
        entry.table = without_position(entry.table);
        entry.devices.iter_mut().for_each(|device| device.table.set_position(None));
        let is_device = self.draft.nodes[at].is_device();
        let list = if is_device { &mut document.devices } else { &mut document.places };
        for (inner, device) in entry.devices.iter().enumerate() {
            self.places
                .extend(device.owner.map(|node| (node, (index, At::Inner(list.len(), inner)))));
        }
        let place = if is_device { At::Device(list.len()) } else { At::Place(list.len()) };
        list.push(entry);
        self.places.insert(at, (index, place));
    }

    /// The file for what stands in a place: that of its level, else `plan.toml`.
    pub(super) fn document_for(&mut self, parent: usize) -> usize {
        let level = self.draft.around(parent, PlaceClass::Level);
        let is_of = |document: &Document| match level {
            Some(level) => document.inside == level && document.path != ROOT_FILE,
            None => document.path == ROOT_FILE,
        };
        if let Some(index) = self.documents.iter().position(is_of) {
            return index;
        }
        let stem = level.map_or_else(|| "places".to_owned(), |level| self.stem_of(level));
        let path = self.free_path(&stem, ".toml");
        let mut document = Document::new(path, "");
        document.inside = level.unwrap_or(SITE_NODE);
        if let Some(level) = level {
            let head = format!("# {}.\n\n", comment(&self.draft.nodes[level].name));
            let inside = self.draft.path(level);
            document.root.insert("in", toml_edit::value(inside));
            if let Some(mut key) = document.root.key_mut("in") {
                key.leaf_decor_mut().set_prefix(head);
            }
        }
        self.documents.push(document);
        self.documents.len() - 1
    }

    /// The file of a level is named by its label, in a directory for each of several buildings.
    fn stem_of(&self, level: usize) -> String {
        let chain = self.draft.ancestry(level);
        let labels = chain.iter().rev().filter(|at| **at != SITE_NODE);
        labels.map(|at| shown_label(&self.draft.nodes[*at].label)).collect::<Vec<_>>().join("/")
    }

    /// A path that no file of the plan has.
    pub(super) fn free_path(&self, stem: &str, ending: &str) -> String {
        let is_taken = |path: &String| {
            self.documents.iter().any(|document| document.path == *path)
                || self.features.iter().any(|file| file.path == *path)
                || self.other_paths.contains(path)
        };
        let paths = (1_usize..).map(|number| match number {
            1 => format!("{stem}{ending}"),
            number => format!("{stem}-{number}{ending}"),
        });
        paths.into_iter().find(|path| !is_taken(path)).unwrap_or_default()
    }
}

/// True for the keys that make a name.
pub(super) fn is_name_key(key: &str) -> bool {
    matches!(key, "name" | "label" | "aliases")
}

/// Words that can stand in a comment of one line.
pub(super) fn comment(words: &str) -> String {
    words.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// A table that is printed after those before it in its list, not where it once stood.
fn without_position(mut table: toml_edit::Table) -> toml_edit::Table {
    table.set_position(None);
    table
}

/// The nodes as people read them: each place with what stands in it; levels from the lowest, others by
/// their names, numbers in them counted.
pub(super) fn in_reading_order(draft: &Draft) -> Vec<usize> {
    let mut children = draft.children();
    for own in &mut children {
        own.sort_by_cached_key(|at| {
            let node = &draft.nodes[*at];
            let level = node.levels.filter(|_| node.class == PlaceClass::Level).map(|l| l.lowest());
            let rank = match node.class {
                PlaceClass::Building => 0,
                PlaceClass::Level => 1,
                PlaceClass::Device => 3,
                _ => 2,
            };
            (rank, level, natural(&shown_label(&node.label)), *at)
        });
    }
    let mut order = Vec::with_capacity(draft.nodes.len());
    let mut pending: Vec<usize> = children[SITE_NODE].iter().rev().copied().collect();
    while let Some(at) = pending.pop() {
        order.push(at);
        pending.extend(children[at].iter().rev());
    }
    order
}

/// A label cut into words and numbers, so that `room-9` comes before `room-10`.
fn natural(label: &str) -> Vec<(String, u64)> {
    let mut parts: Vec<(String, u64)> = vec![(String::new(), 0)];
    let mut is_number = false;
    for c in label.chars() {
        match c.to_digit(10) {
            Some(digit) => {
                is_number = true;
                if let Some(last) = parts.last_mut() {
                    last.1 = last.1.saturating_mul(10).saturating_add(digit.into());
                }
            }
            None => {
                if std::mem::take(&mut is_number) {
                    parts.push((String::new(), 0));
                }
                if let Some(last) = parts.last_mut() {
                    last.0.push(c);
                }
            }
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_read_as_people_count() {
        let mut labels = ["room-10", "room-9", "hall", "room-9-a"];
        labels.sort_by_key(|label| natural(label));
        assert_eq!(labels, ["hall", "room-9", "room-9-a", "room-10"]);
    }
}
