//! What the workers count. Each worker writes its own counters and nobody else's, so that counting
//! costs no more than adding: no lock prefix, no cache line that travels between processors.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// Response codes that fit the header's four bits (RFC 1035 §4.1.1).
const RCODES: usize = 16;
/// The words of the response codes (the registry of RFC 6895 §2.3).
const RCODE_WORDS: [&str; RCODES] = [
    "NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN", "NOTIMP", "REFUSED", "YXDOMAIN", "YXRRSET",
    "NXRRSET", "NOTAUTH", "NOTZONE", "RCODE11", "RCODE12", "RCODE13", "RCODE14", "RCODE15",
];

/// A number with one writer and many readers.
#[derive(Debug, Default)]
pub(crate) struct Counter(AtomicU64);

impl Counter {
    /// Adds. Only the counter's own worker may: two writers would lose counts.
    pub(crate) fn add(&self, number: u64) {
        self.0.store(self.0.load(Relaxed).wrapping_add(number), Relaxed);
    }

    fn get(&self) -> u64 {
        self.0.load(Relaxed)
    }
}

/// The counters of one worker, alone on their cache lines (two of 64 octets are fetched together).
#[derive(Debug, Default)]
#[repr(align(128))]
pub(crate) struct Counters {
    pub(crate) queries: Counter,
    pub(crate) dropped: Counter,
    pub(crate) truncated: Counter,
    pub(crate) unsent: Counter,
    pub(crate) connections: Counter,
    pub(crate) evicted: Counter,
    pub(crate) overdue: Counter,
    replies: [Counter; RCODES],
}

impl Counters {
    /// Counts a reply by what its header says.
    pub(crate) fn reply(&self, message: &[u8]) {
        // RFC 1035 §4.1.1: TC is bit 1 of the third octet, RCODE the low half of the fourth.
        let &[_, _, flags, codes, ..] = message else { return };
        self.replies[usize::from(codes & 0x0f)].add(1);
        if flags & 0x02 != 0 {
            self.truncated.add(1);
        }
    }
}

/// The sum over workers at one moment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Totals {
    /// Requests read.
    pub queries: u64,
    /// Replies made, by response code.
    pub replies: [u64; RCODES],
    /// Requests that got no reply, because they deserve none or were longer than a UDP question
    /// may be.
    pub dropped: u64,
    /// Replies with TC set.
    pub truncated: u64,
    /// UDP replies the kernel did not take.
    pub unsent: u64,
    /// TCP connections accepted.
    pub connections: u64,
    /// TCP connections closed to make room.
    pub evicted: u64,
    /// TCP connections closed because their time was over.
    pub overdue: u64,
}

impl Totals {
    /// Adds up the counters of all workers.
    pub(crate) fn of<'a>(workers: impl IntoIterator<Item = &'a Counters>) -> Self {
        let mut totals = Self::default();
        for worker in workers {
            totals.queries += worker.queries.get();
            totals.dropped += worker.dropped.get();
            totals.truncated += worker.truncated.get();
            totals.unsent += worker.unsent.get();
            totals.connections += worker.connections.get();
            totals.evicted += worker.evicted.get();
            totals.overdue += worker.overdue.get();
            for (sum, counter) in totals.replies.iter_mut().zip(&worker.replies) {
                *sum += counter.get();
            }
        }
        totals
    }
}

/// `queries=5 NOERROR=3 NXDOMAIN=2 dropped=0 …`, the response codes that never came left out.
impl fmt::Display for Totals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "queries={}", self.queries)?;
        for (word, count) in RCODE_WORDS.iter().zip(self.replies).filter(|(_, count)| *count > 0) {
            write!(f, " {word}={count}")?;
        }
        let Self { dropped, truncated, unsent, connections, evicted, overdue, .. } = self;
        write!(f, " dropped={dropped} truncated={truncated} unsent={unsent}")?;
        write!(f, " connections={connections} evicted={evicted} overdue={overdue}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_counters_of_all_workers_are_summed() {
        let (a, b) = (Counters::default(), Counters::default());
        a.queries.add(2);
        b.queries.add(3);
        a.reply(&[0, 0, 0x82, 0x03]);
        b.reply(&[0, 0, 0x80, 0x00]);
        b.reply(&[0, 0]);
        let totals = Totals::of([&a, &b]);
        assert_eq!(
            totals.to_string(),
            "queries=5 NOERROR=1 NXDOMAIN=1 dropped=0 truncated=1 unsent=0 connections=0 evicted=0 overdue=0"
        );
    }
}
