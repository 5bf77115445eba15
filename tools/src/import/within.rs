//! Devices that have a position and no room: the smallest place around them on their level.

use std::collections::BTreeMap;

use libsns::geometry::{Degrees, Levels};

use crate::survey::{Survey, SurveyPlace};

/// Corners that are looked at in all; a shopping centre with a thousand devices needs about a million.
const STEPS_MAX: usize = 200_000_000;

/// Puts devices into the smallest place around them. `level` tells each device's level by its index.
pub(super) fn attach(survey: &mut Survey, level: impl Fn(usize) -> Option<i16>) {
    let boxes: Vec<_> = survey.places.iter().map(bounds).collect();
    let (mut steps, mut attached) = (0_usize, BTreeMap::new());
    for (at, device) in survey.devices.iter().enumerate() {
        let Some(position) = device.position.filter(|_| device.inside.is_none()) else { continue };
        let on_level = |levels: Option<Levels>| match (levels, level(at)) {
            (Some(levels), Some(level)) => levels.contains(level),
            (_, None) => true,
            (None, Some(_)) => false,
        };
        steps = steps.saturating_add(survey.places.len());
        let near = survey.places.iter().zip(&boxes).filter(|(place, bounds)| {
            on_level(place.levels) && bounds.is_some_and(|bounds| bounds.hold(position))
        });
        let mut smallest: Option<(f64, &SurveyPlace)> = None;
        for (place, bounds) in near {
            steps = steps.saturating_add(place.shape.iter().flatten().map(Vec::len).sum());
            let size = bounds.map_or(0.0, |bounds| bounds.size());
            if smallest.is_none_or(|(known, _)| size < known) && holds(place, position) {
                smallest = Some((size, place));
            }
        }
        if steps > STEPS_MAX {
            survey.leave_out("devices", "there are too many to find the room of each");
            break;
        }
        attached.extend(smallest.map(|(_, place)| (at, place.source.clone())));
    }
    if !attached.is_empty() {
        let text = "no room is given: they are in the smallest place around their position";
        survey.guess(format!("{} devices", attached.len()), text);
    }
    for (at, place) in attached {
        if let Some(device) = survey.devices.get_mut(at) {
            device.inside = Some(place);
        }
    }
}

#[derive(Clone, Copy)]
struct Bounds {
    low: Degrees,
    high: Degrees,
}

impl Bounds {
    fn hold(&self, [latitude, longitude]: Degrees) -> bool {
        (self.low[0]..=self.high[0]).contains(&latitude)
            && (self.low[1]..=self.high[1]).contains(&longitude)
    }

    fn size(&self) -> f64 {
        (self.high[0] - self.low[0]) * (self.high[1] - self.low[1])
    }
}

fn bounds(place: &SurveyPlace) -> Option<Bounds> {
    let mut corners = place.shape.iter().flatten().flatten();
    let first = *corners.next()?;
    let start = Bounds { low: first, high: first };
    Some(corners.fold(start, |bounds, corner| Bounds {
        low: [bounds.low[0].min(corner[0]), bounds.low[1].min(corner[1])],
        high: [bounds.high[0].max(corner[0]), bounds.high[1].max(corner[1])],
    }))
}

/// Whether a position is inside: a ray from it crosses the rings an odd number of times.
fn holds(place: &SurveyPlace, [latitude, longitude]: Degrees) -> bool {
    place.shape.iter().any(|polygon| {
        let crossings = polygon.iter().flat_map(|ring| {
            let next = ring.iter().cycle().skip(1);
            ring.iter().zip(next).filter(|(from, to)| {
                let spans = (from[0] > latitude) != (to[0] > latitude);
                let along = (latitude - from[0]) / (to[0] - from[0]);
                spans && longitude < from[1] + along * (to[1] - from[1])
            })
        });
        crossings.count() % 2 == 1
    })
}
