//! First imports.

use super::*;
use crate::survey::SITE;

#[test]
fn a_house_becomes_a_plan_that_people_can_read() {
    let planned = planned(&house());
    assert_eq!(
        names(&planned),
        [
            "ground-floor",
            "f1",
            "hall.ground-floor",
            "office-0-1.ground-floor",
            "office-0-2.ground-floor",
            "room.ground-floor",
            "stair.ground-floor",
            "xn--caf-lab-dya.f1",
            "stair.f1",
            "lamp.office-0-1.ground-floor",
            "temperature-sensor.xn--caf-lab-dya.f1",
        ]
    );
    assert_eq!(
        ways(&planned),
        [
            "hall.ground-floor @",
            "hall.ground-floor office-0-1.ground-floor",
            "hall.ground-floor office-0-2.ground-floor",
            "room.ground-floor hall.ground-floor",
            "stair.f1 f1",
            "stair.ground-floor hall.ground-floor",
            "stair.ground-floor stair.f1",
        ]
    );
    let paths: Vec<_> = planned.files.iter().map(|file| file.path.as_str()).collect();
    assert_eq!(
        paths,
        [
            ".import.json",
            "f1.geojson",
            "f1.toml",
            "ground-floor.geojson",
            "ground-floor.toml",
            "plan.toml"
        ]
    );
    assert!(text(&planned, "plan.toml").contains("[levels]\n0 = \"Ground floor\"\n"));
    assert!(text(&planned, "f1.toml").starts_with("# Level 1.\n\nin = \"f1\"\n\n[[place]]\n"));
    assert!(planned.diff.changes.is_empty());
    let levels: Vec<_> =
        planned.report.levels.iter().map(|level| (level.level, &*level.name)).collect();
    assert_eq!(levels, [(Some(0), "Ground floor"), (Some(1), "Level 1")]);
    assert_eq!(planned.report.ways["door"], 4);
}

#[test]
fn the_same_survey_makes_the_same_plan_in_any_order() {
    let mut turned = house();
    turned.places.reverse();
    turned.devices.reverse();
    turned.exits.reverse();
    let visible = |planned: &Planned| before(planned).files;
    assert_eq!(visible(&planned(&house())), visible(&planned(&turned)));
}

#[test]
fn rooms_without_parents_find_their_level_and_building() {
    let mut survey = house();
    for place in &mut survey.places {
        if place.class != PlaceClass::Building && place.class != PlaceClass::Level {
            let level = if place.inside.as_deref() == Some("test:l1") { 1 } else { 0 };
            place.levels = Some(Levels::single(level));
        }
        place.inside = None;
    }
    assert_eq!(names(&planned(&survey)), names(&planned(&house())));
}

#[test]
fn levels_are_made_where_rooms_only_number_them() {
    let on =
        |level: i16, room: SurveyPlace| SurveyPlace { levels: Some(Levels::single(level)), ..room };
    let survey = Survey {
        places: vec![
            on(-1, room("a", None, "Cellar", [0.0, 0.0, 5.0, 5.0])),
            on(2, room("b", None, "Attic", [0.0, 0.0, 5.0, 5.0])),
            on(2, room("c", None, "Attic", [5.0, 0.0, 5.0, 5.0])),
        ],
        level_labels: vec![(2, "Top".to_owned())],
        ..Survey::default()
    };
    let planned = planned(&survey);
    assert_eq!(names(&planned), ["b1", "top", "cellar.b1", "attic.top", "attic-2.top"]);
    assert!(text(&planned, "plan.toml").contains("kind = \"building\"\nlevel = [-1, 2]"));
    assert!(text(&planned, "top.toml").contains("name = \"Attic 2\""));
}

