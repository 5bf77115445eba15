//! From features to a survey.

use std::collections::BTreeMap;

use libsns::geometry::Degrees;
use libsns::record::PlaceClass;
use serde_json::Value;

use super::mapping::{Becomes, Mapping};
use super::rule::Sort;
use crate::import::features::{self, Feature, Geometry};
use crate::import::hang::{Hanging, LevelSpan, Parent, Whereabouts, blank, level_span};
use crate::import::words::{self, LevelWord};
use crate::import::{Input, InputFile};
use crate::survey::{Survey, SurveyDevice, SurveyExit, SurveyPlace};

/// Properties that usually hold an identity.
const IDENTITIES: [&str; 5] = ["id", "ID", "uuid", "guid", "@id"];

/// A survey in the making.
pub(super) struct Build {
    mapping: Mapping,
    hanging: Hanging,
    /// How many were left out, and why.
    left_out: BTreeMap<String, usize>,
    /// Features whose level only the path of their file says, and no mapping.
    by_path: usize,
}

impl Build {
    pub(super) fn new(mapping: Mapping, input: &Input<'_>) -> Self {
        let title = mapping.title.clone().or_else(|| mapping.building.clone());
        let title = title.unwrap_or_else(|| input.name.clone());
        let survey = Survey { format: "GeoJSON".into(), title, ..Survey::default() };
        let mut hanging = Hanging::new("geojson", survey);
        if let Some(building) = &mapping.building {
            hanging.set_building(building);
        }
        for (word, ordinal) in &mapping.levels {
            hanging.label(word, LevelWord::Ordinal(*ordinal));
        }
        Self { mapping, hanging, left_out: BTreeMap::new(), by_path: 0 }
    }

    /// The survey.
    pub(super) fn finish(mut self) -> Survey {
        for (what, count) in std::mem::take(&mut self.left_out) {
            let text = "are no places, doors or devices; a rule of a mapping can say otherwise";
            self.hanging.survey.leave_out(format!("{count} {what}"), text);
        }
        if self.by_path > 0 {
            let about = format!("the levels of {} features", self.by_path);
            self.hanging.survey.guess(about, "the path of their file has a word for a level");
        }
        self.hanging.finish()
    }

    /// Notes a file that is not read.
    pub(super) fn pass_over(&mut self, file: &InputFile<'_>, why: &str) {
        self.hanging.survey.leave_out(file.path.clone(), why);
    }

    /// Takes a feature.
    pub(super) fn add(&mut self, file: &InputFile<'_>, feature: &Feature) {
        let geometry = match &feature.geometry {
            Ok(geometry) => geometry,
            Err(wrong) => {
                self.hanging.survey.leave_out(format!("{}: {}", file.path, feature.spot()), wrong);
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
            levels: self.levels(file, feature),
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
            Becomes::Place(class) => self.place(read, class, &kind),
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
        self.hanging.source(&id, &file.path)
    }

    /// The levels that the rule, the property or the file's path says.
    fn levels(&mut self, file: &InputFile<'_>, feature: &Feature) -> Option<LevelSpan> {
        if let Some(level) = self.rule(feature).and_then(|rule| rule.level) {
            return Some((LevelWord::Ordinal(level), LevelWord::Ordinal(level)));
        }
        let property = self.mapping.level.iter().find_map(|property| feature.text(property));
        let path = file.path.rsplit_once('.').map_or(file.path.as_str(), |(path, _)| path);
        let span = |word: &str| level_span(word, |word| self.level_word(word));
        let said = property.as_deref().and_then(|word| Some((word, span(word)?)));
        let by_path = || path.rsplit('/').find_map(|word| Some((word, span(word)?)));
        let (word, (lowest, highest)) = said.or_else(by_path)?;
        self.by_path += usize::from(said.is_none() && self.mapping.levels.is_empty());
        if lowest == highest {
            self.hanging.label(word, lowest);
        }
        Some((lowest, highest))
    }

    /// A word for a level; where the mapping has words for levels, those and plain numbers only.
    fn level_word(&self, word: &str) -> Option<LevelWord> {
        let mapped = self.mapping.ordinal(word).map(LevelWord::Ordinal);
        let is_free = self.mapping.levels.is_empty() || word.parse::<f64>().is_ok();
        mapped.or_else(|| words::level(word).filter(|_| is_free))
    }

    fn whereabouts(&self, read: &Read<'_>) -> Whereabouts {
        let parent = self.mapping.parent.iter().find_map(|property| read.feature.text(property));
        Whereabouts { parent: parent.map(Parent::Known), levels: read.levels }
    }

    fn place(&mut self, read: Read<'_>, class: PlaceClass, kind: &str) {
        let at = self.whereabouts(&read);
        let place = SurveyPlace {
            shape: read.geometry.polygons.clone(),
            position: read.geometry.points.first().copied(),
            spot: read.spot,
            ..blank(read.source, read.names, class, kind)
        };
        self.hanging.place(place, at);
    }

    fn device(&mut self, read: Read<'_>, kind: String) {
        let at = self.whereabouts(&read);
        let mut bearers = Vec::new();
        for property in read.feature.properties.keys() {
            let Some(word) = words::bearer(&words::heading(property)) else { continue };
            let Some(value) = read.feature.text(property) else { continue };
            match words::bearer_of(word, &value) {
                Ok(bearer) => bearers.push(bearer),
                Err(expected) => {
                    let about = format!("{}: {property}", read.spot);
                    self.hanging.survey.leave_out(about, format!("is {value:?}; {expected}"));
                }
            }
        }
        let device = SurveyDevice {
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
        };
        self.hanging.device(device, at);
    }

    fn exit(&mut self, read: Read<'_>, kind: String) {
        let at = Whereabouts { parent: None, levels: read.levels };
        let geometry = read.geometry;
        let outline = geometry.polygons.first().and_then(|rings| rings.first());
        let exit = SurveyExit {
            source: read.source,
            joins: Vec::new(),
            kind: if kind.is_empty() { "door".into() } else { kind },
            position: middle(geometry),
            outline: outline.or_else(|| geometry.lines.first()).cloned().unwrap_or_default(),
            levels: None,
            is_one_way: false,
            spot: read.spot,
        };
        self.hanging.exit(exit, at);
    }
}

/// A feature and what is read from it.
struct Read<'f> {
    feature: &'f Feature,
    geometry: &'f Geometry,
    source: String,
    spot: String,
    names: Vec<String>,
    levels: Option<LevelSpan>,
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
