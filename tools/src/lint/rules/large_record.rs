//! PLACE records near a limit.

use libsns::limits::{RDATA_OCTETS_MAX, UDP_REPLY_OCTETS_MAX};
use libsns::plan::PlanThing;
use libsns::record::Place;

use crate::lint::finding::{Finding, Repair, Reshape};
use crate::lint::rule::{Rule, Severity};
use crate::lint::scene::Scene;

pub(super) const RULE: Rule = Rule {
    id: "large-record",
    severity: Severity::Note,
    about: "The PLACE record does not fit a UDP reply, or nearly no record at all.",
    why: "Who asks for it gets a cut reply and asks again over TCP, which takes two round trips more.",
    mend: "Draw the shape with fewer corners.",
    check,
};

/// Room that a reply needs beside the record's data, in octets: header 12, question and owner up to
/// 100, the record's head 12, EDNS 11 (RFC 1035 §4.1, RFC 6891 §6.1.1).
const BESIDE_OCTETS: usize = 135;

fn check(scene: &Scene<'_>, findings: &mut Vec<Finding>) {
    for thing in scene.places() {
        let Ok(octets) = place_of(scene, thing).encode().map(|data| data.len()) else { continue };
        if octets + BESIDE_OCTETS <= UDP_REPLY_OCTETS_MAX {
            continue;
        }
        let message = if octets > RDATA_OCTETS_MAX / 4 * 3 {
            format!("its record has {octets} octets of at most {RDATA_OCTETS_MAX}")
        } else {
            format!("its record has {octets} octets; a UDP reply has {UDP_REPLY_OCTETS_MAX}")
        };
        let how = Reshape::DropCorners;
        let finding = Finding::of(&RULE, scene, thing, message);
        findings.push(finding.mended_by(Repair::Reshape { thing: thing.index(), how }));
    }
}

/// The data of its record, as the zone will have it.
fn place_of(scene: &Scene<'_>, thing: PlanThing<'_>) -> Place {
    let level = thing.levels().filter(|at| at.lowest() == at.highest()).map(|at| at.lowest());
    let label = level.and_then(|level| scene.plan.level_label(level)).unwrap_or_default();
    Place {
        class: thing.class(),
        kind: thing.kind().to_owned(),
        display: thing.words().to_owned(),
        levels: thing.levels(),
        level_label: label.to_owned(),
        base_altitude_cm: thing.altitude_cm(),
        height_cm: thing.height_cm(),
        shape: thing.shape().cloned(),
    }
}
