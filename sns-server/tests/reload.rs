//! Zones that change while they are served.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops")]

mod support;

use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::Duration;
use std::{fs, io};

use sns_server::{Server, StartError};
use support::*;

fn lamp(server: &Server) -> Ipv4Addr {
    address_of(&ask_udp(server.addresses()[0], "lamp.example", A))
}

fn host(last: u8) -> Ipv4Addr {
    Ipv4Addr::new(192, 0, 2, last)
}

fn zone_with(last: u8) -> String {
    zone_text("example", &host(last).to_string())
}

#[test]
fn a_file_written_anew_is_served_anew() {
    let (server, folder) = server();
    assert_eq!(lamp(&server), host(1));
    folder.write("example.zone", &zone_with(2));
    until("the new zone is served", || lamp(&server) == host(2));
}

#[test]
fn a_file_renamed_over_the_old_one_is_seen_every_time() {
    let (server, folder) = server();
    for last in 2..6 {
        folder.replace("example.zone", &zone_with(last));
        until("the new zone is served", || lamp(&server) == host(last));
    }
}

/// As deployments do it: the path leads through a link to a directory, and the link is changed.
#[test]
fn a_link_that_leads_elsewhere_is_followed() {
    let folder = Folder::new();
    for last in [1, 2] {
        fs::create_dir(folder.path(&format!("state-{last}"))).unwrap();
        folder.write(&format!("state-{last}/example.zone"), &zone_with(last));
    }
    std::os::unix::fs::symlink("state-1", folder.path("now")).unwrap();
    let config = config(&[&folder.path("now/example.zone")], &["127.0.0.1:0"]);
    let server = Server::start(&config).unwrap();
    assert_eq!(lamp(&server), host(1));
    std::os::unix::fs::symlink("state-2", folder.path("next")).unwrap();
    fs::rename(folder.path("next"), folder.path("now")).unwrap();
    server.reload();
    until("the other zone is served", || lamp(&server) == host(2));
}

#[test]
fn without_watching_a_reload_has_to_be_asked_for() {
    let (server, folder) = server_with(|config| config.reload.watch = false);
    folder.write("example.zone", &zone_with(2));
    thread::sleep(Duration::from_millis(150));
    assert_eq!(lamp(&server), host(1));
    server.reload();
    until("the new zone is served", || lamp(&server) == host(2));
}

#[test]
fn a_zone_that_becomes_unfit_keeps_its_last_sound_state() {
    let (server, folder) = server();
    folder.write("example.zone", &zone_with(2).replace(" A ", " BAD "));
    thread::sleep(Duration::from_millis(150));
    assert_eq!(lamp(&server), host(1));
    fs::remove_file(folder.path("example.zone")).unwrap();
    thread::sleep(Duration::from_millis(150));
    assert_eq!(lamp(&server), host(1));
    folder.write("example.zone", &zone_with(3));
    until("the mended zone is served", || lamp(&server) == host(3));
}

/// The same file by the path from where the test runs.
fn relative(path: &Path) -> PathBuf {
    let here = std::env::current_dir().unwrap();
    let up = here.components().skip(1).map(|_| "..").collect::<PathBuf>();
    up.join(path.strip_prefix("/").unwrap())
}

/// A relative path and the real one name the same directory: it is watched on when one is given up.
#[test]
fn a_file_that_was_gone_is_seen_again() {
    let folder = Folder::new();
    let path = relative(&folder.write("example.zone", &zone_with(1)));
    let server = Server::start(&config(&[&path], &["127.0.0.1:0"])).unwrap();
    for last in 2..5 {
        fs::remove_file(folder.path("example.zone")).unwrap();
        thread::sleep(Duration::from_millis(100));
        assert_eq!(lamp(&server), host(last - 1));
        folder.write("example.zone", &zone_with(last));
        until("the new zone is served", || lamp(&server) == host(last));
    }
}

#[test]
fn a_directory_that_was_gone_is_seen_again() {
    let folder = Folder::new();
    let inner = folder.path("a/b");
    fs::create_dir_all(&inner).unwrap();
    let path = folder.write("a/b/example.zone", &zone_with(1));
    let server = Server::start(&config(&[&path], &["127.0.0.1:0"])).unwrap();
    for last in 2..5 {
        fs::remove_dir_all(folder.path("a")).unwrap();
        thread::sleep(Duration::from_millis(100));
        fs::create_dir(folder.path("a")).unwrap();
        thread::sleep(Duration::from_millis(100));
        fs::create_dir(&inner).unwrap();
        thread::sleep(Duration::from_millis(100));
        folder.write("a/b/example.zone", &zone_with(last));
        until("the new zone is served", || lamp(&server) == host(last));
    }
}

