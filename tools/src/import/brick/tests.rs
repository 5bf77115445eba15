//! Brick models: the examples, real Soda Hall where its data are, and what is broken.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use libsns::record::PlaceClass;

use super::*;
use crate::survey::{RemarkSort, SurveyDevice};

const HEAD: &str = "@prefix b: <https://brickschema.org/schema/Brick#> .\n\
    @prefix ref: <https://brickschema.org/schema/Brick/ref#> .\n\
    @prefix rec: <https://w3id.org/rec#> .\n\
    @prefix bacnet: <http://data.ashrae.org/bacnet/> .\n\
    @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n\
    @prefix : <urn:hall#> .\n";

fn read_text(text: &str) -> Result<Survey, ImportError> {
    let text = format!("{HEAD}{text}");
    let files = vec![InputFile::from_octets("hall.ttl", text.as_bytes())];
    read(&Input { name: "hall.ttl".into(), files }, &Options::default())
}

/// An example of the Brick project, where the data lie beside the repository.
fn example(path: &str) -> Option<Survey> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/brick/examples");
    let Ok(octets) = fs::read(folder.join(path)) else {
        println!("SKIPPED: there is no {path} beside the repository");
        return None;
    };
    let files = vec![InputFile::from_octets(path, &octets)];
    Some(read(&Input { name: path.into(), files }, &Options::default()).unwrap())
}

fn device<'s>(survey: &'s Survey, id: &str) -> &'s SurveyDevice {
    let end = format!("#{id}");
    survey.devices.iter().find(|device| device.source.ends_with(&end)).unwrap()
}

fn remark<'s>(survey: &'s Survey, part: &str) -> &'s str {
    let found = survey.remarks.iter().find(|remark| remark.text.contains(part));
    &found.unwrap_or_else(|| panic!("no {part:?} in {:#?}", survey.remarks)).about
}

const HALL: &str = r#"
    :hall a b:Building ; rdfs:label "Hall" .
    :floor_1 a b:Floor ; b:isPartOf :hall .
    :floor_2 a b:Floor ; b:isPartOf :hall .
    :room_R101 a b:Room ; b:isPartOf :floor_1 .
    :room_R201 a b:Office ; b:isPartOf :floor_2 ; rdfs:label "The Office" .
    :room_R202 a b:Room ; b:isPartOf :floor_2 .
    :zone_1 a b:HVAC_Zone ; b:hasPart :room_R101 .
    :zone_2 a b:HVAC_Zone ; b:hasPart :room_R201, :room_R202 .
    :ahu a b:AHU ; b:feeds :vav_1, :vav_2 ; b:hasPoint :smoke .
    :smoke a b:Smoke_Detected_Alarm .
    :vav_1 a b:VAV ; b:feeds :zone_1 ; b:hasPoint :t1, :t2, :sp1 .
    :vav_2 a b:VAV ; b:feeds :zone_2 .
    :t1 a b:Zone_Air_Temperature_Sensor .
    :t2 a b:Discharge_Air_Temperature_Sensor .
    :sp1 a b:Zone_Air_Temperature_Setpoint .
    :lamp a b:Luminaire ; b:hasLocation :room_R202 ; rdfs:label "Ceiling" .
    :loop a b:Chilled_Water_Loop .
"#;

#[test]
fn places_hang_on_floors_and_devices_in_rooms() {
    let survey = read_text(HALL).unwrap();
    assert_eq!(survey.title, "Hall");
    let place = |id: &str| {
        let end = format!("#{id}");
        survey.places.iter().find(|place| place.source.ends_with(&end)).unwrap()
    };
    assert_eq!(place("room_R101").inside.as_deref(), Some("brick:urn:hall#floor_1"));
    assert_eq!(place("room_R101").names, ["Room R101", "R101"]);
    assert_eq!(place("room_R201").names, ["The Office"]);
    assert_eq!(
        (place("room_R201").class, place("room_R201").kind.as_str()),
        (PlaceClass::Room, "office")
    );
    assert_eq!(place("floor_1").levels.unwrap().lowest(), 0);
    assert_eq!(place("zone_2").inside.as_deref(), Some("brick:urn:hall#floor_2"));
    assert!(!survey.places.iter().any(|place| place.source.ends_with("zone_1")), "it is room R101");
    let inside = |id: &str| device(&survey, id).inside.clone().unwrap();
    assert_eq!(inside("vav_1"), "brick:urn:hall#room_R101");
    assert_eq!(inside("t1"), "brick:urn:hall#room_R101");
    assert_eq!(inside("vav_2"), "brick:urn:hall#zone_2");
    assert_eq!(inside("lamp"), "brick:urn:hall#room_R202");
    assert_eq!(inside("ahu"), "brick:urn:hall#hall");
}

