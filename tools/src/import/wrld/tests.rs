use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use geo::{Area, Coord, LineString, Polygon};
use libsns::geometry::Frame;

use super::*;
use crate::import::InputFile;
use crate::survey::{SITE, SurveyPlace};

/// The data beside the workspace; none, with a word, where they are not there.
fn data() -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/westport-house-wrld");
    if path.is_dir() {
        return Some(path.join("examples/westport-house"));
    }
    eprintln!("SKIPPED: there is no data beside the workspace");
    None
}

fn westport(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    files
        .map(|path| (path.file_name().unwrap().to_str().unwrap().into(), fs::read(&path).unwrap()))
        .collect()
}

fn input(files: &BTreeMap<String, Vec<u8>>) -> Input<'_> {
    let files = files.iter().map(|(path, octets)| InputFile::from_octets(path, octets)).collect();
    Input { name: "westport-house".into(), files }
}

fn square_metres(place: &SurveyPlace) -> f64 {
    let frame = Frame::new([56.46, -2.978], 0.0);
    let ring = |ring: &Vec<Degrees>| {
        LineString(ring.iter().map(|at| frame.metres(*at)).map(|[x, y]| Coord { x, y }).collect())
    };
    let polygon = |rings: &Vec<Vec<Degrees>>| {
        let mut rings = rings.iter().map(ring);
        Polygon::new(rings.next().unwrap(), rings.collect()).unsigned_area()
    };
    place.shape.iter().map(polygon).sum()
}

#[test]
fn print_it() {
    let Some(folder) = data() else { return };
    let files = westport(&folder);
    let survey = read(&input(&files), &Options::default()).unwrap();
    let mut out = String::new();
    use std::fmt::Write;
    for place in &survey.places {
        writeln!(out, "{}", serde_json::json!({"s": place.source, "n": place.names, "k": place.kind, "a": square_metres(place), "l": place.levels.map(|l| (l.lowest(), l.highest())), "r": place.shape, "c": format!("{:?}", place.class)})).unwrap();
    }
    for exit in &survey.exits {
        writeln!(out, "{}", serde_json::json!({"e": exit.source, "k": exit.kind, "j": exit.joins, "p": exit.position, "l": exit.levels.map(|l| (l.lowest(), l.highest())), "o": exit.outline})).unwrap();
    }
    fs::write("/work/tmp/wrld.jsonl", out).unwrap();
}
