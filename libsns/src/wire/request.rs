//! A request, read into legal values only.

use super::Refusal;
use crate::limits::{HEADER_OCTETS, UDP_PLAIN_OCTETS_MAX};
use crate::name::FoldedName;
use crate::record::{Class, RecordType};

/// What a request is for (RFC 1035 §4.1.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Opcode(pub u8);

impl Opcode {
    /// A question.
    pub const QUERY: Self = Self(0);
    /// A zone has changed (RFC 1996 §3).
    pub const NOTIFY: Self = Self(4);
    /// A change to a zone (RFC 2136 §2).
    pub const UPDATE: Self = Self(5);
}

/// A well-formed request. Its name is in the [`FoldedName`] that it was read with.
#[derive(Clone, Copy, Debug)]
pub struct Request {
    /// The message ID.
    pub id: u16,
    /// What it is for.
    pub opcode: Opcode,
    /// Recursion was desired; copied into the reply.
    pub recursion_desired: bool,
    /// Where the question ends, counted from the head of the message.
    pub question_end: usize,
    /// The question's type.
    pub rtype: RecordType,
    /// The question's class.
    pub class: Class,
    /// The asker's EDNS, if any.
    pub edns: Option<Edns>,
}

/// What an OPT record asks for (RFC 6891 §6.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edns {
    /// The largest UDP reply the asker takes, in octets; at least 512.
    pub payload_octets: u16,
    /// DNSSEC records are wanted (RFC 3225 §3).
    pub dnssec_ok: bool,
    /// The server's identifier is wanted (RFC 5001 §2.1).
    pub nsid: bool,
}

/// A message that is no request to be answered in full.
#[derive(Clone, Copy, Debug)]
pub enum Unreadable {
    /// Too short for a header, or itself a reply: silence, or two servers would answer each other
    /// for ever.
    Silence,
    /// To be refused; with as much of the request as could be read.
    Refused(Refusal, Request),
}

/// The parts of the second header word (RFC 1035 §4.1.1), its first octet.
const QR: u8 = 0x80;
const RD: u8 = 0x01;
/// DO in the flags of EDNS (RFC 3225 §3).
const DO: u16 = 0x8000;
/// NSID among the EDNS options (RFC 5001 §2.3).
const OPTION_NSID: u16 = 3;

impl Request {
    /// Reads a message; its question's name goes into `name`.
    ///
    /// # Errors
    /// When it is not a request, or not a legal one.
    #[inline]
    pub fn read(message: &[u8], name: &mut FoldedName) -> Result<Self, Unreadable> {
        let Some((header, body)) = message.split_first_chunk::<HEADER_OCTETS>() else {
            return Err(Unreadable::Silence);
        };
        if header[2] & QR != 0 {
            return Err(Unreadable::Silence);
        }
        let mut request = Self {
            id: u16::from_be_bytes([header[0], header[1]]),
            opcode: Opcode(header[2] >> 3 & 15),
            recursion_desired: header[2] & RD != 0,
            question_end: HEADER_OCTETS,
            rtype: RecordType(0),
            class: Class::IN,
            edns: None,
        };
        let counts = [4, 6, 8, 10].map(|at| u16::from_be_bytes([header[at], header[at + 1]]));
        let read = match request.opcode {
            Opcode::QUERY => request.read_query(message, body, counts, name),
            _ => {
                // The question is echoed and EDNS answered where there are any, whatever else the
                // request holds.
                if request.read_question(body, name).is_some() {
                    let _ = request.read_records(&message[request.question_end..], counts);
                }
                Err(Refusal::NOT_IMPLEMENTED)
            }
        };
        match read {
            Ok(()) => Ok(request),
            Err(refusal) => Err(Unreadable::Refused(refusal, request)),
        }
    }

    #[inline]
    fn read_query(
        &mut self,
        message: &[u8],
        body: &[u8],
        counts: [u16; 4],
        name: &mut FoldedName,
    ) -> Result<(), Refusal> {
        // RFC 9619 §4: a query has exactly one question.
        if counts[0] != 1 {
            return Err(Refusal::MALFORMED);
        }
        self.read_question(body, name).ok_or(Refusal::MALFORMED)?;
        if counts[1..] == [0, 0, 0] {
            return Ok(());
        }
        self.read_records(&message[self.question_end..], counts)
    }

    #[inline]
    fn read_question(&mut self, body: &[u8], name: &mut FoldedName) -> Option<()> {
        let length = name.read(body)?;
        let fixed = body.get(length..length + 4)?;
        self.rtype = RecordType(u16::from_be_bytes([fixed[0], fixed[1]]));
        self.class = Class(u16::from_be_bytes([fixed[2], fixed[3]]));
        self.question_end = HEADER_OCTETS + length + 4;
        Some(())
    }

    /// Goes through what follows the question. Only OPT means something to us; other records are
    /// passed over but must be whole. What stands behind the last record is ignored.
    fn read_records(&mut self, mut rest: &[u8], counts: [u16; 4]) -> Result<(), Refusal> {
        for (section, &count) in counts.iter().enumerate().skip(1) {
            for _ in 0..count {
                let record = RawRecord::read(rest).ok_or(Refusal::MALFORMED)?;
                rest = record.rest;
                if record.rtype == RecordType::OPT {
                    // RFC 6891 §6.1.1: at most one, in the additional section, owned by the root.
                    if section != 3 || !record.root_owner || self.edns.is_some() {
                        return Err(Refusal::MALFORMED);
                    }
                    self.read_edns(&record)?;
                }
            }
        }
        Ok(())
    }

