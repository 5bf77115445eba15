//! Versions.

use libsns::authority::Transport;

use super::{OPT, ZONE};
use crate::world::*;

/// "If a responder does not implement the VERSION level of the request, then it MUST respond with
/// RCODE=BADVERS. All responses MUST be limited in format to the VERSION level of the request, but
/// the VERSION of each response SHOULD be the highest implementation level of the responder."
#[test]
fn a_later_version_is_refused_with_badvers() {
    let mut opt = OPT;
    opt[6] = 1;
    let octets = request("ns.example", A, 1, &opt);
    let reply = World::new(ZONE).send(Transport::Udp, &octets).unwrap();
    assert_eq!(reply.raw.rcode(), 16);
    assert_eq!(reply.raw.opt.as_ref().unwrap().version, 0);
    assert!(reply.answer().is_empty());
}

/// §6.1.4: "DO … copied": RFC 3225 §3, "the DO bit of the query MUST be copied in the response".
#[test]
fn do_is_copied_and_z_is_not() {
    for (sent, copied) in [(0x80, true), (0x00, false), (0x7f, false)] {
        let mut opt = OPT;
        opt[7] = sent;
        opt[8] = 0xff;
        let octets = request("ns.example", A, 1, &opt);
        let reply = World::new(ZONE).send(Transport::Udp, &octets).unwrap();
        assert_eq!(reply.raw.opt.as_ref().unwrap().dnssec_ok, copied);
        assert_eq!(reply.answer().len(), 1);
        assert_eq!(reply.message.edns.unwrap().flags().z, 0);
    }
}
