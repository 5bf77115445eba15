//! The connections of one worker: bounded in number, in all and for each client, and when a bound
//! is met the least useful connection makes room. So whoever comes next always finds a place, and
//! a flood of half-open connections drives out its own.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::time::Instant;

use crate::connection::Connection;

/// A connection that never sent a whole request counts as so many times older than it is.
const UNPROVEN_WEIGHT: u32 = 4;

/// Whom connections are counted for: an IPv4 address or an IPv6 /64, as one host has the whole of
/// its /64 to choose addresses from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Client(IpAddr);

impl Client {
    fn of(address: IpAddr) -> Self {
        match address {
            IpAddr::V4(_) => Self(address),
            IpAddr::V6(v6) => {
                let [a, b, c, d, ..] = v6.segments();
                Self(IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0)))
            }
        }
    }
}

/// A connection with its socket.
#[derive(Debug)]
pub(crate) struct Entry<S> {
    /// The socket.
    pub(crate) socket: S,
    /// The address of the other end.
    pub(crate) address: IpAddr,
    /// What is known of the conversation.
    pub(crate) connection: Connection,
    /// The kernel may have octets from the client that were not read.
    pub(crate) is_readable: bool,
    /// The kernel has said that the client sends no more.
    pub(crate) is_ended: bool,
}

/// The connections, each under a number that it keeps while it is open.
#[derive(Debug)]
pub(crate) struct Table<S> {
    /// Each with its place in the order in which they came.
    entries: Vec<Option<(u64, Entry<S>)>>,
    came: u64,
    free: Vec<usize>,
    clients: HashMap<Client, usize>,
    most: usize,
    most_of_client: usize,
}

impl<S> Table<S> {
    /// A table of at most `most` connections, at most `most_of_client` of one client.
    pub(crate) fn new(most: usize, most_of_client: usize) -> Self {
        Self {
            entries: Vec::new(),
            came: 0,
            free: Vec::new(),
            clients: HashMap::new(),
            most,
            most_of_client,
        }
    }

    /// How many connections are open.
    pub(crate) fn len(&self) -> usize {
        self.entries.len() - self.free.len()
    }

    /// The connection that has to go before another one from `address` may come, if one has to.
    pub(crate) fn crowded_out_by(&self, address: IpAddr, now: Instant) -> Option<usize> {
        let client = Client::of(address);
        if self.clients.get(&client).is_some_and(|count| *count >= self.most_of_client) {
            self.least_useful(now, |entry| Client::of(entry.address) == client)
        } else if self.len() >= self.most {
            self.least_useful(now, |_| true)
        } else {
            None
        }
    }

    /// The connection longest in its present step, of those for which `counts` holds. Of several
    /// that came at the same moment it is the first: the last one has had the least time to ask.
    pub(crate) fn least_useful(
        &self,
        now: Instant,
        counts: impl Fn(&Entry<S>) -> bool,
    ) -> Option<usize> {
        let age = |connection: &Connection| {
            let weight = if connection.is_proven() { 1 } else { UNPROVEN_WEIGHT };
            now.saturating_duration_since(connection.since()) * weight
        };
        let numbered = self.entries.iter().enumerate();
        numbered
            .filter_map(|(number, slot)| slot.as_ref().map(|(order, entry)| (number, order, entry)))
            .filter(|(_, _, entry)| counts(entry))
            .max_by_key(|(_, order, entry)| (age(&entry.connection), Reverse(**order)))
            .map(|(number, ..)| number)
    }

    /// Takes a connection in and gives it a number.
    pub(crate) fn insert(&mut self, entry: Entry<S>) -> usize {
        *self.clients.entry(Client::of(entry.address)).or_insert(0) += 1;
        self.came += 1;
        let entry = Some((self.came, entry));
        if let Some(number) = self.free.pop() {
            self.entries[number] = entry;
            return number;
        }
        self.entries.push(entry);
        self.entries.len() - 1
    }

    /// The connection of this number, if it is still open.
    pub(crate) fn get_mut(&mut self, number: usize) -> Option<&mut Entry<S>> {
        self.entries.get_mut(number)?.as_mut().map(|(_, entry)| entry)
    }

    /// Takes a connection out.
    pub(crate) fn remove(&mut self, number: usize) -> Option<Entry<S>> {
        let (_, entry) = self.entries.get_mut(number)?.take()?;
        self.free.push(number);
        let client = Client::of(entry.address);
        if let Some(count) = self.clients.get_mut(&client) {
            *count -= 1;
            if *count == 0 {
                self.clients.remove(&client);
            }
        }
        Some(entry)
    }

