//! Doors, and openings that one walks through without one.

use std::collections::{BTreeMap, HashMap, HashSet};

use libsns::geometry::Levels as LevelRange;

use super::boundaries::{self, Boundary};
use super::found::Found;
use super::properties::{Definitions, Properties};
use super::rooms::Rooms;
use super::shape::{Ground, clean, lower_edge};
use super::step::{Entity, Read};
use super::transform::Point;
use super::tree::Sort;
use crate::survey::{SITE, Survey, SurveyExit};

/// Kinds of doors; IFC 4 has one for doors that are swept simply.
const DOORS: [&str; 2] = ["IFCDOOR", "IFCDOORSTANDARDCASE"];
/// Kinds of openings.
const OPENINGS: [&str; 2] = ["IFCOPENINGELEMENT", "IFCOPENINGSTANDARDCASE"];
/// The least opening that one walks through: width and height, in metres.
const WALKABLE_METRES: [f64; 2] = [0.6, 1.8];
/// How high above the floor it may begin, in metres.
const SILL_METRES: f64 = 0.3;
/// How far beside an opening the rooms are looked for, in metres.
const BESIDE_METRES: f64 = 0.25;
/// Openings between spaces that share a boundary of at least this length, in metres.
const SHARED_METRES: f64 = 0.4;
/// How far two boundaries may lie apart that are one, in metres.
const APART_METRES: f64 = 0.1;
/// Pairs of boundaries that are compared: 10,000 on one level.
const PAIRS_MAX: u64 = 100_000_000;

/// Which opening a door fills, and which openings are filled.
struct Openings {
    of_door: HashMap<u32, u32>,
    filled: HashSet<u32>,
}

/// Adds doors and openings.
pub(super) fn add(found: &Found<'_>, survey: &mut Survey) -> Read<()> {
    let openings = Openings::read(found)?;
    let doors: HashSet<u32> =
        DOORS.iter().flat_map(|kind| found.model.all(kind)).copied().collect();
    let definitions = Definitions::read(found.model, &doors)?;
    let mut nowhere = 0;
    for &id in
        DOORS.iter().flat_map(|kind| found.model.all(kind)).filter(|id| found.is_wanted(**id))
    {
        let properties = definitions.of(found.model, id)?;
        let exit = door(found, id, openings.of_door.get(&id).copied(), &properties)?;
        nowhere += usize::from(exit.position.is_none() && exit.joins.is_empty());
        survey.exits.push(exit);
    }
    if nowhere > 0 {
        survey.guess("doors", format!("{nowhere} have no placement that is read"));
    }
    unfilled(found, &openings, survey)?;
    virtual_ones(found, survey)
}

impl Openings {
    fn read(found: &Found<'_>) -> Read<Self> {
        let mut openings = Self { of_door: HashMap::new(), filled: HashSet::new() };
        for &id in found.model.all("IFCRELFILLSELEMENT") {
            let relation = found.model.entity(id)?;
            if let (Some(opening), Some(door)) =
                (relation.reference_if(4), relation.reference_if(5))
            {
                openings.of_door.insert(door, opening);
                openings.filled.insert(opening);
            }
        }
        Ok(openings)
    }
}

fn door(
    found: &Found<'_>,
    id: u32,
    opening: Option<u32>,
    properties: &Properties,
) -> Read<SurveyExit> {
    let entity = found.model.entity(id)?;
    let hole = opening.map(|opening| hole(found, opening)).transpose()?.flatten();
    let (outline, z) = match hole {
        Some(ground) => (ring(&ground), Some(ground.lowest)),
        None => sill(found, &entity)?,
    };
    let elements = [Some(id), opening].into_iter().flatten();
    let boundaries: Vec<_> = elements.flat_map(|element| found.boundaries.at(element)).collect();
    let mut joins = spaces(found, boundaries.iter().copied());
    let level = z.and_then(|z| found.storey(id, z)).and_then(|storey| storey.ordinal);
    if let (Some(level), true) = (level, joins.len() > 2) {
        // Of the spaces that the file names, those right at its two sides.
        let sides = beside(found.rooms, &outline, level, z.unwrap_or_default());
        if sides.len() == 2 && sides.iter().all(|side| joins.contains(side)) {
            joins = sides;
        }
    }
    let is_external = boundaries.iter().any(|boundary| boundary.is_external)
        || properties.truth("isexternal") == Some(true);
    if is_external && joins.len() == 1 {
        joins.push(SITE.into());
    }
    Ok(SurveyExit {
        source: found.source(&entity),
        joins,
        kind: kind(&entity),
        position: middle(&outline).and_then(|middle| found.position(middle)),
        outline: if reaches(found, &outline) { found.line(&outline) } else { Vec::new() },
        levels: level.map(LevelRange::single),
        is_one_way: false,
        spot: format!("#{id}"),
    })
}

