//! Each source file: its opening, its length, its mentions of standards, its place on the ladder.

use std::fs;

use crate::{expect_none, files, root};

/// Lines of code a file may have, its tests not counted.
const LINES_MAX: usize = 700;

/// The rungs of libsns as its `lib.rs` draws them: `[`a`] → [`b`], [`c`] → …`. Those between two
/// arrows are on one rung; `client`, which may use all, stands above the last.
fn ladder() -> Vec<(String, usize)> {
    let text = fs::read_to_string(root().join("libsns/src/lib.rs")).expect("there is a lib.rs");
    let drawn: String = text
        .lines()
        .filter_map(|line| line.strip_prefix("//!"))
        .skip_while(|line| !line.contains('→'))
        .take_while(|line| !line.trim().is_empty())
        .collect();
    let rungs: Vec<_> = drawn.split('→').chain(["[`client`]"]).collect();
    let modules = |(rung, text): (usize, &&str)| {
        let names = text.split("[`").skip(1).filter_map(|rest| rest.split('`').next());
        names.map(|name| (name.to_owned(), rung)).collect::<Vec<_>>()
    };
    rungs.iter().enumerate().flat_map(modules).collect()
}

#[test]
fn the_ladder_is_drawn() {
    let ladder = ladder();
    assert_eq!(ladder.first(), Some(&("limits".into(), 0)));
    assert!(ladder.iter().any(|(name, _)| name == "authority"), "{ladder:?}");
}

#[test]
fn every_file_says_what_it_is() {
    let silent = |text: &str| !text.trim_start().starts_with("//!");
    let faults: Vec<_> =
        files("", ".rs").into_iter().filter(|f| silent(&f.text)).map(|f| f.path).collect();
    expect_none("files that do not open with //!", &faults);
}

#[test]
fn no_file_is_too_long() {
    let lines = |text: &str| text.lines().filter(|line| !line.trim().is_empty()).count();
    let faults: Vec<_> = files("", ".rs")
        .into_iter()
        .map(|file| (lines(file.without_tests()), file.path))
        .filter(|(lines, _)| *lines > LINES_MAX)
        .map(|(lines, path)| format!("{path}: {lines} lines, at most {LINES_MAX}"))
        .collect();
    expect_none("files that are too long", &faults);
}

/// In libsns a standard is named with its section: `§` stands on the line of its number or at the
/// head of the next, or stood so earlier in the file. The head of a file may name a whole document.
#[test]
fn standards_are_named_with_their_section() {
    let mut faults = Vec::new();
    for file in files("libsns/src", ".rs") {
        let lines: Vec<_> = file.without_tests().lines().collect();
        let mut named = Vec::new();
        for (number, line) in lines.iter().enumerate() {
            let next = lines.get(number + 1).map_or("", |l| l.trim_start_matches([' ', '/', '!']));
            for (rfc, after) in mentions(line) {
                if line.contains('§') || after.is_empty() && next.starts_with('§') {
                    named.push(rfc);
                } else if !named.contains(&rfc) && !line.starts_with("//!") {
                    faults.push(format!("{}:{}: RFC {rfc}", file.path, number + 1));
                }
            }
        }
    }
    expect_none("RFCs without a section (§)", &faults);
}

/// The number of each RFC in the line, and what follows it.
fn mentions(line: &str) -> Vec<(u32, &str)> {
    let mut found = Vec::new();
    let mut rest = line;
    while let Some(place) = rest.find("RFC ") {
        rest = &rest[place + 4..];
        let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        if let Ok(number) = rest[..digits].parse() {
            found.push((number, rest[digits..].trim_start()));
        }
    }
    found
}

#[test]
fn mentions_are_found_with_what_follows() {
    assert_eq!(mentions("x (RFC 1035 §4.1) RFC 12"), [(1035, "§4.1) RFC 12"), (12, "")]);
}

#[test]
fn modules_of_libsns_form_a_ladder() {
    let ladder = ladder();
    let rung = |module: &str| ladder.iter().find(|(name, _)| name == module).map(|(_, r)| *r);
    let mut faults = Vec::new();
    for file in files("libsns/src", ".rs") {
        let below = file.path.trim_start_matches("libsns/src/");
        let module = below.split(['/', '.']).next().unwrap_or_default();
        if module == "lib" {
            continue;
        }
        let Some(own) = rung(module) else {
            faults.push(format!("{}: module {module} is not on the ladder", file.path));
            continue;
        };
        for (number, line) in file.without_tests().lines().enumerate() {
            for used in modules_used(line) {
                if used != module && rung(used).is_none_or(|rung| rung >= own) {
                    faults.push(format!("{}:{}: {module} uses {used}", file.path, number + 1));
                }
            }
        }
    }
    expect_none("uses that point up the ladder", &faults);
}

/// The modules that code of a line names as `crate::module`; comments do not count.
fn modules_used(line: &str) -> Vec<&str> {
    let code = line.split("//").next().unwrap_or_default();
    let names = code.split("crate::").skip(1);
    names
        .map(|rest| rest.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or(""))
        .filter(|name| !name.is_empty())
        .collect()
}

#[test]
fn modules_used_are_found() {
    assert_eq!(modules_used("use crate::name::Name; // crate::zone"), ["name"]);
    assert_eq!(modules_used("pub(in crate::zone) fn x(a: crate::wire::B)"), ["zone", "wire"]);
}
