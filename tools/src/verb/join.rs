//! `sns join`: a building's plan gets its name below a place.

use std::fs;

use libsns::name::Name;
use libsns::name::civic::CivicAddress;
use libsns::name::place_name::label_of_words;
use libsns::plan::ROOT_FILE;
use libsns::record::RecordType;
use libsns::zone::Zone;
use serde_json::json;
use sns_tools::gazetteer::joining::Joining;

use super::delegate::node_of;
use crate::cli::JoinArguments;
use crate::files::write_whole;
use crate::load::load;
use crate::report::{Report, Trouble};
use crate::server;

/// Renames a plan.
pub(crate) fn run(arguments: &JoinArguments) -> Result<Report, Trouble> {
    let under = server::name(&arguments.under)?;
    let path = arguments.plan.join(ROOT_FILE);
    let unreadable = |error| Trouble::Output(format!("{}: {error}", path.display()));
    let before = fs::read_to_string(&path).map_err(unreadable)?;
    let apex = load(&arguments.plan, None).map_err(Trouble::Faults)?.zone.apex();
    let new = new_apex(arguments, &apex, &under)?;
    let civic = match &arguments.parent {
        Some(parent) => address(&load(parent, None).map_err(Trouble::Faults)?.zone, &under)?,
        None => CivicAddress::new(),
    };
    let joining = Joining { apex: new.clone(), civic };
    let after = joining.put_into(&before);
    let after = after.map_err(|error| Trouble::Output(format!("{}: {error}", path.display())))?;
    let is_changed = after != before;
    if is_changed && !arguments.dry_run {
        write_whole(&path, &after)?;
    }
    if arguments.json {
        let value = json!({
            "before": apex.to_string(),
            "apex": new.to_string(),
            "civic": joining.civic.to_strings(),
            "changed": is_changed,
        });
        return Ok(Report::json(&value, true));
    }
    let plan = arguments.plan.display();
    let text = match (is_changed, arguments.dry_run) {
        (_, true) => after,
        (false, _) => format!("{plan}: is {new} already; nothing changed\n"),
        (true, _) => format!(
            "{plan}: {apex} is {new} now\nthe keeper of {under} does the rest: sns delegate PARENT {plan}\n"
        ),
    };
    Ok(Report::new(text, true))
}

/// The name of the building below the place. One that is directly below it keeps its own.
fn new_apex(arguments: &JoinArguments, apex: &Name, under: &Name) -> Result<Name, Trouble> {
    let label = match &arguments.label {
        Some(words) => {
            label_of_words(words).map_err(|error| Trouble::Usage(format!("{words:?}: {error}")))?
        }
        None => {
            let first = apex.labels().next().unwrap_or_default();
            String::from_utf8_lossy(first).into_owned()
        }
    };
    under
        .child(label.as_bytes())
        .map_err(|error| Trouble::Usage(format!("{label}.{under}: {error}")))
}

/// The address of a place, as its zone says it.
fn address(zone: &Zone, place: &Name) -> Result<CivicAddress, Trouble> {
    let wrong = |text: String| Trouble::Output(format!("{}: {text}", zone.apex()));
    if !place.is_within(&zone.apex()) {
        return Err(wrong(format!("{place} is not in this zone")));
    }
    let owner = place.child(b"_civic").map_err(|error| wrong(error.to_string()))?;
    let node = node_of(zone, &owner);
    let record =
        node.and_then(|node| zone.records_at(node).find(|record| record.rtype == RecordType::TXT));
    let Some(record) = record else {
        return Err(wrong(format!("{place} has no civic address; expected _civic.{place} TXT")));
    };
    CivicAddress::from_strings(strings(&record.rdata).iter().map(String::as_str))
        .map_err(|error| wrong(format!("_civic.{place} TXT: {error}")))
}

/// The strings of TXT data (RFC 1035 §3.3.14).
fn strings(rdata: &[u8]) -> Vec<String> {
    let mut strings = Vec::new();
    let mut rest = rdata;
    while let Some((length, tail)) = rest.split_first() {
        let (string, after) = tail.split_at(usize::from(*length).min(tail.len()));
        strings.push(String::from_utf8_lossy(string).into_owned());
        rest = after;
    }
    strings
}
