//! Domain names in uncompressed wire form. Case is kept; comparison ignores it (RFC 4343).

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

use crate::limits::{LABEL_OCTETS_MAX, NAME_OCTETS_MAX};

/// An absolute domain name, uncompressed, case kept, at most 255 octets.
///
/// Equality, order and hash ignore the case of ASCII letters; the order is the canonical one of
/// RFC 4034 §6.1.
#[derive(Clone)]
pub struct Name {
    wire: Box<[u8]>,
}

/// Why octets or labels are not a domain name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameError {
    /// A label of no octets before the end.
    EmptyLabel,
    /// A label of more than 63 octets; the length it had.
    LabelTooLong(usize),
    /// The name would need this many octets, more than 255.
    NameTooLong(usize),
    /// The octets end before the name does, or go on behind its root label.
    Malformed,
}

impl fmt::Display for NameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::EmptyLabel => write!(f, "a label is empty; expected 1 to 63 octets"),
            Self::LabelTooLong(n) => write!(f, "a label has {n} octets; expected 1 to 63"),
            Self::NameTooLong(n) => write!(f, "the name has {n} octets; expected at most 255"),
            Self::Malformed => write!(f, "the octets are not one whole uncompressed name"),
        }
    }
}

impl std::error::Error for NameError {}

impl Name {
    /// The root: no labels.
    #[must_use]
    pub fn root() -> Self {
        Self { wire: Box::new([0]) }
    }

    /// Takes a whole uncompressed name.
    ///
    /// # Errors
    /// When the octets are not exactly one name.
    pub fn from_wire(wire: &[u8]) -> Result<Self, NameError> {
        if wire_length(wire)? == wire.len() {
            Ok(Self { wire: wire.into() })
        } else {
            Err(NameError::Malformed)
        }
    }

    /// Builds a name from labels, the most specific first, without the root.
    ///
    /// # Errors
    /// When a label or the whole is empty or too long.
    pub fn from_labels<'a>(labels: impl IntoIterator<Item = &'a [u8]>) -> Result<Self, NameError> {
        let mut buffer = NameBuffer::new();
        for label in labels {
            buffer.push_label(label)?;
        }
        buffer.finish()
    }

    /// The name in wire form, ending in the root octet.
    #[must_use]
    pub fn as_wire(&self) -> &[u8] {
        &self.wire
    }

    /// The labels, most specific first, without the root.
    #[must_use]
    pub fn labels(&self) -> Labels<'_> {
        Labels { rest: &self.wire }
    }

    /// How many labels there are; the root has none.
    #[must_use]
    pub fn label_count(&self) -> usize {
        self.labels().count()
    }

    /// True for the root.
    #[must_use]
    pub fn is_root(&self) -> bool {
        self.wire.len() == 1
    }

    /// True when the most specific label is `*` (RFC 4592 §2.1.1).
    #[must_use]
    pub fn is_wildcard(&self) -> bool {
        self.wire.starts_with(b"\x01*")
    }

    /// The name without its most specific label; none for the root.
    #[must_use]
    pub fn parent(&self) -> Option<Self> {
        let first = usize::from(self.wire[0]);
        (first > 0).then(|| Self { wire: self.wire[first + 1..].into() })
    }

    /// The name with one more label in front.
    ///
    /// # Errors
    /// When the label or the result is empty or too long.
    pub fn child(&self, label: &[u8]) -> Result<Self, NameError> {
        Self::from_labels(std::iter::once(label).chain(self.labels()))
    }

    /// The name with the labels of `prefix` in front.
    ///
    /// # Errors
    /// When the result is longer than 255 octets.
    pub fn prefixed(&self, prefix: &Self) -> Result<Self, NameError> {
        Self::from_labels(prefix.labels().chain(self.labels()))
    }

    /// True when this is `ancestor` or lies below it.
    #[must_use]
    pub fn is_within(&self, ancestor: &Self) -> bool {
        let mut rest = &*self.wire;
        while rest.len() > ancestor.wire.len() {
            rest = &rest[usize::from(rest[0]) + 1..];
        }
        rest.eq_ignore_ascii_case(&ancestor.wire)
    }

    /// The labels in front of `ancestor`, most specific first; none when not within it.
    #[must_use]
    pub fn relative_to(&self, ancestor: &Self) -> Option<Vec<&[u8]>> {
        let count = self.label_count().checked_sub(ancestor.label_count())?;
        self.is_within(ancestor).then(|| self.labels().take(count).collect())
    }

    /// The name in lower case.
    #[must_use]
    pub fn to_lowercase(&self) -> Self {
        // A length octet is at most 63, below 'A', so folding all octets alike is safe.
        Self { wire: self.wire.to_ascii_lowercase().into() }
    }
}

/// The octets of the uncompressed name that `wire` begins with, root octet included.
fn wire_length(wire: &[u8]) -> Result<usize, NameError> {
    let mut at = 0;
    loop {
        let length = usize::from(*wire.get(at).ok_or(NameError::Malformed)?);
        if length > LABEL_OCTETS_MAX {
            return Err(NameError::Malformed);
        }
        at += length + 1;
        if at > NAME_OCTETS_MAX {
            return Err(NameError::NameTooLong(at));
        }
        if length == 0 {
            return Ok(at);
        }
    }
}

