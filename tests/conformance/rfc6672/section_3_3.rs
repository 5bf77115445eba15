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

/// §3.3: "The use of DNAME in conjunction with wildcards is discouraged". It redirects what is below
/// the asterisk itself; to a name that the asterisk matches it is given like any other set, also where
/// it has led there. NSD, BIND and PowerDNS agree.
#[test]
fn a_wildcard_of_dname_is_given_to_the_name_it_led_to() {
    let zone = "$ORIGIN example.\n$TTL 60\n@ SOA ns1 host 1 2 3 4 5\n@ NS ns1\nns1 A 192.0.2.1\n\
        *.ns1 DNAME ns1\n";
    let mut world = World::new(zone);
    assert_eq!(
        world.ask("q.*.*.ns1.example", DNAME).answer(),
        [
            "*.ns1.example. 60 DNAME ns1.example.",
            "q.*.*.ns1.example. 60 CNAME q.*.ns1.example.",
            "q.*.ns1.example. 60 CNAME q.ns1.example.",
            "q.ns1.example. 60 DNAME ns1.example.",
        ]
    );
    // Its own name is not said twice.
    assert_eq!(
        world.ask("*.*.ns1.example", DNAME).answer(),
        ["*.ns1.example. 60 DNAME ns1.example.", "*.*.ns1.example. 60 CNAME *.ns1.example.",]
    );
}
