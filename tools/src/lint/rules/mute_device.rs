//! Devices that nothing reaches.

use std::collections::BTreeMap;

use libsns::plan::PlanThing;

use crate::lint::finding::Finding;
use crate::lint::rule::{Rule, Severity};
use crate::lint::scene::Scene;

use super::listed;

pub(super) const RULE: Rule = Rule {
    id: "mute-device",
    severity: Severity::Note,
    about: "A device has neither a bearer nor a service.",
    why: "It can be found and not be spoken to.",
    mend: "Give it bearers (ipv6, bluetooth, zigbee …) or a service.",
    check,
};

fn check(scene: &Scene<'_>, findings: &mut Vec<Finding>) {
    let mut by_holder: BTreeMap<usize, Vec<PlanThing<'_>>> = BTreeMap::new();
    let is_mute = |d: &PlanThing<'_>| d.bearer_count() == 0 && d.services().len() == 0;
    for device in scene.devices().filter(is_mute) {
        by_holder.entry(device.parent()).or_default().push(device);
    }
    for (holder, devices) in by_holder {
        let Some(first) = devices.first() else { continue };
        let words = listed(devices.iter().map(|device| device.words()));
        let holder = scene.plan.thing(holder).words();
        let message = match devices.len() {
            1 => "has neither a bearer nor a service".to_owned(),
            count => format!("is one of {count} in {holder:?} without bearer and service: {words}"),
        };
        let mut finding = Finding::of(&RULE, scene, *first, message);
        finding.things = devices.iter().map(|device| device.index()).collect();
        findings.push(finding);
    }
}
