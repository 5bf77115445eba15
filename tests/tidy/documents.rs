//! Documents and zones: what they name exists, and nothing names one person's machine.

use std::fs;

use libsns::plan::{self, PlanFault, PlanFile};
use sns_tests::ours;

use crate::{Source, expect_none, files, root};

/// Documents whose paths must exist.
const DOCUMENTS: [&str; 3] = ["README.md", "ARCHITECTURE.md", "CHANGELOG.md"];

#[test]
fn paths_in_documents_exist() {
    let mut faults = Vec::new();
    for document in DOCUMENTS {
        let text = fs::read_to_string(root().join(document)).unwrap_or_default();
        for path in paths(&text) {
            if !exists(&path) {
                faults.push(format!("{document}: {path}"));
            }
        }
    }
    expect_none("paths that do not exist", &faults);
}

/// What stands between back-ticks or in a link and looks like a path of the project: it begins with
/// a folder or file at the root.
fn paths(text: &str) -> Vec<String> {
    let ticked = text.split('`').skip(1).step_by(2);
    let linked = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    let first = |path: &str| path.split('/').next().unwrap_or_default().to_owned();
    ticked
        .chain(linked)
        .map(|path| path.split('#').next().unwrap_or_default())
        .filter(|path| !path.is_empty() && !path.contains([' ', '\n', '<', '{', '*', ':']))
        .filter(|path| path.contains('/') && root().join(first(path)).exists())
        .filter(|path| !path.starts_with(['/', '-', '.']))
        .map(String::from)
        .collect()
}

fn exists(path: &str) -> bool {
    path.starts_with("target/") || root().join(path.trim_end_matches('/')).exists()
}

#[test]
fn paths_are_found_in_text() {
    let text = "see `libsns/src/lib.rs`, [x](tests/tidy#y) and `cargo test`, `a/b`";
    assert_eq!(paths(text), ["libsns/src/lib.rs", "tests/tidy"]);
}

/// Folders of one person's machine; put together so that this file does not hold them itself.
fn machine_paths() -> Vec<String> {
    ["home", "root", "Users", "work"].iter().map(|folder| format!("/{folder}/")).collect()
}

#[test]
fn nothing_names_one_machine() {
    let endings =
        [".rs", ".md", ".toml", ".yml", ".yaml", ".sh", ".zone", ".json", ".geojson", ".py"];
    let mut faults = Vec::new();
    for file in endings.iter().flat_map(|ending| files("", ending)) {
        for (number, line) in file.text.lines().enumerate() {
            let absolute = |word: &String| {
                line.match_indices(word.as_str()).any(|(at, _)| {
                    let before = line[..at].chars().next_back();
                    before.is_none_or(|c| !c.is_alphanumeric() && !"._-}~/".contains(c))
                })
            };
            if machine_paths().iter().any(absolute) {
                faults.push(format!("{}:{}: {}", file.path, number + 1, line.trim()));
            }
        }
    }
    expect_none("absolute paths of a machine", &faults);
}

/// A folder with a `plan.toml` is a plan, with all that is below it; every other `.zone` is a master
/// file of its own.
#[test]
fn every_example_zone_loads() {
    let all: Vec<Source> =
        [".toml", ".geojson", ".json", ".zone"].iter().flat_map(|e| files("zones", e)).collect();
    let plans: Vec<_> = all.iter().filter_map(|file| file.path.strip_suffix("plan.toml")).collect();
    let mut faults = Vec::new();
    for folder in &plans {
        if let Err(fault) = compile(folder, &all) {
            faults.push(format!("{folder}: {fault}"));
        }
    }
    let alone = |file: &&Source| {
        file.path.ends_with(".zone") && !plans.iter().any(|plan| file.path.starts_with(plan))
    };
    for Source { path, text } in all.iter().filter(alone) {
        if let Err(fault) = ours::zone(text.as_bytes()) {
            faults.push(format!("{path}: {fault}"));
        }
    }
    expect_none("example zones that do not load", &faults);
    assert!(!plans.is_empty(), "there are examples");
}

fn compile(folder: &str, all: &[Source]) -> Result<(), String> {
    let file = |file: &Source| {
        let path = file.path.strip_prefix(folder)?.to_owned();
        Some(PlanFile { path, text: file.text.clone() })
    };
    let files: Vec<_> = all.iter().filter_map(file).collect();
    let plan = plan::read(&files).map_err(|faults| lines(&faults))?;
    let records = plan.compile().map_err(|faults| lines(&faults))?;
    ours::zone_of(&records).map(|_| ())
}

fn lines(faults: &[PlanFault]) -> String {
    faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}
