//! What the operator wants: the configuration file, read and checked. A wrong key or value is an
//! error that names it and what was expected; nothing is bent into range.

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;

use libsns::name::Name;
use serde::Deserialize;

use crate::files::{self, directory_of};
use crate::limits::{self, OutOfRange};
use crate::log;

/// Where questions come in when nothing is said: this machine only, and a port that needs no
/// privilege.
pub const DEFAULT_LISTEN: [&str; 2] = ["127.0.0.1:5354", "[::1]:5354"];

/// All the server is told.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Config {
    /// The zones.
    pub zones: Vec<ZoneSource>,
    /// Where to listen, over UDP and TCP.
    pub listen: Vec<Listen>,
    /// Workers for each listen address.
    pub threads: usize,
    /// Whom to become after the ports are bound.
    pub user: Option<String>,
    /// Which group to belong to then; the user's own when absent.
    pub group: Option<String>,
    /// The name server identifier (RFC 5001).
    pub nsid: Option<Vec<u8>>,
    /// Receive buffer asked of the kernel for each UDP socket, in octets.
    pub udp_receive_buffer_octets: usize,
    /// Connections.
    pub tcp: TcpSettings,
    /// Reloading.
    pub reload: ReloadSettings,
    /// Logging.
    pub log: log::Settings,
}

/// A zone and where it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ZoneSource {
    /// The origin that relative names are completed with.
    pub origin: Option<Name>,
    /// A master file, or a directory with a `plan.toml`.
    pub path: PathBuf,
}

impl ZoneSource {
    /// The directory of the plan, if the zone comes from one. Naming its `plan.toml` is as good.
    pub(crate) fn plan_directory(&self) -> Option<&Path> {
        files::plan_directory(&self.path)
    }
}

/// An address to listen at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Listen {
    /// The address; with port 0 the system chooses one.
    pub address: SocketAddr,
    /// Whether the server should rather not start than do without it. The default addresses are
    /// not: a machine may be without IPv6.
    pub is_required: bool,
}

/// How TCP connections are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TcpSettings {
    /// How long a connection may stay in one step.
    pub idle_timeout: Duration,
    /// Most connections of one worker.
    pub connections: usize,
    /// Most connections of one client at one worker.
    pub connections_per_client: usize,
    /// Octets of replies that may wait.
    pub queue_octets: usize,
    /// Whether the log may show who a client is.
    pub shows_clients: bool,
}

/// How changes of files are noticed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ReloadSettings {
    /// Whether to watch the files; SIGHUP works in any case.
    pub watch: bool,
    /// How long files must be quiet before they are read.
    pub quiet: Duration,
}

/// What is wrong with a configuration.
#[derive(Debug)]
#[non_exhaustive]
pub enum ConfigError {
    /// The file cannot be read.
    Unreadable(PathBuf, std::io::Error),
    /// The file is not TOML, or has a key we do not know or a value of another kind.
    Malformed(PathBuf, String),
    /// A number is out of its range.
    OutOfRange(OutOfRange),
    /// A text is not what its key expects: key, value, expectation.
    Unexpected(&'static str, String, String),
    /// There is no zone to serve.
    NoZone,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(path, error) => write!(f, "{}: {error}", path.display()),
            Self::Malformed(path, why) => write!(f, "{}: {}", path.display(), why.trim_end()),
            Self::OutOfRange(error) => error.fmt(f),
            Self::Unexpected(key, value, expected) => {
                write!(f, "{key} = {value:?}: expected {expected}")
            }
            Self::NoZone => f.write_str(
                "no zone to serve: give --zone PATH, or --config FILE with a [[zone]] in it",
            ),
        }
    }
}

impl std::error::Error for ConfigError {}

impl From<OutOfRange> for ConfigError {
    fn from(error: OutOfRange) -> Self {
        Self::OutOfRange(error)
    }
}

