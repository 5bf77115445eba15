//! Names as the tests handle them: lists of labels, written by code that shares nothing with libsns.

use std::fmt::Write as _;

/// A name: its labels without the root, most specific first.
pub type Labels = Vec<Vec<u8>>;

/// The labels of a dotted text without escapes; a final dot may stand.
#[must_use]
pub fn labels(text: &str) -> Labels {
    text.split('.').filter(|label| !label.is_empty()).map(|label| label.into()).collect()
}

/// The name in wire form.
#[must_use]
pub fn wire(labels: &[Vec<u8>]) -> Vec<u8> {
    let mut out = Vec::new();
    for label in labels {
        out.push(u8::try_from(label.len()).expect("a label has at most 63 octets"));
        out.extend_from_slice(label);
    }
    out.push(0);
    out
}

/// Octets that the name takes on the wire.
#[must_use]
pub fn wire_octets(labels: &[Vec<u8>]) -> usize {
    labels.iter().map(|label| label.len() + 1).sum::<usize>() + 1
}

/// The labels of an uncompressed name in wire form.
#[must_use]
pub fn of_wire(mut wire: &[u8]) -> Labels {
    let mut labels = Vec::new();
    while let Some((&octets, rest)) = wire.split_first().filter(|(octets, _)| **octets != 0) {
        let (label, rest) = rest.split_at(octets.into());
        labels.push(label.to_vec());
        wire = rest;
    }
    labels
}

/// The name as a master file spells it (RFC 1035 §5.1), with a final dot.
#[must_use]
pub fn text(labels: &[Vec<u8>]) -> String {
    if labels.is_empty() {
        return ".".into();
    }
    labels.iter().fold(String::new(), |mut out, label| {
        for &octet in label {
            match octet {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'*' => {
                    out.push(octet.into());
                }
                b'!'..=b'~' => {
                    out.push('\\');
                    out.push(octet.into());
                }
                _ => write!(out, "\\{octet:03}").expect("a string takes all"),
            }
        }
        out + "."
    })
}

/// The name with its letters small, as names are compared (RFC 4343 §3).
#[must_use]
pub fn lowercase(labels: &[Vec<u8>]) -> Labels {
    labels.iter().map(|label| label.to_ascii_lowercase()).collect()
}

/// True if the name is the ancestor or below it; both are spelled alike.
#[must_use]
pub fn within(name: &[Vec<u8>], ancestor: &[Vec<u8>]) -> bool {
    name.ends_with(ancestor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wire_and_text_of_odd_octets() {
        let name = vec![b"a.b\0".to_vec(), b"Test".to_vec()];
        assert_eq!(wire(&name), b"\x04a.b\0\x04Test\0");
        assert_eq!(text(&name), "a\\.b\\000.Test.");
        assert_eq!(of_wire(&wire(&name)), name);
        assert_eq!(wire_octets(&name), wire(&name).len());
        assert_eq!(text(&[]), ".");
    }
}
