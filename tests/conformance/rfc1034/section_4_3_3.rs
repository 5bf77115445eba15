//! Wildcards, with the example of the section.

use hickory_proto::op::ResponseCode;

use crate::world::*;

/// The zone of X.COM as the section tells it.
const ZONE: &str = "$ORIGIN com.\n$TTL 60\n@ SOA ns host 1 2 3 4 5\n@ NS ns\nns A 192.0.2.1\n\
    x MX 10 a.x\n*.x MX 10 a.x\na.x A 1.2.3.4\na.x MX 10 a.x\n*.a.x MX 10 a.x\n";

/// "This would cause any MX query for any domain name ending in X.COM to return an MX RR pointing at
/// A.X.COM."
#[test]
fn mail_for_any_name_goes_to_one_host() {
    for name in ["x.com", "b.x.com", "c.d.x.com", "a.x.com", "z.a.x.com"] {
        let reply = World::new(ZONE).ask(name, MX);
        assert_eq!(reply.answer(), [format!("{name}. 60 MX 10 a.x.com.")]);
        assert_eq!(reply.additional(), ["a.x.com. 60 A 1.2.3.4"]);
    }
}

/// "Two wildcard RRs are required since the effect of the wildcard at *.X.COM is inhibited in the
/// A.X.COM subtree by the explicit data for A.X.COM."
#[test]
fn explicit_data_stops_a_wildcard() {
    let zone = ZONE.replace("*.a.x MX 10 a.x\n", "");
    let reply = World::new(&zone).ask("z.a.x.com", MX);
    assert_eq!(reply.rcode(), ResponseCode::NXDomain);
}