/// The configuration file as it is written. Every key may be absent.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct File {
    listen: Option<Vec<String>>,
    threads: Option<i64>,
    user: Option<String>,
    group: Option<String>,
    nsid: Option<String>,
    zone: Vec<FileZone>,
    udp: FileUdp,
    tcp: FileTcp,
    reload: FileReload,
    log: FileLog,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct FileZone {
    origin: Option<String>,
    path: PathBuf,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct FileUdp {
    receive_buffer_octets: Option<i64>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct FileTcp {
    idle_timeout_ms: Option<i64>,
    connections_per_worker: Option<i64>,
    connections_per_client: Option<i64>,
    queue_octets: Option<i64>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct FileReload {
    watch: Option<bool>,
    quiet_ms: Option<i64>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct FileLog {
    format: Option<String>,
    level: Option<String>,
    clients: Option<bool>,
}

impl Config {
    /// What holds when nothing is said, with no zone.
    ///
    /// # Errors
    /// Never in a sound build: the defaults lie within their own limits, as a test shows.
    pub fn defaults() -> Result<Self, ConfigError> {
        Self::from_file(File::default(), Path::new(""))
    }

    /// Reads a configuration file. Relative paths in it start from its own directory.
    ///
    /// # Errors
    /// When it cannot be read, or says something that is not understood.
    pub fn read(path: &Path) -> Result<Self, ConfigError> {
        let unreadable = |error| ConfigError::Unreadable(path.to_owned(), error);
        let text = std::fs::read_to_string(path).map_err(unreadable)?;
        Self::parse(&text, path)
    }

    /// Takes the text of a configuration file that stands at `path`.
    ///
    /// # Errors
    /// When it says something that is not understood.
    pub fn parse(text: &str, path: &Path) -> Result<Self, ConfigError> {
        let file = toml::from_str(text)
            .map_err(|error| ConfigError::Malformed(path.to_owned(), error.to_string()))?;
        Self::from_file(file, directory_of(path))
    }

    fn from_file(file: File, base: &Path) -> Result<Self, ConfigError> {
        let zone = |zone: FileZone| zone.into_source(base);
        Ok(Self {
            zones: file.zone.into_iter().map(zone).collect::<Result<_, _>>()?,
            listen: listen_addresses(file.listen)?,
            threads: match file.threads {
                Some(number) => limits::THREADS.check(number)? as usize,
                None => processors(),
            },
            user: file.user,
            group: file.group,
            nsid: file.nsid.map(nsid).transpose()?,
            udp_receive_buffer_octets: file.udp.receive_buffer_octets()?,
            tcp: file.tcp.into_settings(file.log.clients.unwrap_or(false))?,
            reload: file.reload.into_settings()?,
            log: file.log.into_settings()?,
        })
    }
}

impl FileZone {
    fn into_source(self, base: &Path) -> Result<ZoneSource, ConfigError> {
        let origin = self.origin.map(|text| parse_origin("zone.origin", &text)).transpose()?;
        Ok(ZoneSource { origin, path: base.join(self.path) })
    }
}

impl FileUdp {
    fn receive_buffer_octets(&self) -> Result<usize, ConfigError> {
        let octets = limits::UDP_RECEIVE_BUFFER.check_or_default(self.receive_buffer_octets)?;
        Ok(octets as usize)
    }
}

impl FileTcp {
    fn into_settings(self, shows_clients: bool) -> Result<TcpSettings, ConfigError> {
        let timeout_ms = limits::TCP_IDLE_TIMEOUT.check_or_default(self.idle_timeout_ms)?;
        let connections = limits::TCP_CONNECTIONS.check_or_default(self.connections_per_worker)?;
        let of_client =
            limits::TCP_CONNECTIONS_PER_CLIENT.check_or_default(self.connections_per_client)?;
        let queue_octets = limits::TCP_QUEUE.check_or_default(self.queue_octets)?;
        Ok(TcpSettings {
            idle_timeout: Duration::from_millis(timeout_ms),
            connections: connections as usize,
            connections_per_client: of_client as usize,
            queue_octets: queue_octets as usize,
            shows_clients,
        })
    }
}

impl FileReload {
    fn into_settings(self) -> Result<ReloadSettings, ConfigError> {
        let quiet_ms = limits::RELOAD_QUIET.check_or_default(self.quiet_ms)?;
        let watch = self.watch.unwrap_or(true);
        Ok(ReloadSettings { watch, quiet: Duration::from_millis(quiet_ms) })
    }
}

impl FileLog {
    fn into_settings(self) -> Result<log::Settings, ConfigError> {
        let format = self.format.map(|text| parse_log_format("log.format", &text)).transpose()?;
        let level = self.level.map(|text| parse_log_level("log.level", &text)).transpose()?;
        let defaults = log::Settings::default();
        Ok(log::Settings {
            format: format.unwrap_or(defaults.format),
            level: level.unwrap_or(defaults.level),
        })
    }
}

impl TcpSettings {
    /// A client's address as the log may show it.
    pub(crate) fn shown(&self, client: IpAddr) -> impl fmt::Display + use<> {
        if self.shows_clients { client.to_string() } else { "(not logged)".to_owned() }
    }
}

fn listen_addresses(texts: Option<Vec<String>>) -> Result<Vec<Listen>, ConfigError> {
    let Some(texts) = texts else { return default_listen() };
    if texts.is_empty() {
        return Err(unexpected("listen", "[]", "at least one ADDRESS:PORT"));
    }
    texts.iter().map(|text| parse_listen("listen", text)).collect()
}

fn default_listen() -> Result<Vec<Listen>, ConfigError> {
    let optional = |text: &&str| {
        parse_listen("listen", text).map(|listen| Listen { is_required: false, ..listen })
    };
    DEFAULT_LISTEN.iter().map(optional).collect()
}

/// Reads `ADDRESS:PORT`.
pub(crate) fn parse_listen(key: &'static str, text: &str) -> Result<Listen, ConfigError> {
    let expected = "ADDRESS:PORT, such as 192.0.2.1:53 or [2001:db8::1]:53";
    let address = text.parse().map_err(|_| unexpected(key, text, expected))?;
    Ok(Listen { address, is_required: true })
}

/// Reads an origin.
pub(crate) fn parse_origin(key: &'static str, text: &str) -> Result<Name, ConfigError> {
    let wrong = |error| unexpected(key, text, &format!("a domain name ({error})"));
    Name::parse_relative(text.as_bytes(), &Name::root()).map_err(wrong)
}

/// Reads a word for the form of the log.
pub(crate) fn parse_log_format(key: &'static str, text: &str) -> Result<log::Format, ConfigError> {
    match text {
        "text" => Ok(log::Format::Text),
        "json" => Ok(log::Format::Json),
        _ => Err(unexpected(key, text, "text or json")),
    }
}

/// Reads a word for how much is logged.
pub(crate) fn parse_log_level(key: &'static str, text: &str) -> Result<log::Level, ConfigError> {
    match text {
        "error" => Ok(log::Level::ERROR),
        "warn" => Ok(log::Level::WARN),
        "info" => Ok(log::Level::INFO),
        "debug" => Ok(log::Level::DEBUG),
        "trace" => Ok(log::Level::TRACE),
        _ => Err(unexpected(key, text, "error, warn, info, debug or trace")),
    }
}

fn nsid(text: String) -> Result<Vec<u8>, ConfigError> {
    limits::NSID_OCTETS.check(i64::try_from(text.len()).unwrap_or(i64::MAX))?;
    Ok(text.into_bytes())
}

fn unexpected(key: &'static str, value: &str, expected: &str) -> ConfigError {
    ConfigError::Unexpected(key, value.to_owned(), expected.to_owned())
}

/// One worker for each processor this process may run on.
fn processors() -> usize {
    let available = std::thread::available_parallelism().map_or(1, usize::from);
    available.min(limits::THREADS.most as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Config, ConfigError> {
        Config::parse(text, Path::new("etc/sns-server.toml"))
    }

    #[test]
    fn nothing_said_gives_the_defaults() {
        let config = parse("").unwrap();
        assert_eq!(config.listen.len(), DEFAULT_LISTEN.len());
        assert!(config.listen.iter().all(|listen| listen.address.ip().is_loopback()));
        assert_eq!(config.tcp.idle_timeout, Duration::from_secs(10));
        assert!(config.reload.watch && !config.tcp.shows_clients);
        assert!(config.threads >= 1);
        assert!(config.user.is_none() && config.zones.is_empty());
    }

    #[test]
    fn all_keys_are_understood() {
        let config = parse(include_str!("../dist/sns-server.toml")).unwrap();
        let text: String = include_str!("../dist/sns-server.toml")
            .lines()
            .map(|line| {
                line.strip_prefix('#').filter(|rest| !rest.starts_with(' ')).unwrap_or(line)
            })
            .map(|line| format!("{line}\n"))
            .collect();
        let all = parse(&text).unwrap();
        assert_eq!(config.tcp, all.tcp, "what is commented out is the default");
        assert_eq!(config.reload, all.reload);
        assert_eq!(config.log, all.log);
        assert_eq!(config.udp_receive_buffer_octets, all.udp_receive_buffer_octets);
        assert_eq!(all.user.as_deref(), Some("sns"));
    }

    #[test]
    fn relative_paths_start_from_the_directory_of_the_file() {
        let config = parse("[[zone]]\npath = 'zones/hq'\n[[zone]]\npath = '/srv/a'").unwrap();
        let paths: Vec<_> = config.zones.into_iter().map(|zone| zone.path).collect();
        assert_eq!(paths, [PathBuf::from("etc/zones/hq"), PathBuf::from("/srv/a")]);
    }

    #[test]
    fn what_is_wrong_is_named() {
        let table: &[(&str, &[&str])] = &[
            ("threads = 0", &["threads = 0", "1 to 256 workers"]),
            ("threads = 257", &["threads = 257", "1 to 256 workers"]),
            ("threads = 'two'", &["line 1", "threads = 'two'", "expected i64"]),
            ("thread = 2", &["line 1", "unknown field `thread`", "`threads`"]),
            ("[tcp]\nidle_timeout_ms = 99", &["tcp.idle_timeout_ms = 99", "100 to 600000 ms"]),
            ("[tcp]\nidle_timeout_ms = -1", &["tcp.idle_timeout_ms = -1", "100 to 600000 ms"]),
            ("[tcp]\nconnections_per_worker = 7", &["tcp.connections_per_worker = 7", "8 to"]),
            ("[tcp]\nconnections_per_client = 0", &["tcp.connections_per_client = 0", "1 to"]),
            ("[tcp]\nqueue_octets = 1", &["tcp.queue_octets = 1", "4096 to", "octets"]),
            ("[udp]\nreceive_buffer_octets = 1", &["udp.receive_buffer_octets = 1", "65536 to"]),
            ("[udp]\nbuffer = 1", &["line 2", "unknown field `buffer`"]),
            ("[reload]\nquiet_ms = 9", &["reload.quiet_ms = 9", "10 to 60000 ms"]),
            ("[log]\nlevel = 'loud'", &["log.level = \"loud\"", "error, warn, info"]),
            ("[log]\nformat = 'xml'", &["log.format = \"xml\"", "text or json"]),
            ("listen = ['localhost']", &["listen = \"localhost\"", "ADDRESS:PORT"]),
            ("listen = []", &["listen = \"[]\"", "at least one"]),
            ("[[zone]]\norigin = 'a..b'\npath = 'x'", &["zone.origin = \"a..b\"", "domain name"]),
            ("[[zone]]\norigin = 'a'", &["line 1", "missing field `path`"]),
            ("=", &["etc/sns-server.toml", "line 1"]),
        ];
        for (text, expected) in table {
            let error = parse(text).map(drop).unwrap_err().to_string();
            for part in *expected {
                assert!(error.contains(part), "{text:?} gave {error:?}, which lacks {part:?}");
            }
        }
        let long = format!("nsid = '{}'", "x".repeat(129));
        assert!(parse(&long).unwrap_err().to_string().contains("nsid = 129: expected 0 to 128"));
    }
}
