//! The rules themselves: which are asked for, and what they are.

use sns_tools::lint::{Rule, Severity, rules};

use crate::cli::{CheckArguments, RuleArguments};
use crate::paint::Paint;

/// The text for who asks about rules and not about zones.
pub(super) fn asked(arguments: &CheckArguments, paint: Paint) -> Option<String> {
    if let Some(rule) = arguments.rules.explain {
        return Some(explained(rule, paint));
    }
    arguments.rules.rules.then(|| listed(paint))
}

/// The rules to go by: those that are named, or all, without those that are passed over.
pub(super) fn wanted(arguments: &RuleArguments) -> Vec<&'static Rule> {
    let is_named = |rule: &&Rule| arguments.rule.is_empty() || arguments.rule.contains(rule);
    let is_allowed = |rule: &&Rule| arguments.allow.contains(rule);
    rules().iter().copied().filter(|rule| is_named(rule) && !is_allowed(rule)).collect()
}

fn word(severity: Severity, width: usize, paint: Paint) -> String {
    let word = format!("{:width$}", severity.word());
    match severity {
        Severity::Error => paint.red(&word),
        Severity::Warning => paint.yellow(&word),
        Severity::Note => paint.cyan(&word),
    }
}

fn listed(paint: Paint) -> String {
    let width = rules().iter().map(|rule| rule.id.len()).max().unwrap_or(0);
    let line = |rule: &&Rule| {
        let id = paint.bold(&format!("{:width$}", rule.id));
        format!("{id}  {}  {}\n", word(rule.severity, 7, paint), rule.about)
    };
    rules().iter().map(line).collect()
}

fn explained(rule: &Rule, paint: Paint) -> String {
    let head = paint.bold(rule.id);
    let severity = word(rule.severity, 0, paint);
    format!(
        "{head} ({severity})\n{}\n\n{} {}\n{} {}\n",
        rule.about,
        paint.dim("why:"),
        rule.why,
        paint.dim("mend:"),
        rule.mend
    )
}
