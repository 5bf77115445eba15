//! What holds what: site, buildings, levels, rooms, devices.

use std::collections::HashMap;

use libsns::geometry::Levels;
use libsns::record::PlaceClass;

use super::grid::Grid;
use super::model::{Draft, Fate, Node, SITE_NODE};

/// How much of a place must lie in what is said to hold it.
const MOST: f64 = 0.5;
/// How much of an area must lie in a room to be a part of it, and how much larger the room must be:
/// two drawings of the same room must not stand in each other.
const PART: f64 = 0.8;
const ROOM_LARGER: f64 = 1.2;

/// Hangs every node of the draft below what holds it. `building` says which building the site itself
/// is, if any; where that is left open, it is the only one if all there is stands in it.
pub(super) fn hang(draft: &mut Draft, building: Option<Option<usize>>) {
    merge_only_site(draft);
    break_circles(draft);
    hang_loose(draft);
    if let Some(building) = building.unwrap_or_else(|| building_of_all(draft)) {
        merge_into_site(draft, building);
    }
    number_levels(draft);
    lift_buildings(draft);
    make_levels(draft);
    call_it_building(draft);
    fit_levels(draft);
    hang_devices(draft);
    break_circles(draft);
}

/// Says of every node its levels, once it is settled what there is and what holds what.
pub(super) fn settle_levels(draft: &mut Draft) {
    span_buildings(draft);
    drop_repeated_levels(draft);
}

fn surveyed(draft: &Draft, class: PlaceClass) -> Vec<usize> {
    let is_meant = |node: &Node| node.fate == Fate::Surveyed && node.class == class;
    (1..draft.nodes.len()).filter(|at| is_meant(&draft.nodes[*at])).collect()
}

/// The buildings that stand in the site itself.
fn buildings(draft: &Draft) -> Vec<usize> {
    let mut buildings = surveyed(draft, PlaceClass::Building);
    buildings.retain(|at| draft.nodes[*at].parent == SITE_NODE);
    buildings
}

/// A source that has a site of its own means ours.
fn merge_only_site(draft: &mut Draft) {
    let sites = surveyed(draft, PlaceClass::Site);
    if let [only] = sites.as_slice()
        && !draft.nodes[*only].is_hung
        && draft.nodes[*only].earlier.is_none()
    {
        merge_into_site(draft, *only);
    }
}

/// The building that all there is stands in.
fn building_of_all(draft: &Draft) -> Option<usize> {
    let [building] = buildings(draft)[..] else { return None };
    let is_outside = |(at, node): (usize, &Node)| {
        node.may_hold() && !node.is_device() && node.parent == SITE_NODE && at != building
    };
    let is_alone = !draft.nodes.iter().enumerate().skip(1).any(is_outside);
    is_alone.then_some(building)
}

/// The site takes the place of one of its nodes.
fn merge_into_site(draft: &mut Draft, node: usize) {
    let own = std::mem::replace(&mut draft.nodes[node], Node::new(None, PlaceClass::Area));
    draft.nodes[node].fate = Fate::Dropped;
    let earlier = draft.nodes[SITE_NODE].earlier;
    let before = std::mem::replace(&mut draft.nodes[SITE_NODE], own);
    let site = &mut draft.nodes[SITE_NODE];
    (site.parent, site.earlier, site.fate) = (SITE_NODE, earlier, before.fate);
    // What the site was before it was also this building: its words come first.
    let words = before.words.into_iter().chain(std::mem::take(&mut site.words));
    site.words = words.collect();
    if site.shape.is_empty() {
        (site.shape, site.ground) = (before.shape, before.ground);
    }
    site.position = site.position.or(before.position);
    site.civic = site.civic.within(&before.civic);
    for other in draft.nodes.iter_mut().skip(1).filter(|other| other.parent == node) {
        other.parent = SITE_NODE;
    }
    for way in &mut draft.ways {
        way.joins.iter_mut().filter(|join| **join == node).for_each(|join| *join = SITE_NODE);
        let mut seen = Vec::new();
        way.joins.retain(|join| {
            !seen.contains(join) && {
                seen.push(*join);
                true
            }
        });
    }
}

