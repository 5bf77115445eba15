//! A finding as it is told: to people, to programs.

use std::collections::HashMap;
use std::path::Path;

use libsns::plan::Plan;
use serde_json::{Value, json};
use sns_tools::lint::{Finding, SarifResult, Severity};

use crate::paint::Paint;
use crate::show::text::plain;

/// Findings of one rule that are shown unless all are asked for.
const SHOWN_MAX: usize = 10;

/// A finding with how it is taken here.
pub(super) struct Told {
    pub(super) finding: Finding,
    /// Its rule's, or an error where that is denied.
    pub(super) severity: Severity,
    /// The file, from where the user stands, so that an editor finds it.
    file: String,
    /// The picture of it.
    drawing: Option<String>,
    /// The names of the things it is about.
    things: Vec<String>,
}

impl Told {
    pub(super) fn new(
        directory: &Path,
        plan: &Plan,
        finding: Finding,
        severity: Severity,
        drawing: Option<String>,
    ) -> Self {
        let file = directory.join(&finding.place.file).display().to_string();
        let name = |index: &usize| plan.thing(*index).name().to_string();
        let things = finding.things.iter().map(name).collect();
        Self { finding, severity, file, drawing, things }
    }

    /// `warning: file:line: place "Café": what was found [rule]`.
    fn text(&self, paint: Paint) -> String {
        let word = format!("{}:", self.severity.word());
        let word = match self.severity {
            Severity::Error => paint.red(&word),
            Severity::Warning => paint.yellow(&word),
            Severity::Note => paint.cyan(&word),
        };
        let line = self.finding.place.line.map_or_else(String::new, |line| format!(":{line}"));
        let place = paint.bold(&format!("{}{line}", plain(&self.file)));
        let name = self.finding.name.as_ref().map_or_else(String::new, |name| {
            format!(" {}", paint.dim(&format!("({})", plain(name))))
        });
        let key = plain(&self.finding.key);
        let rule = paint.dim(&format!("[{}]", self.finding.rule.id));
        format!("{word} {place}: {key}{name}: {} {rule}\n", plain(&self.finding.message))
    }

    /// As other faults, with what only findings have.
    pub(super) fn json(&self) -> Value {
        let Finding { rule, place, key, name, message, at, .. } = &self.finding;
        json!({
            "file": self.file,
            "line": place.line,
            "column": null,
            "key": key,
            "value": null,
            "expected": message,
            "rule": rule.id,
            "severity": self.severity.word(),
            "why": rule.why,
            "mend": rule.mend,
            "name": name,
            "things": self.things,
            "position": at,
            "fixable": self.finding.is_fixable(),
            "drawing": self.drawing,
        })
    }

    pub(super) fn sarif(&self) -> SarifResult {
        let Finding { rule, place, key, name, message, at, .. } = &self.finding;
        let subject = if key.is_empty() { String::new() } else { format!("{key}: ") };
        SarifResult {
            rule: Some(*rule),
            severity: self.severity,
            file: self.file.clone(),
            line: place.line,
            column: None,
            message: format!("{subject}{message}"),
            key: key.clone(),
            name: name.clone(),
            properties: json!({
                "things": self.things,
                "position": at,
                "fixable": self.finding.is_fixable(),
                "drawing": self.drawing,
            }),
        }
    }
}

/// All findings; the first of each rule with why it matters and how to mend it.
pub(super) fn text(told: &[Told], is_all: bool, paint: Paint) -> String {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    told.iter().for_each(|told| *counts.entry(told.finding.rule.id).or_default() += 1);
    let mut shown: HashMap<&str, usize> = HashMap::new();
    let mut text = String::new();
    for told in told {
        let rule = told.finding.rule;
        let number = shown.entry(rule.id).or_default();
        *number += 1;
        let all = counts.get(rule.id).copied().unwrap_or(0);
        if !is_all && *number > SHOWN_MAX {
            continue;
        }
        text += &told.text(paint);
        if let Some(drawing) = &told.drawing {
            text += &format!("      {} {}\n", paint.dim("see:"), plain(drawing));
        }
        if *number == 1 {
            let fix = if told.finding.is_fixable() { " --fix may do it." } else { "" };
            text += &format!("      {} {}\n", paint.dim("why:"), rule.why);
            text += &format!("     {} {}{fix}\n", paint.dim("mend:"), rule.mend);
        }
        if !is_all && *number == SHOWN_MAX && all > SHOWN_MAX {
            let more = format!("and {} more like these; --all shows them", all - SHOWN_MAX);
            text += &format!("      {} [{}]\n", paint.dim(&more), rule.id);
        }
    }
    text
}
