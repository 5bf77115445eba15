//! Buildings, their levels and their rooms as places of a survey.

use std::collections::{BTreeMap, BTreeSet};

use geo::{Coord, LineString, unary_union};
use libsns::geometry::Levels;
use libsns::name::civic::CivicAddress;
use libsns::record::PlaceClass;

use super::super::tally::Tally;
use super::buildings::{Building, Chosen};
use super::element::Tags;
use super::gather::Feature;
use super::ground::{self, Ground, Ring, Side};
use super::kinds;
use super::levels;
use crate::survey::{Rings, Survey, SurveyPlace};

/// Most corners of all levels together of which a building's outline is made; beyond that it is the
/// largest level. A step of the union costs more than one of a list.
const UNION_CORNERS_MAX: usize = 20_000;

/// A room or level of the survey, as doors and things look at it.
pub(super) struct Placed<'f> {
    pub(super) source: String,
    pub(super) class: PlaceClass,
    pub(super) levels: Option<Levels>,
    pub(super) ground: &'f Ground,
}

/// Writes the places of all buildings.
pub(super) fn survey<'c>(
    chosen: &'c Chosen,
    survey: &mut Survey,
    tally: &mut Tally,
) -> Vec<Placed<'c>> {
    let mut placed = Vec::new();
    let mut labels = Labels::default();
    for building in &chosen.buildings {
        let storeys = storeys(building, tally);
        let first = survey.places.len();
        survey.places.push(building_place(building, &storeys));
        survey.places.extend(level_places(building, &storeys, &mut labels));
        for (place, storey) in &storeys {
            survey.places.push(room(building, place, storey));
            placed.push(Placed {
                source: storey.source.clone(),
                class: kinds::of_place(&place.tags).0,
                levels: storey.levels,
                ground: &place.ground,
            });
        }
        for level in &building.levels {
            placed.extend(ordinals(level).into_iter().map(|ordinal| Placed {
                source: level_source(building, ordinal),
                class: PlaceClass::Level,
                levels: Some(Levels::single(ordinal)),
                ground: &level.ground,
            }));
        }
        if survey.places[first].shape.is_empty() {
            survey.places[first].shape = made_outline(building, tally);
        }
        let parts = building.parts.len();
        if parts > 0 {
            tally.guess(&building.spot, "it has no outline; its parts are taken for one");
        }
    }
    survey.level_labels = labels.most_said();
    placed
}

/// One of the levels, or the range of them, on which a feature is.
pub(super) struct Storey {
    source: String,
    pub(super) levels: Option<Levels>,
}

/// Each place on each of its levels: once, or once for each level on which it repeats.
fn storeys<'b>(building: &'b Building, tally: &mut Tally) -> Vec<(&'b Feature, Storey)> {
    let mut storeys = Vec::new();
    for place in &building.places {
        let levels = place_levels(place, tally);
        storeys.push((place, Storey { source: place.source.clone(), levels }));
        for ordinal in repeats(place, levels, tally) {
            let source = format!("{}@{ordinal}", place.source);
            storeys.push((place, Storey { source, levels: Some(Levels::single(ordinal)) }));
        }
    }
    storeys
}

/// The levels of a place; none where its tag makes no sense.
fn place_levels(place: &Feature, tally: &mut Tally) -> Option<Levels> {
    let Some(text) = place.tags.get("level") else {
        let repeated = place.tags.get("repeat_on").map(levels::said).unwrap_or_default();
        if let [first, ..] = repeated.ordinals[..] {
            return Some(Levels::single(first));
        }
        tally.guess(&place.spot, "it has no level; 0 is assumed");
        return Some(Levels::single(0));
    };
    let said = levels::said(text);
    let Some(span) = levels::span(&said.ordinals) else {
        tally.guess(
            &place.spot,
            format!("its level {text:?} is no number; it is taken for a part of the building"),
        );
        return None;
    };
    if let Some(guess) = said.guess {
        tally.guess(&place.spot, guess);
    }
    let height = i32::from(span.highest()) - i32::from(span.lowest()) + 1;
    if i32::try_from(said.ordinals.len()) != Ok(height) {
        let (low, high) = (span.lowest(), span.highest());
        let guess = format!("its levels {text:?} have gaps; {low} to {high} are assumed");
        tally.guess(&place.spot, guess);
    }
    Some(span)
}

