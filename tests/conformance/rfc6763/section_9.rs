//! The list of service types.

use super::ZONE;
use crate::world::*;

/// "a DNS query for PTR records with the name \"_services._dns-sd._udp.<Domain>\" yields a set of PTR
/// records, where the rdata of each PTR record is the two-label <Service> name, plus the same
/// domain".
#[test]
fn the_types_of_a_domain_can_be_listed() {
    let reply = World::new(ZONE).ask("_services._dns-sd._udp.example", PTR);
    assert_eq!(
        sorted(reply.answer()),
        [
            "_services._dns-sd._udp.example. 60 PTR _http._tcp.example.",
            "_services._dns-sd._udp.example. 60 PTR _ipp._tcp.example.",
        ]
    );
}
