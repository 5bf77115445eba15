//! Brick models (<https://brickschema.org>, RDF in Turtle) to a survey: places and the devices in them.
//!
//! ```text
//! Turtle ─▶ graph (a compact index of the relations we know) ─▶ classes (what each thing is)
//!                                                                  │
//!                     survey ◀─ devices (equipment, points) ◀─ places (buildings to rooms)
//! ```
//!
//! Brick describes no shapes, so places come without any. Equipment and sensors are devices; setpoints,
//! commands, alarms and parameters are not things that stand somewhere, so they are texts of the
//! equipment they belong to. RealEstateCore's classes for spaces are understood as well.

mod classes;
mod devices;
mod graph;
mod one_building;
mod places;
#[cfg(test)]
mod tests;
mod words;

use std::collections::BTreeMap;

use super::{ImportError, Input, InputFile, Options};
use crate::survey::Survey;
use classes::Role;
use graph::{Graph, Node};
use places::Places;

/// Longest identity, in octets: a plan keeps it as one character string (RFC 1035 §3.3).
const SOURCE_OCTETS_MAX: usize = 255;
/// Classes that one remark names before it says "and others": a line people still read.
const CLASSES_NAMED_MAX: usize = 12;

/// Reads one Turtle file, or all of a folder as one model.
///
/// # Errors
/// When a file is not Turtle, with the line; when it is larger than the bounds of this importer; and
/// when nothing in it is of a class of Brick or RealEstateCore.
pub fn read(input: &Input<'_>, options: &Options) -> Result<Survey, ImportError> {
    let mut graph = Graph::default();
    let files = turtle_files(input);
    for file in &files {
        graph.read(file)?;
    }
    graph.finish();
    let roles = classes::roles(&graph);
    if roles.iter().all(Option::is_none) {
        let text = "has nothing of a class of Brick or RealEstateCore; expected rooms or equipment";
        return Err(ImportError {
            file: input.name.clone(),
            spot: String::new(),
            text: text.into(),
        });
    }
    let mut survey = Survey { format: "Brick".into(), ..Survey::default() };
    leave_out_unfit(&graph, &roles, &mut survey);
    let places = Places::find(&graph, &roles, &mut survey);
    survey.title = places.title(&graph);
    places.survey(&graph, &mut survey);
    devices::survey(&graph, &roles, &places, &mut survey);
    if let Some(wanted) = &options.building {
        one_building::keep(wanted, &mut survey).map_err(|text| ImportError {
            file: input.name.clone(),
            spot: String::new(),
            text,
        })?;
    }
    Ok(survey)
}

/// The files that look like Turtle; where none does, all.
fn turtle_files<'i, 'a>(input: &'i Input<'a>) -> Vec<&'i InputFile<'a>> {
    let is_turtle = |file: &&InputFile<'_>| {
        file.path.rsplit_once('.').is_some_and(|(_, ending)| {
            ["ttl", "turtle", "nt"].iter().any(|known| ending.eq_ignore_ascii_case(known))
        })
    };
    let found: Vec<_> = input.files.iter().filter(is_turtle).collect();
    if found.is_empty() { input.files.iter().collect() } else { found }
}

/// What is typed, and is neither a place nor a device: systems, collections, people.
fn leave_out_unfit(graph: &Graph, roles: &[Option<Role>], survey: &mut Survey) {
    let mut unfit: BTreeMap<&str, usize> = BTreeMap::new();
    for (node, role) in graph.nodes().zip(roles) {
        if *role == Some(Role::Neither) {
            *unfit.entry(graph.class_name(node).unwrap_or_default()).or_default() += 1;
        }
    }
    let count: usize = unfit.values().sum();
    if count > 0 {
        let text = format!("{} are neither places nor devices", listed(&unfit));
        survey.leave_out(format!("{count} things"), text);
    }
    let anonymous = graph.anonymous_count(roles);
    if anonymous > 0 {
        let text = "have no IRI, so nothing would know them again in a second import";
        survey.leave_out(format!("{anonymous} things"), text);
    }
    let long = graph
        .nodes()
        .zip(roles)
        .filter(|(node, role)| role.is_some() && !is_nameable(graph, *node));
    let long = long.filter(|(node, _)| !graph.is_anonymous(*node)).count();
    if long > 0 {
        let text = format!("have IRIs of more than {SOURCE_OCTETS_MAX} octets");
        survey.leave_out(format!("{long} things"), text);
    }
}

/// Whether a node has an identity that can be kept.
fn is_nameable(graph: &Graph, node: Node) -> bool {
    !graph.is_anonymous(node) && graph.iri(node).len() + "brick:".len() <= SOURCE_OCTETS_MAX
}

/// `12 Pump, 1 Loop`, the most frequent first.
fn listed(counts: &BTreeMap<&str, usize>) -> String {
    let mut counts: Vec<_> = counts.iter().map(|(word, count)| (*count, *word)).collect();
    counts.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
    let words = |(count, word): &(usize, &str)| format!("{count} {word}");
    let mut words: Vec<String> = counts.iter().take(CLASSES_NAMED_MAX).map(words).collect();
    if counts.len() > CLASSES_NAMED_MAX {
        let rest: usize = counts[CLASSES_NAMED_MAX..].iter().map(|(count, _)| count).sum();
        words.push(format!("{rest} others"));
    }
    words.join(", ")
}
