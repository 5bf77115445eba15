//! The `sns-server` program says over its sockets what the library says in-process, octet by octet.

use std::time::Duration;

use libsns::authority::Transport;
use sns_tests::asking;
use sns_tests::generator::GeneratedZone;
use sns_tests::names;
use sns_tests::ours::{self, Ours};
use sns_tests::program::{Folder, Program};

/// Zones that the server is given.
const ZONES: usize = 150;
/// Questions about each.
const QUESTIONS: usize = 20;

/// The program with these zones, and the folder of their files.
fn start(zones: &[GeneratedZone]) -> (Program, Folder) {
    let folder = Folder::new();
    let file =
        |zone: &GeneratedZone| folder.write(&(names::text(&zone.apex) + "zone"), &zone.text());
    let files: Vec<_> = zones.iter().map(file).collect();
    (Program::start(&files), folder)
}

/// The replies without their identifiers.
fn without_id(reply: Option<Vec<u8>>) -> Option<Vec<u8>> {
    reply.map(|octets| octets[2..].to_vec())
}

#[test]
fn the_program_says_what_the_library_says() {
    let generated = (0..).map(|number| GeneratedZone::new(77, number, QUESTIONS));
    let loads = |zone: &GeneratedZone| ours::zone(zone.text().as_bytes()).is_ok();
    let zones: Vec<_> = generated.filter(loads).take(ZONES).collect();
    let load = |zone: &GeneratedZone| ours::zone(zone.text().as_bytes()).expect("it loaded before");
    let mut ours = Ours::new(zones.iter().map(load).collect());
    let questions: Vec<_> = zones.iter().flat_map(|zone| &zone.questions).collect();
    let requests: Vec<_> = questions.iter().map(|question| question.to_wire(0)).collect();
    let (mut program, _folder) = start(&zones);
    program.wait(&requests[0], Duration::from_secs(20));

    let replies = asking::ask_all(program.address, &requests).expect("sockets work");
    for ((question, request), reply) in questions.iter().zip(&requests).zip(replies) {
        let library = without_id(ours.ask_octets(Transport::Udp, request));
        assert_eq!(without_id(reply), library, "UDP: {question}");
    }
    for (question, request) in questions.iter().zip(&requests).step_by(17) {
        let library = without_id(ours.ask_octets(Transport::Tcp, request));
        let reply = asking::ask_tcp(program.address, request).ok();
        assert_eq!(without_id(reply), library, "TCP: {question}");
    }
}
