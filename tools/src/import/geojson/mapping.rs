//! The mapping file: how an owner's properties are to be read. It is TOML; every key may be left out.
//!
//! ```toml
//! title    = "Westgate"                # what the whole is called; default: the input's name
//! building = "Westgate"                # one building around everything that names none itself
//!
//! # Which properties say what: the first that has a value counts, of names each one that has.
//! id       = "uuid"                    # default: the member id, then id, ID, uuid, guid, @id
//! name     = ["name", "ref"]           # default: name, title, label, then ref, number, room_number
//! kind     = "category"                # default: kind, type, category, class
//! level    = "floor"                   # default: level, floor, storey, ordinal
//! parent   = "building_id"             # default: parent, parent_id, building, building_id
//!
//! # What levels are called, in that property or else in the path of the file, and their ordinals.
//! [levels]
//! B1 = -1
//! F1 = 0
//!
//! [kinds]                              # the owner's word, and the plan's
//! "5d3579f37ea32247d2a96081" = "parking-space"
//!
//! [names]                              # better words for a name; "" for a name that is none
//! fuzhumian = "Auxiliary area"
//!
//! # What features are, tried in turn; the first whose conditions hold counts. Features that no rule is
//! # for are what their kind says, and places if it says nothing.
//! [[rule]]
//! only     = { category = "floor" }    # these properties have these values, or one of a list
//! except   = { status = ["closed", "planned"] }
//! geometry = "polygon"                 # or line, point
//! as       = "level"                   # site, building, level, room, area, corridor, stair, lift;
//!                                      # door, device; or nothing
//! kind     = "level"                   # whatever the property says
//! level    = 0                         # whatever the property says
//! ```

use std::collections::BTreeMap;

use libsns::record::PlaceClass;
use toml_edit::{Document, Item, TableLike, Value};

use super::rule::{self, Rule};
use crate::import::{ImportError, words};

/// Octets of a mapping at most.
const MAPPING_OCTETS_MAX: usize = 1 << 20;

/// What a mapping says.
#[derive(Debug)]
pub(super) struct Mapping {
    pub(super) title: Option<String>,
    pub(super) building: Option<String>,
    pub(super) id: Vec<String>,
    pub(super) name: Vec<String>,
    pub(super) kind: Vec<String>,
    pub(super) level: Vec<String>,
    pub(super) parent: Vec<String>,
    /// The ordinal of each word for a level, in the order they are written.
    pub(super) levels: Vec<(String, i16)>,
    pub(super) kinds: BTreeMap<String, String>,
    pub(super) names: BTreeMap<String, String>,
    pub(super) rules: Vec<Rule>,
}

/// What a feature becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Becomes {
    /// A place of this class.
    Place(PlaceClass),
    /// A way between places.
    Exit,
    /// A device.
    Device,
    /// It is left out.
    Nothing,
}

impl Default for Mapping {
    fn default() -> Self {
        let list = |words: &[&str]| words.iter().map(|word| String::from(*word)).collect();
        Self {
            title: None,
            building: None,
            id: Vec::new(),
            name: list(&["name", "Name", "title", "label", "ref", "number", "room_number"]),
            kind: list(&["kind", "type", "category", "class"]),
            level: list(&["level", "floor", "storey", "ordinal"]),
            parent: list(&["parent", "parent_id", "building", "building_id"]),
            levels: Vec::new(),
            kinds: BTreeMap::new(),
            names: BTreeMap::new(),
            rules: Vec::new(),
        }
    }
}

/// Where in a mapping something stands, to complain about it.
#[derive(Clone, Copy)]
pub(super) struct Source<'t>(&'t str);

