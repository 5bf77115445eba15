//! Place names: the owner's words to labels and back.
//!
//! A label is made from the words people use ("Café, 1st floor" → `xn--caf-1st-floor-dhb`) by folding
//! case and composing characters (UTS 46, non-transitional) and turning spaces and punctuation into
//! single hyphens. The way back is kept in the PLACE record, which holds the words as they were
//! written; [`words_of_label`] is the best that can be done without it.

use std::collections::BTreeMap;
use std::fmt;

use idna::uts46::{AsciiDenyList, DnsLength, Hyphens, Uts46};

use super::{Name, NameError};
use crate::limits::LABEL_OCTETS_MAX;

/// Why words cannot name a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlaceNameError {
    /// Nothing is left when spaces and punctuation are taken away.
    Empty,
    /// The words start with an underscore; such labels belong to the system
    /// (`_near`, `_h3`, `_tcp`; RFC 8552 §1.1).
    Reserved,
    /// The words start with `xn--`, the prefix of encoded labels (RFC 5890 §2.3.1), and are none.
    FakeEncoding,
    /// Characters that no internationalised name may hold (UTS 46 §4).
    Characters,
    /// The label has this many octets; the suggestion is its longest beginning that fits.
    TooLong {
        /// Octets the label would need.
        octets: usize,
        /// A shorter label, whole words where possible.
        suggestion: String,
    },
}

impl fmt::Display for PlaceNameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => write!(f, "no letter or digit is left to make a label of"),
            Self::Reserved => {
                write!(f, "labels that start with an underscore belong to the system")
            }
            Self::FakeEncoding => {
                write!(f, "\"xn--\" marks an encoded label, and this is none; write the words")
            }
            Self::Characters => {
                write!(f, "it holds characters that a domain name may not (UTS 46)")
            }
            Self::TooLong { octets, suggestion } => write!(
                f,
                "the label would have {octets} octets, more than {LABEL_OCTETS_MAX}; \
                 set a shorter one, for example label = {suggestion:?}"
            ),
        }
    }
}

impl std::error::Error for PlaceNameError {}

/// The label of the owner's words, in ASCII, lower case, 1 to 63 octets.
///
/// A label that was made here makes itself again, so labels may be given wherever words may.
///
/// # Errors
/// When the words leave nothing, too much, or something reserved.
pub fn label_of_words(words: &str) -> Result<String, PlaceNameError> {
    let words = words.trim();
    if words.starts_with('_') {
        return Err(PlaceNameError::Reserved);
    }
    if words.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("xn--")) {
        let label = words.to_ascii_lowercase();
        // Decoded, it no longer starts so; what cannot be decoded still does.
        let words = Some(unicode_label(&label)).filter(|words| !words.starts_with("xn--"));
        let again = words.and_then(|words| label_of_words(&words).ok());
        return again.filter(|own| *own == label).ok_or(PlaceNameError::FakeEncoding);
    }
    // A compatibility character may unfold into punctuation (🉀 is 〔本〕), so what UTS 46 made of
    // the words is hyphenated and encoded once more.
    let unfolded = unicode_label(&encode(&hyphenate(words), Hyphens::Allow)?);
    let hyphenated = hyphenate(&unfolded);
    let label = encode(&hyphenated, Hyphens::CheckFirstLast)?;
    if label.len() > LABEL_OCTETS_MAX {
        let suggestion = shorten(&hyphenated);
        return Err(PlaceNameError::TooLong { octets: label.len(), suggestion });
    }
    Ok(label)
}

/// The words a label shows when its PLACE record is not at hand: decoded, hyphens as spaces.
#[must_use]
pub fn words_of_label(label: &str) -> String {
    let words = unicode_label(label);
    if words.starts_with("xn--") { words } else { words.replace('-', " ") }
}

/// A label for DNS-SD: the words themselves as UTF-8 (RFC 6763 §4.1.1).
///
/// # Errors
/// When they are empty, over 63 octets, or hold control characters.
pub fn instance_label(words: &str) -> Result<&[u8], PlaceNameError> {
    let words = words.trim();
    if words.is_empty() {
        return Err(PlaceNameError::Empty);
    }
    // RFC 6763 §4.1.1: "MUST NOT contain ASCII control characters".
    if words.chars().any(|c| c.is_ascii_control()) {
        return Err(PlaceNameError::Characters);
    }
    if words.len() > LABEL_OCTETS_MAX {
        let suggestion = cut_at(words, LABEL_OCTETS_MAX).trim_end().to_owned();
        return Err(PlaceNameError::TooLong { octets: words.len(), suggestion });
    }
    Ok(words.as_bytes())
}

