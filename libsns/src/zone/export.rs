//! The records of an image, as they were given.

use super::{NodeId, Zone};
use crate::record::{Record, RecordType};

impl Zone {
    /// All records, the SOA first, then by name in canonical order and by type.
    ///
    /// Each record can be given to a [`super::ZoneBuilder`] again; the same image comes out.
    pub fn records_all(&self) -> impl Iterator<Item = Record> + '_ {
        let soa = self.records_at(NodeId::APEX).filter(|record| record.rtype == RecordType::SOA);
        let others = self.nodes().flat_map(|node| self.records_at(node));
        soa.chain(others.filter(|record| record.rtype != RecordType::SOA))
    }

    /// How many records there are.
    #[must_use]
    pub fn record_count(&self) -> usize {
        self.sets.iter().map(|set| usize::from(set.record_count)).sum()
    }

    /// The records of one name.
    pub fn records_at(&self, node: NodeId) -> impl Iterator<Item = Record> + '_ {
        let owner = self.owner(node);
        self.sets(node).flat_map(move |(rtype, set)| {
            let owner = owner.clone();
            self.records(set).iter().map(move |stored| {
                let mut rdata = Vec::new();
                stored.expand(owner.as_wire(), &mut rdata);
                Record { owner: owner.clone(), rtype, ttl: stored.ttl(), rdata }
            })
        })
    }
}
