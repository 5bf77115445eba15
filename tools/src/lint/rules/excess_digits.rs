//! Coordinates with more digits than a position has.

use crate::lint::finding::{Finding, Place, Repair};
use crate::lint::json_spans;
use crate::lint::rule::{Rule, Severity};
use crate::lint::scene::Scene;

pub(super) const RULE: Rule = Rule {
    id: "excess-digits",
    severity: Severity::Note,
    about: "A GeoJSON file has coordinates of more than nine decimals.",
    why: "A position is kept to nine decimals, 0.1 mm; what is beyond makes files large and changes hard to read.",
    mend: "Round the coordinates to nine decimals.",
    check,
};

/// Nanodegrees.
pub(in crate::lint) const DECIMALS_MAX: usize = 9;

fn check(scene: &Scene<'_>, findings: &mut Vec<Finding>) {
    let is_json = |path: &str| path.ends_with(".geojson") || path.ends_with(".json");
    for file in scene.files.iter().filter(|file| is_json(&file.path)) {
        let number = |span| file.text.get(span).unwrap_or_default();
        let spans = json_spans::coordinates(&file.text);
        let count = spans.into_iter().filter(|span| has_excess(number(span.clone()))).count();
        if count == 0 {
            continue;
        }
        let message = format!("{count} numbers have more than {DECIMALS_MAX} decimals");
        findings.push(Finding {
            place: Place { file: file.path.clone(), line: None },
            key: "coordinates".to_owned(),
            name: None,
            things: Vec::new(),
            at: None,
            ..Finding::of(&RULE, scene, scene.plan.thing(0), message)
                .mended_by(Repair::RoundNumbers { file: file.path.clone() })
        });
    }
}

/// True for a plain decimal number of more digits behind the point than a position has.
pub(in crate::lint) fn has_excess(number: &str) -> bool {
    let digits = |text: &str| text.bytes().all(|c| c.is_ascii_digit());
    number.split_once('.').is_some_and(|(whole, fraction)| {
        digits(whole.trim_start_matches('-')) && digits(fraction) && fraction.len() > DECIMALS_MAX
    })
}
