//! A running server: what is started in which order, and how it ends.
//!
//! Ports are bound first, while there may still be the privilege for it; then root is given up;
//! then the zones are read, as whom they will be read again later; then the workers start, and
//! answer what has meanwhile gathered in the sockets' buffers.

use std::net::{SocketAddr, UdpSocket};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{self, Sender};
use std::thread::{self, JoinHandle};
use std::time::Duration;
use std::{fmt, io};

use libsns::authority::Settings;
use libsns::zone::Zone;
use mio::{Poll, Waker};

use crate::config::{Config, Listen, TcpSettings};
use crate::counters::{Counters, Totals};
use crate::hold::{self, ZoneFaults};
use crate::privilege::{self, PrivilegeError};
use crate::service::Service;
use crate::sockets::{BindError, Sockets};
use crate::writer::{Command, Writer};
use crate::{sockets, syscall, systemd, tcp, udp};

/// Files open besides the connections: sockets, zone files, the log, libraries.
const OTHER_FILES: u64 = 256;
/// How long a worker rests after it failed.
const REST: Duration = Duration::from_millis(10);

/// Why the server did not start.
#[derive(Debug)]
#[non_exhaustive]
pub enum StartError {
    /// A port cannot be had.
    Bind(BindError),
    /// Root could not be given up.
    Privilege(PrivilegeError),
    /// Zones are unfit to be served.
    Zones(Vec<ZoneFaults>),
    /// The system refused a thread or an event queue.
    System(io::Error),
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bind(error) => error.fmt(f),
            Self::Privilege(error) => error.fmt(f),
            Self::Zones(zones) => {
                let lines: Vec<String> = zones.iter().map(ToString::to_string).collect();
                f.write_str(&lines.join("\n"))
            }
            Self::System(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for StartError {}

impl From<io::Error> for StartError {
    fn from(error: io::Error) -> Self {
        Self::System(error)
    }
}

/// A server that answers questions until it is stopped or dropped.
#[derive(Debug)]
pub struct Server {
    addresses: Vec<SocketAddr>,
    service: Arc<Service>,
    counters: Vec<Arc<Counters>>,
    workers: Vec<JoinHandle<()>>,
    /// What wakes the workers so that they see they shall stop.
    wakers: Vec<Waker>,
    receivers: Vec<UdpSocket>,
    commands: Sender<Command>,
    writer: Option<JoinHandle<()>>,
}

impl Server {
    /// Binds, gives up root, reads the zones and starts the workers.
    ///
    /// # Errors
    /// When any of it fails; nothing is left running then.
    pub fn start(config: &Config) -> Result<Self, StartError> {
        let sockets = bind(config)?;
        allow_connections(config);
        privilege::give_up(config.user.as_deref(), config.group.as_deref())
            .map_err(StartError::Privilege)?;
        let held = hold::all(&config.zones).map_err(StartError::Zones)?;
        let settings = Settings { nsid: config.nsid.clone() };
        let (commands, inbox) = mpsc::channel();
        let writer = Writer::new(held, settings, config.reload, &commands);
        let mut server = Self {
            addresses: sockets.iter().map(|sockets| sockets.address).collect(),
            service: Arc::new(Service::new(writer.authority())),
            counters: Vec::new(),
            workers: Vec::new(),
            wakers: Vec::new(),
            receivers: Vec::new(),
            commands,
            writer: None,
        };
        server.start_workers(sockets, config)?;
        let service = Arc::clone(&server.service);
        let name = "writer".to_owned();
        let writer =
            thread::Builder::new().name(name).spawn(move || writer.serve(&inbox, &service))?;
        server.writer = Some(writer);
        Ok(server)
    }

    /// The addresses it listens at.
    #[must_use]
    pub fn addresses(&self) -> &[SocketAddr] {
        &self.addresses
    }

    /// The zones it serves at this moment.
    #[must_use]
    pub fn zones(&self) -> Vec<Arc<Zone>> {
        self.service.authority().catalog().zones().cloned().collect()
    }

    /// What has been counted so far.
    #[must_use]
    pub fn totals(&self) -> Totals {
        Totals::of(self.counters.iter().map(AsRef::as_ref))
    }

    /// Has changed zones read again. Returns at once.
    pub fn reload(&self) {
        // A writer that is gone has stopped, and with it the server.
        let _ = self.commands.send(Command::Reload);
    }

    /// Stops, and says what was counted.
    #[must_use]
    pub fn stop(mut self) -> Totals {
        self.shut_down();
        self.totals()
    }

    fn shut_down(&mut self) {
        self.service.stop();
        let _ = self.commands.send(Command::Stop);
        for waker in &self.wakers {
            if let Err(error) = waker.wake() {
                tracing::warn!(%error, "a worker could not be woken");
            }
        }
        self.receivers.iter().for_each(sockets::wake_receiver);
        for worker in self.workers.drain(..) {
            let _ = worker.join();
        }
        // A writer that is in the middle of a large zone is not waited for: nobody will ask for it.
        if let Some(writer) = self.writer.take().filter(JoinHandle::is_finished) {
            let _ = writer.join();
        }
    }

    /// Starts a UDP thread for each socket and a TCP thread for each worker.
    fn start_workers(&mut self, sockets: Vec<Sockets>, config: &Config) -> io::Result<()> {
        let mut listeners: Vec<Vec<_>> = (0..config.threads).map(|_| Vec::new()).collect();
        for sockets in sockets {
            for socket in sockets.udp {
                self.start_udp(socket)?;
            }
            for (worker, listener) in listeners.iter_mut().zip(sockets.tcp) {
                worker.push(mio::net::TcpListener::from_std(listener));
            }
        }
        listeners.into_iter().try_for_each(|listeners| self.start_tcp(listeners, config.tcp))
    }

    fn start_udp(&mut self, socket: UdpSocket) -> io::Result<()> {
        self.receivers.push(socket.try_clone()?);
        let (service, counters) = self.share();
        self.spawn("udp", move || udp::serve(&socket, &service, &counters))
    }

    fn start_tcp(
        &mut self,
        listeners: Vec<mio::net::TcpListener>,
        settings: TcpSettings,
    ) -> io::Result<()> {
        let poll = Poll::new()?;
        self.wakers.push(Waker::new(poll.registry(), tcp::WAKER)?);
        let (service, counters) = self.share();
        let mut worker = tcp::Worker::new(poll, listeners, settings, service, counters)?;
        self.spawn("tcp", move || worker.serve())
    }

    /// What a new worker shares with the server.
    fn share(&mut self) -> (Arc<Service>, Arc<Counters>) {
        let counters = Arc::new(Counters::default());
        self.counters.push(Arc::clone(&counters));
        (Arc::clone(&self.service), counters)
    }

    /// Starts a worker. Should answering ever panic, the batch or connection at hand is lost, the
    /// service is not.
    fn spawn(&mut self, kind: &str, mut serve: impl FnMut() + Send + 'static) -> io::Result<()> {
        let name = format!("{kind}-{}", self.workers.len());
        let service = Arc::clone(&self.service);
        let supervised = move || {
            while !service.is_stopping() {
                if catch_unwind(AssertUnwindSafe(&mut serve)).is_err() {
                    tracing::error!("a worker failed while answering; it goes on");
                    thread::sleep(REST);
                }
            }
        };
        self.workers.push(thread::Builder::new().name(name).spawn(supervised)?);
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.shut_down();
    }
}

fn bind(config: &Config) -> Result<Vec<Sockets>, StartError> {
    let mut bound = Vec::new();
    let mut refused = None;
    for Listen { address, is_required } in &config.listen {
        match Sockets::bind(*address, config.threads, config.udp_receive_buffer_octets) {
            Ok(sockets) => bound.push(sockets),
            Err(error) if !is_required && is_absent(&error.error) => {
                tracing::warn!("{error}; going on without it");
                refused = Some(error);
            }
            Err(error) => return Err(StartError::Bind(error)),
        }
    }
    match refused {
        Some(error) if bound.is_empty() => Err(StartError::Bind(error)),
        _ => Ok(bound),
    }
}

/// The machine has no such address, or knows nothing of its kind.
fn is_absent(error: &io::Error) -> bool {
    matches!(error.raw_os_error(), Some(libc::EADDRNOTAVAIL | libc::EAFNOSUPPORT))
}

/// Sees to it that as many files may be open as connections.
fn allow_connections(config: &Config) {
    let wanted = (config.tcp.connections * config.threads) as u64 + OTHER_FILES;
    match syscall::allow_open_files(wanted) {
        Ok(allowed) if allowed < wanted => {
            tracing::warn!(
                allowed,
                wanted,
                "fewer files may be open than there may be connections"
            );
        }
        Ok(_) => {}
        Err(error) => tracing::warn!(%error, "the limit of open files is unknown"),
    }
}

/// Serves until a signal says to stop: the whole life of the program.
///
/// # Errors
/// When the server does not start.
pub fn run(config: &Config, announce: impl FnOnce(&Server)) -> Result<(), StartError> {
    let mut signals = crate::signals::Signals::listen()?;
    let server = Server::start(config)?;
    signals.started();
    systemd::notify(systemd::READY);
    for address in server.addresses() {
        tracing::info!(%address, workers = config.threads, "listening over UDP and TCP");
    }
    announce(&server);
    signals.serve(&server);
    systemd::notify(systemd::STOPPING);
    tracing::info!("stopped: {}", server.stop());
    Ok(())
}
