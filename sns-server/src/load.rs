//! From files to zones. Nothing is half loaded: a zone comes whole, or with all that is wrong in it.

use std::collections::HashMap;
use std::fmt;
use std::fs;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use libsns::name::Name;
use libsns::plan::{self, PlanFault, PlanFile};
use libsns::zone::{Zone, ZoneBuilder, master_file};

use crate::config::{Config, ZoneSource};
use crate::run::StartError;
use crate::stamp::Stamps;

/// Files of a plan's directory that may be part of the plan, by how their names end.
const PLAN_FILES: [&str; 4] = ["toml", "geojson", "json", "zone"];

/// A zone and what it was made of.
#[derive(Debug)]
pub(crate) struct Loaded {
    /// The zone, or what is wrong with it.
    pub(crate) zone: Result<Arc<Zone>, Vec<String>>,
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
    /// One line for each fault, most with file and line.
    pub faults: Vec<String>,
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
    for (source, loaded) in sources.iter().zip(in_parallel(sources)) {
        let Loaded { zone, stamps, took } = loaded;
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
            let fault = format!("it is {apex}, which {} is as well", other.display());
            faults.push(ZoneFaults { path: source.path.clone(), faults: vec![fault] });
        }
    }
    faults
}

/// Loads each source, as many at once as there are processors. The results stand in the order of
/// the sources.
pub(crate) fn in_parallel(sources: &[ZoneSource]) -> Vec<Loaded> {
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<(usize, Loaded)>> = Mutex::new(Vec::with_capacity(sources.len()));
    let work = || {
        while let Some((number, source)) = {
            let number = next.fetch_add(1, Ordering::Relaxed);
            sources.get(number).map(|source| (number, source))
        } {
            let loaded = one(source);
            done.lock().unwrap_or_else(PoisonError::into_inner).push((number, loaded));
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
    done.into_iter().map(|(_, loaded)| loaded).collect()
}

/// Loads one zone. A reader that panics has met a zone it cannot read: a fault of this one zone.
pub(crate) fn one(source: &ZoneSource) -> Loaded {
    let start = Instant::now();
    let mut stamps = Stamps::default();
    let zone = catch_unwind(AssertUnwindSafe(|| read(source, &mut stamps))).unwrap_or_else(|_| {
        Err(vec![format!("{}: reading it failed; please report this", source.path.display())])
    });
    Loaded { zone: zone.map(Arc::new), stamps, took: start.elapsed() }
}

fn read(source: &ZoneSource, stamps: &mut Stamps) -> Result<Zone, Vec<String>> {
    let zone = match source.plan_directory() {
        Some(directory) => from_plan(directory, stamps),
        None => from_master_file(&source.path, source.origin.as_ref(), stamps),
    }?;
    // Who names an origin means that zone; another would be served in silence.
    match &source.origin {
        Some(origin) if *origin != zone.apex() => {
            let (path, apex) = (source.path.display(), zone.apex());
            Err(vec![format!("{path}: origin = {origin}: the zone in it is {apex}")])
        }
        _ => Ok(zone),
    }
}

/// Compiles a master file (RFC 1035 §5) and what it includes.
fn from_master_file(
    path: &Path,
    origin: Option<&Name>,
    stamps: &mut Stamps,
) -> Result<Zone, Vec<String>> {
    stamps.note(path);
    let text = read_file(path).map_err(|error| vec![format!("{}: {error}", path.display())])?;
    let mut builder = ZoneBuilder::new();
    let mut include = |included: &str| {
        stamps.note(Path::new(included));
        read_file(Path::new(included)).map_err(|error| format!("{included}: {error}"))
    };
    let file = path.to_string_lossy();
    master_file::read(&text, &file, origin, &mut include, &mut builder).map_err(lines)?;
    drop(text);
    builder.build().map_err(lines)
}

/// Compiles a plan: all of its files in a directory.
fn from_plan(directory: &Path, stamps: &mut Stamps) -> Result<Zone, Vec<String>> {
    let (files, unreadable) = plan_files(directory, stamps);
    if !unreadable.is_empty() {
        return Err(unreadable);
    }
    if !files.iter().any(|file| file.path == plan::ROOT_FILE) {
        let (path, file) = (directory.display(), plan::ROOT_FILE);
        return Err(vec![format!("{path}: expected a master file, or a directory with a {file}")]);
    }
    let placed = |fault: &PlanFault| in_directory(directory, fault);
    let placed_all = |faults: Vec<PlanFault>| faults.iter().map(placed).collect::<Vec<_>>();
    let plan = plan::read(&files).map_err(placed_all)?;
    for warning in plan.warnings() {
        tracing::warn!("{}", placed(warning));
    }
    let mut builder = ZoneBuilder::new();
    for record in plan.compile().map_err(placed_all)? {
        builder
            .add(record.owner.as_wire(), record.rtype, record.ttl, &record.rdata)
            .map_err(|error| vec![format!("{} {}: {error}", record.owner, record.rtype)])?;
    }
    builder.build().map_err(lines)
}

/// A fault of a plan with the path of its file as the operator knows it.
fn in_directory(directory: &Path, fault: &PlanFault) -> String {
    let file = directory.join(&fault.file).to_string_lossy().into_owned();
    PlanFault { file, ..fault.clone() }.to_string()
}

/// The content of a plain file: a pipe would be waited for, and a device may never end.
fn read_file(path: &Path) -> io::Result<Vec<u8>> {
    let data = fs::metadata(path)?;
    if data.is_file() || data.is_dir() {
        return fs::read(path);
    }
    Err(io::Error::other("is a pipe, a socket or a device; expected a plain file"))
}

/// The text of all files below a plan's directory, and what cannot be read of it.
fn plan_files(directory: &Path, stamps: &mut Stamps) -> (Vec<PlanFile>, Vec<String>) {
    let PlanPaths { found, mut faults } = plan_paths(directory);
    let mut files = Vec::new();
    for path in found {
        stamps.note(&path);
        let text = read_file(&path).and_then(|octets| {
            String::from_utf8(octets).map_err(|error| io::Error::other(error.utf8_error()))
        });
        match text {
            Ok(text) => files.push(PlanFile { path: inner_path(directory, &path), text }),
            Err(error) => faults.push(format!("{}: {error}", path.display())),
        }
    }
    (files, faults)
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
    faults: Vec<String>,
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
                paths.faults.push(format!("{}: {error}", directory.display()));
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

fn lines<T: fmt::Display>(faults: impl IntoIterator<Item = T>) -> Vec<String> {
    faults.into_iter().map(|fault| fault.to_string()).collect()
}