/// Nodes that hold each other in a circle hang below the site.
fn break_circles(draft: &mut Draft) {
    /// How far a node has been looked at.
    #[derive(Clone, Copy, PartialEq)]
    enum Seen {
        Not,
        Now,
        Done,
    }
    let mut seen = vec![Seen::Not; draft.nodes.len()];
    seen[SITE_NODE] = Seen::Done;
    for start in 1..draft.nodes.len() {
        let (mut chain, mut at) = (Vec::new(), start);
        while seen[at] == Seen::Not {
            seen[at] = Seen::Now;
            chain.push(at);
            at = draft.nodes[at].parent;
        }
        // What was dropped or is a device holds nothing.
        if seen[at] == Seen::Now {
            (draft.nodes[at].parent, draft.nodes[at].is_hung) = (SITE_NODE, false);
            let about = draft.nodes[at].title();
            draft.notes.guess(about, "where it stands, as the places around it form a circle");
        }
        chain.into_iter().for_each(|at| seen[at] = Seen::Done);
    }
    for at in 1..draft.nodes.len() {
        while draft.nodes[at].parent != SITE_NODE
            && (draft.nodes[draft.nodes[at].parent].is_device()
                || !draft.nodes[draft.nodes[at].parent].is_kept())
        {
            draft.nodes[at].parent = draft.nodes[draft.nodes[at].parent].parent;
        }
    }
}

/// Places of which the source does not say what holds them.
fn hang_loose(draft: &mut Draft) {
    let is_loose = |node: &Node| node.fate == Fate::Surveyed && !node.is_hung && !node.is_device();
    let mut loose: Vec<usize> =
        (1..draft.nodes.len()).filter(|at| is_loose(&draft.nodes[*at])).collect();
    // Levels first, as rooms look for theirs; then rooms, as areas look for theirs.
    loose.retain(|at| draft.nodes[*at].class != PlaceClass::Building);
    loose.sort_by_key(|at| match draft.nodes[*at].class {
        PlaceClass::Level => 0,
        PlaceClass::Area => 2,
        _ => 1,
    });
    let mut holders = Holders::of(draft);
    for at in loose {
        let parent = match draft.nodes[at].class {
            PlaceClass::Level => holders.building_of(draft, at).unwrap_or(SITE_NODE),
            _ => holders.parent_of(draft, at),
        };
        // What it holds itself, by the source's word, does not hold it.
        let holds_itself = draft.ancestry(parent).contains(&at);
        draft.nodes[at].parent = if holds_itself { SITE_NODE } else { parent };
        if draft.nodes[at].class == PlaceClass::Level {
            holders.add_level(draft, at);
        }
    }
}

/// The places that may hold others.
struct Holders {
    buildings: Vec<usize>,
    /// By what holds them (a building, or the site) and their ordinal.
    levels: HashMap<(usize, i16), Vec<usize>>,
    rooms: Grid,
}

impl Holders {
    fn of(draft: &Draft) -> Self {
        let mut holders =
            Self { buildings: Vec::new(), levels: HashMap::new(), rooms: Grid::default() };
        for (at, node) in draft.nodes.iter().enumerate().skip(1).filter(|(_, node)| node.may_hold())
        {
            match node.class {
                PlaceClass::Building => holders.buildings.push(at),
                PlaceClass::Level if node.is_hung || node.fate == Fate::Retained => {
                    holders.add_level(draft, at);
                }
                PlaceClass::Room | PlaceClass::Corridor => holders.rooms.insert(at, &node.ground),
                _ => {}
            }
        }
        holders
    }

    fn add_level(&mut self, draft: &Draft, at: usize) {
        let Some(levels) = draft.nodes[at].levels else { return };
        let around = draft.around(at, PlaceClass::Building).unwrap_or(SITE_NODE);
        self.levels.entry((around, levels.lowest())).or_default().push(at);
    }

