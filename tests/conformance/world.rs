//! A zone in-process and replies as text. hickory-proto decodes each reply; what it says is written
//! as lines of a master file. Data that it does not know is compared as octets.

use hickory_proto::op::{self, ResponseCode};
use hickory_proto::rr;
use libsns::authority::Transport;
use sns_tests::message::{self, Message};
use sns_tests::names;
use sns_tests::ours::Ours;
use sns_tests::question::Question;

pub(crate) use sns_tests::message::rtype::*;

/// A reply, read twice.
#[derive(Debug)]
pub(crate) struct Reply {
    /// As hickory-proto reads it.
    pub(crate) message: op::Message,
    /// As the tests' own reader reads it.
    pub(crate) raw: Message,
    /// Its octets.
    pub(crate) octets: Vec<u8>,
}

impl Reply {
    fn read(octets: Vec<u8>) -> Self {
        let message = op::Message::from_vec(&octets).expect("hickory-proto reads it");
        let raw = Message::read(&octets).expect("the tests' reader reads it");
        Self { message, raw, octets }
    }

    pub(crate) fn rcode(&self) -> ResponseCode {
        self.message.metadata.response_code
    }

    pub(crate) fn is_authoritative(&self) -> bool {
        self.message.metadata.authoritative
    }

    pub(crate) fn is_truncated(&self) -> bool {
        self.message.metadata.truncation
    }

    /// The answer section, a line each, in order.
    pub(crate) fn answer(&self) -> Vec<String> {
        lines(&self.message.answers, &self.raw.answer)
    }

    /// The authority section.
    pub(crate) fn authority(&self) -> Vec<String> {
        lines(&self.message.authorities, &self.raw.authority)
    }

    /// The additional section, sorted.
    pub(crate) fn additional(&self) -> Vec<String> {
        sorted(lines(&self.message.additionals, &self.raw.additional))
    }

    /// The Extended DNS Errors (RFC 8914 §2): code and text.
    pub(crate) fn extended_errors(&self) -> Vec<(u16, String)> {
        let options = self.raw.opt.iter().flat_map(|opt| &opt.options);
        options
            .filter(|(code, _)| *code == 15)
            .map(|(_, data)| {
                let code = u16::from_be_bytes(*data.first_chunk().expect("two octets of code"));
                (code, String::from_utf8(data[2..].to_vec()).expect("the text is UTF-8"))
            })
            .collect()
    }
}

/// The records as lines: by hickory-proto, but DNAME, which it does not know, by the tests' reader.
fn lines(records: &[rr::Record], raw: &[message::Rr]) -> Vec<String> {
    let line = |(record, raw): (&rr::Record, &message::Rr)| match raw.rtype {
        DNAME => raw.to_string(),
        _ => format!("{} {} {} {}", record.name, record.ttl, record.record_type(), record.data),
    };
    records.iter().zip(raw).map(line).collect()
}

/// The lines in order of the alphabet, where a set has none of its own.
pub(crate) fn sorted(mut lines: Vec<String>) -> Vec<String> {
    lines.sort();
    lines
}

/// A server with one zone.
pub(crate) struct World(pub(crate) Ours);

impl World {
    pub(crate) fn new(zone: &str) -> Self {
        Self(Ours::of_text(zone))
    }

    /// A plain question over UDP.
    pub(crate) fn ask(&mut self, name: &str, rtype: u16) -> Reply {
        self.put(&Question::new(names::labels(name), rtype))
    }

    /// A question with EDNS.
    pub(crate) fn ask_edns(&mut self, name: &str, rtype: u16, octets: u16) -> Reply {
        let edns = Some((octets, false));
        self.put(&Question { edns, ..Question::new(names::labels(name), rtype) })
    }

    pub(crate) fn put(&mut self, question: &Question) -> Reply {
        self.send(Transport::Udp, &question.to_wire(0x1234)).expect("a reply")
    }

    /// Octets as a request.
    pub(crate) fn send(&mut self, transport: Transport, request: &[u8]) -> Option<Reply> {
        self.0.ask_octets(transport, request).map(Reply::read)
    }
}

/// A request of one question with these octets after the question, and this many additional records.
pub(crate) fn request(name: &str, rtype: u16, additional: u8, after: &[u8]) -> Vec<u8> {
    let mut octets = Question::new(names::labels(name), rtype).to_wire(0x1234);
    octets[11] = additional;
    octets.extend(after);
    octets
}

/// The data of the only answer.
pub(crate) fn only_rdata(reply: &Reply) -> Vec<u8> {
    let [message::Rr { rdata, .. }] = &reply.raw.answer[..] else {
        panic!("one answer expected: {reply:?}");
    };
    rdata.clone()
}
