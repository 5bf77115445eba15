//! Changes to a text by where it is changed, so that all around them stays as its owner wrote it.

use std::ops::Range;

use libsns::plan::PlanFile;

/// One stretch of a file that gets another text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Edit {
    pub(super) file: String,
    pub(super) span: Range<usize>,
    pub(super) text: String,
}

/// The files with the edits made. Of edits that meet, the earlier in the file is made.
pub(super) fn apply(files: &[PlanFile], mut edits: Vec<Edit>) -> Vec<PlanFile> {
    edits.sort_by(|a, b| {
        (&a.file, a.span.start, a.span.end).cmp(&(&b.file, b.span.start, b.span.end))
    });
    let edited = |file: &PlanFile| {
        let own = edits.iter().filter(|edit| edit.file == file.path);
        PlanFile { path: file.path.clone(), text: with_edits(&file.text, own) }
    };
    files.iter().map(edited).collect()
}

fn with_edits<'e>(text: &str, edits: impl Iterator<Item = &'e Edit>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for edit in edits {
        let Some(between) = text.get(at..edit.span.start) else { continue };
        if text.get(edit.span.clone()).is_none() {
            continue;
        }
        out.push_str(between);
        out.push_str(&edit.text);
        at = edit.span.end;
    }
    out.push_str(text.get(at..).unwrap_or_default());
    out
}

/// A number with so many decimals at most, without zeros at the end.
pub(super) fn decimal(number: f64, decimals: usize) -> String {
    let text = format!("{number:.decimals$}");
    let short =
        if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    if short == "-0" { "0".to_owned() } else { short.to_owned() }
}

/// The items of a list one by one, with what stands before, between and behind them.
pub(super) struct ListText<'t> {
    pub(super) text: &'t str,
    /// The list with its brackets.
    pub(super) span: Range<usize>,
    pub(super) items: Vec<Range<usize>>,
}

impl ListText<'_> {
    /// The whole list with other items, set as those of before were.
    pub(super) fn with_items(&self, items: &[String]) -> Option<String> {
        let (first, last) = (self.items.first()?, self.items.last()?);
        let head = self.text.get(self.span.start..first.start)?;
        let tail = self.text.get(last.end..self.span.end)?;
        let between = self.items.get(1).and_then(|next| self.text.get(first.end..next.start));
        // A comment belongs to its item and cannot be repeated.
        let between = between.filter(|text| !text.contains('#')).unwrap_or(", ");
        Some(format!("{head}{}{tail}", items.join(between)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_leave_the_rest_alone() {
        let files = [PlanFile { path: "a".into(), text: "one two three".into() }];
        let edit = |span, text: &str| Edit { file: "a".into(), span, text: text.into() };
        let edits = vec![edit(8..13, "3"), edit(0..3, "1"), edit(2..5, "x"), edit(99..100, "x")];
        assert_eq!(apply(&files, edits)[0].text, "1 two 3");
    }

    #[test]
    fn numbers_are_as_short_as_they_can_be() {
        for (number, text) in [(1.5, "1.5"), (2.0, "2"), (-0.0001, "0"), (0.1 + 0.2, "0.3")] {
            assert_eq!(decimal(number, 3), text);
        }
        assert_eq!(decimal(100.0, 0), "100");
    }

    #[test]
    fn lists_keep_their_setting() {
        let text = "x = [ 1,\n  2,\n  3 ]";
        let list = ListText { text, span: 4..19, items: vec![6..7, 11..12, 16..17] };
        let with = |items: &[&str]| {
            list.with_items(&items.iter().map(ToString::to_string).collect::<Vec<_>>())
        };
        assert_eq!(with(&["7", "8"]).as_deref(), Some("[ 7,\n  8 ]"));
    }
}
