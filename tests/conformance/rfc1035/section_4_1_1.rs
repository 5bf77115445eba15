//! The header.

use hickory_proto::op::{MessageType, OpCode, ResponseCode};
use libsns::authority::Transport;

use crate::world::*;

const ZONE: &str = "$ORIGIN example.\n$TTL 60\n@ SOA ns host 1 2 3 4 5\n@ NS ns\nns A 192.0.2.1\n";

/// The reply to a question for the server's address, whose second word of the header is this.
fn reply_to(flags: u16) -> Option<Reply> {
    let mut octets = request("ns.example", A, 0, &[]);
    octets[2..4].copy_from_slice(&flags.to_be_bytes());
    World::new(ZONE).send(Transport::Udp, &octets)
}

/// "ID … This identifier is copied the corresponding reply"; "QR … a response (1)".
#[test]
fn the_identifier_comes_back_in_a_response() {
    let reply = reply_to(0).unwrap();
    assert_eq!(reply.message.metadata.id, 0x1234);
    assert_eq!(reply.message.metadata.message_type, MessageType::Response);
}

/// "RD … may be set in a query and is copied into the response."; "RA … denotes whether recursive
/// query support is available in the name server": it is not.
#[test]
fn rd_is_copied_and_ra_is_clear() {
    for flags in [0, 0x0100] {
        let reply = reply_to(flags).unwrap();
        assert_eq!(reply.raw.flags & 0x0180, flags);
    }
}

/// "Z Reserved for future use. Must be zero in all queries and responses." A question with such bits
/// is answered; they do not come back. AD and CD mean nothing here (RFC 4035 §3.1.6).
#[test]
fn reserved_bits_do_not_come_back() {
    let reply = reply_to(0x0070).unwrap();
    assert_eq!(reply.raw.flags & 0x0060, 0);
    assert_eq!(reply.answer().len(), 1);
}

/// AA and TC say something in responses only.
#[test]
fn aa_and_tc_of_a_question_are_not_looked_at() {
    let reply = reply_to(0x0600).unwrap();
    assert!(reply.is_authoritative() && !reply.is_truncated());
    assert_eq!(reply.answer().len(), 1);
}

/// A response is not replied to: two servers would go on for ever.
#[test]
fn a_response_gets_no_reply() {
    assert!(reply_to(0x8000).is_none());
}

/// "4 Not Implemented - The name server does not support the requested kind of query."
#[test]
fn other_opcodes_are_not_implemented() {
    for opcode in [1, 2, 3, 6, 15] {
        let reply = reply_to(opcode << 11).unwrap();
        assert_eq!(reply.rcode(), ResponseCode::NotImp, "opcode {opcode}");
        assert_eq!(reply.raw.opcode(), opcode);
        assert!(reply.raw.records().next().is_none());
    }
    assert_eq!(reply_to(0).unwrap().message.metadata.op_code, OpCode::Query);
}

/// "1 Format error - The name server was unable to interpret the query."
#[test]
fn a_question_that_is_cut_is_a_format_error() {
    let octets = request("ns.example", A, 0, &[]);
    let reply = World::new(ZONE).send(Transport::Udp, &octets[..octets.len() - 2]).unwrap();
    assert_eq!(reply.rcode(), ResponseCode::FormErr);
    assert_eq!(reply.message.metadata.id, 0x1234);
}

/// Less than a header has no identifier to reply to.
#[test]
fn less_than_a_header_gets_no_reply() {
    let octets = request("ns.example", A, 0, &[]);
    assert!(World::new(ZONE).send(Transport::Udp, &octets[..11]).is_none());
}