    /// The smallest building that holds most of a place; the only one where nothing else is known.
    fn building_of(&self, draft: &Draft, at: usize) -> Option<usize> {
        let own = &draft.nodes[at];
        let area = |building: &usize| draft.nodes[*building].ground.area;
        let around = self.buildings.iter().copied().filter(|building| holds(draft, *building, at));
        let smallest = around.min_by(|a, b| area(a).total_cmp(&area(b)));
        smallest.or_else(|| match self.buildings.as_slice() {
            [only]
                if draft.nodes[*only].ground.is_empty()
                    || own.ground.is_empty() && own.position.is_none() =>
            {
                Some(*only)
            }
            _ => None,
        })
    }

    fn parent_of(&self, draft: &Draft, at: usize) -> usize {
        let around = self.building_of(draft, at).unwrap_or(SITE_NODE);
        let level = single(draft.nodes[at].levels).and_then(|ordinal| {
            let levels = self.levels.get(&(around, ordinal)).map_or(&[][..], Vec::as_slice);
            let holding = levels.iter().find(|level| holds(draft, **level, at));
            holding.or_else(|| levels.first()).copied()
        });
        let around = level.unwrap_or(around);
        if draft.nodes[at].class != PlaceClass::Area {
            return around;
        }
        self.room_of(draft, at)
            .filter(|room| draft.ancestry(*room).contains(&around))
            .unwrap_or(around)
    }

    /// The smallest room that an area is a part of.
    fn room_of(&self, draft: &Draft, at: usize) -> Option<usize> {
        let own = &draft.nodes[at];
        let level = draft.levels_of(at);
        let fits = |room: &usize| {
            let ground = &draft.nodes[*room].ground;
            *room != at
                && meet(level, draft.levels_of(*room))
                && ground.area >= own.ground.area * ROOM_LARGER
                && own.ground.share_in(ground) >= PART
        };
        let around = self.rooms.within(own.ground.bounds()).into_iter().filter(fits);
        let area = |room: &usize| draft.nodes[*room].ground.area;
        around.min_by(|a, b| area(a).total_cmp(&area(b)))
    }
}

/// True where most of a place lies in another.
fn holds(draft: &Draft, around: usize, at: usize) -> bool {
    let (around, own) = (&draft.nodes[around].ground, &draft.nodes[at]);
    match own.position.filter(|_| own.ground.is_empty()) {
        Some(position) => around.contains(draft.plane.point(position)),
        None => own.ground.share_in(around) > MOST,
    }
}

/// True where two may be on one level.
pub(super) fn meet(a: Option<Levels>, b: Option<Levels>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => a.lowest() <= b.highest() && b.lowest() <= a.highest(),
        _ => true,
    }
}

/// The level, where there is exactly one.
pub(super) fn single(levels: Option<Levels>) -> Option<i16> {
    levels.filter(|levels| levels.lowest() == levels.highest()).map(Levels::lowest)
}

/// Levels of which the source does not say which they are: in the order of their altitudes above the
/// highest that is known.
fn number_levels(draft: &mut Draft) {
    let levels = surveyed(draft, PlaceClass::Level);
    let known = levels.iter().filter_map(|at| draft.nodes[*at].levels);
    let mut next = known.map(Levels::highest).max().map_or(0, |highest| highest.saturating_add(1));
    let mut unknown: Vec<usize> =
        levels.iter().copied().filter(|at| draft.nodes[*at].levels.is_none()).collect();
    let altitude = |at: &usize| draft.nodes[*at].altitude.unwrap_or(0.0);
    unknown.sort_by(|a, b| altitude(a).total_cmp(&altitude(b)));
    for at in unknown {
        draft.nodes[at].levels = Some(Levels::single(next.min(1000)));
        let about = draft.nodes[at].title();
        draft.notes.guess(about, "the number of the level, from the order of their altitudes");
        next = next.saturating_add(1);
    }
    // A storey that spans several is named by its lowest.
    for at in levels {
        let node = &mut draft.nodes[at];
        node.levels = node.levels.map(|levels| Levels::single(levels.lowest()));
    }
}

