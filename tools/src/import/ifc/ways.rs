//! Ways between levels: stairs, ramps, escalators and lifts.
//!
//! A way that leads from one space to another is an exit between them. One that stands in no space is
//! a place of its own, which the doors around it lead to.

use std::collections::{BTreeMap, HashMap, HashSet};

use libsns::record::PlaceClass;

use super::found::{Found, place, range};
use super::levels::Levels;
use super::names;
use super::properties::Definitions;
use super::rooms::{Room, Rooms};
use super::shape::{Ground, Shapes};
use super::step::{Entity, Model, Read};
use super::storeys::Storey;
use super::tree::{Sort, Tree};
use crate::survey::{Survey, SurveyExit, SurveyPlace};

/// Wholes and what they are.
const WHOLES: [(&str, Way); 3] =
    [("IFCSTAIR", Way::Stair), ("IFCRAMP", Way::Ramp), ("IFCTRANSPORTELEMENT", Way::Lift)];
/// Parts whose ground is that of the whole, and what they are alone.
const PARTS: [(&str, Way); 3] =
    [("IFCSTAIRFLIGHT", Way::Stair), ("IFCRAMPFLIGHT", Way::Ramp), ("IFCSLAB", Way::Stair)];
/// Places to a side at which the rooms below and above a way are looked for.
const LOOKS: usize = 8;
/// How far around a way the rooms are looked for, in metres: the depth of a landing.
const AROUND_METRES: f64 = 0.6;
/// The least of all looks that make a room the one at an end of a way, where some hit no room.
const SHARE: f64 = 0.2;
/// The share of a space that a stair covers where the space is its stairwell.
const FILLS: f64 = 0.5;
/// Where people stand, above the floor, in metres.
const STANDING_METRES: f64 = 0.3;

/// The sorts of ways.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Stair,
    Ramp,
    Lift,
    Escalator,
    Walkway,
}

impl Way {
    fn kind(self) -> &'static str {
        match self {
            Self::Stair => "stair",
            Self::Ramp => "ramp",
            Self::Lift => "lift",
            Self::Escalator => "escalator",
            Self::Walkway => "walkway",
        }
    }

    fn class(self) -> PlaceClass {
        match self {
            Self::Lift => PlaceClass::Lift,
            Self::Walkway => PlaceClass::Corridor,
            Self::Stair | Self::Ramp | Self::Escalator => PlaceClass::Stair,
        }
    }
}

/// The ways of a file.
pub(super) struct Ways {
    all: Vec<Course>,
    /// Those that move no people.
    cranes: usize,
    /// Those without a shape that is read.
    shapeless: usize,
}

/// A way with the ground that it covers.
struct Course {
    id: u32,
    way: Way,
    ground: Ground,
}

impl Ways {
    /// Reads the ways that are wanted, with the shapes of all their parts.
    pub(super) fn read(
        shapes: &Shapes<'_>,
        tree: &Tree,
        is_wanted: impl Fn(u32) -> bool,
    ) -> Read<Self> {
        let model = shapes.model;
        let parts = parts(model, tree)?;
        let in_whole: HashSet<u32> = parts.values().flatten().copied().collect();
        let moved: HashSet<u32> = model.all("IFCTRANSPORTELEMENT").iter().copied().collect();
        let definitions = Definitions::read(model, &moved)?;
        let mut ways = Self { all: Vec::new(), cranes: 0, shapeless: 0 };
        for (kind, way) in wholes() {
            let wanted = |id: &&u32| is_wanted(**id) && !in_whole.contains(*id);
            for &id in model.all(kind).iter().filter(wanted) {
                let entity = model.entity(id)?;
                let way = match way {
                    Way::Lift => transport(model, &entity, &definitions)?,
                    way => Some(way),
                };
                let own = parts.get(&id).map_or(&[][..], Vec::as_slice);
                match (way, whole_ground(shapes, &entity, own)?) {
                    (None, _) => ways.cranes += 1,
                    (_, None) => ways.shapeless += 1,
                    (Some(way), Some(ground)) => ways.all.push(Course { id, way, ground }),
                }
            }
        }
        Ok(ways)
    }

