//! Second imports: what the source changes, what a person changed, and both.

use super::*;

/// The house as imported, and its directory.
fn imported() -> Before {
    before(&planned(&house()))
}

fn place_mut<'s>(survey: &'s mut Survey, id: &str) -> &'s mut SurveyPlace {
    let source = format!("test:{id}");
    survey.places.iter_mut().find(|place| place.source == source).unwrap()
}

#[test]
fn the_same_again_changes_nothing() {
    let first = planned(&house());
    let second = again(&house(), &before(&first));
    assert_eq!(told(&second), Vec::<String>::new());
    assert!(second.diff.is_empty());
    assert_eq!(second.files, first.files);
}

#[test]
fn what_the_source_renames_is_renamed_and_references_follow() {
    let mut directory = imported();
    edit(
        &mut directory,
        "f1.toml",
        "[[exit]]",
        "[[place]]\nname = \"Desk\"\nin = \"café-lab\"\nkind = \"desk\"\n\n[[exit]]",
    );
    let mut survey = house();
    place_mut(&mut survey, "lab").names = vec!["Workshop".to_owned()];
    place_mut(&mut survey, "l1").names = vec!["Upper floor".to_owned()];
    let second = again(&survey, &directory);
    assert_eq!(
        told(&second),
        ["renamed Upper floor was \"Level 1\"", "renamed Workshop was \"Café Lab\""]
    );
    let names = names(&second);
    assert!(names.contains(&"desk.workshop.upper-floor".to_owned()), "{names:?}");
    let file = text(&second, "f1.toml");
    assert!(
        file.contains("in = \"upper-floor\"") && file.contains("in = \"workshop.upper-floor\""),
        "{file}"
    );
    assert!(text(&second, "plan.toml").contains("serial = 2"));
    // And once more, nothing happens.
    assert_eq!(again(&survey, &before(&second)).files, second.files);
}

#[test]
fn names_and_things_by_hand_survive() {
    let mut directory = imported();
    edit(
        &mut directory,
        "ground-floor.toml",
        "name = \"Office 0.1\"",
        "name = \"Ada's room\" # by the window",
    );
    edit(
        &mut directory,
        "ground-floor.geojson",
        "office-0-1.ground-floor",
        "adas-room.ground-floor",
    );
    edit(&mut directory, "ground-floor.toml", "office-0-1.ground-floor", "adas-room");
    edit(
        &mut directory,
        "plan.toml",
        "[levels]",
        "[[device]]\nname = \"Bell\"\nkind = \"bell\"\n\n[levels]",
    );
    let kept = again(&house(), &directory);
    assert_eq!(told(&kept), ["kept by hand Ada's room name: Ada's room"]);
    assert!(kept.diff.is_empty());
    assert_eq!(before(&kept).files, directory.files);
    // The source renames it, too: the person's word stays, and both are told, once.
    let mut survey = house();
    place_mut(&mut survey, "o1").names = vec!["Office east".to_owned()];
    let conflict = again(&survey, &directory);
    assert_eq!(told(&conflict).len(), 1);
    assert!(
        told(&conflict)[0].starts_with("conflict Ada's room name: Ada's room by hand, Office east")
    );
    assert_eq!(before(&conflict).files, directory.files);
    let later = again(&survey, &before(&conflict));
    assert_eq!(told(&later), ["kept by hand Ada's room name: Ada's room"]);
    // Unless the source is to be taken.
    let force = Settings { takes_source: true, ..Settings::default() };
    let forced = plan(&survey, Some(&directory), &force).unwrap();
    assert!(
        names(&forced).contains(&"office-east.ground-floor".to_owned()),
        "{:?}",
        names(&forced)
    );
    assert!(text(&forced, "ground-floor.toml").contains("name = \"Office east\" # by the window"));
}

