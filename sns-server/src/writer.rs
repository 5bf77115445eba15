//! The one writer: reads changed zones again and publishes a new authority. A zone that has become
//! unfit keeps its last sound state, and the log says what is wrong.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::time::Instant;

use libsns::authority::{Authority, Settings};
use libsns::zone::Catalog;

use crate::config::{ReloadSettings, ZoneSource};
use crate::fault::Fault;
use crate::files;
use crate::hold::{self, Attempt, Held};
use crate::serial;
use crate::service::Service;
use crate::systemd;
use crate::watch::Watch;

/// Files that never become quiet are read after so many times the quiet time.
const PATIENCE: u32 = 10;

/// What the writer can be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Command {
    /// Files may have changed.
    Changed,
    /// The operator wants changed zones read, and unfit ones tried again.
    Reload,
    /// The server ends.
    Stop,
}

/// The writer.
#[derive(Debug)]
pub(crate) struct Writer {
    held: Vec<Held>,
    /// Zones whose last attempt failed, by their place in `held`.
    failed: Vec<bool>,
    settings: Settings,
    reload: ReloadSettings,
    watch: Option<Watch>,
}

impl Writer {
    /// A writer for these zones, which begins to watch their files and reports to `commands`.
    pub(crate) fn new(
        held: Vec<Held>,
        settings: Settings,
        reload: ReloadSettings,
        commands: &Sender<Command>,
    ) -> Self {
        let watch = reload.watch.then(|| Watch::start(commands.clone())).flatten();
        let failed = vec![false; held.len()];
        let mut writer = Self { held, failed, settings, reload, watch };
        writer.watch_files();
        writer
    }

    /// An authority for the zones as they are.
    pub(crate) fn authority(&self) -> Authority {
        let zones = self.held.iter().map(|held| Arc::clone(&held.zone)).collect();
        Authority::new(Catalog::new(zones), self.settings.clone())
    }

    /// Does what it is asked until it is asked to stop.
    pub(crate) fn serve(mut self, inbox: &Receiver<Command>, service: &Service) {
        while let Ok(command) = inbox.recv() {
            let command = match command {
                Command::Changed => self.wait_for_quiet(inbox),
                other => other,
            };
            match command {
                Command::Changed => self.read_changed(service, false),
                Command::Reload => self.read_changed(service, true),
                Command::Stop => return,
            }
        }
    }

    /// Waits until nothing has changed for a while. Returns what is then to be done.
    fn wait_for_quiet(&self, inbox: &Receiver<Command>) -> Command {
        let end = Instant::now() + self.reload.quiet * PATIENCE;
        while Instant::now() < end {
            match inbox.recv_timeout(self.reload.quiet) {
                Ok(Command::Changed) => {}
                Ok(other) => return other,
                Err(RecvTimeoutError::Timeout) => break,
                Err(RecvTimeoutError::Disconnected) => return Command::Stop,
            }
        }
        Command::Changed
    }

    /// Reads the zones whose files have changed and, if asked to, those that failed last time.
    fn read_changed(&mut self, service: &Service, retries_failed: bool) {
        let is_due =
            |number: usize| is_stale(&self.held[number]) || (retries_failed && self.failed[number]);
        let due: Vec<usize> = (0..self.held.len()).filter(|number| is_due(*number)).collect();
        if due.is_empty() {
            if retries_failed {
                tracing::info!("no zone has changed");
            }
            // A directory may have come that was waited for.
            self.watch_files();
            return;
        }
        systemd::notify(systemd::RELOADING);
        let sources: Vec<ZoneSource> =
            due.iter().map(|number| self.held[*number].source.clone()).collect();
        let mut is_any_new = false;
        for (number, attempt) in due.into_iter().zip(hold::in_parallel(&sources)) {
            is_any_new |= self.take(number, attempt);
        }
        if is_any_new {
            service.publish(self.authority());
        }
        self.watch_files();
        systemd::notify(systemd::READY);
    }

    /// Takes a zone that was read again, if it is sound. True when it was.
    fn take(&mut self, number: usize, attempt: Attempt) -> bool {
        let Attempt { zone, stamps, took } = attempt;
        self.held[number].stamps = stamps;
        let zone = zone.and_then(|zone| match self.other_with_apex_of(number, &zone) {
            None => Ok(zone),
            Some(other) => {
                let expected = format!("it is now {}, which {other} is as well", zone.apex());
                Err(vec![Fault::of_file(&self.held[number].source.path, expected)])
            }
        });
        self.failed[number] = zone.is_err();
        let held = &mut self.held[number];
        match zone {
            Ok(zone) => {
                hold::log_loaded(&held.source, &zone, took);
                serial::warn_unless_risen(&held.zone, &zone);
                held.zone = zone;
                true
            }
            Err(faults) => {
                let zone = held.zone.apex();
                for fault in &faults {
                    tracing::error!(%zone, "{fault}");
                }
                let faults = faults.len();
                tracing::error!(%zone, faults, "zone not reloaded; the last sound state is served");
                false
            }
        }
    }

    /// The path of another zone with the same apex, if there is one.
    fn other_with_apex_of(&self, number: usize, zone: &libsns::zone::Zone) -> Option<String> {
        let apex = zone.apex().to_lowercase();
        let is_other = |(other, held): &(usize, &Held)| {
            *other != number && held.zone.apex().to_lowercase() == apex
        };
        let (_, held) = self.held.iter().enumerate().find(is_other)?;
        Some(held.source.path.display().to_string())
    }

    fn watch_files(&mut self) {
        if let Some(watch) = &mut self.watch {
            watch.follow(&self.held);
        }
    }
}

/// Whether a zone's files are no longer as they were: one has changed, or there are others.
fn is_stale(held: &Held) -> bool {
    if held.stamps.are_stale() {
        return true;
    }
    let Some(directory) = held.source.plan_directory() else { return false };
    let now = files::plan_paths(directory).found;
    !now.iter().map(PathBuf::as_path).eq(held.stamps.paths())
}
