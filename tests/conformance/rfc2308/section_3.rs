//! How long a denial lasts.

use crate::world::*;

fn ttl_of_denial(soa_ttl: u32, minimum: u32) -> u32 {
    let zone = format!(
        "$ORIGIN example.\n@ {soa_ttl} SOA ns host 1 2 3 4 {minimum}\n@ 60 NS ns\nns 60 A 192.0.2.1\n"
    );
    let reply = World::new(&zone).ask("nx.example", A);
    assert_eq!(reply.raw.authority[0].rtype, SOA);
    reply.raw.authority[0].ttl
}

/// "The TTL of this record is set from the minimum of the MINIMUM field of the SOA record and the
/// TTL of the SOA itself".
#[test]
fn the_lesser_of_minimum_and_ttl() {
    assert_eq!(ttl_of_denial(3600, 300), 300);
    assert_eq!(ttl_of_denial(60, 300), 60);
    assert_eq!(ttl_of_denial(60, 0), 0);
}

/// An SOA that is asked for keeps its own TTL.
#[test]
fn an_soa_asked_for_keeps_its_ttl() {
    let zone = "$ORIGIN example.\n@ 3600 SOA ns host 1 2 3 4 300\n@ 60 NS ns\nns 60 A 192.0.2.1\n";
    assert_eq!(World::new(zone).ask("example", SOA).raw.answer[0].ttl, 3600);
}