const PLAN: &str = "[site]\nname = 'Hut'\napex = 'hut.example'\ncontact = 'a@hut.example'\n\
    position = [52.2, 0.1]\n[[nameserver]]\nname = 'ns1'\naddresses = ['192.0.2.53']\n";

/// A pipe would be waited for, and no zone ever read again.
#[test]
fn what_is_no_file_is_a_fault_and_holds_nothing_up() {
    let (server, folder) = server();
    folder.write("example.zone", &(zone_with(2) + "$INCLUDE /dev/zero\n"));
    thread::sleep(Duration::from_millis(150));
    assert_eq!(lamp(&server), host(1));
    folder.write("example.zone", &zone_with(3));
    until("the mended zone is served", || lamp(&server) == host(3));
}

#[test]
fn a_plan_is_told_what_of_it_cannot_be_read() {
    let folder = Folder::new();
    fs::create_dir(folder.path("hut")).unwrap();
    folder.write("hut/plan.toml", PLAN);
    let start = || Server::start(&config(&[&folder.path("hut")], &["127.0.0.1:0"]));
    start().unwrap();
    for (link, target, expected) in [
        ("hut/null.toml", "/dev/null", "null.toml: is a pipe, a socket or a device"),
        ("hut/again", ".", "again: is "),
    ] {
        std::os::unix::fs::symlink(target, folder.path(link)).unwrap();
        let error = start().unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
        fs::remove_file(folder.path(link)).unwrap();
    }
}

#[test]
fn of_several_zones_only_the_changed_one_is_read() {
    let folder = Folder::new();
    let one = folder.write("one.zone", &zone_text("one", "192.0.2.1"));
    let two = folder.write("two.zone", &zone_text("two", "192.0.2.1"));
    let server = Server::start(&config(&[&one, &two], &["127.0.0.1:0"])).unwrap();
    let [old_one, old_two] = <[_; 2]>::try_from(server.zones()).unwrap();
    folder.write("two.zone", &zone_text("two", "192.0.2.2"));
    let address = server.addresses()[0];
    until("the new zone is served", || address_of(&ask_udp(address, "lamp.two", A)) == host(2));
    let [new_one, new_two] = <[_; 2]>::try_from(server.zones()).unwrap();
    assert!(Arc::ptr_eq(&old_one, &new_one));
    assert!(!Arc::ptr_eq(&old_two, &new_two));
}

#[test]
fn a_zone_may_not_become_another_one() {
    let folder = Folder::new();
    let one = folder.write("one.zone", &zone_text("one", "192.0.2.1"));
    let two = folder.write("two.zone", &zone_text("two", "192.0.2.2"));
    let server = Server::start(&config(&[&one, &two], &["127.0.0.1:0"])).unwrap();
    folder.write("two.zone", &zone_text("one", "192.0.2.3"));
    thread::sleep(Duration::from_millis(150));
    let address = server.addresses()[0];
    assert_eq!(address_of(&ask_udp(address, "lamp.one", A)), host(1));
    assert_eq!(address_of(&ask_udp(address, "lamp.two", A)), host(2));
}

/// Questions over UDP and TCP all the while, one at a time each: every one is answered, with the
/// old address or the new one, and never with the old one after the new.
#[test]
fn reloading_under_load_loses_no_question() {
    const STATES: u8 = 40;
    let (server, folder) = server();
    let address = server.addresses()[0];
    let is_over = Arc::new(AtomicBool::new(false));
    let asked = Arc::new(AtomicU64::new(0));
    let ask = |mut question: Box<dyn FnMut() -> Ipv4Addr + Send>| {
        let (is_over, asked) = (Arc::clone(&is_over), Arc::clone(&asked));
        thread::spawn(move || {
            let mut last = host(1);
            while !is_over.load(Ordering::Relaxed) {
                let now = question();
                assert!(now >= last, "{now} after {last}");
                last = now;
                asked.fetch_add(1, Ordering::Relaxed);
            }
        })
    };
    let mut stream = tcp(address);
    let clients = [
        ask(Box::new(move || address_of(&ask_udp(address, "lamp.example", A)))),
        ask(Box::new(move || address_of(&ask_tcp(&mut stream, "lamp.example", A)))),
    ];
    for last in 2..=STATES {
        folder.replace("example.zone", &zone_with(last));
        server.reload();
        until("the new zone is served", || lamp(&server) == host(last));
    }
    is_over.store(true, Ordering::Relaxed);
    clients.into_iter().for_each(|client| client.join().unwrap());
    assert!(asked.load(Ordering::Relaxed) > 100);
    let totals = server.stop();
    assert_eq!((totals.dropped, totals.unsent), (0, 0));
}

