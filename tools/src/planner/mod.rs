//! The planner: a survey becomes the directory of a plan, or goes into one that is there already.
//!
//! ```text
//! Survey ─▶ tidy ─▶ hierarchy ─▶ doors ─▶ names ─▶ merge ─▶ files, diff, report
//!            │ shapes    ▲          ▲        ▲        ▲
//! Before ─▶ earlier ─▶ matching ─▶ reconcile ────────┘
//!            │ documents, features, snapshot
//! ```
//!
//! A first import and a second one take the same way: the first goes into a plan that is empty. What
//! comes out is read and compiled before it is given away.

mod diff;
mod documents;
mod doors;
mod earlier;
mod extent;
mod features;
mod grid;
mod ground;
mod hierarchy;
mod keys;
mod matching;
mod merge;
mod merge_site;
mod merge_ways;
mod model;
mod names;
mod notes;
mod proof;
mod reconcile;
mod references;
mod report;
mod rooms;
mod shapes;
mod site;
mod snapshot;
#[cfg(test)]
mod tests;
mod tidy;
mod written;

use std::collections::HashMap;
use std::fmt;

use libsns::geometry::Degrees;
use libsns::limits::PLAN_REACH_METRES_DEFAULT;
use libsns::name::Name;
use libsns::plan::PlanFault;
pub use libsns::plan::PlanFile;

pub use diff::{Change, ChangeSort, Diff};
pub use model::BY_HAND;
pub use report::{LevelReport, Report};
pub use rooms::{PlanRoom, rooms};
pub use site::{DEFAULT_PARENT, NameServer, Settings};
pub use snapshot::SNAPSHOT_FILE;

use crate::survey::Survey;
use earlier::Earlier;
use extent::Extent;
use merge::{Merge, Past, PastThing};
use model::{Draft, Fate};
use reconcile::Reconciled;

/// A plan that is there already.
#[derive(Clone, Debug, Default)]
pub struct Before {
    /// Its files.
    pub files: Vec<PlanFile>,
    /// The text of its [`SNAPSHOT_FILE`]; none where it has none.
    pub snapshot: Option<String>,
}

/// What an import comes to.
#[derive(Clone, Debug, PartialEq)]
pub struct Planned {
    /// All files that the directory shall have, [`SNAPSHOT_FILE`] with them; files of a plan that are
    /// not here shall be gone.
    pub files: Vec<PlanFile>,
    /// What changes in the plan that was there; nothing where there was none.
    pub diff: Diff,
    /// What was understood, guessed and left out.
    pub report: Report,
}

/// Why there is no plan.
#[derive(Clone, Debug, PartialEq)]
pub enum PlannerError {
    /// The plan that is there has faults.
    Before(Vec<PlanFault>),
    /// A file of the plan that is there is not written in a way that can be edited.
    Odd {
        /// The file.
        file: String,
        /// What is odd.
        text: String,
    },
    /// A setting is not what was expected; a sentence.
    Setting(String),
    /// The survey has neither places nor devices.
    Nothing,
    /// Nothing says where the site is.
    NoPosition,
    /// The survey lies so many kilometres from the plan that it shall go into.
    Elsewhere {
        /// From the plan's site to the middle of the survey.
        kilometres: f64,
    },
    /// The plan that would come out has these faults: of a person's words in it together with the
    /// source's, or of more than a zone can hold.
    After(Vec<String>),
}

impl fmt::Display for PlannerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        /// Faults that are named; of the others the number.
        const NAMED_MAX: usize = 5;
        let list = |f: &mut fmt::Formatter<'_>, faults: &[String]| {
            faults.iter().take(NAMED_MAX).try_for_each(|fault| write!(f, "\n  {fault}"))?;
            match faults.len().saturating_sub(NAMED_MAX) {
                0 => Ok(()),
                more => write!(f, "\n  and {more} more"),
            }
        };
        match self {
            Self::Before(faults) => {
                write!(f, "the plan that is there has faults; mend them first:")?;
                list(f, &faults.iter().map(ToString::to_string).collect::<Vec<_>>())
            }
            Self::Odd { file, text } => write!(f, "{file}: {text}"),
            Self::Setting(text) => f.write_str(text),
            Self::Nothing => write!(f, "the source has neither places nor devices; expected some"),
            Self::NoPosition => write!(
                f,
                "nothing in the source says where on the Earth it is; expected an origin, or a plan \
                 that it goes into"
            ),
            Self::Elsewhere { kilometres } => write!(
                f,
                "the source lies {kilometres} km from the plan that is there; expected the same site, \
                 or another directory"
            ),
            Self::After(faults) => {
                write!(f, "the plan would have faults, so nothing is written:")?;
                list(f, faults)
            }
        }
    }
}

impl std::error::Error for PlannerError {}

