//! Openings, and relationships between units, as exits.
//!
//! Source: IMDF 1.0.0, Opening and Relationship. An opening lies between what it joins and does not
//! say what that is; a relationship through it does.

use std::collections::{BTreeMap, HashMap};

use libsns::geometry::{Degrees, Levels};
use serde_json::Value;

use super::super::tally::Tally;
use super::archive::{Archive, Feature, Sort};
use super::kinds;
use super::places::{Taken, display_point};
use super::things::middle;
use crate::survey::{SITE, Survey, SurveyExit};

/// Most features between the ends of a relationship.
const BETWEEN_MAX: usize = 64;

/// Writes the exits.
pub(super) fn survey(archive: &Archive, taken: &Taken, survey: &mut Survey, tally: &mut Tally) {
    let mut openings: BTreeMap<&str, usize> = BTreeMap::new();
    for feature in archive.all(Sort::Opening) {
        match opening(archive, feature, taken) {
            Ok(Some(exit)) => {
                openings.insert(&feature.id, survey.exits.len());
                survey.exits.push(exit);
            }
            Ok(None) => {}
            Err(reason) => tally.leave_out(feature.spot(), reason),
        }
    }
    let mut vertical = HashMap::new();
    for feature in archive.all(Sort::Relationship) {
        match Relationship::of(archive, feature, taken) {
            Ok(Some(relationship)) => {
                relationship.write(taken, &openings, &mut vertical, &mut survey.exits);
            }
            Ok(None) => {}
            Err(reason) => tally.leave_out(feature.spot(), reason),
        }
    }
}

/// An opening on a level that is taken.
fn opening(
    archive: &Archive,
    feature: &Feature,
    taken: &Taken,
) -> Result<Option<SurveyExit>, String> {
    let level = feature.text("level_id").unwrap_or_default();
    if !taken.has(level) {
        return match archive.get(level) {
            Some(found) if found.sort == Sort::Level => Ok(None),
            _ => Err(format!("its level {level:?} is not there")),
        };
    }
    let line = feature.geometry.lines.first().cloned().unwrap_or_default();
    let position = display_point(feature).or_else(|| half_way(&line));
    if position.is_none() {
        return Err("it has no line; expected a LineString".into());
    }
    // A principal entrance leads into the venue from outside (IMDF 1.0.0, Categories, Opening).
    let is_principal = feature.category().ends_with(".principal");
    Ok(Some(SurveyExit {
        joins: if is_principal { vec![SITE.to_owned()] } else { Vec::new() },
        kind: opening_kind(feature).to_owned(),
        position,
        outline: line,
        levels: taken.levels(level),
        ..exit(feature, feature.source())
    }))
}

/// A door where it is said that there is one, and it is no gap.
fn opening_kind(feature: &Feature) -> &'static str {
    let door = feature.properties.get("door").filter(|door| door.is_object());
    let sort = door.and_then(|door| door.get("type")).and_then(Value::as_str);
    match (feature.category(), door, sort) {
        ("emergencyexit", ..) => "emergency-exit",
        (_, None, _) | (_, _, Some("open")) => "opening",
        _ => "door",
    }
}

fn exit(feature: &Feature, source: String) -> SurveyExit {
    SurveyExit {
        source,
        joins: Vec::new(),
        kind: String::new(),
        position: None,
        outline: Vec::new(),
        levels: None,
        is_one_way: false,
        spot: feature.spot(),
    }
}

/// The point half way along a line; lines are short, so degrees are as good as metres.
fn half_way(line: &[Degrees]) -> Option<Degrees> {
    let length = |pair: &[Degrees]| match pair {
        [a, b] => (a[0] - b[0]).hypot(a[1] - b[1]),
        _ => 0.0,
    };
    let half = line.windows(2).map(length).sum::<f64>() / 2.0;
    let mut gone = 0.0;
    for pair in line.windows(2) {
        let here = length(pair);
        if let [a, b] = pair
            && here > 0.0
            && gone + here >= half
        {
            let part = (half - gone) / here;
            return Some([a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part]);
        }
        gone += here;
    }
    middle(line)
}

/// A relationship between places that are taken.
struct Relationship<'a> {
    feature: &'a Feature,
    /// The places from the origin to the destination.
    places: Vec<&'a str>,
    /// The openings between the ends.
    openings: Vec<&'a str>,
    is_one_way: bool,
}

