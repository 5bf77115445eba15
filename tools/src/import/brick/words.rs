//! Names of machines as words for people.

use libsns::limits::KIND_OCTETS_MAX;

/// The local name of an IRI as words: `room_R340` is `Room R340`, `Floor1Zone2` is `Floor 1 Zone 2`.
pub(super) fn words_of_local_name(local: &str) -> String {
    let mut words: Vec<String> = Vec::new();
    for part in decoded(local).split(|c: char| !c.is_alphanumeric()) {
        split_at_humps(part, &mut words);
    }
    words.iter().map(|word| capitalised(word)).collect::<Vec<_>>().join(" ")
}

/// The kind that a class makes: `HVAC_Zone` is `hvac-zone`, `TenantUnit` is `tenant-unit`.
pub(super) fn kind_of_class(class: &str) -> String {
    if class == "BACnetDevice" {
        return "bacnet-device".into();
    }
    let mut words: Vec<String> = Vec::new();
    for part in class.split(|c: char| !c.is_ascii_alphanumeric()) {
        // What has underscores says with them where words end: CO2_Sensor.
        if class.contains('_') {
            words.extend((!part.is_empty()).then(|| part.to_owned()));
        } else {
            split_at_humps(part, &mut words);
        }
    }
    let mut kind = words.join("-").to_ascii_lowercase();
    kind.truncate(KIND_OCTETS_MAX);
    kind.truncate(kind.trim_end_matches('-').len());
    kind
}

/// Puts a word on the list in pieces: a new one begins at a capital after a small letter, and at a
/// number after two small letters or before a capital that begins a word.
fn split_at_humps(part: &str, words: &mut Vec<String>) {
    let letters: Vec<char> = part.chars().collect();
    let mut word = String::new();
    for (at, c) in letters.iter().enumerate() {
        let before = |back: usize| at.checked_sub(back).and_then(|at| letters.get(at));
        let is_small = |c: Option<&char>| c.is_some_and(|c| c.is_lowercase());
        let after_small = is_small(before(1));
        let is_hump = c.is_uppercase() && after_small;
        let is_number = c.is_numeric() && after_small && is_small(before(2));
        let after_digit = before(1).is_some_and(|c| c.is_numeric());
        let begins = c.is_uppercase() && after_digit && is_small(letters.get(at + 1));
        if (is_hump || is_number || begins) && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        word.push(*c);
    }
    if !word.is_empty() {
        words.push(word);
    }
}

/// A kind as words: `temperature-sensor` is `Temperature Sensor`.
pub(super) fn words_of_kind(kind: &str) -> String {
    let word = |word: &str| match word {
        "vav" | "ahu" | "co2" | "hvac" => word.to_ascii_uppercase(),
        _ => capitalised(word),
    };
    kind.split('-').map(word).collect::<Vec<_>>().join(" ")
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}

/// `%20` and the like as the characters they stand for (RFC 3986 §2.1).
fn decoded(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    let mut octets = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        let is_code = |digits: &&[u8]| *first == b'%' && digits.iter().all(u8::is_ascii_hexdigit);
        let digits = tail.get(..2).filter(is_code);
        let digits = digits.and_then(|digits| std::str::from_utf8(digits).ok());
        match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(octet) => {
                octets.push(octet);
                rest = &tail[2..];
            }
            None => {
                octets.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&octets).into_owned()
}

/// The last whole number in words: 3 of `Floor 3`.
pub(super) fn last_number(words: &str) -> Option<i64> {
    let mut parts = words.rsplit(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty());
    parts.next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn local_names_read_like_words() {
        let table = [
            ("room_R340", "Room R340"),
            ("vav_R465_6", "Vav R465 6"),
            ("Floor1Zone2", "Floor 1 Zone 2"),
            ("MainAHU", "Main AHU"),
            ("RVAV1", "RVAV1"),
            ("SODA2____OCCPY", "SODA2 OCCPY"),
            ("Caf%C3%A9-1%2", "Café 1 2"),
            ("___", ""),
        ];
        for (local, words) in table {
            assert_eq!(words_of_local_name(local), words);
        }
    }

    #[test]
    fn classes_make_kinds() {
        let table = [
            ("HVAC_Zone", "hvac-zone"),
            ("TenantUnit", "tenant-unit"),
            ("CO2_Level_Sensor", "co2-level-sensor"),
            ("AHU", "ahu"),
        ];
        for (class, kind) in table {
            assert_eq!(kind_of_class(class), kind);
        }
        assert_eq!(kind_of_class(&"Ab_".repeat(60)).len(), KIND_OCTETS_MAX);
    }

    #[test]
    fn numbers_are_found_in_words() {
        assert_eq!(last_number("Floor 3"), Some(3));
        assert_eq!(last_number("Level 2 (of 7)"), Some(7));
        assert_eq!((last_number("Roof"), last_number(&"9".repeat(40))), (None, None));
    }
}