#[test]
fn devices_are_called_what_they_are_where_that_is_clear() {
    let survey = read_text(HALL).unwrap();
    let name = |id: &str| device(&survey, id).names[0].as_str();
    assert_eq!((name("vav_1"), name("lamp")), ("VAV", "Ceiling"));
    // Both are temperature sensors of one room.
    assert_eq!(name("t1"), "Zone Air Temperature Sensor");
    assert_eq!(name("t2"), "Discharge Air Temperature Sensor");
    assert_eq!(device(&survey, "t1").kind, "temperature-sensor");
    assert_eq!(device(&survey, "lamp").kind, "light");
    assert!(device(&survey, "vav_1").text.contains(&"zone-air-temperature-setpoint=sp1".into()));
    assert!(device(&survey, "ahu").text.contains(&"smoke-detected-alarm=smoke".into()));
    assert_eq!(remark(&survey, "Smoke_Detected_Alarm"), "2 points");
    assert_eq!(remark(&survey, "Chilled_Water_Loop"), "1 things");
    assert_eq!(remark(&survey, "one room each"), "1 zones");
}

#[test]
fn one_building_of_several_can_be_asked_for() {
    let text = ":a a b:Building . :b a b:Building .
        :ra a b:Room ; b:isPartOf :a . :rb a b:Room ; b:isPartOf :b .
        :la a b:Luminaire ; b:hasLocation :ra . :lb a b:Luminaire ; b:hasLocation :rb .";
    let text = format!("{HEAD}{text}");
    let files = || vec![InputFile::from_octets("hall.ttl", text.as_bytes())];
    let input = || Input { name: "hall.ttl".into(), files: files() };
    let options = |name: &str| Options { building: Some(name.into()), ..Options::default() };
    let survey = read(&input(), &options("b")).unwrap();
    let sources =
        |survey: &Survey| survey.places.iter().map(|p| p.source.clone()).collect::<Vec<_>>();
    assert_eq!(sources(&survey), ["brick:urn:hall#b", "brick:urn:hall#rb"]);
    assert_eq!(survey.devices.len(), 1, "{:#?}", survey.devices);
    assert_eq!(survey.devices[0].source, "brick:urn:hall#lb");
    assert_eq!(remark(&survey, "not in \"b\""), "2 places and 1 devices");
    let error = read(&input(), &options("c")).unwrap_err();
    assert!(error.to_string().contains("no building \"c\""), "{error}");
}

#[test]
fn circles_and_strange_models_end() {
    let survey = read_text(
        ":a a b:Room ; b:isPartOf :b . :b a b:Room ; b:isPartOf :a . :c a b:Room ; b:isPartOf :c .
         :e a b:Fan ; b:isPartOf :f . :f a b:Fan ; b:isPartOf :e . [] a b:Fan .
         :z a b:HVAC_Zone ; b:hasPart :z . :s a b:Temperature_Sensor ; b:isPointOf :s .",
    )
    .unwrap();
    assert_eq!((survey.places.len(), survey.devices.len()), (4, 3));
    assert_eq!(remark(&survey, "parts of themselves"), "1 places");
    assert_eq!(remark(&survey, "no IRI"), "1 things");
    assert!(read_text(":a :b :c .").unwrap_err().text.contains("expected rooms"));
}

#[test]
fn faults_are_told_with_their_line() {
    let error = read_text(":a a b:Room ;\n  b:isPartOf .\n").unwrap_err();
    assert_eq!((error.file.as_str(), error.spot.as_str()), ("hall.ttl", "line 8"));
}