    /// The spaces of which a stair fills half or more.
    pub(super) fn stairwells(&self, rooms: &Rooms, levels: &Levels, tree: &Tree) -> HashSet<u32> {
        let stairs = self.all.iter().filter(|found| found.way == Way::Stair);
        let room = |stair: &Course| {
            let [low, high] = stair.ground.bounds()?;
            let middle = [(low[0] + high[0]) / 2.0, (low[1] + high[1]) / 2.0];
            let building = tree.nearest(stair.id, Sort::Building).map(|building| building.id);
            let level = levels.at_height(building, stair.ground.lowest)?.ordinal?;
            let z = stair.ground.lowest + STANDING_METRES;
            let room = rooms.holding(level, [middle[0], middle[1], z])?;
            (stair.ground.square_metres() >= FILLS * room.square_metres).then_some(room.id)
        };
        stairs.filter_map(room).collect()
    }

    /// Adds the ways between levels; the places are added already.
    pub(super) fn add(&self, found: &Found<'_>, survey: &mut Survey) -> Read<()> {
        let shafts = shafts(survey);
        let mut skipped: BTreeMap<&str, usize> = BTreeMap::new();
        skipped.insert("transport elements that move no people", self.cranes);
        skipped.insert("they have no shape that is read", self.shapeless);
        for way in &self.all {
            if let Some(why) = one(found, way, &shafts, survey)? {
                *skipped.entry(why).or_default() += 1;
            }
        }
        for (why, count) in skipped.into_iter().filter(|(_, count)| *count > 0) {
            survey.leave_out("stairs and lifts", format!("{count}: {why}"));
        }
        stacks(found, &shafts, survey);
        Ok(())
    }
}

/// The kinds of instances that are ways, the wholes first.
fn wholes() -> impl Iterator<Item = (&'static str, Way)> {
    WHOLES.into_iter().chain(PARTS.into_iter().filter(|(kind, _)| *kind != "IFCSLAB"))
}

/// The parts of stairs and ramps.
fn parts(model: &Model, tree: &Tree) -> Read<HashMap<u32, Vec<u32>>> {
    let mut parts: HashMap<u32, Vec<u32>> = HashMap::new();
    for (kind, _) in PARTS {
        for &id in model.all(kind) {
            let Some(whole) = tree.holder(id) else { continue };
            if model.entity(whole)?.is(&["IFCSTAIR", "IFCRAMP"]) {
                parts.entry(whole).or_default().push(id);
            }
        }
    }
    Ok(parts)
}

/// What a transport element is: by its predefined type, that of its type, or its words; a lift where
/// nothing says otherwise. None for cranes.
fn transport(model: &Model, entity: &Entity<'_>, definitions: &Definitions) -> Read<Option<Way>> {
    let of = definitions.type_of(entity.id).map(|id| model.entity(id)).transpose()?;
    let of_type = of.as_ref().and_then(|of| of.word(9));
    let words = [entity.word(8), of_type].into_iter().flatten();
    for word in words {
        match word {
            "ELEVATOR" => return Ok(Some(Way::Lift)),
            "ESCALATOR" => return Ok(Some(Way::Escalator)),
            "MOVINGWALKWAY" => return Ok(Some(Way::Walkway)),
            "CRANEWAY" | "LIFTINGGEAR" | "HAULINGGEAR" => return Ok(None),
            _ => {}
        }
    }
    let texts = [entity.text(2), entity.text(4)].into_iter().flatten();
    let says = texts.map(|text| text.to_lowercase()).collect::<Vec<_>>().join(" ");
    Ok(match says.as_str() {
        says if says.contains("escalator") || says.contains("rolltreppe") => Some(Way::Escalator),
        says if says.contains("crane") => None,
        _ => Some(Way::Lift),
    })
}

/// The class of each room that is a stairwell or a lift, by its identity.
type Shafts = HashMap<String, PlaceClass>;

fn shafts(survey: &Survey) -> Shafts {
    let is_shaft =
        |place: &&SurveyPlace| matches!(place.class, PlaceClass::Stair | PlaceClass::Lift);
    survey.places.iter().filter(is_shaft).map(|p| (p.source.clone(), p.class)).collect()
}

