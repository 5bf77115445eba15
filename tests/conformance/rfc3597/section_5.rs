//! The text of unknown types.

use sns_tests::ours;

use crate::world::*;

const HEAD: &str = "$ORIGIN example.\n$TTL 60\n@ SOA ns host 1 2 3 4 5\n@ NS ns\nns A 192.0.2.1\n";

/// The examples of the section: "a.example. CLASS32 TYPE731 \# 6 abcd ( ef 01 23 45 )",
/// "HS TYPE62347 \# 0", "IN A \# 4 0A000001", "CLASS1 TYPE1 10.0.0.2". Zones here are of class IN.
#[test]
fn the_examples_load() {
    let zone = HEAD.to_owned()
        + "a CLASS1 TYPE731 \\# 6 abcd (\n ef 01 23 45 )\nb IN TYPE62347 \\# 0\n\
           e IN A \\# 4 0A000001\ne CLASS1 TYPE1 10.0.0.2\n";
    let mut world = World::new(&zone);
    assert_eq!(only_rdata(&world.ask("a.example", 731)), [0xab, 0xcd, 0xef, 0x01, 0x23, 0x45]);
    // hickory-proto takes an empty record of an unknown type for an error.
    assert_eq!(world.0.ask_for("b.example", 62347).answer[0].rdata, Vec::<u8>::new());
    assert_eq!(
        sorted(world.ask("e.example", A).answer()),
        ["e.example. 60 A 10.0.0.1", "e.example. 60 A 10.0.0.2"]
    );
}

/// The count must be that of the octets, and data of a known type must fit it.
#[test]
fn what_does_not_fit_is_refused() {
    for line in
        ["u TYPE731 \\# 3 0102", "u TYPE731 \\# 1 0102", "u TYPE731 \\# 1 0g", "u A \\# 3 010203"]
    {
        assert!(ours::zone(format!("{HEAD}{line}\n").as_bytes()).is_err(), "{line}");
    }
}
