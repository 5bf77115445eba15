//! From files to a zone, or to all that is wrong in them. The one way in, for the server and for the
//! tools: what one of them loads, the other does.
//!
//! ```text
//! directory ─▶ files ─▶ plan::read ─▶ Plan ─▶ compile ─┐
//! master file ─▶ files ─▶ master_file::read ───────────┴▶ ZoneBuilder ─▶ Zone
//! ```

use std::io;
use std::path::Path;

use libsns::name::Name;
use libsns::plan::{self, Plan, PlanFault};
use libsns::zone::{Zone, ZoneBuilder, master_file};

use crate::fault::Fault;
use crate::files::{plan_directory, plan_files, read_file};

/// A zone without faults.
#[derive(Debug)]
pub struct Loaded {
    /// The zone.
    pub zone: Zone,
    /// What is odd but can be served.
    pub warnings: Vec<Fault>,
}

/// Loads the plan in a directory, or whose `plan.toml` is named, or else a master file, whose relative
/// names end in `origin` unless it says otherwise. Each file is `note`d just before it is read.
///
/// # Errors
/// All that is wrong.
pub fn load(
    path: &Path,
    origin: Option<&Name>,
    note: &mut dyn FnMut(&Path),
) -> Result<Loaded, Vec<Fault>> {
    match plan_directory(path) {
        Some(directory) => zone_of_plan(directory, note),
        None => load_master_file(path, origin, note),
    }
}

/// Loads the plan in a directory, and what is odd in it.
///
/// # Errors
/// All that is wrong.
pub fn load_plan(
    directory: &Path,
    note: &mut dyn FnMut(&Path),
) -> Result<(Plan, Vec<Fault>), Vec<Fault>> {
    let files = plan_files(directory, note)?;
    if !files.iter().any(|file| file.path == plan::ROOT_FILE) {
        let expected = format!("expected a master file, or a directory with a {}", plan::ROOT_FILE);
        return Err(vec![Fault::of_file(directory, expected)]);
    }
    let plan = plan::read(&files).map_err(|faults| of_plan(directory, faults))?;
    let warnings = of_plan(directory, plan.warnings().to_vec());
    Ok((plan, warnings))
}

fn zone_of_plan(directory: &Path, note: &mut dyn FnMut(&Path)) -> Result<Loaded, Vec<Fault>> {
    let (plan, warnings) = load_plan(directory, note)?;
    let mut builder = ZoneBuilder::new();
    let mut faults = Vec::new();
    for record in plan.compile().map_err(|faults| of_plan(directory, faults))? {
        let added = builder.add(record.owner.as_wire(), record.rtype, record.ttl, &record.rdata);
        if let Err(error) = added {
            let key = format!("{} {}", record.owner, record.rtype);
            faults.push(Fault { key, ..Fault::of_file(directory, error) });
        }
    }
    build(builder, directory, faults, warnings)
}

fn of_plan(directory: &Path, faults: Vec<PlanFault>) -> Vec<Fault> {
    faults.into_iter().map(|fault| Fault::of_plan(directory, fault)).collect()
}

/// Compiles a master file (RFC 1035 §5) and what it includes.
fn load_master_file(
    path: &Path,
    origin: Option<&Name>,
    note: &mut dyn FnMut(&Path),
) -> Result<Loaded, Vec<Fault>> {
    note(path);
    let text = read_file(path).map_err(|error| vec![Fault::of_file(path, unread(&error))])?;
    let mut include = |included: &str| {
        note(Path::new(included));
        read_file(Path::new(included)).map_err(|error| format!("{included}: {error}"))
    };
    let mut builder = ZoneBuilder::new();
    let file = path.to_string_lossy();
    let read = master_file::read(&text, &file, origin, &mut include, &mut builder);
    let errors = read.err().unwrap_or_default();
    drop(text);
    build(builder, path, errors.into_iter().map(Fault::of_master_file).collect(), Vec::new())
}

/// Why a path is no zone.
fn unread(error: &io::Error) -> String {
    format!("{error}; expected a master file, or a directory with a {}", plan::ROOT_FILE)
}

/// Compiles what was collected, unless it is known to be in vain.
fn build(
    builder: ZoneBuilder,
    path: &Path,
    faults: Vec<Fault>,
    warnings: Vec<Fault>,
) -> Result<Loaded, Vec<Fault>> {
    if !faults.is_empty() {
        return Err(faults);
    }
    match builder.build() {
        Ok(zone) => Ok(Loaded { zone, warnings }),
        Err(faults) => Err(faults.iter().map(|fault| Fault::of_file(path, fault)).collect()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_read_is_a_fault_with_its_path_and_what_was_expected() {
        let faults = load(Path::new("no/such.zone"), None, &mut |_| ()).unwrap_err();
        let text = faults[0].to_string();
        assert!(text.starts_with("no/such.zone: No such file"), "{text}");
        assert!(
            text.ends_with("expected a master file, or a directory with a plan.toml"),
            "{text}"
        );
    }
}
