//! Builders of data in wire form.

use std::net::{Ipv4Addr, Ipv6Addr};

use super::{RdataError, RecordType, SvcParam, check_rdata};
use crate::limits::STRING_OCTETS_MAX;
use crate::name::Name;

/// A (RFC 1035 §3.4.1).
#[must_use]
pub fn a(address: Ipv4Addr) -> Vec<u8> {
    address.octets().into()
}

/// AAAA (RFC 3596 §2.2).
#[must_use]
pub fn aaaa(address: Ipv6Addr) -> Vec<u8> {
    address.octets().into()
}

/// NS, CNAME, PTR, DNAME: one name.
#[must_use]
pub fn name(name: &Name) -> Vec<u8> {
    name.as_wire().into()
}

/// MX (RFC 1035 §3.3.9).
#[must_use]
pub fn mx(preference: u16, exchange: &Name) -> Vec<u8> {
    [&preference.to_be_bytes(), exchange.as_wire()].concat()
}

/// SRV (RFC 2782 §2).
#[must_use]
pub fn srv(priority: u16, weight: u16, port: u16, target: &Name) -> Vec<u8> {
    let numbers = [priority, weight, port].map(u16::to_be_bytes);
    [numbers.as_flattened(), target.as_wire()].concat()
}

/// TXT (RFC 1035 §3.3.14): one string or more.
///
/// # Errors
/// When there is none, one is over 255 octets, or all are over 65,535.
pub fn txt(strings: &[&[u8]]) -> Result<Vec<u8>, RdataError> {
    let mut rdata = Vec::with_capacity(strings.iter().map(|string| string.len() + 1).sum());
    for string in strings {
        let length = u8::try_from(string.len()).map_err(|_| RdataError::Wire {
            offset: rdata.len(),
            expected: "a string of at most 255 octets",
        })?;
        rdata.push(length);
        rdata.extend_from_slice(string);
    }
    check_rdata(RecordType::TXT, &rdata)?;
    Ok(rdata)
}

/// TXT of one text, cut into strings of 255 octets (RFC 1035 §3.3.14).
///
/// # Errors
/// When the whole is over 65,535 octets.
pub fn long_txt(text: &[u8]) -> Result<Vec<u8>, RdataError> {
    match text {
        [] => txt(&[b""]),
        _ => txt(&text.chunks(STRING_OCTETS_MAX).collect::<Vec<_>>()),
    }
}

/// What an SOA record says (RFC 1035 §3.3.13); durations in seconds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Soa {
    /// The primary server.
    pub mname: Name,
    /// The mailbox of who is responsible.
    pub rname: Name,
    /// The version of the zone (RFC 1982 §3 arithmetic).
    pub serial: u32,
    /// After this a secondary looks for a new version.
    pub refresh_seconds: u32,
    /// After this it tries again when that failed.
    pub retry_seconds: u32,
    /// After this without success it stops answering.
    pub expire_seconds: u32,
    /// TTL of the answer that something does not exist (RFC 2308 §4).
    pub minimum_seconds: u32,
}

/// SOA (RFC 1035 §3.3.13).
#[must_use]
pub fn soa(soa: &Soa) -> Vec<u8> {
    let numbers = [
        soa.serial,
        soa.refresh_seconds,
        soa.retry_seconds,
        soa.expire_seconds,
        soa.minimum_seconds,
    ]
    .map(u32::to_be_bytes);
    [soa.mname.as_wire(), soa.rname.as_wire(), numbers.as_flattened()].concat()
}

impl Soa {
    /// Reads the data of an SOA record; none when it does not fit.
    #[must_use]
    pub fn from_wire(rdata: &[u8]) -> Option<Self> {
        check_rdata(RecordType::SOA, rdata).ok()?;
        let (names, numbers) = rdata.split_last_chunk::<20>()?;
        let mut names = super::names_in(RecordType::SOA, names)
            .map(|(range, _)| Name::from_wire(&names[range]));
        let number = |at: usize| {
            u32::from_be_bytes([numbers[at], numbers[at + 1], numbers[at + 2], numbers[at + 3]])
        };
        Some(Self {
            mname: names.next()?.ok()?,
            rname: names.next()?.ok()?,
            serial: number(0),
            refresh_seconds: number(4),
            retry_seconds: number(8),
            expire_seconds: number(12),
            minimum_seconds: number(16),
        })
    }
}

