//! `sns check --fix`: what can be mended, shown first, written when somebody says yes.

use std::fs;
use std::io::{self, IsTerminal as _, Write as _};
use std::path::Path;

use libsns::name::Name;
use libsns::plan::PlanFile;
use serde_json::json;
use sns_tools::lint::{Fixed, fix, unified_diff};

use super::{Checked, describe, options};
use crate::cli::CheckArguments;
use crate::files::write_together;
use crate::load::{Loaded, load};
use crate::paint::Paint;
use crate::report::{Report, Trouble};
use crate::show::fault::line;
use crate::show::text::{count, plain};

/// A plan that could be mended.
struct Mending<'a> {
    directory: &'a Path,
    before: Vec<PlanFile>,
    fixed: Fixed,
}

/// Mends each path, shows how, and writes what is agreed to.
pub(super) fn run(
    arguments: &CheckArguments,
    origin: Option<&Name>,
    paint: Paint,
) -> Result<Report, Trouble> {
    let mut report = Report { is_success: true, ..Report::default() };
    let mut told = Vec::new();
    for path in &arguments.paths {
        let files = match load(path, origin) {
            Ok(Loaded { plan: Some((_, files)), .. }) => files,
            Ok(_) => {
                let path = path.display();
                report.remarks.push(format!("{path}: a master file is mended by hand"));
                continue;
            }
            Err(faults) => {
                report.is_success = false;
                let told = faults.iter().map(|fault| format!("fault: {}", line(fault, paint)));
                report.remarks.extend(told);
                continue;
            }
        };
        let fixed = fix(&files, options(arguments), &describe::wanted(&arguments.rules));
        let mending = Mending { directory: path, before: files, fixed };
        let diff = mending.diff();
        let is_written = mending.finish(&diff, arguments, &mut report)?;
        if is_written || diff.is_empty() {
            let checked = Checked::of(path, origin, arguments, None)?;
            report.is_success &= checked.is_success();
        }
        told.push(json!({
            "path": path.display().to_string(),
            "diff": diff,
            "before": mending.fixed.before,
            "after": mending.fixed.after,
            "written": is_written,
        }));
    }
    if arguments.json {
        report.text = format!("{:#}\n", serde_json::Value::from(told));
    }
    Ok(report)
}

impl Mending<'_> {
    /// What changes, with paths from where the user stands: `patch -p1` takes it.
    fn diff(&self) -> String {
        let from_here = |files: &[PlanFile]| -> Vec<PlanFile> {
            let path = |file: &PlanFile| self.directory.join(&file.path).display().to_string();
            files.iter().map(|f| PlanFile { path: path(f), text: f.text.clone() }).collect()
        };
        unified_diff(&from_here(&self.before), &from_here(&self.fixed.files))
    }

    /// Shows the diff and writes the files, if that is agreed to; whether it was.
    fn finish(
        &self,
        diff: &str,
        arguments: &CheckArguments,
        report: &mut Report,
    ) -> Result<bool, Trouble> {
        let Fixed { before, after, .. } = self.fixed;
        let path = self.directory.display();
        let mended = format!("{} of {}", before - after, count(before, "finding"));
        if diff.is_empty() {
            report.remarks.push(format!(
                "{path}: none of {} can be mended without a person",
                count(before, "finding")
            ));
            return Ok(false);
        }
        let is_asked = !arguments.yes && io::stdin().is_terminal() && io::stderr().is_terminal();
        let is_agreed = arguments.yes || is_asked && ask(diff, &mended)?;
        if !is_asked && !arguments.json {
            report.text += diff;
        }
        if is_agreed {
            self.write().map_err(Trouble::Output)?;
            report.remarks.push(format!("{path}: mended {mended}"));
        } else {
            report.remarks.push(format!("{path}: would mend {mended}; --fix --yes writes it"));
        }
        Ok(is_agreed)
    }

    /// Replaces the files that changed: all are ready beside the old ones before the first is replaced,
    /// and each is replaced as a whole.
    fn write(&self) -> Result<(), String> {
        let changed = self.before.iter().zip(&self.fixed.files).filter(|(old, new)| old != new);
        let mut files = Vec::new();
        for (old, new) in changed {
            let path = self.directory.join(&old.path);
            let now = fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))?;
            if now != old.text.as_bytes() {
                let path = path.display();
                return Err(format!("{path} was changed meanwhile; nothing is written"));
            }
            files.push((path, new.text.as_str()));
        }
        let files: Vec<(&Path, &str)> =
            files.iter().map(|(path, text)| (path.as_path(), *text)).collect();
        write_together(&files).map_err(|error| error.to_string())?;
        Ok(())
    }
}

/// Shows a diff to somebody at a terminal and asks; anything but yes is no.
fn ask(diff: &str, mended: &str) -> Result<bool, Trouble> {
    let trouble = |error: io::Error| Trouble::Output(format!("cannot ask: {error}"));
    let lines: Vec<String> = diff.lines().map(|line| plain(&cut(line))).collect();
    eprintln!("{}", lines.join("\n"));
    eprint!("This mends {mended}. Write it? [y/N] ");
    io::stderr().flush().map_err(trouble)?;
    let mut answer = String::new();
    io::stdin().read_line(&mut answer).map_err(trouble)?;
    Ok(matches!(answer.trim().to_ascii_lowercase().as_str(), "y" | "yes"))
}

/// The beginning of a line: a GeoJSON file may be a single one of a megabyte.
fn cut(line: &str) -> String {
    const CHARACTERS_MAX: usize = 240;
    match line.char_indices().nth(CHARACTERS_MAX) {
        Some((at, _)) => format!("{}…", &line[..at]),
        None => line.to_owned(),
    }
}
