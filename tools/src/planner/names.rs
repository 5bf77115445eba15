//! Names: the best words of the source, words of the planner's where it has none, and labels that differ.

use std::collections::{BTreeMap, HashMap, HashSet};

use libsns::limits::{LABEL_OCTETS_MAX, NAME_OCTETS_MAX};
use libsns::name::Name;
use libsns::name::place_name::{PlaceNameError, Siblings, label_of_words};
use libsns::record::PlaceClass;

use super::hierarchy::single;
use super::model::{Draft, Fate, Node, SITE_NODE, shown_label};
use super::tidy::cut;

/// Octets that stay free below each name for what a plan adds: `_services._dns-sd._udp` and such.
const NAME_OCTETS_ROOM: usize = 28;
/// Fewest octets of a label that was shortened to make room: below that it moves up instead.
const LABEL_OCTETS_MIN: usize = 12;
/// Height of the rows in which places are counted from left to right, in metres: a room's depth.
const ROW_METRES: f64 = 4.0;

/// Gives every node of the draft that has no label yet its name and label.
pub(super) fn name_all(draft: &mut Draft, apex: &Name, reserved: &[String]) {
    let children = draft.children();
    for parent in draft.downward() {
        let mut own = children[parent].clone();
        own.sort_by_key(|at| (draft.nodes[*at].is_device(), *at));
        let mut group = Group::default();
        if parent == SITE_NODE {
            reserved.iter().for_each(|label| drop(group.labels.take(label, ())));
        }
        group.keep(draft, &own);
        group.name(draft, &own);
        group.add_aliases(draft, &own);
    }
    shorten(draft, apex);
}

/// The things below one place.
#[derive(Default)]
struct Group {
    labels: Siblings<()>,
    /// The things that get their names here.
    named: HashSet<usize>,
}

impl Group {
    /// Takes the labels of things that have theirs from before; of two that now meet, the one that
    /// was not imported keeps it.
    fn keep(&mut self, draft: &mut Draft, own: &[usize]) {
        let mut named: Vec<usize> =
            own.iter().copied().filter(|at| !draft.nodes[*at].label.is_empty()).collect();
        named.sort_by_key(|at| draft.nodes[*at].fate == Fate::Surveyed);
        for at in named {
            let node = &mut draft.nodes[at];
            let is_taken = self.labels.take(&node.label, ()).is_err();
            if is_taken && node.fate == Fate::Surveyed {
                // Its name stays the first choice of what to call it.
                node.label.clear();
            }
        }
        // Another name that something else has by now leads there.
        for at in own {
            let aliases = std::mem::take(&mut draft.nodes[*at].aliases);
            let is_free = |alias: &String| {
                label_of_words(alias).is_ok_and(|label| self.labels.take(&label, ()).is_ok())
            };
            draft.nodes[*at].aliases = aliases.into_iter().filter(is_free).collect();
        }
    }

    /// Names what has no label yet: first those whose words nothing else has, then twins, then those
    /// without words.
    fn name(&mut self, draft: &mut Draft, own: &[usize]) {
        let unnamed = |draft: &Draft| {
            let own = own.iter().copied();
            own.filter(|at| draft.nodes[*at].label.is_empty()).collect::<Vec<_>>()
        };
        let mut twins: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for at in unnamed(draft) {
            if let Some((_, label)) = best_words(draft, at) {
                twins.entry(label).or_default().push(at);
            }
        }
        for (label, own) in &twins {
            if let [only] = own[..]
                && self.labels.free(label) == *label
                && let Some((words, _)) = best_words(draft, only)
            {
                self.give(draft, only, words, label.clone());
            }
        }
        for own in twins.into_values() {
            self.tell_apart(draft, own);
        }
        let mut nameless: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for at in unnamed(draft) {
            nameless.entry(kind_words(&draft.nodes[at].kind)).or_default().push(at);
        }
        for (words, mut own) in nameless {
            sort_by_position(draft, &mut own);
            self.count(draft, &words, &own);
        }
    }

    fn give(&mut self, draft: &mut Draft, at: usize, words: String, label: String) {
        let _ = self.labels.take(&label, ());
        self.named.insert(at);
        draft.nodes[at].name = words;
        draft.nodes[at].label = label;
    }

