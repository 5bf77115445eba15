//! From features to a survey.

use std::collections::{BTreeMap, BTreeSet};

use libsns::geometry::Degrees;
use libsns::name::civic::CivicAddress;
use libsns::record::PlaceClass;
use serde_json::Value;

use super::mapping::{Becomes, Mapping};
use super::rule::Sort;
use crate::import::features::{self, Feature, Geometry};
use crate::import::words::{self, LevelWord};
use crate::import::{Input, InputFile};
use crate::survey::{Survey, SurveyDevice, SurveyExit, SurveyPlace};

/// Properties that usually hold an identity.
const IDENTITIES: [&str; 5] = ["id", "ID", "uuid", "guid", "@id"];

/// A survey in the making.
pub(super) struct Build {
    pub(super) mapping: Mapping,
    pub(super) survey: Survey,
    taken: BTreeSet<String>,
    /// By the owner's identity and by name: what a parent may be called.
    pub(super) known: BTreeMap<String, String>,
    /// What the owner says holds each place or device, to be looked up when all are known.
    pub(super) parents: Vec<(Thing, String)>,
    /// The level of each thing that is on one.
    pub(super) on_levels: Vec<(Thing, LevelWord)>,
    /// How many were left out, and why.
    pub(super) left_out: BTreeMap<String, usize>,
}

/// A place, device or exit by its index.
#[derive(Clone, Copy)]
pub(super) enum Thing {
    Place(usize),
    Device(usize),
    Exit(usize),
}

impl Build {
    pub(super) fn new(mapping: Mapping, input: &Input<'_>) -> Self {
        let title = mapping.title.clone().or_else(|| mapping.building.clone());
        let title = title.unwrap_or_else(|| input.name.clone());
        let survey = Survey { format: "GeoJSON".into(), title, ..Survey::default() };
        Self {
            mapping,
            survey,
            taken: BTreeSet::new(),
            known: BTreeMap::new(),
            parents: Vec::new(),
            on_levels: Vec::new(),
            left_out: BTreeMap::new(),
        }
    }

    /// Notes a file that is not read.
    pub(super) fn pass_over(&mut self, file: &InputFile<'_>, why: &str) {
        self.survey.leave_out(file.path.clone(), why);
    }

    /// Takes a feature.
    pub(super) fn add(&mut self, file: &InputFile<'_>, feature: &Feature) {
        let geometry = match &feature.geometry {
            Ok(geometry) => geometry,
            Err(wrong) => {
                self.survey.leave_out(format!("{}: {}", file.path, feature.spot()), wrong);
                return;
            }
        };
        let kind = self.kind(feature);
        let read = Read {
            feature,
            geometry,
            source: self.source(file, feature),
            spot: format!("{}: {}", file.path, feature.spot()),
            names: self.names(feature),
            level: self.level(file, feature),
        };
        match self.becomes(feature, &kind) {
            Becomes::Nothing => {
                let why =
                    if kind.is_empty() { "no kind".into() } else { format!("the kind {kind:?}") };
                let sort = match Sort::of(feature) {
                    Some(Sort::Polygon) => "polygons",
                    Some(Sort::Line) => "lines",
                    Some(Sort::Point) => "points",
                    None => "features without a geometry",
                };
                *self.left_out.entry(format!("{sort} of {why}")).or_default() += 1;
            }
            Becomes::Place(class) => self.place(read, class, kind),
            Becomes::Exit => self.exit(read, kind),
            Becomes::Device => self.device(read, kind),
        }
    }

    fn becomes(&self, feature: &Feature, kind: &str) -> Becomes {
        if let Some(becomes) = self.rule(feature).and_then(|rule| rule.becomes) {
            return becomes;
        }
        match Sort::of(feature) {
            _ if words::is_exit(kind) => Becomes::Exit,
            Some(Sort::Polygon) => Becomes::Place(words::class(kind)),
            Some(Sort::Point) if !kind.is_empty() => Becomes::Device,
            _ => Becomes::Nothing,
        }
    }

    fn rule(&self, feature: &Feature) -> Option<&super::rule::Rule> {
        self.mapping.rules.iter().find(|rule| rule.is_for(feature))
    }

    fn kind(&self, feature: &Feature) -> String {
        if let Some(kind) = self.rule(feature).and_then(|rule| rule.kind.clone()) {
            return kind;
        }
        let values =
            self.mapping.kind.iter().filter_map(|property| feature.properties.get(property));
        let words = values.map(|value| match value {
            Value::Array(list) => list.iter().filter_map(features::text).collect(),
            value => features::text(value).into_iter().collect::<Vec<_>>(),
        });
        let words = words.into_iter().find(|words| !words.is_empty());
        words.map(|words| self.mapping.kind_of(&words)).unwrap_or_default()
    }

