//! The files of an archive: its manifest, and its features by sort and identity.
//!
//! Source: IMDF 1.0.0, Reference ("Archives", "Features") and Manifest.

use std::collections::{BTreeMap, HashMap};
use std::fmt;

use serde_json::{Map, Value};

use super::super::features::{self, Geometry};
use super::super::tally::Tally;
use super::super::{ImportError, Input, InputFile};
use super::labels;

/// Most features of an archive. The largest airports have some ten thousand.
const FEATURES_MAX: usize = 500_000;
/// Most octets of a manifest.
const MANIFEST_OCTETS_MAX: u64 = 1 << 20;

/// The sorts of features, in the order in which they are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Sort {
    Venue,
    Address,
    Building,
    Footprint,
    Level,
    Unit,
    Section,
    Anchor,
    Occupant,
    Kiosk,
    Amenity,
    Opening,
    Relationship,
    Fixture,
    Detail,
    Geofence,
}

impl Sort {
    const ALL: [Self; 16] = [
        Self::Venue,
        Self::Address,
        Self::Building,
        Self::Footprint,
        Self::Level,
        Self::Unit,
        Self::Section,
        Self::Anchor,
        Self::Occupant,
        Self::Kiosk,
        Self::Amenity,
        Self::Opening,
        Self::Relationship,
        Self::Fixture,
        Self::Detail,
        Self::Geofence,
    ];

    /// The word that stands as `feature_type`, and names the file.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Venue => "venue",
            Self::Address => "address",
            Self::Building => "building",
            Self::Footprint => "footprint",
            Self::Level => "level",
            Self::Unit => "unit",
            Self::Section => "section",
            Self::Anchor => "anchor",
            Self::Occupant => "occupant",
            Self::Kiosk => "kiosk",
            Self::Amenity => "amenity",
            Self::Opening => "opening",
            Self::Relationship => "relationship",
            Self::Fixture => "fixture",
            Self::Detail => "detail",
            Self::Geofence => "geofence",
        }
    }

    /// What it is left out as; none of what is taken.
    fn left_out(self) -> Option<&'static str> {
        match self {
            Self::Fixture => Some("fixtures have no place in a plan"),
            Self::Detail => Some("details have no place in a plan"),
            Self::Geofence => Some("geofences have no place in a plan"),
            _ => None,
        }
    }
}

impl fmt::Display for Sort {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// A feature of the archive.
#[derive(Debug)]
pub(super) struct Feature {
    pub(super) sort: Sort,
    pub(super) id: String,
    pub(super) properties: Map<String, Value>,
    /// Empty where it is null or unfit.
    pub(super) geometry: Geometry,
}

/// What an archive holds.
pub(super) struct Archive {
    /// Of the format.
    pub(super) version: String,
    /// Languages in which names are wanted, the best first.
    pub(super) languages: Vec<String>,
    features: BTreeMap<Sort, Vec<Feature>>,
    by_id: HashMap<String, (Sort, usize)>,
}

impl Archive {
    /// The features of a sort, in the order of their file.
    pub(super) fn all(&self, sort: Sort) -> &[Feature] {
        self.features.get(&sort).map(Vec::as_slice).unwrap_or_default()
    }

    /// The feature with an identity.
    pub(super) fn get(&self, id: &str) -> Option<&Feature> {
        let (sort, number) = self.by_id.get(id)?;
        self.all(*sort).get(*number)
    }

    /// The feature that a property refers to, where it is of this sort.
    pub(super) fn referred(&self, feature: &Feature, key: &str, sort: Sort) -> Option<&Feature> {
        self.get(feature.text(key)?).filter(|found| found.sort == sort)
    }

    /// Its names, the best first: its own, then others it has.
    pub(super) fn names(&self, feature: &Feature) -> Vec<String> {
        let mut names = Vec::new();
        for key in ["name", "short_name", "alt_name"] {
            labels::add(&mut names, feature.properties.get(key), &self.languages);
        }
        names
    }
}

impl Feature {
    /// A property that is text.
    pub(super) fn text(&self, key: &str) -> Option<&str> {
        let text = self.properties.get(key)?.as_str()?.trim();
        Some(text).filter(|text| !text.is_empty())
    }

    /// A property that is a list of text.
    pub(super) fn texts(&self, key: &str) -> impl Iterator<Item = &str> {
        let list = self.properties.get(key).and_then(Value::as_array);
        list.into_iter().flatten().filter_map(Value::as_str)
    }

