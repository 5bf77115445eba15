//! Rooms beyond the walls of their level or building.

use geo::{Area as _, MultiPolygon};
use libsns::geometry::Shape;
use libsns::plan::PlanThing;

use crate::lint::finding::{Finding, Repair, Reshape};
use crate::lint::metric::{corners, shared, thickness, without};
use crate::lint::rule::{Rule, Severity};
use crate::lint::scene::Scene;

pub(super) const RULE: Rule = Rule {
    id: "outside",
    severity: Severity::Warning,
    about: "A place reaches outside of the room, level or building that holds it.",
    why: "Who walks up from a place to what holds it leaves the ground it stands on: a position in this \
          room is not in its own building.",
    mend: "Move its walls inside, or draw what holds it larger, or put it into what it lies in.",
    check,
};

/// Corners that are cut with what is around them, at most (a choice: about a second of work).
const WORK_MAX: usize = 10_000_000;

fn check(scene: &Scene<'_>, findings: &mut Vec<Finding>) {
    let mut work = 0;
    for place in scene.places().skip(1).filter(|place| place.shape().is_some()) {
        let Some(around) = shape_around(scene, place) else { continue };
        let (own, outer) = (&scene.grounds[place.index()], &scene.grounds[around.index()]);
        match (&own.covers, &outer.covers) {
            (Some(own_ground), Some(outer_ground)) if own.anchor == outer.anchor => {
                work += corners(own_ground).count() + corners(outer_ground).count();
                if work > WORK_MAX {
                    return;
                }
                findings.extend(compare(scene, place, around, own_ground, outer_ground));
            }
            _ => findings.extend(by_corners(scene, place, around)),
        }
    }
}

/// The nearest thing around a place that covers ground.
fn shape_around<'p>(scene: &Scene<'p>, place: PlanThing<'p>) -> Option<PlanThing<'p>> {
    let covers = |thing: &PlanThing<'_>| !matches!(thing.shape(), None | Some(Shape::Point(_)));
    scene.upward(place).find(covers)
}

fn compare(
    scene: &Scene<'_>,
    place: PlanThing<'_>,
    around: PlanThing<'_>,
    own: &MultiPolygon,
    outer: &MultiPolygon,
) -> Option<Finding> {
    let rest = without(own, outer);
    let (depth, area) = (thickness(&rest), rest.unsigned_area());
    if depth <= scene.options.tolerance_metres {
        return None;
    }
    let words = around.words();
    let message = if shared(own, outer).unsigned_area() > 0.0 {
        format!("reaches outside of {words:?} by {area:.2} m², {depth:.2} m deep")
    } else {
        format!("lies outside of {words:?}, all of it")
    };
    let how = Reshape::Within(around.index());
    let is_near = depth <= scene.options.reach_metres;
    let repair = is_near.then_some(Repair::Reshape { thing: place.index(), how });
    let finding = Finding::of(&RULE, scene, place, message).with(around.index());
    Some(finding.showing(rest).mended_if(repair))
}

/// A point, or what no frame reaches: judged by its corners alone.
fn by_corners(scene: &Scene<'_>, place: PlanThing<'_>, around: PlanThing<'_>) -> Option<Finding> {
    let (own, outer) = (place.shape()?, around.shape()?);
    let far = match own {
        Shape::Point(at) => outer.distance_metres(*at),
        Shape::Circle(circle) => outer.distance_metres(circle.centre()),
        _ => {
            let corners = own.polygons().iter().flat_map(|polygon| polygon.outer());
            corners.map(|at| outer.distance_metres(*at)).fold(0.0, f64::max)
        }
    };
    let message = format!("reaches {far:.2} m outside of {:?}", around.words());
    (far > scene.options.tolerance_metres)
        .then(|| Finding::of(&RULE, scene, place, message).with(around.index()))
}
