//! Doors far from what they join.

use crate::lint::finding::Finding;
use crate::lint::rule::{Rule, Severity};
use crate::lint::scene::Scene;

pub(super) const RULE: Rule = Rule {
    id: "exit-far",
    severity: Severity::Warning,
    about: "The position of a door lies away from a place that it joins.",
    why: "Walking distances are measured to the door; who is led there finds a wall.",
    mend: "Mend its position, or what it joins.",
    check,
};

/// Half of a wide wall and half of a wide door, in metres.
const METRES_MAX: f64 = 1.5;

fn check(scene: &Scene<'_>, findings: &mut Vec<Finding>) {
    for exit in scene.plan.exits() {
        let Some(at) = exit.position() else { continue };
        for &place in exit.places().iter().filter(|place| **place != 0) {
            let thing = scene.plan.thing(place);
            let Some(shape) = thing.shape().filter(|shape| shape.area_square_metres() > 0.0) else {
                continue;
            };
            let metres = shape.distance_metres(at);
            if metres > METRES_MAX {
                let message = format!("is {metres:.2} m from {:?}, which it joins", thing.words());
                findings.push(Finding::of_exit(&RULE, scene, exit, message));
            }
        }
    }
}
