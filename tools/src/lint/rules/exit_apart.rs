//! Doors between places that do not touch.

use geo::{Distance as _, Euclidean};

use crate::lint::finding::Finding;
use crate::lint::near::{GAP_METRES_MAX, share_level};
use crate::lint::rule::{Rule, Severity};
use crate::lint::scene::Scene;

pub(super) const RULE: Rule = Rule {
    id: "exit-apart",
    severity: Severity::Warning,
    about: "A door joins places that do not touch.",
    why: "A way through it goes through a wall, and its length is wrong.",
    mend: "Join the places that are on its two sides; name those that lie between.",
    check,
};

/// Corners of shapes whose distance is worked out, at most (a choice: about a second of work).
const WORK_MAX: usize = 5_000_000;

fn check(scene: &Scene<'_>, findings: &mut Vec<Finding>) {
    let limit = scene.plan.wall_metres().max(GAP_METRES_MAX) + scene.options.tolerance_metres;
    let mut work = 0;
    for exit in scene.plan.exits() {
        for pair in exit.places().windows(2) {
            let [one, other] = [scene.plan.thing(pair[0]), scene.plan.thing(pair[1])];
            let [a, b] = [pair[0], pair[1]].map(|at| &scene.grounds[at]);
            let (Some(a_covers), Some(b_covers)) = (&a.covers, &b.covers) else { continue };
            if a.anchor != b.anchor || !share_level(one, other) {
                continue;
            }
            work += super::super::metric::corners(a_covers).count();
            work += super::super::metric::corners(b_covers).count();
            if work > WORK_MAX {
                return;
            }
            let metres = Euclidean.distance(a_covers, b_covers);
            if metres > limit {
                let message = format!(
                    "joins {:?} and {:?}, which are {metres:.2} m apart",
                    one.words(),
                    other.words()
                );
                findings.push(Finding::of_exit(&RULE, scene, exit, message));
            }
        }
    }
}
