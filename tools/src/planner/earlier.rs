//! The plan of before: what it means, and its files as they can be edited.

use std::collections::{BTreeSet, HashMap};

use libsns::limits::PLAN_REACH_METRES_DEFAULT;
use libsns::plan::{self, Plan};
use toml_edit::{Item, TableLike};

use super::documents::{At, Document};
use super::extent::Extent;
use super::features::FeatureFile;
use super::ground::degrees;
use super::references::References;
use super::snapshot::{self, Things};
use super::written::json_of;
use super::{Before, PlanFile, PlannerError};

/// A plan that an import is merged into.
pub(super) struct Earlier {
    pub(super) plan: Plan,
    pub(super) references: References,
    /// Entries are owned by things and exits of the plan, by their indices.
    pub(super) documents: Vec<Document>,
    pub(super) features: Vec<FeatureFile>,
    /// Files that are kept as they are.
    pub(super) others: Vec<PlanFile>,
    /// Of the shape of each thing that GeoJSON of ours gives it.
    digests: HashMap<usize, String>,
    /// What was imported then; none where that is not known.
    pub(super) snapshot: Option<Things>,
}

impl Earlier {
    /// Reads a plan.
    ///
    /// # Errors
    /// When it has faults, or its snapshot is broken.
    pub(super) fn read(before: &Before) -> Result<Self, PlannerError> {
        let plan = plan::read(&before.files).map_err(PlannerError::Before)?;
        let odd = |file: &str, text: String| PlannerError::Odd { file: file.to_owned(), text };
        let snapshot = before.snapshot.as_deref().map(snapshot::read).transpose();
        let snapshot = snapshot.map_err(|text| {
            let text = format!(
                "is not what an import wrote: {text}; without it (remove it), whatever differs from \
                 the source is taken for a change by hand"
            );
            odd(snapshot::SNAPSHOT_FILE, text)
        })?;
        let references = References::of_plan(&plan);
        let mut documents = Vec::new();
        let (features, mut others): (Vec<_>, Vec<_>) =
            before.files.iter().partition(|file| is_features(&file.path));
        for file in others.extract_if(.., |file| file.path.ends_with(".toml")) {
            documents.push(Document::read(file).map_err(|text| odd(&file.path, text))?);
        }
        documents.sort_by(|a, b| a.path.cmp(&b.path));
        let mut earlier = Self {
            plan,
            references,
            documents,
            features: Vec::new(),
            digests: HashMap::new(),
            others: others.into_iter().cloned().collect(),
            snapshot,
        };
        earlier.own_entries()?;
        earlier.own_features(features);
        Ok(earlier)
    }

    /// Finds which thing or exit of the plan each entry of the documents is.
    fn own_entries(&mut self) -> Result<(), PlannerError> {
        let mut things: HashMap<&str, Vec<(usize, usize)>> = HashMap::new();
        for thing in self.plan.things().skip(1) {
            let lines = things.entry(thing.file()).or_default();
            lines.extend(thing.line().map(|line| (line, thing.index())));
        }
        let mut exits: HashMap<&str, Vec<usize>> = HashMap::new();
        for (index, exit) in self.plan.exits().enumerate() {
            exits.entry(exit.file()).or_default().push(index);
        }
        let included = included(&self.documents);
        for document in &mut self.documents {
            let inside = document.root.get("in").and_then(Item::as_str);
            let inside = inside.and_then(|text| self.references.find(text, None));
            document.inside = inside.unwrap_or(0);
            let mut things = things.remove(document.path.as_str()).unwrap_or_default();
            things.sort_unstable();
            let exits = exits.remove(document.path.as_str()).unwrap_or_default();
            let places = document.things();
            let is_read = document.path == plan::ROOT_FILE
                || included.as_ref().is_none_or(|paths| paths.contains(&document.path));
            if is_read && (things.len() != places.len() || exits.len() != document.exits.len()) {
                return Err(PlannerError::Odd {
                    file: document.path.clone(),
                    text: "has places, devices or exits in lists on one line; expected [[place]], \
                           [[place.device]], [[device]] and [[exit]]"
                        .to_owned(),
                });
            }
            let ways = (0..document.exits.len()).map(At::Exit).zip(exits);
            let owners = places.into_iter().zip(things.into_iter().map(|(_, index)| index));
            for (at, owner) in owners.chain(ways).collect::<Vec<_>>() {
                if let Some(entry) = document.entry_mut(at) {
                    entry.owner = Some(owner);
                }
            }
        }
        Ok(())
    }

