//! From the bytes of a question to the bytes of its answer.

use std::net::IpAddr;

use crate::answer::{self, Answer, Decided, WrittenNames};
use crate::geometry::SpatialWork;
use crate::limits::{STREAM_MESSAGE_OCTETS_MAX, UDP_PLAIN_OCTETS_MAX, UDP_REPLY_OCTETS_MAX};
use crate::name::FoldedName;
use crate::record::{Class, RecordType};
use crate::wire::{Compressor, ExtendedError, Rcode, Refusal, Request, Response, Unreadable};
use crate::zone::{Catalog, NodeId, Zone};

/// How a question came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport {
    /// A datagram: the reply is at most 1,232 octets.
    Udp,
    /// A stream: the reply is at most 65,535 octets.
    Tcp,
}

/// Who asks.
#[derive(Clone, Copy, Debug)]
pub struct Asker {
    /// The address the question came from.
    pub address: IpAddr,
    /// How it came.
    pub transport: Transport,
}

/// What is to be done with a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The reply stands in the first so many octets of the buffer.
    Reply(usize),
    /// Nothing is to be sent.
    Drop,
}

/// What a server says of itself.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// The name server identifier for NSID (RFC 5001 §2.2), if one is to be given.
    pub nsid: Option<Vec<u8>>,
}

/// Memory that answering needs and each thread keeps for itself, so that no answer allocates.
#[derive(Debug, Default)]
pub struct Workspace {
    question: FoldedName,
    answer: Answer,
    compressor: Compressor,
    spatial: SpatialWork,
    written: WrittenNames,
}

impl Workspace {
    /// Room for one thread.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
}

/// The answerer: immutable, shared by all threads.
#[derive(Debug)]
pub struct Authority {
    catalog: Catalog,
    settings: Settings,
}

impl Authority {
    /// An authority for these zones.
    #[must_use]
    pub fn new(catalog: Catalog, settings: Settings) -> Self {
        Self { catalog, settings }
    }

    /// The zones.
    #[must_use]
    pub fn catalog(&self) -> &Catalog {
        &self.catalog
    }

    /// Answers one request into `reply`, which has room for 1,232 octets over UDP and for 65,535
    /// over a stream. A longer request than there is room for is dropped.
    #[inline]
    pub fn handle(
        &self,
        asker: &Asker,
        message: &[u8],
        work: &mut Workspace,
        reply: &mut [u8],
    ) -> Outcome {
        let read = Request::read(message, &mut work.question);
        let (request, found) = match read {
            Ok(request) => (request, self.find_zone(asker, &request, &work.question)),
            Err(Unreadable::Refused(refusal, request)) => (request, Err(refusal)),
            Err(Unreadable::Silence) => return Outcome::Drop,
        };
        if reply.len() < UDP_PLAIN_OCTETS_MAX {
            return Outcome::Drop;
        }
        let exchange = Exchange { settings: &self.settings, asker, request: &request, message };
        match found {
            Ok(zone) => exchange.answer(zone, work, reply),
            Err(refusal) => exchange.refuse(refusal, work, reply),
        }
    }

    /// RFC 1034 §4.3.2 step 2: the zone nearest above the name.
    #[inline]
    fn find_zone(
        &self,
        asker: &Asker,
        request: &Request,
        name: &FoldedName,
    ) -> Result<&Zone, Refusal> {
        if !matches!(request.class, Class::IN | Class::ANY) {
            return Err(Refusal::NOT_OURS);
        }
        let zone = self.catalog.find(name, request.rtype);
        match request.rtype {
            RecordType::AXFR | RecordType::IXFR => Err(refuse_transfer(asker, zone, name)),
            _ => zone.ok_or(Refusal::NOT_OURS),
        }
    }
}