    /// Things with the same words: each with its second name, where that tells all of them apart, else
    /// with a number.
    fn tell_apart(&mut self, draft: &mut Draft, mut own: Vec<usize>) {
        own.retain(|at| draft.nodes[*at].label.is_empty());
        let longer: Vec<Option<(String, String)>> = own
            .iter()
            .map(|at| {
                let words = format!("{} {}", draft.nodes[*at].words.first()?, second(draft, *at)?);
                Some((words.clone(), label(&words)?))
                    .filter(|(_, label)| self.labels.free(label) == *label)
            })
            .collect();
        let differ: HashSet<&String> = longer.iter().flatten().map(|(_, label)| label).collect();
        if own.len() > 1 && differ.len() == own.len() {
            for (at, longer) in own.into_iter().zip(longer) {
                let (words, label) = longer.unwrap_or_default();
                self.give(draft, at, words, label);
            }
            return;
        }
        sort_by_position(draft, &mut own);
        for at in own {
            let Some((words, label)) = best_words(draft, at) else { continue };
            let free = self.labels.free(&label);
            if free != label {
                draft
                    .notes
                    .guess(words.clone(), "a number, as others in the same place have its name");
            }
            self.numbered(draft, at, &words, &label);
        }
    }

    /// The words and label, with the smallest number from 2 on that makes them free.
    fn numbered(&mut self, draft: &mut Draft, at: usize, words: &str, plain: &str) {
        let free = self.labels.free(plain);
        if free == plain {
            return self.give(draft, at, words.to_owned(), free);
        }
        // The number that was found stands in the words, too, where that makes the same label.
        let number = free.rsplit('-').next().and_then(|number| number.parse::<usize>().ok());
        let ends_in_digit = words.ends_with(|c: char| c.is_ascii_digit());
        let longer = number.map(|number| match ends_in_digit {
            true => format!("{words} ({number})"),
            false => format!("{words} {number}"),
        });
        let longer = longer.filter(|longer| label(longer).as_deref() == Some(&free));
        self.give(draft, at, longer.unwrap_or_else(|| words.to_owned()), free);
    }

    /// Things without words: the kind, counted where there are several.
    fn count(&mut self, draft: &mut Draft, words: &str, own: &[usize]) {
        let Some(plain) = label(words) else { return };
        for (number, &at) in (1..).zip(own) {
            let level = (draft.nodes[at].class == PlaceClass::Level)
                .then(|| single(draft.nodes[at].levels))
                .flatten();
            if let Some(level) = level {
                self.name_level(draft, at, level);
                continue;
            }
            let text =
                "has no name; it is named by its kind, counted left to right and top to bottom";
            draft.notes.guess(source_of(draft, at), text);
            let counted = format!("{words} {number}");
            let counted = label(&counted).map(|label| (counted, label));
            match counted.filter(|(_, label)| own.len() > 1 && self.labels.free(label) == *label) {
                Some((words, label)) => self.give(draft, at, words, label),
                None => self.numbered(draft, at, words, &plain),
            }
        }
    }

    /// A level that has no more than a number: `f2`, below the ground `b1`.
    fn name_level(&mut self, draft: &mut Draft, at: usize, level: i16) {
        let short = if level < 0 { format!("b{}", -i32::from(level)) } else { format!("f{level}") };
        let label = self.labels.free(&short);
        self.give(draft, at, format!("Level {level}"), label);
    }

    /// Second names that nothing else in the place has lead there, too.
    fn add_aliases(&mut self, draft: &mut Draft, own: &[usize]) {
        let mut counts: HashMap<String, usize> = HashMap::new();
        let seconds: Vec<(usize, String, String)> = own
            .iter()
            .filter(|at| self.named.contains(at) && !draft.nodes[**at].is_device())
            .filter_map(|at| {
                let words = second(draft, *at)?.to_owned();
                label_of_words(&words).ok().map(|label| (*at, words, label))
            })
            .collect();
        for (_, _, label) in &seconds {
            *counts.entry(label.clone()).or_default() += 1;
        }
        for (at, words, label) in seconds {
            let is_said = draft.nodes[at].label.contains(&label);
            if counts[&label] == 1 && !is_said && self.labels.take(&label, ()).is_ok() {
                // A dot is no part of a label, so words with one are written as the label they make.
                let alias = if words.contains('.') { shown_label(&label) } else { words };
                draft.nodes[at].aliases.push(alias);
            }
        }
    }
}

fn source_of(draft: &Draft, at: usize) -> String {
    draft.nodes[at].source.clone().unwrap_or_default()
}

/// True for a name that an import may have made of the source's words, or of the kind.
pub(super) fn is_made_of(node: &Node) -> bool {
    let made = node
        .words
        .iter()
        .find_map(|words| label(words))
        .filter(|_| node.class != PlaceClass::Level);
    let made = made.or_else(|| label(&kind_words(&node.kind)));
    made.zip(label(&node.name)).is_some_and(|(made, own)| own.starts_with(&made))
}

/// The first of the source's words that make a label. A level's bare number is no name.
fn best_words(draft: &Draft, at: usize) -> Option<(String, String)> {
    let node = &draft.nodes[at];
    let is_number = |words: &str| words.parse::<f64>().is_ok();
    let is_level = node.class == PlaceClass::Level;
    let usable = node.words.iter().filter(|words| !(is_level && is_number(words)));
    let own = Some(&node.name).filter(|name| !name.is_empty());
    own.into_iter().chain(usable).filter_map(|words| Some((words.clone(), label(words)?))).next()
}