/// Makes a plan of a survey, or brings it into the plan that is there.
///
/// # Errors
/// When the plan that is there has faults, the settings are unfit, the survey is empty or without a
/// position, or what a person wrote and what the source says make no plan together.
pub fn plan(
    survey: &Survey,
    before: Option<&Before>,
    settings: &Settings,
) -> Result<Planned, PlannerError> {
    settings.check()?;
    if survey.places.is_empty() && survey.devices.is_empty() {
        return Err(PlannerError::Nothing);
    }
    let earlier = before.map(Earlier::read).transpose()?;
    let extent = extent(survey, earlier.as_ref(), settings)?;
    let (mut draft, elsewhere) = tidy::tidy(survey, extent);
    site::entitle(&mut draft, survey, settings);
    let apex = match &earlier {
        Some(earlier) if settings.apex.is_none() => earlier.plan.apex().clone(),
        _ => site::apex(&draft, settings)?,
    };
    let mut reconciled = grow(&mut draft, earlier.as_ref(), &elsewhere, settings);
    let site = &mut draft.nodes[model::SITE_NODE];
    if site.fate == Fate::Surveyed {
        site.position = site.position.filter(|at| extent.is_central(*at));
    }
    names::name_all(&mut draft, &apex, &site::reserved(earlier.as_ref(), settings, &apex));
    let documents = site::documents(&draft, &apex, extent, survey, settings);
    let recognised = std::mem::take(&mut reconciled.recognised);
    if recognised > 0 {
        let text = "the same as before though their identities are new, by shape, name and place";
        draft.notes.guess(format!("{recognised} things"), text);
    }
    let report = report::report(&draft, survey, &apex);
    let (files, diff) = merged(&draft, earlier, documents, reconciled, settings, before);
    proof::prove(&files)?;
    let remarks = std::mem::take(&mut draft.notes).into_remarks();
    let report = report.with_remarks(survey, remarks);
    Ok(Planned { files, diff, report })
}

/// Where the site is: where the plan says, else where most of the survey lies.
fn extent(
    survey: &Survey,
    earlier: Option<&Earlier>,
    settings: &Settings,
) -> Result<Extent, PlannerError> {
    let own = Extent::of(survey);
    let Some(earlier) = earlier else {
        let origin = settings.origin;
        let origin = origin.map(|middle| Extent { middle, reach: PLAN_REACH_METRES_DEFAULT });
        return own.or(origin).ok_or(PlannerError::NoPosition);
    };
    let known = earlier.extent();
    match own {
        Some(own) if !known.holds(own.middle) => {
            let metres = extent::metres_between(known.middle, own.middle);
            Err(PlannerError::Elsewhere { kilometres: (metres / 1_000.0).round() })
        }
        _ => Ok(known),
    }
}

/// Gives the draft its tree and its ways, and finds what of it was there before.
fn grow(
    draft: &mut Draft,
    earlier: Option<&Earlier>,
    elsewhere: &HashMap<usize, String>,
    settings: &Settings,
) -> Reconciled {
    let Some(earlier) = earlier else {
        for at in elsewhere.keys() {
            let about = draft.nodes[*at].title();
            draft
                .notes
                .guess(about, "stands in the site, as the source does not have what holds it");
        }
        hierarchy::hang(draft, None);
        hierarchy::settle_levels(draft);
        doors::join_doors(draft);
        doors::join_levels(draft);
        drop_loose_ways(draft, None);
        draft.nodes[model::SITE_NODE].name =
            draft.nodes[model::SITE_NODE].words.first().cloned().unwrap_or_default();
        return Reconciled::none(draft);
    };
    let mut reconciled = Reconciled::bind(draft, earlier, elsewhere, settings.takes_source);
    let building = reconciled.building(draft, earlier);
    hierarchy::hang(draft, Some(building));
    reconciled.settle(draft, earlier);
    reconciled.drop_vanished(draft, earlier);
    hierarchy::settle_levels(draft);
    doors::join_doors(draft);
    doors::join_levels(draft);
    matching::recognise_ways(draft, earlier, &reconciled.node_of);
    reconciled.leave_out_ways(draft, earlier);
    drop_loose_ways(draft, Some((&mut reconciled, earlier)));
    reconciled.settle_ways(draft, earlier);
    reconciled
}

/// Ways that join fewer than two places are no ways; one that the plan has stays as it was there.
fn drop_loose_ways(draft: &mut Draft, mut past: Option<(&mut Reconciled, &Earlier)>) {
    for at in 0..draft.ways.len() {
        let way = &draft.ways[at];
        if way.joins.len() >= 2 || way.fate != Fate::Surveyed {
            continue;
        }
        let known = way.earlier.and_then(|exit| {
            let (reconciled, earlier) = past.as_mut()?;
            reconciled.joins_before(draft, earlier, exit)
        });
        if let Some(joins) = known {
            draft.ways[at].joins = joins;
            continue;
        }
        let about = way.source.clone().unwrap_or_default();
        let text = format!("this {}: the places that it joins could not be found", way.kind);
        draft.ways[at].fate = Fate::Dropped;
        draft.notes.leave_out(about, text);
    }
}

