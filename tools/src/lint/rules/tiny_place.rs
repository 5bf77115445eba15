//! Places too small to stand in.

use geo::Area as _;
use libsns::record::PlaceClass;

use crate::lint::finding::Finding;
use crate::lint::metric::thickness;
use crate::lint::rule::{Rule, Severity};
use crate::lint::scene::Scene;

pub(super) const RULE: Rule = Rule {
    id: "tiny-place",
    severity: Severity::Warning,
    about: "A place covers less ground than a person, or is a strip that nobody fits into.",
    why: "It is likely a remnant of drawing; its LOC has no size to speak of, and no position falls into it.",
    mend: "Remove it, or draw it as large as it is; a thing that only has a spot needs a position, no shape.",
    check,
};

/// Less than this nobody stands on, in square metres.
const SQUARE_METRES_MIN: f64 = 0.1;
/// Through less than this nobody fits, in metres.
const THICKNESS_METRES_MIN: f64 = 0.1;

fn check(scene: &Scene<'_>, findings: &mut Vec<Finding>) {
    for place in scene.places() {
        let ground = &scene.grounds[place.index()];
        let Some(covers) = &ground.covers else { continue };
        // Seats and shelves may be small.
        if place.class() == PlaceClass::Area {
            continue;
        }
        let (area, thick) = (covers.unsigned_area(), thickness(covers));
        if area < SQUARE_METRES_MIN || thick < THICKNESS_METRES_MIN {
            let message = format!("covers {area:.2} m² and is {thick:.2} m thick");
            findings.push(Finding::of(&RULE, scene, place, message));
        }
    }
}
