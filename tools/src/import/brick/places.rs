//! Buildings, floors, rooms and zones of a model, and what holds them.

use std::collections::{BTreeSet, HashMap};

use libsns::geometry::Levels;
use libsns::name::civic::CivicAddress;
use libsns::record::PlaceClass;

use super::classes::Role;
use super::graph::{Fact, Graph, Node, Relation};
use super::is_nameable;
use super::words::{kind_of_class, last_number, words_of_local_name};
use crate::survey::{SourceId, Survey, SurveyPlace};

/// Deepest nesting of places that is followed: no name has room for more labels (RFC 1035 §2.3.4).
const DEPTH_MAX: usize = 64;
/// Ordinals of floors that are believed; a plan takes these.
const ORDINALS: std::ops::RangeInclusive<i64> = -1000..=1000;

/// The places of a model.
pub(super) struct Places {
    /// In the order of the model.
    list: Vec<Place>,
    by_node: HashMap<Node, usize>,
    /// Zones of one room, and that room.
    folded: HashMap<Node, Node>,
    /// The same the other way round.
    zones_of: HashMap<Node, Vec<Node>>,
    /// The building, where there is but one.
    only_building: Option<usize>,
}

struct Place {
    node: Node,
    source: SourceId,
    class: PlaceClass,
    parent: Option<usize>,
    ordinal: Option<i16>,
}

impl Places {
    /// Finds all places; what had to be assumed is remarked.
    pub(super) fn find(graph: &Graph, roles: &[Option<Role>], survey: &mut Survey) -> Self {
        let role = |node: Node| roles.get(node.index()).copied().flatten();
        let folded = folded_zones(graph, &role);
        let mut zones_of: HashMap<Node, Vec<Node>> = HashMap::new();
        folded.iter().for_each(|(zone, room)| zones_of.entry(*room).or_default().push(*zone));
        let mut places = Self {
            list: Vec::new(),
            by_node: HashMap::new(),
            folded,
            zones_of,
            only_building: None,
        };
        let mut identities = Identities::of(graph);
        for node in graph.nodes().filter(|node| is_nameable(graph, *node)) {
            let class = match role(node) {
                Some(Role::Place(class)) => class,
                Some(Role::Zone) if !places.folded.contains_key(&node) => PlaceClass::Area,
                _ => continue,
            };
            places.by_node.insert(node, places.list.len());
            let source = identities.take(graph, node);
            places.list.push(Place { node, source, class, parent: None, ordinal: None });
        }
        let mut buildings =
            (0..places.list.len()).filter(|at| places.list[*at].class == PlaceClass::Building);
        places.only_building = buildings.next().filter(|_| buildings.next().is_none());
        if !places.folded.is_empty() {
            let count = places.folded.len();
            let text = "cover one room each; what serves them is placed in the room";
            survey.leave_out(format!("{count} zones"), text);
        }
        places.find_parents(graph, survey);
        places.find_ordinals(graph, survey);
        places
    }

    /// What the whole is called.
    pub(super) fn title(&self, graph: &Graph) -> String {
        self.only_building
            .map(|at| names(graph, &self.list[at]))
            .and_then(first)
            .unwrap_or_default()
    }

    /// The place of a node that is one, or the room that a zone stands for.
    pub(super) fn of(&self, node: Node) -> Option<usize> {
        let node = self.folded.get(&node).copied().unwrap_or(node);
        self.by_node.get(&node).copied()
    }

    /// The identity of a place.
    pub(super) fn source(&self, place: usize) -> SourceId {
        self.list[place].source.clone()
    }

    /// Where something is that nobody places: the building, if there is but one.
    pub(super) fn default(&self) -> Option<usize> {
        self.only_building
    }

    /// The smallest place that holds all of these.
    pub(super) fn common(&self, places: &BTreeSet<usize>) -> Option<usize> {
        let mut all = places.iter();
        let mut common = self.chain(*all.next()?);
        for place in all {
            let chain = self.chain(*place);
            common.retain(|around| chain.contains(around));
        }
        common.first().copied()
    }

    /// Whether one place is around another.
    pub(super) fn holds(&self, around: usize, place: usize) -> bool {
        around != place && self.chain(place).contains(&around)
    }

    /// A place and all that hold it, from the inside out.
    fn chain(&self, place: usize) -> Vec<usize> {
        let around = std::iter::successors(Some(place), |at| self.list[*at].parent);
        around.take(DEPTH_MAX).collect()
    }