#[test]
fn keys_are_merged_one_by_one() {
    let mut survey = house();
    survey.devices[0].text = vec!["manufacturer=Acme".to_owned()];
    place_mut(&mut survey, "o1").height = Some(2.5);
    let mut directory = before(&planned(&survey));
    edit(&mut directory, "ground-floor.toml", "height = 2.5", "height = 2.75");
    edit(
        &mut directory,
        "ground-floor.toml",
        "kind = \"light\"",
        "kind = \"light\"\nservice = [{ type = \"_coap._udp\", port = 5683 }]",
    );
    place_mut(&mut survey, "o1").kind = "studio".to_owned();
    survey.devices[0].text = vec!["manufacturer=Bolt".to_owned()];
    let second = again(&survey, &directory);
    assert_eq!(
        told(&second),
        [
            "changed Lamp text: [\"manufacturer=Acme\"] to [\"manufacturer=Bolt\"]",
            "re-kinded Office 0.1 office to studio",
            "kept by hand Office 0.1 height: 2.75",
        ]
    );
    let file = text(&second, "ground-floor.toml");
    assert!(
        file.contains("height = 2.75") && file.contains("_coap._udp") && file.contains("studio")
    );
    place_mut(&mut survey, "o1").height = Some(3.0);
    let third = again(&survey, &before(&second));
    assert_eq!(
        told(&third),
        ["conflict Office 0.1 height: 2.75 by hand, 3.0 in the source; by hand stays"]
    );
}

#[test]
fn what_is_gone_goes_unless_a_person_had_a_hand_in_it() {
    let mut survey = house();
    survey
        .places
        .retain(|place| !matches!(place.source.as_str(), "test:o1" | "test:o2" | "test:store"));
    survey.devices.clear();
    let mut directory = imported();
    // A desk by hand in one office; a comment at the other.
    edit(
        &mut directory,
        "ground-floor.toml",
        "[[exit]]",
        "[[place]]\nname = \"Desk\"\nin = \"office-0-1\"\nkind = \"desk\"\n\n[[exit]]",
    );
    edit(
        &mut directory,
        "ground-floor.toml",
        "name = \"Office 0.2\"",
        "name = \"Office 0.2\" # mine",
    );
    let second = again(&survey, &directory);
    let told = told(&second);
    for line in [
        "kept though gone Office 0.1",
        "kept though gone Office 0.2",
        "removed Room",
        "removed Lamp",
    ] {
        assert!(told.contains(&line.to_owned()), "{line}: {told:#?}");
    }
    let names = names(&second);
    assert!(names.contains(&"desk.office-0-1.ground-floor".to_owned()), "{names:?}");
    assert!(!names.contains(&"room.ground-floor".to_owned()));
    assert!(!text(&second, "ground-floor.geojson").contains("room.ground-floor"));
}

#[test]
fn a_level_that_is_gone_takes_its_file_along() {
    let mut survey = house();
    survey
        .places
        .retain(|place| !matches!(place.source.as_str(), "test:l1" | "test:lab" | "test:s1"));
    survey.devices.truncate(1);
    let second = again(&survey, &imported());
    assert!(second.files.iter().all(|file| !file.path.starts_with("f1")));
    assert!(text(&second, "plan.toml").contains("level = 0\n"));
    assert_eq!(
        second.diff.changes.iter().filter(|change| change.sort == ChangeSort::Removed).count(),
        6
    );
    // And comes back.
    let third = again(&house(), &before(&second));
    assert_eq!(names(&third).len(), 11);
}

#[test]
fn what_a_person_takes_out_stays_out() {
    let mut directory = imported();
    edit(
        &mut directory,
        "f1.toml",
        "[[place.device]]\nname = \"Temperature sensor\"\nkind = \"temperature-sensor\"\nsource = \"test:sensor\"\n\n",
        "",
    );
    let second = again(&house(), &directory);
    assert_eq!(told(&second), ["left out by hand test:sensor"]);
    assert_eq!(before(&second).files, directory.files);
    assert_eq!(told(&again(&house(), &before(&second))), ["left out by hand test:sensor"]);
    let force = Settings { takes_source: true, ..Settings::default() };
    let forced = plan(&house(), Some(&directory), &force).unwrap();
    assert_eq!(names(&forced).len(), 11);
}

