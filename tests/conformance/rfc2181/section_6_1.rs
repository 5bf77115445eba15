//! Authority over what stands at a cut.

use crate::world::*;

/// "The NS records at the apex of the child zone and the parent's are different sets"; what else the
/// parent's file says of the child's apex is not its data.
#[test]
fn data_beside_a_cut_is_not_answered() {
    let zone = "$ORIGIN example.\n$TTL 60\n@ SOA ns host 1 2 3 4 5\n@ NS ns\nns A 192.0.2.1\n\
        sub NS ns\nsub TXT \"the parent's\"\n";
    let reply = World::new(zone).ask("sub.example", TXT);
    assert!(reply.answer().is_empty() && !reply.is_authoritative());
    assert_eq!(reply.authority(), ["sub.example. 60 NS ns.example."]);
}
