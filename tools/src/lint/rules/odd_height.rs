//! Heights that no room has.

use libsns::record::PlaceClass;

use crate::lint::finding::Finding;
use crate::lint::rule::{Rule, Severity};
use crate::lint::scene::Scene;

pub(super) const RULE: Rule = Rule {
    id: "odd-height",
    severity: Severity::Note,
    about: "A room is lower than a person or higher than a tower's hall; a device hangs above its ceiling.",
    why: "Heights in millimetres or feet look like this, and a device is looked for where it is not.",
    mend: "Write heights in metres: from floor to ceiling for a place, from the floor for a device.",
    check,
};

/// Lower than this nobody walks, in centimetres.
const ROOM_CM_MIN: u32 = 150;
/// Higher than this are few rooms, in centimetres: the largest hangars have about 100 m.
const ROOM_CM_MAX: u32 = 10_000;

fn check(scene: &Scene<'_>, findings: &mut Vec<Finding>) {
    let is_high = |class| {
        matches!(
            class,
            PlaceClass::Site | PlaceClass::Building | PlaceClass::Stair | PlaceClass::Lift
        )
    };
    for thing in scene.plan.things() {
        let Some(height_cm) = thing.height_cm() else { continue };
        let metres = f64::from(height_cm) / 100.0;
        let message = if thing.class() == PlaceClass::Device {
            let holder = scene.plan.thing(thing.parent());
            let ceiling = holder.height_cm().filter(|ceiling_cm| height_cm > *ceiling_cm);
            ceiling.map(|ceiling_cm| {
                let ceiling = f64::from(ceiling_cm) / 100.0;
                format!("is {metres} m above the floor of {:?}, {ceiling} m high", holder.words())
            })
        } else {
            let is_odd = !(ROOM_CM_MIN..=ROOM_CM_MAX).contains(&height_cm);
            (is_odd && !is_high(thing.class())).then(|| format!("is {metres} m high"))
        };
        findings.extend(message.map(|message| Finding::of(&RULE, scene, thing, message)));
    }
}
