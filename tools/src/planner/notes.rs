//! What was guessed and left out, collected so that a hundred of a sort make one line.

use std::collections::BTreeMap;

use crate::survey::{Remark, RemarkSort};

/// Things named in one line; the others are counted.
const NAMED_MAX: usize = 3;

/// Remarks by their sort and text.
#[derive(Clone, Debug, Default)]
pub(super) struct Notes {
    groups: BTreeMap<(RemarkSort, String), Vec<String>>,
}

impl Notes {
    /// Notes what the source does not say and was assumed.
    pub(super) fn guess(&mut self, about: impl Into<String>, text: impl Into<String>) {
        self.note(RemarkSort::Guessed, about.into(), text.into());
    }

    /// Notes what is in the source and not taken.
    pub(super) fn leave_out(&mut self, about: impl Into<String>, text: impl Into<String>) {
        self.note(RemarkSort::LeftOut, about.into(), text.into());
    }

    fn note(&mut self, sort: RemarkSort, about: String, text: String) {
        let group = self.groups.entry((sort, text)).or_default();
        if group.last() != Some(&about) {
            group.push(about);
        }
    }

    /// A remark for each text, about all that it was noted of.
    pub(super) fn into_remarks(self) -> Vec<Remark> {
        let remark = |((sort, text), about): ((RemarkSort, String), Vec<String>)| Remark {
            sort,
            about: named(&about),
            text,
        };
        self.groups.into_iter().map(remark).collect()
    }
}

/// The first few, and how many there are.
fn named(about: &[String]) -> String {
    let first = about.iter().take(NAMED_MAX).map(String::as_str).collect::<Vec<_>>().join(", ");
    match about.len() {
        0..=NAMED_MAX => first,
        count => format!("{count} things ({first}, …)"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_of_a_sort_make_one_line() {
        let mut notes = Notes::default();
        (1..=5).for_each(|at| notes.guess(format!("Room {at}"), "named by its kind"));
        notes.leave_out("Hall", "has no area");
        let lines: Vec<_> = notes.into_remarks().iter().map(ToString::to_string).collect();
        assert_eq!(
            lines,
            [
                "guessed: 5 things (Room 1, Room 2, Room 3, …): named by its kind",
                "left out: Hall: has no area",
            ]
        );
    }
}
