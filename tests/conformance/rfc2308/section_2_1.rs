//! Name errors.

use hickory_proto::op::ResponseCode;

use crate::world::*;

const ZONE: &str = "$ORIGIN example.\n$TTL 60\n@ SOA ns host 1 2 3 4 5\n@ NS ns\nns A 192.0.2.1\n\
    an CNAME tripple.xx\n";

/// "Name errors (NXDOMAIN) are indicated by the presence of \"Name Error\" in the RCODE field … the
/// NXDOMAIN refers to the name at the end of the CNAME chain."
#[test]
fn the_soa_alone_denies() {
    for (name, aliases) in [("nx.example", 0), ("an.example", 1)] {
        let reply = World::new(ZONE).ask(name, A);
        assert_eq!(reply.rcode(), ResponseCode::NXDomain);
        assert!(reply.is_authoritative());
        assert_eq!(reply.answer().len(), aliases);
        assert_eq!(reply.authority().len(), 1, "type 2: no NS beside the SOA");
        assert_eq!(reply.raw.authority[0].rtype, SOA);
        assert!(reply.additional().is_empty());
    }
}
