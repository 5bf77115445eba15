//! ANY is answered with a subset.

use hickory_proto::op::ResponseCode;

use crate::world::*;

const ZONE: &str = "$ORIGIN example.\n$TTL 60\n@ SOA ns host 1 2 3 4 5\n@ NS ns\n@ TXT \"t\"\nns A 192.0.2.1\n\
    many A 192.0.2.2\nmany A 192.0.2.3\nmany TXT \"x\"\nmany MX 1 ns\nalias CNAME ns\n\
    cut NS ns\na.ent A 192.0.2.4\n";

/// "A DNS responder that receives an ANY query MAY decline to provide a conventional ANY response or
/// MAY instead send a response with a single RRset (or a larger subset of available RRsets) in the
/// answer section." One whole RRset it is.
#[test]
fn one_whole_rrset_is_given() {
    for name in ["many.example", "example"] {
        let reply = World::new(ZONE).ask(name, ANY);
        let first = &reply.raw.answer[0];
        let whole = World::new(ZONE).ask(name, first.rtype);
        assert_eq!(reply.answer(), whole.answer(), "{name}");
    }
}

/// The rest of the algorithm is as for any type: aliases, cuts, denials.
#[test]
fn the_rest_is_as_ever() {
    let mut world = World::new(ZONE);
    assert_eq!(world.ask("alias.example", ANY).answer(), ["alias.example. 60 CNAME ns.example."]);
    assert!(!world.ask("cut.example", ANY).is_authoritative());
    assert_eq!(world.ask("nx.example", ANY).rcode(), ResponseCode::NXDomain);
    let reply = world.ask("ent.example", ANY);
    assert_eq!(reply.rcode(), ResponseCode::NoError);
    assert!(reply.answer().is_empty());
}
