//! Which places a door joins: those that lie at its two sides.

use geo::{Area, BooleanOps, Centroid, Coord};
use libsns::geometry::Levels;

use super::ground::{Ground, Metres, Overlaps};
use super::level::Item;
use crate::survey::{SITE, SurveyExit};

/// A door reaches so far beyond its drawing, in metres: across the gap to the room's own polygon, and,
/// where nothing is so near, through the depth of a wall.
const REACH_METRES: [f64; 2] = [0.2, 0.5];
/// A place lies at the other side of a door when it has at least this share of what the first has;
/// rooms beyond the corner of a wall have less.
const SHARE: f64 = 0.3;

/// Stands where nobody goes in: what is behind such a door is no place.
pub(super) const CLOSED: &str = "";

/// What stands on a level: places by their identity.
pub(super) struct Floor {
    pub(super) ordinal: i16,
    pub(super) standing: Vec<(String, Ground)>,
    pub(super) outline: Ground,
}

impl Floor {
    /// The places next to a door, two at most, the one that it touches more first.
    fn beside(&self, door: &Ground, overlaps: &mut Overlaps) -> Vec<String> {
        let near = REACH_METRES.map(|metres| door.grown(metres));
        let mut found = near.iter().map(|reach| self.touched(reach, overlaps));
        let first = found.next().unwrap_or_default();
        if first.len() > 1 {
            return first;
        }
        found.next().filter(|further| further.len() > first.len()).unwrap_or(first)
    }

    fn touched(&self, reach: &Ground, overlaps: &mut Overlaps) -> Vec<String> {
        let mut touched: Vec<(f64, &str)> = Vec::new();
        for (source, ground) in &self.standing {
            touched.push((overlaps.of(ground, reach), source));
        }
        if !self.outline.shape.0.is_empty() {
            let inside = overlaps.of(&self.outline, reach);
            touched.push((reach.area() - inside, SITE));
        }
        touched.sort_by(|a, b| b.0.total_cmp(&a.0));
        let most = touched.first().map_or(0.0, |first| first.0);
        let is_near = |(area, _): &(f64, &str)| *area > 0.0 && *area >= SHARE * most;
        touched.into_iter().filter(is_near).take(2).map(|(_, source)| source.to_owned()).collect()
    }

    /// The place at a point, the last that was stood there: shafts before rooms.
    pub(super) fn at(&self, point: Coord<f64>, overlaps: &mut Overlaps) -> Option<String> {
        let mut placed = self.standing.iter().rev().filter(|(source, _)| source != CLOSED);
        placed.find(|(_, ground)| overlaps.holds(ground, point)).map(|(source, _)| source.clone())
    }

    /// A door as surveyed; none where it leads to a closed space.
    pub(super) fn door(
        &self,
        door: &Item,
        metres: Metres,
        overlaps: &mut Overlaps,
    ) -> Option<SurveyExit> {
        let joins = self.beside(&door.ground, overlaps);
        let middle = door.ground.shape.centroid().map(|point| metres.position(point.0));
        let outline = metres.rings(&door.ground).into_iter().flatten().next();
        (!joins.iter().any(|joined| joined == CLOSED)).then(|| SurveyExit {
            source: door.source.clone(),
            joins,
            kind: "door".into(),
            position: middle,
            outline: outline.unwrap_or_default(),
            levels: Some(Levels::single(self.ordinal)),
            is_one_way: false,
            spot: door.spot.clone(),
        })
    }

    /// The way into a shaft that no door leads to: where it meets the place that it shares the longest
    /// border with.
    pub(super) fn opening(
        &self,
        shaft: &str,
        part: &Item,
        metres: Metres,
        overlaps: &mut Overlaps,
    ) -> Option<SurveyExit> {
        let reach = part.ground.grown(REACH_METRES[0]);
        let others = self.standing.iter().filter(|(source, _)| source != shaft && source != CLOSED);
        let shared = others.map(|(source, ground)| (overlaps.of(ground, &reach), source, ground));
        let (area, source, ground) = shared.max_by(|a, b| a.0.total_cmp(&b.0))?;
        let border = || reach.shape.intersection(&ground.shape);
        let largest =
            border().into_iter().max_by(|a, b| a.unsigned_area().total_cmp(&b.unsigned_area()))?;
        (area > 0.0).then(|| SurveyExit {
            source: format!("{}/opening", part.source),
            joins: vec![source.clone(), shaft.to_owned()],
            kind: "opening".into(),
            position: largest.centroid().map(|point| metres.position(point.0)),
            outline: Vec::new(),
            levels: Some(Levels::single(self.ordinal)),
            is_one_way: false,
            spot: part.spot.clone(),
        })
    }
}
