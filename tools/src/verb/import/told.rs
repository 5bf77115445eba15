//! What an import tells: what was understood, what changed, and what to try next.

use std::collections::BTreeMap;

use serde_json::json;
use sns_tools::planner::{Change, ChangeSort, LevelReport, Planned};

use crate::cli::ImportArguments;
use crate::paint::Paint;
use crate::report::Report;
use crate::show::text::plain;

/// Changes shown before the rest is only counted: a few screens.
const CHANGES_SHOWN_MAX: usize = 200;

/// The report of an import.
pub(super) fn report(
    arguments: &ImportArguments,
    planned: &Planned,
    is_second: bool,
    paint: Paint,
) -> Report {
    let remarks: Vec<String> =
        planned.report.remarks.iter().map(|remark| plain(&remark.to_string())).collect();
    if arguments.json {
        let value = json!({
            "report": planned.report.json(),
            "changes": planned.diff.json(),
            "files": planned.files.iter().map(|file| &file.path).collect::<Vec<_>>(),
            "written": !arguments.dry_run,
        });
        return Report::json(&value, true);
    }
    let mut text = understood(planned, paint);
    if is_second {
        text += &changes(planned, paint);
    }
    text += &next(arguments, planned, is_second);
    Report { remarks, ..Report::new(text, true) }
}

/// What there is on each level.
fn understood(planned: &Planned, paint: Paint) -> String {
    let report = &planned.report;
    let title = format!("{} as {}", plain(&report.name), report.apex);
    let mut text = format!("{}, from {}\n", paint.bold(&title), plain(&report.format));
    for level in &report.levels {
        text += &level_line(level);
    }
    if !report.ways.is_empty() {
        text += &format!("  between places: {}\n", counts(&report.ways));
    }
    text
}

fn level_line(level: &LevelReport) -> String {
    let name = match (level.name.as_str(), level.level) {
        ("", None) => "on no level, or several".to_owned(),
        (name, Some(number)) => format!("{} (level {number})", plain(name)),
        (name, None) => plain(name),
    };
    let parts = [&level.places, &level.devices].map(counts);
    let parts: Vec<&str> =
        parts.iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
    match parts.as_slice() {
        [] => format!("  {name}: nothing\n"),
        parts => format!("  {name}: {}\n", parts.join("; ")),
    }
}

/// `12 room, 3 corridor`, the most first.
fn counts(of: &BTreeMap<String, usize>) -> String {
    let mut counts: Vec<(&String, &usize)> = of.iter().collect();
    counts.sort_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
    counts.iter().map(|(kind, count)| format!("{count} {kind}")).collect::<Vec<_>>().join(", ")
}

fn changes(planned: &Planned, paint: Paint) -> String {
    let changes = &planned.diff.changes;
    if changes.is_empty() {
        return "nothing changes\n".to_owned();
    }
    let mut text = String::new();
    for change in changes.iter().take(CHANGES_SHOWN_MAX) {
        text += &change_line(change, paint);
    }
    match changes.len().saturating_sub(CHANGES_SHOWN_MAX) {
        0 => text,
        more => text + &format!("and {more} changes more; --json tells them all\n"),
    }
}

fn change_line(change: &Change, paint: Paint) -> String {
    let word = change.sort.word();
    let word = match &change.sort {
        ChangeSort::Added => paint.green(word),
        ChangeSort::Removed => paint.red(word),
        ChangeSort::Conflict { .. } => paint.yellow(word),
        sort if sort.is_change() => paint.cyan(word),
        _ => paint.dim(word),
    };
    let detail = match change.sort.detail() {
        detail if detail.is_empty() => detail,
        detail => format!(": {}", plain(&detail)),
    };
    format!("{word} {} ({}){detail}\n", plain(&change.thing), plain(&change.path))
}

fn next(arguments: &ImportArguments, planned: &Planned, is_second: bool) -> String {
    let Some(directory) = arguments.output.as_deref().filter(|_| !arguments.dry_run) else {
        return "nothing is written\n".to_owned();
    };
    let directory = directory.display();
    if is_second {
        let what = if planned.diff.is_empty() { "is up to date" } else { "is changed" };
        return format!("{directory} {what}\n");
    }
    format!(
        "\n{directory} is written. Next:\n  sns check {directory}\n  sns map {directory} -o maps\n  \
         sns tree {directory}\n  sns-server --zone {directory}\n"
    )
}
