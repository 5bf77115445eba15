//! The ways to reach a device, as text: addresses of IP and of the radios, tones and lights beyond it.

use std::net::IpAddr;

use super::fields::Fields;
use super::model::Bearer;
use crate::record::service::{SvcKey, bearer_octets};

/// Reads a `bearers` table.
pub(crate) fn read(mut fields: Fields<'_, '_>) -> Vec<Bearer> {
    let mut bearers = fields.many("ipv6", |item| {
        item.parse(|text| text.parse().map_err(|_| "expected an IPv6 address such as 2001:db8::7"))
            .map(|address| Bearer::Ip(IpAddr::V6(address)))
    });
    bearers.extend(fields.many("ipv4", |item| {
        item.parse(|text| text.parse().map_err(|_| "expected an IPv4 address such as 192.0.2.7"))
            .map(|address| Bearer::Ip(IpAddr::V4(address)))
    }));
    for (word, key) in KINDS {
        let value = fields.get(word, |item| item.parse(|text| octets(key, text)));
        bearers.extend(value.map(|value| Bearer::Other { key, value }));
    }
    fields.finish();
    bearers
}

/// The bearers beyond IP: word of the plan and key of the parameter.
const KINDS: [(&str, SvcKey); 6] = [
    ("bluetooth", SvcKey::BDADDR),
    ("zigbee", SvcKey::ZIGBEE),
    ("lora", SvcKey::LORA),
    ("wifi", SvcKey::WIFI),
    ("dtmf", SvcKey::DTMF),
    ("light", SvcKey::LIGHT),
];

/// Whether a `bearers` table takes this value under this word, such as `ipv6` or `zigbee`.
///
/// # Errors
/// A sentence: what was expected.
pub fn check_bearer(word: &str, value: &str) -> Result<(), String> {
    let address = || value.parse::<IpAddr>().ok();
    match word {
        "ipv6" if address().is_some_and(|at| at.is_ipv6()) => Ok(()),
        "ipv6" => Err("expected an IPv6 address such as 2001:db8::7".to_owned()),
        "ipv4" if address().is_some_and(|at| at.is_ipv4()) => Ok(()),
        "ipv4" => Err("expected an IPv4 address such as 192.0.2.7".to_owned()),
        _ => match KINDS.iter().find(|(known, _)| *known == word) {
            Some((_, key)) => octets(*key, value).map(drop),
            None => Err("is no bearer that a plan knows".to_owned()),
        },
    }
}

/// The octets that a master file would have for the same text.
fn octets(key: SvcKey, text: &str) -> Result<Vec<u8>, String> {
    let octets = bearer_octets(key, text.as_bytes()).unwrap_or(Err("no value"));
    octets.map_err(|expected| format!("expected {expected}"))
}
