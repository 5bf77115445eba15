//! Names of Places and Devices, Structure.

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
