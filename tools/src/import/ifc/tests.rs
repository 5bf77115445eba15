//! The whole way: from files to surveys.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use super::*;

/// The octets of the duplex apartment; none, with a word, where the data is not there.
fn duplex() -> Option<Vec<u8>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/ifc/duplex.ifc.gz");
    let Ok(file) = File::open(&path) else {
        eprintln!("SKIPPED: there is no data beside the workspace");
        return None;
    };
    let mut octets = Vec::new();
    flate2::read::GzDecoder::new(file).read_to_end(&mut octets).expect("a whole file");
    Some(octets)
}

fn read_octets(octets: &[u8], options: &Options) -> Result<Survey, ImportError> {
    let files = vec![InputFile::from_octets("house.ifc", octets)];
    read(&Input { name: "house.ifc".into(), files }, options)
}

#[test]
fn dump() {
    let Some(octets) = duplex() else { return };
    let survey = read_octets(&octets, &Options::default()).unwrap();
    for p in &survey.places {
        println!(
            "{:?} {:?} {:?} {} {:?} in {:?} {} rings h {:?} {:?}",
            p.source,
            p.names,
            p.class,
            p.kind,
            p.levels,
            p.inside,
            p.shape
                .iter()
                .map(|r| r.iter().map(|r| r.len().to_string()).collect::<Vec<_>>().join("+"))
                .collect::<Vec<_>>()
                .join(" "),
            p.height,
            p.civic
        );
    }
    for p in &survey.exits {
        println!("{:?}", p);
    }
    for p in &survey.devices {
        println!("{:?}", p);
    }
    for p in &survey.remarks {
        println!("{p}");
    }
    println!("{} {:?}", survey.title, survey.level_labels);
}
