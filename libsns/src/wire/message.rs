//! A message, read whole: names and data without compression, as an asker wants them.
//!
//! The server does not use this: it reads requests in [`super::Request`], without taking memory.

use std::fmt;

use crate::limits::HEADER_OCTETS;
use crate::name::{Name, NameBuffer};
use crate::record::{Class, Record, RecordType};

/// A message of the DNS (RFC 1035 §4.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// The message ID.
    pub id: u16,
    /// The flags and codes of the header's second word.
    pub flags: Flags,
    /// The response code, with the upper bits that EDNS adds (RFC 6891 §6.1.3).
    pub rcode: u16,
    /// The first question, if there is one.
    pub question: Option<Question>,
    /// What was asked for.
    pub answer: Vec<Record>,
    /// What tells of authority: the SOA of a denial, the NS of a referral.
    pub authority: Vec<Record>,
    /// What helps beyond the question; OPT is in [`Message::edns`].
    pub additional: Vec<Record>,
    /// The OPT record.
    pub edns: Option<Opt>,
}

/// The second word of a header (RFC 1035 §4.1.1, RFC 4035 §3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flags(pub u16);

impl Flags {
    /// It is a reply.
    #[must_use]
    pub fn is_reply(self) -> bool {
        self.0 & 0x8000 != 0
    }

    /// What kind of message it is.
    #[must_use]
    pub fn opcode(self) -> u8 {
        (self.0 >> 11) as u8 & 15
    }

    /// AA: the server is an authority for the name.
    #[must_use]
    pub fn is_authoritative(self) -> bool {
        self.0 & 0x0400 != 0
    }

    /// TC: not all fitted; ask over TCP.
    #[must_use]
    pub fn is_truncated(self) -> bool {
        self.0 & 0x0200 != 0
    }

    /// RD: recursion was desired.
    #[must_use]
    pub fn is_recursion_desired(self) -> bool {
        self.0 & 0x0100 != 0
    }

    /// RA: recursion is available.
    #[must_use]
    pub fn is_recursion_available(self) -> bool {
        self.0 & 0x0080 != 0
    }

    /// AD: the server holds the data for authentic.
    #[must_use]
    pub fn is_authentic(self) -> bool {
        self.0 & 0x0020 != 0
    }
}

/// What was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// The name.
    pub name: Name,
    /// The type.
    pub rtype: RecordType,
    /// The class.
    pub class: Class,
}

/// An OPT record (RFC 6891 §6.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opt {
    /// The largest UDP message that its sender takes, in octets.
    pub payload_octets: u16,
    /// The version of EDNS.
    pub version: u8,
    /// DO: DNSSEC records are wanted, or are here.
    pub dnssec_ok: bool,
    /// The options, each with code and data.
    pub options: Vec<(u16, Vec<u8>)>,
}

/// Where and how octets are not a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MessageError {
    /// The octet, counted from the head of the message.
    pub octet: usize,
    /// What was expected there.
    pub expected: &'static str,
}

impl fmt::Display for MessageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "octet {} of the message: expected {}", self.octet, self.expected)
    }
}

impl std::error::Error for MessageError {}

/// The option that carries an Extended DNS Error (RFC 8914 §2).
const OPTION_EXTENDED_ERROR: u16 = 15;

impl Message {
    /// Reads a message. Records of other classes than IN are passed over, as is what stands behind
    /// the last record.
    ///
    /// # Errors
    /// When it ends too soon, or a name or record is malformed. Memory is taken only in proportion
    /// to the octets there are.
    pub fn read(octets: &[u8]) -> Result<Self, MessageError> {
        let mut reader = Reader { message: octets, at: 0 };
        let mut words = [0; HEADER_OCTETS / 2];
        for word in &mut words {
            *word = reader.word()?;
        }
        let [id, flags, questions, ..] = words;
        let mut message = Self {
            id,
            flags: Flags(flags),
            rcode: flags & 15,
            question: None,
            answer: Vec::new(),
            authority: Vec::new(),
            additional: Vec::new(),
            edns: None,
        };
        for _ in 0..questions {
            let question = reader.question()?;
            message.question.get_or_insert(question);
        }
        for (section, count) in words[3..].iter().enumerate() {
            for _ in 0..*count {
                message.read_record(&mut reader, section)?;
            }
        }
        Ok(message)
    }

