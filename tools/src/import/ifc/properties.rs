//! Property sets: what a file says of its things in pairs of name and value.

use std::collections::{HashMap, HashSet};

use super::step::{Model, Read, Value};

/// Properties of one thing that are looked at; tools write hundreds.
const PROPERTIES_MAX: usize = 2_000;

/// The single values of a property set, by their names in small letters.
#[derive(Default)]
pub(super) struct Properties {
    /// The set's instance.
    pub(super) id: u32,
    texts: HashMap<String, String>,
    numbers: HashMap<String, f64>,
    words: HashMap<String, String>,
}

impl Properties {
    /// The text of a property.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        self.texts.get(name).cloned()
    }

    /// The number of a property.
    pub(super) fn number(&self, name: &str) -> Option<f64> {
        self.numbers.get(name).copied()
    }

    /// True or false, where a property says so.
    pub(super) fn truth(&self, name: &str) -> Option<bool> {
        match self.words.get(name)?.as_str() {
            "T" => Some(true),
            "F" => Some(false),
            _ => None,
        }
    }

    fn add(&mut self, model: &Model, set: u32) -> Read<()> {
        let set = model.entity(set)?;
        if !set.is(&["IFCPROPERTYSET"]) {
            return Ok(());
        }
        for id in set.references(4) {
            let property = model.entity(id)?;
            let is_full =
                self.texts.len() + self.numbers.len() + self.words.len() >= PROPERTIES_MAX;
            if is_full || !property.is(&["IFCPROPERTYSINGLEVALUE"]) {
                continue;
            }
            let Some(name) = property.text(0) else { continue };
            let (name, value) = (name.to_lowercase(), property.value(2));
            // What was said first stays: things are asked before their types.
            if let Some(text) = value.text() {
                self.texts.entry(name).or_insert(text);
            } else if let Some(number) = value.number() {
                self.numbers.entry(name).or_insert(number);
            } else if let Some(word) = value.word() {
                self.words.entry(name).or_insert_with(|| word.to_owned());
            }
        }
        Ok(())
    }
}

/// The first property set with this name in small letters.
pub(super) fn set_named(model: &Model, name: &str) -> Read<Option<Properties>> {
    for &id in model.all("IFCPROPERTYSET") {
        if model.entity(id)?.text(2).is_some_and(|text| text.to_lowercase() == name) {
            let mut properties = Properties { id, ..Properties::default() };
            properties.add(model, id)?;
            return Ok(Some(properties));
        }
    }
    Ok(None)
}

/// The types and property sets of some things.
pub(super) struct Definitions {
    sets: HashMap<u32, Vec<u32>>,
    types: HashMap<u32, u32>,
}

impl Definitions {
    /// Reads which types and property sets these things have.
    pub(super) fn read(model: &Model, wanted: &HashSet<u32>) -> Read<Self> {
        let mut definitions = Self { sets: HashMap::new(), types: HashMap::new() };
        for &id in model.all("IFCRELDEFINESBYPROPERTIES") {
            let relation = model.entity(id)?;
            let Some(set) = relation.reference_if(5) else { continue };
            for thing in relation.references(4).into_iter().filter(|thing| wanted.contains(thing)) {
                definitions.sets.entry(thing).or_default().push(set);
            }
        }
        for &id in model.all("IFCRELDEFINESBYTYPE") {
            let relation = model.entity(id)?;
            let Some(of) = relation.reference_if(5) else { continue };
            let things = relation.references(4).into_iter().filter(|thing| wanted.contains(thing));
            definitions.types.extend(things.map(|thing| (thing, of)));
        }
        Ok(definitions)
    }

    /// The type of a thing.
    pub(super) fn type_of(&self, thing: u32) -> Option<u32> {
        self.types.get(&thing).copied()
    }

    /// The properties of a thing, and those of its type where it says nothing itself.
    pub(super) fn of(&self, model: &Model, thing: u32) -> Read<Properties> {
        let mut properties = Properties { id: thing, ..Properties::default() };
        for &set in self.sets.get(&thing).into_iter().flatten() {
            properties.add(model, set)?;
        }
        if let Some(of) = self.type_of(thing) {
            for set in model.entity(of)?.value(5).list().iter().filter_map(Value::reference) {
                properties.add(model, set)?;
            }
        }
        Ok(properties)
    }
}
