//! Westport House, a house of one wall, and broken files.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use geo::{Area, Coord, LineString, Polygon};
use libsns::geometry::{Levels, Position};
use libsns::record::PlaceClass;

use super::level::{Item, Reader, Sort};
use super::*;
use crate::import::InputFile;
use crate::survey::{SITE, SurveyExit, SurveyPlace};

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
    let Some(origin) = place.shape.first().map(|rings| rings[0][0]) else { return 0.0 };
    let frame = Frame::new(origin, 0.0);
    let ring = |ring: &Vec<Degrees>| {
        LineString(ring.iter().map(|at| frame.metres(*at)).map(|[x, y]| Coord { x, y }).collect())
    };
    let polygon = |rings: &Vec<Vec<Degrees>>| {
        let mut rings = rings.iter().map(ring);
        Polygon::new(rings.next().unwrap(), rings.collect()).unsigned_area()
    };
    place.shape.iter().map(polygon).sum()
}

/// The places on a level that are rooms or corridors.
fn rooms(survey: &Survey, level: i16) -> Vec<&SurveyPlace> {
    let is_room = |place: &&SurveyPlace| {
        matches!(place.class, PlaceClass::Room | PlaceClass::Corridor)
            && place.levels == Some(Levels::single(level))
    };
    survey.places.iter().filter(is_room).collect()
}

fn named<'s>(survey: &'s Survey, name: &str) -> &'s SurveyPlace {
    let mut places = survey.places.iter();
    places.find(|place| place.names.iter().any(|known| known == name)).unwrap()
}

#[test]
fn westport_house_has_its_levels_rooms_and_names() {
    let Some(folder) = data() else { return };
    let files = westport(&folder);
    let survey = read(&input(&files), &Options::default()).unwrap();
    assert_eq!(survey.title, "Westport House");
    assert_eq!(survey.level_labels[2], (2, "Second Floor".into()));
    let counts: Vec<usize> = (0..7).map(|level| rooms(&survey, level).len()).collect();
    assert_eq!(counts, [31, 12, 24, 106, 89, 10, 9]);
    // 474 m² as the label is drawn; the walls have it 0.1 m² less.
    assert!((square_metres(named(&survey, "Unit 1")) - 474.3).abs() < 1.0);
    assert_eq!(named(&survey, "Main corridor").class, PlaceClass::Corridor);
    assert_eq!(named(&survey, "Women's Bathroom").kind, "bathroom");
    assert_eq!(
        named(&survey, "WRLD Office").inside.as_deref(),
        Some("wrld:westport-house-floor-2")
    );
    let stairs: Vec<_> = survey.places.iter().filter(|p| p.class == PlaceClass::Stair).collect();
    let whole = stairs.iter().find(|stair| stair.source == "wrld:128").unwrap();
    assert_eq!(whole.levels, Levels::new(0, 6).ok());
    let sources: std::collections::BTreeSet<_> = survey.places.iter().map(|p| &p.source).collect();
    assert_eq!(sources.len(), survey.places.len());
}

/// What is not room is wall, window, door, closed space, or one of the gaps that are remarked.
#[test]
fn westport_houses_rooms_fill_what_its_walls_leave() {
    let Some(folder) = data() else { return };
    let files = westport(&folder);
    let survey = read(&input(&files), &Options::default()).unwrap();
    for level in 0..7_i16 {
        let on_level = |place: &&SurveyPlace| place.levels.is_some_and(|l| l.contains(level));
        let inner = |place: &&SurveyPlace| {
            !matches!(place.class, PlaceClass::Building | PlaceClass::Level | PlaceClass::Area)
        };
        let rooms: f64 =
            survey.places.iter().filter(on_level).filter(inner).map(square_metres).sum();
        let name = if level == 0 { "gf".to_owned() } else { level.to_string() };
        let file = format!("westport-house-floor-{name}.geojson");
        let metres = Metres(Frame::new([56.45992, -2.977999], 0.0));
        let file = InputFile::from_octets(&file, &files[&file]);
        let items = Reader::new(metres).level(&file, "", &mut Survey::default()).unwrap();
        let all = |wanted: fn(&Item) -> bool| {
            ground::union(items.iter().filter(|item| wanted(item)).map(|item| &item.ground))
        };
        let outline = all(|item| item.sort == Sort::Outline);
        let solid = all(|item| matches!(item.sort, Sort::Barrier | Sort::Door));
        let free = geo::BooleanOps::difference(&outline, &solid).unsigned_area();
        assert!((rooms / free - 1.0).abs() < 0.02, "level {level}: {rooms} of {free}");
    }
}

