//! Which places touch: their walls run along each other, or an exit joins them.

use std::collections::BTreeSet;

use super::fault::PlanFault;
use super::model::Class;
use super::shape::Ground;
use super::tree::{Node, Tree, Way};
use crate::geometry::{Polygon, Position, Shape};
use crate::limits::{PLAN_WALL_STEPS_MAX, PLAN_WAYS_MAX};

/// Walls must run along each other for this far, in metres; rooms that meet in a corner do not touch.
const SHARED_WALL_METRES_MIN: f64 = 0.3;
/// Metres of a nanodegree of latitude, to well under a per cent everywhere (WGS 84).
const METRES_PER_NANODEGREE: f64 = 111_200.0 / 1e9;

/// Pairs of places that touch, both ways round, in the order of the tree.
///
/// # Errors
/// When there are too many, or finding them takes too long: the place that passes the bound.
pub(crate) fn neighbours(
    tree: &Tree,
    grounds: &[Ground],
    wall_metres: f64,
) -> Result<BTreeSet<Way>, PlanFault> {
    let mut pairs = BTreeSet::new();
    let join = |pairs: &mut BTreeSet<Way>, from: usize, to: usize| {
        pairs.insert(Way { from, to });
        pairs.insert(Way { from: to, to: from });
    };
    // The street door joins the site with a room in it; those are not beside one another.
    for way in tree.ways.iter().filter(|way| !is_nested(tree, way.from, way.to)) {
        join(&mut pairs, way.from, way.to);
    }
    let outlines = outlines(tree, grounds, wall_metres);
    let mut steps = 0;
    for (at, one) in outlines.iter().enumerate() {
        for other in outlines[at + 1..].iter().take_while(|other| other.south <= one.north) {
            steps += 1;
            if !one.may_touch(other) || !can_be_neighbours(tree, one.node, other.node) {
                continue;
            }
            steps += one.edge_count * other.edge_count;
            check_bounds(pairs.len(), steps, &tree.nodes[one.node])?;
            if one.shares_wall(other, wall_metres) {
                join(&mut pairs, one.node, other.node);
            }
        }
        check_bounds(pairs.len(), steps, &tree.nodes[one.node])?;
    }
    Ok(pairs)
}

fn check_bounds(pairs: usize, steps: u64, node: &Node) -> Result<(), PlanFault> {
    let expected = if pairs > PLAN_WAYS_MAX {
        format!(
            "with this the places of the plan touch in {pairs} ways; expected at most \
             {PLAN_WAYS_MAX}: places apart, or on levels of their own"
        )
    } else if steps > PLAN_WALL_STEPS_MAX {
        format!(
            "finding what touches it takes the plan over {PLAN_WALL_STEPS_MAX} comparisons of walls; \
             expected fewer places that overlap, or fewer corners"
        )
    } else {
        return Ok(());
    };
    Err(node.thing.shape_spot().fault("", expected))
}

/// Only what stands side by side can touch: on a common level, of one sort (rooms with rooms, levels
/// with levels), and neither inside the other.
fn can_be_neighbours(tree: &Tree, a: usize, b: usize) -> bool {
    let (one, other) = (&tree.nodes[a], &tree.nodes[b]);
    let sort = |class: Class| match class {
        Class::Site | Class::Building | Class::Level => class,
        _ => Class::Room,
    };
    let meet = match (one.levels, other.levels) {
        (Some([low, high]), Some([lowest, highest])) => low <= highest && lowest <= high,
        _ => true,
    };
    sort(one.thing.class) == sort(other.thing.class) && meet && !is_nested(tree, a, b)
}

/// True when one of the two holds the other.
fn is_nested(tree: &Tree, a: usize, b: usize) -> bool {
    let (a, b) = (&tree.nodes[a].name, &tree.nodes[b].name);
    a.is_within(b) || b.is_within(a)
}

/// The polygons of a place, with the box around them, grown by a wall, in nanodegrees.
struct Outline<'g> {
    node: usize,
    polygons: &'g [Polygon],
    edge_count: u64,
    south: i64,
    north: i64,
    west: i64,
    east: i64,
}

/// The outlines of all places, from south to north.
fn outlines<'g>(tree: &Tree, grounds: &'g [Ground], wall_metres: f64) -> Vec<Outline<'g>> {
    let places = tree.nodes.iter().zip(grounds).enumerate();
    let mut outlines: Vec<Outline<'g>> = places
        .filter(|(_, (node, _))| node.thing.class != Class::Device)
        .filter_map(|(node, (_, ground))| Some((node, ground.shape.as_ref()?)))
        .filter(|(_, shape)| !shape.polygons().is_empty())
        .map(|(node, shape)| outline(node, shape, wall_metres))
        .collect();
    outlines.sort_by_key(|outline| (outline.south, outline.node));
    outlines
}

