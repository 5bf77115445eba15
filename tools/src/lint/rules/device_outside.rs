//! Devices outside the place they are in.

use geo::Coord;
use libsns::plan::PlanThing;

use crate::lint::finding::{Finding, Repair};
use crate::lint::metric::nearest_wall;
use crate::lint::rule::{Rule, Severity};
use crate::lint::scene::Scene;

pub(super) const RULE: Rule = Rule {
    id: "device-outside",
    severity: Severity::Warning,
    about: "The position of a device lies outside of the place that holds it.",
    why: "Who asks what is near finds it in the room next door, and who asks the room by position misses it.",
    mend: "Mend its position, or put it into the place where it is.",
    check,
};

/// How far inside a wall a device is put that is moved, in metres.
const INSIDE_METRES: f64 = 0.02;

fn check(scene: &Scene<'_>, findings: &mut Vec<Finding>) {
    for device in scene.devices().filter(|device| !device.has_inherited_position()) {
        let covers = |thing: &PlanThing<'_>| {
            thing.shape().is_some_and(|shape| shape.area_square_metres() > 0.0)
        };
        let Some(around) = scene.upward(device).find(covers) else { continue };
        let Some(shape) = around.shape() else { continue };
        let metres = shape.distance_metres(device.position());
        if metres > scene.options.tolerance_metres {
            let message = format!("is {metres:.2} m outside of {:?}", around.words());
            let to = (metres <= scene.options.reach_metres).then(|| moved(scene, device, around));
            let repair = to.flatten().map(|to| Repair::Move { thing: device.index(), to });
            let finding = Finding::of(&RULE, scene, device, message).with(around.index());
            findings.push(finding.mended_if(repair));
        }
    }
}

/// The nearest position inside the walls, in degrees.
fn moved(scene: &Scene<'_>, device: PlanThing<'_>, around: PlanThing<'_>) -> Option<[f64; 2]> {
    let (own, outer) = (&scene.grounds[device.index()], &scene.grounds[around.index()]);
    let anchor = own.anchor.filter(|_| own.anchor == outer.anchor)?;
    let (metres, wall) = nearest_wall(outer.covers.as_ref()?, own.at)?;
    if metres == 0.0 {
        return None;
    }
    let inward: Coord = (wall - own.at) / metres;
    scene.degrees(anchor, wall + inward * INSIDE_METRES)
}
