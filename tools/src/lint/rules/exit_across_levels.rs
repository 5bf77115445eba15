//! Doors between levels.

use crate::lint::finding::Finding;
use crate::lint::near::share_level;
use crate::lint::rule::{Rule, Severity};
use crate::lint::scene::Scene;

pub(super) const RULE: Rule = Rule {
    id: "exit-across-levels",
    severity: Severity::Warning,
    about: "A door or opening joins places that are on no common level.",
    why: "Nobody walks through a ceiling; a way that does is taken for the shortest.",
    mend: "Join each to the stair or lift between them, or say what it is: kind = \"stair\", \"ramp\", \"lift\".",
    check,
};

fn check(scene: &Scene<'_>, findings: &mut Vec<Finding>) {
    let climbs = |kind: &str| !matches!(kind, "door" | "opening" | "gate" | "window");
    for exit in scene.plan.exits().filter(|exit| !climbs(exit.kind())) {
        for pair in exit.places().windows(2) {
            let [one, other] = [scene.plan.thing(pair[0]), scene.plan.thing(pair[1])];
            if let (Some(a), Some(b)) = (one.levels(), other.levels())
                && !share_level(one, other)
            {
                let message = format!(
                    "joins {:?} on level {} and {:?} on level {}",
                    one.words(),
                    a.lowest(),
                    other.words(),
                    b.lowest()
                );
                findings.push(Finding::of_exit(&RULE, scene, exit, message));
            }
        }
    }
}
