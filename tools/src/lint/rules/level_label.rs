//! Two levels that people call the same.

use std::collections::BTreeMap;

use crate::lint::finding::{Finding, Place};
use crate::lint::fold::skeleton;
use crate::lint::rule::{Rule, Severity};
use crate::lint::scene::Scene;

pub(super) const RULE: Rule = Rule {
    id: "level-label",
    severity: Severity::Warning,
    about: "Two levels have the same words in [levels], or words for a level that nothing is on.",
    why: "The words stand in every PLACE record of the level; who reads them cannot tell the two apart.",
    mend: "Give each level its own words in [levels] of plan.toml.",
    check,
};

fn check(scene: &Scene<'_>, findings: &mut Vec<Finding>) {
    let mut seen: BTreeMap<String, i16> = BTreeMap::new();
    for (level, label) in scene.plan.level_labels() {
        let same = seen.insert(skeleton(label), level);
        let on_level = |levels: libsns::geometry::Levels| levels.contains(level);
        let is_used = scene.plan.things().any(|thing| thing.levels().is_some_and(on_level));
        let message = match same {
            Some(other) => format!("level {level} is called {label:?}, and so is level {other}"),
            None if !is_used => format!("{label:?} is level {level}, and nothing is on it"),
            None => continue,
        };
        let site = scene.plan.thing(0);
        findings.push(Finding {
            place: Place { file: libsns::plan::ROOT_FILE.to_owned(), line: None },
            key: format!("levels: {level}"),
            name: None,
            ..Finding::of(&RULE, scene, site, message)
        });
    }
}
