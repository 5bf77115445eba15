//! Each rule with a plan that breaks it and one that does not; the examples; real buildings.

mod mending;
mod properties;
mod real_data;

use libsns::plan::{self, PlanFile};

use super::*;

/// The head of a small plan; `site` says more about the site, before its frame.
fn head(site: &str) -> String {
    format!(
        "[site]\nname = \"HQ\"\napex = \"hq.example\"\ncontact = \"a@hq.example\"\n\
         position = [52.20312, 0.11984]\n{site}\n[frame]\norigin = [52.20312, 0.11984]\nbearing = 17.0\n\
         [[nameserver]]\nname = \"ns1\"\naddresses = [\"192.0.2.1\"]\n"
    )
}

fn file(path: &str, text: impl Into<String>) -> PlanFile {
    PlanFile { path: path.to_owned(), text: text.into() }
}

fn small(rest: &str) -> Vec<PlanFile> {
    // What lies far off is the reader's to refuse.
    let head = head("").replacen("[site]", "[site]\nreach = 20000000", 1);
    vec![file("plan.toml", head), file("rest.toml", rest)]
}

fn lint_of(files: &[PlanFile]) -> Vec<Finding> {
    let plan = plan::read(files).unwrap_or_else(|faults| panic!("{faults:?}"));
    Scene::new(&plan, files, Options::default()).lint()
}

/// What the rules say, as `rule: key: message`.
fn said(files: &[PlanFile]) -> Vec<String> {
    let line = |f: &Finding| format!("{}: {}: {}", f.rule.id, f.key, f.message);
    lint_of(files).iter().map(line).collect()
}

/// What one rule says of a small plan.
#[track_caller]
fn by(id: &str, rest: &str) -> Vec<String> {
    let rule = rule(id).unwrap();
    let files = small(rest);
    let plan = plan::read(&files).unwrap_or_else(|faults| panic!("{faults:?}"));
    let scene = Scene::new(&plan, &files, Options::default());
    let findings = scene.lint_by(&[rule]);
    for finding in &findings {
        assert_eq!(finding.rule, rule);
        assert!(finding.place.line.is_none_or(|line| line > 0));
        if let Some(svg) = draw(&scene, finding) {
            assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>\n") && !svg.contains("NaN"));
        }
    }
    findings.iter().map(|finding| format!("{}: {}", finding.key, finding.message)).collect()
}

/// A rule finds this in a bad plan, once, and nothing in a good one.
#[track_caller]
fn tells(id: &str, bad: &str, expected: &str, good: &str) {
    assert_eq!(by(id, bad), [expected]);
    assert_eq!(by(id, good), Vec::<String>::new());
}

fn room(name: &str, rest: &str) -> String {
    format!("[[place]]\nname = {name:?}\n{rest}\n")
}

fn rectangle(name: &str, x: f64, y: f64, width: f64, depth: f64) -> String {
    room(name, &format!("rectangle = [{x}, {y}, {width}, {depth}]"))
}

/// The files of an example below `zones/`, with their paths from its directory.
macro_rules! example {
    ($folder:literal: $($path:literal),*) => {
        [$(file($path, include_str!(concat!("../../../zones/", $folder, "/", $path)))),*]
    };
}

fn coworking() -> Vec<PlanFile> {
    example!("coworking": "plan.toml", "ground.toml", "first.toml", "shapes.geojson", "mail.zone")
        .to_vec()
}

#[test]
fn the_examples_have_nothing_to_find() {
    assert_eq!(said(&coworking()), Vec::<String>::new());
    assert_eq!(said(&example!("civic": "plan.toml", "buildings.zone")), Vec::<String>::new());
}

#[test]
fn rules_have_names_and_reasons_of_their_own() {
    let mut ids: Vec<&str> = rules().iter().map(|rule| rule.id).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), rules().len());
    for rule in rules() {
        let is_kebab = rule.id.bytes().all(|c| c.is_ascii_lowercase() || c == b'-');
        assert!(is_kebab && rule.about.ends_with('.'), "{rule:?}");
        assert!(rule.why.ends_with('.') && rule.mend.ends_with('.'), "{rule:?}");
        assert_eq!(super::rule(rule.id), Some(*rule));
    }
}