    /// RFC 6891 §6.1.3: the class is the payload size, the TTL holds version and flags.
    fn read_edns(&mut self, opt: &RawRecord<'_>) -> Result<(), Refusal> {
        let flags = opt.ttl as u16;
        let version = (opt.ttl >> 16) as u8;
        let mut edns = Edns {
            payload_octets: opt.class.max(UDP_PLAIN_OCTETS_MAX as u16),
            dnssec_ok: flags & DO != 0,
            nsid: false,
        };
        self.edns = Some(edns);
        if version != 0 {
            return Err(Refusal::BAD_VERSION);
        }
        let mut options = opt.data;
        while let Some((head, after)) = options.split_first_chunk::<4>() {
            let code = u16::from_be_bytes([head[0], head[1]]);
            let length = usize::from(u16::from_be_bytes([head[2], head[3]]));
            options = after.get(length..).ok_or(Refusal::MALFORMED)?;
            edns.nsid |= code == OPTION_NSID;
        }
        self.edns = Some(edns);
        if options.is_empty() { Ok(()) } else { Err(Refusal::MALFORMED) }
    }
}

/// A record of a request, its owner passed over.
struct RawRecord<'a> {
    root_owner: bool,
    rtype: RecordType,
    class: u16,
    ttl: u32,
    data: &'a [u8],
    rest: &'a [u8],
}

impl<'a> RawRecord<'a> {
    fn read(octets: &'a [u8]) -> Option<Self> {
        let owner = owner_length(octets)?;
        let (head, after) = octets.get(owner..)?.split_first_chunk::<10>()?;
        let length = usize::from(u16::from_be_bytes([head[8], head[9]]));
        Some(Self {
            root_owner: octets[0] == 0,
            rtype: RecordType(u16::from_be_bytes([head[0], head[1]])),
            class: u16::from_be_bytes([head[2], head[3]]),
            ttl: u32::from_be_bytes([head[4], head[5], head[6], head[7]]),
            data: after.get(..length)?,
            rest: after.get(length..)?,
        })
    }
}

/// Octets of an owner that may end in a pointer. Pointers are not followed.
fn owner_length(octets: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        match *octets.get(at)? {
            0 => return Some(at + 1),
            length @ 1..=63 => at += usize::from(length) + 1,
            0xc0.. => return Some(at + 2),
            _ => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUERY: &[u8] = b"\x12\x34\x01\x00\0\x01\0\0\0\0\0\0\x02HQ\x07example\0\0\x1d\0\x01";

    fn read(message: &[u8]) -> Result<Request, Unreadable> {
        Request::read(message, &mut FoldedName::new())
    }

    fn with_opt(opt: &[u8], count: u8) -> Vec<u8> {
        let mut message = QUERY.to_vec();
        message[11] = count;
        message.extend_from_slice(opt);
        message
    }

    fn rcode(message: &[u8]) -> Option<Rcode> {
        match read(message) {
            Err(Unreadable::Refused(refusal, _)) => Some(refusal.rcode),
            _ => None,
        }
    }
    use super::super::Rcode;

    #[test]
    fn a_plain_question() {
        let request = read(QUERY).unwrap();
        assert_eq!(
            (request.id, request.rtype, request.class),
            (0x1234, RecordType::LOC, Class::IN)
        );
        assert!(request.recursion_desired);
        assert_eq!(request.question_end, QUERY.len());
    }

    #[test]
    fn edns_is_read() {
        let opt = b"\0\0\x29\x10\0\0\0\x80\0\0\x04\0\x03\0\0";
        let edns = read(&with_opt(opt, 1)).unwrap().edns.unwrap();
        assert_eq!(edns, Edns { payload_octets: 4096, dnssec_ok: true, nsid: true });
    }

    #[test]
    fn what_is_not_a_request_is_met_with_silence() {
        assert!(matches!(read(&QUERY[..11]), Err(Unreadable::Silence)));
        let mut reply = QUERY.to_vec();
        reply[2] |= 0x80;
        assert!(matches!(read(&reply), Err(Unreadable::Silence)));
    }

    #[test]
    fn what_is_malformed_is_a_format_error() {
        let opt = b"\0\0\x29\x10\0\0\0\0\0\0\0";
        let two = [&opt[..], &opt[..]].concat();
        let owned = b"\x01a\0\0\x29\x10\0\0\0\0\0\0\0";
        let short_option = b"\0\0\x29\x10\0\0\0\0\0\0\x04\0\x03\0\x09";
        for message in [
            QUERY[..QUERY.len() - 1].to_vec(),
            with_opt(b"", 1),
            with_opt(&two, 2),
            with_opt(owned, 1),
            with_opt(short_option, 1),
        ] {
            assert_eq!(rcode(&message), Some(Rcode::FormErr), "{message:?}");
        }
        let newer = b"\0\0\x29\x10\0\0\x01\0\0\0\0";
        assert_eq!(rcode(&with_opt(newer, 1)), Some(Rcode::BadVers));
    }
}
