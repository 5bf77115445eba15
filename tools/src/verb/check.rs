//! `sns check`: what is wrong with zones, and where.

use std::path::Path;

use libsns::name::Name;
use serde_json::{Value, json};

use crate::cli::CheckArguments;
use crate::load::{Fault, Loaded, load};
use crate::paint::Paint;
use crate::report::{Report, Trouble};
use crate::server;
use crate::show::fault;
use crate::show::text::count;

/// Checks each path.
pub(crate) fn run(arguments: &CheckArguments, paint: Paint) -> Result<Report, Trouble> {
    let origin = arguments.origin.as_deref().map(server::name).transpose()?;
    let checked: Vec<Checked> =
        arguments.paths.iter().map(|path| Checked::of(path, origin.as_ref())).collect();
    let is_success = checked.iter().all(|checked| checked.faults.is_empty());
    if arguments.json {
        return Ok(Report::json(&checked.iter().map(Checked::json).collect(), is_success));
    }
    let text = checked.iter().map(|checked| checked.text(paint)).collect();
    Ok(Report::new(text, is_success))
}

/// A path and what is wrong and odd there.
struct Checked {
    path: String,
    faults: Vec<Fault>,
    warnings: Vec<Fault>,
    /// Apex, names and records of a zone without faults.
    zone: Option<(Name, usize, usize)>,
}

impl Checked {
    fn of(path: &Path, origin: Option<&Name>) -> Self {
        let name = path.display().to_string();
        match load(path, origin) {
            Ok(Loaded { zone, warnings }) => Self {
                path: name,
                faults: Vec::new(),
                warnings,
                zone: Some((zone.apex(), zone.node_count(), zone.record_count())),
            },
            Err(faults) => Self { path: name, faults, warnings: Vec::new(), zone: None },
        }
    }

    /// A line for each fault and warning, then one that sums up.
    fn text(&self, paint: Paint) -> String {
        let mut text = String::new();
        for fault in &self.faults {
            text += &format!("{} {}\n", paint.red("fault:"), fault::line(fault, paint));
        }
        for warning in &self.warnings {
            text += &format!("{} {}\n", paint.yellow("warning:"), fault::line(warning, paint));
        }
        let faults = count(self.faults.len(), "fault");
        let warnings = count(self.warnings.len(), "warning");
        let sum = match &self.zone {
            Some((apex, names, records)) => {
                let what = format!("{apex} with {names} names and {records} records");
                format!("{}: {what}, {}, {warnings}", self.path, paint.green(&faults))
            }
            None => format!("{}: {}, {warnings}", self.path, paint.red(&faults)),
        };
        text + &sum + "\n"
    }

    fn json(&self) -> Value {
        let all = |faults: &[Fault]| -> Value { faults.iter().map(fault::json).collect() };
        let zone = self.zone.as_ref().map(|(apex, names, records)| {
            json!({"apex": apex.to_string(), "names": names, "records": records})
        });
        json!({
            "path": self.path,
            "faults": all(&self.faults),
            "warnings": all(&self.warnings),
            "zone": zone,
        })
    }
}
