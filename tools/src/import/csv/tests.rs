//! Tables as people write them, wrong cells, and broken files.

use libsns::geometry::Levels;
use libsns::record::PlaceClass;

use super::*;
use crate::survey::{SurveyDevice, SurveyPlace};

fn read_files(files: &[(&str, &[u8])]) -> Result<Survey, ImportError> {
    let files = files.iter().map(|(path, octets)| InputFile::from_octets(*path, octets)).collect();
    let input = Input { name: "tables".into(), files };
    read(&input, &Options { origin: Some([50.0, 8.0]), ..Options::default() })
}

fn read_one(text: &str) -> Result<Survey, ImportError> {
    read_files(&[("a.csv", text.as_bytes())])
}

fn place<'s>(survey: &'s Survey, name: &str) -> &'s SurveyPlace {
    let mut places = survey.places.iter();
    places.find(|place| place.names.iter().any(|known| known == name)).unwrap()
}

fn device<'s>(survey: &'s Survey, name: &str) -> &'s SurveyDevice {
    survey.devices.iter().find(|device| device.names.iter().any(|known| known == name)).unwrap()
}

#[test]
fn rooms_and_devices_of_two_tables() {
    let rooms = "id,name,level,kind,building,x,y,width,depth,paint\n\
        101,Meeting 1,1,Meeting Room,House A,0,0,6,4,white\n\
        102,\"Hall, large\",1,hallway,House A,6,0,6,4,\n\
        201,Office,B1,office,House B,20,0,3,3,\n";
    let devices = "id,name,room,kind,above_floor,ipv6,zigbee,Manufacturer\n\
        l1,Light,Meeting 1,light,2.6,2001:db8::7;2001:db8::8,00:12,Acme\n\
        l2,Lamp,102,light,,,,\n";
    let survey =
        read_files(&[("rooms.csv", rooms.as_bytes()), ("devices.csv", devices.as_bytes())]);
    let survey = survey.unwrap();
    let meeting = place(&survey, "Meeting 1");
    assert_eq!((meeting.kind.as_str(), meeting.class), ("meeting-room", PlaceClass::Room));
    assert_eq!(meeting.shape[0][0].len(), 4);
    assert_eq!((meeting.source.as_str(), meeting.spot.as_str()), ("csv:101", "rooms.csv:2"));
    assert_eq!(place(&survey, "Hall, large").class, PlaceClass::Corridor);
    let up = |place: &SurveyPlace| {
        let inside = place.inside.clone().unwrap();
        survey.places.iter().find(|place| place.source == inside).unwrap()
    };
    let level = up(place(&survey, "Office"));
    assert_eq!((level.class, level.levels), (PlaceClass::Level, Some(Levels::single(-1))));
    assert_eq!(up(level).names, ["House B"]);
    assert_eq!(up(up(meeting)).names, ["House A"]);
    assert_eq!(up(up(meeting)).class, PlaceClass::Building);
    let light = device(&survey, "Light");
    assert_eq!((light.inside.as_deref(), light.above_floor), (Some("csv:101"), Some(2.6)));
    assert_eq!(light.bearers.len(), 3);
    assert_eq!(light.text, ["manufacturer=Acme"]);
    assert_eq!(device(&survey, "Lamp").inside.as_deref(), Some("csv:102"));
    let said = survey.remarks.iter().any(|remark| remark.to_string().contains("left out: paint"));
    assert!(said, "{:?}", survey.remarks);
}