    fn read_record(&mut self, reader: &mut Reader<'_>, section: usize) -> Result<(), MessageError> {
        let owner = reader.name()?;
        let rtype = RecordType(reader.word()?);
        let class = Class(reader.word()?);
        let ttl = u32::from(reader.word()?) << 16 | u32::from(reader.word()?);
        let length = usize::from(reader.word()?);
        let end = reader.at + length;
        if end > reader.message.len() {
            return Err(reader.expected("the data of a record to its end"));
        }
        if rtype == RecordType::OPT {
            let opt = reader.opt(class, ttl, end)?;
            // RFC 6891 §6.1.3: the extended RCODE is the upper eight bits of twelve.
            self.rcode = self.rcode & 15 | (ttl >> 20) as u16 & 0xff0;
            self.edns = Some(opt);
            return Ok(());
        }
        let rdata = reader.data(rtype, end)?;
        if class == Class::IN {
            let records = match section {
                0 => &mut self.answer,
                1 => &mut self.authority,
                _ => &mut self.additional,
            };
            records.push(Record { owner, rtype, ttl, rdata });
        }
        Ok(())
    }

    /// True when this is the reply to a question of class IN: RFC 5452 §9.1 asks for the same ID
    /// and the same question, in any letters.
    #[must_use]
    pub fn answers(&self, id: u16, name: &Name, rtype: RecordType) -> bool {
        let asked = Question { name: name.clone(), rtype, class: Class::IN };
        // A server that could not read the question leaves it out (RFC 1035 §4.1.1, FORMERR).
        let echoed = match &self.question {
            Some(question) => *question == asked,
            None => self.rcode != 0,
        };
        self.flags.is_reply() && self.id == id && echoed
    }

    /// The records of all sections.
    pub fn records(&self) -> impl Iterator<Item = &Record> + Clone {
        self.answer.iter().chain(&self.authority).chain(&self.additional)
    }

    /// The Extended DNS Errors: each a code and a text for people, which may be empty.
    pub fn extended_errors(&self) -> impl Iterator<Item = (u16, String)> + '_ {
        let options = self.edns.iter().flat_map(|opt| &opt.options);
        options.filter(|(code, _)| *code == OPTION_EXTENDED_ERROR).filter_map(|(_, data)| {
            let (code, text) = data.split_first_chunk::<2>()?;
            // RFC 8914 §2: a text may end in a null octet, which is no part of it.
            let text = String::from_utf8_lossy(text).trim_end_matches('\0').to_owned();
            Some((u16::from_be_bytes(*code), text))
        })
    }
}