/// Words with each run of spaces and punctuation as one hyphen, none at the ends; apostrophes go.
fn hyphenate(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for c in words.chars().filter(|c| !matches!(c, '\'' | '\u{2019}' | '\u{02bc}')) {
        if !separates(c) {
            out.push(c);
        } else if !out.is_empty() && !out.ends_with('-') {
            out.push('-');
        }
    }
    out.truncate(out.trim_end_matches('-').len());
    out
}

/// True for spaces, controls and punctuation. Marks that complete a letter and symbols with a meaning
/// of their own are left to UTS 46.
fn separates(c: char) -> bool {
    if c.is_alphanumeric() || matches!(c, '\u{200c}' | '\u{200d}') {
        return false;
    }
    c.is_ascii()
        || c.is_whitespace()
        || c.is_control()
        || matches!(u32::from(c),
            0xa0..=0xbf | 0x2000..=0x206f | 0x2e00..=0x2e7f | 0x3000..=0x3003
            | 0x3008..=0x3020 | 0x3030 | 0xfe10..=0xfe1f | 0xfe30..=0xfe6f | 0xff00..=0xffef)
}

/// UTS 46 ToASCII, non-transitional, of one label.
fn encode(hyphenated: &str, hyphens: Hyphens) -> Result<String, PlaceNameError> {
    if hyphenated.is_empty() {
        return Err(PlaceNameError::Empty);
    }
    let label = Uts46::new()
        .to_ascii(hyphenated.as_bytes(), AsciiDenyList::EMPTY, hyphens, DnsLength::Ignore)
        .map_err(|_| PlaceNameError::Characters)?;
    // Characters that UTS 46 maps to nothing, such as a soft hyphen, may leave nothing.
    if label.is_empty() { Err(PlaceNameError::Empty) } else { Ok(label.into_owned()) }
}

/// The label in its own script (UTS 46 ToUnicode); what cannot be decoded stays as it is.
#[must_use]
pub fn unicode_label(label: &str) -> String {
    let (unicode, fault) =
        Uts46::new().to_unicode(label.as_bytes(), AsciiDenyList::EMPTY, Hyphens::Allow);
    if fault.is_ok() { unicode.into_owned() } else { label.to_owned() }
}

/// The longest beginning that makes a label of at most 63 octets, whole words where there are any.
fn shorten(hyphenated: &str) -> String {
    let fits = |text: &str| {
        encode(text, Hyphens::CheckFirstLast).ok().filter(|label| label.len() <= LABEL_OCTETS_MAX)
    };
    let words = hyphenated.rmatch_indices('-').map(|(at, _)| at);
    let characters = hyphenated.char_indices().rev().map(|(at, _)| at);
    words
        .chain(characters)
        .map(|end| hyphenated[..end].trim_end_matches('-'))
        .filter(|text| !text.is_empty())
        .find(|text| fits(text).is_some())
        .unwrap_or("place")
        .to_owned()
}

/// At most so many octets of the text, ending between characters.
fn cut_at(text: &str, octets: usize) -> &str {
    let end = (0..=octets.min(text.len())).rev().find(|&at| text.is_char_boundary(at));
    &text[..end.unwrap_or(0)]
}

/// The labels taken below one place, each with what took it.
#[derive(Clone, Debug, Default)]
pub struct Siblings<T> {
    taken: BTreeMap<String, T>,
}

/// A label is taken; what took it, and one that is free.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LabelTaken<T> {
    /// What holds the label.
    pub by: T,
    /// The label with the smallest number that is free, such as `meeting-2`.
    pub suggestion: String,
}

impl<T: Clone> Siblings<T> {
    /// Nothing taken yet.
    #[must_use]
    pub fn new() -> Self {
        Self { taken: BTreeMap::new() }
    }

    /// Takes a label.
    ///
    /// # Errors
    /// When something else has it.
    pub fn take(&mut self, label: &str, by: T) -> Result<(), LabelTaken<T>> {
        let label = label.to_ascii_lowercase();
        if let Some(other) = self.taken.get(&label) {
            let suggestion = self.free(&label);
            return Err(LabelTaken { by: other.clone(), suggestion });
        }
        self.taken.insert(label, by);
        Ok(())
    }

