//! The civic tree: country, region, district and city as zones, from GeoNames' tables.
//!
//! ```text
//! tables (rows of GeoNames) ─▶ tree (who is in whom, labels) ─▶ extent (where, how large) ─▶ zone (master files)
//! ```
//!
//! Zones come as master files: every name server reads them, and 86,000 names load in a second. By
//! default each country is a zone of its own that the root zone delegates, as registers of places are
//! kept by countries; or all is one zone. Buildings are hung below a city by [`delegation`].

pub mod delegation;
mod extent;
pub mod joining;
mod tables;
#[cfg(test)]
mod tests;
mod tree;
mod zone;

use std::net::IpAddr;

use libsns::geometry::Resolution;
use libsns::name::Name;

pub use tables::Tables;
pub use tree::Kind;
pub use zone::ZoneText;

/// What a person asks for.
#[derive(Clone, Debug)]
pub struct Options {
    /// The name of the whole, such as `world.example.`.
    pub apex: Name,
    /// Only these countries, by ISO 3166 code in capitals; all where there are none.
    pub countries: Vec<String>,
    /// The smallest kind that is taken.
    pub depth: Kind,
    /// Whether all is one zone.
    pub is_one_zone: bool,
    /// The name servers of all zones; the first is the primary.
    pub name_servers: Vec<NameServer>,
    /// The hostmaster as the SOA writes it: `hostmaster.world.example.`
    pub contact: Name,
    /// Resolution of the cells that cities are published in.
    pub cells: Resolution,
}

/// A name server of the zones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameServer {
    /// Its name.
    pub name: Name,
    /// Its addresses, where its name is within the apex: glue.
    pub addresses: Vec<IpAddr>,
}

/// The zones of a civic tree.
#[derive(Clone, Debug)]
pub struct Gazetteer {
    /// The zones, the root first.
    pub zones: Vec<ZoneText>,
    /// What became of the tables.
    pub report: Report,
}

/// How much there was, what was assumed, and what could not be taken.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Of each kind from country to city: rows that were read, and places that were made.
    pub counts: [(usize, usize); 4],
    /// Aliases of countries: their names in full.
    pub aliases: usize,
    /// Lines for people: what was guessed, what was qualified, what was left out.
    pub remarks: Vec<String>,
}

impl Gazetteer {
    /// The file that tells `sns-server` of all zones; their paths are relative to it.
    #[must_use]
    pub fn server_config(&self) -> String {
        let head = "# All zones of the gazetteer: sns-server --config sns-server.toml\n";
        let zone = |zone: &ZoneText| format!("\n[[zone]]\npath = {:?}\n", zone.file_name());
        head.to_owned() + &self.zones.iter().map(zone).collect::<String>()
    }
}

/// Builds the zones.
///
/// # Errors
/// When a country that was asked for is in no table, or the apex leaves no room for names.
pub fn build(tables: &Tables, options: &Options) -> Result<Gazetteer, String> {
    let mut report = Report::default();
    if let Some(code) = options.countries.iter().find(|code| !tables.has_country(code)) {
        return Err(format!("{code} is in no table of countries; expected a code such as GB"));
    }
    let mut tree = tree::Tree::grow(tables, options, &mut report)?;
    extent::place_all(&mut tree, &mut report);
    let zones = zone::write_all(&tree, options, &mut report);
    Ok(Gazetteer { zones, report })
}
