//! Words that people use in tables and properties, and what they stand for.

use libsns::limits::KIND_OCTETS_MAX;
use libsns::record::PlaceClass;

/// A kind as plans write it: `Meeting Room` is `meeting-room`. What is not a-z or 0-9 becomes a single
/// hyphen; too long a word is cut.
pub(super) fn kind(text: &str) -> String {
    let mut kind = String::new();
    for c in plain(text).chars() {
        match c {
            'a'..='z' | '0'..='9' => kind.push(c),
            _ if !kind.is_empty() && !kind.ends_with('-') => kind.push('-'),
            _ => {}
        }
    }
    kind.truncate(KIND_OCTETS_MAX);
    kind.trim_end_matches('-').to_owned()
}

/// Small letters, and those of German and French without their marks.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars().flat_map(char::to_lowercase) {
        match c {
            'ä' => plain.push_str("ae"),
            'ö' => plain.push_str("oe"),
            'ü' => plain.push_str("ue"),
            'ß' => plain.push_str("ss"),
            'é' | 'è' | 'ê' | 'ë' => plain.push('e'),
            'à' | 'â' => plain.push('a'),
            'î' | 'ï' => plain.push('i'),
            'ô' => plain.push('o'),
            'ù' | 'û' => plain.push('u'),
            'ç' => plain.push('c'),
            other => plain.push(other),
        }
    }
    plain
}

/// A heading to be compared: `Above Floor (m)` is `above-floor-m`.
pub(super) fn heading(text: &str) -> String {
    kind(text)
}

/// The class of a kind; what is not known to be anything else is a room.
pub(super) fn class(kind: &str) -> PlaceClass {
    match kind {
        "campus" | "gelaende" => PlaceClass::Site,
        "house" | "gebaeude" | "batiment" => PlaceClass::Building,
        "floor" | "storey" | "story" | "etage" | "geschoss" | "stockwerk" | "niveau" => {
            PlaceClass::Level
        }
        "hall" | "lobby" | "landing" | "hallway" | "flur" | "gang" | "couloir" | "walkway" => {
            PlaceClass::Corridor
        }
        "stairs" | "staircase" | "stairwell" | "ramp" | "escalator" | "treppe" | "escalier" => {
            PlaceClass::Stair
        }
        "elevator" | "aufzug" | "ascenseur" => PlaceClass::Lift,
        "zone" | "desk" | "seat" | "garden" | "parking-space" | "stellplatz" | "bereich" => {
            PlaceClass::Area
        }
        _ => match PlaceClass::from_word(kind) {
            Some(PlaceClass::Other | PlaceClass::Device) | None => PlaceClass::Room,
            Some(class) => class,
        },
    }
}

/// Whether a kind is a way between places rather than a place.
pub(super) fn is_exit(kind: &str) -> bool {
    ["door", "opening", "entrance", "gate", "tuer", "porte"].contains(&kind)
}

/// A level as people write it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum LevelWord {
    /// Its ordinal, 0 for the ground: `-1`, `2`, `G`, `EG`, `B2`, `1. OG`, `2e étage`.
    Ordinal(i16),
    /// A number that is counted from 1 here and from 0 there: `F1`, `L1`.
    Storey(i16),
}

impl LevelWord {
    /// The number as it is written.
    pub(super) fn number(self) -> i16 {
        match self {
            Self::Ordinal(number) | Self::Storey(number) => number,
        }
    }

    /// The ordinal, where the ground level is the storey of this number.
    pub(super) fn ordinal(self, ground: i16) -> i16 {
        match self {
            Self::Ordinal(ordinal) => ordinal,
            Self::Storey(number) => number.saturating_sub(ground),
        }
    }
}

