//! The program as it is run: its options, signals, exit status, and what it tells the service
//! manager.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops")]

mod support;

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::net::{Ipv4Addr, SocketAddr};
use std::os::unix::net::UnixDatagram;
use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

use support::*;

fn program() -> Command {
    Command::new(env!("CARGO_BIN_EXE_sns-server"))
}

/// A running program; killed when the test is over.
struct Running {
    child: Child,
    log: Receiver<String>,
}

impl Running {
    fn start(command: &mut Command) -> Self {
        let mut child = command.stderr(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let (sender, log) = mpsc::channel();
        let errors = BufReader::new(child.stderr.take().unwrap());
        thread::spawn(move || {
            errors.lines().map_while(Result::ok).try_for_each(|line| sender.send(line)).ok();
        });
        Self { child, log }
    }

    /// Reads the log up to a line with this text.
    fn wait_for(&self, text: &str) -> String {
        let mut seen = Vec::new();
        while let Ok(line) = self.log.recv_timeout(PATIENCE) {
            if line.contains(text) {
                return line;
            }
            seen.push(line);
        }
        panic!("no {text:?} in the log, but {seen:#?}");
    }

    /// The address of the next "listening" line.
    fn address(&self) -> SocketAddr {
        let line = self.wait_for("listening");
        let word = line.split_whitespace().find_map(|word| word.strip_prefix("address="));
        word.unwrap_or_else(|| panic!("no address in {line:?}")).parse().unwrap()
    }

    fn signal(&self, name: &str) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-s", name, &id]).status().unwrap().success());
    }

