//! Gaps between rooms that are wider than walls.

use std::collections::HashSet;

use geo::{LineString, Polygon};

use crate::lint::finding::{Finding, Repair, Reshape};
use crate::lint::near::Facing;
use crate::lint::rule::{Rule, Severity};
use crate::lint::scene::Scene;

use super::wall_thickness::thickness_of_most;

pub(super) const RULE: Rule = Rule {
    id: "gap",
    severity: Severity::Note,
    about: "The walls of two places run along each other with more than a wall between them, and less than a person.",
    why: "The two are no neighbours, and a position between them is in neither.",
    mend: "Move one wall onto the other, or set [walls] thickness in plan.toml to what walls are.",
    check,
};

fn check(scene: &Scene<'_>, findings: &mut Vec<Finding>) {
    // Where most are apart, the plan leaves walls out, and no single gap is to blame.
    if thickness_of_most(scene).is_some() {
        return;
    }
    let overlapping: HashSet<[usize; 2]> = scene
        .overlaps()
        .iter()
        .filter(|overlap| overlap.thickness > scene.options.tolerance_metres)
        .map(|overlap| overlap.pair)
        .collect();
    let wall = scene.plan.wall_metres();
    let is_gap = |f: &&Facing| f.apart[1] > wall && !overlapping.contains(&f.pair);
    for facing in scene.facings().iter().filter(is_gap) {
        // The shorter wall moves: it lies all along the other.
        let [mover, stays] = match facing {
            Facing { pair: [a, b], walls, .. } if walls[0] < walls[1] => [*a, *b],
            Facing { pair: [a, b], .. } => [*b, *a],
        };
        let (one, other) = (scene.plan.thing(mover), scene.plan.thing(stays));
        let [near, far] = facing.apart.map(|metres| metres.max(0.0));
        let apart = if far - near < 0.01 {
            format!("{far:.2} m")
        } else {
            format!("{near:.2} to {far:.2} m")
        };
        let message =
            format!("is {apart} from {:?}, along {:.1} m of wall", other.words(), facing.run);
        let how = Reshape::Snap(stays);
        let is_near = far <= scene.options.reach_metres;
        let repair = is_near.then_some(Repair::Reshape { thing: mover, how });
        let between = Polygon::new(LineString::new(facing.between.to_vec()), Vec::new());
        let finding = Finding::of(&RULE, scene, one, message).with(stays);
        findings.push(finding.showing(between.into()).mended_if(repair));
    }
}
