//! Equipment and points of a model as devices: where each is, what it is called, what it says.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::net::Ipv4Addr;

use libsns::limits::STRING_OCTETS_MAX;

use super::classes::{Role, device_kind};
use super::graph::{Fact, Graph, Node, Relation};
use super::places::{Places, holders};
use super::words::{kind_of_class, words_of_kind, words_of_local_name};
use super::{is_nameable, listed};
use crate::survey::{Survey, SurveyDevice};

/// How many steps from a point over its equipment to a place are taken.
const STEPS_MAX: usize = 16;
/// Places that are said to hold one device, of which the smallest is looked for.
const HOLDERS_MAX: usize = 64;
/// Most texts of one device: with more its TXT record would not fit a reply.
const TEXTS_MAX: usize = 64;

/// How a device came to its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum How {
    /// The model says where it is, or where that is which it is part of.
    Said,
    /// It feeds rooms.
    Fed,
    /// Nobody says.
    Unknown,
}

struct Device {
    node: Node,
    place: Option<usize>,
    kind: String,
}

/// Adds the devices, and remarks what became of the other points.
pub(super) fn survey(graph: &Graph, roles: &[Option<Role>], places: &Places, survey: &mut Survey) {
    let finder = Finder::new(graph, roles, places);
    let mut devices = Vec::new();
    let mut hows: BTreeMap<How, usize> = BTreeMap::new();
    let mut values: BTreeMap<&str, usize> = BTreeMap::new();
    for node in graph.nodes().filter(|node| is_nameable(graph, *node)) {
        let Some(role) = finder.role(node) else { continue };
        let class = graph.class_name(node).unwrap_or_default();
        let is_device = match role {
            Role::Equipment | Role::Sensor => true,
            Role::Value => finder.equipment_of(node).is_none(),
            _ => continue,
        };
        if !is_device {
            *values.entry(class).or_default() += 1;
            continue;
        }
        let (place, how) = finder.place(node);
        *hows.entry(how).or_default() += 1;
        devices.push(Device { node, place, kind: device_kind(class) });
    }
    let names = name_all(graph, &finder, &devices);
    let mut texts_left_out = 0;
    for (device, name) in devices.iter().zip(names) {
        survey.devices.push(surveyed(device, name, &finder, &mut texts_left_out));
    }
    remark(&hows, &values, texts_left_out, places, survey);
}

fn remark(
    hows: &BTreeMap<How, usize>,
    values: &BTreeMap<&str, usize>,
    texts_left_out: usize,
    places: &Places,
    survey: &mut Survey,
) {
    if let Some(count) = hows.get(&How::Fed) {
        let text = "are placed in the room or zone that they, or their equipment, feed";
        survey.guess(format!("{count} devices"), text);
    }
    if let Some(count) = hows.get(&How::Unknown) {
        let inside = if places.default().is_some() { "the building" } else { "the site" };
        survey.guess(
            format!("{count} devices"),
            format!("have no location; taken to be in {inside}"),
        );
    }
    let count: usize = values.values().sum();
    if count > 0 {
        let text =
            format!("{} are texts of the equipment they belong to, no devices", listed(values));
        survey.leave_out(format!("{count} points"), text);
    }
    if texts_left_out > 0 {
        let text = format!(
            "are longer than {STRING_OCTETS_MAX} octets, or more than {TEXTS_MAX} of one device"
        );
        survey.leave_out(format!("{texts_left_out} texts"), text);
    }
}

struct Finder<'m> {
    graph: &'m Graph,
    roles: &'m [Option<Role>],
    places: &'m Places,
    /// Of each node the place it is in by itself, looked up once: an air handler has many points.
    own: Vec<Option<(usize, How)>>,
}

impl<'m> Finder<'m> {
    fn new(graph: &'m Graph, roles: &'m [Option<Role>], places: &'m Places) -> Self {
        let mut finder = Self { graph, roles, places, own: Vec::new() };
        finder.own = graph.nodes().map(|node| finder.own_place(node)).collect();
        finder
    }

    /// Where the model says a device is, else what it feeds.
    fn own_place(&self, node: Node) -> Option<(usize, How)> {
        matches!(self.role(node)?, Role::Equipment | Role::Sensor | Role::Value).then_some(())?;
        let said = self.said(node).map(|place| (place, How::Said));
        said.or_else(|| self.fed(node).map(|place| (place, How::Fed)))
    }

    fn role(&self, node: Node) -> Option<Role> {
        self.roles.get(node.index()).copied().flatten()
    }

    fn is_equipment(&self, node: &Node) -> bool {
        self.role(*node) == Some(Role::Equipment) && is_nameable(self.graph, *node)
    }

    /// The equipment that a point belongs to.
    fn equipment_of(&self, point: Node) -> Option<Node> {
        self.graph.to(point, Relation::Point).find(|holder| self.is_equipment(holder))
    }

    /// Where a device is: where it is said to be, else where its equipment is, else what it feeds.
    fn place(&self, node: Node) -> (Option<usize>, How) {
        let mut at = node;
        for _ in 0..STEPS_MAX {
            if let Some((place, how)) = self.own.get(at.index()).copied().flatten() {
                return (Some(place), how);
            }
            let owners = self.graph.to(at, Relation::Point).chain(holders(self.graph, at));
            match owners.into_iter().find(|owner| self.is_equipment(owner) && *owner != node) {
                Some(owner) => at = owner,
                None => break,
            }
        }
        (self.places.default(), How::Unknown)
    }

