//! Real places as their owners would serve them: buildings imported from what their owners have, and the
//! countries, regions and cities of the world. The `sns-server` program serves them, and Knot serves the same
//! zones from their printed master files where it is installed.
//!
//! The data lies beside the workspace; where it is not, the tests say so and pass.

mod buildings;
mod points;
mod sources;
mod world;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use libsns::record::{Place, Record, RecordType};
use libsns::zone::master_file;
use sns_tests::generator::GeneratedZone;
use sns_tests::message::{Message, Rr, rtype};
use sns_tests::names::{self, Labels};
use sns_tests::peers::{Peer, Server};
use sns_tests::program::{Folder, Program};
use sns_tests::question::Question;
use sns_tests::{asking, plans};

/// A zone of tens of thousands of places takes a few seconds; a busy machine may take its time.
const PATIENCE: Duration = Duration::from_secs(120);

/// The program with one plan.
struct Served {
    program: Program,
    /// Where the plan is.
    plan: PathBuf,
    /// The files stay as long as the program.
    _folder: Folder,
    apex: &'static str,
}

impl Served {
    /// Writes the plan into a folder and serves that.
    fn start(apex: &'static str, files: &[(String, String)]) -> Self {
        let folder = Folder::new();
        for (path, text) in files {
            folder.write(path, text);
        }
        let plan = folder.path().to_owned();
        Self::of(apex, folder, plan)
    }

    /// Serves a plan that is in the folder already.
    fn of(apex: &'static str, folder: Folder, plan: PathBuf) -> Self {
        let mut program = Program::start(std::slice::from_ref(&plan));
        program.wait(&Question::new(names::labels(apex), rtype::SOA).to_wire(0), PATIENCE);
        Self { program, plan, _folder: folder, apex }
    }

    /// The records that the plan compiles to.
    fn records(&self) -> Vec<Record> {
        let files = plans::files(&self.plan);
        plans::compile(&files).unwrap_or_else(|faults| panic!("{faults}"))
    }

    /// The replies to questions, over UDP with EDNS; where one is truncated, over TCP.
    fn ask_all(&self, questions: &[(String, u16)]) -> Vec<Message> {
        ask_all(self.program.address, questions)
    }

    fn ask(&self, name: &str, rtype: u16) -> Message {
        self.ask_all(&[(name.to_owned(), rtype)]).remove(0)
    }

    /// The names that the near name or cell below the apex points to, in order.
    fn pointers(&self, below: &str) -> Vec<String> {
        targets(&self.ask(&format!("{below}.{}", self.apex), rtype::PTR))
    }
}

fn ask_all(server: std::net::SocketAddr, questions: &[(String, u16)]) -> Vec<Message> {
    let request = |(name, rtype): &(String, u16)| {
        let edns = Some((1232, false));
        Question { edns, ..Question::new(names::labels(name), *rtype) }.to_wire(0)
    };
    let requests: Vec<_> = questions.iter().map(request).collect();
    let replies = asking::ask_all(server, &requests).expect("sockets work");
    let whole = |reply: Option<Vec<u8>>, request: &[u8], question: &(String, u16)| {
        let reply = reply.unwrap_or_else(|| panic!("no reply: {question:?}"));
        let reply = Message::read(&reply).unwrap_or_else(|error| panic!("{question:?}: {error}"));
        if !reply.is_truncated() {
            return reply;
        }
        let whole = asking::ask_tcp(server, request).expect("a reply over TCP");
        Message::read(&whole).unwrap_or_else(|error| panic!("{question:?}: {error}"))
    };
    let asked = requests.iter().zip(questions);
    replies
        .into_iter()
        .zip(asked)
        .map(|(reply, (sent, question))| whole(reply, sent, question))
        .collect()
}

const PLACE: u16 = RecordType::PLACE.0;

/// The places of the zone by name.
fn places(records: &[Record]) -> Vec<(String, Place)> {
    let places = records.iter().filter(|record| record.rtype == RecordType::PLACE);
    places
        .map(|record| {
            let place = Place::decode(&record.rdata).expect("a place");
            (record.owner.to_string(), place)
        })
        .collect()
}

/// The names that the answer points to.
fn targets(reply: &Message) -> Vec<String> {
    assert_eq!(reply.rcode(), 0, "{reply:?}");
    let pointers = reply.answer.iter().filter(|rr| rr.rtype == rtype::PTR);
    pointers.map(|rr| names::text(&rr.names()[0])).collect()
}

/// Knot with the zone's printed master file, if it is installed.
fn knot(apex: &str, records: &[Record]) -> Option<Server> {
    if !Peer::Knot.is_installed() {
        eprintln!("SKIPPED: Knot is not installed");
        return None;
    }
    let mut text = String::new();
    master_file::write_records(records, &mut text).expect("a string");
    let lines = text.lines().map(String::from).collect();
    let zone = GeneratedZone { apex: names::labels(apex), lines, questions: Vec::new() };
    let server = Server::start(Peer::Knot, &[zone]).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(server.loaded, [true], "{}", server.said());
    Some(server)
}

/// The sets of a section, their records in order of their data; names in small letters.
fn sets(section: &[Rr]) -> BTreeMap<(Labels, u16), Vec<Rr>> {
    let mut sets: BTreeMap<_, Vec<Rr>> = BTreeMap::new();
    for rr in section {
        let rr = rr.folded();
        sets.entry((rr.owner.clone(), rr.rtype)).or_default().push(rr);
    }
    sets.values_mut().for_each(|set| set.sort());
    sets
}

/// Both servers give the same code, the same answer and the same authority.
fn compare(served: &Served, peer: &Server, questions: &[(String, u16)]) {
    let (ours, theirs) = (served.ask_all(questions), ask_all(peer.address, questions));
    for ((question, ours), theirs) in questions.iter().zip(&ours).zip(&theirs) {
        assert_eq!(ours.rcode(), theirs.rcode(), "{question:?}");
        assert_eq!(sets(&ours.answer), sets(&theirs.answer), "{question:?}");
        assert_eq!(sets(&ours.authority), sets(&theirs.authority), "{question:?}");
    }
}
