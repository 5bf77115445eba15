//! A plan to the records of its zone.

use std::collections::BTreeSet;
use std::net::IpAddr;

use super::Plan;
use super::cells::add_cells;
use super::discovery::add_services;
use super::exits::add_exits;
use super::fault::{PlanFault, Spot};
use super::master_files::add_zone_files;
use super::model::{Bearer, Class};
use super::neighbours::neighbours;
use super::records::Records;
use super::references::SITE;
use super::shape::Ground;
use super::tree::{Node, Way};
use crate::geometry::{Levels, Position, Shape, distance_metres};
use crate::limits::PLAN_RECORDS_MAX;
use crate::record::location::{Extent, Location};
use crate::record::place::Place;
use crate::record::{Record, RecordType, SvcParam, rdata};

impl Plan {
    /// The records of the zone, the SOA first, the same for the same plan.
    ///
    /// # Errors
    /// Names that grow beyond 255 octets, and what is wrong in the plan's master files.
    pub fn compile(&self) -> Result<Vec<Record>, Vec<PlanFault>> {
        self.compile_as(self.site.serial)
    }

    /// The records of the zone with another serial than the plan's.
    ///
    /// # Errors
    /// As for [`Self::compile`].
    pub fn compile_as(&self, serial: u32) -> Result<Vec<Record>, Vec<PlanFault>> {
        self.compile_within(serial, PLAN_RECORDS_MAX)
    }

    /// The records of the zone, if there are no more than so many.
    pub(crate) fn compile_within(
        &self,
        serial: u32,
        records_max: usize,
    ) -> Result<Vec<Record>, Vec<PlanFault>> {
        let mut records = self.own_records(serial, records_max);
        add_zone_files(self, &mut records);
        if let Some(owner) = records.overflow() {
            let expected = format!(
                "the plan makes more records than {records_max}, which those of {owner} would \
                 exceed; expected a smaller plan, or a master file"
            );
            let fault = self.spot_of(owner, &self.spots()).fault("", expected);
            records.faults.push(fault);
        }
        records.finish()
    }

    /// The records of everything but the plan's master files.
    pub(crate) fn own_records(&self, serial: u32, records_max: usize) -> Records {
        let mut records = Records::new(self.site.ttl_seconds, records_max);
        self.add_zone(serial, &mut records);
        for (index, node) in self.tree.nodes.iter().enumerate() {
            self.add_place(node, &self.grounds[index], &mut records);
            add_device(node, &mut records);
            self.add_aliases(index, node, &mut records);
            self.add_family(index, node, &mut records);
        }
        self.add_ways(&mut records);
        add_exits(&self.tree, &mut records);
        add_services(&self.tree, &mut records);
        add_cells(self, &mut records);
        records
    }

    /// SOA, NS and the addresses of name servers inside the zone.
    fn add_zone(&self, serial: u32, records: &mut Records) {
        let (site, apex) = (&self.site, &self.site.apex);
        if let Some(primary) = site.name_servers.first() {
            let soa = rdata::Soa {
                mname: primary.name.clone(),
                rname: site.contact.clone(),
                serial,
                refresh_seconds: site.timers.refresh,
                retry_seconds: site.timers.retry,
                expire_seconds: site.timers.expire,
                minimum_seconds: site.timers.negative_ttl,
            };
            records.add(apex.clone(), RecordType::SOA, rdata::soa(&soa));
        }
        for server in &site.name_servers {
            records.add(apex.clone(), RecordType::NS, rdata::name(&server.name));
        }
        for server in &site.name_servers {
            for address in &server.addresses {
                let (rtype, rdata) = address_record(*address);
                records.add(server.name.clone(), rtype, rdata);
            }
        }
    }

    /// LOC, PLACE, TXT and the civic address.
    fn add_place(&self, node: &Node, ground: &Ground, records: &mut Records) {
        let add = |records: &mut Records, rtype, rdata| {
            records.add(node.name.clone(), rtype, rdata);
        };
        if let Some(location) = location(self, node, ground) {
            add(records, RecordType::LOC, location.to_wire().to_vec());
        }
        match self.place(node, ground).encode() {
            Ok(rdata) => add(records, RecordType::PLACE, rdata),
            Err(error) => records.faults.push(node.thing.spot.fault("", error)),
        }
        if !node.thing.text.is_empty() {
            add_text(node.name.clone(), &node.thing.text, &node.thing.spot, records);
        }
        // A place says its whole address where its owner gave a part of it.
        if !node.thing.civic.is_empty()
            && let Some(owner) = records.below(node, &[b"_civic"])
        {
            add_text(owner, &node.civic.to_strings(), &node.thing.spot, records);
        }
    }

