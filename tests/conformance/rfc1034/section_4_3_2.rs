//! The algorithm of a name server.

use hickory_proto::op::ResponseCode;

use crate::world::*;

const ZONE: &str = "$ORIGIN example.\n$TTL 60\n@ SOA ns host 1 2 3 4 5\n@ NS ns\nns A 192.0.2.1\n\
    www A 192.0.2.2\nwww A 192.0.2.3\nmail MX 10 www\nalias CNAME www\ndeep.er.ent TXT \"t\"\n\
    sub NS ns.sub\nns.sub A 192.0.2.4\nin.sub NS ns.in.sub\nns.in.sub A 192.0.2.5\n\
    *.wild A 192.0.2.6\nto.sub.alias A 192.0.2.9\ncutter CNAME www.sub\n\
    signed NS ns\nsigned DS 1 13 2 000102030405060708090a0b0c0d0e0f000102030405060708090a0b0c0d0e0f\n";

/// Step 2: "Search the available zones for the zone which is the nearest ancestor to QNAME." There
/// is none: not ours to answer.
#[test]
fn step_2_a_name_in_no_zone_is_refused() {
    for name in ["elsewhere.test", "", "xexample"] {
        let reply = World::new(ZONE).ask(name, A);
        assert_eq!(reply.rcode(), ResponseCode::Refused, "{name:?}");
        assert!(!reply.is_authoritative(), "{name:?}");
        assert!(reply.raw.records().next().is_none(), "{name:?}");
    }
}

/// Step 3a: "If the whole of QNAME is matched, we have found the node. … copy all RRs which match
/// QTYPE into the answer section".
#[test]
fn step_3a_the_whole_rrset_is_given() {
    let reply = World::new(ZONE).ask("www.example", A);
    assert_eq!(
        sorted(reply.answer()),
        ["www.example. 60 A 192.0.2.2", "www.example. 60 A 192.0.2.3"]
    );
    assert!(reply.is_authoritative());
    assert!(reply.authority().is_empty());
}

/// Step 3a: "If the data at the node is a CNAME, and QTYPE doesn't match CNAME, copy the CNAME RR
/// into the answer section of the response, change QNAME to the canonical name in the CNAME RR, and
/// go back to step 1."
#[test]
fn step_3a_an_alias_is_followed() {
    let reply = World::new(ZONE).ask("alias.example", A);
    assert_eq!(reply.answer()[0], "alias.example. 60 CNAME www.example.");
    assert_eq!(reply.answer().len(), 3);
}

/// Step 3b: "If a match would take us out of the authoritative data, we have a referral. … Copy the
/// NS RRs for the subzone into the authority section of the reply. Put whatever addresses are
/// available into the additional section". The upper cut hides the lower.
#[test]
fn step_3b_the_upper_cut_refers() {
    let reply = World::new(ZONE).ask("host.in.sub.example", A);
    assert_eq!(reply.authority(), ["sub.example. 60 NS ns.sub.example."]);
    assert_eq!(reply.additional(), ["ns.sub.example. 60 A 192.0.2.4"]);
    assert!(!reply.is_authoritative());
}

/// Steps 3a and 3b: an alias into a delegated zone gives the alias and the referral. AA speaks of the
/// first owner (§4.1.1 of RFC 1035).
#[test]
fn step_3b_after_an_alias() {
    let reply = World::new(ZONE).ask("cutter.example", A);
    assert_eq!(reply.answer(), ["cutter.example. 60 CNAME www.sub.example."]);
    assert_eq!(reply.authority(), ["sub.example. 60 NS ns.sub.example."]);
    assert!(reply.is_authoritative());
}

/// The DS RRset stands on the parent's side of a cut (RFC 4035 §3.1.4.1).
#[test]
fn step_3b_ds_is_answered_by_the_parent() {
    let reply = World::new(ZONE).ask("signed.example", DS);
    assert_eq!(reply.raw.answer[0].rtype, DS);
    assert!(reply.is_authoritative());
    let reply = World::new(ZONE).ask("sub.example", DS);
    assert!(reply.answer().is_empty() && reply.is_authoritative());
    assert_eq!(reply.raw.authority[0].rtype, SOA);
}

/// Step 3c: "If the \"*\" label does not exist, check whether the name we are looking for is the
/// original QNAME in the query or a name we have followed due to a CNAME. If the name is original,
/// set an authoritative name error in the response and exit."
#[test]
fn step_3c_a_name_error() {
    let reply = World::new(ZONE).ask("nothing.example", A);
    assert_eq!(reply.rcode(), ResponseCode::NXDomain);
    assert!(reply.is_authoritative());
    assert_eq!(reply.authority().len(), 1);
}

/// Step 3c: "If the \"*\" label does exist, match RRs at that node against QTYPE. If any match, copy
/// them into the answer section, but set the owner of the RR to be QNAME, and not the node with the
/// \"*\" label."
#[test]
fn step_3c_a_wildcard() {
    let reply = World::new(ZONE).ask("a.b.wild.example", A);
    assert_eq!(reply.answer(), ["a.b.wild.example. 60 A 192.0.2.6"]);
}

/// Step 6: "Using local data only, attempt to add other RRs which may be useful to the additional
/// section of the query."
#[test]
fn step_6_addresses_of_a_mail_exchange() {
    let reply = World::new(ZONE).ask("mail.example", MX);
    assert_eq!(reply.additional(), ["www.example. 60 A 192.0.2.2", "www.example. 60 A 192.0.2.3"]);
}

/// A node without data of its own is there all the same.
#[test]
fn an_empty_node_is_no_name_error() {
    for name in ["ent.example", "er.ent.example", "wild.example"] {
        let reply = World::new(ZONE).ask(name, A);
        assert_eq!(reply.rcode(), ResponseCode::NoError, "{name}");
        assert_eq!(reply.raw.authority[0].rtype, SOA, "{name}");
    }
}