#[test]
fn a_server_does_not_start_with_an_unfit_zone_and_says_all_that_is_wrong() {
    let folder = Folder::new();
    let sound = folder.write("sound.zone", &zone_text("sound", "192.0.2.1"));
    let double = folder.write("double.zone", &zone_text("SOUND", "192.0.2.1"));
    let no_soa = folder.write("no-soa.zone", "$ORIGIN x.\n$TTL 60\nlamp IN A 192.0.2.1\n");
    let missing = folder.path("missing.zone");
    let config = config(&[&sound, &double, &no_soa, &missing], &["127.0.0.1:0"]);
    let Err(StartError::Zones(zones)) = Server::start(&config) else { panic!("it started") };
    let unfit: Vec<_> = zones.iter().map(|zone| zone.path.as_path()).collect();
    assert_eq!(unfit, [&*no_soa, &*missing, &*double]);
    let text = StartError::Zones(zones).to_string();
    let not_found = io::Error::from_raw_os_error(2).to_string();
    for part in ["no SOA", &not_found, "sound.zone is as well", "1 fault:"] {
        assert!(text.contains(part), "{text:?} lacks {part:?}");
    }
}

/// The example plan of the project, copied so that it can be changed.
fn plan_folder() -> Folder {
    let folder = Folder::new();
    let example = concat!(env!("CARGO_MANIFEST_DIR"), "/../zones/coworking");
    for entry in fs::read_dir(example).unwrap() {
        let path = entry.unwrap().path();
        fs::copy(&path, folder.path(path.file_name().unwrap().to_str().unwrap())).unwrap();
    }
    folder
}

#[test]
fn a_plan_is_served_and_read_again_when_a_file_comes_or_goes() {
    const NAME: &str = "added.coworking.example";
    let folder = plan_folder();
    let server = Server::start(&config(&[&folder.path("")], &["127.0.0.1:0"])).unwrap();
    let rcode = || rcode_of(&ask_udp(server.addresses()[0], NAME, A));
    assert_eq!(rcode(), NXDOMAIN);
    folder.write("added.zone", &format!("{NAME}. 60 IN A 192.0.2.7\n"));
    until("the added file is served", || rcode() == NOERROR);
    fs::remove_file(folder.path("added.zone")).unwrap();
    until("it is gone again", || rcode() == NXDOMAIN);
}

#[test]
fn a_plan_can_be_named_by_its_file_and_its_faults_have_a_place() {
    let folder = plan_folder();
    let path = folder.path("plan.toml");
    drop(Server::start(&config(&[&path], &["127.0.0.1:0"])).unwrap());
    folder
        .write("plan.toml", &format!("{}\nunknown_key = 1\n", fs::read_to_string(&path).unwrap()));
    let error = Server::start(&config(&[&path], &["127.0.0.1:0"])).unwrap_err().to_string();
    let line = fs::read_to_string(&path).unwrap().lines().count();
    let place = format!("{}:{line}:", path.display());
    assert!(error.contains(&place) && error.contains("unknown_key"), "{error:?} lacks {place:?}");
    let empty = Folder::new();
    let error = Server::start(&config(&[&empty.path("")], &["127.0.0.1:0"])).unwrap_err();
    assert!(error.to_string().contains("a directory with a plan.toml"), "{error}");
}

/// An included file starts from the file that includes it, and is watched like it.
#[test]
fn an_included_file_is_part_of_the_zone() {
    let folder = Folder::new();
    fs::create_dir(folder.path("parts")).unwrap();
    folder.write("parts/lamps.zone", "lamp IN A 192.0.2.1\n");
    let text = zone_with(9).replace("lamp IN A 192.0.2.9\n", "$INCLUDE parts/lamps.zone\n");
    let zone = folder.write("example.zone", &text);
    let server = Server::start(&config(&[&zone], &["127.0.0.1:0"])).unwrap();
    assert_eq!(lamp(&server), host(1));
    folder.write("parts/lamps.zone", "lamp IN A 192.0.2.2\n");
    until("the changed part is served", || lamp(&server) == host(2));
    folder.write("parts/lamps.zone", "lamp IN A 192.0.2\n");
    thread::sleep(Duration::from_millis(150));
    assert_eq!(lamp(&server), host(2));
    let error = Server::start(&config(&[&zone], &["127.0.0.1:0"])).unwrap_err().to_string();
    assert!(error.contains("parts/lamps.zone:1:"), "{error}");
}