/// The second of the source's words, where it says something else.
fn second(draft: &Draft, at: usize) -> Option<&str> {
    let words = &draft.nodes[at].words;
    let first = label(words.first()?)?;
    words
        .get(1)
        .filter(|words| label(words).is_some_and(|label| label != first))
        .map(String::as_str)
}

/// The label of words, shortened where it would be too long; none where they make none.
pub(super) fn label(words: &str) -> Option<String> {
    match label_of_words(words) {
        Ok(label) => Some(label),
        Err(PlaceNameError::TooLong { suggestion, .. }) => label_of_words(&suggestion).ok(),
        Err(PlaceNameError::Empty) => None,
        Err(_) => {
            // What the system keeps for itself, or what no name may hold, is left out.
            let plain: String =
                words.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { ' ' }).collect();
            let words: Vec<_> = plain.split_whitespace().collect();
            let start =
                usize::from(words.first().is_some_and(|word| word.eq_ignore_ascii_case("xn")));
            label_of_words(&cut(&words[start..].join(" "), LABEL_OCTETS_MAX)).ok()
        }
    }
}

/// `meeting-room` is `Meeting room`.
fn kind_words(kind: &str) -> String {
    let words = kind.replace('-', " ");
    let mut letters = words.chars();
    let first = letters.next().map(|c| c.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

/// As people read: rows from the top, each from the left; what has no position comes last, in the
/// order of the identities.
fn sort_by_position(draft: &Draft, own: &mut [usize]) {
    #[expect(clippy::cast_possible_truncation, reason = "saturates")]
    let whole = |metres: f64| metres.round() as i64;
    own.sort_by_cached_key(|at| {
        let node = &draft.nodes[*at];
        let own = node.position.map(|position| draft.plane.point(position));
        let point = node.ground.middle().or(own);
        let place = point.map(|[x, y]| (whole(-y / ROW_METRES), whole(x * 100.0)));
        (place.is_none(), place, node.source.clone())
    });
}

/// Names of more than 255 octets: labels give way, and where that is not enough, things move up.
fn shorten(draft: &mut Draft, apex: &Name) {
    let room = NAME_OCTETS_MAX.saturating_sub(NAME_OCTETS_ROOM + apex.as_wire().len());
    let mut lengths = vec![0_usize; draft.nodes.len()];
    for at in draft.downward().into_iter().skip(1) {
        let mut parent = draft.nodes[at].parent;
        let own = draft.nodes[at].label.len() + 1;
        if lengths[parent] + own > room && draft.nodes[at].fate == Fate::Surveyed {
            while lengths[parent] + LABEL_OCTETS_MIN + 1 > room && parent != SITE_NODE {
                parent = draft.nodes[parent].parent;
            }
            let most = room.saturating_sub(lengths[parent] + 1).min(LABEL_OCTETS_MAX);
            let is_free = |draft: &Draft, label: &str| {
                let mut siblings = draft.nodes.iter().enumerate().skip(1);
                !siblings.any(|(other, node)| {
                    other != at && node.parent == parent && node.label == label
                })
            };
            let words = draft.nodes[at].label.clone();
            let short = (0..).map(|number| short_label(&words, number, most));
            let mut short = short.filter(|label| is_free(draft, label));
            let label = short.next().unwrap_or_default();
            let about = draft.nodes[at].name.clone();
            draft
                .notes
                .guess(about, "a shorter label, as its name would have more than 255 octets");
            draft.nodes[at].label = label;
            draft.nodes[at].parent = parent;
        }
        lengths[at] = lengths[parent] + draft.nodes[at].label.len() + 1;
    }
}

/// The beginning of a label, with a number from the second try on.
fn short_label(label: &str, number: usize, most: usize) -> String {
    // The beginning of an encoded label means something else.
    let plain = if label.starts_with("xn--") { "place" } else { label };
    match number {
        0 => cut(plain, most).trim_matches('-').to_owned(),
        number => {
            let tail = format!("-{number}");
            format!("{}{tail}", cut(plain, most.saturating_sub(tail.len())).trim_matches('-'))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_all_sorts_make_labels() {
        for (words, expected) in [
            ("Meeting 1", Some("meeting-1")),
            ("_near", Some("near")),
            ("xn--meeting-1", Some("meeting-1")),
            ("Room\u{fffd} 3", Some("room-3")),
            ("—", None),
            ("", None),
        ] {
            assert_eq!(label(words).as_deref(), expected, "{words:?}");
        }
        assert!(label(&"very long words ".repeat(20)).unwrap().len() <= LABEL_OCTETS_MAX);
        assert_eq!(kind_words("meeting-room"), "Meeting room");
    }
}
