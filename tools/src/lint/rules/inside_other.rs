//! Rooms drawn inside others that do not hold them.

use crate::lint::finding::Finding;
use crate::lint::rule::{Rule, Severity};
use crate::lint::scene::Scene;

use super::overlap::{INSIDE_PART, part_of_smaller, smaller_first};

pub(super) const RULE: Rule = Rule {
    id: "inside-other",
    severity: Severity::Note,
    about: "A place lies within another that does not hold it.",
    why: "What is asked for in the larger one is looked for beside it, not in it: a kiosk in a hall is \
          not among the hall's children, and its devices are not browsed there.",
    mend: "Put it into the larger one with in = \"…\"; its name then changes.",
    check,
};

fn check(scene: &Scene<'_>, findings: &mut Vec<Finding>) {
    for overlap in scene.overlaps() {
        let deep = overlap.thickness > scene.options.tolerance_metres;
        if !deep || part_of_smaller(scene, overlap) < INSIDE_PART {
            continue;
        }
        let [inner, outer] = smaller_first(scene, overlap.pair);
        let (one, other) = (scene.plan.thing(inner), scene.plan.thing(outer));
        let holder = scene.plan.thing(one.parent());
        let message = format!("lies within {:?} and is in {:?}", other.words(), holder.words());
        let finding = Finding::of(&RULE, scene, one, message).with(outer);
        findings.push(finding.showing(overlap.ground.clone()));
    }
}
