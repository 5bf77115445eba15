//! Situations that somebody thought of, put side by side in one zone.

use super::{Draft, dense};
use crate::message::rtype;
use crate::names::Labels;
use crate::random::Random;

/// One situation.
type Feature = fn(&mut Draft, &mut Random);

const FEATURES: [Feature; 14] = [
    address_sets,
    additional_addresses,
    alias_chain,
    alias_loops,
    alias_targets,
    apex_extras,
    cut_with_glue,
    cuts_of_many_kinds,
    dname_chain,
    dname_too_long,
    long_names,
    odd_octets,
    wildcards,
    wildcard_aliases,
];

/// Fills the zone with three to eight of them.
pub(super) fn fill(draft: &mut Draft, random: &mut Random) {
    for _ in 0..random.between(3, 8) {
        random.pick(&FEATURES)(draft, random);
    }
}

fn address(random: &mut Random) -> String {
    format!("198.51.100.{}", random.below(250) + 1)
}

/// An RRset near or beyond the sizes at which replies are cut: 512, 1,232 and 4,096 octets.
fn address_sets(draft: &mut Draft, random: &mut Random) {
    let count = *random.pick(&[2, 25, 29, 40, 74, 100, 240]);
    let owner = draft.below(&["big"]);
    for n in 0..count {
        draft.add(&owner, rtype::A, &format!("203.0.113.{n}"), random);
    }
    for n in 0..random.between(1, 8) {
        let text = format!("\"{n}{}\"", "x".repeat(150));
        draft.add(&owner, rtype::TXT, &text, random);
    }
    let alias = draft.below(&["tobig"]);
    draft.add_name(&alias, rtype::CNAME, "", &owner, random);
}

/// MX, SRV, NS and SVCB to hosts of every kind.
fn additional_addresses(draft: &mut Draft, random: &mut Random) {
    let hosts: Vec<Labels> = ["h1", "h2", "missing", "halias", "w.hwild", "ns.hcut"]
        .iter()
        .map(|host| draft.below(&host.split('.').collect::<Vec<_>>()))
        .chain([crate::names::labels("mail.outside.example"), Vec::new()])
        .collect();
    draft.add(&hosts[0], rtype::A, "192.0.2.81", random);
    draft.add(&hosts[0], rtype::AAAA, "2001:db8::81", random);
    draft.add(&hosts[1], rtype::AAAA, "2001:db8::82", random);
    draft.add_name(&hosts[3], rtype::CNAME, "", &hosts[0].clone(), random);
    let wild = draft.below(&["*", "hwild"]);
    draft.add(&wild, rtype::A, "192.0.2.83", random);
    let cut = draft.below(&["hcut"]);
    draft.add_name(&cut, rtype::NS, "", &hosts[5].clone(), random);
    draft.add(&hosts[5], rtype::A, "192.0.2.84", random);
    for (label, rtype, before) in [
        ("mx", rtype::MX, "10 "),
        ("_s._tcp", rtype::SRV, "1 2 3 "),
        ("svc", rtype::SVCB, "1 "),
        ("svca", rtype::SVCB, "0 "),
    ] {
        let owner = draft.below(&label.split('.').collect::<Vec<_>>());
        for _ in 0..random.between(1, if label == "svca" { 1 } else { 4 }) {
            let host = random.pick(&hosts).clone();
            draft.add_name(&owner, rtype, before, &host, random);
        }
    }
    let star = draft.below(&["*", "mxwild"]);
    draft.add_name(&star, rtype::MX, "5 ", &hosts[0].clone(), random);
    let alias = draft.below(&["tomx"]);
    let mx = draft.below(&["mx"]);
    draft.add_name(&alias, rtype::CNAME, "", &mx, random);
}

/// Aliases in a row: with most servers' limits in mind, rarely more than five.
fn alias_chain(draft: &mut Draft, random: &mut Random) {
    let length = *random.pick(&[1, 2, 3, 4, 5, 5, 9]);
    for n in 0..length {
        let (owner, next) = (format!("k{n}"), format!("k{}", n + 1));
        let (owner, next) = (draft.below(&[&owner]), draft.below(&[&next]));
        draft.add_name(&owner, rtype::CNAME, "", &next, random);
    }
    let end = draft.below(&[&format!("k{length}")]);
    match random.below(4) {
        0 => drop(draft.add(&end, rtype::A, "192.0.2.99", random)),
        1 => drop(draft.add(&end, rtype::TXT, "\"end\"", random)),
        2 => drop(draft.add(&end, rtype::CNAME, "www.outside.example.", random)),
        _ => {}
    }
}