#[test]
fn rooms_that_move_and_change_their_shape_are_told_in_metres() {
    let mut survey = house();
    place_mut(&mut survey, "o1").shape = vec![vec![frame().rectangle([0.0, 0.0, 8.0, 3.5])]];
    place_mut(&mut survey, "store").shape = vec![vec![frame().rectangle([0.0, 7.0, 20.0, 4.0])]];
    survey.places.push(room("new", Some("l1"), "New", [17.0, 5.0, 3.0, 3.0]));
    let second = again(&survey, &imported());
    let told = told(&second);
    assert!(told.contains(&"reshaped Office 0.1 32.0 m² to 28.0 m²".to_owned()), "{told:#?}");
    assert!(told.contains(&"moved Room by 1.00 m".to_owned()), "{told:#?}");
    assert!(told.contains(&"added New".to_owned()), "{told:#?}");
}

#[test]
fn a_shape_by_hand_stays() {
    let mut directory = imported();
    let line = "{\"type\": \"Feature\", \"properties\": {\"place\": \"office-0-1.ground-floor\"";
    let file = directory.files.iter_mut().find(|file| file.path == "ground-floor.geojson").unwrap();
    let start = file.text.find(line).unwrap();
    let end = start + file.text[start..].find('\n').unwrap() + 1;
    file.text.replace_range(start..end, "");
    edit(
        &mut directory,
        "ground-floor.toml",
        "kind = \"office\"",
        "kind = \"office\"\nrectangle = [1, 1, 5, 3]",
    );
    let second = again(&house(), &directory);
    assert_eq!(before(&second).files, directory.files);
    let mut survey = house();
    place_mut(&mut survey, "o1").shape = vec![vec![frame().rectangle([0.0, 0.0, 8.0, 3.5])]];
    let third = again(&survey, &directory);
    assert_eq!(before(&third).files, directory.files);
    assert!(told(&third)[0].starts_with("conflict Office 0.1 shape"), "{:?}", told(&third));
}

#[test]
fn a_room_that_moves_to_another_level_changes_its_file() {
    let mut survey = house();
    let store = place_mut(&mut survey, "store");
    store.inside = Some("test:l1".to_owned());
    survey.devices.push(device("fan", Some("store"), "Fan", "fan"));
    let mut directory = imported();
    edit(
        &mut directory,
        "ground-floor.toml",
        "name = \"Room\"",
        "# The old archive\nname = \"Room\"",
    );
    let second = again(&survey, &directory);
    assert!(
        told(&second).iter().any(|line| line == "rehung Room from ground-floor to f1"),
        "{:?}",
        told(&second)
    );
    assert!(text(&second, "f1.toml").contains("# The old archive\nname = \"Room\""));
    assert!(names(&second).contains(&"fan.room.f1".to_owned()));
}

#[test]
fn what_a_person_hung_elsewhere_stays_there() {
    let mut directory = imported();
    edit(
        &mut directory,
        "ground-floor.toml",
        "name = \"Room\"\n",
        "name = \"Room\"\nin = \"hall\"\n",
    );
    edit(
        &mut directory,
        "ground-floor.geojson",
        "\"room.ground-floor\"",
        "\"room.hall.ground-floor\"",
    );
    let mut edited = directory.clone();
    let file = edited.files.iter_mut().find(|file| file.path == "ground-floor.toml").unwrap();
    file.text = file.text.replace("\"room.ground-floor\"", "\"room.hall\"");
    let second = again(&house(), &edited);
    assert_eq!(told(&second), ["kept by hand Room in: Hall"]);
    assert_eq!(before(&second).files, edited.files);
}