#[test]
fn westport_houses_doors_join_places() {
    let Some(folder) = data() else { return };
    let files = westport(&folder);
    let survey = read(&input(&files), &Options::default()).unwrap();
    let places: Vec<&str> = survey.places.iter().map(|place| place.source.as_str()).collect();
    let doors: Vec<_> = survey.exits.iter().filter(|exit| exit.kind == "door").collect();
    // 333 are drawn; 34 of them are the doors of cupboards and shafts that nobody goes into.
    assert_eq!(doors.len(), 299);
    assert!(doors.iter().all(|door| !door.joins.is_empty()));
    assert!(doors.iter().filter(|door| door.joins.len() == 2).count() >= 290);
    for joined in survey.exits.iter().flat_map(|exit| &exit.joins) {
        assert!(joined == SITE || places.contains(&joined.as_str()), "{joined}");
    }
    // The one entrance that the paths name is a door to the outside, and not a second one.
    let vestibule = &named(&survey, "Vestibule").source;
    let out =
        |exit: &&&SurveyExit| exit.joins.contains(vestibule) && exit.joins.contains(&SITE.into());
    assert_eq!(doors.iter().filter(out).count(), 1);
    let lift = survey.exits.iter().find(|exit| exit.kind == "lift").unwrap();
    assert_eq!(lift.joins, ["wrld:308", "wrld:102"]);
}

/// A house of one level: a room and a corridor with a door between, and a gap of 6 cm in the wall.
fn house(entrance: &str) -> BTreeMap<String, Vec<u8>> {
    let frame = Frame::new([50.0, 8.0], 0.0);
    let mut features = Vec::new();
    let mut add = |kind: &str, [x, y, width, depth]: [f64; 4]| {
        let mut ring: Vec<_> =
            frame.rectangle([x, y, width, depth]).iter().map(|at| [at[1], at[0]]).collect();
        ring.push(ring[0]);
        let number = features.len();
        features.push(serde_json::json!({ "type": "Feature",
            "properties": { "id": number, "type": kind },
            "geometry": { "type": "Polygon", "coordinates": [ring] } }));
    };
    add("building_outline", [0.0, 0.0, 20.0, 10.0]);
    add("wall", [0.0, 2.0, 8.0, 0.2]);
    add("door", [8.0, 2.0, 1.0, 0.2]);
    add("wall", [9.06, 2.0, 10.94, 0.2]);
    add("placeholder", [3.0, 5.0, 1.0, 1.0]);
    let level = serde_json::json!({ "type": "FeatureCollection", "features": features });
    let main = format!(
        r#"{{"id":"h","name":"House","location":{{"type":"Point","coordinates":[8,50]}},{entrance}
            "levels":[{{"id":"b","name":"B","z_order":0,"filename":"b.json"}},
                      {{"id":"l","name":"1","z_order":1,"filename":"l.json"}}]}}"#
    );
    let empty = br#"{"type":"FeatureCollection","features":[]}"#;
    [
        ("main.json", main.into_bytes()),
        ("b.json", empty.to_vec()),
        ("l.json", level.to_string().into()),
    ]
    .map(|(name, octets)| (name.to_owned(), octets))
    .into()
}