    fn find_parents(&mut self, graph: &Graph, survey: &mut Survey) {
        for at in 0..self.list.len() {
            self.list[at].parent = self.parent_said(graph, at);
        }
        let circles = self.break_circles();
        if circles > 0 {
            let text = "are parts of themselves; they hang below the site";
            survey.guess(format!("{circles} places"), text);
        }
        let mut homeless = 0;
        for at in 0..self.list.len() {
            let is_top = matches!(self.list[at].class, PlaceClass::Building | PlaceClass::Site);
            if self.list[at].parent.is_some() || is_top {
                continue;
            }
            let around = self.parent_of_parts(graph, at);
            homeless += usize::from(around.is_none());
            self.list[at].parent = around.or(self.only_building);
        }
        if homeless > 0 {
            let inside = if self.only_building.is_some() { "the building" } else { "the site" };
            let text = format!("are in nothing that the model describes; taken to be in {inside}");
            survey.guess(format!("{homeless} places"), text);
        }
    }

    /// The smallest thing that the model says holds a place: a floor rather than a building, and a
    /// zone only where nothing else does, as zones come and go with the plant.
    fn parent_said(&self, graph: &Graph, at: usize) -> Option<usize> {
        let node = self.list[at].node;
        let mut held: Vec<Node> = holders(graph, node).collect();
        if !held.iter().any(|holder| self.of(*holder).is_some_and(|holder| holder != at)) {
            // Of a room that only its zone speaks of, what holds the zone holds the room.
            let zones = self.zones_of.get(&node).into_iter().flatten();
            held.extend(zones.flat_map(|zone| holders(graph, *zone)));
        }
        let places =
            held.iter().filter_map(|holder| self.of(*holder)).filter(|holder| *holder != at);
        places.min_by_key(|holder| (rank(self.list[*holder].class), *holder))
    }

    /// What holds all parts of a zone.
    fn parent_of_parts(&self, graph: &Graph, at: usize) -> Option<usize> {
        let parts = graph.from(self.list[at].node, Relation::Part).filter_map(|part| self.of(part));
        let around: BTreeSet<usize> = parts.filter_map(|part| self.list[part].parent).collect();
        let common = self.common(&around)?;
        (!self.chain(common).contains(&at)).then_some(common)
    }

    /// Cuts each circle of places once; how many there were.
    fn break_circles(&mut self) -> usize {
        let mut circles = 0;
        // 0 for not seen, else the number of the walk that came by.
        let mut walks = vec![0_usize; self.list.len()];
        for start in 0..self.list.len() {
            let walk = start + 1;
            let mut at = start;
            loop {
                if walks[at] == walk {
                    self.list[at].parent = None;
                    circles += 1;
                    break;
                }
                if walks[at] != 0 {
                    break;
                }
                walks[at] = walk;
                let Some(parent) = self.list[at].parent else { break };
                at = parent;
            }
        }
        circles
    }

    /// The ordinals of the floors: as said, or read from their names.
    fn find_ordinals(&mut self, graph: &Graph, survey: &mut Survey) {
        let floors: Vec<usize> =
            (0..self.list.len()).filter(|at| self.list[*at].class == PlaceClass::Level).collect();
        let said =
            |places: &Self, at: usize| graph.fact(places.list[at].node, Fact::Level)?.parse().ok();
        let read = |places: &Self, at: usize| ordinal_of(&names(graph, &places.list[at]));
        let all: Vec<(Option<i64>, Option<i64>)> =
            floors.iter().map(|at| (said(self, *at), read(self, *at))).collect();
        // Where nothing is 0 and the lowest is 1, floors are counted from the ground up.
        let lowest = all.iter().filter_map(|(_, read)| *read).filter(|n| *n >= 0).min();
        let shift = i64::from(lowest == Some(1));
        let (mut guessed, mut next) = (0, 0);
        for (at, (said, read)) in floors.iter().zip(all) {
            guessed += usize::from(said.is_none());
            let from_name = read.map(|n| if n > 0 { n - shift } else { n });
            let ordinal = said.or(from_name).filter(|n| ORDINALS.contains(n)).unwrap_or(next);
            next = ordinal.saturating_add(1).clamp(*ORDINALS.start(), *ORDINALS.end());
            self.list[*at].ordinal = i16::try_from(ordinal).ok();
        }
        if guessed > 0 {
            let lowest = if shift == 1 { "; the floor 1 is the ground floor, level 0" } else { "" };
            let text = format!("have no ordinal; it was read from their names{lowest}");
            survey.guess(format!("{guessed} floors"), text);
        }
    }

