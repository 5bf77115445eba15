//! One question and its reply, over UDP and TCP. All sockets, clocks and randomness of the client
//! are here.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "the one file of this crate that carries: an app needs a socket to ask"
)]

use std::hash::{BuildHasher as _, RandomState};
use std::io::{self, Read, Write as _};
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream, UdpSocket};
use std::time::{Duration, Instant};

use super::ClientError;
use crate::limits::{STREAM_MESSAGE_OCTETS_MAX, UDP_REPLY_OCTETS_MAX};
use crate::name::Name;
use crate::record::RecordType;
use crate::wire::{Message, write_query};

/// How a server is asked.
#[derive(Clone, Copy, Debug)]
pub(super) struct Exchange {
    /// The server.
    pub(super) server: SocketAddr,
    /// How long one try waits.
    pub(super) timeout: Duration,
    /// How often a question is put over UDP before it is given up.
    pub(super) tries: u32,
}

impl Exchange {
    /// Asks over UDP, and over TCP when the reply is truncated (RFC 7766 §5).
    pub(super) fn ask(&self, name: &Name, rtype: RecordType) -> Result<Message, ClientError> {
        for _ in 0..self.tries {
            match self.try_udp(name, rtype).map_err(|error| ClientError::Io(self.server, error))? {
                Some(reply) if reply.flags.is_truncated() => return self.ask_tcp(name, rtype),
                Some(reply) => return Ok(reply),
                None => {}
            }
        }
        Err(ClientError::Silence(self.server, self.tries))
    }

    /// One try over UDP; nothing when the time is over.
    fn try_udp(&self, name: &Name, rtype: RecordType) -> io::Result<Option<Message>> {
        // RFC 5452 §9.2: an unpredictable ID and source port. The system chooses the port of each
        // new socket; connected, the socket takes datagrams of this server only.
        let id = random_word();
        let socket = match self.server {
            SocketAddr::V4(_) => UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)),
            SocketAddr::V6(_) => UdpSocket::bind((Ipv6Addr::UNSPECIFIED, 0)),
        }?;
        socket.connect(self.server)?;
        let deadline = Instant::now() + self.timeout;
        socket.send(&write_query(id, name, rtype))?;
        let mut buffer = [0; UDP_REPLY_OCTETS_MAX];
        while let Some(left) = time_left(deadline) {
            socket.set_read_timeout(Some(left))?;
            let length = match socket.recv(&mut buffer) {
                Ok(length) => length,
                Err(error) if is_timeout(&error) => break,
                Err(error) => return Err(error),
            };
            // Whatever is not the reply may be forged; the true one may still come.
            let reply = Message::read(&buffer[..length]).ok();
            if let Some(reply) = reply.filter(|reply| reply.answers(id, name, rtype)) {
                return Ok(Some(reply));
            }
        }
        Ok(None)
    }

    /// Asks over TCP.
    pub(super) fn ask_tcp(&self, name: &Name, rtype: RecordType) -> Result<Message, ClientError> {
        let id = random_word();
        let octets = self.exchange_tcp(&write_query(id, name, rtype)).map_err(|error| {
            if is_timeout(&error) {
                ClientError::Silence(self.server, 1)
            } else {
                ClientError::Io(self.server, error)
            }
        })?;
        let unreadable = |error| ClientError::Unreadable(self.server, error);
        let reply = Message::read(&octets).map_err(unreadable)?;
        if reply.answers(id, name, rtype) {
            Ok(reply)
        } else {
            Err(ClientError::OtherReply(self.server))
        }
    }

    /// Sends one message and reads one, each behind its length (RFC 1035 §4.2.2).
    fn exchange_tcp(&self, query: &[u8]) -> io::Result<Vec<u8>> {
        let deadline = Instant::now() + self.timeout;
        let mut stream = TcpStream::connect_timeout(&self.server, self.timeout)?;
        stream.set_write_timeout(Some(self.timeout))?;
        debug_assert!(query.len() <= STREAM_MESSAGE_OCTETS_MAX);
        // RFC 7766 §8: the length and the message in one go.
        let mut message = (query.len() as u16).to_be_bytes().to_vec();
        message.extend_from_slice(query);
        stream.write_all(&message)?;
        let mut length = [0; 2];
        read_until(&mut stream, &mut length, deadline)?;
        let mut reply = vec![0; usize::from(u16::from_be_bytes(length))];
        read_until(&mut stream, &mut reply, deadline)?;
        Ok(reply)
    }
}

