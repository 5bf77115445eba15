//! Names: the words of authoring tools made fit for people.

/// What tools write where nobody gave a name.
const PLACEHOLDERS: [&str; 22] = [
    "",
    "-",
    "$",
    "default",
    "undefined",
    "not defined",
    "nicht definiert",
    "unnamed",
    "none",
    "n/a",
    "untitled",
    "default site",
    "default building",
    "my site",
    "my building",
    "building",
    "site",
    "project",
    "project name",
    "default project",
    "gebäude",
    "gelände",
];

/// Words for any room: a number says more.
const ANY_ROOM: [&str; 12] = [
    "room", "space", "raum", "zimmer", "pièce", "local", "ruimte", "stanza", "sala", "rum", "zone",
    "area",
];

/// A name that somebody gave; none for what tools write by themselves.
pub(super) fn given(name: Option<&str>) -> Option<String> {
    let words = name?.split_whitespace().collect::<Vec<_>>().join(" ");
    (!PLACEHOLDERS.contains(&&*words.to_lowercase())).then_some(words)
}

/// The names of a spatial element: the long one (`Meeting room`) before the short (`2.13`).
pub(super) fn of_place(long: Option<&str>, short: Option<&str>) -> Vec<String> {
    let (long, short) = (given(long), given(short));
    let is_any = |name: &String| ANY_ROOM.contains(&&*name.to_lowercase());
    let names = if long.as_ref().is_some_and(is_any) { [short, long] } else { [long, short] };
    distinct(names.into_iter().flatten())
}

/// The names of an element that a tool named `Family:Type:Number`: the family, then the family with
/// its type. Other names stay as they are.
pub(super) fn of_element(name: Option<&str>) -> Vec<String> {
    let Some(name) = given(name) else { return Vec::new() };
    let mut parts: Vec<_> = name.split(':').map(str::trim).collect();
    if parts.len() > 1 && parts.last().is_some_and(|part| is_number(part)) {
        parts.pop();
    }
    let mut parts = parts.into_iter().filter_map(|part| given(Some(&plain(part))));
    let Some(family) = parts.next() else { return Vec::new() };
    let more = parts.next().filter(|more| !family.to_lowercase().contains(&more.to_lowercase()));
    let long = more.map(|more| format!("{family} {more}"));
    distinct(std::iter::once(family).chain(long))
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|octet| octet.is_ascii_digit())
}

/// A family's name without what marks metric ones (`M_`), its underscores as spaces.
fn plain(part: &str) -> String {
    part.strip_prefix("M_").unwrap_or(part).replace('_', " ")
}

fn distinct(names: impl Iterator<Item = String>) -> Vec<String> {
    let mut distinct = Vec::new();
    for name in names {
        if !distinct.contains(&name) {
            distinct.push(name);
        }
    }
    distinct
}

/// Words as a kind: small letters, digits and single hyphens; empty where nothing is left.
pub(super) fn kind(words: &str) -> String {
    let mut kind = String::new();
    for letter in words.chars().flat_map(char::to_lowercase) {
        if letter.is_ascii_alphanumeric() {
            kind.push(letter);
        } else if !kind.is_empty() && !kind.ends_with('-') {
            kind.push('-');
        }
    }
    kind.truncate(KIND_LETTERS_MAX);
    kind.trim_end_matches('-').to_owned()
}

/// Letters of a kind: it is one label of a near question, and a word.
const KIND_LETTERS_MAX: usize = 40;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tools_words_become_names() {
        for (name, names) in [
            (
                "M_Single-Flush:0762 x 2032mm:0762 x 2032mm:150173",
                &["Single-Flush", "Single-Flush 0762 x 2032mm"][..],
            ),
            ("Ceiling_Speaker:Standard:99", &["Ceiling Speaker", "Ceiling Speaker Standard"]),
            ("Pendant:Pendant:7", &["Pendant"]),
            ("Thermostat 3", &["Thermostat 3"]),
            ("4711:12", &["4711"]),
            ("Default", &[]),
            (":::", &[]),
        ] {
            assert_eq!(of_element(Some(name)), names, "{name}");
        }
    }

    #[test]
    fn long_names_come_first_unless_they_say_nothing() {
        assert_eq!(of_place(Some("Kitchen"), Some("A103")), ["Kitchen", "A103"]);
        assert_eq!(of_place(Some("Room"), Some("B105")), ["B105", "Room"]);
        assert_eq!(of_place(None, Some("B105")), ["B105"]);
        assert!(of_place(Some(" "), Some("Undefined")).is_empty());
    }

    #[test]
    fn kinds_are_one_word() {
        assert_eq!(kind("CO₂ Sensor (wall)"), "co-sensor-wall");
        assert_eq!(kind("Büro"), "b-ro");
        assert_eq!(kind("--"), "");
    }
}
