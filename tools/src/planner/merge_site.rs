//! The site in `plan.toml`: its keys, its address, what people call its levels.

use std::collections::BTreeMap;

use libsns::plan::ROOT_FILE;
use serde_json::{Value, json};
use toml_edit::{Item, Table};

use super::features::rings_digest;
use super::keys::merge_keys;
use super::merge::Merge;
use super::model::{Fate, SITE_NODE};
use super::snapshot::Imported;
use super::written::{Keys, keys_of_node};
use crate::survey::SITE;

/// The key of the address, which stands beside the `[site]`.
const CIVIC: &str = "civic";
/// The table of what people call the levels, and how a snapshot names its keys.
const LEVELS: &str = "levels";
const LEVEL_KEY: &str = "levels.";

impl Merge<'_> {
    /// Brings the site to what the draft says.
    pub(super) fn merge_site(&mut self) {
        let mut then = self.then.as_ref().and_then(|then| then.get(SITE)).cloned();
        if self.past.is_none() {
            // Of a new plan it is known what was there before: what its first file says.
            then = Some(Imported {
                keys: pairs(&keys_of_node(self.draft, SITE_NODE)),
                ..Imported::default()
            });
        }
        if self.draft.nodes[SITE_NODE].fate != Fate::Surveyed {
            self.now.extend(then.map(|then| (SITE.to_owned(), then)));
            return;
        }
        let (civic, own): (Keys, Keys) =
            keys_of_node(self.draft, SITE_NODE).into_iter().partition(|(key, _)| *key == CIVIC);
        let labels = self.draft.level_labels.iter();
        let labels: Vec<(String, Value)> =
            labels.map(|(level, label)| (level.to_string(), json!(label))).collect();
        self.remember_site(&own, &civic, &labels);
        let Some(index) = self.documents.iter().position(|document| document.path == ROOT_FILE)
        else {
            return;
        };
        let takes_source = self.reconciled.takes_source;
        let root = self.documents[index].root.as_table_mut();
        let said = |belongs: &dyn Fn(&str) -> Option<String>| {
            let keys = then.as_ref().map(|then| then.keys.iter());
            keys.map(|keys| {
                let own = keys.filter_map(|(key, value)| Some((belongs(key)?, value.clone())));
                own.collect::<BTreeMap<_, _>>()
            })
        };
        let mut told = Vec::new();
        if let Some(site) = root.get_mut("site").and_then(Item::as_table_mut) {
            // A site must be somewhere, so a position is changed and never taken away.
            let has_position = own.iter().any(|(key, _)| *key == "position");
            let is_own = |key: &str| {
                key != CIVIC && !key.starts_with(LEVEL_KEY) && (has_position || key != "position")
            };
            let then = said(&|key| is_own(key).then(|| key.to_owned()));
            told.extend(merge_keys(site, then.as_ref(), &own, takes_source));
        }
        let then_civic = said(&|key| (key == CIVIC).then(|| key.to_owned()));
        if !civic.is_empty()
            && root.get(CIVIC).is_none()
            && then_civic.as_ref().is_none_or(BTreeMap::is_empty)
        {
            root.insert(CIVIC, Item::Table(Table::new()));
        }
        let then_civic = then_civic.filter(|then| !then.is_empty() || !civic.is_empty());
        told.extend(merge_keys(root, then_civic.as_ref(), &civic, takes_source));
        let then_levels = said(&|key| key.strip_prefix(LEVEL_KEY).map(str::to_owned));
        let labels: Vec<(&str, Value)> =
            labels.iter().map(|(level, label)| (level.as_str(), label.clone())).collect();
        if !labels.is_empty() && root.get(LEVELS).is_none() {
            root.insert(LEVELS, Item::Table(Table::new()));
        }
        if let Some(levels) = root.get_mut(LEVELS).and_then(Item::as_table_mut) {
            told.extend(merge_keys(levels, then_levels.as_ref(), &labels, takes_source));
        }
        self.documents[index].is_changed |= told.iter().any(|told| told.is_written);
        self.tell_keys(SITE_NODE, told);
    }

    fn remember_site(&mut self, own: &Keys, civic: &Keys, labels: &[(String, Value)]) {
        let keys = own.iter().chain(civic).map(|(key, value)| ((*key).to_owned(), value.clone()));
        let labels =
            labels.iter().map(|(level, label)| (format!("{LEVEL_KEY}{level}"), label.clone()));
        let site = &self.draft.nodes[SITE_NODE];
        let shape = (!site.shape.is_empty()).then(|| rings_digest(&site.shape));
        let imported = Imported {
            words: site.words.clone(),
            links: Vec::new(),
            keys: keys.chain(labels).collect(),
            shape,
        };
        self.now.insert(SITE.to_owned(), imported);
    }
}

fn pairs(keys: &Keys) -> BTreeMap<String, Value> {
    let own = keys.iter().filter(|(key, _)| *key != CIVIC);
    own.map(|(key, value)| ((*key).to_owned(), value.clone())).collect()
}
