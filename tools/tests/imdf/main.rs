//! A shopping centre in IMDF: two levels, fourteen units, written for these tests after the standard.

mod broken;
mod sample;

use std::fs::{self, DirEntry};
use std::io;
use std::path::Path;

use sns_tools::import::{ImportError, Input, InputFile, Options, imdf};
use sns_tools::survey::Survey;

/// The files of the sample with their names.
type Files = Vec<(String, Vec<u8>)>;

fn files() -> Files {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/imdf/sample");
    let file = |entry: io::Result<DirEntry>| {
        let entry = entry?;
        let name = format!("centre/{}", entry.file_name().to_string_lossy());
        Ok((name, fs::read(entry.path())?))
    };
    let files = fs::read_dir(folder).and_then(|entries| entries.map(file).collect());
    let mut files: Files = files.expect("the sample lies beside the test");
    files.sort();
    files
}

fn read(files: &Files) -> Result<Survey, ImportError> {
    read_with(files, &Options::default())
}

fn read_with(files: &Files, options: &Options) -> Result<Survey, ImportError> {
    let files = files.iter().map(|(name, octets)| InputFile::from_octets(name, octets)).collect();
    imdf::read(&Input { name: "centre.zip".into(), files }, options)
}

/// The sample with words of a file replaced; they must be there.
fn changed(file: &str, words: &str, by: &str) -> Files {
    let mut files = files();
    for (_, octets) in files.iter_mut().filter(|(name, _)| name.ends_with(file)) {
        let text = String::from_utf8_lossy(octets).into_owned();
        assert!(text.contains(words), "{file} has no {words}");
        *octets = text.replace(words, by).into_bytes();
    }
    files
}
