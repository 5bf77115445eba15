//! IFC files as we read them, held against another program: ifcopenshell.
//!
//! `SNS_LONG=1 cargo test -p sns-tools --test ifc_judge` runs it where `python3 -c 'import ifcopenshell'`
//! works; `PYTHON` names another python (`python3 -m venv v && v/bin/pip install ifcopenshell`).

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use libsns::geometry::Frame;
use serde_json::Value;
use sns_tools::import::{Input, InputFile, Options, ifc};
use sns_tools::survey::Survey;

/// The part of the spaces and doors that must be found as the judge finds them.
const FOUND: f64 = 0.95;
/// How far areas may differ, in parts of the judge's.
const AREA: f64 = 0.01;
/// How far the middle of a space may lie off, in metres.
const MIDDLE_METRES: f64 = 0.05;
/// How far the middle of a door may lie off, in metres: we take the hole in the wall, the judge the door
/// with its frame and leaf, which may stand open.
const DOOR_METRES: f64 = 0.5;
/// Where the project's (0, 0) is put, so that positions can be turned back into metres.
const ORIGIN: [f64; 2] = [10.0, 20.0];

/// Spaces of our fixtures that differ, and why.
const EXPLAINED: [(&str, &str); 7] = [
    // The judge measures the flange of a Z from the middle of its web, we from the web's outer side.
    ("feet.ifc", "00000000000000000000SA"),
    // A footprint of one curve, one of several, a box: no body that the judge could triangulate.
    ("outlines.ifc", "00000000000000000000S2"),
    ("outlines.ifc", "00000000000000000000S3"),
    ("outlines.ifc", "00000000000000000000S4"),
    // No representation at all; we read its space boundaries.
    ("outlines.ifc", "00000000000000000000S5"),
    ("outlines.ifc", "00000000000000000000S6"),
    // The judge takes the body, which has no volume; we take the footprint beside it.
    ("outlines.ifc", "00000000000000000000S7"),
];

fn python() -> Option<String> {
    if env::var("SNS_LONG").as_deref() != Ok("1") {
        eprintln!("left out: SNS_LONG=1 asks ifcopenshell");
        return None;
    }
    let python = env::var("PYTHON").unwrap_or_else(|_| "python3".into());
    let works = Command::new(&python).args(["-c", "import ifcopenshell, shapely"]).output();
    if works.is_ok_and(|output| output.status.success()) {
        return Some(python);
    }
    eprintln!("left out: {python} has no ifcopenshell");
    None
}

#[test]
fn another_program_finds_the_same() {
    let Some(python) = python() else { return };
    let folder = tempfile::tempdir().unwrap();
    let files = files(folder.path());
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ifc_judge.py");
    let output = Command::new(python).arg(script).args(&files).output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(said.lines().count(), files.len());
    for (path, line) in files.iter().zip(said.lines()) {
        compare(path, &serde_json::from_str(line).unwrap());
    }
}

/// The fixtures, and the duplex apartment where it is.
fn files(folder: &Path) -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let fixtures = fs::read_dir(root.join("tests/fixtures/ifc")).unwrap();
    let mut files: Vec<_> = fixtures.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    if let Ok(packed) = fs::File::open(root.join("../../shared/data/ifc/duplex.ifc.gz")) {
        let mut octets = Vec::new();
        flate2::read::GzDecoder::new(packed).read_to_end(&mut octets).unwrap();
        let path = folder.join("duplex.ifc");
        fs::write(&path, octets).unwrap();
        files.push(path);
    }
    files
}

fn survey(path: &Path) -> Survey {
    let octets = fs::read(path).unwrap();
    let files = vec![InputFile::from_octets("house.ifc", &octets)];
    let options = Options { origin: Some(ORIGIN), rotation: Some(0.0), ..Options::default() };
    ifc::read(&Input { name: "house.ifc".into(), files }, &options).unwrap()
}

fn compare(path: &Path, judged: &Value) {
    let survey = survey(path);
    let levels = levels(&survey, judged);
    let spaces = judged["spaces"].as_object().unwrap();
    let is_explained =
        |id: &str| EXPLAINED.iter().any(|(file, known)| path.ends_with(file) && *known == id);
    let same = spaces
        .iter()
        .filter(|(id, space)| is_same_space(&survey, &levels, id, space) || is_explained(id));
    report(path, "spaces", same.count(), spaces.len());
    let doors = judged["doors"].as_object().unwrap();
    let same = doors.iter().filter(|(id, door)| is_same_door(&survey, &levels, id, door));
    report(path, "doors", same.count(), doors.len());
    let ours = survey.exits.iter().filter(|exit| exit.kind.ends_with("door")).count();
    assert_eq!(ours, doors.len(), "{path:?}: doors");
}

