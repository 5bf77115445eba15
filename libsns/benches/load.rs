//! How long a master file takes to become an image, step by step:
//! `cargo bench -p libsns --bench load -- FILE`. Without a file there is nothing to measure.
#![allow(
    missing_docs,
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "a measurement: it reads a file and a clock"
)]

use std::time::Instant;

use libsns::zone::ZoneBuilder;
use libsns::zone::master_file;

fn main() {
    let Some(path) = std::env::args().skip(1).find(|argument| !argument.starts_with('-')) else {
        println!("load: name a master file to measure");
        return;
    };
    let started = Instant::now();
    let text = std::fs::read(&path).expect("a readable file");
    let mut lap = started;
    let mut say = |what: &str| {
        println!("{what:14} {:7.1} ms", lap.elapsed().as_secs_f64() * 1e3);
        lap = Instant::now();
    };
    say("read file");
    let mut builder = ZoneBuilder::new();
    let mut include = |name: &str| Err(format!("{name}: not read here"));
    let read = master_file::read(&text, &path, None, &mut include, &mut builder);
    say("parse, collect");
    if let Err(errors) = read {
        errors.iter().for_each(|error| println!("{error}"));
        return;
    }
    drop(text);
    match builder.build() {
        Ok(zone) => {
            say("build");
            println!("{} records, {} names", zone.record_count(), zone.node_count());
            println!("{:.1} MiB", zone.memory_octets() as f64 / f64::from(1 << 20));
        }
        Err(faults) => faults.iter().for_each(|fault| println!("{fault}")),
    }
    println!("{:14} {:7.1} ms", "in all", started.elapsed().as_secs_f64() * 1e3);
}