    /// Takes the GeoJSON files that name their places; those of which a `[[shapes]]` speaks are left
    /// to who wrote it.
    fn own_features(&mut self, files: Vec<&PlanFile>) {
        let ruled = self.ruled_files();
        let included = included(&self.documents);
        for file in files {
            let is_read = included.as_ref().is_none_or(|paths| paths.contains(&file.path));
            let read = Some(file).filter(|file| is_read && !ruled.contains(&file.path));
            match read.and_then(|file| FeatureFile::read(file).ok()) {
                Some(mut features) => {
                    for line in &mut features.lines {
                        line.owner = self.references.find(&line.place, None);
                    }
                    for line in &features.lines {
                        let Some(owner) = line.owner else { continue };
                        let digest = self.digests.entry(owner);
                        // More than one feature is never what an import wrote.
                        digest
                            .and_modify(|digest| "several".clone_into(digest))
                            .or_insert_with(|| line.digest.clone());
                    }
                    self.features.push(features);
                }
                None => self.others.push(file.clone()),
            }
        }
    }

    /// The files of which a `[[shapes]]` speaks.
    fn ruled_files(&self) -> BTreeSet<String> {
        let rules = self.documents.iter().filter_map(|document| document.root.get("shapes"));
        let tables = rules.filter_map(Item::as_array_of_tables).flatten();
        tables.filter_map(|rule| rule.get("file")?.as_str().map(str::to_owned)).collect()
    }

    /// The places that a `[[shapes]]` speaks of: something by hand hangs on them.
    pub(super) fn ruled_places(&self) -> Vec<usize> {
        let rules = self.documents.iter().filter_map(|document| document.root.get("shapes"));
        let tables = rules.filter_map(Item::as_array_of_tables).flatten();
        let named = tables.flat_map(|rule| ["place", "in"].map(|key| rule.get(key)));
        let named = named.filter_map(|item| item?.as_str());
        named.filter_map(|text| self.references.find(text, None)).collect()
    }

    /// Where the plan's site is, and how far from it things may lie.
    pub(super) fn extent(&self) -> Extent {
        let root = self.documents.iter().find(|document| document.path == plan::ROOT_FILE);
        let site = root.and_then(|root| root.root.get("site")?.as_table_like());
        let reach = site.and_then(|site| json_of(site.get("reach")?).as_f64());
        let middle = degrees(self.plan.thing(0).position());
        Extent { middle, reach: reach.unwrap_or(PLAN_REACH_METRES_DEFAULT) }
    }

    /// What the import said of an identity.
    pub(super) fn imported(&self, source: &str) -> Option<&snapshot::Imported> {
        self.snapshot.as_ref()?.get(source)
    }

    /// The digest of a thing's shape as the plan has it; none where it has no shape of ours.
    pub(super) fn shape_digest(&self, thing: usize) -> Option<&str> {
        self.digests.get(&thing).map(String::as_str)
    }
}

fn is_features(path: &str) -> bool {
    path.ends_with(".geojson") || path.ends_with(".json")
}

/// The files that `plan.toml` includes, where it says so.
pub(super) fn included(documents: &[Document]) -> Option<BTreeSet<String>> {
    let root = documents.iter().find(|document| document.path == plan::ROOT_FILE)?;
    let include = root.root.get("include")?;
    let paths = match include.as_array() {
        Some(paths) => paths.iter().filter_map(|path| path.as_str()).collect(),
        None => include.as_str().into_iter().collect::<Vec<_>>(),
    };
    Some(paths.into_iter().map(str::to_owned).collect())
}

/// The keys of a table with their values as JSON, without lists of tables.
pub(super) fn keys_of(
    table: &dyn TableLike,
) -> std::collections::BTreeMap<String, serde_json::Value> {
    let pairs = table.iter().filter(|(_, item)| !item.is_array_of_tables());
    pairs.map(|(key, item)| (key.to_owned(), json_of(item))).collect()
}
