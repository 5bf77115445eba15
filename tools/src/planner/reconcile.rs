//! The plan of before meets the survey: what stays, what goes, whose word counts.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use libsns::plan::{PlanExit, PlanThing};
use libsns::record::PlaceClass;
use serde_json::Value;

use super::diff::{Change, ChangeSort, Diff};
use super::documents::Entry;
use super::earlier::{Earlier, keys_of};
use super::ground::{degrees, rings_of_shape};
use super::matching::{recognise, scheme, schemes};
use super::model::{BY_HAND, Draft, Fate, Node, SITE_NODE, Way};
use super::names::label;
use super::snapshot::Imported;
use super::written::is_same;

/// The keys by which a plan gives a place its shape itself.
pub(super) const SHAPE_KEYS: [&str; 4] = ["rectangle", "corners", "outline", "radius"];

/// Whose word counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Word {
    /// Both say the same.
    Same,
    /// The source changed it and nobody else.
    Source,
    /// A person changed it, the source did not.
    Hand,
    /// Both changed it.
    Conflict,
}

/// Compares what the source said then, what the plan says, and what the source says now. Where it is
/// not known what the source said, what differs was changed by both.
pub(super) fn whose_word<T>(
    then: Option<&T>,
    plan: &T,
    now: &T,
    is_same: impl Fn(&T, &T) -> bool,
) -> Word {
    match then {
        _ if is_same(plan, now) => Word::Same,
        Some(then) if is_same(then, now) => Word::Hand,
        Some(then) if is_same(then, plan) => Word::Source,
        _ => Word::Conflict,
    }
}

/// The plan of before, bound to a draft.
pub(super) struct Reconciled {
    /// The node of each thing of the plan.
    pub(super) node_of: Vec<usize>,
    /// The node of each identity, as the snapshot writes them.
    pub(super) nodes: HashMap<String, usize>,
    /// What holds each node in the source's own words.
    pub(super) source_parents: Vec<usize>,
    /// The formats that the survey speaks of.
    schemes: BTreeSet<String>,
    /// How many things were recognised without their identity.
    pub(super) recognised: usize,
    pub(super) diff: Diff,
    /// True where the source's word counts against a person's.
    pub(super) takes_source: bool,
}

impl Reconciled {
    /// Finds the things of the survey in the plan, and adds to the draft what the survey does not
    /// speak of.
    pub(super) fn bind(
        draft: &mut Draft,
        earlier: &Earlier,
        elsewhere: &HashMap<usize, String>,
        takes_source: bool,
    ) -> Self {
        let recognised = recognise(draft, earlier);
        let mut node_of = vec![usize::MAX; earlier.plan.things().len()];
        for (at, node) in draft.nodes.iter().enumerate() {
            node.earlier.into_iter().for_each(|thing| node_of[thing] = at);
        }
        let schemes = schemes(draft);
        if draft.nodes.iter().skip(1).all(Node::is_device) {
            draft.nodes[SITE_NODE] = retained(draft, earlier.plan.thing(0), SITE_NODE);
        }
        for thing in earlier.plan.things() {
            if node_of[thing.index()] == usize::MAX {
                node_of[thing.index()] = draft.nodes.len();
                let mut node = retained(draft, thing, node_of[thing.parent()]);
                let is_gone = thing.source().is_some_and(|source| schemes.contains(scheme(source)));
                node.fate = if is_gone { Fate::Vanished } else { Fate::Retained };
                draft.nodes.push(node);
            }
        }
        for (thing, entry) in entries(earlier).things {
            draft.nodes[node_of[thing]].aliases = aliases_in(entry);
        }
        let nodes = identities(draft, earlier, &node_of);
        // What a source of this very format does not have is gone.
        let elsewhere = elsewhere.iter().filter(|(_, inside)| !schemes.contains(scheme(inside)));
        for (at, inside) in elsewhere {
            let by_path = inside.strip_prefix(BY_HAND);
            let by_path = by_path.and_then(|path| earlier.references.find(path, None));
            let found = nodes.get(inside).copied().or_else(|| by_path.map(|thing| node_of[thing]));
            let is_there = |parent: &usize| {
                let node = &draft.nodes[*parent];
                parent != at && !node.is_device() && node.may_hold()
            };
            if let Some(parent) = found.filter(is_there) {
                (draft.nodes[*at].parent, draft.nodes[*at].is_hung) = (parent, true);
            }
        }
        let (diff, source_parents) = (Diff::default(), Vec::new());
        Self { node_of, nodes, source_parents, schemes, recognised, diff, takes_source }
    }