    /// All open connections with their numbers.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (usize, &Entry<S>)> {
        let numbered = self.entries.iter().enumerate();
        numbered.filter_map(|(number, entry)| Some((number, &entry.as_ref()?.1)))
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;
    use std::time::Duration;

    use super::*;

    const REQUEST: [u8; 14] = [0, 12, 1, 2, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0];

    fn entry(address: IpAddr, opened: Instant, proven: bool) -> Entry<()> {
        let mut connection = Connection::new(opened, 1_000);
        if proven {
            connection.receive(&REQUEST, opened);
            assert!(connection.next_request().is_some());
            connection.settle(opened);
        }
        Entry { socket: (), address, connection, is_readable: false, is_ended: false }
    }

    fn host(last: u8) -> IpAddr {
        Ipv4Addr::new(192, 0, 2, last).into()
    }

    #[test]
    fn nobody_has_to_go_while_there_is_room() {
        let now = Instant::now();
        let mut table = Table::new(2, 2);
        table.insert(entry(host(1), now, false));
        assert_eq!(table.crowded_out_by(host(1), now), None);
    }

    #[test]
    fn a_client_over_its_share_loses_its_own_oldest() {
        let start = Instant::now();
        let mut table = Table::new(10, 2);
        table.insert(entry(host(9), start, false));
        let oldest = table.insert(entry(host(1), start + Duration::from_secs(1), false));
        table.insert(entry(host(1), start + Duration::from_secs(2), false));
        let now = start + Duration::from_secs(3);
        assert_eq!(table.crowded_out_by(host(1), now), Some(oldest));
        assert_eq!(table.crowded_out_by(host(9), now), None);
    }

    #[test]
    fn one_who_asked_outlasts_one_who_never_did() {
        let start = Instant::now();
        let mut table = Table::new(2, 2);
        let second = Duration::from_secs(1);
        table.insert(entry(host(1), start, true));
        let silent = table.insert(entry(host(2), start + 2 * second, false));
        assert_eq!(table.crowded_out_by(host(3), start + 3 * second), Some(silent));
        // … but not for ever: 5 s idle outweigh 4 × 1 s of silence.
        let mut table = Table::new(2, 2);
        let idle = table.insert(entry(host(1), start, true));
        table.insert(entry(host(2), start + 4 * second, false));
        assert_eq!(table.crowded_out_by(host(3), start + 5 * second), Some(idle));
    }

    /// A worker that was busy takes many connections in at one moment.
    #[test]
    fn of_those_that_came_at_one_moment_the_first_goes() {
        let now = Instant::now();
        let mut table = Table::new(3, 3);
        let numbers: Vec<usize> =
            (1..=3).map(|last| table.insert(entry(host(last), now, false))).collect();
        assert_eq!(table.crowded_out_by(host(4), now), Some(numbers[0]));
        // Its number is taken again, by one that came later than the others.
        table.remove(numbers[0]);
        assert_eq!(table.insert(entry(host(4), now, false)), numbers[0]);
        assert_eq!(table.crowded_out_by(host(5), now), Some(numbers[1]));
    }

    #[test]
    fn addresses_of_one_v6_network_are_one_client() {
        let now = Instant::now();
        let mut table = Table::new(10, 1);
        let a: IpAddr = "2001:db8::1".parse().unwrap();
        let b: IpAddr = "2001:db8::ffff:1".parse().unwrap();
        let c: IpAddr = "2001:db8:0:1::1".parse().unwrap();
        let first = table.insert(entry(a, now, false));
        assert_eq!(table.crowded_out_by(b, now), Some(first));
        assert_eq!(table.crowded_out_by(c, now), None);
    }

    #[test]
    fn a_number_is_free_again_when_its_connection_is_gone() {
        let now = Instant::now();
        let mut table = Table::new(10, 1);
        let first = table.insert(entry(host(1), now, false));
        assert!(table.remove(first).is_some() && table.remove(first).is_none());
        assert_eq!(table.len(), 0);
        assert_eq!(table.crowded_out_by(host(1), now), None);
        assert_eq!(table.insert(entry(host(2), now, false)), first);
        assert_eq!(table.len(), 1);
    }
}
