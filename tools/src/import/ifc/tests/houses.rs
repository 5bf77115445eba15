//! Houses by hand: what each holds is known.

use libsns::geometry::Levels as LevelRange;
use libsns::record::PlaceClass;

use super::*;
use crate::survey::SITE;

/// (identity, square metres), by arithmetic.
type Areas<'a> = &'a [(&'a str, f64)];

fn check_areas(survey: &Survey, areas: Areas<'_>) {
    for (tag, expected) in areas {
        let area = square_metres(&place(survey, tag).shape);
        assert!((area - expected).abs() < 0.01 * expected, "{tag}: {area}, expected {expected}");
    }
}

#[test]
fn feet_and_arcs_become_metres() {
    let survey = read_text(FEET).unwrap();
    let foot = 0.3048_f64 * 0.3048;
    let pi = std::f64::consts::PI;
    check_areas(
        &survey,
        &[
            ("S1", foot * (600.0 + pi * 50.0)),
            ("S2", foot * pi * 64.0),
            ("S3", foot * 1000.0),
            ("S4", foot * pi * 25.0),
            ("S5", foot * 60.0),
            ("S6", foot * (2.0 * 12.0 * 3.0 + 14.0 * 2.0)),
            ("S7", foot * (12.0 * 4.0 + 16.0 * 4.0)),
            ("S8", foot * (12.0 * 3.0 + 17.0 * 2.0)),
            ("S9", foot * (2.0 * 12.0 * 3.0 + 14.0 * 2.0)),
            ("SA", foot * (2.0 * 12.0 * 3.0 + 14.0 * 2.0)),
            ("SB", foot * 160.0),
            ("SC", foot * pi * 84.0),
            ("SD", foot * 200.0),
            ("SE", foot * 200.0),
        ],
    );
    assert_eq!(place(&survey, "S3").shape[0].len(), 2, "the court is a hole");
    let height = place(&survey, "S1").height.unwrap();
    assert!((height - 3.048).abs() < 1e-9);
}

#[test]
fn the_building_has_its_names_and_address() {
    let survey = read_text(FEET).unwrap();
    assert_eq!(survey.title, "Old Laboratory");
    let building = place(&survey, "B");
    assert_eq!((building.class, &building.inside), (PlaceClass::Building, &None));
    assert_eq!(building.names, ["Old Laboratory", "Lab"]);
    assert_eq!(building.civic.value("country"), Some("GB"));
    assert_eq!(building.civic.value("A3"), Some("Cambridge"));
    assert_eq!(survey.level_labels, [(0, "First Floor".into()), (1, "Second Floor".into())]);
    assert_eq!(place(&survey, "L0").inside, Some(source("B")));
    assert_eq!(place(&survey, "S1").inside, Some(source("L0")));
    assert_eq!(place(&survey, "S1").names, ["Hall", "101"]);
}

#[test]
fn true_north_turns_the_house() {
    let survey = read_text(FEET).unwrap();
    let ring = &place(&survey, "S1").shape[0][0];
    // The site's own origin has the site's latitude and longitude.
    let corner = [51.5, -(7.0 / 60.0 + 30.5 / 3600.0)];
    let near = |to: [f64; 2]| {
        ring.iter().any(|&there| {
            let [east, north] = way(corner, there);
            (east - to[0]).hypot(north - to[1]) < 0.001
        })
    };
    assert!(near([0.0, 0.0]), "{ring:?}");
    // North is 30° to the right of y, so y is 30° to the left of north: to the north-west.
    let side = 20.0 * 0.3048;
    assert!(near([-side * 0.5, side * 0.75_f64.sqrt()]), "{ring:?}");
    // North is to the left, along -x: y points east, x points south.
    let survey = read_text(OUTLINES).unwrap();
    let ring = &place(&survey, "S2").shape[0][0];
    let corner = [-(33.0 + 51.0 / 60.0 + 24.48 / 3600.0), 151.0 + 12.0 / 60.0 + 55.08 / 3600.0];
    let ways: Vec<_> = ring.iter().map(|&there| way(corner, there)).collect();
    let has = |to: [f64; 2]| ways.iter().any(|at| (at[0] - to[0]).hypot(at[1] - to[1]) < 0.001);
    assert!(has([0.0, -10.0]) && has([3.0, -14.0]), "{ways:?}");
}

#[test]
fn a_map_conversion_places_the_house() {
    let survey = read_text(MAP).unwrap();
    let ring = &place(&survey, "S1").shape[0][0];
    // Corners (0, 0), (6, 0) and (0, 3) by another program (PROJ).
    for corner in [
        [48.148_546_265, 11.567_949_804],
        [48.148_571_669, 11.568_020_938],
        [48.148_570_067, 11.567_930_823],
    ] {
        let off = ring.iter().map(|&there| {
            let [east, north] = way(corner, there);
            east.hypot(north)
        });
        let off = off.fold(f64::INFINITY, f64::min);
        assert!(off < 0.02, "{corner:?} is {off} m from a corner of {ring:?}");
    }
    assert!(!has_remark(&survey, RemarkSort::Guessed, "position"));
}

#[test]
fn options_override_what_the_file_says() {
    let options =
        Options { origin: Some([10.0, 20.0]), rotation: Some(90.0), ..Options::default() };
    let survey = read_octets(MAP.as_bytes(), &options).unwrap();
    let ring = &place(&survey, "S2").shape[0][0];
    let ways: Vec<_> = ring.iter().map(|&there| way([10.0, 20.0], there)).collect();
    // y points east, x south: the room begins 10 m along x.
    let has = |to: [f64; 2]| ways.iter().any(|at| (at[0] - to[0]).hypot(at[1] - to[1]) < 0.001);
    assert!(has([0.0, -10.0]) && has([6.0, -12.0]), "{ways:?}");
}

#[test]
fn millimetres_and_tessellations_become_rooms() {
    let survey = read_text(MAP).unwrap();
    let pi = std::f64::consts::PI;
    check_areas(
        &survey,
        &[
            ("S1", 18.0 + pi * 1.5 * 1.5 / 2.0),
            ("S2", 18.0),
            ("S3", 18.0),
            ("S4", 40.0),
            ("S5", 42.0),
            ("S6", 48.0 - pi * 0.25),
            ("S7", 10.5),
            ("S8", 21.0),
            ("S9", 29.0),
            ("SA", 60.0),
            ("SB", 12.5),
            ("SC", 24.0),
        ],
    );
    assert_eq!(place(&survey, "S3").shape[0][0].len(), 6, "triangles leave no corners");
    assert_eq!(place(&survey, "S1").names[0], "Küche");
    assert_eq!(place(&survey, "SC").names[0], "Hörsaal");
    let part = place(&survey, "SB");
    assert_eq!((&part.inside, part.class), (&Some(source("SA")), PlaceClass::Area));
    assert_eq!(place(&survey, "S7").levels, Some(LevelRange::single(-1)));
    assert_eq!(place(&survey, "S4").levels, Some(LevelRange::single(1)));
}

#[test]
fn holes_in_walls_are_doors_and_openings() {
    let survey = read_text(MAP).unwrap();
    let door = exit(&survey, "D1");
    assert_eq!((door.kind.as_str(), door.outline.len()), ("revolving-door", 4));
    assert_eq!(door.levels, Some(LevelRange::single(0)));
    let opening = exit(&survey, "O2");
    assert_eq!((opening.kind.as_str(), opening.outline.len()), ("opening", 4));
    assert_eq!(opening.joins, [source("SA"), source("SD")]);
    let survey = read_text(FEET).unwrap();
    assert_eq!(exit(&survey, "D1").joins, [source("S1"), SITE.into()]);
    assert_eq!(exit(&survey, "D1").outline.len(), 2);
}

#[test]
fn outlines_come_from_what_there_is() {
    let survey = read_text(OUTLINES).unwrap();
    let round = 12.0 + std::f64::consts::PI * 2.25 / 2.0;
    check_areas(
        &survey,
        &[
            ("S1", 16.0),
            ("S2", 12.0),
            ("S3", round),
            ("S4", 6.0),
            ("S5", 8.0),
            ("S6", 20.0),
            ("S7", 12.0),
        ],
    );
    assert!(place(&survey, "S8").shape.is_empty());
    assert!(has_remark(&survey, RemarkSort::LeftOut, "IFCSWEPTDISKSOLID is not read"));
    assert!(has_remark(&survey, RemarkSort::Guessed, "box around it"));
    assert!(has_remark(&survey, RemarkSort::Guessed, "space boundaries"));
}

#[test]
fn virtual_boundaries_are_openings() {
    let survey = read_text(OUTLINES).unwrap();
    let opening = exit(&survey, "V1");
    assert_eq!(opening.joins, [source("S9"), source("SA")]);
    let [east, north] = way(opening.outline[0], opening.outline[1]);
    assert!((east.hypot(north) - 3.0).abs() < 0.001, "they share 3 of 4 m");
    assert!(has_remark(&survey, RemarkSort::LeftOut, "1 at which no second space lies"));
}

#[test]
fn devices_are_in_their_rooms() {
    let survey = read_text(DEVICES).unwrap();
    let device =
        |tag: &str| survey.devices.iter().find(|device| device.source == source(tag)).expect(tag);
    for (tag, kind, inside) in [
        ("d1", "temperature-sensor", "H0"),
        ("d2", "light", "H1"),
        ("d3", "speaker", "T2"),
        ("d4", "siren", "T0"),
        ("d5", "presence-detector", "H0"),
        ("d7", "power-outlet", "Y"),
        ("d8", "terminal", "E1"),
    ] {
        let device = device(tag);
        assert_eq!((&*device.kind, &device.inside), (kind, &Some(source(inside))), "{tag}");
    }
    assert_eq!(device("d1").text, ["serial=SN-42"]);
    assert_eq!(device("d1").bearers, [("ipv6".into(), "2001:db8::7".into())]);
    assert_eq!(device("d7").names, ["Wall socket"], "by its type");
    assert_eq!(device("d7").text, ["manufacturer=Acme", "model=T-800"]);
    assert_eq!(device("d2").names, ["Ceiling Light", "Ceiling Light 600x600"]);
    assert!((device("d2").above_floor.unwrap() - 2.8).abs() < 1e-9);
    assert_eq!(survey.devices.len(), 7);
    assert!(has_remark(&survey, RemarkSort::LeftOut, "1 sanitary"));
}

#[test]
fn stairs_and_lifts_join_levels() {
    let survey = read_text(DEVICES).unwrap();
    for (tag, kind, joins, levels) in [
        ("ST", "stair", &["T0", "T1"][..], (0, 1)),
        ("ES", "escalator", &["H1", "H2"], (1, 2)),
        ("LI", "lift", &["X0", "X1", "X2"], (0, 2)),
    ] {
        let exit = exit(&survey, tag);
        let joins: Vec<_> = joins.iter().map(|tag| source(tag)).collect();
        assert_eq!((&*exit.kind, &exit.joins), (kind, &joins), "{tag}");
        assert_eq!(exit.levels, LevelRange::new(levels.0, levels.1).ok(), "{tag}");
    }
    let hoist = place(&survey, "HO");
    assert_eq!((hoist.class, &*hoist.names[0]), (PlaceClass::Lift, "Goods hoist"));
    assert!(has_remark(&survey, RemarkSort::LeftOut, "move no people"));
    assert!(has_remark(&survey, RemarkSort::LeftOut, "stay on one level"));
}

#[test]
fn lift_spaces_above_one_another_are_a_lift() {
    let without = DEVICES.replace("IFCTRANSPORTELEMENT", "IFCPROXY");
    let survey = read_text(&without).unwrap();
    let lifts: Vec<_> = survey.exits.iter().filter(|exit| exit.kind == "lift").collect();
    assert_eq!(lifts.len(), 2);
    assert_eq!(lifts[0].joins, [source("X0"), source("X1")]);
    assert!(has_remark(&survey, RemarkSort::Guessed, "above one another"));
}

#[test]
fn one_building_of_two_is_read() {
    let survey = read_text(DEVICES).unwrap();
    assert_eq!(place(&survey, "Y").inside, Some(source("W0")));
    let only = |name: &str| {
        let options = Options { building: Some(name.into()), ..Options::default() };
        read_octets(DEVICES.as_bytes(), &options)
    };
    let west = only("West").unwrap();
    let rooms: Vec<_> = west.places.iter().map(|place| place.source.clone()).collect();
    assert_eq!(rooms, [source("B2"), source("W0"), source("Y"), source("HO")]);
    assert_eq!((west.devices.len(), west.exits.len()), (1, 0));
    let error = only("South").unwrap_err();
    assert_eq!(error.text, "no building is called \"South\"; expected one of: East, West");
}

#[test]
fn marks_on_the_drawing_are_no_levels() {
    let survey = read_text(DEVICES).unwrap();
    assert!(survey.places.iter().all(|place| place.source != source("EM")));
    assert!(has_remark(&survey, RemarkSort::LeftOut, "Level 1 ceiling"));
    assert_eq!(place(&survey, "E2").levels, Some(LevelRange::single(2)));
}

#[test]
fn equal_identities_are_told_apart() {
    let twice = DEVICES.replace(&format!("{:0>22}", "X1"), &format!("{:0>22}", "X0"));
    let survey = read_text(&twice).unwrap();
    let mut sources: Vec<_> = survey.places.iter().map(|place| &place.source).collect();
    let count = sources.len();
    sources.sort();
    sources.dedup();
    assert_eq!(sources.len(), count);
}

#[test]
fn the_order_of_instances_does_not_matter() {
    let (head, rest) = MAP.split_once("DATA;\n").unwrap();
    let (data, tail) = rest.split_once("ENDSEC;").unwrap();
    let mut lines: Vec<_> = data.lines().collect();
    lines.reverse();
    let reversed = format!("{head}DATA;\n{}\nENDSEC;{tail}", lines.join("\n"));
    let mut surveys = [MAP, &reversed].map(|text| read_text(text).unwrap());
    for survey in &mut surveys {
        survey.places.sort_by(|a, b| a.source.cmp(&b.source));
    }
    let [one, other] = surveys.map(|survey| format!("{:?}{:?}", survey.places, survey.exits));
    assert_eq!(one, other);
}
