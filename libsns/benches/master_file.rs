//! How fast a master file is read: the zone of a small world of buildings, six records a device.
//!
//! `SNS_BENCH_ZONE=path cargo bench -p libsns --bench master_file` reads a file of your own.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a benchmark reads its zone and stops where something is wrong"
)]

use std::fmt::Write;

use divan::counter::{BytesCount, ItemsCount};
use libsns::record::RecordType;
use libsns::zone::master_file::{RecordSink, read};

fn main() {
    divan::main();
}

/// Counts and keeps nothing.
#[derive(Default)]
struct Count {
    records: usize,
    octets: usize,
}

impl RecordSink for Count {
    fn record(&mut self, owner: &[u8], _: RecordType, _: u32, rdata: &[u8]) -> Result<(), String> {
        self.records += 1;
        self.octets += owner.len() + rdata.len();
        Ok(())
    }
}

fn zone() -> Vec<u8> {
    const DEVICES: usize = 20_000;
    if let Some(path) = std::env::var_os("SNS_BENCH_ZONE") {
        return std::fs::read(path).unwrap();
    }
    let mut text = "$ORIGIN loc.example.\n$TTL 3600\n".to_owned();
    for i in 0..DEVICES {
        let (building, floor, room) = (i / 1000, i / 100 % 10, i / 10 % 10);
        let room = format!("r{floor}{room:02}.f{floor}.b{building}.kings-road.camden.london.gb");
        let name = format!("lamp-{:02}.{room}", i % 97);
        write!(
            text,
            "{name} IN A 10.{}.{}.{}\n\
             {name} IN AAAA fd00:10c::{:x}:{:x}\n\
             {name} IN TXT \"kind=lamp v=1 floor={floor} id={i}\"\n\
             {name} IN LOC 51 32 {}.{:03} N 0 8 23.928 W 10.00m 1m 1m 1m\n\
             {name} IN SVCB 1 . alpn=\"h3,h2\" port=8443\n\
             {room} IN PTR {name}\n",
            i >> 16,
            i >> 8 & 255,
            i & 255,
            i >> 16,
            i & 0xffff,
            i % 60,
            i % 1000,
        )
        .unwrap();
    }
    text.into_bytes()
}

#[divan::bench(sample_count = 20, sample_size = 1)]
fn read_and_count(bencher: divan::Bencher<'_, '_>) {
    let text = zone();
    let count = || {
        let mut sink = Count::default();
        read(&text, "bench", None, &mut |_| Err("no files".into()), &mut sink).unwrap();
        sink
    };
    let counted = count();
    assert!(counted.octets > 0);
    bencher
        .counter(BytesCount::of_slice(&text))
        .counter(ItemsCount::new(counted.records))
        .bench(|| count().octets);
}