fn outline(node: usize, shape: &Shape, wall_metres: f64) -> Outline<'_> {
    let bounds = shape.bounds();
    let (south, north) = (bounds.south_nanodegrees(), bounds.north_nanodegrees());
    #[expect(clippy::cast_possible_truncation, reason = "a wall is some metres thick at most")]
    let wall = (wall_metres / METRES_PER_NANODEGREE).ceil() as i64;
    // A metre has more degrees of longitude the further north it is; 60 is the cosine at 89°.
    let across = wall * 60;
    Outline {
        node,
        polygons: shape.polygons(),
        edge_count: shape.polygons().iter().map(|polygon| polygon.corner_count() as u64).sum(),
        south: south - wall,
        north: north + wall,
        west: bounds.west_nanodegrees() - across,
        east: bounds.west_nanodegrees() + bounds.width_nanodegrees() + across,
    }
}

impl Outline<'_> {
    fn may_touch(&self, other: &Self) -> bool {
        self.south <= other.north
            && other.south <= self.north
            && self.west <= other.east
            && other.west <= self.east
    }

    fn shares_wall(&self, other: &Self, wall_metres: f64) -> bool {
        let Some(origin) = self.polygons.first().and_then(|polygon| polygon.outer().first()) else {
            return false;
        };
        let (mine, theirs) = (edges(self.polygons, *origin), edges(other.polygons, *origin));
        let mut shared = 0.0;
        for one in &mine {
            for other in &theirs {
                shared += shared_metres(one, other, wall_metres);
                if shared >= SHARED_WALL_METRES_MIN {
                    return true;
                }
            }
        }
        false
    }
}

/// A point in metres east and north of an origin nearby.
type Metres = [f64; 2];

/// The walls of polygons, holes included, in metres about an origin.
fn edges(polygons: &[Polygon], origin: Position) -> Vec<[Metres; 2]> {
    let mut edges = Vec::new();
    for polygon in polygons {
        for ring in std::iter::once(polygon.outer()).chain(polygon.holes()) {
            for (at, corner) in ring.iter().enumerate() {
                let next = ring[(at + 1) % ring.len()];
                edges.push([metres_from(origin, *corner), metres_from(origin, next)]);
            }
        }
    }
    edges
}

#[expect(clippy::cast_precision_loss, reason = "differences within a building are small")]
fn metres_from(origin: Position, at: Position) -> Metres {
    let north = (at.latitude_nanodegrees() - origin.latitude_nanodegrees()) as f64;
    let east = (at.longitude_nanodegrees() - origin.longitude_nanodegrees()) as f64;
    let shrink = origin.latitude_degrees().to_radians().cos();
    [east * shrink * METRES_PER_NANODEGREE, north * METRES_PER_NANODEGREE]
}

/// How far one edge runs along the other within a wall's thickness, in metres.
fn shared_metres(one: &[Metres; 2], other: &[Metres; 2], wall_metres: f64) -> f64 {
    let [a, b] = one;
    let (dx, dy) = (b[0] - a[0], b[1] - a[1]);
    let length = dx.hypot(dy);
    if length == 0.0 {
        return 0.0;
    }
    // Along the first edge and across it, for both ends of the second.
    let seen = |p: &Metres| {
        let (x, y) = (p[0] - a[0], p[1] - a[1]);
        [(x * dx + y * dy) / length, (y * dx - x * dy) / length]
    };
    let (mut from, mut to) = (seen(&other[0]), seen(&other[1]));
    if from[0] > to[0] {
        std::mem::swap(&mut from, &mut to);
    }
    let (start, end) = (from[0].max(0.0), to[0].min(length));
    let run = to[0] - from[0];
    if end <= start || run == 0.0 {
        return 0.0;
    }
    let across = |along: f64| from[1] + (to[1] - from[1]) * (along - from[0]) / run;
    let apart = across(start).abs().max(across(end).abs());
    if apart <= wall_metres { end - start } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn walls_along_each_other_are_shared_for_their_common_length() {
        let wall = [[0.0, 0.0], [10.0, 0.0]];
        assert_eq!(shared_metres(&wall, &[[12.0, 0.01], [4.0, 0.01]], 0.05), 6.0);
        assert_eq!(shared_metres(&wall, &[[4.0, 0.2], [8.0, 0.2]], 0.05), 0.0);
        assert_eq!(shared_metres(&wall, &[[4.0, 0.2], [8.0, 0.2]], 0.3), 4.0);
        // Across, beyond, and a point.
        assert_eq!(shared_metres(&wall, &[[5.0, -1.0], [5.0, 1.0]], 0.05), 0.0);
        assert_eq!(shared_metres(&wall, &[[10.0, 0.0], [15.0, 0.0]], 0.05), 0.0);
        assert_eq!(shared_metres(&wall, &[[5.0, 0.0], [5.0, 0.0]], 0.05), 0.0);
    }
}
