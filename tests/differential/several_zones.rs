//! A parent, its child and a stranger on one server: which zone answers (RFC 1034 §4.3.2 step 2), DS
//! on the parent's side of the cut (RFC 4035 §3.1.4.1), aliases from one zone into another.

use sns_tests::generator::GeneratedZone;
use sns_tests::message::rtype::*;
use sns_tests::names;
use sns_tests::peers;
use sns_tests::question::Question;

use crate::batch;

const PARENT: &str = "p.test. 60 IN SOA ns.p.test. host.p.test. 1 2 3 4 5
p.test. 60 IN NS ns.p.test.
ns.p.test. 60 IN A 192.0.2.1
c.p.test. 60 IN NS ns.c.p.test.
c.p.test. 60 IN DS 7 13 2 0101010101010101010101010101010101010101010101010101010101010101
ns.c.p.test. 60 IN A 192.0.2.2
u.p.test. 60 IN NS ns.o.test.
inner.p.test. 60 IN CNAME www.c.p.test.
outer.p.test. 60 IN CNAME www.o.test.
mx.p.test. 60 IN MX 1 www.o.test.
mx.p.test. 60 IN MX 2 www.c.p.test.
dn.p.test. 60 IN DNAME o.test.";

const CHILD: &str = "c.p.test. 60 IN SOA ns.c.p.test. host.p.test. 1 2 3 4 5
c.p.test. 60 IN NS ns.c.p.test.
ns.c.p.test. 60 IN A 192.0.2.2
www.c.p.test. 60 IN A 192.0.2.3
up.c.p.test. 60 IN CNAME ns.p.test.";

const STRANGER: &str = "o.test. 60 IN SOA ns.o.test. host.o.test. 1 2 3 4 5
o.test. 60 IN NS ns.o.test.
ns.o.test. 60 IN A 192.0.2.4
www.o.test. 60 IN A 192.0.2.5";

fn zone(apex: &str, text: &str, questions: &[(&str, u16)]) -> GeneratedZone {
    let question = |(name, rtype): &(&str, u16)| Question::new(names::labels(name), *rtype);
    GeneratedZone {
        apex: names::labels(apex),
        lines: text.lines().map(String::from).collect(),
        questions: questions.iter().map(question).collect(),
    }
}

#[test]
fn zones_beside_and_below_each_other() {
    let peers = peers::installed();
    let zones = [
        zone(
            "p.test",
            PARENT,
            &[
                ("c.p.test", DS),
                ("C.P.test", DS),
                ("u.p.test", DS),
                ("u.p.test", A),
                ("x.u.p.test", A),
                ("inner.p.test", A),
                ("inner.p.test", MX),
                ("outer.p.test", A),
                ("mx.p.test", MX),
                ("www.dn.p.test", A),
                ("p.test", DS),
                ("test", NS),
            ],
        ),
        zone(
            "c.p.test",
            CHILD,
            &[
                ("c.p.test", SOA),
                ("c.p.test", NS),
                ("c.p.test", A),
                ("www.c.p.test", A),
                ("www.c.p.test", DS),
                ("nx.c.p.test", A),
                ("ns.c.p.test", A),
                ("up.c.p.test", A),
            ],
        ),
        zone("o.test", STRANGER, &[("www.o.test", A), ("o.test", DS)]),
    ];
    let cases = batch::run(&peers, &zones);
    for case in cases.iter().filter(|case| case.peers.len() > 1) {
        assert!(case.verdict.is_right(), "{case}");
    }
}

/// A wildcard that owns a DNAME (RFC 6672 §3.3: "is discouraged", and answered all the same): it
/// redirects what is below the asterisk itself, and is given to the names that it matches.
#[test]
fn a_wildcard_of_dname_leads_to_a_match_of_its_own() {
    let peers = peers::installed();
    let text = "w.test. 60 IN SOA ns1.w.test. host.w.test. 1 2 3 4 5
w.test. 60 IN NS ns1.w.test.
ns1.w.test. 60 IN A 192.0.2.1
*.ns1.w.test. 60 IN DNAME ns1.w.test.";
    let questions = [
        ("q.*.*.ns1.w.test", DNAME),
        ("q.*.ns1.w.test", DNAME),
        ("q.ns1.w.test", DNAME),
        ("a.q.ns1.w.test", DNAME),
        ("*.*.ns1.w.test", DNAME),
        ("*.*.*.ns1.w.test", DNAME),
        ("*.*.ns1.w.test", ANY),
        ("q.*.*.ns1.w.test", A),
    ];
    let cases = batch::run(&peers, &[zone("w.test", text, &questions)]);
    let wrong: Vec<_> = cases.iter().filter(|case| !case.verdict.is_right()).collect();
    assert!(wrong.is_empty(), "{}", wrong.iter().map(ToString::to_string).collect::<String>());
}
