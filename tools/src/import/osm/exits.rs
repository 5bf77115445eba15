//! Doors, entrances, steps, escalators and lifts as exits of a survey.

use libsns::geometry::Levels;
use libsns::record::PlaceClass;

use super::super::tally::Tally;
use super::around::{Around, is_on};
use super::buildings::Chosen;
use super::element::{Point, Tags};
use super::gather::Feature;
use super::ground::{self, Ground, Side};
use super::kinds;
use super::levels;
use super::places::{Placed, nameless};
use super::role::{Role, said};
use crate::survey::{SITE, Survey, SurveyExit, SurveyPlace};

/// Writes the exits of all buildings, and the lifts that are only points.
pub(super) fn survey(
    chosen: &Chosen,
    around: &Around<'_, '_>,
    survey: &mut Survey,
    tally: &mut Tally,
) {
    for (feature, building) in &chosen.loose {
        let outline = chosen.buildings.get(*building).and_then(|own| own.outline.as_ref());
        match feature.role {
            Role::Door => survey.exits.extend(doors(feature, outline, around, tally)),
            Role::Steps => survey.exits.extend(steps(feature, around, tally)),
            Role::Lift => {
                let inside = chosen.buildings.get(*building).map(|own| own.source.clone());
                lift(feature, inside, around, survey, tally);
            }
            Role::Path => tally.leave_out(&feature.spot, "it is a line to walk along"),
            Role::Solid => tally.leave_out(&feature.spot, "it is a wall, a column or the like"),
            _ => {}
        }
    }
    around.tell(tally);
}

/// The levels of something loose; none where it does not say or makes no sense.
fn own_levels(feature: &Feature, tally: &mut Tally) -> Vec<i16> {
    let texts = ["level", "repeat_on"].iter().filter_map(|key| feature.tags.get(key));
    let mut ordinals = Vec::new();
    for text in texts {
        let said = levels::said(text);
        if let Some(guess) = said.guess {
            tally.guess(&feature.spot, guess);
        }
        ordinals.extend(said.ordinals);
    }
    ordinals.sort_unstable();
    ordinals.dedup();
    ordinals
}

/// A door, once for each of its levels.
fn doors(
    feature: &Feature,
    outline: Option<&Ground>,
    around: &Around<'_, '_>,
    tally: &mut Tally,
) -> Vec<SurveyExit> {
    let levels = own_levels(feature, tally);
    let one = |source: String, level: Option<i16>| {
        let joins = joined(feature, level, outline, around);
        let is_outward = joins.get(1).is_some_and(|second| second == SITE);
        let kind = if feature.tags.is("door", &["no"]) { "opening" } else { "door" };
        SurveyExit {
            // Key:entrance: "exit" is for going out only.
            is_one_way: is_outward && feature.tags.is("entrance", &["exit"]),
            joins,
            levels: level.map(Levels::single),
            ..exit(source, kind, feature)
        }
    };
    match levels.as_slice() {
        [] => vec![one(feature.source.clone(), None)],
        [only] => vec![one(feature.source.clone(), Some(*only))],
        several => {
            let each = several.iter();
            each.map(|level| one(format!("{}@{level}", feature.source), Some(*level))).collect()
        }
    }
}

/// The two places in whose walls a door is a corner, or the one and the outside; otherwise none, and
/// the planner looks for them.
fn joined(
    feature: &Feature,
    level: Option<i16>,
    outline: Option<&Ground>,
    around: &Around<'_, '_>,
) -> Vec<String> {
    let Ground::Point(point) = feature.ground else { return Vec::new() };
    let mut here: Vec<&Placed<'_>> =
        around.cornered(point).filter(|place| is_on(place.levels, level)).collect();
    if here.len() > 2 {
        // An area is drawn over rooms as often as beside them.
        here.retain(|place| place.class != PlaceClass::Area);
    }
    let is_outer = feature.tags.has("entrance") || outline.is_some_and(|o| is_on_edge(o, point));
    match here.as_slice() {
        [one, other] => vec![one.source.clone(), other.source.clone()],
        [one] if is_outer => vec![one.source.clone(), SITE.to_owned()],
        _ => Vec::new(),
    }
}

fn is_on_edge(ground: &Ground, point: Point) -> bool {
    let Ground::Area(polygons) = ground else { return false };
    let rings =
        polygons.iter().flat_map(|polygon| std::iter::once(&polygon.outer).chain(&polygon.holes));
    rings.into_iter().any(|ring| ground::side(ring, point) == Side::Edge)
}

