//! Comparing names.

use crate::world::*;

const ZONE: &str = "$ORIGIN Example.\n$TTL 60\n@ SOA ns host 1 2 3 4 5\n@ NS ns\nns A 192.0.2.1\n\
    FooBar A 192.0.2.2\n*.WILD A 192.0.2.3\nCut NS NS.cuT\nns.CUT A 192.0.2.4\nalias CNAME FOObar\n\
    dN DNAME Example.\n";

/// "For comparison on name lookup … it is as if one of the ASCII letters were converted".
#[test]
fn names_are_found_whatever_their_case() {
    let mut world = World::new(ZONE);
    for name in
        ["foobar.example", "FOOBAR.EXAMPLE", "fOoBaR.eXaMpLe", "x.wIlD.example", "ALIAS.example"]
    {
        assert_ne!(world.ask(name, A).raw.answer.len(), 0, "{name}");
    }
    assert_eq!(world.ask("X.CUT.EXAMPLE", A).raw.additional.len(), 1);
    assert_eq!(world.ask("FOObar.Dn.example", A).raw.answer.len(), 3);
}

/// Only ASCII letters have two cases.
#[test]
fn other_octets_have_no_case() {
    let zone = ZONE.to_owned() + "\\228 A 192.0.2.5\n[ A 192.0.2.6\n";
    let mut world = World::new(&zone);
    for (label, answers) in [(&b"\xe4"[..], 1), (b"\xc4", 0), (b"[", 1), (b"{", 0)] {
        let name = vec![label.to_vec(), b"example".to_vec()];
        let reply = world.put(&sns_tests::question::Question::new(name, A));
        assert_eq!(reply.raw.answer.len(), answers, "{label:?}");
    }
}