/// Rooms on one level of a building stand in that level, which is made where the source has none.
fn make_levels(draft: &mut Draft) {
    let mut levels: HashMap<(usize, i16), usize> = HashMap::new();
    for (at, node) in draft.nodes.iter().enumerate().skip(1) {
        if node.class == PlaceClass::Level && node.may_hold() {
            levels.extend(single(node.levels).map(|level| ((node.parent, level), at)));
        }
    }
    let is_one_building = surveyed(draft, PlaceClass::Building).is_empty();
    for at in 1..draft.nodes.len() {
        let node = &draft.nodes[at];
        let is_room = !matches!(
            node.class,
            PlaceClass::Site | PlaceClass::Building | PlaceClass::Level | PlaceClass::Device
        );
        let around = &draft.nodes[node.parent];
        let is_in_building =
            around.class == PlaceClass::Building || (node.parent == SITE_NODE && is_one_building);
        let Some(level) = single(node.levels)
            .filter(|_| is_room && is_in_building && node.fate == Fate::Surveyed)
        else {
            continue;
        };
        let key = (node.parent, level);
        let parent = match levels.get(&key) {
            Some(known) => *known,
            None => {
                let made = made_level(draft, at, level);
                levels.insert(key, made);
                made
            }
        };
        draft.nodes[at].parent = parent;
    }
}

/// The identity of a level that is made in a place for what a source of this format has there.
fn made_identity(draft: &Draft, scheme: &str, around: usize, level: i16) -> String {
    match around {
        SITE_NODE => format!("{scheme}:level/{level}"),
        around => {
            let sum = super::snapshot::digest(draft.identity(around).as_bytes());
            format!("{scheme}:level/{sum}/{level}")
        }
    }
}

fn scheme_of(node: &Node) -> String {
    node.source.as_deref().map_or("plan", super::matching::scheme).to_owned()
}

/// A level for a room whose source knows its number only.
fn made_level(draft: &mut Draft, room: usize, level: i16) -> usize {
    let node = &draft.nodes[room];
    let identity = made_identity(draft, &scheme_of(node), node.parent, level);
    let mut made = Node::new(Some(identity), PlaceClass::Level);
    made.parent = node.parent;
    made.is_hung = true;
    made.levels = Some(Levels::single(level));
    made.words = draft.level_labels.get(&level).cloned().into_iter().collect();
    let about = made.words.first().cloned().unwrap_or_else(|| format!("level {level}"));
    draft.notes.guess(about, "a level of its own, as rooms name its number");
    // One that was made for the plan of before is made again.
    let is_it = |node: &Node| node.fate == Fate::Vanished && node.source == made.source;
    if let Some(known) = draft.nodes.iter().position(is_it) {
        made.earlier = draft.nodes[known].earlier;
        draft.nodes[known] = made;
        return known;
    }
    draft.nodes.push(made);
    draft.nodes.len() - 1
}

/// A building stands in a site or a building, not in a room of one.
fn lift_buildings(draft: &mut Draft) {
    for at in draft.downward().into_iter().skip(1) {
        while has_spans(&draft.nodes[at])
            && draft.nodes[at].fate == Fate::Surveyed
            && draft.nodes[at].parent != SITE_NODE
            && !has_spans(&draft.nodes[draft.nodes[at].parent])
        {
            draft.nodes[at].parent = draft.nodes[draft.nodes[at].parent].parent;
        }
    }
}

/// A site with levels of its own is a building.
fn call_it_building(draft: &mut Draft) {
    let has_levels = surveyed(draft, PlaceClass::Level)
        .iter()
        .any(|level| draft.nodes[*level].parent == SITE_NODE);
    let site = &mut draft.nodes[SITE_NODE];
    if has_levels && site.class == PlaceClass::Site {
        (site.class, site.kind) = (PlaceClass::Building, "building".to_owned());
    }
}

