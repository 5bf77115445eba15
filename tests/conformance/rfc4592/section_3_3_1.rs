//! The closest encloser and the source of synthesis: the table of the section.

use hickory_proto::op::ResponseCode;

use super::section_2_2_1::ZONE;
use crate::world::*;

/// "QNAME / Closest Encloser / Source of Synthesis": what has `*.example.` as its source is answered,
/// what has none does not exist.
#[test]
fn the_table_of_the_section() {
    let mut world = World::new(ZONE);
    for (name, has_source) in [
        ("host3.example", true),
        ("_telnet._tcp.host1.example", false),
        ("_dns._udp.host2.example", false),
        ("_telnet._tcp.host3.example", true),
        ("_chat._udp.host3.example", true),
        ("foobar.*.example", false),
    ] {
        let reply = world.ask(name, TXT);
        assert_eq!(reply.answer().len(), usize::from(has_source), "{name}");
        let rcode = if has_source { ResponseCode::NoError } else { ResponseCode::NXDomain };
        assert_eq!(reply.rcode(), rcode, "{name}");
    }
}
