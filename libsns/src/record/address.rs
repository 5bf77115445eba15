//! Addresses as text: IPv4, IPv6, EUI, ILNP, OSI, and the prefixes of APL (RFC 3123).

use std::fmt::{self, Write};
use std::net::{Ipv4Addr, Ipv6Addr};

use super::encoding::{hex_digit, write_hex};
use super::number;

/// A dotted quad. A leading zero is refused: some read it as octal.
#[inline]
pub(crate) fn ipv4(text: &[u8]) -> Option<[u8; 4]> {
    let mut octets = [0; 4];
    let mut parts = text.split(|&c| c == b'.');
    for octet in &mut octets {
        let part = parts.next()?;
        if part.len() > 1 && part[0] == b'0' {
            return None;
        }
        *octet = number::u8(part)?;
    }
    parts.next().is_none().then_some(octets)
}

/// An IPv6 address in any form of RFC 4291 §2.2.
#[inline]
pub(crate) fn ipv6(text: &[u8]) -> Option<[u8; 16]> {
    let mut octets = [0; 16];
    let (mut filled, mut gap) = (0, None);
    let mut rest = text;
    if let Some(behind) = text.strip_prefix(b"::") {
        gap = Some(0);
        rest = behind;
    }
    while !rest.is_empty() {
        let (group, behind) = next_group(rest);
        if behind.is_none() && group.contains(&b'.') {
            octets.get_mut(filled..filled + 4)?.copy_from_slice(&ipv4(group)?);
            filled += 4;
            break;
        }
        octets.get_mut(filled..filled + 2)?.copy_from_slice(&hex_group(group)?.to_be_bytes());
        filled += 2;
        match behind {
            None => break,
            Some(b"") => return None,
            Some(behind) if behind[0] == b':' => {
                // "::" may stand once.
                if gap.replace(filled).is_some() {
                    return None;
                }
                rest = &behind[1..];
            }
            Some(behind) => rest = behind,
        }
    }
    match gap {
        None => (filled == 16).then_some(octets),
        Some(gap) => {
            // RFC 4291 §2.2: "::" stands for one or more groups of zeros.
            octets.get_mut(gap..)?.rotate_right(16usize.checked_sub(filled).filter(|&n| n > 0)?);
            Some(octets)
        }
    }
}

/// The characters before the first colon, and those behind it if there is one.
fn next_group(text: &[u8]) -> (&[u8], Option<&[u8]>) {
    match text.iter().position(|&c| c == b':') {
        Some(colon) => (&text[..colon], Some(&text[colon + 1..])),
        None => (text, None),
    }
}

/// One to four hexadecimal digits.
fn hex_group(text: &[u8]) -> Option<u16> {
    if text.is_empty() || text.len() > 4 {
        return None;
    }
    text.iter().try_fold(0, |value, &c| Some(value << 4 | u16::from(hex_digit(c)?)))
}

/// Octets as pairs of digits with a separator between: `00-00-5e-00-53-2a`.
pub(crate) fn separated<const N: usize>(text: &[u8], separator: u8) -> Option<[u8; N]> {
    let mut octets = [0; N];
    if text.len() != 3 * N - 1 {
        return None;
    }
    for (octet, group) in octets.iter_mut().zip(text.chunks(3)) {
        *octet = hex_digit(group[0])? << 4 | hex_digit(group[1])?;
        if group.get(2).is_some_and(|&c| c != separator) {
            return None;
        }
    }
    Some(octets)
}

/// Writes octets as pairs of digits with hyphens between (RFC 7043 §3.2).
pub(crate) fn write_hyphened(octets: &[u8], f: &mut impl Write) -> fmt::Result {
    for (i, octet) in octets.iter().enumerate() {
        write!(f, "{}{octet:02x}", if i == 0 { "" } else { "-" })?;
    }
    Ok(())
}

