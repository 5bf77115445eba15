//! The schema: of which fields the data of each type consists.
//!
//! One table drives text to wire and wire to text ([`super::text`]), the check of octets from
//! elsewhere ([`check_rdata`]) and the search for names inside ([`names_in`]).

use std::ops::Range;

use super::{RdataError, RecordType, address, bitmap, location, service};
use crate::limits::{LABEL_OCTETS_MAX, NAME_OCTETS_MAX, RDATA_OCTETS_MAX};

/// One field of a record's data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Field {
    /// A number of one octet.
    U8,
    /// A number of two octets.
    U16,
    /// A number of four octets.
    U32,
    /// Seconds in four octets; as text also with units, `1h30m`.
    Ttl,
    /// A moment in four octets, seconds since 1970 (RFC 4034 §3.2).
    Time,
    /// A DNSSEC algorithm in one octet, as text also a word (RFC 4034 appendix A.1).
    Algorithm,
    /// A kind of certificate in two octets, as text also a word (RFC 4398 §2.1).
    CertificateType,
    /// A record type in two octets.
    Type,
    /// A name that other records' names may be compressed against, and it itself: only in the types
    /// of RFC 1035 (RFC 3597 §4).
    CompressibleName,
    /// A name that is never compressed.
    Name,
    /// Any number of names, to the end.
    Names,
    /// A character string (RFC 1035 §3.3).
    String,
    /// A character string, or the end.
    OptionalString,
    /// One character string or more, to the end.
    Strings,
    /// A character string of letters and digits, at least one (RFC 8659 §4.1).
    Tag,
    /// Octets to the end, at least so many; as text one string without a bound of 255.
    Text(usize),
    /// An address of four octets.
    Ipv4,
    /// An address of sixteen octets.
    Ipv6,
    /// Six octets, `00-00-5e-00-53-2a` (RFC 7043 §3.2).
    Eui48,
    /// Eight octets, `00-00-5e-ef-10-00-00-2a` (RFC 7043 §4.2).
    Eui64,
    /// Eight octets, `0014:4fff:ff20:ee64` (RFC 6742 §2.1.2).
    Locator64,
    /// An OSI address to the end, `0x47.0005` (RFC 1706 §5).
    Nsap,
    /// Octets to the end in hexadecimal, at least so many.
    Hex(usize),
    /// A digest to the end in hexadecimal, as long as the digest type before it makes them.
    Digest,
    /// Octets to the end in base 64, at least so many.
    Base64(usize),
    /// A length and octets in hexadecimal, `-` for none (RFC 5155 §3.3).
    Salt,
    /// A length and octets in base 32 hex (RFC 5155 §3.3).
    HashedOwner,
    /// Record types as a bitmap, to the end (RFC 4034 §4.1.2).
    TypeBitmap,
    /// A whole LOC (RFC 1876 §2).
    Location,
    /// Service parameters, to the end (RFC 9460 §2.2).
    ServiceParams,
    /// Address prefixes, to the end (RFC 3123 §4).
    AddressPrefixes,
    /// A protocol and a bitmap of ports, to the end (RFC 1035 §3.4.2).
    WellKnownServices,
    /// The gateway of an IPSECKEY, of the kind its second octet names (RFC 4025 §2.5).
    Gateway,
    /// Algorithm, identity tag and public key of a HIP record (RFC 8005 §5).
    HostIdentity,
    /// Octets without a text of their own.
    Opaque,
}

use Field::{
    AddressPrefixes, Algorithm, Base64, CertificateType, CompressibleName, Digest, Eui48, Eui64,
    Gateway, HashedOwner, Hex, HostIdentity, Ipv4, Ipv6, Locator64, Name, Names, Nsap, Opaque,
    OptionalString, Salt, ServiceParams, Strings, Tag, Text, Time, Ttl, Type, TypeBitmap, U8, U16,
    U32, WellKnownServices,
};

/// Fewest octets of a digest in ZONEMD (RFC 8976 §2.2.4).
const ZONEMD_DIGEST_OCTETS_MIN: usize = 12;

