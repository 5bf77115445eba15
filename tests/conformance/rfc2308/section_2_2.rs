//! No data.

use hickory_proto::op::ResponseCode;

use crate::world::*;

const ZONE: &str = "$ORIGIN example.\n$TTL 60\n@ SOA ns host 1 2 3 4 5\n@ NS ns\nns A 192.0.2.1\n\
    an CNAME ns\na.ent A 192.0.2.2\n*.wild TXT \"w\"\n";

/// "NODATA is indicated by an answer with the RCODE set to NOERROR and no relevant answers in the
/// answer section. The authority section will contain an SOA record, or there will be no NS records
/// there."
#[test]
fn the_soa_alone_denies() {
    for (name, aliases) in
        [("ns.example", 0), ("an.example", 1), ("ent.example", 0), ("x.wild.example", 0)]
    {
        let reply = World::new(ZONE).ask(name, MX);
        assert_eq!(reply.rcode(), ResponseCode::NoError, "{name}");
        assert!(reply.is_authoritative(), "{name}");
        assert_eq!(reply.answer().len(), aliases, "{name}");
        assert_eq!(reply.authority().len(), 1, "{name}");
        assert_eq!(reply.raw.authority[0].rtype, SOA, "{name}");
    }
}