    /// Puts the places into a survey.
    pub(super) fn survey(&self, graph: &Graph, survey: &mut Survey) {
        for place in &self.list {
            let names = names(graph, place);
            if let (Some(ordinal), Some(name)) = (place.ordinal, names.first())
                && !survey.level_labels.iter().any(|(known, _)| *known == ordinal)
            {
                survey.level_labels.push((ordinal, name.clone()));
            }
            survey.places.push(SurveyPlace {
                source: place.source.clone(),
                inside: place.parent.map(|parent| self.source(parent)),
                names,
                class: place.class,
                kind: kind_of_class(graph.class_name(place.node).unwrap_or_default()),
                levels: place.ordinal.map(Levels::single),
                shape: Vec::new(),
                position: None,
                altitude: None,
                height: None,
                civic: CivicAddress::new(),
                spot: graph.iri(place.node).to_owned(),
            });
        }
        survey.level_labels.sort();
    }
}

fn first(names: Vec<String>) -> Option<String> {
    names.into_iter().next()
}

/// Zones that have exactly one part, and that a room.
fn folded_zones(graph: &Graph, role: &dyn Fn(Node) -> Option<Role>) -> HashMap<Node, Node> {
    let zones = graph.nodes().filter(|node| role(*node) == Some(Role::Zone));
    zones
        .filter_map(|zone| {
            let parts: BTreeSet<Node> = graph.from(zone, Relation::Part).take(2).collect();
            let is_room = |part: &Node| {
                matches!(role(*part), Some(Role::Place(_))) && is_nameable(graph, *part)
            };
            let room = parts.first().filter(|part| parts.len() == 1 && is_room(part));
            room.map(|room| (zone, *room))
        })
        .collect()
}

/// What the model says a node is in or part of.
pub(super) fn holders(graph: &Graph, node: Node) -> impl Iterator<Item = Node> + '_ {
    graph.to(node, Relation::Part).chain(graph.to(node, Relation::Location))
}

/// How close around its parts a place usually is; the closest first.
fn rank(class: PlaceClass) -> u8 {
    match class {
        PlaceClass::Room | PlaceClass::Corridor | PlaceClass::Stair | PlaceClass::Lift => 0,
        PlaceClass::Level => 1,
        PlaceClass::Building => 3,
        PlaceClass::Site => 4,
        // Zones and wings: only where no floor is named.
        _ => 2,
    }
}

/// What people call a place: its label, its name in the IFC model, or what its IRI ends in; then its
/// number alone.
fn names(graph: &Graph, place: &Place) -> Vec<String> {
    let words = words_of_local_name(graph.local_name(place.node));
    let said =
        [Fact::Label, Fact::IfcName].into_iter().filter_map(|fact| graph.fact(place.node, fact));
    let mut names: Vec<String> = said.map(str::to_owned).collect();
    let kind = kind_of_class(graph.class_name(place.node).unwrap_or_default()).replace('-', " ");
    let number = words.get(..kind.len()).filter(|start| start.eq_ignore_ascii_case(&kind));
    let number =
        number.and_then(|_| words.get(kind.len()..)).and_then(|rest| rest.strip_prefix(' '));
    names.extend((names.is_empty() && !words.is_empty()).then(|| words.clone()));
    names.extend(number.map(str::to_owned));
    let mut seen = BTreeSet::new();
    names.retain(|name| seen.insert(name.to_lowercase()));
    names
}

/// The ordinal that the names of a floor say, counted as they count.
fn ordinal_of(names: &[String]) -> Option<i64> {
    names.iter().find_map(|name| {
        let lower = name.to_lowercase();
        let has = |word: &str| lower.split(|c: char| !c.is_alphanumeric()).any(|part| part == word);
        if has("ground") || has("g") || has("gf") || has("lobby") {
            return Some(0);
        }
        let is_below = lower.contains("basement") || has("b") || lower.split(' ').any(is_basement);
        match last_number(&lower) {
            Some(number) if is_below => number.checked_neg(),
            None if is_below => Some(-1),
            number => number,
        }
    })
}

/// `b1`, `b2`.
fn is_basement(word: &str) -> bool {
    word.strip_prefix('b')
        .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|c| c.is_ascii_digit()))
}

/// Gives out identities: the IFC model's where a place refers to it, so that what both models
/// describe is one place, else the IRI.
struct Identities {
    /// How often each GlobalId is claimed.
    claims: HashMap<String, usize>,
}

impl Identities {
    fn of(graph: &Graph) -> Self {
        let mut claims: HashMap<String, usize> = HashMap::new();
        for node in graph.nodes() {
            if let Some(id) = graph.fact(node, Fact::IfcId).filter(|_| !graph.is_anonymous(node)) {
                *claims.entry(id.to_owned()).or_default() += 1;
            }
        }
        Self { claims }
    }

    fn take(&mut self, graph: &Graph, node: Node) -> SourceId {
        match graph.fact(node, Fact::IfcId) {
            Some(id) if self.claims.get(id) == Some(&1) && id.len() <= 22 => format!("ifc:{id}"),
            _ => format!("brick:{}", graph.iri(node)),
        }
    }
}
