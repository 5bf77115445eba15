//! UDP: 512 octets, and what is left when an answer is larger.

use libsns::authority::Transport;

use crate::world::*;

fn zone() -> String {
    let big = |n| format!("big A 198.51.100.{n}\n");
    let many = |n| format!("many MX {n} host{n}.many\nhost{n}.many A 203.0.113.{n}\n");
    let ns =
        |n| format!("sub NS ns{n}.sub\nns{n}.sub A 192.0.2.{n}\nns{n}.sub AAAA 2001:db8::{n}\n");
    "$ORIGIN example.\n$TTL 60\n@ SOA ns host 1 2 3 4 5\n@ NS ns\nns A 192.0.2.1\n\
     tobig CNAME big\nfew MX 1 host1.few\nhost1.few A 192.0.2.9\n"
        .to_owned()
        + &(1..=60).map(big).collect::<String>()
        + &(1..=40).map(many).collect::<String>()
        + &(1..=13).map(ns).collect::<String>()
}

/// "Messages carried by UDP are restricted to 512 bytes (not counting the IP or UDP headers). Longer
/// messages are truncated and the TC bit is set in the header."
#[test]
fn tc_is_set_and_no_part_of_a_set_is_left() {
    let reply = World::new(&zone()).ask("big.example", A);
    assert!(reply.is_truncated());
    assert!(reply.octets.len() <= 512);
    assert!(reply.answer().is_empty(), "a part of an RRset is worth nothing (RFC 2181 §9)");
}

/// An alias before the set that does not fit may stay.
#[test]
fn an_alias_to_a_set_that_does_not_fit() {
    let reply = World::new(&zone()).ask("tobig.example", A);
    assert!(reply.is_truncated());
    assert_eq!(reply.answer(), ["tobig.example. 60 CNAME big.example."]);
}

/// The same question over TCP gets the whole answer (§4.2.2).
#[test]
fn a_stream_carries_all() {
    let reply =
        World::new(&zone()).send(Transport::Tcp, &request("big.example", A, 0, &[])).unwrap();
    assert!(!reply.is_truncated());
    assert_eq!(reply.answer().len(), 60);
}

/// What is only useful is left out without TC (RFC 2181 §9).
#[test]
fn additional_records_are_left_out_silently() {
    let mut world = World::new(&zone());
    assert_eq!(world.ask("few.example", MX).additional().len(), 1);
    let reply = world.ask_edns("many.example", MX, 1232);
    assert!(!reply.is_truncated());
    assert_eq!(reply.answer().len(), 40);
    assert!(reply.additional().len() < 40);
}

/// RFC 9471 §3: glue below the cut that does not fit sets TC.
#[test]
fn glue_left_out_of_a_referral_sets_tc() {
    let mut world = World::new(&zone());
    let reply = world.ask("x.sub.example", A);
    assert_eq!(reply.authority().len(), 13);
    assert!(reply.additional().len() < 26 && reply.is_truncated());
    let reply = world.ask_edns("x.sub.example", A, 1232);
    assert!(reply.additional().len() == 26 && !reply.is_truncated());
}
