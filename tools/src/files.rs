//! Files written so that nobody who reads them meanwhile sees half of one, and nothing is half done.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// A file that could not be written, and why.
#[derive(Debug)]
pub(crate) struct WriteError {
    path: PathBuf,
    error: io::Error,
}

impl std::fmt::Display for WriteError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} cannot be written: {}", self.path.display(), self.error)
    }
}

impl From<WriteError> for crate::report::Trouble {
    fn from(error: WriteError) -> Self {
        Self::Output(error.to_string())
    }
}

/// Writes a file, whole or not at all.
pub(crate) fn write_whole(path: &Path, text: &str) -> Result<(), WriteError> {
    write_together(&[(path, text)])
}

/// Writes files that belong together: all are on the disk beside their places before the first takes its
/// own, so that a full disk or a missing right leaves everything as it was. One that replaces another is
/// as open as that was; a link stays a link.
pub(crate) fn write_together(files: &[(&Path, &str)]) -> Result<(), WriteError> {
    let mut ready: Vec<Beside> = Vec::with_capacity(files.len());
    for (path, text) in files {
        let fail = |error| WriteError { path: (*path).to_owned(), error };
        ready.push(Beside::write(path, text).map_err(fail)?);
    }
    for beside in &mut ready {
        let path = beside.place.clone();
        beside.take_place().map_err(|error| WriteError { path, error })?;
    }
    Ok(())
}

/// A file under a hidden name beside its place. Hidden files are no part of a plan.
struct Beside {
    hidden: PathBuf,
    place: PathBuf,
    is_placed: bool,
}

impl Beside {
    fn write(path: &Path, text: &str) -> io::Result<Self> {
        let place = match path.canonicalize() {
            Err(error) if error.kind() == io::ErrorKind::NotFound => path.to_owned(),
            found => found?,
        };
        if let Some(above) = place.parent().filter(|above| !above.as_os_str().is_empty()) {
            fs::create_dir_all(above)?;
        }
        let name = place.file_name().ok_or(io::ErrorKind::InvalidInput)?.to_string_lossy();
        let hidden = place.with_file_name(format!(".{name}.new-{}", std::process::id()));
        let beside = Self { hidden, place, is_placed: false };
        let mut file = File::create(&beside.hidden)?;
        file.write_all(text.as_bytes())?;
        if let Ok(old) = fs::metadata(&beside.place) {
            file.set_permissions(old.permissions())?;
        }
        file.sync_all()?;
        Ok(beside)
    }

    fn take_place(&mut self) -> io::Result<()> {
        fs::rename(&self.hidden, &self.place)?;
        self.is_placed = true;
        Ok(())
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        if !self.is_placed {
            // What could not take its place is of no use; the first error is the one to tell.
            let _ = fs::remove_file(&self.hidden);
        }
    }
}

/// Writes a directory that is not there yet, whole or not at all. An empty one gives way.
pub(crate) fn write_directory(directory: &Path, files: &[(&str, &str)]) -> Result<(), WriteError> {
    let fail = |error| WriteError { path: directory.to_owned(), error };
    let name = directory.file_name().ok_or_else(|| fail(io::ErrorKind::InvalidInput.into()))?;
    let hidden = format!(".{}.new-{}", name.to_string_lossy(), std::process::id());
    let beside = directory.with_file_name(hidden);
    if let Some(above) = directory.parent().filter(|above| !above.as_os_str().is_empty()) {
        fs::create_dir_all(above).map_err(fail)?;
    }
    fs::create_dir(&beside).map_err(fail)?;
    let written = fill(&beside, files).and_then(|()| fs::rename(&beside, directory));
    written.inspect_err(|_| drop(fs::remove_dir_all(&beside))).map_err(fail)
}

fn fill(directory: &Path, files: &[(&str, &str)]) -> io::Result<()> {
    for (path, text) in files {
        let path = directory.join(path);
        if let Some(above) = path.parent() {
            fs::create_dir_all(above)?;
        }
        let mut file = File::create(&path)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_that_belong_together_are_all_written_or_none() {
        let folder = tempfile::tempdir().unwrap();
        let (first, second) = (folder.path().join("a"), folder.path().join("a/b"));
        fs::write(&first, "old").unwrap();
        let error = write_together(&[(&first, "new"), (&second, "new")]).unwrap_err();
        assert!(error.to_string().contains("a/b cannot be written"), "{error}");
        assert_eq!(fs::read_to_string(&first).unwrap(), "old");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        let second = folder.path().join("new/b");
        write_together(&[(&first, "new"), (&second, "more")]).unwrap();
        assert_eq!(fs::read_to_string(&first).unwrap(), "new");
        assert_eq!(fs::read_to_string(&second).unwrap(), "more");
    }

    #[test]
    fn a_directory_appears_whole() {
        let folder = tempfile::tempdir().unwrap();
        let directory = folder.path().join("deep/plan");
        write_directory(&directory, &[("plan.toml", "x"), ("f1/rooms.toml", "y")]).unwrap();
        assert_eq!(fs::read_to_string(directory.join("f1/rooms.toml")).unwrap(), "y");
        let error = write_directory(&directory, &[("plan.toml", "z")]).unwrap_err();
        assert!(error.to_string().contains("cannot be written"), "{error}");
        assert_eq!(fs::read_to_string(directory.join("plan.toml")).unwrap(), "x");
        assert_eq!(fs::read_dir(folder.path().join("deep")).unwrap().count(), 1);
    }
}
