//! Doors whose source does not say what they join: the places on their two sides.

use std::collections::HashMap;

use super::grid::Grid;
use super::ground::{Ground, Point, distance, distance_to_edge};
use super::hierarchy::meet;
use super::model::{Draft, Fate, Node, SITE_NODE};
use libsns::geometry::Levels;
use libsns::record::PlaceClass;

/// How far from a place's wall a door may stand to lead into it, in metres: half of a thick wall, and
/// what drawings are off.
const REACH_METRES: f64 = 0.6;
/// How far beyond the edge of a floor a door still leads out of it, in metres: what one looks through it,
/// and a porch.
const EDGE_METRES: f64 = 2.0;
/// How far from the middle of a door one looks for what it leads to, in metres.
const STEPS_METRES: [f64; 5] = [0.15, 0.3, 0.5, 0.8, 1.2];

/// Finds what the doors of the draft join. Those of which too little can be found are dropped.
pub(super) fn join_doors(draft: &mut Draft) {
    let finder = Finder::of(draft);
    for at in 0..draft.ways.len() {
        let way = &draft.ways[at];
        if way.fate != Fate::Surveyed {
            continue;
        }
        let kept = way.joins.iter().copied().filter(|node| draft.nodes[*node].is_kept());
        let mut joins: Vec<usize> = kept.collect();
        if joins.len() < 2 {
            joins = finder.sides(draft, at, &joins);
        }
        draft.ways[at].joins = joins;
    }
}

/// Finds places by position and level.
struct Finder {
    /// Rooms and what is like them.
    rooms: Grid,
    /// Levels, or what stands for them, with the ground they cover.
    floors: Vec<(usize, Ground)>,
}

impl Finder {
    fn of(draft: &Draft) -> Self {
        let mut rooms = Grid::default();
        let mut floors = Vec::new();
        for (at, node) in draft.nodes.iter().enumerate().filter(|(_, node)| node.may_hold()) {
            if is_room(node) {
                rooms.insert(at, &node.ground);
            } else if node.class == PlaceClass::Level {
                floors.push((at, floor(draft, at)));
            }
        }
        // The same order whether a level is new or was there before.
        floors
            .sort_by_cached_key(|(at, _)| (draft.levels_of(*at), draft.nodes[*at].source.clone()));
        Self { rooms, floors }
    }

    /// The places on the two sides of a door, with those that are known.
    fn sides(&self, draft: &Draft, way: usize, known: &[usize]) -> Vec<usize> {
        let way = &draft.ways[way];
        let outline: Vec<Point> = way.outline.iter().map(|at| draft.plane.point(*at)).collect();
        let middle = way.position.map(|at| draft.plane.point(at)).or_else(|| middle(&outline));
        let Some(middle) = middle else { return known.to_vec() };
        let levels = way.levels.or_else(|| draft.levels_of(*known.first()?));
        let near = self.near(draft, middle, levels);
        let Some(across) = across(draft, &near, middle, &outline) else { return known.to_vec() };
        let points = |sign: f64| {
            STEPS_METRES.map(|step| {
                [middle[0] + across[0] * step * sign, middle[1] + across[1] * step * sign]
            })
        };
        let sides = [points(1.0), points(-1.0)];
        let rooms = sides.each_ref().map(|points| first_room(draft, &near, points));
        // A door of which no level is known is on that of the room it leads into.
        let levels = levels.or_else(|| {
            let mut rooms = rooms.iter().flatten();
            rooms.find_map(|room| draft.levels_of(*room))
        });
        let found = rooms.into_iter().zip(&sides);
        let found = found.map(|(room, points)| room.or_else(|| self.beyond(draft, levels, points)));
        let mut found: Vec<usize> = found.flatten().collect();
        found.dedup();
        join(known, &found)
    }

    /// Rooms within reach on these levels.
    fn near(&self, draft: &Draft, at: Point, levels: Option<Levels>) -> Vec<usize> {
        let reach = STEPS_METRES[STEPS_METRES.len() - 1];
        let mut near = self.rooms.near(at, reach);
        near.retain(|room| {
            draft.nodes[*room].ground.is_near_point(at, reach)
                && meet(levels, draft.levels_of(*room))
        });
        near
    }

    /// Where no room lies: the floor there, or the outside.
    fn beyond(&self, draft: &Draft, levels: Option<Levels>, points: &[Point]) -> Option<usize> {
        let far = points.last()?;
        let of_level = |floor: &&(usize, Ground)| meet(levels, draft.levels_of(floor.0));
        let mut floors = self.floors.iter().filter(of_level).peekable();
        floors.peek()?;
        let floors: Vec<_> = floors.collect();
        match floors.iter().find(|(_, ground)| ground.contains(*far)) {
            Some((floor, _)) => Some(*floor),
            // Beyond the edge of all floors, and near it, is the outside.
            None => {
                let is_at_edge = |(_, ground): &&&(usize, Ground)| {
                    ground.nearest_wall(*far).is_some_and(|(metres, _)| metres <= EDGE_METRES)
                };
                floors.iter().find(is_at_edge).map(|_| SITE_NODE)
            }
        }
    }
}