    fn place(&self, node: &Node, ground: &Ground) -> Place {
        let is_device = node.thing.class == Class::Device;
        let level_label = node
            .levels
            .filter(|[low, high]| low == high)
            .and_then(|[level, _]| self.site.level_labels.get(&level).cloned());
        Place {
            class: node.thing.class,
            kind: node.thing.kind.clone(),
            display: node.thing.words.clone(),
            levels: node.levels.and_then(|[low, high]| Levels::new(low, high).ok()),
            level_label: level_label.unwrap_or_default(),
            base_altitude_cm: altitude_cm(node),
            height_cm: node.thing.height_cm.filter(|_| !is_device),
            shape: ground.shape.clone(),
        }
    }

    /// Other names of a thing, beside its own.
    fn add_aliases(&self, index: usize, node: &Node, records: &mut Records) {
        let around = &self.tree.nodes[node.parent];
        for (label, spot) in node.thing.aliases.iter().filter(|_| index != SITE) {
            if let Some(owner) = records.name(&around.name, &[label.as_bytes()], spot) {
                records.add(owner, RecordType::CNAME, rdata::name(&node.name));
            }
        }
    }

    /// `_parent`, `_children` and `_devices`.
    fn add_family(&self, index: usize, node: &Node, records: &mut Records) {
        if index != SITE
            && let Some(owner) = records.below(node, &[b"_parent"])
        {
            records.point(&owner, &self.tree.nodes[node.parent].name);
        }
        for (label, is_device) in [(&b"_children"[..], false), (&b"_devices"[..], true)] {
            let nodes = node.children.iter().map(|child| &self.tree.nodes[*child]);
            let mut kin =
                nodes.filter(|child| (child.thing.class == Class::Device) == is_device).peekable();
            if kin.peek().is_none() {
                continue;
            }
            if let Some(owner) = records.below(node, &[label]) {
                kin.for_each(|child| records.point(&owner, &child.name));
            }
        }
    }

    /// `_exits` and `_neighbours`.
    fn add_ways(&self, records: &mut Records) {
        let exits: BTreeSet<Way> = self.tree.ways.iter().copied().collect();
        let touching = neighbours(&self.tree, &self.grounds, self.site.wall_metres)
            .map_err(|fault| records.faults.push(fault))
            .unwrap_or_default();
        for (label, ways) in [(&b"_exits"[..], exits), (&b"_neighbours"[..], touching)] {
            for way in ways {
                let (from, to) = (&self.tree.nodes[way.from], &self.tree.nodes[way.to]);
                if let Some(owner) = records.below(from, &[label]) {
                    records.point(&owner, &to.name);
                }
            }
        }
    }
}

/// Addresses, bearers and keys.
fn add_device(node: &Node, records: &mut Records) {
    let device = &node.thing.device;
    let mut params = Vec::new();
    let (mut v4, mut v6) = (Vec::new(), Vec::new());
    for bearer in &device.bearers {
        match bearer {
            Bearer::Ip(address) => {
                let (rtype, rdata) = address_record(*address);
                records.add(node.name.clone(), rtype, rdata);
                match address {
                    IpAddr::V4(address) => v4.push(*address),
                    IpAddr::V6(address) => v6.push(*address),
                }
            }
            Bearer::Other { key, value } => {
                params.push(SvcParam::Other(*key, value.clone()));
            }
        }
    }
    // RFC 9460 §7.3: the hints spare a question for the addresses.
    params.extend((!v4.is_empty()).then_some(SvcParam::Ipv4Hint(v4)));
    params.extend((!v6.is_empty()).then_some(SvcParam::Ipv6Hint(v6)));
    if !params.is_empty() {
        // RFC 9460 §2.5.2: in service mode the target "." is the owner itself.
        match rdata::svcb(1, &crate::name::Name::root(), &params) {
            Ok(rdata) => records.add(node.name.clone(), RecordType::SVCB, rdata),
            Err(error) => records.faults.push(node.thing.spot.part("bearers").fault("", error)),
        }
    }
    for key in &device.keys {
        let port = format!("_{}", key.port);
        // RFC 6698 §3: the port, the protocol, and the name of the server.
        if let Some(owner) = records.below(node, &[port.as_bytes(), key.protocol.as_bytes()]) {
            // RFC 7671 §5.1: usage 3, the key is the device's own; matching 1, SHA-256.
            records.add(owner, RecordType::TLSA, rdata::tlsa(3, key.selector, 1, &key.sha256));
        }
    }
}

