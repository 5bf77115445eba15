//! Which things of a survey are in the plan of before: by their identities, and where a program gave
//! new ones to all at its last export, by shape, name and place.

use std::collections::{BTreeSet, HashMap};

use libsns::plan::PlanExit;
use libsns::record::PlaceClass;

use super::earlier::Earlier;
use super::grid::Grid;
use super::ground::{Ground, distance};
use super::model::{Draft, Fate, SITE_NODE, Way};
use super::names::label;

/// How alike two shapes must be to be one place's: with the same name, and whatever the name.
const LIKE_WITH_NAME: f64 = 0.5;
const LIKE_WITHOUT_NAME: f64 = 0.8;
/// How far a door may move to be still the same, in metres.
const DOOR_METRES: f64 = 1.0;

/// The part of an identity that says which format it is of.
pub(super) fn scheme(source: &str) -> &str {
    source.split(':').next().unwrap_or(source)
}

/// Finds the things of the draft in the plan. How many were recognised without their identities comes
/// back.
pub(super) fn recognise(draft: &mut Draft, earlier: &Earlier) -> usize {
    let mut by_source: HashMap<&str, usize> = HashMap::new();
    for thing in earlier.plan.things().skip(1) {
        if let Some(source) = thing.source() {
            by_source.entry(source).or_insert_with(|| thing.index());
        }
    }
    draft.nodes[SITE_NODE].earlier = Some(0);
    for node in draft.nodes.iter_mut().skip(1) {
        let known = node.source.as_deref().and_then(|source| by_source.remove(source));
        let thing = known.filter(|thing| {
            (earlier.plan.thing(*thing).class() == PlaceClass::Device) == node.is_device()
        });
        node.earlier = thing;
    }
    let schemes = schemes(draft);
    let vanished = by_source.into_iter().filter(|(source, _)| schemes.contains(scheme(source)));
    let mut vanished: Vec<usize> = vanished.map(|(_, thing)| thing).collect();
    vanished.sort_unstable();
    Recogniser::new(draft, earlier, vanished).run(draft)
}

/// The formats that a draft's identities are of.
pub(super) fn schemes(draft: &Draft) -> BTreeSet<String> {
    let nodes = draft.nodes.iter().filter(|node| node.fate == Fate::Surveyed);
    let sources = nodes.filter_map(|node| node.source.as_deref());
    let ways = draft.ways.iter().filter_map(|way| way.source.as_deref());
    sources.chain(ways).map(|source| scheme(source).to_owned()).collect()
}

/// A thing of the plan whose identity is in no source any more.
struct Vanished {
    thing: usize,
    /// The label of the words that the source had for it.
    label: Option<String>,
    ground: Ground,
}

struct Recogniser<'e> {
    earlier: &'e Earlier,
    vanished: Vec<Vanished>,
    by_ground: Grid,
    /// By label, and by the thing that holds it.
    by_label: HashMap<(Option<String>, usize), Vec<usize>>,
    is_found: Vec<bool>,
}

impl<'e> Recogniser<'e> {
    fn new(draft: &Draft, earlier: &'e Earlier, things: Vec<usize>) -> Self {
        let vanished = |thing: usize| {
            let own = earlier.plan.thing(thing);
            let imported = own.source().and_then(|source| earlier.imported(source));
            let words = match imported {
                Some(imported) => imported.words.first().map(String::as_str),
                None => Some(own.words()),
            };
            let ground = own.shape().map(|shape| draft.plane.ground_of_shape(shape));
            Vanished { thing, label: words.and_then(label), ground: ground.unwrap_or_default() }
        };
        let vanished: Vec<Vanished> = things.into_iter().map(vanished).collect();
        let (mut by_ground, mut by_label) = (Grid::default(), HashMap::new());
        for (at, gone) in vanished.iter().enumerate() {
            by_ground.insert(at, &gone.ground);
            let parent = earlier.plan.thing(gone.thing).parent();
            by_label.entry((gone.label.clone(), parent)).or_insert_with(Vec::new).push(at);
        }
        let is_found = vec![false; vanished.len()];
        Self { earlier, vanished, by_ground, by_label, is_found }
    }

    /// From the outside in, as what holds a thing helps to recognise it.
    fn run(mut self, draft: &mut Draft) -> usize {
        if self.vanished.is_empty() {
            return 0;
        }
        let rank = |class: PlaceClass| match class {
            PlaceClass::Site | PlaceClass::Building => 0,
            PlaceClass::Level => 1,
            PlaceClass::Device => 3,
            _ => 2,
        };
        let mut count = 0;
        for round in 0..=3 {
            let mut pairs: Vec<(f64, usize, usize)> = Vec::new();
            for at in 1..draft.nodes.len() {
                let node = &draft.nodes[at];
                if node.earlier.is_none() && rank(node.class) == round {
                    let candidates = self.candidates(draft, at).into_iter();
                    pairs.extend(candidates.map(|(score, gone)| (score, at, gone)));
                }
            }
            pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
            for (_, at, gone) in pairs {
                if draft.nodes[at].earlier.is_none() && !self.is_found[gone] {
                    draft.nodes[at].earlier = Some(self.vanished[gone].thing);
                    self.is_found[gone] = true;
                    count += 1;
                }
            }
        }
        count
    }

