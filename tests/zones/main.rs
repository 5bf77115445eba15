//! Every folder and file under `zones/` is a zone that loads, and each is asked what it is there to
//! show. A zone that nobody asks here fails the test.

use std::fs;

use libsns::authority::Settings;
use libsns::zone::Zone;
use sns_tests::message::{Rr, rtype::*};
use sns_tests::ours::{self, Ours};
use sns_tests::{names, plans};

/// A name, a type, and what the data of one of the records begins with as text.
type Asked = (&'static str, u16, &'static str);

/// The zones, and what to ask of each.
const QUESTIONS: [(&str, &[Asked]); 3] = [
    (
        "coworking",
        &[
            ("_children.coworking.example", PTR, "first.coworking.example."),
            (
                "display.meeting-1.ground.coworking.example",
                AAAA,
                "20010db800c000020000000000000002",
            ),
            ("boardroom.ground.coworking.example", CNAME, "meeting-1.ground.coworking.example."),
            ("elevator.coworking.example", CNAME, "lift.coworking.example."),
            ("xn--caf-dma.ground.coworking.example", LOC, "00"),
            ("www.coworking.example", AAAA, "server.comms-room.ground.coworking.example."),
            ("coworking.example", MX, "000a mail.example.net."),
            (
                "_exits.roof-terrace.first.coworking.example",
                PTR,
                "workshop.first.coworking.example.",
            ),
            (
                "_ipp._tcp.coworking.example",
                PTR,
                "Caf\\195\\169\\032Receipts._ipp._tcp.counter.xn--caf-dma.ground.coworking.example.",
            ),
        ],
    ),
    (
        "civic",
        &[
            (
                "_children.mill-lane.cambridge.cam.gb.example",
                PTR,
                "12.mill-lane.cambridge.cam.gb.example.",
            ),
            ("coworking.12.mill-lane.cambridge.cam.gb.example", DNAME, "coworking.example."),
            ("cambridge.cam.gb.example", LOC, "00"),
            ("_civic.12.mill-lane.cambridge.cam.gb.example", TXT, ""),
        ],
    ),
    (
        "plain/house.zone",
        &[
            ("lamp.living-room.house.example", AAAA, "20010db8000100010000000000000010"),
            ("light.living-room.house.example", CNAME, "lamp.living-room.house.example."),
            ("tulip.garden.house.example", TXT, ""),
            ("lamp.old-wing.house.example", DNAME, "living-room.house.example."),
            ("house.example", LOC, "00"),
        ],
    ),
];

/// The zones under `zones/`: each folder with a plan, and each master file that is in none.
fn zones() -> Vec<String> {
    let mut found = Vec::new();
    let root = plans::root().join("zones");
    let listed = |folder: &std::path::Path| {
        let entries = fs::read_dir(folder).expect("a folder");
        entries.map(|entry| entry.expect("an entry").path()).collect::<Vec<_>>()
    };
    for path in listed(&root).into_iter().filter(|path| path.is_dir()) {
        if path.join("plan.toml").is_file() {
            found.push(path);
        } else {
            // Beside master files, mappings for imports stand here.
            let is_zone = |path: &std::path::PathBuf| path.extension().is_some_and(|e| e == "zone");
            found.extend(listed(&path).into_iter().filter(is_zone));
        }
    }
    let inside = |path: &std::path::PathBuf| {
        let inside = path.strip_prefix(&root).expect("found below the root");
        inside.to_string_lossy().replace('\\', "/")
    };
    let mut found: Vec<String> = found.iter().map(inside).collect();
    found.sort();
    found
}

/// A zone from its folder or its file.
fn load(path: &str) -> Zone {
    let file = plans::root().join("zones").join(path);
    let zone = if file.is_dir() {
        ours::zone_of(&plans::example(path))
    } else {
        ours::zone(&fs::read(&file).expect("a file"))
    };
    zone.unwrap_or_else(|error| panic!("{path}: {error}"))
}

#[test]
fn every_zone_is_asked() {
    let mut asked = QUESTIONS.map(|(zone, _)| zone.to_owned());
    asked.sort();
    assert_eq!(zones(), asked);
}

#[test]
fn every_zone_answers() {
    for (path, questions) in QUESTIONS {
        let zone = load(path);
        let apex = zone.apex().to_string();
        let mut server = Ours::with_settings(vec![zone], Settings::default());
        let soa = server.ask_for(&apex, SOA);
        assert!(soa.is_authoritative() && soa.answer.len() == 1, "{path}: {soa:?}");
        for (name, rtype, begins) in questions {
            let reply = server.ask_for(name, *rtype);
            assert_eq!(reply.rcode(), 0, "{path}: {name}: {reply:?}");
            let data = |rr: &Rr| rr.to_string().splitn(4, ' ').nth(3).map(str::to_owned);
            let said: Vec<String> = reply.answer.iter().filter_map(data).collect();
            let is_said = said.iter().any(|data| data.starts_with(begins));
            assert!(is_said, "{path}: {name}: {said:?}");
        }
    }
}

#[test]
fn the_zones_are_served_together() {
    let zones = QUESTIONS.map(|(path, _)| load(path));
    let mut server = Ours::new(zones.into());
    // The civic tree delegates to the building, which is here as well and nearer to the name.
    let reply = server.ask_for("ns1.coworking.example", A);
    assert!(reply.is_authoritative(), "{reply:?}");
    // A postal address leads into the building by the DNAME of the one zone (RFC 6672 §3.2).
    let name = "stairs.coworking.12.mill-lane.cambridge.cam.gb.example";
    let reply = server.ask_for(name, LOC);
    assert_eq!(reply.answer[0].rtype, DNAME, "{reply:?}");
    assert_eq!(reply.answer[1].names(), [names::labels("stairs.coworking.example")]);
}