#[test]
fn one_table_may_hold_both() {
    let text = "\u{feff}sep=;\r\nKlasse;Bezeichnung;Stockwerk;Raum;Breite;Länge;Polygon;Höhe;IP-Adresse\r\n\
        building;Haus;;;;;;;\r\n\
        room;Büro;1. OG;;;;50,0 8,0; ;\r\n";
    // The semicolon stands between cells here, so corners need another sign or quotes.
    assert!(read_one(text).is_err());
    let text = text.replace("50,0 8,0; ", "\"50,0 8,0; 50,001 8,0; 50,001 8,001; 50,0 8,001\";2,8");
    let text = format!(
        "{text}device;Drucker;1. OG;;50,0005;8,0005;;1,2;192.0.2.7\r\n\
        device;Waage;;Büro;;;;;2001:db8::1\r\n"
    );
    let survey = read_one(&text).unwrap();
    let office = place(&survey, "Büro");
    assert_eq!((office.shape[0][0].len(), office.height), (4, Some(2.8)));
    assert_eq!(office.levels, Some(Levels::single(1)));
    let printer = device(&survey, "Drucker");
    assert_eq!(printer.inside.as_ref(), Some(&office.source));
    assert_eq!((printer.above_floor, printer.position), (Some(1.2), Some([50.0005, 8.0005])));
    assert_eq!(printer.bearers, [("ipv4".into(), "192.0.2.7".into())]);
    assert_eq!(device(&survey, "Waage").bearers[0].0, "ipv6");
    assert_eq!(survey.level_labels, [(1, "1. OG".into())]);
}

#[test]
fn shapes_are_well_known_text_or_corners() {
    let header = "id,polygon,corners\n";
    let rings = |cell: &str| {
        let survey = read_one(&format!("{header}1,{cell}\n")).unwrap();
        survey.places[0]
            .shape
            .iter()
            .map(|polygon| polygon.iter().map(Vec::len).collect())
            .collect::<Vec<Vec<_>>>()
    };
    assert_eq!(rings("\"POLYGON((8 50, 8.1 50, 8.1 50.1, 8 50))\","), [[3]]);
    assert_eq!(
        rings("\"POLYGON ((8 50,9 50,9 51,8 51,8 50),(8.2 50.2,8.4 50.2,8.4 50.4,8.2 50.2))\","),
        [[4, 3]]
    );
    assert_eq!(
        rings("\"MultiPolygon Z (((8 50 1,9 50 1,9 51 1)),((18 50 1,19 50 1,19 51 1)))\","),
        [[3], [3]]
    );
    assert_eq!(rings("50 8;50 9;51 9,"), [[3]]);
    assert_eq!(rings("\"50,8;50,9;51,9\","), [[3]]);
    assert_eq!(rings(",0 0;4 0;4 4;0 4"), [[4]]);
    for (cell, told) in [
        ("\"POLYGON((8 50, 8.1 50))\",", "three corners or more"),
        ("\"POLYGON((8 50, 8.1 50\",", "closing bracket"),
        ("\"POLYGON((((8 50))))\",", "fewer brackets"),
        ("\"POLYGON((8 50 1 2, 3 4))\",", "two numbers a corner"),
        ("POINT(8 50),", "expected POLYGON or MULTIPOLYGON"),
        ("POLYGON EMPTY,", "two numbers a corner"),
        ("\"POLYGON((8 95, 8.1 50, 8 51))\",", "corners in range where it has 95 8"),
        ("50 8;50 x;51 9,", "\"50 x\""),
        (",0 0;4 0;4 99999", "corners in range"),
    ] {
        let error = read_one(&format!("{header}1,{cell}\n")).unwrap_err().to_string();
        assert!(error.starts_with("a.csv: line 2: ") && error.contains(told), "{error}");
    }
}

