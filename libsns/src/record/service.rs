//! Service parameters of SVCB and HTTPS records (RFC 9460), with our private keys for bearers that
//! are not IP.

use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};

use super::number;

mod bearer;
mod param;
mod text;

pub(crate) use bearer::octets_of as bearer_octets;
pub use param::SvcParam;
pub(super) use text::{parse, write};

/// The key of a service parameter (RFC 9460 §14.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SvcKey(pub u16);

/// Declares the constants and the table of words from one list.
macro_rules! service_keys {
    ($($(#[$doc:meta])* $name:ident = $number:literal $word:literal,)*) => {
        impl SvcKey {
            $($(#[$doc])* pub const $name: Self = Self($number);)*
        }

        /// Every key that has a word, with the word.
        const WORDS: &[(SvcKey, &str)] = &[$((SvcKey::$name, $word),)*];
    };
}

service_keys! {
    /// Keys that an asker must understand (RFC 9460 §8).
    MANDATORY = 0 "mandatory",
    /// Protocols (RFC 9460 §7.1).
    ALPN = 1 "alpn",
    /// The default protocol is not offered (RFC 9460 §7.1).
    NO_DEFAULT_ALPN = 2 "no-default-alpn",
    /// Another port (RFC 9460 §7.2).
    PORT = 3 "port",
    /// IPv4 addresses (RFC 9460 §7.3).
    IPV4HINT = 4 "ipv4hint",
    /// Encrypted ClientHello (RFC 9848 §3).
    ECH = 5 "ech",
    /// IPv6 addresses (RFC 9460 §7.3).
    IPV6HINT = 6 "ipv6hint",
    /// Template of a DNS over HTTPS path (RFC 9461 §5).
    DOHPATH = 7 "dohpath",
    /// Oblivious HTTP is offered (RFC 9540 §4).
    OHTTP = 8 "ohttp",
    /// Private: a Bluetooth device address of 6 octets.
    BDADDR = 65280 "bdaddr",
    /// Private: a Zigbee device, EUI-64 of 8 octets.
    ZIGBEE = 65281 "zigbee",
    /// Private: a LoRaWAN device, DevAddr of 4 or DevEUI of 8 octets.
    LORA = 65282 "lora",
    /// Private: a Wi-Fi network, BSSID of 6 octets and the octets of the SSID.
    WIFI = 65283 "wifi",
    /// Private: tones to dial, ASCII of `0-9A-D*#`.
    DTMF = 65284 "dtmf",
    /// Private: the identifier that a visible light sends.
    LIGHT = 65285 "light",
}

impl SvcKey {
    /// The key that a word or `keyNNNNN` means. RFC 9460 §2.1: lower case, no leading zeros.
    #[must_use]
    pub fn from_word(text: &[u8]) -> Option<Self> {
        if let Some((key, _)) = WORDS.iter().find(|(_, word)| word.as_bytes() == text) {
            return Some(*key);
        }
        let digits = text.strip_prefix(b"key")?;
        if digits.len() > 1 && digits[0] == b'0' {
            return None;
        }
        number::u16(digits).map(Self)
    }

    /// The word that Knot, NSD and BIND all know: those of RFC 9460. Knot 3.2 and NSD 4.6 refuse
    /// later ones, and nobody knows our private keys, while all read every key as a number.
    fn common_word(self) -> Option<&'static str> {
        let words = WORDS.iter().filter(|(key, _)| *key <= Self::IPV6HINT);
        words.into_iter().find(|(key, _)| *key == self).map(|(_, word)| *word)
    }
}

impl fmt::Display for SvcKey {
    /// A word that other servers and tools can read, or `keyNNNNN`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.common_word() {
            Some(word) => f.write_str(word),
            None => write!(f, "key{}", self.0),
        }
    }
}

/// The parameters in the data of an SVCB or HTTPS record, in the order they stand, each as key and
/// value. Nothing comes after a parameter that is cut short.
#[must_use]
pub fn svc_params(rdata: &[u8]) -> SvcParams<'_> {
    use super::RecordType;
    // Behind the priority stands the target, the only name.
    let target = super::names_in(RecordType::SVCB, rdata).next();
    SvcParams { rest: target.map_or(&[], |(name, _)| &rdata[name.end..]) }
}

/// The iterator of [`svc_params`].
#[derive(Clone, Debug)]
pub struct SvcParams<'a> {
    rest: &'a [u8],
}

