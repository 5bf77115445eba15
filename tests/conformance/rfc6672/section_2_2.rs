//! The substitution: the table of the section.

use hickory_proto::op::ResponseCode;

use crate::world::*;

fn ask(owner: &str, target: &str, name: &str) -> Reply {
    let zone = format!(
        "$ORIGIN .\n$TTL 60\n. SOA ns. host. 1 2 3 4 5\n. NS ns.\nns. A 192.0.2.1\n{owner} DNAME {target}\n"
    );
    World::new(&zone).ask(name, A)
}

fn substituted(owner: &str, target: &str, name: &str) -> Option<String> {
    let reply = ask(owner, target, name);
    let cname = reply.raw.answer.iter().find(|rr| rr.rtype == CNAME)?;
    Some(sns_tests::names::text(&cname.names()[0]))
}

/// "Table 1. DNAME Substitution Examples"; names that do not match are not redirected.
#[test]
fn the_table_of_the_section() {
    for (name, owner, target, result) in [
        ("com.", "example.com.", "example.net.", None),
        ("example.com.", "example.com.", "example.net.", None),
        ("a.example.com.", "example.com.", "example.net.", Some("a.example.net.")),
        ("a.b.example.com.", "example.com.", "example.net.", Some("a.b.example.net.")),
        ("ab.example.com.", "b.example.com.", "example.net.", None),
        ("foo.example.com.", "example.com.", "example.net.", Some("foo.example.net.")),
        ("a.x.example.com.", "x.example.com.", "example.net.", Some("a.example.net.")),
        ("a.example.com.", "example.com.", "y.example.net.", Some("a.y.example.net.")),
        ("cyc.example.com.", "example.com.", "example.com.", Some("cyc.example.com.")),
        ("cyc.example.com.", "example.com.", "c.example.com.", Some("cyc.c.example.com.")),
        ("shortloop.x.x.", "x.", ".", Some("shortloop.x.")),
    ] {
        assert_eq!(substituted(owner, target, name).as_deref(), result, "{name} {owner} {target}");
    }
}

/// "shortloop.x. x. . shortloop." is not below the owner twice: what is left is a name error.
#[test]
fn a_dname_may_be_used_again_as_long_as_the_name_changes() {
    let reply = ask("x.", ".", "shortloop.x.x.");
    assert_eq!(
        reply.answer(),
        [
            "x. 60 DNAME .",
            "shortloop.x.x. 60 CNAME shortloop.x.",
            "shortloop.x. 60 CNAME shortloop."
        ]
    );
    assert_eq!(reply.rcode(), ResponseCode::NXDomain);
}

/// "If the resulting name is longer than 255 octets … the server … MUST … return YXDOMAIN".
#[test]
fn a_name_that_gets_too_long() {
    let label = "a".repeat(59);
    let target = format!("{label}.{label}.{label}.example.");
    let long = format!("{label}.{label}.x.");
    let reply = ask("x.", &target, &long);
    assert_eq!(reply.rcode(), ResponseCode::YXDomain);
    assert_eq!(reply.raw.answer.len(), 1);
    assert_eq!(reply.raw.answer[0].rtype, DNAME);
}