/// RFC 5936 §2.2.1 and §4.2: only over a stream, and only where a zone begins.
fn refuse_transfer(asker: &Asker, zone: Option<&Zone>, name: &FoldedName) -> Refusal {
    let begins_here = |zone: &&Zone| zone.owner_folded(NodeId::APEX) == name.as_wire();
    match (asker.transport, zone.filter(begins_here)) {
        (Transport::Udp, _) => Refusal::NOT_IMPLEMENTED,
        (Transport::Tcp, Some(_)) => Refusal::NO_TRANSFER,
        (Transport::Tcp, None) => Refusal::NO_ZONE_HERE,
    }
}

/// One request on its way to its reply.
struct Exchange<'a> {
    settings: &'a Settings,
    asker: &'a Asker,
    request: &'a Request,
    message: &'a [u8],
}

impl Exchange<'_> {
    #[inline]
    fn answer(&self, zone: &Zone, work: &mut Workspace, reply: &mut [u8]) -> Outcome {
        match answer::by_name(zone, &work.question, self.request.rtype, &mut work.answer) {
            Decided::Answer => self.write_answer(zone, work, None, reply),
            Decided::AskPlaces => self.answer_by_place(zone, work, reply),
        }
    }

    #[inline]
    fn write_answer(
        &self,
        zone: &Zone,
        work: &mut Workspace,
        reason: Option<ExtendedError>,
        reply: &mut [u8],
    ) -> Outcome {
        if self.request.class == Class::ANY {
            work.answer.claim_nothing();
        }
        let nsid = self.settings.nsid.as_deref();
        let reserved = Response::edns_octets(self.request, nsid, reason);
        let mut response = self.begin(reserved, &mut work.compressor, reply);
        answer::write(zone, &work.answer, &mut response);
        Outcome::Reply(response.finish(
            self.request,
            work.answer.rcode(),
            work.answer.is_authoritative(),
            nsid,
            reason,
        ))
    }

    fn answer_by_place(&self, zone: &Zone, work: &mut Workspace, reply: &mut [u8]) -> Outcome {
        let placed = answer::by_place(zone, &work.question, self.request.rtype, &mut work.spatial);
        let placed = match placed {
            Ok(placed) => placed,
            Err(refusal) => return self.refuse(refusal, work, reply),
        };
        if let Some((rcode, reason)) = placed.denial() {
            answer::deny(zone, &work.question, rcode, &mut work.answer);
            return self.write_answer(zone, work, reason, reply);
        }
        let nsid = self.settings.nsid.as_deref();
        let reserved = Response::edns_octets(self.request, nsid, None);
        let mut response = self.begin(reserved, &mut work.compressor, reply);
        answer::write_places(zone, &placed, &mut work.written, &mut response);
        Outcome::Reply(response.finish(self.request, Rcode::NoError, true, nsid, None))
    }

    fn refuse(&self, refusal: Refusal, work: &mut Workspace, reply: &mut [u8]) -> Outcome {
        let reserved = Response::edns_octets(self.request, None, refusal.reason);
        let response = self.begin(reserved, &mut work.compressor, reply);
        Outcome::Reply(response.finish(self.request, refusal.rcode, false, None, refusal.reason))
    }

    #[inline]
    fn begin<'r>(
        &self,
        reserved_octets: usize,
        compressor: &'r mut Compressor,
        reply: &'r mut [u8],
    ) -> Response<'r> {
        let end = self.request.question_end;
        Response::new(reply, self.message, end, self.size_octets_max(), reserved_octets, compressor)
    }

    /// RFC 6891 §6.2.5; never over 1,232 in a datagram.
    #[inline]
    fn size_octets_max(&self) -> usize {
        match self.asker.transport {
            Transport::Tcp => STREAM_MESSAGE_OCTETS_MAX,
            Transport::Udp => self.request.edns.map_or(UDP_PLAIN_OCTETS_MAX, |edns| {
                usize::from(edns.payload_octets).min(UDP_REPLY_OCTETS_MAX)
            }),
        }
    }
}
