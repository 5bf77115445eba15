//! Which places lie near one another: on common levels, side by side, neither inside the other.
//!
//! Boxes are swept from west to east, so that only those that meet are looked at; what that costs is
//! counted, as a hostile plan may lay ten thousand rooms on one another.

use std::collections::HashMap;

use geo::{Area as _, Coord, Intersects as _, MultiPolygon, Rect};
use libsns::plan::PlanThing;
use libsns::record::PlaceClass;

use super::metric::{boxes_meet, corners, grown, shared, thickness, walls};
use super::scene::Scene;

/// Corners of shapes that are cut with one another, at most, and pairs of walls that are compared
/// (a choice: about a second of work; a thousand times what a shopping centre takes).
const WORK_MAX: usize = 20_000_000;
/// Pairs of boxes that are looked at, at most (a choice: a tenth of a second).
const PAIRS_MAX: usize = 20_000_000;
/// Walls farther apart than this, in metres, have something else between them than a wall.
pub(super) const GAP_METRES_MAX: f64 = 0.5;
/// Walls must face one another for this far, in metres, as for neighbours.
const RUN_METRES_MIN: f64 = 0.3;
/// Cosine of the angle by which walls that face one another may differ: 10 degrees.
const OPPOSITE_COSINE: f64 = -0.985;

/// Two places that share ground; the earlier in the plan first.
pub(super) struct Overlap {
    pub(super) pair: [usize; 2],
    pub(super) ground: MultiPolygon,
    pub(super) square_metres: f64,
    /// How thick the shared ground is, in metres.
    pub(super) thickness: f64,
}

/// Two places with walls that run along each other; the earlier in the plan first.
pub(super) struct Facing {
    pub(super) pair: [usize; 2],
    /// How far the walls are apart where they are nearest, and where they are farthest, in metres.
    pub(super) apart: [f64; 2],
    /// For how far they face one another, in metres.
    pub(super) run: f64,
    /// Lengths of the two walls, in metres.
    pub(super) walls: [f64; 2],
    /// The ground between them.
    pub(super) between: [Coord; 4],
}

/// Places that share ground, slivers of a millimetre left out.
pub(super) fn overlaps(scene: &Scene<'_>) -> Vec<Overlap> {
    const DUST_METRES: f64 = 1e-3;
    let mut work = 0;
    let mut found = Vec::new();
    for pair in pairs(scene, 0.0) {
        let [Some(a), Some(b)] = pair.map(|at| scene.grounds[at].covers.as_ref()) else { continue };
        work += corners(a).count() + corners(b).count();
        if work > WORK_MAX {
            break;
        }
        let ground = shared(a, b);
        let thickness = thickness(&ground);
        if thickness > DUST_METRES {
            let square_metres = ground.unsigned_area();
            found.push(Overlap { pair, ground, square_metres, thickness });
        }
    }
    found
}

/// Of each pair of places the walls that face one another for longest, touching or across a gap with
/// nothing in it.
pub(super) fn facings(scene: &Scene<'_>) -> Vec<Facing> {
    let pairs = pairs(scene, GAP_METRES_MAX);
    let mut near: HashMap<usize, Vec<usize>> = HashMap::new();
    for [a, b] in &pairs {
        near.entry(*a).or_default().push(*b);
        near.entry(*b).or_default().push(*a);
    }
    let is_filled = |facing: &Facing| {
        let sum = facing.between.iter().fold(Coord { x: 0.0, y: 0.0 }, |sum, at| sum + *at);
        let middle = sum / 4.0;
        let others = facing.pair.iter().filter_map(|at| near.get(at)).flatten();
        let covers = |at: &usize| scene.grounds[*at].covers.as_ref();
        others
            .filter(|at| !facing.pair.contains(at))
            .filter_map(covers)
            .any(|ground| ground.intersects(&middle))
    };
    let mut work = 0;
    let found = pairs.iter().filter_map(|pair| facing(scene, *pair, &mut work));
    found.filter(|facing| !is_filled(facing)).collect()
}

/// Pairs of places whose boxes, grown by half the reach, meet; none inside the other.
fn pairs(scene: &Scene<'_>, reach: f64) -> Vec<[usize; 2]> {
    let boxed = |place: PlanThing<'_>| {
        let around = scene.grounds[place.index()].around?;
        (place.class() != PlaceClass::Area).then(|| (grown(around, reach / 2.0), place.index()))
    };
    let mut boxes: Vec<(Rect, usize)> = scene.places().filter_map(boxed).collect();
    boxes.sort_by(|a, b| a.0.min().x.total_cmp(&b.0.min().x).then(a.1.cmp(&b.1)));
    let mut found = Vec::new();
    let mut looked_at = 0;
    for (at, (own, a)) in boxes.iter().enumerate() {
        let east = own.max().x;
        for (other, b) in boxes[at + 1..].iter().take_while(|(other, _)| other.min().x <= east) {
            looked_at += 1;
            if looked_at > PAIRS_MAX {
                found.sort_unstable();
                return found;
            }
            if boxes_meet(own, other) && are_side_by_side(scene, *a, *b) {
                found.push([*a.min(b), *a.max(b)]);
            }
        }
    }
    found.sort_unstable();
    found
}

