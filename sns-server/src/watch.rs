//! Watching files. Directories are watched, not the files in them: an editor that writes a new file
//! and renames it over the old one would leave us watching the old one.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::mpsc::Sender;

use notify::event::{AccessKind, AccessMode};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use crate::config::directory_of;
use crate::load::Held;
use crate::writer::Command;

/// A watch over directories that tells the writer when something happens in them.
#[derive(Debug)]
pub(crate) struct Watch {
    watcher: RecommendedWatcher,
    directories: HashMap<PathBuf, RecursiveMode>,
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
        let gone: Vec<PathBuf> =
            self.directories.keys().filter(|path| !wanted.contains_key(*path)).cloned().collect();
        for path in gone {
            // It fails for a directory that is no longer there, which is as good.
            let _ = self.watcher.unwatch(&path);
            self.directories.remove(&path);
        }
        for (path, mode) in wanted {
            if self.directories.get(&path) == Some(&mode) {
                continue;
            }
            match self.watcher.watch(&path, mode) {
                Ok(()) => drop(self.directories.insert(path, mode)),
                Err(error) => {
                    tracing::warn!(path = %path.display(), %error, "not watched; SIGHUP reloads");
                }
            }
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

/// The directories in which the files of the zones lie: as they are named, and where links lead.
fn directories(zones: &[Held]) -> HashMap<PathBuf, RecursiveMode> {
    let mut directories = HashMap::new();
    for Held { source, stamps, .. } in zones {
        if let Some(directory) = source.plan_directory() {
            directories.insert(directory.to_owned(), RecursiveMode::Recursive);
        }
        for path in stamps.paths() {
            let real = path.canonicalize().ok();
            for path in [Some(path), real.as_deref()].into_iter().flatten() {
                let directory = directory_of(path).to_owned();
                directories.entry(directory).or_insert(RecursiveMode::NonRecursive);
            }
        }
    }
    directories
}
