//! `sns check`: what is wrong with zones, and where.

mod describe;
mod drawing;
mod fixing;
mod told;

use std::path::Path;

use libsns::name::Name;
use libsns::plan::{Plan, PlanFile};
use serde_json::{Value, json};
use sns_tools::lint::{Options, Scene, Severity, sarif};

use crate::cli::{CheckArguments, Deny};
use crate::load::{Fault, Loaded, load};
use crate::paint::Paint;
use crate::report::{Report, Trouble};
use crate::server;
use crate::show::fault;
use crate::show::text::count;
use drawing::Drawings;
use told::Told;

/// Checks each path.
pub(crate) fn run(arguments: &CheckArguments, paint: Paint) -> Result<Report, Trouble> {
    if let Some(text) = describe::asked(arguments, paint) {
        return Ok(Report::new(text, true));
    }
    let origin = arguments.origin.as_deref().map(server::name).transpose()?;
    if arguments.fix {
        return fixing::run(arguments, origin.as_ref(), paint);
    }
    let mut drawings = arguments.draw.as_deref().map(Drawings::new).transpose()?;
    let mut checked = Vec::with_capacity(arguments.paths.len());
    for path in &arguments.paths {
        checked.push(Checked::of(path, origin.as_ref(), arguments, drawings.as_mut())?);
    }
    let is_success = checked.iter().all(Checked::is_success);
    if arguments.json {
        return Ok(Report::json(&checked.iter().map(Checked::json).collect(), is_success));
    }
    if arguments.sarif {
        let results: Vec<_> = checked.iter().flat_map(Checked::results).collect();
        return Ok(Report::json(&sarif(env!("CARGO_PKG_VERSION"), &results), is_success));
    }
    let text = checked.iter().map(|checked| checked.text(arguments.all, paint)).collect();
    Ok(Report::new(text, is_success))
}

/// What the linter takes from the command line.
fn options(arguments: &CheckArguments) -> Options {
    Options { tolerance_metres: arguments.rules.tolerance, reach_metres: arguments.rules.reach }
}

/// A path and what is wrong and odd there.
struct Checked {
    path: String,
    /// What keeps it from being a zone.
    faults: Vec<Fault>,
    /// What the rules found.
    told: Vec<Told>,
    /// Apex, names and records of a zone without faults.
    zone: Option<(Name, usize, usize)>,
}

impl Checked {
    fn of(
        path: &Path,
        origin: Option<&Name>,
        arguments: &CheckArguments,
        drawings: Option<&mut Drawings>,
    ) -> Result<Self, Trouble> {
        let name = path.display().to_string();
        let Loaded { zone, plan, .. } = match load(path, origin) {
            Ok(loaded) => loaded,
            Err(faults) => return Ok(Self { path: name, faults, told: Vec::new(), zone: None }),
        };
        let told = match &plan {
            Some((plan, files)) => tell(path, plan, files, arguments, drawings)?,
            None => Vec::new(),
        };
        let zone = Some((zone.apex(), zone.node_count(), zone.record_count()));
        Ok(Self { path: name, faults: Vec::new(), told, zone })
    }

    fn is_success(&self) -> bool {
        self.faults.is_empty() && self.count(Severity::Error) == 0
    }

    fn count(&self, severity: Severity) -> usize {
        self.told.iter().filter(|told| told.severity == severity).count()
    }

    /// A line for each fault and finding, then one that sums up.
    fn text(&self, is_all: bool, paint: Paint) -> String {
        let mut text = String::new();
        for fault in &self.faults {
            text += &format!("{} {}\n", paint.red("fault:"), fault::line(fault, paint));
        }
        text += &told::text(&self.told, is_all, paint);
        let faults = count(self.faults.len() + self.count(Severity::Error), "fault");
        let mut counts = vec![count(self.count(Severity::Warning), "warning")];
        counts.extend(match self.count(Severity::Note) {
            0 => None,
            notes => Some(count(notes, "note")),
        });
        let faults = if self.is_success() { paint.green(&faults) } else { paint.red(&faults) };
        let counts = counts.join(", ");
        let sum = match &self.zone {
            Some((apex, names, records)) => {
                let what = format!("{apex} with {names} names and {records} records");
                format!("{}: {what}, {faults}, {counts}", self.path)
            }
            None => format!("{}: {faults}, {counts}", self.path),
        };
        text + &sum + "\n"
    }

    fn json(&self) -> Value {
        let told = |severity: Severity| -> Vec<Value> {
            self.told.iter().filter(|told| told.severity == severity).map(Told::json).collect()
        };
        let faults = self.faults.iter().map(fault::json).chain(told(Severity::Error));
        let zone = self.zone.as_ref().map(|(apex, names, records)| {
            json!({"apex": apex.to_string(), "names": names, "records": records})
        });
        json!({
            "path": self.path,
            "faults": faults.collect::<Vec<_>>(),
            "warnings": told(Severity::Warning),
            "notes": told(Severity::Note),
            "zone": zone,
        })
    }

    fn results(&self) -> impl Iterator<Item = sns_tools::lint::SarifResult> + '_ {
        self.faults.iter().map(fault::sarif).chain(self.told.iter().map(Told::sarif))
    }
}

/// What the rules that are asked for find in a plan.
fn tell(
    path: &Path,
    plan: &Plan,
    files: &[PlanFile],
    arguments: &CheckArguments,
    mut drawings: Option<&mut Drawings>,
) -> Result<Vec<Told>, Trouble> {
    let scene = Scene::new(plan, files, options(arguments));
    let findings = scene.lint_by(&describe::wanted(&arguments.rules));
    let mut told = Vec::with_capacity(findings.len());
    for finding in findings {
        let drawing = match &mut drawings {
            Some(drawings) => drawings.draw(&scene, &finding)?,
            None => None,
        };
        let severity = severity(finding.rule.severity, arguments.rules.deny);
        told.push(Told::new(path, plan, finding, severity, drawing));
    }
    // What matters most is told first; what is alike stays together, in the order of the rules.
    told.sort_by_key(|told| std::cmp::Reverse(told.severity));
    Ok(told)
}

fn severity(own: Severity, deny: Option<Deny>) -> Severity {
    match (own, deny) {
        (Severity::Warning, Some(_)) | (Severity::Note, Some(Deny::Notes)) => Severity::Error,
        _ => own,
    }
}
