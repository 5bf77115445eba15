//! The numbers themselves: the draft and these tests name the same ones.

use std::collections::BTreeSet;
use std::fs;

use sns_tests::plans;

/// Requirements of the draft: paragraphs that begin with `[X-n]`.
fn requirements() -> BTreeSet<String> {
    let text = fs::read_to_string(plans::root().join("RFC-DRAFT.md")).expect("there is a draft");
    let number = |line: &str| {
        let inside = line.strip_prefix('[')?.split_once(']')?.0;
        let (letter, digits) = inside.split_once('-')?;
        let is_number = letter.len() == 1 && digits.parse::<u8>().is_ok();
        is_number.then(|| inside.to_ascii_lowercase().replace('-', "_"))
    };
    text.lines().filter_map(number).collect()
}

/// Tests of this folder whose names begin with a number: `fn n_1_…`.
fn tests() -> BTreeSet<String> {
    let folder = plans::root().join("tests/conformance/draft");
    let mut found = BTreeSet::new();
    for entry in fs::read_dir(folder).expect("the folder of this file") {
        let text = fs::read_to_string(entry.expect("an entry").path()).expect("a source");
        let lines: Vec<_> = text.lines().collect();
        for pair in lines.windows(2).filter(|pair| pair[0] == "#[test]") {
            let name = pair[1].strip_prefix("fn ").unwrap_or_default();
            let mut parts = name.split('_');
            if let (Some(letter), Some(Ok(number))) =
                (parts.next(), parts.next().map(str::parse::<u8>))
                && letter.len() == 1
            {
                found.insert(format!("{letter}_{number}"));
            }
        }
    }
    found
}

#[test]
fn every_requirement_has_its_test_and_every_test_its_requirement() {
    let (requirements, tests) = (requirements(), tests());
    assert!(requirements.len() > 30, "the draft was read: {requirements:?}");
    let untested: Vec<_> = requirements.difference(&tests).collect();
    let unfounded: Vec<_> = tests.difference(&requirements).collect();
    assert!(untested.is_empty(), "requirements without a test: {untested:?}");
    assert!(unfounded.is_empty(), "tests without a requirement: {unfounded:?}");
}