#[test]
fn bacnet_objects_are_texts_and_bacnet_devices_have_addresses() {
    let Some(survey) = example("bacnet/bacnet.ttl") else { return };
    let one =
        |end: &str| survey.devices.iter().find(|device| device.source.ends_with(end)).unwrap();
    assert!(one("ts1").text.contains(&"bacnet=device,999".into()), "{:?}", one("ts1").text);
    assert!(one("ts2").text.contains(&"bacnet=bacnet://123/analog-value,5/present-value".into()));
    assert!(one("ts1").text.contains(&"unit=DEG_C".into()));
    assert_eq!(one("sample-device").bearers, [("ipv4".into(), "192.168.1.100".into())]);
    let text = format!("{survey:?}");
    assert!(!text.contains("postgres"), "where values are stored is nobody's business");
}

#[test]
fn spaces_of_ifc_models_have_their_identity() {
    let Some(survey) = example("ifc/ifc-with-new-reference.ttl") else { return };
    let found: Vec<_> =
        survey.places.iter().map(|p| (p.source.as_str(), p.names[0].as_str())).collect();
    assert_eq!(
        found,
        [("ifc:123", "Example Space"), ("ifc:124", "Example Space"), ("ifc:abc123", "Space 3"),]
    );
}

#[test]
fn real_estate_core_spaces_hold_brick_devices() {
    let Some(survey) = example("rec-with-brick/building.ttl") else { return };
    assert_eq!(survey.places.len(), 1 + 1 + 2 + 4, "building, floor, zones, rooms");
    let sensor = device(&survey, "AirTempSensor_RVAV1");
    assert_eq!(sensor.inside.as_deref(), Some("brick:http://example.com#Floor1Zone1"));
    let vav = device(&survey, "RVAV2");
    assert_eq!(vav.inside.as_deref(), Some("brick:http://example.com#Floor1Zone2"));
}

/// Every thing of Soda Hall is a place, a device, a text of one, or is said to be left out.
#[test]
fn all_of_soda_hall_is_accounted_for() {
    let Some(survey) = example("soda_brick.ttl") else { return };
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    survey.places.iter().for_each(|place| *kinds.entry(place.kind.as_str()).or_default() += 1);
    assert_eq!(kinds, BTreeMap::from([("building", 1), ("floor", 7), ("room", 243)]));
    assert_eq!(remark(&survey, "one room each"), "243 zones");
    let of = |role: &str| survey.devices.iter().filter(|device| device.kind == role).count();
    assert_eq!((of("vav"), of("ahu"), of("fan")), (243, 5, 10));
    assert_eq!((of("air-flow-sensor"), of("temperature-sensor")), (242 + 4 + 3, 232 + 4 + 4 + 1));
    let sensors = survey.devices.len() - 243 - 5 - 10;
    let texts: usize =
        remark(&survey, "no devices").strip_suffix(" points").unwrap().parse().unwrap();
    // 926 points belong to equipment; 15 flow sensors stand on floors, and two meters nowhere.
    assert_eq!(sensors + texts, 926 + 15 + 2);
    let left_out =
        survey.remarks.iter().filter(|remark| remark.sort == RemarkSort::LeftOut).count();
    assert_eq!(left_out, 2, "{:#?}", survey.remarks);
    let sensor = device(&survey, "temp_sensor_hvac_zone_R340");
    assert_eq!(sensor.names, ["Temperature Sensor"]);
    assert!(sensor.inside.as_deref().unwrap().ends_with("#room_R340"));
    let mut named: Vec<_> =
        survey.devices.iter().map(|d| (&d.inside, d.names[0].to_lowercase())).collect();
    named.sort();
    named.dedup();
    assert_eq!(named.len(), survey.devices.len(), "no two devices of one place share a name");
}

#[test]
fn mutated_models_never_panic() {
    let text = format!("{HEAD}{HALL}");
    let mut state = 1_u64;
    let mut next = || {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap()
    };
    let mut read_well = 0;
    for _ in 0..3_000 {
        let mut octets = text.clone().into_bytes();
        for _ in 0..=next() % 4 {
            let (at, to) = (next() % octets.len(), next() % octets.len());
            match next() % 4 {
                0 => octets[at] = u8::try_from(next() % 256).unwrap(),
                1 => octets.truncate(at.max(1)),
                2 => octets.swap(at, to),
                _ => octets = [&octets[..at], &octets[to..]].concat(),
            }
            if octets.is_empty() {
                break;
            }
        }
        let files = vec![InputFile::from_octets("hall.ttl", &octets)];
        read_well +=
            usize::from(read(&Input { name: "hall".into(), files }, &Options::default()).is_ok());
    }
    assert!(read_well > 100, "some mutations must leave a model: {read_well}");
}
