//! A real file: the duplex apartment, held against the outlines that another program made of it.

use std::fs;
use std::io::Read as _;
use std::path::PathBuf;

use serde_json::Value;

use super::*;

/// The folder with the data; none, with a word, where it is not there.
fn data() -> Option<PathBuf> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/ifc");
    if path.is_dir() {
        return Some(path);
    }
    eprintln!("SKIPPED: there is no data beside the workspace");
    None
}

/// The octets of the file.
pub(super) fn octets() -> Option<Vec<u8>> {
    let packed = fs::File::open(data()?.join("duplex.ifc.gz")).unwrap();
    let mut octets = Vec::new();
    flate2::read::GzDecoder::new(packed).read_to_end(&mut octets).unwrap();
    Some(octets)
}

/// The features of a class as the other program found them.
fn features(class: &str) -> Vec<Value> {
    let path = data().unwrap().join("duplex.wgs84.geojson");
    let all: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let features = all["features"].as_array().unwrap().iter();
    features.filter(|feature| feature["properties"]["class"] == class).cloned().collect()
}

/// The level of a storey, by its name.
fn level(survey: &Survey, storey: &Value) -> Option<i16> {
    let found = survey.level_labels.iter().find(|(_, label)| storey == label);
    found.map(|(level, _)| *level)
}

#[test]
fn the_rooms_are_those_of_another_program() {
    let Some(octets) = octets() else { return };
    let survey = read_octets(&octets, &Options::default()).unwrap();
    assert_eq!((&*survey.format, &*survey.title), ("IFC2X3", "Duplex Apartment"));
    let spaces = features("IfcSpace");
    assert_eq!(spaces.len(), 21);
    for space in &spaces {
        let properties = &space["properties"];
        let named =
            |place: &&SurveyPlace| place.names.iter().any(|name| properties["name"] == **name);
        let place = survey.places.iter().find(named).expect("a space of each name");
        assert!(place.names.iter().any(|name| properties["long"] == **name), "{:?}", place.names);
        let area = properties["area_m2"].as_f64().unwrap();
        let ours = square_metres(&place.shape);
        assert!((ours - area).abs() <= (0.01 * area).max(0.005), "{:?}: {ours}", place.names);
        assert_eq!(place.levels.map(LevelRange::lowest), level(&survey, &properties["storey"]));
        for corner in space["geometry"]["coordinates"][0].as_array().unwrap() {
            let corner = [corner[1].as_f64().unwrap(), corner[0].as_f64().unwrap()];
            let far = place.shape[0][0].iter().map(|&own| {
                let [east, north] = way(corner, own);
                east.hypot(north)
            });
            // The other program's degree of latitude has 110.54 km, half a percent too few.
            assert!(far.fold(f64::INFINITY, f64::min) < 0.12, "{:?}: {corner:?}", place.names);
        }
    }
    let rooms = survey.places.iter().filter(|place| !place.shape.is_empty());
    assert_eq!(rooms.count(), 21);
}

#[test]
fn the_doors_join_their_rooms() {
    let Some(octets) = octets() else { return };
    let survey = read_octets(&octets, &Options::default()).unwrap();
    let doors: Vec<_> = survey.exits.iter().filter(|exit| exit.kind == "door").collect();
    assert_eq!((doors.len(), features("IfcDoor").len()), (14, 14));
    assert!(doors.iter().all(|door| door.joins.len() == 2), "{doors:?}");
    let outside = doors.iter().filter(|door| door.joins[1] == crate::survey::SITE);
    assert_eq!(outside.count(), 4, "two front doors, two to the garden");
    let ways = |kind: &str| survey.exits.iter().filter(|exit| exit.kind == kind).count();
    assert_eq!((ways("stair"), ways("opening")), (2, 8));
    for stair in survey.exits.iter().filter(|exit| exit.kind == "stair") {
        assert_eq!(stair.levels, LevelRange::new(0, 1).ok());
    }
}

#[test]
fn storeys_are_numbered_from_level_1() {
    let Some(octets) = octets() else { return };
    let survey = read_octets(&octets, &Options::default()).unwrap();
    let labels = [(-1, "T/FDN"), (0, "Level 1"), (1, "Level 2"), (2, "Roof")];
    assert_eq!(survey.level_labels, labels.map(|(level, name)| (level, name.to_owned())));
    assert!(has_remark(&survey, RemarkSort::Guessed, "counted from \"Level 1\""));
    assert!(has_remark(&survey, RemarkSort::LeftOut, "furnishings: 61"));
    let building = survey.places.iter().find(|p| p.class == libsns::record::PlaceClass::Building);
    assert!(building.unwrap().civic.is_empty(), "an authoring tool's address is none");
}

use libsns::geometry::Levels as LevelRange;
