//! Remarks by the thousand, told in one line each.

use std::collections::BTreeMap;

use crate::survey::{RemarkSort, Survey};

/// Things named in a remark before the rest are only counted.
const NAMED_MAX: usize = 3;

/// Counts what is guessed and left out for the same reason, and names the first few.
#[derive(Default)]
pub(crate) struct Tally {
    reasons: BTreeMap<(RemarkSort, String), Counted>,
}

#[derive(Default)]
struct Counted {
    named: Vec<String>,
    count: usize,
}

impl Tally {
    /// Counts something that was assumed; the reason is that of a remark.
    pub(crate) fn guess(&mut self, about: impl Into<String>, reason: impl Into<String>) {
        self.count(RemarkSort::Guessed, about.into(), reason.into());
    }

    /// Counts something that was not taken.
    pub(crate) fn leave_out(&mut self, about: impl Into<String>, reason: impl Into<String>) {
        self.count(RemarkSort::LeftOut, about.into(), reason.into());
    }

    fn count(&mut self, sort: RemarkSort, about: String, reason: String) {
        let counted = self.reasons.entry((sort, reason)).or_default();
        counted.count += 1;
        if counted.named.len() < NAMED_MAX {
            counted.named.push(about);
        }
    }

    /// Writes one remark for each reason.
    pub(crate) fn finish(self, survey: &mut Survey) {
        for ((sort, reason), Counted { named, count }) in self.reasons {
            let mut about = named.join(", ");
            match count - named.len() {
                0 => {}
                1 => about += " and 1 other",
                others => about += &format!(" and {others} others"),
            }
            match sort {
                RemarkSort::Guessed => survey.guess(about, reason),
                RemarkSort::LeftOut => survey.leave_out(about, reason),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_few_are_named_and_the_rest_counted() {
        let mut tally = Tally::default();
        for number in 1..=5 {
            tally.leave_out(format!("way {number}"), "it is a wall");
        }
        tally.guess("way 9", "level 0.5 is taken as 0");
        let mut survey = Survey::default();
        tally.finish(&mut survey);
        let lines: Vec<_> = survey.remarks.iter().map(ToString::to_string).collect();
        assert_eq!(
            lines,
            [
                "guessed: way 9: level 0.5 is taken as 0",
                "left out: way 1, way 2, way 3 and 2 others: it is a wall",
            ]
        );
    }
}
