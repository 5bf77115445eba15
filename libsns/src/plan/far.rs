//! Places far from their site: who swaps latitude and longitude once lands on another continent, and a
//! wrong digit stretches a room over a county. Everything else still looks sound, and the cells of
//! what lies between would fill the zone; so it is a fault unless the site's `reach` allows it.

use super::fault::{PlanFault, quoted};
use super::references::SITE;
use super::shape::Ground;
use super::tree::{Node, Tree};
use crate::geometry::{Position, Shape, distance_metres};
use crate::limits::{PLAN_REACH_METRES_DEFAULT, PLAN_REACH_METRES_MAX};

/// Finds the site at fault where it lies far from its own shape or from all that is in it, or else
/// each thing that lies or stretches too far from the site.
pub(crate) fn check_far(
    tree: &Tree,
    grounds: &[Ground],
    reach_metres: Option<f64>,
    faults: &mut Vec<PlanFault>,
) {
    let (Some(site), Some(ground)) = (tree.nodes.get(SITE), grounds.get(SITE)) else { return };
    let usual = if is_register(tree) { PLAN_REACH_METRES_MAX } else { PLAN_REACH_METRES_DEFAULT };
    let reach = Reach::new(ground, reach_metres.unwrap_or(usual));
    if let Some(there) = reach.far_shape(ground) {
        faults.push(reach.fault(site, ground.position, "its own shape", there));
        return;
    }
    if let Some(corner) = reach.far_corner(ground) {
        faults.push(reach.fault(site, corner, "its own position", ground.position));
        return;
    }
    let placed = tree.nodes.iter().zip(grounds).skip(SITE + 1);
    let (far, near): (Vec<_>, Vec<_>) = placed
        .filter(|(_, own)| !own.is_inherited)
        .map(|(node, own)| (node, own, reach.beyond(node, own)))
        .partition(|(_, _, beyond)| beyond.is_some());
    match far.first() {
        Some((node, own, _)) if near.is_empty() && reach.is_all_beyond(own) => {
            let what = format!("{}, which is in it,", quoted(&node.thing.words));
            faults.push(reach.fault(site, ground.position, &what, own.position));
        }
        _ => faults.extend(far.iter().filter_map(|(node, _, beyond)| {
            let what = quoted(&site.thing.words);
            Some(reach.fault(node, (*beyond)?, &what, ground.position))
        })),
    }
}

/// Whether the site keeps a register of countries or cities, which lie wherever they do.
fn is_register(tree: &Tree) -> bool {
    let wide = ["country", "region", "county", "city"];
    tree.nodes.iter().any(|node| wide.contains(&node.thing.kind.as_str()))
}

/// How far from a site its things may lie.
struct Reach {
    centre: Position,
    /// From the site's position to the edge of its own shape, as an airport is larger than the reach.
    own_metres: f64,
    metres: f64,
}

impl Reach {
    fn new(site: &Ground, metres: f64) -> Self {
        let centre = site.position;
        let far = |at: Position| distance_metres(centre, at);
        let own_metres = match &site.shape {
            Some(Shape::Circle(circle)) => circle.radius_metres(),
            Some(shape) => corners(shape).map(far).fold(0.0, f64::max),
            None => 0.0,
        };
        Self { centre, own_metres, metres }
    }

    fn is_beyond(&self, at: Position) -> bool {
        distance_metres(self.centre, at) > self.own_metres + self.metres
    }

    /// Whether no part of the thing is within reach.
    fn is_all_beyond(&self, own: &Ground) -> bool {
        let shape_metres = own.shape.as_ref().map(|shape| shape.distance_metres(self.centre));
        self.is_beyond(own.position)
            && shape_metres.is_none_or(|metres| metres > self.own_metres + self.metres)
    }

    /// Where the shape of a site lies that is far from the site's position.
    fn far_shape(&self, site: &Ground) -> Option<Position> {
        let shape = site.shape.as_ref()?;
        let is_far = shape.distance_metres(site.position) > self.metres;
        is_far.then(|| shape.reference_position())
    }

    /// A corner of the site's own shape that is far from its position.
    fn far_corner(&self, site: &Ground) -> Option<Position> {
        let mut corners = site.shape.iter().flat_map(corners);
        corners.find(|at| distance_metres(self.centre, *at) > self.metres)
    }

    /// A position of the thing that is beyond the reach: the one its owner wrote, or else the farthest
    /// corner of its shape.
    fn beyond(&self, node: &Node, own: &Ground) -> Option<Position> {
        let is_written = node.thing.position.is_some();
        if is_written && self.is_beyond(own.position) {
            return Some(own.position);
        }
        let shape = own.shape.as_ref().filter(|shape| self.may_leave(shape))?;
        let metres = |at: &Position| distance_metres(self.centre, *at);
        let farthest = corners(shape).max_by(|a, b| metres(a).total_cmp(&metres(b)));
        farthest.or(Some(own.position)).filter(|at| self.is_beyond(*at))
    }

    /// Whether any corner can be beyond: most shapes are known to be within by their boxes.
    fn may_leave(&self, shape: &Shape) -> bool {
        shape.bounds().corners().into_iter().any(|at| self.is_beyond(at))
    }

    fn fault(&self, node: &Node, here: Position, what: &str, there: Position) -> PlanFault {
        let metres = distance_metres(here, there);
        let (kilometres, most) = (metres / 1e3, self.metres / 1e3);
        let expected = format!(
            "lies {kilometres:.0} km from {what} at {}; expected at most {most} km: {}",
            degrees(there),
            self.hint(here, there, metres)
        );
        let is_corner = node.thing.position.is_some_and(|at| !is_at(here, at));
        let spot = match &node.thing.form {
            Some(drawn) if node.thing.position.is_none() || is_corner => drawn.spot.clone(),
            _ => node.thing.spot.part("position"),
        };
        spot.fault(degrees(here), expected)
    }

    /// What is likely the matter.
    fn hint(&self, here: Position, there: Position, metres: f64) -> String {
        let swapped = Position::from_degrees(here.longitude_degrees(), here.latitude_degrees());
        let fits = |swapped: Position| distance_metres(swapped, there) <= self.metres;
        if swapped.is_ok_and(fits) {
            return "latitude and longitude are swapped, in one of the two".to_owned();
        }
        let reach = (metres / 1e3).ceil() * 1e3;
        format!(
            "in a plan the latitude comes first, in GeoJSON the longitude; where it is right, \
             [site] reach = {reach} allows it"
        )
    }
}

/// Whether a position is the one that was written.
fn is_at(here: Position, written: [f64; 2]) -> bool {
    Position::from_degrees(written[0], written[1]).is_ok_and(|written| written == here)
}

fn corners(shape: &Shape) -> impl Iterator<Item = Position> + '_ {
    shape.polygons().iter().flat_map(|polygon| polygon.outer().iter().copied())
}

fn degrees(position: Position) -> String {
    format!("[{}, {}]", position.latitude_degrees(), position.longitude_degrees())
}