#[test]
fn new_identities_are_recognised_by_shape_and_name() {
    let mut survey = house();
    let renew = |source: &mut String| *source = source.replace("test:", "test:new-");
    for place in &mut survey.places {
        renew(&mut place.source);
        place.inside.iter_mut().for_each(renew);
    }
    for device in &mut survey.devices {
        renew(&mut device.source);
        device.inside.iter_mut().for_each(renew);
    }
    survey.exits.iter_mut().for_each(|exit| renew(&mut exit.source));
    let mut directory = imported();
    edit(
        &mut directory,
        "ground-floor.toml",
        "name = \"Office 0.2\"",
        "name = \"Bea's room\"\nlabel = \"office-0-2\"",
    );
    let second = again(&survey, &directory);
    assert_eq!(told(&second), ["kept by hand Bea's room name: Bea's room"]);
    let first_names = names(&planned(&house()));
    assert_eq!(names(&second), first_names);
    assert!(text(&second, "ground-floor.toml").contains("source = \"test:new-o2\""));
    let remarks: Vec<String> = second.report.remarks.iter().map(ToString::to_string).collect();
    assert!(
        remarks.iter().any(|remark| remark.contains("things: the same as before")),
        "{remarks:?}"
    );
    assert_eq!(again(&survey, &before(&second)).files, second.files);
}

#[test]
fn devices_of_another_format_come_and_the_rooms_stay() {
    let mut lamps = Survey { format: "LAMPS".to_owned(), ..Survey::default() };
    let mut lamp = device("1", None, "Ceiling light", "light");
    lamp.source = "lamps:1".to_owned();
    lamp.inside = Some("test:lab".to_owned());
    let mut bell = device("2", None, "Bell", "bell");
    bell.source = "lamps:2".to_owned();
    bell.inside = Some("plan:desk.café-lab.f1".to_owned());
    lamps.devices = vec![lamp, bell];
    let mut directory = imported();
    edit(
        &mut directory,
        "f1.toml",
        "[[exit]]",
        "[[place]]\nname = \"Desk\"\nin = \"café-lab\"\nkind = \"desk\"\n\n[[exit]]",
    );
    let rooms = rooms(&directory).unwrap();
    assert!(
        rooms.iter().any(|room| room.source == "plan:desk.café-lab.f1" && room.level == Some(1))
    );
    let second = again(&lamps, &directory);
    assert_eq!(told(&second), ["added Bell", "added Ceiling light"]);
    let names_now = names(&second);
    assert!(names_now.contains(&"bell.desk.xn--caf-lab-dya.f1".to_owned()), "{names_now:?}");
    // Importing the rooms again leaves the lamps alone, and the other way round.
    assert_eq!(again(&house(), &before(&second)).files, second.files);
    assert_eq!(again(&lamps, &before(&second)).files, second.files);
    lamps.devices.pop();
    assert_eq!(told(&again(&lamps, &before(&second))), ["removed Bell"]);
}

#[test]
fn without_a_snapshot_nothing_by_hand_is_lost() {
    let mut directory = imported();
    directory.snapshot = None;
    edit(&mut directory, "ground-floor.toml", "kind = \"office\"", "kind = \"den\"");
    let second = again(&house(), &directory);
    assert_eq!(before(&second).files, directory.files);
    assert_eq!(
        told(&second),
        ["conflict Office 0.1 kind: den by hand, office in the source; by hand stays"]
    );
    // From now on it is known.
    assert_eq!(told(&again(&house(), &before(&second))), ["kept by hand Office 0.1 kind: den"]);
}

