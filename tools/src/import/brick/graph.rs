//! The relations of a Brick model in memory: nodes are numbers, and each relation is a sorted list.

use std::collections::HashMap;

use oxrdf::{NamedOrBlankNode, Term, Triple};
use oxttl::{TurtleParseError, TurtleParser};

use super::classes::Role;
use crate::import::{ImportError, InputFile};

/// Most things and classes of one model: a campus of hundreds of large buildings has a million.
const NODES_MAX: usize = 4_000_000;
/// Most statements that are kept of one model.
const STATEMENTS_MAX: usize = 16_000_000;
/// Most octets of all names and texts that are kept: with the numbers above, below a gigabyte.
const TEXT_OCTETS_MAX: usize = 256 << 20;
/// Longest literal that is kept, in octets; longer ones are no names or numbers.
const LITERAL_OCTETS_MAX: usize = 1024;
/// What relative IRIs are relative to where a file does not say: nothing real.
const BASE: &str = "urn:brick:";

/// The namespaces whose relations are understood. Older releases of Brick have their version in it.
const BRICK: &str = "https://brickschema.org/schema/";
const REAL_ESTATE_CORE: &str = "https://w3id.org/rec";
const BACNET: &str = "http://data.ashrae.org/bacnet/";
const RDF_TYPE: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
const LABELS: [&str; 2] =
    ["http://www.w3.org/2000/01/rdf-schema#label", "http://www.w3.org/2004/02/skos/core#prefLabel"];

/// A thing, a class or a blank node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Node(u32);

impl Node {
    /// Its place in lists of all nodes.
    pub(super) fn index(self) -> usize {
        self.0 as usize
    }
}

/// Relations between things, each in the direction from what holds, feeds or has to the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Relation {
    /// Has a part: a floor has rooms.
    Part,
    /// Is the location of.
    Location,
    /// Has a point.
    Point,
    /// Feeds air, water or power.
    Feeds,
    /// Is a (thing to class).
    Type,
    /// Has a reference to somebody else's system, or a port.
    Reference,
}

const RELATIONS: usize = 6;

/// Texts and numbers that things have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fact {
    /// What people call it.
    Label,
    /// The ordinal of a level (RealEstateCore `levelNumber`).
    Level,
    /// Its GlobalId in an IFC model.
    IfcId,
    /// Its name in an IFC model.
    IfcName,
    /// `analog-value,5`, or the whole `bacnet://` address.
    BacnetObject,
    /// Its name on the BACnet.
    BacnetName,
    /// The instance number of a BACnet device.
    BacnetInstance,
    /// An IP address as hexadecimal octets.
    Address,
    /// The identity of its values in a time series store.
    Timeseries,
    /// The unit of its values.
    Unit,
}

/// A model.
#[derive(Debug, Default)]
pub(super) struct Graph {
    names: Vec<Box<str>>,
    numbers: HashMap<Box<str>, Node>,
    /// Of each relation the pairs from left to right, then from right to left; both sorted.
    pairs: [[Vec<(Node, Node)>; 2]; RELATIONS],
    facts: Vec<(Node, Fact, Box<str>)>,
    text_octets: usize,
    statements: usize,
}

impl Graph {
    /// Adds the statements of a file.
    pub(super) fn read(&mut self, file: &InputFile<'_>) -> Result<(), ImportError> {
        let parser = TurtleParser::new().with_base_iri(BASE).unwrap_or_default();
        for triple in parser.for_reader(file.reader()?) {
            let triple = triple.map_err(|error| turtle_error(file, error))?;
            self.add(&triple).map_err(|text| file.error("", text))?;
        }
        Ok(())
    }

    /// Puts the statements in order; to be called once, after all files.
    pub(super) fn finish(&mut self) {
        for [forth, back] in &mut self.pairs {
            let kept = forth.len();
            // The order of statements of one thing says which of its classes comes first, so the
            // sort keeps it; doubles of one file in another go.
            forth.sort_by_key(|(left, _)| *left);
            back.extend(forth.iter().map(|(left, right)| (*right, *left)));
            back.sort_by_key(|(right, _)| *right);
            debug_assert_eq!(back.len(), kept, "each pair both ways");
        }
        self.facts.sort();
        self.facts.dedup();
    }

