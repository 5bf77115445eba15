//! Yet another definition of existence.

use hickory_proto::op::ResponseCode;

use super::section_2_2_1::ZONE;
use crate::world::*;

/// "Empty non-terminals … are domain names that own no resource records but have subdomains that
/// do": they exist, so that no wildcard covers them.
#[test]
fn an_empty_non_terminal_stops_a_wildcard() {
    let mut world = World::new(ZONE);
    for name in ["_tcp.host1.example", "host2.example", "_tcp.host2.example"] {
        let reply = world.ask(name, TXT);
        assert_eq!(reply.rcode(), ResponseCode::NoError, "{name}");
        assert!(reply.answer().is_empty(), "{name}");
    }
}
