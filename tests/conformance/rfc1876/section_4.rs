//! The examples of data.

use crate::world::*;

/// The lines of the section, with the places that they mean in thousandths of a second of arc and
/// centimetres.
#[test]
fn the_examples_load() {
    let zone = "$ORIGIN example.\n$TTL 60\n@ SOA ns host 1 2 3 4 5\n@ NS ns\nns A 192.0.2.1\n\
        cambridge-net.kei.com. 60 A 192.0.2.1\n"
        .replace("cambridge-net.kei.com. 60 A 192.0.2.1\n", "")
        + "cambridge-net LOC 42 21 54 N 71 06 18 W -24m 30m\n\
           rwy04L LOC 42 21 28.764 N 71 00 51.617 W -44m 2000m\n\
           loiosh LOC 42 21 43.952 N 71 5 6.344 W -24m 1m 200m\n\
           pipex LOC 52 14 05 N 00 08 50 E 10m\n\
           curtin LOC 32 7 19 S 116 2 25 E 10m\n";
    let mut world = World::new(&zone);
    for (name, size, latitude, longitude, altitude) in [
        ("cambridge-net", 0x33, 152_514_000_i64, -255_978_000_i64, -2400_i64),
        ("rwy04l", 0x25, 152_488_764, -255_651_617, -4400),
        ("loiosh", 0x12, 152_503_952, -255_906_344, -2400),
        ("pipex", 0x12, 188_045_000, 530_000, 1000),
        ("curtin", 0x12, -115_639_000, 417_745_000, 1000),
    ] {
        let octets = only_rdata(&world.ask(&format!("{name}.example"), LOC));
        let word = |at: usize| {
            i64::from(u32::from_be_bytes(*octets[at..].first_chunk().expect("sixteen octets")))
        };
        assert_eq!(octets[1], size, "{name}");
        assert_eq!(word(4) - (1 << 31), latitude, "{name}");
        assert_eq!(word(8) - (1 << 31), longitude, "{name}");
        assert_eq!(word(12) - 10_000_000, altitude, "{name}");
    }
}
