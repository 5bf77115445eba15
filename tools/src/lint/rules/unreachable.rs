//! Rooms that no way leads to.

use libsns::plan::PlanThing;
use libsns::record::PlaceClass;

use crate::lint::finding::Finding;
use crate::lint::rule::{Rule, Severity};
use crate::lint::scene::Scene;

use super::listed;
use super::ways::Ways;

pub(super) const RULE: Rule = Rule {
    id: "unreachable",
    severity: Severity::Warning,
    about: "No exits lead from the entrance to a place.",
    why: "A way to it cannot be found: who asks for one is told that there is none.",
    mend: "Add the door that is missing: [[exit]] with joins = [\"…\", \"…\"].",
    check,
};

fn check(scene: &Scene<'_>, findings: &mut Vec<Finding>) {
    if scene.plan.exits().len() == 0 {
        return;
    }
    let ways = Ways::of(scene);
    let mut reached = vec![false; ways.has_exit.len()];
    // Without an entrance, the places that most exits join count as reached.
    let starts = if ways.has_exit[0] { vec![0] } else { largest_part(&ways) };
    ways.reach(&starts, &mut reached);
    let is_walked = |place: &PlanThing<'_>| {
        matches!(
            place.class(),
            PlaceClass::Room | PlaceClass::Corridor | PlaceClass::Stair | PlaceClass::Lift
        )
    };
    // What hangs together is told of together: one door is missing, not twenty.
    for place in scene.places().skip(1) {
        if reached[place.index()] || !is_walked(&place) {
            continue;
        }
        let mut together = ways.reach(&[place.index()], &mut reached);
        together.sort_unstable();
        let together = together.into_iter().map(|at| scene.plan.thing(at));
        let together: Vec<PlanThing<'_>> = together.filter(is_walked).collect();
        let words = listed(together.iter().map(|place| place.words()));
        let message = match together.len() {
            1 if !ways.has_exit[place.index()] => "has no exit".to_owned(),
            1 => "has exits, and none leads to it from the entrance".to_owned(),
            count => format!("is one of {count} that no exits lead to: {words}"),
        };
        let mut finding = Finding::of(&RULE, scene, place, message);
        finding.things = together.iter().map(|place| place.index()).collect();
        findings.push(finding);
    }
}

/// The most places that hang together.
fn largest_part(ways: &Ways) -> Vec<usize> {
    let mut reached = vec![false; ways.has_exit.len()];
    let joined = (0..reached.len()).filter(|at| ways.has_exit[*at]);
    let parts = joined.map(|at| ways.reach(&[at], &mut reached));
    // Of parts alike the first, so that the answer does not hang on chance.
    parts.fold(Vec::new(), |best, part| if part.len() > best.len() { part } else { best })
}
