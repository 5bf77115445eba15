//! The example standard queries, on the zone of the section as far as they touch it.

use hickory_proto::op::ResponseCode;

use crate::world::*;

/// The root zone of §6.1 in part, where C.ISI.EDU serves it; MIL stands for the delegated rest.
const ROOT: &str = "$TTL 86400\n\
    . SOA sri-nic.arpa. hostmaster.sri-nic.arpa. 870611 1800 300 604800 86400\n\
    . NS a.isi.edu.\n. NS c.isi.edu.\n. NS sri-nic.arpa.\n\
    mil. NS sri-nic.arpa.\nmil. NS a.isi.edu.\nedu. NS sri-nic.arpa.\nedu. NS c.isi.edu.\n\
    sri-nic.arpa. A 26.0.0.73\nsri-nic.arpa. A 10.0.0.51\nsri-nic.arpa. MX 0 sri-nic.arpa.\n\
    sri-nic.arpa. HINFO DEC-2060 TOPS20\n\
    usc-isic.arpa. CNAME c.isi.edu.\na.isi.edu. A 26.3.0.103\nc.isi.edu. A 10.0.0.52\n";

/// §6.2.1: QNAME=SRI-NIC.ARPA, QTYPE=A.
#[test]
fn section_6_2_1_an_address() {
    let reply = World::new(ROOT).ask("sri-nic.arpa", A);
    assert_eq!(
        sorted(reply.answer()),
        ["sri-nic.arpa. 86400 A 10.0.0.51", "sri-nic.arpa. 86400 A 26.0.0.73"]
    );
    assert!(reply.is_authoritative());
}

/// §6.2.3: QNAME=SRI-NIC.ARPA, QTYPE=MX: the addresses of the exchange come with it.
#[test]
fn section_6_2_3_a_mail_exchange() {
    let reply = World::new(ROOT).ask("sri-nic.arpa", MX);
    assert_eq!(reply.answer(), ["sri-nic.arpa. 86400 MX 0 sri-nic.arpa."]);
    assert_eq!(reply.additional().len(), 2);
}

/// §6.2.4: QNAME=SRI-NIC.ARPA, QTYPE=NS: the name exists and the type does not.
#[test]
fn section_6_2_4_no_such_data() {
    let reply = World::new(ROOT).ask("sri-nic.arpa", NS);
    assert_eq!(reply.rcode(), ResponseCode::NoError);
    assert!(reply.answer().is_empty());
    assert!(reply.is_authoritative());
}

/// §6.2.5: QNAME=SIR-NIC.ARPA, QTYPE=A: a name error, with the SOA that denies it.
#[test]
fn section_6_2_5_a_name_error() {
    let reply = World::new(ROOT).ask("sir-nic.arpa", A);
    assert_eq!(reply.rcode(), ResponseCode::NXDomain);
    assert_eq!(reply.raw.authority[0].owner, sns_tests::names::labels(""));
    assert_eq!(reply.raw.authority[0].rtype, SOA);
}

/// §6.2.6: QNAME=BRL.MIL, QTYPE=A: a referral to the servers of MIL with their addresses.
#[test]
fn section_6_2_6_a_referral() {
    let reply = World::new(ROOT).ask("brl.mil", A);
    let servers = ["mil. 86400 NS a.isi.edu.", "mil. 86400 NS sri-nic.arpa."];
    assert_eq!(sorted(reply.authority()), servers);
    assert!(reply.additional().contains(&"a.isi.edu. 86400 A 26.3.0.103".into()));
    assert!(!reply.is_authoritative());
}

/// §6.2.8: QNAME=USC-ISIC.ARPA, QTYPE=CNAME: the alias alone.
#[test]
fn section_6_2_8_an_alias_asked_for() {
    let reply = World::new(ROOT).ask("usc-isic.arpa", CNAME);
    assert_eq!(reply.answer(), ["usc-isic.arpa. 86400 CNAME c.isi.edu."]);
}
