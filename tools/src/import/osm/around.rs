//! What lies around a point: the places of the survey, by where they are.

use std::collections::HashMap;

use libsns::geometry::Levels;
use libsns::record::PlaceClass;

use super::super::tally::Tally;
use super::element::Point;
use super::ground::Ground;
use super::index::Grounds;
use super::places::Placed;

/// Most places looked at that have a corner at one point. Even in a tower they are fewer.
const CORNERED_MAX: usize = 1024;

/// The places by their grounds and by their corners.
pub(super) struct Around<'p, 'f> {
    pub(super) placed: &'p [Placed<'f>],
    grounds: Grounds<'f>,
    corners: HashMap<Point, Vec<usize>>,
}

impl<'p, 'f> Around<'p, 'f> {
    pub(super) fn new(placed: &'p [Placed<'f>]) -> Self {
        let mut corners: HashMap<Point, Vec<usize>> = HashMap::new();
        for (number, place) in placed.iter().enumerate() {
            let Ground::Area(polygons) = place.ground else { continue };
            if place.class == PlaceClass::Level {
                continue;
            }
            let holes = polygons.iter().flat_map(|polygon| polygon.holes.iter().flatten());
            for corner in place.ground.corners().into_iter().chain(holes) {
                let here = corners.entry(*corner).or_default();
                if here.last() != Some(&number) {
                    here.push(number);
                }
            }
        }
        let grounds = Grounds::new(placed.iter().map(|place| place.ground), 0);
        Self { placed, grounds, corners }
    }

    /// The rooms that have a corner exactly here: a door is a node of both walls it is in.
    pub(super) fn cornered(&self, point: Point) -> impl Iterator<Item = &'p Placed<'f>> + '_ {
        let here = self.corners.get(&point).map(Vec::as_slice).unwrap_or_default();
        here.iter().take(CORNERED_MAX).map(|number| &self.placed[*number])
    }

    /// The places that hold a point on a level, the most telling first: stairs, lifts and rooms before
    /// areas, then the smaller; the level itself last.
    pub(super) fn holding(&self, point: Point, level: Option<i16>) -> Vec<&'p Placed<'f>> {
        let holding = self.grounds.holding(point).map(|number| &self.placed[number]);
        let mut holding: Vec<&Placed<'_>> =
            holding.filter(|place| is_on(place.levels, level)).collect();
        holding.sort_by(|a, b| {
            let (a_area, b_area) = (a.ground.area(), b.ground.area());
            rank(a.class).cmp(&rank(b.class)).then(a_area.total_cmp(&b_area))
        });
        holding
    }

    /// Remarks if not all could be looked at.
    pub(super) fn tell(&self, tally: &mut Tally) {
        self.grounds.tell(tally);
    }
}

fn rank(class: PlaceClass) -> u8 {
    match class {
        PlaceClass::Stair | PlaceClass::Lift => 0,
        PlaceClass::Area => 2,
        PlaceClass::Level => 3,
        _ => 1,
    }
}

/// True where the levels are unknown, or the one asked for is among them.
pub(super) fn is_on(levels: Option<Levels>, level: Option<i16>) -> bool {
    levels.zip(level).is_none_or(|(levels, level)| levels.contains(level))
}
