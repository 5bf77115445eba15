//! From files to a zone, with all that is wrong or odd in them.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::{fs, io};

use libsns::name::Name;
use libsns::plan::{self, Plan, PlanFault, PlanFile};
use libsns::zone::master_file::{self, MasterFileError};
use libsns::zone::{Zone, ZoneBuilder};
use serde_json::{Value, json};
use sns_tools::lint::{SarifResult, Severity};

use crate::paint::Paint;
use crate::show::text::plain;

/// Files below a plan's directory that may be part of it, by how their names end.
const PLAN_FILES: [&str; 4] = ["toml", "geojson", "json", "zone"];

/// A zone without faults.
#[derive(Debug)]
pub(crate) struct Loaded {
    /// The zone.
    pub(crate) zone: Zone,
    /// What is odd but can be served.
    pub(crate) warnings: Vec<Fault>,
    /// The plan with its files, where it was one.
    pub(crate) plan: Option<(Plan, Vec<PlanFile>)>,
}

/// Something wrong or odd: where, what was found, what was expected.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Fault {
    file: String,
    line: Option<usize>,
    column: Option<usize>,
    /// The item and key, such as `place "Café": level`, or `feature 12`.
    key: String,
    /// The value as found.
    value: String,
    /// What was expected, as a sentence.
    expected: String,
}

impl Fault {
    fn of_file(path: &Path, expected: impl ToString) -> Self {
        let file = path.display().to_string();
        Self { file, expected: expected.to_string(), ..Self::default() }
    }

    fn of_plan(directory: &Path, fault: PlanFault) -> Self {
        Self {
            // From where the user stands, so that an editor finds the file.
            file: directory.join(fault.file).display().to_string(),
            line: fault.line,
            column: None,
            key: fault.key,
            value: fault.value,
            expected: fault.expected,
        }
    }

    fn of_master_file(error: MasterFileError) -> Self {
        Self {
            file: error.file,
            line: Some(error.line),
            column: Some(error.column),
            expected: error.message,
            ..Self::default()
        }
    }

    /// `file:line:column: key = value: expectation`, the parts that are known.
    pub(crate) fn text(&self, paint: Paint) -> String {
        let numbers = [self.line, self.column].into_iter().flatten();
        let place = numbers.fold(plain(&self.file), |place, number| format!("{place}:{number}"));
        let mut text = paint.bold(&place);
        if !self.key.is_empty() {
            text += &format!(": {}", plain(&self.key));
        }
        if !self.value.is_empty() {
            text += &format!(" = {}", paint.yellow(&plain(&self.value)));
        }
        text + ": " + &plain(&self.expected)
    }

    /// The same for programs; what is not known is null.
    pub(crate) fn json(&self) -> Value {
        let known = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        json!({
            "file": self.file,
            "line": self.line,
            "column": self.column,
            "key": known(&self.key),
            "value": known(&self.value),
            "expected": self.expected,
        })
    }
}

impl Fault {
    /// The same as a result of SARIF.
    pub(crate) fn sarif(&self) -> SarifResult {
        let parts = [&self.key, &self.value, &self.expected];
        let parts = parts.into_iter().filter(|part| !part.is_empty()).cloned();
        SarifResult {
            rule: None,
            severity: Severity::Error,
            file: self.file.clone(),
            line: self.line,
            column: self.column,
            message: parts.collect::<Vec<_>>().join(": "),
            key: self.key.clone(),
            name: None,
            properties: json!({}),
        }
    }
}

/// Loads a plan's directory or a master file.
///
/// # Errors
/// All that is wrong.
pub(crate) fn load(path: &Path, origin: Option<&Name>) -> Result<Loaded, Vec<Fault>> {
    if path.is_dir() { load_plan(path) } else { load_master_file(path, origin) }
}

fn load_plan(directory: &Path) -> Result<Loaded, Vec<Fault>> {
    let of_plan = |faults: Vec<PlanFault>| -> Vec<Fault> {
        faults.into_iter().map(|fault| Fault::of_plan(directory, fault)).collect()
    };
    let files = plan_files(directory)?;
    if !files.iter().any(|file| file.path == plan::ROOT_FILE) {
        let expected = format!("expected a master file, or a directory with a {}", plan::ROOT_FILE);
        return Err(vec![Fault::of_file(directory, expected)]);
    }
    let plan = plan::read(&files).map_err(of_plan)?;
    let warnings = of_plan(plan.warnings().to_vec());
    let mut builder = ZoneBuilder::new();
    let mut faults = Vec::new();
    for record in plan.compile().map_err(of_plan)? {
        let added = builder.add(record.owner.as_wire(), record.rtype, record.ttl, &record.rdata);
        if let Err(error) = added {
            let key = format!("{} {}", record.owner, record.rtype);
            faults.push(Fault { key, ..Fault::of_file(directory, error) });
        }
    }
    build(builder, directory, faults, warnings, Some((plan, files)))
}

