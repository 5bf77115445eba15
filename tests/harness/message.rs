//! A reader of DNS messages of the tests' own, so that libsns is not its own judge.
//!
//! It follows compression in owners and in the data of every type that has names, and gives data
//! with these names whole, so that replies of different servers can be compared octet by octet.

use std::fmt;

use crate::names::{self, Labels};

/// A message, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// The identifier.
    pub id: u16,
    /// The second word of the header: flags, opcode, RCODE (RFC 1035 §4.1.1).
    pub flags: u16,
    /// The questions: name as spelled, type, class.
    pub questions: Vec<(Labels, u16, u16)>,
    /// Records of the answer section.
    pub answer: Vec<Rr>,
    /// Records of the authority section.
    pub authority: Vec<Rr>,
    /// Records of the additional section, without OPT.
    pub additional: Vec<Rr>,
    /// The OPT record (RFC 6891 §6.1.2).
    pub opt: Option<Opt>,
}

/// A record.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rr {
    /// The owner as spelled.
    pub owner: Labels,
    /// The type.
    pub rtype: u16,
    /// The class.
    pub class: u16,
    /// Time to live, in seconds.
    pub ttl: u32,
    /// The data; names in it are whole.
    pub rdata: Vec<u8>,
}

/// What an OPT record says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opt {
    /// The size of UDP messages its sender takes, in octets.
    pub udp_octets: u16,
    /// The upper eight bits of the RCODE.
    pub extended_rcode: u8,
    /// The version of EDNS.
    pub version: u8,
    /// The DO bit.
    pub dnssec_ok: bool,
    /// Code and data of each option.
    pub options: Vec<(u16, Vec<u8>)>,
}

/// Where a message cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// The octet at which reading stopped.
    pub at: usize,
    /// What is wrong there.
    pub what: &'static str,
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "octet {}: {}", self.at, self.what)
    }
}

/// Type numbers that the reader and the judge know.
pub mod rtype {
    #![allow(missing_docs, reason = "the registry's own words")]
    pub const A: u16 = 1;
    pub const NS: u16 = 2;
    pub const CNAME: u16 = 5;
    pub const SOA: u16 = 6;
    pub const PTR: u16 = 12;
    pub const MX: u16 = 15;
    pub const TXT: u16 = 16;
    pub const AAAA: u16 = 28;
    pub const LOC: u16 = 29;
    pub const SRV: u16 = 33;
    pub const DNAME: u16 = 39;
    pub const OPT: u16 = 41;
    pub const DS: u16 = 43;
    pub const RRSIG: u16 = 46;
    pub const SVCB: u16 = 64;
    pub const HTTPS: u16 = 65;
    pub const AXFR: u16 = 252;
    pub const ANY: u16 = 255;
}

impl Message {
    /// Reads a whole message; every octet must be used.
    ///
    /// # Errors
    /// Where the octets are no message.
    pub fn read(octets: &[u8]) -> Result<Self, Broken> {
        let mut reader = Reader { octets, at: 0 };
        let (id, flags) = (reader.u16()?, reader.u16()?);
        let counts = [reader.u16()?, reader.u16()?, reader.u16()?, reader.u16()?];
        let questions = (0..counts[0])
            .map(|_| Ok((reader.name()?, reader.u16()?, reader.u16()?)))
            .collect::<Result<_, _>>()?;
        let answer = reader.records(counts[1])?;
        let authority = reader.records(counts[2])?;
        let mut additional = reader.records(counts[3])?;
        if reader.at != octets.len() {
            return Err(reader.broken("octets after the last record"));
        }
        let opt = take_opt(&mut additional, reader.at)?;
        Ok(Self { id, flags, questions, answer, authority, additional, opt })
    }

    /// The RCODE with the upper bits from OPT.
    #[must_use]
    pub fn rcode(&self) -> u16 {
        let upper = self.opt.as_ref().map_or(0, |opt| u16::from(opt.extended_rcode));
        upper << 4 | self.flags & 0xf
    }

    /// The opcode.
    #[must_use]
    pub fn opcode(&self) -> u16 {
        self.flags >> 11 & 0xf
    }

    /// QR: this is a reply.
    #[must_use]
    pub fn is_reply(&self) -> bool {
        self.flags & 0x8000 != 0
    }

    /// AA: the answer is authoritative.
    #[must_use]
    pub fn is_authoritative(&self) -> bool {
        self.flags & 0x0400 != 0
    }

    /// TC: something did not fit.
    #[must_use]
    pub fn is_truncated(&self) -> bool {
        self.flags & 0x0200 != 0
    }

