//! The proof of a plan: what comes out of the planner is read, compiled and built into a zone.

use libsns::plan::{self, PlanFile};
use libsns::zone::ZoneBuilder;

use super::PlannerError;

/// Says what is wrong with a plan that was made.
pub(super) fn prove(files: &[PlanFile]) -> Result<(), PlannerError> {
    let refuse = |faults: Vec<String>| Err(PlannerError::After(faults));
    let visible: Vec<PlanFile> =
        files.iter().filter(|file| !file.path.starts_with('.')).cloned().collect();
    let words = |faults: Vec<plan::PlanFault>| faults.iter().map(ToString::to_string).collect();
    let plan = match plan::read(&visible) {
        Ok(plan) => plan,
        Err(faults) => return refuse(words(faults)),
    };
    let records = match plan.compile() {
        Ok(records) => records,
        Err(faults) => return refuse(words(faults)),
    };
    let mut builder = ZoneBuilder::new();
    for record in records {
        let added = builder.add(record.owner.as_wire(), record.rtype, record.ttl, &record.rdata);
        if let Err(error) = added {
            return refuse(vec![format!("{} {}: {error}", record.owner, record.rtype)]);
        }
    }
    match builder.build() {
        Ok(_) => Ok(()),
        Err(faults) => refuse(faults.iter().map(ToString::to_string).collect()),
    }
}
