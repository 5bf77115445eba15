//! What is wrong with a plan, and where.

use std::fmt;
use std::sync::Arc;

use crate::limits::{QUOTED_CHARACTERS_MAX, SENTENCE_CHARACTERS_MAX};

/// Something wrong in a plan: the file, the line where it is known, what was being said, the value
/// that was found and what was expected instead.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PlanFault {
    /// The file's path, as the plan names it.
    pub file: String,
    /// The line, from 1 on; none where the whole file is meant.
    pub line: Option<usize>,
    /// The column, in characters, from 1 on, where it is known: in master files.
    pub column: Option<usize>,
    /// The item and key, such as `place "Café": level`, or `feature 12`.
    pub key: String,
    /// The value as found; empty when it is missing.
    pub value: String,
    /// What was expected, as a sentence.
    pub expected: String,
}

impl fmt::Display for PlanFault {
    /// `file:line:column: key = value: expectation`, the parts that are known.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        for number in [self.line, self.column].into_iter().flatten() {
            write!(f, ":{number}")?;
        }
        if !self.key.is_empty() {
            write!(f, ": {}", self.key)?;
        }
        if !self.value.is_empty() {
            write!(f, " = {}", self.value)?;
        }
        write!(f, ": {}", self.expected)
    }
}

impl std::error::Error for PlanFault {}

/// Where something stands in a plan; kept beside what was read, for faults found later.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Spot {
    pub(crate) file: Arc<str>,
    pub(crate) line: Option<usize>,
    pub(crate) key: Arc<str>,
}

impl Spot {
    /// The file as a whole.
    pub(crate) fn file(file: &str) -> Self {
        Self { file: file.into(), line: None, key: "".into() }
    }

    /// The same line, another key.
    pub(crate) fn named(&self, key: &str) -> Self {
        Self { key: clipped(key, SENTENCE_CHARACTERS_MAX).into(), ..self.clone() }
    }

    /// A part of the item here: its key follows this one's.
    pub(crate) fn part(&self, key: &str) -> Self {
        let key = match &*self.key {
            "" => key.to_owned(),
            own => format!("{own}: {key}"),
        };
        self.named(&key)
    }

    /// Whether a fault tells of this very key, or of an item of its list.
    pub(crate) fn is_blamed(&self, faults: &[PlanFault]) -> bool {
        faults.iter().any(|fault| {
            let rest = fault.key.strip_prefix(&*self.key);
            fault.file == *self.file && rest.is_some_and(|r| r.is_empty() || r.starts_with('['))
        })
    }

    /// A fault here.
    pub(crate) fn fault(&self, value: impl fmt::Display, expected: impl fmt::Display) -> PlanFault {
        PlanFault {
            file: (*self.file).to_owned(),
            line: self.line,
            column: None,
            key: (*self.key).to_owned(),
            value: clipped(&value.to_string(), QUOTED_CHARACTERS_MAX),
            expected: clipped(&expected.to_string(), SENTENCE_CHARACTERS_MAX),
        }
    }
}

/// Words of a plan as faults quote them.
pub(crate) fn quoted(words: &str) -> String {
    format!("{:?}", clipped(words, QUOTED_CHARACTERS_MAX))
}

/// A text as faults show it: on one line, and not endless.
fn clipped(text: &str, characters_max: usize) -> String {
    let mut clipped: String = text.chars().take(characters_max).map(printable).collect();
    if text.chars().nth(characters_max).is_some() {
        clipped.push('…');
    }
    clipped
}

fn printable(c: char) -> char {
    if c.is_control() { '\u{fffd}' } else { c }
}

/// The word of the list that is nearest to what was written, if any is near (two edits at most, and
/// fewer than the word has letters).
pub(crate) fn nearest<'w>(
    written: &str,
    words: impl IntoIterator<Item = &'w str>,
) -> Option<&'w str> {
    words
        .into_iter()
        .map(|word| (edits(written, word), word))
        .filter(|(edits, word)| *edits <= 2 && *edits < word.chars().count())
        .min()
        .map(|(_, word)| word)
}

/// Letters to insert, delete or replace to make one word of the other (Levenshtein); words that are
/// very long or of very different length count as far apart.
fn edits(a: &str, b: &str) -> usize {
    const LETTERS_MAX: usize = 64;
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.len().max(b.len()) > LETTERS_MAX || a.len().abs_diff(b.len()) > 2 {
        return usize::MAX;
    }
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_says_where_what_and_what_instead() {
        let spot = Spot { line: Some(7), ..Spot::file("ground.toml") };
        let fault =
            spot.named("place \"Café\"").part("level").fault("\"two\"", "expected a number");
        assert_eq!(
            fault.to_string(),
            "ground.toml:7: place \"Café\": level = \"two\": expected a number"
        );
        let long = spot.fault("x".repeat(200), "no");
        assert_eq!(long.value.chars().count(), 81);
    }

    #[test]
    fn the_nearest_word_is_suggested_only_when_near() {
        let words = ["position", "parent", "level"];
        assert_eq!(nearest("postion", words), Some("position"));
        assert_eq!(nearest("levle", words), Some("level"));
        assert_eq!(nearest("colour", words), None);
        assert_eq!(nearest(&"x".repeat(1000), words), None);
    }
}
