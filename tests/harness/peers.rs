//! Other people's servers, started on loopback with many zones each, and stopped again.
//!
//! Each runs in a temporary folder of its own on a free port. A program that is not installed makes
//! a test that needs it skip with a word, or fail where `SNS_REQUIRE_PEERS=1`.

use std::fs::{self, File};
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, UdpSocket};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};
use std::{env, fmt, process, thread};

use crate::asking;
use crate::generator::GeneratedZone;
use crate::message::{Message, rtype};
use crate::names;
use crate::question::Question;

/// A peer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Peer {
    /// NLnet Labs' NSD.
    Nsd,
    /// CZ.NIC's Knot DNS.
    Knot,
    /// ISC's BIND.
    Bind,
    /// PowerDNS's authoritative server, with its bind backend.
    PowerDns,
}

impl fmt::Display for Peer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Nsd => "NSD",
            Self::Knot => "Knot",
            Self::Bind => "BIND",
            Self::PowerDns => "PowerDNS",
        })
    }
}

impl Peer {
    /// All of them, the two most trusted first.
    pub const ALL: [Self; 4] = [Self::Nsd, Self::Knot, Self::Bind, Self::PowerDns];

    /// The program, as it stands in a path or behind an environment variable.
    fn program(self) -> PathBuf {
        let (variable, name) = match self {
            Self::Nsd => ("NSD_BIN", "nsd"),
            Self::Knot => ("KNOT_BIN", "knotd"),
            Self::Bind => ("NAMED_BIN", "named"),
            Self::PowerDns => ("PDNS_BIN", "pdns_server"),
        };
        env::var_os(variable).map_or_else(|| name.into(), PathBuf::from)
    }

    /// Whether the program is there.
    #[must_use]
    pub fn is_installed(self) -> bool {
        let program = self.program();
        let folders = env::var_os("PATH").unwrap_or_default();
        let sbin = ["/usr/sbin", "/usr/local/sbin"].map(PathBuf::from);
        env::split_paths(&folders).chain(sbin).any(|folder| folder.join(&program).is_file())
    }

    /// The configuration file's name, its text, and the arguments of the program.
    fn recipe(self, folder: &Path, port: u16, zones: &[GeneratedZone]) -> Recipe {
        let dir = folder.display();
        let each = |write: fn(&str) -> String| -> String {
            zones.iter().map(|zone| write(zone_name(zone).trim_end_matches('.'))).collect()
        };
        match self {
            Self::Nsd => Recipe {
                file: "nsd.conf",
                text: NSD.replace("{dir}", &dir.to_string()).replace("{port}", &port.to_string())
                    + &each(|z| format!("zone:\n  name: \"{z}\"\n  zonefile: \"{z}.zone\"\n")),
                arguments: vec!["-d".into(), "-c".into(), format!("{dir}/nsd.conf")],
            },
            Self::Knot => Recipe {
                file: "knot.conf",
                text: KNOT.replace("{dir}", &dir.to_string()).replace("{port}", &port.to_string())
                    + &each(|z| format!("  - domain: \"{z}\"\n    file: \"{z}.zone\"\n")),
                arguments: vec!["-c".into(), format!("{dir}/knot.conf")],
            },
            Self::Bind => Recipe {
                file: "named.conf",
                text: BIND.replace("{dir}", &dir.to_string()).replace("{port}", &port.to_string())
                    + &each(|z| format!("zone \"{z}\" {{ {BIND_ZONE} file \"{z}.zone\"; }};\n")),
                arguments: ["-g", "-n", "1", "-c"]
                    .map(String::from)
                    .into_iter()
                    .chain([format!("{dir}/named.conf")])
                    .collect(),
            },
            Self::PowerDns => {
                let list =
                    each(|z| format!("zone \"{z}\" {{ file \"{z}.zone\"; type master; }};\n"));
                let list = list.replace("file \"", &format!("file \"{dir}/"));
                fs::write(folder.join("bind.conf"), list).expect("the folder is ours");
                Recipe {
                    file: "pdns.conf",
                    text: PDNS
                        .replace("{dir}", &dir.to_string())
                        .replace("{port}", &port.to_string()),
                    arguments: vec![format!("--config-dir={dir}")],
                }
            }
        }
    }
}