/// Goes through the octets of a message.
struct Reader<'a> {
    message: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    fn expected(&self, expected: &'static str) -> MessageError {
        MessageError { octet: self.at, expected }
    }

    fn take(&mut self, count: usize, expected: &'static str) -> Result<&'a [u8], MessageError> {
        let octets = self.message.get(self.at..self.at + count);
        let octets = octets.ok_or_else(|| self.expected(expected))?;
        self.at += count;
        Ok(octets)
    }

    fn word(&mut self) -> Result<u16, MessageError> {
        let octets = self.take(2, "two more octets")?;
        Ok(u16::from_be_bytes([octets[0], octets[1]]))
    }

    fn question(&mut self) -> Result<Question, MessageError> {
        let name = self.name()?;
        Ok(Question { name, rtype: RecordType(self.word()?), class: Class(self.word()?) })
    }

    /// A name that may be compressed (RFC 1035 §4.1.4).
    fn name(&mut self) -> Result<Name, MessageError> {
        let mut labels = NameBuffer::new();
        let mut at = self.at;
        // Where the labels being read began: a pointer must lead before it, so reading ends.
        let mut run = at;
        let mut after = None;
        loop {
            let wrong = |expected| MessageError { octet: at, expected };
            let length = *self.message.get(at).ok_or_else(|| wrong("a name to its end"))?;
            match length {
                0 => break,
                1..=63 => {
                    let label = self.message.get(at + 1..at + 1 + usize::from(length));
                    let label = label.ok_or_else(|| wrong("a label to its end"))?;
                    labels.push_label(label).map_err(|_| wrong("a name of at most 255 octets"))?;
                    at += usize::from(length) + 1;
                }
                0xc0.. => {
                    let low =
                        *self.message.get(at + 1).ok_or_else(|| wrong("a pointer to its end"))?;
                    let target = usize::from(u16::from_be_bytes([length & 0x3f, low]));
                    if target >= run {
                        return Err(wrong("a pointer to an earlier name"));
                    }
                    after.get_or_insert(at + 2);
                    (at, run) = (target, target);
                }
                _ => return Err(wrong("a label of at most 63 octets or a pointer")),
            }
        }
        self.at = after.unwrap_or(at + 1);
        labels.finish().map_err(|_| self.expected("a name of at most 255 octets"))
    }

    /// The data of a record, which ends before `end`, its names uncompressed.
    fn data(&mut self, rtype: RecordType, end: usize) -> Result<Vec<u8>, MessageError> {
        let mut data = Vec::with_capacity(end - self.at);
        if let Some(layout) = Layout::of(rtype).filter(|_| end > self.at) {
            data.extend_from_slice(self.take(layout.octets, "the data of its type")?);
            for _ in 0..layout.strings {
                let length = usize::from(*self.message.get(self.at).unwrap_or(&0));
                data.extend_from_slice(self.take(length + 1, "a text in the data")?);
            }
            for _ in 0..layout.names {
                data.extend_from_slice(self.name()?.as_wire());
            }
        }
        if self.at > end {
            return Err(self.expected("the data to end before"));
        }
        data.extend_from_slice(self.take(end - self.at, "the rest of the data")?);
        Ok(data)
    }

    fn opt(&mut self, class: Class, ttl: u32, end: usize) -> Result<Opt, MessageError> {
        let mut options = Vec::new();
        while self.at < end {
            let code = self.word()?;
            let length = usize::from(self.word()?);
            if self.at + length > end {
                return Err(self.expected("an option that ends with its record"));
            }
            options.push((code, self.take(length, "an option to its end")?.to_vec()));
        }
        Ok(Opt {
            payload_octets: class.0,
            version: (ttl >> 16) as u8,
            dnssec_ok: ttl & 0x8000 != 0,
            options,
        })
    }
}

/// Where the names stand in data that a sender may have compressed: behind so many octets and
/// texts.
struct Layout {
    octets: usize,
    strings: usize,
    names: usize,
}

