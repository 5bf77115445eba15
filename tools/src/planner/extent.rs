//! Where a survey lies, and what in it lies so far off that it must be a mistake.

use libsns::geometry::{Degrees, Position, distance_metres};
use libsns::limits::{PLAN_REACH_METRES_DEFAULT, PLAN_REACH_METRES_MAX};

use super::shapes::is_position;
use crate::survey::{Rings, Survey};

/// How many times as far off as three quarters of all things something may lie to be one of them: a
/// town has outskirts, a house has not.
const TIMES: f64 = 10.0;
/// What a reach is rounded up to, in metres.
const REACH_STEP_METRES: f64 = 1_000.0;
/// Of a reach the part that is used here: a plan measures from the site, not from the middle of all.
const USED: f64 = 0.8;

/// A place on the Earth, and how far from it things may lie.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Extent {
    pub(super) middle: Degrees,
    /// In metres.
    pub(super) reach: f64,
}

impl Extent {
    /// Where the things of a survey lie; none where nothing says it.
    pub(super) fn of(survey: &Survey) -> Option<Self> {
        let places = survey.places.iter();
        let places = places.filter_map(|place| middle_of(&place.shape).or(place.position));
        let devices = survey.devices.iter().filter_map(|device| device.position);
        let exits = survey.exits.iter().filter_map(|exit| exit.position);
        let all: Vec<Degrees> =
            places.chain(devices).chain(exits).filter(|at| is_position(*at)).collect();
        let middle = median(&all)?;
        let mut far: Vec<f64> = all.iter().map(|at| metres_between(middle, *at)).collect();
        far.sort_by(f64::total_cmp);
        let usual = PLAN_REACH_METRES_DEFAULT;
        let near = far.get(far.len() / 4 * 3).or_else(|| far.last()).copied()?;
        let most = (near * TIMES).max(usual * USED);
        let farthest = far.into_iter().filter(|metres| *metres <= most).fold(0.0, f64::max);
        let reach = if farthest <= usual * USED { usual } else { rounded_up(farthest / USED) };
        Some(Self { middle, reach: reach.min(PLAN_REACH_METRES_MAX) })
    }

    /// True where the site needs a reach of its own.
    pub(super) fn is_wide(&self) -> bool {
        self.reach > PLAN_REACH_METRES_DEFAULT
    }

    /// True for what lies within reach.
    pub(super) fn holds(&self, at: Degrees) -> bool {
        metres_between(self.middle, at) <= self.reach * USED
    }

    /// True for a position that the site itself may have: what is within reach of the middle is then
    /// within reach of it.
    pub(super) fn is_central(&self, at: Degrees) -> bool {
        metres_between(self.middle, at) <= self.reach * (1.0 - USED)
    }

    /// How far off the farthest of these lies, in kilometres, where that is beyond reach.
    pub(super) fn beyond(&self, corners: impl Iterator<Item = Degrees>) -> Option<f64> {
        let far = corners.filter(|at| is_position(*at)).map(|at| metres_between(self.middle, at));
        let far = far.fold(0.0, f64::max);
        (far > self.reach * USED).then_some(far / 1_000.0)
    }
}

fn rounded_up(metres: f64) -> f64 {
    (metres / REACH_STEP_METRES).ceil() * REACH_STEP_METRES
}

/// Over the ellipsoid; of what is no position, endless.
pub(super) fn metres_between(a: Degrees, b: Degrees) -> f64 {
    let position = |[latitude, longitude]: Degrees| Position::from_degrees(latitude, longitude);
    match (position(a), position(b)) {
        (Ok(a), Ok(b)) => distance_metres(a, b),
        _ => f64::INFINITY,
    }
}

/// The position whose latitude and longitude are in the middle of all: a few that are mistaken do not
/// move it.
fn median(all: &[Degrees]) -> Option<Degrees> {
    let first = all.first()?;
    let middle = |mut numbers: Vec<f64>| {
        numbers.sort_by(f64::total_cmp);
        numbers.get(numbers.len() / 2).copied()
    };
    let latitude = middle(all.iter().map(|at| at[0]).collect())?;
    let east = middle(all.iter().map(|at| wrapped(at[1] - first[1])).collect())?;
    Some([latitude, wrapped(first[1] + east)])
}

/// The middle of the box around a shape, the short way round the Earth.
pub(super) fn middle_of(shape: &Rings) -> Option<Degrees> {
    let mut corners = shape.iter().flatten().flatten().copied().filter(|at| is_position(*at));
    let first = corners.next()?;
    let (mut low, mut high) = ([first[0], 0.0], [first[0], 0.0]);
    for [latitude, longitude] in corners {
        let at = [latitude, wrapped(longitude - first[1])];
        low = [low[0].min(at[0]), low[1].min(at[1])];
        high = [high[0].max(at[0]), high[1].max(at[1])];
    }
    Some([low[0].midpoint(high[0]), wrapped(first[1] + low[1].midpoint(high[1]))])
}

fn wrapped(longitude: f64) -> f64 {
    match longitude {
        far if far > 180.0 => far - 360.0,
        far if far < -180.0 => far + 360.0,
        near => near,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_goes_the_short_way_round() {
        let middle = middle_of(&vec![vec![vec![[10.0, 179.0], [12.0, -179.0]]]]).unwrap();
        assert!((middle[0] - 11.0).abs() < 1e-9 && (middle[1].abs() - 180.0).abs() < 1e-9);
        assert_eq!(Extent::of(&Survey::default()), None);
    }

    #[test]
    fn what_is_mistaken_does_not_move_the_middle() {
        let mut all = vec![[52.2, 0.12]; 9];
        all.push([0.12, 52.2]);
        assert_eq!(median(&all), Some([52.2, 0.12]));
        assert!(metres_between([52.2, 0.12], [f64::NAN, 0.0]).is_infinite());
    }
}
