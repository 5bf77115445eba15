//! From files to a zone, or to all that is wrong in them. The one way in, for the server and for the
//! tools: what one of them loads, the other does.
//!
//! ```text
//! directory ─▶ files ─▶ plan::read ─▶ Plan ─▶ compile ─┐
//! master file ─▶ files ─▶ master_file::read ───────────┴▶ ZoneBuilder ─▶ Zone
//! ```

use std::io;
use std::path::Path;

use libsns::limits::{FAULTS_LISTED_MAX, MASTER_FILE_ERRORS_MAX};
use libsns::name::Name;
use libsns::plan::{self, Plan, PlanFault, PlanFile};
use libsns::zone::master_file::{self, RecordSink};
use libsns::zone::{Blame, Zone, ZoneBuilder, ZoneFault};

use crate::fault::Fault;
use crate::files::{plan_directory, plan_files, read_file};

/// A zone without faults.
#[derive(Debug)]
pub struct Loaded {
    /// The zone.
    pub zone: Zone,
    /// What is odd but can be served.
    pub warnings: Vec<Fault>,
    /// The plan it was made from, and its files; none for a master file.
    pub plan: Option<(Plan, Vec<PlanFile>)>,
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
    let (plan, warnings, _) = read_plan(directory, note)?;
    Ok((plan, warnings))
}

/// The plan, what is odd in it, and its files.
fn read_plan(
    directory: &Path,
    note: &mut dyn FnMut(&Path),
) -> Result<(Plan, Vec<Fault>, Vec<PlanFile>), Vec<Fault>> {
    let files = plan_files(directory, note)?;
    if !files.iter().any(|file| file.path == plan::ROOT_FILE) {
        let expected = format!("expected a master file, or a directory with a {}", plan::ROOT_FILE);
        return Err(vec![Fault::of_file(directory, expected)]);
    }
    let plan = plan::read(&files).map_err(|faults| of_plan(directory, faults))?;
    let warnings = of_plan(directory, plan.warnings().to_vec());
    Ok((plan, warnings, files))
}

fn zone_of_plan(directory: &Path, note: &mut dyn FnMut(&Path)) -> Result<Loaded, Vec<Fault>> {
    let (plan, warnings, files) = read_plan(directory, note)?;
    let mut builder = ZoneBuilder::new();
    for record in plan.compile().map_err(|faults| of_plan(directory, faults))? {
        builder.add(record.owner.as_wire(), record.rtype, record.ttl, &record.rdata).map_err(
            |error| {
                let key = format!("{} {}", record.owner, record.rtype);
                vec![Fault { key, ..Fault::of_file(directory, error) }]
            },
        )?;
    }
    match builder.build() {
        Ok(zone) => Ok(Loaded { zone, warnings, plan: Some((plan, files)) }),
        Err(faults) => Err(of_plan(directory, plan.blame(&faults))),
    }
}

/// The faults, or warnings, of a plan: a list that somebody reads, and how many more there are.
fn of_plan(directory: &Path, faults: Vec<PlanFault>) -> Vec<Fault> {
    let more = faults.len().saturating_sub(FAULTS_LISTED_MAX);
    let listed = faults.into_iter().take(FAULTS_LISTED_MAX);
    let listed = listed.map(|fault| Fault::of_plan(directory, fault));
    let rest = (more > 0).then(|| Fault::of_file(directory, format!("and {more} more like these")));
    listed.chain(rest).collect()
}

/// Compiles a master file (RFC 1035 §5) and what it includes.
fn load_master_file(
    path: &Path,
    origin: Option<&Name>,
    note: &mut dyn FnMut(&Path),
) -> Result<Loaded, Vec<Fault>> {
    let mut builder = ZoneBuilder::new();
    read_master_file(path, origin, note, &mut builder)?;
    match builder.build() {
        Ok(zone) => Ok(Loaded { zone, warnings: Vec::new(), plan: None }),
        Err(faults) => Err(blame(path, origin, &faults)),
    }
}

/// The faults of a zone with the lines of its master file, which is read once more for them.
fn blame(path: &Path, origin: Option<&Name>, faults: &[ZoneFault]) -> Vec<Fault> {
    let mut blame = Blame::new(faults);
    let read = read_master_file(path, origin, &mut |_| (), &mut blame);
    let mut blamed = read.err().unwrap_or_default();
    blamed.extend(blame.rest().map(|fault| Fault::of_file(path, fault)));
    blamed
}

