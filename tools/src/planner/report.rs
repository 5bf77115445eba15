//! What was understood of a source, for people and for programs.

use std::collections::BTreeMap;

use libsns::name::Name;
use libsns::record::PlaceClass;
use serde_json::{Value, json};

use super::hierarchy::single;
use super::model::{Draft, Fate, SITE_NODE};
use crate::survey::{Remark, RemarkSort, Survey};

/// What was understood, guessed and left out.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Report {
    /// The format it came in.
    pub format: String,
    /// What people call the site.
    pub name: String,
    /// The zone's name.
    pub apex: String,
    /// The levels from the lowest; things that are on none, or on several, come last.
    pub levels: Vec<LevelReport>,
    /// Doors and other ways, counted by kind.
    pub ways: BTreeMap<String, usize>,
    /// What was guessed and what was left out.
    pub remarks: Vec<Remark>,
}

/// The things on one level.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LevelReport {
    /// What people call it; empty for what is on no level, or on several.
    pub name: String,
    /// Its number.
    pub level: Option<i16>,
    /// Places, counted by kind; the level itself is not counted.
    pub places: BTreeMap<String, usize>,
    /// Devices, counted by kind.
    pub devices: BTreeMap<String, usize>,
}

impl Report {
    /// The report for programs.
    #[must_use]
    pub fn json(&self) -> Value {
        let level = |level: &LevelReport| {
            json!({
                "name": level.name,
                "level": level.level,
                "places": level.places,
                "devices": level.devices,
            })
        };
        let of = |sort: RemarkSort| -> Value {
            let remarks = self.remarks.iter().filter(|remark| remark.sort == sort);
            remarks.map(|remark| json!({"about": remark.about, "text": remark.text})).collect()
        };
        json!({
            "format": self.format,
            "name": self.name,
            "apex": self.apex,
            "levels": self.levels.iter().map(level).collect::<Value>(),
            "ways": self.ways,
            "guessed": of(RemarkSort::Guessed),
            "left_out": of(RemarkSort::LeftOut),
        })
    }

    /// The report with what importer and planner remarked, the importer first.
    pub(super) fn with_remarks(mut self, survey: &Survey, remarks: Vec<Remark>) -> Self {
        self.remarks = survey.remarks.clone();
        self.remarks.extend(remarks);
        self.remarks.sort_by_key(|remark| remark.sort);
        self.remarks.dedup();
        self
    }
}

/// Counts what the survey brings into the plan.
pub(super) fn report(draft: &Draft, survey: &Survey, apex: &Name) -> Report {
    let mut levels: BTreeMap<(bool, Option<i16>, String), LevelReport> = BTreeMap::new();
    for (at, node) in draft.nodes.iter().enumerate().skip(1) {
        if node.fate != Fate::Surveyed || node.class == PlaceClass::Building {
            continue;
        }
        let around = draft.around(at, PlaceClass::Level);
        let level = around.and_then(|level| single(draft.nodes[level].levels));
        let name = around.map_or_else(String::new, |level| level_name(draft, level));
        let key = (level.is_none(), level, name.clone());
        let own = levels.entry(key).or_insert_with(|| LevelReport {
            name,
            level,
            ..LevelReport::default()
        });
        if node.class == PlaceClass::Level {
            continue;
        }
        let counts = if node.is_device() { &mut own.devices } else { &mut own.places };
        *counts.entry(node.kind.clone()).or_default() += 1;
    }
    let mut ways = BTreeMap::new();
    for way in draft.ways.iter().filter(|way| way.fate == Fate::Surveyed) {
        *ways.entry(way.kind.clone()).or_default() += 1;
    }
    Report {
        format: survey.format.clone(),
        name: draft.nodes[SITE_NODE].name.clone(),
        apex: apex.to_string().trim_end_matches('.').to_owned(),
        levels: levels.into_values().collect(),
        ways,
        remarks: Vec::new(),
    }
}

/// A level's name, with that of its building where there are several.
fn level_name(draft: &Draft, level: usize) -> String {
    let own = draft.nodes[level].name.clone();
    match draft.around(level, PlaceClass::Building).filter(|building| *building != SITE_NODE) {
        Some(building) => format!("{own}, {}", draft.nodes[building].name),
        None => own,
    }
}