    /// Nothing was there before.
    pub(super) fn none(draft: &Draft) -> Self {
        Self {
            node_of: Vec::new(),
            nodes: HashMap::new(),
            source_parents: draft.nodes.iter().map(|node| node.parent).collect(),
            schemes: schemes(draft),
            recognised: 0,
            diff: Diff::default(),
            takes_source: false,
        }
    }

    /// The building that the site is, where it was one before.
    pub(super) fn building(&self, draft: &Draft, earlier: &Earlier) -> Option<usize> {
        let site = earlier.plan.thing(0);
        let is_building =
            |node: &Node| node.fate == Fate::Surveyed && node.class == PlaceClass::Building;
        let all = || (1..draft.nodes.len()).filter(|at| is_building(&draft.nodes[*at]));
        let own = all().find(|at| {
            site.source().is_some() && draft.nodes[*at].source.as_deref() == site.source()
        });
        let mut unknown = all().filter(|at| draft.nodes[*at].earlier.is_none());
        let only = unknown.next().filter(|_| unknown.next().is_none());
        own.or_else(|| only.filter(|_| site.class() == PlaceClass::Building && all().count() == 1))
    }

    /// Settles what holds each thing, its name, and whether it is there at all.
    pub(super) fn settle(&mut self, draft: &mut Draft, earlier: &Earlier) {
        self.source_parents = draft.nodes.iter().map(|node| node.parent).collect();
        self.leave_out(draft, earlier);
        for at in 1..draft.nodes.len() {
            let node = &draft.nodes[at];
            if let (Fate::Surveyed, Some(thing)) = (node.fate, node.earlier) {
                self.settle_name(draft, earlier, at, thing);
                self.settle_parent(draft, earlier, at, thing);
            }
        }
        self.settle_site(draft, earlier);
    }

    /// Things of the source that a person took out of the plan.
    fn leave_out(&mut self, draft: &mut Draft, earlier: &Earlier) {
        for at in 1..draft.nodes.len() {
            let node = &draft.nodes[at];
            let is_known =
                node.source.as_deref().and_then(|source| earlier.imported(source)).is_some();
            if node.fate == Fate::Surveyed
                && node.earlier.is_none()
                && is_known
                && !self.takes_source
            {
                let thing = node.title();
                let sort = ChangeSort::LeftOutByHand;
                self.diff.changes.push(Change { thing, path: String::new(), sort });
                draft.nodes[at].fate = Fate::Dropped;
            }
        }
        for at in 1..draft.nodes.len() {
            while draft.nodes[draft.nodes[at].parent].fate == Fate::Dropped
                && draft.nodes[at].parent != SITE_NODE
            {
                draft.nodes[at].parent = draft.nodes[draft.nodes[at].parent].parent;
            }
        }
    }

    /// What a person hung elsewhere stays there.
    fn settle_parent(&mut self, draft: &mut Draft, earlier: &Earlier, at: usize, thing: usize) {
        let own = earlier.plan.thing(thing);
        let imported = own.source().and_then(|source| earlier.imported(source));
        let then = imported.and_then(|imported| self.nodes.get(imported.links.first()?).copied());
        let plan = self.node_of[own.parent()];
        let now = draft.nodes[at].parent;
        let word = whose_word(then.as_ref(), &plan, &now, |a, b| a == b);
        let keeps = word == Word::Hand || (word == Word::Conflict && !self.takes_source);
        // What holds it by hand must be there, and must not stand in it.
        if keeps && draft.nodes[plan].is_kept() && !draft.ancestry(plan).contains(&at) {
            let title = |node: usize| draft.nodes[node].title();
            let (hand, source) = (title(plan), title(now));
            self.tell_word(draft, at, word, "in", hand, source);
            draft.nodes[at].parent = plan;
        }
    }

