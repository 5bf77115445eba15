//! Things in the Gulf of Guinea.

use libsns::geometry::Position;

use crate::lint::finding::Finding;
use crate::lint::rule::{Rule, Severity};
use crate::lint::scene::Scene;

pub(super) const RULE: Rule = Rule {
    id: "zero-position",
    severity: Severity::Error,
    about: "A position or a corner is 0° 0°.",
    why: "That is open sea off Africa; programs write it where they do not know.",
    mend: "Write the position, or leave it out: a thing without one is where its place is.",
    check,
};

fn check(scene: &Scene<'_>, findings: &mut Vec<Finding>) {
    let is_zero = |at: Position| at.latitude_nanodegrees() == 0 && at.longitude_nanodegrees() == 0;
    for thing in scene.plan.things() {
        let polygons = thing.shape().map_or(&[][..], |shape| shape.polygons());
        let corner = polygons.iter().flat_map(|p| p.outer()).any(|at| is_zero(*at));
        if corner {
            let message = "has a corner at 0° 0°".to_owned();
            findings.push(Finding::of(&RULE, scene, thing, message));
        } else if thing.has_own_position() && is_zero(thing.position()) {
            let message = "stands at 0° 0°".to_owned();
            findings.push(Finding::of(&RULE, scene, thing, message));
        }
    }
}
