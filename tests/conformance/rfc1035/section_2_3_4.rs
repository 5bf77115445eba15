//! Limits of sizes.

use crate::world::*;

/// A zone whose apex leaves so many octets, with a name of 255 octets in it.
fn longest() -> String {
    let label = "a".repeat(63);
    // 3 × 64 octets, 9 of `example.` with the root, and the rest of 255.
    format!("{label}.{label}.{label}.{}.example", "b".repeat(255 - 3 * 64 - 9 - 1))
}

const HEAD: &str = "$ORIGIN example.\n$TTL 60\n@ SOA ns host 1 2 3 4 5\n@ NS ns\nns A 192.0.2.1\n";

/// "names 255 octets or less".
#[test]
fn a_name_of_255_octets_is_answered() {
    let name = longest();
    let reply = World::new(&format!("{HEAD}{name}. A 192.0.2.2\n")).ask(&name, A);
    assert_eq!(reply.answer(), [format!("{name}. 60 A 192.0.2.2")]);
}

/// One octet more is refused.
#[test]
fn a_name_of_256_octets_is_refused() {
    let zone = format!("{HEAD}b{}. A 192.0.2.2\n", longest().replace(".b", ".bb"));
    assert!(sns_tests::ours::zone(zone.as_bytes()).is_err());
}

/// "labels 63 octets or less".
#[test]
fn a_label_of_64_octets_is_refused() {
    let zone = format!("{HEAD}{} A 192.0.2.2\n", "c".repeat(64));
    assert!(sns_tests::ours::zone(zone.as_bytes()).is_err());
    let zone = format!("{HEAD}{} A 192.0.2.2\n", "c".repeat(63));
    assert!(sns_tests::ours::zone(zone.as_bytes()).is_ok());
}

/// "TTL positive values of a signed 32 bit number." (RFC 2181 §8: the top bit clear)
#[test]
fn the_largest_ttl_is_kept() {
    let zone = format!("{HEAD}t 2147483647 A 192.0.2.2\n");
    assert_eq!(World::new(&zone).ask("t.example", A).raw.answer[0].ttl, 0x7fff_ffff);
}
