//! The zones the server keeps, each with the state of its files. Nothing is half loaded: a zone comes
//! whole, or with all that is wrong in it.

use std::collections::HashMap;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use libsns::name::Name;
use libsns::zone::Zone;

use crate::config::{Config, ZoneSource};
use crate::fault::Fault;
use crate::load::{Loaded, load};
use crate::run::StartError;
use crate::stamp::Stamps;

/// What came of reading a zone.
#[derive(Debug)]
pub(crate) struct Attempt {
    /// The zone, or what is wrong with it.
    pub(crate) zone: Result<Arc<Zone>, Vec<Fault>>,
    /// The files it was made of, as they were just before they were read.
    pub(crate) stamps: Stamps,
    /// How long it took.
    pub(crate) took: Duration,
}

/// A zone the server keeps, and where it comes from.
#[derive(Debug)]
pub(crate) struct Held {
    /// Where it comes from.
    pub(crate) source: ZoneSource,
    /// The last sound state of it.
    pub(crate) zone: Arc<Zone>,
    /// The files at the last attempt to read it, successful or not.
    pub(crate) stamps: Stamps,
}

/// What is wrong with one zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ZoneFaults {
    /// Where the zone comes from.
    pub path: PathBuf,
    /// The faults, most with file and line.
    pub faults: Vec<Fault>,
}

impl fmt::Display for ZoneFaults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path.display();
        let count = self.faults.len();
        write!(f, "zone {path} cannot be served, {count} fault{}:", plural(count))?;
        self.faults.iter().try_for_each(|fault| write!(f, "\n  {fault}"))
    }
}

fn plural(count: usize) -> &'static str {
    if count == 1 { "" } else { "s" }
}

/// Loads all zones, several at a time.
///
/// # Errors
/// When any of them is unfit: the faults of all.
pub(crate) fn all(sources: &[ZoneSource]) -> Result<Vec<Held>, Vec<ZoneFaults>> {
    let mut held = Vec::with_capacity(sources.len());
    let mut unfit = Vec::new();
    for (source, attempt) in sources.iter().zip(in_parallel(sources)) {
        let Attempt { zone, stamps, took } = attempt;
        match zone {
            Ok(zone) => {
                log_loaded(source, &zone, took);
                held.push(Held { source: source.clone(), zone, stamps });
            }
            Err(faults) => unfit.push(ZoneFaults { path: source.path.clone(), faults }),
        }
    }
    unfit.extend(doubles(&held));
    if unfit.is_empty() { Ok(held) } else { Err(unfit) }
}

/// Reads the zones of a configuration and does nothing with them.
///
/// # Errors
/// The faults of all zones that are unfit to be served.
pub fn check(config: &Config) -> Result<(), StartError> {
    all(&config.zones).map(drop).map_err(StartError::Zones)
}

/// Says that a zone was loaded.
pub(crate) fn log_loaded(source: &ZoneSource, zone: &Zone, took: Duration) {
    tracing::info!(
        zone = %zone.apex(),
        names = zone.node_count(),
        memory_kib = zone.memory_octets() >> 10,
        took_ms = took.as_millis() as u64,
        from = %source.path.display(),
        "zone loaded"
    );
}

/// Two zones of one apex: which of them should answer?
fn doubles(held: &[Held]) -> Vec<ZoneFaults> {
    let mut first: HashMap<Name, &Path> = HashMap::new();
    let mut faults = Vec::new();
    for Held { source, zone, .. } in held {
        let apex = zone.apex().to_lowercase();
        if let Some(other) = first.insert(apex.clone(), &source.path) {
            let expected = format!("it is {apex}, which {} is as well", other.display());
            let fault = Fault::of_file(&source.path, expected);
            faults.push(ZoneFaults { path: source.path.clone(), faults: vec![fault] });
        }
    }
    faults
}

/// Loads each source, as many at once as there are processors. The results stand in the order of
/// the sources.
pub(crate) fn in_parallel(sources: &[ZoneSource]) -> Vec<Attempt> {
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<(usize, Attempt)>> = Mutex::new(Vec::with_capacity(sources.len()));
    let work = || {
        while let Some((number, source)) = {
            let number = next.fetch_add(1, Ordering::Relaxed);
            sources.get(number).map(|source| (number, source))
        } {
            let attempt = one(source);
            done.lock().unwrap_or_else(PoisonError::into_inner).push((number, attempt));
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..processors.min(sources.len()) {
            scope.spawn(work);
        }
        work();
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_by_key(|(number, _)| *number);
    done.into_iter().map(|(_, attempt)| attempt).collect()
}

/// Loads one zone. A reader that panics has met a zone it cannot read: a fault of this one zone.
fn one(source: &ZoneSource) -> Attempt {
    let start = Instant::now();
    let mut stamps = Stamps::default();
    let zone = catch_unwind(AssertUnwindSafe(|| read(source, &mut stamps))).unwrap_or_else(|_| {
        Err(vec![Fault::of_file(&source.path, "reading it failed; please report this")])
    });
    Attempt { zone: zone.map(Arc::new), stamps, took: start.elapsed() }
}

fn read(source: &ZoneSource, stamps: &mut Stamps) -> Result<Zone, Vec<Fault>> {
    let origin = source.origin.as_ref();
    let Loaded { zone, warnings, .. } = load(&source.path, origin, &mut |path| stamps.note(path))?;
    for warning in warnings {
        tracing::warn!("{warning}");
    }
    // Who names an origin means that zone; another would be served in silence.
    match origin {
        Some(origin) if *origin != zone.apex() => {
            let expected = format!("the zone in it is {}", zone.apex());
            let (key, value) = ("origin".to_owned(), origin.to_string());
            Err(vec![Fault { key, value, ..Fault::of_file(&source.path, expected) }])
        }
        _ => Ok(zone),
    }
}
