//! Positions with too few digits for what stands there.

use libsns::geometry::{Position, Shape};
use libsns::plan::PlanThing;
use libsns::record::PlaceClass;

use crate::lint::finding::Finding;
use crate::lint::rule::{Rule, Severity};
use crate::lint::scene::Scene;

pub(super) const RULE: Rule = Rule {
    id: "coarse-position",
    severity: Severity::Warning,
    about: "A position is given with so few digits that it may lie in another place.",
    why: "LOC says that things are known to a metre (RFC 1876 §2, HORIZ PRE); three decimals of a degree \
          are 111 metres.",
    mend: "Write five decimals or more (a metre), or metres of the frame with at = [x, y].",
    check,
};

/// Metres of a degree of latitude.
const METRES_PER_DEGREE: f64 = 111_200.0;
/// Coarser than this, in metres, no room and no device is found.
const ROOM_METRES_MAX: f64 = 20.0;
/// Coarser than this, in metres, no building is found.
const BUILDING_METRES_MAX: f64 = 200.0;

fn check(scene: &Scene<'_>, findings: &mut Vec<Finding>) {
    // In a register of cities the site is a country.
    let is_register = scene.places().any(|place| is_wide(place.kind()));
    for thing in scene.plan.things().filter(|thing| thing.has_own_position()) {
        let decimals = decimals(thing.position());
        let step = METRES_PER_DEGREE / 10_f64.powi(i32::from(decimals));
        let Some(limit) = limit(thing, is_register) else { continue };
        if step > limit {
            let metres = if step < 1000.0 {
                format!("{step:.0} m")
            } else {
                format!("{:.0} km", step / 1000.0)
            };
            let message = format!("its position has {decimals} decimals, which is to {metres}");
            findings.push(Finding::of(&RULE, scene, thing, message));
        }
    }
}

fn is_wide(kind: &str) -> bool {
    matches!(kind, "country" | "region" | "county" | "city" | "district")
}

/// The coarsest step that still tells the thing from others, in metres.
fn limit(thing: PlanThing<'_>, is_register: bool) -> Option<f64> {
    match thing.shape() {
        Some(Shape::Circle(circle)) => Some(circle.radius_metres().max(1.0)),
        Some(Shape::Polygon(_) | Shape::MultiPolygon(_)) => {
            thing.shape().map(|shape| shape.area_square_metres().sqrt().max(1.0))
        }
        _ => match thing.class() {
            PlaceClass::Area => None,
            PlaceClass::Site | PlaceClass::Building if is_register => None,
            PlaceClass::Site | PlaceClass::Building => Some(BUILDING_METRES_MAX),
            _ => Some(ROOM_METRES_MAX),
        },
    }
}

/// How many decimals of a degree it takes to write the position.
fn decimals(at: Position) -> u8 {
    let own = |nanodegrees: i64| {
        let mut step = 1_000_000_000;
        let mut decimals = 0;
        while nanodegrees % step != 0 {
            step /= 10;
            decimals += 1;
        }
        decimals
    };
    own(at.latitude_nanodegrees()).max(own(at.longitude_nanodegrees()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_counted() {
        for (at, expected) in [([52.0, 0.0], 0), ([52.2, 0.12], 2), ([52.203_12, 0.119_84], 5)] {
            assert_eq!(decimals(Position::from_degrees(at[0], at[1]).unwrap()), expected);
        }
    }
}
