//! The client that apps embed: asks a building's name server, blocking, without a thread of its own.
//!
//! ```no_run
//! use libsns::client::Client;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let position = (52.20432, 0.11862);
//! let client = Client::new("127.0.0.1:5354".parse()?, "coworking.example".parse()?);
//! for thing in client.near(position)?.level(1).kind("light").find()? {
//!     println!("{} {:?}", thing.name, thing.bearers);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! A question goes over UDP with EDNS, with an identifier and a port that nobody can foretell, is
//! put again when no reply comes, and goes over TCP when the reply was truncated.
//!
//! ```text
//! near, locate, browse ─▶ ask ─▶ exchange (sockets) ─▶ wire::Message ─▶ thing, near (read)
//! ```

mod browse;
mod error;
mod exchange;
mod locate;
mod near;
mod near_name;
mod thing;

use std::convert::Infallible;
use std::net::SocketAddr;
use std::time::Duration;

pub use browse::Service;
pub use error::ClientError;
pub use locate::smallest_first;
pub use near::{Near, Nearby, Validity};
pub use thing::Thing;

use exchange::Exchange;

use crate::geometry::{Position, PositionError};
use crate::name::Name;
use crate::record::RecordType;
use crate::wire::{Message, Rcode};

/// How long a try waits unless said otherwise.
const TIMEOUT: Duration = Duration::from_secs(1);
/// How often a question is put over UDP unless said otherwise.
const TRIES: u32 = 3;

/// Asks one server about one zone.
#[derive(Clone, Debug)]
pub struct Client {
    exchange: Exchange,
    zone: Name,
}

impl Client {
    /// A client of a server and a zone of it. Nothing is sent yet.
    #[must_use]
    pub fn new(server: SocketAddr, zone: Name) -> Self {
        Self { exchange: Exchange { server, timeout: TIMEOUT, tries: TRIES }, zone }
    }

    /// How long each try waits (1 second) and how often a question is put over UDP (3 times, at
    /// least once).
    #[must_use]
    pub fn with_patience(mut self, timeout: Duration, tries: u32) -> Self {
        self.exchange.timeout = timeout;
        self.exchange.tries = tries.max(1);
        self
    }

    /// The zone asked about.
    #[must_use]
    pub fn zone(&self) -> &Name {
        &self.zone
    }

    /// The server asked.
    #[must_use]
    pub fn server(&self) -> SocketAddr {
        self.exchange.server
    }

    /// Asks for the records of a name. A reply is an answer here, whatever its code.
    ///
    /// # Errors
    /// When no reply comes.
    pub fn ask(&self, name: &Name, rtype: RecordType) -> Result<Message, ClientError> {
        self.exchange.ask(name, rtype)
    }

    /// As [`Client::ask`], over TCP from the start.
    ///
    /// # Errors
    /// When no reply comes.
    pub fn ask_over_tcp(&self, name: &Name, rtype: RecordType) -> Result<Message, ClientError> {
        self.exchange.ask_tcp(name, rtype)
    }

    /// Asks; nothing when there is no such name, an error when the server refuses or fails.
    ///
    /// # Errors
    /// When no reply comes, or one with another code than NOERROR and NXDOMAIN.
    pub fn ask_if_exists(
        &self,
        name: &Name,
        rtype: RecordType,
    ) -> Result<Option<Message>, ClientError> {
        let reply = self.ask(name, rtype)?;
        if reply.rcode == Rcode::NxDomain as u16 {
            return Ok(None);
        }
        self.accepted(name, reply).map(Some)
    }

    /// All that the zone says of a place or device.
    ///
    /// # Errors
    /// When no reply comes, or the server refuses; nothing when there is no such name.
    pub fn thing(&self, name: &Name) -> Result<Option<Thing>, ClientError> {
        let mut records = Vec::new();
        for rtype in Self::THING_TYPES {
            match self.ask_if_exists(name, rtype)? {
                Some(reply) => records.extend(reply.answer),
                None => return Ok(None),
            }
        }
        Ok(Some(Thing::from_records(name.clone(), records.iter())))
    }

    /// The types that a [`Thing`] is made of.
    pub const THING_TYPES: [RecordType; 5] =
        [RecordType::PLACE, RecordType::LOC, RecordType::SVCB, RecordType::AAAA, RecordType::A];

    /// Asks; only a reply without an error will do.
    fn ask_for(&self, name: &Name, rtype: RecordType) -> Result<Message, ClientError> {
        self.accepted(name, self.ask(name, rtype)?)
    }

    /// A reply without an error.
    fn accepted(&self, name: &Name, reply: Message) -> Result<Message, ClientError> {
        if reply.rcode == Rcode::NoError as u16 {
            return Ok(reply);
        }
        let reasons = reply.extended_errors().map(|(_, text)| text);
        Err(ClientError::Refused {
            server: self.server(),
            name: name.clone(),
            rcode: reply.rcode,
            reasons: reasons.filter(|text| !text.is_empty()).collect(),
        })
    }
}

/// The names that the PTR records of an answer point at, in its order.
fn pointed_at(reply: &Message) -> impl Iterator<Item = Name> + '_ {
    let pointers = reply.answer.iter().filter(|record| record.rtype == RecordType::PTR);
    pointers.filter_map(|record| Name::from_wire(&record.rdata).ok())
}

/// Degrees of latitude and longitude (WGS 84).
impl TryFrom<(f64, f64)> for Position {
    type Error = PositionError;

    fn try_from((latitude, longitude): (f64, f64)) -> Result<Self, PositionError> {
        Self::from_degrees(latitude, longitude)
    }
}

impl From<Infallible> for PositionError {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}
