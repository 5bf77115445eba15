//! Civic addresses: country, city, street, down to a seat (RFC 4776, RFC 5139).

use std::collections::BTreeMap;
use std::fmt;

use super::place_name::{PlaceNameError, label_of_words};

/// One element of a civic address: its number in DHCP and its word in PIDF-LO.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CivicElement {
    /// Where the element stands from the country (0) to the seat; elements sort by it.
    rank: u8,
    /// The CAtype (RFC 4776 §3.4); none for the country, which has a field of its own.
    catype: Option<u8>,
    /// The element's word (RFC 5139 §3.1).
    word: &'static str,
    /// True when the element is a step of the tree of places and so makes a label.
    names_a_place: bool,
}

/// (CAtype, word, makes a label), from the country to the seat: the order of a tree of places.
#[rustfmt::skip]
const ELEMENTS: &[(Option<u8>, &str, bool)] = &[
    (Some(0), "language", false),      // RFC 4776 §3.4
    (Some(128), "script", false),      // RFC 4776 §3.4, of ISO 15924
    (None, "country", true),           // RFC 4776 §3.1: two letters of ISO 3166
    (Some(1), "A1", true),             // national subdivision: state, region, province
    (Some(2), "A2", true),             // county, parish, district
    (Some(3), "A3", true),             // city, township
    (Some(4), "A4", true),             // city division, borough, ward
    (Some(5), "A5", true),             // neighbourhood, block
    (Some(6), "A6", true),             // group of streets
    (Some(24), "PC", false),           // postal code
    (Some(30), "PCN", false),          // postal community name
    (Some(31), "POBOX", false),        // post office box
    (Some(32), "ADDCODE", false),      // additional code
    (Some(16), "PRD", false),          // leading street direction
    (Some(38), "PRM", false),          // street name pre-modifier
    (Some(34), "RD", true),            // primary road or street
    (Some(18), "STS", false),          // street suffix or type
    (Some(39), "POM", false),          // street name post-modifier
    (Some(17), "POD", false),          // trailing street direction
    (Some(35), "RDSEC", true),         // road section
    (Some(36), "RDBR", true),          // road branch
    (Some(37), "RDSUBBR", true),       // road sub-branch
    (Some(19), "HNO", true),           // house number
    (Some(20), "HNS", true),           // house number suffix
    (Some(21), "LMK", false),          // landmark or vanity address
    (Some(22), "LOC", false),          // additional location information
    (Some(29), "PLC", false),          // type of place (RFC 4589 §4)
    (Some(23), "NAM", false),          // name of the occupant
    (Some(25), "BLD", true),           // building
    (Some(26), "UNIT", true),          // unit: apartment, suite
    (Some(27), "FLR", true),           // floor
    (Some(28), "ROOM", true),          // room
    (Some(33), "SEAT", true),          // seat: desk, cubicle
    (Some(40), "EXT", false),          // extension: namespace, element, value (RFC 6848 §2.2)
    (Some(255), "RESERVED", false),    // RFC 4776 §3.4: kept, never a place
];

impl CivicElement {
    /// All elements, from the country to the seat.
    pub fn all() -> impl Iterator<Item = Self> {
        (0u8..).zip(ELEMENTS).map(|(rank, &(catype, word, names_a_place))| Self {
            rank,
            catype,
            word,
            names_a_place,
        })
    }

    /// The element with this word of RFC 5139 (`A3`, `RD`, `HNO`), in any case.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::all().find(|element| element.word.eq_ignore_ascii_case(word))
    }

    /// The element with this CAtype of RFC 4776.
    #[must_use]
    pub fn from_catype(catype: u8) -> Option<Self> {
        Self::all().find(|element| element.catype == Some(catype))
    }

    /// The word of RFC 5139.
    #[must_use]
    pub fn word(self) -> &'static str {
        self.word
    }

    /// The CAtype of RFC 4776; none for the country.
    #[must_use]
    pub fn catype(self) -> Option<u8> {
        self.catype
    }

    /// True when the element is a step from country to seat, and so makes a label of a name.
    #[must_use]
    pub fn names_a_place(self) -> bool {
        self.names_a_place
    }
}

/// A civic address: elements with their values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CivicAddress {
    elements: BTreeMap<CivicElement, String>,
}

