//! Every building of the data: imported, checked, drawn, served by `sns-server` and by Knot, and asked
//! by name and by place.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use libsns::record::{Place, PlaceClass, Record};
use sns_tests::message::rtype;
use sns_tests::program::{Folder, sns};
use sns_tests::random::Random;

use super::points;
use super::sources;
use super::{PLACE, Served, compare, knot, places};

/// What is imported, and how.
struct Building {
    apex: &'static str,
    /// Below the folder with the data.
    sources: &'static [&'static str],
    arguments: &'static [&'static str],
    levels: usize,
    /// Fewest rooms, devices and exits that must come of it.
    rooms: usize,
    devices: usize,
    exits: usize,
}

/// A mapping beside the examples.
const CENTRE_MAPPING: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/../zones/mappings/shopping-centre.toml");

const BUILDINGS: [Building; 6] = [
    Building {
        apex: "westport.example",
        sources: &["westport-house-wrld/examples/westport-house.zip"],
        arguments: &[],
        levels: 7,
        rooms: 100,
        devices: 0,
        exits: 250,
    },
    Building {
        apex: "centre.example",
        sources: &["indoor-location-20/site1"],
        arguments: &["--mapping", CENTRE_MAPPING],
        levels: 5,
        rooms: 1286,
        devices: 0,
        exits: 0,
    },
    Building {
        apex: "garching.example",
        sources: &["osm-indoor/tum-garching.geojson"],
        arguments: &[],
        levels: 6,
        rooms: 54,
        devices: 0,
        exits: 50,
    },
    Building {
        apex: "duplex.example",
        sources: &["ifc/duplex.ifc.gz"],
        arguments: &[],
        levels: 4,
        rooms: 21,
        devices: 0,
        exits: 14,
    },
    // Soda Hall has rooms and devices, and no coordinates: its devices are laid on the shopping centre.
    Building {
        apex: "soda.example",
        sources: &["indoor-location-20/site1", "brick/examples/soda_brick.ttl"],
        arguments: &["--mapping", CENTRE_MAPPING, "--lay", "in-order"],
        levels: 5,
        rooms: 1286,
        devices: 243,
        exits: 0,
    },
    Building {
        apex: "hall.example",
        sources: &["brick/examples/soda_brick.ttl"],
        arguments: &["--origin", "37.8756,-122.2588"],
        levels: 7,
        rooms: 243,
        devices: 243,
        exits: 0,
    },
];

fn building(apex: &'static str) {
    let Some(data) = sources::data() else { return };
    let building = BUILDINGS.iter().find(|building| building.apex == apex).expect("it is listed");
    let folder = Folder::new();
    let plan = folder.path().join("plan");
    import(building, &data, &plan);
    import_again(building, &data, &plan);
    check(&plan);
    draw(&plan, &folder.path().join("map"), building.levels);
    let served = Served::of(apex, folder, plan);
    let records = served.records();
    let all = places(&records);
    counted(building, &all, &records);
    by_name(&served, &all);
    let asked = points::by_place(apex, &records, &all);
    let Some(knot) = knot(apex, &records) else { return };
    compare(&served, &knot, &questions(apex, &all, asked));
}

fn paths(building: &Building, data: &Path) -> Vec<String> {
    building.sources.iter().map(|source| data.join(source).display().to_string()).collect()
}

fn run_import(building: &Building, data: &Path, plan: &Path) -> Output {
    let paths = paths(building, data);
    let mut arguments = vec!["import"];
    arguments.extend(paths.iter().map(String::as_str));
    let plan = plan.display().to_string();
    arguments.extend(["--zone", building.apex, "-o", &plan]);
    arguments.extend(building.arguments);
    let output = sns(&arguments);
    assert!(output.status.success(), "{arguments:?}: {}", told(&output));
    output
}

fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

fn import(building: &Building, data: &Path, plan: &Path) {
    let output = run_import(building, data, plan);
    let said = told(&output);
    assert!(plan.join("plan.toml").is_file(), "{said}");
    let is_laid = building.arguments.contains(&"--lay");
    assert!(!is_laid || said.contains("laid"), "not said that devices are laid out: {said}");
}

/// The same source again changes nothing.
fn import_again(building: &Building, data: &Path, plan: &Path) {
    let before = contents(plan);
    let _ = run_import(building, data, plan);
    let after = contents(plan);
    for (path, text) in &before {
        assert!(after.get(path) == Some(text), "{} changed", path.display());
    }
    assert_eq!(before.len(), after.len());
}

