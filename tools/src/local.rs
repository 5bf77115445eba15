//! Asking a zone that was read from files, without a server.

use std::convert::Infallible;

use libsns::name::{FoldedName, Name};
use libsns::record::{Record, RecordType};
use libsns::zone::Zone;

use crate::walk::Source;

impl Source for Zone {
    type Error = Infallible;

    fn records(&self, name: &Name, rtype: RecordType) -> Result<Vec<Record>, Infallible> {
        let mut folded = FoldedName::new();
        let node = folded.read(name.as_wire()).and_then(|_| self.node_of(&folded));
        let records = node.into_iter().flat_map(|node| self.records_at(node));
        Ok(records.filter(|record| record.rtype == rtype).collect())
    }
}
