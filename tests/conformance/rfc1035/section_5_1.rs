//! Master files.

use crate::world::*;

/// "<blank>[<comment>]", "$ORIGIN", parentheses over lines, a blank owner, "@", TTL and class in
/// either order, "\X" and "\DDD", `;` as a comment: all in one zone.
const ZONE: &str = r#"
; a comment, and an empty line above
$ORIGIN example.
$TTL 60
@   IN SOA ns host\.master ( 1 ; serial
        2 3
        4 5 )
    NS  ns
ns  30 IN A 192.0.2.1
    IN 40 AAAA 2001:db8::1
quoted TXT "a;b (c)" plain \"\065\;
\*literal\.dot A 192.0.2.2
$ORIGIN sub.example.
www A 192.0.2.3
abs.example. A 192.0.2.4
"#;

#[test]
fn owners_ttls_and_origins() {
    let mut world = World::new(ZONE);
    for (name, rtype, line) in [
        ("ns.example", A, "ns.example. 30 A 192.0.2.1"),
        ("ns.example", AAAA, "ns.example. 40 AAAA 2001:db8::1"),
        ("www.sub.example", A, "www.sub.example. 60 A 192.0.2.3"),
        ("abs.example", A, "abs.example. 60 A 192.0.2.4"),
        ("example", NS, "example. 60 NS ns.example."),
    ] {
        assert_eq!(world.ask(name, rtype).answer(), [line]);
    }
}

/// "Quoting conventions allow for arbitrary characters to be stored in domain names."
#[test]
fn quoted_strings_and_escapes() {
    let reply = World::new(ZONE).ask("quoted.example", TXT);
    assert_eq!(only_rdata(&reply), b"\x07a;b (c)\x05plain\x03\"A;");
    let name = vec![b"*literal.dot".to_vec(), b"example".to_vec()];
    let question = sns_tests::question::Question::new(name, A);
    assert_eq!(World::new(ZONE).put(&question).raw.answer.len(), 1);
}

/// The dot in the mailbox's first label is part of the label (§8).
#[test]
fn a_quoted_dot_does_not_end_a_label() {
    let rdata = only_rdata(&World::new(ZONE).ask("example", SOA));
    assert!(rdata.starts_with(b"\x02ns\x07example\0\x0bhost.master\x07example\0"));
}

/// A refusal names file, line and column.
#[test]
fn a_fault_has_its_place() {
    let zone = "$ORIGIN example.\n@ 60 SOA ns host 1 2 3 4 5\n@ 60 NS ns\nns 60 A 192.0.2.256\n";
    let refusal = sns_tests::ours::zone(zone.as_bytes()).unwrap_err();
    assert!(refusal.starts_with("zone:4:9: "), "{refusal}");
}
