//! The rules of a mapping: which features are what.

use libsns::record::PlaceClass;
use serde_json::Value;
use toml_edit::{Item, Table};

use super::mapping::{Becomes, Source};
use crate::import::features::Feature;
use crate::import::{ImportError, words};

/// A property and the values that are looked for.
type Condition = (String, Vec<String>);

/// What some features are.
#[derive(Debug, Default)]
pub(super) struct Rule {
    /// All of these must hold.
    only: Vec<Condition>,
    /// None of these may hold.
    except: Vec<Condition>,
    geometry: Option<Sort>,
    pub(super) becomes: Option<Becomes>,
    pub(super) kind: Option<String>,
    pub(super) level: Option<i16>,
}

/// The sort of a geometry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    Polygon,
    Line,
    Point,
}

impl Sort {
    /// The sort of what a feature covers; none where it has nothing.
    pub(super) fn of(feature: &Feature) -> Option<Self> {
        let geometry = feature.geometry.as_ref().ok()?;
        match (geometry.polygons.is_empty(), geometry.lines.is_empty(), geometry.points.is_empty())
        {
            (false, ..) => Some(Self::Polygon),
            (true, false, _) => Some(Self::Line),
            (true, true, false) => Some(Self::Point),
            (true, true, true) => None,
        }
    }
}

/// Reads a `[[rule]]`.
pub(super) fn read(source: Source<'_>, table: &Table) -> Result<Rule, ImportError> {
    let mut rule = Rule::default();
    for (key, item) in table {
        match key {
            "only" => rule.only = conditions(source, key, item)?,
            "except" => rule.except = conditions(source, key, item)?,
            "geometry" => rule.geometry = Some(geometry(source, item)?),
            "as" => rule.becomes = Some(becomes(source, item)?),
            "kind" => rule.kind = Some(kind(source, key, item)?),
            "level" => rule.level = Some(source.ordinal(key, item)?),
            _ => {
                let keys = "only, except, geometry, as, kind or level";
                return Err(
                    source.error(item, format!("{key:?} is no key of a rule; expected {keys}"))
                );
            }
        }
    }
    Ok(rule)
}

fn conditions(source: Source<'_>, key: &str, item: &Item) -> Result<Vec<Condition>, ImportError> {
    let table = source.table(key, item)?;
    table
        .iter()
        .map(|(property, item)| Ok((property.into(), values(source, property, item)?)))
        .collect()
}

fn values(source: Source<'_>, property: &str, item: &Item) -> Result<Vec<String>, ImportError> {
    let one = |value: &toml_edit::Value| match value {
        toml_edit::Value::String(text) => Some(text.value().clone()),
        toml_edit::Value::Integer(number) => Some(number.value().to_string()),
        toml_edit::Value::Boolean(truth) => Some(truth.value().to_string()),
        _ => None,
    };
    let values = match item.as_value() {
        Some(toml_edit::Value::Array(list)) => list.iter().map(one).collect(),
        Some(value) => one(value).map(|value| vec![value]),
        None => None,
    };
    values.ok_or_else(|| {
        source.expected(property, item, "a text, a whole number, true, false, or a list")
    })
}

fn geometry(source: Source<'_>, item: &Item) -> Result<Sort, ImportError> {
    match item.as_str() {
        Some("polygon") => Ok(Sort::Polygon),
        Some("line") => Ok(Sort::Line),
        Some("point") => Ok(Sort::Point),
        _ => Err(source.expected("geometry", item, "polygon, line or point")),
    }
}

fn becomes(source: Source<'_>, item: &Item) -> Result<Becomes, ImportError> {
    let word = source.text("as", item)?;
    match (word.as_str(), PlaceClass::from_word(&word)) {
        ("door", _) => Ok(Becomes::Exit),
        ("nothing", _) => Ok(Becomes::Nothing),
        (_, Some(PlaceClass::Device)) => Ok(Becomes::Device),
        (_, Some(class)) if class != PlaceClass::Other => Ok(Becomes::Place(class)),
        _ => {
            let words =
                "site, building, level, room, area, corridor, stair, lift, door, device or nothing";
            Err(source.expected("as", item, words))
        }
    }
}

/// A kind as plans write it.
pub(super) fn kind(source: Source<'_>, key: &str, item: &Item) -> Result<String, ImportError> {
    let text = source.text(key, item)?;
    match words::kind(&text) == text {
        true => Ok(text),
        false => Err(source.expected(key, item, "a word of a-z, 0-9 and hyphens")),
    }
}

impl Rule {
    /// Whether it is for a feature.
    pub(super) fn is_for(&self, feature: &Feature) -> bool {
        self.only.iter().all(|condition| holds(condition, feature))
            && !self.except.iter().any(|condition| holds(condition, feature))
            && self.geometry.is_none_or(|sort| Sort::of(feature) == Some(sort))
    }
}

fn holds((property, values): &Condition, feature: &Feature) -> bool {
    let is = |value: &Value| match value {
        Value::String(text) => values.contains(text),
        Value::Number(number) => values.contains(&number.to_string()),
        Value::Bool(truth) => values.contains(&truth.to_string()),
        _ => false,
    };
    match feature.properties.get(property) {
        Some(Value::Array(list)) => list.iter().any(is),
        Some(value) => is(value),
        None => false,
    }
}
