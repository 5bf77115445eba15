//! Labels near the limit.

use libsns::limits::LABEL_OCTETS_MAX;
use libsns::name::place_name::unicode_label;

use crate::lint::finding::Finding;
use crate::lint::rule::{Rule, Severity};
use crate::lint::scene::Scene;

pub(super) const RULE: Rule = Rule {
    id: "long-label",
    severity: Severity::Note,
    about: "A label, or the name of a service, is nearly as long as one may be.",
    why: "A few letters more and the plan is refused; what is numbered or encoded grows by itself.",
    mend: "Set a shorter label; the words stay as they are. For a service, set its name.",
    check,
};

/// Seven octets below the limit of 63 (RFC 1035 §2.3.4): room for a number such as `-12` and a letter
/// or two beyond ASCII.
const OCTETS_MAX: usize = LABEL_OCTETS_MAX - 7;

fn check(scene: &Scene<'_>, findings: &mut Vec<Finding>) {
    for thing in scene.plan.things().skip(1) {
        let octets = thing.label().len();
        if octets > OCTETS_MAX {
            let label = unicode_label(thing.label());
            let message = format!("{label:?} has {octets} octets of at most {LABEL_OCTETS_MAX}");
            findings.push(Finding::of(&RULE, scene, thing, message));
        }
        for service in thing.services() {
            let (instance, octets) = (service.instance(), service.instance().len());
            if octets > OCTETS_MAX {
                let message = format!(
                    "its service {instance:?} has {octets} octets of at most {LABEL_OCTETS_MAX}"
                );
                findings.push(Finding::of(&RULE, scene, thing, message));
            }
        }
    }
}