impl PartialEq for Name {
    fn eq(&self, other: &Self) -> bool {
        self.wire.eq_ignore_ascii_case(&other.wire)
    }
}

impl Eq for Name {}

impl Hash for Name {
    fn hash<H: Hasher>(&self, state: &mut H) {
        for octet in &self.wire {
            state.write_u8(octet.to_ascii_lowercase());
        }
    }
}

impl PartialOrd for Name {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Name {
    /// RFC 4034 §6.1: by labels from the root down, each as lower-case octets.
    fn cmp(&self, other: &Self) -> Ordering {
        let mine: Vec<&[u8]> = self.labels().collect();
        let theirs: Vec<&[u8]> = other.labels().collect();
        let folded = |label: &[u8]| label.to_ascii_lowercase();
        for (a, b) in mine.iter().rev().zip(theirs.iter().rev()) {
            match folded(a).cmp(&folded(b)) {
                Ordering::Equal => {}
                unequal => return unequal,
            }
        }
        mine.len().cmp(&theirs.len())
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Name({self})")
    }
}

/// The labels of a name, most specific first, without the root.
#[derive(Clone, Debug)]
pub struct Labels<'a> {
    rest: &'a [u8],
}

impl<'a> Labels<'a> {
    /// The labels of an uncompressed name whose octets are known to be well formed.
    #[must_use]
    pub fn of_wire(wire: &'a [u8]) -> Self {
        Self { rest: wire }
    }
}

impl<'a> Iterator for Labels<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        let (&length, rest) = self.rest.split_first()?;
        if length == 0 {
            return None;
        }
        let (label, rest) = rest.split_at(usize::from(length));
        self.rest = rest;
        Some(label)
    }
}

/// A name under construction, on the stack: labels go in from the most specific to the least.
#[derive(Clone)]
pub struct NameBuffer {
    octets: [u8; NAME_OCTETS_MAX],
    length: usize,
}

impl NameBuffer {
    /// Nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self { octets: [0; NAME_OCTETS_MAX], length: 0 }
    }

    /// Adds a label.
    ///
    /// # Errors
    /// When it is empty or too long, or no room is left for it and the root octet.
    pub fn push_label(&mut self, label: &[u8]) -> Result<(), NameError> {
        if label.is_empty() {
            return Err(NameError::EmptyLabel);
        }
        if label.len() > LABEL_OCTETS_MAX {
            return Err(NameError::LabelTooLong(label.len()));
        }
        let end = self.length + 1 + label.len();
        if end + 1 > NAME_OCTETS_MAX {
            return Err(NameError::NameTooLong(end + 1));
        }
        self.octets[self.length] = u8::try_from(label.len()).unwrap_or(u8::MAX);
        self.octets[self.length + 1..end].copy_from_slice(label);
        self.length = end;
        Ok(())
    }

    /// Adds all labels of an absolute name.
    ///
    /// # Errors
    /// When the result would be longer than 255 octets.
    pub fn push_name(&mut self, name: &Name) -> Result<(), NameError> {
        name.labels().try_for_each(|label| self.push_label(label))
    }

    /// Ends the name with the root octet.
    ///
    /// # Errors
    /// Never when the labels were accepted; the signature leaves room for no panic.
    pub fn finish(&self) -> Result<Name, NameError> {
        let mut wire = Vec::with_capacity(self.length + 1);
        wire.extend_from_slice(&self.octets[..self.length]);
        wire.push(0);
        Name::from_wire(&wire)
    }

    /// The labels so far, as octets, without a root octet.
    #[must_use]
    pub fn as_octets(&self) -> &[u8] {
        &self.octets[..self.length]
    }
}

impl Default for NameBuffer {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> Name {
        text.parse().unwrap()
    }

    #[test]
    fn canonical_order_is_the_example_of_rfc_4034_section_6_1() {
        let order = [
            "example.",
            "a.example.",
            "yljkjljk.a.example.",
            "Z.a.example.",
            "zABC.a.EXAMPLE.",
            "z.example.",
            "\\001.z.example.",
            "*.z.example.",
            "\\200.z.example.",
        ];
        for pair in order.windows(2) {
            assert!(name(pair[0]) < name(pair[1]), "{} < {}", pair[0], pair[1]);
        }
    }

    #[test]
    fn case_is_kept_and_ignored() {
        assert_eq!(name("Lamp.EXAMPLE."), name("lamp.example."));
        assert_eq!(name("Lamp.EXAMPLE.").to_string(), "Lamp.EXAMPLE.");
    }

    #[test]
    fn within_counts_whole_labels() {
        assert!(name("a.b.example.").is_within(&name("b.example.")));
        assert!(!name("ab.example.").is_within(&name("b.example.")));
        assert!(name("example.").is_within(&Name::root()));
    }

    #[test]
    fn limits_are_refused_with_the_size_they_had() {
        let long = [b'a'; 64];
        assert_eq!(Name::root().child(&long), Err(NameError::LabelTooLong(64)));
        let label = [b'a'; 63];
        let most = Name::from_labels([&label[..], &label, &label, &label[..61]]).unwrap();
        assert_eq!(most.as_wire().len(), 255);
        assert_eq!(most.child(b"x"), Err(NameError::NameTooLong(257)));
    }
}