#[test]
fn directories_that_cannot_be_changed_are_refused_and_named() {
    let refusal = |directory: &Before| {
        plan(&house(), Some(directory), &Settings::default()).unwrap_err().to_string()
    };
    let mut broken = imported();
    edit(&mut broken, "f1.toml", "in = \"f1\"", "in = \"f9\"");
    assert!(refusal(&broken).contains("f1.toml:3"), "{}", refusal(&broken));
    let mut broken = imported();
    broken.snapshot = Some("{\"version\": 1, \"things\": {".to_owned());
    assert!(refusal(&broken).starts_with(".import.json: is not what an import wrote"));
    let mut inline = imported();
    edit(&mut inline, "plan.toml", "[site]", "exit = [{ joins = [\"f1\", \"@\"] }]\n\n[site]");
    let file = inline.files.iter_mut().find(|file| file.path == "plan.toml").unwrap();
    let exits = file.text.find("[[exit]]").unwrap();
    file.text.truncate(exits);
    assert!(refusal(&inline).contains("lists on one line"), "{}", refusal(&inline));
    let nothing = Before::default();
    assert!(refusal(&nothing).contains("plan.toml"));
}

#[test]
fn a_plan_that_lists_its_files_lists_new_ones() {
    let mut directory = imported();
    edit(
        &mut directory,
        "plan.toml",
        "[site]",
        "include = [\"f1.toml\", \"f1.geojson\", \"ground-floor.toml\", \"ground-floor.geojson\"]\n\n[site]",
    );
    let mut survey = house();
    survey.places.push(SurveyPlace {
        levels: Some(Levels::single(2)),
        ..place("l2", Some("house"), "Roof", PlaceClass::Level)
    });
    survey.places.push(room("deck", Some("l2"), "Deck", [0.0, 0.0, 5.0, 5.0]));
    let second = again(&survey, &directory);
    assert!(
        text(&second, "plan.toml").contains("\"roof.toml\", \"roof.geojson\"]"),
        "{}",
        text(&second, "plan.toml")
    );
    assert!(names(&second).contains(&"deck.roof".to_owned()));
}

#[test]
fn what_is_set_on_the_command_line_is_written() {
    let settings = Settings {
        apex: Some("other.example".to_owned()),
        contact: Some("ops@other.example".to_owned()),
        name_servers: vec![NameServer {
            name: "ns7".to_owned(),
            addresses: vec!["192.0.2.9".parse().unwrap()],
        }],
        ..Settings::default()
    };
    let second = plan(&house(), Some(&imported()), &settings).unwrap();
    let root = text(&second, "plan.toml");
    for part in ["other.example", "ops@other.example", "ns7", "192.0.2.9", "serial = 2"] {
        assert!(root.contains(part), "{part}: {root}");
    }
    let third = plan(&house(), Some(&before(&second)), &settings).unwrap();
    assert_eq!(third.files, second.files);
}

#[test]
fn shapes_rules_by_hand_are_left_alone_and_follow_names() {
    let mut directory = imported();
    directory.files.push(PlanFile {
        path: "extra.geojson".to_owned(),
        text: "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"properties\":{\"n\":\"Kiosk\"},\
               \"geometry\":{\"type\":\"Point\",\"coordinates\":[0.1218,52.2053]}}]}".to_owned(),
    });
    edit(
        &mut directory,
        "plan.toml",
        "[levels]",
        "[[shapes]]\nfile = \"extra.geojson\"\nname = \"n\"\nin = \"f1\"\n\n[levels]",
    );
    assert_eq!(before(&again(&house(), &directory)).files, directory.files.clone().tap_sorted());
    let mut survey = house();
    place_mut(&mut survey, "l1").names = vec!["Upper".to_owned()];
    let second = again(&survey, &directory);
    assert!(names(&second).contains(&"kiosk.upper".to_owned()), "{:?}", names(&second));
}

/// Files in the order in which the planner gives them.
trait Sorted {
    fn tap_sorted(self) -> Self;
}

impl Sorted for Vec<PlanFile> {
    fn tap_sorted(mut self) -> Self {
        self.sort_by(|a, b| a.path.cmp(&b.path));
        self
    }
}
