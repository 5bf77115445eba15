//! Who does not speak EDNS is not spoken to in it.

use hickory_proto::op::ResponseCode;
use libsns::authority::Transport;

use super::{OPT, ZONE};
use crate::world::*;

/// "Lack of presence of an OPT record in a request MUST be taken as an indication that the requestor
/// does not implement any part of this specification and that the responder MUST NOT include an OPT
/// record in its response."
#[test]
fn opt_for_opt_in_every_kind_of_reply() {
    let mut world = World::new(ZONE);
    for name in ["ns.example", "nx.example", "elsewhere.test", "x.cut.example"] {
        assert!(world.ask(name, A).raw.opt.is_none(), "{name}");
        assert!(world.ask_edns(name, A, 1232).raw.opt.is_some(), "{name}");
    }
}

/// An error reply has its OPT too: a question with two types of class, say, or a future opcode.
#[test]
fn errors_carry_opt_too() {
    let mut octets = request("ns.example", A, 1, &OPT);
    octets[2] = 2 << 3;
    let reply = World::new(ZONE).send(Transport::Udp, &octets).unwrap();
    assert_eq!(reply.rcode(), ResponseCode::NotImp);
    assert!(reply.raw.opt.is_some());
}
