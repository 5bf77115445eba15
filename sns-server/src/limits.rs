//! Every limit of the server, once: its key, its range, what holds when nothing is said, its unit.

use std::fmt;

/// A number the operator may set, and how far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// The key in the configuration file, with its table.
    pub key: &'static str,
    /// What holds when the key is absent.
    pub default: u64,
    /// The least value taken.
    pub least: u64,
    /// The greatest value taken.
    pub most: u64,
    /// What one of it is.
    pub unit: &'static str,
}

/// Workers: each has one UDP thread for each listen address and one TCP thread for all of them.
/// Without the key there is one for each processor.
pub const THREADS: Limit =
    Limit { key: "threads", default: 0, least: 1, most: 256, unit: "workers" };
/// Receive buffer asked of the kernel for each UDP socket. 4 MiB hold some 0.1 s of questions at
/// full speed, long enough to outlast a busy neighbour; the kernel's own `rmem_max` may give less.
pub const UDP_RECEIVE_BUFFER: Limit = Limit {
    key: "udp.receive_buffer_octets",
    default: 4 << 20,
    least: 64 << 10,
    most: 256 << 20,
    unit: "octets",
};
/// What a client has to finish the step it is in: send the rest of a message it began, send the
/// next one, or take the replies that wait for it (RFC 7766 §6.2.3: "on the order of a few
/// seconds").
pub const TCP_IDLE_TIMEOUT: Limit =
    Limit { key: "tcp.idle_timeout_ms", default: 10_000, least: 100, most: 600_000, unit: "ms" };
/// Open connections of one worker. When all are taken, the least useful one makes room.
pub const TCP_CONNECTIONS: Limit = Limit {
    key: "tcp.connections_per_worker",
    default: 1_000,
    least: 8,
    most: 65_536,
    unit: "connections",
};
/// Open connections of one client (an IPv4 address, an IPv6 /64) at one worker, so that a flood
/// from one host first drives out that host's own connections (RFC 7766 §6.2.2).
pub const TCP_CONNECTIONS_PER_CLIENT: Limit = Limit {
    key: "tcp.connections_per_client",
    default: 250,
    least: 1,
    most: 65_536,
    unit: "connections",
};
/// Replies that may wait for a client who does not read. Above it no more of its questions are
/// read until it does.
pub const TCP_QUEUE: Limit = Limit {
    key: "tcp.queue_octets",
    default: 128 << 10,
    least: 4 << 10,
    most: 64 << 20,
    unit: "octets",
};
/// How long files must be quiet after a change before they are read: an editor that writes in
/// several steps should be read once, at the end. Reloads that are asked for lie as far apart.
pub const RELOAD_QUIET: Limit =
    Limit { key: "reload.quiet_ms", default: 200, least: 10, most: 60_000, unit: "ms" };
/// Longest name server identifier: it has to leave room for an answer (RFC 5001 §2.3).
pub const NSID_OCTETS: Limit =
    Limit { key: "nsid", default: 0, least: 0, most: 128, unit: "octets" };

/// Connections that may wait to be accepted; the kernel's `somaxconn` may give less.
pub(crate) const TCP_BACKLOG: i32 = 4_096;
/// Room for one UDP question. RFC 6891 §6.2.3: a requester keeps to the payload size we announce,
/// which is [`libsns::limits::UDP_REPLY_OCTETS_MAX`]; what is longer than this is dropped.
pub(crate) const UDP_REQUEST_OCTETS: usize = 2_048;
/// How long a UDP worker sleeps in the kernel at most before it looks whether it shall stop. It is
/// woken when it shall; this is for kernels where that does not work.
pub(crate) const UDP_SLEEP_MS: u64 = 1_000;

const _: () = assert!(UDP_REQUEST_OCTETS >= libsns::limits::UDP_REPLY_OCTETS_MAX);

/// A value outside its limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutOfRange {
    /// What was given.
    pub value: i64,
    /// What would have been taken.
    pub limit: Limit,
}

impl fmt::Display for OutOfRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Limit { key, least, most, unit, .. } = self.limit;
        write!(f, "{key} = {}: expected {least} to {most} {unit}", self.value)
    }
}

impl Limit {
    /// The value, if it lies within.
    ///
    /// # Errors
    /// When it does not.
    pub fn check(self, value: i64) -> Result<u64, OutOfRange> {
        match u64::try_from(value) {
            Ok(number) if (self.least..=self.most).contains(&number) => Ok(number),
            _ => Err(OutOfRange { value, limit: self }),
        }
    }

    /// The value, if one is given and it lies within; else the default.
    pub(crate) fn check_or_default(self, value: Option<i64>) -> Result<u64, OutOfRange> {
        value.map_or(Ok(self.default), |value| self.check(value))
    }
}
