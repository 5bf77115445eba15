//! Text to wire, field by field after the schema (RFC 1035 §5.1, RFC 3597 §5).

use super::schema::{
    Field, GATEWAY_IPV4, GATEWAY_IPV6, GATEWAY_NAME, GATEWAY_NONE, HOST_IDENTITY_HEAD_OCTETS,
    digest_length, fields_of, gateway_kind, is_for_zones,
};
use super::words::Words;
use super::{
    Location, RdataError, RecordType, Token, address, bitmap, check_rdata, encoding, mnemonic,
    number, service,
};
use crate::limits::{LABEL_OCTETS_MAX, NAME_OCTETS_MAX, RDATA_OCTETS_MAX};
use crate::name::{Name, NameError, ParseNameError, unescape};

/// Reads data from its words; relative names take the origin.
///
/// # Errors
/// When the words are not data of this type.
pub fn parse_rdata(
    rtype: RecordType,
    fields: &[Token<'_>],
    origin: &Name,
) -> Result<Vec<u8>, RdataError> {
    let mut rdata = Vec::new();
    parse_rdata_into(rtype, fields, Some(origin), &mut rdata)?;
    Ok(rdata)
}

/// Reads data from its words into a buffer, which is emptied first. Without an origin every name
/// must be absolute.
///
/// # Errors
/// When the words are not data of this type.
pub fn parse_rdata_into(
    rtype: RecordType,
    tokens: &[Token<'_>],
    origin: Option<&Name>,
    rdata: &mut Vec<u8>,
) -> Result<(), RdataError> {
    rdata.clear();
    if !is_for_zones(rtype) {
        return Err(RdataError::Meta(rtype));
    }
    let mut words = Words::new(tokens, origin);
    if tokens.first().is_some_and(Token::is_generic_mark) {
        parse_generic(&mut words, rdata)?;
        // RFC 3597 §5: the generic form is open to every type; a known one must still fit.
        return check_rdata(rtype, rdata);
    }
    for field in fields_of(rtype).ok_or(RdataError::Generic(rtype))? {
        field.parse(rtype, &mut words, rdata)?;
    }
    words.finish()?;
    if rdata.len() > RDATA_OCTETS_MAX {
        return Err(RdataError::TooLong(rdata.len()));
    }
    Ok(())
}

/// RFC 3597 §5: "\#", "an unsigned decimal integer specifying the RDATA length in octets", "zero
/// or more words of hexadecimal data".
fn parse_generic(words: &mut Words<'_, '_>, rdata: &mut Vec<u8>) -> Result<(), RdataError> {
    words.next("\\#")?;
    let stated = words.read("a length from 0 to 65535", number::u16)?;
    parse_hex(words, 0, rdata)?;
    if rdata.len() == usize::from(stated) {
        return Ok(());
    }
    Err(RdataError::Length { field: 1, stated: stated.into(), found: rdata.len() })
}

impl Field {
    /// Adds the field that the next words spell.
    #[inline]
    fn parse(
        self,
        rtype: RecordType,
        words: &mut Words<'_, '_>,
        out: &mut Vec<u8>,
    ) -> Result<(), RdataError> {
        match self {
            Self::U8 => out.push(words.read("a number from 0 to 255", number::u8)?),
            Self::U16 => {
                put(out, words.read("a number from 0 to 65535", number::u16)?.to_be_bytes())
            }
            Self::U32 => {
                put(out, words.read("a number from 0 to 4294967295", number::u32)?.to_be_bytes());
            }
            Self::Ttl => put(out, words.read(SECONDS, number::seconds)?.to_be_bytes()),
            Self::Time => put(out, words.read(MOMENT, number::moment)?.to_be_bytes()),
            Self::Algorithm => out.push(words.read(ALGORITHM, mnemonic::algorithm)?),
            Self::CertificateType => {
                put(out, words.read(CERTIFICATE, mnemonic::certificate)?.to_be_bytes())
            }
            Self::Type => {
                put(out, words.read("a record type", RecordType::from_word)?.0.to_be_bytes());
            }
            Self::CompressibleName | Self::Name => parse_name(words, out)?,
            Self::Ipv4 => put(out, words.read("an IPv4 address", address::ipv4)?),
            Self::Ipv6 => put(out, words.read("an IPv6 address", address::ipv6)?),
            Self::String => parse_string(words, out)?,
            Self::Strings => {
                parse_string(words, out)?;
                while words.peek().is_some() {
                    parse_string(words, out)?;
                }
            }
            Self::Location => put(out, Location::parse(words)?.to_wire()),
            Self::ServiceParams => service::parse(words, out)?,
            _ => self.parse_rare(rtype, words, out)?,
        }
        Ok(())
    }

    /// The same for the fields of types that are seldom in a zone.
    fn parse_rare(
        self,
        rtype: RecordType,
        words: &mut Words<'_, '_>,
        out: &mut Vec<u8>,
    ) -> Result<(), RdataError> {
        match self {
            Self::Names => while_words(words, out, parse_name),
            Self::OptionalString if words.peek().is_none() => Ok(()),
            Self::OptionalString => parse_string(words, out),
            Self::Tag => parse_tag(words, out),
            Self::Text(least) => parse_text(words, least, out),
            Self::Eui48 => {
                let eui = |text: &[u8]| address::separated::<6>(text, b'-');
                words.read("six octets such as 00-00-5e-00-53-2a", eui).map(|eui| put(out, eui))
            }
            Self::Eui64 => {
                let eui = |text: &[u8]| address::separated::<8>(text, b'-');
                words.read("eight octets with hyphens between", eui).map(|eui| put(out, eui))
            }
            Self::Locator64 => words
                .read("four groups such as 2001:db8:1140:1000", address::locator64)
                .map(|locator| put(out, locator)),
            Self::Nsap => {
                words.read("an address such as 0x47.0005", |t| address::push_nsap(t, out))
            }
            Self::Hex(least) => parse_hex(words, least, out),
            Self::Digest => parse_digest(words, out),
            Self::Base64(least) => parse_base64(words, least, out),
            Self::Salt => parse_salt(words, out),
            Self::HashedOwner => parse_hashed_owner(words, out),
            Self::TypeBitmap => bitmap::push_types(words, out),
            Self::AddressPrefixes => while_words(words, out, |words, out| {
                words.read("a prefix such as 1:192.0.2.0/24", |t| address::push_prefix(t, out))
            }),
            Self::WellKnownServices => bitmap::push_services(words, out),
            Self::Gateway => parse_gateway(words, out),
            Self::HostIdentity => parse_host_identity(words, out),
            // RFC 1035 §3.3.10: "NULL RRs are not allowed in master files", except as RFC 3597.
            _ => Err(RdataError::Generic(rtype)),
        }
    }
}

const SECONDS: &str = "seconds from 0 to 4294967295, or such as 1h30m";
const MOMENT: &str = "a moment as YYYYMMDDHHmmSS or as seconds since 1970";
const ALGORITHM: &str = "an algorithm's number from 0 to 255, or its word";
const CERTIFICATE: &str = "a certificate type's number from 0 to 65535, or its word";

#[inline]
fn put<const N: usize>(out: &mut Vec<u8>, octets: [u8; N]) {
    out.extend_from_slice(&octets);
}

/// Does the same for each word that is left.
fn while_words(
    words: &mut Words<'_, '_>,
    out: &mut Vec<u8>,
    one: impl Fn(&mut Words<'_, '_>, &mut Vec<u8>) -> Result<(), RdataError>,
) -> Result<(), RdataError> {
    while words.peek().is_some() {
        one(words, out)?;
    }
    Ok(())
}

/// Why a word is not a name.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum NameFault {
    /// It is relative and there is no origin.
    NoOrigin,
    /// It is not a name.
    Text(ParseNameError),
}

impl<E: Into<ParseNameError>> From<E> for NameFault {
    fn from(error: E) -> Self {
        Self::Text(error.into())
    }
}

fn parse_name(words: &mut Words<'_, '_>, out: &mut Vec<u8>) -> Result<(), RdataError> {
    let text = words.plain("a name")?;
    push_name(text, words.origin(), out).map_err(|fault| {
        let field = words.taken() - 1;
        let found = Token::word(text).shown();
        match fault {
            NameFault::NoOrigin => RdataError::NoOrigin { field, found },
            NameFault::Text(error) => RdataError::Name { field, found, error },
        }
    })
}

/// Adds a name in wire form.
///
/// Text and wire differ by one octet only: each dot becomes the length of the label behind it, and
/// so does an octet before the first. So the text is copied whole and the dots are filled in.
#[inline]
pub(crate) fn push_name(
    text: &[u8],
    origin: Option<&Name>,
    out: &mut Vec<u8>,
) -> Result<(), NameFault> {
    let start = out.len();
    match text {
        b"." => {
            out.push(0);
            return Ok(());
        }
        b"@" => {
            out.extend_from_slice(origin.ok_or(NameFault::NoOrigin)?.as_wire());
            return Ok(());
        }
        b"" => return Err(NameFault::Text(ParseNameError::Empty)),
        _ => {}
    }
    out.push(0);
    out.extend_from_slice(text);
    let name = &mut out[start..];
    let mut length_at = 0;
    for at in 1..name.len() {
        match name[at] {
            b'.' => {
                name[length_at] = label_length(at - length_at - 1)?;
                length_at = at;
            }
            b'\\' => {
                out.truncate(start);
                return push_escaped_name(text, origin, out);
            }
            _ => {}
        }
    }
    let last = name.len() - length_at - 1;
    if last == 0 {
        // The final dot has become the root label.
        name[length_at] = 0;
    } else {
        name[length_at] = label_length(last)?;
        out.extend_from_slice(origin.ok_or(NameFault::NoOrigin)?.as_wire());
    }
    match out.len() - start {
        0..=NAME_OCTETS_MAX => Ok(()),
        long => Err(NameError::NameTooLong(long).into()),
    }
}

#[inline]
fn label_length(octets: usize) -> Result<u8, NameError> {
    match u8::try_from(octets) {
        Ok(0) => Err(NameError::EmptyLabel),
        Ok(length) if octets <= LABEL_OCTETS_MAX => Ok(length),
        _ => Err(NameError::LabelTooLong(octets)),
    }
}

#[cold]
fn push_escaped_name(
    text: &[u8],
    origin: Option<&Name>,
    out: &mut Vec<u8>,
) -> Result<(), NameFault> {
    let root = Name::root();
    let name = Name::parse_relative(text, origin.unwrap_or(&root))?;
    if origin.is_none() && !ends_in_dot(text) {
        return Err(NameFault::NoOrigin);
    }
    out.extend_from_slice(name.as_wire());
    Ok(())
}

/// True when the last character is a dot that no backslash takes away.
fn ends_in_dot(text: &[u8]) -> bool {
    let Some(before) = text.strip_suffix(b".") else { return false };
    let backslashes = before.iter().rev().take_while(|&&c| c == b'\\').count();
    backslashes.is_multiple_of(2)
}

/// Adds the octets that a string's text stands for, without a length.
fn push_octets(token: &Token<'_>, out: &mut Vec<u8>) -> Result<(), &'static str> {
    if !token.is_string() {
        return Err("a string, with no quotes or all of it in quotes");
    }
    if !token.escaped {
        out.extend_from_slice(token.text);
        return Ok(());
    }
    let mut rest = token.text;
    while let Some(&c) = rest.first() {
        let (octet, used) = if c == b'\\' {
            unescape(rest).ok_or("a character or 000 to 255 behind each backslash")?
        } else {
            (c, 1)
        };
        out.push(octet);
        rest = &rest[used..];
    }
    Ok(())
}

/// Adds a character string: a length and octets (RFC 1035 §3.3).
fn parse_string(words: &mut Words<'_, '_>, out: &mut Vec<u8>) -> Result<(), RdataError> {
    let token = words.next("a string")?;
    let length_at = out.len();
    out.push(0);
    push_octets(token, out).map_err(|expected| words.refused(expected))?;
    match u8::try_from(out.len() - length_at - 1) {
        Ok(length) => out[length_at] = length,
        Err(_) => return Err(words.refused("a string of at most 255 octets")),
    }
    Ok(())
}

/// RFC 8659 §4.1: a tag of letters and digits.
fn parse_tag(words: &mut Words<'_, '_>, out: &mut Vec<u8>) -> Result<(), RdataError> {
    const EXPECTED: &str = "a tag of letters and digits, at most 255";
    let token = words.next(EXPECTED)?;
    let length = u8::try_from(token.text.len()).ok().filter(|_| is_tag(token.text));
    out.push(length.ok_or_else(|| words.refused(EXPECTED))?);
    out.extend_from_slice(token.text);
    Ok(())
}

fn is_tag(tag: &[u8]) -> bool {
    !tag.is_empty() && tag.iter().all(u8::is_ascii_alphanumeric)
}

/// Adds one string of any length, without a length before it.
fn parse_text(
    words: &mut Words<'_, '_>,
    least: usize,
    out: &mut Vec<u8>,
) -> Result<(), RdataError> {
    let start = out.len();
    let token = words.next("a string")?;
    push_octets(token, out).map_err(|expected| words.refused(expected))?;
    if out.len() - start < least {
        return Err(words.refused("a string that is not empty"));
    }
    Ok(())
}

/// The texts of all words that are left. A quoted one becomes a text that no encoding takes.
fn rest_of<'a>(words: &mut Words<'_, 'a>) -> impl Iterator<Item = &'a [u8]> {
    words.rest().iter().map(|token| token.plain().unwrap_or(b"\""))
}

fn parse_hex(words: &mut Words<'_, '_>, least: usize, out: &mut Vec<u8>) -> Result<(), RdataError> {
    let (start, first) = (out.len(), words.taken());
    encoding::push_hex(rest_of(words), out)
        .map_err(|chunk| words.refused_at(first + chunk, "pairs of hexadecimal digits"))?;
    if out.len() - start < least {
        let one = "octets in hexadecimal";
        let expected = if least == 1 { one } else { "at least 12 octets in hexadecimal" };
        return Err(words.refused_at(first, expected));
    }
    Ok(())
}

/// A digest of the length that its type, the word before it, asks for.
fn parse_digest(words: &mut Words<'_, '_>, out: &mut Vec<u8>) -> Result<(), RdataError> {
    let (start, first) = (out.len(), words.taken());
    parse_hex(words, 1, out)?;
    let length = digest_length(out, &out[start..]);
    length.map(drop).map_err(|expected| words.refused_at(first, expected))
}

fn parse_base64(
    words: &mut Words<'_, '_>,
    least: usize,
    out: &mut Vec<u8>,
) -> Result<(), RdataError> {
    let (start, first) = (out.len(), words.taken());
    encoding::push_base64(rest_of(words), out)
        .map_err(|chunk| words.refused_at(first + chunk, "octets in base 64, padded with ="))?;
    if out.len() - start < least {
        return Err(words.refused_at(first, "octets in base 64"));
    }
    Ok(())
}

/// RFC 5155 §3.3: hexadecimal without blanks, or `-` for no salt.
fn parse_salt(words: &mut Words<'_, '_>, out: &mut Vec<u8>) -> Result<(), RdataError> {
    parse_counted(words, "a salt of at most 255 octets in hexadecimal, or -", out, |text, out| {
        if text == b"-" { Some(()) } else { encoding::push_hex([text], out).ok() }
    })
}

/// RFC 5155 §3.3: base 32 hex without padding.
fn parse_hashed_owner(words: &mut Words<'_, '_>, out: &mut Vec<u8>) -> Result<(), RdataError> {
    parse_counted(words, "a hashed owner in base 32 hex", out, |text, out| {
        let before = out.len();
        encoding::push_base32_hex(text, out).filter(|()| out.len() > before)
    })
}

/// A word as octets with their number before them, in one octet.
fn parse_counted(
    words: &mut Words<'_, '_>,
    expected: &'static str,
    out: &mut Vec<u8>,
    push: impl FnOnce(&[u8], &mut Vec<u8>) -> Option<()>,
) -> Result<(), RdataError> {
    let text = words.plain(expected)?;
    let length_at = out.len();
    out.push(0);
    let octets = push(text, out).map(|()| out.len() - length_at - 1);
    let length = octets.and_then(|octets| u8::try_from(octets).ok());
    out[length_at] = length.ok_or_else(|| words.refused(expected))?;
    Ok(())
}

/// RFC 4025 §3.1: the gateway as its type, two words before, wants it.
fn parse_gateway(words: &mut Words<'_, '_>, out: &mut Vec<u8>) -> Result<(), RdataError> {
    match gateway_kind(out) {
        GATEWAY_NONE => words.read("a dot for no gateway", |text| (text == b".").then_some(())),
        GATEWAY_IPV4 => words.read("an IPv4 address", address::ipv4).map(|a| put(out, a)),
        GATEWAY_IPV6 => words.read("an IPv6 address", address::ipv6).map(|a| put(out, a)),
        GATEWAY_NAME => parse_name(words, out),
        _ => Err(words.refused_at(1, "a gateway type from 0 to 3")),
    }
}

/// RFC 8005 §6: algorithm, identity tag in hexadecimal, public key in base 64, without blanks.
fn parse_host_identity(words: &mut Words<'_, '_>, out: &mut Vec<u8>) -> Result<(), RdataError> {
    let algorithm = words.read(ALGORITHM, number::u8)?;
    let start = out.len();
    put(out, [0, algorithm, 0, 0]);
    let tag = words.read("an identity tag of 1 to 255 octets in hexadecimal", |text| {
        encoding::push_hex([text], out).ok()?;
        let octets = out.len() - start - HOST_IDENTITY_HEAD_OCTETS;
        u8::try_from(octets).ok().filter(|&n| n > 0)
    })?;
    let before = out.len();
    let key = words.read("a public key in base 64", |text| {
        encoding::push_base64([text], out).ok()?;
        u16::try_from(out.len() - before).ok().filter(|&n| n > 0)
    })?;
    out[start] = tag;
    out[start + 2..start + 4].copy_from_slice(&key.to_be_bytes());
    Ok(())
}