/// An alias of itself, and two of each other.
fn alias_loops(draft: &mut Draft, random: &mut Random) {
    for (owner, target) in [("self", "self"), ("l1", "l2"), ("l2", "l1"), ("tol", "l1")] {
        let (owner, target) = (draft.below(&[owner]), draft.below(&[target]));
        draft.add_name(&owner, rtype::CNAME, "", &target, random);
    }
}

/// An alias to each kind of name.
fn alias_targets(draft: &mut Draft, random: &mut Random) {
    for n in 0..6 {
        let owner = draft.below(&[&format!("c{n}")]);
        let target = dense::target(draft, random);
        draft.add_name(&owner, rtype::CNAME, "", &target, random);
    }
}

/// What only an apex may have, and a wildcard right below it.
fn apex_extras(draft: &mut Draft, random: &mut Random) {
    let apex = draft.apex.clone();
    let rdata = address(random);
    draft.add(&apex, rtype::A, &rdata, random);
    draft.add(&apex, rtype::MX, "10 mail.outside.example.", random);
    if random.percent(30) {
        draft.add(&apex, 48, "257 3 13 AAAA", random);
    }
    if random.percent(40) {
        let wild = draft.below(&["*"]);
        let rdata = address(random);
        draft.add(&wild, rtype::A, &rdata, random);
    }
}

/// A cut with up to thirteen servers below it and all their addresses.
fn cut_with_glue(draft: &mut Draft, random: &mut Random) {
    let cut = draft.below(&["cut"]);
    for n in 0..*random.pick(&[1, 2, 13]) {
        let server = draft.below(&[&format!("ns{n}"), "cut"]);
        draft.add_name(&cut, rtype::NS, "", &server, random);
        draft.add(&server, rtype::A, &format!("203.0.113.{n}"), random);
        draft.add(&server, rtype::AAAA, &format!("2001:db8::{n}"), random);
    }
    let occluded = draft.below(&["host", "cut"]);
    draft.add(&occluded, rtype::A, "192.0.2.44", random);
    let inner = draft.below(&["inner", "cut"]);
    draft.add(&inner, rtype::NS, "ns.outside.example.", random);
}

/// Servers below the cut, below another, at the apex, outside, missing, made by a wildcard, aliased.
fn cuts_of_many_kinds(draft: &mut Draft, random: &mut Random) {
    let servers: [&[&str]; 7] = [
        &["ns", "d1"],
        &["ns", "d2"],
        &["ns1"],
        &["none"],
        &["x", "nswild"],
        &["nsalias"],
        &["ns", "d3"],
    ];
    let wild = draft.below(&["*", "nswild"]);
    draft.add(&wild, rtype::A, "192.0.2.61", random);
    let (alias, ns1) = (draft.below(&["nsalias"]), draft.below(&["ns1"]));
    draft.add_name(&alias, rtype::CNAME, "", &ns1, random);
    for cut in ["d1", "d2", "d3", "d4"] {
        let owner = draft.below(&[cut]);
        for _ in 0..random.between(1, 3) {
            let server = draft.below(servers[random.below(servers.len())]);
            draft.add_name(&owner, rtype::NS, "", &server, random);
        }
        if random.percent(40) {
            draft.add(&owner, rtype::DS, &format!("7 13 2 {}", "ab".repeat(32)), random);
        }
        if random.percent(25) {
            draft.add(&owner, rtype::TXT, "\"beside a cut\"", random);
        }
    }
    for (server, rtype, rdata) in [
        (["ns", "d1"], rtype::A, "192.0.2.62"),
        (["ns", "d2"], rtype::A, "192.0.2.63"),
        (["ns", "d2"], rtype::AAAA, "2001:db8::63"),
        (["ns", "d3"], rtype::AAAA, "2001:db8::64"),
    ] {
        let owner = draft.below(&server);
        draft.add(&owner, rtype, rdata, random);
    }
}

/// DNAMEs into each other, into the zone, outside, into a wildcard.
fn dname_chain(draft: &mut Draft, random: &mut Random) {
    let host = draft.below(&["x", "there"]);
    let rdata = address(random);
    draft.add(&host, rtype::A, &rdata, random);
    let wild = draft.below(&["*", "dwild"]);
    draft.add(&wild, rtype::A, &rdata, random);
    let pairs: [(&str, &str); 6] = [
        ("dn1", "dn2"),
        ("dn2", "there"),
        ("dn3", "dwild"),
        ("dself", "dself"),
        ("dl1", "dl2"),
        ("dl2", "dl1"),
    ];
    for (owner, target) in pairs {
        if random.percent(70) {
            let (owner, target) = (draft.below(&[owner]), draft.below(&[target]));
            draft.add_name(&owner, rtype::DNAME, "", &target, random);
        }
    }
    let outside = draft.below(&["dnout"]);
    draft.add(&outside, rtype::DNAME, "outside.example.", random);
    draft.add(&outside, rtype::TXT, "\"beside a DNAME\"", random);
    let (alias, redirected) = (draft.below(&["todn"]), draft.below(&["x", "dn1"]));
    draft.add_name(&alias, rtype::CNAME, "", &redirected, random);
}

