//! What the sample becomes.

use libsns::record::PlaceClass;
use sns_tools::import::Options;
use sns_tools::survey::{SITE, Survey, SurveyExit, SurveyPlace};

use super::{changed, files, read, read_with};

/// The identity of a feature of the sample.
fn id(sort: u32, number: u32) -> String {
    format!("imdf:{sort:08x}-0000-4000-8000-{number:012x}")
}

fn unit(number: u32) -> String {
    id(6, number)
}

fn place<'s>(survey: &'s Survey, source: &str) -> &'s SurveyPlace {
    survey.places.iter().find(|place| place.source == source).expect("a place")
}

fn exit<'s>(survey: &'s Survey, source: &str) -> &'s SurveyExit {
    survey.exits.iter().find(|exit| exit.source == source).expect("an exit")
}

#[test]
fn the_building_has_its_footprint_levels_and_address() {
    let survey = read(&files()).unwrap();
    assert_eq!((survey.format.as_str(), survey.title.as_str()), ("IMDF 1.0.0", "Northgate Centre"));
    let building = place(&survey, &id(3, 1));
    assert_eq!(
        (building.names.join(""), building.class),
        ("Northgate Mall".into(), PlaceClass::Building)
    );
    let levels = building.levels.unwrap();
    assert_eq!((levels.lowest(), levels.highest()), (0, 1));
    assert_eq!(building.shape.len(), 1, "the footprint on the ground, not the aerial one");
    assert_eq!(
        building.civic.to_strings().join(" "),
        "country=US A1=CA A3=Example PC=94301-1234 RD=E. Main Street HNO=123"
    );
    let upper = place(&survey, &id(5, 2));
    assert_eq!(upper.names, ["Upper Floor", "1"]);
    assert_eq!((upper.class, upper.levels.unwrap().lowest()), (PlaceClass::Level, 1));
    assert_eq!(upper.inside, Some(id(3, 1)));
    assert_eq!(survey.level_labels, [(0, "G".to_owned()), (1, "1".to_owned())]);
}

#[test]
fn units_are_places_of_their_sort_and_called_by_who_is_there() {
    use PlaceClass::{Area, Corridor, Lift, Room, Stair};
    let survey = read(&files()).unwrap();
    for (number, level, class, kind, names) in [
        (1, 1, Room, "bookstore", &["Example Books", "101"][..]),
        (2, 1, Room, "food-service", &["Example Coffee", "102"]),
        (3, 1, Corridor, "", &[]),
        (4, 1, Stair, "", &[]),
        (5, 1, Lift, "", &[]),
        (6, 1, Room, "restroom", &[]),
        (7, 1, Room, "non-public", &["Plant"]),
        (12, 2, Room, "conference-room", &["Boardroom"]),
        (13, 2, Room, "office", &[]),
    ] {
        let place = place(&survey, &unit(number));
        assert_eq!((place.class, place.kind.as_str()), (class, kind), "{number}");
        assert_eq!(place.names, names);
        assert_eq!(place.inside, Some(id(5, level)));
        assert_eq!(place.shape[0][0].len(), 4);
        assert!(place.position.is_some());
    }
    let books = place(&survey, &unit(1));
    assert_eq!(books.civic.to_strings(), ["UNIT=101"], "the rest is the building's");
    let corner = books.shape[0][0][0];
    assert!((corner[0] - 52.2).abs() < 1e-9 && (corner[1] - 0.12).abs() < 1e-9, "{corner:?}");
    let seats = place(&survey, &id(7, 1));
    assert_eq!((seats.class, seats.kind.as_str()), (Area, "seating"));
    assert_eq!(survey.places.len(), 1 + 2 + 12 + 1);
}

#[test]
fn openings_are_doors_and_relationships_say_what_they_join() {
    let survey = read(&files()).unwrap();
    let opening = |number| exit(&survey, &id(12, number));
    let entrance = opening(1);
    assert_eq!((entrance.kind.as_str(), &entrance.joins[..]), ("door", &[SITE.to_owned()][..]));
    assert_eq!(opening(2).joins, [unit(1), unit(3)]);
    assert_eq!(opening(2).outline.len(), 2);
    let position = opening(2).position.unwrap();
    assert!((position[0] - (52.2 + 12.0 / 111_262.0)).abs() < 1e-7, "{position:?}");
    assert_eq!((opening(3).kind.as_str(), opening(3).joins.len()), ("opening", 0));
    assert_eq!(opening(4).kind, "opening");
    assert_eq!(opening(6).joins, [unit(12), unit(9)]);
    assert!(!opening(6).is_one_way, "there is a way back");
    assert_eq!(opening(7).kind, "emergency-exit");
    assert_eq!(opening(7).levels.unwrap().lowest(), 1);
    for (number, kind, ends, is_one_way) in [
        (2, "stair", [unit(4), unit(10)], false),
        (3, "lift", [unit(5), unit(11)], false),
        (4, "escalator", [unit(3), unit(9)], true),
    ] {
        let exit = exit(&survey, &id(13, number));
        assert_eq!((exit.kind.as_str(), &exit.joins[..]), (kind, &ends[..]));
        assert_eq!(exit.is_one_way, is_one_way);
        let levels = exit.levels.unwrap();
        assert_eq!((levels.lowest(), levels.highest()), (0, 1));
    }
    assert_eq!(survey.exits.len(), 7 + 3);
}

#[test]
fn kiosks_and_machines_are_devices() {
    let survey = read(&files()).unwrap();
    let [kiosk, atm] = survey.devices.as_slice() else { panic!("{:#?}", survey.devices) };
    assert_eq!((kiosk.kind.as_str(), kiosk.names.join("")), ("kiosk", "Example Juice".into()));
    assert_eq!(kiosk.inside, Some(unit(3)));
    assert_eq!((atm.kind.as_str(), atm.names.join("")), ("atm", "Cash Machine".into()));
    assert_eq!(atm.inside, Some(unit(3)));
    assert!(atm.position.is_some());
}

#[test]
fn what_is_left_out_is_said() {
    let survey = read(&files()).unwrap();
    let told: Vec<String> = survey
        .remarks
        .iter()
        .map(|remark| format!("{} ({})", remark.text, remark.sort as u8))
        .collect();
    assert_eq!(
        told,
        [
            "details have no place in a plan (1)",
            "fixtures have no place in a plan (1)",
            "geofences have no place in a plan (1)",
            "it is no place but opentobelow (1)",
            "it is no place but structure (1)",
            "restroom.male is no device (1)",
            "who may enter is not part of a plan (1)",
        ]
    );
}

#[test]
fn names_are_in_the_language_of_the_manifest() {
    let survey = read(&changed("manifest.json", "en-US", "fr-CA")).unwrap();
    assert_eq!(survey.title, "Centre Northgate");
    let books = place(&survey, &unit(1));
    assert_eq!(books.names, ["Exemple Books", "Example Books", "101"]);
}

#[test]
fn a_building_is_asked_for_by_name_or_identity() {
    let asked = |building: &str| {
        read_with(&files(), &Options { building: Some(building.into()), ..Options::default() })
    };
    let whole = read(&files()).unwrap();
    for name in ["northgate mall", &id(3, 1), &id(3, 1)[5..]] {
        assert_eq!(asked(name).unwrap().places.len(), whole.places.len());
    }
    let error = asked("Rathaus").unwrap_err().to_string();
    let text = "centre.zip: building.geojson: there is no building \"Rathaus\"; expected one of \
                Northgate Mall";
    assert_eq!(error, text);
}
