//! Values of the private keys: how a device is reached without IP.

use crate::record::{address, encoding};

/// Longest name of a Wi-Fi network, in octets (IEEE 802.11-2020 §9.4.2.2).
const SSID_OCTETS_MAX: usize = 32;

/// Octets in hexadecimal, with colons or hyphens between all of them or none.
fn octets<const N: usize>(text: &[u8]) -> Option<[u8; N]> {
    let plain = || {
        let mut out = Vec::with_capacity(N);
        encoding::push_hex([text], &mut out).ok()?;
        out.try_into().ok()
    };
    address::separated(text, b':').or_else(|| address::separated(text, b'-')).or_else(plain)
}

/// `00:11:22:33:44:55`.
pub(super) fn bdaddr(text: &[u8]) -> Option<[u8; 6]> {
    octets(text)
}

/// `00:11:22:33:44:55:66:77`.
pub(super) fn zigbee(text: &[u8]) -> Option<[u8; 8]> {
    octets(text)
}

/// A DevAddr `26011bda` or a DevEUI `70b3d57ed0000001`.
pub(super) fn lora(text: &[u8]) -> Option<Vec<u8>> {
    octets::<4>(text).map(Vec::from).or_else(|| octets::<8>(text).map(Vec::from))
}

/// `00:11:22:33:44:55/name of the network`.
pub(super) fn wifi(text: &[u8]) -> Option<Vec<u8>> {
    let slash = text.iter().position(|&c| c == b'/')?;
    let (bssid, ssid) = (octets::<6>(&text[..slash])?, &text[slash + 1..]);
    (ssid.len() <= SSID_OCTETS_MAX).then(|| [&bssid[..], ssid].concat())
}

/// Tones of ITU-T Q.23.
pub(super) fn dtmf(text: &[u8]) -> Option<&[u8]> {
    is_dtmf(text).then_some(text)
}

/// True for one tone or more.
pub(super) fn is_dtmf(text: &[u8]) -> bool {
    !text.is_empty() && text.iter().all(|c| matches!(c, b'0'..=b'9' | b'A'..=b'D' | b'*' | b'#'))
}

/// Octets in hexadecimal, at least one.
pub(super) fn light(text: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    encoding::push_hex([text], &mut out).ok().filter(|()| !text.is_empty()).map(|()| out)
}

/// True for a name of a Wi-Fi network that is not too long.
pub(super) fn is_ssid(ssid: &[u8]) -> bool {
    ssid.len() <= SSID_OCTETS_MAX
}
