//! How long an IFC file takes, and how much memory: `cargo bench -p sns-tools --bench ifc`.
//!
//! The duplex apartment, where it lies beside the workspace, and office buildings made for the purpose.
//! The largest sum of what is allocated at a time holds the file's octets too.
#![allow(
    missing_docs,
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a measurement: it reads a file"
)]

#[path = "../tests/support/office.rs"]
mod office;

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use divan::counter::BytesCount;
use divan::{AllocProfiler, Bencher};
use sns_tools::import::{Input, InputFile, Options, ifc};
use sns_tools::survey::Survey;

#[global_allocator]
static ALLOCATOR: AllocProfiler = AllocProfiler::system();

fn main() {
    divan::main();
}

fn read(octets: &[u8]) -> Survey {
    let files = vec![InputFile::from_octets("house.ifc", octets)];
    ifc::read(&Input { name: "house.ifc".into(), files }, &Options::default()).unwrap()
}

#[divan::bench(sample_count = 20)]
fn duplex(bencher: Bencher<'_, '_>) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/ifc/duplex.ifc.gz");
    let Ok(packed) = File::open(path) else { return };
    let mut octets = Vec::new();
    flate2::read::GzDecoder::new(packed).read_to_end(&mut octets).unwrap();
    bencher.counter(BytesCount::of_slice(&octets)).bench(|| read(&octets));
}

#[divan::bench(args = [5, 50, 200], sample_count = 3, sample_size = 1)]
fn office_of_megabytes(bencher: Bencher<'_, '_>, megabytes: usize) {
    let office = office::office(megabytes * 1_000_000);
    assert!(office.rooms > office.storeys * office::ROOMS_A_STOREY);
    let octets = office.text.as_bytes();
    bencher.counter(BytesCount::of_slice(octets)).bench(|| read(octets));
}