fn report(path: &Path, what: &str, same: usize, all: usize) {
    let name = path.file_name().unwrap_or_default().display();
    println!("{name}: {same} of {all} {what} the same");
    assert!(same as f64 >= FOUND * all as f64, "{name}: {same} of {all} {what}");
}

/// The level of each storey.
fn levels(survey: &Survey, judged: &Value) -> BTreeMap<String, i16> {
    let storeys = judged["storeys"].as_object().unwrap().keys();
    let level = |id: &String| {
        let place = survey.places.iter().find(|place| place.source == format!("ifc:{id}"))?;
        Some((id.clone(), place.levels?.lowest()))
    };
    storeys.filter_map(level).collect()
}

fn is_same_space(
    survey: &Survey,
    levels: &BTreeMap<String, i16>,
    id: &str,
    judged: &Value,
) -> bool {
    let Some(place) = survey.places.iter().find(|place| place.source == format!("ifc:{id}")) else {
        println!("space {id} is missing");
        return false;
    };
    let level = judged["storey"].as_str().and_then(|storey| levels.get(storey));
    if level.is_some_and(|level| place.levels.map(|levels| levels.lowest()) != Some(*level)) {
        println!("space {id}: {:?}, judged {level:?}", place.levels);
        return false;
    }
    let area = judged["area"].as_f64().unwrap();
    let (ours, middle) = area_and_middle(&place.shape);
    let Ok(at) = serde_json::from_value::<[f64; 2]>(judged["at"].clone()) else {
        return ours == 0.0;
    };
    let off = (middle[0] - at[0]).hypot(middle[1] - at[1]);
    let is_same = (ours - area).abs() <= AREA * area && off <= MIDDLE_METRES;
    if !is_same {
        println!("space {id}: {ours:.3} m² off by {off:.3} m, judged {area:.3} m²");
    }
    is_same
}

fn is_same_door(survey: &Survey, levels: &BTreeMap<String, i16>, id: &str, judged: &Value) -> bool {
    let Some(exit) = survey.exits.iter().find(|exit| exit.source == format!("ifc:{id}")) else {
        println!("door {id} is missing");
        return false;
    };
    let level = judged["storey"].as_str().and_then(|storey| levels.get(storey)).copied();
    let is_on_level = exit.levels.map(|levels| levels.lowest()) == level;
    let at: Option<[f64; 2]> = serde_json::from_value(judged["at"].clone()).unwrap();
    let Some((at, position)) = at.zip(exit.position) else { return is_on_level };
    let [x, y] = Frame::new(ORIGIN, 0.0).metres(position);
    let off = (x - at[0]).hypot(y - at[1]);
    if off > DOOR_METRES || !is_on_level {
        println!("door {id}: off by {off:.2} m, level {:?}, judged {level:?}", exit.levels);
    }
    off <= DOOR_METRES && is_on_level
}

/// Square metres and centroid of polygons, the holes taken away.
fn area_and_middle(shape: &[Vec<Vec<[f64; 2]>>]) -> (f64, [f64; 2]) {
    let frame = Frame::new(ORIGIN, 0.0);
    let (mut area, mut sum) = (0.0, [0.0, 0.0]);
    for rings in shape {
        for (index, ring) in rings.iter().enumerate() {
            let corners: Vec<_> = ring.iter().map(|&corner| frame.metres(corner)).collect();
            let (mut own, mut moment) = (0.0, [0.0, 0.0]);
            for (a, b) in corners.iter().zip(corners.iter().cycle().skip(1)) {
                let cross = (a[0] * b[1] - b[0] * a[1]) / 2.0;
                own += cross;
                moment = [0, 1].map(|i| moment[i] + cross * (a[i] + b[i]) / 3.0);
            }
            let sign = own.signum() * if index == 0 { 1.0 } else { -1.0 };
            area += own * sign;
            sum = [0, 1].map(|i| sum[i] + moment[i] * sign);
        }
    }
    (area, sum.map(|part| if area > 0.0 { part / area } else { 0.0 }))
}
