//! Rooms that are on no level of a building that has levels.

use std::collections::HashMap;

use libsns::plan::PlanThing;
use libsns::record::PlaceClass;

use crate::lint::finding::Finding;
use crate::lint::rule::{Rule, Severity};
use crate::lint::scene::Scene;

pub(super) const RULE: Rule = Rule {
    id: "orphan",
    severity: Severity::Warning,
    about: "A room hangs on the building or the site, though there are levels.",
    why: "It is not among the rooms of any level: who browses the level misses it, and a question with a \
          level finds it nowhere, or everywhere.",
    mend: "Put it into its level with in = \"…\"; what spans several levels says so with level = [0, 1].",
    check,
};

fn check(scene: &Scene<'_>, findings: &mut Vec<Finding>) {
    let mut levels: HashMap<usize, Vec<PlanThing<'_>>> = HashMap::new();
    for level in scene.places().filter(|place| place.class() == PlaceClass::Level) {
        levels.entry(level.parent()).or_default().push(level);
    }
    for place in scene.places().skip(1).filter(|place| is_indoors(place.class())) {
        let Some(own) = levels.get(&place.parent()) else { continue };
        let spans = place.levels().filter(|levels| levels.lowest() < levels.highest());
        if spans.is_some() && place.has_own_levels() {
            continue;
        }
        let holder = scene.plan.thing(place.parent());
        let at = place.levels().filter(|_| place.has_own_levels()).map(|at| at.lowest());
        let fits = own.iter().find(|level| {
            at.is_some_and(|at| level.levels().is_some_and(|levels| levels.contains(at)))
        });
        let message = match fits {
            Some(level) => format!(
                "hangs on {:?} though {:?} is its level; expected in = {:?}",
                holder.words(),
                level.words(),
                level.label()
            ),
            None => format!("hangs on {:?} and is on none of its levels", holder.words()),
        };
        findings.push(Finding::of(&RULE, scene, place, message));
    }
}

/// What stands on a level; areas such as gardens may lie around a building.
fn is_indoors(class: PlaceClass) -> bool {
    matches!(class, PlaceClass::Room | PlaceClass::Corridor | PlaceClass::Stair | PlaceClass::Lift)
}
