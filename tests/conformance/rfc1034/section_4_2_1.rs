//! What belongs to a zone: its cuts and its glue.

use crate::world::*;

const ZONE: &str = "$ORIGIN example.\n$TTL 60\n@ SOA ns host 1 2 3 4 5\n@ NS ns\nns A 192.0.2.1\n\
    sub NS ns.sub\nsub NS ns.other\nsub NS ns.elsewhere.test.\nns.sub A 192.0.2.2\n\
    ns.sub AAAA 2001:db8::2\nother NS ns.other\nns.other A 192.0.2.3\nbelow.sub A 192.0.2.9\n\
    six NS ns.six\nns.six AAAA 2001:db8::6\nbare NS ns.bare\n";

/// "The RRs that describe cuts around the bottom of the zone are NS RRs that name the servers for
/// the subzones. Since the cuts are between nodes, these RRs are NOT part of the authoritative data
/// of the zone".
#[test]
fn a_referral_is_not_authoritative() {
    for (name, rtype) in [("sub.example", A), ("sub.example", NS), ("x.y.sub.example", TXT)] {
        let reply = World::new(ZONE).ask(name, rtype);
        assert!(!reply.is_authoritative(), "{name}");
        assert!(reply.answer().is_empty(), "{name}");
        assert_eq!(
            sorted(reply.authority()),
            [
                "sub.example. 60 NS ns.elsewhere.test.",
                "sub.example. 60 NS ns.other.example.",
                "sub.example. 60 NS ns.sub.example.",
            ]
        );
    }
}

/// "a zone contains \"glue\" RRs which are not part of the authoritative data, and are address RRs
/// for the servers." Addresses below another cut help as well.
#[test]
fn glue_comes_with_the_referral() {
    let reply = World::new(ZONE).ask("www.sub.example", A);
    assert_eq!(
        reply.additional(),
        [
            "ns.other.example. 60 A 192.0.2.3",
            "ns.sub.example. 60 A 192.0.2.2",
            "ns.sub.example. 60 AAAA 2001:db8::2",
        ]
    );
}

/// Glue is no answer, and neither is what is hidden below a cut.
#[test]
fn what_is_below_a_cut_is_not_answered() {
    for name in ["ns.sub.example", "below.sub.example"] {
        let reply = World::new(ZONE).ask(name, A);
        assert!(reply.answer().is_empty() && !reply.is_authoritative(), "{name}");
    }
}

/// A server without an address in the zone is named all the same, and one address family is enough.
#[test]
fn glue_may_be_missing_or_of_one_family() {
    let bare = World::new(ZONE).ask("bare.example", A);
    assert_eq!(bare.authority(), ["bare.example. 60 NS ns.bare.example."]);
    assert!(bare.additional().is_empty());
    let six = World::new(ZONE).ask("six.example", A);
    assert_eq!(six.additional(), ["ns.six.example. 60 AAAA 2001:db8::6"]);
}