impl Source<'_> {
    /// An error at an item.
    pub(super) fn error(self, item: &Item, text: impl Into<String>) -> ImportError {
        let at = item.span().map_or(0, |span| span.start);
        self.error_at(at, text)
    }

    fn error_at(self, at: usize, text: impl Into<String>) -> ImportError {
        let before = self.0.as_bytes().iter().take(at);
        let line = before.filter(|octet| **octet == b'\n').count() + 1;
        ImportError { file: "mapping".into(), spot: format!("line {line}"), text: text.into() }
    }

    /// Text.
    pub(super) fn text(self, key: &str, item: &Item) -> Result<String, ImportError> {
        item.as_str().map(str::to_owned).ok_or_else(|| self.expected(key, item, "text"))
    }

    /// A text, or a list of them.
    pub(super) fn texts(self, key: &str, item: &Item) -> Result<Vec<String>, ImportError> {
        match item {
            Item::Value(Value::Array(list)) => {
                let texts = list.iter().map(|value| value.as_str().map(str::to_owned));
                let texts: Option<Vec<String>> = texts.collect();
                texts.ok_or_else(|| self.expected(key, item, "a list of texts"))
            }
            _ => self.text(key, item).map(|text| vec![text]),
        }
    }

    /// The ordinal of a level.
    pub(super) fn ordinal(self, key: &str, item: &Item) -> Result<i16, ImportError> {
        let ordinal = item.as_integer().and_then(|number| i16::try_from(number).ok());
        let ordinal = ordinal.filter(|ordinal| (-1000..=1000).contains(ordinal));
        ordinal.ok_or_else(|| self.expected(key, item, "a whole number from -1000 to 1000"))
    }

    /// A table.
    pub(super) fn table<'i>(
        self,
        key: &str,
        item: &'i Item,
    ) -> Result<&'i dyn TableLike, ImportError> {
        item.as_table_like().ok_or_else(|| self.expected(key, item, "a table"))
    }

    pub(super) fn expected(self, key: &str, item: &Item, expected: &str) -> ImportError {
        let shown: String = item.to_string().trim().chars().take(40).collect();
        self.error(item, format!("{key} is {shown}; expected {expected}"))
    }
}

/// Reads a mapping.
pub(super) fn read(text: &str) -> Result<Mapping, ImportError> {
    let source = Source(text);
    if text.len() > MAPPING_OCTETS_MAX {
        let text = format!("is larger than {MAPPING_OCTETS_MAX} octets; expected no more");
        return Err(ImportError { file: "mapping".into(), spot: String::new(), text });
    }
    let document = Document::parse(text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        source.error_at(at, format!("is not TOML: {}", error.message()))
    })?;
    let mut mapping = Mapping::default();
    for (key, item) in document.iter() {
        mapping.set(source, key, item)?;
    }
    Ok(mapping)
}

impl Mapping {
    fn set(&mut self, source: Source<'_>, key: &str, item: &Item) -> Result<(), ImportError> {
        match key {
            "title" => self.title = Some(source.text(key, item)?),
            "building" => self.building = Some(source.text(key, item)?),
            "id" => self.id = source.texts(key, item)?,
            "name" => self.name = source.texts(key, item)?,
            "kind" => self.kind = source.texts(key, item)?,
            "level" => self.level = source.texts(key, item)?,
            "parent" => self.parent = source.texts(key, item)?,
            "levels" => {
                for (word, ordinal) in source.table(key, item)?.iter() {
                    self.levels.push((word.into(), source.ordinal(word, ordinal)?));
                }
            }
            "kinds" => {
                for (word, kind) in source.table(key, item)?.iter() {
                    self.kinds.insert(word.into(), rule::kind(source, word, kind)?);
                }
            }
            "names" => {
                for (word, name) in source.table(key, item)?.iter() {
                    self.names.insert(word.into(), source.text(word, name)?);
                }
            }
            "rule" => {
                let rules = item.as_array_of_tables();
                let rules = rules.ok_or_else(|| source.expected(key, item, "[[rule]] tables"))?;
                for table in rules {
                    self.rules.push(rule::read(source, table)?);
                }
            }
            _ => {
                let keys =
                    "title, building, id, name, kind, level, parent, levels, kinds, names or rule";
                return Err(source.error(item, format!("{key:?} is no key; expected {keys}")));
            }
        }
        Ok(())
    }

    /// The ordinal of a word for a level.
    pub(super) fn ordinal(&self, word: &str) -> Option<i16> {
        let mut levels = self.levels.iter();
        levels.find(|(known, _)| known.eq_ignore_ascii_case(word)).map(|(_, ordinal)| *ordinal)
    }

    /// The plan's kind for words of the owner, of which the last is the finest.
    pub(super) fn kind_of(&self, words: &[String]) -> String {
        let translated = words.iter().rev().find_map(|word| self.kinds.get(word));
        match (translated, words) {
            (Some(kind), _) => kind.clone(),
            // Of several words none of which is known, it cannot be told which is the kind.
            (None, [word]) => words::kind(word),
            (None, _) => String::new(),
        }
    }

    /// The better words for a name; none where it is no name.
    pub(super) fn name_of(&self, name: String) -> Option<String> {
        let name = self.names.get(&name).cloned().unwrap_or(name);
        Some(name).filter(|name| !name.trim().is_empty())
    }
}
