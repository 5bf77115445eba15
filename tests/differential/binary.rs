//! The `sns-server` program says over its sockets what the library says in-process, octet by octet.

use std::fs;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use libsns::authority::Transport;
use sns_tests::asking;
use sns_tests::generator::GeneratedZone;
use sns_tests::names;
use sns_tests::ours::{self, Ours};
use sns_tests::peers;

/// Zones that the server is given.
const ZONES: usize = 150;
/// Questions about each.
const QUESTIONS: usize = 20;

/// The program, running; it ends with this.
struct Program {
    child: Child,
    folder: PathBuf,
    address: SocketAddr,
}

impl Drop for Program {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
        drop(fs::remove_dir_all(&self.folder));
    }
}

/// Builds the program, which cargo does not do for tests of another package, and tells where it is.
fn built() -> PathBuf {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
    let build =
        ["build", "--quiet", "--offline", "--package", "sns-server", "--message-format=json"];
    let output = Command::new(env!("CARGO"))
        .args(build)
        .current_dir(root)
        .stderr(Stdio::inherit())
        .output()
        .expect("cargo runs");
    let said = String::from_utf8(output.stdout).expect("cargo writes UTF-8");
    let path = said.split("\"executable\":\"").nth(1).and_then(|rest| rest.split('"').next());
    PathBuf::from(path.expect("cargo names the program it built"))
}

fn start(zones: &[GeneratedZone]) -> Program {
    let program = built();
    let folder = peers::temporary_folder().expect("a folder");
    let port = peers::free_port().expect("a port");
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let mut command = Command::new(program);
    for zone in zones {
        let file = folder.join(names::text(&zone.apex) + "zone");
        fs::write(&file, zone.text()).expect("the folder is ours");
        command.arg("--zone").arg(file);
    }
    command.args(["--listen", &address.to_string(), "--log-level", "error"]);
    let child = command.stdin(Stdio::null()).stdout(Stdio::null()).spawn().expect("it starts");
    Program { child, folder, address }
}

/// Waits until the server answers this.
fn wait(program: &mut Program, request: &[u8]) {
    let end = Instant::now() + Duration::from_secs(20);
    while asking::ask_all(program.address, &[request.to_vec()]).is_ok_and(|r| r[0].is_none()) {
        let ended = program.child.try_wait().expect("the child is ours");
        assert!(ended.is_none(), "sns-server ended with {ended:?}");
        assert!(Instant::now() < end, "sns-server stays silent");
        thread::sleep(Duration::from_millis(20));
    }
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
    let mut program = start(&zones);
    wait(&mut program, &requests[0]);

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