    /// The records of the three sections.
    pub fn records(&self) -> impl Iterator<Item = &Rr> {
        self.answer.iter().chain(&self.authority).chain(&self.additional)
    }
}

impl Rr {
    /// The record as names are compared: letters of the owner and of names in the data small.
    #[must_use]
    pub fn folded(&self) -> Self {
        let mut rdata = self.rdata.clone();
        let mut at = 0;
        for part in layout(self.rtype) {
            let octets = part.octets(&rdata[at.min(rdata.len())..]);
            let end = (at + octets).min(rdata.len());
            if *part == Part::Name {
                rdata[at..end].make_ascii_lowercase();
            }
            at = end;
        }
        Self { owner: names::lowercase(&self.owner), rdata, ..self.clone() }
    }

    /// The names in the data, in order.
    #[must_use]
    pub fn names(&self) -> Vec<Labels> {
        let mut found = Vec::new();
        let mut rest = &self.rdata[..];
        for part in layout(self.rtype) {
            let (head, tail) = rest.split_at(part.octets(rest).min(rest.len()));
            if *part == Part::Name {
                found.push(names::of_wire(head));
            }
            rest = tail;
        }
        found
    }
}

impl fmt::Display for Rr {
    /// Like a line of a master file; data is in words where it is only names and addresses.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", names::text(&self.owner), self.ttl, type_word(self.rtype))?;
        match (self.rtype, self.rdata.as_slice()) {
            (rtype::A, [a, b, c, d]) => return write!(f, " {a}.{b}.{c}.{d}"),
            (rtype::TXT, data) => return write!(f, " {:?}", String::from_utf8_lossy(data)),
            (rtype::SOA, _) => {
                let minimum = self.rdata.last_chunk().map_or(0, |word| u32::from_be_bytes(*word));
                return write!(f, " (minimum {minimum})");
            }
            _ => {}
        }
        let mut rest = &self.rdata[..];
        for part in layout(self.rtype) {
            let (head, tail) = rest.split_at(part.octets(rest).min(rest.len()));
            match part {
                Part::Name => write!(f, " {}", names::text(&names::of_wire(head)))?,
                _ => write_hex(head, f)?,
            }
            rest = tail;
        }
        write_hex(rest, f)
    }
}

fn write_hex(octets: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    if !octets.is_empty() {
        write!(f, " ")?;
    }
    octets.iter().try_for_each(|octet| write!(f, "{octet:02x}"))
}

/// The word of a type, for people who read failures.
#[must_use]
pub fn type_word(rtype: u16) -> String {
    libsns::record::RecordType(rtype).to_string()
}

/// A part of a record's data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// So many octets.
    Octets(usize),
    /// A character string.
    Text,
    /// A name.
    Name,
}

impl Part {
    /// How many octets the part has at the head of whole data.
    fn octets(self, data: &[u8]) -> usize {
        match self {
            Self::Octets(count) => count,
            Self::Text => data.first().map_or(0, |count| usize::from(*count) + 1),
            Self::Name => {
                let mut at = 0;
                while let Some(octets) = data.get(at).filter(|octets| **octets != 0) {
                    at += usize::from(*octets) + 1;
                }
                at + 1
            }
        }
    }
}

/// Where the names stand in the data of each type that has some; what follows the last is opaque.
fn layout(rtype: u16) -> &'static [Part] {
    use Part::{Name, Octets, Text};
    match rtype {
        2..=5 | 7..=9 | 12 | 39 | 47 => &[Name],
        6 | 14 | 17 => &[Name, Name],
        15 | 18 | 21 | 36 | 64 | 65 | 107 => &[Octets(2), Name],
        24 | 46 => &[Octets(18), Name],
        26 => &[Octets(2), Name, Name],
        33 => &[Octets(6), Name],
        35 => &[Octets(4), Text, Text, Text, Name],
        _ => &[],
    }
}

/// Takes the OPT record out of the additional section.
fn take_opt(additional: &mut Vec<Rr>, at: usize) -> Result<Option<Opt>, Broken> {
    let Some(place) = additional.iter().position(|rr| rr.rtype == rtype::OPT) else {
        return Ok(None);
    };
    let rr = additional.remove(place);
    if additional.iter().any(|rr| rr.rtype == rtype::OPT) {
        return Err(Broken { at, what: "a second OPT" });
    }
    let [extended_rcode, version, flags, _] = rr.ttl.to_be_bytes();
    let mut reader = Reader { octets: &rr.rdata, at: 0 };
    let mut options = Vec::new();
    while reader.at < rr.rdata.len() {
        let (code, octets) = (reader.u16()?, reader.u16()?);
        options.push((code, reader.take(octets.into())?.to_vec()));
    }
    let dnssec_ok = flags & 0x80 != 0;
    Ok(Some(Opt { udp_octets: rr.class, extended_rcode, version, dnssec_ok, options }))
}

