//! A small home with all that the registries can say, and what is broken.

use super::*;
use crate::import::InputFile;
use crate::survey::RemarkSort;

const FILES: [(&str, &str); 4] = [
    (".storage/core.area_registry", include_str!("example/core.area_registry")),
    (".storage/core.device_registry", include_str!("example/core.device_registry")),
    (".storage/core.entity_registry", include_str!("example/core.entity_registry")),
    (".storage/core.floor_registry", include_str!("example/core.floor_registry")),
];

fn read_files(files: &[(&str, &str)]) -> Result<Survey, ImportError> {
    let files = files.iter().map(|(path, text)| InputFile::from_octets(*path, text.as_bytes()));
    let input = Input { name: "home".into(), files: files.collect() };
    read(&input, &Options::default())
}

fn home() -> Survey {
    read_files(&FILES).unwrap()
}

fn device<'s>(survey: &'s Survey, name: &str) -> &'s SurveyDevice {
    survey.devices.iter().find(|device| device.names.first().is_some_and(|n| n == name)).unwrap()
}

#[test]
fn floors_and_areas_are_levels_and_rooms() {
    let survey = home();
    let find = |name: &str| survey.places.iter().find(|place| place.names[0] == name).unwrap();
    let ground = find("Erdgeschoss");
    assert_eq!(ground.names, ["Erdgeschoss", "Ground Floor", "EG"]);
    assert_eq!((ground.class, ground.levels), (PlaceClass::Level, Some(Levels::single(0))));
    assert_eq!(find("Keller").levels, Some(Levels::single(-1)));
    let room = find("Wohnzimmer");
    assert_eq!(room.inside.as_deref(), Some("ha:floor/erdgeschoss"));
    assert_eq!((room.class, room.kind.as_str()), (PlaceClass::Room, "living-room"));
    let garden = find("Garten");
    assert_eq!((garden.inside.as_deref(), garden.class), (None, PlaceClass::Area));
    assert_eq!(survey.level_labels[0], (-1, "Keller".into()));
}

#[test]
fn a_device_has_its_area_kind_and_bearer() {
    let survey = home();
    let table = [
        (
            "Deckenlampe",
            Some("ha:area/wohnzimmer"),
            "light",
            Some(("zigbee", "00:12:4b:00:01:02:03:01")),
        ),
        (
            "Bewegungsmelder",
            Some("ha:area/bad"),
            "motion-sensor",
            Some(("zigbee", "00:12:4b:00:01:02:03:02")),
        ),
        ("Wohnzimmer TV", Some("ha:area/wohnzimmer"), "display", None),
        (
            "ATC 0404",
            Some("ha:area/schlafzimmer"),
            "temperature-sensor",
            Some(("bluetooth", "a4:c1:38:01:02:04")),
        ),
        // Its own area is that of its entities.
        ("Kühlschrank", Some("ha:area/kuche"), "outlet", None),
        ("Heizkessel", Some("ha:area/heizung"), "thermostat", None),
        // Its area is not registered any more.
        ("Haustür", None, "lock", None),
    ];
    for (name, area, kind, bearer) in table {
        let device = device(&survey, name);
        assert_eq!((device.inside.as_deref(), device.kind.as_str()), (area, kind), "{name}");
        let bearers: Vec<_> =
            device.bearers.iter().map(|(b, v)| (b.as_str(), v.as_str())).collect();
        assert_eq!(bearers, bearer.into_iter().collect::<Vec<_>>(), "{name}");
    }
    let text = &device(&survey, "Deckenlampe").text;
    assert_eq!(
        *text,
        ["manufacturer=IKEA of Sweden", "model=TRADFRI bulb E27 WS", "entity=light.deckenlampe"]
    );
}

