//! Tags to classes, kinds, names and addresses.
//!
//! Sources: `Key:room`, `Key:indoor`, `Key:amenity`, `Key:buildingpart`, `Key:addr` of the wiki.

use libsns::limits::KIND_OCTETS_MAX;
use libsns::name::civic::CivicAddress;
use libsns::record::PlaceClass;

use super::element::Tags;
use super::role::said;

/// Longest name kept, in octets: what a PLACE record holds.
const NAME_OCTETS_MAX: usize = libsns::limits::PLACE_TEXT_OCTETS_MAX;
/// Most names kept of one thing.
const NAMES_MAX: usize = 8;

/// What a place is: its class and the finer word, empty where the class says it all.
pub(super) fn of_place(tags: &Tags) -> (PlaceClass, String) {
    let own = |word: &str| (PlaceClass::Corridor, word.to_owned());
    let room = tags.get("room").or_else(|| tags.get("buildingpart")).unwrap_or_default();
    if is_lift(tags) {
        return (PlaceClass::Lift, String::new());
    }
    if said(tags, "conveying") {
        return (PlaceClass::Stair, "escalator".into());
    }
    let is_stair = ["stairs", "staircase", "stairwell"].contains(&room);
    if is_stair || said(tags, "stairs") || tags.is("highway", &["steps"]) {
        return (PlaceClass::Stair, String::new());
    }
    match (tags.get("indoor").unwrap_or_default(), room) {
        (_, "corridor" | "hallway") => own(""),
        (_, "lobby" | "landing" | "entrance") => own("lobby"),
        ("corridor" | "hallway", _) => own(""),
        ("area", "") => (PlaceClass::Area, kind(tags)),
        _ => (PlaceClass::Room, kind(tags)),
    }
}

fn is_lift(tags: &Tags) -> bool {
    tags.is("highway", &["elevator"])
        || tags.is("room", &["elevator", "lift"])
        || tags.is("buildingpart:verticalpassage", &["elevator"])
}

/// The finer word: the sort of room, or what is in it. All shops are `shop` and all offices `office`,
/// so that they are found together.
pub(super) fn kind(tags: &Tags) -> String {
    let is_plain = |value: &&str| ["yes", "room", "no"].contains(value);
    if let Some(room) = tags.get("room").filter(|value| !is_plain(value)) {
        return word(room);
    }
    for key in ["shop", "office", "craft"] {
        if said(tags, key) {
            return key.to_owned();
        }
    }
    for key in ["amenity", "healthcare", "leisure", "tourism", "emergency", "man_made"] {
        if let Some(value) = tags.get(key).filter(|value| !is_plain(value)) {
            return word(value);
        }
    }
    String::new()
}

/// A value as a kind: small letters, digits and hyphens; the first of a list.
pub(super) fn word(value: &str) -> String {
    let first = value.split(';').next().unwrap_or_default();
    let mut word = String::new();
    for c in first.chars().flat_map(char::to_lowercase).take(KIND_OCTETS_MAX) {
        match c {
            'a'..='z' | '0'..='9' => word.push(c),
            _ if word.ends_with('-') || word.is_empty() => {}
            _ => word.push('-'),
        }
    }
    word.truncate(word.trim_end_matches('-').len());
    word
}

/// What people call it: its name, then its number, then other names and languages.
pub(super) fn names(tags: &Tags) -> Vec<String> {
    let keys = ["name", "ref", "name:en", "short_name", "loc_name", "official_name", "alt_name"];
    let values = keys.iter().filter_map(|key| tags.get(key));
    let mut names: Vec<String> = Vec::new();
    // `alt_name` and `ref` are lists.
    for value in values.flat_map(|value| value.split(';')).map(str::trim) {
        push_name(&mut names, value);
    }
    if names.is_empty() {
        let mut others = tags.iter().filter(|(key, _)| key.starts_with("name:"));
        if let Some((_, value)) = others.next() {
            push_name(&mut names, value.trim());
        }
    }
    names
}

