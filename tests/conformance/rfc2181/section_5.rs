//! Resource record sets.

use crate::world::*;

const HEAD: &str = "$ORIGIN example.\n$TTL 60\n@ SOA ns host 1 2 3 4 5\n@ NS ns\nns A 192.0.2.1\n";

/// "A query for a specific (or non-specific) label, class, and type, will always return all records
/// in the associated RRSet - whether that be one or more RRs."
#[test]
fn the_whole_set_is_returned() {
    let zone = HEAD.to_owned() + "a A 192.0.2.2\na TXT \"x\"\na A 192.0.2.3\n";
    assert_eq!(World::new(&zone).ask("a.example", A).answer().len(), 2);
}

/// §5: "it is meaningless for two records to ever have label, class, type and data all equal -
/// servers should suppress such duplicates if encountered." Names are equal whatever their case.
#[test]
fn duplicates_are_suppressed() {
    let zone = HEAD.to_owned() + "a A 192.0.2.2\nA A 192.0.2.2\nm MX 1 ns\nm MX 1 NS.Example.\n";
    let mut world = World::new(&zone);
    assert_eq!(world.ask("a.example", A).answer().len(), 1);
    assert_eq!(world.ask("m.example", MX).answer().len(), 1);
}

/// §5.2: "the TTLs of all RRs in an RRSet must be the same."
#[test]
fn a_set_has_one_ttl() {
    let zone = HEAD.to_owned() + "a 100 A 192.0.2.2\na 300 A 192.0.2.3\n";
    let reply = World::new(&zone).ask("a.example", A);
    assert_eq!(reply.raw.answer.len(), 2);
    assert_eq!(reply.raw.answer[0].ttl, reply.raw.answer[1].ttl);
}
