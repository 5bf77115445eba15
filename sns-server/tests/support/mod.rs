//! What the tests share: a folder with a zone, a server on free ports, and questions by hand.
#![allow(dead_code, reason = "each test uses a part")]

use std::io::{Read, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream, UdpSocket};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};
use std::{fs, process, thread};

use sns_server::config::{Listen, ZoneSource};
use sns_server::{Config, Server};

/// How long anything may take before a test calls it broken.
pub(crate) const PATIENCE: Duration = Duration::from_secs(5);
pub(crate) const A: u16 = 1;
pub(crate) const TXT: u16 = 16;
pub(crate) const NOERROR: u8 = 0;
pub(crate) const REFUSED: u8 = 5;
pub(crate) const NXDOMAIN: u8 = 3;

/// A folder that is gone when the test is over.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("sns-server-{}-{number}", process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub(crate) fn path(&self, file: &str) -> PathBuf {
        self.0.join(file)
    }

    pub(crate) fn write(&self, file: &str, text: &str) -> PathBuf {
        let path = self.path(file);
        fs::write(&path, text).unwrap();
        path
    }

    /// Writes as careful editors do: a new file, renamed over the old one.
    pub(crate) fn replace(&self, file: &str, text: &str) {
        fs::rename(self.write(".new", text), self.path(file)).unwrap();
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// The zone `origin`, in which `lamp` has this address.
pub(crate) fn zone_text(origin: &str, lamp: &str) -> String {
    format!(
        "$ORIGIN {origin}.\n\
         $TTL 300\n\
         @ IN SOA ns1 hostmaster 1 3600 900 1209600 300\n\
         @ IN NS ns1\n\
         ns1 IN A 127.0.0.1\n\
         lamp IN A {lamp}\n"
    )
}

/// A configuration for these zones and addresses.
pub(crate) fn config(zones: &[&Path], listen: &[&str]) -> Config {
    let mut config = Config::defaults().unwrap();
    let source = |path: &&Path| ZoneSource { origin: None, path: path.to_path_buf() };
    config.zones = zones.iter().map(source).collect();
    let address = |text: &&str| Listen { address: text.parse().unwrap(), is_required: true };
    config.listen = listen.iter().map(address).collect();
    config.threads = 2;
    config.reload.quiet = Duration::from_millis(20);
    config
}

/// A server of the zone `example.` at a free port of 127.0.0.1, and the folder of its zone.
pub(crate) fn server() -> (Server, Folder) {
    server_with(|_| ())
}

/// The same with a changed configuration.
pub(crate) fn server_with(change: impl FnOnce(&mut Config)) -> (Server, Folder) {
    let folder = Folder::new();
    let zone = folder.write("example.zone", &zone_text("example", "192.0.2.1"));
    let mut config = config(&[&zone], &["127.0.0.1:0"]);
    change(&mut config);
    (Server::start(&config).unwrap(), folder)
}

/// A question (RFC 1035 §4.1).
pub(crate) fn question(id: u16, name: &str, rtype: u16) -> Vec<u8> {
    let mut message = id.to_be_bytes().to_vec();
    message.extend([0, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
    for label in name.split('.').filter(|label| !label.is_empty()) {
        message.push(label.len() as u8);
        message.extend(label.bytes());
    }
    message.push(0);
    message.extend(rtype.to_be_bytes());
    message.extend([0, 1]);
    message
}

/// A question with its length before it, as over TCP.
pub(crate) fn framed(id: u16, name: &str, rtype: u16) -> Vec<u8> {
    let message = question(id, name, rtype);
    [&(message.len() as u16).to_be_bytes()[..], &message].concat()
}

pub(crate) fn id_of(message: &[u8]) -> u16 {
    u16::from_be_bytes([message[0], message[1]])
}

pub(crate) fn rcode_of(message: &[u8]) -> u8 {
    message[3] & 0x0f
}

/// The address in the last octets of an answer with one A record and nothing behind it.
pub(crate) fn address_of(message: &[u8]) -> Ipv4Addr {
    Ipv4Addr::from(*message.last_chunk::<4>().unwrap())
}

/// A UDP socket connected to the server: it takes replies from that address only.
pub(crate) fn udp(server: SocketAddr) -> UdpSocket {
    let own: IpAddr = match server {
        SocketAddr::V4(_) => Ipv4Addr::UNSPECIFIED.into(),
        SocketAddr::V6(_) => Ipv6Addr::UNSPECIFIED.into(),
    };
    let socket = UdpSocket::bind((own, 0)).unwrap();
    socket.connect(server).unwrap();
    socket.set_read_timeout(Some(PATIENCE)).unwrap();
    socket
}

/// One question over UDP.
pub(crate) fn ask_udp(server: SocketAddr, name: &str, rtype: u16) -> Vec<u8> {
    let socket = udp(server);
    socket.send(&question(7, name, rtype)).unwrap();
    let mut reply = vec![0; 4_096];
    let octets = socket.recv(&mut reply).unwrap();
    reply.truncate(octets);
    assert_eq!(id_of(&reply), 7);
    reply
}

pub(crate) fn tcp(server: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect_timeout(&server, PATIENCE).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream.set_nodelay(true).unwrap();
    stream
}

/// One reply over TCP.
pub(crate) fn read_reply(stream: &mut TcpStream) -> Vec<u8> {
    let mut length = [0; 2];
    stream.read_exact(&mut length).unwrap();
    let mut reply = vec![0; usize::from(u16::from_be_bytes(length))];
    stream.read_exact(&mut reply).unwrap();
    reply
}

/// One question over a TCP connection.
pub(crate) fn ask_tcp(stream: &mut TcpStream, name: &str, rtype: u16) -> Vec<u8> {
    stream.write_all(&framed(9, name, rtype)).unwrap();
    let reply = read_reply(stream);
    assert_eq!(id_of(&reply), 9);
    reply
}

/// Whether the server has closed this connection (at once, or within the time a test allows).
pub(crate) fn is_closed(stream: &mut TcpStream) -> bool {
    match stream.read(&mut [0; 1]) {
        Ok(octets) => octets == 0,
        Err(error) => error.kind() == std::io::ErrorKind::ConnectionReset,
    }
}

/// Waits until something is so.
pub(crate) fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let end = Instant::now() + PATIENCE;
    while !is_so() {
        assert!(Instant::now() < end, "waited in vain until {what}");
        thread::sleep(Duration::from_millis(5));
    }
}
