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
pub const CNAME_CHAIN_MAX: usize = 16;
/// Largest TTL, in seconds: the top bit must be clear (RFC 2181 §8).
pub const TTL_SECONDS_MAX: u32 = 0x7fff_ffff;
/// Offsets a compression pointer can name: 14 bits (RFC 1035 §4.1.4).
pub const COMPRESSION_OFFSET_MAX: usize = 0x3fff;

/// Time to live of a plan's records where it sets none, in seconds.
pub const PLAN_TTL_SECONDS_DEFAULT: u32 = 3600;
/// How often secondaries of a plan's zone look for a change, in seconds (RFC 1912 §2.2).
pub const PLAN_REFRESH_SECONDS_DEFAULT: u32 = 3600;
/// How soon they look again when that failed, in seconds (RFC 1912 §2.2: less than the refresh).
pub const PLAN_RETRY_SECONDS_DEFAULT: u32 = 600;
/// How long they go on without news, in seconds (RFC 1912 §2.2: two to four weeks).
pub const PLAN_EXPIRE_SECONDS_DEFAULT: u32 = 1_209_600;
/// How long "there is no such thing" stays true, in seconds (RFC 2308 §5); short, as devices come.
pub const PLAN_NEGATIVE_SECONDS_DEFAULT: u32 = 60;
/// Resolution of the finest cells a plan publishes where it sets none (edge of about 4 m).
pub const PLAN_CELL_RESOLUTION_DEFAULT: u8 = 13;

const _: () = assert!(PLAN_RETRY_SECONDS_DEFAULT < PLAN_REFRESH_SECONDS_DEFAULT);
const _: () = assert!(PLAN_REFRESH_SECONDS_DEFAULT < PLAN_EXPIRE_SECONDS_DEFAULT);
const _: () = assert!(UDP_REPLY_OCTETS_MAX >= UDP_PLAIN_OCTETS_MAX);
const _: () = assert!(UDP_REPLY_OCTETS_MAX <= STREAM_MESSAGE_OCTETS_MAX);
