//! Binding: for each listen address one UDP socket and one TCP listener for each worker, all at the
//! same port. The kernel spreads questions over them (SO_REUSEPORT).

use std::fmt;
use std::io;
use std::net::{Shutdown, SocketAddr, TcpListener, UdpSocket};
use std::os::fd::AsFd;
use std::time::Duration;

use socket2::{Domain, Protocol, SockRef, Socket, Type};

use crate::limits::{TCP_BACKLOG, UDP_SLEEP_MS};
use crate::syscall;

/// How often another port is tried when the system chose one that cannot be had for both protocols.
const PORT_TRIES: usize = 16;

/// The sockets of one listen address, one of each kind for each worker.
#[derive(Debug)]
pub(crate) struct Sockets {
    /// The address, its port no longer 0.
    pub(crate) address: SocketAddr,
    /// For datagrams.
    pub(crate) udp: Vec<UdpSocket>,
    /// For streams.
    pub(crate) tcp: Vec<TcpListener>,
}

/// A port that cannot be had.
#[derive(Debug)]
pub struct BindError {
    /// The address asked for.
    pub address: SocketAddr,
    /// `UDP` or `TCP`.
    pub protocol: &'static str,
    /// What the system said.
    pub error: io::Error,
}

impl fmt::Display for BindError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { address, protocol, error } = self;
        write!(f, "cannot listen at {address} over {protocol}: {error}")?;
        match error.kind() {
            io::ErrorKind::AddrInUse => f.write_str("; which other server runs there?"),
            io::ErrorKind::PermissionDenied if address.port() < 1024 => {
                f.write_str("; ports below 1024 need root or CAP_NET_BIND_SERVICE")
            }
            io::ErrorKind::AddrNotAvailable => f.write_str("; is it an address of this machine?"),
            _ => Ok(()),
        }
    }
}

impl std::error::Error for BindError {}

impl Sockets {
    /// Binds all that `workers` workers need at `address`.
    pub(crate) fn bind(
        address: SocketAddr,
        workers: usize,
        receive_buffer_octets: usize,
    ) -> Result<Self, BindError> {
        retried(address, || Self::bind_once(address, workers, receive_buffer_octets))
    }

    fn bind_once(
        address: SocketAddr,
        workers: usize,
        receive_buffer_octets: usize,
    ) -> Result<Self, BindError> {
        let address = free_address(address)?;
        let shared = workers > 1;
        let udp = (0..workers).map(|_| udp_socket(address, shared, receive_buffer_octets));
        let udp = udp.collect::<io::Result<_>>().map_err(failure(address, "UDP"))?;
        let tcp = (0..workers).map(|_| tcp_listener(address, shared));
        let tcp = tcp.collect::<io::Result<_>>().map_err(failure(address, "TCP"))?;
        Ok(Self { address, udp, tcp })
    }
}

/// Tries again while the system chooses the port: it chooses for UDP, and TCP may be in use there;
/// or somebody takes the port between the look whether it is free and its use.
fn retried<T>(
    address: SocketAddr,
    mut bind: impl FnMut() -> Result<T, BindError>,
) -> Result<T, BindError> {
    let tries = if address.port() == 0 { PORT_TRIES } else { 1 };
    for _ in 1..tries {
        match bind() {
            Err(error) if error.error.kind() == io::ErrorKind::AddrInUse => {}
            outcome => return outcome,
        }
    }
    bind()
}

/// The address with a port that is free for UDP and TCP alike.
///
/// A shared port lets any other process of the same user bind it as well, and the two would take
/// questions from each other. So it is first bound without sharing, which fails when somebody is
/// there.
fn free_address(address: SocketAddr) -> Result<SocketAddr, BindError> {
    let udp = bound(address, Type::DGRAM, false).map_err(failure(address, "UDP"))?;
    let here = local_address(&udp).map_err(failure(address, "UDP"))?;
    bound(here, Type::STREAM, false).map_err(failure(here, "TCP"))?;
    Ok(here)
}

