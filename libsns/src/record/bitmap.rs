//! Bitmaps as text: record types (RFC 4034 §4.1.2) and well-known services (RFC 1035 §3.4.2).

use std::fmt::{self, Write};

use super::{RdataError, RecordType, mnemonic, words::Words};

/// Octets of one window's bitmap: 256 types (RFC 4034 §4.1.2).
const WINDOW_OCTETS_MAX: usize = 32;
/// Octets of a bitmap of all ports.
const PORT_OCTETS_MAX: usize = 8192;

/// RFC 4034 §4.1.2: `( Window Block # | Bitmap Length | Bitmap )+`, split at the first.
fn split_window(wire: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (&[window, length], rest) = wire.split_first_chunk::<2>()?;
    let (bitmap, rest) = rest.split_at_checked(usize::from(length))?;
    Some((window, bitmap, rest))
}

/// The octets of a type bitmap, which is to fill `rest`.
pub(crate) fn check_types(rest: &[u8]) -> Result<usize, &'static str> {
    let (mut at, mut least) = (rest, 0);
    while !at.is_empty() {
        let (window, bitmap, behind) = split_window(at).ok_or("whole windows of types")?;
        // "Blocks are present in the NSEC RR RDATA in increasing numerical order."
        if u16::from(window) < least || !(1..=WINDOW_OCTETS_MAX).contains(&bitmap.len()) {
            return Err("windows of types in order, of 1 to 32 octets each");
        }
        (at, least) = (behind, u16::from(window) + 1);
    }
    Ok(rest.len())
}

/// True when text can express the bitmap exactly: "Trailing zero octets in the bitmap MUST be
/// omitted", so they come from nowhere but a faulty signer.
pub(crate) fn types_have_text(mut rest: &[u8]) -> bool {
    while let Some((_, bitmap, behind)) = split_window(rest) {
        if bitmap.last() == Some(&0) {
            return false;
        }
        rest = behind;
    }
    true
}

/// The positions of the bits that are set, from the top bit of the first octet.
fn bits(bitmap: &[u8]) -> impl Iterator<Item = usize> + '_ {
    (0..bitmap.len() * 8).filter(|bit| bitmap[bit / 8] & (0x80 >> (bit % 8)) != 0)
}

/// Sets the bit at a position, lengthening the bitmap if need be.
fn set_bit(bitmap: &mut Vec<u8>, bit: usize) {
    if bitmap.len() <= bit / 8 {
        bitmap.resize(bit / 8 + 1, 0);
    }
    bitmap[bit / 8] |= 0x80 >> (bit % 8);
}

/// Writes the types with blanks between.
pub(crate) fn write_types(mut rest: &[u8], f: &mut impl Write) -> fmt::Result {
    let mut blank = "";
    while let Some((window, bitmap, behind)) = split_window(rest) {
        for bit in bits(bitmap) {
            let low = u16::try_from(bit).map_err(|_| fmt::Error)?;
            write!(f, "{blank}{}", RecordType(u16::from(window) << 8 | low))?;
            blank = " ";
        }
        rest = behind;
    }
    Ok(())
}

/// Adds the bitmap of the types that the words left name, in any order.
pub(crate) fn push_types(words: &mut Words<'_, '_>, out: &mut Vec<u8>) -> Result<(), RdataError> {
    let mut types = Vec::new();
    while words.peek().is_some() {
        types.push(words.read("a record type", RecordType::from_word)?.0);
    }
    types.sort_unstable();
    for window in types.chunk_by(|a, b| a >> 8 == b >> 8) {
        let mut bitmap = Vec::with_capacity(WINDOW_OCTETS_MAX);
        for rtype in window {
            set_bit(&mut bitmap, usize::from(rtype & 0xff));
        }
        let length = u8::try_from(bitmap.len()).unwrap_or(u8::MAX);
        out.extend_from_slice(&[window[0].to_be_bytes()[0], length]);
        out.extend_from_slice(&bitmap);
    }
    Ok(())
}

/// Adds protocol and ports of a WKS record.
pub(crate) fn push_services(
    words: &mut Words<'_, '_>,
    out: &mut Vec<u8>,
) -> Result<(), RdataError> {
    out.push(words.read("a protocol such as tcp, or its number", mnemonic::protocol)?);
    let mut bitmap = Vec::new();
    while words.peek().is_some() {
        let port =
            words.read("a service such as smtp, or a port from 0 to 65535", mnemonic::port)?;
        set_bit(&mut bitmap, port.into());
    }
    out.extend_from_slice(&bitmap);
    Ok(())
}

/// True when text can express protocol and ports exactly.
pub(crate) fn services_have_text(rest: &[u8]) -> bool {
    let ports = rest.get(1..).unwrap_or_default();
    ports.len() <= PORT_OCTETS_MAX && ports.last() != Some(&0)
}

/// Writes protocol and ports as numbers.
pub(crate) fn write_services(rest: &[u8], f: &mut impl Write) -> fmt::Result {
    let (protocol, ports) = rest.split_first().ok_or(fmt::Error)?;
    write!(f, "{protocol}")?;
    bits(ports).try_for_each(|port| write!(f, " {port}"))
}