    /// A name stays what it is unless the source has other words than before.
    fn settle_name(&mut self, draft: &mut Draft, earlier: &Earlier, at: usize, thing: usize) {
        let own = earlier.plan.thing(thing);
        let imported = own.source().and_then(|source| earlier.imported(source));
        let best = draft.nodes[at].words.iter().find(|words| label(words).is_some()).cloned();
        let is_same_words = imported.is_none_or(|imported| imported.words == draft.nodes[at].words);
        let said = imported.and_then(|imported| imported.keys.get("name")?.as_str());
        let is_by_hand =
            said.is_none_or(|said| said != own.words()) || has_label_by_hand(own, imported);
        if !is_same_words && (!is_by_hand || self.takes_source) {
            // Other names that the import gave go with the name, those of a person stay.
            let given = imported.and_then(|imported| imported.keys.get("aliases")?.as_array());
            let is_given =
                |alias: &str| given.is_some_and(|given| given.iter().any(|own| own == alias));
            draft.nodes[at].aliases.retain(|alias| !is_given(alias));
            return;
        }
        draft.nodes[at].name = own.words().to_owned();
        draft.nodes[at].label = own.label().to_owned();
        if !is_same_words {
            let source = best.unwrap_or_default();
            self.tell_word(draft, at, Word::Conflict, "name", own.words().to_owned(), source);
        } else if is_by_hand && imported.is_some() {
            let source = said.unwrap_or_default().to_owned();
            self.tell_word(draft, at, Word::Hand, "name", own.words().to_owned(), source);
        }
    }

    /// The site keeps its name like any other place; its words may come from a title.
    fn settle_site(&mut self, draft: &mut Draft, earlier: &Earlier) {
        let site = earlier.plan.thing(0);
        let imported = earlier.imported(crate::survey::SITE);
        let said = imported.and_then(|imported| imported.keys.get("name")?.as_str());
        let is_same_words =
            imported.is_none_or(|imported| imported.words == draft.nodes[SITE_NODE].words);
        let is_by_hand = said.is_none_or(|said| said != site.words());
        let now = draft.nodes[SITE_NODE].words.first().cloned();
        let keeps = draft.nodes[SITE_NODE].fate == Fate::Retained
            || is_same_words
            || (is_by_hand && !self.takes_source);
        let words = now.filter(|_| !keeps).unwrap_or_else(|| site.words().to_owned());
        draft.nodes[SITE_NODE].name = words;
    }

    /// Tells of a person's word that stays, or of two that differ.
    pub(super) fn tell_word(
        &mut self,
        draft: &Draft,
        at: usize,
        word: Word,
        key: &str,
        hand: String,
        source: String,
    ) {
        let key = key.to_owned();
        let sort = match word {
            Word::Hand => ChangeSort::KeptByHand { key, hand },
            Word::Conflict => {
                ChangeSort::Conflict { key, hand, source, is_source_taken: self.takes_source }
            }
            Word::Same | Word::Source => return,
        };
        self.tell(draft, at, sort);
    }

    /// Tells of a node.
    pub(super) fn tell(&mut self, draft: &Draft, at: usize, sort: ChangeSort) {
        let thing = draft.nodes[at].title();
        let path = if draft.nodes[at].label.is_empty() { String::new() } else { draft.path(at) };
        self.diff.changes.push(Change { thing, path, sort });
    }

    /// True for what the survey would have, were it still in its source.
    pub(super) fn is_spoken_of(&self, source: Option<&str>) -> bool {
        source.is_some_and(|source| self.schemes.contains(scheme(source)))
    }

    /// Drops what is gone from the source, unless a person had a hand in it or hung something on it.
    pub(super) fn drop_vanished(&mut self, draft: &mut Draft, earlier: &Earlier) {
        let entries = entries(earlier);
        let mut is_held = vec![false; draft.nodes.len()];
        for thing in earlier.ruled_places() {
            is_held[self.node_of[thing]] = true;
        }
        for (index, exit) in earlier.plan.exits().enumerate() {
            let entry = entries.exits.get(&index).copied();
            let is_ours =
                self.is_spoken_of(exit.source()) && !self.is_way_by_hand(earlier, exit, entry);
            if !is_ours {
                exit.places().iter().for_each(|place| is_held[self.node_of[*place]] = true);
            }
        }
        for node in draft.nodes.iter().filter(|node| node.fate == Fate::Surveyed) {
            is_held[node.parent] = true;
        }
        for thing in (1..self.node_of.len()).rev() {
            let at = self.node_of[thing];
            match draft.nodes[at].fate {
                Fate::Vanished => {}
                Fate::Retained => {
                    is_held[draft.nodes[at].parent] = true;
                    continue;
                }
                Fate::Surveyed | Fate::Dropped => continue,
            }
            let entry = entries.things.get(&thing).copied();
            let is_by_hand = self.is_by_hand(earlier, thing, entry);
            let sort = if is_by_hand || is_held[at] {
                is_held[draft.nodes[at].parent] = true;
                draft.nodes[at].fate = Fate::Retained;
                ChangeSort::KeptThoughGone
            } else {
                draft.nodes[at].fate = Fate::Dropped;
                ChangeSort::Removed
            };
            self.tell(draft, at, sort);
        }
    }

