//! One service parameter as a value.

use std::net::{Ipv4Addr, Ipv6Addr};

use super::{SvcKey, bearer, check_value, ipv4_list, ipv6_list};

/// A service parameter (RFC 9460 §7, §8) or a private bearer.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SvcParam {
    /// Keys that an asker must understand.
    Mandatory(Vec<SvcKey>),
    /// Protocols by their ALPN names.
    Alpn(Vec<Vec<u8>>),
    /// The default protocol is not offered.
    NoDefaultAlpn,
    /// Another port.
    Port(u16),
    /// IPv4 addresses.
    Ipv4Hint(Vec<Ipv4Addr>),
    /// An ECHConfigList.
    Ech(Vec<u8>),
    /// IPv6 addresses.
    Ipv6Hint(Vec<Ipv6Addr>),
    /// Template of a DNS over HTTPS path.
    DohPath(String),
    /// Oblivious HTTP is offered.
    Ohttp,
    /// A Bluetooth device address.
    Bdaddr([u8; 6]),
    /// A Zigbee device by its EUI-64.
    Zigbee([u8; 8]),
    /// A LoRaWAN device by its DevAddr.
    LoraAddress([u8; 4]),
    /// A LoRaWAN device by its DevEUI.
    LoraEui([u8; 8]),
    /// A Wi-Fi network.
    Wifi {
        /// The access point.
        bssid: [u8; 6],
        /// The network's name, at most 32 octets.
        ssid: Vec<u8>,
    },
    /// Tones to dial, of `0-9A-D*#`.
    Dtmf(String),
    /// The identifier that a visible light sends.
    Light(Vec<u8>),
    /// Any other key with its value.
    Other(SvcKey, Vec<u8>),
}

impl SvcParam {
    /// Its key.
    #[must_use]
    pub fn key(&self) -> SvcKey {
        match self {
            Self::Mandatory(_) => SvcKey::MANDATORY,
            Self::Alpn(_) => SvcKey::ALPN,
            Self::NoDefaultAlpn => SvcKey::NO_DEFAULT_ALPN,
            Self::Port(_) => SvcKey::PORT,
            Self::Ipv4Hint(_) => SvcKey::IPV4HINT,
            Self::Ech(_) => SvcKey::ECH,
            Self::Ipv6Hint(_) => SvcKey::IPV6HINT,
            Self::DohPath(_) => SvcKey::DOHPATH,
            Self::Ohttp => SvcKey::OHTTP,
            Self::Bdaddr(_) => SvcKey::BDADDR,
            Self::Zigbee(_) => SvcKey::ZIGBEE,
            Self::LoraAddress(_) | Self::LoraEui(_) => SvcKey::LORA,
            Self::Wifi { .. } => SvcKey::WIFI,
            Self::Dtmf(_) => SvcKey::DTMF,
            Self::Light(_) => SvcKey::LIGHT,
            Self::Other(key, _) => *key,
        }
    }

    /// Its value in wire form.
    #[must_use]
    pub fn value(&self) -> Vec<u8> {
        match self {
            Self::Mandatory(keys) => {
                let mut keys = keys.clone();
                keys.sort_unstable();
                keys.iter().flat_map(|key| key.0.to_be_bytes()).collect()
            }
            Self::Alpn(protocols) => protocols.iter().flat_map(|name| prefixed(name)).collect(),
            Self::NoDefaultAlpn | Self::Ohttp => Vec::new(),
            Self::Port(port) => port.to_be_bytes().into(),
            Self::Ipv4Hint(addresses) => addresses.iter().flat_map(Ipv4Addr::octets).collect(),
            Self::Ipv6Hint(addresses) => addresses.iter().flat_map(Ipv6Addr::octets).collect(),
            Self::DohPath(text) | Self::Dtmf(text) => text.as_bytes().into(),
            Self::Bdaddr(octets) => octets.into(),
            Self::Zigbee(octets) | Self::LoraEui(octets) => octets.into(),
            Self::LoraAddress(octets) => octets.into(),
            Self::Wifi { bssid, ssid } => [bssid, ssid.as_slice()].concat(),
            Self::Ech(octets) | Self::Light(octets) | Self::Other(_, octets) => octets.clone(),
        }
    }

    /// Reads a value in wire form. A private key whose value is not of the shape we give it is
    /// somebody else's, so it stays [`SvcParam::Other`], as does a value that does not fit its key.
    #[must_use]
    pub fn from_wire(key: SvcKey, value: &[u8]) -> Self {
        let other = || Self::Other(key, value.into());
        if check_value(key, value).is_err() {
            return other();
        }
        match key {
            SvcKey::MANDATORY => Self::Mandatory(key_list(value).collect()),
            SvcKey::ALPN => Self::Alpn(protocol_list(value).map(<[u8]>::to_vec).collect()),
            SvcKey::NO_DEFAULT_ALPN => Self::NoDefaultAlpn,
            SvcKey::PORT => {
                value.try_into().map_or_else(|_| other(), |v| Self::Port(u16::from_be_bytes(v)))
            }
            SvcKey::IPV4HINT => Self::Ipv4Hint(ipv4_list(value).collect()),
            SvcKey::ECH => Self::Ech(value.into()),
            SvcKey::IPV6HINT => Self::Ipv6Hint(ipv6_list(value).collect()),
            SvcKey::DOHPATH => text(value).map_or_else(other, Self::DohPath),
            SvcKey::OHTTP => Self::Ohttp,
            _ => Self::bearer_from_wire(key, value).unwrap_or_else(other),
        }
    }

    fn bearer_from_wire(key: SvcKey, value: &[u8]) -> Option<Self> {
        match key {
            SvcKey::BDADDR => value.try_into().ok().map(Self::Bdaddr),
            SvcKey::ZIGBEE => value.try_into().ok().map(Self::Zigbee),
            SvcKey::LORA if value.len() == 4 => value.try_into().ok().map(Self::LoraAddress),
            SvcKey::LORA => value.try_into().ok().map(Self::LoraEui),
            SvcKey::WIFI => {
                let (bssid, ssid) = value.split_first_chunk()?;
                bearer::is_ssid(ssid).then(|| Self::Wifi { bssid: *bssid, ssid: ssid.into() })
            }
            SvcKey::DTMF if bearer::is_dtmf(value) => text(value).map(Self::Dtmf),
            SvcKey::LIGHT if !value.is_empty() => Some(Self::Light(value.into())),
            _ => None,
        }
    }
}

/// A protocol behind its length. One too long gets a length that the check refuses.
fn prefixed(name: &[u8]) -> impl Iterator<Item = u8> + '_ {
    let length = u8::try_from(name.len()).unwrap_or(0);
    std::iter::once(length).chain(name.iter().copied())
}

fn text(value: &[u8]) -> Option<String> {
    String::from_utf8(value.into()).ok()
}

pub(super) fn key_list(value: &[u8]) -> impl Iterator<Item = SvcKey> + '_ {
    value.as_chunks::<2>().0.iter().map(|pair| SvcKey(u16::from_be_bytes(*pair)))
}

pub(super) fn protocol_list(value: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = value;
    std::iter::from_fn(move || {
        let (&length, behind) = rest.split_first()?;
        let (name, behind) = behind.split_at_checked(length.into())?;
        rest = behind;
        Some(name)
    })
}