    fn add(&mut self, triple: &Triple) -> Result<(), String> {
        let predicate = triple.predicate.as_str();
        if let Some((relation, is_turned)) = relation(predicate) {
            let Some(object) = self.object(&triple.object)? else { return Ok(()) };
            let subject = self.subject(&triple.subject)?;
            let pair = if is_turned { (object, subject) } else { (subject, object) };
            self.pairs[relation as usize][0].push(pair);
            return self.count();
        }
        let Some(fact) = fact(predicate) else { return Ok(()) };
        let text = match &triple.object {
            Term::Literal(literal) => literal.value(),
            Term::NamedNode(node) => local_name(node.as_str()),
            Term::BlankNode(_) => return Ok(()),
        };
        let text = text.trim();
        if text.is_empty() || text.len() > LITERAL_OCTETS_MAX {
            return Ok(());
        }
        let subject = self.subject(&triple.subject)?;
        self.text_octets += text.len();
        self.facts.push((subject, fact, text.into()));
        self.count()
    }

    fn count(&mut self) -> Result<(), String> {
        self.statements += 1;
        if self.statements > STATEMENTS_MAX {
            return Err(format!("has more than {STATEMENTS_MAX} relations; expected no more"));
        }
        if self.text_octets > TEXT_OCTETS_MAX {
            let most = TEXT_OCTETS_MAX >> 20;
            return Err(format!("has more than {most} MiB of names; expected no more"));
        }
        Ok(())
    }

    fn subject(&mut self, subject: &NamedOrBlankNode) -> Result<Node, String> {
        match subject {
            NamedOrBlankNode::NamedNode(node) => self.number(node.as_str()),
            NamedOrBlankNode::BlankNode(node) => self.number(&node.to_string()),
        }
    }

    fn object(&mut self, object: &Term) -> Result<Option<Node>, String> {
        match object {
            Term::NamedNode(node) => self.number(node.as_str()).map(Some),
            Term::BlankNode(node) => self.number(&node.to_string()).map(Some),
            Term::Literal(_) => Ok(None),
        }
    }

    fn number(&mut self, name: &str) -> Result<Node, String> {
        if let Some(node) = self.numbers.get(name) {
            return Ok(*node);
        }
        let fits = self.names.len() < NODES_MAX;
        let number = u32::try_from(self.names.len()).ok().filter(|_| fits);
        let number =
            number.ok_or_else(|| format!("has more than {NODES_MAX} things; expected no more"))?;
        self.text_octets += 2 * name.len();
        self.names.push(name.into());
        self.numbers.insert(name.into(), Node(number));
        Ok(Node(number))
    }

    /// All nodes, in the order they came.
    pub(super) fn nodes(&self) -> impl Iterator<Item = Node> + use<> {
        (0..u32::try_from(self.names.len()).unwrap_or(u32::MAX)).map(Node)
    }

    /// The IRI of a node; of a blank node its label with `_:`.
    pub(super) fn iri(&self, node: Node) -> &str {
        self.names.get(node.index()).map_or("", |name| name)
    }

    /// What the IRI ends in.
    pub(super) fn local_name(&self, node: Node) -> &str {
        local_name(self.iri(node))
    }

    /// Whether it is a blank node.
    pub(super) fn is_anonymous(&self, node: Node) -> bool {
        self.iri(node).starts_with("_:")
    }

    /// How many blank nodes are typed as something we would take.
    pub(super) fn anonymous_count(&self, roles: &[Option<Role>]) -> usize {
        let taken = |role: &Option<Role>| role.is_some_and(|role| role != Role::Neither);
        self.nodes()
            .zip(roles)
            .filter(|(node, role)| taken(role) && self.is_anonymous(*node))
            .count()
    }

