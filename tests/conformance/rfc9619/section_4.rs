//! QDCOUNT is (usually) one.

use hickory_proto::op::ResponseCode;
use libsns::authority::Transport;
use sns_tests::message::Message;
use sns_tests::ours::Ours;

use crate::world::*;

const ZONE: &str = "$ORIGIN example.\n$TTL 60\n@ SOA ns host 1 2 3 4 5\n@ NS ns\nns A 192.0.2.1\n";

fn rcode(octets: &[u8]) -> u16 {
    let reply = Ours::of_text(ZONE).ask_octets(Transport::Udp, octets).expect("a reply");
    Message::read(&reply).expect("it can be read").rcode()
}

/// "A DNS message with OPCODE = 0 and QDCOUNT > 1 MUST be treated as an incorrectly formatted
/// message. The value of the RCODE parameter in the response message MUST be set to 1 (FORMERR)."
#[test]
fn two_questions_are_a_format_error() {
    let one = request("ns.example", A, 0, &[]);
    let mut two = [&one[..], &one[12..]].concat();
    assert_eq!(rcode(&one), u16::from(ResponseCode::NoError));
    two[5] = 2;
    assert_eq!(rcode(&two), u16::from(ResponseCode::FormErr));
}

/// None at all asks nothing (a cookie alone aside, RFC 7873 §5.4).
#[test]
fn no_question_is_a_format_error() {
    let mut none = request("ns.example", A, 0, &[])[..12].to_vec();
    none[5] = 0;
    assert_eq!(rcode(&none), u16::from(ResponseCode::FormErr));
}