#[test]
fn errors_name_line_column_and_value() {
    for (text, told) in [
        (
            "id,latitude,longitude\n1,50,8\n2,abc,8\n",
            "line 3: latitude is \"abc\"; expected a number from -90 to 90",
        ),
        ("id,latitude,longitude\n1,50,\n", "line 2: has one of latitude and longitude"),
        ("id,Level\n\n1,roof\n", "line 3: Level is \"roof\"; expected a number, or a word"),
        ("id,room,ip\n1,x,300.1.1.1\n", "line 2: ip is \"300.1.1.1\"; expected an IP address"),
        ("id,name\n1,a,b\n", "line 2: has 3 cells, the last of them \"b\"; expected 2"),
        ("one,two\n1,2\n", "line 1: has the headings one, two; expected id or name"),
        ("id,width,depth,x,y\n1,0,1,1,1\n", "line 2: width is \"0\""),
        ("id,x,y\n1,2,\n", "line 2: has one of x and y"),
        ("", "line 1: has 0 columns"),
    ] {
        let error = read_one(text).unwrap_err().to_string();
        assert!(error.starts_with(&format!("a.csv: {told}")), "{error}");
    }
    let latin1 = read_files(&[("b.csv", b"id,name\n1,ok\n2,B\xfcro\n")]).unwrap_err();
    assert_eq!(
        latin1.to_string(),
        "b.csv: line 3: has the octet 0xfc; expected UTF-8 (save the table as \"CSV UTF-8\")"
    );
    let none = read_files(&[("b.ods", b"")]).unwrap_err();
    assert!(none.text.starts_with("has no table"), "{none}");
    let file = InputFile::from_octets("c.csv", b"id,x,y\n1,2,3\n");
    let input = Input { name: "c".into(), files: vec![file] };
    let error = read(&input, &Options::default()).unwrap_err();
    assert!(
        error.to_string().starts_with("c.csv: line 2: has metres; expected --origin"),
        "{error}"
    );
}

#[test]
fn identities_are_the_owners_or_made_of_the_name() {
    let text = "name,room,kind\nLight,A,light\nLight,B,light\nLight,B,light\n";
    let sources = || {
        let survey = read_one(text).unwrap();
        survey.devices.into_iter().map(|device| device.source).collect::<Vec<_>>()
    };
    assert_eq!(
        sources(),
        ["csv:device/A/Light", "csv:device/B/Light", "csv:device/device/B/Light"]
    );
    // What a list of rooms calls `room` is their name.
    let survey = read_one("Room\tFloor\n1.01\tF1\n").unwrap();
    assert_eq!(place(&survey, "1.01").levels, Some(Levels::single(0)));
}

#[test]
fn rooms_within_rooms_hang_together_and_circles_are_cut() {
    let text = "id,name,parent,level\na,Suite,,1\nb,Bath,Suite,1\nc,C,d,\nd,D,c,\ne,E,nowhere,\ns,Stairs,,0~2\n";
    let survey = read_one(text).unwrap();
    assert_eq!(place(&survey, "Bath").inside.as_deref(), Some("csv:a"));
    assert_eq!(place(&survey, "C").inside, None);
    assert_eq!(place(&survey, "Stairs").levels, Levels::new(0, 2).ok());
    let said = |text: &str| survey.remarks.iter().any(|remark| remark.text.contains(text));
    assert!(said("\"nowhere\"") && said("in themselves"), "{:?}", survey.remarks);
}

#[test]
fn broken_tables_are_errors_or_remarks_and_never_a_panic() {
    let whole = "id;name;level;kind;parent;latitude;longitude;x;y;width;depth;polygon;room;ip;what\n\
        1;A;1;room;;50,1;8,1;;;;;\"POLYGON((8 50, 8.1 50, 8.1 50.1, 8 50))\";;;\n\
        2;B;F1;room;1;;;1;2;3;4;;;;room\n\
        3;C;0~2;light;;;;1,5;2;;;;A;192.0.2.1;device\n";
    let mut state = 0x1234_5678_u32;
    let mut random = |below: usize| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        usize::try_from(state >> 8).unwrap() % below
    };
    let mut read_anyway = 0;
    for _ in 0..5_000 {
        let mut octets = whole.as_bytes().to_vec();
        for _ in 0..=random(3) {
            let at = random(octets.len().max(1));
            if octets.is_empty() {
                break;
            }
            match random(4) {
                0 => octets.truncate(at + 1),
                1 => octets[at] = b"0123456789-.eE;,\"\n(~\xff"[random(21)],
                2 => drop(octets.remove(at)),
                _ => octets.insert(at, b"0123456789-;\"("[random(14)]),
            }
        }
        read_anyway += usize::from(read_files(&[("a.csv", &octets)]).is_ok());
    }
    assert!((300..4_800).contains(&read_anyway), "{read_anyway}");
}
