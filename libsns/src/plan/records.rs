//! The records of a plan as they are made: owners below nodes, faults kept, none twice.

use std::collections::HashSet;

use super::fault::{PlanFault, Spot};
use super::tree::Node;
use crate::name::Name;
use crate::record::{Record, RecordType};

/// Collects records in order.
pub(crate) struct Records {
    pub(crate) faults: Vec<PlanFault>,
    records: Vec<Record>,
    ttl_seconds: u32,
    records_max: usize,
    /// The owner of the first record there was no more room for.
    overflow: Option<Name>,
}

impl Records {
    /// Room for so many records, of which those of [`Self::add`] have this time to live.
    pub(crate) fn new(ttl_seconds: u32, records_max: usize) -> Self {
        Self { faults: Vec::new(), records: Vec::new(), ttl_seconds, records_max, overflow: None }
    }

    /// Adds a record with the plan's time to live.
    pub(crate) fn add(&mut self, owner: Name, rtype: RecordType, rdata: Vec<u8>) {
        let ttl = self.ttl_seconds;
        self.push(Record { owner, rtype, ttl, rdata });
    }

    /// Adds a record that is ready.
    pub(crate) fn push(&mut self, record: Record) {
        if self.records.len() < self.records_max {
            self.records.push(record);
        } else {
            self.overflow.get_or_insert(record.owner);
        }
    }

    /// True when more records were made than a plan may have.
    pub(crate) fn is_full(&self) -> bool {
        self.overflow.is_some()
    }

    /// The owner of the first record that was one too many.
    pub(crate) fn overflow(&self) -> Option<&Name> {
        self.overflow.as_ref()
    }

    /// Adds a pointer from one name to another.
    pub(crate) fn point(&mut self, owner: &Name, target: &Name) {
        self.add(owner.clone(), RecordType::PTR, target.as_wire().to_vec());
    }

    /// The name with these labels below a node. One of more than 255 octets is a fault of the node.
    pub(crate) fn below(&mut self, node: &Node, labels: &[&[u8]]) -> Option<Name> {
        self.name(&node.name, labels, &node.thing.spot)
    }

    /// The name with these labels below another.
    pub(crate) fn name(&mut self, below: &Name, labels: &[&[u8]], spot: &Spot) -> Option<Name> {
        let all = labels.iter().copied().chain(below.labels());
        Name::from_labels(all)
            .map_err(|error| {
                let labels: Vec<_> = labels.iter().map(|l| String::from_utf8_lossy(l)).collect();
                let whole = format!("{}.{below}", labels.join("."));
                self.faults.push(spot.fault(whole, error));
            })
            .ok()
    }

    /// The records in the order they came, each once.
    pub(crate) fn finish(self) -> Result<Vec<Record>, Vec<PlanFault>> {
        if !self.faults.is_empty() {
            let mut faults = self.faults;
            faults.sort();
            faults.dedup();
            return Err(faults);
        }
        let mut seen = HashSet::with_capacity(self.records.len());
        let keep: Vec<bool> = self
            .records
            .iter()
            .map(|record| seen.insert((&record.owner, record.rtype, &record.rdata)))
            .collect();
        drop(seen);
        let kept = self.records.into_iter().zip(keep).filter(|(_, keep)| *keep);
        Ok(kept.map(|(record, _)| record).collect())
    }
}