/// Why something is no civic address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CivicError {
    /// No element has this word.
    UnknownWord(String),
    /// No element has this CAtype.
    UnknownType(u8),
    /// The element is given twice.
    Twice(&'static str),
    /// The value of an element is empty or longer than 255 octets of UTF-8 (RFC 4776 §3.3), or the
    /// country is not two letters.
    Value(&'static str, String),
    /// The octets or the text end early.
    Malformed,
}

impl fmt::Display for CivicError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownWord(word) => write!(
                f,
                "{word:?} is no civic element; expected country, A1 to A6, RD, HNO, BLD, FLR, \
                 ROOM, SEAT or another of RFC 5139"
            ),
            Self::UnknownType(catype) => {
                write!(f, "{catype} is no civic address type; expected one of RFC 4776")
            }
            Self::Twice(word) => write!(f, "{word} is given twice"),
            Self::Value("country", value) => {
                write!(f, "country is {value:?}; expected two letters of ISO 3166, such as GB")
            }
            Self::Value(word, value) => write!(
                f,
                "{word} has {} octets; expected 1 to {} of UTF-8",
                value.len(),
                value_octets_max(word)
            ),
            Self::Malformed => write!(f, "it is not a whole civic address"),
        }
    }
}

impl std::error::Error for CivicError {}

/// Octets a value may have: DHCP counts it with one octet (RFC 4776 §3.3), and a TXT string must hold
/// word, equals sign and value in 255 octets (RFC 1035 §3.3.14).
fn value_octets_max(word: &str) -> usize {
    255 - word.len() - 1
}