    /// What a node may have been, with a score.
    fn candidates(&self, draft: &Draft, at: usize) -> Vec<(f64, usize)> {
        let node = &draft.nodes[at];
        let own = node.words.first().and_then(|words| label(words));
        let mut near = self.by_ground.within(node.ground.bounds());
        if node.ground.is_empty() {
            near.clear();
        }
        let parent = draft.nodes[node.parent].earlier;
        let same = parent.and_then(|parent| self.by_label.get(&(own.clone(), parent)));
        near.extend(same.into_iter().flatten());
        near.sort_unstable();
        near.dedup();
        near.retain(|gone| !self.is_found[*gone] && self.is_of_a_sort(draft, at, *gone));
        let score =
            |gone: usize| self.score(draft, at, own.as_deref(), gone).map(|score| (score, gone));
        near.into_iter().filter_map(score).collect()
    }

    /// The same class, and not another level.
    fn is_of_a_sort(&self, draft: &Draft, at: usize, gone: usize) -> bool {
        let thing = self.earlier.plan.thing(self.vanished[gone].thing);
        let levels = (draft.levels_of(at), thing.levels());
        let is_level = matches!(levels, (Some(a), Some(b)) if a == b)
            || levels.0.is_none()
            || levels.1.is_none();
        thing.class() == draft.nodes[at].class && (is_level || draft.nodes[at].is_device())
    }

    fn score(&self, draft: &Draft, at: usize, own: Option<&str>, gone: usize) -> Option<f64> {
        let (node, gone) = (&draft.nodes[at], &self.vanished[gone]);
        let is_named = own == gone.label.as_deref();
        let thing = self.earlier.plan.thing(gone.thing);
        if !node.ground.is_empty() && !gone.ground.is_empty() {
            let like = node.ground.likeness(&gone.ground);
            let least = if is_named { LIKE_WITH_NAME } else { LIKE_WITHOUT_NAME };
            return (like > least).then(|| like + f64::from(u8::from(is_named)));
        }
        // Without shapes, the words must be the same, or lacking in both, in the same place.
        let is_in_place = draft.nodes[node.parent].earlier == Some(thing.parent());
        let is_kind = !node.is_device() || thing.kind() == node.kind;
        (is_named && is_in_place && is_kind).then_some(1.0)
    }
}

/// Finds the ways of the draft among the plan's exits: by their identities, else by what they join.
pub(super) fn recognise_ways(draft: &mut Draft, earlier: &Earlier, node_of: &[usize]) {
    let exits: Vec<PlanExit<'_>> = earlier.plan.exits().collect();
    let schemes = schemes(draft);
    let mut by_source: HashMap<&str, usize> = HashMap::new();
    for (index, exit) in exits.iter().enumerate() {
        if let Some(source) = exit.source().filter(|source| schemes.contains(scheme(source))) {
            by_source.entry(source).or_insert(index);
        }
    }
    let surveyed = |draft: &Draft, at: &usize| draft.ways[*at].fate == Fate::Surveyed;
    let all: Vec<usize> = (0..draft.ways.len()).filter(|at| surveyed(draft, at)).collect();
    for &at in &all {
        let source = draft.ways[at].source.as_deref();
        draft.ways[at].earlier = source.and_then(|source| by_source.remove(source));
    }
    let mut by_joins: HashMap<Vec<usize>, Vec<usize>> = HashMap::new();
    let mut vanished: Vec<usize> = by_source.into_values().collect();
    vanished.sort_unstable();
    for exit in vanished {
        let mut joins: Vec<usize> = exits[exit].places().iter().map(|at| node_of[*at]).collect();
        joins.sort_unstable();
        by_joins.entry(joins).or_default().push(exit);
    }
    for at in all.into_iter().filter(|at| draft.ways[*at].earlier.is_none()).collect::<Vec<_>>() {
        let mut joins = draft.ways[at].joins.clone();
        joins.sort_unstable();
        let Some(candidates) = by_joins.get_mut(&joins) else { continue };
        let is_it = |exit: &usize| is_same_way(draft, &draft.ways[at], exits[*exit]);
        if let Some(found) = candidates.iter().position(is_it) {
            draft.ways[at].earlier = Some(candidates.remove(found));
        }
    }
}

/// True where a way of the same kind stands in the same spot.
fn is_same_way(draft: &Draft, way: &Way, exit: PlanExit<'_>) -> bool {
    let point = |at| draft.plane.point(at);
    let there = exit.position().map(|at| point(super::ground::degrees(at)));
    let is_near = match (way.position.map(point), there) {
        (Some(here), Some(there)) => distance(here, there) <= DOOR_METRES,
        (None, None) => true,
        _ => false,
    };
    is_near && exit.kind() == way.kind
}
