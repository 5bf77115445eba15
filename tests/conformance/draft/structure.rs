//! Names of Places and Devices, Structure.

use libsns::record::ExitText;

use super::*;

/// Two rooms side by side, a third behind, a corner of a room, a device; doors, one of them one way.
const HOUSE: &str = "
[[place]]
name = \"A\"
rectangle = [0, 0, 4, 4]
  [[place.device]]
  name = \"Lamp\"
  kind = \"light\"
  at = [1, 1]
[[place]]
name = \"Nook\"
in = \"A\"
kind = \"area\"
rectangle = [1, 1, 2, 2]
[[place]]
name = \"B\"
rectangle = [4, 0, 4, 4]
[[place]]
name = \"C\"
rectangle = [20, 0, 4, 4]
[[exit]]
joins = [\"A\", \"B\"]
[[exit]]
joins = [\"B\", \"C\"]
one_way = true
";

/// [S-1]: "Each PTR set MUST hold exactly the names that the plan of the building gives for it."
#[test]
fn s_1_each_set_is_that_of_the_plan() {
    let sets: [(&str, &[&str]); 14] = [
        ("_children.hq.example", &["a.hq.example.", "b.hq.example.", "c.hq.example."]),
        ("_children.a.hq.example", &["nook.a.hq.example."]),
        ("_children.b.hq.example", &[]),
        ("_devices.a.hq.example", &["lamp.a.hq.example."]),
        ("_devices.hq.example", &[]),
        ("_parent.hq.example", &[]),
        ("_parent.a.hq.example", &["hq.example."]),
        ("_parent.nook.a.hq.example", &["a.hq.example."]),
        ("_parent.lamp.a.hq.example", &["a.hq.example."]),
        ("_exits.a.hq.example", &["b.hq.example."]),
        ("_exits.b.hq.example", &["a.hq.example.", "c.hq.example."]),
        ("_exits.c.hq.example", &[]),
        ("_neighbours.a.hq.example", &["b.hq.example."]),
        ("_neighbours.c.hq.example", &["b.hq.example."]),
    ];
    let mut world = serve(HOUSE);
    for (name, expected) in sets {
        assert_eq!(pointers(&mut world, name), expected, "{name}");
    }
}

/// The sets of the example, against what each name says of itself: its parent is the name above.
#[test]
fn s_1_the_tree_is_that_of_the_names() {
    let mut world = coworking();
    for name in things(&mut world, APEX) {
        let expected: Vec<_> =
            above(&name).filter(|_| name != "coworking.example.").into_iter().collect();
        assert_eq!(pointers(&mut world, &format!("_parent.{name}")), expected, "{name}");
        for child in pointers(&mut world, &format!("_children.{name}")) {
            assert_ne!(place(&mut world, &child).class.word(), "device", "{child}");
        }
        for device in pointers(&mut world, &format!("_devices.{name}")) {
            assert_eq!(place(&mut world, &device).class.word(), "device", "{device}");
        }
    }
}

/// [S-3]: "A zone MUST hold these records for the exits of its plan."
#[test]
fn s_3_exits_say_where_they_lead_and_what_they_are() {
    let here = metres(4.0, 2.0);
    let mut world = serve(&HOUSE.replace(
        "joins = [\"B\", \"C\"]",
        "joins = [\"B\", \"C\"]\nkind = \"escalator\"\nat = [4, 2]",
    ));
    let exits = |world: &mut World, of: &str| {
        let reply = world.ask_whole(&format!("_exits.{of}.hq.example"), TXT);
        let texts = reply.raw.answer.iter().filter(|rr| rr.rtype == TXT);
        texts.map(|rr| ExitText::decode(&rr.rdata).expect("an exit")).collect::<Vec<_>>()
    };
    let said = exits(&mut world, "b");
    let [door, escalator] = &said[..] else { panic!("{said:?}") };
    assert_eq!((door.to.to_string().as_str(), door.kind.as_str()), ("a.hq.example.", "door"));
    assert_eq!(door.position, None);
    assert_eq!(
        (escalator.to.to_string().as_str(), escalator.kind.as_str()),
        ("c.hq.example.", "escalator")
    );
    let at = escalator.position.expect("a position");
    assert!((at.latitude_degrees() - here.0).abs() < 1e-8, "{at}");
    assert!((at.longitude_degrees() - here.1).abs() < 1e-8, "{at}");
    // One way: nothing leads back.
    assert_eq!(exits(&mut world, "c"), []);
    // All exits of the example, against the pointers beside them.
    let mut world = coworking();
    for name in things(&mut world, APEX) {
        let reply = world.ask_whole(&format!("_exits.{name}"), TXT);
        let texts = reply.raw.answer.iter().filter(|rr| rr.rtype == TXT);
        let said = texts.map(|rr| ExitText::decode(&rr.rdata).expect("an exit").to.to_string());
        assert_eq!(sorted(said.collect()), pointers(&mut world, &format!("_exits.{name}")));
    }
}

/// [S-3]: "as far as they fit into one message." A hall with a thousand doors keeps its pointers.
#[test]
fn s_3_what_does_not_fit_is_left_out() {
    let rooms = (0..1500).map(|n| {
        format!("[[place]]\nname = \"Room number {n}\"\n[[exit]]\njoins = [\"hall\", \"room-number-{n}\"]\n")
    });
    let mut world =
        serve(&("[[place]]\nname = \"Hall\"\n".to_owned() + &rooms.collect::<String>()));
    assert_eq!(pointers(&mut world, "_exits.hall.hq.example").len(), 1500);
    let texts = world.ask_whole("_exits.hall.hq.example", TXT).raw.answer.len();
    assert!((900..1500).contains(&texts), "{texts}");
}

/// [S-4]: "An asker MUST pass over strings with other keys."
#[test]
fn s_4_other_strings_are_passed_over() {
    let strings: [&[u8]; 5] = [b"width=0.9", b"to=b.hq.example.", b"\xff", b"kind=door", b"locked"];
    let data = libsns::record::rdata::txt(&strings).expect("strings");
    let exit = ExitText::decode(&data).expect("an exit");
    assert_eq!((exit.to.to_string().as_str(), exit.kind.as_str()), ("b.hq.example.", "door"));
    assert_eq!(exit.position, None);
    assert_eq!(ExitText::decode(b"\x09kind=door"), None, "it leads nowhere");
}

/// [S-2]: "where one place lists the other, the other MUST list the one, unless an exit is one way."
#[test]
fn s_2_ways_are_mutual() {
    let mut world = coworking();
    let mut one_way = Vec::new();
    let mut count = 0;
    for name in things(&mut world, APEX) {
        for graph in ["_exits", "_neighbours"] {
            for other in pointers(&mut world, &format!("{graph}.{name}")) {
                count += 1;
                if !pointers(&mut world, &format!("{graph}.{other}")).contains(&name) {
                    one_way.push(format!("{graph} {name} {other}"));
                }
            }
        }
    }
    // The fire exit of the commons lets out, not in.
    let fire_exit = "_exits commons.ground.coworking.example. coworking.example.";
    assert!(one_way.iter().all(|way| way == fire_exit), "{one_way:?}");
    assert!(!one_way.is_empty() && count > 40, "{count} {one_way:?}");
}
