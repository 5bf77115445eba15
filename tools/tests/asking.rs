//! `sns ask`, `sns near`, `sns locate` and `sns tree` against a running server.

#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use serde_json::{Value, json};
use support::{APEX, Served, sns};

/// In the café of the example, on level 0.
const IN_CAFE: &str = "52.20320,0.12001";

fn names(things: &Value) -> Vec<&str> {
    things.as_array().unwrap().iter().map(|thing| thing["name"].as_str().unwrap()).collect()
}

#[test]
fn ask_shows_all_that_makes_a_device() {
    let served = Served::start();
    let out = served.sns(&["ask", "light.quiet-room.first.coworking.example"]).with_status(0);
    for expected in [
        "PLACE  light \"Light\" (device), level 1 \"First floor\"",
        "LOC  52 12 ",
        "zigbee=00:12:4b:00:14:b5:da:01",
        "AAAA  2001:db8:c0:11::1",
        "NOERROR, authoritative",
    ] {
        assert!(out.contains(expected), "{expected}: {out}");
    }
    let same = ["ask", "light.quiet-room.first.coworking.example", "AAAA", "--tcp", "--json"];
    let json = served.sns(&same).json(0);
    assert_eq!(json[0]["answer"][0]["data"], "2001:db8:c0:11::1");
    assert_eq!((&json[0]["rcode"], &json[0]["authoritative"]), (&json!("NOERROR"), &json!(true)));
}

#[test]
fn a_relative_name_is_looked_for_upwards() {
    let served = Served::start();
    let ask =
        |name: &str, from: &str| served.sns(&["ask", name, "--from", from, "PLACE", "--json"]);
    let found = |name, from| ask(name, from).json(0)[0]["name"].as_str().unwrap().to_owned();
    assert_eq!(found("light", "quiet-room.first"), "light.quiet-room.first.coworking.example.");
    // Two steps up from a place that has none itself.
    assert_eq!(found("quiet room", "studio.first"), "quiet-room.first.coworking.example.");
    assert_eq!(found("Café", "commons.ground"), "xn--caf-dma.ground.coworking.example.");
    let denied = ask("unicorn", "quiet-room.first").json(1);
    // The search ends at the apex, and what was asked there is shown.
    assert_eq!(denied[0]["name"], "unicorn.coworking.example.");
    assert_eq!(denied[0]["rcode"], "NXDOMAIN");
    let said = served.sns(&["ask", "unicorn", "--from", "quiet-room.first"]);
    let tried = "tried unicorn.quiet-room.first.coworking.example., \
                 unicorn.first.coworking.example., unicorn.coworking.example.";
    assert!(said.err.contains(tried), "{}", said.err);
    // Without --zone the apex is asked of the server.
    let address = served.address();
    let from = "quiet-room.first.coworking.example";
    let said = sns(&["ask", "light", "--from", from, "--server", address]).with_status(0);
    assert!(said.contains("light.quiet-room.first"), "{said}");
}

#[test]
fn words_are_understood_without_saying_where_from() {
    let served = Served::start();
    let address = served.address();
    let found = |name: &str| -> Value {
        let json = sns(&["ask", name, "PLACE", "--json", "--server", address]).json(0);
        json[0]["name"].clone()
    };
    let cafe = "xn--caf-dma.ground.coworking.example.";
    assert_eq!(found("café.ground.coworking.example"), cafe);
    assert_eq!(found("Café.Ground.coworking.example."), cafe);
    assert_eq!(found("Meeting 1.ground.coworking.example"), "meeting-1.ground.coworking.example.");
    // With --zone the zone's name may be left out.
    let json = served.sns(&["ask", "Café.ground", "PLACE", "--json"]).json(0);
    assert_eq!(json[0]["name"], cafe);
    let said = served.sns(&["ask", "Tea House.ground.coworking.example"]);
    assert!(said.err.contains("tried") && said.err.contains("tea-house.ground"), "{}", said.err);
}

#[test]
fn refusals_and_silence_have_a_status_of_their_own() {
    let served = Served::start();
    let said = served.sns(&["ask", "www.elsewhere.example", "A"]);
    assert!(said.out.contains("REFUSED") && said.out.contains("; because: "), "{}", said.out);
    said.with_status(3);
    served.sns(&["ask", APEX, "AXFR"]).with_status(2);
    served.sns(&["ask", APEX, "BOGUS"]).with_status(2);
    served.sns(&["ask", APEX, "MINFO"]).with_status(1);
    let address = served.address().to_owned();
    drop(served);
    let said = sns(&["near", IN_CAFE, "--zone", APEX, "--server", &address, "--timeout", "0.2"]);
    assert!(said.err.contains(&address), "{}", said.err);
    said.with_status(3);
}

