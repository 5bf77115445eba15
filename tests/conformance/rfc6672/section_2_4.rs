//! What may stand beside and below a DNAME.

use sns_tests::ours;

use crate::world::*;

const HEAD: &str = "$ORIGIN example.\n$TTL 60\n@ SOA ns host 1 2 3 4 5\n@ NS ns\nns A 192.0.2.1\n";

/// "A zone may not contain both a DNAME and a CNAME at one owner"; "at most one DNAME" (§2.4: "Only
/// one DNAME RR is allowed to exist at any owner").
#[test]
fn cname_and_a_second_dname_are_refused() {
    for lines in ["d DNAME t\nd CNAME t\n", "d DNAME t\nd DNAME u\n"] {
        assert!(ours::zone((HEAD.to_owned() + lines).as_bytes()).is_err(), "{lines}");
    }
}

/// "the DNAME owner itself … other data": it is answered as usual (§2.3).
#[test]
fn the_owner_itself_is_not_redirected() {
    let mut world = World::new(&(HEAD.to_owned() + "d DNAME t\nd TXT \"x\"\n"));
    assert_eq!(only_rdata(&world.ask("d.example", TXT)), b"\x01x");
    assert_eq!(world.ask("d.example", DNAME).answer(), ["d.example. 60 DNAME t.example."]);
    let reply = world.ask("d.example", A);
    assert!(reply.answer().is_empty());
    assert_eq!(reply.raw.authority[0].rtype, SOA);
}