#[test]
fn overlaps() {
    let a = rectangle("A", 0.0, 0.0, 6.0, 4.0);
    tells(
        "overlap",
        &(a.clone() + &rectangle("B", 5.5, 0.0, 4.0, 4.0)),
        "place \"A\": shares 2.00 m² with \"B\", 0.44 m deep",
        &(a.clone() + &rectangle("B", 5.97, 0.0, 4.0, 4.0)),
    );
    // Other levels, what is inside by right, and areas.
    let upstairs = room("B", "level = 1\nrectangle = [5, 0, 4, 4]");
    let downstairs = room("A", "level = 0\nrectangle = [0, 0, 6, 4]");
    assert_eq!(by("overlap", &(downstairs + &upstairs)).len(), 0);
    let inside = room("B", "in = \"A\"\nrectangle = [1, 1, 2, 2]");
    assert_eq!(by("overlap", &(a.clone() + &inside)).len(), 0);
    let area = room("B", "kind = \"area\"\nrectangle = [5, 0, 4, 4]");
    assert_eq!(by("overlap", &(a.clone() + &area)).len(), 0);
    tells(
        "inside-other",
        &(a.clone() + &rectangle("B", 1.0, 1.0, 2.0, 2.0)),
        "place \"B\": lies within \"A\" and is in \"HQ\"",
        &(a + &inside),
    );
}

#[test]
fn outside_and_gaps() {
    let level = room("Ground", "kind = \"level\"\nlevel = 0\nrectangle = [0, 0, 10, 8]");
    let inside = |x: f64| room("A", &format!("in = \"ground\"\nrectangle = [{x}, 0, 4, 4]"));
    let expected = "place \"A\": reaches outside of \"Ground\" by 4.00 m², 0.80 m deep";
    tells("outside", &(level.clone() + &inside(-1.0)), expected, &(level.clone() + &inside(6.0)));
    let far = by("outside", &(level + &inside(20.0)));
    assert_eq!(far, ["place \"A\": lies outside of \"Ground\", all of it"]);
    let a = rectangle("A", 0.0, 0.0, 6.0, 4.0);
    tells(
        "gap",
        &(a.clone() + &rectangle("B", 6.2, 0.0, 4.0, 3.0)),
        "place \"B\": is 0.20 m from \"A\", along 3.0 m of wall",
        &(a.clone() + &rectangle("B", 6.04, 0.0, 4.0, 3.0)),
    );
    // Something between is no gap.
    let between = rectangle("C", 6.0, 0.0, 0.2, 4.0);
    assert_eq!(by("gap", &(a + &rectangle("B", 6.2, 0.0, 4.0, 3.0) + &between)).len(), 0);
    // A row of rooms with walls between is a plan that leaves walls out.
    let row = |wall: f64| -> String {
        (0..6)
            .map(|n| rectangle(&format!("Room {n}"), f64::from(n) * (4.0 + wall), 0.0, 4.0, 4.0))
            .collect()
    };
    assert_eq!(by("gap", &row(0.12)).len(), 0);
    tells(
        "wall-thickness",
        &row(0.12),
        "walls: thickness: 5 of 5 pairs of rooms that face one another are farther apart than 0.05 m; \
         walls of 0.13 m would make neighbours of them",
        &row(0.0),
    );
}

#[test]
fn places_and_their_holders() {
    let level = room("Ground", "kind = \"level\"\nlevel = 0\nrectangle = [0, 0, 10, 8]");
    let on_site = room("A", "level = 0\nrectangle = [0, 0, 4, 4]");
    tells(
        "orphan",
        &(level.clone() + &on_site),
        "place \"A\": hangs on \"HQ\" though \"Ground\" is its level; expected in = \"ground\"",
        &(level + &room("A", "kind = \"stairs\"\nlevel = [0, 1]\nrectangle = [0, 0, 4, 4]")),
    );
    tells(
        "unplaced",
        &(room("A", "") + &room("B", "")),
        "place \"A\": is one of 2 in \"HQ\" without shape and position: \"A\", \"B\"",
        &room("A", "at = [1, 2]"),
    );
    tells(
        "tiny-place",
        &rectangle("A", 0.0, 0.0, 9.0, 0.05),
        "place \"A\": covers 0.45 m² and is 0.05 m thick",
        &room("A", "kind = \"seat\"\nrectangle = [0, 0, 0.2, 0.2]"),
    );
    tells(
        "odd-height",
        &room("A", "height = 300"),
        "place \"A\": is 300 m high",
        &room("A", "height = 2.4"),
    );
    let hung = "[[place.device]]\nname = \"L\"\nkind = \"light\"\nabove_floor = ";
    let lamp = |metres: f64| room("A", &format!("height = 2.4\n{hung}{metres}"));
    let expected = "device \"L\": is 2.6 m above the floor of \"A\", 2.4 m high";
    tells("odd-height", &lamp(2.6), expected, &lamp(2.3));
}