/// The schema itself: the fields of a type; none for a type this table does not know.
pub(crate) const fn fields_of(rtype: RecordType) -> Option<&'static [Field]> {
    use RecordType as T;
    Some(match rtype {
        T::A => &[Ipv4],
        T::NS | T::MD | T::MF | T::CNAME | T::MB | T::MG | T::MR | T::PTR => &[CompressibleName],
        T::SOA => &[CompressibleName, CompressibleName, U32, Ttl, Ttl, Ttl, Ttl],
        T::NULL => &[Opaque],
        T::WKS => &[Ipv4, WellKnownServices],
        T::HINFO => &[Field::String, Field::String],
        T::MINFO => &[CompressibleName, CompressibleName],
        T::MX => &[U16, CompressibleName],
        T::TXT | T::SPF => &[Strings],
        T::RP => &[Name, Name],
        T::AFSDB | T::RT | T::KX | T::LP => &[U16, Name],
        T::X25 => &[Field::String],
        T::ISDN => &[Field::String, OptionalString],
        T::NSAP => &[Nsap],
        T::SIG | T::RRSIG => &[Type, Algorithm, U8, U32, Time, Time, U16, Name, Base64(1)],
        // RFC 2535 §3.1.2: a KEY may say that there is no key.
        T::KEY => &[U16, U8, Algorithm, Base64(0)],
        T::DNSKEY | T::CDNSKEY => &[U16, U8, Algorithm, Base64(1)],
        T::PX => &[U16, Name, Name],
        T::GPOS => &[Field::String, Field::String, Field::String],
        T::AAAA => &[Ipv6],
        T::LOC => &[Field::Location],
        T::SRV => &[U16, U16, U16, Name],
        T::NAPTR => &[U16, U16, Field::String, Field::String, Field::String, Name],
        T::CERT => &[CertificateType, U16, Algorithm, Base64(1)],
        T::DNAME => &[Name],
        T::APL => &[AddressPrefixes],
        T::DS | T::CDS => &[U16, Algorithm, U8, Digest],
        T::SSHFP => &[U8, U8, Hex(1)],
        T::IPSECKEY => &[U8, U8, U8, Gateway, Base64(0)],
        T::NSEC => &[Name, TypeBitmap],
        T::DHCID | T::OPENPGPKEY => &[Base64(1)],
        T::NSEC3 => &[U8, U8, U16, Salt, HashedOwner, TypeBitmap],
        T::NSEC3PARAM => &[U8, U8, U16, Salt],
        T::TLSA | T::SMIMEA => &[U8, U8, U8, Hex(1)],
        T::HIP => &[HostIdentity, Names],
        T::CSYNC => &[U32, U16, TypeBitmap],
        T::ZONEMD => &[U32, U8, U8, Hex(ZONEMD_DIGEST_OCTETS_MIN)],
        T::SVCB | T::HTTPS => &[U16, Name, ServiceParams],
        T::NID | T::L64 => &[U16, Locator64],
        T::L32 => &[U16, Ipv4],
        T::EUI48 => &[Eui48],
        T::EUI64 => &[Eui64],
        // RFC 7553 §4.4: the target is at least one octet.
        T::URI => &[U16, U16, Text(1)],
        T::CAA => &[U8, Tag, Text(0)],
        _ => return None,
    })
}

/// False for the types of questions and messages, and for 0, which RFC 6895 §3.1 keeps as the sign
/// of SIG(0) and for no record.
pub(super) fn is_for_zones(rtype: RecordType) -> bool {
    !rtype.is_meta() && rtype.0 != 0
}

/// Checks octets in wire form against the schema of their type; a type without one takes any.
///
/// Unknown versions and families inside a known type are let through: they have no text of their
/// own but are no danger to whoever carries them.
///
/// # Errors
/// When a field does not fit, or the type cannot be in a zone.
pub fn check_rdata(rtype: RecordType, rdata: &[u8]) -> Result<(), RdataError> {
    if !is_for_zones(rtype) {
        return Err(RdataError::Meta(rtype));
    }
    if rdata.len() > RDATA_OCTETS_MAX {
        return Err(RdataError::TooLong(rdata.len()));
    }
    let mut at = 0;
    for field in fields_of(rtype).unwrap_or(&[Opaque]) {
        let end = field.end(rdata, at);
        at = end.map_err(|expected| RdataError::Wire { offset: at, expected })?;
    }
    if at == rdata.len() {
        return Ok(());
    }
    Err(RdataError::Wire { offset: at, expected: "the end of the data" })
}

