//! The rules of the house that no compiler keeps, held against its own sources.

mod dependencies;
mod documents;
mod purity;
mod sources;

use std::fs;
use std::path::{Path, PathBuf};

/// The root of the workspace.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("tests/ lies in the workspace").into()
}

/// A file of the project.
struct Source {
    /// The path from the root, with `/`.
    path: String,
    text: String,
}

impl Source {
    /// The text up to the unit tests, which end the file; nothing of a file that is all tests.
    fn without_tests(&self) -> &str {
        let inside = self.path.split_once("/src/").map_or("", |(_, inside)| inside);
        if inside.ends_with("tests.rs") || inside.contains("tests/") {
            return "";
        }
        let is_body = |at: &usize| {
            let after = &self.text[*at..];
            after.lines().nth(1).is_some_and(|line| line.ends_with('{'))
        };
        let mut starts = self.text.match_indices("#[cfg(test)]\nmod ").map(|(at, _)| at);
        let end = starts.find(is_body).unwrap_or(self.text.len());
        &self.text[..end]
    }
}

/// The files below the folder whose names end so; build output and hidden folders are left out.
fn files(folder: &str, ending: &str) -> Vec<Source> {
    let mut found = Vec::new();
    collect(&root().join(folder), ending, &mut found);
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

fn collect(folder: &Path, ending: &str, found: &mut Vec<Source>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let name = entry.file_name().to_string_lossy().into_owned();
        if name == "target" || name.starts_with('.') {
            continue;
        }
        if path.is_dir() {
            collect(&path, ending, found);
        } else if name.ends_with(ending) {
            let inside = path.strip_prefix(root()).expect("found below the root");
            let text = fs::read_to_string(&path).unwrap_or_default();
            found.push(Source { path: inside.to_string_lossy().replace('\\', "/"), text });
        }
    }
}

/// Fails with the list of what is wrong, if anything is.
fn expect_none(rule: &str, faults: &[String]) {
    assert!(faults.is_empty(), "{rule}:\n{}", faults.join("\n"));
}

#[test]
fn the_walk_finds_the_sources() {
    let paths: Vec<_> = files("", ".rs").into_iter().map(|file| file.path).collect();
    assert!(paths.contains(&"libsns/src/lib.rs".into()), "{paths:?}");
    assert!(paths.contains(&"tests/tidy/main.rs".into()), "{paths:?}");
}
