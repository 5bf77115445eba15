//! Questions over TCP (RFC 7766): one event loop for each worker. All requests that one read brings
//! are answered with one write.

use std::io::{self, Read, Write};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use libsns::authority::{Asker, Authority, Outcome, Transport, Workspace};
use libsns::limits::STREAM_MESSAGE_OCTETS_MAX;
use mio::event::Event;
use mio::net::{TcpListener, TcpStream};
use mio::{Events, Interest, Poll, Token};

use crate::config::TcpSettings;
use crate::connection::Connection;
use crate::counters::Counters;
use crate::service::Service;
use crate::table::{Entry, Table};

/// The token of the waker that makes a worker look whether the service stops.
pub(crate) const WAKER: Token = Token(usize::MAX);
/// Events taken from the kernel at once.
const EVENTS: usize = 256;
/// Octets read at once.
const READ_OCTETS: usize = 64 << 10;
/// How often the connections are looked through for overdue ones, in parts of the timeout.
const SWEEPS_A_TIMEOUT: u32 = 10;
/// How long a worker rests after the kernel refused to tell of events.
const REST: Duration = Duration::from_millis(10);

/// The event loop of one worker.
pub(crate) struct Worker {
    poll: Poll,
    listeners: Vec<TcpListener>,
    table: Table<TcpStream>,
    /// Connections with work left that no event will announce again.
    unfinished: Vec<usize>,
    /// The connection being served. Still there when the loop is entered again, its question made
    /// the answerer panic.
    current: Option<usize>,
    /// Until when the log says no more of the want of files: every new connection could.
    files_reported: Instant,
    buffers: Buffers,
    settings: TcpSettings,
    service: Arc<Service>,
    counters: Arc<Counters>,
}

/// Memory to serve one connection at a time with.
struct Buffers {
    work: Workspace,
    input: Vec<u8>,
    reply: Vec<u8>,
}

/// What became of a connection after it was served.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Served {
    /// Nothing can be done before the next event.
    Waiting,
    /// There may be more to read or to answer, which no event will announce.
    More,
    /// To be closed.
    Over,
}

impl Worker {
    /// A worker for these listeners. A waker registered with `poll` as [`WAKER`] makes it look
    /// whether the service stops.
    pub(crate) fn new(
        poll: Poll,
        mut listeners: Vec<TcpListener>,
        settings: TcpSettings,
        service: Arc<Service>,
        counters: Arc<Counters>,
    ) -> io::Result<Self> {
        for (number, listener) in listeners.iter_mut().enumerate() {
            poll.registry().register(listener, Token(number), Interest::READABLE)?;
        }
        Ok(Self {
            poll,
            listeners,
            table: Table::new(settings.connections, settings.connections_per_client),
            unfinished: Vec::new(),
            current: None,
            files_reported: Instant::now(),
            buffers: Buffers {
                work: Workspace::new(),
                input: vec![0; READ_OCTETS],
                reply: vec![0; STREAM_MESSAGE_OCTETS_MAX],
            },
            settings,
            service,
            counters,
        })
    }

    /// Answers until the service stops.
    pub(crate) fn serve(&mut self) {
        if let Some(culprit) = self.current.take() {
            self.table.remove(culprit);
        }
        let mut events = Events::with_capacity(EVENTS);
        let mut next_sweep = Instant::now() + self.sweep_interval();
        while !self.service.is_stopping() {
            if let Err(error) = self.poll.poll(&mut events, self.patience()) {
                if error.kind() != io::ErrorKind::Interrupted {
                    tracing::warn!(%error, "waiting for TCP events failed");
                    std::thread::sleep(REST);
                }
                continue;
            }
            let now = Instant::now();
            for number in std::mem::take(&mut self.unfinished) {
                self.serve_connection(number, now);
            }
            for event in &events {
                self.handle_event(event, now);
            }
            if now >= next_sweep {
                self.sweep(now);
                next_sweep = now + self.sweep_interval();
            }
        }
    }

    /// How long to wait for events.
    fn patience(&self) -> Option<Duration> {
        if !self.unfinished.is_empty() {
            Some(Duration::ZERO)
        } else if self.table.len() > 0 {
            Some(self.sweep_interval())
        } else {
            None
        }
    }

    fn sweep_interval(&self) -> Duration {
        self.settings.idle_timeout / SWEEPS_A_TIMEOUT
    }

    fn handle_event(&mut self, event: &Event, now: Instant) {
        let Token(token) = event.token();
        if event.token() == WAKER {
            // It has done what it is for: the loop looks whether to stop.
        } else if token < self.listeners.len() {
            self.accept(token, now);
        } else {
            let number = token - self.listeners.len();
            if let Some(entry) = self.table.get_mut(number) {
                entry.is_readable |= event.is_readable();
                entry.is_ended |= event.is_read_closed();
            }
            self.serve_connection(number, now);
        }
    }

    /// Takes all connections that wait at a listener.
    fn accept(&mut self, listener: usize, now: Instant) {
        loop {
            match self.listeners[listener].accept() {
                Ok((socket, address)) => self.open(socket, address, now),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return,
                Err(error) if is_out_of_files(&error) => {
                    if now >= self.files_reported {
                        tracing::warn!(%error, open = self.table.len(), "no file for a connection");
                        self.files_reported = now + self.settings.idle_timeout;
                    }
                    let Some(victim) = self.table.least_useful(now, |_| true) else { return };
                    self.evict(victim);
                }
                // The client has gone meanwhile; the next one waits.
                Err(error) if is_about_one_client(&error) => {}
                Err(error) => {
                    tracing::warn!(%error, "accepting failed");
                    return;
                }
            }
        }
    }