    /// The exit status, and how long it took until the end.
    fn end(&mut self) -> (Option<i32>, Duration) {
        let start = Instant::now();
        let mut status = None;
        until("the program has ended", || {
            status = self.child.try_wait().unwrap();
            status.is_some()
        });
        (status.unwrap().code(), start.elapsed())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn run(command: &mut Command) -> Output {
    command.output().unwrap()
}

fn zone_folder() -> (Folder, String) {
    let folder = Folder::new();
    let zone = folder.write("example.zone", &zone_text("example", "192.0.2.1"));
    (folder, zone.to_str().unwrap().to_owned())
}

#[test]
fn it_serves_reloads_reports_and_stops() {
    let (folder, zone) = zone_folder();
    let mut running = Running::start(program().args([
        "--zone",
        &zone,
        "--listen",
        "127.0.0.1:0",
        "--threads",
        "1",
    ]));
    let address = running.address();
    assert_eq!(rcode_of(&ask_udp(address, "lamp.example", A)), NOERROR);
    assert_eq!(rcode_of(&ask_tcp(&mut tcp(address), "lamp.example", A)), NOERROR);
    folder.write("example.zone", &zone_text("example", "192.0.2.2"));
    running.signal("HUP");
    running.wait_for("zone loaded");
    running.signal("USR1");
    let counted = running.wait_for("counted");
    assert!(counted.contains("queries=2 NOERROR=2"), "{counted}");
    running.signal("TERM");
    let (status, took) = running.end();
    assert_eq!(status, Some(0));
    assert!(took < Duration::from_millis(400), "{took:?}");
    running.wait_for("stopped: queries=2");
}

#[test]
fn three_thousand_hangups_are_a_few_reloads() {
    let (folder, zone) = zone_folder();
    let arguments = ["--zone", &zone, "--listen", "127.0.0.1:0", "--threads", "1"];
    let running = Running::start(program().args(arguments));
    let address = running.address();
    let id = running.child.id().to_string();
    let script = "i=0; while [ $i -lt 3000 ]; do kill -s HUP $0; i=$((i+1)); done";
    let start = Instant::now();
    assert!(Command::new("sh").args(["-c", script, &id]).status().unwrap().success());
    // The last of them is not lost among the others.
    folder.write("example.zone", &zone_text("example", "192.0.2.9"));
    running.signal("HUP");
    let is_new = || address_of(&ask_udp(address, "lamp.example", A)) == Ipv4Addr::new(192, 0, 2, 9);
    until("the new zone is served", is_new);
    // One at once, then one for each quiet time that has passed.
    let most = 2 + start.elapsed().as_millis() / 200;
    running.signal("USR1");
    let is_reload = |line: &String| line.contains("no zone has changed") || line.contains("loaded");
    let log = running.log.iter().take_while(|line| !line.contains("counted"));
    let reloads = log.filter(is_reload).count() as u128;
    assert!((1..=most).contains(&reloads), "{reloads} reloads; expected at most {most}");
}

#[test]
fn a_trial_says_what_to_try_with_names_that_exist() {
    let (folder, zone) = zone_folder();
    let place = "lamp IN LOC 52 12 11.4 N 0 7 12.6 E 10m 1m 1m 1m\n";
    folder.write("example.zone", &(zone_text("example", "192.0.2.1") + place));
    let mut running = Running::start(program().args(["--zone", &zone, "--listen", "127.0.0.1:0"]));
    let address = running.address();
    running.signal("INT");
    assert_eq!(running.end().0, Some(0));
    let mut text = String::new();
    running.child.stdout.take().unwrap().read_to_string(&mut text).unwrap();
    let port = address.port();
    assert!(text.contains(&format!("dig @127.0.0.1 -p {port} lamp.example A\n")), "{text}");
    assert!(text.contains("near 52.20317,0.12017 --zone example --server 127.0.0.1:"), "{text}");
}

#[test]
fn the_log_can_be_json_and_shows_no_client() {
    let (_folder, zone) = zone_folder();
    let mut running = Running::start(program().args([
        "--zone",
        &zone,
        "--listen",
        "127.0.0.1:0",
        "--log",
        "json",
        "--log-level",
        "debug",
    ]));
    let line = running.wait_for("listening");
    let port = line.split("127.0.0.1:").nth(1).and_then(|rest| rest.split('"').next());
    let address = SocketAddr::new("127.0.0.2".parse().unwrap(), 0);
    let client = std::net::UdpSocket::bind(address).unwrap();
    client.connect(("127.0.0.1", port.unwrap().parse().unwrap())).unwrap();
    client.set_read_timeout(Some(PATIENCE)).unwrap();
    client.send(&question(1, "lamp.example", A)).unwrap();
    client.recv(&mut [0; 512]).unwrap();
    running.signal("TERM");
    running.end();
    let rest: Vec<String> = std::iter::once(line).chain(running.log.iter()).collect();
    assert!(rest.iter().all(|line| line.starts_with('{') && line.ends_with('}')), "{rest:#?}");
    assert!(!rest.iter().any(|line| line.contains("127.0.0.2")), "{rest:#?}");
}

#[test]
fn the_service_manager_is_told() {
    let (folder, zone) = zone_folder();
    let socket_path = folder.path("notify");
    let socket = UnixDatagram::bind(&socket_path).unwrap();
    socket.set_read_timeout(Some(PATIENCE)).unwrap();
    let heard = || {
        let mut text = [0; 64];
        let octets = socket.recv(&mut text).unwrap();
        String::from_utf8(text[..octets].to_vec()).unwrap()
    };
    let mut running = Running::start(
        program()
            .args(["--zone", &zone, "--listen", "127.0.0.1:0"])
            .env("NOTIFY_SOCKET", &socket_path),
    );
    assert_eq!(heard(), "READY=1");
    folder.replace("example.zone", &zone_text("example", "192.0.2.2"));
    running.signal("HUP");
    assert_eq!(heard(), "RELOADING=1");
    assert_eq!(heard(), "READY=1");
    running.signal("TERM");
    assert_eq!(heard(), "STOPPING=1");
    assert_eq!(running.end().0, Some(0));
}

#[test]
fn options_stand_above_the_file_and_add_zones_to_it() {
    let (folder, _) = zone_folder();
    let other = folder.write("other.zone", &zone_text("other", "192.0.2.9"));
    let file = folder.write(
        "server.toml",
        "listen = ['192.0.2.1:1']\nthreads = 1\n[[zone]]\npath = 'example.zone'\n[log]\nformat = 'json'",
    );
    let running = Running::start(program().args([
        "--config",
        file.to_str().unwrap(),
        "--zone",
        other.to_str().unwrap(),
        "--listen",
        "127.0.0.1:0",
        "--log",
        "text",
    ]));
    let address = running.address();
    assert_eq!(rcode_of(&ask_udp(address, "lamp.example", A)), NOERROR);
    assert_eq!(rcode_of(&ask_udp(address, "lamp.other", A)), NOERROR);
}

#[test]
fn an_unfit_zone_is_status_1_with_all_faults() {
    let folder = Folder::new();
    let zone = folder.write("x.zone", "$ORIGIN x.\n$TTL 60\nlamp IN A 192.0.2.1\n");
    for options in [&["--check-config"][..], &["--listen", "127.0.0.1:0"]] {
        let output = run(program().args(["--zone", zone.to_str().unwrap()]).args(options));
        let text = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{text}");
        assert!(text.contains("no SOA"), "{text}");
    }
}

#[test]
fn an_origin_that_is_not_the_zone_is_refused() {
    let (_folder, zone) = zone_folder();
    let output = run(program().args(["--zone", &format!("hq.test={zone}"), "--check-config"]));
    let text = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{text}");
    assert!(text.contains("origin = hq.test.") && text.contains("zone in it is"), "{text}");
}

#[test]
fn a_sound_configuration_is_checked_without_serving() {
    let (_folder, zone) = zone_folder();
    let output = run(program().args(["--zone", &zone, "--check-config"]));
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn misuse_is_status_2_and_named() {
    let (folder, zone) = zone_folder();
    let file = folder.write("server.toml", "threads = 1000\n");
    let file = file.to_str().unwrap();
    let table: &[(&[&str], &[&str])] = &[
        (&[], &["no zone", "--zone"]),
        (&["--zone", &zone, "--listen", "localhost:53"], &["--listen", "localhost:53", "ADDRESS"]),
        (&["--zone", &zone, "--threads", "0"], &["--threads = 0", "1 to 256"]),
        (&["--zone", &zone, "--log", "xml"], &["--log = \"xml\"", "text or json"]),
        (&["--zone", &zone, "--log-level", "all"], &["--log-level = \"all\"", "debug"]),
        (&["--zone", "a..b=nowhere"], &["--zone = \"a..b\"", "domain name"]),
        (&["--config", file], &["threads = 1000", "1 to 256 workers"]),
        (&["--config", "/nonexistent.toml"], &["/nonexistent.toml"]),
    ];
    for (options, expected) in table {
        let output = run(program().args(*options));
        let text = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{options:?}: {text}");
        for part in *expected {
            assert!(text.contains(part), "{options:?}: {text:?} lacks {part:?}");
        }
    }
}

/// RFC 1035 §5.1: the origin may come from outside; here it stands before the path.
#[test]
fn an_origin_may_be_given_with_the_path() {
    let folder = Folder::new();
    let text = zone_text("example", "192.0.2.1").replace("$ORIGIN example.\n", "");
    let zone = folder.write("bare.zone", &text);
    let option = format!("given.example={}", zone.display());
    let running = Running::start(program().args(["--zone", &option, "--listen", "127.0.0.1:0"]));
    assert_eq!(rcode_of(&ask_udp(running.address(), "lamp.given.example", A)), NOERROR);
}

/// When no file is left for a connection, an old one makes room for the new.
#[test]
fn too_few_files_do_not_shut_new_clients_out() {
    const FILES: usize = 60;
    let (_folder, zone) = zone_folder();
    let command = format!("ulimit -n {FILES}; exec \"$@\"");
    let server = env!("CARGO_BIN_EXE_sns-server");
    let options = ["--zone", &zone, "--listen", "127.0.0.1:0", "--threads", "1"];
    let running =
        Running::start(Command::new("sh").args(["-c", &command, "sh", server]).args(options));
    let address = running.address();
    let mut held = Vec::new();
    for _ in 0..2 * FILES {
        held.push(tcp(address));
    }
    running.wait_for("no file for a connection");
    assert_eq!(rcode_of(&ask_tcp(&mut tcp(address), "lamp.example", A)), NOERROR);
    assert_eq!(rcode_of(&ask_udp(address, "lamp.example", A)), NOERROR);
}

/// Only root can give root up, so this test does nothing for anybody else.
#[test]
fn root_is_given_up_for_good() {
    let is_root = fs::metadata("/proc/self").is_ok_and(|data| {
        use std::os::unix::fs::MetadataExt;
        data.uid() == 0
    });
    if !is_root {
        return;
    }
    let (folder, zone) = zone_folder();
    let file = folder.write("server.toml", "user = 'nobody'\n");
    let options = ["--zone", &zone, "--listen", "127.0.0.1:0"];
    let running =
        Running::start(program().args(["--config", file.to_str().unwrap()]).args(options));
    let address = running.address();
    assert_eq!(rcode_of(&ask_udp(address, "lamp.example", A)), NOERROR);
    let tasks = fs::read_dir(format!("/proc/{}/task", running.child.id())).unwrap();
    for task in tasks {
        let status = fs::read_to_string(task.unwrap().path().join("status")).unwrap();
        let line = |key: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(key));
            line.unwrap().split_whitespace().map(str::to_owned).collect::<Vec<_>>()
        };
        assert!(line("Uid:").iter().chain(&line("Gid:")).all(|id| id != "0"), "{status}");
        assert!(line("Groups:").is_empty(), "{status}");
        assert_eq!(line("CapEff:"), ["0000000000000000"], "{status}");
        assert_eq!(line("NoNewPrivs:"), ["1"], "{status}");
    }
    let file = folder.write("root.toml", "user = 'root'\n");
    let output = run(program().args(["--config", file.to_str().unwrap()]).args(options));
    let text = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{text}");
    assert!(text.contains("expected one that is not root"), "{text}");
}