/// Fills a buffer before the deadline, however slowly the octets drip.
fn read_until(stream: &mut TcpStream, mut buffer: &mut [u8], deadline: Instant) -> io::Result<()> {
    while !buffer.is_empty() {
        let left = time_left(deadline).ok_or(io::ErrorKind::TimedOut)?;
        stream.set_read_timeout(Some(left))?;
        match stream.read(buffer)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            count => buffer = &mut buffer[count..],
        }
    }
    Ok(())
}

/// The time until a deadline; none when it is over.
fn time_left(deadline: Instant) -> Option<Duration> {
    deadline.checked_duration_since(Instant::now()).filter(|left| !left.is_zero())
}

fn is_timeout(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut)
}

/// Sixteen bits that nobody else can foretell: a keyed hash whose key the standard library takes
/// from the system's randomness and changes at each call.
fn random_word() -> u16 {
    RandomState::new().hash_one(0_u8) as u16
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::TcpListener;
    use std::thread;

    fn exchange(server: SocketAddr) -> Exchange {
        Exchange { server, timeout: Duration::from_millis(300), tries: 2 }
    }

    fn name() -> Name {
        "lamp.hq.example.".parse().unwrap()
    }

    /// The reply to a query: the query with QR, and the TC bit where wanted.
    fn reply_to(query: &[u8], truncated: bool) -> Vec<u8> {
        let mut reply = query.to_vec();
        reply[2] |= if truncated { 0x82 } else { 0x80 };
        reply
    }

    #[test]
    fn forged_replies_are_passed_over() {
        let server = UdpSocket::bind("127.0.0.1:0").unwrap();
        let address = server.local_addr().unwrap();
        let answering = thread::spawn(move || {
            let mut query = [0; 512];
            let (length, asker) = server.recv_from(&mut query).unwrap();
            let good = reply_to(&query[..length], false);
            let mut other_id = good.clone();
            other_id[1] ^= 1;
            let mut other_name = good.clone();
            other_name[13] ^= 1;
            for reply in [&query[..length], b"\0", &other_id, &other_name, &good] {
                server.send_to(reply, asker).unwrap();
            }
        });
        let reply = exchange(address).ask(&name(), RecordType::LOC).unwrap();
        assert_eq!(reply.question.unwrap().name, name());
        answering.join().unwrap();
    }

    #[test]
    fn a_lost_datagram_is_asked_for_again_and_silence_ends() {
        let server = UdpSocket::bind("127.0.0.1:0").unwrap();
        let address = server.local_addr().unwrap();
        let answering = thread::spawn(move || {
            let mut query = [0; 512];
            let (_, first) = server.recv_from(&mut query).unwrap();
            let (length, second) = server.recv_from(&mut query).unwrap();
            assert_ne!(first.port(), second.port());
            server.send_to(&reply_to(&query[..length], false), second).unwrap();
            server
        });
        assert!(exchange(address).ask(&name(), RecordType::LOC).is_ok());
        let _silent = answering.join().unwrap();
        let error = exchange(address).ask(&name(), RecordType::LOC).unwrap_err();
        assert!(matches!(error, ClientError::Silence(_, 2)), "{error}");
    }

    #[test]
    fn a_truncated_reply_is_asked_for_over_tcp() {
        // The system gives one port for both, or another test has it: try until it does.
        let (udp, tcp) = (0..20)
            .find_map(|_| {
                let tcp = TcpListener::bind("127.0.0.1:0").ok()?;
                let udp = UdpSocket::bind(tcp.local_addr().ok()?).ok()?;
                Some((udp, tcp))
            })
            .unwrap();
        let address = udp.local_addr().unwrap();
        let answering = thread::spawn(move || {
            let mut query = [0; 512];
            let (length, asker) = udp.recv_from(&mut query).unwrap();
            udp.send_to(&reply_to(&query[..length], true), asker).unwrap();
            let (mut stream, _) = tcp.accept().unwrap();
            let mut head = [0; 2];
            stream.read_exact(&mut head).unwrap();
            let length = usize::from(u16::from_be_bytes(head));
            stream.read_exact(&mut query[..length]).unwrap();
            // In two pieces, as streams may.
            let reply = [&head[..], &reply_to(&query[..length], false)].concat();
            stream.write_all(&reply[..9]).unwrap();
            stream.write_all(&reply[9..]).unwrap();
        });
        let reply = exchange(address).ask(&name(), RecordType::LOC).unwrap();
        assert!(!reply.flags.is_truncated());
        answering.join().unwrap();
    }

    #[test]
    fn identifiers_differ() {
        let ids: std::collections::HashSet<u16> = (0..64).map(|_| random_word()).collect();
        assert!(ids.len() > 48, "{ids:?}");
    }
}