    /// What a node holds, feeds, has or is.
    pub(super) fn from(&self, node: Node, relation: Relation) -> impl Iterator<Item = Node> + '_ {
        pairs_of(&self.pairs[relation as usize][0], node)
    }

    /// What holds, feeds or has a node.
    pub(super) fn to(&self, node: Node, relation: Relation) -> impl Iterator<Item = Node> + '_ {
        pairs_of(&self.pairs[relation as usize][1], node)
    }

    /// The first text of this sort that the node has, itself or in one of its references.
    pub(super) fn fact(&self, node: Node, fact: Fact) -> Option<&str> {
        self.facts(node, fact).next()
    }

    /// All texts of this sort that the node has, itself and in its references.
    pub(super) fn facts(&self, node: Node, fact: Fact) -> impl Iterator<Item = &str> + '_ {
        let all = std::iter::once(node).chain(self.from(node, Relation::Reference));
        all.flat_map(move |node| {
            let start = self.facts.partition_point(|(of, sort, _)| (*of, *sort) < (node, fact));
            let rest = self.facts.get(start..).unwrap_or_default();
            let same = rest.iter().take_while(move |(of, sort, _)| (*of, *sort) == (node, fact));
            same.map(|(_, _, text)| &**text)
        })
    }

    /// The name of the first class that is Brick's or RealEstateCore's, without its namespace.
    pub(super) fn class_name(&self, node: Node) -> Option<&str> {
        self.from(node, Relation::Type).map(|class| self.iri(class)).find_map(known_class)
    }
}

/// The local name of a class whose meaning we know something of.
fn known_class(iri: &str) -> Option<&str> {
    let is_device = || iri == "http://data.ashrae.org/bacnet/BACnetDevice";
    // Brick keeps references, shapes and tags in namespaces of their own.
    let is_brick = iri.starts_with(BRICK) && iri.contains("/Brick#");
    let is_known = is_brick || iri.starts_with(REAL_ESTATE_CORE) || is_device();
    is_known.then(|| local_name(iri)).filter(|name| !name.is_empty())
}

fn pairs_of(pairs: &[(Node, Node)], node: Node) -> impl Iterator<Item = Node> + '_ {
    let start = pairs.partition_point(|(left, _)| *left < node);
    let rest = pairs.get(start..).unwrap_or_default();
    rest.iter().take_while(move |(left, _)| *left == node).map(|(_, right)| *right)
}

/// What an IRI ends in, after `#`, `/` or the last `:`.
fn local_name(iri: &str) -> &str {
    iri.rsplit(['#', '/', ':']).next().unwrap_or_default()
}

/// The relation of a predicate, and whether it is written the other way round.
fn relation(predicate: &str) -> Option<(Relation, bool)> {
    if predicate == RDF_TYPE {
        return Some((Relation::Type, false));
    }
    let known = [BRICK, REAL_ESTATE_CORE, BACNET];
    if !known.iter().any(|namespace| predicate.starts_with(namespace)) {
        return None;
    }
    Some(match local_name(predicate) {
        "hasPart" | "includes" => (Relation::Part, false),
        "isPartOf" => (Relation::Part, true),
        "isLocationOf" => (Relation::Location, false),
        "hasLocation" | "locatedIn" => (Relation::Location, true),
        "hasPoint" => (Relation::Point, false),
        "isPointOf" => (Relation::Point, true),
        "feeds" => (Relation::Feeds, false),
        "isFedBy" => (Relation::Feeds, true),
        "hasExternalReference" | "hasPort" => (Relation::Reference, false),
        _ => return None,
    })
}

/// The sort of text that a predicate gives.
fn fact(predicate: &str) -> Option<Fact> {
    if LABELS.contains(&predicate) {
        return Some(Fact::Label);
    }
    let known = [BRICK, REAL_ESTATE_CORE, BACNET];
    if !known.iter().any(|namespace| predicate.starts_with(namespace)) {
        return None;
    }
    Some(match local_name(predicate) {
        "name" => Fact::Label,
        "levelNumber" => Fact::Level,
        "ifcGlobalID" => Fact::IfcId,
        "ifcName" => Fact::IfcName,
        "object-identifier" | "BACnetURI" => Fact::BacnetObject,
        "object-name" => Fact::BacnetName,
        "device-instance" => Fact::BacnetInstance,
        "ip-address" => Fact::Address,
        "hasTimeseriesId" => Fact::Timeseries,
        "hasUnit" => Fact::Unit,
        _ => return None,
    })
}

fn turtle_error(file: &InputFile<'_>, error: TurtleParseError) -> ImportError {
    match error {
        TurtleParseError::Io(error) => file.error("", error),
        TurtleParseError::Syntax(error) => {
            let line = error.location().start.line.saturating_add(1);
            file.error(format!("line {line}"), format!("is not Turtle: {}", error.message()))
        }
    }
}
