//! Wire to text, field by field after the schema (RFC 1035 §5.1, RFC 3597 §5).

use std::fmt::{self, Write};
use std::net::{Ipv4Addr, Ipv6Addr};

use super::schema::{
    Field, GATEWAY_IPV4, GATEWAY_IPV6, GATEWAY_NAME, GATEWAY_NONE, HOST_IDENTITY_HEAD_OCTETS,
    fields_of, gateway_kind, host_identity_lengths,
};
use super::{RecordType, address, bitmap, check_rdata, encoding, location, number, service};
use crate::name::{Labels, write_character_string, write_label};

/// Writes data as text that [`parse_rdata`](super::parse_rdata) reads back to the very same octets;
/// in the generic form when the type has no text that can do so.
///
/// # Errors
/// When the writer fails.
pub fn write_rdata(rtype: RecordType, rdata: &[u8], f: &mut impl Write) -> fmt::Result {
    match fields_of(rtype).filter(|fields| has_text(rtype, fields, rdata)) {
        Some(fields) => write_fields(fields, rdata, f),
        None => write_generic_rdata(rdata, f),
    }
}

/// Writes data in the generic form `\# length hex` (RFC 3597 §5).
///
/// # Errors
/// When the writer fails.
pub fn write_generic_rdata(rdata: &[u8], f: &mut impl Write) -> fmt::Result {
    write!(f, "\\# {}", rdata.len())?;
    if !rdata.is_empty() {
        f.write_char(' ')?;
    }
    encoding::write_hex(rdata, f)
}

/// True when text of this type's own can give back exactly these octets.
fn has_text(rtype: RecordType, fields: &[Field], rdata: &[u8]) -> bool {
    if rdata.is_empty() || check_rdata(rtype, rdata).is_err() {
        return false;
    }
    let mut at = 0;
    fields.iter().all(|field| {
        let Ok(end) = field.end(rdata, at) else { return false };
        let field_has_text = field.has_text(rdata, &rdata[at..end]);
        at = end;
        field_has_text
    })
}

fn write_fields(fields: &[Field], rdata: &[u8], f: &mut impl Write) -> fmt::Result {
    let mut at = 0;
    for (number, field) in fields.iter().enumerate() {
        let end = field.end(rdata, at).map_err(|_| fmt::Error)?;
        let octets = &rdata[at..end];
        at = end;
        if octets.is_empty() && field.may_be_absent() {
            continue;
        }
        if number > 0 {
            f.write_char(' ')?;
        }
        field.write(rdata, octets, f)?;
    }
    Ok(())
}

impl Field {
    /// True when no word at all stands for no octets.
    fn may_be_absent(self) -> bool {
        matches!(
            self,
            Self::Names
                | Self::OptionalString
                | Self::TypeBitmap
                | Self::AddressPrefixes
                | Self::ServiceParams
                | Self::Base64(_)
        )
    }

    /// True when text can express these octets of the field, known to fit the schema, exactly.
    fn has_text(self, rdata: &[u8], octets: &[u8]) -> bool {
        match self {
            Self::Tag => octets[1..].iter().all(u8::is_ascii_alphanumeric),
            Self::TypeBitmap => bitmap::types_have_text(octets),
            Self::Location => location::with_text(octets).is_some(),
            Self::AddressPrefixes => address::prefixes_have_text(octets),
            Self::WellKnownServices => bitmap::services_have_text(octets),
            Self::Gateway => gateway_kind(rdata) <= GATEWAY_NAME,
            Self::HostIdentity => {
                host_identity_lengths(octets).is_some_and(|(tag, key)| tag > 0 && key > 0)
            }
            Self::Opaque => false,
            _ => true,
        }
    }