#[test]
fn levels() {
    let level = |name: &str, rest: &str| room(name, &format!("kind = \"level\"\n{rest}"));
    let low = level("Low", "level = 0\naltitude = 10");
    tells(
        "level-order",
        &(low.clone() + &level("High", "level = 1\naltitude = 7")),
        "place \"High\": is level 1 at 7 m, and \"Low\" is level 0 at 10 m",
        &(low.clone() + &level("High", "level = 1\naltitude = 13")),
    );
    tells(
        "level-twice",
        &(low.clone() + &level("High", "level = 0")),
        "place \"High\": has level 0 like \"Low\"",
        &(low.clone() + &level("High", "level = 1")),
    );
    tells(
        "level-skipped",
        &(low.clone() + &level("High", "level = 3")),
        "place \"High\": is level 3, and the next below, \"Low\", is level 0",
        &(low.clone() + &level("High", "level = 1")),
    );
    let labels = |labels: &str| {
        let mut files = small(&(low.clone() + &level("High", "level = 1")));
        files[0].text += &format!("[levels]\n{labels}\n");
        said(&files)
    };
    assert_eq!(
        labels("0 = \"Ground\"\n1 = \"ground\""),
        ["level-label: levels: 1: level 1 is called \"ground\", and so is level 0"]
    );
    assert_eq!(
        labels("0 = \"Ground\"\n7 = \"Roof\""),
        ["level-label: levels: 7: \"Roof\" is level 7, and nothing is on it"]
    );
    assert_eq!(labels("0 = \"Ground\"\n1 = \"First\""), Vec::<String>::new());
}

#[test]
fn exits() {
    let rooms = rectangle("A", 0.0, 0.0, 4.0, 4.0)
        + &rectangle("B", 4.0, 0.0, 4.0, 4.0)
        + &rectangle("C", 8.0, 0.0, 4.0, 4.0);
    let exit = |rest: &str| format!("[[exit]]\njoins = {rest}\n");
    let in_and_on = exit("[\"@\", \"a\"]") + &exit("[\"a\", \"b\"]");
    let all = rooms.clone() + &in_and_on + &exit("[\"b\", \"c\"]");
    let unreached = "place \"C\": has no exit";
    tells("unreachable", &(rooms.clone() + &in_and_on), unreached, &all);
    assert_eq!(by("unreachable", &rooms).len(), 0, "without exits nothing is known");
    // Together as one, and a one-way door leads out only.
    let apart = rooms.clone() + &exit("[\"@\", \"a\"]") + &exit("[\"b\", \"c\"]");
    let expected = "place \"B\": is one of 2 that no exits lead to: \"B\", \"C\"";
    assert_eq!(by("unreachable", &apart), [expected]);
    let out = rooms.clone() + &in_and_on + &exit("[\"c\", \"b\"]\none_way = true");
    let expected = "place \"C\": has exits, and none leads to it from the entrance";
    assert_eq!(by("unreachable", &out), [expected]);
    let shut = rooms.clone() + &exit("[\"a\", \"b\"]") + &exit("[\"b\", \"c\"]");
    let expected = "[site]: has exits, and none of them joins @, the site itself";
    tells("no-entrance", &shut, expected, &all);
    assert_eq!(by("unreachable", &shut).len(), 0);
    tells(
        "repeated-exit",
        &(all.clone() + &exit("[\"b\", \"a\"]")),
        "door between \"B\" and \"A\": stands at rest.toml:12 already",
        &(all.clone() + &exit("[\"b\", \"a\"]\nat = [4, 1]")),
    );
    tells(
        "exit-apart",
        &(all.clone() + &exit("[\"a\", \"c\"]")),
        "door between \"A\" and \"C\": joins \"A\" and \"C\", which are 4.00 m apart",
        &all,
    );
    tells(
        "exit-far",
        &(rooms.clone() + &exit("[\"a\", \"b\"]\nat = [4, -3]")),
        "door between \"A\" and \"B\": is 3.00 m from \"A\", which it joins",
        &(rooms.clone() + &exit("[\"@\", \"b\"]\nat = [4, 1]")),
    );
    let level = room("Ground", "kind = \"level\"\nlevel = 0")
        + &room("D", "in = \"ground\"")
        + &room("First", "kind = \"level\"\nlevel = 1")
        + &room("E", "in = \"first\"");
    tells(
        "exit-to-holder",
        &(level.clone() + &exit("[\"d\", \"ground\"]")),
        "door between \"D\" and \"Ground\": joins nothing: \"Ground\" is around the other",
        &(level.clone() + &exit("[\"d\", \"@\"]")),
    );
    tells(
        "exit-across-levels",
        &(level.clone() + &exit("[\"d\", \"e\"]")),
        "door between \"D\" and \"E\": joins \"D\" on level 0 and \"E\" on level 1",
        &(level + &exit("[\"d\", \"e\"]\nkind = \"stair\"")),
    );
}

