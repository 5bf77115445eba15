//! `sns compile`: a zone as a master file for any DNS server.

use std::collections::BTreeMap;

use libsns::record::RecordType;
use libsns::zone::Zone;
use libsns::zone::master_file::write_record;
use serde_json::{Value, json};

use crate::cli::CompileArguments;
use crate::files::write_whole;
use crate::load::{Loaded, load};
use crate::paint::Paint;
use crate::report::{Report, Trouble};
use crate::server;
use crate::show::data::type_word;
use crate::show::fault;

/// Compiles one zone.
pub(crate) fn run(arguments: &CompileArguments) -> Result<Report, Trouble> {
    let origin = arguments.origin.as_deref().map(server::name).transpose()?;
    let Loaded { zone, warnings, .. } =
        load(&arguments.path, origin.as_ref()).map_err(Trouble::Faults)?;
    let text = master_file(&zone);
    let octets = text.len();
    let mut report = Report { is_success: true, ..Report::default() };
    match &arguments.output {
        Some(path) => write_whole(path, &text)?,
        None if arguments.json => {}
        None => report.text = text,
    }
    if arguments.json {
        report.text = format!("{:#}\n", counts(&zone, octets));
    }
    let remark = |warning| format!("warning: {}", fault::line(warning, Paint::PLAIN));
    report.remarks = warnings.iter().map(remark).collect();
    Ok(report)
}

/// All records, the SOA first, then in canonical order, each an absolute line.
fn master_file(zone: &Zone) -> String {
    let mut text = String::new();
    for record in zone.records_all() {
        // Writing to a String does not fail.
        let _ = write_record(&record.owner, record.ttl, record.rtype, &record.rdata, &mut text);
    }
    text
}

/// What a zone holds and takes.
fn counts(zone: &Zone, octets: usize) -> Value {
    let mut types: BTreeMap<RecordType, usize> = BTreeMap::new();
    for (rtype, set) in zone.nodes().flat_map(|node| zone.sets(node)) {
        *types.entry(rtype).or_default() += zone.records(set).iter().count();
    }
    let types = types.into_iter().map(|(rtype, count)| (type_word(rtype), Value::from(count)));
    json!({
        "apex": zone.apex().to_string(),
        "names": zone.node_count(),
        "records": zone.record_count(),
        "types": Value::Object(types.collect()),
        "master_file_octets": octets,
        "memory_octets": zone.memory_octets(),
    })
}
