//! Names near the limit.

use libsns::limits::NAME_OCTETS_MAX;

use crate::lint::finding::Finding;
use crate::lint::rule::{Rule, Severity};
use crate::lint::scene::Scene;

pub(super) const RULE: Rule = Rule {
    id: "long-name",
    severity: Severity::Warning,
    about: "A name is nearly as long as one may be.",
    why: "Services, neighbours and addresses stand below it at names that are longer still; a DNAME that \
          leads here makes it longer, too (RFC 6672 §2.2: what no longer fits is refused).",
    mend: "Set shorter labels for the places around it, or hang it higher up.",
    check,
};

/// 25 octets below the limit of 255 (RFC 1035 §2.3.4): `_services._dns-sd._udp.` takes 23.
const OCTETS_MAX: usize = NAME_OCTETS_MAX - 25;

fn check(scene: &Scene<'_>, findings: &mut Vec<Finding>) {
    for thing in scene.plan.things() {
        let octets = thing.name().as_wire().len();
        if octets > OCTETS_MAX {
            let message = format!("its name has {octets} octets of at most {NAME_OCTETS_MAX}");
            findings.push(Finding::of(&RULE, scene, thing, message));
        }
    }
}