#[test]
fn a_door_into_a_garden_opens_no_room() {
    let text = room("Ground", "kind = \"level\"\nlevel = 0")
        + &room("A", "in = \"ground\"")
        + &room("B", "in = \"ground\"")
        + &room("Garden", "in = \"ground\"\nkind = \"garden\"")
        + &room("Desk", "in = \"a\"\nkind = \"desk\"")
        + "[[exit]]\njoins = [\"@\", \"garden\"]\n[[exit]]\njoins = [\"a\", \"garden\"]\n";
    assert_eq!(by("unreachable", &text), ["place \"B\": has no exit"]);
}

#[test]
fn many_rooms_are_looked_at_in_time_that_grows_with_them() {
    // A hostile plan: all rooms on one another. And an honest one, of as many.
    let stack: String = (0..1500)
        .map(|n| rectangle(&format!("R{n}"), f64::from(n) / 100.0, 0.0, 50.0, 50.0))
        .collect();
    let files = small(&stack);
    let plan = plan::read(&files).unwrap();
    let scene = Scene::new(&plan, &files, Options::default());
    assert_eq!(scene.overlaps().len(), 20_000);
    let said = scene.lint_by(&[rule("overlap").unwrap()]);
    assert!(said.last().unwrap().message.contains("the rest was not looked at"));
    let row: String = (0..5000)
        .map(|n| {
            rectangle(
                &format!("R{n}"),
                f64::from(n % 100) * 4.0,
                f64::from(n / 100) * 5.0,
                4.0,
                5.0,
            )
        })
        .collect();
    let files = small(&row);
    let plan = plan::read(&files).unwrap();
    let scene = Scene::new(&plan, &files, Options::default());
    // Each room touches the next in its row and column, and the sweep sees little else.
    assert_eq!(scene.overlaps().len(), 0);
    assert_eq!(scene.facings().len(), 50 * 99 + 49 * 100);
}

#[test]
fn names() {
    tells(
        "confusable-name",
        &(room("Meeting 1", "") + &room("Meeting 01", "")),
        "place \"Meeting 01\": is \"meeting-01\", easily taken for \"meeting-1\"",
        &(room("Meeting 1", "") + &room("Meeting 10", "")),
    );
    let level = room("Ground", "kind = \"level\"\nlevel = 0");
    let twice =
        room("Office", "in = \"ground\"") + &room("office", "in = \"ground\"\nlabel = \"x\"");
    tells(
        "repeated-name",
        &(level + &twice),
        "place \"Office\": is the name of 2 places on level 0",
        &(room("Office", "level = 0") + &room("office", "level = 1\nlabel = \"x\"")),
    );
    let long = "x".repeat(60);
    tells(
        "long-label",
        &room(&long, ""),
        &format!("place \"{long}\": \"{long}\" has 60 octets of at most 63"),
        &room(&"x".repeat(56), ""),
    );
    let parts = ["a", "b", "c", "d"].map(|letter| letter.repeat(55));
    let deep = |count: usize| -> String {
        let holder = |at: usize| match at {
            0 => String::new(),
            at => format!("in = {:?}", parts[at - 1]),
        };
        (0..count).map(|at| room(&parts[at], &holder(at))).collect()
    };
    let expected = format!("place {:?}: its name has 236 octets of at most 255", parts[3]);
    tells("long-name", &deep(4), &expected, &deep(3));
}

#[test]
fn devices() {
    let device = |rest: &str| format!("[[place.device]]\nname = \"L\"\nkind = \"light\"\n{rest}\n");
    let a = rectangle("A", 0.0, 0.0, 6.0, 4.0);
    tells(
        "device-outside",
        &(a.clone() + &device("at = [7.0, 1]")),
        "device \"L\": is 1.00 m outside of \"A\"",
        &(a.clone() + &device("at = [6.0, 1]")),
    );
    tells(
        "mute-device",
        &(a.clone() + &device("")),
        "device \"L\": has neither a bearer nor a service",
        &(a + &device("bearers = { ipv6 = \"2001:db8::1\" }")),
    );
    let stairs = |kind: &str| room("S", &format!("kind = {kind:?}\nlevel = [0, 1]"));
    tells(
        "device-level",
        &(stairs("stairs") + &device("")),
        "device \"L\": is in \"S\", which has the levels 0 to 1",
        &(stairs("lift") + &device("")),
    );
    assert_eq!(by("device-level", &(stairs("stairs") + &device("level = 1"))).len(), 0);
}

