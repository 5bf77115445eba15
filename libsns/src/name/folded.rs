//! A name prepared for lookup: lower case, its labels found, each suffix hashed.

use super::{Labels, Name};
use crate::limits::{LABEL_OCTETS_MAX, NAME_LABELS_MAX, NAME_OCTETS_MAX};

/// A name in lower case with the place and the hash of each of its suffixes, so that a lookup reads
/// the octets only once. It lives in memory that is used again for the next question.
///
/// Suffix 0 is the whole name, suffix [`FoldedName::label_count`] the root.
#[derive(Clone, Debug)]
pub struct FoldedName {
    wire: [u8; NAME_OCTETS_MAX],
    length: usize,
    label_count: usize,
    /// Where each label's length octet stands.
    starts: [u8; NAME_LABELS_MAX + 1],
    /// The hash of the suffix that begins at each label.
    hashes: [u64; NAME_LABELS_MAX + 1],
}

impl FoldedName {
    /// The root.
    #[must_use]
    pub fn new() -> Self {
        Self {
            wire: [0; NAME_OCTETS_MAX],
            length: 1,
            label_count: 0,
            starts: [0; NAME_LABELS_MAX + 1],
            hashes: [ROOT_HASH; NAME_LABELS_MAX + 1],
        }
    }

    /// Takes the uncompressed name that `octets` begins with and gives its length; nothing when
    /// there is none: a pointer, a reserved label type, more than 255 octets, or the end too soon.
    #[inline]
    pub fn read(&mut self, octets: &[u8]) -> Option<usize> {
        let (mut at, mut count) = (0, 0);
        loop {
            let length = usize::from(*octets.get(at)?);
            if length > LABEL_OCTETS_MAX || at + length >= NAME_OCTETS_MAX {
                return None;
            }
            // A name of 255 octets has at most 127 labels, so the index stays in bounds.
            self.starts[count] = at as u8;
            at += length + 1;
            if length == 0 {
                break;
            }
            count += 1;
        }
        let wire = octets.get(..at)?;
        // A length octet is at most 63, below 'A', so folding all octets alike is safe.
        for (folded, octet) in self.wire[..at].iter_mut().zip(wire) {
            *folded = octet.to_ascii_lowercase();
        }
        self.length = at;
        self.label_count = count;
        self.hash_suffixes();
        Some(at)
    }

    /// From the root down, so that each hash takes in one label only.
    #[inline]
    fn hash_suffixes(&mut self) {
        let mut hash = ROOT_HASH;
        self.hashes[self.label_count] = hash;
        let mut end = self.length - 1;
        for label in (0..self.label_count).rev() {
            let start = usize::from(self.starts[label]);
            hash = hash_label(hash, &self.wire[start..end]);
            self.hashes[label] = hash;
            end = start;
        }
    }

    /// How many labels there are, the root not counted.
    #[must_use]
    pub fn label_count(&self) -> usize {
        self.label_count
    }

    /// The whole name in lower-case wire form.
    #[must_use]
    pub fn as_wire(&self) -> &[u8] {
        &self.wire[..self.length]
    }

    /// Where the suffix without the first `skip` labels begins.
    #[must_use]
    pub fn suffix_start(&self, skip: usize) -> usize {
        usize::from(self.starts[skip])
    }

    /// The name without its first `skip` labels.
    #[must_use]
    pub fn suffix(&self, skip: usize) -> &[u8] {
        &self.wire[usize::from(self.starts[skip])..self.length]
    }

    /// The hash of the name without its first `skip` labels.
    #[must_use]
    pub fn suffix_hash(&self, skip: usize) -> u64 {
        self.hashes[skip]
    }

    /// The labels, most specific first.
    #[must_use]
    pub fn labels(&self) -> Labels<'_> {
        Labels::of_wire(self.as_wire())
    }
}

impl Default for FoldedName {
    fn default() -> Self {
        Self::new()
    }
}

impl From<&Name> for FoldedName {
    fn from(name: &Name) -> Self {
        let mut folded = Self::new();
        folded.read(name.as_wire());
        folded
    }
}

/// The hash of the root.
const ROOT_HASH: u64 = 0x9e37_79b9_7f4a_7c15;
/// An odd number with its bits well spread, for multiplying.
const MIX: u64 = 0xd6e8_feb8_6659_fd93;

/// The hash of a name from the hash of its parent and its own first label, length octet included.
#[inline]
fn hash_label(parent: u64, label: &[u8]) -> u64 {
    let mut hash = parent;
    let (words, rest) = label.as_chunks::<8>();
    for word in words {
        hash = fold(hash ^ u64::from_le_bytes(*word));
    }
    let mut tail = [0; 8];
    tail[..rest.len()].copy_from_slice(rest);
    fold(hash ^ u64::from_le_bytes(tail) ^ ((label.len() as u64) << 56))
}

/// Multiplies to 128 bits and folds the halves, so that every bit of the input moves every bit.
#[inline]
fn fold(value: u64) -> u64 {
    let product = u128::from(value) * u128::from(MIX);
    (product as u64) ^ ((product >> 64) as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str) -> FoldedName {
        FoldedName::from(&text.parse::<Name>().unwrap())
    }

    #[test]
    fn a_suffix_hashes_as_the_name_it_is() {
        let long = folded("Lamp.Room-1.hq.example.");
        let short = folded("HQ.example.");
        assert_eq!(long.suffix(2), short.as_wire());
        assert_eq!(long.suffix_hash(2), short.suffix_hash(0));
        assert_ne!(long.suffix_hash(1), short.suffix_hash(0));
    }

    #[test]
    fn what_is_no_whole_plain_name_is_refused() {
        let mut name = FoldedName::new();
        for octets in [&b""[..], b"\x03ab", b"\xc0\x0c", b"\x41a\0", &[1; 300]] {
            assert_eq!(name.read(octets), None, "{octets:?}");
        }
        let longest: Vec<u8> = [&[1, b'a'].repeat(127)[..], &[0]].concat();
        assert_eq!(name.read(&longest), Some(255));
        assert_eq!(name.label_count(), 127);
    }
}
