//! Whether files have changed. A notice from the system is only a hint that they may have: editors
//! write beside a file and rename over it, directories are swapped by a link, notices get lost.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// What tells two states of a file apart, without reading it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stamp {
    device: u64,
    inode: u64,
    octets: u64,
    /// When the content was changed, in seconds and nanoseconds.
    modified: (i64, i64),
    /// When the content or anything about the file was: nobody can set it back.
    changed: (i64, i64),
}

impl Stamp {
    /// The stamp of a file; none when there is no file.
    fn of(path: &Path) -> Option<Self> {
        let data = fs::metadata(path).ok()?;
        Some(Self {
            device: data.dev(),
            inode: data.ino(),
            octets: data.len(),
            modified: (data.mtime(), data.mtime_nsec()),
            changed: (data.ctime(), data.ctime_nsec()),
        })
    }
}

/// The files something was made of, each as it was when noted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Stamps(Vec<(PathBuf, Option<Stamp>)>);

impl Stamps {
    /// Notes a file, before it is read: what is written meanwhile is then seen as a change.
    pub(crate) fn note(&mut self, path: &Path) {
        self.0.push((path.to_owned(), Stamp::of(path)));
    }

    /// The files noted.
    pub(crate) fn paths(&self) -> impl Iterator<Item = &Path> {
        self.0.iter().map(|(path, _)| path.as_path())
    }

    /// Whether any of the files is no longer as it was noted.
    pub(crate) fn are_stale(&self) -> bool {
        self.0.iter().any(|(path, stamp)| Stamp::of(path) != *stamp)
    }
}
