//! Wildcards that own special types.

use hickory_proto::op::ResponseCode;

use crate::world::*;

const ZONE: &str = "$ORIGIN example.\n$TTL 60\n@ SOA ns host 1 2 3 4 5\n@ NS ns\nns A 192.0.2.1\n\
    *.c CNAME ns\n*.cc CNAME x.c\n*.self CNAME x.self\n*.d DNAME ns\n*.ds TXT \"t\"\n\
    *.s SRV 0 0 22 ns\n";

/// §4.3: a CNAME at a wildcard is "like any other type" synthesised, then followed.
#[test]
fn section_4_3_an_alias_is_synthesised_and_followed() {
    let mut world = World::new(ZONE);
    assert_eq!(
        world.ask("a.cc.example", A).answer(),
        [
            "a.cc.example. 60 CNAME x.c.example.",
            "x.c.example. 60 CNAME ns.example.",
            "ns.example. 60 A 192.0.2.1",
        ]
    );
    assert_eq!(world.ask("a.c.example", CNAME).answer(), ["a.c.example. 60 CNAME ns.example."]);
    assert_eq!(
        world.ask("x.self.example", A).answer(),
        ["x.self.example. 60 CNAME x.self.example."]
    );
}

/// §4.4: the way of a DNAME at a wildcard is left open; like all other servers we do not redirect
/// what the wildcard covers, only what is below the literal name.
#[test]
fn section_4_4_a_dname_redirects_only_below_its_own_name() {
    let mut world = World::new(ZONE);
    for name in ["x.d.example", "y.x.d.example"] {
        let reply = world.ask(name, A);
        assert_eq!(reply.rcode(), ResponseCode::NoError, "{name}");
        assert!(reply.answer().is_empty(), "{name}");
    }
    let reply = world.ask("y.*.d.example", A);
    assert_eq!(
        reply.answer(),
        ["*.d.example. 60 DNAME ns.example.", "y.*.d.example. 60 CNAME y.ns.example."]
    );
}

/// §4.5: SRV is synthesised like any other type, with the addresses of its target.
#[test]
fn section_4_5_srv_is_synthesised() {
    let reply = World::new(ZONE).ask("_ssh._tcp.s.example", SRV);
    assert_eq!(reply.answer().len(), 1);
    assert_eq!(reply.additional(), ["ns.example. 60 A 192.0.2.1"]);
}

/// §4.6: DS at a wildcard that is no cut means nothing; asked below, there is no data.
#[test]
fn section_4_6_ds_below_a_wildcard() {
    let reply = World::new(ZONE).ask("x.ds.example", DS);
    assert_eq!(reply.rcode(), ResponseCode::NoError);
    assert!(reply.answer().is_empty());
}
