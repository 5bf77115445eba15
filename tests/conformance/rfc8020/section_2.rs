//! NXDOMAIN means the whole subtree.

use hickory_proto::op::ResponseCode;

use crate::world::*;

const ZONE: &str = "$ORIGIN example.\n$TTL 60\n@ SOA ns host 1 2 3 4 5\n@ NS ns\nns A 192.0.2.1\n\
    a.b.c A 192.0.2.2\n";

/// "an NXDOMAIN response … means that there is nothing at or below the denied name": so what has
/// something below is never denied, down to empty non-terminals.
#[test]
fn what_has_descendants_is_not_denied() {
    let mut world = World::new(ZONE);
    for (name, rcode) in [
        ("c.example", ResponseCode::NoError),
        ("b.c.example", ResponseCode::NoError),
        ("a.b.c.example", ResponseCode::NoError),
        ("x.c.example", ResponseCode::NXDomain),
        ("y.x.c.example", ResponseCode::NXDomain),
        ("x.a.b.c.example", ResponseCode::NXDomain),
    ] {
        assert_eq!(world.ask(name, TXT).rcode(), rcode, "{name}");
    }
}
