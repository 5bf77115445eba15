//! What an answer costs without any socket: `cargo bench -p libsns --bench answer`.
//!
//! The zone is a campus of 100,000 devices with six records each; questions go round all of it, so
//! that caches hold no more than they would in service.
#![allow(missing_docs, reason = "a benchmark")]

use std::cell::RefCell;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::{Arc, LazyLock};

use divan::Bencher;
use libsns::authority::{Asker, Authority, Outcome, Settings, Transport, Workspace};
use libsns::name::Name;
use libsns::record::RecordType;
use libsns::zone::{Catalog, Zone, ZoneBuilder};

const DEVICES: usize = 100_000;

fn main() {
    divan::main();
}

static AUTHORITY: LazyLock<Authority> =
    LazyLock::new(|| Authority::new(Catalog::new(vec![Arc::new(campus())]), Settings::default()));

fn wire(text: &str) -> Vec<u8> {
    text.parse::<Name>().expect("a name").as_wire().to_vec()
}

fn room(device: usize) -> String {
    let (building, floor, room) = (device / 1000, device / 100 % 10, device / 10 % 10);
    format!("r{floor}{room:02}.f{floor}.b{building}.kings-road.camden.london.gb.loc.example.")
}

fn device(device: usize) -> String {
    format!("lamp-{:02}.{}", device % 10, room(device))
}

/// A name below which a wildcard stands for a room's devices, as below a cell.
fn cell(device: usize) -> String {
    let digits: String = format!("{:05}", device / 10).chars().flat_map(|d| [d, '.']).collect();
    format!("{digits}19._h3.loc.example.")
}

/// A zone with the record mix of a building.
fn campus() -> Zone {
    let mut zone = ZoneBuilder::new();
    let apex = wire("loc.example.");
    let soa = [wire("ns1.loc.example."), wire("hostmaster.loc.example."), [0, 0, 1, 44].repeat(5)];
    let mut add = |owner: &[u8], rtype: RecordType, data: &[u8]| {
        zone.add(owner, rtype, 3600, data).expect("a good record");
    };
    add(&apex, RecordType::SOA, &soa.concat());
    add(&apex, RecordType::NS, &wire("ns1.loc.example."));
    add(&wire("*.wild.loc.example."), RecordType::A, &[192, 0, 2, 1]);
    for number in 0..DEVICES {
        let name = wire(&device(number));
        let id = (number as u32).to_be_bytes();
        add(&name, RecordType::A, &id);
        add(&name, RecordType::AAAA, &id.repeat(4));
        add(&name, RecordType::TXT, &[&[40][..], &[b'k'; 40]].concat());
        add(&name, RecordType::LOC, &[0x12; 16]);
        add(&name, RecordType::SVCB, b"\0\x01\0\0\x01\0\x03\x02h3\0\x03\0\x02\x20\xfb");
        add(&wire(&room(number)), RecordType::PTR, &name);
        add(&wire(&format!("*.{}", cell(number))), RecordType::PTR, &name);
    }
    zone.build().expect("a good zone")
}

/// Questions of one type; `name` gives the name for a number.
fn questions(rtype: RecordType, name: fn(usize) -> String) -> Vec<Vec<u8>> {
    let question = |i: usize| {
        let head = [0, 7, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0];
        let tail = [rtype.0.to_be_bytes(), [0, 1]].concat();
        [&head[..], &wire(&name(i * 7919 % DEVICES)), &tail].concat()
    };
    (0..50_000).map(question).collect()
}

const ASKER: Asker = Asker { address: IpAddr::V4(Ipv4Addr::LOCALHOST), transport: Transport::Udp };

/// Asks questions of one type round and round.
fn ask(bencher: Bencher<'_, '_>, rtype: RecordType, name: fn(usize) -> String) {
    let questions = questions(rtype, name);
    let (mut work, mut reply, mut next) = (Workspace::new(), vec![0; 65_535], 0);
    bencher.bench_local(|| {
        next = (next + 1) % questions.len();
        let outcome = AUTHORITY.handle(&ASKER, &questions[next], &mut work, &mut reply);
        assert_ne!(outcome, Outcome::Drop);
        outcome
    });
}

/// A thousand questions by each of so many threads at once. What one thread needs for its thousand says
/// how well threads keep out of each other's way: twice the threads do twice the work where it stays.
#[divan::bench(threads = [1, 2, 4], sample_count = 200, sample_size = 10)]
fn a_thousand_addresses_a_thread(bencher: Bencher<'_, '_>) {
    thread_local! {
        static SEAT: RefCell<(Workspace, Vec<u8>)> =
            RefCell::new((Workspace::new(), vec![0; 65_535]));
    }
    let questions = questions(RecordType::A, device);
    bencher.bench(|| {
        SEAT.with_borrow_mut(|(work, reply)| {
            for question in questions.iter().take(1000) {
                let outcome = AUTHORITY.handle(&ASKER, question, work, reply);
                assert_ne!(outcome, Outcome::Drop);
            }
        });
    });
}

#[divan::bench(sample_size = 20_000)]
fn address(bencher: Bencher<'_, '_>) {
    ask(bencher, RecordType::A, device);
}

#[divan::bench(sample_size = 20_000)]
fn ten_pointers(bencher: Bencher<'_, '_>) {
    ask(bencher, RecordType::PTR, room);
}

#[divan::bench(sample_size = 20_000)]
fn ten_pointers_by_cell(bencher: Bencher<'_, '_>) {
    ask(bencher, RecordType::PTR, |i| format!("4.0.6.2.{}", cell(i)));
}

#[divan::bench(sample_size = 20_000)]
fn service_with_addresses(bencher: Bencher<'_, '_>) {
    ask(bencher, RecordType::SVCB, device);
}

#[divan::bench(sample_size = 20_000)]
fn no_such_name(bencher: Bencher<'_, '_>) {
    ask(bencher, RecordType::A, |i| format!("nx-{i}.{}", room(i)));
}

#[divan::bench(sample_size = 20_000)]
fn no_such_type(bencher: Bencher<'_, '_>) {
    ask(bencher, RecordType::MX, device);
}

#[divan::bench(sample_size = 20_000)]
fn wildcard(bencher: Bencher<'_, '_>) {
    ask(bencher, RecordType::A, |i| format!("any-{i}.wild.loc.example."));
}

#[divan::bench(sample_size = 20_000)]
fn long_name_that_is_not_there(bencher: Bencher<'_, '_>) {
    ask(bencher, RecordType::A, |i| format!("{}{}", "x.".repeat(80), device(i)));
}
