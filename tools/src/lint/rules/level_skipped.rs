//! Numbers between levels that no level has.

use crate::lint::finding::Finding;
use crate::lint::rule::{Rule, Severity};
use crate::lint::scene::Scene;

use super::level_twice::levels_by_holder;

pub(super) const RULE: Rule = Rule {
    id: "level-skipped",
    severity: Severity::Note,
    about: "Between two levels of a building a number is missing.",
    why: "Who counts floors in a stair ends on another one than the plan says.",
    mend: "Number the levels without gaps, 0 for the ground floor, whatever the lift's buttons say: those \
           words go into [levels]. Or add the level that is missing.",
    check,
};

fn check(scene: &Scene<'_>, findings: &mut Vec<Finding>) {
    for levels in levels_by_holder(scene) {
        for pair in levels.windows(2) {
            let [Some(below), Some(above)] = [pair[0].levels(), pair[1].levels()] else {
                continue;
            };
            let missing = i32::from(above.lowest()) - i32::from(below.highest()) - 1;
            if missing > 0 {
                let message = format!(
                    "is level {}, and the next below, {:?}, is level {}",
                    above.lowest(),
                    pair[0].words(),
                    below.highest()
                );
                findings.push(Finding::of(&RULE, scene, pair[1], message).with(pair[0].index()));
            }
        }
    }
}
