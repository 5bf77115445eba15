//! A real building: TUM Garching, levels −1 to 4.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use libsns::record::PlaceClass;
use sns_tools::import::Options;
use sns_tools::survey::{SITE, Survey, SurveyPlace};

use super::map::Map;
use super::{read, read_with, text};

/// The export; none, with a word, where the data are not there.
fn garching() -> Option<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let path = root.join("../shared/data/osm-indoor/tum-garching.geojson");
    let text = fs::read_to_string(path).ok();
    if text.is_none() {
        eprintln!("SKIPPED: there is no data beside the workspace");
    }
    text
}

fn of_class(survey: &Survey, class: PlaceClass) -> Vec<&SurveyPlace> {
    survey.places.iter().filter(|place| place.class == class).collect()
}

#[test]
fn the_building_is_whole() {
    let Some(export) = garching() else { return };
    let survey = read("tum.geojson", export.as_bytes()).unwrap();
    assert_eq!(survey.format, "OpenStreetMap (GeoJSON)");
    let [building] = of_class(&survey, PlaceClass::Building)[..] else { panic!("one building") };
    let levels = building.levels.unwrap();
    assert_eq!((levels.lowest(), levels.highest()), (-1, 4));
    assert_eq!(of_class(&survey, PlaceClass::Level).len(), 6);
    // 51 polygons with indoor=room: stairs on five levels and one lift are among them.
    let drawn = [PlaceClass::Room, PlaceClass::Stair, PlaceClass::Lift];
    let rooms: Vec<_> = drawn.iter().flat_map(|class| of_class(&survey, *class)).collect();
    assert_eq!(rooms.len(), 51);
    assert_eq!(of_class(&survey, PlaceClass::Stair).len(), 5);
    assert_eq!(of_class(&survey, PlaceClass::Lift).len(), 1);
    assert_eq!(rooms.iter().filter(|room| !room.names.is_empty()).count(), 36);
    assert_eq!(of_class(&survey, PlaceClass::Corridor).len(), 3);
    assert_eq!(of_class(&survey, PlaceClass::Area).len(), 1);
    let room = rooms.iter().find(|room| room.names == ["2.213"]).unwrap();
    assert_eq!(room.source, "osm:way/1308125421");
    assert_eq!((room.kind.as_str(), room.levels.unwrap().lowest()), ("study", 3));
    let inside = room.inside.as_deref().unwrap();
    assert_eq!(inside, format!("{}/level/3", building.source));
    assert_eq!(survey.devices.len(), 2, "two vending machines");
    assert!(survey.devices.iter().all(|device| device.kind == "vending-machine"));
}

#[test]
fn every_door_is_an_exit_and_nearly_all_say_what_they_join() {
    let Some(export) = garching() else { return };
    let survey = read("tum.geojson", export.as_bytes()).unwrap();
    let json: serde_json::Value = serde_json::from_str(&export).unwrap();
    let doors: Vec<_> = json["features"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|feature| {
            let tags = &feature["properties"];
            tags["door"].is_string() || tags["indoor"] == "door"
        })
        .collect();
    assert_eq!(doors.len(), 58);
    for door in &doors {
        let level = door["properties"]["level"].as_str().unwrap().split('~').next().unwrap();
        let node = format!("osm:node/{}", door["id"]);
        let found = survey.exits.iter().find(|exit| {
            let is_this = exit.source == node || exit.source == format!("{node}@{level}");
            is_this && exit.levels.unwrap().lowest().to_string() == level
        });
        assert_eq!(found.expect(&node).kind, "door");
    }
    let (doors, steps): (Vec<_>, Vec<_>) =
        survey.exits.iter().partition(|exit| exit.kind == "door");
    // The lift's door repeats on six levels.
    assert_eq!(doors.len(), 58 + 5);
    assert_eq!(doors.iter().filter(|door| door.joins.len() == 2).count(), 60);
    assert_eq!(doors.iter().filter(|door| door.joins.contains(&SITE.to_owned())).count(), 5);
    // From each level to the next; those of the fire escape end where nothing is drawn.
    assert_eq!(steps.len(), 5);
    assert!(steps.iter().all(|steps| steps.joins.len() == 2 && steps.outline.len() >= 2));
    let told = "way 1311678338, way 1311678342, way 1311678344 and 1 other";
    assert!(survey.remarks.iter().any(|remark| remark.about == told));
    let sources: BTreeSet<_> = survey.exits.iter().map(|exit| &exit.source).collect();
    assert_eq!(sources.len(), survey.exits.len());
}

#[test]
fn the_three_forms_are_one_survey() {
    let Some(export) = garching() else { return };
    let survey = text(&read("tum.geojson", export.as_bytes()).unwrap());
    let map = Map::from_geojson(&export);
    for (name, octets) in [
        ("tum.osm", map.to_xml()),
        ("tum.osm.pbf", map.to_pbf()),
        ("again.geojson", map.to_geojson()),
    ] {
        let other = text(&read(name, &octets).unwrap());
        let differs = survey.lines().zip(other.lines()).find(|(one, other)| one != other);
        assert_eq!(differs, None, "{name}");
        assert_eq!(survey.len(), other.len(), "{name}");
    }
}

#[test]
fn a_building_is_asked_for_by_its_identity() {
    let Some(export) = garching() else { return };
    let asked = |building: &str| {
        let options = Options { building: Some(building.into()), ..Options::default() };
        read_with("tum.geojson", export.as_bytes(), &options)
    };
    assert!(asked("1290116444").is_ok());
    assert!(asked("osm:building/way/1290116444").is_ok());
    let error = asked("Rathaus").unwrap_err().to_string();
    assert!(error.contains("\"Rathaus\"") && error.contains("way/1290116444"), "{error}");
}
