//! Octets as hexadecimal, base 64 and base 32 hex (RFC 4648), possibly split into words.

use std::fmt::{self, Write};

/// The value of a hexadecimal digit.
pub(crate) fn hex_digit(c: u8) -> Option<u8> {
    char::from(c).to_digit(16).and_then(|n| u8::try_from(n).ok())
}

/// Adds the octets that pairs of hexadecimal digits stand for. The digits of one octet may be
/// parted by a blank (RFC 4034 §5.3: "Whitespace is allowed within the hexadecimal text").
///
/// The error is the number of the chunk that is wrong.
pub(crate) fn push_hex<'a>(
    chunks: impl IntoIterator<Item = &'a [u8]>,
    out: &mut Vec<u8>,
) -> Result<(), usize> {
    let mut high = None;
    let mut last = 0;
    for (number, chunk) in chunks.into_iter().enumerate() {
        last = number;
        for &c in chunk {
            let digit = hex_digit(c).ok_or(number)?;
            match high.take() {
                None => high = Some(digit),
                Some(high) => out.push(high << 4 | digit),
            }
        }
    }
    if high.is_none() { Ok(()) } else { Err(last) }
}

/// Writes octets as hexadecimal digits in lower case.
pub(crate) fn write_hex(octets: &[u8], f: &mut impl Write) -> fmt::Result {
    octets.iter().try_for_each(|octet| write!(f, "{octet:02x}"))
}

const BASE64: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const BASE32_HEX: &[u8; 32] = b"0123456789abcdefghijklmnopqrstuv";

/// The value of each base 64 digit; 255 for other characters.
const BASE64_VALUES: [u8; 256] = {
    let mut values = [255; 256];
    let mut i = 0;
    while i < 64 {
        values[BASE64[i] as usize] = i as u8;
        i += 1;
    }
    values
};

/// Adds the octets that base 64 stands for, padded to whole groups of four (RFC 4648 §4). Bits
/// left over must be zero (§3.5), so that one text only stands for given octets.
///
/// The error is the number of the chunk that is wrong.
pub(crate) fn push_base64<'a>(
    chunks: impl IntoIterator<Item = &'a [u8]>,
    out: &mut Vec<u8>,
) -> Result<(), usize> {
    let (mut bits, mut digits, mut padding) = (0u32, 0, 0);
    let mut last = 0;
    for (number, chunk) in chunks.into_iter().enumerate() {
        last = number;
        for &c in chunk {
            let value = BASE64_VALUES[usize::from(c)];
            if c == b'=' {
                padding += 1;
            } else if value == 255 || padding > 0 {
                return Err(number);
            } else {
                bits = bits << 6 | u32::from(value);
                digits += 1;
            }
            if digits == 4 {
                out.extend_from_slice(&bits.to_be_bytes()[1..]);
                (bits, digits) = (0, 0);
            }
        }
    }
    match (digits, padding) {
        (0, 0) => {}
        (2, 2) if bits & 0xf == 0 => out.push((bits >> 4) as u8),
        (3, 1) if bits & 0x3 == 0 => out.extend_from_slice(&(bits << 6).to_be_bytes()[1..3]),
        _ => return Err(last),
    }
    Ok(())
}

/// Writes octets in base 64 with padding.
pub(crate) fn write_base64(octets: &[u8], f: &mut impl Write) -> fmt::Result {
    for group in octets.chunks(3) {
        let octet = |i: usize| u32::from(group.get(i).copied().unwrap_or(0));
        let bits = octet(0) << 16 | octet(1) << 8 | octet(2);
        for i in 0..4 {
            let digit = BASE64[(bits >> (18 - 6 * i) & 0x3f) as usize];
            f.write_char(if i <= group.len() { char::from(digit) } else { '=' })?;
        }
    }
    Ok(())
}

/// Adds the octets that base 32 hex without padding stands for (RFC 5155 §3.3), in any case.
pub(crate) fn push_base32_hex(text: &[u8], out: &mut Vec<u8>) -> Option<()> {
    let (mut bits, mut count) = (0u32, 0);
    for c in text {
        let c = c.to_ascii_lowercase();
        let value = BASE32_HEX.iter().position(|&digit| digit == c)?;
        bits = bits << 5 | u32::try_from(value).ok()?;
        count += 5;
        if count >= 8 {
            count -= 8;
            out.push((bits >> count) as u8);
            bits &= (1 << count) - 1;
        }
    }
    // A whole digit left over, or bits that are not zero, stand for nothing.
    (count < 5 && bits == 0).then_some(())
}

/// Writes octets in base 32 hex without padding.
pub(crate) fn write_base32_hex(octets: &[u8], f: &mut impl Write) -> fmt::Result {
    for group in octets.chunks(5) {
        let bits = (0..5).fold(0u64, |bits, i| bits << 8 | u64::from(*group.get(i).unwrap_or(&0)));
        for i in 0..(group.len() * 8).div_ceil(5) {
            f.write_char(char::from(BASE32_HEX[(bits >> (35 - 5 * i) & 0x1f) as usize]))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base64(chunks: &[&str]) -> Result<Vec<u8>, usize> {
        let mut out = Vec::new();
        push_base64(chunks.iter().map(|c| c.as_bytes()), &mut out).map(|()| out)
    }

    #[test]
    fn base64_is_that_of_rfc_4648_section_10() {
        for (plain, text) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(base64(&[text]), Ok(plain.into()));
            let mut out = String::new();
            write_base64(plain.as_bytes(), &mut out).unwrap();
            assert_eq!(out, text);
        }
        assert_eq!(base64(&["Zm", "9vY", "g="]).unwrap_err(), 2);
        assert_eq!(base64(&["Zm", "9vY", "g=", "="]), Ok(b"foob".to_vec()));
    }

    #[test]
    fn bad_base64_is_refused_at_its_chunk() {
        for (chunks, at) in [
            (&["Zg"][..], 0),
            (&["Zg=", "=="], 1),
            (&["Zh=="], 0),
            (&["Zm9v", "Z!=="], 1),
            (&["Zg==", "Zg=="], 1),
            (&["="], 0),
        ] {
            assert_eq!(base64(chunks), Err(at), "{chunks:?}");
        }
    }

    #[test]
    fn base32_hex_is_that_of_rfc_4648_section_10() {
        for (plain, text) in
            [("", ""), ("f", "co"), ("fo", "cpng"), ("foo", "cpnmu"), ("foobar", "cpnmuoj1e8")]
        {
            let (mut octets, mut out) = (Vec::new(), String::new());
            push_base32_hex(text.to_ascii_uppercase().as_bytes(), &mut octets).unwrap();
            assert_eq!(octets, plain.as_bytes());
            write_base32_hex(plain.as_bytes(), &mut out).unwrap();
            assert_eq!(out, text);
        }
        for text in ["c", "cp", "cpn", "cw", "c="] {
            assert_eq!(push_base32_hex(text.as_bytes(), &mut Vec::new()), None, "{text}");
        }
    }

    #[test]
    fn hex_may_be_split_anywhere() {
        let mut out = Vec::new();
        push_hex([&b"0aF"[..], b"f"], &mut out).unwrap();
        assert_eq!(out, [0x0a, 0xff]);
        assert_eq!(push_hex([&b"0a"[..], b"f"], &mut out), Err(1));
        assert_eq!(push_hex([&b"0g"[..], b"f"], &mut out), Err(0));
    }
}
