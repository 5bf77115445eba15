//! Exits, shapes and references in the files: brought to what the draft says.

use std::collections::HashMap;

use libsns::plan::ROOT_FILE;
use libsns::record::PlaceClass;
use serde_json::{Value, json};
use toml_edit::{Item, Table};

use super::diff::ChangeSort;
use super::documents::{Document, Entry};
use super::features::{FeatureFile, Line, rings_digest};
use super::ground::distance;
use super::keys::{merge_keys, write};
use super::merge::{Merge, in_reading_order};
use super::model::{Fate, SITE_NODE};
use super::reconcile::{SHAPE_KEYS, Word, whose_word};
use super::references::References;
use super::snapshot::Imported;
use super::written::keys_of_way;

/// How far something must move, in metres, and change its area, in square metres, to be told of.
const MOVED_METRES: f64 = 0.01;
const RESHAPED_SQUARE_METRES: f64 = 0.05;

impl Merge<'_> {
    /// Brings the exits to what the draft says.
    pub(super) fn merge_ways(&mut self) {
        let written: HashMap<usize, (usize, usize)> = (0..self.documents.len())
            .flat_map(|document| {
                let exits = self.documents[document].exits.iter().enumerate();
                exits
                    .filter_map(move |(at, exit)| Some((exit.owner?, (document, at))))
                    .collect::<Vec<_>>()
            })
            .collect();
        let mut order: Vec<usize> = (0..self.draft.ways.len()).collect();
        order.sort_by_cached_key(|way| {
            let way = &self.draft.ways[*way];
            let paths: Vec<String> = way.joins.iter().map(|node| self.draft.path(*node)).collect();
            (paths, way.source.clone())
        });
        for at in order {
            let way = &self.draft.ways[at];
            self.joins.insert(at, way.joins.clone());
            match way.fate {
                Fate::Surveyed => match written.get(&at) {
                    Some(&(document, exit)) => self.merge_way(at, document, exit),
                    None => self.add_way(at),
                },
                Fate::Retained => self.carry_over(way.source.as_deref()),
                Fate::Vanished | Fate::Dropped => {}
            }
        }
    }

    /// An exit that the plan has.
    fn merge_way(&mut self, at: usize, document: usize, exit: usize) {
        let draft = self.draft;
        let way = &draft.ways[at];
        let past = way.earlier.and_then(|exit| self.past.as_ref()?.exits.get(exit));
        let (old, plan) = past.cloned().unwrap_or_default();
        let then = old.or_else(|| way.source.clone());
        let then = then.and_then(|source| self.then.as_ref()?.get(&source)).cloned();
        let said = then.as_ref().map(|then| {
            let links = then.links.iter().map(|link| self.reconciled.nodes.get(link).copied());
            links.map(|node| node.unwrap_or(usize::MAX)).collect::<Vec<_>>()
        });
        let word = whose_word(said.as_ref(), &plan, &way.joins, |a, b| a == b);
        let is_taken =
            word == Word::Source || (word == Word::Conflict && self.reconciled.takes_source);
        let keys = keys_of_way(way);
        let entry = &mut self.documents[document].exits[exit];
        let told = merge_keys(
            &mut entry.table,
            then.as_ref().map(|then| &then.keys),
            &keys,
            self.reconciled.takes_source,
        );
        let mut is_changed = told.iter().any(|told| told.is_written);
        if is_taken {
            let paths: Vec<String> = way.joins.iter().map(|node| draft.path(*node)).collect();
            write(&mut entry.table, "joins", Some(&json!(paths)));
            is_changed = true;
        } else if word != Word::Same {
            self.joins.insert(at, plan.clone());
        }
        self.documents[document].is_changed |= is_changed;
        self.remember_way(at);
        let titles = |nodes: &[usize]| {
            nodes.iter().map(|node| draft.nodes[*node].title()).collect::<Vec<_>>().join(" – ")
        };
        let (hand, source) = (titles(&plan), titles(&way.joins));
        let sort = match word {
            Word::Same => None,
            Word::Source => Some(ChangeSort::Rehung { from: hand, to: source }),
            Word::Hand => Some(ChangeSort::KeptByHand { key: "joins".to_owned(), hand }),
            Word::Conflict => Some(ChangeSort::Conflict {
                key: "joins".to_owned(),
                hand,
                source,
                is_source_taken: is_taken,
            }),
        };
        sort.into_iter().for_each(|sort| self.reconciled.tell_way(draft, way, sort));
        self.tell_way_keys(at, told);
    }

    fn tell_way_keys(&mut self, at: usize, told: Vec<super::keys::Told>) {
        for told in told.into_iter().filter(|told| told.key != "source") {
            let (from, to) = (
                super::written::shown(told.plan.as_ref()),
                super::written::shown(told.now.as_ref()),
            );
            let key = told.key;
            let sort = match told.word {
                Word::Same => continue,
                Word::Source => ChangeSort::Set { key, from, to },
                Word::Hand => ChangeSort::KeptByHand { key, hand: from },
                Word::Conflict => ChangeSort::Conflict {
                    key,
                    hand: from,
                    source: to,
                    is_source_taken: told.is_written,
                },
            };
            self.reconciled.tell_way(self.draft, &self.draft.ways[at], sort);
        }
    }

    /// An exit that is new.
    fn add_way(&mut self, at: usize) {
        let way = &self.draft.ways[at];
        let mut table = Table::new();
        let paths: Vec<String> = way.joins.iter().map(|node| self.draft.path(*node)).collect();
        write(&mut table, "joins", Some(&json!(paths)));
        keys_of_way(way).iter().for_each(|(key, value)| write(&mut table, key, Some(value)));
        let levels = way.joins.iter().map(|node| self.draft.around(*node, PlaceClass::Level));
        let mut levels: Vec<Option<usize>> = levels.collect();
        // What leads outside belongs to the level it leads from.
        if way.joins.contains(&SITE_NODE) && levels.iter().flatten().count() == 1 {
            levels.retain(Option::is_some);
        }
        levels.dedup();
        let home = match levels[..] {
            [Some(level)] => level,
            _ => SITE_NODE,
        };
        let index = self.document_for(home);
        let entry = Entry { table, ..Entry::new(at) };
        self.documents[index].exits.push(entry);
        self.documents[index].is_changed = true;
        self.remember_way(at);
        if self.past.is_some() {
            self.reconciled.tell_way(self.draft, way, ChangeSort::Added);
        }
    }

    fn remember_way(&mut self, at: usize) {
        let way = &self.draft.ways[at];
        let Some(source) = way.source.clone() else { return };
        let keys = keys_of_way(way).into_iter().map(|(key, value)| (key.to_owned(), value));
        let links = way.joins.iter().map(|node| self.draft.identity(*node)).collect();
        let imported = Imported { words: Vec::new(), links, keys: keys.collect(), shape: None };
        self.now.insert(source, imported);
    }

    /// Brings the shapes to what the draft says.
    pub(super) fn merge_shapes(&mut self) {
        let mut lines: HashMap<usize, Vec<(usize, usize)>> = HashMap::new();
        for (file, features) in self.features.iter().enumerate() {
            for (line, feature) in features.lines.iter().enumerate() {
                feature
                    .owner
                    .into_iter()
                    .for_each(|owner| lines.entry(owner).or_default().push((file, line)));
            }
        }
        let mut gone = Vec::new();
        let site = std::iter::once(SITE_NODE);
        for at in site.chain(in_reading_order(self.draft)) {
            if self.draft.nodes[at].fate == Fate::Surveyed {
                let own = lines.remove(&at).unwrap_or_default();
                self.merge_shape(at, &own, &mut gone);
            }
        }
        // From the end, so that the numbers of those before stay true.
        gone.sort_unstable();
        for (file, line) in gone.into_iter().rev() {
            self.features[file].lines.remove(line);
            self.features[file].is_changed = true;
        }
    }

    fn merge_shape(&mut self, at: usize, own: &[(usize, usize)], gone: &mut Vec<(usize, usize)>) {
        let node = &self.draft.nodes[at];
        let now = (!node.shape.is_empty()).then(|| rings_digest(&node.shape));
        let was = node.earlier.and_then(|thing| self.past.as_ref()?.things.get(thing));
        let mut plan = was.and_then(|was| was.digest.clone());
        if self.is_shaped_by_hand(at) {
            plan = Some("by hand".to_owned());
        }
        let then = match at {
            SITE_NODE => self.then.as_ref().and_then(|then| then.get(crate::survey::SITE)),
            at => self.said_then(at),
        };
        let word = match &self.past {
            Some(_) if node.earlier.is_some() => {
                whose_word(then.map(|then| &then.shape), &plan, &now, |a, b| a == b)
            }
            _ => Word::Source,
        };
        if !(word == Word::Source || (word == Word::Conflict && self.reconciled.takes_source))
            || plan == now
        {
            let (hand, source) = ("drawn by hand".to_owned(), "another shape".to_owned());
            return self.reconciled.tell_word(self.draft, at, word, "shape", hand, source);
        }
        let is_new = node.earlier.is_none();
        if now.is_some() {
            let line = Line::new(at, &self.draft.path(at), node.source.as_deref(), &node.shape);
            match own.first() {
                Some(&(file, first)) => {
                    self.features[file].lines[first] = line;
                    self.features[file].is_changed = true;
                }
                None => {
                    let file = self.features_for(at);
                    self.features[file].lines.push(line);
                    self.features[file].is_changed = true;
                }
            }
        }
        gone.extend(own.iter().skip(usize::from(now.is_some())));
        if self.reconciled.takes_source && self.is_shaped_by_hand(at) {
            self.unshape(at);
        }
        if !is_new && self.past.is_some() {
            self.tell_shape(at);
        }
    }

    /// True where the plan gives a shape in TOML, as only people do.
    fn is_shaped_by_hand(&self, at: usize) -> bool {
        self.table_of(at).is_some_and(|table| SHAPE_KEYS.iter().any(|key| table.contains_key(key)))
    }

    fn table_of(&self, at: usize) -> Option<&Table> {
        if at == SITE_NODE {
            let root = self.documents.iter().find(|document| document.path == ROOT_FILE)?;
            return root.root.get("site")?.as_table();
        }
        let (document, place) = self.places.get(&at)?;
        self.documents[*document].entry(*place).map(|entry| &entry.table)
    }

    /// Takes away the shape that a person gave.
    fn unshape(&mut self, at: usize) {
        let Some(&(document, place)) = self.places.get(&at) else { return };
        if let Some(entry) = self.documents[document].entry_mut(place) {
            SHAPE_KEYS.iter().for_each(|key| drop(entry.table.remove(key)));
            self.documents[document].is_changed = true;
        }
    }

    /// Tells how a shape changed.
    fn tell_shape(&mut self, at: usize) {
        let node = &self.draft.nodes[at];
        let Some(was) = node.earlier.and_then(|thing| self.past.as_ref()?.things.get(thing)) else {
            return;
        };
        let (from, to) = (was.area, node.ground.area);
        let moved = was.middle.zip(node.ground.middle()).map(|(from, to)| distance(from, to));
        let moved = moved.filter(|metres| *metres >= MOVED_METRES);
        let sorts = moved.map(|metres| ChangeSort::Moved { metres });
        let is_reshaped = (from - to).abs() >= RESHAPED_SQUARE_METRES || moved.is_none();
        let reshaped = ChangeSort::Reshaped { from_square_metres: from, to_square_metres: to };
        for sort in sorts.into_iter().chain(is_reshaped.then_some(reshaped)) {
            self.reconciled.tell(self.draft, at, sort);
        }
    }

    /// The GeoJSON beside the file in which a place is written.
    fn features_for(&mut self, at: usize) -> usize {
        let document = match at {
            SITE_NODE => None,
            at => self.places.get(&at).map(|(document, _)| *document),
        };
        let path = document.map_or(ROOT_FILE, |document| self.documents[document].path.as_str());
        // A level is written with the site; its ground lies with its rooms.
        let own = self.documents.iter().find(|document| document.inside == at && at != SITE_NODE);
        let path = own.map_or(path, |document| document.path.as_str());
        let stem = path.strip_suffix(".toml").unwrap_or(path).to_owned();
        let wanted = format!("{stem}.geojson");
        if let Some(index) = self.features.iter().position(|file| file.path == wanted) {
            return index;
        }
        let path = self.free_path(&stem, ".geojson");
        match self.features.iter().position(|file| file.path == path) {
            Some(index) => index,
            None => {
                self.features.push(FeatureFile::new(path));
                self.features.len() - 1
            }
        }
    }

    /// References that no longer lead where they led are written anew; the others stay as they are.
    pub(super) fn mend_references(&mut self) {
        let references = References::of_draft(self.draft);
        for at in 0..self.documents.len() {
            self.mend_inside(at, &references);
            let document = &mut self.documents[at];
            let inside = document.inside;
            let mut is_changed = false;
            for place in &mut document.places {
                is_changed |= mend_in(self.draft, &references, place, inside);
                let holder = place.owner.unwrap_or(SITE_NODE);
                for device in &mut place.devices {
                    is_changed |= mend_in(self.draft, &references, device, holder);
                }
            }
            for device in &mut document.devices {
                is_changed |= mend_in(self.draft, &references, device, inside);
            }
            for exit in &mut document.exits {
                let joins = exit.owner.and_then(|way| self.joins.get(&way));
                is_changed |= joins.is_some_and(|joins| {
                    self.draft.mend_joins(&references, &mut exit.table, joins)
                });
            }
            document.is_changed |= is_changed;
        }
        for file in &mut self.features {
            for line in &mut file.lines {
                let Some(owner) = line.owner else { continue };
                if references.find(&line.place, None) != Some(owner) {
                    line.rename(&self.draft.path(owner));
                    file.is_changed = true;
                }
            }
        }
    }

    /// The `in` of a whole file.
    fn mend_inside(&mut self, at: usize, references: &References) {
        let document = &mut self.documents[at];
        let Some(text) = document.root.get("in").and_then(Item::as_str) else { return };
        let ancestry = self.draft.ancestry(document.inside);
        let kept = ancestry.into_iter().find(|node| self.draft.nodes[*node].is_kept());
        let inside = kept.unwrap_or(SITE_NODE);
        if references.find(text, None) != Some(inside) {
            let path = self.draft.path(inside);
            write(document.root.as_table_mut(), "in", Some(&Value::from(path)));
            document.is_changed = true;
        }
        document.inside = inside;
    }

    /// Files in which nothing is left go; new ones are included where the plan lists its files.
    pub(super) fn drop_empty(&mut self) {
        self.documents.retain(|document| {
            document.path == ROOT_FILE || !document.is_changed || !document.is_empty()
        });
        let new: Vec<String> = self
            .documents
            .iter()
            .filter(|document| document.is_new())
            .map(|document| document.path.clone())
            .chain(self.features.iter().filter(|file| file.is_new()).map(|file| file.path.clone()))
            .collect();
        let kept: Vec<String> = self
            .documents
            .iter()
            .map(|document| document.path.clone())
            .chain(
                self.features
                    .iter()
                    .filter(|file| !file.is_changed || !file.lines.is_empty())
                    .map(|file| file.path.clone()),
            )
            .chain(self.other_paths.iter().cloned())
            .collect();
        let root = self.documents.iter_mut().find(|document| document.path == ROOT_FILE);
        let Some(root) = root else { return };
        let Some(include) = root.root.get_mut("include").and_then(Item::as_array_mut) else {
            return;
        };
        let count = include.len();
        include
            .retain(|path| path.as_str().is_none_or(|path| kept.iter().any(|kept| kept == path)));
        new.iter().for_each(|path| include.push(path.as_str()));
        root.is_changed |= count != include.len() || !new.is_empty();
    }
}

