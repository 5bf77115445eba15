//! Small maps for one matter each.

use libsns::record::PlaceClass;
use sns_tools::import::Options;
use sns_tools::survey::{SITE, Survey, SurveyExit, SurveyPlace};

use super::map::{Map, Member, tags};
use super::{read, read_with, text};

/// 45° north, 5° east.
const Y: i64 = 450_000_000;
const X: i64 = 50_000_000;

/// A map in all its forms that hold it, which must be one survey.
fn import(map: &Map) -> Survey {
    let survey = read("map.osm", &map.to_xml()).unwrap();
    assert_eq!(text(&survey), text(&read("map.pbf", &map.to_pbf()).unwrap()));
    if map.relations.is_empty() {
        assert_eq!(text(&survey), text(&read("map.geojson", &map.to_geojson()).unwrap()));
    }
    survey
}

fn place<'s>(survey: &'s Survey, source: &str) -> &'s SurveyPlace {
    let found = survey.places.iter().find(|place| place.source == source);
    found.unwrap_or_else(|| panic!("{source} in {:#?}", survey.places))
}

fn exit<'s>(survey: &'s Survey, source: &str) -> &'s SurveyExit {
    let found = survey.exits.iter().find(|exit| exit.source == source);
    found.unwrap_or_else(|| panic!("{source} in {:#?}", survey.exits))
}

fn remarks(survey: &Survey) -> Vec<String> {
    survey.remarks.iter().map(ToString::to_string).collect()
}

fn span(place: &SurveyPlace) -> (i16, i16) {
    place.levels.map(|levels| (levels.lowest(), levels.highest())).unwrap()
}

/// A house of 1,000 steps with two rooms and a door between them.
fn house() -> Map {
    let mut map = Map::default();
    map.room(
        1,
        [Y, X, 1000, 2000],
        "building=school addr:street=Ring addr:housenumber=7 addr:country=de",
    );
    map.room(10, [Y, X, 1000, 1000], "indoor=room room=class ref=0.1 level=0 level:ref=EG");
    map.room(11, [Y, X + 1000, 1000, 1000], "indoor=corridor level=0 level:ref=EG");
    map.point(100, [Y, X + 1000], "door=hinged level=0");
    map.ways.get_mut(&1).unwrap().1.push(("name".into(), "Alte & Neue Schule".into()));
    map
}

#[test]
fn a_house_has_an_address_levels_and_a_door() {
    let survey = import(&house());
    assert_eq!(survey.title, "Alte & Neue Schule");
    let building = place(&survey, "osm:way/1");
    assert_eq!(building.names, ["Alte & Neue Schule"]);
    assert_eq!((building.class, building.kind.as_str()), (PlaceClass::Building, "school"));
    assert_eq!(building.civic.to_strings(), ["country=DE", "RD=Ring", "HNO=7"]);
    let level = place(&survey, "osm:way/1/level/0");
    assert_eq!((level.class, &level.names[..]), (PlaceClass::Level, &["EG".to_owned()][..]));
    assert_eq!(survey.level_labels, [(0, "EG".to_owned())]);
    let class = place(&survey, "osm:way/10");
    assert_eq!(class.inside.as_deref(), Some("osm:way/1/level/0"));
    assert_eq!((class.names.join(""), class.kind.as_str()), ("0.1".into(), "class"));
    assert_eq!(class.shape[0][0][0], [45.0, 5.0]);
    assert_eq!(class.shape[0][0].len(), 4);
    assert_eq!(exit(&survey, "osm:node/100").joins, ["osm:way/10", "osm:way/11"]);
    assert_eq!(remarks(&survey), Vec::<String>::new());
}

