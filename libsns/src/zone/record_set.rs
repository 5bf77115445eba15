//! A record set as it lies in the image: whole records, ready to be sent as the answer to a
//! question for their owner.
//!
//! ```text
//! record  C0 0C │ TYPE 2 │ CLASS 2 │ TTL 4 │ RDLENGTH 2 │ RDATA
//! ```
//! The owner is a pointer to offset 12, where every question's name stands. Names in the data of
//! RFC 1035's types end in a pointer too where they share a suffix with the owner (RFC 3597 §4
//! allows it for these types only). So the answer to a plain question is one copy; for any other
//! place of the owner in a message the pointers are worked out again.

use crate::limits::{COMPRESSION_OFFSET_MAX, HEADER_OCTETS};
use crate::name::Labels;
use crate::record::{Class, RecordType};

/// Octets of a record before its data: pointer, type, class, TTL, length.
pub(super) const RECORD_HEAD_OCTETS: usize = 12;

/// The two high bits that mark a compression pointer (RFC 1035 §4.1.4).
const POINTER: u16 = 0xc000;

/// The records of one set.
#[derive(Clone, Copy, Debug)]
pub struct RecordSet<'z> {
    rtype: RecordType,
    count: u16,
    octets: &'z [u8],
}

impl<'z> RecordSet<'z> {
    pub(super) fn new(rtype: RecordType, count: u16, octets: &'z [u8]) -> Self {
        Self { rtype, count, octets }
    }

    /// How many records there are.
    #[inline]
    #[must_use]
    pub fn record_count(&self) -> u16 {
        self.count
    }

    /// The type of the records.
    #[must_use]
    pub fn rtype(&self) -> RecordType {
        self.rtype
    }

    /// The records as the answer to a question for their owner.
    #[inline]
    #[must_use]
    pub fn as_answer(&self) -> &'z [u8] {
        self.octets
    }

    /// The records one by one.
    #[must_use]
    pub fn iter(&self) -> Records<'z> {
        Records { rtype: self.rtype, rest: self.octets }
    }

    /// The time to live, in seconds.
    #[must_use]
    pub fn ttl(&self) -> u32 {
        self.iter().next().map_or(0, |record| record.ttl())
    }
}

/// Goes through the records of a set.
#[derive(Clone, Debug)]
pub struct Records<'z> {
    rtype: RecordType,
    rest: &'z [u8],
}

impl<'z> Iterator for Records<'z> {
    type Item = StoredRecord<'z>;

    #[inline]
    fn next(&mut self) -> Option<StoredRecord<'z>> {
        let (head, rest) = self.rest.split_first_chunk::<RECORD_HEAD_OCTETS>()?;
        let length = usize::from(u16::from_be_bytes([head[10], head[11]]));
        let (data, rest) = rest.split_at(length);
        self.rest = rest;
        Some(StoredRecord { rtype: self.rtype, head, data })
    }
}

/// One record of a set.
#[derive(Clone, Copy, Debug)]
pub struct StoredRecord<'z> {
    rtype: RecordType,
    head: &'z [u8; RECORD_HEAD_OCTETS],
    data: &'z [u8],
}

/// A run of a record's data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'z> {
    /// Octets that are no name which may be compressed.
    Octets(&'z [u8]),
    /// A name: labels, and then the root or what follows in the owner from an offset on.
    Name {
        /// Labels in wire form, without a root octet.
        labels: &'z [u8],
        /// The offset in the owner's wire form where the name goes on; none when the root follows.
        owner_offset: Option<usize>,
    },
}

impl<'z> StoredRecord<'z> {
    /// Octets of the record as it is stored.
    #[must_use]
    pub fn stored_octets(&self) -> usize {
        RECORD_HEAD_OCTETS + self.data.len()
    }

