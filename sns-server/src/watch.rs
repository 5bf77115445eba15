//! Watching files. Directories are watched, not the files in them: an editor that writes a new file
//! and renames it over the old one would leave us watching the old one.

use std::collections::HashMap;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::mpsc::Sender;

use notify::event::{AccessKind, AccessMode};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use crate::files::directory_of;
use crate::hold::Held;
use crate::writer::Command;

/// A watch over directories that tells the writer when something happens in them.
#[derive(Debug)]
pub(crate) struct Watch {
    watcher: RecommendedWatcher,
    directories: HashMap<PathBuf, Watched>,
}

/// How a directory is watched, and which one it is: the system watches it and not its path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Watched {
    mode: RecursiveMode,
    device: u64,
    inode: u64,
}

impl Watch {
    /// A watch over nothing yet; none when the system cannot watch.
    pub(crate) fn start(commands: Sender<Command>) -> Option<Self> {
        let tell = move |event: notify::Result<Event>| {
            // Lost notices (an error) may have been about anything.
            if event.as_ref().map_or(true, is_change) {
                // A writer that is gone needs no news.
                let _ = commands.send(Command::Changed);
            }
        };
        match notify::recommended_watcher(tell) {
            Ok(watcher) => Some(Self { watcher, directories: HashMap::new() }),
            Err(error) => {
                tracing::warn!(%error, "files cannot be watched; SIGHUP reloads");
                None
            }
        }
    }

    /// Watches the files of these zones, and nothing else.
    pub(crate) fn follow(&mut self, zones: &[Held]) {
        let wanted = directories(zones);
        let is_gone = |(path, watched): &(&PathBuf, &Watched)| wanted.get(*path) != Some(*watched);
        let gone = self.directories.iter().filter(is_gone).map(|(path, _)| path.clone());
        for path in gone.collect::<Vec<_>>() {
            // It fails for a directory that is no longer there, which is as good.
            let _ = self.watcher.unwatch(&path);
            self.directories.remove(&path);
        }
        for (path, watched) in wanted {
            if self.directories.contains_key(&path) {
                continue;
            }
            if let Err(error) = self.watcher.watch(&path, watched.mode) {
                tracing::warn!(path = %path.display(), %error, "not watched; SIGHUP reloads");
            }
            // Said once: where the log lies in a watched directory, saying it is a change there.
            self.directories.insert(path, watched);
        }
    }
}

/// Whether an event can mean that a file is not as it was. Our own reading is none.
fn is_change(event: &Event) -> bool {
    match event.kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => true,
        EventKind::Access(_) => false,
        _ => true,
    }
}

/// The directories in which the files of the zones lie: as they are named, and where links lead. Each
/// stands there once, by its real path, as watches of one directory by several paths end together.
fn directories(zones: &[Held]) -> HashMap<PathBuf, Watched> {
    let mut directories = HashMap::new();
    for Held { source, .. } in zones {
        if let Some(directory) = source.plan_directory() {
            add(&mut directories, directory, RecursiveMode::Recursive);
        }
    }
    for path in zones.iter().flat_map(|held| held.stamps.paths()) {
        let real = path.canonicalize().ok();
        for path in [Some(path), real.as_deref()].into_iter().flatten() {
            add(&mut directories, directory_of(path), RecursiveMode::NonRecursive);
        }
    }
    directories
}

/// Adds a directory, or, where it is missing, the nearest one above it, in which it would appear.
fn add(directories: &mut HashMap<PathBuf, Watched>, path: &Path, mode: RecursiveMode) {
    let above =
        path.ancestors().map(|path| if path == Path::new("") { Path::new(".") } else { path });
    for (steps, path) in above.enumerate() {
        let Ok(real) = path.canonicalize() else { continue };
        let Ok(data) = fs::metadata(&real) else { continue };
        if !data.is_dir() {
            continue;
        }
        let is_within = |above: &Path| {
            directories.get(above).is_some_and(|it| it.mode == RecursiveMode::Recursive)
        };
        if !real.ancestors().any(is_within) {
            let mode = if steps == 0 { mode } else { RecursiveMode::NonRecursive };
            directories.insert(real, Watched { mode, device: data.dev(), inode: data.ino() });
        }
        return;
    }
}