impl Field {
    /// Where the field ends that begins at `at`, or what was expected there.
    pub(super) fn end(self, rdata: &[u8], at: usize) -> Result<usize, &'static str> {
        let rest = rdata.get(at..).unwrap_or_default();
        let length = match self {
            U8 | Algorithm => fixed(rest, 1, "a number of one octet"),
            U16 | CertificateType | Type => fixed(rest, 2, "a number of two octets"),
            U32 | Ttl | Time => fixed(rest, 4, "a number of four octets"),
            CompressibleName | Name => name_length(rest),
            Names => names_length(rest),
            Self::String => string_length(rest, 0),
            OptionalString if rest.is_empty() => Ok(0),
            OptionalString => string_length(rest, 0),
            Strings => strings_length(rest),
            Tag | HashedOwner => string_length(rest, 1),
            Salt => string_length(rest, 0),
            Text(least) | Hex(least) | Base64(least) => at_least(rest, least),
            Digest => digest_length(rdata, rest),
            Ipv4 => fixed(rest, 4, "an address of four octets"),
            Ipv6 => fixed(rest, 16, "an address of sixteen octets"),
            Eui48 => fixed(rest, 6, "six octets"),
            Eui64 | Locator64 => fixed(rest, 8, "eight octets"),
            Nsap => at_least(rest, 1),
            TypeBitmap => bitmap::check_types(rest),
            Self::Location => location::check(rest),
            ServiceParams => service::check(rest),
            AddressPrefixes => address::check_prefixes(rest),
            WellKnownServices => at_least(rest, 1),
            Gateway => gateway_length(rdata, rest),
            HostIdentity => host_identity_length(rest),
            Opaque => Ok(rest.len()),
        }?;
        Ok(at + length)
    }

    /// True when the field holds names; the second says whether they may be compressed.
    fn names(self, rdata: &[u8]) -> Option<bool> {
        match self {
            CompressibleName => Some(true),
            Name | Names => Some(false),
            Gateway => (gateway_kind(rdata) == GATEWAY_NAME).then_some(false),
            _ => None,
        }
    }
}

fn fixed(rest: &[u8], octets: usize, expected: &'static str) -> Result<usize, &'static str> {
    if rest.len() < octets { Err(expected) } else { Ok(octets) }
}

fn at_least(rest: &[u8], octets: usize) -> Result<usize, &'static str> {
    if rest.len() < octets { Err("more octets") } else { Ok(rest.len()) }
}

/// The octets of the uncompressed name at the head, root octet included.
fn name_length(rest: &[u8]) -> Result<usize, &'static str> {
    const EXPECTED: &str = "an uncompressed name of at most 255 octets";
    let mut at = 0;
    loop {
        let label = usize::from(*rest.get(at).ok_or(EXPECTED)?);
        at += 1 + label;
        if label > LABEL_OCTETS_MAX || at > NAME_OCTETS_MAX {
            return Err(EXPECTED);
        }
        if label == 0 {
            return Ok(at);
        }
    }
}

fn names_length(rest: &[u8]) -> Result<usize, &'static str> {
    let mut at = 0;
    while at < rest.len() {
        at += name_length(&rest[at..])?;
    }
    Ok(at)
}

/// The octets of the character string at the head, length octet included.
fn string_length(rest: &[u8], least: usize) -> Result<usize, &'static str> {
    let length = usize::from(*rest.first().ok_or("a length and a string")?);
    if length < least {
        return Err("a string of at least one octet");
    }
    fixed(rest, 1 + length, "as many octets as the length before them says")
}

fn strings_length(rest: &[u8]) -> Result<usize, &'static str> {
    let mut at = string_length(rest, 0)?;
    while at < rest.len() {
        at += string_length(&rest[at..], 0)?;
    }
    Ok(at)
}

/// RFC 4034 §5.1: key tag (2), algorithm, digest type, digest. A digest that was cut in copying
/// would make all below it bogus.
pub(super) fn digest_length(rdata: &[u8], rest: &[u8]) -> Result<usize, &'static str> {
    let (octets, expected) = match rdata.get(3) {
        Some(1) => (20, "a SHA-1 digest of 20 octets"),
        Some(2) => (32, "a SHA-256 digest of 32 octets"),
        Some(4) => (48, "a SHA-384 digest of 48 octets"),
        _ => return at_least(rest, 1),
    };
    if rest.len() == octets { Ok(octets) } else { Err(expected) }
}

