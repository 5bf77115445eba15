//! Questions that would take a million steps are refused whole. That the steps are bounded is held
//! by the tests of the index, which count them.

use libsns::authority::Transport;
use sns_tests::message::{Message, rtype};
use sns_tests::names;
use sns_tests::plans;
use sns_tests::question::Question;

/// Together well over a million corners, each of which a question at the middle would look at.
const WHEELS: u32 = 220;
const CORNERS: u32 = 5_000;

#[test]
fn a_million_steps_are_refused_whole() {
    let mut server = plans::wheels(WHEELS, CORNERS);
    let questions = [
        "0n-0e",
        "k64.0n-0e",
        "r0.0n00001-0w00001",
        "_room.k64.r100.0s0001-0e",
        "0s01-0w01-0n01-0e01",
        "r400.w5.0n-0e-b12d5",
    ];
    for label in questions {
        let name = names::labels(&format!("{label}._near.hq.example"));
        let question = Question { edns: Some((1232, false)), ..Question::new(name, rtype::PTR) };
        let reply = server.ask_octets(Transport::Udp, &question.to_wire(1)).expect("a reply");
        let reply = Message::read(&reply).expect("a message");
        assert_eq!(reply.rcode(), 5, "{label}: {reply:?}");
        assert_eq!(reply.records().count(), 0, "{label}");
        let options = &reply.opt.as_ref().expect("EDNS").options;
        assert!(options.iter().any(|(code, data)| *code == 15 && data.len() > 2), "{label}");
    }
    // Far from there the same server answers as ever.
    let reply = server.ask_for("r1.2s-0e._near.hq.example", rtype::PTR);
    assert_eq!(reply.rcode(), 0);
}