fn contents(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry"));
    let files = entries.map(|entry| entry.path()).filter(|path| path.is_file());
    files.map(|path| (path.clone(), fs::read(path).expect("a file"))).collect()
}

/// The linter finds the plan fit to be served: what it says are warnings at most.
fn check(plan: &Path) {
    let output = sns(&["check", &plan.display().to_string(), "--sarif"]);
    let sarif: serde_json::Value =
        serde_json::from_slice(&output.stdout).unwrap_or_else(|e| panic!("{e}: {}", told(&output)));
    let results = sarif["runs"][0]["results"].as_array().expect("results");
    let errors: Vec<_> = results.iter().filter(|result| result["level"] == "error").collect();
    assert!(errors.is_empty(), "{errors:#?}");
}

/// A drawing of each level.
fn draw(plan: &Path, folder: &Path, levels: usize) {
    let [plan, into] = [plan, folder].map(|path| path.display().to_string());
    let output = sns(&["map", &plan, "-o", &into]);
    assert!(output.status.success(), "{}", told(&output));
    let drawn = contents(folder);
    let is_drawing = |path: &&PathBuf| path.extension().is_some_and(|end| end == "svg");
    assert!(drawn.keys().filter(is_drawing).count() >= levels, "{:?}", drawn.keys());
    for (path, text) in drawn.iter().filter(|(path, _)| is_drawing(path)) {
        let text = String::from_utf8_lossy(text);
        assert!(text.contains("<svg") && text.trim_end().ends_with("</svg>"), "{path:?}");
    }
}

fn counted(building: &Building, all: &[(String, Place)], records: &[Record]) {
    let of = |classes: &[PlaceClass]| {
        all.iter().filter(|(_, place)| classes.contains(&place.class)).count()
    };
    let apex = building.apex;
    assert_eq!(of(&[PlaceClass::Level]), building.levels, "{apex}: levels");
    let spaces = [PlaceClass::Room, PlaceClass::Corridor, PlaceClass::Area];
    let (rooms, devices) = (of(&spaces), of(&[PlaceClass::Device]));
    assert!(rooms >= building.rooms, "{apex}: {rooms} rooms");
    assert!(devices >= building.devices, "{apex}: {devices} devices");
    let is_exit = |record: &&Record| {
        record.rtype.0 == rtype::PTR && record.owner.to_string().starts_with("_exits.")
    };
    let exits = records.iter().filter(is_exit).count();
    assert!(exits >= building.exits, "{apex}: {exits} exits");
}

/// Each place says what it is and where.
fn by_name(served: &Served, all: &[(String, Place)]) {
    let questions: Vec<_> = all.iter().map(|(name, _)| (name.clone(), PLACE)).collect();
    for ((name, place), reply) in all.iter().zip(served.ask_all(&questions)) {
        assert_eq!(Place::decode(&reply.answer[0].rdata).as_ref(), Ok(place), "{name}");
    }
    let questions: Vec<_> = questions.into_iter().map(|(name, _)| (name, rtype::LOC)).collect();
    for (question, reply) in questions.iter().zip(served.ask_all(&questions)) {
        assert_eq!(reply.answer.len(), 1, "{question:?}");
    }
}

/// What Knot is asked as well: cells, and of every seventh place its family and its records.
fn questions(apex: &str, all: &[(String, Place)], cells: Vec<String>) -> Vec<(String, u16)> {
    let mut questions: Vec<_> = cells.into_iter().map(|cell| (cell, rtype::PTR)).collect();
    for (name, _) in all.iter().step_by(7) {
        for set in ["_parent", "_children", "_devices", "_exits", "_neighbours"] {
            questions.push((format!("{set}.{name}"), rtype::PTR));
        }
        questions.extend([rtype::LOC, PLACE, rtype::A, rtype::TXT].map(|t| (name.clone(), t)));
    }
    questions.push((format!("no-such-room.{apex}"), rtype::A));
    let mut random = Random::new(3);
    questions.push((format!("x{}.{}", random.below(1000), all[all.len() / 2].0), rtype::PTR));
    questions
}

#[test]
fn westport_house() {
    building("westport.example");
}

#[test]
fn the_shopping_centre() {
    building("centre.example");
}

#[test]
fn garching() {
    building("garching.example");
}

#[test]
fn the_duplex() {
    building("duplex.example");
}

#[test]
fn the_devices_of_soda_hall_in_the_shopping_centre() {
    building("soda.example");
}

#[test]
fn soda_hall_itself() {
    building("hall.example");
}
