//! Names that are taken for each other.

use std::collections::{HashMap, HashSet};

use libsns::name::place_name::unicode_label;
use libsns::plan::PlanThing;

use crate::lint::finding::{Finding, Repair};
use crate::lint::fold::skeleton;
use crate::lint::rule::{Rule, Severity};
use crate::lint::scene::Scene;

pub(super) const RULE: Rule = Rule {
    id: "confusable-name",
    severity: Severity::Warning,
    about: "Two names in one place look or sound the same: meeting-1 and meeting-01, 0 and O, cyrillic and latin.",
    why: "Who reads one off a door and types the other reaches the wrong room, and a name made to look \
          like another can be used to mislead.",
    mend: "Call one of them something else, or set its label.",
    check,
};

fn check(scene: &Scene<'_>, findings: &mut Vec<Finding>) {
    for holder in scene.plan.things() {
        let children = holder.children();
        let mut seen: HashMap<String, PlanThing<'_>> = HashMap::with_capacity(children.len());
        for &child in children {
            let thing = scene.plan.thing(child);
            let own = skeleton(&unicode_label(thing.label()));
            match seen.get(&own) {
                None => {
                    seen.insert(own, thing);
                }
                Some(first) => {
                    let message = format!(
                        "is {:?}, easily taken for {:?}",
                        unicode_label(thing.label()),
                        unicode_label(first.label())
                    );
                    let label = free_label(scene, children, thing);
                    let repair = label.map(|label| Repair::Label { thing: child, label });
                    let finding = Finding::of(&RULE, scene, thing, message).with(first.index());
                    findings.push(finding.mended_if(repair));
                }
            }
        }
    }
}

/// A label that looks like none of its siblings': its own with what it is or with a number.
fn free_label(scene: &Scene<'_>, siblings: &[usize], thing: PlanThing<'_>) -> Option<String> {
    const TRIES_MAX: u32 = 100;
    let label = |at: &usize| skeleton(&unicode_label(scene.plan.thing(*at).label()));
    let taken: HashSet<String> = siblings.iter().map(label).collect();
    let own = unicode_label(thing.label());
    let with_kind = format!("{}-{own}", thing.kind());
    let numbered = (2..TRIES_MAX).map(|number| format!("{own}-{number}"));
    std::iter::once(with_kind)
        .chain(numbered)
        .find(|label| label.len() <= 56 && !taken.contains(&skeleton(label)))
}