fn load_master_file(path: &Path, origin: Option<&Name>) -> Result<Loaded, Vec<Fault>> {
    let text = fs::read(path).map_err(|error| vec![Fault::of_file(path, error)])?;
    let mut include =
        |file: &str| read_file(Path::new(file)).map_err(|error| format!("{file}: {error}"));
    let mut builder = ZoneBuilder::new();
    let file = path.to_string_lossy();
    let read = master_file::read(&text, &file, origin, &mut include, &mut builder);
    let errors = read.err().unwrap_or_default();
    let faults = errors.into_iter().map(Fault::of_master_file).collect();
    build(builder, path, faults, Vec::new(), None)
}

/// Compiles what was collected, unless it is known to be in vain.
fn build(
    builder: ZoneBuilder,
    path: &Path,
    faults: Vec<Fault>,
    warnings: Vec<Fault>,
    plan: Option<(Plan, Vec<PlanFile>)>,
) -> Result<Loaded, Vec<Fault>> {
    if !faults.is_empty() {
        return Err(faults);
    }
    match builder.build() {
        Ok(zone) => Ok(Loaded { zone, warnings, plan }),
        Err(faults) => Err(faults.iter().map(|fault| Fault::of_file(path, fault)).collect()),
    }
}

/// The text of all files below a plan's directory that may be part of the plan.
fn plan_files(directory: &Path) -> Result<Vec<PlanFile>, Vec<Fault>> {
    let (mut files, mut faults) = (Vec::new(), Vec::new());
    for path in plan_paths(directory)? {
        let inner = path.strip_prefix(directory).unwrap_or(&path).to_string_lossy().into_owned();
        let text = read_file(&path).and_then(|octets| {
            String::from_utf8(octets).map_err(|_| io::Error::other("is not text; expected UTF-8"))
        });
        match text {
            Ok(text) => files.push(PlanFile { path: inner, text }),
            Err(error) => faults.push(Fault::of_file(&path, error)),
        }
    }
    if faults.is_empty() { Ok(files) } else { Err(faults) }
}

/// The content of a plain file: a pipe would be waited for, and a device may never end.
fn read_file(path: &Path) -> io::Result<Vec<u8>> {
    let data = fs::metadata(path)?;
    if data.is_file() || data.is_dir() {
        return fs::read(path);
    }
    Err(io::Error::other("is a pipe, a socket or a device; expected a plain file"))
}

/// Hidden files, with which editors and version control keep house, are no part of a plan. No
/// directory is looked into twice, so that links cannot lead round in a circle.
fn plan_paths(directory: &Path) -> Result<Vec<PathBuf>, Vec<Fault>> {
    let (mut found, mut faults) = (Vec::new(), Vec::new());
    let mut seen: HashMap<PathBuf, PathBuf> = HashMap::new();
    let mut pending = vec![directory.to_owned()];
    while let Some(directory) = pending.pop() {
        let entries = match visit(&directory, &mut seen) {
            Ok(entries) => entries,
            Err(error) => {
                faults.push(Fault::of_file(&directory, error));
                continue;
            }
        };
        for path in entries.into_iter().filter(|path| !is_hidden(path)) {
            if path.is_dir() {
                pending.push(path);
            } else if path.extension().is_some_and(|e| PLAN_FILES.iter().any(|known| e == *known)) {
                found.push(path);
            }
        }
    }
    found.sort();
    if faults.is_empty() { Ok(found) } else { Err(faults) }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_says_all_it_knows() {
        let fault = PlanFault {
            file: "rooms.toml".into(),
            line: Some(7),
            key: "place \"Café\": level".into(),
            value: "\"two\"".into(),
            expected: "expected a whole number".into(),
        };
        let fault = Fault::of_plan(Path::new("zones/hq"), fault);
        assert_eq!(
            fault.text(Paint::PLAIN),
            "zones/hq/rooms.toml:7: place \"Café\": level = \"two\": expected a whole number"
        );
        assert_eq!(fault.json()["line"], 7);
        assert_eq!(fault.json()["column"], Value::Null);
    }

    #[test]
    fn what_cannot_be_read_is_a_fault_with_its_path() {
        let faults = load(Path::new("no/such.zone"), None).unwrap_err();
        assert!(faults[0].text(Paint::PLAIN).starts_with("no/such.zone: "), "{faults:?}");
    }
}