    /// The label itself or, where it is taken, with the smallest number from 2 on that makes it free.
    /// Labels stay within 63 octets.
    #[must_use]
    pub fn free(&self, label: &str) -> String {
        if !self.taken.contains_key(label) {
            return label.to_owned();
        }
        let numbered = |number: usize| {
            let tail = format!("-{number}");
            // An encoded label cannot be cut without breaking it, so its words are used instead.
            let room = LABEL_OCTETS_MAX - tail.len();
            if !label.starts_with("xn--") {
                return format!("{}{tail}", cut_at(label, room).trim_end_matches('-'));
            }
            let words = words_of_label(label).replace(' ', "-");
            label_of_words(&format!("{words}{tail}")).unwrap_or_else(|_| format!("place{tail}"))
        };
        (2_usize..).map(numbered).find(|label| !self.taken.contains_key(label)).unwrap_or_default()
    }
}

/// The names that a relative name may stand for, seen from a place: below the place, then below each
/// of its parents up to the apex, and never beyond it, so that no question about `light` leaves the
/// site. The first that exists is meant.
///
/// Candidates that would be longer than 255 octets are left out. A place that is not within the apex
/// gives none.
#[derive(Clone, Debug)]
pub struct RelativeName {
    words: Name,
    place: Option<Name>,
    apex: Name,
}

/// Looks up from `place` to `apex` for `relative`, a name such as `light` or `display.meeting-1`.
#[must_use]
pub fn candidates(relative: &Name, place: &Name, apex: &Name) -> RelativeName {
    let place = place.is_within(apex).then(|| place.clone());
    RelativeName { words: relative.clone(), place, apex: apex.clone() }
}

impl Iterator for RelativeName {
    type Item = Name;

    fn next(&mut self) -> Option<Name> {
        loop {
            let place = self.place.take()?;
            if place != self.apex {
                self.place = place.parent();
            }
            if let Ok(name) = place.prefixed(&self.words) {
                return Some(name);
            }
        }
    }
}

/// A relative name from what a person typed: dots separate words, the most specific first.
///
/// # Errors
/// When a part makes no label, or the whole is no name.
pub fn relative_name(typed: &str) -> Result<Name, RelativeNameError> {
    let labels: Result<Vec<String>, _> = typed.split('.').map(label_of_words).collect();
    let labels = labels.map_err(RelativeNameError::Words)?;
    Name::from_labels(labels.iter().map(String::as_bytes)).map_err(RelativeNameError::Name)
}

/// Why what a person typed is no relative name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RelativeNameError {
    /// A part between dots makes no label.
    Words(PlaceNameError),
    /// The parts are no name together.
    Name(NameError),
}

