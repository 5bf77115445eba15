//! Words that stand for numbers inside data.

use super::number;

/// The number of a word in a table, in any case.
fn word<T: Copy>(table: &[(&str, T)], text: &[u8]) -> Option<T> {
    table.iter().find(|(word, _)| word.as_bytes().eq_ignore_ascii_case(text)).map(|(_, n)| *n)
}

/// A DNSSEC algorithm.
pub(super) fn algorithm(text: &[u8]) -> Option<u8> {
    number::u8(text).or_else(|| word(ALGORITHMS, text))
}

/// A type of certificate.
pub(super) fn certificate(text: &[u8]) -> Option<u16> {
    number::u16(text).or_else(|| word(CERTIFICATES, text))
}

/// A protocol over IP.
pub(super) fn protocol(text: &[u8]) -> Option<u8> {
    number::u8(text).or_else(|| word(PROTOCOLS, text))
}

/// A port, perhaps by the service there.
pub(super) fn port(text: &[u8]) -> Option<u16> {
    number::u16(text).or_else(|| word(SERVICES, text))
}

/// RFC 4034 §A.1 and the registry since.
const ALGORITHMS: &[(&str, u8)] = &[
    ("DELETE", 0),
    ("RSAMD5", 1),
    ("DH", 2),
    ("DSA", 3),
    ("RSASHA1", 5),
    ("DSA-NSEC3-SHA1", 6),
    ("NSEC3DSA", 6),
    ("RSASHA1-NSEC3-SHA1", 7),
    ("NSEC3RSASHA1", 7),
    ("RSASHA256", 8),
    ("RSASHA512", 10),
    ("ECC-GOST", 12),
    ("ECCGOST", 12),
    ("ECDSAP256SHA256", 13),
    ("ECDSAP384SHA384", 14),
    ("ED25519", 15),
    ("ED448", 16),
    ("INDIRECT", 252),
    ("PRIVATEDNS", 253),
    ("PRIVATEOID", 254),
];

/// RFC 4398 §2.1.
const CERTIFICATES: &[(&str, u16)] = &[
    ("PKIX", 1),
    ("SPKI", 2),
    ("PGP", 3),
    ("IPKIX", 4),
    ("ISPKI", 5),
    ("IPGP", 6),
    ("ACPKIX", 7),
    ("IACPKIX", 8),
    ("URI", 253),
    ("OID", 254),
];

/// Protocols and services that WKS text may name instead of number (RFC 1010 §1; IANA registries).
const PROTOCOLS: &[(&str, u8)] = &[("icmp", 1), ("tcp", 6), ("udp", 17)];
const SERVICES: &[(&str, u16)] = &[
    ("echo", 7),
    ("discard", 9),
    ("daytime", 13),
    ("ftp-data", 20),
    ("ftp", 21),
    ("ssh", 22),
    ("telnet", 23),
    ("smtp", 25),
    ("time", 37),
    ("nameserver", 42),
    ("domain", 53),
    ("tftp", 69),
    ("gopher", 70),
    ("finger", 79),
    ("http", 80),
    ("pop3", 110),
    ("sunrpc", 111),
    ("nntp", 119),
    ("ntp", 123),
    ("imap", 143),
    ("snmp", 161),
    ("https", 443),
];
