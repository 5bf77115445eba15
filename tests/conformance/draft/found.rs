//! Near Names, What Is Found: distances known from the plan's own metres.

use std::fmt::Write as _;

use super::*;

/// A device, so many metres east and north of the corner.
fn lamp(name: &str, east: f64, north: f64) -> String {
    format!("[[device]]\nname = \"{name}\"\nkind = \"light\"\nat = [{east:?}, {north:?}]\n")
}

fn room(name: &str, rectangle: [f64; 4], more: &str) -> String {
    format!("[[place]]\nname = \"{name}\"\nrectangle = {rectangle:?}\n{more}\n")
}

/// The first labels of what is found, in order.
fn found(world: &mut World, name: &str) -> Vec<String> {
    let reply = world.ask_whole(name, PTR);
    assert_eq!(reply.raw.rcode(), 0, "{name}");
    let first = |name: String| name.split('.').next().unwrap_or_default().to_owned();
    targets(&reply).into_iter().map(first).collect()
}

/// [F-1]: "the things no farther than the radius, nearest first. Without a radius it is 10 metres;
/// with a count but no radius, 100 kilometres. `r0` asks what contains the point."
#[test]
fn f_1_a_disc_holds_what_is_no_farther_than_its_radius() {
    let mut text = String::new();
    for east in [9.9, 0.5, 24.9, 3.0, 10.1, 25.1] {
        text += &lamp(&format!("m{east}"), east, 0.0);
    }
    for north in [99_900.0, 100_200.0] {
        let (latitude, longitude) = metres(0.0, north);
        text += &format!("[[place]]\nname = \"m{north}\"\nposition = [{latitude}, {longitude}]\n");
    }
    text += &room("Hall", [-2.0, 5.0, 4.0, 4.0], "");
    let mut world = serve(&text);
    assert_eq!(found(&mut world, &near(0.0, 0.0, "")), ["m0-5", "m3", "hall", "m9-9"]);
    assert_eq!(found(&mut world, &near(0.0, 0.0, "r4d9.")), ["m0-5", "m3"]);
    assert_eq!(found(&mut world, &near(0.0, 0.0, "r5d1.")), ["m0-5", "m3", "hall"]);
    let to_25 = ["m0-5", "m3", "hall", "m9-9", "m10-1", "m24-9"];
    assert_eq!(found(&mut world, &near(0.0, 0.0, "r25.")), to_25);
    let all = found(&mut world, &near(0.0, 0.0, "k64."));
    assert_eq!(all, [&to_25[..], &["m25-1", "m99900"]].concat());
    assert_eq!(found(&mut world, &near(0.0, 0.0, "r0.")), [""; 0]);
    assert_eq!(found(&mut world, &near(0.0, 5.5, "r0.")), ["hall"]);
    assert_eq!(found(&mut world, &near(1.999, 8.999, "r0.")), ["hall"]);
    assert_eq!(found(&mut world, &near(2.001, 8.999, "r0.")), [""; 0]);
    assert_eq!(found(&mut world, &near(3.0, 0.001, "r0.")), [""; 0], "a point is only at itself");
}

/// A position on a wall is in both rooms: the wall is at the meridian of the corner itself.
#[test]
fn f_1_walls_belong_to_both_sides() {
    let rooms = room("East", [0.0, -3.0, 4.0, 6.0], "") + &room("West", [-4.0, -3.0, 4.0, 6.0], "");
    let mut world = serve(&rooms);
    let both = sorted(found(&mut world, "r0.52n2-0e12._near.hq.example"));
    assert_eq!(both, ["east", "west"]);
    assert_eq!(found(&mut world, "r0.52n2-0e120000001._near.hq.example"), ["east"]);
    assert_eq!(found(&mut world, "r0.52n2-0e119999999._near.hq.example"), ["west"]);
}

