//! Devices in places of several levels.

use libsns::plan::PlanThing;
use libsns::record::PlaceClass;

use crate::lint::finding::{Finding, Repair};
use crate::lint::rule::{Rule, Severity};
use crate::lint::scene::Scene;

pub(super) const RULE: Rule = Rule {
    id: "device-level",
    severity: Severity::Note,
    about: "A device in a place of several levels does not say on which it is.",
    why: "It counts as being on all of them: who asks for the light on this floor gets those of every floor.",
    mend: "Set level on the device.",
    check,
};

fn check(scene: &Scene<'_>, findings: &mut Vec<Finding>) {
    for device in scene.devices().filter(|device| !device.has_own_levels()) {
        let holder = scene.plan.thing(device.parent());
        let Some(levels) = device.levels().filter(|levels| levels.lowest() < levels.highest())
        else {
            continue;
        };
        // What is in a lift goes up and down with it.
        if holder.class() == PlaceClass::Lift {
            continue;
        }
        let message = format!(
            "is in {:?}, which has the levels {} to {}",
            holder.words(),
            levels.lowest(),
            levels.highest()
        );
        let level = level_at(scene, device);
        let repair = level.map(|level| Repair::Level { thing: device.index(), level });
        findings.push(Finding::of(&RULE, scene, device, message).mended_if(repair));
    }
}

/// The level whose floor is the next below the device, where the device says its own altitude and the
/// levels of the plan say theirs.
fn level_at(scene: &Scene<'_>, device: PlanThing<'_>) -> Option<i16> {
    let own_cm = device.altitude_cm().filter(|_| device.has_own_altitude())?;
    let own_cm = own_cm.checked_add_unsigned(device.height_cm().unwrap_or(0))?;
    let floors = scene.places().filter(|place| {
        place.class() == PlaceClass::Level
            && place.has_own_altitude()
            && place.altitude_cm().is_some_and(|floor_cm| floor_cm <= own_cm)
    });
    let floor = floors.max_by_key(|level| level.altitude_cm())?;
    let level = floor.levels()?.lowest();
    device.levels().filter(|levels| levels.contains(level)).map(|_| level)
}