    /// Type, class and TTL as they are sent: 8 octets.
    #[must_use]
    pub fn fixed(&self) -> &'z [u8] {
        &self.head[2..10]
    }

    /// The time to live, in seconds.
    #[must_use]
    pub fn ttl(&self) -> u32 {
        u32::from_be_bytes([self.head[6], self.head[7], self.head[8], self.head[9]])
    }

    /// The data as it is stored. For types whose names may not be compressed it is as it was given.
    #[must_use]
    pub fn data(&self) -> &'z [u8] {
        self.data
    }

    /// The data in runs, names apart.
    pub fn pieces(&self) -> impl Iterator<Item = Piece<'z>> + use<'z> {
        let (skip, names) = compressible_names(self.rtype);
        let (before, mut rest) = self.data.split_at(skip.min(self.data.len()));
        let mut left = names;
        let first = Some(Piece::Octets(before)).filter(|_| !before.is_empty());
        first.into_iter().chain(std::iter::from_fn(move || {
            if left > 0 {
                left -= 1;
                let (piece, after) = split_name(rest);
                rest = after;
                return Some(piece);
            }
            let last = std::mem::take(&mut rest);
            (!last.is_empty()).then_some(Piece::Octets(last))
        }))
    }

    /// The data uncompressed, appended to `data`. `owner` is the wire form of the set's owner.
    pub fn expand(&self, owner: &[u8], data: &mut Vec<u8>) {
        for piece in self.pieces() {
            match piece {
                Piece::Octets(octets) => data.extend_from_slice(octets),
                Piece::Name { labels, owner_offset } => {
                    data.extend_from_slice(labels);
                    data.extend_from_slice(owner_offset.map_or(&[0], |offset| &owner[offset..]));
                }
            }
        }
    }
}

/// The name at the head of stored data, and what follows it.
fn split_name(data: &[u8]) -> (Piece<'_>, &[u8]) {
    let mut at = 0;
    while let Some(&length) = data.get(at) {
        if u16::from(length) << 8 & POINTER == POINTER {
            let pointer = u16::from_be_bytes([length, data.get(at + 1).copied().unwrap_or(0)]);
            let offset = usize::from(pointer & !POINTER) - HEADER_OCTETS;
            let piece = Piece::Name { labels: &data[..at], owner_offset: Some(offset) };
            return (piece, &data[at + 2..]);
        }
        if length == 0 {
            return (Piece::Name { labels: &data[..at], owner_offset: None }, &data[at + 1..]);
        }
        at += usize::from(length) + 1;
    }
    (Piece::Octets(data), &[])
}

/// Octets before the names, and how many names, in data whose names may be compressed: the types of
/// RFC 1035 (RFC 3597 §4).
fn compressible_names(rtype: RecordType) -> (usize, usize) {
    match rtype {
        RecordType::NS
        | RecordType::MD
        | RecordType::MF
        | RecordType::CNAME
        | RecordType::MB
        | RecordType::MG
        | RecordType::MR
        | RecordType::PTR => (0, 1),
        RecordType::SOA | RecordType::MINFO => (0, 2),
        RecordType::MX => (2, 1),
        _ => (0, 0),
    }
}

/// Where the one name stands in data that points to a host (RFC 1035 §3.3, RFC 2782, RFC 9460
/// §2.2).
pub(super) fn host_in(rtype: RecordType, data: &[u8]) -> Option<&[u8]> {
    let skip = match rtype {
        RecordType::NS => 0,
        RecordType::MX | RecordType::SVCB | RecordType::HTTPS => 2,
        RecordType::SRV => 6,
        _ => return None,
    };
    data.get(skip..)
}

/// Appends one record in the form that sets have in the image. `data` is uncompressed and known to
/// fit the type.
pub(super) fn append_record(
    octets: &mut Vec<u8>,
    owner: &[u8],
    rtype: RecordType,
    ttl_s: u32,
    data: &[u8],
) {
    octets.extend_from_slice(&(POINTER | HEADER_OCTETS as u16).to_be_bytes());
    octets.extend_from_slice(&rtype.0.to_be_bytes());
    octets.extend_from_slice(&Class::IN.0.to_be_bytes());
    octets.extend_from_slice(&ttl_s.to_be_bytes());
    let length_at = octets.len();
    octets.extend_from_slice(&[0, 0]);
    let (skip, names) = compressible_names(rtype);
    let (before, mut rest) = data.split_at(skip.min(data.len()));
    octets.extend_from_slice(before);
    for _ in 0..names {
        let length = name_length(rest);
        let (name, after) = rest.split_at(length);
        append_name(octets, owner, name);
        rest = after;
    }
    octets.extend_from_slice(rest);
    let length = (octets.len() - length_at - 2) as u16;
    octets[length_at..length_at + 2].copy_from_slice(&length.to_be_bytes());
}

