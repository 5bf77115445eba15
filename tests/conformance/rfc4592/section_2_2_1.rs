//! The example zone and all the responses that the section lists.

use hickory_proto::op::ResponseCode;

use crate::world::*;

/// "$ORIGIN example." with all its records, and the rest of an SOA.
pub(super) const ZONE: &str = "$ORIGIN example.\n\
    example.                 3600 IN  SOA   ns.example.com. host 1 2 3 4 3600\n\
    example.                 3600     NS    ns.example.com.\n\
    example.                 3600     NS    ns.example.net.\n\
    *.example.               3600     TXT   \"this is a wildcard\"\n\
    *.example.               3600     MX    10 host1.example.\n\
    sub.*.example.           3600     TXT   \"this is not a wildcard\"\n\
    host1.example.           3600     A     192.0.2.1\n\
    _ssh._tcp.host1.example. 3600     SRV   0 0 22 host1.example.\n\
    _ssh._tcp.host2.example. 3600     SRV   0 0 22 host2.example.\n\
    subdel.example.          3600     NS    ns.example.com.\n\
    subdel.example.          3600     NS    ns.example.net.\n";

/// "QNAME=host3.example. QTYPE=MX, QCLASS=IN: the answer will be a \"host3.example. IN MX ...\""
#[test]
fn host3_mx_is_made_of_the_wildcard() {
    let reply = World::new(ZONE).ask("host3.example", MX);
    assert_eq!(reply.answer(), ["host3.example. 3600 MX 10 host1.example."]);
    assert!(reply.is_authoritative());
}

/// "QNAME=host3.example. QTYPE=A, QCLASS=IN: the answer will reflect \"no error, but no data\" because
/// there is no A RR set at '*.example.'"
#[test]
fn host3_a_is_no_data() {
    let reply = World::new(ZONE).ask("host3.example", A);
    assert_eq!(reply.rcode(), ResponseCode::NoError);
    assert!(reply.answer().is_empty());
    assert_eq!(reply.raw.authority[0].rtype, SOA);
}

/// "QNAME=foo.bar.example. QTYPE=TXT, QCLASS=IN: the answer will be \"foo.bar.example. IN TXT ...\"
/// because bar.example. does not exist, but the wildcard does."
#[test]
fn foo_bar_txt_is_made_of_the_wildcard() {
    let reply = World::new(ZONE).ask("foo.bar.example", TXT);
    assert_eq!(only_rdata(&reply), b"\x12this is a wildcard");
    assert_eq!(reply.raw.answer[0].owner, sns_tests::names::labels("foo.bar.example"));
}

/// "QNAME=host1.example., QTYPE=MX, QCLASS=IN: because host1.example. exists".
#[test]
fn host1_mx_is_no_data() {
    let reply = World::new(ZONE).ask("host1.example", MX);
    assert_eq!(reply.rcode(), ResponseCode::NoError);
    assert!(reply.answer().is_empty());
}

/// "QNAME=sub.*.example., QTYPE=MX, QCLASS=IN: because sub.*.example. exists".
#[test]
fn sub_star_mx_is_no_data() {
    let mut world = World::new(ZONE);
    let reply = world.ask("sub.*.example", MX);
    assert_eq!(reply.rcode(), ResponseCode::NoError);
    assert!(reply.answer().is_empty());
    assert_eq!(only_rdata(&world.ask("sub.*.example", TXT)), b"\x16this is not a wildcard");
}

/// "QNAME=_telnet._tcp.host1.example., QTYPE=SRV, QCLASS=IN: because _tcp.host1.example. exists
/// (without data)".
#[test]
fn telnet_of_host1_does_not_exist() {
    let reply = World::new(ZONE).ask("_telnet._tcp.host1.example", SRV);
    assert_eq!(reply.rcode(), ResponseCode::NXDomain);
}

/// "QNAME=host.subdel.example., QTYPE=A, QCLASS=IN: because subdel.example. exists (and is a zone
/// cut)".
#[test]
fn below_the_cut_is_a_referral() {
    let reply = World::new(ZONE).ask("host.subdel.example", A);
    assert_eq!(
        sorted(reply.authority()),
        ["subdel.example. 3600 NS ns.example.com.", "subdel.example. 3600 NS ns.example.net."]
    );
    assert!(!reply.is_authoritative());
}

/// "QNAME=ghost.*.example., QTYPE=MX, QCLASS=IN: because *.example. exists".
#[test]
fn ghost_star_does_not_exist() {
    let reply = World::new(ZONE).ask("ghost.*.example", MX);
    assert_eq!(reply.rcode(), ResponseCode::NXDomain);
}
