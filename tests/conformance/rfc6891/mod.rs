//! RFC 6891: EDNS.

mod section_6_1_1;
mod section_6_1_3;
mod section_6_2_3;
mod section_7;

const ZONE: &str = "$ORIGIN example.\n$TTL 60\n@ SOA ns host 1 2 3 4 5\n@ NS ns\nns A 192.0.2.1\n\
    cut NS ns.cut\nns.cut A 192.0.2.2\n";

/// An OPT record without options, for 1,232 octets.
const OPT: [u8; 11] = [0, 0, 41, 4, 208, 0, 0, 0, 0, 0, 0];
