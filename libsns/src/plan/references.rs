//! Which place an item means when it names one by its labels.

use std::collections::HashMap;

use super::fault::{PlanFault, nearest};
use super::model::{Class, Inside, Reference, Thing};
use crate::limits::NAME_LABELS_MAX;

/// The index of the site among the things.
pub(crate) const SITE: usize = 0;

/// Finds things by their labels. A reference `a.b` means a thing with label `a` inside one with label
/// `b`; as many labels are needed as make it clear. One that is whole, up to the site, wins. Words
/// whose place has set another label mean it too, where nothing has the label they make.
pub(crate) struct References<'t> {
    things: &'t [Thing],
    by_label: HashMap<&'t str, Vec<usize>>,
    /// Likewise, of things that set another label than their words make.
    by_words: HashMap<&'t str, Vec<usize>>,
    /// What holds each thing, as far as it is known.
    parents: Vec<Option<usize>>,
}

/// What a reference comes to.
enum Found {
    One(usize),
    None,
    /// More than one, none of them whole.
    Many(Vec<usize>),
    /// It hangs on a thing whose own place is not known yet.
    Later,
}

/// How labels fit a chain of parents.
enum Fit {
    No,
    Partly,
    /// Up to the site.
    Whole,
    Later,
}

impl<'t> References<'t> {
    /// Finds what holds each thing. Faults say which cannot be found.
    pub(crate) fn resolve(things: &'t [Thing], faults: &mut Vec<PlanFault>) -> Self {
        let mut by_label: HashMap<&str, Vec<usize>> = HashMap::new();
        let mut by_words: HashMap<&str, Vec<usize>> = HashMap::new();
        for (index, thing) in things.iter().enumerate().skip(1) {
            by_label.entry(&thing.label).or_default().push(index);
            if let Some(words) = &thing.words_label {
                by_words.entry(words).or_default().push(index);
            }
        }
        let parents = vec![None; things.len()];
        let mut references = Self { things, by_label, by_words, parents };
        references.find_parents(faults);
        references
    }

    fn find_parents(&mut self, faults: &mut Vec<PlanFault>) {
        let mut waiting: Vec<(usize, &Reference)> = Vec::new();
        for (index, thing) in self.things.iter().enumerate() {
            match &thing.inside {
                Inside::Site => self.parents[index] = Some(SITE),
                Inside::Thing(parent) => self.parents[index] = Some(*parent),
                Inside::Named(reference) => waiting.push((index, reference)),
            }
        }
        // Each round settles what hangs on the one before; a tree that fits into names is not deeper
        // than a name has labels.
        for _ in 0..=NAME_LABELS_MAX {
            let before = waiting.len();
            waiting.retain(|(index, reference)| self.settle(*index, reference, faults));
            if waiting.is_empty() || waiting.len() == before {
                break;
            }
        }
        faults.extend(waiting.iter().map(|(_, reference)| {
            reference
                .spot
                .fault(format!("{:?}", reference.text), "the places around it form a circle")
        }));
    }

    /// Finds what holds one thing; true when it must wait.
    fn settle(&mut self, index: usize, reference: &Reference, faults: &mut Vec<PlanFault>) -> bool {
        match self.find(reference, Some(index)) {
            Found::Later => return true,
            found => match self.one(reference, found) {
                Ok(parent) => self.parents[index] = Some(parent),
                Err(fault) => faults.push(fault),
            },
        }
        false
    }

    /// The place a reference means, once all parents are known.
    pub(crate) fn place(&self, reference: &Reference) -> Result<usize, PlanFault> {
        self.one(reference, self.find(reference, None))
    }

    /// What holds each thing; none where that was a fault.
    pub(crate) fn into_parents(self) -> Vec<Option<usize>> {
        self.parents
    }

    fn one(&self, reference: &Reference, found: Found) -> Result<usize, PlanFault> {
        let value = format!("{:?}", reference.text);
        match found {
            Found::One(index) => Ok(index),
            Found::Many(indices) => {
                let mut paths: Vec<String> =
                    indices.iter().take(4).map(|i| self.path(*i)).collect();
                paths.dedup();
                let expected = match paths.as_slice() {
                    // Twins in one place are a fault of their own; no more can be written here.
                    [path] => format!("more than one place is {path}"),
                    paths => format!("could be any of {}; write more of it", paths.join(", ")),
                };
                Err(reference.spot.fault(value, expected))
            }
            Found::None | Found::Later => {
                let labels = self.by_label.keys().copied();
                let first = reference.labels.first().map_or("", String::as_str);
                let expected = match nearest(first, labels) {
                    Some(label) => format!("no place has this name; did you mean {label:?}?"),
                    None => "no place has this name".to_owned(),
                };
                Err(reference.spot.fault(value, expected))
            }
        }
    }

    fn find(&self, reference: &Reference, asker: Option<usize>) -> Found {
        let Some((first, rest)) = reference.labels.split_first() else {
            return Found::One(SITE);
        };
        let called = |names: &HashMap<&str, Vec<usize>>| {
            self.among(names.get(first.as_str()).map_or(&[][..], Vec::as_slice), rest, asker)
        };
        match called(&self.by_label) {
            Found::None => called(&self.by_words),
            found => found,
        }
    }

    /// Which of the candidates stands in places of these names.
    fn among(&self, candidates: &[usize], rest: &[String], asker: Option<usize>) -> Found {
        let mut fitting = Vec::new();
        let mut must_wait = false;
        for &candidate in candidates {
            // Devices hold nothing, and nothing holds itself.
            let is_device = self.things[candidate].class == Class::Device;
            if asker == Some(candidate) || (is_device && asker.is_some()) {
                continue;
            }
            match self.fit(candidate, rest) {
                Fit::No => {}
                // A whole path wins over all others, so nothing needs to be known of them.
                Fit::Whole => return Found::One(candidate),
                Fit::Partly => fitting.push(candidate),
                Fit::Later => {
                    must_wait |= !rest.is_empty();
                    fitting.push(candidate);
                }
            }
        }
        match fitting.as_slice() {
            [] => Found::None,
            // The only one that can be meant, wherever it is.
            [only] if !must_wait => Found::One(*only),
            many if must_wait || many.iter().any(|at| self.parents[*at].is_none()) => Found::Later,
            many => Found::Many(many.to_vec()),
        }
    }

    /// Whether the places around a thing have these labels, from the inside out.
    fn fit(&self, candidate: usize, around: &[String]) -> Fit {
        let mut at = candidate;
        for label in around {
            match self.parents[at] {
                None => return Fit::Later,
                Some(parent) if parent == SITE || !self.is_called(parent, label) => {
                    return Fit::No;
                }
                Some(parent) => at = parent,
            }
        }
        match self.parents[at] {
            None => Fit::Later,
            Some(SITE) => Fit::Whole,
            Some(_) => Fit::Partly,
        }
    }

    /// Whether a thing has this label, or its words would have made it.
    fn is_called(&self, index: usize, label: &str) -> bool {
        let thing = &self.things[index];
        thing.label == label || thing.words_label.as_deref() == Some(label)
    }

    /// A thing's labels up to the site, as far as they are known.
    fn path(&self, index: usize) -> String {
        let mut labels = vec![self.things[index].label.as_str()];
        let mut at = index;
        while let Some(parent) = self.parents[at].filter(|parent| *parent != SITE) {
            if labels.len() > NAME_LABELS_MAX {
                break;
            }
            labels.push(&self.things[parent].label);
            at = parent;
        }
        labels.join(".")
    }
}
