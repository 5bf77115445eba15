//! Doors from a place to what holds it.

use libsns::plan::PlanExit;
use libsns::record::PlaceClass;

use crate::lint::finding::{Finding, Repair};
use crate::lint::rule::{Rule, Severity};
use crate::lint::scene::Scene;

pub(super) const RULE: Rule = Rule {
    id: "exit-to-holder",
    severity: Severity::Note,
    about: "A door joins a place with the level or room around it, and so with nothing.",
    why: "A way leads from room to room; a level is no place to arrive at.",
    mend: "Say which room or corridor is on the other side; @ is for doors that lead outdoors.",
    check,
};

fn check(scene: &Scene<'_>, findings: &mut Vec<Finding>) {
    for (index, exit) in scene.plan.exits().enumerate() {
        if let Some(holder) = holder_of_all(scene, exit) {
            let words = scene.plan.thing(holder).words();
            let message = format!("joins nothing: {words:?} is around the other");
            let finding = Finding::of_exit(&RULE, scene, exit, message);
            findings.push(finding.mended_by(Repair::RemoveExit { exit: index }));
        }
    }
}

/// The level or room among two joined places that is around the other.
fn holder_of_all(scene: &Scene<'_>, exit: PlanExit<'_>) -> Option<usize> {
    let [a, b] = exit.places() else { return None };
    let holder = *a.min(b);
    let is_door =
        !matches!(scene.plan.thing(holder).class(), PlaceClass::Site | PlaceClass::Building);
    // A room in a room has a door to it.
    let is_level = scene.plan.thing(holder).class() == PlaceClass::Level;
    (is_door && is_level && holder != 0 && scene.is_nested(*a, *b)).then_some(holder)
}
