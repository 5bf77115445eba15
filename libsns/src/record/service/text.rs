//! Service parameters as text (RFC 9460 §2.1, appendix A).

use std::borrow::Cow;
use std::fmt::{self, Write};
use std::net::{Ipv4Addr, Ipv6Addr};

use super::param::{key_list, protocol_list};
use super::{SvcKey, SvcParams, bearer, check, check_value, ipv4_list, ipv6_list};
use crate::name::{unescape, write_character_string};
use crate::record::words::Words;
use crate::record::{RdataError, Token, TokenKind, address, encoding, number};

/// Adds the parameters that the words left spell, in the order of their keys.
pub(in crate::record) fn parse(
    words: &mut Words<'_, '_>,
    out: &mut Vec<u8>,
) -> Result<(), RdataError> {
    let (start, first) = (out.len(), words.taken());
    let (mut last, mut in_order) = (None, true);
    while words.peek().is_some() {
        let token = words.next("a service parameter")?;
        let begin = out.len();
        let key = push_param(token, out).map_err(|expected| words.refused(expected))?;
        if last.is_some_and(|last| key <= last) {
            in_order = false;
            // RFC 9460 §2.1: "SvcParams in presentation format MAY appear in any order, but keys
            // MUST NOT be repeated."
            if (SvcParams { rest: &out[start..begin] }).any(|(other, _)| other == key) {
                return Err(words.refused("each service parameter once"));
            }
        }
        last = last.max(Some(key));
    }
    if !in_order {
        sort(&mut out[start..]);
    }
    check(&out[start..]).map_err(|expected| words.refused_at(first, expected))?;
    Ok(())
}

/// Brings whole parameters into the order of their keys.
fn sort(wire: &mut [u8]) {
    let copy = wire.to_vec();
    let mut params: Vec<_> = SvcParams { rest: &copy }.collect();
    params.sort_unstable_by_key(|(key, _)| *key);
    let mut at = 0;
    for (key, value) in params {
        let length = u16::try_from(value.len()).unwrap_or(u16::MAX);
        wire[at..at + 2].copy_from_slice(&key.0.to_be_bytes());
        wire[at + 2..at + 4].copy_from_slice(&length.to_be_bytes());
        wire[at + 4..at + 4 + value.len()].copy_from_slice(value);
        at += 4 + value.len();
    }
}

/// Adds one parameter, `key` or `key=value` or `key="value"`, and gives its key.
fn push_param(token: &Token<'_>, out: &mut Vec<u8>) -> Result<SvcKey, &'static str> {
    const EXPECTED: &str = "a service parameter: a key such as alpn or key667, perhaps = and value";
    if token.kind == TokenKind::Quoted {
        return Err(EXPECTED);
    }
    let equals = token.text.iter().position(|&c| c == b'=');
    let word = &token.text[..equals.unwrap_or(token.text.len())];
    let key = SvcKey::from_word(word).ok_or(EXPECTED)?;
    let value = equals.map_or(&[][..], |at| &token.text[at + 1..]);
    let value = match value.strip_prefix(b"\"") {
        Some(quoted) => quoted.strip_suffix(b"\"").ok_or("a closing quote")?,
        None => value,
    };
    let value = unescaped(value, token.escaped)?;
    out.extend_from_slice(&key.0.to_be_bytes());
    out.extend_from_slice(&[0; 2]);
    let begin = out.len();
    if word.starts_with(b"key") {
        out.extend_from_slice(&value);
    } else {
        push_value(key, &value, out)?;
    }
    check_value(key, &out[begin..])?;
    let length = u16::try_from(out.len() - begin).map_err(|_| "a value of at most 65535 octets")?;
    out[begin - 2..begin].copy_from_slice(&length.to_be_bytes());
    Ok(key)
}

/// The octets that a character string stands for (RFC 9460 appendix A).
fn unescaped(text: &[u8], escaped: bool) -> Result<Cow<'_, [u8]>, &'static str> {
    if !escaped {
        return Ok(text.into());
    }
    let mut octets = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(&c) = rest.first() {
        let (octet, used) = if c == b'\\' {
            unescape(rest).ok_or("a character or 000 to 255 behind a backslash")?
        } else {
            (c, 1)
        };
        octets.push(octet);
        rest = &rest[used..];
    }
    Ok(octets.into())
}

/// Adds the wire form of a value, written in the way of its key.
fn push_value(key: SvcKey, value: &[u8], out: &mut Vec<u8>) -> Result<(), &'static str> {
    match key {
        SvcKey::MANDATORY => push_keys(value, out).ok_or("keys with commas between, each once"),
        SvcKey::ALPN => push_protocols(value, out).ok_or("protocols with commas between"),
        SvcKey::PORT => {
            out.extend_from_slice(
                &number::u16(value).ok_or("a port from 0 to 65535")?.to_be_bytes(),
            );
            Ok(())
        }
        SvcKey::IPV4HINT => {
            push_list(value, address::ipv4, out).ok_or("IPv4 addresses with commas between")
        }
        SvcKey::IPV6HINT => {
            push_list(value, address::ipv6, out).ok_or("IPv6 addresses with commas between")
        }
        SvcKey::ECH => encoding::push_base64([value], out).map_err(|_| "a value in base 64"),
        _ => push_bearer(key, value, out),
    }
}

