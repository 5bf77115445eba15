//! The shopping centre, small inputs, wrong mappings, and broken files.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use libsns::geometry::Levels;
use libsns::record::PlaceClass;

use super::*;
use crate::survey::SurveyPlace;

fn read_files(files: &[(&str, &str)], mapping: Option<&str>) -> Result<Survey, ImportError> {
    let files = files.iter().map(|(path, text)| InputFile::from_octets(*path, text.as_bytes()));
    let input = Input { name: "here".into(), files: files.collect() };
    read(&input, &Options { mapping: mapping.map(str::to_owned), ..Options::default() })
}

fn place<'s>(survey: &'s Survey, name: &str) -> &'s SurveyPlace {
    let mut places = survey.places.iter();
    places.find(|place| place.names.iter().any(|known| known == name)).unwrap()
}

/// A feature over a square of a thousandth of a degree.
fn square(properties: &str, [latitude, longitude]: [i32; 2]) -> String {
    let corner = |x: i32, y: i32| format!("[8.{:03},50.{:03}]", longitude + x, latitude + y);
    let ring = [corner(0, 0), corner(1, 0), corner(1, 1), corner(0, 1), corner(0, 0)].join(",");
    format!(
        r#"{{"type":"Feature","properties":{properties},"geometry":{{"type":"Polygon","coordinates":[[{ring}]]}}}}"#
    )
}

fn collection(features: &[String]) -> String {
    format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, features.join(","))
}

#[test]
fn the_shopping_centre_goes_through() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let site = root.join("../shared/data/indoor-location-20/site1");
    if !site.is_dir() {
        eprintln!("SKIPPED: there is no data beside the workspace");
        return;
    }
    let mapping = fs::read_to_string(root.join("zones/mappings/shopping-centre.toml")).unwrap();
    let mut texts = Vec::new();
    for floor in ["B1", "F1", "F2", "F3", "F4"] {
        for name in ["floor_info.json", "geojson_map.json", "traces.jsonl.gz"] {
            let text = fs::read(site.join(floor).join(name)).unwrap();
            texts.push((format!("site1/{floor}/{name}"), text));
        }
    }
    let files = texts.iter().map(|(path, text)| InputFile::from_octets(path, text)).collect();
    let input = Input { name: "site1".into(), files };
    let options = Options { mapping: Some(mapping), ..Options::default() };
    let survey = read(&input, &options).unwrap();
    let of = |class| survey.places.iter().filter(move |place| place.class == class);
    assert_eq!((of(PlaceClass::Building).count(), of(PlaceClass::Level).count()), (1, 5));
    let is_unit = |class| !matches!(class, PlaceClass::Building | PlaceClass::Level);
    let units = || survey.places.iter().filter(|place| is_unit(place.class));
    assert_eq!(units().count(), 1286);
    let floor = place(&survey, "F1");
    let counts = (-1..4)
        .map(|level| units().filter(|unit| unit.levels == Some(Levels::single(level))).count());
    assert_eq!(counts.collect::<Vec<_>>(), [711, 172, 138, 142, 123]);
    assert_eq!(floor.inside.as_deref(), Some("geojson:building"));
    assert!(!floor.shape.is_empty());
    assert_eq!(units().filter(|unit| unit.inside.as_ref() == Some(&floor.source)).count(), 172);
    assert!(survey.places.iter().all(|place| !place.names.is_empty()));
    assert_eq!(units().filter(|unit| unit.kind == "parking-space").count(), 495);
    let sources: BTreeSet<_> = survey.places.iter().map(|place| &place.source).collect();
    assert_eq!(sources.len(), survey.places.len());
    // The other files of the folder are named and passed over.
    let passed = survey.remarks.iter().filter(|remark| remark.about.starts_with("site1/"));
    assert_eq!(passed.count(), 10);
    let labels: Vec<_> = survey.level_labels.iter().map(|(_, label)| label.as_str()).collect();
    assert_eq!(labels, ["B1", "F1", "F2", "F3", "F4"]);
}

