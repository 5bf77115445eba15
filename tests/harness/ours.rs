//! Our own server, in-process: text in, `Authority` out.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use libsns::authority::{Asker, Authority, Outcome, Settings, Transport, Workspace};
use libsns::record::{Record, RecordType};
use libsns::zone::master_file::{self, RecordSink};
use libsns::zone::{Catalog, Zone, ZoneBuilder, ZoneFault};

use crate::message::Message;
use crate::names;
use crate::question::Question;

/// Puts what the master-file reader finds into a builder.
struct Sink(ZoneBuilder);

impl RecordSink for Sink {
    fn record(
        &mut self,
        owner: &[u8],
        rtype: RecordType,
        ttl: u32,
        rdata: &[u8],
    ) -> Result<(), String> {
        self.0.add(owner, rtype, ttl, rdata).map_err(|error| error.to_string())
    }
}

/// A zone from its text.
///
/// # Errors
/// What the reader or the builder says, a line each.
pub fn zone(text: &[u8]) -> Result<Zone, String> {
    let mut sink = Sink(ZoneBuilder::new());
    let mut no_files = |file: &str| Err(format!("$INCLUDE {file} in a test"));
    let read = master_file::read(text, "zone", None, &mut no_files, &mut sink);
    read.map_err(|errors| errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))?;
    build(sink.0)
}

/// A zone from its records.
///
/// # Errors
/// What the builder says, a line each.
pub fn zone_of(records: &[Record]) -> Result<Zone, String> {
    let mut builder = ZoneBuilder::new();
    for Record { owner, rtype, ttl, rdata } in records {
        let added = builder.add(owner.as_wire(), *rtype, *ttl, rdata);
        added.map_err(|error| format!("{owner} {rtype}: {error}"))?;
    }
    build(builder)
}

fn build(builder: ZoneBuilder) -> Result<Zone, String> {
    let lines = |faults: Vec<ZoneFault>| {
        faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    };
    builder.build().map_err(lines)
}

/// An authority with its own workspace and buffer, ready to be asked.
#[derive(Debug)]
pub struct Ours {
    authority: Authority,
    work: Workspace,
    buffer: Vec<u8>,
}

impl Ours {
    /// An authority for these zones, without settings.
    #[must_use]
    pub fn new(zones: Vec<Zone>) -> Self {
        Self::with_settings(zones, Settings::default())
    }

    /// An authority for these zones with settings.
    #[must_use]
    pub fn with_settings(zones: Vec<Zone>, settings: Settings) -> Self {
        let catalog = Catalog::new(zones.into_iter().map(Arc::new).collect());
        let authority = Authority::new(catalog, settings);
        Self { authority, work: Workspace::new(), buffer: vec![0; 65_535] }
    }

    /// An authority for one zone from its text.
    ///
    /// # Panics
    /// When the text is no zone; with what is wrong.
    #[must_use]
    pub fn of_text(text: &str) -> Self {
        Self::new(vec![zone(text.as_bytes()).unwrap_or_else(|error| panic!("{error}\n{text}"))])
    }

    /// The reply to these octets, if there is one.
    pub fn ask_octets(&mut self, transport: Transport, request: &[u8]) -> Option<Vec<u8>> {
        let asker = Asker { address: IpAddr::V4(Ipv4Addr::LOCALHOST), transport };
        let room = match transport {
            Transport::Udp => 1232,
            Transport::Tcp => 65_535,
        };
        let reply = &mut self.buffer[..room];
        match self.authority.handle(&asker, request, &mut self.work, reply) {
            Outcome::Reply(octets) => Some(self.buffer[..octets].to_vec()),
            Outcome::Drop => None,
        }
    }

    /// The reply to a question over UDP.
    ///
    /// # Panics
    /// When there is none, or it cannot be read.
    pub fn ask(&mut self, question: &Question) -> Message {
        self.ask_over(Transport::Udp, question)
    }

    /// The reply to a question over TCP, which is never cut.
    ///
    /// # Panics
    /// When there is none, or it cannot be read.
    pub fn ask_over_tcp(&mut self, question: &Question) -> Message {
        self.ask_over(Transport::Tcp, question)
    }

    fn ask_over(&mut self, transport: Transport, question: &Question) -> Message {
        let reply = self.ask_octets(transport, &question.to_wire(0x5152));
        let reply = reply.unwrap_or_else(|| panic!("{question}: no reply"));
        Message::read(&reply).unwrap_or_else(|broken| panic!("{question}: {broken}: {reply:02x?}"))
    }

    /// The reply to a plain question over UDP for a dotted name and a type's number.
    pub fn ask_for(&mut self, name: &str, rtype: u16) -> Message {
        self.ask(&Question::new(names::labels(name), rtype))
    }
}