#[test]
fn an_entrance_leads_out() {
    let mut map = house();
    map.point(101, [Y, X], "entrance=main level=0");
    map.point(102, [Y, X + 2000], "door=yes level=0");
    map.point(103, [Y + 1000, X], "entrance=exit level=0");
    let survey = import(&map);
    assert_eq!(exit(&survey, "osm:node/101").joins, ["osm:way/10", SITE]);
    assert!(!exit(&survey, "osm:node/101").is_one_way);
    // No entrance, but in the outline of the building.
    assert_eq!(exit(&survey, "osm:node/102").joins, ["osm:way/11", SITE]);
    assert!(exit(&survey, "osm:node/103").is_one_way);
}

#[test]
fn a_multipolygon_of_pieces_has_its_hole() {
    let mut map = house();
    map.ways.remove(&11);
    let hall = [[Y, X + 1000], [Y, X + 2000], [Y + 1000, X + 2000], [Y + 1000, X + 1000]];
    map.line(20, &[hall[2], hall[1], hall[0]], "");
    map.line(21, &[hall[2], hall[3]], "barrier=wall");
    map.line(22, &[hall[0], hall[3]], "");
    map.room(23, [Y + 300, X + 1300, 200, 200], "");
    let member = |number, role| Member { sort: "way", number, role };
    let members = [(22, "outer"), (20, "outer"), (23, "inner"), (21, ""), (20, "outer")];
    let members: Vec<_> = members.map(|(number, role)| member(number, role)).into();
    let words = "type=multipolygon indoor=area amenity=food_court level=0 name=Hall";
    map.relations.insert(7, (members.clone(), tags(words)));
    let survey = import(&map);
    let hall = place(&survey, "osm:relation/7");
    assert_eq!(hall.shape.len(), 1);
    assert_eq!(hall.shape[0].iter().map(Vec::len).collect::<Vec<_>>(), [4, 4]);
    assert_eq!((hall.class, hall.kind.as_str()), (PlaceClass::Area, "food-court"));
    assert_eq!(remarks(&survey), Vec::<String>::new(), "a piece given twice counts once");

    map.relations.insert(7, (members[1..].to_vec(), tags(words)));
    let survey = import(&map);
    assert!(survey.places.iter().all(|place| place.source != "osm:relation/7"));
    let told = remarks(&survey).join("\n");
    assert!(told.contains("relation 7 (node ") && told.contains("does not close"), "{told}");
}

#[test]
fn levels_repeat_span_and_are_halved() {
    let mut map = house();
    map.room(30, [Y, X, 400, 400], "indoor=room room=toilets level=1 repeat_on=1-3");
    map.room(31, [Y + 500, X, 100, 100], "indoor=room highway=elevator level=-1~4");
    map.room(32, [Y + 600, X, 100, 100], "indoor=room level=0.5");
    map.room(33, [Y + 700, X, 100, 100], "indoor=room level=0;2");
    map.room(34, [Y + 800, X, 100, 100], "indoor=room");
    map.room(35, [Y + 900, X, 100, 100], "indoor=room level=EG");
    let survey = import(&map);
    assert_eq!(span(place(&survey, "osm:way/1")), (-1, 4));
    for (source, level) in [("osm:way/30", 1), ("osm:way/30@2", 2), ("osm:way/30@3", 3)] {
        let room = place(&survey, source);
        assert_eq!(span(room), (level, level));
        assert_eq!(room.inside, Some(format!("osm:way/1/level/{level}")));
    }
    let lift = place(&survey, "osm:way/31");
    assert_eq!((span(lift), lift.class), ((-1, 4), PlaceClass::Lift));
    assert_eq!(lift.inside.as_deref(), Some("osm:way/1"));
    assert_eq!(span(place(&survey, "osm:way/33")), (0, 2));
    assert_eq!(place(&survey, "osm:way/35").levels, None);
    assert_eq!(
        remarks(&survey),
        [
            "guessed: way 34: it has no level; 0 is assumed",
            "guessed: way 35: its level \"EG\" is no number; it is taken for a part of the building",
            "guessed: way 33: its levels \"0;2\" have gaps; 0 to 2 are assumed",
            "guessed: way 32: level \"0.5\" is read as level 0, the one below",
            "guessed: way 30: level \"1-3\" is read as levels 1 to 3",
        ]
    );
}

