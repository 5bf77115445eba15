//! The text of LOC.

use sns_tests::ours;

use crate::world::*;

fn zone(text: &str) -> String {
    format!(
        "$ORIGIN example.\n$TTL 60\n@ SOA ns host 1 2 3 4 5\n@ NS ns\nns A 192.0.2.1\nl LOC {text}\n"
    )
}

fn rdata(text: &str) -> Vec<u8> {
    only_rdata(&World::new(&zone(text)).ask("l.example", LOC))
}

/// "If omitted, minutes and seconds default to zero, size defaults to 1m, horizontal precision
/// defaults to 10000m, and vertical precision defaults to 10m."
#[test]
fn what_is_left_out_has_a_default() {
    assert_eq!(rdata("42 N 71 W 0"), rdata("42 00 00.000 N 71 00 00.000 W 0.00m 1m 10000m 10m"));
    assert_eq!(rdata("42 30 N 71 15 W 0m"), rdata("42 30 0 N 71 15 0 W 0 1 10000 10"));
}

/// "d1: [0 .. 90], d2: [0 .. 180], m1, m2: [0 .. 59], s1, s2: [0 .. 59.999], alt: [-100000.00 ..
/// 42849672.95], siz, hp, vp: [0 .. 90000000.00]": beyond these it is no LOC.
#[test]
fn what_is_out_of_range_is_refused() {
    for text in [
        "91 N 0 E 0m",
        "90 0 0.001 N 0 E 0m",
        "0 N 181 E 0m",
        "0 60 N 0 E 0m",
        "0 0 60 N 0 E 0m",
        "0 N 0 E -100000.01m",
        "0 N 0 E 42849672.96m",
        "0 N 0 E 0m 90000001m",
        "0 N 0 E",
        "0 X 0 E 0m",
        "0 N 0 N 0m",
    ] {
        assert!(ours::zone(zone(text).as_bytes()).is_err(), "{text}");
    }
}
