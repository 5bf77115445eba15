//! The same door twice.

use std::collections::HashMap;

use crate::lint::finding::{Finding, Repair};
use crate::lint::rule::{Rule, Severity};
use crate::lint::scene::Scene;

pub(super) const RULE: Rule = Rule {
    id: "repeated-exit",
    severity: Severity::Note,
    about: "An exit says again what another says.",
    why: "Whoever mends one of them forgets the other.",
    mend: "Remove one; two doors between the same rooms differ in their positions.",
    check,
};

fn check(scene: &Scene<'_>, findings: &mut Vec<Finding>) {
    let mut seen = HashMap::new();
    for (index, exit) in scene.plan.exits().enumerate() {
        let mut places = exit.places().to_vec();
        if !exit.is_one_way() {
            places.sort_unstable();
        }
        let what = (places, exit.kind(), exit.position(), exit.is_one_way());
        let line = |line: Option<usize>| line.map_or_else(String::new, |line| format!(":{line}"));
        match seen.get(&what) {
            None => {
                seen.insert(what, exit);
            }
            Some(first) => {
                let message = format!("stands at {}{} already", first.file(), line(first.line()));
                let finding = Finding::of_exit(&RULE, scene, exit, message);
                findings.push(finding.mended_by(Repair::RemoveExit { exit: index }));
            }
        }
    }
}