struct Reader<'a> {
    octets: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    fn broken(&self, what: &'static str) -> Broken {
        Broken { at: self.at, what }
    }

    fn take(&mut self, count: usize) -> Result<&'a [u8], Broken> {
        let end = self.at + count;
        let taken = self.octets.get(self.at..end).ok_or_else(|| self.broken("the end is near"))?;
        self.at = end;
        Ok(taken)
    }

    fn u16(&mut self) -> Result<u16, Broken> {
        Ok(self.take(2)?.iter().fold(0, |word, octet| word << 8 | u16::from(*octet)))
    }

    fn u32(&mut self) -> Result<u32, Broken> {
        Ok(u32::from(self.u16()?) << 16 | u32::from(self.u16()?))
    }

    /// A name; each pointer must point before the name or pointer it stands in (RFC 1035 §4.1.4).
    fn name(&mut self) -> Result<Labels, Broken> {
        let (mut labels, mut cursor, mut limit) = (Labels::new(), self.at, self.at);
        let mut after = None;
        loop {
            let octets = *self.octets.get(cursor).ok_or_else(|| self.broken("a name is cut"))?;
            match octets {
                0 => break,
                1..=63 => {
                    let end = cursor + 1 + usize::from(octets);
                    let label = self.octets.get(cursor + 1..end);
                    labels.push(label.ok_or_else(|| self.broken("a label is cut"))?.to_vec());
                    cursor = end;
                }
                0xc0.. => {
                    let low =
                        self.octets.get(cursor + 1).ok_or_else(|| self.broken("half a pointer"))?;
                    after.get_or_insert(cursor + 2);
                    cursor = usize::from(octets & 0x3f) << 8 | usize::from(*low);
                    if cursor >= limit {
                        return Err(self.broken("a pointer that does not point back"));
                    }
                    limit = cursor;
                }
                _ => return Err(self.broken("a label of unknown kind")),
            }
        }
        if names::wire_octets(&labels) > 255 {
            return Err(self.broken("a name of more than 255 octets"));
        }
        self.at = after.unwrap_or(cursor + 1);
        Ok(labels)
    }

    fn records(&mut self, count: u16) -> Result<Vec<Rr>, Broken> {
        (0..count).map(|_| self.record()).collect()
    }

    fn record(&mut self) -> Result<Rr, Broken> {
        let owner = self.name()?;
        let (rtype, class, ttl) = (self.u16()?, self.u16()?, self.u32()?);
        let octets = usize::from(self.u16()?);
        let end = self.at + octets;
        if end > self.octets.len() {
            return Err(self.broken("the data is cut"));
        }
        let mut rdata = Vec::with_capacity(octets);
        for part in layout(rtype).iter().take_while(|_| octets > 0) {
            match part {
                Part::Name => rdata.extend(names::wire(&self.name()?)),
                _ => rdata.extend(self.take(part.octets(&self.octets[self.at..]))?),
            }
        }
        let rest = end.checked_sub(self.at).ok_or_else(|| self.broken("data longer than said"))?;
        rdata.extend(self.take(rest)?);
        Ok(Rr { owner, rtype, class, ttl, rdata })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_data_are_made_whole() {
        let mut octets = b"\0\x07\x84\0\0\x01\0\x01\0\0\0\0\x01a\x04Test\0\0\x0f\0\x01".to_vec();
        octets.extend(b"\xc0\x0c\0\x0f\0\x01\0\0\0\x09\0\x06\0\x05\x01b\xc0\x0e");
        let message = Message::read(&octets).unwrap();
        assert!(message.is_reply() && message.is_authoritative());
        assert_eq!(message.answer[0].owner, names::labels("a.Test"));
        assert_eq!(message.answer[0].rdata, b"\0\x05\x01b\x04Test\0");
        assert_eq!(message.answer[0].folded().rdata, b"\0\x05\x01b\x04test\0");
        assert_eq!(message.answer[0].to_string(), "a.Test. 9 MX 0005 b.Test.");
        assert_eq!(message.answer[0].names(), [names::labels("b.Test")]);
    }

    #[test]
    fn loops_and_cuts_are_refused() {
        assert!(Message::read(b"\0\x07\0\0\0\x01\0\0\0\0\0\0\xc0\x0c\0\x01\0\x01").is_err());
        assert!(Message::read(b"\0\x07\0\0\0\x01\0\0\0\0\0\0\x05abc").is_err());
        assert!(Message::read(b"\0\x07\0\0\0\0\0\0\0\0\0\0x").is_err());
    }
}
