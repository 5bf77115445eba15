//! Whole imports: first ones, second ones, odd ones.

mod first;
mod properties;
mod second;

use libsns::geometry::{Degrees, Frame, Levels};
use libsns::name::civic::CivicAddress;
use libsns::plan::{self as plans, Plan};
use libsns::record::PlaceClass;

use super::*;
use crate::survey::{SurveyDevice, SurveyExit, SurveyPlace};

/// Where the test building stands.
const ORIGIN: Degrees = [52.2053, 0.1218];

fn frame() -> Frame {
    Frame::new(ORIGIN, 17.0)
}

/// A place without anything but this.
fn place(id: &str, inside: Option<&str>, name: &str, class: PlaceClass) -> SurveyPlace {
    SurveyPlace {
        source: format!("test:{id}"),
        inside: inside.map(|id| format!("test:{id}")),
        names: Some(name.to_owned()).filter(|name| !name.is_empty()).into_iter().collect(),
        class,
        kind: String::new(),
        levels: None,
        shape: Vec::new(),
        position: None,
        altitude: None,
        height: None,
        civic: CivicAddress::new(),
        spot: String::new(),
    }
}

/// A place that is a rectangle: x, y, width, depth, in metres.
fn room(id: &str, inside: Option<&str>, name: &str, sides: [f64; 4]) -> SurveyPlace {
    let shape = vec![vec![frame().rectangle(sides)]];
    SurveyPlace { shape, ..place(id, inside, name, PlaceClass::Room) }
}

fn device(id: &str, inside: Option<&str>, name: &str, kind: &str) -> SurveyDevice {
    SurveyDevice {
        source: format!("test:{id}"),
        inside: inside.map(|id| format!("test:{id}")),
        names: Some(name.to_owned()).filter(|name| !name.is_empty()).into_iter().collect(),
        kind: kind.to_owned(),
        position: None,
        above_floor: None,
        bearers: Vec::new(),
        text: Vec::new(),
        spot: String::new(),
    }
}

/// A door at a point of the drawing, of which is known on which level it is.
fn door(id: &str, at: [f64; 2], level: i16) -> SurveyExit {
    SurveyExit {
        source: format!("test:{id}"),
        joins: Vec::new(),
        kind: "door".to_owned(),
        position: Some(frame().position(at)),
        outline: Vec::new(),
        levels: Some(Levels::single(level)),
        is_one_way: false,
        spot: String::new(),
    }
}

/// A building of two levels: below a hall between two offices and a nameless room, above a lab and the
/// same staircase.
fn house() -> Survey {
    let level = |id: &str, name: &str, number: i16| SurveyPlace {
        levels: Some(Levels::single(number)),
        shape: vec![vec![frame().rectangle([0.0, 0.0, 20.0, 10.0])]],
        ..place(id, Some("house"), name, PlaceClass::Level)
    };
    let stair = |id: &str, level: &str| SurveyPlace {
        class: PlaceClass::Stair,
        ..room(id, Some(level), "", [16.0, 0.0, 4.0, 4.0])
    };
    let corridor = SurveyPlace {
        class: PlaceClass::Corridor,
        kind: "hall".to_owned(),
        ..room("hall", Some("l0"), "Hall", [0.0, 4.0, 20.0, 2.0])
    };
    let office = |id: &str, second: &str, sides| {
        let mut office = room(id, Some("l0"), "Office", sides);
        office.names.push(second.to_owned());
        office.kind = "office".to_owned();
        office
    };
    Survey {
        format: "TEST 1".to_owned(),
        title: "Test House".to_owned(),
        places: vec![
            place("house", None, "Test House", PlaceClass::Building),
            level("l0", "Ground floor", 0),
            level("l1", "1", 1),
            corridor,
            office("o1", "0.1", [0.0, 0.0, 8.0, 4.0]),
            office("o2", "0.2", [8.0, 0.0, 8.0, 4.0]),
            room("store", Some("l0"), "", [0.0, 6.0, 20.0, 4.0]),
            stair("s0", "l0"),
            stair("s1", "l1"),
            room("lab", Some("l1"), "Café Lab", [0.0, 0.0, 16.0, 10.0]),
        ],
        devices: vec![
            device("lamp", Some("o1"), "Lamp", "light"),
            device("sensor", Some("lab"), "", "temperature-sensor"),
        ],
        exits: vec![
            door("d1", [4.0, 4.0], 0),
            door("d2", [12.0, 4.1], 0),
            door("d3", [0.0, 5.0], 0),
            door("d4", [10.0, 6.0], 0),
        ],
        level_labels: vec![(0, "Ground floor".to_owned())],
        remarks: Vec::new(),
    }
}

fn settings() -> Settings {
    Settings {
        apex: Some("house.example".to_owned()),
        inputs: vec!["house.test".to_owned()],
        ..Settings::default()
    }
}

fn planned(survey: &Survey) -> Planned {
    plan(survey, None, &settings()).unwrap_or_else(|error| panic!("{error}"))
}

/// The directory after an import, as the next one finds it.
fn before(planned: &Planned) -> Before {
    let is_snapshot = |file: &&PlanFile| file.path == SNAPSHOT_FILE;
    let files = planned.files.iter().filter(|file| !is_snapshot(file)).cloned().collect();
    let snapshot = planned.files.iter().find(is_snapshot).map(|file| file.text.clone());
    Before { files, snapshot }
}

fn again(survey: &Survey, before: &Before) -> Planned {
    plan(survey, Some(before), &Settings::default()).unwrap_or_else(|error| panic!("{error}"))
}

fn read(planned: &Planned) -> Plan {
    plans::read(&before(planned).files).unwrap_or_else(|faults| panic!("{faults:?}"))
}

/// The names below the apex, without it.
fn names(planned: &Planned) -> Vec<String> {
    let plan = read(planned);
    let apex = format!(".{}", plan.apex());
    let name = |thing: plans::PlanThing<'_>| thing.name().to_string().replace(&apex, "");
    plan.things().skip(1).map(name).collect()
}

/// What each exit joins, by their paths.
fn ways(planned: &Planned) -> Vec<String> {
    let plan = read(planned);
    let apex = plan.apex().to_string();
    let path = |at: &usize| match plan.thing(*at).name().to_string() {
        name if name == apex => "@".to_owned(),
        name => name.replace(&format!(".{apex}"), ""),
    };
    let way =
        |exit: plans::PlanExit<'_>| exit.places().iter().map(path).collect::<Vec<_>>().join(" ");
    let mut ways: Vec<String> = plan.exits().map(way).collect();
    ways.sort();
    ways
}

/// The text of one file.
fn text<'p>(planned: &'p Planned, path: &str) -> &'p str {
    let file = planned.files.iter().find(|file| file.path == path);
    file.map(|file| file.text.as_str()).unwrap_or_else(|| panic!("no {path}"))
}

/// Edits one file by hand.
fn edit(before: &mut Before, path: &str, from: &str, to: &str) {
    let file = before.files.iter_mut().find(|file| file.path == path).unwrap();
    assert!(file.text.contains(from), "{path} has no {from:?}:\n{}", file.text);
    file.text = file.text.replacen(from, to, 1);
}

/// The changes, a line each.
fn told(planned: &Planned) -> Vec<String> {
    let line = |change: &Change| {
        format!("{} {} {}", change.sort.word(), change.thing, change.sort.detail())
            .trim_end()
            .to_owned()
    };
    planned.diff.changes.iter().map(line).collect()
}
