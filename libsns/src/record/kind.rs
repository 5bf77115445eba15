//! Record types and classes: numbers with their words (RFC 1035 §3.2, RFC 3597 §5, IANA registry).

use std::fmt;
use std::str::FromStr;

/// A record type or a question's type.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordType(pub u16);

/// Declares the constants and the table of words from one list.
macro_rules! record_types {
    ($($name:ident = $number:literal,)*) => {
        #[allow(missing_docs, reason = "the registry's own words")]
        impl RecordType {
            $(pub const $name: Self = Self($number);)*
        }

        /// Every type that has a word, with the word.
        const WORDS: &[(RecordType, &str)] = &[$((RecordType::$name, stringify!($name)),)*];
    };
}

record_types! {
    A = 1, NS = 2, MD = 3, MF = 4, CNAME = 5, SOA = 6, MB = 7, MG = 8, MR = 9, NULL = 10,
    WKS = 11, PTR = 12, HINFO = 13, MINFO = 14, MX = 15, TXT = 16, RP = 17, AFSDB = 18, X25 = 19,
    ISDN = 20, RT = 21, NSAP = 22, SIG = 24, KEY = 25, PX = 26, GPOS = 27, AAAA = 28, LOC = 29,
    SRV = 33, NAPTR = 35, KX = 36, CERT = 37, DNAME = 39, OPT = 41, APL = 42, DS = 43,
    SSHFP = 44, IPSECKEY = 45, RRSIG = 46, NSEC = 47, DNSKEY = 48, DHCID = 49, NSEC3 = 50,
    NSEC3PARAM = 51, TLSA = 52, SMIMEA = 53, HIP = 55, CDS = 59, CDNSKEY = 60, OPENPGPKEY = 61,
    CSYNC = 62, ZONEMD = 63, SVCB = 64, HTTPS = 65, SPF = 99, NID = 104, L32 = 105, L64 = 106,
    LP = 107, EUI48 = 108, EUI64 = 109, TKEY = 249, TSIG = 250, IXFR = 251, AXFR = 252,
    MAILB = 253, MAILA = 254, ANY = 255, URI = 256, CAA = 257, DOA = 259, PLACE = 65300,
}

impl RecordType {
    /// True for types that only questions and message plumbing use, never a zone
    /// (RFC 6895 §3.1: 128 to 255, and OPT).
    #[must_use]
    pub fn is_meta(self) -> bool {
        self == Self::OPT || (128..=255).contains(&self.0)
    }

    /// The type that a word or `TYPEnnn` means, in any case.
    #[must_use]
    pub fn from_word(text: &[u8]) -> Option<Self> {
        worded(word_key(text)?).or_else(|| numbered(text, b"TYPE").map(Self))
    }

    /// The word of the type, if it has one.
    #[must_use]
    pub fn word(self) -> Option<&'static str> {
        WORDS.iter().find(|(rtype, _)| *rtype == self).map(|(_, word)| *word)
    }
}

impl fmt::Display for RecordType {
    /// The word, or `TYPEnnn`. The private-use PLACE is written as a number, so that any server
    /// and tool can read it (RFC 3597 §5).
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.word().filter(|_| *self != Self::PLACE) {
            Some(word) => f.write_str(word),
            None => write!(f, "TYPE{}", self.0),
        }
    }
}

impl fmt::Debug for RecordType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The word is not a record type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownType(pub String);

impl fmt::Display for UnknownType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:?} is not a record type; expected a word such as AAAA, or TYPE0 to TYPE65535",
            self.0
        )
    }
}

impl std::error::Error for UnknownType {}

impl FromStr for RecordType {
    type Err = UnknownType;

    fn from_str(text: &str) -> Result<Self, UnknownType> {
        Self::from_word(text.as_bytes()).ok_or_else(|| UnknownType(text.into()))
    }
}

/// A word as a number, in upper case; none when it is too long to be one.
#[inline]
const fn word_key(word: &[u8]) -> Option<u128> {
    if word.len() > size_of::<u128>() {
        return None;
    }
    let (mut key, mut at) = (0, 0);
    while at < word.len() {
        key = key << 8 | word[at].to_ascii_uppercase() as u128;
        at += 1;
    }
    Some(key)
}

/// Slots of the table of words: over twice as many as words, so that few share one.
const WORD_SLOTS: usize = 256;
const _: () = assert!(WORDS.len() * 2 < WORD_SLOTS);