/// A DNAME whose target leaves little room (RFC 6672 §2.2: YXDOMAIN).
fn dname_too_long(draft: &mut Draft, random: &mut Random) {
    let owner = draft.below(&["dlong"]);
    let label = "l".repeat(59);
    let target = format!("{label}.{label}.{label}.example.");
    draft.add(&owner, rtype::DNAME, &target, random);
}

/// Names near 255 octets, and of as many labels as fit.
fn long_names(draft: &mut Draft, random: &mut Random) {
    let room = 255 - crate::names::wire_octets(&draft.apex);
    let label = vec![b'l'; 63];
    let mut name = draft.apex.clone();
    let mut left = room;
    while left > 64 {
        name.insert(0, label.clone());
        left -= 64;
    }
    if left > 1 {
        name.insert(0, vec![b'm'; left - 1]);
    }
    draft.add(&name, rtype::A, "192.0.2.71", random);
    let deep = vec![b"d".to_vec(); room / 2];
    draft.add(&[deep, draft.apex.clone()].concat(), rtype::A, "192.0.2.72", random);
    let alias = draft.below(&["tolong"]);
    draft.add_name(&alias, rtype::CNAME, "", &name, random);
}

/// Labels of octets that are no letters, digits or hyphens (RFC 2181 §11).
fn odd_octets(draft: &mut Draft, random: &mut Random) {
    let count = random.between(1, 12);
    let mut label = random.octets(count);
    if random.percent(50) {
        label = b"a.b\\ \"(;)@$\0\xff".to_vec();
    }
    let owner: Labels = [vec![label], draft.apex.clone()].concat();
    draft.add(&owner, rtype::A, "192.0.2.73", random);
    let alias = draft.below(&["toodd"]);
    draft.add_name(&alias, rtype::CNAME, "", &owner, random);
    let inner = draft.below(&["in*side"]);
    draft.add(&inner, rtype::A, "192.0.2.74", random);
}

/// Wildcards with nodes, empty non-terminals and cuts beside and below them.
fn wildcards(draft: &mut Draft, random: &mut Random) {
    let rdata = address(random);
    for (owner, rtype) in [
        (&["*", "w1"][..], rtype::A),
        (&["*", "w1"], rtype::MX),
        (&["host", "w1"], rtype::TXT),
        (&["deep", "ent", "w1"], rtype::A),
        (&["under", "*", "w2"], rtype::A),
        (&["*", "ent2", "w3"], rtype::TXT),
        (&["*", "*", "w4"], rtype::A),
        (&["*", "sub", "*", "w5"], rtype::A),
    ] {
        if random.percent(75) {
            let owner = draft.below(owner);
            let rdata = match rtype {
                rtype::MX => "10 ns1.w1.test.".into(),
                rtype::TXT => "\"w\"".into(),
                _ => rdata.clone(),
            };
            draft.add(&owner, rtype, &rdata, random);
        }
    }
    if random.percent(30) {
        let (cut, server) = (draft.below(&["cut", "w1"]), draft.below(&["ns1"]));
        draft.add_name(&cut, rtype::NS, "", &server, random);
    }
}

/// Wildcards that are aliases: into the zone, into themselves, outside, into nothing; with DNAME.
fn wildcard_aliases(draft: &mut Draft, random: &mut Random) {
    for (parent, target) in [
        ("wa", &["ns1"][..]),
        ("wb", &["x", "wb"]),
        ("wc", &["y", "wa"]),
        ("wd", &["nothing", "here"]),
        ("we", &["*", "wa"]),
    ] {
        let (owner, target) = (draft.below(&["*", parent]), draft.below(target));
        draft.add_name(&owner, rtype::CNAME, "", &target, random);
    }
    let outside = draft.below(&["*", "wo"]);
    draft.add(&outside, rtype::CNAME, "www.outside.example.", random);
    let (dname, target) = (draft.below(&["*", "wx"]), draft.below(&["wa"]));
    draft.add_name(&dname, rtype::DNAME, "", &target, random);
}
