//! How devices are reached, from what Home Assistant knows of their connections.

use std::collections::BTreeSet;

use super::registry::Device;

/// Integrations whose identifiers are addresses of Zigbee devices, or end in one.
const ZIGBEE: &[&str] = &["zha", "deconz"];

/// The bearers of a device as a plan writes them, each once.
pub(super) fn of(device: &Device) -> Vec<(String, String)> {
    let mut found: BTreeSet<(String, String)> = BTreeSet::new();
    for (sort, value) in &device.connections {
        match sort.as_str() {
            "bluetooth" => add(&mut found, "bluetooth", octets(value, 6)),
            "zigbee" | "ieee" => add(&mut found, "zigbee", octets(value, 8)),
            _ => {}
        }
    }
    for (integration, value) in &device.identifiers {
        // MQTT carries much; what zigbee2mqtt brings says so.
        let is_zigbee = ZIGBEE.contains(&integration.as_str()) || value.starts_with("zigbee2mqtt_");
        if is_zigbee && !found.iter().any(|(bearer, _)| bearer == "zigbee") {
            add(&mut found, "zigbee", ieee(value));
        }
        if integration == "bluetooth" {
            add(&mut found, "bluetooth", octets(value, 6));
        }
    }
    found.into_iter().collect()
}

fn add(found: &mut BTreeSet<(String, String)>, bearer: &str, value: Option<String>) {
    found.extend(value.map(|value| (bearer.to_owned(), value)));
}

/// The address at the end of an identifier: `zigbee2mqtt_0x00124b0001020304`, `00:12:4b:…-01`.
fn ieee(identifier: &str) -> Option<String> {
    let last = identifier.rsplit('_').next().unwrap_or_default();
    let last = last.strip_prefix("0x").unwrap_or(last);
    // deCONZ puts the end point behind.
    let last = last.split('-').next().unwrap_or_default();
    octets(last, 8)
}

/// So many octets in hexadecimal, with colons between; none when it is anything else or all zero.
fn octets(text: &str, count: usize) -> Option<String> {
    let digits: String = text.chars().filter(|c| !matches!(c, ':' | '-' | '.')).collect();
    let is_address = digits.len() == 2 * count
        && digits.bytes().all(|c| c.is_ascii_hexdigit())
        && digits.bytes().any(|c| c != b'0');
    is_address.then(|| {
        let digits = digits.to_ascii_lowercase();
        let pairs = digits.as_bytes().chunks(2).map(String::from_utf8_lossy);
        pairs.collect::<Vec<_>>().join(":")
    })
}

/// Whether its only known address is that of a network card, which no bearer reaches by itself: the
/// IP address it has today is not in the registry.
pub(super) fn is_only_mac(device: &Device) -> bool {
    device.connections.iter().any(|(sort, _)| sort == "mac") && of(device).is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_in_all_their_forms() {
        let expected = Some("00:12:4b:00:01:02:03:04".to_owned());
        for text in [
            "zigbee2mqtt_0x00124b0001020304",
            "00:12:4B:00:01:02:03:04",
            "00:12:4b:00:01:02:03:04-01",
        ] {
            assert_eq!(ieee(text), expected, "{text}");
        }
        for text in
            ["zigbee2mqtt_bridge", "0x00124b00010203", "0000000000000000", "é2:12:4b:00:01:02:03:0"]
        {
            assert_eq!(ieee(text), None, "{text}");
        }
    }
}
