//! The TOML files of a plan as they can be edited: what nobody changes keeps its every character.

use toml_edit::{ArrayOfTables, DocumentMut, Item, Key, Table};

use super::PlanFile;

/// One TOML file, taken apart into its places, devices and exits.
pub(super) struct Document {
    pub(super) path: String,
    /// What was read; none for a new file.
    text: Option<String>,
    /// What its entries stand in where they do not say so themselves, from its own `in`.
    pub(super) inside: usize,
    /// All but the lists below.
    pub(super) root: DocumentMut,
    pub(super) places: Vec<Entry>,
    pub(super) devices: Vec<Entry>,
    pub(super) exits: Vec<Entry>,
    /// How the lists' keys were written.
    keys: Vec<Key>,
    pub(super) is_changed: bool,
}

/// A `[[place]]`, `[[device]]` or `[[exit]]`.
pub(super) struct Entry {
    /// The node or way that it is about; none before it is known.
    pub(super) owner: Option<usize>,
    pub(super) table: Table,
    /// The devices written inside a place.
    pub(super) devices: Vec<Self>,
}

/// Where an entry stands in its document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum At {
    Place(usize),
    /// A device inside a place: the place, and which of its devices.
    Inner(usize, usize),
    Device(usize),
    Exit(usize),
}

impl Entry {
    /// True where somebody wrote a comment at it.
    pub(super) fn has_comment(&self) -> bool {
        let is_comment = |text: Option<&toml_edit::RawString>| {
            text.and_then(toml_edit::RawString::as_str).is_some_and(|text| text.contains('#'))
        };
        let has =
            |decor: &toml_edit::Decor| is_comment(decor.prefix()) || is_comment(decor.suffix());
        let in_key = |(key, item): (toml_edit::KeyMut<'_>, &mut Item)| {
            has(key.leaf_decor()) || item.as_value().is_some_and(|value| has(value.decor()))
        };
        has(self.table.decor()) || self.table.clone().iter_mut().any(in_key)
    }

    /// A table for this node or way.
    pub(super) fn new(owner: usize) -> Self {
        Self { owner: Some(owner), table: Table::new(), devices: Vec::new() }
    }
}

impl Document {
    /// An empty file that starts with a comment.
    pub(super) fn new(path: String, head: &str) -> Self {
        let mut root = DocumentMut::new();
        if !head.is_empty() {
            root.as_table_mut().decor_mut().set_prefix(head);
        }
        let (places, devices, exits) = (Vec::new(), Vec::new(), Vec::new());
        let is_changed = true;
        Self {
            path,
            text: None,
            inside: 0,
            root,
            places,
            devices,
            exits,
            keys: Vec::new(),
            is_changed,
        }
    }

    /// Takes a file of a plan apart.
    ///
    /// # Errors
    /// When it is not TOML.
    pub(super) fn read(file: &PlanFile) -> Result<Self, String> {
        let mut root: DocumentMut = file.text.parse().map_err(|error| format!("{error}"))?;
        let mut keys = Vec::new();
        let mut list = |name: &str| take_list(root.as_table_mut(), name, &mut keys);
        let places = list("place");
        let (devices, exits) = (list("device"), list("exit"));
        let places = places.into_iter().map(|mut place| {
            place.devices = take_list(&mut place.table, "device", &mut Vec::new());
            place
        });
        let places = places.collect();
        let (path, text) = (file.path.clone(), Some(file.text.clone()));
        Ok(Self { path, text, inside: 0, root, places, devices, exits, keys, is_changed: false })
    }

    /// True where neither place nor device nor exit nor shape is left.
    pub(super) fn is_empty(&self) -> bool {
        let is_hollow = self.places.is_empty() && self.devices.is_empty() && self.exits.is_empty();
        is_hollow && self.root.iter().all(|(key, _)| matches!(key, "in" | "frame"))
    }

    /// True for a file that was not there before.
    pub(super) fn is_new(&self) -> bool {
        self.text.is_none()
    }

    /// Where its places and devices stand, in the order of the text.
    pub(super) fn things(&self) -> Vec<At> {
        let mut things = Vec::new();
        for (place, entry) in self.places.iter().enumerate() {
            things.push((entry.table.position(), At::Place(place)));
            let inner = entry.devices.iter().enumerate();
            things.extend(inner.map(|(at, inner)| (inner.table.position(), At::Inner(place, at))));
        }
        let devices = self.devices.iter().enumerate();
        things.extend(devices.map(|(at, entry)| (entry.table.position(), At::Device(at))));
        things.sort();
        things.into_iter().map(|(_, at)| at).collect()
    }

    /// What stands there.
    pub(super) fn entry(&self, at: At) -> Option<&Entry> {
        match at {
            At::Place(place) => self.places.get(place),
            At::Inner(place, device) => self.places.get(place)?.devices.get(device),
            At::Device(device) => self.devices.get(device),
            At::Exit(exit) => self.exits.get(exit),
        }
    }

    /// What stands there, to be changed.
    pub(super) fn entry_mut(&mut self, at: At) -> Option<&mut Entry> {
        match at {
            At::Place(place) => self.places.get_mut(place),
            At::Inner(place, device) => self.places.get_mut(place)?.devices.get_mut(device),
            At::Device(device) => self.devices.get_mut(device),
            At::Exit(exit) => self.exits.get_mut(exit),
        }
    }

    /// Takes out all places and devices that the judge gives up, the devices in a place with it.
    pub(super) fn take(&mut self, gives_up: impl Fn(&Entry) -> bool) -> Vec<Entry> {
        let mut taken = Vec::new();
        for place in &mut self.places {
            taken.extend(place.devices.extract_if(.., |entry| gives_up(entry)));
        }
        for list in [&mut self.places, &mut self.devices] {
            taken.extend(list.extract_if(.., |entry| gives_up(entry)));
        }
        self.is_changed |= !taken.is_empty();
        taken
    }

    /// The file as text.
    pub(super) fn into_file(mut self) -> PlanFile {
        if let Some(text) = self.text.filter(|_| !self.is_changed) {
            return PlanFile { path: self.path, text };
        }
        let places = self.places.into_iter().map(|mut place| {
            give_list(&mut place.table, "device", place.devices, &[]);
            Entry { devices: Vec::new(), ..place }
        });
        let places = places.collect();
        let root = self.root.as_table_mut();
        for (name, list) in [("place", places), ("device", self.devices), ("exit", self.exits)] {
            give_list(root, name, list, &self.keys);
        }
        PlanFile { path: self.path, text: self.root.to_string() }
    }
}

/// Takes a list of tables out of a table.
fn take_list(from: &mut Table, name: &str, keys: &mut Vec<Key>) -> Vec<Entry> {
    if !from.get(name).is_some_and(Item::is_array_of_tables) {
        return Vec::new();
    }
    let Some((key, Item::ArrayOfTables(tables))) = from.remove_entry(name) else {
        return Vec::new();
    };
    keys.push(key);
    let entry = |table| Entry { owner: None, table, devices: Vec::new() };
    tables.into_iter().map(entry).collect()
}

/// Puts a list of tables into a table, under the key it had.
fn give_list(into: &mut Table, name: &str, list: Vec<Entry>, keys: &[Key]) {
    if list.is_empty() {
        return;
    }
    let mut tables = ArrayOfTables::new();
    list.into_iter().for_each(|entry| tables.push(entry.table));
    let key = keys.iter().find(|key| key.get() == name).cloned().unwrap_or_else(|| Key::new(name));
    into.insert_formatted(&key, Item::ArrayOfTables(tables));
}
