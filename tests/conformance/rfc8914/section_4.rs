//! Each refusal says why.

use libsns::authority::Transport;

use crate::world::*;

const ZONE: &str = "$ORIGIN example.\n$TTL 60\n@ SOA ns host 1 2 3 4 5\n@ NS ns\nns A 192.0.2.1\n";

/// §4.21: "Not Authoritative: An authoritative server that receives a query with the Recursion
/// Desired (RD) bit clear, or when it is not configured for recursion for a domain for which it is
/// not authoritative, SHOULD include this EDE code in the REFUSED response." Code 20.
#[test]
fn refused_is_not_authoritative() {
    let reply = World::new(ZONE).ask_edns("elsewhere.test", A, 1232);
    assert!(reply.extended_errors().iter().any(|(code, _)| *code == 20), "{reply:?}");
}

/// §4.22: "Not Supported: The requested operation or query is not supported." Code 21.
#[test]
fn not_implemented_is_not_supported() {
    let mut octets = request("ns.example", A, 1, &[0, 0, 41, 4, 208, 0, 0, 0, 0, 0, 0]);
    octets[2] = 2 << 3;
    let reply = World::new(ZONE).send(Transport::Udp, &octets).unwrap();
    assert!(reply.extended_errors().iter().any(|(code, _)| *code == 21), "{reply:?}");
}

/// §2: the option rides in OPT, so who has no OPT gets none; good answers need none.
#[test]
fn only_refusals_carry_it() {
    let mut world = World::new(ZONE);
    assert!(world.ask("elsewhere.test", A).extended_errors().is_empty());
    assert!(world.ask_edns("ns.example", A, 1232).extended_errors().is_empty());
}