/// Four groups of hexadecimal digits with colons (RFC 6742 §2.1.2, §2.3.2).
pub(crate) fn locator64(text: &[u8]) -> Option<[u8; 8]> {
    let mut octets = [0; 8];
    let mut groups = text.split(|&c| c == b':');
    for pair in octets.chunks_mut(2) {
        pair.copy_from_slice(&hex_group(groups.next()?)?.to_be_bytes());
    }
    groups.next().is_none().then_some(octets)
}

/// Writes eight octets as four groups of four digits.
pub(crate) fn write_locator64(octets: &[u8], f: &mut impl Write) -> fmt::Result {
    for (i, pair) in octets.chunks(2).enumerate() {
        f.write_str(if i == 0 { "" } else { ":" })?;
        write_hex(pair, f)?;
    }
    Ok(())
}

/// An OSI address (RFC 1706 §5): `0x`, then digits with dots anywhere between for the eye.
pub(crate) fn push_nsap(text: &[u8], out: &mut Vec<u8>) -> Option<()> {
    let digits = text.strip_prefix(b"0x").or_else(|| text.strip_prefix(b"0X"))?;
    let mut high = None;
    for &c in digits.iter().filter(|&&c| c != b'.') {
        let digit = hex_digit(c)?;
        match high.take() {
            None => high = Some(digit),
            Some(high) => out.push(high << 4 | digit),
        }
    }
    (high.is_none() && digits.iter().any(|&c| c != b'.')).then_some(())
}

/// Address families of APL: their number, their octets (RFC 3123 §4).
const FAMILY_IPV4: (u16, usize) = (1, 4);
const FAMILY_IPV6: (u16, usize) = (2, 16);
/// The bit that negates an APL item, beside the seven of the length.
const NEGATED: u8 = 0x80;

/// One item of an APL record: `!1:192.168.38.0/28`.
struct AddressPrefix<'a> {
    family: u16,
    bits: u8,
    negated: bool,
    /// The address without the zero octets at its end.
    address: &'a [u8],
}

impl<'a> AddressPrefix<'a> {
    /// RFC 3123 §4: family (2), prefix (1), N and length (1), address. Gives the rest as well.
    fn split(wire: &'a [u8]) -> Option<(Self, &'a [u8])> {
        let (head, rest) = wire.split_first_chunk::<4>()?;
        let (address, rest) = rest.split_at_checked(usize::from(head[3] & !NEGATED))?;
        let family = u16::from_be_bytes([head[0], head[1]]);
        Some((Self { family, bits: head[2], negated: head[3] & NEGATED != 0, address }, rest))
    }

    /// True when text can express this item exactly.
    fn has_text(&self) -> bool {
        let octets = match self.family {
            1 => FAMILY_IPV4.1,
            2 => FAMILY_IPV6.1,
            _ => return false,
        };
        usize::from(self.bits) <= 8 * octets
            && self.address.len() <= octets
            && self.address.last() != Some(&0)
    }

    fn write(&self, f: &mut impl Write) -> fmt::Result {
        let mut octets = [0; 16];
        octets[..self.address.len()].copy_from_slice(self.address);
        let sign = if self.negated { "!" } else { "" };
        write!(f, "{sign}{}:", self.family)?;
        if self.family == FAMILY_IPV4.0 {
            write!(f, "{}", Ipv4Addr::new(octets[0], octets[1], octets[2], octets[3]))?;
        } else {
            write!(f, "{}", Ipv6Addr::from(octets))?;
        }
        write!(f, "/{}", self.bits)
    }
}