impl Layout {
    /// RFC 3597 §4: the types of RFC 1035, and those whose names a receiver must expand although no
    /// sender should compress them any more. The names in newer types never are.
    fn of(rtype: RecordType) -> Option<Self> {
        let (octets, strings, names) = match rtype {
            RecordType::NS
            | RecordType::MD
            | RecordType::MF
            | RecordType::CNAME
            | RecordType::MB
            | RecordType::MG
            | RecordType::MR
            | RecordType::PTR
            | RecordType::DNAME => (0, 0, 1),
            RecordType::SOA | RecordType::MINFO | RecordType::RP => (0, 0, 2),
            RecordType::MX | RecordType::AFSDB | RecordType::RT | RecordType::KX => (2, 0, 1),
            RecordType::PX => (2, 0, 2),
            RecordType::SRV => (6, 0, 1),
            RecordType::NAPTR => (4, 3, 1),
            RecordType::SIG => (18, 0, 1),
            _ => return None,
        };
        Some(Self { octets, strings, names })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A reply with a PTR, an SRV behind a pointer, and an OPT that holds an Extended DNS Error.
    const REPLY: &[u8] = b"\x12\x34\x85\x83\0\x01\0\x02\0\0\0\x01\
        \x02hq\x07example\0\0\x0c\0\x01\
        \xc0\x0c\0\x0c\0\x01\0\0\x0e\x10\0\x07\x04Lamp\xc0\x0c\
        \xc0\x28\0\x21\0\x01\0\0\0\x3c\0\x0a\0\x01\0\x02\0\x50\x01x\xc0\x28\
        \0\0\x29\x04\xd0\x01\0\0\0\0\x0b\0\x0f\0\x07\0\0level";

    #[test]
    fn names_come_out_whole() {
        let message = Message::read(REPLY).unwrap();
        assert!(message.flags.is_reply() && message.flags.is_authoritative());
        assert!(message.flags.is_recursion_desired() && message.flags.is_recursion_available());
        assert!(!message.flags.is_truncated() && !message.flags.is_authentic());
        let hq: Name = "hq.example.".parse().unwrap();
        assert!(message.answers(0x1234, &hq, RecordType::PTR));
        assert!(!message.answers(0x1235, &hq, RecordType::PTR));
        assert!(!message.answers(0x1234, &hq, RecordType::LOC));
        let [ptr, srv] = message.answer.as_slice() else { panic!("{message:?}") };
        assert_eq!((ptr.owner.to_string().as_str(), ptr.ttl), ("hq.example.", 3600));
        assert_eq!(ptr.rdata, b"\x04Lamp\x02hq\x07example\0");
        assert_eq!(srv.owner.to_string(), "Lamp.hq.example.");
        assert_eq!(srv.rdata, b"\0\x01\0\x02\0\x50\x01x\x04Lamp\x02hq\x07example\0");
        let opt = message.edns.as_ref().unwrap();
        assert_eq!((opt.payload_octets, opt.version, opt.dnssec_ok), (1232, 0, false));
        // 3 in the header, 1 in the upper bits.
        assert_eq!(message.rcode, 0x13);
        assert_eq!(message.extended_errors().collect::<Vec<_>>(), [(0, "level".to_owned())]);
    }

    #[test]
    fn every_cut_is_refused_and_names_its_octet() {
        for end in 0..REPLY.len() {
            let error = Message::read(&REPLY[..end]).unwrap_err();
            assert!(error.octet <= end, "{error} of {end}");
        }
    }

    #[test]
    fn a_pointer_to_itself_or_ahead_is_refused() {
        let head = b"\0\x01\x80\0\0\x01\0\0\0\0\0\0";
        for name in [&b"\xc0\x0c"[..], b"\xc0\x0e", b"\x01a\xc0\x0c", b"\x01a\xc0\x0e"] {
            let message = [head, name, b"\0\x01\0\x01"].concat();
            let error = Message::read(&message).unwrap_err();
            assert_eq!(error.expected, "a pointer to an earlier name", "{name:?}");
        }
        let reserved = [&head[..], b"\x40a\0\0\x01\0\x01"].concat();
        assert_eq!(Message::read(&reserved).unwrap_err().octet, 12);
    }

    #[test]
    fn data_that_ends_within_its_name_is_refused() {
        let mut message = REPLY.to_vec();
        // The RDLENGTH of the PTR record, one less than it should be.
        message[39] -= 1;
        assert!(Message::read(&message).is_err());
    }

    proptest! {
        #[test]
        fn no_octets_are_too_strange(
            at in 0..REPLY.len(), octet in any::<u8>(), tail in prop::collection::vec(any::<u8>(), 0..64),
        ) {
            let mut message = REPLY.to_vec();
            message[at] = octet;
            let _ = Message::read(&message);
            message.truncate(at);
            message.extend_from_slice(&tail);
            let _ = Message::read(&message);
        }
    }
}