    /// Writes the octets of the field, for which [`Field::has_text`] holds.
    fn write(self, rdata: &[u8], octets: &[u8], f: &mut impl Write) -> fmt::Result {
        match self {
            Self::U8 | Self::U16 | Self::U32 | Self::Ttl => write!(f, "{}", big_endian(octets)),
            Self::Algorithm | Self::CertificateType => write!(f, "{}", big_endian(octets)),
            Self::Type => write!(f, "{}", RecordType(big_endian(octets) as u16)),
            Self::Time => number::write_moment(big_endian(octets), f),
            Self::CompressibleName | Self::Name => write_name(octets, f),
            Self::Names => write_names(octets, f),
            Self::String | Self::OptionalString | Self::Strings => write_strings(octets, f),
            Self::Tag => octets[1..].iter().try_for_each(|&c| f.write_char(char::from(c))),
            Self::Text(_) => write_character_string(octets, f),
            Self::Ipv4 => write_ipv4(octets, f),
            Self::Ipv6 => write_ipv6(octets, f),
            Self::Eui48 | Self::Eui64 => address::write_hyphened(octets, f),
            Self::Locator64 => address::write_locator64(octets, f),
            Self::Nsap => {
                f.write_str("0x")?;
                encoding::write_hex(octets, f)
            }
            Self::Hex(_) | Self::Digest => encoding::write_hex(octets, f),
            Self::Base64(_) => encoding::write_base64(octets, f),
            Self::Salt if octets.len() == 1 => f.write_char('-'),
            Self::Salt => encoding::write_hex(&octets[1..], f),
            Self::HashedOwner => encoding::write_base32_hex(&octets[1..], f),
            Self::TypeBitmap => bitmap::write_types(octets, f),
            Self::Location => write!(f, "{}", location::with_text(octets).ok_or(fmt::Error)?),
            Self::ServiceParams => service::write(octets, f),
            Self::AddressPrefixes => address::write_prefixes(octets, f),
            Self::WellKnownServices => bitmap::write_services(octets, f),
            Self::Gateway => write_gateway(gateway_kind(rdata), octets, f),
            Self::HostIdentity => write_host_identity(octets, f),
            Self::Opaque => Err(fmt::Error),
        }
    }
}

/// The number that up to four octets are.
fn big_endian(octets: &[u8]) -> u32 {
    octets.iter().fold(0, |value, &octet| value << 8 | u32::from(octet))
}

/// Writes a whole uncompressed name, absolute.
fn write_name(wire: &[u8], f: &mut impl Write) -> fmt::Result {
    if wire == [0] {
        return f.write_char('.');
    }
    for label in Labels::of_wire(wire) {
        write_label(label, f)?;
        f.write_char('.')?;
    }
    Ok(())
}

fn write_names(mut octets: &[u8], f: &mut impl Write) -> fmt::Result {
    let mut blank = "";
    while !octets.is_empty() {
        let end = Field::Name.end(octets, 0).map_err(|_| fmt::Error)?;
        f.write_str(blank)?;
        write_name(&octets[..end], f)?;
        (octets, blank) = (&octets[end..], " ");
    }
    Ok(())
}

fn write_strings(mut octets: &[u8], f: &mut impl Write) -> fmt::Result {
    let mut blank = "";
    while let Some((&length, rest)) = octets.split_first() {
        let (string, rest) = rest.split_at_checked(length.into()).ok_or(fmt::Error)?;
        f.write_str(blank)?;
        write_character_string(string, f)?;
        (octets, blank) = (rest, " ");
    }
    Ok(())
}

fn write_ipv4(octets: &[u8], f: &mut impl Write) -> fmt::Result {
    let octets: [u8; 4] = octets.try_into().map_err(|_| fmt::Error)?;
    write!(f, "{}", Ipv4Addr::from(octets))
}

fn write_ipv6(octets: &[u8], f: &mut impl Write) -> fmt::Result {
    let octets: [u8; 16] = octets.try_into().map_err(|_| fmt::Error)?;
    write!(f, "{}", Ipv6Addr::from(octets))
}

fn write_gateway(kind: u8, octets: &[u8], f: &mut impl Write) -> fmt::Result {
    match kind {
        GATEWAY_NONE => f.write_char('.'),
        GATEWAY_IPV4 => write_ipv4(octets, f),
        GATEWAY_IPV6 => write_ipv6(octets, f),
        _ => write_name(octets, f),
    }
}

fn write_host_identity(octets: &[u8], f: &mut impl Write) -> fmt::Result {
    let (tag, _) = host_identity_lengths(octets).ok_or(fmt::Error)?;
    let (tag, key) = octets[HOST_IDENTITY_HEAD_OCTETS..].split_at(tag);
    write!(f, "{} ", octets[1])?;
    encoding::write_hex(tag, f)?;
    f.write_char(' ')?;
    encoding::write_base64(key, f)
}