/// On a common level, of one sort (rooms with rooms, levels with levels), neither inside the other.
fn are_side_by_side(scene: &Scene<'_>, a: usize, b: usize) -> bool {
    let (one, other) = (scene.plan.thing(a), scene.plan.thing(b));
    let sort = |thing: PlanThing<'_>| match thing.class() {
        class @ (PlaceClass::Site | PlaceClass::Building | PlaceClass::Level) => class,
        _ => PlaceClass::Room,
    };
    scene.grounds[a].anchor == scene.grounds[b].anchor
        && sort(one) == sort(other)
        && share_level(one, other)
        && !scene.is_nested(a, b)
}

/// True when they stand on a common level, or both on none.
pub(super) fn share_level(one: PlanThing<'_>, other: PlanThing<'_>) -> bool {
    match (one.levels(), other.levels()) {
        (Some(a), Some(b)) => a.lowest() <= b.highest() && b.lowest() <= a.highest(),
        (None, None) => true,
        _ => false,
    }
}

fn facing(scene: &Scene<'_>, pair: [usize; 2], work: &mut usize) -> Option<Facing> {
    let [a, b] = pair.map(|at| &scene.grounds[at]);
    let (a_covers, b_covers) = (a.covers.as_ref()?, b.covers.as_ref()?);
    let (a_box, b_box) = (grown(a.around?, GAP_METRES_MAX), grown(b.around?, GAP_METRES_MAX));
    let near =
        |around: Rect| move |wall: &[Coord; 2]| boxes_meet(&Rect::new(wall[0], wall[1]), &around);
    let mine: Vec<_> = walls(a_covers).filter(near(b_box)).collect();
    let theirs: Vec<_> = walls(b_covers).filter(near(a_box)).collect();
    *work += mine.len() * theirs.len();
    if *work > WORK_MAX {
        return None;
    }
    let both = mine.iter().flat_map(|one| theirs.iter().map(move |other| (one, other)));
    let facings = both.filter_map(|(one, other)| face(one, other, pair));
    // Places that touch anywhere are neighbours, whatever is apart elsewhere.
    let touches = |facing: &Facing| facing.apart[1] <= scene.plan.wall_metres();
    facings.max_by(|a, b| touches(a).cmp(&touches(b)).then(a.run.total_cmp(&b.run)))
}

/// Two walls that face one another. The ground of each lies to its left, so that they run in opposite
/// directions and the gap is to the right of both.
pub(super) fn face(one: &[Coord; 2], other: &[Coord; 2], pair: [usize; 2]) -> Option<Facing> {
    const TOUCH_METRES: f64 = 0.01;
    let (along, length) = direction(one)?;
    let (back, other_length) = direction(other)?;
    if along.x * back.x + along.y * back.y > OPPOSITE_COSINE {
        return None;
    }
    let seen = |p: Coord| {
        let d = p - one[0];
        [d.x * along.x + d.y * along.y, d.x * along.y - d.y * along.x]
    };
    // The other runs back, so that its end is seen first.
    let (from, to) = (seen(other[1]), seen(other[0]));
    let (start, end) = (from[0].max(0.0), to[0].min(length));
    let run = end - start;
    if run < RUN_METRES_MIN {
        return None;
    }
    let across = |at: f64| from[1] + (to[1] - from[1]) * (at - from[0]) / (to[0] - from[0]);
    let apart = [across(start), across(end)];
    let apart_sorted = [apart[0].min(apart[1]), apart[0].max(apart[1])];
    if apart_sorted[0] < -TOUCH_METRES || apart_sorted[1] > GAP_METRES_MAX {
        return None;
    }
    let right = Coord { x: along.y, y: -along.x };
    let on = |at: f64| one[0] + along * at;
    let between = [on(start), on(end), on(end) + right * apart[1], on(start) + right * apart[0]];
    Some(Facing { pair, apart: apart_sorted, run, walls: [length, other_length], between })
}

/// The direction of a wall as a vector of length one, and its length in metres.
fn direction([a, b]: &[Coord; 2]) -> Option<(Coord, f64)> {
    let along = *b - *a;
    let length = along.x.hypot(along.y);
    (length > 0.0).then(|| (along / length, length))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wall(a: [f64; 2], b: [f64; 2]) -> [Coord; 2] {
        [Coord { x: a[0], y: a[1] }, Coord { x: b[0], y: b[1] }]
    }

    #[test]
    fn walls_face_one_another_across_a_gap() {
        // A room below, its upper wall running west; one above it, its lower wall running east.
        let below = wall([10.0, 4.0], [0.0, 4.0]);
        let above = wall([2.0, 4.2], [6.0, 4.3]);
        let facing = face(&below, &above, [1, 2]).unwrap();
        assert!((facing.apart[0] - 0.2).abs() < 1e-9 && (facing.apart[1] - 0.3).abs() < 1e-9);
        assert!((facing.run - 4.0).abs() < 1e-9 && facing.walls[0] == 10.0);
        let back = face(&above, &below, [2, 1]).unwrap();
        assert!((back.apart[0] - 0.2).abs() < 0.01 && (back.apart[1] - 0.3).abs() < 0.01);
        // The same way round, overlapping, too far, too short.
        assert!(face(&below, &wall([6.0, 4.3], [2.0, 4.3]), [1, 2]).is_none());
        assert!(face(&below, &wall([2.0, 3.8], [6.0, 3.8]), [1, 2]).is_none());
        assert!(face(&below, &wall([2.0, 4.6], [6.0, 4.6]), [1, 2]).is_none());
        assert!(face(&below, &wall([9.8, 4.1], [12.0, 4.1]), [1, 2]).is_none());
        assert!(face(&below, &wall([9.0, 4.1], [9.0, 4.1]), [1, 2]).is_none());
    }
}
