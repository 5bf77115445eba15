//! The data of LOC, octet by octet.

use crate::world::*;

fn rdata(text: &str) -> Vec<u8> {
    let zone = format!(
        "$ORIGIN example.\n$TTL 60\n@ SOA ns host 1 2 3 4 5\n@ NS ns\nns A 192.0.2.1\nl LOC {text}\n"
    );
    only_rdata(&World::new(&zone).ask("l.example", LOC))
}

/// "VERSION … zero"; "SIZE The diameter of a sphere enclosing the described entity, in centimeters,
/// expressed as a pair of four-bit unsigned integers, each ranging from zero to nine"; "LATITUDE …
/// in thousandths of a second of arc. 2^31 represents the equator"; "LONGITUDE … 2^31 represents the
/// prime meridian"; "ALTITUDE … in centimeters, from a base of 100,000m below the [WGS 84] reference
/// spheroid".
#[test]
fn every_field_has_its_place() {
    let octets = rdata("42 21 54 N 71 06 18 W -24m 30m");
    let latitude = (1_u32 << 31) + ((42 * 60 + 21) * 60 + 54) * 1000;
    let longitude = (1_u32 << 31) - ((71 * 60 + 6) * 60 + 18) * 1000;
    let altitude = 10_000_000_u32 - 2400;
    let places = [latitude, longitude, altitude].map(u32::to_be_bytes).concat();
    assert_eq!(octets, [vec![0, 0x33, 0x16, 0x13], places].concat());
}

/// The ends of the ranges.
#[test]
fn poles_and_heights() {
    let octets = rdata("90 S 180 W -100000.00m 0m");
    assert_eq!(&octets[1..4], [0x00, 0x16, 0x13]);
    assert_eq!(octets[4..8], ((1_u32 << 31) - 324_000_000).to_be_bytes());
    assert_eq!(octets[8..12], ((1_u32 << 31) - 648_000_000).to_be_bytes());
    assert_eq!(octets[12..16], [0; 4]);
    let octets = rdata("90 N 180 E 42849672.95m 90000000m");
    assert_eq!(octets[1], 0x99);
    assert_eq!(octets[12..16], [0xff; 4]);
}