/// Gateway kinds of RFC 4025 §2.3.
pub(super) const GATEWAY_NONE: u8 = 0;
pub(super) const GATEWAY_IPV4: u8 = 1;
pub(super) const GATEWAY_IPV6: u8 = 2;
pub(super) const GATEWAY_NAME: u8 = 3;

/// RFC 4025 §2.1: precedence, gateway type, algorithm, in one octet each.
pub(super) fn gateway_kind(rdata: &[u8]) -> u8 {
    rdata.get(1).copied().unwrap_or(GATEWAY_NONE)
}

fn gateway_length(rdata: &[u8], rest: &[u8]) -> Result<usize, &'static str> {
    match gateway_kind(rdata) {
        GATEWAY_NONE => Ok(0),
        GATEWAY_IPV4 => fixed(rest, 4, "a gateway's address of four octets"),
        GATEWAY_IPV6 => fixed(rest, 16, "a gateway's address of sixteen octets"),
        GATEWAY_NAME => name_length(rest),
        // The extent of an unknown kind cannot be known: the rest is opaque.
        _ => Ok(rest.len()),
    }
}

/// RFC 8005 §5: tag length (1), algorithm (1), key length (2), then tag and key.
pub(super) const HOST_IDENTITY_HEAD_OCTETS: usize = 4;

/// The lengths of tag and key.
pub(super) fn host_identity_lengths(rest: &[u8]) -> Option<(usize, usize)> {
    let head = rest.first_chunk::<HOST_IDENTITY_HEAD_OCTETS>()?;
    Some((usize::from(head[0]), usize::from(u16::from_be_bytes([head[2], head[3]]))))
}

fn host_identity_length(rest: &[u8]) -> Result<usize, &'static str> {
    let expected = "an identity tag and a public key of the lengths stated";
    let (tag, key) = host_identity_lengths(rest).ok_or(expected)?;
    fixed(rest, HOST_IDENTITY_HEAD_OCTETS + tag + key, expected)
}

/// The names inside a record's data, each with its range and whether RFC 3597 §4 lets it be
/// compressed. Nothing comes after a field that does not fit the schema.
#[must_use]
pub fn names_in(rtype: RecordType, rdata: &[u8]) -> NamesIn<'_> {
    NamesIn { rdata, at: 0, fields: fields_of(rtype).unwrap_or_default() }
}

/// The iterator of [`names_in`].
#[derive(Clone, Debug)]
pub struct NamesIn<'a> {
    rdata: &'a [u8],
    at: usize,
    fields: &'static [Field],
}

impl Iterator for NamesIn<'_> {
    type Item = (Range<usize>, bool);

    fn next(&mut self) -> Option<Self::Item> {
        while let Some((field, later)) = self.fields.split_first() {
            let start = self.at;
            // A field of many names stays at the front until the octets end.
            if *field == Names {
                self.at += name_length(self.rdata.get(start..)?).ok()?;
                return Some((start..self.at, false));
            }
            self.at = field.end(self.rdata, start).ok()?;
            self.fields = later;
            if let Some(may_compress) = field.names(self.rdata) {
                return Some((start..self.at, may_compress));
            }
        }
        None
    }
}

/// True for the types whose names count in lower case when records are compared, signed or
/// digested (RFC 4034 §6.2, without NSEC by RFC 6840 §5.1).
#[must_use]
pub const fn folds_names(rtype: RecordType) -> bool {
    use RecordType as T;
    matches!(
        rtype,
        T::NS
            | T::MD
            | T::MF
            | T::CNAME
            | T::SOA
            | T::MB
            | T::MG
            | T::MR
            | T::PTR
            | T::MINFO
            | T::MX
            | T::RP
            | T::AFSDB
            | T::RT
            | T::SIG
            | T::PX
            | T::NAPTR
            | T::KX
            | T::SRV
            | T::DNAME
            | T::RRSIG
    )
}

/// Brings data into its canonical form in place: names in lower case where [`folds_names`] says so.
pub fn fold_names(rtype: RecordType, rdata: &mut [u8]) {
    if !folds_names(rtype) {
        return;
    }
    let ranges: Vec<Range<usize>> = names_in(rtype, rdata).map(|(range, _)| range).collect();
    for range in ranges {
        // A length octet is at most 63, below 'A', so folding all octets alike is safe.
        rdata[range].make_ascii_lowercase();
    }
}
