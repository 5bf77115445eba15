//! What changed between two texts, as `diff -u` shows it (POSIX.1-2024, diff, "Diff -u Output Format").

use std::collections::HashMap;

use libsns::plan::PlanFile;

/// Lines of context around a change.
const CONTEXT_LINES: usize = 3;
/// Changed lines beyond which the shortest way is not looked for (a choice: its cost is their square).
const CHANGES_MAX: usize = 2000;

/// The changes of all files that changed, in the order of the second list.
#[must_use]
pub fn unified_diff(before: &[PlanFile], after: &[PlanFile]) -> String {
    let old: HashMap<&str, &str> =
        before.iter().map(|file| (file.path.as_str(), file.text.as_str())).collect();
    after
        .iter()
        .filter_map(|file| {
            let old = *old.get(file.path.as_str())?;
            (old != file.text).then(|| file_diff(&file.path, old, &file.text))
        })
        .collect()
}

fn file_diff(path: &str, old: &str, new: &str) -> String {
    let (a, b): (Vec<&str>, Vec<&str>) =
        (old.split_inclusive('\n').collect(), new.split_inclusive('\n').collect());
    let mut out = format!("--- a/{path}\n+++ b/{path}\n");
    for hunk in hunks(&script(&a, &b)) {
        write_hunk(&hunk, &a, &b, &mut out);
    }
    out
}

/// A line that stays, goes or comes; its number in the old and in the new text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Keep(usize, usize),
    Remove(usize, usize),
    Add(usize, usize),
}

/// The way from one text to the other.
fn script(a: &[&str], b: &[&str]) -> Vec<Step> {
    let head = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let rest = a.len().min(b.len()) - head;
    let tail = a.iter().rev().zip(b.iter().rev()).take(rest).take_while(|(x, y)| x == y).count();
    let (inner_a, inner_b) = (&a[head..a.len() - tail], &b[head..b.len() - tail]);
    let inner = shortest(inner_a, inner_b).unwrap_or_else(|| {
        let is_in_place = inner_a.len() == inner_b.len();
        if is_in_place { pairwise(inner_a, inner_b) } else { replaced(inner_a, inner_b) }
    });
    let moved = inner.into_iter().map(|step| match step {
        Step::Keep(x, y) => Step::Keep(x + head, y + head),
        Step::Remove(x, y) => Step::Remove(x + head, y + head),
        Step::Add(x, y) => Step::Add(x + head, y + head),
    });
    let keep = |from: usize, other: usize, count: usize| {
        (0..count).map(move |at| Step::Keep(from + at, other + at))
    };
    keep(0, 0, head).chain(moved).chain(keep(a.len() - tail, b.len() - tail, tail)).collect()
}

/// Line for line: what was changed in place.
fn pairwise(a: &[&str], b: &[&str]) -> Vec<Step> {
    let mut steps = Vec::with_capacity(a.len());
    let mut at = 0;
    while at < a.len() {
        let run = (at..a.len()).take_while(|i| a[*i] != b[*i]).count();
        steps.extend((at..at + run).map(|i| Step::Remove(i, at)));
        steps.extend((at..at + run).map(|i| Step::Add(at + run, i)));
        at += run;
        if at < a.len() {
            steps.push(Step::Keep(at, at));
            at += 1;
        }
    }
    steps
}

fn replaced(a: &[&str], b: &[&str]) -> Vec<Step> {
    let removed = (0..a.len()).map(|at| Step::Remove(at, 0));
    removed.chain((0..b.len()).map(|at| Step::Add(a.len(), at))).collect()
}

/// The shortest way (Myers 1986, An O(ND) difference algorithm, §4); none where it is too long.
fn shortest(a: &[&str], b: &[&str]) -> Option<Vec<Step>> {
    let (n, m) = (isize::try_from(a.len()).ok()?, isize::try_from(b.len()).ok()?);
    let most = a.len().saturating_add(b.len()).min(CHANGES_MAX);
    let middle = most + 1;
    let mut reach = vec![0_isize; 2 * most + 3];
    let mut trace: Vec<Vec<isize>> = Vec::new();
    for depth in 0..=most {
        trace.push(reach[middle - depth - 1..=middle + depth + 1].to_vec());
        let depth_signed = isize::try_from(depth).ok()?;
        for k in (-depth_signed..=depth_signed).step_by(2) {
            let at = middle.checked_add_signed(k)?;
            let down = k == -depth_signed || k != depth_signed && reach[at - 1] < reach[at + 1];
            let mut x = if down { reach[at + 1] } else { reach[at - 1] + 1 };
            while x < n && x - k < m && a[x.unsigned_abs()] == b[(x - k).unsigned_abs()] {
                x += 1;
            }
            reach[at] = x;
            if x >= n && x - k >= m {
                return Some(walk_back(&trace, n, m));
            }
        }
    }
    None
}

