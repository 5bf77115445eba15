//! Values of the private keys: how a device is reached without IP.

use super::SvcKey;
use crate::record::encoding;

/// Longest name of a Wi-Fi network, in octets (IEEE 802.11-2020 §9.4.2.2).
const SSID_OCTETS_MAX: usize = 32;
/// Most tones to dial, and octets of a light's identifier (RFC-DRAFT "Bearers").
const CODE_OCTETS_MAX: usize = 255;

/// Reads the value of a private key as text, in a plan or a master file; none of other keys.
///
/// # Errors
/// What was expected.
pub(crate) fn octets_of(key: SvcKey, text: &[u8]) -> Option<Result<Vec<u8>, &'static str>> {
    let (octets, expected) = match key {
        SvcKey::BDADDR => {
            (sized(text, &[6]), "a Bluetooth address of 6 octets such as 00:11:22:33:44:55")
        }
        SvcKey::ZIGBEE => {
            (sized(text, &[8]), "an EUI-64 of 8 octets such as 00:12:4b:00:01:02:03:04")
        }
        SvcKey::LORA => {
            (sized(text, &[4, 8]), "a DevAddr of 4 octets or a DevEUI of 8, such as 26:01:1b:da")
        }
        SvcKey::WIFI => {
            (wifi(text), "a BSSID and an SSID of at most 32 octets such as 00:11:22:33:44:55/lobby")
        }
        SvcKey::DTMF => {
            let tones = (is_dtmf(text) && text.len() <= CODE_OCTETS_MAX).then(|| text.to_vec());
            (tones, "1 to 255 tones of 0-9, A-D, * and #, such as 12#")
        }
        SvcKey::LIGHT => (
            hex(text).filter(|octets| octets.len() <= CODE_OCTETS_MAX),
            "1 to 255 octets in hexadecimal, such as c0ffee",
        ),
        _ => return None,
    };
    Some(octets.ok_or(expected))
}

/// Octets in hexadecimal, at least one, with colons or hyphens between all of them or none.
fn hex(text: &[u8]) -> Option<Vec<u8>> {
    let mut octets = Vec::with_capacity(text.len() / 2);
    let separator = text.get(2).copied().filter(|c| matches!(c, b':' | b'-'));
    let all = match separator {
        Some(separator) => text
            .split(|c| *c == separator)
            .all(|pair| pair.len() == 2 && encoding::push_hex([pair], &mut octets).is_ok()),
        None => encoding::push_hex([text], &mut octets).is_ok(),
    };
    (all && !octets.is_empty()).then_some(octets)
}

fn sized(text: &[u8], sizes: &[usize]) -> Option<Vec<u8>> {
    hex(text).filter(|octets| sizes.contains(&octets.len()))
}

/// `00:11:22:33:44:55/name of the network`.
fn wifi(text: &[u8]) -> Option<Vec<u8>> {
    let slash = text.iter().position(|c| *c == b'/')?;
    let (bssid, ssid) = (sized(&text[..slash], &[6])?, &text[slash + 1..]);
    is_ssid(ssid).then(|| [&bssid, ssid].concat())
}

/// True for one tone of ITU-T Q.23 or more.
pub(super) fn is_dtmf(text: &[u8]) -> bool {
    !text.is_empty() && text.iter().all(|c| matches!(c, b'0'..=b'9' | b'A'..=b'D' | b'*' | b'#'))
}

/// True for a name of a Wi-Fi network that is not too long.
pub(super) fn is_ssid(ssid: &[u8]) -> bool {
    ssid.len() <= SSID_OCTETS_MAX
}

#[cfg(test)]
mod tests {
    use super::*;

    fn octets(key: SvcKey, text: &str) -> Option<Vec<u8>> {
        octets_of(key, text.as_bytes()).unwrap().ok()
    }

    #[test]
    fn each_bearer_has_its_octets() {
        let address = Some(vec![0, 0x11, 0x22, 0x33, 0x44, 0x55]);
        for text in ["00:11:22:33:44:55", "00-11-22-33-44-55", "001122334455"] {
            assert_eq!(octets(SvcKey::BDADDR, text), address, "{text}");
        }
        assert_eq!(octets(SvcKey::LORA, "26011bda"), Some(vec![0x26, 1, 0x1b, 0xda]));
        let wifi = octets(SvcKey::WIFI, "00:11:22:33:44:55/a/b").unwrap();
        assert_eq!(wifi[6..], *b"a/b");
        assert_eq!(octets(SvcKey::DTMF, "12#"), Some(b"12#".to_vec()));
        assert_eq!(octets(SvcKey::LIGHT, "c0:ff:ee"), Some(vec![0xc0, 0xff, 0xee]));
        assert_eq!(octets(SvcKey::ZIGBEE, "00124b0001020304").map(|octets| octets.len()), Some(8));
        assert!(octets_of(SvcKey::PORT, b"53").is_none());
    }

    #[test]
    fn what_is_no_address_is_refused() {
        let long = format!("00:11:22:33:44:55/{}", "x".repeat(33));
        for (key, text) in [
            (SvcKey::BDADDR, "00:11"),
            (SvcKey::BDADDR, "00:11-22:33:44:55"),
            (SvcKey::BDADDR, "00:11:22:33:44:5"),
            (SvcKey::BDADDR, "00:11:22:33:44:55:"),
            (SvcKey::ZIGBEE, "00:12:4b"),
            (SvcKey::LORA, "00"),
            (SvcKey::WIFI, "00:11:22:33:44:55"),
            (SvcKey::WIFI, &long),
            (SvcKey::DTMF, "E"),
            (SvcKey::DTMF, ""),
            (SvcKey::DTMF, &"1".repeat(256)),
            (SvcKey::LIGHT, &"c0".repeat(256)),
            (SvcKey::LIGHT, ""),
            (SvcKey::LIGHT, "c0f"),
        ] {
            assert_eq!(octets(key, text), None, "{text}");
        }
    }
}