/// Reads a level.
pub(super) fn level(text: &str) -> Option<LevelWord> {
    let text = plain(text.trim());
    let in_range = |number: &i16| (-1000..=1000).contains(number);
    if let Some(number) = whole(&text) {
        return Some(LevelWord::Ordinal(number)).filter(|_| in_range(&number));
    }
    let words: String = text.chars().filter(|c| c.is_alphanumeric()).collect();
    if ["g", "gf", "eg", "rdc", "ground", "groundfloor", "erdgeschoss"].contains(&words.as_str()) {
        return Some(LevelWord::Ordinal(0));
    }
    let letters: String = words.chars().filter(|c| c.is_alphabetic()).collect();
    let digits: String = words.chars().filter(char::is_ascii_digit).collect();
    let number = match digits.as_str() {
        "" => 1,
        digits => digits.parse().ok().filter(in_range)?,
    };
    match letters.as_str() {
        "b" | "basement" | "ug" | "untergeschoss" | "ss" | "soussol" => {
            Some(LevelWord::Ordinal(-number))
        }
        "og" | "obergeschoss" | "etage" | "eetage" | "eretage" => Some(LevelWord::Ordinal(number)),
        "f" | "l" | "level" | "floor" if !digits.is_empty() => {
            let below = text.contains("-1") || text.contains(&format!("-{digits}"));
            Some(if below { LevelWord::Ordinal(-number) } else { LevelWord::Storey(number) })
        }
        _ => None,
    }
}

/// A whole number, also as `2.0`.
fn whole(text: &str) -> Option<i16> {
    let (whole, rest) = text.split_once('.').unwrap_or((text, ""));
    rest.chars().all(|c| c == '0').then(|| whole.parse().ok())?
}

/// The word of a plan for a way to reach a device (`zones/README.md`, `bearers`).
pub(super) fn bearer(heading: &str) -> Option<&'static str> {
    Some(match heading {
        "ipv6" | "ip6" | "ipv6-address" | "aaaa" => "ipv6",
        "ipv4" | "ip4" | "ipv4-address" => "ipv4",
        "ip" | "ip-address" | "address-ip" | "ip-adresse" | "adresse-ip" => "ip",
        "bluetooth" | "ble" | "bluetooth-address" | "bluetooth-mac" | "bd-addr" => "bluetooth",
        "zigbee" | "zigbee-ieee" | "ieee" | "ieee-address" | "eui64" => "zigbee",
        "lora" | "lorawan" | "deveui" | "dev-eui" | "devaddr" => "lora",
        "wifi" | "wi-fi" | "wlan" => "wifi",
        "dtmf" => "dtmf",
        "light" | "visible-light" => "light",
        _ => return None,
    })
}

/// A bearer as a survey has it: `ip` is an address of either family.
pub(super) fn bearer_of(word: &str, value: &str) -> Result<(String, String), &'static str> {
    let word = match (word, value.parse::<std::net::IpAddr>()) {
        ("ip" | "ipv4", Ok(std::net::IpAddr::V4(_))) => "ipv4",
        ("ip" | "ipv6", Ok(std::net::IpAddr::V6(_))) => "ipv6",
        ("ip", _) => return Err("expected an IP address"),
        ("ipv4", _) => return Err("expected an IPv4 address"),
        ("ipv6", _) => return Err("expected an IPv6 address"),
        (word, _) => word,
    };
    Ok((word.to_owned(), value.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_small_words() {
        for (text, word) in [
            ("Meeting Room", "meeting-room"),
            (" Büro / Küche ", "buero-kueche"),
            ("Épicerie!", "epicerie"),
            ("会议室", ""),
        ] {
            assert_eq!(kind(text), word);
        }
        assert!(kind(&"long ".repeat(100)).len() <= KIND_OCTETS_MAX);
    }

    #[test]
    fn levels_are_read_as_people_write_them() {
        use LevelWord::{Ordinal, Storey};
        for (text, read) in [
            ("2", Some(Ordinal(2))),
            ("-1.0", Some(Ordinal(-1))),
            ("B2", Some(Ordinal(-2))),
            ("EG", Some(Ordinal(0))),
            ("Ground floor", Some(Ordinal(0))),
            ("1. OG", Some(Ordinal(1))),
            ("UG", Some(Ordinal(-1))),
            ("2e étage", Some(Ordinal(2))),
            ("F3", Some(Storey(3))),
            ("Level 4", Some(Storey(4))),
            ("level -2", Some(Ordinal(-2))),
            ("1.5", None),
            ("4711", None),
            ("geojson_map", None),
            ("", None),
        ] {
            assert_eq!(level(text), read, "{text}");
        }
    }
}
