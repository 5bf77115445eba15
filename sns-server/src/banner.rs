//! What to try first: a few lines for whoever starts the server by hand, made of names that are
//! really there.

use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;

use libsns::name::Name;
use libsns::record::RecordType;
use libsns::zone::{NodeId, Zone};

use crate::run::Server;

/// Names looked at in search of good examples; a large zone has one among its first.
const NAMES_SEARCHED: usize = 10_000;

/// The lines. [`fmt::Display`] writes them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Banner {
    addresses: Vec<SocketAddr>,
    apexes: Vec<Name>,
    device: Option<(Name, RecordType)>,
}

impl Banner {
    /// The banner of a running server.
    #[must_use]
    pub fn of(server: &Server) -> Self {
        let zones = server.zones();
        Self {
            addresses: server.addresses().to_vec(),
            apexes: zones.iter().map(|zone| zone.apex()).collect(),
            device: zones.iter().find_map(example_device),
        }
    }
}

/// A name with an address, best one that also says where it is.
fn example_device(zone: &Arc<Zone>) -> Option<(Name, RecordType)> {
    let addressed = |node: NodeId| {
        let kinds = [RecordType::AAAA, RecordType::A];
        let rtype = kinds.into_iter().find(|rtype| zone.set(node, *rtype).is_some())?;
        Some((node, rtype))
    };
    let is_placed = |(node, _): &(NodeId, RecordType)| zone.set(*node, RecordType::LOC).is_some();
    let candidates = || zone.nodes().take(NAMES_SEARCHED).filter_map(addressed);
    let (node, rtype) = candidates().find(is_placed).or_else(|| candidates().next())?;
    Some((zone.owner(node), rtype))
}

impl fmt::Display for Banner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let join = |texts: Vec<String>| texts.join(" and ");
        let apexes = join(self.apexes.iter().map(ToString::to_string).collect());
        let addresses = join(self.addresses.iter().map(ToString::to_string).collect());
        writeln!(f, "Serving {apexes} at {addresses}.")?;
        let (Some(address), Some(apex)) = (self.addresses.first(), self.apexes.first()) else {
            return Ok(());
        };
        let dig = format!("dig @{} -p {}", address.ip(), address.port());
        writeln!(f, "Try:")?;
        if let Some((name, rtype)) = &self.device {
            writeln!(f, "  {dig} {name} {rtype}")?;
        }
        writeln!(f, "  {dig} {apex} SOA")?;
        writeln!(f, "Ctrl-C stops it.")
    }
}