struct Recipe {
    file: &'static str,
    text: String,
    arguments: Vec<String>,
}

const NSD: &str = r#"server:
  ip-address: 127.0.0.1@{port}
  port: {port}
  server-count: 1
  username: ""
  chroot: ""
  zonesdir: "{dir}"
  pidfile: "{dir}/pid"
  database: ""
  logfile: "{dir}/log"
  xfrdfile: "{dir}/xfrd.state"
  xfrdir: "{dir}"
  zonelistfile: "{dir}/zone.list"
  rrl-ratelimit: 0
remote-control:
  control-enable: no
"#;

const KNOT: &str = r#"server:
  listen: 127.0.0.1@{port}
  rundir: "{dir}"
  udp-workers: 1
  tcp-workers: 1
  background-workers: 1
database:
  storage: "{dir}/db"
  journal-db-max-size: 2M
  kasp-db-max-size: 6M
  timer-db-max-size: 2M
  catalog-db-max-size: 5M
log:
  - target: "{dir}/log"
    any: info
control:
  listen: "{dir}/k.sock"
template:
  - id: default
    storage: "{dir}"
    zonefile-load: whole
    journal-content: none
zone:
"#;

const BIND: &str = r#"options {
  directory "{dir}"; listen-on port {port} { 127.0.0.1; }; listen-on-v6 { none; };
  recursion no; allow-query { any; }; allow-transfer { none; };
  pid-file none; session-keyfile none; lock-file none; managed-keys-directory "{dir}";
  dnssec-validation no; empty-zones-enable no; notify no; minimal-responses no;
  rrset-order { order fixed; };
};
controls { };
"#;

const BIND_ZONE: &str = "type master; check-names ignore; check-integrity no;";

const PDNS: &str = "launch=bind
bind-config={dir}/bind.conf
bind-check-interval=300
local-address=127.0.0.1
local-port={port}
socket-dir={dir}
daemon=no
guardian=no
disable-syslog=yes
primary=yes
dname-processing=yes
cache-ttl=0
negquery-cache-ttl=0
query-cache-ttl=0
distributor-threads=1
receiver-threads=1
loglevel=3
";

/// The name of the zone as text, which is also the stem of its file's name.
fn zone_name(zone: &GeneratedZone) -> String {
    names::text(&zone.apex)
}

/// A peer that runs. It is stopped and its folder removed when this goes.
#[derive(Debug)]
pub struct Server {
    /// Which peer.
    pub peer: Peer,
    /// Where it listens.
    pub address: SocketAddr,
    /// For each zone: whether the peer took it.
    pub loaded: Vec<bool>,
    child: Child,
    folder: PathBuf,
}

impl Server {
    /// Starts the peer with the zones and waits until it has loaded what it will load.
    ///
    /// # Errors
    /// When the peer does not come up; with what it said.
    pub fn start(peer: Peer, zones: &[GeneratedZone]) -> Result<Self, String> {
        let mut server = Self::spawn(peer, zones).map_err(|error| format!("{peer}: {error}"))?;
        server.wait(zones)?;
        Ok(server)
    }

    fn spawn(peer: Peer, zones: &[GeneratedZone]) -> io::Result<Self> {
        let folder = temporary_folder()?;
        let port = free_port()?;
        for zone in zones {
            fs::write(folder.join(zone_name(zone) + "zone"), zone.text())?;
        }
        fs::create_dir(folder.join("db"))?;
        let recipe = peer.recipe(&folder, port, zones);
        fs::write(folder.join(recipe.file), recipe.text)?;
        let output = File::create(folder.join("output"))?;
        let child = Command::new(peer.program())
            .args(recipe.arguments)
            .current_dir(&folder)
            .stdin(Stdio::null())
            .stdout(output.try_clone()?)
            .stderr(output)
            .spawn()?;
        let address = (Ipv4Addr::LOCALHOST, port).into();
        Ok(Self { peer, address, loaded: Vec::new(), child, folder })
    }