/// Adds one way, or says why it is left out.
fn one(
    found: &Found<'_>,
    course: &Course,
    shafts: &Shafts,
    survey: &mut Survey,
) -> Read<Option<&'static str>> {
    let Course { id, way, ground } = course;
    let entity = &found.model.entity(*id)?;
    let way = *way;
    let storeys = storeys(found, *id, way, ground, shafts);
    let ordinals: Vec<i16> = storeys.iter().filter_map(|storey| storey.ordinal).collect();
    let (Some(&low), Some(&high)) = (ordinals.iter().min(), ordinals.iter().max()) else {
        return Ok(Some("no storey is at their height"));
    };
    if low == high && way != Way::Lift {
        return Ok(Some("they stay on one level"));
    }
    let mut ends: Vec<&Room> = Vec::new();
    for storey in &storeys {
        let is_end = way == Way::Lift || [Some(low), Some(high)].contains(&storey.ordinal);
        let room = end(found, ground, storey, way, shafts);
        ends.extend(room.filter(|room| is_end && ends.iter().all(|other| other.id != room.id)));
    }
    let levels = range(low, high);
    let middle = ground.bounds().map(|[a, b]| [(a[0] + b[0]) / 2.0, (a[1] + b[1]) / 2.0]);
    let position = middle.and_then(|middle| found.position(middle));
    if ends.len() > 1 {
        survey.exits.push(SurveyExit {
            source: found.source(entity),
            joins: ends.iter().map(|room| room.source.clone()).collect(),
            kind: way.kind().into(),
            position,
            outline: found.outline(ground).into_iter().flatten().next().unwrap_or_default(),
            levels: Some(levels),
            is_one_way: false,
            spot: format!("#{}", entity.id),
        });
        return Ok(None);
    }
    if ends.iter().any(|room| shafts.get(&room.source) == Some(&way.class())) {
        return Ok(Some("they stand in a space that is one already"));
    }
    if low == high {
        survey.guess(
            format!("lift (#{})", entity.id),
            "the file does not say which levels it serves",
        );
    }
    let inside = || storeys.first().and_then(|storey| found.level_source(storey.id));
    survey.places.push(SurveyPlace {
        inside: found.building_source(entity.id).filter(|_| low != high).or_else(inside),
        names: names::of_element(entity.text(2).as_deref()),
        class: way.class(),
        kind: way.kind().into(),
        levels: Some(levels),
        shape: found.outline(ground),
        position,
        ..place(found.source(entity), entity.id)
    });
    Ok(None)
}

/// The ground of a way with all its parts.
fn whole_ground(shapes: &Shapes<'_>, entity: &Entity<'_>, parts: &[u32]) -> Read<Option<Ground>> {
    let mut grounds: Vec<_> = shapes.ground_of(entity)?.into_iter().collect();
    for &part in parts {
        grounds.extend(shapes.ground_of(&shapes.model.entity(part)?)?);
    }
    Ok(shapes.together(grounds).filter(|ground| !ground.is_empty()))
}

/// The storeys that a way serves. A lift is drawn as its cabin: it serves those at which a lift's space
/// lies around it, or those that its shape reaches.
fn storeys<'f>(
    found: &'f Found<'_>,
    id: u32,
    way: Way,
    ground: &Ground,
    shafts: &Shafts,
) -> Vec<&'f Storey> {
    let reached = found.storeys_between(id, [ground.lowest, ground.highest]);
    if way != Way::Lift {
        return reached;
    }
    let all = found.storeys_between(id, [f64::MIN, f64::MAX]);
    let served = |storey: &&Storey| {
        end(found, ground, storey, way, shafts)
            .is_some_and(|room| shafts.get(&room.source) == Some(&PlaceClass::Lift))
    };
    let served: Vec<_> = all.into_iter().filter(served).collect();
    if served.is_empty() { reached } else { served }
}