fn reaches(found: &Found<'_>, outline: &[[f64; 2]]) -> bool {
    outline.iter().all(|&corner| found.earth.reaches(corner))
}

/// `door`, or what its predefined or operation type says.
fn kind(door: &Entity<'_>) -> String {
    let words = [10, 11].map(|attribute| door.word(attribute).unwrap_or_default());
    let kind = match words {
        ["GATE", _] => "gate",
        ["TRAPDOOR", _] => "trapdoor",
        ["BOOM_BARRIER" | "TURNSTILE", _] => "turnstile",
        [_, "REVOLVING" | "REVOLVING_HORIZONTAL"] => "revolving-door",
        _ => "door",
    };
    kind.to_owned()
}

/// The ground of the hole in a wall.
fn hole(found: &Found<'_>, opening: u32) -> Read<Option<Ground>> {
    found.shapes.ground_of(&found.model.entity(opening)?)
}

/// The outer ring of the first polygon.
fn ring(ground: &Ground) -> Vec<[f64; 2]> {
    clean(&ground.area).into_iter().flatten().next().unwrap_or_default()
}

/// The line of a door without a hole: from its placement along its width, and its height.
fn sill(found: &Found<'_>, door: &Entity<'_>) -> Read<(Vec<[f64; 2]>, Option<f64>)> {
    let Some(placement) = door.reference_if(5) else { return Ok((Vec::new(), None)) };
    let at = match found.shapes.placed(Some(placement)) {
        Err(fault) if !fault.is_broken => return Ok((Vec::new(), None)),
        at => at?,
    };
    let width = door.number_if(9).unwrap_or(0.0);
    let ends = [at.origin, at.point([width, 0.0, 0.0])].map(|[x, y, _]| [x, y]);
    let outline = if ends[0] == ends[1] { vec![ends[0]] } else { ends.to_vec() };
    Ok((outline, Some(at.origin[2])))
}

/// The middle of the rectangle around corners.
fn middle(corners: &[[f64; 2]]) -> Option<[f64; 2]> {
    let [low, high] = bounds(corners)?;
    Some([(low[0] + high[0]) / 2.0, (low[1] + high[1]) / 2.0])
}

fn bounds(corners: &[[f64; 2]]) -> Option<[[f64; 2]; 2]> {
    let around = |[low, high]: [[f64; 2]; 2], [a, b]: [[f64; 2]; 2]| {
        [[low[0].min(a[0]), low[1].min(a[1])], [high[0].max(b[0]), high[1].max(b[1])]]
    };
    corners.iter().map(|&corner| [corner; 2]).reduce(around)
}

/// The places that boundaries belong to, each once: spaces, and the outside where an external element
/// has a boundary of its own.
fn spaces<'b>(found: &Found<'_>, boundaries: impl Iterator<Item = &'b Boundary>) -> Vec<String> {
    let mut joins = Vec::new();
    for boundary in boundaries {
        let source = match found.rooms.get(boundary.space) {
            Some(room) => room.source.clone(),
            None if found.tree.element(boundary.space).is_none() => SITE.to_owned(),
            None => continue,
        };
        if !joins.contains(&source) {
            joins.push(source);
        }
    }
    joins
}

