//! Plans whose walls are drawn and whose wall thickness is not said.

use crate::lint::finding::{Finding, Place, Repair};
use crate::lint::near::Facing;
use crate::lint::rule::{Rule, Severity};
use crate::lint::scene::Scene;

pub(super) const RULE: Rule = Rule {
    id: "wall-thickness",
    severity: Severity::Warning,
    about: "Rooms are drawn with the walls between them left out, and the plan does not say how thick those are.",
    why: "Places farther apart than [walls] thickness are no neighbours, so _neighbours stays empty.",
    mend: "Set [walls] thickness in plan.toml to that of most walls.",
    check,
};

/// So few pairs of rooms say nothing about how a plan is drawn.
const PAIRS_MIN: usize = 4;

/// The thickness that would make neighbours of the pairs of rooms that face one another, in metres:
/// where most pairs are farther apart than the plan says walls are thick.
pub(super) fn thickness_of_most(scene: &Scene<'_>) -> Option<f64> {
    let limit = scene.plan.wall_metres();
    let is_apart = |facing: &&Facing| facing.apart[1] > limit;
    let apart: Vec<f64> =
        scene.facings().iter().filter(is_apart).map(|facing| facing.apart[1]).collect();
    if apart.len() < PAIRS_MIN || apart.len() * 2 < scene.facings().len() {
        return None;
    }
    let most = apart.into_iter().fold(0.0, f64::max);
    Some((most * 100.0).ceil() / 100.0)
}

fn check(scene: &Scene<'_>, findings: &mut Vec<Finding>) {
    let Some(metres) = thickness_of_most(scene) else { return };
    let limit = scene.plan.wall_metres();
    let apart = scene.facings().iter().filter(|facing| facing.apart[1] > limit).count();
    let message = format!(
        "{apart} of {} pairs of rooms that face one another are farther apart than {limit} m; \
         walls of {metres} m would make neighbours of them",
        scene.facings().len()
    );
    let site = scene.plan.thing(0);
    findings.push(Finding {
        place: Place { file: libsns::plan::ROOT_FILE.to_owned(), line: None },
        key: "walls: thickness".to_owned(),
        ..Finding::of(&RULE, scene, site, message).mended_by(Repair::WallThickness { metres })
    });
}