/// Reads a master file and what it includes, and lets go of its text.
fn read_master_file(
    path: &Path,
    origin: Option<&Name>,
    note: &mut dyn FnMut(&Path),
    sink: &mut dyn RecordSink,
) -> Result<(), Vec<Fault>> {
    note(path);
    let text = read_file(path).map_err(|error| vec![Fault::of_file(path, unread(&error))])?;
    let mut include = |included: &str| {
        note(Path::new(included));
        read_file(Path::new(included))
            .map_err(|error| format!("{included}: {error}; expected a master file"))
    };
    let read = master_file::read(&text, &path.to_string_lossy(), origin, &mut include, sink);
    read.map_err(|errors| {
        let is_cut = errors.len() >= MASTER_FILE_ERRORS_MAX;
        let expected = "there may be more: reading stopped here";
        let rest = is_cut.then(|| Fault::of_file(path, expected));
        errors.into_iter().map(Fault::of_master_file).chain(rest).collect()
    })
}

/// Why a path is no zone.
fn unread(error: &io::Error) -> String {
    format!("{error}; expected a master file, or a directory with a {}", plan::ROOT_FILE)
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

    /// The faults of a zone in these files, the first of which is named.
    fn faults(files: &[(&str, &str)]) -> Vec<String> {
        let directory = tempfile::tempdir().unwrap();
        for (name, text) in files {
            std::fs::write(directory.path().join(name), text).unwrap();
        }
        let faults = load(&directory.path().join(files[0].0), None, &mut |_| ()).unwrap_err();
        let above = format!("{}/", directory.path().display());
        faults.iter().map(|fault| fault.to_string().replace(&above, "")).collect()
    }

    const PLAN: &str = "[site]\nname = \"HQ\"\napex = \"hq.example\"\ncontact = \"me@hq.example\"\n\
        position = [52.2, 0.12]\n[[nameserver]]\nname = \"ns1\"\naddresses = [\"192.0.2.1\"]\n";

    #[test]
    fn what_is_found_in_the_whole_zone_has_a_line() {
        let head = "$ORIGIN hq.example.\n$TTL 60\n@ SOA ns1 me 1 2 3 4 5\n@ NS ns1\n";
        let cname = "a.hq.example. has a CNAME and A; a CNAME must stand alone";
        let text = format!("{head}$INCLUDE a\n  TXT x\na CNAME ns1\n");
        assert_eq!(faults(&[("hq", &text), ("a", "a A 192.0.2.1")]), [format!("hq:7:1: {cname}")]);
        let text = format!("{head}a CNAME ns1\n$INCLUDE a\n");
        assert_eq!(faults(&[("hq", &text), ("a", "\na A 192.0.2.1")]), [format!("a:2:1: {cname}")]);
        assert_eq!(
            faults(&[("hq", "a.example. 60 A 192.0.2.1\n")]),
            ["hq: the zone has no SOA record; expected exactly one"]
        );
    }

    #[test]
    fn lists_of_faults_end_with_how_many_more_there_are() {
        let head = "$ORIGIN hq.example.\n$TTL 60\n";
        let listed = faults(&[("hq", &format!("{head}{}", "a A 1\n".repeat(1234)))]);
        assert_eq!(listed.len(), MASTER_FILE_ERRORS_MAX + 1);
        assert_eq!(listed[20], "hq: there may be more: reading stopped here");
        let places = "[[place]]\nname = \"_x\"\n".repeat(1234);
        let listed = faults(&[("plan.toml", &format!("{PLAN}{places}"))]);
        assert_eq!(listed.len(), FAULTS_LISTED_MAX + 1);
        assert!(listed[100].ends_with(": and 1134 more like these"), "{:?}", listed[100]);
        let long = format!("[[place]]\nname = \"Hall {}\"\nlevel = 9000\n", "x".repeat(100_000));
        let listed = faults(&[("plan.toml", &format!("{PLAN}{long}"))]);
        assert!(listed.iter().all(|fault| fault.len() < 500), "{}", listed[0].len());
    }

    #[test]
    fn in_a_plan_it_is_the_line_of_the_thing_or_of_the_master_file() {
        let alias = "[[place]]\nname = \"Hall\"\naliases = [\"ns1\"]\n";
        assert_eq!(
            faults(&[("plan.toml", &format!("{PLAN}{alias}"))]),
            ["plan.toml:11: place \"Hall\": aliases[1]: ns1.hq.example. has a CNAME and A; \
              a CNAME must stand alone"]
        );
        let alias = alias.replace("ns1", "lobby");
        assert_eq!(
            faults(&[
                ("plan.toml", &format!("{PLAN}{alias}")),
                ("more.zone", "x A 192.0.2.1\nlobby A 192.0.2.1\n")
            ]),
            ["more.zone:2:1: lobby.hq.example. has a CNAME and A; a CNAME must stand alone"]
        );
    }
}