/// Steps from one level to another.
fn steps(feature: &Feature, around: &Around<'_, '_>, tally: &mut Tally) -> Option<SurveyExit> {
    let ordinals = own_levels(feature, tally);
    let span = levels::span(&ordinals).filter(|span| span.lowest() < span.highest());
    let (Some(span), Ground::Line(line)) = (span, &feature.ground) else {
        tally.leave_out(&feature.spot, "these are steps within one level");
        return None;
    };
    let (first, last) = (*line.first()?, *line.last()?);
    let is_upward = is_upward(feature, [first, last], span, around, tally);
    let (foot, head) = if is_upward { (first, last) } else { (last, first) };
    let at = |point, level| around.holding(point, Some(level)).into_iter().next();
    let (Some(foot), Some(head)) = (at(foot, span.lowest()), at(head, span.highest())) else {
        tally.leave_out(&feature.spot, "these are steps that end where no place is drawn");
        return None;
    };
    if foot.source == head.source {
        tally.leave_out(&feature.spot, "these are steps inside a stair that is a place");
        return None;
    }
    // The order of `joins` is that of the line, which is the direction of `conveying=forward`.
    let ends = if is_upward { [foot, head] } else { [head, foot] };
    Some(climb(feature, span, ends.map(|place| place.source.clone())))
}

/// Whether the line goes up: as its tag says, or as the places at its ends do.
fn is_upward(
    feature: &Feature,
    [first, last]: [Point; 2],
    span: Levels,
    around: &Around<'_, '_>,
    tally: &mut Tally,
) -> bool {
    let is_drawn = |point, level| {
        let places = around.holding(point, Some(level));
        places.first().is_some_and(|place| place.class != PlaceClass::Level)
    };
    let fits = |foot, head| is_drawn(foot, span.lowest()) && is_drawn(head, span.highest());
    match feature.tags.get("incline") {
        Some("up") => true,
        Some("down") => false,
        Some(slope) if slope.starts_with('-') => false,
        Some(slope) if slope.starts_with(|c: char| c.is_ascii_digit()) => true,
        _ => match (fits(first, last), fits(last, first)) {
            (true, false) => true,
            (false, true) => false,
            _ => {
                let guess = "it does not say which end is up; the end of its line is assumed";
                tally.guess(&feature.spot, guess);
                true
            }
        },
    }
}

fn climb(feature: &Feature, span: Levels, ends: [String; 2]) -> SurveyExit {
    let tags = &feature.tags;
    let mut joins = Vec::from(ends);
    let is_backward = tags.is("conveying", &["backward"]);
    if is_backward {
        joins.reverse();
    }
    let kind = if said(tags, "conveying") { "escalator" } else { "stair" };
    SurveyExit {
        is_one_way: is_backward || tags.is("conveying", &["forward"]),
        joins,
        levels: Some(span),
        ..exit(feature.source.clone(), kind, feature)
    }
}

fn exit(source: String, kind: &str, feature: &Feature) -> SurveyExit {
    let outline = match &feature.ground {
        Ground::Line(line) => line.iter().copied().map(ground::degrees).collect(),
        _ => Vec::new(),
    };
    SurveyExit {
        source,
        joins: Vec::new(),
        kind: kind.to_owned(),
        position: feature.ground.inner_point().map(ground::degrees),
        outline,
        levels: None,
        is_one_way: false,
        spot: feature.spot.clone(),
    }
}

/// A lift that is only a point: a place without a shape, and an exit on each of its levels to the
/// place in which it stands.
fn lift(
    feature: &Feature,
    building: Option<String>,
    around: &Around<'_, '_>,
    survey: &mut Survey,
    tally: &mut Tally,
) {
    let ordinals = own_levels(feature, tally);
    let Some((point, span)) = feature.ground.inner_point().zip(levels::span(&ordinals)) else {
        return tally.leave_out(&feature.spot, "it is a lift and does not say where it stops");
    };
    let is_drawn = |place: &&Placed<'_>| place.class == PlaceClass::Lift;
    if around.holding(point, Some(span.lowest())).iter().any(is_drawn) {
        return tally.leave_out(&feature.spot, "it is in a lift that is drawn");
    }
    survey.places.push(SurveyPlace {
        names: kinds::names(&feature.tags),
        class: PlaceClass::Lift,
        levels: Some(span),
        position: Some(ground::degrees(point)),
        ..nameless(feature.source.clone(), building, feature.spot.clone())
    });
    for level in ordinals {
        let Some(place) = around.holding(point, Some(level)).into_iter().next() else { continue };
        survey.exits.push(SurveyExit {
            joins: vec![feature.source.clone(), place.source.clone()],
            levels: Some(Levels::single(level)),
            ..exit(format!("{}@{level}", feature.source), "lift", feature)
        });
    }
}

/// The level of something at a point; none where it has none or several.
pub(super) fn only_level(tags: &Tags) -> Option<i16> {
    match tags.get("level").map(levels::said)?.ordinals.as_slice() {
        [only] => Some(*only),
        _ => None,
    }
}