/// A TXT record of these strings.
pub(crate) fn add_text(
    owner: crate::name::Name,
    strings: &[String],
    spot: &Spot,
    records: &mut Records,
) {
    let strings: Vec<&[u8]> = strings.iter().map(String::as_bytes).collect();
    match rdata::txt(&strings) {
        Ok(rdata) => records.add(owner, RecordType::TXT, rdata),
        Err(error) => records.faults.push(spot.part("text").fault("", error)),
    }
}

fn address_record(address: IpAddr) -> (RecordType, Vec<u8>) {
    match address {
        IpAddr::V4(address) => (RecordType::A, rdata::a(address)),
        IpAddr::V6(address) => (RecordType::AAAA, rdata::aaaa(address)),
    }
}

/// Of a place its floor; of a device itself, where its height above the floor is known.
fn altitude_cm(node: &Node) -> Option<i32> {
    let is_device = node.thing.class == Class::Device;
    let above = node.thing.height_cm.filter(|_| is_device).unwrap_or(0);
    node.altitude_cm.map(|floor| floor.saturating_add_unsigned(above))
}

/// The reference point with its size. A thing whose place is only known to be somewhere inside
/// another is no more precise than that one is large.
fn location(plan: &Plan, node: &Node, ground: &Ground) -> Option<Location> {
    let around = &plan.grounds[node.parent];
    let size_cm = ground.shape.as_ref().map_or(PRECISION_CM, size_cm).max(1);
    let error_cm = if ground.is_inherited {
        around.shape.as_ref().map_or(0, self::size_cm).max(PRECISION_CM)
    } else {
        PRECISION_CM
    };
    let altitude = altitude_cm(node);
    let mut location = Location::new(
        milliarcseconds(ground.position.latitude_nanodegrees()),
        milliarcseconds(ground.position.longitude_nanodegrees()),
        altitude.unwrap_or(0).into(),
    )?;
    location.size = extent(size_cm);
    location.horizontal_precision = extent(error_cm);
    if altitude.is_some() {
        location.vertical_precision = extent(PRECISION_CM);
    }
    Some(location)
}

/// How well a plan is drawn: to a metre on the Earth, however fine within itself.
const PRECISION_CM: u64 = 100;

/// RFC 1876 §2: "thousandths of a second of arc"; a nanodegree is 0.0036 of them.
fn milliarcseconds(nanodegrees: i64) -> i32 {
    let rounded = (nanodegrees * 36 + 5_000 * nanodegrees.signum()) / 10_000;
    i32::try_from(rounded).unwrap_or(0)
}

/// RFC 1876 §2: "The diameter of a sphere enclosing the described entity."
fn size_cm(shape: &Shape) -> u64 {
    let metres = match shape {
        // RFC 1876 §3 has a metre as the default for "typical host/network sizes".
        Shape::Point(_) => 1.0,
        Shape::Circle(circle) => 2.0 * circle.radius_metres(),
        _ => {
            let centre = shape.bounds().centre();
            let corners = shape.polygons().iter().flat_map(|polygon| polygon.outer());
            2.0 * corners.map(|at: &Position| distance_metres(centre, *at)).fold(0.0, f64::max)
        }
    };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 4e9")]
    // Nanodegrees leave dust of a tenth of a millimetre, which is no reason for the next digit.
    let centimetres = (metres * 100.0).round() as u64;
    centimetres
}

/// The smallest extent with one digit that encloses so many centimetres.
fn extent(cm: u64) -> Extent {
    let mut scale = 1;
    while cm > 9 * scale {
        scale *= 10;
    }
    Extent::from_cm(cm.div_ceil(scale) * scale).unwrap_or(Extent::HORIZONTAL_DEFAULT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extents_enclose() {
        for (cm, expected) in [(1, 1), (9, 9), (11, 20), (100, 100), (101, 200), (3_499, 4_000)] {
            assert_eq!(extent(cm).cm(), expected, "{cm}");
        }
        assert_eq!(extent(901).cm(), 1_000);
    }

    #[test]
    fn angles_round_to_the_nearest() {
        // 52.2031200 degrees are 187,931,232 thousandths of a second.
        assert_eq!(milliarcseconds(52_203_120_000), 187_931_232);
        assert_eq!(milliarcseconds(-139), -1);
        assert_eq!(milliarcseconds(-138), 0);
    }
}
