//! Near Names, The Answer.

use libsns::record::Location;
use sns_tests::message::Rr;
use sns_tests::random::Random;

use super::*;

/// A cluster of rooms and devices, some within one another, some apart.
const OFFICE: &str = "
[[place]]
name = \"Office\"
rectangle = [-10, -10, 20, 20]
level = 0
[[place]]
name = \"Corner\"
in = \"Office\"
kind = \"area\"
rectangle = [4, 4, 6, 6]
  [[place.device]]
  name = \"Lamp\"
  kind = \"light\"
  at = [5, 5]
  bearers = { ipv6 = \"2001:db8::7\", ipv4 = \"192.0.2.7\", zigbee = \"00:12:4b:00:14:b5:d9:01\" }
[[place]]
name = \"Loft\"
level = 1
rectangle = [-3, -3, 9, 3]
[[place]]
name = \"Shed\"
corners = [[18, 2], [26, 4], [24, 12], [20, 6]]
[[place]]
name = \"Tree\"
at = [12, -14]
radius = 3
[[device]]
name = \"Gate\"
kind = \"door\"
at = [-14, 3]
";

/// [A-1]: "PTR records, owned by the near name, to the things found. Their TTL MUST NOT be greater
/// than that of a negative answer of the zone".
#[test]
fn a_1_pointers_live_no_longer_than_denials() {
    let mut world = serve(OFFICE);
    let denial = world.ask("nothing.hq.example", A).raw.authority[0].ttl;
    let name = "52N2-0e12._NEAR.hq.example";
    let reply = world.ask(name, PTR);
    assert!(reply.is_authoritative());
    assert!(reply.raw.answer.len() > 2, "{reply:?}");
    for rr in &reply.raw.answer {
        assert_eq!((rr.rtype, &rr.owner), (PTR, &labels::labels(name)), "spelled as it was asked");
        assert!(rr.ttl <= denial, "{} is over {denial}", rr.ttl);
    }
    let validity = world.ask(name, LOC);
    assert!(validity.raw.answer[0].ttl <= denial);
}

/// Which records a near answer adds: owner and type, in order.
fn added(reply: &Reply) -> Vec<(String, u16)> {
    let line = |rr: &Rr| (labels::text(&rr.owner), rr.rtype);
    reply.raw.additional.iter().map(line).collect()
}

/// [A-2]: "for each thing found its SVCB, AAAA and A records, and then LOC and PLACE. What does not
/// fit there is left out without truncation."
#[test]
fn a_2_what_is_needed_to_connect_comes_along() {
    let mut world = serve(OFFICE);
    let name = near(5.0, 5.0, "");
    let lamp = "lamp.corner.office.hq.example.";
    let whole = world.ask_whole(&name, PTR);
    let added_whole = added(&whole);
    for rtype in [SVCB, AAAA, A, LOC, PLACE] {
        assert!(added_whole.contains(&(lamp.into(), rtype)), "{rtype}: {added_whole:?}");
    }
    for thing in targets(&whole) {
        assert!(added_whole.contains(&(thing.clone(), LOC)), "{thing}");
        assert!(added_whole.contains(&(thing.clone(), PLACE)), "{thing}");
    }
    // What it takes to connect stands before what describes.
    let connects = |rtype: u16| [SVCB, AAAA, A].contains(&rtype);
    let of_things = added_whole.iter().skip(1);
    let after: Vec<_> =
        of_things.skip_while(|(_, rtype)| connects(*rtype)).map(|(_, rtype)| *rtype).collect();
    assert!(after.iter().all(|rtype| !connects(*rtype)), "{added_whole:?}");
    // The records are the thing's own.
    let own = world.ask(lamp, SVCB).raw.answer[0].clone();
    assert!(whole.raw.additional.contains(&own));
    // Over UDP without EDNS there is room for a part.
    let small = world.ask(&name, PTR);
    assert!(small.octets.len() <= 512 && !small.is_truncated());
    assert_eq!(targets(&small), targets(&whole));
    assert!(small.raw.additional.len() < whole.raw.additional.len());
    let part = added(&small);
    assert!(part.contains(&(lamp.into(), SVCB)), "{part:?}");
    assert!(part.iter().all(|record| added_whole.contains(record)));
}

/// The centre and the diameter of a validity area, in metres.
fn area(rr: &Rr) -> ((f64, f64), f64) {
    let location = Location::from_wire(&rr.rdata).expect("a LOC");
    let centre = (location.latitude_degrees(), location.longitude_degrees());
    (centre, location.size.cm() as f64 / 100.0)
}

/// [A-3]: "The reply to a question of type LOC at a near name for a point is the validity area, and
/// the additional section of a PTR answer begins with it".
#[test]
fn a_3_the_area_can_be_asked_for_and_comes_first() {
    let mut world = serve(OFFICE);
    for before in ["", "k3.", "r0.", "_light.r30.", "l1.k2.", "_teapot."] {
        let name = near(1.0, 1.0, before);
        let asked = world.ask(&name, LOC);
        assert_eq!(asked.raw.answer.len(), 1, "{name}");
        let (centre, _) = area(&asked.raw.answer[0]);
        let (latitude, longitude) = metres(1.0, 1.0);
        assert!((centre.0 - latitude).abs() < 2e-7 && (centre.1 - longitude).abs() < 2e-7);
        let pointers = world.ask(&name, PTR);
        if !pointers.raw.answer.is_empty() {
            assert_eq!(pointers.raw.additional[0], asked.raw.answer[0], "{name}");
        }
    }
}

/// [A-3]: "For any position within that disc the same question has the same set of things as its
/// answer".
#[test]
fn a_3_whoever_stays_in_the_area_finds_the_same() {
    let mut world = serve(OFFICE);
    let mut random = Random::new(3);
    let mut unit = move || random.below(1_000_001) as f64 / 1e6;
    let (mut large, mut small) = (0, 0);
    for number in 0..400 {
        let (east, north) = (unit() * 60.0 - 30.0, unit() * 60.0 - 30.0);
        let before =
            ["", "k1.", "k3.", "r0.", "r12.", "l0.k2.", "_room.k2.", "_light."][number % 8];
        let name = near(east, north, before);
        let (_, diameter) = area(&world.ask(&name, LOC).raw.answer[0]);
        if diameter == 0.0 {
            small += 1;
            continue;
        }
        large += usize::from(diameter > 1.0);
        let here = sorted(targets(&world.ask_whole(&name, PTR)));
        for _ in 0..12 {
            // Near the edge of the disc, where it is most likely to be wrong.
            let (turn, reach) = (unit() * std::f64::consts::TAU, diameter / 2.0 * unit().sqrt());
            let (east, north) = (east + reach * turn.sin(), north + reach * turn.cos());
            let there = sorted(targets(&world.ask_whole(&near(east, north, before), PTR)));
            assert_eq!(there, here, "{name} and {reach} of {diameter} m away");
        }
    }
    assert!(large > 100 && small < 100, "{large} areas of over a metre, {small} of none");
}

/// "For boxes and rays there is no LOC at the name."
#[test]
fn a_4_boxes_and_rays_have_no_area() {
    let mut world = serve(OFFICE);
    let corners = [metres(-5.0, -5.0), metres(5.0, 5.0)].map(|corner| point(corner, 9));
    let ray = format!("{}-b45._near.hq.example", point(CORNER, 9));
    for name in [format!("{}._near.hq.example", corners.join("-")), ray] {
        let reply = world.ask(&name, LOC);
        assert_eq!((reply.raw.rcode(), reply.raw.answer.len()), (0, 0), "{name}");
        let reply = world.ask_whole(&name, PTR);
        assert!(!reply.raw.answer.is_empty(), "{name}");
        let own = reply.raw.additional.iter().filter(|rr| rr.owner == reply.raw.answer[0].owner);
        assert_eq!(own.count(), 0, "{name}");
    }
}
