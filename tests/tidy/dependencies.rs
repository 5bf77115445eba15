//! The dependency set: one of each of the large ones, none of those we do not want.

use std::fs;

use crate::{expect_none, root};

/// Crates of which the lock file may have one version at most.
const ONCE: [&str; 5] = ["rustls", "ring", "quinn", "hickory-proto", "h3o"];

/// Beginnings of names of crates that must not be there.
const NEVER: [&str; 5] = ["aws-lc", "openssl", "native-tls", "time-macros-unsafe", "boring"];

fn locked() -> Vec<String> {
    let lock = fs::read_to_string(root().join("Cargo.lock")).expect("there is a lock file");
    let name = |line: &str| line.strip_prefix("name = \"")?.strip_suffix('"').map(String::from);
    lock.lines().filter_map(name).collect()
}

#[test]
fn large_crates_come_once() {
    let locked = locked();
    let count = |name: &str| locked.iter().filter(|locked| *locked == name).count();
    let faults: Vec<_> = ONCE
        .iter()
        .filter(|name| count(name) > 1)
        .map(|name| format!("{name}: {} versions", count(name)))
        .collect();
    expect_none("more than one version", &faults);
    assert!(locked.contains(&"libsns".into()), "the lock file was read");
}

#[test]
fn some_crates_never_come() {
    let faults: Vec<_> = locked()
        .into_iter()
        .filter(|name| NEVER.iter().any(|never| name.starts_with(never)))
        .collect();
    expect_none("crates that must not be there", &faults);
}

/// Dependencies run one way: libsns ← {sns-server, …} ← {tools, tests}.
#[test]
fn crates_depend_downwards() {
    let crates = ["libsns", "sns-server", "sns-resolver", "osmose-core", "tools", "tests"];
    let rung = |name: &str| match name {
        "libsns" => 0,
        "tools" | "tests" | "sns-tests" | "sns-tools" => 2,
        _ => 1,
    };
    let mut faults = Vec::new();
    for name in crates {
        let Ok(text) = fs::read_to_string(root().join(name).join("Cargo.toml")) else { continue };
        let words = text.lines().filter_map(|line| line.split(['.', ' ', '=']).next());
        for used in words.filter(|word| crates.contains(word) && *word != name) {
            if rung(used) >= rung(name) {
                faults.push(format!("{name} depends on {used}"));
            }
        }
    }
    expect_none("dependencies that run the wrong way", &faults);
}
