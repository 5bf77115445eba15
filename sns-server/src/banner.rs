//! What to try first: a few lines for whoever starts the server by hand, made of names and places
//! that are really there.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use libsns::name::Name;
use libsns::record::{Location, RecordType};
use libsns::zone::{NodeId, Zone};

use crate::config::DEFAULT_LISTEN;
use crate::run::Server;

/// Names looked at in search of good examples; a large zone has one among its first.
const NAMES_SEARCHED: usize = 10_000;
/// More zones than these are counted, not named.
const ZONES_NAMED: usize = 3;

/// The lines. [`fmt::Display`] writes them.
#[derive(Clone, Debug)]
pub struct Banner {
    addresses: Vec<SocketAddr>,
    apexes: Vec<Name>,
    example: Example,
}

/// What there is to ask for.
#[derive(Clone, Debug, Default)]
struct Example {
    /// A name with an address.
    host: Option<(Name, RecordType)>,
    /// Where something is, and the apex of the zone it is in.
    place: Option<(Location, Name)>,
}

impl Banner {
    /// The banner of a running server.
    #[must_use]
    pub fn of(server: &Server) -> Self {
        let zones = server.zones();
        let examples = || zones.iter().map(|zone| Example::in_zone(zone));
        Self {
            addresses: server.addresses().to_vec(),
            apexes: zones.iter().map(|zone| zone.apex()).collect(),
            example: examples()
                .find(|example| example.place.is_some())
                .or_else(|| examples().next())
                .unwrap_or_default(),
        }
    }
}

impl Example {
    /// The best of a zone's first names: a host that also says where it is.
    fn in_zone(zone: &Zone) -> Self {
        let nodes = || zone.nodes().take(NAMES_SEARCHED).filter(|node| !is_wildcard(zone, *node));
        let host = |node: NodeId| Some((node, address_type(zone, node)?));
        let place = |node: NodeId| Some((location(zone, node)?, zone.apex()));
        let placed_host = nodes().find_map(|node| Some((host(node)?, place(node)?)));
        let (host, place) = match placed_host {
            Some((host, place)) => (Some(host), Some(place)),
            None => (nodes().find_map(host), nodes().find_map(place)),
        };
        Self { host: host.map(|(node, rtype)| (zone.owner(node), rtype)), place }
    }
}

fn is_wildcard(zone: &Zone, node: NodeId) -> bool {
    zone.owner_folded(node).starts_with(b"\x01*")
}

fn address_type(zone: &Zone, node: NodeId) -> Option<RecordType> {
    [RecordType::AAAA, RecordType::A].into_iter().find(|rtype| zone.set(node, *rtype).is_some())
}

fn location(zone: &Zone, node: NodeId) -> Option<Location> {
    let record = zone.records(zone.set(node, RecordType::LOC)?).iter().next()?;
    Location::from_wire(record.data())
}

/// A name as people type it.
fn typed(name: &Name) -> String {
    let text = name.to_string();
    text.strip_suffix('.').filter(|rest| !rest.is_empty()).unwrap_or(&text).to_owned()
}

impl fmt::Display for Banner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Some(address), Some(apex)) = (self.addresses.first(), self.apexes.first()) else {
            return Ok(());
        };
        let address = reachable(*address);
        let zones = match self.apexes.len() {
            count if count > ZONES_NAMED => format!("{count} zones"),
            _ => self.apexes.iter().map(typed).collect::<Vec<_>>().join(", "),
        };
        let addresses: Vec<String> = self.addresses.iter().map(ToString::to_string).collect();
        writeln!(f, "Serving {zones} at {}. Try, in another terminal:", addresses.join(" and "))?;
        let dig = format!("dig @{} -p {}", address.ip(), address.port());
        match &self.example.host {
            Some((name, rtype)) => writeln!(f, "  {dig} {} {rtype}", typed(name))?,
            None => writeln!(f, "  {dig} {} SOA", typed(apex))?,
        }
        if let Some((location, apex)) = &self.example.place {
            let (latitude, longitude) = (location.latitude_degrees(), location.longitude_degrees());
            let zone = format!("--zone {}{}", typed(apex), server_option(address));
            writeln!(f, "  sns near {latitude:.5},{longitude:.5} {zone}")?;
            writeln!(f, "  sns tree {zone}")?;
        }
        writeln!(f, "Ctrl-C stops the server.")
    }
}

/// Where this machine reaches what listens at an address: a wildcard is at the loopback too.
fn reachable(address: SocketAddr) -> SocketAddr {
    let ip: IpAddr = match address.ip() {
        ip if !ip.is_unspecified() => ip,
        IpAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
    };
    SocketAddr::new(ip, address.port())
}

/// The option that tells `sns` where we are, unless we are where it looks anyway.
fn server_option(address: SocketAddr) -> String {
    let text = address.to_string();
    if text == DEFAULT_LISTEN[0] { String::new() } else { format!(" --server {text}") }
}
