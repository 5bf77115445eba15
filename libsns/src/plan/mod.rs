//! Plans: a building as its owner describes it, and its way to the records of a zone.
//!
//! A plan is a directory: `plan.toml` with the site, other TOML files with places, devices and exits,
//! GeoJSON files with shapes, master files with anything else. The format is described in
//! `zones/README.md`.
//!
//! ```text
//! files ─▶ fields, read_* ─▶ model (what is written) ─▶ features (GeoJSON) ─▶ tree (what is meant)
//!                                  │ faults                                        │ warnings
//!                                  ▼                                               ▼
//!                           Vec<PlanFault>              Plan ─▶ compile ─▶ Vec<Record>
//! ```
//!
//! Nothing stops at the first fault: an owner sees all that is wrong in one go.

mod bearers;
mod fault;
mod fields;
mod features;
mod frame;
mod geojson;
mod model;
mod read_site;
mod references;
mod read_things;
mod tree;
mod values;

pub use fault::PlanFault;

use std::collections::BTreeSet;

use toml::de::DeTable;

use fault::Spot;
use fields::{Fields, Source};
use model::Written;
use read_site::{Root, read_plan_toml};
use read_things::{Defaults, default_inside, read_frame, read_items};

/// One file of a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanFile {
    /// Its path from the plan's directory, such as `plan.toml` or `ground/rooms.toml`.
    pub path: String,
    /// What it holds.
    pub text: String,
}

/// The file every plan starts with.
pub const ROOT_FILE: &str = "plan.toml";

/// Reads the TOML files of a plan; which of the others it includes comes back.
fn read_toml(files: &[PlanFile], faults: &mut Vec<PlanFault>) -> (Written, Option<BTreeSet<String>>) {
    let mut written = Written::default();
    let Some(root) = files.iter().find(|file| file.path == ROOT_FILE) else {
        faults.push(Spot::file(ROOT_FILE).fault("", "is missing; every plan starts with it"));
        return (written, None);
    };
    let read = with_table(root, faults, |fields| read_plan_toml(fields, &mut written));
    let Root { include, frame } = read.unwrap_or(Root { include: None, frame: None });
    let included = include.map(|paths| included_files(paths, files, faults));
    let is_included = |path: &str| included.as_ref().is_none_or(|paths| paths.contains(path));
    for file in files.iter().filter(|file| file.path != ROOT_FILE && file.path.ends_with(".toml")) {
        if !is_included(&file.path) || written.site.is_none() {
            continue;
        }
        with_table(file, faults, |mut fields| {
            let inside = default_inside(&mut fields);
            let own = fields.table("frame").and_then(read_frame);
            let defaults = Defaults { inside, frame: own.or(frame) };
            read_items(&mut fields, &defaults, &mut written);
            fields.finish();
        });
    }
    (written, included)
}

/// The files that `include` names; one that is not there is a fault.
fn included_files(
    paths: Vec<(String, Spot)>,
    files: &[PlanFile],
    faults: &mut Vec<PlanFault>,
) -> BTreeSet<String> {
    for (path, spot) in &paths {
        if !files.iter().any(|file| file.path == *path) {
            faults.push(spot.fault(format!("{path:?}"), "there is no such file in the plan"));
        }
    }
    paths.into_iter().map(|(path, _)| path).collect()
}

/// Parses one TOML file and gives its table to a reader; syntax faults are kept.
fn with_table<T>(
    file: &PlanFile,
    faults: &mut Vec<PlanFault>,
    read: impl FnOnce(Fields<'_, '_>) -> T,
) -> Option<T> {
    let source = Source::new(&file.path, &file.text);
    let (document, errors) = DeTable::parse_recoverable(&file.text);
    if !errors.is_empty() {
        faults.extend(errors.iter().map(|error| {
            let offset = error.span().map_or(0, |span| span.start);
            source.spot(offset, "").fault("", format!("is not TOML: {}", error.message()))
        }));
        return None;
    }
    Some(read(Fields::new(document.get_ref(), &source, Spot::file(&file.path), faults)))
}
