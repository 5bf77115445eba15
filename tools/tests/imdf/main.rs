//! A shopping centre in IMDF: two levels, fourteen units, written for these tests after the standard.

mod broken;
mod sample;

use std::fs;
use std::path::Path;

use sns_tools::import::{ImportError, Input, InputFile, Options, imdf};
use sns_tools::survey::Survey;

/// The files of the sample with their names.
type Files = Vec<(String, Vec<u8>)>;

fn files() -> Files {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/imdf/sample");
    let mut files: Files = fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (format!("centre/{name}"), fs::read(path).unwrap())
        })
        .collect();
    files.sort();
    files
}

fn read(files: &Files) -> Result<Survey, ImportError> {
    read_with(files, &Options::default())
}

fn read_with(files: &Files, options: &Options) -> Result<Survey, ImportError> {
    let open = |(name, octets): &'_ (String, Vec<u8>)| -> (String, Vec<u8>) {
        (name.clone(), octets.clone())
    };
    let owned: Files = files.iter().map(open).collect();
    let files = owned.iter().map(|(name, octets)| InputFile::from_octets(name, octets)).collect();
    imdf::read(&Input { name: "centre.zip".into(), files }, options)
}

/// The sample with words of a file replaced; they must be there.
fn changed(file: &str, words: &str, by: &str) -> Files {
    let mut files = files();
    let (_, octets) = files.iter_mut().find(|(name, _)| name.ends_with(file)).unwrap();
    let text = String::from_utf8(octets.clone()).unwrap();
    assert!(text.contains(words), "{file} has no {words}");
    *octets = text.replace(words, by).into_bytes();
    files
}