#[test]
fn several_buildings_stand_in_a_site_with_files_of_their_own() {
    let mut survey = house();
    let mut shed = place("shed", None, "Shed", PlaceClass::Building);
    shed.shape = vec![vec![frame().rectangle([40.0, 0.0, 5.0, 5.0])]];
    let level = SurveyPlace {
        levels: Some(Levels::single(0)),
        ..place("shed-0", Some("shed"), "", PlaceClass::Level)
    };
    let inner = SurveyPlace {
        levels: Some(Levels::single(0)),
        ..room("tools", None, "Tools", [41.0, 1.0, 2.0, 2.0])
    };
    survey.places.extend([shed, level, inner]);
    let planned = planned(&survey);
    assert!(names(&planned).contains(&"tools.f0.shed".to_owned()), "{:?}", names(&planned));
    assert!(text(&planned, "shed/f0.toml").contains("in = \"f0.shed\""));
    assert!(ways(&planned).contains(&"hall.ground-floor.test-house @".to_owned()));
}

#[test]
fn odd_words_and_odd_parents_still_make_a_plan() {
    let mut survey = house();
    let long = "a very long name ".repeat(30);
    survey.places.push(room("x1", Some("l0"), "_near", [0.0, 6.0, 1.0, 1.0]));
    survey.places.push(room("x2", Some("l0"), &long, [1.0, 6.0, 1.0, 1.0]));
    survey.places.push(room("x3", Some("x4"), "In a circle", [2.0, 6.0, 1.0, 1.0]));
    survey.places.push(room("x4", Some("x3"), "\u{7}\u{0}", [3.0, 6.0, 1.0, 1.0]));
    survey.places.push(room("x5", Some("nowhere"), "xn--x", [4.0, 6.0, 1.0, 1.0]));
    survey.places.push(room("x5", Some("l1"), "Twice the same identity", [4.0, 6.0, 1.0, 1.0]));
    survey.places.push(room("x6", Some("x6"), "ns1", [4.0, 6.0, 1.0, 1.0]));
    let mut above = room("x7", Some("l0"), "Too high", [5.0, 6.0, 1.0, 1.0]);
    above.levels = Some(Levels::single(7));
    survey.places.push(above);
    let mut bad = device("x8", Some("x2"), "Odd", "Odd Kind!");
    bad.bearers = vec![
        ("ipv6".into(), "nonsense".into()),
        ("ipv4".into(), "192.0.2.7".into()),
        ("ipv4".into(), "192.0.2.8".into()),
    ];
    survey.devices.push(bad);
    survey.exits.push(SurveyExit {
        joins: vec!["test:lamp".into(), SITE.into()],
        ..door("d9", [500.0, 0.0], 0)
    });
    let planned = planned(&survey);
    let remarks: Vec<String> = planned.report.remarks.iter().map(ToString::to_string).collect();
    for part in ["circle", "nonsense", "could not be found"] {
        assert!(remarks.iter().any(|remark| remark.contains(part)), "{part}: {remarks:#?}");
    }
    assert!(text(&planned, "ground-floor.toml").contains("ipv4 = [\"192.0.2.7\", \"192.0.2.8\"]"));
}

#[test]
fn a_tower_of_rooms_in_rooms_keeps_within_the_length_of_names() {
    let mut survey = house();
    let mut holder = "l0".to_owned();
    for depth in 0..40 {
        let id = format!("deep-{depth}");
        survey.places.push(place(
            &id,
            Some(&holder),
            &format!("A room of forty within another {depth}"),
            PlaceClass::Room,
        ));
        holder = id;
    }
    let planned = planned(&survey);
    assert_eq!(read(&planned).things().len(), 1 + 11 + 40);
}

#[test]
fn shapes_that_cross_themselves_are_mended_and_told() {
    let mut survey = house();
    let tie = [[0.0, 0.0], [4.0, 4.0], [4.0, 0.0], [0.0, 4.0]].map(|at| frame().position(at));
    survey.places.push(SurveyPlace {
        shape: vec![vec![tie.to_vec()]],
        ..place("tie", Some("l1"), "Tie", PlaceClass::Room)
    });
    survey.places.push(SurveyPlace {
        shape: vec![vec![vec![frame().position([1.0, 1.0]), frame().position([2.0, 2.0])]]],
        ..place("line", Some("l1"), "Line", PlaceClass::Room)
    });
    let planned = planned(&survey);
    assert!(text(&planned, "f1.geojson").contains("MultiPolygon"));
    let remarks: Vec<String> = planned.report.remarks.iter().map(ToString::to_string).collect();
    assert!(
        remarks.iter().any(|remark| remark.starts_with("guessed: Tie: its shape")),
        "{remarks:#?}"
    );
    assert!(
        remarks.iter().any(|remark| remark.starts_with("left out: Line: its shape")),
        "{remarks:#?}"
    );
    // The place stays, where its shape was.
    assert!(text(&planned, "f1.toml").contains("name = \"Line\"\nposition = ["));
}