/// Openings that nothing fills and that one walks through: from the floor on, wide and high enough,
/// between two spaces.
fn unfilled(found: &Found<'_>, openings: &Openings, survey: &mut Survey) -> Read<()> {
    let mut elsewhere = 0;
    let all = OPENINGS.iter().flat_map(|kind| found.model.all(kind));
    for &id in all.filter(|id| !openings.filled.contains(id) && found.is_wanted(**id)) {
        let Some(ground) = hole(found, id)? else { continue };
        let storey = found.storey(id, ground.lowest);
        let Some(level) = storey.and_then(|storey| storey.ordinal) else { continue };
        let outline = ring(&ground);
        let Some([low, high]) = bounds(&outline) else { continue };
        let width = (high[0] - low[0]).max(high[1] - low[1]);
        let rises = storey.map_or(0.0, |storey| ground.lowest - storey.z);
        if width < WALKABLE_METRES[0]
            || ground.highest - ground.lowest < WALKABLE_METRES[1]
            || rises > SILL_METRES
        {
            continue;
        }
        let mut joins = spaces(found, found.boundaries.at(id));
        if joins.len() < 2 {
            joins = beside(found.rooms, &outline, level, ground.lowest);
        }
        if joins.len() < 2 {
            elsewhere += 1;
            continue;
        }
        let entity = found.model.entity(id)?;
        survey.exits.push(opening(found, found.source(&entity), joins, level, outline, id));
    }
    if elsewhere > 0 {
        survey.leave_out(
            "openings",
            format!("{elsewhere} as high as a door that lie between no two spaces"),
        );
    }
    Ok(())
}

fn opening(
    found: &Found<'_>,
    source: String,
    joins: Vec<String>,
    level: i16,
    outline: Vec<[f64; 2]>,
    id: u32,
) -> SurveyExit {
    SurveyExit {
        source,
        joins,
        kind: "opening".into(),
        position: middle(&outline).and_then(|middle| found.position(middle)),
        outline: if reaches(found, &outline) { found.line(&outline) } else { Vec::new() },
        levels: Some(LevelRange::single(level)),
        is_one_way: false,
        spot: format!("#{id}"),
    }
}

/// The rooms on both sides of a hole in a wall: across the nearest of its sides that have rooms.
fn beside(rooms: &Rooms, ring: &[[f64; 2]], level: i16, z: f64) -> Vec<String> {
    let Some([x, y]) = middle(ring) else { return Vec::new() };
    let next = ring.iter().cycle().skip(1);
    let side = |(a, b): (&[f64; 2], &[f64; 2])| [(a[0] + b[0]) / 2.0 - x, (a[1] + b[1]) / 2.0 - y];
    let mut sides: Vec<_> = ring.iter().zip(next).map(side).collect();
    let far = |side: &[f64; 2]| side[0].hypot(side[1]);
    sides.sort_by(|a, b| far(a).total_cmp(&far(b)));
    let room = |side: [f64; 2]| {
        let by = 1.0 + BESIDE_METRES / far(&side).max(1e-6);
        rooms.holding(level, [x + side[0] * by, y + side[1] * by, z])
    };
    let pairs = sides.into_iter().filter_map(|side| {
        let (one, other) = (room(side)?, room(side.map(|part| -part))?);
        (one.id != other.id).then(|| vec![one.source.clone(), other.source.clone()])
    });
    pairs.into_iter().next().unwrap_or_default()
}

/// A boundary at which nothing stands: where it is on the ground.
struct Gap<'b> {
    boundary: &'b Boundary,
    level: i16,
    ends: [[f64; 2]; 2],
}

/// Two spaces, by their names in the file.
type Pair = (u32, u32);

/// Openings where the boundaries of two spaces are virtual and lie on one another. Of several between
/// two spaces the widest is taken.
fn virtual_ones(found: &Found<'_>, survey: &mut Survey) -> Read<()> {
    let gaps = gaps(found)?;
    let mut widest: BTreeMap<Pair, (f64, usize, [[f64; 2]; 2])> = BTreeMap::new();
    let mut matched = HashSet::new();
    let mut pairs_left = PAIRS_MAX;
    for (index, gap) in gaps.iter().enumerate() {
        let others = gaps.iter().enumerate().skip(index + 1);
        pairs_left = pairs_left.saturating_sub(others.len() as u64);
        if pairs_left == 0 {
            survey.leave_out("virtual boundaries", "too many to compare");
            break;
        }
        for (other_index, other) in others {
            let Some(shared) = shared(gap, other) else { continue };
            matched.extend([index, other_index]);
            let length = (shared[1][0] - shared[0][0]).hypot(shared[1][1] - shared[0][1]);
            let (a, b) = (gap.boundary.space, other.boundary.space);
            let entry = widest.entry((a.min(b), a.max(b))).or_insert((0.0, index, shared));
            if length > entry.0 {
                *entry = (length, index, shared);
            }
        }
    }
    for ((a, b), (_, index, ends)) in widest {
        let (Some(one), Some(other), Some(gap)) =
            (found.rooms.get(a), found.rooms.get(b), gaps.get(index))
        else {
            continue;
        };
        let entity = found.model.entity(gap.boundary.id)?;
        let joins = vec![one.source.clone(), other.source.clone()];
        let source = found.source(&entity);
        survey.exits.push(opening(found, source, joins, gap.level, ends.to_vec(), entity.id));
    }
    let alone = gaps.len() - matched.len();
    if alone > 0 {
        survey.leave_out("virtual boundaries", format!("{alone} at which no second space lies"));
    }
    Ok(())
}

