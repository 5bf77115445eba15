//! Mending: other files for a plan, with fewer faults.
//!
//! Each finding that can be mended says how. All of that is tried at once, and what the linter then says
//! decides: a repair that causes a new fault is taken back, and files that would not load are never
//! given. So mending twice is mending once, and the count of faults falls with every round.

mod diff;
mod edit;
mod reshape;
mod rings;
mod toml_items;
mod write;

use std::collections::{BTreeMap, HashSet};

use geo::MultiPolygon;
use libsns::plan::{self, PlanFile};

pub use diff::unified_diff;

use super::finding::{Finding, Repair, Reshape};
use super::json_spans;
use super::rule::Rule;
use super::rules::{DECIMALS_MAX, has_excess};
use super::scene::{Options, Scene};
use edit::{Edit, apply, decimal};
use write::Writer;

/// Rounds of taking back what did harm, and trials of halves after them (a choice: each reads the plan
/// and looks at all of it).
const TRIALS_MAX: usize = 24;

/// A plan that was mended.
#[derive(Clone, Debug)]
pub struct Fixed {
    /// All its files, those that changed and those that did not.
    pub files: Vec<PlanFile>,
    /// How many faults there were, by all rules.
    pub before: usize,
    /// How many are left.
    pub after: usize,
}