impl<'a> Iterator for SvcParams<'a> {
    type Item = (SvcKey, &'a [u8]);

    /// RFC 9460 §2.2: key (2), length (2), value.
    fn next(&mut self) -> Option<Self::Item> {
        let (&[k0, k1, l0, l1], rest) = self.rest.split_first_chunk::<4>()?;
        let (value, rest) = rest.split_at_checked(usize::from(u16::from_be_bytes([l0, l1])))?;
        self.rest = rest;
        Some((SvcKey(u16::from_be_bytes([k0, k1])), value))
    }
}

/// The octets of all parameters, which are to fill `rest`.
pub(super) fn check(rest: &[u8]) -> Result<usize, &'static str> {
    let mut params = SvcParams { rest };
    let mut least = 0;
    for (key, value) in params.by_ref() {
        // RFC 9460 §2.2: "SvcParamKeys SHALL appear in increasing numeric order", each once.
        if u32::from(key.0) < least {
            return Err("service parameters in the order of their keys, each once");
        }
        check_value(key, value)?;
        least = u32::from(key.0) + 1;
    }
    if !params.rest.is_empty() {
        return Err("whole service parameters to the end");
    }
    check_together(rest)?;
    Ok(rest.len())
}

/// RFC 9460 §2.2: the value must have "the expected format" of its key.
fn check_value(key: SvcKey, value: &[u8]) -> Result<(), &'static str> {
    let whole = |octets: usize| !value.is_empty() && value.len().is_multiple_of(octets);
    let (fits, expected) = match key {
        SvcKey::MANDATORY => (whole(2), "mandatory with at least one key"),
        SvcKey::ALPN => (is_protocol_list(value), "alpn with protocols of 1 to 255 octets"),
        SvcKey::NO_DEFAULT_ALPN => (value.is_empty(), "no-default-alpn without a value"),
        SvcKey::PORT => (value.len() == 2, "a port of two octets"),
        SvcKey::IPV4HINT => (whole(4), "ipv4hint with at least one address"),
        SvcKey::ECH => (is_config_list(value), "ech with an ECHConfigList"),
        SvcKey::IPV6HINT => (whole(16), "ipv6hint with at least one address"),
        SvcKey::DOHPATH => (is_template(value), "dohpath with a template in UTF-8 that names dns"),
        SvcKey::OHTTP => (value.is_empty(), "ohttp without a value"),
        _ => (true, ""),
    };
    if fits { Ok(()) } else { Err(expected) }
}

/// What a value needs of the others.
fn check_together(rest: &[u8]) -> Result<(), &'static str> {
    let params = SvcParams { rest };
    let has = |wanted: u16| params.clone().any(|(key, _)| key.0 == wanted);
    // RFC 9460 §7.1.1: "When "no-default-alpn" is specified in an RR, "alpn" must also be
    // specified in order for the RR to be "self-consistent"."
    if has(SvcKey::NO_DEFAULT_ALPN.0) && !has(SvcKey::ALPN.0) {
        return Err("alpn beside no-default-alpn");
    }
    let Some((_, list)) = params.clone().next().filter(|(key, _)| *key == SvcKey::MANDATORY) else {
        return Ok(());
    };
    let mut last = SvcKey::MANDATORY.0;
    for pair in list.chunks_exact(2) {
        let key = u16::from_be_bytes([pair[0], pair[1]]);
        // RFC 9460 §8: "in strictly increasing numeric order", without "mandatory" itself; "listed
        // keys MUST also appear in the SvcParams".
        if key <= last || !has(key) {
            return Err("mandatory with keys in order, each once, each present");
        }
        last = key;
    }
    Ok(())
}

/// RFC 9460 §7.1.1: protocols, each behind its length.
fn is_protocol_list(value: &[u8]) -> bool {
    let mut rest = value;
    while let Some((&length, behind)) = rest.split_first() {
        let Some(behind) = behind.get(usize::from(length)..).filter(|_| length > 0) else {
            return false;
        };
        rest = behind;
    }
    !value.is_empty()
}

/// RFC 9849 §4: an ECHConfigList is a length of two octets, then so many, at least four.
fn is_config_list(value: &[u8]) -> bool {
    value.split_first_chunk::<2>().is_some_and(|(length, list)| {
        list.len() >= 4 && list.len() == usize::from(u16::from_be_bytes(*length))
    })
}

/// RFC 9461 §5: a relative URI template in UTF-8 with the variable `dns`.
fn is_template(value: &[u8]) -> bool {
    std::str::from_utf8(value).is_ok_and(|text| {
        text.split('{').skip(1).any(|part| {
            let expression = part.split_once('}').map_or("", |(inside, _)| inside);
            expression.trim_start_matches(['?', '&', '/', '+']).split(',').any(|name| name == "dns")
        })
    })
}

fn ipv4_list(value: &[u8]) -> impl Iterator<Item = Ipv4Addr> + '_ {
    value.as_chunks::<4>().0.iter().copied().map(Ipv4Addr::from)
}

fn ipv6_list(value: &[u8]) -> impl Iterator<Item = Ipv6Addr> + '_ {
    value.as_chunks::<16>().0.iter().copied().map(Ipv6Addr::from)
}
