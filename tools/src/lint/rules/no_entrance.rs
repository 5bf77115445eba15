//! Buildings that nobody can enter.

use crate::lint::finding::Finding;
use crate::lint::rule::{Rule, Severity};
use crate::lint::scene::Scene;

pub(super) const RULE: Rule = Rule {
    id: "no-entrance",
    severity: Severity::Note,
    about: "There are exits, and none leads out to the site.",
    why: "A way from the street to a room cannot be found, nor the way out.",
    mend: "Add the street door: [[exit]] with joins = [\"@\", \"…\"].",
    check,
};

fn check(scene: &Scene<'_>, findings: &mut Vec<Finding>) {
    let mut exits = scene.plan.exits().peekable();
    if exits.peek().is_none() || exits.any(|exit| exit.places().contains(&0)) {
        return;
    }
    let message = "has exits, and none of them joins @, the site itself".to_owned();
    findings.push(Finding::of(&RULE, scene, scene.plan.thing(0), message));
}