#[test]
fn ways_up_join_the_places_at_their_ends() {
    let mut map = house();
    map.room(40, [Y, X, 1000, 1000], "indoor=room level=1 ref=1.1");
    map.room(41, [Y, X + 1000, 1000, 1000], "indoor=corridor level=1");
    let [foot, head] = [[Y + 500, X + 1200], [Y + 500, X + 800]];
    map.line(50, &[foot, head], "highway=steps level=0;1 incline=up");
    map.line(51, &[head, foot], "highway=steps level=0;1 incline=down");
    map.line(52, &[foot, head], "highway=steps conveying=backward level=0~1 incline=up");
    map.line(53, &[foot, [Y + 500, X + 1300]], "highway=steps level=0;1");
    map.line(54, &[foot, head], "highway=steps level=0 indoor=yes");
    map.line(57, &[[Y + 100, X + 100], [Y + 1100, X + 100]], "highway=steps level=0;1 incline=-8%");
    map.room(42, [Y + 1000, X, 200, 200], "indoor=room level=0");
    map.line(58, &[[Y + 1100, X + 50], [Y + 900, X + 50]], "highway=steps level=1;0");
    map.line(59, &[[Y + 1100, X + 50], [Y + 1100, X + 70]], "highway=steps level=0;1 incline=up");
    map.line(55, &[foot, head], "highway=footway indoor=yes level=0");
    map.point(56, [Y + 100, X + 1500], "highway=elevator level=0;1 ref=A");
    let survey = import(&map);
    let joins = |source| exit(&survey, source).joins.join(" ");
    assert_eq!(joins("osm:way/50"), "osm:way/11 osm:way/40");
    assert_eq!(exit(&survey, "osm:way/50").kind, "stair");
    assert_eq!(joins("osm:way/51"), "osm:way/40 osm:way/11");
    let escalator = exit(&survey, "osm:way/52");
    assert_eq!((escalator.kind.as_str(), escalator.is_one_way), ("escalator", true));
    assert_eq!(escalator.joins, ["osm:way/40", "osm:way/11"], "it runs against the line");
    assert_eq!(joins("osm:way/53"), "osm:way/11 osm:way/41");
    assert_eq!(joins("osm:way/57"), "osm:way/40 osm:way/42", "it goes down");
    assert_eq!(joins("osm:way/58"), "osm:way/42 osm:way/40", "only its end has a place above");
    assert_eq!(joins("osm:node/56@0"), "osm:node/56 osm:way/11");
    assert_eq!(joins("osm:node/56@1"), "osm:node/56 osm:way/41");
    let lift = place(&survey, "osm:node/56");
    assert_eq!((lift.class, lift.names.join("")), (PlaceClass::Lift, "A".into()));
    let told = remarks(&survey);
    assert!(
        told.contains(&"left out: way 54: these are steps within one level".into()),
        "{told:?}"
    );
    assert!(told.contains(&"left out: way 55: it is a line to walk along".into()), "{told:?}");
    let nowhere = "left out: way 59: these are steps that end where no place is drawn";
    assert!(told.contains(&nowhere.into()), "{told:?}");
    let guess = "guessed: way 53: it does not say which end is up; the end of its line is assumed";
    assert!(told.contains(&guess.into()), "{told:?}");
}