/// Adds one APL item.
pub(crate) fn push_prefix(text: &[u8], out: &mut Vec<u8>) -> Option<()> {
    let (negated, text) = match text.strip_prefix(b"!") {
        Some(text) => (NEGATED, text),
        None => (0, text),
    };
    let colon = text.iter().position(|&c| c == b':')?;
    let slash = text.iter().rposition(|&c| c == b'/')?;
    let address = text.get(colon + 1..slash)?;
    let bits = number::u8(&text[slash + 1..])?;
    let family = number::u16(&text[..colon])?;
    let mut octets = [0; 16];
    let length = match family {
        1 => {
            octets[..4].copy_from_slice(&ipv4(address)?);
            FAMILY_IPV4.1
        }
        2 => {
            octets = ipv6(address)?;
            FAMILY_IPV6.1
        }
        _ => return None,
    };
    if usize::from(bits) > 8 * length {
        return None;
    }
    // RFC 3123 §4: "Trailing zero octets do not bear any information" and MUST NOT be sent.
    let used = octets.iter().rposition(|&octet| octet != 0).map_or(0, |last| last + 1);
    out.extend_from_slice(&family.to_be_bytes());
    out.extend_from_slice(&[bits, negated | u8::try_from(used).ok()?]);
    out.extend_from_slice(&octets[..used]);
    Some(())
}

/// The octets of all items, which are to fill `rest`.
pub(crate) fn check_prefixes(rest: &[u8]) -> Result<usize, &'static str> {
    let mut at = rest;
    while !at.is_empty() {
        at = AddressPrefix::split(at).ok_or("whole address prefixes to the end")?.1;
    }
    Ok(rest.len())
}

/// True when text can express all items exactly.
pub(crate) fn prefixes_have_text(mut rest: &[u8]) -> bool {
    while let Some((item, behind)) = AddressPrefix::split(rest) {
        if !item.has_text() {
            return false;
        }
        rest = behind;
    }
    rest.is_empty()
}

/// Writes all items with blanks between.
pub(crate) fn write_prefixes(mut rest: &[u8], f: &mut impl Write) -> fmt::Result {
    let mut blank = "";
    while let Some((item, behind)) = AddressPrefix::split(rest) {
        f.write_str(blank)?;
        item.write(f)?;
        (rest, blank) = (behind, " ");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ipv4_is_four_plain_numbers() {
        assert_eq!(ipv4(b"192.0.2.255"), Some([192, 0, 2, 255]));
        for text in ["", "1.2.3", "1.2.3.4.5", "1.2.3.256", "01.2.3.4", "1..2.3", "1.2.3.4 "] {
            assert_eq!(ipv4(text.as_bytes()), None, "{text:?}");
        }
    }

    #[test]
    fn ipv6_agrees_with_the_standard_library() {
        for text in [
            "::",
            "::1",
            "1::",
            "2001:db8::1",
            "fd00:10c::0:0",
            "1:2:3:4:5:6:7:8",
            "::ffff:1.2.3.4",
            "1:2:3:4:5:6:1.2.3.4",
            "1:2:3:4:5:6:7::",
            "::2:3:4:5:6:7:8",
            "ABCD::abcd",
            // and what it refuses
            "",
            ":",
            ":::",
            "1",
            "1:2:3:4:5:6:7",
            "1:2:3:4:5:6:7:8:9",
            "1::2::3",
            "12345::",
            "g::",
            "1:2:3:4:5:6:7:8::",
            "::1:2:3:4:5:6:7:8",
            "1:",
            "::1:",
            ":1::",
            "1:2:3:4:5:6:7:1.2.3.4",
            "::1.2.3",
            "1.2.3.4",
            "1:2:3:4:5:1.2.3.4",
            "::1.2.3.4:1",
            "1:::2",
            "::1%2",
        ] {
            let expected = text.parse::<Ipv6Addr>().ok().map(|address| address.octets());
            assert_eq!(ipv6(text.as_bytes()), expected, "{text:?}");
        }
    }

    #[test]
    fn separated_octets_need_their_separator() {
        assert_eq!(separated::<3>(b"00-5e-Fa", b'-'), Some([0, 0x5e, 0xfa]));
        for text in ["00-5e", "00-5e-fa-00", "00:5e:fa", "00-5e-f", "00-5e-fg", "00-5e-fa-"] {
            assert_eq!(separated::<3>(text.as_bytes(), b'-'), None, "{text}");
        }
    }
}