/// Adds the wire form of a private key's value; of any other key, the value as it is.
fn push_bearer(key: SvcKey, value: &[u8], out: &mut Vec<u8>) -> Result<(), &'static str> {
    match bearer::octets_of(key, value) {
        Some(octets) => out.extend(octets?),
        None => out.extend_from_slice(value),
    }
    Ok(())
}

/// RFC 9460 §8: a list of keys, in any order as text, ascending on the wire.
fn push_keys(value: &[u8], out: &mut Vec<u8>) -> Option<()> {
    let keys: Option<Vec<_>> = value.split(|&c| c == b',').map(SvcKey::from_word).collect();
    let mut keys = keys?;
    keys.sort_unstable();
    if keys.windows(2).any(|pair| pair[0] == pair[1]) {
        return None;
    }
    out.extend(keys.iter().flat_map(|key| key.0.to_be_bytes()));
    Some(())
}

/// Adds each item of a list with commas between.
fn push_list<const N: usize>(
    value: &[u8],
    item: fn(&[u8]) -> Option<[u8; N]>,
    out: &mut Vec<u8>,
) -> Option<()> {
    value.split(|&c| c == b',').try_for_each(|text| {
        out.extend_from_slice(&item(text)?);
        Some(())
    })
}

/// Adds protocols, each behind its length. RFC 9460 appendix A.1: in an item, `\,` stands for a
/// comma and `\\` for a backslash.
fn push_protocols(value: &[u8], out: &mut Vec<u8>) -> Option<()> {
    let mut length_at = out.len();
    out.push(0);
    let mut rest = value.iter();
    while let Some(&c) = rest.next() {
        match c {
            b',' => {
                out[length_at] = u8::try_from(out.len() - length_at - 1).ok()?;
                length_at = out.len();
                out.push(0);
            }
            b'\\' => out.push(*rest.next().filter(|c| matches!(c, b',' | b'\\'))?),
            _ => out.push(c),
        }
    }
    out[length_at] = u8::try_from(out.len() - length_at - 1).ok()?;
    Some(())
}

/// Writes all parameters with blanks between.
pub(in crate::record) fn write(rest: &[u8], f: &mut impl Write) -> fmt::Result {
    for (number, (key, value)) in (SvcParams { rest }).enumerate() {
        f.write_str(if number == 0 { "" } else { " " })?;
        write!(f, "{key}")?;
        if !value.is_empty() {
            f.write_char('=')?;
            write_value(key, value, f)?;
        }
    }
    Ok(())
}

fn write_value(key: SvcKey, value: &[u8], f: &mut impl Write) -> fmt::Result {
    match key {
        SvcKey::MANDATORY => write_list(key_list(value), f),
        SvcKey::ALPN => write_protocols(value, f),
        SvcKey::PORT => write_list(key_list(value).map(|port| port.0), f),
        SvcKey::IPV4HINT => write_list::<Ipv4Addr>(ipv4_list(value), f),
        SvcKey::IPV6HINT => write_list::<Ipv6Addr>(ipv6_list(value), f),
        SvcKey::ECH => encoding::write_base64(value, f),
        _ => write_character_string(value, f),
    }
}

fn write_list<T: fmt::Display>(items: impl Iterator<Item = T>, f: &mut impl Write) -> fmt::Result {
    for (number, item) in items.enumerate() {
        write!(f, "{}{item}", if number == 0 { "" } else { "," })?;
    }
    Ok(())
}

fn write_protocols(value: &[u8], f: &mut impl Write) -> fmt::Result {
    let mut list = Vec::with_capacity(value.len());
    for (number, protocol) in protocol_list(value).enumerate() {
        if number > 0 {
            list.push(b',');
        }
        for &c in protocol {
            if matches!(c, b',' | b'\\') {
                list.push(b'\\');
            }
            list.push(c);
        }
    }
    write_character_string(&list, f)
}
