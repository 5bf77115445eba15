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
mod blame;
mod cells;
mod compile;
mod discovery;
mod exits;
mod far;
mod fault;
mod feature_lines;
mod features;
mod fields;
mod geojson;
mod master_files;
mod model;
mod neighbours;
mod read_site;
mod read_things;
mod records;
mod references;
mod shape;
#[cfg(test)]
mod tests;
mod tree;
mod values;
mod view;

pub use bearers::check_bearer;
pub use fault::PlanFault;
pub use model::class_of_kind;
pub use view::{PlanExit, PlanService, PlanThing};

use std::collections::BTreeSet;

use toml::de::DeTable;

use far::check_far;
use features::apply_features;

use fault::Spot;
use fields::{Fields, Source};
use model::{Bearer, Site, Written};
use read_site::{Root, read_plan_toml};
use read_things::{Defaults, default_inside, read_frame, read_items};
use shape::{Ground, place_all, warn_outside};
use tree::{Node, Tree, grow};

use crate::name::Name;

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

/// A plan without a fault, ready to be compiled.
pub struct Plan {
    site: Site,
    tree: Tree,
    /// Where each node of the tree is.
    grounds: Vec<Ground>,
    /// The master files, in the order they were given.
    zone_files: Vec<PlanFile>,
    warnings: Vec<PlanFault>,
    warnings_of_reading: Vec<PlanFault>,
}

/// Reads a plan from its files, in any order.
///
/// `plan.toml` must be among them. TOML, GeoJSON (`.geojson`, `.json`) and master files (`.zone`) are
/// read where `plan.toml` includes them, or all of them where it has no `include`; other files are
/// passed over.
///
/// # Errors
/// All that is wrong, in the order of files and lines.
pub fn read(files: &[PlanFile]) -> Result<Plan, Vec<PlanFault>> {
    let mut faults = Vec::new();
    let mut files: Vec<&PlanFile> = files.iter().collect();
    // The order of a directory is chance; that of a zone must not be.
    files.sort_by(|a, b| a.path.cmp(&b.path));
    let plan = join(&files, &mut faults);
    faults.sort();
    faults.dedup();
    plan.filter(|_| faults.is_empty()).ok_or(faults)
}

fn join(files: &[&PlanFile], faults: &mut Vec<PlanFault>) -> Option<Plan> {
    let (mut written, included) = read_toml(files, faults);
    let is_shape = |path: &str| path.ends_with(".geojson") || path.ends_with(".json");
    let of = |is_kind: &dyn Fn(&str) -> bool, named: &dyn Fn(&str) -> bool| {
        let wanted =
            |path: &str| included.as_ref().is_none_or(|paths| paths.contains(path)) || named(path);
        files.iter().copied().filter(|f| is_kind(&f.path) && wanted(&f.path)).collect::<Vec<_>>()
    };
    let named: BTreeSet<String> = written.shapes.iter().map(|rule| rule.file.clone()).collect();
    let shape_files = of(&is_shape, &|path| named.contains(path));
    let zone_files = of(&|path| path.ends_with(".zone"), &|_| false);
    let shaped = apply_features(&shape_files, &mut written, faults);
    let mut warnings = shaped.warnings;
    let Written { site, things, exits, .. } = written;
    let site = site?;
    let tree = grow(things, exits, shaped.shapes, &site.apex, faults)?;
    check_name_servers(&site, &tree, faults);
    let grounds = place_all(&tree, faults, &mut warnings);
    if faults.is_empty() {
        check_far(&tree, &grounds, site.reach_metres, faults);
    }
    if !faults.is_empty() {
        return None;
    }
    warnings.sort();
    let warnings_of_reading = warnings.clone();
    warn_outside(&tree, &grounds, &mut warnings);
    warnings.sort();
    let zone_files = zone_files.into_iter().cloned().collect();
    Some(Plan { site, tree, grounds, zone_files, warnings, warnings_of_reading })
}

/// RFC 1034 §4.2.1: a server inside its own zone is found only by glue; of one outside, the addresses
/// are its own zone's to say.
fn check_name_servers(site: &Site, tree: &Tree, faults: &mut Vec<PlanFault>) {
    for server in &site.name_servers {
        let inside = server.name.is_within(&site.apex);
        let is_host = |node: &Node| {
            node.name == server.name
                && node.thing.device.bearers.iter().any(|b| matches!(b, Bearer::Ip(_)))
        };
        let spot = server.spot.part("addresses");
        let name = &server.name;
        if inside && server.addresses.is_empty() && !tree.nodes.iter().any(is_host) {
            let expected = format!("{name} is inside the site and needs addresses, as glue");
            faults.push(spot.fault("", expected));
        } else if !inside && !server.addresses.is_empty() {
            let expected =
                format!("{name} is outside of the site; its addresses stand in its own zone");
            faults.push(spot.fault("", expected));
        }
    }
}

impl Plan {
    /// The zone's name.
    #[must_use]
    pub fn apex(&self) -> &Name {
        &self.site.apex
    }

    /// The serial of the plan; 1 where it sets none.
    #[must_use]
    pub fn serial(&self) -> u32 {
        self.site.serial
    }

    /// What is odd but can be served: things outside of what holds them, features nothing took, shapes
    /// that gave way to their outlines.
    #[must_use]
    pub fn warnings(&self) -> &[PlanFault] {
        &self.warnings
    }
}

impl std::fmt::Debug for Plan {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Plan")
            .field("apex", &self.site.apex)
            .field("nodes", &self.tree.nodes.len())
            .finish_non_exhaustive()
    }
}

/// Reads the TOML files of a plan; which of the others it includes comes back.
fn read_toml(
    files: &[&PlanFile],
    faults: &mut Vec<PlanFault>,
) -> (Written, Option<BTreeSet<String>>) {
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
    files: &[&PlanFile],
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
