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
/// Links of a chain beyond which a DNAME that was used already is not used again: DNAMEs that lead
/// to each other can make names grow without repeating one (a choice; Knot stops there, too).
pub const DNAME_REUSE_LINKS_MAX: usize = 5;
/// Largest TTL, in seconds: the top bit must be clear (RFC 2181 §8).
pub const TTL_SECONDS_MAX: u32 = 0x7fff_ffff;
/// Offsets a compression pointer can name: 14 bits (RFC 1035 §4.1.4).
pub const COMPRESSION_OFFSET_MAX: usize = 0x3fff;
/// Most octets of a record's data: the length before it has 16 bits (RFC 1035 §3.2.1).
pub const RDATA_OCTETS_MAX: usize = 65_535;
/// Longest character string, in octets, its length octet not counted (RFC 1035 §3.3).
pub const STRING_OCTETS_MAX: usize = 255;
/// Most words of one entry of a master file: as many as a TXT of empty strings can have, and its
/// owner, TTL, class and type. A parenthesis left open is found here and not at the file's end.
pub const ENTRY_WORDS_MAX: usize = RDATA_OCTETS_MAX + 4;
/// Most files that include one another, the first counted (a choice; BIND has no bound, NSD 10).
pub const INCLUDE_DEPTH_MAX: usize = 10;
/// Longest path of a file to include, in octets: Linux opens none that is longer (PATH_MAX).
pub const FILE_PATH_OCTETS_MAX: usize = 4096;
/// Most files that a zone includes, one included twice counted twice (a choice).
pub const INCLUDE_FILES_MAX: usize = 10_000;
/// Most octets of all files that a zone includes, counted likewise (a choice): twenty times a zone
/// of a million records.
pub const INCLUDE_OCTETS_MAX: usize = 1 << 30;
/// Most entries one `$GENERATE` may make (a choice): the addresses of an IPv4 /16.
pub const GENERATE_ENTRIES_MAX: u64 = 65_536;
/// Most entries that all `$GENERATE` of a zone may make (a choice): the addresses of an IPv4 /12.
pub const GENERATE_ENTRIES_SUM_MAX: u64 = 1 << 20;
/// Most octets of text that all `$GENERATE` of a zone may make (a choice).
pub const GENERATE_OCTETS_SUM_MAX: usize = 1 << 28;
/// Errors after which reading a master file stops (a choice: a screen of them).
pub const MASTER_FILE_ERRORS_MAX: usize = 20;
/// Faults of a zone as a whole that are listed; the others are counted (a choice: a screen of them).
pub const ZONE_FAULTS_MAX: usize = 20;
/// Largest record set: it must fit into one message with its question, a SOA and EDNS (RFC 1035
/// §4.2.2).
pub const SET_OCTETS_MAX: usize = 65_000;

// Plans.
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
/// Thickest wall that two places share where a plan sets none, in metres: drawings without walls.
pub const PLAN_WALL_METRES_DEFAULT: f64 = 0.05;
/// How far from its site a place of a plan may lie where the site sets no `reach`, in metres: an
/// airport with its car parks. Who swaps latitude and longitude lands farther away.
pub const PLAN_REACH_METRES_DEFAULT: f64 = 10_000.0;
/// The farthest `reach` of a site, in metres: half way round the Earth (WGS 84; from pole to pole).
pub const PLAN_REACH_METRES_MAX: f64 = 20_003_932.0;
/// Most records a plan compiles to: a site of 150,000 devices with all their bearers, services and
/// cells, in less than a gigabyte while it is compiled. Larger zones are written as master files.
pub const PLAN_RECORDS_MAX: usize = 4_000_000;
/// Most cells that the things of a plan cover, each thing's counted: a hundred of the largest covers.
pub const PLAN_CELLS_MAX: usize = 2_000_000;
/// Most places one exit joins, each with each: a lift through the highest building has 200 stops.
pub const PLAN_EXIT_PLACES_MAX: usize = 256;
/// Most ways from one place to another, by exits and by touching walls, that a plan may have.
pub const PLAN_WAYS_MAX: usize = 500_000;
/// Steps (pairs of outlines or of walls) by which touching places are found: a few seconds of work.
/// A tower of fifty levels with a hundred rooms each takes four million.
pub const PLAN_WALL_STEPS_MAX: u64 = 50_000_000;
/// Steps (corners by the walls around them) by which places outside of what holds them are found,
/// before the rest is not looked at: a few seconds of work.
pub const PLAN_OUTSIDE_STEPS_MAX: u64 = 500_000_000;
/// Most characters of a value that a fault quotes: what follows is cut off.
pub const QUOTED_CHARACTERS_MAX: usize = 80;
/// Most characters of the sentence of a fault.
pub const SENTENCE_CHARACTERS_MAX: usize = 600;
/// Faults, and likewise warnings, of a zone that are listed; the others are counted.
pub const FAULTS_LISTED_MAX: usize = 100;
/// Resolution of the finest cells a plan publishes where it sets none (edge of about 4 m).
pub const PLAN_CELL_RESOLUTION_DEFAULT: u8 = 13;