#[test]
fn things_at_points_are_devices_or_name_their_room() {
    let mut map = house();
    map.room(70, [Y + 1000, X, 500, 500], "indoor=room level=0");
    map.room(71, [Y + 1000, X + 500, 500, 500], "indoor=room level=0");
    map.point(72, [Y + 1200, X + 200], "shop=books name=Lesen level=0");
    map.point(73, [Y + 1200, X + 600], "shop=toys name=A level=0");
    map.point(74, [Y + 1300, X + 600], "shop=toys name=B level=0");
    map.point(75, [Y + 500, X + 500], "amenity=vending_machine vending=drinks level=0");
    map.point(76, [Y + 500, X + 500_000], "amenity=atm level=0");
    // The house has no wall up there, so let it be a larger one.
    map.room(1, [Y, X, 1500, 2000], "building=yes");
    let survey = import(&map);
    let books = place(&survey, "osm:way/70");
    assert_eq!((books.names.join(""), books.kind.as_str()), ("Lesen".into(), "shop"));
    assert!(place(&survey, "osm:way/71").names.is_empty());
    let [machine] = survey.devices.as_slice() else { panic!("one device") };
    assert_eq!(
        (machine.kind.as_str(), machine.inside.as_deref()),
        ("vending-machine", Some("osm:way/10"))
    );
    assert_eq!(machine.text, ["vending=drinks"]);
    let told = remarks(&survey).join("\n");
    assert!(told.contains("node 73, node 74: shop at a point"), "{told}");
}

#[test]
fn what_is_broken_is_named() {
    let mut map = house();
    map.line(80, &[[Y, X], [Y, X + 100], [Y + 100, X + 100]], "indoor=room level=0");
    map.line(81, &[[Y, X], [Y, X + 100], [Y, X]], "indoor=room level=0");
    map.ways.insert(82, (vec![1, 2, 99_999, 1], tags("indoor=room level=0")));
    let member = Member { sort: "way", number: 4711, role: "outer" };
    map.relations.insert(83, (vec![member], tags("type=multipolygon indoor=room level=0")));
    map.room(84, [Y, X, 5_000_000, 10], "indoor=room level=0");
    let survey = import(&map);
    assert_eq!(
        remarks(&survey),
        [
            "left out: way 82 (node 99999): a node of it is not in the extract",
            "left out: relation 83 (way 4711): a way of it is not in the extract",
            "left out: way 84: it extends over more than 5 km",
            "left out: way 80, way 81: it is a line that does not close; expected an area",
        ]
    );
}

/// Two houses side by side, and one that is not mapped inside.
fn street() -> Map {
    let mut map = house();
    map.room(2, [Y, X + 20_000, 1000, 1000], "building=yes name=Zwei");
    map.room(12, [Y, X + 20_000, 500, 500], "indoor=room level=0");
    map.room(3, [Y, X + 30_000, 1000, 1000], "building=yes name=Drei");
    map.room(13, [Y, X + 30_000, 500, 500], "shop=books level=0");
    map
}

#[test]
fn buildings_that_are_mapped_inside_are_taken_or_the_one_asked_for() {
    let names = |survey: &Survey| -> Vec<String> {
        let places = survey.places.iter().filter(|place| place.class == PlaceClass::Building);
        places.flat_map(|place| place.names.clone()).collect()
    };
    assert_eq!(names(&import(&street())), ["Alte & Neue Schule", "Zwei"]);
    for asked in ["zwei", "way/2", "osm:way/2", "2"] {
        let options = Options { building: Some(asked.into()), ..Options::default() };
        let survey = read_with("map.osm", &street().to_xml(), &options).unwrap();
        assert_eq!(names(&survey), ["Zwei"], "{asked}");
        assert_eq!(survey.title, "Zwei");
    }
    let options = Options { building: Some("Drei".into()), ..Options::default() };
    let error = read_with("map.osm", &street().to_xml(), &options).unwrap_err();
    let text = "map.osm: there is no building \"Drei\" in it; expected one of \
                \"Alte & Neue Schule\" (osm:way/1), \"Zwei\" (osm:way/2)";
    assert_eq!(error.to_string(), text);
}