/// What spans more levels than what holds it moves up.
fn fit_levels(draft: &mut Draft) {
    for at in draft.downward() {
        let Some(own) = draft.nodes[at].levels.filter(|_| at != SITE_NODE) else { continue };
        if draft.nodes[at].fate != Fate::Surveyed {
            continue;
        }
        let is_open = |parent: usize| {
            let holder = &draft.nodes[parent];
            parent == SITE_NODE || has_spans(holder)
        };
        let mut parent = draft.nodes[at].parent;
        while !is_open(parent)
            && draft.levels_of(parent).is_some_and(|around| {
                own.lowest() < around.lowest() || own.highest() > around.highest()
            })
        {
            parent = draft.nodes[parent].parent;
        }
        if parent != draft.nodes[at].parent {
            let is_single = single(Some(own)).is_some();
            let about = draft.nodes[at].title();
            if is_single {
                draft
                    .notes
                    .guess(about, "stands beside what should hold it, as their levels differ");
            }
            draft.nodes[at].parent = parent;
        }
    }
}

/// True for what has the levels of all that stands in it.
fn has_spans(node: &Node) -> bool {
    matches!(node.class, PlaceClass::Building | PlaceClass::Site)
}

/// What says the same levels as what holds it need not say so.
fn drop_repeated_levels(draft: &mut Draft) {
    for at in draft.downward().into_iter().skip(1) {
        let node = &draft.nodes[at];
        let is_said = node.class == PlaceClass::Level || node.fate != Fate::Surveyed;
        if !is_said && node.levels.is_some() && node.levels == draft.levels_of(node.parent) {
            draft.nodes[at].levels = None;
        }
    }
}

/// A building has the levels of all that stands in it.
fn span_buildings(draft: &mut Draft) {
    let order = draft.downward();
    let mut spans: Vec<Option<Levels>> = draft.nodes.iter().map(|node| node.levels).collect();
    for &at in order.iter().rev().filter(|at| **at != SITE_NODE) {
        let parent = draft.nodes[at].parent;
        spans[parent] = around(spans[parent], spans[at]);
    }
    for at in order {
        let node = &mut draft.nodes[at];
        if at == SITE_NODE && node.class == PlaceClass::Site {
            node.levels = None;
        } else if has_spans(node) && node.fate == Fate::Surveyed {
            node.levels = spans[at];
        }
    }
}

fn around(a: Option<Levels>, b: Option<Levels>) -> Option<Levels> {
    let (Some(one), Some(other)) = (a, b) else { return a.or(b) };
    let (low, high) = (one.lowest().min(other.lowest()), one.highest().max(other.highest()));
    Levels::new(low, high).ok()
}

/// Devices of which the source says only where they are: in the smallest place around, where that is
/// one level's.
fn hang_devices(draft: &mut Draft) {
    let mut places = Grid::default();
    for (at, node) in draft.nodes.iter().enumerate().filter(|(_, node)| node.may_hold()) {
        if !node.is_device() && at != SITE_NODE {
            places.insert(at, &node.ground);
        }
    }
    for at in 1..draft.nodes.len() {
        let node = &draft.nodes[at];
        if !node.is_device() || node.is_hung || node.fate != Fate::Surveyed {
            continue;
        }
        let Some(position) = node.position else { continue };
        let point = draft.plane.point(position);
        let mut around = places.near(point, 0.0);
        around.retain(|place| draft.nodes[*place].ground.contains(point));
        // Levels and buildings lie above one another everywhere; rooms tell them apart.
        let is_room = |place: &usize| {
            !matches!(draft.nodes[*place].class, PlaceClass::Level | PlaceClass::Building)
        };
        if around.iter().any(is_room) {
            around.retain(is_room);
        } else {
            let is_level = |place: &usize| draft.nodes[*place].class == PlaceClass::Level;
            let levels = around.iter().filter(|place| is_level(place)).count();
            around.retain(|place| levels == 1 || !is_level(place));
        }
        let area = |place: &usize| draft.nodes[*place].ground.area;
        let smallest = around.iter().copied().min_by(|a, b| area(a).total_cmp(&area(b)));
        let Some(smallest) = smallest else { continue };
        let level = draft.levels_of(smallest);
        let is_clear = around.iter().all(|place| meet(draft.levels_of(*place), level));
        let about = node.title();
        if is_clear {
            draft.nodes[at].parent = smallest;
            draft.notes.guess(about, "the place it is in, from its position");
        } else {
            draft.notes.leave_out(
                about,
                "the place it is in: rooms of several levels lie around its position",
            );
        }
    }
}