    /// Its category; empty where it says none.
    pub(super) fn category(&self) -> &str {
        self.text("category").filter(|word| *word != "unspecified").unwrap_or_default()
    }

    /// Its identity in a survey.
    pub(super) fn source(&self) -> String {
        format!("imdf:{}", self.id)
    }

    /// Where it stands in the archive, for messages.
    pub(super) fn spot(&self) -> String {
        format!("{}.geojson: {}", self.sort, self.id)
    }
}

/// Reads all files.
///
/// # Errors
/// When there are no levels, or a file is broken.
pub(super) fn read(input: &Input<'_>, tally: &mut Tally) -> Result<Archive, ImportError> {
    let (version, languages) = manifest(input, tally)?;
    let (features, by_id) = (BTreeMap::new(), HashMap::new());
    let mut archive = Archive { version, languages, features, by_id };
    for sort in Sort::ALL {
        let names = [".geojson", ".json"].map(|end| format!("{sort}{end}"));
        if let Some(file) = names.iter().find_map(|name| input.file(name)) {
            read_features(file, sort, &mut archive, tally)?;
        }
    }
    if archive.all(Sort::Level).is_empty() {
        let text = "there are no levels; expected level.geojson with one or more features".into();
        return Err(ImportError { file: input.name.clone(), spot: String::new(), text });
    }
    Ok(archive)
}

/// The version of the format and the languages of the manifest.
fn manifest(input: &Input<'_>, tally: &mut Tally) -> Result<(String, Vec<String>), ImportError> {
    let Some(file) = input.file("manifest.json") else {
        tally.guess("manifest.json", "it is not there; version 1.0.0 in English is assumed");
        return Ok(("1.0.0".into(), labels::languages(None)));
    };
    let text = file.text(MANIFEST_OCTETS_MAX)?;
    let manifest: Value = serde_json::from_str(&text)
        .map_err(|error| file.error(format!("line {}", error.line()), error))?;
    let version = manifest.get("version").and_then(Value::as_str).unwrap_or("1.0.0");
    if !version.starts_with("1.") {
        let guess = format!("version {version:?} of the format is read as 1.0.0");
        tally.guess("manifest.json", guess);
    }
    let language = manifest.get("language").and_then(Value::as_str);
    Ok((version.chars().take(32).collect(), labels::languages(language)))
}

fn read_features(
    file: &InputFile<'_>,
    sort: Sort,
    archive: &mut Archive,
    tally: &mut Tally,
) -> Result<(), ImportError> {
    let mut kept = Vec::new();
    let members = features::read(file, |found| {
        let spot = format!("{}: {}", file.path, found.spot());
        match take(found, sort, archive, kept.len(), tally) {
            Ok(feature) => kept.extend(feature),
            Err(reason) => tally.leave_out(spot, reason),
        }
        match archive.by_id.len() > FEATURES_MAX {
            true => Err(file.error("", format!("more than {FEATURES_MAX} features"))),
            false => Ok(()),
        }
    })?;
    if members.features.is_none() {
        return Err(file.error("", "has no features; expected a GeoJSON FeatureCollection"));
    }
    archive.features.insert(sort, kept);
    Ok(())
}

/// The feature, if it is of the sort that its file says and not one that is left out.
fn take(
    found: features::Feature,
    sort: Sort,
    archive: &mut Archive,
    number: usize,
    tally: &mut Tally,
) -> Result<Option<Feature>, String> {
    let id = found.id.ok_or("it has no id; expected one as text")?;
    let said = found.members.get("feature_type").and_then(Value::as_str).unwrap_or_default();
    if said != sort.word() {
        return Err(format!("its feature_type is {said:?}; expected {:?}", sort.word()));
    }
    if let Some(reason) = sort.left_out() {
        tally.leave_out(format!("{sort} {id}"), reason);
        return Ok(None);
    }
    if archive.by_id.contains_key(&id) {
        return Err("another feature has the same id".into());
    }
    let geometry = found.geometry.unwrap_or_else(|text| {
        tally.leave_out(format!("{sort} {id}"), format!("its geometry {text}"));
        Geometry::default()
    });
    archive.by_id.insert(id.clone(), (sort, number));
    Ok(Some(Feature { sort, id, properties: found.properties, geometry }))
}
