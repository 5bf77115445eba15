//! RFC-DRAFT.md: every numbered requirement has a test whose name begins with its number.

mod answer;
mod bearers;
mod cells;
mod examples;
mod found;
mod loc;
mod names;
mod near;
mod numbers;
mod place;
mod relative;
mod services;
mod structure;

use std::collections::BTreeSet;

use libsns::record::{Place, Record, RecordType};
use sns_tests::names as labels;
use sns_tests::plans;

use crate::world::*;

/// The private type of PLACE records.
const PLACE: u16 = 65300;

/// The example of a co-working space.
const APEX: &str = "coworking.example";

/// A server of the example.
fn coworking() -> World {
    World(plans::serve(&plans::example("coworking")))
}

/// The corner of the small plans: measures in metres go from here.
const CORNER: (f64, f64) = (52.2, 0.12);

/// A plan of these tables about the corner.
fn plan(text: &str) -> Vec<Record> {
    let plan = plans::head(CORNER.0, CORNER.1) + text;
    plans::small(&plan).unwrap_or_else(|faults| panic!("{faults}\n{plan}"))
}

/// What is wrong with a plan of these tables.
fn faults(text: &str) -> String {
    let plan = plans::head(CORNER.0, CORNER.1) + text;
    plans::small(&plan).expect_err("the plan has a fault")
}

/// A server of a plan of these tables.
fn serve(text: &str) -> World {
    World(plans::serve(&plan(text)))
}

/// The names that the answer points to, in order.
fn targets(reply: &Reply) -> Vec<String> {
    let pointers = reply.raw.answer.iter().filter(|rr| rr.rtype == PTR);
    pointers.map(|rr| labels::text(&rr.names()[0])).collect()
}

/// The names that a question of type PTR leads to, sorted; none when there is no such name or set.
fn pointers(world: &mut World, name: &str) -> Vec<String> {
    let reply = world.ask_whole(name, PTR);
    assert!(!reply.is_truncated(), "{name}");
    sorted(targets(&reply))
}

/// The names of all places and devices of a zone of ours: the site, and what its trees list.
fn things(world: &mut World, apex: &str) -> Vec<String> {
    let (mut all, mut open) = (Vec::new(), vec![format!("{apex}.")]);
    while let Some(name) = open.pop() {
        for tree in ["_children", "_devices"] {
            open.extend(pointers(world, &format!("{tree}.{name}")));
        }
        all.push(name);
    }
    all.sort();
    all
}

/// The PLACE record of a name.
fn place(world: &mut World, name: &str) -> Place {
    let data = only_rdata(&world.ask_whole(name, PLACE));
    Place::decode(&data).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// All records of a zone of one type, their owners as text.
fn owners(records: &[Record], rtype: RecordType) -> BTreeSet<String> {
    let of_type = records.iter().filter(|record| record.rtype == rtype);
    of_type.map(|record| record.owner.to_lowercase().to_string()).collect()
}

/// The place or device above a name that stands below it under labels of the system; the name
/// without its first label.
fn above(name: &str) -> Option<&str> {
    name.split_once('.').map(|(_, above)| above).filter(|above| !above.is_empty())
}

/// True if a name is another or below it.
fn is_within(name: &str, ancestor: &str) -> bool {
    name == ancestor || name.ends_with(&format!(".{ancestor}"))
}

impl World {
    /// A question over a stream, where whole sets come.
    fn ask_whole(&mut self, name: &str, rtype: u16) -> Reply {
        let name: libsns::name::Name = name.parse().expect("a name");
        let labels = labels::of_wire(name.as_wire());
        let question = sns_tests::question::Question::new(labels, rtype);
        let request = question.to_wire(0x4321);
        self.send(libsns::authority::Transport::Tcp, &request).expect("a reply")
    }
}

/// The label of a position with so many digits: `52n2053-0e1218`.
fn point((latitude, longitude): (f64, f64), digits: usize) -> String {
    format!("{}-{}", angle(latitude, 'n', 's', digits), angle(longitude, 'e', 'w', digits))
}

fn angle(degrees: f64, positive: char, negative: char, digits: usize) -> String {
    let letter = if degrees < 0.0 { negative } else { positive };
    format!("{:.digits$}", degrees.abs()).replace('.', &letter.to_string())
}

/// The position so many metres east and north of the corner (WGS 84's radii of curvature there).
fn metres(east: f64, north: f64) -> (f64, f64) {
    let (axis, e2) = (6_378_137.0_f64, 0.006_694_379_990_14_f64);
    let (sin, cos) = CORNER.0.to_radians().sin_cos();
    let w = (1.0 - e2 * sin * sin).sqrt();
    let (meridian, normal) = (axis * (1.0 - e2) / w.powi(3), axis / w);
    let latitude = CORNER.0 + (north / meridian).to_degrees();
    (latitude, CORNER.1 + (east / normal / cos).to_degrees())
}

/// The near name for a position in metres from the corner, to the nanodegree.
fn near(east: f64, north: f64, before: &str) -> String {
    format!("{before}{}._near.hq.example", point(metres(east, north), 9))
}
