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
        let far = |place: &usize| {
            let thing = scene.plan.thing(*place);
            let shape = thing.shape().filter(|shape| shape.area_square_metres() > 0.0)?;
            Some((shape.distance_metres(at), thing))
        };
        let all = exit.places().iter().filter(|place| **place != 0).filter_map(far);
        // Of two places alike far, the one that is named first.
        let farthest = all.reduce(|a, b| if b.0 > a.0 + 0.01 { b } else { a });
        if let Some((metres, thing)) = farthest.filter(|(metres, _)| *metres > METRES_MAX) {
            let message = format!("is {metres:.2} m from {:?}, which it joins", thing.words());
            findings.push(Finding::of_exit(&RULE, scene, exit, message));
        }
    }
}
