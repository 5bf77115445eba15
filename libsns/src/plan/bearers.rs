//! The ways to reach a device, as text: addresses of IP and of the radios, tones and lights beyond it.

use std::net::IpAddr;

use super::fields::Fields;
use super::model::Bearer;
use super::values::hex;

/// Keys of SVCB parameters for bearers beyond IP, of the private range 65280 to 65534
/// (RFC 9460 §14.3.1).
pub(crate) const BLUETOOTH_KEY: u16 = 65280;
const ZIGBEE_KEY: u16 = 65281;
const LORA_KEY: u16 = 65282;
const WIFI_KEY: u16 = 65283;
const DTMF_KEY: u16 = 65284;
const LIGHT_KEY: u16 = 65285;

/// Longest SSID, in octets (IEEE 802.11-2020 §9.4.2.2).
const SSID_OCTETS_MAX: usize = 32;
/// Longest value of a parameter that its length field can tell (RFC 9460 §2.2) is far more than any
/// tone or light code needs; longer ones are typing errors.
const CODE_OCTETS_MAX: usize = 64;

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
    for (word, key, read) in KINDS {
        let value = fields.get(word, |item| item.parse(read));
        bearers.extend(value.map(|value| Bearer::Other { key: *key, value }));
    }
    fields.finish();
    bearers
}

type Reader = fn(&str) -> Result<Vec<u8>, String>;

/// The bearers beyond IP: word of the plan, key of the parameter, reader.
const KINDS: &[(&str, u16, Reader)] = &[
    ("bluetooth", BLUETOOTH_KEY, bluetooth),
    ("zigbee", ZIGBEE_KEY, zigbee),
    ("lora", LORA_KEY, lora),
    ("wifi", WIFI_KEY, wifi),
    ("dtmf", DTMF_KEY, dtmf),
    ("light", LIGHT_KEY, light),
];

fn sized(text: &str, sizes: &[usize], expected: &str) -> Result<Vec<u8>, String> {
    hex(text).filter(|octets| sizes.contains(&octets.len())).ok_or_else(|| expected.to_owned())
}

fn bluetooth(text: &str) -> Result<Vec<u8>, String> {
    sized(text, &[6], "expected a Bluetooth address of 6 octets such as 00:11:22:33:44:55")
}

fn zigbee(text: &str) -> Result<Vec<u8>, String> {
    sized(text, &[8], "expected an EUI-64 of 8 octets such as 00:12:4b:00:01:02:03:04")
}

fn lora(text: &str) -> Result<Vec<u8>, String> {
    sized(text, &[4, 8], "expected a DevAddr of 4 octets or a DevEUI of 8, such as 26:01:1b:da")
}

fn wifi(text: &str) -> Result<Vec<u8>, String> {
    let expected = "expected a BSSID and an SSID such as 00:11:22:33:44:55/lobby";
    let (bssid, ssid) = text.split_once('/').ok_or(expected)?;
    if !(1..=SSID_OCTETS_MAX).contains(&ssid.len()) {
        return Err(format!("the SSID has {} octets; expected 1 to {SSID_OCTETS_MAX}", ssid.len()));
    }
    let mut octets = sized(bssid, &[6], expected)?;
    octets.extend_from_slice(ssid.as_bytes());
    Ok(octets)
}

fn dtmf(text: &str) -> Result<Vec<u8>, String> {
    // ITU-T Q.23: the sixteen tones.
    let is_tone = |c: char| c.is_ascii_digit() || matches!(c, 'A'..='D' | '*' | '#');
    if (1..=CODE_OCTETS_MAX).contains(&text.len()) && text.chars().all(is_tone) {
        return Ok(text.as_bytes().to_vec());
    }
    Err(format!("expected 1 to {CODE_OCTETS_MAX} tones of 0-9, A-D, * and #, such as 12#"))
}

fn light(text: &str) -> Result<Vec<u8>, String> {
    hex(text).filter(|octets| (1..=CODE_OCTETS_MAX).contains(&octets.len())).ok_or_else(|| {
        format!("expected 1 to {CODE_OCTETS_MAX} octets in hexadecimal, such as c0ffee")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_bearer_has_its_octets() {
        assert_eq!(bluetooth("00:11:22:33:44:55"), Ok(vec![0, 0x11, 0x22, 0x33, 0x44, 0x55]));
        assert_eq!(lora("26011bda").map(|octets| octets.len()), Ok(4));
        assert_eq!(
            wifi("00:11:22:33:44:55/a/b").map(|octets| octets[6..].to_vec()),
            Ok(b"a/b".to_vec())
        );
        assert_eq!(dtmf("12#"), Ok(b"12#".to_vec()));
        assert_eq!(light("c0ffee"), Ok(vec![0xc0, 0xff, 0xee]));
        assert_eq!(zigbee("00124b0001020304").map(|octets| octets.len()), Ok(8));
    }

    #[test]
    fn what_is_no_address_is_refused() {
        assert!(bluetooth("00:11").is_err());
        assert!(zigbee("00:12:4b").is_err());
        assert!(lora("00").is_err());
        assert!(wifi("00:11:22:33:44:55").is_err());
        assert!(wifi(&format!("00:11:22:33:44:55/{}", "x".repeat(33))).is_err());
        assert!(dtmf("E").is_err());
        assert!(light("").is_err());
    }
}
