//! Compression.

use libsns::authority::Transport;

use crate::world::*;

const ZONE: &str = "$ORIGIN a-rather-long-apex.example.\n$TTL 60\n@ SOA ns host 1 2 3 4 5\n@ NS ns\n\
    ns A 192.0.2.1\nmx MX 1 m1\nmx MX 2 m2\nmx MX 3 m3\nm1 A 192.0.2.2\nm2 A 192.0.2.3\nm3 A 192.0.2.4\n\
    _s._tcp SRV 1 2 3 m1\n";

/// "an entire domain name or a list of labels at the end of a domain name is replaced with a pointer
/// to a prior occurance of the same name."
#[test]
fn a_name_stands_once() {
    let reply = World::new(ZONE).ask("mx.a-rather-long-apex.example", MX);
    let apex = b"\x12a-rather-long-apex";
    let times = reply.octets.windows(apex.len()).filter(|window| window == apex).count();
    assert_eq!(times, 1, "the apex stands in the question alone");
    assert_eq!(reply.additional().len(), 3);
}

/// RFC 3597 §4: names in data of types later than RFC 1035, such as SRV, are not compressed.
#[test]
fn names_in_later_types_stay_whole() {
    let reply = World::new(ZONE).ask("_s._tcp.a-rather-long-apex.example", SRV);
    let target = b"\x02m1\x12a-rather-long-apex\x07example\0";
    assert!(reply.octets.windows(target.len()).any(|window| window == target));
}

/// A question may be compressed only in ways that lead nowhere: pointers into itself are refused.
#[test]
fn a_pointer_to_itself_is_a_format_error() {
    let mut octets = request("", A, 0, &[]);
    octets.splice(12..13, [0xc0, 0x0c]);
    let reply = World::new(ZONE).send(Transport::Udp, &octets);
    assert!(reply.is_none_or(|reply| reply.raw.rcode() == 1));
}
