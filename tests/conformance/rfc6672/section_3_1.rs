//! What a server puts into the answer.

use hickory_proto::op::ResponseCode;

use crate::world::*;

const ZONE: &str = "$ORIGIN example.\n$TTL 60\n@ SOA ns host 1 2 3 4 5\n@ NS ns\nns A 192.0.2.1\n\
    d 77 DNAME t\nx.t A 192.0.2.2\nout DNAME elsewhere.test.\nchain DNAME d\nalias CNAME x.d\n";

/// "The server … SHOULD synthesize a CNAME … The CNAME has the same TTL as the corresponding DNAME";
/// the DNAME comes first.
#[test]
fn dname_cname_and_target() {
    let reply = World::new(ZONE).ask("x.d.example", A);
    assert_eq!(
        reply.answer(),
        [
            "d.example. 77 DNAME t.example.",
            "x.d.example. 77 CNAME x.t.example.",
            "x.t.example. 60 A 192.0.2.2",
        ]
    );
    assert!(reply.is_authoritative());
}

/// A target that does not exist is a name error, one outside is for the asker.
#[test]
fn targets_that_are_not_there_and_not_here() {
    let mut world = World::new(ZONE);
    let reply = world.ask("nx.d.example", A);
    assert_eq!(reply.rcode(), ResponseCode::NXDomain);
    assert_eq!(reply.answer().len(), 2);
    let reply = world.ask("x.out.example", A);
    assert_eq!(reply.rcode(), ResponseCode::NoError);
    assert_eq!(reply.answer().len(), 2);
    assert!(reply.authority().is_empty());
}

/// DNAMEs and aliases lead into each other.
#[test]
fn chains_are_followed() {
    let mut world = World::new(ZONE);
    let types = |reply: &Reply| reply.raw.answer.iter().map(|rr| rr.rtype).collect::<Vec<_>>();
    assert_eq!(types(&world.ask("x.chain.example", A)), [DNAME, CNAME, DNAME, CNAME, A]);
    assert_eq!(types(&world.ask("alias.example", A)), [CNAME, DNAME, CNAME, A]);
}

/// A question for the synthesised CNAME stops at it.
#[test]
fn a_question_for_cname_is_not_followed() {
    let reply = World::new(ZONE).ask("x.d.example", CNAME);
    assert_eq!(reply.answer().len(), 2);
}