/// The smallest room at the first of these points that lies in one.
fn first_room(draft: &Draft, near: &[usize], points: &[Point]) -> Option<usize> {
    let area = |room: &usize| draft.nodes[*room].ground.area;
    let room_at = |point: &Point| {
        let around = near.iter().copied().filter(|room| draft.nodes[*room].ground.contains(*point));
        around.min_by(|a, b| area(a).total_cmp(&area(b)))
    };
    points.iter().find_map(room_at)
}

fn is_room(node: &Node) -> bool {
    matches!(
        node.class,
        PlaceClass::Room | PlaceClass::Corridor | PlaceClass::Stair | PlaceClass::Lift
    )
}

/// What is known first, then what was found, two in all.
fn join(known: &[usize], found: &[usize]) -> Vec<usize> {
    let mut joins = known.to_vec();
    joins.extend(found.iter().copied().filter(|node| !known.contains(node)));
    joins.truncate(2);
    joins
}

/// The ground of a level: its own or its building's, else all its rooms.
fn floor(draft: &Draft, level: usize) -> Ground {
    let ancestry = draft.ancestry(level);
    let mut grounds = ancestry.iter().map(|at| &draft.nodes[*at].ground);
    if let Some(ground) = grounds.find(|ground| !ground.is_empty()) {
        return ground.clone();
    }
    let rooms = draft.nodes.iter().filter(|node| node.may_hold() && node.parent == level);
    Ground::around(rooms.flat_map(|node| node.ground.corners()))
}

/// The direction through a door, of length 1: across the nearest wall of a room, else across the
/// longest side of the door itself.
fn across(draft: &Draft, near: &[usize], middle: Point, outline: &[Point]) -> Option<Point> {
    let walls = near.iter().filter_map(|room| draft.nodes[*room].ground.nearest_wall(middle));
    let nearest = walls.min_by(|a, b| a.0.total_cmp(&b.0));
    let wall = nearest.filter(|(metres, _)| *metres <= REACH_METRES).map(|(_, wall)| wall);
    let sides = outline.iter().copied().zip(outline.iter().copied().cycle().skip(1));
    let longest = sides.max_by(|a, b| distance(a.0, a.1).total_cmp(&distance(b.0, b.1)));
    let [a, b] = wall.or_else(|| longest.map(|(a, b)| [a, b]))?;
    let length = distance(a, b);
    (length > 0.0).then(|| [(a[1] - b[1]) / length, (b[0] - a[0]) / length])
}

/// The middle of the corners.
fn middle(corners: &[Point]) -> Option<Point> {
    let count = corners.len();
    #[expect(clippy::cast_precision_loss, reason = "a door has few corners")]
    let count = (count > 0).then_some(count as f64)?;
    let sum = corners.iter().fold([0.0, 0.0], |sum, at| [sum[0] + at[0], sum[1] + at[1]]);
    Some(sum.map(|sum| sum / count))
}

/// Stairs and lifts: one on each of two levels joined where their footprints lie above one another,
/// and each joined to the floor it stands on where no door does that.
pub(super) fn join_levels(draft: &mut Draft) {
    let mut made = above_one_another(draft);
    let doors = opened(draft);
    let finder = Finder::of(draft);
    for at in 1..draft.nodes.len() {
        let node = &draft.nodes[at];
        if !node.leads_up() || node.fate != Fate::Surveyed {
            continue;
        }
        let Some(levels) = draft.levels_of(at) else { continue };
        for level in levels.lowest()..=levels.highest() {
            if doors.get(&at).is_some_and(|open| {
                open.iter().any(|open| meet(*open, Some(Levels::single(level))))
            }) {
                continue;
            }
            if let Some(floor) = landing(draft, &finder, at, level) {
                made.push(made_way(draft, at, floor, level));
            }
        }
    }
    let titles = made.iter().map(|way| draft.nodes[way.joins[0]].title());
    for title in titles.collect::<Vec<_>>() {
        draft.notes.guess(title, "which places the stair or lift joins, from where it stands");
    }
    draft.ways.extend(made);
}

/// How much of the smaller footprint two levels of one stair have in common.
const SHAFT_SHARE: f64 = 0.3;