/// [F-2]: "the things whose shape meets the box, nearest to its centre first. A box whose west is
/// greater than its east crosses the antimeridian."
#[test]
fn f_2_a_box_holds_what_meets_it() {
    let text = lamp("Near", 1.0, 1.0)
        + &lamp("Corner", 9.99, 9.99)
        + &lamp("Outside", 10.01, 0.0)
        + &room("Across", [-40.0, 3.0, 80.0, 2.0], "")
        + &room("Around", [-50.0, -50.0, 100.0, 100.0], "")
        + &room("Touching", [8.0, -30.0, 5.0, 21.0], "")
        + &room("Beside", [10.5, -30.0, 5.0, 60.0], "");
    let mut world = serve(&text);
    let corners = [metres(-10.0, -10.0), metres(10.0, 10.0)].map(|corner| point(corner, 9));
    let name = format!("{}._near.hq.example", corners.join("-"));
    let expected = ["around", "near", "across", "touching", "corner"];
    assert_eq!(found(&mut world, &name), expected);
    assert_eq!(found(&mut world, &format!("k2.{name}")), expected[..2]);
}

#[test]
fn f_2_a_box_may_cross_the_antimeridian() {
    let spot = |name: &str, longitude: f64| {
        format!("[[place]]\nname = \"{name}\"\nposition = [-17.0, {longitude:?}]\n")
    };
    let text = spot("East", -179.99) + &spot("West", 179.98) + &spot("Far", 170.0);
    let mut world = serve(&(text + &spot("Home", 0.0)));
    assert_eq!(found(&mut world, "18s-179e9-16s-179w9._near.hq.example"), ["east", "west"]);
    assert_eq!(sorted(found(&mut world, "18s-179w9-16s-179e9._near.hq.example")), ["far", "home"]);
    assert_eq!(found(&mut world, "k2.17s-180e._near.hq.example"), ["east", "west"]);
}

/// [F-3]: "the things whose shape comes within the width of the segment …, in order along the ray."
#[test]
fn f_3_a_ray_finds_in_order_along_it() {
    let text = lamp("Far", 29.9, 0.0)
        + &lamp("Beyond", 30.6, 0.0)
        + &lamp("Beside", 12.0, 0.49)
        + &lamp("Off", 13.0, 0.51)
        + &lamp("Behind", -0.6, 0.0)
        + &room("Wall", [20.0, -10.0, 1.0, 30.0], "")
        + &room("Hole", [5.0, 1.0, 3.0, 3.0], "");
    let mut world = serve(&text);
    let ray = |before: &str, bearing: &str| {
        let corner = point(CORNER, 9);
        format!("{before}{corner}-b{bearing}._near.hq.example")
    };
    assert_eq!(found(&mut world, &ray("", "90")), ["beside", "wall", "far"]);
    assert_eq!(found(&mut world, &ray("r20d5.", "90")), ["beside", "wall"]);
    assert_eq!(found(&mut world, &ray("r31.", "90")), ["beside", "wall", "far", "beyond"]);
    let wide = ["behind", "hole", "beside", "off", "wall", "far"];
    assert_eq!(found(&mut world, &ray("r30.w1.", "90")), [&wide[..], &["beyond"]].concat());
    assert_eq!(found(&mut world, &ray("", "270")), ["behind"]);
    assert_eq!(found(&mut world, &ray("", "0")), [""; 0]);
    // Pointed up and to the right it meets the room beside the first one.
    assert_eq!(found(&mut world, &ray("", "70d5")), ["hole", "wall"]);
}

/// [F-4]: "At most so many things as the count says MUST be given; those first in order."
#[test]
fn f_4_the_count_keeps_the_first() {
    let mut text = String::new();
    for number in 0..80 {
        text += &lamp(&format!("n{number}"), f64::from(number) * 0.1, 0.0);
    }
    let mut world = serve(&text);
    let expected = |count: usize| (0..count).map(|n| format!("n{n}")).collect::<Vec<_>>();
    let default = usize::from(libsns::limits::NEAR_COUNT);
    let at = (-0.01, 0.0);
    assert_eq!(found(&mut world, &near(at.0, at.1, "")), expected(default));
    assert_eq!(found(&mut world, &near(at.0, at.1, "r100.")), expected(default));
    for count in [1, 7, 64] {
        let before = format!("k{count}.");
        assert_eq!(found(&mut world, &near(at.0, at.1, &before)), expected(count));
    }
    let corner = point(metres(at.0, at.1), 9);
    let ray = format!("{corner}-b90._near.hq.example");
    assert_eq!(found(&mut world, &ray), expected(default));
    assert_eq!(found(&mut world, &format!("k9.{ray}")), expected(9));
    let west = [metres(-8.0, -8.0), metres(7.95, 8.0)].map(|corner| point(corner, 9));
    let name = format!("{}._near.hq.example", west.join("-"));
    assert_eq!(found(&mut world, &name), expected(64));
    // The draft says the same numbers.
    let draft = std::fs::read_to_string(plans::root().join("RFC-DRAFT.md")).expect("a draft");
    let said = format!("it is {default} for points and rays and 64 for boxes");
    assert!(draft.replace('\n', " ").contains(&said), "{said}");
}

