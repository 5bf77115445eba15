//! Places of one level that people call the same.

use std::collections::BTreeMap;

use libsns::plan::PlanThing;
use libsns::record::PlaceClass;

use crate::lint::finding::Finding;
use crate::lint::rule::{Rule, Severity};
use crate::lint::scene::Scene;

pub(super) const RULE: Rule = Rule {
    id: "repeated-name",
    severity: Severity::Note,
    about: "Several places on one level have the same words for a name.",
    why: "Their labels differ, and people do not see labels: a list of search results shows the same line \
          many times.",
    mend: "Call them what is on their doors, such as a number, or leave out what nobody looks for.",
    check,
};

fn check(scene: &Scene<'_>, findings: &mut Vec<Finding>) {
    let mut groups: BTreeMap<(Option<i16>, String), Vec<PlanThing<'_>>> = BTreeMap::new();
    // Desk 1 is in every office.
    let is_room =
        |place: &PlanThing<'_>| matches!(place.class(), PlaceClass::Room | PlaceClass::Corridor);
    for place in scene.places().skip(1).filter(is_room) {
        let level = place.levels().map(|levels| levels.lowest());
        groups.entry((level, place.words().to_lowercase())).or_default().push(place);
    }
    for ((level, _), places) in groups.into_iter().filter(|(_, places)| places.len() > 1) {
        let Some(first) = places.first() else { continue };
        let on = level.map_or_else(String::new, |level| format!(" on level {level}"));
        let message = format!("is the name of {} places{on}", places.len());
        let mut finding = Finding::of(&RULE, scene, *first, message);
        finding.things = places.iter().map(|place| place.index()).collect();
        findings.push(finding);
    }
}