/// The `in` of an entry; true where it was written anew.
fn mend_in(
    draft: &super::model::Draft,
    references: &References,
    entry: &mut Entry,
    default: usize,
) -> bool {
    let Some(node) = entry.owner else { return false };
    let parent = draft.nodes[node].parent;
    let is_right = match entry.table.get("in").and_then(Item::as_str) {
        Some(text) => references.find(text, Some(node)) == Some(parent),
        None => default == parent,
    };
    if !is_right {
        let path = Value::from(draft.path(parent));
        let value = (default != parent).then_some(&path);
        write_after(&mut entry.table, "in", value);
    }
    !is_right
}

/// Writes a key; a new one stands behind the names, where people look for it.
fn write_after(table: &mut Table, key: &str, value: Option<&Value>) {
    let is_new = value.is_some() && !table.contains_key(key);
    write(table, key, value);
    if is_new {
        let rank = |key: &str| match key {
            "name" => 0,
            "label" => 1,
            "aliases" => 2,
            "in" => 3,
            _ => 4,
        };
        let is_ours = table.iter().all(|(_, item)| item.is_value());
        if is_ours {
            table.sort_values_by(|a, _, b, _| rank(a.get()).cmp(&rank(b.get())));
        }
    }
}

impl super::model::Draft {
    /// The references of an exit; true where any was written anew.
    fn mend_joins(&self, references: &References, table: &mut Table, joins: &[usize]) -> bool {
        let Some(texts) = table.get_mut("joins").and_then(Item::as_array_mut) else { return false };
        let mut is_changed = false;
        for (text, node) in texts.iter_mut().zip(joins) {
            if text.as_str().and_then(|text| references.find(text, None)) != Some(*node) {
                let mut path = toml_edit::Value::from(self.path(*node));
                *path.decor_mut() = text.decor().clone();
                *text = path;
                is_changed = true;
            }
        }
        is_changed
    }
}

/// The `[[shapes]]` of a document, whose places may have new names.
pub(super) fn mend_rules(document: &mut Document, find: impl Fn(&str) -> Option<String>) {
    let rules = document.root.get_mut("shapes").and_then(Item::as_array_of_tables_mut);
    for rule in rules.into_iter().flat_map(toml_edit::ArrayOfTables::iter_mut) {
        for key in ["place", "in"] {
            let new = rule.get(key).and_then(Item::as_str).and_then(&find);
            if let Some(new) = new {
                write(rule, key, Some(&Value::from(new)));
                document.is_changed = true;
            }
        }
    }
}