    /// Waits until every zone answers, or as many as will: no more came for 1.5 s.
    fn wait(&mut self, zones: &[GeneratedZone]) -> Result<(), String> {
        let ask: Vec<_> = zones
            .iter()
            .map(|zone| Question::new(zone.apex.clone(), rtype::SOA).to_wire(0))
            .collect();
        let began = Instant::now();
        let mut progress = began;
        while progress.elapsed() < Duration::from_millis(1500) || self.loaded.is_empty() {
            if let Ok(Some(status)) = self.child.try_wait() {
                return Err(format!("{}: {status}\n{}", self.peer, self.said()));
            }
            if began.elapsed() > Duration::from_secs(20) {
                return Err(format!("{}: silent\n{}", self.peer, self.said()));
            }
            let loaded = self.ask_whether_loaded(&ask);
            if loaded != self.loaded || loaded.is_empty() {
                progress = Instant::now();
                self.loaded = loaded;
            }
            if !self.loaded.is_empty() && self.loaded.iter().all(|loaded| *loaded) {
                return Ok(());
            }
            thread::sleep(Duration::from_millis(30));
        }
        Ok(())
    }

    /// For each zone whether its SOA is there; nothing while the peer does not answer at all.
    fn ask_whether_loaded(&self, ask: &[Vec<u8>]) -> Vec<bool> {
        let first = asking::ask_all(self.address, &ask[..1]);
        if first.is_ok_and(|replies| replies[0].is_none()) {
            return Vec::new();
        }
        let replies = asking::ask_all(self.address, ask).unwrap_or_default();
        let good = |reply: Option<Vec<u8>>| {
            let message = reply.and_then(|octets| Message::read(&octets).ok());
            message.is_some_and(|message| message.rcode() == 0 && !message.answer.is_empty())
        };
        replies.into_iter().map(good).collect()
    }

    /// The last of what the peer wrote.
    #[must_use]
    pub fn said(&self) -> String {
        let read = |name| fs::read_to_string(self.folder.join(name)).unwrap_or_default();
        let said = read("output") + &read("log");
        let lines: Vec<_> = said.lines().collect();
        lines[lines.len().saturating_sub(15)..].join("\n")
    }
}

impl Drop for Server {
    /// Asks it to stop, as NSD's own children end only so, then makes it.
    fn drop(&mut self) {
        let id = self.child.id().to_string();
        drop(Command::new("kill").args(["-TERM", &id]).status());
        let end = Instant::now() + Duration::from_secs(2);
        while Instant::now() < end && matches!(self.child.try_wait(), Ok(None)) {
            thread::sleep(Duration::from_millis(10));
        }
        drop(self.child.kill());
        drop(self.child.wait());
        drop(fs::remove_dir_all(&self.folder));
    }
}

/// A fresh folder.
///
/// # Errors
/// When it cannot be made.
pub fn temporary_folder() -> io::Result<PathBuf> {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    let folder = env::temp_dir().join(format!("sns-tests-{}-{number}", process::id()));
    fs::create_dir_all(&folder)?;
    Ok(folder)
}

/// A port that is free for UDP and TCP on loopback.
///
/// # Errors
/// When there is none.
pub fn free_port() -> io::Result<u16> {
    for _ in 0..100 {
        let udp = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0))?;
        let port = udp.local_addr()?.port();
        if TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok() {
            return Ok(port);
        }
    }
    Err(io::ErrorKind::AddrInUse.into())
}

/// The peers that are installed; each other is named on the standard error stream.
///
/// # Panics
/// Where `SNS_REQUIRE_PEERS=1` and one is missing.
#[must_use]
pub fn installed() -> Vec<Peer> {
    let required = env::var("SNS_REQUIRE_PEERS").is_ok_and(|value| value == "1");
    let mut found = Vec::new();
    for peer in Peer::ALL {
        match peer.is_installed() {
            true => found.push(peer),
            false if required => panic!("{peer} is required and not installed"),
            false => eprintln!("skipped: {peer} is not installed"),
        }
    }
    found
}

/// Starts these peers at the same time.
///
/// # Panics
/// When one does not come up.
#[must_use]
pub fn start_all(peers: &[Peer], zones: &[GeneratedZone]) -> Vec<Server> {
    let start = |peer: &Peer| Server::start(*peer, zones).unwrap_or_else(|error| panic!("{error}"));
    thread::scope(|scope| {
        let starting: Vec<_> = peers.iter().map(|peer| scope.spawn(move || start(peer))).collect();
        starting.into_iter().map(|peer| peer.join().expect("the peer came up")).collect()
    })
}
