//! Things on another continent.

use crate::lint::finding::Finding;
use crate::lint::rule::{Rule, Severity};
use crate::lint::scene::Scene;

pub(super) const RULE: Rule = Rule {
    id: "far-from-site",
    severity: Severity::Error,
    about: "A thing lies farther from the site than any campus reaches.",
    why: "Who swaps latitude and longitude once lands on another continent, and is found by nobody here.",
    mend: "Write latitude first in a plan (position, outline, origin), longitude first in GeoJSON.",
    check,
};

fn check(scene: &Scene<'_>, findings: &mut Vec<Finding>) {
    let faults = scene.plan.warnings_of_distance().iter();
    findings.extend(faults.map(|fault| Finding::of_fault(&RULE, fault)));
}
