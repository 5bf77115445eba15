//! The files of zones: which belong to a plan, and reading them.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::{fs, io};

use libsns::plan::{PlanFile, ROOT_FILE};

use crate::fault::Fault;

/// Files below a plan's directory that may be part of it, by how their names end.
const PLAN_FILES: [&str; 4] = ["toml", "geojson", "json", "zone"];

/// The directory of the plan at a path, if a plan is there. Naming its `plan.toml` is as good.
#[must_use]
pub fn plan_directory(path: &Path) -> Option<&Path> {
    if path.is_dir() {
        Some(path)
    } else if path.file_name().is_some_and(|name| name == ROOT_FILE) {
        Some(directory_of(path))
    } else {
        None
    }
}

/// The directory a file is in; `.` for a bare file name.
pub(crate) fn directory_of(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

/// The content of a plain file: a pipe would be waited for, and a device may never end.
pub(crate) fn read_file(path: &Path) -> io::Result<Vec<u8>> {
    let data = fs::metadata(path)?;
    if data.is_file() || data.is_dir() {
        return fs::read(path);
    }
    Err(io::Error::other("is a pipe, a socket or a device; expected a plain file"))
}

/// The text of all files below a plan's directory, each `note`d just before it is read.
///
/// # Errors
/// What cannot be read, or looked into.
pub fn plan_files(
    directory: &Path,
    note: &mut dyn FnMut(&Path),
) -> Result<Vec<PlanFile>, Vec<Fault>> {
    let PlanPaths { found, mut faults } = plan_paths(directory);
    let mut files = Vec::with_capacity(found.len());
    for path in found {
        note(&path);
        let text = read_file(&path).and_then(|octets| {
            String::from_utf8(octets).map_err(|error| {
                let at = error.utf8_error().valid_up_to();
                io::Error::other(format!("is not text from octet {at} on; expected UTF-8"))
            })
        });
        match text {
            Ok(text) => files.push(PlanFile { path: inner_path(directory, &path), text }),
            Err(error) => faults.push(Fault::of_file(&path, error)),
        }
    }
    if faults.is_empty() { Ok(files) } else { Err(faults) }
}

/// The path of a file from the directory it is in, as a plan names it.
fn inner_path(directory: &Path, path: &Path) -> String {
    path.strip_prefix(directory).unwrap_or(path).to_string_lossy().into_owned()
}

/// The files below a directory that may be part of a plan.
#[derive(Debug, Default)]
pub(crate) struct PlanPaths {
    /// The files, in order.
    pub(crate) found: Vec<PathBuf>,
    /// Directories that cannot be looked into, or that links lead to again.
    faults: Vec<Fault>,
}

/// The files below a directory that may be part of a plan. Hidden ones, with which editors and
/// version control keep house, are not. No directory is looked into twice, so that links cannot
/// lead round in a circle.
pub(crate) fn plan_paths(directory: &Path) -> PlanPaths {
    let mut paths = PlanPaths::default();
    let mut seen: HashMap<PathBuf, PathBuf> = HashMap::new();
    let mut pending = vec![directory.to_owned()];
    while let Some(directory) = pending.pop() {
        let entries = match visit(&directory, &mut seen) {
            Ok(entries) => entries,
            Err(error) => {
                paths.faults.push(Fault::of_file(&directory, error));
                continue;
            }
        };
        for path in entries.into_iter().filter(|path| !is_hidden(path)) {
            if path.is_dir() {
                pending.push(path);
            } else if path.extension().is_some_and(|e| PLAN_FILES.iter().any(|known| e == *known)) {
                paths.found.push(path);
            }
        }
    }
    paths.found.sort();
    paths
}

/// What is in a directory that was not `seen` yet, the last first: taken from the end, directories
/// come in order.
fn visit(directory: &Path, seen: &mut HashMap<PathBuf, PathBuf>) -> io::Result<Vec<PathBuf>> {
    let real = directory.canonicalize()?;
    if let Some(other) = seen.get(&real) {
        let other = other.display();
        return Err(io::Error::other(format!("is {other} again; expected each directory once")));
    }
    seen.insert(real, directory.to_owned());
    let entries = fs::read_dir(directory)?.map(|entry| entry.map(|entry| entry.path()));
    let mut entries = entries.collect::<io::Result<Vec<_>>>()?;
    entries.sort_by(|a, b| b.cmp(a));
    Ok(entries)
}

fn is_hidden(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."))
}