/// The files with the draft in them, and what that changed.
fn merged(
    draft: &Draft,
    earlier: Option<Earlier>,
    documents: Vec<documents::Document>,
    reconciled: Reconciled,
    settings: &Settings,
    before: Option<&Before>,
) -> (Vec<PlanFile>, Diff) {
    let past = earlier.as_ref().map(|earlier| past_of(draft, earlier, &reconciled));
    let is_second = past.is_some();
    let mut merge = Merge {
        draft,
        documents,
        features: Vec::new(),
        other_paths: Vec::new(),
        then: None,
        now: snapshot::Things::new(),
        past,
        reconciled,
        places: HashMap::new(),
        joins: HashMap::new(),
    };
    let mut others = Vec::new();
    let mut references = None;
    if let Some(earlier) = earlier {
        merge.other_paths = earlier.others.iter().map(|file| file.path.clone()).collect();
        (merge.documents, merge.features, merge.then) =
            (earlier.documents, earlier.features, earlier.snapshot);
        others = earlier.others;
        references = Some(earlier.references);
        site::set(&mut merge.documents, settings);
    }
    merge.run();
    if let Some(old) = references {
        let new = references::References::of_draft(draft);
        let node_of = &merge.reconciled.node_of;
        for document in &mut merge.documents {
            merge_ways::mend_rules(document, |text| {
                let node = node_of[old.find(text, None)?];
                (new.find(text, None) != Some(node)).then(|| draft.path(node))
            });
        }
    }
    let mut diff = merge.reconciled.diff;
    diff.changes.sort_by(|a, b| a.path.cmp(&b.path));
    let mut files: Vec<PlanFile> = others;
    files.extend(merge.features.into_iter().filter_map(features::FeatureFile::into_file));
    if is_second {
        site::raise_serial(&mut merge.documents, &files, before);
    }
    files.extend(merge.documents.into_iter().map(documents::Document::into_file));
    files.push(PlanFile { path: SNAPSHOT_FILE.to_owned(), text: snapshot::write(&merge.now) });
    files.sort_by(|a, b| a.path.cmp(&b.path));
    (files, diff)
}

/// What is told of the plan of before once its files are being changed.
fn past_of(draft: &Draft, earlier: &Earlier, reconciled: &Reconciled) -> Past {
    let references = &earlier.plan;
    let path = |thing: usize| {
        let labels = |at: usize| references.thing(at).label();
        let (mut at, mut path) = (thing, Vec::new());
        while at != 0 {
            path.push(model::shown_label(labels(at)));
            at = references.thing(at).parent();
        }
        if path.is_empty() { "@".to_owned() } else { path.join(".") }
    };
    let thing = |thing: libsns::plan::PlanThing<'_>| {
        let ground =
            thing.shape().map(|shape| draft.plane.ground_of_shape(shape)).unwrap_or_default();
        PastThing {
            source: thing.source().map(str::to_owned),
            name: thing.words().to_owned(),
            label: thing.label().to_owned(),
            parent: reconciled.node_of[thing.parent()],
            parent_path: path(thing.parent()),
            area: ground.area,
            middle: ground.middle(),
            digest: earlier.shape_digest(thing.index()).map(str::to_owned),
        }
    };
    let exit = |exit: libsns::plan::PlanExit<'_>| {
        let joins = exit.places().iter().map(|place| reconciled.node_of[*place]).collect();
        (exit.source().map(str::to_owned), joins)
    };
    Past {
        things: earlier.plan.things().map(thing).collect(),
        exits: earlier.plan.exits().map(exit).collect(),
    }
}

/// The name that is the zone's, from text.
fn domain_name(text: &str) -> Result<Name, PlannerError> {
    let name: Result<Name, _> = text.parse();
    let name = name.map_err(|error| {
        PlannerError::Setting(format!("the zone {text:?} is no domain name: {error}"))
    })?;
    if name.is_root() {
        return Err(PlannerError::Setting(
            "the zone is the root; expected a name below it".to_owned(),
        ));
    }
    Ok(name)
}

/// Where the origin of metres in a new plan is.
fn frame_origin(draft: &Draft, middle: Degrees) -> Degrees {
    let corners = draft.nodes.iter().flat_map(|node| node.shape.iter().flatten().flatten());
    let south = corners.clone().map(|at| at[0]).fold(middle[0], f64::min);
    // Across the antimeridian west is where the middle is.
    let near = corners.filter(|at| (at[1] - middle[1]).abs() < 180.0);
    let west = near.map(|at| at[1]).fold(middle[1], f64::min);
    shapes::rounded_degrees([south.clamp(-89.0, 89.0), west])
}
