//! Records, PLACE.

use super::*;

const HEAD: &str = "$ORIGIN example.\n$TTL 60\n@ SOA ns host 1 2 3 4 5\n@ NS ns\nns A 192.0.2.1\n";

/// [P-1]: "A name MUST NOT own more than one PLACE record."
#[test]
fn p_1_a_name_has_one_place_record() {
    let place = |class: u8| format!("lamp TYPE65300 \\# 7 01{class:02x}0000000000\n");
    let one = sns_tests::ours::zone((HEAD.to_owned() + &place(9) + &place(9)).as_bytes());
    assert!(one.is_ok(), "the same record twice is one (RFC 2181 §5): {one:?}");
    let two = sns_tests::ours::zone((HEAD.to_owned() + &place(9) + &place(4)).as_bytes());
    let said = two.expect_err("two records");
    assert!(said.contains("lamp.example.") && said.contains("PLACE"), "{said}");
}

/// Every name of the example that is a place or a device owns exactly one.
#[test]
fn p_1_holds_for_the_example() {
    let records = plans::example("coworking");
    let count = records.iter().filter(|record| record.rtype == RecordType::PLACE).count();
    let owners = owners(&records, RecordType::PLACE);
    assert_eq!(count, owners.len());
    let things = things(&mut World(plans::serve(&records)), APEX);
    assert_eq!(owners.into_iter().collect::<Vec<_>>(), things);
}

/// [P-2]: "An asker that meets a version of PLACE it does not know MUST treat the record as absent."
/// The index of near names is such an asker, and the library's reader another.
#[test]
fn p_2_an_unknown_version_is_absent() {
    // Version 1 and 2 of a light that stands at 1 degree north, 2 degrees east.
    let mut octets = Place {
        kind: "light".into(),
        shape: libsns::geometry::Position::from_degrees(1.0, 2.0)
            .ok()
            .map(libsns::geometry::Shape::Point),
        ..Place::default()
    };
    octets.class = libsns::record::PlaceClass::Device;
    let mut octets = octets.encode().expect("a record");
    let text = |octets: &[u8]| {
        let hex: String = octets.iter().map(|octet| format!("{octet:02x}")).collect();
        format!("{HEAD}lamp LOC 3 0 0 N 4 0 0 E 0m\nlamp TYPE65300 \\# {} {hex}\n", octets.len())
    };
    let mut known = World::new(&text(&octets));
    octets[0] = 2;
    assert!(Place::decode(&octets).is_err());
    let mut unknown = World::new(&text(&octets));
    let found = |world: &mut World, name: &str| targets(&world.ask(name, PTR)).len();
    assert_eq!(found(&mut known, "_light.1n-2e._near.example"), 1);
    assert_eq!(found(&mut known, "3n-4e._near.example"), 0);
    // Without PLACE the LOC record says where it is, and nothing says what it is.
    assert_eq!(found(&mut unknown, "1n-2e._near.example"), 0);
    assert_eq!(found(&mut unknown, "_light.3n-4e._near.example"), 0);
    assert_eq!(found(&mut unknown, "3n-4e._near.example"), 1);
    // It is still carried as it is.
    assert_eq!(only_rdata(&unknown.ask("lamp.example", PLACE)), octets);
}