    fn open(&mut self, socket: TcpStream, address: SocketAddr, now: Instant) {
        let address = address.ip();
        self.counters.connections.add(1);
        if let Some(victim) = self.table.crowded_out_by(address, now) {
            self.evict(victim);
        }
        let connection = Connection::new(now, self.settings.queue_octets);
        let entry = Entry { socket, address, connection, is_readable: false, is_ended: false };
        let number = self.table.insert(entry);
        let Some(entry) = self.table.get_mut(number) else { return };
        let token = Token(number + self.listeners.len());
        // Registered for both at once and for good: the kernel tells of the edges only.
        let interest = Interest::READABLE | Interest::WRITABLE;
        if let Err(error) = self.poll.registry().register(&mut entry.socket, token, interest) {
            tracing::warn!(%error, "a connection could not be watched");
            self.table.remove(number);
        }
    }

    fn serve_connection(&mut self, number: usize, now: Instant) {
        let Some(entry) = self.table.get_mut(number) else { return };
        self.current = Some(number);
        let authority = self.service.authority();
        let served = self.buffers.serve(entry, &authority, &self.counters, now);
        drop(authority);
        self.current = None;
        match served {
            Served::Waiting => {}
            Served::More => self.unfinished.push(number),
            Served::Over => {
                if entry.connection.is_broken() {
                    let client = self.settings.shown(entry.address);
                    tracing::debug!(%client, "closed: no message can be so short");
                }
                self.table.remove(number);
            }
        }
    }

    /// Closes a connection so that another finds room.
    fn evict(&mut self, number: usize) {
        self.counters.evicted.add(1);
        if let Some(entry) = self.table.remove(number) {
            let client = self.settings.shown(entry.address);
            tracing::debug!(%client, "closed: another connection needs the room");
        }
    }

    /// Closes the connections whose time is over.
    fn sweep(&mut self, now: Instant) {
        let timeout = self.settings.idle_timeout;
        let overdue = |(number, entry): (usize, &Entry<TcpStream>)| {
            entry.connection.is_overdue(now, timeout).then_some(number)
        };
        let overdue: Vec<usize> = self.table.iter().filter_map(overdue).collect();
        for number in overdue {
            self.counters.overdue.add(1);
            self.table.remove(number);
        }
    }
}

impl Buffers {
    /// Sends what waits, reads what came, answers it, sends the answers.
    fn serve(
        &mut self,
        entry: &mut Entry<TcpStream>,
        authority: &Authority,
        counters: &Counters,
        now: Instant,
    ) -> Served {
        if send(entry, now).is_err() || self.receive(entry, now).is_err() {
            return Served::Over;
        }
        self.answer(entry, authority, counters, now);
        // Sent even when the connection is over: what was asked before its end has its answer.
        if send(entry, now).is_err() || entry.connection.is_over() {
            return Served::Over;
        }
        let is_more = entry.is_readable && entry.connection.wants_input();
        if is_more || entry.connection.has_request() { Served::More } else { Served::Waiting }
    }

    /// Reads once, if the connection wants input and there may be some.
    fn receive(&mut self, entry: &mut Entry<TcpStream>, now: Instant) -> io::Result<()> {
        if !entry.is_readable || !entry.connection.wants_input() {
            return Ok(());
        }
        match entry.socket.read(&mut self.input) {
            Ok(0) => entry.connection.finish(),
            Ok(octets) => {
                entry.connection.receive(&self.input[..octets], now);
                // Fewer octets than there is room for are all there were. Only the end of the
                // stream, when it has been announced, still waits behind them (epoll(7)).
                entry.is_readable = octets == self.input.len() || entry.is_ended;
            }
            Err(error) => match error.kind() {
                io::ErrorKind::WouldBlock => entry.is_readable = false,
                io::ErrorKind::Interrupted => {}
                _ => return Err(error),
            },
        }
        Ok(())
    }

    /// Answers all whole requests.
    fn answer(
        &mut self,
        entry: &mut Entry<TcpStream>,
        authority: &Authority,
        counters: &Counters,
        now: Instant,
    ) {
        let asker = Asker { address: entry.address, transport: Transport::Tcp };
        let connection = &mut entry.connection;
        while let Some(request) = connection.next_request() {
            counters.queries.add(1);
            match authority.handle(&asker, request, &mut self.work, &mut self.reply) {
                Outcome::Reply(octets) => {
                    let reply = &self.reply[..octets];
                    counters.reply(reply);
                    connection.reply(reply, now);
                }
                Outcome::Drop => counters.dropped.add(1),
            }
        }
        connection.settle(now);
    }
}

/// Sends what waits, as far as the kernel takes it.
fn send(entry: &mut Entry<TcpStream>, now: Instant) -> io::Result<()> {
    while !entry.connection.unsent().is_empty() {
        match entry.socket.write(entry.connection.unsent()) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(octets) => entry.connection.sent(octets, now),
            Err(error) => match error.kind() {
                io::ErrorKind::WouldBlock => return Ok(()),
                io::ErrorKind::Interrupted => {}
                _ => return Err(error),
            },
        }
    }
    Ok(())
}

/// The process or the system may open no more files.
fn is_out_of_files(error: &io::Error) -> bool {
    matches!(error.raw_os_error(), Some(libc::EMFILE | libc::ENFILE))
}

/// Errors of the one connection, after which the next is to be taken (accept(2)).
fn is_about_one_client(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionReset, Interrupted};
    matches!(error.kind(), ConnectionAborted | ConnectionReset | Interrupted)
        || error.raw_os_error() == Some(libc::EPROTO)
}
