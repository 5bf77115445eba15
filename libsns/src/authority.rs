//! From the bytes of a question to the bytes of its answer.

use std::net::IpAddr;

use crate::zone::Catalog;

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
    /// The name server identifier for NSID (RFC 5001), if one is to be given.
    pub nsid: Option<Vec<u8>>,
}

/// Memory that answering needs and each thread keeps for itself, so that no answer allocates.
#[derive(Debug, Default)]
pub struct Workspace {}

impl Workspace {
    /// Room for one thread.
    #[must_use]
    pub fn new() -> Self {
        Self {}
    }
}

/// The answerer: immutable, shared by all threads.
#[derive(Debug)]
pub struct Authority {
    _catalog: Catalog,
    _settings: Settings,
}

impl Authority {
    /// An authority for these zones.
    #[must_use]
    pub fn new(catalog: Catalog, settings: Settings) -> Self {
        Self { _catalog: catalog, _settings: settings }
    }

    /// Answers one request into `reply`, which should have room for 65,535 octets over a stream and
    /// 1,232 over UDP.
    pub fn handle(
        &self,
        _asker: &Asker,
        _request: &[u8],
        _work: &mut Workspace,
        _reply: &mut [u8],
    ) -> Outcome {
        Outcome::Drop
    }
}
