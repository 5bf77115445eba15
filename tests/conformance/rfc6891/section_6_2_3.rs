//! Payload sizes.

use super::ZONE;
use crate::world::*;

fn zone(addresses: usize) -> String {
    ZONE.to_owned() + &(0..addresses).map(|n| format!("big A 192.0.2.{n}\n")).collect::<String>()
}

/// "Values lower than 512 MUST be treated as equal to 512."
#[test]
fn small_sizes_count_as_512() {
    let mut world = World::new(&zone(25));
    for octets in [0, 100, 511, 512] {
        let reply = world.ask_edns("big.example", A, octets);
        assert!(!reply.is_truncated() && reply.answer().len() == 25, "{octets}");
    }
}

/// The size offered is used up to 1,232 octets (RFC 9715 §3.2), and the reply's own size is told.
#[test]
fn larger_sizes_are_used_up_to_the_limit() {
    let mut world = World::new(&zone(60));
    assert!(world.ask_edns("big.example", A, 900).is_truncated());
    assert!(!world.ask_edns("big.example", A, 1232).is_truncated());
    let mut world = World::new(&zone(100));
    let reply = world.ask_edns("big.example", A, 65_535);
    assert!(reply.is_truncated() && reply.octets.len() <= 1232);
    assert_eq!(reply.raw.opt.unwrap().udp_octets, 1232);
}
