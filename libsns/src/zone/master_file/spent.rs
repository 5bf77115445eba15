//! What a few lines of a master file can multiply, and how far: included files that include others,
//! and `$GENERATE`.

use super::lexer::Fault;
use crate::limits::{
    GENERATE_ENTRIES_SUM_MAX, GENERATE_OCTETS_SUM_MAX, INCLUDE_FILES_MAX, INCLUDE_OCTETS_MAX,
};
use crate::record::Token;

/// What a zone has taken so far.
#[derive(Default)]
pub(super) struct Spent {
    /// Files included.
    files: usize,
    /// Octets of those.
    file_octets: usize,
    /// Records that `$GENERATE` made.
    entries: u64,
    /// Octets of their text.
    entry_octets: usize,
    /// True when it was too much of anything, which ends the reading.
    pub(super) is_over: bool,
}

impl Spent {
    /// Counts an included file.
    pub(super) fn file(&mut self, at: usize, name: &str, octets: usize) -> Result<(), Fault> {
        self.files += 1;
        self.file_octets += octets;
        let (what, most) = if self.files > INCLUDE_FILES_MAX {
            ("files", INCLUDE_FILES_MAX)
        } else if self.file_octets > INCLUDE_OCTETS_MAX {
            ("octets of files", INCLUDE_OCTETS_MAX)
        } else {
            return Ok(());
        };
        let name = Token::word(name.as_bytes()).shown();
        self.over(at, format!("with \"{name}\" the zone includes more than {most} {what}"))
    }

    /// Counts the entries of a `$GENERATE`, before they are made.
    pub(super) fn entries(&mut self, at: usize, count: u64) -> Result<(), Fault> {
        self.entries += count;
        if self.entries <= GENERATE_ENTRIES_SUM_MAX {
            return Ok(());
        }
        let (sum, most) = (self.entries, GENERATE_ENTRIES_SUM_MAX);
        self.over(
            at,
            format!("with this the zone generates {sum} entries; expected at most {most}"),
        )
    }

    /// Counts the text of a generated entry.
    pub(super) fn entry(&mut self, at: usize, octets: usize) -> Result<(), Fault> {
        self.entry_octets += octets;
        if self.entry_octets <= GENERATE_OCTETS_SUM_MAX {
            return Ok(());
        }
        let most = GENERATE_OCTETS_SUM_MAX;
        self.over(at, format!("with this the zone generates more than {most} octets of entries"))
    }

    fn over(&mut self, at: usize, message: String) -> Result<(), Fault> {
        self.is_over = true;
        Err(Fault::new(at, message))
    }
}
