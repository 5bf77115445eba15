//! Every number of the protocol, once, with its unit and its source.

/// Longest label, in octets (RFC 1035 §2.3.4).
pub const LABEL_OCTETS_MAX: usize = 63;
/// Longest name in wire form, root octet included (RFC 1035 §2.3.4).
pub const NAME_OCTETS_MAX: usize = 255;
/// Most labels a name of 255 octets can have, the root not counted: 127 of one octet each.
pub const NAME_LABELS_MAX: usize = 127;
/// Octets of a message header (RFC 1035 §4.1.1).
pub const HEADER_OCTETS: usize = 12;
/// Largest UDP reply to an asker without EDNS (RFC 1035 §4.2.1).
pub const UDP_PLAIN_OCTETS_MAX: usize = 512;
/// Largest UDP reply ever sent, so that no path fragments it (DNS flag day 2020; RFC 9715 §3.2).
pub const UDP_REPLY_OCTETS_MAX: usize = 1232;
/// Largest message over a stream: the length prefix has 16 bits (RFC 1035 §4.2.2).
pub const STREAM_MESSAGE_OCTETS_MAX: usize = 65_535;
/// Longest chain of CNAME and DNAME followed inside one zone for one question.
pub const CNAME_CHAIN_MAX: usize = 64;
/// Largest TTL, in seconds: the top bit must be clear (RFC 2181 §8).
pub const TTL_SECONDS_MAX: u32 = 0x7fff_ffff;
/// Offsets a compression pointer can name: 14 bits (RFC 1035 §4.1.4).
pub const COMPRESSION_OFFSET_MAX: usize = 0x3fff;

const _: () = assert!(UDP_REPLY_OCTETS_MAX >= UDP_PLAIN_OCTETS_MAX);
const _: () = assert!(UDP_REPLY_OCTETS_MAX <= STREAM_MESSAGE_OCTETS_MAX);
/// Largest record set: it must fit into one message with its question, a SOA and EDNS (RFC 1035
/// §4.2.2).
pub const SET_OCTETS_MAX: usize = 65_000;