fn failure(address: SocketAddr, protocol: &'static str) -> impl Fn(io::Error) -> BindError {
    move |error| BindError { address, protocol, error }
}

fn local_address(socket: &Socket) -> io::Result<SocketAddr> {
    let address = socket.local_addr()?.as_socket();
    address.ok_or_else(|| io::Error::other("the socket has no IP address"))
}

fn bound(address: SocketAddr, kind: Type, shared: bool) -> io::Result<Socket> {
    let protocol = if kind == Type::DGRAM { Protocol::UDP } else { Protocol::TCP };
    let socket = Socket::new(Domain::for_address(address), kind, Some(protocol))?;
    if address.is_ipv6() {
        // IPv4 has sockets of its own, so that its clients never look like ::ffff:192.0.2.1.
        socket.set_only_v6(true)?;
    }
    if kind == Type::STREAM {
        // Connections of an earlier process may still be closing (TIME_WAIT).
        socket.set_reuse_address(true)?;
    }
    socket.set_reuse_port(shared)?;
    socket.bind(&address.into())?;
    Ok(socket)
}

fn udp_socket(address: SocketAddr, shared: bool, buffer_octets: usize) -> io::Result<UdpSocket> {
    let socket = bound(address, Type::DGRAM, shared)?;
    // The system may grant less, or nothing: that costs answers in a rush, not service.
    if let Err(error) = socket.set_recv_buffer_size(buffer_octets) {
        tracing::debug!(%error, "no larger receive buffer");
    }
    if let Err(error) = syscall::ignore_path_mtu(socket.as_fd(), address.is_ipv6()) {
        tracing::debug!(%error, "path MTUs are heeded");
    }
    if address.ip().is_unspecified() {
        syscall::receive_packet_information(socket.as_fd(), address.is_ipv6())?;
    }
    socket.set_read_timeout(Some(Duration::from_millis(UDP_SLEEP_MS)))?;
    Ok(socket.into())
}

/// Wakes the thread that waits for datagrams at this socket, for good: it will receive no more.
///
/// Linux wakes it although it says that an unconnected socket has nothing to shut down (ENOTCONN).
pub(crate) fn wake_receiver(socket: &UdpSocket) {
    let _ = SockRef::from(socket).shutdown(Shutdown::Read);
}

fn tcp_listener(address: SocketAddr, shared: bool) -> io::Result<TcpListener> {
    let socket = bound(address, Type::STREAM, shared)?;
    // Accepted connections inherit it. Replies leave in one write, so there is nothing to wait for.
    socket.set_tcp_nodelay(true)?;
    socket.set_nonblocking(true)?;
    socket.listen(TCP_BACKLOG)?;
    Ok(socket.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_port_of_the_systems_choice_is_tried_again() {
        let tries_until = |address: &str, kind: io::ErrorKind, last: usize| {
            let address = address.parse().unwrap();
            let mut tries = 0;
            let outcome = retried(address, || {
                tries += 1;
                let error = BindError { address, protocol: "TCP", error: kind.into() };
                if tries < last { Err(error) } else { Ok(()) }
            });
            (tries, outcome.is_ok())
        };
        let in_use = io::ErrorKind::AddrInUse;
        assert_eq!(tries_until("127.0.0.1:0", in_use, 3), (3, true));
        assert_eq!(tries_until("127.0.0.1:0", in_use, 99), (PORT_TRIES, false));
        assert_eq!(tries_until("127.0.0.1:53", in_use, 3), (1, false));
        assert_eq!(tries_until("127.0.0.1:0", io::ErrorKind::PermissionDenied, 3), (1, false));
    }

    #[test]
    fn a_taken_port_is_an_error_that_names_it() {
        let taken = TcpListener::bind("127.0.0.1:0").unwrap();
        let error = Sockets::bind(taken.local_addr().unwrap(), 1, 65_536).unwrap_err();
        assert_eq!((error.protocol, error.error.kind()), ("TCP", io::ErrorKind::AddrInUse));
    }
}
