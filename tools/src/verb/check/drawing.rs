//! Pictures of findings, a file each.

use std::fs;
use std::path::{Path, PathBuf};

use sns_tools::lint::{Finding, Scene, draw};

use crate::report::Trouble;

/// Pictures one run makes at most (a choice: nobody looks at more).
const DRAWINGS_MAX: usize = 1000;

/// The directory that takes them.
pub(super) struct Drawings {
    directory: PathBuf,
    count: usize,
}

impl Drawings {
    pub(super) fn new(directory: &Path) -> Result<Self, Trouble> {
        fs::create_dir_all(directory).map_err(|error| trouble(directory, &error))?;
        Ok(Self { directory: directory.to_owned(), count: 0 })
    }

    /// Draws a finding that has a place; the path of the picture.
    pub(super) fn draw(
        &mut self,
        scene: &Scene<'_>,
        finding: &Finding,
    ) -> Result<Option<String>, Trouble> {
        if self.count >= DRAWINGS_MAX {
            return Ok(None);
        }
        let Some(svg) = draw(scene, finding) else { return Ok(None) };
        self.count += 1;
        let name = format!("{:03}-{}{}.svg", self.count, finding.rule.id, slug(finding));
        let path = self.directory.join(name);
        fs::write(&path, svg).map_err(|error| trouble(&path, &error))?;
        Ok(Some(path.display().to_string()))
    }
}

fn trouble(path: &Path, error: &std::io::Error) -> Trouble {
    Trouble::Output(format!("{} cannot be written: {error}", path.display()))
}

/// The first label of what a finding is about, in letters that any file system takes.
fn slug(finding: &Finding) -> String {
    const CHARACTERS_MAX: usize = 40;
    let label = finding.name.as_deref().and_then(|name| name.split('.').next()).unwrap_or("");
    let fits = |c: &char| c.is_ascii_alphanumeric() || *c == '-';
    let label: String = label.chars().filter(fits).take(CHARACTERS_MAX).collect();
    if label.is_empty() { label } else { format!("-{label}") }
}
