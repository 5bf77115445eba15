//! Two levels with one number.

use std::collections::BTreeMap;

use libsns::plan::PlanThing;
use libsns::record::PlaceClass;

use crate::lint::finding::Finding;
use crate::lint::rule::{Rule, Severity};
use crate::lint::scene::Scene;

pub(super) const RULE: Rule = Rule {
    id: "level-twice",
    severity: Severity::Warning,
    about: "Two levels of one building have the same number.",
    why: "A question for the level finds the rooms of both, on one another.",
    mend: "Number them apart, or put the rooms of both into one level; wings of a building are buildings.",
    check,
};

/// The levels of each building, from the lowest up.
pub(super) fn levels_by_holder<'p>(scene: &Scene<'p>) -> Vec<Vec<PlanThing<'p>>> {
    let mut by_holder: BTreeMap<usize, Vec<PlanThing<'p>>> = BTreeMap::new();
    for level in scene.places().filter(|place| place.class() == PlaceClass::Level) {
        by_holder.entry(level.parent()).or_default().push(level);
    }
    let mut sorted: Vec<Vec<PlanThing<'p>>> = by_holder.into_values().collect();
    for levels in &mut sorted {
        levels.sort_by_key(|level| (level.levels(), level.index()));
    }
    sorted
}

fn check(scene: &Scene<'_>, findings: &mut Vec<Finding>) {
    for levels in levels_by_holder(scene) {
        for pair in levels.windows(2) {
            let [Some(first), Some(second)] = [pair[0].levels(), pair[1].levels()] else {
                continue;
            };
            // Levels that are beside one another, as those of two wings, may share a number.
            let [a, b] = [pair[0], pair[1]].map(|level| scene.grounds[level.index()].around);
            let is_beside = a.zip(b).is_some_and(|(a, b)| !crate::lint::metric::boxes_meet(&a, &b));
            if second.lowest() <= first.highest() && !is_beside {
                let message = format!("has level {} like {:?}", second.lowest(), pair[0].words());
                findings.push(Finding::of(&RULE, scene, pair[1], message).with(pair[0].index()));
            }
        }
    }
}
