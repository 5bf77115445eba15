//! Corners nearer to one another than a plan is true.

use geo::Coord;

use crate::lint::finding::{Finding, Repair, Reshape};
use crate::lint::metric::walls;
use crate::lint::rule::{Rule, Severity};
use crate::lint::scene::Scene;

pub(super) const RULE: Rule = Rule {
    id: "fine-corners",
    severity: Severity::Note,
    about: "A shape has walls shorter than a centimetre, or very many corners.",
    why: "No plan is true to a centimetre; each corner takes four octets or more of every PLACE record.",
    mend: "Drop the corners that say nothing.",
    check,
};

/// Walls shorter than this say nothing, in metres.
pub(in crate::lint) const WALL_METRES_MIN: f64 = 0.01;
/// More corners than this few rooms need (a choice: the largest of a shopping centre has some 300).
const CORNERS_MAX: usize = 1000;

fn check(scene: &Scene<'_>, findings: &mut Vec<Finding>) {
    for place in scene.places() {
        let corners: usize = place
            .shape()
            .map_or(0, |shape| shape.polygons().iter().map(|polygon| polygon.corner_count()).sum());
        let ground = &scene.grounds[place.index()];
        let Some(covers) = ground.covers.as_ref().filter(|_| corners > 0) else { continue };
        let length = |[a, b]: &[Coord; 2]| (b.x - a.x).hypot(b.y - a.y);
        let short = walls(covers).filter(|wall| length(wall) < WALL_METRES_MIN).count();
        let message = match (short, corners) {
            (0, 0..=CORNERS_MAX) => continue,
            (0, _) => format!("has {corners} corners"),
            (1, _) => format!("has a wall shorter than 1 cm among its {corners}"),
            _ => format!("has {short} walls shorter than 1 cm among its {corners}"),
        };
        let how = Reshape::DropCorners;
        let finding = Finding::of(&RULE, scene, place, message);
        findings.push(finding.mended_by(Repair::Reshape { thing: place.index(), how }));
    }
}
