//! One TCP connection as a pure machine: octets in, whole requests out, replies in, octets out.
//! It owns no socket and reads no clock.
//!
//! Over TCP each message is preceded by its length in two octets (RFC 1035 §4.2.2). A client may
//! send many without waiting (RFC 7766 §6.2.1.1), in pieces of any size.
//!
//! A connection is always in one *step*: waiting for a message to begin, waiting for the rest of
//! one, or waiting for the client to take its replies. [`Connection::since`] is when the step
//! began. More octets of the same message do not begin a new step: whoever sends one octet a second
//! is overdue like one who sends none.

use std::time::{Duration, Instant};

use libsns::limits::HEADER_OCTETS;

/// Octets of the length before each message (RFC 1035 §4.2.2).
const LENGTH_OCTETS: usize = 2;
/// Buffers grown beyond this are given back when they are empty: most connections are idle.
const KEPT_OCTETS: usize = 4 << 10;

/// A connection.
#[derive(Debug)]
pub struct Connection {
    received: Vec<u8>,
    /// How much of `received` has been handed out.
    consumed: usize,
    unsent: Vec<u8>,
    /// How much of `unsent` has been sent.
    sent: usize,
    since: Instant,
    answered: u64,
    ending: Ending,
    queue_octets: usize,
}

/// How a connection comes to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ending {
    /// It does not yet.
    No,
    /// The client sends no more; what it asked is still answered.
    Finished,
    /// The client does not keep to the framing: nothing more is read or sent.
    Broken,
}

impl Connection {
    /// A connection opened `now`, on which no more requests are handed out while more than
    /// `queue_octets` of replies wait.
    #[must_use]
    pub fn new(now: Instant, queue_octets: usize) -> Self {
        Self {
            received: Vec::new(),
            consumed: 0,
            unsent: Vec::new(),
            sent: 0,
            since: now,
            answered: 0,
            ending: Ending::No,
            queue_octets,
        }
    }

    /// Takes octets from the client.
    pub fn receive(&mut self, octets: &[u8], now: Instant) {
        if self.received.is_empty() && self.unsent.is_empty() {
            self.since = now;
        }
        self.received.extend_from_slice(octets);
    }

    /// The client sends no more.
    pub fn finish(&mut self) {
        if self.ending == Ending::No {
            self.ending = Ending::Finished;
        }
    }

    /// The next whole request, if there is one and its reply may be queued.
    pub fn next_request(&mut self) -> Option<&[u8]> {
        if self.ending == Ending::Broken || self.is_choked() {
            return None;
        }
        let rest = &self.received[self.consumed..];
        let (length, rest) = rest.split_first_chunk::<LENGTH_OCTETS>()?;
        let length = usize::from(u16::from_be_bytes(*length));
        if length < HEADER_OCTETS {
            // What cannot even be a header leaves no id to answer to, and shows that the client
            // and we no longer agree where messages begin.
            self.ending = Ending::Broken;
            return None;
        }
        if rest.len() < length {
            return None;
        }
        let start = self.consumed + LENGTH_OCTETS;
        self.consumed = start + length;
        self.answered += 1;
        Some(&self.received[start..self.consumed])
    }

    /// Whether [`Connection::next_request`] has one.
    #[must_use]
    pub fn has_request(&self) -> bool {
        if self.ending == Ending::Broken || self.is_choked() {
            return false;
        }
        match self.received[self.consumed..].split_first_chunk::<LENGTH_OCTETS>() {
            Some((length, rest)) => rest.len() >= usize::from(u16::from_be_bytes(*length)),
            None => false,
        }
    }

    /// Queues a reply of at most 65,535 octets.
    pub fn reply(&mut self, message: &[u8], now: Instant) {
        let Ok(length) = u16::try_from(message.len()) else {
            debug_assert!(false, "a reply of {} octets has no length prefix", message.len());
            return;
        };
        if self.unsent.is_empty() {
            self.since = now;
        }
        self.unsent.extend_from_slice(&length.to_be_bytes());
        self.unsent.extend_from_slice(message);
    }

    /// To be called when [`Connection::next_request`] has no more: forgets what has been answered.
    pub fn settle(&mut self, now: Instant) {
        if self.consumed == 0 {
            return;
        }
        self.received.drain(..self.consumed);
        self.consumed = 0;
        if self.unsent.is_empty() {
            self.since = now;
        }
        release(&mut self.received);
    }

    /// The octets to send next.
    #[must_use]
    pub fn unsent(&self) -> &[u8] {
        &self.unsent[self.sent..]
    }

    /// So many of them have been sent.
    pub fn sent(&mut self, octets: usize, now: Instant) {
        self.sent += octets;
        if self.sent >= self.unsent.len() {
            self.unsent.clear();
            self.sent = 0;
            self.since = now;
            release(&mut self.unsent);
        } else if self.sent > self.unsent.len() / 2 {
            self.unsent.drain(..self.sent);
            self.sent = 0;
        }
    }

    /// Whether more octets from the client are welcome.
    #[must_use]
    pub fn wants_input(&self) -> bool {
        self.ending == Ending::No && !self.is_choked()
    }

    /// Whether so many replies wait that no more requests are handed out.
    #[must_use]
    pub fn is_choked(&self) -> bool {
        self.unsent().len() > self.queue_octets
    }

    /// Whether the connection is to be closed: all was said, or the client broke the framing.
    #[must_use]
    pub fn is_over(&self) -> bool {
        match self.ending {
            Ending::No => false,
            Ending::Finished => self.unsent().is_empty(),
            Ending::Broken => true,
        }
    }

    /// Whether the client broke the framing.
    #[must_use]
    pub fn is_broken(&self) -> bool {
        self.ending == Ending::Broken
    }

    /// Whether the present step has lasted longer than `timeout`.
    #[must_use]
    pub fn is_overdue(&self, now: Instant, timeout: Duration) -> bool {
        now.saturating_duration_since(self.since) > timeout
    }

    /// When the present step began.
    #[must_use]
    pub fn since(&self) -> Instant {
        self.since
    }

    /// Whether a whole request has ever come.
    #[must_use]
    pub fn is_proven(&self) -> bool {
        self.answered > 0
    }
}

/// Gives memory back that an idle connection does not need.
fn release(buffer: &mut Vec<u8>) {
    if buffer.is_empty() && buffer.capacity() > KEPT_OCTETS {
        *buffer = Vec::new();
    }
}