#[test]
fn a_live_tree_is_that_of_the_plan() {
    let served = Served::start();
    let plan = sns(&["tree", "zones/coworking"]).with_status(0);
    assert_eq!(served.sns(&["tree"]).with_status(0), plan);
    let place = served.sns(&["tree", "meeting-1.ground", "--json"]).json(0);
    assert_eq!(place["name"], "meeting-1.ground.coworking.example.");
}

#[test]
fn near_finds_the_nearest_first_and_how_to_reach_it() {
    let served = Served::start();
    let found = served.sns(&["near", IN_CAFE, "--level", "0", "--radius", "25", "--json"]).json(0);
    assert_eq!(found["question"], "l0.r25.52n2032-0e12001._near.coworking.example.");
    let things = found["things"].as_array().unwrap();
    let distances: Vec<f64> = things.iter().map(|t| t["distance_m"].as_f64().unwrap()).collect();
    assert!(distances.is_sorted(), "{distances:?}");
    assert!(distances.iter().all(|metres| *metres <= 25.0), "{distances:?}");
    assert!(names(&found["things"]).contains(&"xn--caf-dma.ground.coworking.example."));
    assert!(found["validity"]["radius_m"].as_f64().unwrap() >= 0.0);
    let lights = ["near", IN_CAFE, "--level", "0", "--kind", "light", "--radius", "25", "--json"];
    let lights = served.sns(&lights).json(0);
    assert!(!lights["things"].as_array().unwrap().is_empty());
    for light in lights["things"].as_array().unwrap() {
        assert_eq!(light["kind"], "light");
        let ways = light["addresses"].as_array().unwrap().len();
        assert!(ways + light["bearers"].as_object().unwrap().len() > 0, "{light}");
    }
    let text = served.sns(&["near", IN_CAFE, "--count", "2"]).with_status(0);
    assert!(text.starts_with("; k2.52n2032-0e12001._near.coworking.example. PTR\n"), "{text}");
    assert_eq!(text.lines().filter(|line| !line.starts_with(';')).count(), 2, "{text}");
}

#[test]
fn near_knows_boxes_and_rays_and_says_when_nothing_is_there() {
    let served = Served::start();
    let inside = ["near", "--box", "52.203,0.119,52.204,0.121", "--kind", "room", "--json"];
    let rooms = served.sns(&inside).json(0);
    assert!(names(&rooms["things"]).contains(&"studio.first.coworking.example."));
    let ray = served.sns(&["near", IN_CAFE, "--ray", "90", "--radius", "100", "--json"]).json(0);
    assert!(ray["question"].as_str().unwrap().contains("-b90._near."), "{ray}");
    let nothing = served.sns(&["near", "-33.8688,151.2093"]).with_status(1);
    assert!(nothing.contains("33s8688-151e2093._near") && nothing.contains("nothing found"));
    served.sns(&["near", "95,0"]).with_status(2);
    served.sns(&["near", IN_CAFE, "--count", "65"]).with_status(2);
    served.sns(&["near", IN_CAFE, "--ray", "360"]).with_status(2);
}

#[test]
fn locate_asks_both_ways_and_they_agree() {
    let served = Served::start();
    let found = served.sns(&["locate", "52.20320", "0.12001", "--level", "0", "--json"]).json(0);
    let expected = [
        "xn--caf-dma.ground.coworking.example.",
        "ground.coworking.example.",
        "coworking.example.",
    ];
    assert_eq!(names(&found["cell"]["places"]), expected);
    assert_eq!(names(&found["near"]["places"]), expected);
    assert_eq!(found["agree"], true);
    let text = served.sns(&["locate", IN_CAFE, "--level", "0"]).with_status(0);
    assert!(text.contains("Café") && text.ends_with("; both agree\n"), "{text}");
    // Without a level, what is above is found as well.
    let all = served.sns(&["locate", IN_CAFE, "--json"]).json(0);
    assert!(all["cell"]["places"].as_array().unwrap().len() > 3, "{all}");
    served.sns(&["locate", "-33.8688", "151.2093"]).with_status(1);
}

#[test]
fn a_client_in_an_app_browses_and_describes() {
    use libsns::client::Client;
    let served = Served::start();
    let client = Client::new(served.address().parse().unwrap(), APEX.parse().unwrap());
    let services = client.browse(&"ground.coworking.example".parse().unwrap()).unwrap();
    let printer = services.iter().find(|service| service.service == "_ipp._tcp").unwrap();
    assert!(!printer.display().is_empty() && printer.port > 0, "{printer:?}");
    assert!(!printer.addresses.is_empty(), "{printer:?}");
    let name = "light.quiet-room.first.coworking.example".parse().unwrap();
    let light = client.thing(&name).unwrap().unwrap();
    assert_eq!((light.kind(), light.bearers.len(), light.addresses.len()), ("light", 1, 1));
    assert_eq!(client.thing(&"no.coworking.example".parse().unwrap()).unwrap(), None);
}
