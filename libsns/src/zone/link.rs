//! The last step of building: what answers will need beside the sets they carry.

use super::image::{Extra, NodeFlags, NodeId, SetEntry, Zone};
use super::lookup::Boundary;
use super::record_set::{RecordSet, append_record, host_in, name_length};
use crate::name::FoldedName;
use crate::record::RecordType;

impl Zone {
    /// For every set whose data names hosts, the hosts whose addresses the zone knows.
    pub(super) fn link_extras(&mut self) {
        let mut linker =
            Linker { extras: Vec::new(), new_names: Vec::new(), name: FoldedName::new() };
        for node in self.nodes() {
            let first = self.node(node).sets as usize;
            for number in first..first + usize::from(self.node(node).set_count) {
                let start = linker.extras.len();
                linker.link(self, node, self.sets[number]);
                let count = linker.extras.len() - start;
                let set = &mut self.sets[number];
                set.extras = start as u32;
                set.extra_count = u16::try_from(count).unwrap_or(u16::MAX);
            }
        }
        self.extras = linker.extras.into();
        if !linker.new_names.is_empty() {
            self.octets = [&*self.octets, &linker.new_names].concat().into();
        }
    }

    /// RFC 2308 §3: the TTL is the lesser of the SOA's own and its MINIMUM field.
    pub(super) fn link_negative_soa(&mut self) {
        let Some(set) = self.set(NodeId::APEX, RecordType::SOA) else { return };
        let Some(record) = self.records(set).iter().next() else { return };
        let mut data = Vec::new();
        record.expand(self.owner_wire(NodeId::APEX), &mut data);
        let minimum = data.last_chunk::<4>().map_or(0, |octets| u32::from_be_bytes(*octets));
        let ttl_s = record.ttl().min(minimum);
        let mut octets = Vec::new();
        append_record(&mut octets, self.owner_wire(NodeId::APEX), RecordType::SOA, ttl_s, &data);
        self.negative_soa = octets.into();
    }

    fn has_address(&self, node: NodeId) -> bool {
        self.set(node, RecordType::A).or_else(|| self.set(node, RecordType::AAAA)).is_some()
    }
}

/// Collects extras while the image stays as it is.
struct Linker {
    extras: Vec<Extra>,
    /// Names that are covered by a wildcard, so that the image does not hold them yet.
    new_names: Vec<u8>,
    name: FoldedName,
}

impl Linker {
    fn link(&mut self, zone: &Zone, node: NodeId, set: SetEntry) {
        if host_in(set.rtype, &[0; 16]).is_none() {
            return;
        }
        let start = self.extras.len();
        let octets = &zone.octets[set.octets as usize..][..usize::from(set.length)];
        let mut data = Vec::new();
        for record in RecordSet::new(set.rtype, set.record_count, octets).iter() {
            data.clear();
            record.expand(zone.owner_wire(node), &mut data);
            if let Some(host) = host_in(set.rtype, &data) {
                self.add(zone, node, set.rtype, &host[..name_length(host)], start);
            }
        }
    }

    fn add(&mut self, zone: &Zone, owner: NodeId, rtype: RecordType, host: &[u8], start: usize) {
        // RFC 9460 §2.5: the root stands for the owner itself in ServiceMode.
        if is_service(rtype) && host == [0] {
            return self.add_owner(zone, owner);
        }
        self.name.read(host);
        let name = &self.name;
        if !zone.holds(name) {
            return;
        }
        let found = zone.find(name);
        let source = match found.boundary {
            Some(Boundary::Dname(_)) => None,
            _ if found.exact => Some(found.encloser),
            Some(Boundary::Cut(_)) => None,
            None => found.wildcard,
        };
        let Some(source) = source.filter(|node| zone.has_address(*node)) else { return };
        let position = if found.exact {
            let entry = zone.node(source);
            let length = u32::from(entry.name_length);
            entry.name + if entry.flags.has(NodeFlags::CASED) { length } else { 0 }
        } else {
            self.new_names.extend_from_slice(host);
            (zone.octets.len() + self.new_names.len() - host.len()) as u32
        };
        let required = rtype == RecordType::NS
            && zone.is_cut(owner)
            && found.boundary == Some(Boundary::Cut(owner));
        let name_length = name.as_wire().len() as u8;
        let extra = Extra { node: source, name: position, name_length, required, own: false };
        let known = self.extras[start..].iter().any(|e| e.node == source && found.exact);
        if !known {
            self.extras.push(extra);
        }
    }

    /// The owner's own addresses.
    fn add_owner(&mut self, zone: &Zone, owner: NodeId) {
        if zone.has_address(owner) {
            let entry = zone.node(owner);
            let (name, name_length) = (entry.name, entry.name_length);
            self.extras.push(Extra { node: owner, name, name_length, required: false, own: true });
        }
    }
}

/// Types that point to where a service is (RFC 9460).
fn is_service(rtype: RecordType) -> bool {
    matches!(rtype, RecordType::SVCB | RecordType::HTTPS)
}