/// TLSA (RFC 6698 §2.1): usage, selector, matching type, and the certificate's data.
#[must_use]
pub fn tlsa(usage: u8, selector: u8, matching: u8, data: &[u8]) -> Vec<u8> {
    [&[usage, selector, matching], data].concat()
}

/// SVCB and HTTPS (RFC 9460 §2.2), the parameters in any order.
///
/// # Errors
/// When a parameter comes twice, does not fit its key, or lacks another it needs.
pub fn svcb(priority: u16, target: &Name, params: &[SvcParam]) -> Result<Vec<u8>, RdataError> {
    let mut rdata = [&priority.to_be_bytes(), target.as_wire()].concat();
    let mut params: Vec<_> = params.iter().collect();
    params.sort_by_key(|param| param.key());
    for param in params {
        let value = param.value();
        let length = u16::try_from(value.len()).map_err(|_| RdataError::TooLong(value.len()))?;
        rdata.extend_from_slice(&param.key().0.to_be_bytes());
        rdata.extend_from_slice(&length.to_be_bytes());
        rdata.extend_from_slice(&value);
    }
    check_rdata(RecordType::SVCB, &rdata)?;
    Ok(rdata)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::SvcParam;
    use crate::record::service::{SvcKey, svc_params};

    fn host() -> Name {
        "lamp.hq.example.".parse().unwrap()
    }

    #[test]
    fn built_data_fits_its_type() {
        let records = [
            (RecordType::A, a(Ipv4Addr::LOCALHOST)),
            (RecordType::AAAA, aaaa(Ipv6Addr::LOCALHOST)),
            (RecordType::PTR, name(&host())),
            (RecordType::MX, mx(10, &host())),
            (RecordType::SRV, srv(0, 0, 631, &host())),
            (RecordType::TXT, txt(&[b"a", b""]).unwrap()),
            (RecordType::TXT, long_txt(&[b'x'; 600]).unwrap()),
            (RecordType::TLSA, tlsa(3, 1, 1, &[7; 32])),
        ];
        for (rtype, rdata) in records {
            assert_eq!(check_rdata(rtype, &rdata), Ok(()), "{rtype}");
        }
        assert!(txt(&[]).is_err());
        assert!(txt(&[&[b'x'; 256]]).is_err());
    }

    #[test]
    fn soa_goes_in_and_out() {
        let apex = Soa {
            mname: "ns1.example.".parse().unwrap(),
            rname: "host.example.".parse().unwrap(),
            serial: 7,
            refresh_seconds: 3600,
            retry_seconds: 900,
            expire_seconds: 604_800,
            minimum_seconds: 300,
        };
        assert_eq!(Soa::from_wire(&soa(&apex)), Some(apex.clone()));
        assert_eq!(Soa::from_wire(&soa(&apex)[1..]), None);
    }

    #[test]
    fn parameters_are_sorted_and_read_back() {
        let params = [
            SvcParam::Wifi { bssid: [1, 2, 3, 4, 5, 6], ssid: b"guest".to_vec() },
            SvcParam::Port(8443),
            SvcParam::Alpn(vec![b"h3".to_vec(), b"h2".to_vec()]),
            SvcParam::LoraAddress([0x26, 1, 0x1b, 0xda]),
            SvcParam::Mandatory(vec![SvcKey::PORT, SvcKey::ALPN]),
        ];
        let rdata = svcb(1, &host(), &params).unwrap();
        let mut back: Vec<_> =
            svc_params(&rdata).map(|(key, value)| SvcParam::from_wire(key, value)).collect();
        assert_eq!(back.remove(0), SvcParam::Mandatory(vec![SvcKey::ALPN, SvcKey::PORT]));
        assert_eq!(back, [&params[2], &params[1], &params[3], &params[0]].map(Clone::clone));
        assert!(svcb(1, &host(), &[SvcParam::Port(1), SvcParam::Port(2)]).is_err());
        assert!(svcb(1, &host(), &[SvcParam::NoDefaultAlpn]).is_err());
        assert!(svcb(1, &host(), &[SvcParam::Alpn(vec![vec![b'x'; 256]])]).is_err());
    }
}
