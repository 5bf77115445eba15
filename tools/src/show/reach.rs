//! Ways to reach a device.

use libsns::client::Thing;
use libsns::record::SvcParam;
use serde_json::{Map, Value};

use super::text::plain;

/// The word and the value of a bearer, as plans write them; none for other parameters.
pub(crate) fn bearer(param: &SvcParam) -> Option<(&'static str, String)> {
    Some(match param {
        SvcParam::Bdaddr(octets) => ("bdaddr", hex(octets, ":")),
        SvcParam::Zigbee(octets) => ("zigbee", hex(octets, ":")),
        SvcParam::LoraAddress(octets) => ("lora", hex(octets, "")),
        SvcParam::LoraEui(octets) => ("lora", hex(octets, "")),
        SvcParam::Wifi { bssid, ssid } => {
            ("wifi", format!("{}/{}", hex(bssid, ":"), plain(&String::from_utf8_lossy(ssid))))
        }
        SvcParam::Dtmf(tones) => ("dtmf", tones.clone()),
        SvcParam::Light(octets) => ("light", hex(octets, "")),
        _ => return None,
    })
}

/// All ways on one line: addresses, then bearers.
pub(crate) fn line(thing: &Thing) -> String {
    let addresses = thing.addresses.iter().map(ToString::to_string);
    let bearers = thing.bearers.iter().filter_map(bearer);
    let bearers = bearers.map(|(word, value)| format!("{word} {value}"));
    addresses.chain(bearers).collect::<Vec<_>>().join(", ")
}

/// The bearers for programs: an object of lists, as a device may have two of a kind.
pub(crate) fn bearers_json(thing: &Thing) -> Value {
    let mut bearers = Map::new();
    for (word, value) in thing.bearers.iter().filter_map(bearer) {
        if let Value::Array(values) =
            bearers.entry(word).or_insert_with(|| Vec::<Value>::new().into())
        {
            values.push(value.into());
        }
    }
    Value::Object(bearers)
}

fn hex(octets: &[u8], between: &str) -> String {
    octets.iter().map(|octet| format!("{octet:02x}")).collect::<Vec<_>>().join(between)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bearers_are_written_as_plans_write_them() {
        let text = |param| bearer(&param).map(|(word, value)| format!("{word}={value}"));
        assert_eq!(
            text(SvcParam::Bdaddr([0, 0x1a, 0x7d, 0xda, 0x72, 0x11])).unwrap(),
            "bdaddr=00:1a:7d:da:72:11"
        );
        assert_eq!(text(SvcParam::LoraAddress([0x26, 1, 0x1b, 0xda])).unwrap(), "lora=26011bda");
        let wifi = SvcParam::Wifi { bssid: [1; 6], ssid: b"a\x1bb".to_vec() };
        assert_eq!(text(wifi).unwrap(), "wifi=01:01:01:01:01:01/a\u{fffd}b");
        assert_eq!(text(SvcParam::Port(1)), None);
    }
}
