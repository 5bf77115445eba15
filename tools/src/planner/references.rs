//! Which place a reference means, in the plan of before and in the one in the making.
//!
//! The rules are those of `zones/README.md`: as many labels as make it clear, most specific first; a
//! path that is whole, up to the site, wins.

use std::collections::HashMap;

use libsns::name::place_name::label_of_words;
use libsns::plan::Plan;
use libsns::record::PlaceClass;

use super::model::Draft;

/// The places and devices of a tree by their labels.
pub(super) struct References {
    /// By the first label: what has it.
    by_label: HashMap<String, Vec<usize>>,
    /// The labels from each thing up to the site.
    paths: Vec<Vec<String>>,
    is_device: Vec<bool>,
}

impl References {
    /// Those of a plan, each by its index in it.
    pub(super) fn of_plan(plan: &Plan) -> Self {
        let apex = plan.apex().labels().count();
        let path = |name: &libsns::name::Name| {
            let labels: Vec<_> = name.labels().collect();
            let own = labels.len().saturating_sub(apex);
            let text = |label: &&[u8]| String::from_utf8_lossy(label).into_owned();
            labels[..own].iter().map(text).collect()
        };
        let is_device = plan.things().map(|thing| thing.class() == PlaceClass::Device).collect();
        Self::new(plan.things().map(|thing| path(thing.name())).collect(), is_device)
    }

    /// Those of a draft; what is dropped has none.
    pub(super) fn of_draft(draft: &Draft) -> Self {
        let label = |at: &usize| draft.nodes[*at].label.clone();
        let path = |at: usize| {
            let chain = draft.ancestry(at);
            chain[..chain.len() - 1].iter().map(label).collect::<Vec<_>>()
        };
        let kept = |at: usize| draft.nodes[at].is_kept();
        let paths = (0..draft.nodes.len()).map(|at| if kept(at) { path(at) } else { Vec::new() });
        Self::new(paths.collect(), draft.nodes.iter().map(super::model::Node::is_device).collect())
    }

    fn new(paths: Vec<Vec<String>>, is_device: Vec<bool>) -> Self {
        let mut by_label: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, path) in paths.iter().enumerate() {
            if let Some(first) = path.first() {
                by_label.entry(first.clone()).or_default().push(at);
            }
        }
        Self { by_label, paths, is_device }
    }

    /// What a reference means; `asker` is who says that it stands in it.
    pub(super) fn find(&self, text: &str, asker: Option<usize>) -> Option<usize> {
        if text == "@" {
            return Some(0);
        }
        let labels: Result<Vec<String>, _> = text.split('.').map(label_of_words).collect();
        let labels = labels.ok()?;
        let fits = |at: &&usize| {
            let is_holder = asker.is_none() || (asker != Some(**at) && !self.is_device[**at]);
            is_holder && self.paths[**at].starts_with(&labels)
        };
        let fitting: Vec<usize> =
            self.by_label.get(labels.first()?)?.iter().filter(fits).copied().collect();
        let whole = fitting.iter().find(|at| self.paths[**at].len() == labels.len());
        match (whole, fitting.as_slice()) {
            (Some(whole), _) => Some(*whole),
            (None, [only]) => Some(*only),
            _ => None,
        }
    }
}