    /// True where the plan's entry is not what the import wrote.
    fn is_by_hand(&self, earlier: &Earlier, thing: usize, entry: Option<&Entry>) -> bool {
        let own = earlier.plan.thing(thing);
        let imported = own.source().and_then(|source| earlier.imported(source));
        let (Some(imported), Some(entry)) = (imported, entry) else { return true };
        let is_hung = imported.links.first().and_then(|link| self.nodes.get(link)).copied()
            == Some(self.node_of[own.parent()]);
        let is_drawn = imported.shape.as_deref() == earlier.shape_digest(thing);
        !is_hung || !is_drawn || differs(entry, imported, "in")
    }

    /// True where the plan's exit is not what the import wrote.
    fn is_way_by_hand(&self, earlier: &Earlier, own: PlanExit<'_>, entry: Option<&Entry>) -> bool {
        let imported = own.source().and_then(|source| earlier.imported(source));
        let (Some(imported), Some(entry)) = (imported, entry) else { return true };
        let links = imported.links.iter().map(|link| self.nodes.get(link).copied());
        let places = own.places().iter().map(|place| Some(self.node_of[*place]));
        !links.eq(places) || differs(entry, imported, "joins")
    }

    /// Adds the exits that the survey does not speak of, drops those that are gone from their source.
    pub(super) fn settle_ways(&mut self, draft: &mut Draft, earlier: &Earlier) {
        let entries = entries(earlier);
        let is_known: BTreeSet<usize> = draft.ways.iter().filter_map(|way| way.earlier).collect();
        for (index, exit) in earlier.plan.exits().enumerate() {
            if is_known.contains(&index) {
                continue;
            }
            let joins: Vec<usize> =
                exit.places().iter().map(|place| self.node_of[*place]).collect();
            let entry = entries.exits.get(&index).copied();
            let is_ours = self.is_spoken_of(exit.source());
            let is_gone = is_ours && !self.is_way_by_hand(earlier, exit, entry);
            let fate = if is_gone { Fate::Dropped } else { Fate::Retained };
            let way = Way {
                source: exit.source().map(str::to_owned),
                fate,
                joins,
                kind: exit.kind().to_owned(),
                position: exit.position().map(degrees),
                outline: Vec::new(),
                levels: None,
                is_one_way: exit.is_one_way(),
                earlier: Some(index),
            };
            match (is_gone, is_ours) {
                (true, _) => self.tell_way(draft, &way, ChangeSort::Removed),
                (false, true) => self.tell_way(draft, &way, ChangeSort::KeptThoughGone),
                (false, false) => {}
            }
            draft.ways.push(way);
        }
    }

    /// Ways of the source that a person took out of the plan.
    pub(super) fn leave_out_ways(&mut self, draft: &mut Draft, earlier: &Earlier) {
        for at in 0..draft.ways.len() {
            let way = &draft.ways[at];
            let is_known =
                way.source.as_deref().is_some_and(|source| earlier.imported(source).is_some());
            if way.fate == Fate::Surveyed && way.earlier.is_none() && is_known && !self.takes_source
            {
                let way = way.clone();
                self.tell_way(draft, &way, ChangeSort::LeftOutByHand);
                draft.ways[at].fate = Fate::Dropped;
            }
        }
    }

    /// What an exit of the plan joins, where a person said so and all of it is still there.
    pub(super) fn joins_before(
        &self,
        draft: &Draft,
        earlier: &Earlier,
        exit: usize,
    ) -> Option<Vec<usize>> {
        let own = earlier.plan.exits().nth(exit)?;
        let joins: Vec<usize> = own.places().iter().map(|place| self.node_of[*place]).collect();
        joins.iter().all(|node| draft.nodes[*node].is_kept()).then_some(joins)
    }

