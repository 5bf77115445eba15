//! What a rule is, and the list of all.

use std::fmt;

use super::finding::Finding;
use super::rules::ALL;
use super::scene::Scene;

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Could be better.
    Note,
    /// Likely a mistake, and answers suffer from it.
    Warning,
    /// A mistake, whatever was meant.
    Error,
}

impl Severity {
    /// The word for it, which is that of SARIF 2.1.0 §3.27.10 too.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// One thing the linter looks for.
pub struct Rule {
    /// What it is called, in kebab case; stable, as people write it into scripts.
    pub id: &'static str,
    /// How much its findings matter.
    pub severity: Severity,
    /// What it finds, as a sentence.
    pub about: &'static str,
    /// Why that matters, as a sentence.
    pub why: &'static str,
    /// How to mend it, as a sentence.
    pub mend: &'static str,
    pub(super) check: fn(&Scene<'_>, &mut Vec<Finding>),
}

impl fmt::Debug for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id)
    }
}

impl PartialEq for Rule {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for Rule {}

/// All rules, in the order in which they are told.
#[must_use]
pub fn rules() -> &'static [&'static Rule] {
    ALL
}

/// The rule with this name.
#[must_use]
pub fn rule(id: &str) -> Option<&'static Rule> {
    rules().iter().copied().find(|rule| rule.id == id)
}
