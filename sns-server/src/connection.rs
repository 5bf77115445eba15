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

#[cfg(test)]
mod tests {
    use super::*;

    const QUEUE_OCTETS: usize = 1_000;
    const TIMEOUT: Duration = Duration::from_secs(10);

    /// A request of so many octets with its length before it, its content a running number.
    fn framed(octets: usize, number: u8) -> Vec<u8> {
        let mut frame = (octets as u16).to_be_bytes().to_vec();
        frame.resize(LENGTH_OCTETS + octets, number);
        frame
    }

    /// Echoes all requests there are; returns them.
    fn echo(connection: &mut Connection, now: Instant) -> Vec<Vec<u8>> {
        let mut requests = Vec::new();
        while let Some(request) = connection.next_request() {
            let request = request.to_vec();
            connection.reply(&request, now);
            requests.push(request);
        }
        connection.settle(now);
        requests
    }

    #[test]
    fn many_requests_of_one_read_are_answered_in_order() {
        let now = Instant::now();
        let mut connection = Connection::new(now, QUEUE_OCTETS);
        let octets = [framed(12, 1), framed(40, 2), framed(13, 3)].concat();
        connection.receive(&octets, now);
        assert_eq!(echo(&mut connection, now).len(), 3);
        assert_eq!(connection.unsent(), octets);
        connection.sent(octets.len(), now);
        assert!(connection.unsent().is_empty() && !connection.is_over());
    }

    #[test]
    fn a_message_too_short_for_a_header_ends_the_connection_after_earlier_replies() {
        for length in 0..HEADER_OCTETS {
            let now = Instant::now();
            let mut connection = Connection::new(now, QUEUE_OCTETS);
            connection.receive(&[framed(12, 1), framed(length, 2)].concat(), now);
            assert_eq!(echo(&mut connection, now).len(), 1);
            assert!(connection.is_broken() && connection.is_over(), "length {length}");
            assert!(!connection.wants_input());
            assert_eq!(connection.unsent().len(), 14);
        }
    }

    #[test]
    fn requests_wait_while_replies_do() {
        let now = Instant::now();
        let mut connection = Connection::new(now, QUEUE_OCTETS);
        connection.receive(&[framed(800, 1), framed(800, 2), framed(800, 3)].concat(), now);
        assert_eq!(echo(&mut connection, now).len(), 2);
        assert!(connection.is_choked() && !connection.wants_input() && !connection.has_request());
        connection.sent(802, now);
        assert!(connection.wants_input() && connection.has_request());
        assert_eq!(echo(&mut connection, now).len(), 1);
    }

    #[test]
    fn what_was_asked_before_the_end_is_answered() {
        let now = Instant::now();
        let mut connection = Connection::new(now, QUEUE_OCTETS);
        connection.receive(&[framed(12, 1), framed(99, 2)[..50].to_vec()].concat(), now);
        connection.finish();
        assert_eq!(echo(&mut connection, now).len(), 1);
        assert!(!connection.is_over());
        connection.sent(14, now);
        assert!(connection.is_over());
    }

    #[test]
    fn octets_of_a_started_message_win_no_time() {
        let start = Instant::now();
        let mut connection = Connection::new(start, QUEUE_OCTETS);
        let frame = framed(30, 1);
        let second = Duration::from_secs(1);
        // The message begins at second 8: a new step.
        for (number, octet) in (8..).zip(&frame[..11]) {
            let now = start + number * second;
            connection.receive(&[*octet], now);
            assert_eq!(connection.next_request(), None);
            connection.settle(now);
            assert!(!connection.is_overdue(now, TIMEOUT), "second {number}");
        }
        assert!(connection.is_overdue(start + 19 * second, TIMEOUT));
        assert!(!connection.is_proven());
    }

    #[test]
    fn whoever_does_not_read_is_overdue_though_he_asks_on() {
        let start = Instant::now();
        let mut connection = Connection::new(start, 100_000);
        for number in 0..=11 {
            let now = start + Duration::from_secs(number);
            connection.receive(&framed(100, 1), now);
            assert_eq!(echo(&mut connection, now).len(), 1);
            assert_eq!(connection.is_overdue(now, TIMEOUT), number > 10, "second {number}");
        }
    }

    #[test]
    fn requests_that_get_no_reply_are_progress_too() {
        let start = Instant::now();
        let mut connection = Connection::new(start, QUEUE_OCTETS);
        let later = start + TIMEOUT;
        connection.receive(&framed(12, 1), start);
        assert!(connection.next_request().is_some());
        connection.settle(later);
        assert_eq!(connection.since(), later);
    }

    #[test]
    fn an_idle_connection_keeps_no_large_buffers() {
        let now = Instant::now();
        let mut connection = Connection::new(now, 1 << 20);
        connection.receive(&framed(60_000, 1), now);
        assert_eq!(echo(&mut connection, now).len(), 1);
        connection.sent(60_002, now);
        assert!(connection.received.capacity() <= KEPT_OCTETS);
        assert!(connection.unsent.capacity() <= KEPT_OCTETS);
    }

    /// What a reader takes bit by bit is forgotten bit by bit.
    #[test]
    fn a_queue_never_drained_does_not_grow() {
        let now = Instant::now();
        let mut connection = Connection::new(now, QUEUE_OCTETS);
        for _ in 0..1_000 {
            connection.receive(&framed(500, 1), now);
            echo(&mut connection, now);
            connection.sent(connection.unsent().len().min(502), now);
        }
        assert!(connection.unsent.len() < 4 * QUEUE_OCTETS, "{}", connection.unsent.len());
    }

    mod any_split {
        use proptest::prelude::*;

        use super::*;

        proptest! {
            /// However the stream is cut into reads and writes, the requests and the replies are
            /// the same.
            #[test]
            fn gives_the_same(
                lengths in prop::collection::vec(12_usize..700, 1..12),
                reads in prop::collection::vec(1_usize..900, 1..40),
                writes in prop::collection::vec(0_usize..1_200, 1..40),
            ) {
                let now = Instant::now();
                let frames = (0..).zip(&lengths).map(|(number, octets)| framed(*octets, number));
                let frames: Vec<Vec<u8>> = frames.collect();
                let stream = frames.concat();
                let mut connection = Connection::new(now, QUEUE_OCTETS);
                let (mut reads, mut writes) = (reads.iter().cycle(), writes.iter().cycle());
                let (mut rest, mut requests, mut replies) = (&stream[..], Vec::new(), Vec::new());
                for _ in 0..100_000 {
                    if connection.wants_input() && !rest.is_empty() {
                        let octets = reads.next().copied().unwrap_or(1).min(rest.len());
                        connection.receive(&rest[..octets], now);
                        rest = &rest[octets..];
                    }
                    requests.extend(echo(&mut connection, now));
                    let unsent = connection.unsent();
                    let octets = writes.next().copied().unwrap_or(0).max(1).min(unsent.len());
                    replies.extend_from_slice(&unsent[..octets]);
                    connection.sent(octets, now);
                    if rest.is_empty() && connection.unsent().is_empty() && !connection.has_request() {
                        break;
                    }
                }
                prop_assert!(frames.iter().map(|frame| &frame[LENGTH_OCTETS..]).eq(requests.iter()));
                prop_assert_eq!(replies, stream);
            }
        }
    }
}