/// Adds a name that is not there yet.
pub(super) fn push_name(names: &mut Vec<String>, name: &str) {
    let fits = (1..=NAME_OCTETS_MAX).contains(&name.len()) && names.len() < NAMES_MAX;
    if fits && names.iter().all(|own| own != name) {
        names.push(name.to_owned());
    }
}

/// The address, as far as it fits the elements of RFC 5139.
pub(super) fn civic(tags: &Tags) -> CivicAddress {
    let mut civic = CivicAddress::new();
    for (key, element) in [
        ("addr:country", "country"),
        ("addr:state", "A1"),
        ("addr:city", "A3"),
        ("addr:suburb", "A4"),
        ("addr:postcode", "PC"),
        ("addr:street", "RD"),
        ("addr:housenumber", "HNO"),
        ("addr:housename", "BLD"),
        ("addr:unit", "UNIT"),
        ("addr:floor", "FLR"),
        ("addr:door", "ROOM"),
    ] {
        if let Some(value) = tags.get(key) {
            // What is no country code or too long is not part of an address; nothing depends on it.
            let _ = civic.set(element, value);
        }
    }
    civic
}

/// A height in metres: `2.5`, `2.5 m`; within what a plan takes.
pub(super) fn height(tags: &Tags) -> Option<f64> {
    let text = tags.get("height")?;
    let metres: f64 = text.strip_suffix('m').unwrap_or(text).trim().parse().ok()?;
    (metres > 0.0 && metres <= 1000.0).then_some(metres)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags(pairs: &[(&str, &str)]) -> Tags {
        let mut tags = Tags::default();
        pairs.iter().for_each(|(key, value)| tags.push(key, value));
        tags
    }

    #[test]
    fn places_have_a_class_and_a_kind() {
        use PlaceClass::{Area, Corridor, Lift, Room, Stair};
        for (pairs, class, kind) in [
            (&[("indoor", "room"), ("room", "study")][..], Room, "study"),
            (&[("indoor", "room")], Room, ""),
            (&[("indoor", "room"), ("room", "yes"), ("amenity", "toilets")], Room, "toilets"),
            (&[("indoor", "room"), ("shop", "books")], Room, "shop"),
            (&[("indoor", "area"), ("amenity", "fast_food;cafe")], Area, "fast-food"),
            (&[("indoor", "area")], Area, ""),
            (&[("indoor", "corridor")], Corridor, ""),
            (&[("indoor", "room"), ("room", "stairs")], Stair, ""),
            (&[("indoor", "area"), ("stairs", "yes"), ("conveying", "yes")], Stair, "escalator"),
            (&[("indoor", "room"), ("highway", "elevator")], Lift, ""),
            (&[("buildingpart", "hallway")], Corridor, ""),
        ] {
            assert_eq!(of_place(&tags(pairs)), (class, kind.to_owned()), "{pairs:?}");
        }
    }

    #[test]
    fn the_best_name_is_first() {
        let library = [
            ("ref", "0.001;0.002"),
            ("name:en", "Library"),
            ("alt_name", "Bib; Bücherei"),
            ("name", "Bibliothek"),
        ];
        let expected = ["Bibliothek", "0.001", "0.002", "Library", "Bib", "Bücherei"];
        assert_eq!(names(&tags(&library)), expected);
        assert_eq!(names(&tags(&[("name:fr", "Salle"), ("level", "1")])), ["Salle"]);
        assert!(names(&tags(&[("name", " ")])).is_empty());
        assert!(names(&tags(&[("name", &"x".repeat(256))])).is_empty());
    }

    #[test]
    fn words_are_fit_for_a_kind() {
        assert_eq!(word("Fast_Food; x"), "fast-food");
        assert_eq!(word("__ä__"), "");
        assert_eq!(word(&"x".repeat(100)).len(), KIND_OCTETS_MAX);
    }

    #[test]
    fn heights_are_in_metres() {
        let height = |text| height(&tags(&[("height", text)]));
        assert_eq!(height("2.5 m"), Some(2.5));
        assert_eq!(height("3"), Some(3.0));
        assert_eq!([height("8'"), height("-1"), height("nan"), height("1e9")], [None; 4]);
    }
}