    fn said(&self, node: Node) -> Option<usize> {
        let held = self.graph.to(node, Relation::Location);
        let held = held.chain(self.graph.to(node, Relation::Point));
        let held = held.chain(self.graph.to(node, Relation::Part));
        let held = held.filter_map(|holder| self.places.of(holder)).take(HOLDERS_MAX);
        let all: BTreeSet<usize> = held.collect();
        // A floor and a room on it may both be said; the room says more.
        let is_around = |place: &usize| {
            all.iter().any(|other| other != place && self.places.holds(*place, *other))
        };
        all.iter().find(|place| !is_around(place)).copied()
    }

    /// The place of all rooms and zones that something feeds. Of equipment that feeds other equipment
    /// nothing can be said.
    fn fed(&self, node: Node) -> Option<usize> {
        let fed = self.graph.from(node, Relation::Feeds).filter_map(|fed| self.places.of(fed));
        self.places.common(&fed.collect())
    }
}

/// A name for each device that is no other's in its place: what it is, if it is the only one; with
/// all words of its class; with its equipment's name; or what its IRI ends in.
fn name_all(graph: &Graph, finder: &Finder<'_>, devices: &[Device]) -> Vec<String> {
    let choices: Vec<Vec<String>> =
        devices.iter().map(|device| name_choices(graph, finder, device)).collect();
    let mut counts: HashMap<(Option<usize>, String), usize> = HashMap::new();
    for (device, choices) in devices.iter().zip(&choices) {
        for choice in choices {
            *counts.entry((device.place, choice.to_lowercase())).or_default() += 1;
        }
    }
    let is_own = |device: &Device, choice: &String| {
        counts.get(&(device.place, choice.to_lowercase())) == Some(&1)
    };
    let pairs = devices.iter().zip(choices);
    pairs
        .map(|(device, choices)| {
            let own = choices.iter().find(|choice| is_own(device, choice)).or(choices.last());
            own.cloned().unwrap_or_default()
        })
        .collect()
}

/// The names a device may have, the best first.
fn name_choices(graph: &Graph, finder: &Finder<'_>, device: &Device) -> Vec<String> {
    if let Some(label) = graph.fact(device.node, Fact::Label) {
        return vec![label.to_owned()];
    }
    let class = graph.class_name(device.node).unwrap_or_default().replace('_', " ");
    let own = words_of_local_name(graph.local_name(device.node));
    let mut choices = vec![words_of_kind(&device.kind), class.clone()];
    if let Some(equipment) = finder.equipment_of(device.node) {
        let label = graph.fact(equipment, Fact::Label).map(str::to_owned);
        let words = label.unwrap_or_else(|| words_of_local_name(graph.local_name(equipment)));
        choices.push(format!("{words} {class}"));
    }
    choices.push(own);
    choices.retain(|choice| !choice.trim().is_empty());
    let mut seen = BTreeSet::new();
    choices.retain(|choice| seen.insert(choice.to_lowercase()));
    choices
}

fn surveyed(
    device: &Device,
    name: String,
    finder: &Finder<'_>,
    left_out: &mut usize,
) -> SurveyDevice {
    let graph = finder.graph;
    let mut text = own_texts(graph, device.node);
    if finder.role(device.node) == Some(Role::Equipment) {
        let points = graph.from(device.node, Relation::Point).collect::<BTreeSet<_>>();
        let values = points.into_iter().filter(|point| finder.role(*point) == Some(Role::Value));
        text.extend(values.map(|point| value_text(graph, point)));
    } else if let Some(equipment) = finder.equipment_of(device.node) {
        text.push(format!("of={}", graph.local_name(equipment)));
    }
    let before = text.len();
    text.retain(|text| text.len() <= STRING_OCTETS_MAX);
    text.truncate(TEXTS_MAX);
    *left_out += before - text.len();
    SurveyDevice {
        source: format!("brick:{}", graph.iri(device.node)),
        inside: device.place.map(|place| finder.places.source(place)),
        names: if name.is_empty() { Vec::new() } else { vec![name] },
        kind: device.kind.clone(),
        position: None,
        above_floor: None,
        bearers: address(graph, device.node).into_iter().collect(),
        text,
        spot: graph.iri(device.node).to_owned(),
    }
}

/// What a device says of itself: its class and identity in the model, and in other systems.
fn own_texts(graph: &Graph, node: Node) -> Vec<String> {
    let class = graph.class_name(node).unwrap_or_default();
    let mut texts = vec![format!("brick={class}"), format!("id={}", graph.local_name(node))];
    let known = [
        (Fact::BacnetObject, "bacnet"),
        (Fact::BacnetName, "bacnet-name"),
        (Fact::BacnetInstance, "bacnet-device"),
        (Fact::IfcId, "ifc"),
        (Fact::Timeseries, "timeseries"),
        (Fact::Unit, "unit"),
    ];
    for (fact, word) in known {
        texts.extend(graph.facts(node, fact).map(|value| format!("{word}={value}")));
    }
    texts
}

/// A point as a text of its equipment: what it is, its identity, and its BACnet object.
fn value_text(graph: &Graph, point: Node) -> String {
    let kind = kind_of_class(graph.class_name(point).unwrap_or_default());
    let object = graph.fact(point, Fact::BacnetObject).map(|object| format!(" bacnet:{object}"));
    format!("{kind}={}{}", graph.local_name(point), object.unwrap_or_default())
}

/// The IPv4 address of a BACnet device: four octets in hexadecimal.
fn address(graph: &Graph, node: Node) -> Option<(String, String)> {
    let octets = graph.fact(node, Fact::Address).filter(|hex| hex.len() == 8)?;
    let address = Ipv4Addr::from(u32::from_str_radix(octets, 16).ok()?);
    Some(("ipv4".into(), address.to_string()))
}