/// The levels on which it is once more.
fn repeats(place: &Feature, own: Option<Levels>, tally: &mut Tally) -> Vec<i16> {
    let Some(text) = place.tags.get("repeat_on") else { return Vec::new() };
    let said = levels::said(text);
    if said.ordinals.is_empty() {
        tally.leave_out(&place.spot, format!("its repeat_on {text:?} is no level"));
    }
    if let Some(guess) = said.guess {
        tally.guess(&place.spot, guess);
    }
    let is_new = |ordinal: &i16| own.is_none_or(|own| !own.contains(*ordinal));
    said.ordinals.into_iter().filter(is_new).collect()
}

fn building_place(building: &Building, storeys: &[(&Feature, Storey)]) -> SurveyPlace {
    let plain = |word: &String| !["yes", "building", ""].contains(&word.as_str());
    let kind = building.tags.get("building").map(kinds::word).filter(plain);
    let outline = building.outline.as_ref();
    SurveyPlace {
        names: kinds::names(&building.tags),
        class: PlaceClass::Building,
        kind: kind.unwrap_or_default(),
        levels: building_levels(building, storeys),
        shape: outline.map(Ground::rings).unwrap_or_default(),
        height: kinds::height(&building.tags),
        civic: kinds::civic(&building.tags),
        ..nameless(building.source.clone(), None, building.spot.clone())
    }
}

/// From the lowest to the highest level that its tags or its contents name.
fn building_levels(building: &Building, storeys: &[(&Feature, Storey)]) -> Option<Levels> {
    let contents = storeys.iter().filter_map(|(_, storey)| storey.levels);
    let outlines = building.levels.iter().filter_map(|level| levels::span(&ordinals(level)));
    let all = contents.chain(outlines).chain(levels::of_building(&building.tags));
    all.reduce(|a, b| {
        let (lowest, highest) = (a.lowest().min(b.lowest()), a.highest().max(b.highest()));
        Levels::new(lowest, highest).unwrap_or(a)
    })
}

/// The levels of an outline of levels.
fn ordinals(level: &Feature) -> Vec<i16> {
    let texts = ["level", "repeat_on"].iter().filter_map(|key| level.tags.get(key));
    let mut ordinals: Vec<i16> = texts.flat_map(|text| levels::said(text).ordinals).collect();
    ordinals.sort_unstable();
    ordinals.dedup();
    ordinals
}

fn level_source(building: &Building, ordinal: i16) -> String {
    format!("{}/level/{ordinal}", building.source)
}

/// A place for each level that has an outline or holds a place of its own.
fn level_places(
    building: &Building,
    storeys: &[(&Feature, Storey)],
    labels: &mut Labels,
) -> Vec<SurveyPlace> {
    let mut own = Labels::default();
    for feature in building.places.iter().chain(&building.levels) {
        own.read(&feature.tags);
    }
    labels.add(&own);
    let single = storeys.iter().filter_map(|(_, storey)| single(storey.levels));
    let outlined = building.levels.iter().flat_map(ordinals);
    let all: BTreeSet<i16> = single.chain(outlined).collect();
    let level = |ordinal: i16| {
        let outlines = building.levels.iter().filter(|level| ordinals(level).contains(&ordinal));
        let outlines: Vec<&Feature> = outlines.collect();
        let mut names = match outlines.as_slice() {
            [only] if ordinals(only).len() == 1 => kinds::names(&only.tags),
            _ => Vec::new(),
        };
        if let Some(label) = own.label(ordinal) {
            kinds::push_name(&mut names, label);
        }
        let spot = outlines.first().map_or(&building.spot, |level| &level.spot);
        let source = level_source(building, ordinal);
        SurveyPlace {
            names,
            class: PlaceClass::Level,
            levels: Some(Levels::single(ordinal)),
            shape: outlines.iter().flat_map(|level| level.ground.rings()).collect(),
            height: outlines.iter().find_map(|level| kinds::height(&level.tags)),
            ..nameless(source, Some(building.source.clone()), spot.clone())
        }
    };
    all.into_iter().map(level).collect()
}

fn single(levels: Option<Levels>) -> Option<i16> {
    levels.filter(|levels| levels.lowest() == levels.highest()).map(Levels::lowest)
}

/// A room on its level, or in the building where it has several.
fn room(building: &Building, place: &Feature, storey: &Storey) -> SurveyPlace {
    let (class, kind) = kinds::of_place(&place.tags);
    let level = single(storey.levels).map(|ordinal| level_source(building, ordinal));
    let inside = level.unwrap_or_else(|| building.source.clone());
    SurveyPlace {
        names: kinds::names(&place.tags),
        class,
        kind,
        levels: storey.levels,
        shape: place.ground.rings(),
        height: kinds::height(&place.tags),
        civic: kinds::civic(&place.tags),
        ..nameless(storey.source.clone(), Some(inside), place.spot.clone())
    }
}

