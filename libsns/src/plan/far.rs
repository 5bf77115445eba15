//! Warnings of places far from their site: who swaps latitude and longitude once lands on another
//! continent, and everything else still looks sound.

use super::fault::PlanFault;
use super::references::SITE;
use super::shape::Ground;
use super::tree::{Node, Tree};
use crate::geometry::{Position, Shape, distance_metres};
use crate::limits::PLAN_SITE_METRES_MAX;

/// Warns of the site where it lies far from its own shape or from all that is in it, or else of
/// each thing that lies far from the site.
pub(crate) fn warn_far(tree: &Tree, grounds: &[Ground], warnings: &mut Vec<PlanFault>) {
    let (Some(site), Some(ground)) = (tree.nodes.get(SITE), grounds.get(SITE)) else { return };
    if is_register(tree) {
        return;
    }
    if let Some(there) = far_shape(ground) {
        warnings.push(warning(site, ground.position, "its own shape", there));
        return;
    }
    let placed = tree.nodes.iter().zip(grounds).skip(SITE + 1);
    let (far, near): (Vec<_>, Vec<_>) =
        placed.filter(|(_, own)| !own.is_inherited).partition(|(_, own)| is_far(ground, own));
    match far.first() {
        Some((node, own)) if near.is_empty() => {
            let what = format!("{:?}, which is in it,", node.thing.words);
            warnings.push(warning(site, ground.position, &what, own.position));
        }
        _ => warnings.extend(far.iter().map(|(node, own)| {
            warning(node, own.position, &format!("{:?}", site.thing.words), ground.position)
        })),
    }
}

/// Whether the site keeps a register of countries or cities, which lie wherever they do.
fn is_register(tree: &Tree) -> bool {
    let wide = ["country", "region", "county", "city"];
    tree.nodes.iter().any(|node| wide.contains(&node.thing.kind.as_str()))
}

/// Where the shape of a site lies that is far from the site's position.
fn far_shape(site: &Ground) -> Option<Position> {
    let shape = site.shape.as_ref()?;
    let is_far = shape.distance_metres(site.position) > PLAN_SITE_METRES_MAX;
    is_far.then(|| shape.reference_position())
}

/// From the edge of a site that has one, as an airport is larger than the distance allowed.
fn is_far(site: &Ground, own: &Ground) -> bool {
    let from_shape = |shape: &Shape| shape.distance_metres(own.position);
    let metres = site
        .shape
        .as_ref()
        .map_or_else(|| distance_metres(site.position, own.position), from_shape);
    metres > PLAN_SITE_METRES_MAX
}

fn warning(node: &Node, here: Position, what: &str, there: Position) -> PlanFault {
    let kilometres = distance_metres(here, there) / 1e3;
    let most = PLAN_SITE_METRES_MAX / 1e3;
    let expected = format!(
        "lies {kilometres:.0} km from {what} at {}; expected at most {most} km: {}",
        degrees(there),
        hint(here, there)
    );
    node.thing.spot.part("position").fault(degrees(here), expected)
}

/// What is likely the matter.
fn hint(here: Position, there: Position) -> &'static str {
    let swapped = Position::from_degrees(here.longitude_degrees(), here.latitude_degrees());
    let fits = |swapped: Position| distance_metres(swapped, there) <= PLAN_SITE_METRES_MAX;
    if swapped.is_ok_and(fits) {
        "latitude and longitude are swapped, in one of the two"
    } else {
        "in a plan the latitude comes first, in GeoJSON the longitude"
    }
}

fn degrees(position: Position) -> String {
    format!("[{}, {}]", position.latitude_degrees(), position.longitude_degrees())
}