#[test]
fn walls_make_rooms_and_doors_join_them() {
    let survey = read(&input(&house("\"entrance_level\":1,")), &Options::default()).unwrap();
    let mut metres: Vec<f64> = rooms(&survey, 0).into_iter().map(square_metres).collect();
    metres.sort_by(f64::total_cmp);
    // The gap of 6 cm is no way through and belongs to no room.
    assert!((metres[0] - 40.0).abs() < 0.5 && (metres[1] - 156.0).abs() < 0.5, "{metres:?}");
    assert_eq!(survey.exits.len(), 1);
    assert_eq!(survey.exits[0].joins.len(), 2);
    assert!(survey.remarks.iter().any(|remark| remark.text.contains("placeholder")));
    // The level with the entrance is the ground; without a word of it, the lowest is.
    assert!(survey.level_labels.contains(&(0, "1".into())));
    let survey = read(&input(&house("")), &Options::default()).unwrap();
    assert!(survey.level_labels.contains(&(0, "B".into())));
}

#[test]
fn what_is_wrong_is_named() {
    let mut files = house("");
    files.remove("l.json");
    let error = read(&input(&files), &Options::default()).unwrap_err();
    assert_eq!(error.to_string(), "westport-house: level l: is in \"l.json\", which is not there");
    for (from, to, named) in [
        ("\"z_order\":1", "\"z_order\":0", "z_order 0 twice"),
        ("\"z_order\":1", "\"z_order\":70000", "z_order is 70000"),
        ("[8,50]", "[50,95]", "[50.0, 95.0]"),
        ("\"levels\"", "\"floors\"", "missing field `levels`"),
    ] {
        let mut files = house("");
        let main = String::from_utf8(files["main.json"].clone()).unwrap().replace(from, to);
        files.insert("main.json".into(), main.into_bytes());
        let error = read(&input(&files), &Options::default()).unwrap_err().to_string();
        assert!(error.contains(named), "{error}");
    }
}

#[test]
fn a_drawing_without_end_is_refused() {
    // A comb of 20,000 teeth on seven metres.
    let corner = |at: u32| {
        format!("[8.0000{:04},{}]", at / 2, if at.is_multiple_of(2) { "50" } else { "50.001" })
    };
    let ring: Vec<String> = (0..20_000).map(corner).collect();
    let ring = ring.join(",");
    let level = format!(
        r#"{{"features":[{{"properties":{{"type":"wall"}},"geometry":{{"type":"Polygon","coordinates":[[{ring}]]}}}}]}}"#
    );
    let mut files = house("");
    files.insert("l.json".into(), level.into_bytes());
    let error = read(&input(&files), &Options::default()).unwrap_err().to_string();
    assert!(error.starts_with("l.json: has edges that cross"), "{error}");
}

#[test]
fn broken_files_are_errors_or_remarks_and_never_a_panic() {
    let whole = house("\"entrance_level\":1,");
    let mut state = 0x9e37_79b9_u32;
    let mut random = |below: usize| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        usize::try_from(state >> 8).unwrap() % below
    };
    let mut read_anyway = 0;
    for _ in 0..2_000 {
        let mut files = whole.clone();
        let name = ["main.json", "l.json", "l.json"][random(3)];
        let octets = files.get_mut(name).unwrap();
        for _ in 0..=random(3) {
            let at = random(octets.len());
            match random(4) {
                0 => octets.truncate(at + 1),
                1 => octets[at] = b"0123456789-.eE[]{},:\"n"[random(22)],
                2 => drop(octets.remove(at)),
                _ => octets.insert(at, b"0123456789-"[random(11)]),
            }
        }
        read_anyway += usize::from(read(&input(&files), &Options::default()).is_ok());
    }
    assert!((100..1_900).contains(&read_anyway), "{read_anyway}");
}

/// What was computed is as clean as what is drawn by hand: no ring crosses itself or another.
#[test]
fn westport_houses_shapes_can_be_served() {
    let Some(folder) = data() else { return };
    let files = westport(&folder);
    let survey = read(&input(&files), &Options::default()).unwrap();
    for place in &survey.places {
        for polygon in &place.shape {
            let position = |at: &Degrees| Position::from_degrees(at[0], at[1]).unwrap();
            let mut rings = polygon.iter().map(|ring| ring.iter().map(position).collect());
            let outer = rings.next().unwrap();
            let served = libsns::geometry::Polygon::new(outer, rings.collect());
            assert!(served.is_ok(), "{}: {served:?}", place.spot);
        }
    }
}