/// [F-5]: "With a level, only things that have this level among theirs, or no level at all, are
/// found. With a kind, only those of that kind."
#[test]
fn f_5_level_and_kind_choose() {
    let text = room("Low", [-1.0, -1.0, 9.0, 9.0], "level = 0")
        + &room("High", [-1.0, -1.0, 8.0, 8.0], "level = 1\nkind = \"cafe\"")
        + &room("Stairs", [-1.0, -1.0, 7.0, 7.0], "level = [0, 2]\nkind = \"stairs\"")
        + &room("Cellar", [-1.0, -1.0, 6.0, 6.0], "level = -2")
        + &room("Open", [-1.0, -1.0, 5.0, 5.0], "")
        + &lamp("Lamp", 0.0, 0.0);
    let mut world = serve(&text);
    let mut at = |before: &str| found(&mut world, &near(0.0, 0.0, before));
    assert_eq!(at("l0."), ["lamp", "open", "stairs", "low"]);
    assert_eq!(at("l1."), ["lamp", "open", "stairs", "high"]);
    assert_eq!(at("l2."), ["lamp", "open", "stairs"]);
    assert_eq!(at("l-2."), ["lamp", "open", "cellar"]);
    assert_eq!(at("l7."), ["lamp", "open"]);
    assert_eq!(at("_cafe."), ["high"]);
    assert_eq!(at("_light."), ["lamp"]);
    assert_eq!(at("_device."), ["lamp"]);
    assert_eq!(at("_stairs."), ["stairs"]);
    assert_eq!(at("_stair."), ["stairs"], "the class finds as well as the kind");
    assert_eq!(at("_room."), ["open", "cellar", "high", "low"]);
    assert_eq!(at("_room.l0."), ["open", "low"]);
    assert_eq!(at("_teapot."), [""; 0]);
}

/// [F-6]: "Where the order does not decide, the thing with the smaller area comes first."
#[test]
fn f_6_the_smaller_comes_first() {
    let mut text = String::new();
    for (name, size) in [("Large", 9.0), ("Small", 3.0), ("Largest", 12.0), ("Middle", 5.0)] {
        write!(text, "{}", room(name, [-1.0, -1.0, size, size], "")).expect("a string");
    }
    let mut world = serve(&text);
    let order = ["small", "middle", "large", "largest"];
    assert_eq!(found(&mut world, &near(0.5, 0.5, "")), order);
    assert_eq!(found(&mut world, &near(0.5, 0.5, "k2.r0.")), order[..2]);
    let corner = point(metres(0.5, 0.5), 9);
    assert_eq!(found(&mut world, &format!("{corner}-b45._near.hq.example")), order);
}

/// [F-7]: "A server MUST bound the work for one question. A question beyond the bound MUST be
/// refused, with an Extended DNS Error, and MUST NOT be answered in part."
#[test]
fn f_7_too_much_work_is_refused() {
    let corners = 6_000;
    let enough = libsns::limits::SPATIAL_STEPS_MAX / corners + 10;
    let mut world = World(plans::wheels(enough, corners));
    for name in ["k64.0n-0e", "k64.0n00001-0e", "r0.0n-0e", "0s001-0e-0n001-0e1", "r50.0n-0e-b45"] {
        let reply = world.ask_edns(&format!("{name}._near.hq.example"), PTR, 1232);
        assert_eq!(reply.raw.rcode(), 5, "{name}: {reply:?}");
        assert_eq!(reply.raw.records().count(), 0, "{name}");
        let errors = reply.extended_errors();
        assert!(matches!(&errors[..], [(_, text)] if text.contains("expected")), "{errors:?}");
    }
    // Shapes as large, but few, are within the bound.
    let mut small = World(plans::wheels(2, corners));
    let reply = small.ask_edns("k64.0n-0e._near.hq.example", PTR, 1232);
    assert_eq!(reply.raw.rcode(), 0);
    assert!(reply.raw.answer.len() >= 2);
}