/// Mends what some rules find, as far as that can be done without a person.
///
/// The files that come back load, unless those given do not; they have fewer faults or are the same.
#[must_use]
pub fn fix(files: &[PlanFile], options: Options, rules: &[&'static Rule]) -> Fixed {
    let mut files = files.to_vec();
    let before = findings_of(&files, options).map_or(0, |findings| findings.len());
    let mut after = before;
    while let Some((better, count)) = round(&files, options, rules) {
        files = better;
        after = count;
    }
    Fixed { files, before, after }
}

/// What the linter says of files that load.
fn findings_of(files: &[PlanFile], options: Options) -> Option<Vec<Finding>> {
    let plan = plan::read(files).ok()?;
    Some(Scene::new(&plan, files, options).lint())
}

/// Files with fewer faults, and how many those have; none where nothing helps.
fn round(
    files: &[PlanFile],
    options: Options,
    rules: &[&'static Rule],
) -> Option<(Vec<PlanFile>, usize)> {
    let plan = plan::read(files).ok()?;
    let scene = Scene::new(&plan, files, options);
    let findings = scene.lint();
    let is_wanted = |finding: &&Finding| rules.contains(&finding.rule);
    let repairs: Vec<Repair> =
        findings.iter().filter(is_wanted).filter_map(|finding| finding.repair.clone()).collect();
    let writer = Writer::new(&scene);
    let known = findings.iter().map(identity).collect();
    let mut trial = Trial {
        scene: &scene,
        writer: &writer,
        known,
        best: None,
        best_count: findings.len(),
        trials: 0,
    };
    trial.all(&repairs);
    trial.best.map(|best| (best, trial.best_count))
}

/// What tells one finding from another over a change.
fn identity(finding: &Finding) -> (&'static str, String, Option<String>, Vec<usize>) {
    (finding.rule.id, finding.key.clone(), finding.name.clone(), finding.things.clone())
}

struct Trial<'s, 'p> {
    scene: &'s Scene<'p>,
    writer: &'s Writer<'s, 'p>,
    known: HashSet<(&'static str, String, Option<String>, Vec<usize>)>,
    best: Option<Vec<PlanFile>>,
    best_count: usize,
    trials: usize,
}

impl Trial<'_, '_> {
    /// Tries all repairs, takes back those that new faults are about, and where that is not enough
    /// finds what helps by halves.
    fn all(&mut self, repairs: &[Repair]) {
        let mut repairs = repairs.to_vec();
        while !repairs.is_empty() && self.trials < TRIALS_MAX / 2 {
            let Some((files, findings)) = self.attempt(&repairs) else { break };
            let new = findings.iter().filter(|finding| !self.known.contains(&identity(finding)));
            let blamed: HashSet<usize> = new.flat_map(|f| f.things.iter().copied()).collect();
            self.keep_if_better(files, &findings);
            let count = repairs.len();
            repairs.retain(|repair| thing_of(repair).is_none_or(|thing| !blamed.contains(&thing)));
            if repairs.len() == count {
                break;
            }
        }
        if self.best.is_none() {
            self.halves(&mut Vec::new(), &repairs);
        }
    }

    fn halves(&mut self, accepted: &mut Vec<Repair>, repairs: &[Repair]) {
        if repairs.is_empty() || self.trials >= TRIALS_MAX {
            return;
        }
        let together = [accepted.as_slice(), repairs].concat();
        let attempt = self.attempt(&together);
        if attempt.is_some_and(|(files, findings)| self.keep_if_better(files, &findings)) {
            accepted.extend_from_slice(repairs);
        } else if repairs.len() > 1 {
            let (first, second) = repairs.split_at(repairs.len() / 2);
            self.halves(accepted, first);
            self.halves(accepted, second);
        }
    }

    fn keep_if_better(&mut self, files: Vec<PlanFile>, findings: &[Finding]) -> bool {
        let is_better = findings.len() < self.best_count;
        if is_better {
            self.best_count = findings.len();
            self.best = Some(files);
        }
        is_better
    }

    /// The files with some repairs made, and what the linter says of them; none where they do not load.
    fn attempt(&mut self, repairs: &[Repair]) -> Option<(Vec<PlanFile>, Vec<Finding>)> {
        let edits = self.edits(repairs);
        if edits.is_empty() {
            return None;
        }
        self.trials += 1;
        let files = apply(self.scene.files, edits);
        let plan = plan::read(&files).ok()?;
        // Names that grow are too long only once all records are made.
        if repairs.iter().any(|repair| matches!(repair, Repair::Label { .. })) {
            plan.compile().ok()?;
        }
        let findings = Scene::new(&plan, &files, self.scene.options).lint();
        Some((files, findings))
    }

    /// What the repairs change in the files; what cannot be written is left out.
    fn edits(&self, repairs: &[Repair]) -> Vec<Edit> {
        let mut edits = Vec::new();
        for (thing, shape) in self.shapes(repairs) {
            edits.extend(self.writer.shape(self.scene.plan.thing(thing), &shape));
        }
        let mut edits: Vec<Edit> = edits.into_iter().flatten().collect();
        for repair in repairs {
            let own = match repair {
                Repair::Reshape { .. } => None,
                Repair::Move { thing, to } => {
                    self.writer.position(self.scene.plan.thing(*thing), *to)
                }
                Repair::Level { thing, level } => {
                    self.writer.key(self.scene.plan.thing(*thing), "level", &level.to_string())
                }
                Repair::Label { thing, label } => {
                    let label = format!("{label:?}");
                    self.writer.key(self.scene.plan.thing(*thing), "label", &label)
                }
                Repair::RemoveExit { exit } => self.writer.remove_exit(*exit),
                Repair::WallThickness { metres } => self.writer.wall_thickness(*metres),
                Repair::RoundNumbers { file } => Some(self.rounded(file)),
            };
            edits.extend(own.into_iter().flatten());
        }
        edits
    }

    /// The shapes of all things that get another, after all that changes them.
    fn shapes(&self, repairs: &[Repair]) -> BTreeMap<usize, MultiPolygon> {
        let mut shapes: BTreeMap<usize, MultiPolygon> = BTreeMap::new();
        let reach = self.scene.options.reach_metres;
        for repair in repairs {
            let Repair::Reshape { thing, how } = repair else { continue };
            let now = |at: usize| shapes.get(&at).or(self.scene.grounds[at].covers.as_ref());
            let other = match how {
                Reshape::Without(at) | Reshape::Within(at) | Reshape::Snap(at) => now(*at),
                Reshape::DropCorners => None,
            };
            let shape = now(*thing).and_then(|own| reshape::reshape(own, *how, other, reach));
            shapes.extend(shape.map(|shape| (*thing, shape)));
        }
        shapes
    }

    fn rounded(&self, path: &str) -> Vec<Edit> {
        let Some(file) = self.scene.files.iter().find(|file| file.path == path) else {
            return Vec::new();
        };
        let round = |span: std::ops::Range<usize>| {
            let number = file.text.get(span.clone()).filter(|number| has_excess(number))?;
            let text = decimal(number.parse().ok()?, DECIMALS_MAX);
            Some(Edit { file: path.to_owned(), span, text })
        };
        json_spans::coordinates(&file.text).into_iter().filter_map(round).collect()
    }
}

fn thing_of(repair: &Repair) -> Option<usize> {
    match repair {
        Repair::Reshape { thing, .. }
        | Repair::Move { thing, .. }
        | Repair::Level { thing, .. }
        | Repair::Label { thing, .. } => Some(*thing),
        Repair::RemoveExit { .. } | Repair::WallThickness { .. } | Repair::RoundNumbers { .. } => {
            None
        }
    }
}