#[test]
fn what_lies_on_another_continent_is_left_out_and_told() {
    let mut survey = house();
    let swap = |[latitude, longitude]: Degrees| [longitude, latitude];
    let lab = survey.places.iter_mut().find(|place| place.source == "test:lab").unwrap();
    lab.shape.iter_mut().flatten().flatten().for_each(|at| *at = swap(*at));
    survey.exits[0].position = Some([52.2053, 12.18]);
    let planned = planned(&survey);
    let remarks: Vec<String> = planned.report.remarks.iter().map(ToString::to_string).collect();
    let told = |start: &str| remarks.iter().any(|remark| remark.starts_with(start));
    assert!(
        told("left out: Café Lab: its shape, ") && told("left out: test:d1: its position"),
        "{remarks:#?}"
    );
    assert!(names(&planned).contains(&"xn--caf-lab-dya.f1".to_owned()));
    // A whole survey elsewhere does not go into the plan.
    let mut elsewhere = house();
    for place in &mut elsewhere.places {
        place.shape.iter_mut().flatten().flatten().for_each(|at| *at = swap(*at));
    }
    elsewhere.exits.clear();
    let refused = plan(&elsewhere, Some(&before(&planned)), &Settings::default()).unwrap_err();
    assert!(refused.to_string().contains("km from the plan"), "{refused}");
}

#[test]
fn a_town_gets_the_reach_it_needs() {
    let frame = Frame::new(ORIGIN, 0.0);
    let house = |at: u8| {
        let corner = f64::from(at) * 1_000.0;
        let shape = vec![vec![frame.rectangle([corner.min(9_000.0), 0.0, 20.0, 20.0])]];
        let moved = shape.into_iter().map(|rings: Vec<Vec<Degrees>>| {
            let shift = |at: &Degrees| [at[0] + (corner / 100_000.0), at[1]];
            rings.iter().map(|ring| ring.iter().map(shift).collect()).collect()
        });
        SurveyPlace {
            shape: moved.collect(),
            ..place(&format!("h{at}"), None, "House", PlaceClass::Building)
        }
    };
    let town = Survey { places: (0..30).map(house).collect(), ..Survey::default() };
    let planned = planned(&town);
    assert!(text(&planned, "plan.toml").contains("\nreach = "), "{}", text(&planned, "plan.toml"));
    assert_eq!(again(&town, &before(&planned)).files, planned.files);
}

#[test]
fn what_cannot_be_a_plan_is_refused_with_its_reason() {
    let refusal = |survey: &Survey, settings: &Settings| {
        plan(survey, None, settings).unwrap_err().to_string()
    };
    assert!(refusal(&Survey::default(), &settings()).contains("neither places nor devices"));
    let lamps = Survey { devices: vec![device("a", None, "Lamp", "light")], ..Survey::default() };
    assert!(refusal(&lamps, &settings()).contains("where on the Earth"));
    for (set, part) in [
        (Settings { apex: Some("a..b".into()), ..settings() }, "a..b"),
        (Settings { apex: Some(".".into()), ..settings() }, "root"),
        (Settings { contact: Some("nobody".into()), ..settings() }, "mail address"),
        (Settings { origin: Some([95.0, 0.0]), ..settings() }, "no origin"),
    ] {
        let text = refusal(&house(), &set);
        assert!(text.contains(part), "{text}");
    }
    let origin = Settings { origin: Some([52.0, 0.1]), ..settings() };
    assert!(plan(&lamps, None, &origin).is_ok());
}

#[test]
fn a_site_without_a_zone_gets_one_that_anybody_may_use() {
    let planned = plan(&house(), None, &Settings::default()).unwrap();
    assert_eq!(planned.report.apex, "test-house.home.arpa");
}
