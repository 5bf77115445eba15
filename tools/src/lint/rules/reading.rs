//! What the plan told of itself when it was read.

use crate::lint::finding::Finding;
use crate::lint::rule::{Rule, Severity};
use crate::lint::scene::Scene;

pub(super) const RULE: Rule = Rule {
    id: "reading",
    severity: Severity::Warning,
    about: "A feature is taken by nothing, or a shape gave way to its outline.",
    why: "What is in the files and not in the zone is missed by whoever drew it.",
    mend: "Take the feature with a [[shapes]] or leave it out of the file; draw rings that do not cross \
           themselves.",
    check,
};

fn check(scene: &Scene<'_>, findings: &mut Vec<Finding>) {
    let faults = scene.plan.warnings_of_reading().iter();
    findings.extend(faults.map(|fault| Finding::of_fault(&RULE, fault)));
}