/// A place of which nothing is known but its identity.
pub(super) fn nameless(source: String, inside: Option<String>, spot: String) -> SurveyPlace {
    SurveyPlace {
        source,
        inside,
        spot,
        names: Vec::new(),
        class: PlaceClass::Other,
        kind: String::new(),
        levels: None,
        shape: Rings::new(),
        position: None,
        altitude: None,
        height: None,
        civic: CivicAddress::new(),
    }
}

/// The outline of a building that has none: its levels on one another.
fn made_outline(building: &Building, tally: &mut Tally) -> Rings {
    let from = match (building.parts.is_empty(), building.levels.is_empty()) {
        (false, _) => &building.parts,
        (true, false) => &building.levels,
        (true, true) => {
            tally.guess(
                &building.spot,
                "rooms that touch are taken for a building; it has no outline",
            );
            return Rings::new();
        }
    };
    let grounds: Vec<&Ground> = from.iter().map(|feature| &feature.ground).collect();
    if building.parts.is_empty() {
        tally.guess(&building.spot, "a building without an outline has that of its levels");
    }
    let corners: usize = grounds.iter().map(|ground| ground.corner_count()).sum();
    let largest = grounds.iter().max_by(|a, b| a.area().total_cmp(&b.area()));
    let united = if corners <= UNION_CORNERS_MAX { union(&grounds) } else { Rings::new() };
    match united.is_empty() {
        true => largest.map(|ground| ground.rings()).unwrap_or_default(),
        false => united,
    }
}

/// What any of the grounds covers; holes are closed, as a building's outline has none that its levels
/// leave by accident.
fn union(grounds: &[&Ground]) -> Rings {
    let areas = grounds.iter().filter_map(|ground| match ground {
        Ground::Area(polygons) => Some(polygons),
        _ => None,
    });
    let polygons: Vec<geo::Polygon<f64>> = areas
        .flatten()
        .map(|polygon| {
            let corner = |[y, x]: &[i32; 2]| Coord { x: f64::from(*x), y: f64::from(*y) };
            let outer: LineString<f64> = polygon.outer.iter().map(corner).collect();
            geo::Polygon::new(outer, Vec::new())
        })
        .collect();
    let united = unary_union(&polygons);
    let rings = united.iter().map(|polygon| {
        // Back to whole steps; within the box of the corners, so the casts are exact.
        let step = |corner: &Coord<f64>| [corner.y.round() as i32, corner.x.round() as i32];
        ground::clean(polygon.exterior().coords().map(step).collect())
    });
    let outers: Vec<Ring> = rings.filter(|ring| ring.len() > 2).collect();
    let is_inside = |ring: &Ring| {
        let corner = ring.first().copied().unwrap_or_default();
        outers.iter().any(|other| ground::side(other, corner) == Side::Within)
    };
    let outermost = outers.iter().filter(|ring| !is_inside(ring));
    outermost.map(|ring| vec![ring.iter().copied().map(ground::degrees).collect()]).collect()
}

/// What people call the levels, with how often it is said.
#[derive(Default)]
struct Labels(BTreeMap<i16, BTreeMap<String, usize>>);

impl Labels {
    /// Reads `level:ref` of something on one level.
    fn read(&mut self, tags: &Tags) {
        let ordinals = tags.get("level").map(levels::said).unwrap_or_default().ordinals;
        if let ([ordinal], Some(label)) = (ordinals.as_slice(), tags.get("level:ref")) {
            *self.0.entry(*ordinal).or_default().entry(label.to_owned()).or_default() += 1;
        }
    }

    fn add(&mut self, other: &Self) {
        for (ordinal, labels) in &other.0 {
            for (label, count) in labels {
                *self.0.entry(*ordinal).or_default().entry(label.clone()).or_default() += count;
            }
        }
    }

    /// The label that is said most often; of several the first in the alphabet.
    fn label(&self, ordinal: i16) -> Option<&str> {
        let labels = self.0.get(&ordinal)?.iter();
        let most = labels.max_by(|a, b| a.1.cmp(b.1).then(b.0.cmp(a.0)));
        most.map(|(label, _)| label.as_str())
    }

    fn most_said(&self) -> Vec<(i16, String)> {
        let ordinals = self.0.keys().copied();
        ordinals.filter_map(|ordinal| Some((ordinal, self.label(ordinal)?.to_owned()))).collect()
    }
}
