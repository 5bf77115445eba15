//! Large IFC files: everything is found in them.
//!
//! By default 4 MB; `SNS_LONG=1` takes 50 MB. How long that takes, and how much memory, is measured by
//! `cargo bench -p sns-tools --bench ifc`.

#![allow(clippy::unwrap_used, reason = "a test")]

#[path = "support/office.rs"]
mod office;

use std::env;

use office::{ROOMS_A_STOREY, office};
use sns_tools::import::{Input, InputFile, Options, ifc};

#[test]
fn an_office_building_is_read_whole() {
    let is_long = env::var("SNS_LONG").as_deref() == Ok("1");
    let octets = if is_long { 50_000_000 } else { 4_000_000 };
    let office = office(octets);
    let parts = office.text.len() as f64 / octets as f64;
    assert!((0.8..1.2).contains(&parts), "{} octets, wanted {octets}", office.text.len());
    let files = vec![InputFile::from_octets("office.ifc", office.text.as_bytes())];
    let input = Input { name: "office.ifc".into(), files };
    let survey = ifc::read(&input, &Options::default()).unwrap();
    assert_eq!(survey.places.len(), 1 + office.storeys + office.rooms);
    assert!(survey.places.iter().skip(1 + office.storeys).all(|room| room.shape.len() == 1));
    let doors = office.storeys * ROOMS_A_STOREY;
    assert_eq!(survey.exits.len(), doors);
    assert!(survey.exits.iter().all(|door| door.joins.len() == 2 && door.outline.len() == 4));
    assert_eq!(survey.devices.len(), 2 * doors);
    let is_in_room =
        |inside: &Option<String>| inside.as_ref().is_some_and(|i| i.starts_with("ifc:R"));
    assert!(survey.devices.iter().all(|device| is_in_room(&device.inside)));
}
