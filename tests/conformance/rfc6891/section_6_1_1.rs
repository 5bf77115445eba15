//! Basic elements.

use hickory_proto::op::ResponseCode;
use libsns::authority::Transport;

use super::{OPT, ZONE};
use crate::world::*;

fn rcode(additional: u8, records: &[u8]) -> ResponseCode {
    let octets = request("ns.example", A, additional, records);
    World::new(ZONE).send(Transport::Udp, &octets).expect("a reply").rcode()
}

/// "When an OPT RR is included within any DNS message, it MUST be the only OPT RR in that message. If
/// a query message with more than one OPT RR is received, a FORMERR (RCODE=1) MUST be returned."
#[test]
fn two_opts_are_a_format_error() {
    assert_eq!(rcode(1, &OPT), ResponseCode::NoError);
    assert_eq!(rcode(2, &[OPT, OPT].concat()), ResponseCode::FormErr);
}

/// §6.1.2: "NAME … MUST be 0 (root domain)".
#[test]
fn an_opt_with_an_owner_is_a_format_error() {
    assert_eq!(rcode(1, &[&[1, b'a'][..], &OPT].concat()), ResponseCode::FormErr);
}

/// An option that reaches past the record cannot be read.
#[test]
fn an_option_that_is_cut_is_a_format_error() {
    let mut opt = OPT.to_vec();
    opt[10] = 4;
    opt.extend([0, 3, 0, 5]);
    assert_eq!(rcode(1, &opt), ResponseCode::FormErr);
}

/// §6.1.2: "Any OPTION-CODE values not understood by a responder or requestor MUST be ignored."
#[test]
fn unknown_options_are_ignored() {
    let mut opt = OPT.to_vec();
    opt[10] = 6;
    opt.extend([0xfd, 0xe9, 0, 2, 1, 2]);
    let octets = request("ns.example", A, 1, &opt);
    let reply = World::new(ZONE).send(Transport::Udp, &octets).unwrap();
    assert_eq!(reply.answer().len(), 1);
    assert!(reply.raw.opt.unwrap().options.iter().all(|(code, _)| *code != 0xfde9));
}