impl fmt::Display for RelativeNameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Words(error) => error.fmt(f),
            Self::Name(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for RelativeNameError {}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn label(words: &str) -> String {
        label_of_words(words).unwrap()
    }

    #[test]
    fn words_become_labels_people_would_guess() {
        for (words, expected) in [
            ("Meeting 1", "meeting-1"),
            ("  Barista's  Corner ", "baristas-corner"),
            ("Lift/Stairs (north)", "lift-stairs-north"),
            ("3.14", "3-14"),
            ("R2--D2", "r2-d2"),
            ("meeting_room", "meeting-room"),
            ("Café", "xn--caf-dma"),
            ("Cafe\u{301}", "xn--caf-dma"),
            ("Fußweg", "xn--fuweg-mqa"),
            ("会议室", "xn--6oqp91ads1b"),
            ("ＷＣ", "wc"),
            ("🉀 1", "xn---1-6m8d"),
        ] {
            assert_eq!(label(words), expected, "{words:?}");
        }
    }

    #[test]
    fn the_reserved_and_the_empty_are_refused() {
        for (words, error) in [
            ("_near", PlaceNameError::Reserved),
            (" _h3", PlaceNameError::Reserved),
            ("XN--fake", PlaceNameError::FakeEncoding),
            ("xn--meeting-1", PlaceNameError::FakeEncoding),
            ("xn--CAF-DMA x", PlaceNameError::FakeEncoding),
            ("", PlaceNameError::Empty),
            ("*", PlaceNameError::Empty),
            ("- ! -", PlaceNameError::Empty),
            ("\u{ad}", PlaceNameError::Empty),
            ("a\u{fffd}", PlaceNameError::Characters),
        ] {
            assert_eq!(label_of_words(words), Err(error), "{words:?}");
        }
    }

    #[test]
    fn long_words_get_a_suggestion_that_fits() {
        let words = "the room at the very end of the long corridor behind the second staircase";
        let Err(PlaceNameError::TooLong { octets: 73, suggestion }) = label_of_words(words) else {
            panic!("refused with its length")
        };
        assert_eq!(suggestion, "the-room-at-the-very-end-of-the-long-corridor-behind-the-second");
        assert!(label(&suggestion).len() <= LABEL_OCTETS_MAX);
        let unbroken = "é".repeat(100);
        let Err(PlaceNameError::TooLong { suggestion, .. }) = label_of_words(&unbroken) else {
            panic!("refused")
        };
        assert!(label(&suggestion).len() <= LABEL_OCTETS_MAX);
    }

    #[test]
    fn labels_show_their_words() {
        assert_eq!(words_of_label("xn--caf-dma"), "café");
        assert_eq!(words_of_label("meeting-1"), "meeting 1");
        assert_eq!(words_of_label("xn--\u{0}"), "xn--\u{0}");
    }

    #[test]
    fn instance_names_stay_as_they_are_written() {
        assert_eq!(
            instance_label("Café Drucker, 2. OG").unwrap(),
            "Café Drucker, 2. OG".as_bytes()
        );
        assert_eq!(instance_label("a\tb"), Err(PlaceNameError::Characters));
        let long = "é".repeat(40);
        assert!(matches!(
            instance_label(&long),
            Err(PlaceNameError::TooLong { octets: 80, suggestion }) if suggestion.len() == 62
        ));
    }

    #[test]
    fn a_taken_label_is_refused_with_a_free_one() {
        let mut siblings = Siblings::new();
        siblings.take("meeting", "first").unwrap();
        siblings.take("meeting-2", "second").unwrap();
        let taken = siblings.take("MEETING", "third").unwrap_err();
        assert_eq!(taken, LabelTaken { by: "first", suggestion: "meeting-3".into() });
    }

    #[test]
    fn numbers_fit_into_long_and_encoded_labels() {
        let mut siblings = Siblings::new();
        let long = "x".repeat(63);
        siblings.take(&long, ()).unwrap();
        assert_eq!(siblings.free(&long), format!("{}-2", "x".repeat(61)));
        siblings.take(&label("Café"), ()).unwrap();
        assert_eq!(siblings.free(&label("Café")), label("Café 2"));
    }

    #[test]
    fn a_relative_name_is_sought_upward_and_never_leaves_the_site() {
        let name = |text: &str| text.parse::<Name>().unwrap();
        let seen: Vec<String> = candidates(
            &relative_name("Light").unwrap(),
            &name("meeting-1.ground.hq.example"),
            &name("hq.example"),
        )
        .map(|name| name.to_string())
        .collect();
        assert_eq!(
            seen,
            ["light.meeting-1.ground.hq.example.", "light.ground.hq.example.", "light.hq.example."]
        );
        let elsewhere =
            candidates(&name("light"), &name("lobby.other.example"), &name("hq.example"));
        assert_eq!(elsewhere.count(), 0);
        assert_eq!(relative_name("Display.Meeting 1").unwrap(), name("display.meeting-1"));
    }

    proptest! {
        #[test]
        fn a_label_is_valid_and_makes_itself_again(words in any::<String>()) {
            if let Ok(label) = label_of_words(&words) {
                prop_assert!((1..=LABEL_OCTETS_MAX).contains(&label.len()));
                prop_assert!(label.bytes().all(
                    |c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-'));
                prop_assert!(!label.starts_with('-') && !label.ends_with('-'));
                prop_assert_eq!(&label_of_words(&label).unwrap(), &label);
                prop_assert_eq!(label_of_words(&words_of_label(&label)).unwrap(), label);
            }
        }

        #[test]
        fn siblings_stay_unique_and_valid(words in proptest::collection::vec("[a-cé A-C-]{1,70}", 1..40)) {
            let mut siblings = Siblings::new();
            for words in &words {
                let Ok(label) = label_of_words(words) else { continue };
                let free = siblings.free(&label);
                prop_assert!(free.len() <= LABEL_OCTETS_MAX);
                prop_assert!(siblings.take(&free, ()).is_ok());
                prop_assert!(siblings.take(&free.to_ascii_uppercase(), ()).is_err());
            }
        }
    }
}
