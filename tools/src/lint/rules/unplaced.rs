//! Places of which nothing says where they are.

use std::collections::BTreeMap;

use libsns::plan::PlanThing;
use libsns::record::PlaceClass;

use crate::lint::finding::Finding;
use crate::lint::rule::{Rule, Severity};
use crate::lint::scene::Scene;

use super::listed;

pub(super) const RULE: Rule = Rule {
    id: "unplaced",
    severity: Severity::Note,
    about: "Places have neither a shape nor a position.",
    why: "They stand at the middle of what holds them, all in one spot, and no position is inside them.",
    mend: "Give each a shape (rectangle, corners, outline, GeoJSON), or at least a position.",
    check,
};

fn check(scene: &Scene<'_>, findings: &mut Vec<Finding>) {
    let mut by_holder: BTreeMap<usize, Vec<PlanThing<'_>>> = BTreeMap::new();
    // A level without a shape is as large as its building.
    let is_level = |place: &PlanThing<'_>| place.class() == PlaceClass::Level;
    for place in scene.places().skip(1).filter(|p| p.has_inherited_position() && !is_level(p)) {
        by_holder.entry(place.parent()).or_default().push(place);
    }
    for (holder, places) in by_holder {
        let Some(first) = places.first() else { continue };
        let words = listed(places.iter().map(|place| place.words()));
        let holder = scene.plan.thing(holder).words();
        let message = match places.len() {
            1 => "has neither a shape nor a position".to_owned(),
            count => format!("is one of {count} in {holder:?} without shape and position: {words}"),
        };
        let mut finding = Finding::of(&RULE, scene, *first, message);
        finding.things = places.iter().map(|place| place.index()).collect();
        findings.push(finding);
    }
}