/// From the end back to the start by what each depth had reached.
fn walk_back(trace: &[Vec<isize>], n: isize, m: isize) -> Vec<Step> {
    let (mut x, mut y) = (n, m);
    let mut steps = Vec::new();
    let step = |x: isize, y: isize| (x.unsigned_abs(), y.unsigned_abs());
    for (depth, reach) in trace.iter().enumerate().rev() {
        let depth_signed = depth.cast_signed();
        let k = x - y;
        let at = |k: isize| reach[(k + depth_signed + 1).unsigned_abs()];
        let down = k == -depth_signed || k != depth_signed && at(k - 1) < at(k + 1);
        let before_k = if down { k + 1 } else { k - 1 };
        let (before_x, before_y) =
            if depth == 0 { (0, 0) } else { (at(before_k), at(before_k) - before_k) };
        while x > before_x && y > before_y {
            (x, y) = (x - 1, y - 1);
            let (x, y) = step(x, y);
            steps.push(Step::Keep(x, y));
        }
        if depth > 0 {
            (x, y) = (before_x, before_y);
            let (x, y) = step(x, y);
            steps.push(if down { Step::Add(x, y) } else { Step::Remove(x, y) });
        }
    }
    steps.reverse();
    steps
}

/// The changes with their context; those whose contexts meet are one.
fn hunks(steps: &[Step]) -> Vec<Vec<Step>> {
    let changes: Vec<usize> = steps
        .iter()
        .enumerate()
        .filter(|(_, step)| !matches!(step, Step::Keep(..)))
        .map(|(at, _)| at)
        .collect();
    let mut ranges: Vec<[usize; 2]> = Vec::new();
    for at in changes {
        let end = (at + CONTEXT_LINES + 1).min(steps.len());
        match ranges.last_mut() {
            Some(last) if at <= last[1] + CONTEXT_LINES => last[1] = end,
            _ => ranges.push([at.saturating_sub(CONTEXT_LINES), end]),
        }
    }
    ranges.into_iter().map(|[start, end]| steps[start..end].to_vec()).collect()
}

fn write_hunk(hunk: &[Step], a: &[&str], b: &[&str], out: &mut String) {
    use std::fmt::Write as _;
    let Some(Step::Keep(x, y) | Step::Remove(x, y) | Step::Add(x, y)) = hunk.first().copied()
    else {
        return;
    };
    let old = hunk.iter().filter(|step| !matches!(step, Step::Add(..))).count();
    let new = hunk.iter().filter(|step| !matches!(step, Step::Remove(..))).count();
    // The first line counts from 1; where there is none, it is the one before.
    let from = |at: usize, count: usize| if count == 0 { at } else { at + 1 };
    // Writing to a String does not fail.
    let _ = writeln!(out, "@@ -{},{old} +{},{new} @@", from(x, old), from(y, new));
    for step in hunk {
        let (sign, line) = match *step {
            Step::Keep(x, _) => (' ', a[x]),
            Step::Remove(x, _) => ('-', a[x]),
            Step::Add(_, y) => ('+', b[y]),
        };
        out.push(sign);
        out.push_str(line);
        if !line.ends_with('\n') {
            out.push_str("\n\\ No newline at end of file\n");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn file(text: &str) -> PlanFile {
        PlanFile { path: "a.toml".into(), text: text.into() }
    }

    #[test]
    fn a_diff_shows_what_changed_with_three_lines_around() {
        let old: String = (1..=12).map(|n| format!("{n}\n")).collect();
        let new = old.replace("6\n", "six\nand\n");
        assert_eq!(
            unified_diff(&[file(&old)], &[file(&new)]),
            "--- a/a.toml\n+++ b/a.toml\n@@ -3,7 +3,8 @@\n 3\n 4\n 5\n-6\n+six\n+and\n 7\n 8\n 9\n"
        );
        assert_eq!(unified_diff(&[file(&old)], &[file(&old)]), "");
    }

    #[test]
    fn changes_far_apart_are_hunks_of_their_own() {
        let old: String = (1..=30).map(|n| format!("{n}\n")).collect();
        let new = old.replace("\n4\n", "\n").replace("\n25\n", "\n25\nx\n");
        let diff = unified_diff(&[file(&old)], &[file(&new)]);
        assert!(diff.contains("@@ -1,7 +1,6 @@\n 1\n 2\n 3\n-4\n 5\n"), "{diff}");
        assert!(diff.contains("@@ -23,6 +22,7 @@\n 23\n 24\n 25\n+x\n 26\n"), "{diff}");
        let diff = unified_diff(&[file("a")], &[file("b")]);
        assert!(
            diff.ends_with("-a\n\\ No newline at end of file\n+b\n\\ No newline at end of file\n")
        );
    }

    proptest! {
        #[test]
        fn steps_make_the_new_text_of_the_old(
            a in proptest::collection::vec("[abc]\n", 0..20),
            b in proptest::collection::vec("[abc]\n", 0..20),
        ) {
            let (a, b): (Vec<&str>, Vec<&str>) =
                (a.iter().map(String::as_str).collect(), b.iter().map(String::as_str).collect());
            let steps = script(&a, &b);
            let (mut old, mut new) = (Vec::new(), Vec::new());
            for step in steps {
                match step {
                    Step::Keep(x, y) => {
                        prop_assert_eq!(a[x], b[y]);
                        old.push(x);
                        new.push(y);
                    }
                    Step::Remove(x, _) => old.push(x),
                    Step::Add(_, y) => new.push(y),
                }
            }
            prop_assert_eq!(old, (0..a.len()).collect::<Vec<_>>());
            prop_assert_eq!(new, (0..b.len()).collect::<Vec<_>>());
        }
    }
}