/// The room at which a way ends on a storey: the one that most of it lies in, else the one that most of
/// what is around it lies in. A lift ends in a lift's space, if there is one.
fn end<'f>(
    found: &'f Found<'_>,
    ground: &Ground,
    storey: &Storey,
    way: Way,
    shafts: &Shafts,
) -> Option<&'f Room> {
    let level = storey.ordinal?;
    let most = |around: f64| {
        let mut hits: BTreeMap<u32, usize> = BTreeMap::new();
        let looks = looks(ground, around);
        for &[x, y] in &looks {
            let room = found.rooms.holding(level, [x, y, storey.z + STANDING_METRES]);
            room.into_iter().for_each(|room| *hits.entry(room.id).or_default() += 1);
        }
        let is_shaft = |id: u32| {
            found.rooms.get(id).is_some_and(|room| shafts.get(&room.source) == Some(&way.class()))
        };
        let best = hits.into_iter().max_by_key(|&(id, count)| (is_shaft(id), count, u32::MAX - id));
        best.filter(|(_, count)| *count as f64 >= SHARE * looks.len() as f64)
    };
    let (id, _) = most(0.0).or_else(|| most(AROUND_METRES))?;
    found.rooms.get(id)
}

/// Points spread over a ground, or over the rim of the box around it.
fn looks(ground: &Ground, around: f64) -> Vec<[f64; 2]> {
    let Some([low, high]) = ground.bounds() else { return Vec::new() };
    let at = |axis: usize, step: usize| {
        let (from, to) = (low[axis] - around, high[axis] + around);
        from + (to - from) * (step as f64 + 0.5) / LOOKS as f64
    };
    let is_rim = |step: usize| step == 0 || step + 1 == LOOKS;
    let all = (0..LOOKS).flat_map(|i| (0..LOOKS).map(move |j| (i, j)));
    let wanted = all.filter(|(i, j)| around == 0.0 || is_rim(*i) || is_rim(*j));
    wanted.map(|(i, j)| [at(0, i), at(1, j)]).collect()
}

/// Joins stairwells and lifts that lie above one another and that no way joins: the file draws the
/// spaces and not what moves in them.
fn stacks(found: &Found<'_>, shafts: &Shafts, survey: &mut Survey) {
    let joined: HashSet<String> = survey
        .exits
        .iter()
        .filter(|exit| exit.levels.is_some_and(|levels| levels.lowest() != levels.highest()))
        .flat_map(|exit| exit.joins.iter().cloned())
        .collect();
    let mut count = 0;
    for room in &found.rooms.all {
        let (Some(class), Some(level)) = (shafts.get(&room.source), room.level) else { continue };
        let Some(middle) = inner_point(room) else { continue };
        let high = room.heights.map_or(f64::MIN, |[_, high]| high);
        let above = level.checked_add(1).and_then(|level| {
            found.rooms.on_level(level).find(|above| {
                shafts.get(&above.source) == Some(class)
                    && above.building == room.building
                    && above.holds(middle)
                    && above.heights.is_some_and(|[low, _]| low + 0.01 >= high - 1.0)
            })
        });
        let Some(above) = above else { continue };
        if joined.contains(&room.source) && joined.contains(&above.source) {
            continue;
        }
        count += 1;
        let kind = if *class == PlaceClass::Lift { "lift" } else { "stair" };
        survey.exits.push(SurveyExit {
            source: format!("{}/{kind}", room.source),
            joins: vec![room.source.clone(), above.source.clone()],
            kind: kind.into(),
            position: found.position(middle),
            outline: Vec::new(),
            levels: Some(range(level, level.saturating_add(1))),
            is_one_way: false,
            spot: format!("#{}", room.id),
        });
    }
    if count > 0 {
        let text = format!(
            "{count} are between spaces above one another that are stairs or lifts by their names"
        );
        survey.guess("stairs and lifts", text);
    }
}

/// A point in a room: the middle of its outline, where that lies in it.
fn inner_point(room: &Room) -> Option<[f64; 2]> {
    let ring = room.rings.first()?.first()?;
    let count = ring.len() as f64;
    let sum = ring.iter().fold([0.0, 0.0], |[x, y], corner| [x + corner[0], y + corner[1]]);
    let middle = [sum[0] / count, sum[1] / count];
    Some(middle).filter(|middle| room.holds(*middle))
}

/// The kinds of instances that are ways.
pub(super) fn kinds() -> impl Iterator<Item = &'static str> {
    wholes().map(|(kind, _)| kind)
}