const _: () = assert!(PLAN_CELLS_MAX >= 100 * COVER_CELLS_MAX);
const _: () = assert!(PLAN_WAYS_MAX >= PLAN_EXIT_PLACES_MAX * PLAN_EXIT_PLACES_MAX);
const _: () = assert!(PLAN_RECORDS_MAX > 2 * PLAN_WAYS_MAX);
const _: () = assert!(PLAN_RETRY_SECONDS_DEFAULT < PLAN_REFRESH_SECONDS_DEFAULT);
const _: () = assert!(PLAN_REFRESH_SECONDS_DEFAULT < PLAN_EXPIRE_SECONDS_DEFAULT);

// Geometry.

/// Most corners of one shape, all its rings together. A PLACE record has at most 65,535 octets and
/// a corner of a real wall takes four or more, so nothing that can be published has more.
pub const SHAPE_CORNERS_MAX: usize = 16_384;
/// Largest radius of a circle, in centimetres: 10,000 km, a quarter of the way around the Earth.
pub const CIRCLE_RADIUS_CENTIMETRES_MAX: u32 = 1_000_000_000;
/// Version octet of a PLACE record.
pub const PLACE_VERSION: u8 = 1;
/// Longest text in a PLACE record, in octets: its length is one octet.
pub const PLACE_TEXT_OCTETS_MAX: usize = 255;
/// Longest kind of a place, in octets: it must fit a label behind its underscore.
pub const KIND_OCTETS_MAX: usize = LABEL_OCTETS_MAX - 1;
/// Most cells that a cover is made of before it is taken at a coarser resolution.
pub const COVER_CELLS_MAX: usize = 20_000;
/// Radius of a near question that names neither radius nor count, in millimetres.
pub const NEAR_RADIUS_MILLIMETRES: u32 = 10_000;
/// Largest radius of a near question, in millimetres, and the reach of one that names only a count.
pub const NEAR_RADIUS_MILLIMETRES_MAX: u32 = 100_000_000;
/// Length of a ray that names none, in millimetres.
pub const RAY_LENGTH_MILLIMETRES: u32 = 30_000;
/// Longest ray, in millimetres: over 10 km a straight line and the ellipsoid part by millimetres.
pub const RAY_LENGTH_MILLIMETRES_MAX: u32 = 10_000_000;
/// Half width of a ray that names none, in millimetres.
pub const RAY_HALF_WIDTH_MILLIMETRES: u32 = 500;
/// Largest half width of a ray, in millimetres.
pub const RAY_HALF_WIDTH_MILLIMETRES_MAX: u32 = 1_000_000;
/// Things a point or ray question gives when it names no count.
pub const NEAR_COUNT: u8 = 8;
/// Things a box question gives when it names no count.
pub const BOX_COUNT: u8 = 64;
/// Most things a near question gives.
pub const NEAR_COUNT_MAX: u8 = 64;
/// Digits behind the hemisphere letter of a near label: nine are nanodegrees, 0.1 mm.
pub const NEAR_FRACTION_DIGITS_MAX: usize = 9;
/// Largest radius within which an answer is said to hold, in metres; search goes no further out.
pub const VALIDITY_METRES_MAX: f64 = 1_000.0;
/// Steps (entries of the tree, and pieces of edges by their cost) one spatial question may take: a few
/// milliseconds of work. It must allow the largest shape there can be: 16,384 corners at 15 steps.
pub const SPATIAL_STEPS_MAX: u32 = 300_000;

// Walking.

/// How fast people walk indoors, in metres a second (U. Weidmann, *Transporttechnik der Fussgänger*,
/// ETH Zürich 1993: 1.34).
pub const WALK_METRES_PER_SECOND: f64 = 1.34;
/// Way along a stair from one level to the next, in metres: a storey of 3.2 m at 32° (6 m), and a landing.
pub const STAIR_METRES_PER_LEVEL: f64 = 8.0;
/// How fast people climb along a stair, in metres a second (a choice, between Weidmann's 0.61 up and 0.69 down).
pub const STAIR_METRES_PER_SECOND: f64 = 0.65;
/// Way along a ramp from one level to the next, in metres: a storey of 3.2 m at 1 in 12 (a
/// choice: the steepest that rules for wheelchairs commonly allow).
pub const RAMP_METRES_PER_LEVEL: f64 = 38.0;
/// Speed of an escalator, in metres a second, along the way of a stair (a choice: 0.5 is usual).
pub const ESCALATOR_METRES_PER_SECOND: f64 = 0.5;
/// How long a lift keeps people waiting, doors included, in seconds (a choice; a good office lift).
pub const LIFT_SECONDS_WAIT: f64 = 25.0;
/// How long a lift takes from one level to the next, in seconds (a choice: 3.2 m at 1 m/s).
pub const LIFT_SECONDS_PER_LEVEL: f64 = 3.2;
/// Corners about which a way in one place may bend: all pairs of them are looked at. Ways in a place
/// of more are taken as straight.
pub const WALK_CORNERS_MAX: usize = 4096;
/// Pairs of walls compared to find where two places meet that an exit joins without saying where.
pub const MEETING_PAIRS_MAX: usize = 4_000_000;

const _: () = assert!(UDP_REPLY_OCTETS_MAX >= UDP_PLAIN_OCTETS_MAX);
const _: () = assert!(UDP_REPLY_OCTETS_MAX <= STREAM_MESSAGE_OCTETS_MAX);
/// What the centre of a validity area may be off for being written in thousandths of an arc second,
/// as a part of the diameter: half a step is 1.6 cm either way, in both directions.
pub const LOC_CENTRE_ERROR_CENTIMETRES: u64 = 5;
