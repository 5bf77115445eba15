//! Wildcards and DNAME.

use crate::world::*;

/// §3.3: a wildcard may lead to a name below a DNAME.
#[test]
fn a_wildcard_alias_into_a_dname() {
    let zone = "$ORIGIN example.\n$TTL 60\n@ SOA ns host 1 2 3 4 5\n@ NS ns\nns A 192.0.2.1\n\
        *.w CNAME ns.d\nd DNAME example.\n";
    let reply = World::new(zone).ask("a.w.example", A);
    assert_eq!(
        reply.answer(),
        [
            "a.w.example. 60 CNAME ns.d.example.",
            "d.example. 60 DNAME example.",
            "ns.d.example. 60 CNAME ns.example.",
            "ns.example. 60 A 192.0.2.1",
        ]
    );
}