fn gaps<'f>(found: &'f Found<'_>) -> Read<Vec<Gap<'f>>> {
    let mut gaps = Vec::new();
    for boundary in found.boundaries.all.iter().filter(|boundary| boundary.is_virtual) {
        let Some(room) = found.rooms.get(boundary.space) else { continue };
        let (Some(level), Some(space)) = (room.level, found.tree.element(room.id)) else {
            continue;
        };
        let at = found.shapes.placed(space.placement)?;
        let faces = match boundaries::surface(found.shapes, boundary, &at) {
            Err(fault) if !fault.is_broken => continue,
            faces => faces?,
        };
        let edges: Vec<_> = faces.iter().filter_map(lower_edge).collect();
        if let Some(ends) = longest(&edges) {
            gaps.push(Gap { boundary, level, ends });
        }
    }
    Ok(gaps)
}

/// The longest of edges, seen from above.
fn longest(edges: &[[Point; 2]]) -> Option<[[f64; 2]; 2]> {
    let flat = edges.iter().map(|edge| edge.map(|[x, y, _]| [x, y]));
    let length = |[a, b]: &[[f64; 2]; 2]| (b[0] - a[0]).hypot(b[1] - a[1]);
    flat.max_by(|a, b| length(a).total_cmp(&length(b))).filter(|edge| length(edge) >= SHARED_METRES)
}

/// Where two boundaries of different spaces lie on one another; or the first, where the file says that
/// they lie opposite or belong to one element.
fn shared(a: &Gap<'_>, b: &Gap<'_>) -> Option<[[f64; 2]; 2]> {
    if a.level != b.level || a.boundary.space == b.boundary.space {
        return None;
    }
    let is_said = a.boundary.opposite == Some(b.boundary.id)
        || b.boundary.opposite == Some(a.boundary.id)
        || a.boundary.element.is_some() && a.boundary.element == b.boundary.element;
    overlap(a.ends, b.ends).or_else(|| is_said.then_some(a.ends))
}

/// The part of a line that another lies on.
fn overlap([start, end]: [[f64; 2]; 2], other: [[f64; 2]; 2]) -> Option<[[f64; 2]; 2]> {
    let (dx, dy) = (end[0] - start[0], end[1] - start[1]);
    let length = dx.hypot(dy);
    let along = |p: [f64; 2]| ((p[0] - start[0]) * dx + (p[1] - start[1]) * dy) / length;
    let off = |p: [f64; 2]| ((p[0] - start[0]) * dy - (p[1] - start[1]) * dx).abs() / length;
    if other.iter().any(|&p| off(p) > APART_METRES) {
        return None;
    }
    let [p, q] = other.map(along);
    let (from, to) = (p.min(q).max(0.0), p.max(q).min(length));
    let at = |along: f64| [start[0] + dx * along / length, start[1] + dy * along / length];
    (to - from >= SHARED_METRES).then(|| [at(from), at(to)])
}

/// Storeys that doors stand on.
pub(super) fn storeys_used(tree: &super::tree::Tree, model: &super::step::Model) -> HashSet<u32> {
    let doors = DOORS.iter().flat_map(|kind| model.all(kind));
    doors.filter_map(|&door| tree.nearest(door, Sort::Storey)).map(|storey| storey.id).collect()
}

#[cfg(test)]
mod tests {
    use super::overlap;

    #[test]
    fn lines_overlap_where_they_lie_on_one_another() {
        let line = [[0.0, 0.0], [10.0, 0.0]];
        assert_eq!(overlap(line, [[12.0, 0.05], [4.0, 0.0]]), Some([[4.0, 0.0], [10.0, 0.0]]));
        assert_eq!(overlap(line, [[4.0, 0.5], [8.0, 0.5]]), None);
        assert_eq!(overlap(line, [[10.0, 0.0], [12.0, 0.0]]), None);
        assert_eq!(overlap(line, [[5.0, 0.0], [5.0, 3.0]]), None);
    }
}