    /// Tells of a way, by what it joins.
    pub(super) fn tell_way(&mut self, draft: &Draft, way: &Way, sort: ChangeSort) {
        let titles: Vec<String> = way.joins.iter().map(|at| draft.nodes[*at].title()).collect();
        let thing = format!("{} {}", way.kind, titles.join(" – "));
        self.diff.changes.push(Change { thing, path: String::new(), sort });
    }
}

/// The other names that an entry gives.
fn aliases_in(entry: &Entry) -> Vec<String> {
    match keys_of(&entry.table).remove("aliases") {
        Some(Value::String(only)) => vec![only],
        Some(Value::Array(many)) => {
            many.iter().filter_map(|one| one.as_str().map(str::to_owned)).collect()
        }
        _ => Vec::new(),
    }
}

/// True where a label was set, changed or taken away since the import wrote it.
fn has_label_by_hand(own: PlanThing<'_>, imported: Option<&Imported>) -> bool {
    let Some(imported) = imported else { return true };
    let said = imported.keys.get("label").or_else(|| imported.keys.get("name"));
    said.and_then(Value::as_str).and_then(label).as_deref() != Some(own.label())
}

/// True where keys of an entry are others than the import wrote, or somebody left a comment.
fn differs(entry: &Entry, imported: &Imported, link: &str) -> bool {
    let mut keys: BTreeMap<String, Value> = keys_of(&entry.table);
    keys.remove(link);
    let has_lists = entry.table.iter().any(|(_, item)| item.is_array_of_tables());
    let is_equal = keys.len() == imported.keys.len()
        && keys
            .iter()
            .all(|(key, value)| imported.keys.get(key).is_some_and(|said| is_same(said, value)));
    !is_equal || has_lists || entry.has_comment()
}

/// A thing of the plan that the survey does not speak of.
fn retained(draft: &Draft, thing: PlanThing<'_>, parent: usize) -> Node {
    let mut node = Node::new(thing.source().map(str::to_owned), thing.class());
    node.fate = Fate::Retained;
    node.parent = parent;
    node.is_hung = true;
    node.kind = thing.kind().to_owned();
    node.name = thing.words().to_owned();
    node.label = thing.label().to_owned();
    node.levels = thing.levels();
    node.position = (!thing.has_inherited_position()).then(|| degrees(thing.position()));
    if let Some(shape) = thing.shape() {
        node.ground = draft.plane.ground_of_shape(shape);
        node.shape = rings_of_shape(shape);
    }
    node.altitude = thing.altitude_cm().map(|cm| f64::from(cm) / 100.0);
    node.earlier = Some(thing.index());
    node
}

/// The nodes by the identities that the snapshot may have for them.
fn identities(draft: &Draft, earlier: &Earlier, node_of: &[usize]) -> HashMap<String, usize> {
    let mut nodes = HashMap::from([(crate::survey::SITE.to_owned(), SITE_NODE)]);
    for thing in earlier.plan.things().skip(1) {
        let name = thing.name().to_string();
        let apex = format!(".{}", earlier.plan.apex());
        let path = name.strip_suffix(&apex).unwrap_or(&name);
        let path = path.split('.').map(super::model::shown_label).collect::<Vec<_>>().join(".");
        nodes.insert(format!("{BY_HAND}{path}"), node_of[thing.index()]);
    }
    for (at, node) in draft.nodes.iter().enumerate() {
        let old =
            node.earlier.and_then(|thing| earlier.plan.thing(thing).source().map(str::to_owned));
        nodes.extend(node.source.clone().map(|source| (source, at)));
        nodes.extend(old.map(|source| (source, at)));
    }
    nodes
}

/// The entries of the documents by the things and exits of the plan that they are.
pub(super) struct Entries<'d> {
    pub(super) things: HashMap<usize, &'d Entry>,
    pub(super) exits: HashMap<usize, &'d Entry>,
}

pub(super) fn entries(earlier: &Earlier) -> Entries<'_> {
    let (mut things, mut exits) = (HashMap::new(), HashMap::new());
    for document in &earlier.documents {
        for entry in document.things().into_iter().filter_map(|at| document.entry(at)) {
            things.extend(entry.owner.map(|owner| (owner, entry)));
        }
        exits.extend(document.exits.iter().filter_map(|entry| Some((entry.owner?, entry))));
    }
    Entries { things, exits }
}