#[test]
fn the_example_mapping_is_a_mapping() {
    let mapping = include_str!("../../../../zones/mappings/shopping-centre.toml");
    let floor = collection(&[square(r#"{"category":"floor","name":"F2"}"#, [0, 0])]);
    let survey = read_files(&[("site1/F2/geojson_map.json", &floor)], Some(mapping)).unwrap();
    assert_eq!(place(&survey, "F2").levels, Some(Levels::single(1)));
    assert_eq!(place(&survey, "F2").class, PlaceClass::Level);
}

#[test]
fn usual_properties_need_no_mapping() {
    let text = collection(&[
        square(r#"{"id":"a","name":"Annex","kind":"building"}"#, [0, 0]),
        square(r#"{"id":7,"name":"Office","ref":"1.07","type":"Open Office","level":"1"}"#, [0, 0]),
        r#"{"properties":{"type":"door","level":1},"geometry":{"type":"LineString","coordinates":[[8.001,50],[8.001,50.0001]]}}"#.into(),
        r#"{"properties":{"id":"l","type":"light","level":1,"ip_address":"2001:db8::1","ieee":"00:12","ipv4":"no"},
            "geometry":{"type":"Point","coordinates":[8.0005,50.0005]}}"#.into(),
        r#"{"properties":{},"geometry":{"type":"LineString","coordinates":[[8,50],[8,51]]}}"#.into(),
        r#"{"properties":{},"geometry":{"type":"Point","coordinates":[800,50]}}"#.into(),
    ]);
    let survey = read_files(&[("plan.geojson", &text)], None).unwrap();
    let office = place(&survey, "Office");
    assert_eq!(
        (office.names.as_slice(), office.kind.as_str()),
        (&["Office".into(), "1.07".into()][..], "open-office")
    );
    assert_eq!((office.source.as_str(), office.levels), ("geojson:7", Some(Levels::single(1))));
    let level = survey.places.iter().find(|place| place.class == PlaceClass::Level).unwrap();
    assert_eq!(office.inside.as_ref(), Some(&level.source));
    assert_eq!(level.inside.as_deref(), Some("geojson:a"));
    let light = &survey.devices[0];
    assert_eq!((light.inside.as_deref(), light.kind.as_str()), (Some("geojson:7"), "light"));
    assert_eq!(
        light.bearers,
        [("zigbee".into(), "00:12".into()), ("ipv6".into(), "2001:db8::1".into())]
    );
    assert_eq!((survey.exits[0].kind.as_str(), survey.exits[0].outline.len()), ("door", 2));
    let remarks: Vec<String> = survey.remarks.iter().map(ToString::to_string).collect();
    for said in ["1 lines of no kind", "800", "ipv4: is \"no\"", "smallest place"] {
        assert!(remarks.iter().any(|remark| remark.contains(said)), "{said}: {remarks:?}");
    }
}

#[test]
fn levels_come_from_paths_too() {
    let hall = collection(&[square(r#"{"name":"Hall"}"#, [0, 0])]);
    let files = [
        ("x/F1/rooms.json", hall.as_str()),
        ("x/B1/rooms.json", &hall),
        ("x/F2/rooms.json", &hall),
    ];
    let levels = |survey: Survey| {
        let levels = survey.places.iter().filter(|place| place.class == PlaceClass::Room);
        levels.map(|place| place.levels.unwrap().lowest()).collect::<Vec<_>>()
    };
    let survey = read_files(&files, None).unwrap();
    assert!(survey.remarks.iter().any(|remark| remark.text.contains("(F1, L1) is the ground")));
    assert_eq!(levels(survey), [0, -1, 1]);
    let survey = read_files(&files, Some("[levels]\nF1 = 1\nF2 = 2\nB1 = -1\n")).unwrap();
    assert_eq!(levels(survey), [1, -1, 2]);
    let with_zero = [files[0], files[2], ("x/F0/rooms.json", hall.as_str())];
    assert_eq!(levels(read_files(&with_zero, None).unwrap()), [1, 2, 0]);
}

#[test]
fn rules_are_tried_in_turn() {
    let text = collection(&[
        square(r#"{"id":1,"category":["shop","food"],"name":"x"}"#, [0, 0]),
        square(r#"{"id":2,"category":"floor","floor":2}"#, [0, 0]),
        square(r#"{"id":3,"category":"floor","floor":2}"#, [2, 2]),
        square(r#"{"id":4,"status":"closed"}"#, [0, 0]),
        square(r#"{"id":5,"in":"1","name":"Till"}"#, [0, 0]),
    ]);
    let mapping = r#"
        title = "Mall"
        kind = "category"
        parent = "in"
        [kinds]
        shop = "shop"
        [names]
        x = "Better"
        [[rule]]
        only = { category = "floor" }
        except = { floor = [1, 3] }
        geometry = "polygon"
        as = "level"
        [[rule]]
        only = { status = ["closed", "planned"] }
        as = "nothing"
        [[rule]]
        only = { name = "Till" }
        as = "area"
        kind = "till"
        level = 2
    "#;
    let survey = read_files(&[("mall.json", &text)], Some(mapping)).unwrap();
    assert_eq!((survey.title.as_str(), survey.places.len()), ("Mall", 3));
    let shop = place(&survey, "Better");
    assert_eq!((shop.kind.as_str(), shop.class), ("shop", PlaceClass::Room));
    let level = survey.places.iter().find(|place| place.class == PlaceClass::Level).unwrap();
    assert_eq!((level.shape.len(), level.levels), (2, Some(Levels::single(2))));
    let till = place(&survey, "Till");
    assert_eq!(
        (till.class, till.kind.as_str(), till.levels),
        (PlaceClass::Area, "till", level.levels)
    );
    assert_eq!(till.inside.as_deref(), Some("geojson:1"));
}

#[test]
fn a_wrong_mapping_is_told_by_its_line() {
    for (mapping, told) in [
        ("id = [1]", "mapping: line 1: id is [1]; expected a list of texts"),
        ("\nnmae = \"x\"", "mapping: line 2: \"nmae\" is no key; expected title"),
        ("[levels]\nB1 = \"x\"", "mapping: line 2: B1 is \"x\"; expected a whole number"),
        ("[kinds]\n\na = \"A B\"", "mapping: line 3: a is \"A B\"; expected a word of a-z"),
        ("[[rule]]\nas = \"shop\"", "mapping: line 2: as is \"shop\"; expected site, building"),
        ("[[rule]]\nonly = 3", "mapping: line 2: only is 3; expected a table"),
        ("[[rule]]\nwhen = 3", "mapping: line 2: \"when\" is no key of a rule"),
        ("a = \n", "mapping: line 1: is not TOML"),
    ] {
        let error = read_files(&[("a.json", "{}")], Some(mapping)).unwrap_err().to_string();
        assert!(error.starts_with(told), "{error}");
    }
}

#[test]
fn identities_are_unique_and_stay() {
    let text = collection(&[
        square(r#"{"id":"a"}"#, [0, 0]),
        square(r#"{"id":"a"}"#, [1, 1]),
        square("{}", [2, 2]),
        square("{}", [2, 2]),
    ]);
    let sources = || {
        let survey = read_files(&[("f.json", &text)], None).unwrap();
        survey.places.into_iter().map(|place| place.source).collect::<Vec<_>>()
    };
    let expected = [
        "geojson:a",
        "geojson:f.json/a",
        "geojson:f.json@50.002000,8.002000",
        "geojson:f.json/f.json@50.002000,8.002000",
    ];
    assert_eq!(sources(), expected);
    assert_eq!(sources(), sources());
}

#[test]
fn what_is_no_geojson_is_refused() {
    let error = read_files(&[("a.json", "{\"a\":1}"), ("b.txt", "x")], None).unwrap_err();
    assert_eq!(error.to_string(), "here: has no GeoJSON; expected a FeatureCollection");
    let error = read_files(&[("a.json", "{\"features\":[\n{]}")], None).unwrap_err();
    assert!(error.to_string().starts_with("a.json: line 2: is not JSON"), "{error}");
}

#[test]
fn broken_files_are_errors_or_remarks_and_never_a_panic() {
    let whole = collection(&[
        square(r#"{"id":"a","kind":"building","name":"A"}"#, [0, 0]),
        square(r#"{"id":"b","level":1,"parent":"a","name":"B"}"#, [0, 0]),
        square(r#"{"id":"c","level":"F1","kind":"level"}"#, [0, 0]),
        r#"{"properties":{"kind":"light","level":1},"geometry":{"type":"Point","coordinates":[8.0005,50.0005]}}"#.into(),
    ]);
    let mut state = 0x2545_f491_u32;
    let mut random = |below: usize| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        usize::try_from(state >> 8).unwrap() % below
    };
    let mut read_anyway = 0;
    for _ in 0..5_000 {
        let mut octets = whole.clone().into_bytes();
        for _ in 0..=random(2) {
            let at = random(octets.len());
            match random(3) {
                0 => octets[at] = b"0123456789-.eE[]{},:\"n"[random(22)],
                1 => drop(octets.remove(at)),
                _ => octets.insert(at, b"0123456789-"[random(11)]),
            }
        }
        let file = InputFile::from_octets("a.json", &octets);
        let input = Input { name: "a".into(), files: vec![file] };
        read_anyway += usize::from(read(&input, &Options::default()).is_ok());
    }
    assert!((500..4_800).contains(&read_anyway), "{read_anyway}");
}
