//! The grammar of `level` and of what else speaks of levels.
//!
//! Sources: `Key:level`, `Key:repeat_on`, `Key:min_level`, `Key:building:levels` of the wiki. `a~b` is
//! how routers and renderers write a range that was expanded.

use libsns::geometry::Levels;

use super::element::Tags;

/// Lowest and highest level, as in a plan.
const LEVEL_MAX: i16 = 1000;
/// Most parts of a list.
const PARTS_MAX: usize = 256;

/// Levels as a tag says them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Said {
    /// The levels in order, each once; none where the tag makes no sense.
    pub(super) ordinals: Vec<i16>,
    /// What was assumed in reading them.
    pub(super) guess: Option<String>,
}

/// Reads `2`, `-1`, `0.5`, `1;2;3`, `-1~4`, `1-3`.
pub(super) fn said(text: &str) -> Said {
    let mut said = Said::default();
    for part in text.split([';', ',']).take(PARTS_MAX).map(str::trim) {
        let (range, guess) = range(part);
        if let Some(guess) = guess {
            said.guess = Some(format!("level {part:?} is read as {guess}"));
        }
        said.ordinals.extend(range.into_iter().flat_map(|(from, to)| from..=to));
    }
    if text.contains(',') && said.guess.is_none() {
        said.guess = Some(format!("level {text:?} is read as a list"));
    }
    said.ordinals.sort_unstable();
    said.ordinals.dedup();
    said
}

/// From where to where a part of the list goes, and what of that is assumed.
fn range(part: &str) -> (Option<(i16, i16)>, Option<String>) {
    if let Some((from, to)) = part.split_once('~') {
        return ordered(number(from), number(to));
    }
    if let Some(number) = number(part) {
        return ordered(Some(number), Some(number));
    }
    // `1-3`, `-1-2`, `-3--1`: the sign of the first number is none between two.
    let dash = part.char_indices().skip(1).find(|(_, c)| matches!(c, '-' | '–'));
    let Some((at, dash)) = dash else { return (None, None) };
    let (from, to) = (part.get(..at), part.get(at + dash.len_utf8()..));
    let (range, _) = ordered(from.and_then(number), to.and_then(number));
    (range, range.map(|(from, to)| format!("levels {from} to {to}")))
}

fn number(text: &str) -> Option<f64> {
    let number: f64 = text.trim().parse().ok()?;
    (number.abs() <= f64::from(LEVEL_MAX)).then_some(number)
}

/// Levels between two floors count to the lower one.
fn ordered(from: Option<f64>, to: Option<f64>) -> (Option<(i16, i16)>, Option<String>) {
    let Some((from, to)) = from.zip(to) else { return (None, None) };
    let (from, to) = if from <= to { (from, to) } else { (to, from) };
    // At most LEVEL_MAX, so the casts are exact.
    let range = (from.floor() as i16, to.floor() as i16);
    let is_half = from.fract() != 0.0 || to.fract() != 0.0;
    let guess = is_half.then(|| match range {
        (from, to) if from == to => format!("level {from}, the one below"),
        (from, to) => format!("levels {from} to {to}, the ones below"),
    });
    (Some(range), guess)
}

/// The levels from the lowest to the highest.
pub(super) fn span(ordinals: &[i16]) -> Option<Levels> {
    Levels::new(*ordinals.first()?, *ordinals.last()?).ok()
}

/// The levels that the tags of a building say it has.
pub(super) fn of_building(tags: &Tags) -> Option<Levels> {
    let one = |key| tags.get(key).and_then(number).map(|number| number.floor() as i16);
    let highest = one("max_level").or_else(|| {
        // `building:levels` counts the floors above ground, the ground floor among them.
        Some(one("building:levels").filter(|count| *count >= 1)? - 1)
    })?;
    let lowest = one("min_level")
        .or_else(|| Some(-one("building:levels:underground").filter(|count| *count >= 0)?))
        .unwrap_or(0);
    Levels::new(lowest, highest).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_read() {
        for (text, ordinals) in [
            ("2", &[2][..]),
            ("2~2", &[2]),
            ("-1~4", &[-1, 0, 1, 2, 3, 4]),
            ("1;2;3", &[1, 2, 3]),
            ("3; 1 ;1", &[1, 3]),
            ("-1~-1;0~0", &[-1, 0]),
            ("4~2", &[2, 3, 4]),
            ("", &[]),
            ("EG", &[]),
            ("1;EG", &[1]),
            ("nan", &[]),
            ("inf", &[]),
            ("1e9", &[]),
            ("-", &[]),
            ("~", &[]),
        ] {
            let said = said(text);
            assert_eq!(said.ordinals, ordinals, "{text}");
            assert_eq!(said.guess, None, "{text}");
        }
    }

    #[test]
    fn what_is_ambiguous_is_said() {
        for (text, ordinals, guess) in [
            ("1-3", &[1, 2, 3][..], "level \"1-3\" is read as levels 1 to 3"),
            ("-1-2", &[-1, 0, 1, 2], "level \"-1-2\" is read as levels -1 to 2"),
            ("-3--1", &[-3, -2, -1], "level \"-3--1\" is read as levels -3 to -1"),
            ("0.5", &[0], "level \"0.5\" is read as level 0, the one below"),
            ("-0.5", &[-1], "level \"-0.5\" is read as level -1, the one below"),
            ("0~1.5", &[0, 1], "level \"0~1.5\" is read as levels 0 to 1, the ones below"),
            ("0,1", &[0, 1], "level \"0,1\" is read as a list"),
        ] {
            let said = said(text);
            assert_eq!(said.ordinals, ordinals, "{text}");
            assert_eq!(said.guess.as_deref(), Some(guess), "{text}");
        }
    }

    #[test]
    fn a_building_says_how_many_levels_it_has() {
        let levels = |pairs: &[(&str, &str)]| {
            let mut tags = Tags::default();
            pairs.iter().for_each(|(key, value)| tags.push(key, value));
            of_building(&tags).map(|levels| (levels.lowest(), levels.highest()))
        };
        assert_eq!(levels(&[("building:levels", "3")]), Some((0, 2)));
        let cellar = [("building:levels", "3"), ("building:levels:underground", "2")];
        assert_eq!(levels(&cellar), Some((-2, 2)));
        assert_eq!(levels(&[("min_level", "-1"), ("max_level", "4")]), Some((-1, 4)));
        assert_eq!(levels(&[("min_level", "-1")]), None);
        assert_eq!(levels(&[("building:levels", "0")]), None);
        assert_eq!(levels(&[("min_level", "5"), ("max_level", "4")]), None);
    }
}
