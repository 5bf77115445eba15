//! Aliases.

use hickory_proto::op::ResponseCode;

use crate::world::*;

const ZONE: &str = "$ORIGIN example.\n$TTL 60\n@ SOA ns host 1 2 3 4 5\n@ NS ns\nns A 192.0.2.1\n\
    a CNAME b\nb CNAME c\nc A 192.0.2.3\nout CNAME www.elsewhere.test.\ngone CNAME nothing\n\
    loop CNAME pool\npool CNAME loop\n";

/// "When a name server fails to find a desired RR in the resource set associated with the domain
/// name, it checks to see if the resource set consists of a CNAME record with a matching class. If
/// so, the name server includes the CNAME record in the response and restarts the query at the
/// domain name specified in the data field of the CNAME record."
#[test]
fn the_query_is_restarted_at_the_target() {
    let reply = World::new(ZONE).ask("a.example", A);
    assert_eq!(
        reply.answer(),
        [
            "a.example. 60 CNAME b.example.",
            "b.example. 60 CNAME c.example.",
            "c.example. 60 A 192.0.2.3"
        ]
    );
    assert!(reply.is_authoritative());
}

/// "The one exception to this rule is that queries which match the CNAME type are not restarted."
#[test]
fn a_question_for_cname_is_not_restarted() {
    let reply = World::new(ZONE).ask("a.example", CNAME);
    assert_eq!(reply.answer(), ["a.example. 60 CNAME b.example."]);
}

/// "If a CNAME RR is present at a node, no other data should be present."
#[test]
fn no_other_data_may_stand_beside_an_alias() {
    let zone = ZONE.to_owned() + "a TXT \"beside\"\n";
    assert!(sns_tests::ours::zone(zone.as_bytes()).is_err());
}

/// A target outside the zone is for the asker to follow.
#[test]
fn a_target_outside_ends_the_answer() {
    let reply = World::new(ZONE).ask("out.example", A);
    assert_eq!(reply.answer(), ["out.example. 60 CNAME www.elsewhere.test."]);
    assert_eq!(reply.rcode(), ResponseCode::NoError);
    assert!(reply.authority().is_empty());
}

/// The RCODE speaks of the last name of the chain (RFC 6604 §3).
#[test]
fn a_target_that_does_not_exist_gives_nxdomain() {
    let reply = World::new(ZONE).ask("gone.example", A);
    assert_eq!(reply.rcode(), ResponseCode::NXDomain);
    assert_eq!(reply.answer(), ["gone.example. 60 CNAME nothing.example."]);
    assert_eq!(reply.raw.authority[0].rtype, SOA);
}

/// §5.2.2: "CNAME chains should be followed and CNAME loops signalled as an error" is for those who
/// ask; a server ends, each record given once.
#[test]
fn a_loop_ends() {
    let reply = World::new(ZONE).ask("loop.example", A);
    assert_eq!(
        reply.answer(),
        ["loop.example. 60 CNAME pool.example.", "pool.example. 60 CNAME loop.example."]
    );
}