fn above_one_another(draft: &Draft) -> Vec<super::model::Way> {
    let mut shafts: HashMap<i16, Vec<usize>> = HashMap::new();
    for (at, node) in draft.nodes.iter().enumerate().skip(1) {
        if node.leads_up() && node.fate == Fate::Surveyed {
            let level = draft.levels_of(at).filter(|levels| levels.lowest() == levels.highest());
            level.into_iter().for_each(|level| shafts.entry(level.lowest()).or_default().push(at));
        }
    }
    let joined: std::collections::HashSet<[usize; 2]> = draft
        .ways
        .iter()
        .filter_map(|way| <[usize; 2]>::try_from(way.joins.clone()).ok())
        .flat_map(|[a, b]| [[a, b], [b, a]])
        .collect();
    let mut made = Vec::new();
    let mut levels: Vec<i16> = shafts.keys().copied().collect();
    levels.sort_unstable();
    for level in levels {
        let Some(above) = level.checked_add(1).and_then(|above| shafts.get(&above)) else {
            continue;
        };
        for &low in &shafts[&level] {
            for &high in above {
                let (one, other) = (&draft.nodes[low], &draft.nodes[high]);
                let is_shaft = one.class == other.class
                    && !joined.contains(&[low, high])
                    && one.ground.is_near(&other.ground, 0.0)
                    && one.ground.share_in(&other.ground).max(other.ground.share_in(&one.ground))
                        >= SHAFT_SHARE;
                if is_shaft {
                    made.push(made_way(draft, low, high, level));
                }
            }
        }
    }
    made
}

/// The levels on which something opens into each place; none where the door does not say.
fn opened(draft: &Draft) -> HashMap<usize, Vec<Option<Levels>>> {
    let mut opened: HashMap<usize, Vec<Option<Levels>>> = HashMap::new();
    for way in draft.ways.iter().filter(|way| way.fate != Fate::Dropped) {
        for &join in &way.joins {
            let mut others = way.joins.iter().filter(|other| **other != join);
            // What joins two shafts is not the way out of them.
            if others.all(|other| !draft.nodes[*other].leads_up()) {
                let levels = way.levels.or_else(|| {
                    let others = way.joins.iter().filter(|other| **other != join);
                    others.filter_map(|other| draft.levels_of(*other)).next()
                });
                opened.entry(join).or_default().push(levels);
            }
        }
    }
    opened
}

/// Where one steps out of a stair or lift on a level: the corridor whose wall is nearest, else the
/// level itself.
fn landing(draft: &Draft, finder: &Finder, at: usize, level: i16) -> Option<usize> {
    let own = &draft.nodes[at].ground;
    let levels = Some(Levels::single(level));
    let mut near: Vec<usize> = finder.rooms.within(own.bounds());
    near.retain(|room| {
        let node = &draft.nodes[*room];
        node.class == PlaceClass::Corridor
            && meet(draft.levels_of(*room), levels)
            && node.ground.is_near(own, REACH_METRES)
    });
    let gap = |room: &usize| {
        let ground = &draft.nodes[*room].ground;
        let corners = |one: &Ground, other: &Ground| {
            let edge = |at: Point| {
                other.edges().map(|edge| distance_to_edge(at, edge)).fold(f64::INFINITY, f64::min)
            };
            one.corners().map(edge).fold(f64::INFINITY, f64::min)
        };
        corners(own, ground).min(corners(ground, own))
    };
    let corridor =
        near.into_iter().map(|room| (gap(&room), room)).filter(|(gap, _)| *gap <= REACH_METRES);
    let corridor = corridor.min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, room)| room);
    corridor.or_else(|| {
        let building = draft.around(at, PlaceClass::Building).unwrap_or(SITE_NODE);
        let of_level = |floor: &&(usize, Ground)| {
            draft.nodes[floor.0].levels == levels && draft.ancestry(floor.0).contains(&building)
        };
        finder.floors.iter().find(of_level).map(|floor| floor.0)
    })
}

/// A way that no source has, with an identity made from what it joins.
fn made_way(draft: &Draft, from: usize, to: usize, level: i16) -> super::model::Way {
    let source = draft.nodes[from].source.clone().unwrap_or_default();
    let scheme = source.split(':').next().unwrap_or_default().to_owned();
    let pair = format!("{} {}", draft.identity(from), draft.identity(to));
    let sum = super::snapshot::digest(pair.as_bytes());
    super::model::Way {
        source: Some(format!("{scheme}:way/{sum}/{level}")),
        fate: Fate::Surveyed,
        joins: vec![from, to],
        kind: draft.nodes[from].class.word().to_owned(),
        position: None,
        outline: Vec::new(),
        levels: Some(Levels::single(level)),
        is_one_way: false,
        earlier: None,
    }
}