    fn names(&self, feature: &Feature) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for property in &self.mapping.name {
            let name = feature.text(property).and_then(|name| self.mapping.name_of(name));
            names.extend(name.filter(|name| !names.contains(name)));
        }
        names
    }

    /// The identity that the owner gives; else the file and where the feature is.
    fn source(&mut self, file: &InputFile<'_>, feature: &Feature) -> String {
        let mapped = self.mapping.id.iter().find_map(|property| feature.text(property));
        let usual = || IDENTITIES.iter().find_map(|property| feature.text(property));
        let id = mapped.or_else(|| feature.id.clone()).or_else(usual).unwrap_or_else(|| {
            let first =
                feature.geometry.as_ref().ok().and_then(|geometry| geometry.positions().next());
            let [latitude, longitude] = first.unwrap_or_default();
            format!("{}@{latitude:.6},{longitude:.6}", file.path)
        });
        let mut source = format!("geojson:{id}");
        if !self.taken.insert(source.clone()) {
            source = format!("geojson:{}/{id}", file.path);
            let plain = source.clone();
            let mut number = 2_usize;
            while !self.taken.insert(source.clone()) {
                source = format!("{plain}-{number}");
                number += 1;
            }
        } else {
            self.known.entry(id).or_insert_with(|| source.clone());
        }
        source
    }

    /// The level that the rule, the property or the file's path says.
    fn level(&self, file: &InputFile<'_>, feature: &Feature) -> Option<LevelWord> {
        if let Some(level) = self.rule(feature).and_then(|rule| rule.level) {
            return Some(LevelWord::Ordinal(level));
        }
        let property = self.mapping.level.iter().find_map(|property| feature.text(property));
        if let Some(level) = property.as_deref().and_then(|word| self.level_word(word)) {
            return Some(level);
        }
        let path = file.path.rsplit_once('.').map_or(file.path.as_str(), |(path, _)| path);
        path.rsplit('/').find_map(|segment| self.level_word(segment))
    }

    /// A word for a level; where the mapping has words for levels, those and plain numbers only.
    fn level_word(&self, word: &str) -> Option<LevelWord> {
        let mapped = self.mapping.ordinal(word).map(LevelWord::Ordinal);
        let is_free = self.mapping.levels.is_empty() || word.parse::<f64>().is_ok();
        mapped.or_else(|| words::level(word).filter(|_| is_free))
    }

    fn note(&mut self, thing: Thing, read: &Read<'_>) {
        let parent = self.mapping.parent.iter().find_map(|property| read.feature.text(property));
        self.parents.extend(parent.map(|parent| (thing, parent)));
        self.on_levels.extend(read.level.map(|level| (thing, level)));
    }

    fn place(&mut self, read: Read<'_>, class: PlaceClass, kind: String) {
        self.note(Thing::Place(self.survey.places.len()), &read);
        self.survey.places.push(SurveyPlace {
            shape: read.geometry.polygons.clone(),
            position: read.geometry.points.first().copied(),
            spot: read.spot,
            ..place(read.source, read.names, class, kind)
        });
    }

    fn device(&mut self, read: Read<'_>, kind: String) {
        self.note(Thing::Device(self.survey.devices.len()), &read);
        let mut bearers = Vec::new();
        for property in read.feature.properties.keys() {
            let Some(word) = words::bearer(&words::heading(property)) else { continue };
            let Some(value) = read.feature.text(property) else { continue };
            match words::bearer_of(word, &value) {
                Ok(bearer) => bearers.push(bearer),
                Err(expected) => {
                    let about = format!("{}: {property}", read.spot);
                    self.survey.leave_out(about, format!("is {value:?}; {expected}"));
                }
            }
        }
        self.survey.devices.push(SurveyDevice {
            source: read.source,
            inside: None,
            names: read.names,
            kind: if kind.is_empty() { "device".into() } else { kind },
            position: middle(read.geometry),
            above_floor: read
                .feature
                .number("above_floor")
                .or_else(|| read.feature.number("height")),
            bearers,
            text: Vec::new(),
            spot: read.spot,
        });
    }

    fn exit(&mut self, read: Read<'_>, kind: String) {
        let geometry = read.geometry;
        let outline = geometry.polygons.first().and_then(|rings| rings.first());
        self.on_levels
            .extend(read.level.map(|level| (Thing::Exit(self.survey.exits.len()), level)));
        self.survey.exits.push(SurveyExit {
            source: read.source,
            joins: Vec::new(),
            kind: if kind.is_empty() { "door".into() } else { kind },
            position: middle(geometry),
            outline: outline.or(geometry.lines.first()).cloned().unwrap_or_default(),
            levels: None,
            is_one_way: false,
            spot: read.spot,
        });
    }
}

/// A feature and what is read from it.
struct Read<'f> {
    feature: &'f Feature,
    geometry: &'f Geometry,
    source: String,
    spot: String,
    names: Vec<String>,
    level: Option<LevelWord>,
}

/// A place of which no more is known.
pub(super) fn place(
    source: String,
    names: Vec<String>,
    class: PlaceClass,
    kind: String,
) -> SurveyPlace {
    SurveyPlace {
        source,
        inside: None,
        names,
        class,
        kind,
        levels: None,
        shape: Vec::new(),
        position: None,
        altitude: None,
        height: None,
        civic: CivicAddress::new(),
        spot: String::new(),
    }
}

/// The point of a feature, or the middle of its corners.
fn middle(geometry: &Geometry) -> Option<Degrees> {
    let (mut sum, mut count) = ([0.0, 0.0], 0.0);
    for [latitude, longitude] in geometry.positions() {
        sum = [sum[0] + latitude, sum[1] + longitude];
        count += 1.0;
    }
    (count > 0.0).then(|| sum.map(|sum| sum / count))
}