#[test]
fn all_devices_and_entities_are_accounted_for() {
    let survey = home();
    let left_out = |part: &str| -> usize {
        let is_it = |remark: &&crate::survey::Remark| {
            remark.sort == RemarkSort::LeftOut && remark.text.contains(part)
        };
        let remark = survey
            .remarks
            .iter()
            .find(is_it)
            .unwrap_or_else(|| panic!("{part}: {:#?}", survey.remarks));
        remark.about.split(' ').next().unwrap().parse().unwrap()
    };
    assert_eq!(survey.devices.len() + left_out("services") + left_out("disabled"), 10);
    assert_eq!(left_out("helpers"), 3);
    assert_eq!(left_out("the network is not"), 3);
    let unnamed = survey.devices.iter().find(|device| device.names.is_empty()).unwrap();
    assert_eq!(unnamed.kind, "device");
}

#[test]
fn older_homes_have_no_floors_and_fewer_fields() {
    let area = r#"{"version": 1, "data": {"areas": [{"name": "Den", "id": "den"}]}}"#;
    let device =
        r#"{"version": 1, "data": {"devices": [{"id": "1", "name": "Lamp", "area_id": "den"}]}}"#;
    let files = [("core.area_registry", area), ("core.device_registry.json", device)];
    let survey = read_files(&files).unwrap();
    assert_eq!(survey.devices[0].inside.as_deref(), Some("ha:area/den"));
}

#[test]
fn a_home_that_says_where_it_is_is_a_building() {
    let config = r#"{"version": 1, "minor_version": 4, "key": "core.config", "data": {"latitude": 47.37,
        "longitude": 8.54, "elevation": 408, "location_name": "Haus am See", "country": "CH"}}"#;
    let files: Vec<_> = FILES.into_iter().chain([("core.config", config)]).collect();
    let survey = read_files(&files).unwrap();
    let home = &survey.places[0];
    assert_eq!((home.class, home.position), (PlaceClass::Building, Some([47.37, 8.54])));
    assert_eq!((survey.title.as_str(), home.civic.value("country")), ("Haus am See", Some("CH")));
    let outside = survey.places.iter().filter(|place| place.inside.is_none()).count();
    assert_eq!(outside, 1, "all else is in the home");
    assert_eq!(device(&survey, "Haustür").inside.as_deref(), Some("ha:home"));
}

#[test]
fn faults_name_the_file_and_line() {
    let error = read_files(&FILES[1..]).unwrap_err();
    assert!(error.to_string().contains("home: has no core.area_registry"), "{error}");
    let broken = "{\"version\": 1,\n \"data\": {\"areas\": [{\"id\": 7}]}}";
    let error = read_files(&[("core.area_registry", broken), FILES[1]]).unwrap_err();
    assert_eq!((error.file.as_str(), error.spot.as_str()), ("core.area_registry", "line 2"));
    let future = r#"{"version": 2, "data": {"areas": []}}"#;
    let error = read_files(&[("core.area_registry", future), FILES[1]]).unwrap_err();
    assert!(error.text.contains("version 2; expected 1"), "{error}");
    let deep = "[".repeat(100_000);
    assert!(read_files(&[("core.area_registry", &deep), FILES[1]]).is_err());
}

#[test]
fn mutated_registries_never_panic() {
    let mut state = 7_u64;
    let mut next = || {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap()
    };
    let mut read_well = 0;
    for _ in 0..2_000 {
        let victim = next() % FILES.len();
        let mut octets = FILES[victim].1.as_bytes().to_vec();
        for _ in 0..=next() % 3 {
            let at = next() % octets.len();
            match next() % 3 {
                0 => octets[at] = u8::try_from(next() % 256).unwrap(),
                1 => octets.truncate(at.max(1)),
                _ => drop(octets.drain(at..(at + next() % 40).min(octets.len()))),
            }
            if octets.is_empty() {
                break;
            }
        }
        let files = FILES.iter().enumerate().map(|(at, (path, text))| {
            InputFile::from_octets(*path, if at == victim { &octets } else { text.as_bytes() })
        });
        let input = Input { name: "home".into(), files: files.collect() };
        read_well += usize::from(read(&input, &Options::default()).is_ok());
    }
    assert!(read_well > 100, "some mutations must leave a home: {read_well}");
}
