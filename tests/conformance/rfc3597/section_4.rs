//! Names in data of unknown types.

use crate::world::*;

/// "RRs containing compression pointers in the RDATA part cannot be treated transparently … To
/// avoid such corruption, servers MUST NOT compress domain names embedded in the RDATA of types that
/// are class-specific or not well-known."
#[test]
fn data_of_an_unknown_type_is_sent_as_it_is() {
    // The data looks like the name of the zone.
    let zone = "$ORIGIN example.\n$TTL 60\n@ SOA ns host 1 2 3 4 5\n@ NS ns\nns A 192.0.2.1\n\
        u TYPE731 \\# 9 076578616d706c6500\n";
    let reply = World::new(zone).ask("u.example", 731);
    assert_eq!(only_rdata(&reply), b"\x07example\0");
    assert!(reply.octets.ends_with(b"\x07example\0"));
}
