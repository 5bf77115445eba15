//! Few labels, many records: owners and targets meet by chance.

use super::Draft;
use crate::message::rtype;
use crate::names::{self, Labels};
use crate::random::Random;

/// The labels of dense zones, with how often each is taken.
const LABELS: [(usize, &str); 7] =
    [(20, "*"), (22, "a"), (18, "b"), (14, "c"), (8, "x"), (5, "ns1"), (3, "_tcp")];

/// Types with how often each is taken.
const TYPES: [(usize, u16); 18] = [
    (26, rtype::A),
    (8, rtype::AAAA),
    (9, rtype::TXT),
    (18, rtype::CNAME),
    (6, rtype::DNAME),
    (8, rtype::NS),
    (3, rtype::DS),
    (6, rtype::MX),
    (5, rtype::SRV),
    (2, rtype::PTR),
    (2, rtype::SVCB),
    (1, rtype::HTTPS),
    (1, rtype::LOC),
    (1, 65_300),
    (1, 257),
    (1, 35),
    (1, 13),
    (1, 256),
];

/// Fills the zone.
pub(super) fn fill(draft: &mut Draft, random: &mut Random) {
    draft.occludes = random.percent(6);
    let wildcard_cuts = random.percent(3);
    for _ in 0..random.between(4, 36) {
        let owner = spelled(&owner(draft, random), random);
        let rtype = *random.weighted(&TYPES);
        let below_apex = owner.len() > draft.apex.len();
        let wild = owner[0] == b"*";
        if (rtype == rtype::NS || rtype == rtype::DNAME) && !below_apex && !random.percent(10)
            || rtype == rtype::NS && wild && !wildcard_cuts
            || rtype == rtype::DS && !(below_apex && stands(draft, &owner, rtype::NS))
        {
            continue;
        }
        let rdata = data(draft, rtype, random);
        draft.add(&owner, rtype, &rdata, random);
        if rtype == rtype::NS {
            glue(draft, &owner, random);
        }
        if random.percent(4) && rtype != rtype::CNAME {
            // The same record once more: a set has no duplicates (RFC 2181 §5).
            draft.add(&owner, rtype, &rdata, random);
        }
    }
}

fn stands(draft: &Draft, owner: &Labels, rtype: u16) -> bool {
    draft.nodes.get(&names::lowercase(owner)).is_some_and(|types| types.contains(&rtype))
}

/// A name of one to four labels below the apex, sometimes the apex.
pub(super) fn any_name(draft: &Draft, random: &mut Random) -> Labels {
    let depth = *random.weighted(&[(3, 0), (40, 1), (35, 2), (17, 3), (5, 4)]);
    let labels = (0..depth).map(|_| random.weighted(&LABELS).as_bytes().to_vec());
    labels.chain(draft.apex.clone()).collect()
}

/// Mostly a new name, otherwise one that stands already.
fn owner(draft: &Draft, random: &mut Random) -> Labels {
    if random.percent(75) { any_name(draft, random) } else { standing(draft, random) }
}

/// A name that owns something.
pub(super) fn standing(draft: &Draft, random: &mut Random) -> Labels {
    let owners: Vec<_> = draft.nodes.keys().collect();
    (*random.pick(&owners)).clone()
}

/// A target: a name that stands, one that may, one below such, or one outside.
pub(super) fn target(draft: &Draft, random: &mut Random) -> Labels {
    let name = any_target(draft, random);
    if names::wire_octets(&name) <= 255 { name } else { draft.apex.clone() }
}

fn any_target(draft: &Draft, random: &mut Random) -> Labels {
    match random.below(100) {
        0..45 => standing(draft, random),
        45..75 => any_name(draft, random),
        75..88 => {
            let label = random.weighted(&LABELS).as_bytes().to_vec();
            [vec![label], standing(draft, random)].concat()
        }
        88..97 => names::labels("www.outside.example"),
        _ => draft.apex[1..].to_vec(),
    }
}

/// The name with some letters large, now and then.
pub(super) fn spelled(name: &Labels, random: &mut Random) -> Labels {
    if !random.percent(12) {
        return name.clone();
    }
    let flip = |octet: &u8| if octet.is_ascii_alphabetic() { octet ^ 0x20 } else { *octet };
    name.iter().map(|l| l.iter().map(flip).collect()).collect()
}

/// Addresses for servers of a cut that stand below it.
fn glue(draft: &mut Draft, cut: &Labels, random: &mut Random) {
    let server: Labels = [vec![b"ns".to_vec()], cut.clone()].concat();
    draft.add_name(cut, rtype::NS, "", &server, random);
    if random.percent(70) {
        let rdata = data(draft, rtype::A, random);
        draft.add(&server, rtype::A, &rdata, random);
    }
    if random.percent(40) {
        draft.add(&server, rtype::AAAA, "2001:db8::53", random);
    }
}

/// Data for a record of the type.
pub(super) fn data(draft: &Draft, rtype: u16, random: &mut Random) -> String {
    let number = random.below(4);
    let target = names::text(&spelled(&target(draft, random), random));
    match rtype {
        rtype::A => format!("192.0.2.{}", number + 1),
        rtype::AAAA => format!("2001:db8::{}", number + 1),
        rtype::TXT => format!("\"t{number}\" \"\\\"\\200\""),
        rtype::MX => format!("{number} {target}"),
        rtype::SRV => format!("0 {number} 80 {target}"),
        rtype::SVCB | rtype::HTTPS => format!("{} {target} alpn=h2 port=8443", number + 1),
        rtype::DS => format!("{number} 13 2 {}", "0f".repeat(32)),
        rtype::LOC => format!("5{number} 12 19 N 0 7 18 E 12m 30m"),
        65_300 => format!("\\# 3 01020{number}"),
        257 => format!("0 issue \"ca{number}.example\""),
        35 => format!("{number} 1 \"s\" \"http\" \"\" {target}"),
        13 => format!("\"cpu{number}\" \"os\""),
        256 => format!("1 {number} \"http://example/\""),
        _ => target,
    }
}