#[test]
fn positions() {
    tells(
        "zero-position",
        &room("A", "position = [0.0, 0.0]"),
        "place \"A\": stands at 0° 0°",
        &room("A", "position = [52.20312, 0.0]"),
    );
    tells(
        "coarse-position",
        &room("A", "position = [52.203, 0.12]"),
        "place \"A\": its position has 3 decimals, which is to 111 m",
        &room("A", "position = [52.20312, 0.12]"),
    );
}

#[test]
fn records() {
    tells(
        "fine-corners",
        &room("A", "corners = [[0, 0], [4, 0], [4, 0.004], [4, 3], [0, 3]]"),
        "place \"A\": has a wall shorter than 1 cm among its 5",
        &room("A", "corners = [[0, 0], [4, 0], [4, 0.02], [4, 3], [0, 3]]"),
    );
    let wheel = |corners: u32| {
        let corner = |n: u32| {
            let turn = f64::from(n) / f64::from(corners) * std::f64::consts::TAU;
            format!("[{:.3}, {:.3}]", 40.0 * turn.cos(), 40.0 * turn.sin())
        };
        let all: Vec<String> = (0..corners).map(corner).collect();
        room("A", &format!("corners = [{}]", all.join(", ")))
    };
    let [large] = &by("large-record", &wheel(400))[..] else { panic!("one is large") };
    assert!(large.contains("a UDP reply has 1232"), "{large}");
    assert_eq!(by("large-record", &wheel(60)).len(), 0);
}

#[test]
fn features() {
    let geojson = |number: &str| {
        format!(
            "{{\"features\": [\n{{\"properties\": {{\"name\": \"A\"}}, \"geometry\": {{\"type\": \
             \"Point\", \"coordinates\": [{number}, 52.2032]}}}}\n]}}"
        )
    };
    let plan = |rule: &str, number: &str| {
        let mut files =
            small(&format!("[[shapes]]\nfile = \"a.geojson\"\nname = \"name\"\n{rule}"));
        files.push(file("a.geojson", geojson(number)));
        files
    };
    assert_eq!(said(&plan("", "0.119900001")), Vec::<String>::new());
    assert_eq!(
        said(&plan("", "0.1199000012")),
        ["excess-digits: coordinates: 1 numbers have more than 9 decimals"]
    );
    // A feature is found at its line.
    let mut coarse = plan("", "0.12");
    coarse[2].text = coarse[2].text.replace("52.2032", "52.2");
    let findings = lint_of(&coarse);
    assert_eq!(findings[0].rule.id, "coarse-position");
    assert_eq!(findings[0].place, Place { file: "a.geojson".into(), line: Some(2) });
    // What no rule takes.
    let mut spare = plan("only = { name = \"A\" }\n", "0.1199");
    let more = spare[2].text.replace(
        "\n]}",
        ",\n{\"properties\": {\"name\": \"B\"}, \"geometry\": \
        {\"type\": \"Point\", \"coordinates\": [0.1199, 52.2032]}}\n]}",
    );
    spare[2].text = more;
    assert_eq!(said(&spare), ["reading: features[2] \"B\": no [[shapes]] takes this feature"]);
}

#[test]
fn a_log_has_what_sarif_requires() {
    let finding = &lint_of(&small(&room("A", "position = [52.203, 0.12]")))[0];
    let result = SarifResult {
        rule: Some(finding.rule),
        severity: Severity::Warning,
        file: "a b/rest.toml".into(),
        line: Some(1),
        column: None,
        message: finding.message.clone(),
        key: finding.key.clone(),
        name: finding.name.clone(),
        properties: serde_json::json!({"fixable": false}),
    };
    let fault = SarifResult { rule: None, line: None, ..result.clone() };
    let log = sarif("1.2.3", &[result, fault]);
    // SARIF 2.1.0 §3.13, §3.14.6, §3.19.2, §3.27.11, §3.11.8: what must be there.
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    assert_eq!(run["tool"]["driver"]["version"], "1.2.3");
    let described = run["tool"]["driver"]["rules"].as_array().unwrap();
    assert_eq!(described.len(), rules().len() + 1);
    for result in run["results"].as_array().unwrap() {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(described[index]["id"], result["ruleId"]);
        assert!(result["message"]["text"].is_string());
    }
    let location = &run["results"][0]["locations"][0];
    assert_eq!(location["physicalLocation"]["artifactLocation"]["uri"], "a%20b/rest.toml");
    assert_eq!(location["physicalLocation"]["region"]["startLine"], 1);
    assert_eq!(location["logicalLocations"][0]["fullyQualifiedName"], "a.hq.example.");
}