/// The slot at which the search for a word begins: the top bits of a multiplicative hash.
#[inline]
const fn word_slot(key: u128) -> usize {
    let folded = (key ^ key >> 64) as u64;
    (folded.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 56) as usize
}

/// The words by their hash, since a master file asks for one with each record. A word that finds
/// its slot taken stands in the next free one; an empty slot has the key 0, which no word has.
static WORD_TABLE: [(u128, RecordType); WORD_SLOTS] = {
    let mut table = [(0, RecordType(0)); WORD_SLOTS];
    let mut at = 0;
    while at < WORDS.len() {
        let (rtype, word) = WORDS[at];
        let Some(key) = word_key(word.as_bytes()) else { panic!("a word of over 16 octets") };
        let mut slot = word_slot(key);
        while table[slot].0 != 0 {
            slot = (slot + 1) % WORD_SLOTS;
        }
        table[slot] = (key, rtype);
        at += 1;
    }
    table
};

/// The type of a word by its key.
#[inline]
fn worded(key: u128) -> Option<RecordType> {
    let mut slot = word_slot(key);
    while WORD_TABLE[slot].0 != 0 {
        if WORD_TABLE[slot].0 == key {
            return Some(WORD_TABLE[slot].1);
        }
        slot = (slot + 1) % WORD_SLOTS;
    }
    None
}

/// The number behind a prefix, as in `TYPE731` and `CLASS32` (RFC 3597 §5).
fn numbered(text: &[u8], prefix: &[u8]) -> Option<u16> {
    let (head, digits) = text.split_at_checked(prefix.len())?;
    let number = super::number::u16(digits)?;
    head.eq_ignore_ascii_case(prefix).then_some(number)
}

/// A class. Zones here are of class IN.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Class(pub u16);

impl Class {
    /// The Internet.
    pub const IN: Self = Self(1);
    /// Chaosnet; today questions about the server itself (RFC 4892 §3).
    pub const CH: Self = Self(3);
    /// Hesiod.
    pub const HS: Self = Self(4);
    /// No class, in updates (RFC 2136 §2.4).
    pub const NONE: Self = Self(254);
    /// Any class, in questions.
    pub const ANY: Self = Self(255);

    /// The class that a word or `CLASSnnn` means, in any case.
    #[must_use]
    pub fn from_word(text: &[u8]) -> Option<Self> {
        const WORDS: [(&[u8], Class); 3] =
            [(b"IN", Class::IN), (b"CH", Class::CH), (b"HS", Class::HS)];
        let worded = WORDS.iter().find(|(word, _)| word.eq_ignore_ascii_case(text));
        worded.map(|(_, class)| *class).or_else(|| numbered(text, b"CLASS").map(Self))
    }
}

impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::IN => f.write_str("IN"),
            Self::CH => f.write_str("CH"),
            Self::HS => f.write_str("HS"),
            Self(number) => write!(f, "CLASS{number}"),
        }
    }
}

impl fmt::Debug for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The word is not a class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownClass;

impl FromStr for Class {
    type Err = UnknownClass;

    fn from_str(text: &str) -> Result<Self, UnknownClass> {
        Self::from_word(text.as_bytes()).ok_or(UnknownClass)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_numbers_name_the_same_type() {
        assert_eq!("loc".parse(), Ok(RecordType::LOC));
        assert_eq!("TYPE29".parse(), Ok(RecordType::LOC));
        assert_eq!(RecordType(731).to_string(), "TYPE731");
        assert_eq!(RecordType::PLACE.to_string(), "TYPE65300");
        assert!("TYPE65536".parse::<RecordType>().is_err());
        assert!("LOCATION".parse::<RecordType>().is_err());
    }

    #[test]
    fn every_word_is_found_in_any_case() {
        for &(rtype, word) in WORDS {
            assert_eq!(RecordType::from_word(word.as_bytes()), Some(rtype));
            assert_eq!(RecordType::from_word(word.to_lowercase().as_bytes()), Some(rtype));
        }
        for text in ["", "AA", "TYPE", "TYPE+1", "TYPE65536", "A\0", "NSEC3PARAMNSEC3PARAM"] {
            assert_eq!(RecordType::from_word(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn class_has_word_and_number() {
        assert_eq!("class1".parse(), Ok(Class::IN));
        assert_eq!(Class(731).to_string(), "CLASS731");
    }
}
