//! Levels whose numbers and heights disagree.

use libsns::plan::PlanThing;

use crate::lint::finding::Finding;
use crate::lint::rule::{Rule, Severity};
use crate::lint::scene::Scene;

use super::level_twice::levels_by_holder;

pub(super) const RULE: Rule = Rule {
    id: "level-order",
    severity: Severity::Error,
    about: "A level with a higher number lies lower than one with a lower number.",
    why: "Who is told to go up by number goes down by foot; altimeters place people on the wrong level.",
    mend: "Number the levels from below (0 is the ground floor), or mend the altitude.",
    check,
};

fn check(scene: &Scene<'_>, findings: &mut Vec<Finding>) {
    for levels in levels_by_holder(scene) {
        let known = |level: &&PlanThing<'_>| level.has_own_altitude();
        let known: Vec<&PlanThing<'_>> = levels.iter().filter(known).collect();
        for pair in known.windows(2) {
            let [lower, upper] = [pair[0], pair[1]];
            let ordinals = [lower, upper].map(|level| level.levels().map(|at| at.lowest()));
            let ([Some(low_cm), Some(high_cm)], [Some(low), Some(high)]) =
                ([lower, upper].map(|level| level.altitude_cm()), ordinals)
            else {
                continue;
            };
            if low < high && high_cm <= low_cm {
                let metres = |cm: i32| f64::from(cm) / 100.0;
                let message = format!(
                    "is level {high} at {} m, and {:?} is level {low} at {} m",
                    metres(high_cm),
                    lower.words(),
                    metres(low_cm)
                );
                findings.push(Finding::of(&RULE, scene, *upper, message).with(lower.index()));
            }
        }
    }
}