/// Octets of the whole uncompressed name at the head of `data`, or all of it where there is none.
pub(super) fn name_length(data: &[u8]) -> usize {
    let mut at = 0;
    while let Some(&length) = data.get(at) {
        at += usize::from(length) + 1;
        if length == 0 {
            return at;
        }
    }
    data.len()
}

/// Appends a name, with a pointer for the longest suffix that it has in common with the owner. A
/// suffix in other letters (RFC 4343 §3) is written out, so that its case is kept.
fn append_name(octets: &mut Vec<u8>, owner: &[u8], name: &[u8]) {
    match common_suffix(owner, name) {
        Some((name_at, owner_at)) => {
            octets.extend_from_slice(&name[..name_at]);
            let pointer = POINTER | (HEADER_OCTETS + owner_at) as u16;
            octets.extend_from_slice(&pointer.to_be_bytes());
        }
        None => octets.extend_from_slice(name),
    }
}

/// Where the longest common suffix of whole labels begins in `name` and in `owner`; none when only
/// the root is common.
fn common_suffix(owner: &[u8], name: &[u8]) -> Option<(usize, usize)> {
    const _: () = assert!(HEADER_OCTETS + 255 <= COMPRESSION_OFFSET_MAX);
    let common = owner.iter().rev().zip(name.iter().rev()).take_while(|(a, b)| a == b).count();
    let mut at = 0;
    for label in Labels::of_wire(name) {
        let left = name.len() - at;
        // The octets agree from here on, but in the owner a label must begin here, too.
        if left <= common && begins_label(owner, owner.len() - left) {
            return Some((at, owner.len() - left));
        }
        at += label.len() + 1;
    }
    None
}

/// True when a label of the name begins at this offset.
fn begins_label(name: &[u8], offset: usize) -> bool {
    let mut at = 0;
    while at < offset {
        at += usize::from(name[at]) + 1;
    }
    at == offset
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::name::Name;

    fn wire(text: &str) -> Vec<u8> {
        text.parse::<Name>().unwrap().as_wire().to_vec()
    }

    fn stored(owner: &str, rtype: RecordType, data: &[u8]) -> Vec<u8> {
        let mut octets = Vec::new();
        append_record(&mut octets, &wire(owner), rtype, 300, data);
        octets
    }

    fn expanded(owner: &str, rtype: RecordType, data: &[u8]) -> Vec<u8> {
        let octets = stored(owner, rtype, data);
        let mut out = Vec::new();
        for record in RecordSet::new(rtype, 1, &octets).iter() {
            record.expand(&wire(owner), &mut out);
        }
        out
    }

    #[test]
    fn a_name_points_to_the_suffix_it_shares_with_the_owner() {
        let octets = stored("room.f1.example.", RecordType::PTR, &wire("lamp.room.f1.example."));
        assert_eq!(octets[12..], [4, b'l', b'a', b'm', b'p', 0xc0, 12]);
        let octets = stored("room.f1.example.", RecordType::PTR, &wire("f1.example."));
        assert_eq!(octets[12..], [0xc0, 17]);
    }

    #[test]
    fn octets_that_agree_inside_a_label_are_no_common_suffix() {
        // "\003com" inside the label "x\003com" looks like the label "com".
        let owner = r"x\003com.";
        assert_eq!(expanded(owner, RecordType::PTR, &wire("a.com.")), wire("a.com."));
    }

    #[test]
    fn data_comes_back_as_it_was() {
        let soa = [wire("ns.Example."), wire("h.example."), vec![7; 20]].concat();
        let mx = [vec![0, 10], wire("mail.other.")].concat();
        let srv = [vec![0; 6], wire("host.a.example.")].concat();
        for (rtype, data) in [
            (RecordType::SOA, soa),
            (RecordType::MX, mx),
            (RecordType::SRV, srv),
            (RecordType::NS, wire(".")),
            (RecordType::A, vec![1, 2, 3, 4]),
            (RecordType::NULL, vec![]),
        ] {
            assert_eq!(expanded("a.example.", rtype, &data), data, "{rtype}");
        }
    }
}