impl CivicAddress {
    /// No elements.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// True without elements.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.elements.is_empty()
    }

    /// The value of an element.
    #[must_use]
    pub fn value(&self, word: &str) -> Option<&str> {
        self.elements.get(&CivicElement::from_word(word)?).map(String::as_str)
    }

    /// The elements from country to seat.
    pub fn elements(&self) -> impl Iterator<Item = (CivicElement, &str)> {
        self.elements.iter().map(|(element, value)| (*element, value.as_str()))
    }

    /// Adds an element by its word.
    ///
    /// # Errors
    /// When the word is unknown, the element there already, or the value unfit.
    pub fn set(&mut self, word: &str, value: &str) -> Result<(), CivicError> {
        let element = CivicElement::from_word(word)
            .ok_or_else(|| CivicError::UnknownWord(word.to_owned()))?;
        self.insert(element, value)
    }

    fn insert(&mut self, element: CivicElement, value: &str) -> Result<(), CivicError> {
        let fits = (1..=value_octets_max(element.word)).contains(&value.len());
        // RFC 4776 §3.1: "The two-letter ISO 3166 country code in capital ASCII letters".
        let is_code = || value.len() == 2 && value.bytes().all(|c| c.is_ascii_alphabetic());
        if !fits || (element.word == "country" && !is_code()) {
            return Err(CivicError::Value(element.word, value.to_owned()));
        }
        let value =
            if element.word == "country" { value.to_ascii_uppercase() } else { value.into() };
        match self.elements.insert(element, value) {
            None => Ok(()),
            Some(_) => Err(CivicError::Twice(element.word)),
        }
    }

    /// This address with the elements of a wider one where it has none itself: a room's with its
    /// building's.
    #[must_use]
    pub fn within(&self, wider: &Self) -> Self {
        let mut elements = wider.elements.clone();
        elements.extend(self.elements.clone());
        Self { elements }
    }

    /// The labels of the address in the order of a name: seat first, country last.
    ///
    /// # Errors
    /// When a value makes no label; the word says which.
    pub fn labels(&self) -> Result<Vec<String>, (&'static str, PlaceNameError)> {
        let places = self.elements.iter().rev().filter(|(element, _)| element.names_a_place);
        places
            .map(|(element, value)| label_of_words(value).map_err(|e| (element.word, e)))
            .collect()
    }

    /// The strings of a TXT record: `word=value`, country first.
    #[must_use]
    pub fn to_strings(&self) -> Vec<String> {
        self.elements.iter().map(|(element, value)| format!("{}={value}", element.word)).collect()
    }

    /// Reads the strings of a TXT record.
    ///
    /// # Errors
    /// When a string is no `word=value` or the element unfit.
    pub fn from_strings<'a>(
        strings: impl IntoIterator<Item = &'a str>,
    ) -> Result<Self, CivicError> {
        let mut address = Self::new();
        for string in strings {
            let (word, value) = string.split_once('=').ok_or(CivicError::Malformed)?;
            address.set(word, value)?;
        }
        Ok(address)
    }

    /// Reads the body of DHCPv4 option 99, from the "what" octet on (RFC 4776 §3.1).
    ///
    /// # Errors
    /// When the octets end early or an element is unfit.
    pub fn from_dhcp(octets: &[u8]) -> Result<Self, CivicError> {
        let [_what, c1, c2, rest @ ..] = octets else { return Err(CivicError::Malformed) };
        let country = [*c1, *c2];
        let mut address = Self::new();
        address.set("country", &String::from_utf8_lossy(&country))?;
        let mut rest = rest;
        // RFC 4776 §3.3: CAtype, CAlength, CAvalue.
        while let [catype, length, tail @ ..] = rest {
            let value = tail.get(..usize::from(*length)).ok_or(CivicError::Malformed)?;
            let value = str::from_utf8(value).map_err(|_| CivicError::Malformed)?;
            let element =
                CivicElement::from_catype(*catype).ok_or(CivicError::UnknownType(*catype))?;
            address.insert(element, value)?;
            rest = &tail[usize::from(*length)..];
        }
        if rest.is_empty() { Ok(address) } else { Err(CivicError::Malformed) }
    }

    /// The body of DHCPv4 option 99, describing the client (what = 2, RFC 4776 §3.1). The country
    /// must be set.
    ///
    /// # Errors
    /// When it is not.
    pub fn to_dhcp(&self) -> Result<Vec<u8>, CivicError> {
        let country = self.value("country").ok_or(CivicError::Value("country", String::new()))?;
        let mut octets = vec![2];
        octets.extend_from_slice(country.as_bytes());
        for (element, value) in &self.elements {
            if let Some(catype) = element.catype {
                octets.push(catype);
                octets.push(u8::try_from(value.len()).map_err(|_| CivicError::Malformed)?);
                octets.extend_from_slice(value.as_bytes());
            }
        }
        Ok(octets)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn desk() -> CivicAddress {
        let strings = [
            "country=GB",
            "A1=England",
            "A2=Cambridgeshire",
            "A3=Cambridge",
            "RD=Mill Lane",
            "HNO=12",
            "PC=CB2 1RX",
            "FLR=1",
            "ROOM=Quiet Room",
            "SEAT=7",
        ];
        CivicAddress::from_strings(strings).unwrap()
    }

    #[test]
    fn every_number_and_word_of_the_registry_is_known_once() {
        let numbers: Vec<u8> = (0..=6).chain(16..=40).chain([128, 255]).collect();
        for number in &numbers {
            let element = CivicElement::from_catype(*number).unwrap();
            assert_eq!(CivicElement::from_word(element.word()), Some(element));
        }
        // The country has no number.
        assert_eq!(CivicElement::all().count(), numbers.len() + 1);
        for (number, word) in [(1, "A1"), (19, "HNO"), (25, "BLD"), (33, "SEAT"), (34, "RD")] {
            assert_eq!(CivicElement::from_catype(number).unwrap().word(), word);
        }
        assert_eq!(CivicElement::from_catype(7), None);
    }

    #[test]
    fn labels_run_from_the_seat_to_the_country() {
        assert_eq!(
            desk().labels().unwrap().join("."),
            "7.quiet-room.1.12.mill-lane.cambridge.cambridgeshire.england.gb"
        );
    }

    #[test]
    fn text_and_dhcp_round_trip() {
        let desk = desk();
        let strings = desk.to_strings();
        assert_eq!(strings[0], "country=GB");
        let again = CivicAddress::from_strings(strings.iter().map(String::as_str)).unwrap();
        assert_eq!(again, desk);
        let octets = desk.to_dhcp().unwrap();
        assert_eq!(&octets[..5], [2, b'G', b'B', 1, 7]);
        assert_eq!(CivicAddress::from_dhcp(&octets).unwrap(), desk);
        for end in [0, 2, 4, octets.len() - 1] {
            assert!(CivicAddress::from_dhcp(&octets[..end]).is_err(), "{end} octets");
        }
    }

    #[test]
    fn a_room_takes_what_it_lacks_from_its_building() {
        let mut room = CivicAddress::new();
        room.set("ROOM", "Café").unwrap();
        let whole = room.within(&desk());
        assert_eq!(whole.value("room"), Some("Café"));
        assert_eq!(whole.value("A3"), Some("Cambridge"));
    }

    #[test]
    fn the_unfit_is_refused_by_name() {
        let mut address = CivicAddress::new();
        address.set("country", "gb").unwrap();
        assert_eq!(address.value("country"), Some("GB"));
        assert_eq!(address.set("country", "GB"), Err(CivicError::Twice("country")));
        assert_eq!(address.set("street", "x"), Err(CivicError::UnknownWord("street".into())));
        assert_eq!(address.set("RD", ""), Err(CivicError::Value("RD", String::new())));
        let mut address = CivicAddress::new();
        assert!(address.set("country", "GBR").unwrap_err().to_string().contains("two letters"));
    }
}