#[test]
fn a_building_may_be_a_multipolygon_or_have_only_rooms() {
    let mut map = house();
    map.ways.remove(&1);
    let survey = import(&map);
    let building = place(&survey, "osm:building/way/10");
    assert!(building.shape.is_empty() && building.names.is_empty());
    assert_eq!(survey.places.len(), 4);

    let edge = [[Y, X], [Y, X + 2000], [Y + 1000, X + 2000], [Y + 1000, X]];
    map.line(90, &[edge[0], edge[1], edge[2]], "");
    map.line(91, &[edge[2], edge[3], edge[0]], "");
    let members = [90, 91].map(|number| Member { sort: "way", number, role: "outer" });
    let words = "type=multipolygon building=yes name=Ring";
    map.relations.insert(9, (members.into(), tags(words)));
    let building = place(&import(&map), "osm:relation/9").clone();
    assert_eq!((building.names.join(""), building.shape[0][0].len()), ("Ring".into(), 4));
}

#[test]
fn the_older_scheme_gives_levels_by_relations() {
    let mut map = Map::default();
    map.room(1, [Y, X, 1000, 2000], "building=yes");
    map.room(10, [Y, X, 1000, 1000], "buildingpart=room ref=3");
    map.room(11, [Y, X + 1000, 1000, 1000], "buildingpart=corridor");
    let members = [10, 11].map(|number| Member { sort: "way", number, role: "buildingpart" });
    map.relations.insert(5, (members.into(), tags("type=level level=2")));
    let survey = import(&map);
    assert_eq!(span(place(&survey, "osm:way/10")), (2, 2));
    assert_eq!(place(&survey, "osm:way/11").class, PlaceClass::Corridor);
}

#[test]
fn features_without_identities_get_the_same_ones_every_time() {
    let json: serde_json::Value = serde_json::from_slice(&house().to_geojson()).unwrap();
    let mut json = json;
    let features = json["features"].as_array_mut().unwrap();
    for feature in features.iter_mut() {
        feature.as_object_mut().unwrap().remove("id");
        feature["properties"].as_object_mut().unwrap().remove("@id");
    }
    let one = read("a.geojson", json.to_string().as_bytes()).unwrap();
    json["features"].as_array_mut().unwrap().reverse();
    let other = read("a.geojson", json.to_string().as_bytes()).unwrap();
    let sources = |survey: &Survey| -> Vec<String> {
        survey.places.iter().map(|place| place.source.clone()).collect()
    };
    assert_eq!(sources(&one), sources(&other));
    assert!(sources(&one).contains(&"osm:0.1/0/450000000,50000000".into()), "{:?}", sources(&one));
}

/// A map with something of everything, to be broken.
pub(crate) fn everything() -> Map {
    let mut map = street();
    map.room(30, [Y, X, 400, 400], "indoor=room room=toilets level=1 repeat_on=1-3 height=2.5");
    map.room(31, [Y + 500, X, 100, 100], "indoor=room highway=elevator level=-1~4");
    map.room(32, [Y + 600, X, 100, 100], "indoor=room level=0.5 stairs=yes");
    map.room(33, [Y, X, 1000, 1000], "indoor=level level=0;2");
    map.line(50, &[[Y + 500, X + 1200], [Y + 500, X + 800]], "highway=steps level=0;1 incline=up");
    map.point(56, [Y + 100, X + 1500], "highway=elevator level=0;1 ref=A");
    map.point(57, [Y + 100, X + 100], "amenity=atm level=0");
    map.room(23, [Y + 300, X + 1300, 200, 200], "");
    let members = [(11, "outer"), (23, "inner")];
    let members = members.map(|(number, role)| Member { sort: "way", number, role });
    map.relations.insert(7, (members.into(), tags("type=multipolygon indoor=area level=0")));
    map
}

#[test]
fn a_file_in_another_order_is_the_same() {
    let xml = String::from_utf8(street().to_xml()).unwrap();
    let (head, rest) = xml.split_once("<node").unwrap();
    let ways = rest.find("<way").unwrap();
    let (nodes, ways) = rest.split_at(ways);
    let ways = ways.strip_suffix("</osm>\n").unwrap();
    let turned = format!("{head}{ways}<node{nodes}</osm>");
    let expected = text(&read("map.osm", xml.as_bytes()).unwrap());
    assert_eq!(text(&read("map.osm", turned.as_bytes()).unwrap()), expected);
}
