//! Rooms on the same ground.

use crate::lint::finding::{Finding, Repair, Reshape};
use crate::lint::near::Overlap;
use crate::lint::rule::{Rule, Severity};
use crate::lint::scene::Scene;

pub(super) const RULE: Rule = Rule {
    id: "overlap",
    severity: Severity::Warning,
    about: "Two places on one level, neither inside the other, share ground.",
    why: "Whoever stands there is told to be in two rooms, and each room's light answers for the other.",
    mend: "Move the wall of one of them, or put the smaller inside the larger with in = \"…\", or make it \
           an area (class = \"area\"), which may lie on others.",
    check,
};

/// A place of which so much lies inside another is told of by `inside-other`.
pub(super) const INSIDE_PART: f64 = 0.95;

/// How much of the smaller of the two is shared, from 0 to 1.
pub(super) fn part_of_smaller(scene: &Scene<'_>, overlap: &Overlap) -> f64 {
    let area = |at: usize| {
        use geo::Area as _;
        scene.grounds[at].covers.as_ref().map_or(0.0, |ground| ground.unsigned_area())
    };
    let smaller = overlap.pair.map(area).into_iter().fold(f64::INFINITY, f64::min);
    if smaller > 0.0 { overlap.square_metres / smaller } else { 0.0 }
}

/// The two, the smaller first; of two alike, the earlier.
pub(super) fn smaller_first(scene: &Scene<'_>, pair: [usize; 2]) -> [usize; 2] {
    use geo::Area as _;
    let area =
        |at: usize| scene.grounds[at].covers.as_ref().map_or(0.0, |ground| ground.unsigned_area());
    let [a, b] = pair;
    // A hundredth of a square metre is no difference.
    if area(b) + 0.01 < area(a) { [b, a] } else { [a, b] }
}

fn check(scene: &Scene<'_>, findings: &mut Vec<Finding>) {
    let tolerance = scene.options.tolerance_metres;
    let is_told = |overlap: &&Overlap| {
        overlap.thickness > tolerance && part_of_smaller(scene, overlap) < INSIDE_PART
    };
    for overlap in scene.overlaps().iter().filter(is_told) {
        let [smaller, larger] = smaller_first(scene, overlap.pair);
        let (one, other) = (scene.plan.thing(larger), scene.plan.thing(smaller));
        let message = format!(
            "shares {:.2} m² with {:?}, {:.2} m deep",
            overlap.square_metres,
            other.words(),
            overlap.thickness
        );
        // What is shared is left to the smaller.
        let how = Reshape::Without(smaller);
        let is_near = overlap.thickness <= scene.options.reach_metres;
        let repair = is_near.then_some(Repair::Reshape { thing: larger, how });
        let finding = Finding::of(&RULE, scene, one, message).with(smaller);
        findings.push(finding.showing(overlap.ground.clone()).mended_if(repair));
    }
}
