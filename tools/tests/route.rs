//! `sns route`: the same way whether it is found in a plan, in its master file or by asking.

mod support;

use serde_json::Value;
use support::{Folder, Served, sns};

#[test]
fn a_way_is_told_in_steps() {
    let way = sns(&["route", "zones/coworking", "Meeting 1", "cafe"]).with_status(0);
    assert_eq!(
        way,
        "Meeting 1 to Café: 13 m, 9 s\n  \
         in Meeting 1, 4 m to the door\n  \
         through the door to Hall, 4 m\n  \
         through the door to Café, 5 m\n"
    );
    let up = sns(&["route", "zones/coworking", "@", "Quiet Room", "--step-free"]).with_status(0);
    assert!(up.contains("  start at the door outside The Osmose Rooms\n"), "{up}");
    assert!(up.contains("  take the lift to First floor\n"), "{up}");
    let down = sns(&["route", "zones/coworking", "Roof Terrace", "printer.commons"]).with_status(0);
    assert!(down.contains("  take the stairs down to Ground floor, 8 m\n"), "{down}");
    let here = sns(&["route", "zones/coworking", "café", "bar"]).with_status(0);
    assert!(here.contains("you are there"), "{here}");
}

/// Ends that name every class of place, and devices.
const ENDS: [&str; 7] =
    ["@", "desk-2.commons.ground", "quiet-room", "roof-terrace", "server", "elevator", "cafe"];

#[test]
fn plan_master_file_and_server_agree() {
    let folder = Folder::new();
    let file = folder.path("out.zone");
    sns(&["compile", "zones/coworking", "-o", &file]).with_status(0);
    let served = Served::start();
    for from in ENDS {
        for to in ENDS {
            let of = |path: &str| sns(&["route", path, from, to, "--json"]).json(0);
            let plan = of("zones/coworking");
            let asked = served.sns(&["route", from, to, "--json"]).json(0);
            assert_eq!(asked, of(&file), "{from} {to}");
            let told = |way: &Value| {
                let legs = way["legs"].as_array().unwrap().iter();
                let legs = legs.map(|leg| {
                    [&leg["place"], &leg["climb"], &leg["levels"]].map(Value::to_string)
                });
                legs.collect::<Vec<_>>()
            };
            assert_eq!(told(&asked), told(&plan), "{from} {to}");
            // LOC rounds positions to 3 cm.
            let apart = asked["metres"].as_f64().unwrap() - plan["metres"].as_f64().unwrap();
            assert!(apart.abs() < 0.1, "{from} {to}: {asked} {plan}");
        }
    }
}

#[test]
fn places_that_are_not_meant_are_told() {
    let said = sns(&["route", "zones/coworking", "cafee", "bar"]);
    assert!(said.err.contains("did you mean \"cafe\"?"), "{}", said.err);
    said.with_status(2);
    let said = sns(&["route", "zones/coworking", "light", "bar"]);
    assert!(said.err.contains("light.meeting-1.ground, light.meeting-2.ground"), "{}", said.err);
    said.with_status(2);
    sns(&["route", "zones/coworking", "bar"]).with_status(2);
}

#[test]
fn no_way_is_no_success() {
    let folder = Folder::new();
    folder.write(
        "hq/plan.toml",
        "[site]\nname = \"HQ\"\napex = \"hq.example\"\ncontact = \"a@hq.example\"\nposition = [52, 0]\n\
         [[nameserver]]\nname = \"ns\"\naddresses = [\"192.0.2.1\"]\n[frame]\norigin = [52, 0]\n\
         [[place]]\nname = \"A\"\nlevel = 0\nrectangle = [0, 0, 4, 4]\n\
         [[place]]\nname = \"B\"\nlevel = 1\nrectangle = [0, 0, 4, 4]\n\
         [[place]]\nname = \"C\"\nrectangle = [9, 0, 4, 4]\n\
         [[exit]]\njoins = [\"a\", \"b\"]\nkind = \"stair\"\n",
    );
    let hq = folder.path("hq");
    let none = sns(&["route", &hq, "A", "C"]).with_status(1);
    assert_eq!(none, "there is no way from A to C\n");
    let none = sns(&["route", &hq, "A", "B", "--step-free"]).with_status(1);
    assert_eq!(none, "there is no way from A to B without steps\n");
    assert_eq!(sns(&["route", &hq, "A", "C", "--json"]).json(1)["found"], false);
    let up = sns(&["route", &hq, "A", "B"]).with_status(0);
    assert!(up.contains("then take the stairs up to level 1"), "{up}");
}
