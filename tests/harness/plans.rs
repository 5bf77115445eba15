//! Plans as tests need them: the examples of the project, and small ones from text.

use std::fs;
use std::path::{Path, PathBuf};

use libsns::geometry::{Polygon, Position, Shape};
use libsns::name::Name;
use libsns::plan::{self, PlanFault, PlanFile};
use libsns::record::{Place, PlaceClass, Record, RecordType};

use crate::ours::{self, Ours};

/// The root of the workspace.
///
/// # Panics
/// Where the tests are not part of one.
#[must_use]
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("tests/ lies in the workspace").into()
}

/// The files of a plan's folder, with their paths from there. Hidden ones are no part of it.
///
/// # Panics
/// When the folder cannot be read.
#[must_use]
pub fn files(folder: &Path) -> Vec<PlanFile> {
    let mut found = Vec::new();
    collect(folder, folder, &mut found);
    found
}

fn collect(root: &Path, folder: &Path, found: &mut Vec<PlanFile>) {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{folder:?}: {error}"));
    for path in entries.map(|entry| entry.expect("an entry").path()) {
        let name = path.file_name().expect("an entry has a name").to_string_lossy();
        if name.starts_with('.') {
            continue;
        }
        if path.is_dir() {
            collect(root, &path, found);
        } else {
            let inside = path.strip_prefix(root).expect("found below the folder");
            let text = fs::read_to_string(&path).unwrap_or_else(|e| panic!("{path:?}: {e}"));
            found.push(PlanFile { path: inside.to_string_lossy().replace('\\', "/"), text });
        }
    }
}

/// The records of an example below `zones/` that is a plan.
///
/// # Panics
/// When it is none.
#[must_use]
pub fn example(folder: &str) -> Vec<Record> {
    compile(&files(&root().join("zones").join(folder))).unwrap_or_else(|faults| panic!("{faults}"))
}

/// The records of a plan.
///
/// # Errors
/// Its faults, a line each.
pub fn compile(files: &[PlanFile]) -> Result<Vec<Record>, String> {
    let lines = |faults: Vec<PlanFault>| {
        faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    };
    plan::read(files).map_err(lines)?.compile().map_err(lines)
}

/// The head of a small plan: the site `hq.example` with a corner from which metres are measured. The
/// site itself is a point far from there, so that questions find what the plan is about.
#[must_use]
pub fn head(latitude: f64, longitude: f64) -> String {
    format!(
        "[site]\nname = \"HQ\"\napex = \"hq.example\"\ncontact = \"host@hq.example\"\n\
         position = [{}, {longitude}]\nreach = 20003932\nttl = \"10m\"\n\
         [[nameserver]]\nname = \"ns1\"\naddresses = [\"192.0.2.53\"]\n\
         [frame]\norigin = [{latitude}, {longitude}]\n",
        latitude - 2.0
    )
}

/// The records of a small plan in one file.
///
/// # Errors
/// Its faults, a line each.
pub fn small(text: &str) -> Result<Vec<Record>, String> {
    compile(&[PlanFile { path: plan::ROOT_FILE.into(), text: text.into() }])
}

/// A server of the zone of these records.
///
/// # Panics
/// When they are no zone; with what is wrong.
#[must_use]
pub fn serve(records: &[Record]) -> Ours {
    Ours::new(vec![ours::zone_of(records).unwrap_or_else(|error| panic!("{error}"))])
}

/// A server of a hostile zone: so many polygons of so many corners, all about the position 0° 0°, so
/// that no box tells them apart.
///
/// # Panics
/// When a polygon has more corners than a PLACE record can hold.
#[must_use]
pub fn wheels(count: u32, corners: u32) -> Ours {
    let mut records = small(&head(2.0, 0.0)).unwrap_or_else(|faults| panic!("{faults}"));
    for number in 0..count {
        let corner = |step: u32| {
            let turn = f64::from(step) / f64::from(corners) * std::f64::consts::TAU;
            let reach = 1e-3 * (1.0 + f64::from(number) / 1e3 + 0.1 * f64::from(step % 2));
            let (latitude, longitude) = (reach * turn.sin(), reach * turn.cos());
            Position::from_degrees(latitude, longitude).expect("near the middle of the map")
        };
        let polygon = Polygon::new((0..corners).map(corner).collect(), Vec::new());
        let shape = Some(Shape::Polygon(polygon.expect("a wheel crosses nothing")));
        let place = Place { class: PlaceClass::Room, shape, ..Place::default() };
        let owner: Name = format!("w{number}.hq.example").parse().expect("a name");
        let rdata = place.encode().expect("it fits a record");
        records.push(Record { owner, rtype: RecordType::PLACE, ttl: 60, rdata });
    }
    serve(&records)
}
