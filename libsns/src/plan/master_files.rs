//! The master files of a plan, merged into its zone.

use super::fault::PlanFault;
use super::records::Records;
use super::{Plan, PlanFile, ROOT_FILE};
use crate::name::{Name, write_character_string};
use crate::record::{Record, RecordType};
use crate::zone::master_file::{self, MasterFileError, RecordSink};

/// Adds the records of the plan's master files.
pub(crate) fn add_zone_files(plan: &Plan, records: &mut Records) {
    let mut sink = Sink { apex: &plan.site.apex, records: Vec::new() };
    records.faults.extend(read_zone_files(plan, &mut sink));
    sink.records.into_iter().for_each(|record| records.push(record));
}

/// Reads the plan's master files: names are relative to the apex, and the time to live is the plan's
/// where they state none. What is wrong in them comes back.
pub(crate) fn read_zone_files(plan: &Plan, sink: &mut dyn RecordSink) -> Vec<PlanFault> {
    let mut faults = Vec::new();
    for file in &plan.zone_files {
        // The wrapper sets the time to live, and leaves the file its own line numbers.
        let mut wrapper = format!("$TTL {}\n$INCLUDE ", plan.site.ttl_seconds);
        // Writing to a String never fails.
        let _ = write_character_string(file.path.as_bytes(), &mut wrapper);
        wrapper.push('\n');
        let mut include = |path: &str| text_of(&plan.zone_files, path);
        let read = master_file::read(
            wrapper.as_bytes(),
            ROOT_FILE,
            Some(&plan.site.apex),
            &mut include,
            sink,
        );
        faults.extend(read.err().into_iter().flatten().map(fault));
    }
    faults
}

fn text_of(files: &[PlanFile], path: &str) -> Result<Vec<u8>, String> {
    let file = files.iter().find(|file| file.path == path);
    file.map(|file| file.text.clone().into_bytes())
        .ok_or_else(|| "there is no such .zone file in the plan".to_owned())
}

fn fault(error: MasterFileError) -> PlanFault {
    PlanFault {
        file: error.file,
        line: Some(error.line),
        column: Some(error.column),
        key: String::new(),
        value: String::new(),
        expected: error.message,
    }
}

/// Takes the records that may stand in the plan's zone.
struct Sink<'a> {
    apex: &'a Name,
    records: Vec<Record>,
}

impl RecordSink for Sink<'_> {
    fn record(
        &mut self,
        owner: &[u8],
        rtype: RecordType,
        ttl: u32,
        rdata: &[u8],
    ) -> Result<(), String> {
        let owner = Name::from_wire(owner).map_err(|error| error.to_string())?;
        if !owner.is_within(self.apex) {
            return Err(format!("{owner} is not within the plan's zone {}", self.apex));
        }
        // RFC 1035 §5.2 (2): "Exactly one SOA RR should be present at the top of the zone."
        if rtype == RecordType::SOA {
            return Err("a SOA stands here; the plan's own comes from plan.toml".to_owned());
        }
        self.records.push(Record { owner, rtype, ttl, rdata: rdata.to_vec() });
        Ok(())
    }
}