impl<'a> Relationship<'a> {
    /// The relationship; none where an end of it is not taken.
    fn of(
        archive: &'a Archive,
        feature: &'a Feature,
        taken: &Taken,
    ) -> Result<Option<Self>, String> {
        let between = feature.properties.get("intermediary").and_then(Value::as_array);
        let between = between.map(Vec::as_slice).unwrap_or_default();
        if between.len() > BETWEEN_MAX {
            return Err(format!("it has more than {BETWEEN_MAX} intermediaries"));
        }
        let end = |key: &str| {
            let reference = feature.properties.get(key).unwrap_or(&Value::Null);
            referred(archive, reference).map_err(|text| format!("its {key} {text}"))
        };
        let (origin, destination) = (end("origin")?, end("destination")?);
        let (mut places, mut openings) = (vec![origin], Vec::new());
        for reference in between {
            let found = referred(archive, reference);
            let found = found.map_err(|text| format!("an intermediary of it {text}"))?;
            match found.sort {
                Sort::Opening => openings.push(found.id.as_str()),
                _ => places.push(found),
            }
        }
        places.push(destination);
        let places: Option<Vec<&str>> =
            places.into_iter().map(|place| place_of(archive, place, taken)).collect();
        let is_one_way = feature.text("direction") == Some("directed");
        Ok(places.map(|mut places| {
            places.dedup();
            Self { feature, places, openings, is_one_way }
        }))
    }

    /// Gives its ends to the openings between them, or becomes an exit for each step itself.
    fn write(
        &self,
        taken: &Taken,
        openings: &BTreeMap<&str, usize>,
        own: &mut HashMap<[String; 2], usize>,
        exits: &mut Vec<SurveyExit>,
    ) {
        for (step, pair) in self.places.windows(2).enumerate() {
            let [from, to] = pair else { continue };
            let joins = [from, to].map(|id| format!("imdf:{id}"));
            let through = self.openings.iter().filter_map(|id| openings.get(id));
            let known: Vec<usize> = through.copied().collect();
            let given = match self.places.len() {
                // With places between the ends it is not said which opening is where.
                2 => known.iter().filter(|at| give(exits, **at, &joins, self.is_one_way)).count(),
                _ => 0,
            };
            if given > 0 {
                continue;
            }
            let mut key = joins.clone();
            key.sort();
            if let Some(at) = own.get(&key) {
                // The way back, or the same way told once more.
                give(exits, *at, &joins, self.is_one_way);
                continue;
            }
            own.insert(key, exits.len());
            let ending = if step == 0 { String::new() } else { format!("/{step}") };
            exits.push(SurveyExit {
                joins: joins.to_vec(),
                kind: kinds::of_relationship(self.feature.category()).to_owned(),
                position: self.feature.geometry.points.first().copied(),
                levels: span(taken.levels(from), taken.levels(to)),
                is_one_way: self.is_one_way,
                ..exit(self.feature, self.feature.source() + &ending)
            });
        }
    }
}

/// Says of an exit what it joins; false where it joins others already. Two ways in opposite
/// directions are one in both.
fn give(exits: &mut [SurveyExit], at: usize, joins: &[String; 2], is_one_way: bool) -> bool {
    let Some(exit) = exits.get_mut(at) else { return false };
    match exit.joins.as_slice() {
        [] => {
            exit.joins = joins.to_vec();
            exit.is_one_way = is_one_way;
            true
        }
        [only] if only == SITE => {
            exit.joins = joins.to_vec();
            exit.is_one_way = is_one_way;
            true
        }
        [a, b] if *a == joins[0] && *b == joins[1] => {
            exit.is_one_way &= is_one_way;
            true
        }
        [a, b] if *a == joins[1] && *b == joins[0] => {
            exit.is_one_way = false;
            true
        }
        _ => false,
    }
}

/// The feature that a reference names (IMDF 1.0.0, Reference, FEATURE-REFERENCE).
fn referred<'a>(archive: &'a Archive, reference: &Value) -> Result<&'a Feature, String> {
    let id = reference.get("id").and_then(Value::as_str).ok_or("is null; expected a reference")?;
    archive.get(id).ok_or_else(|| format!("{id} is not there"))
}

/// The place that a feature is or stands in.
fn place_of<'a>(archive: &'a Archive, feature: &'a Feature, taken: &Taken) -> Option<&'a str> {
    let id = match feature.sort {
        Sort::Anchor => feature.text("unit_id")?,
        Sort::Occupant => archive.referred(feature, "anchor_id", Sort::Anchor)?.text("unit_id")?,
        Sort::Amenity => feature.texts("unit_ids").next()?,
        Sort::Kiosk => feature.text("level_id")?,
        _ => &feature.id,
    };
    taken.has(id).then_some(id)
}

/// From the lowest to the highest of both.
fn span(one: Option<Levels>, other: Option<Levels>) -> Option<Levels> {
    let (one, other) = (one?, other?);
    Levels::new(one.lowest().min(other.lowest()), one.highest().max(other.highest())).ok()
}
