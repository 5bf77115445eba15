//! `.osm` XML, element by element (<https://wiki.openstreetmap.org/wiki/OSM_XML>).

use std::borrow::Cow;
use std::io::{BufRead, BufReader};

use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};

use super::super::{ImportError, InputFile};
use super::element::{Element, Id, Member, Node, Relation, Sort, Tags, Way, point};
use super::meter::Meter;
use super::scan::{REFERENCES_MAX, Take};

/// Most octets of one tag with its attributes, or of one text. Values have 255 characters at most.
const EVENT_OCTETS_MAX: usize = 1 << 20;
/// Octets read at once.
const BUFFER_OCTETS: usize = 1 << 16;
/// Most tags within each other. The format needs three.
const DEPTH_MAX: usize = 16;

/// Gives the elements of the wanted sorts.
///
/// # Errors
/// When it is no XML or none of OpenStreetMap, with the line.
pub(super) fn scan(
    file: &InputFile<'_>,
    wanted: &[Sort],
    take: &mut Take<'_>,
) -> Result<(), ImportError> {
    let meter = Meter::new(file.reader()?, EVENT_OCTETS_MAX + BUFFER_OCTETS);
    let reset = meter.reset();
    let mut reader = Reader::from_reader(BufReader::with_capacity(BUFFER_OCTETS, meter));
    let mut state = State { wanted, depth: 0, seen_root: false, open: None };
    let mut octets = Vec::new();
    loop {
        octets.clear();
        reset.reset();
        let step = match reader.read_event_into(&mut octets) {
            Ok(event) => state.event(&event, take),
            Err(error) => Err(error.to_string()),
        };
        match step {
            Ok(Step::On) => {}
            Ok(Step::Done) => return Ok(()),
            Err(text) => {
                let at = reader.buffer_position().max(reader.error_position());
                return Err(state.error(file, at, &text));
            }
        }
    }
}

/// Whether there is more.
enum Step {
    On,
    Done,
}

/// What stands open while the file is read.
struct State<'w> {
    wanted: &'w [Sort],
    depth: usize,
    seen_root: bool,
    open: Option<Open>,
}

/// An element whose end is not yet read.
struct Open {
    element: Element,
    /// The depth at which it stands.
    depth: usize,
    is_deleted: bool,
}

impl State<'_> {
    fn event(&mut self, event: &Event<'_>, take: &mut Take<'_>) -> Result<Step, String> {
        match event {
            Event::Start(tag) => self.start(tag)?,
            Event::Empty(tag) => {
                self.start(tag)?;
                self.end(take)?;
            }
            Event::End(_) => self.end(take)?,
            Event::Eof if self.depth > 0 => return Err("the file ends early".into()),
            Event::Eof if !self.seen_root => return Err("there is no <osm>".into()),
            Event::Eof => return Ok(Step::Done),
            _ => {}
        }
        Ok(Step::On)
    }

    fn start(&mut self, tag: &BytesStart<'_>) -> Result<(), String> {
        let name = tag.name();
        if self.depth == 0 && name.as_ref() != "osm" {
            return Err(format!("<{}>; expected <osm>", name.as_ref()));
        }
        self.seen_root = true;
        if self.depth >= DEPTH_MAX {
            return Err(format!("more than {DEPTH_MAX} tags are within each other"));
        }
        self.depth += 1;
        match (&mut self.open, name.as_ref()) {
            (None, word @ ("node" | "way" | "relation")) => self.open(word, tag),
            (Some(open), word) if self.depth == open.depth + 1 => {
                part(&mut open.element, word, tag)
                    .map_err(|text| format!("{}: {text}", id_of(&open.element)))
            }
            _ => Ok(()),
        }
    }

    fn open(&mut self, word: &str, tag: &BytesStart<'_>) -> Result<(), String> {
        let Some(sort) = Sort::from_word(word).filter(|sort| self.wanted.contains(sort)) else {
            return Ok(());
        };
        let attributes = Attributes::of(tag)?;
        let number = attributes.number("id").map_err(|text| format!("<{word}>: {text}"))?;
        let tags = Tags::default();
        let is_deleted = attributes.get("action") == Some("delete")
            || attributes.get("visible") == Some("false");
        let element = match sort {
            // A deleted node has no position.
            Sort::Node if is_deleted => Element::Node(Node { number, at: [0, 0], tags }),
            Sort::Node => {
                let at = attributes.position().map_err(|text| format!("node {number}: {text}"))?;
                Element::Node(Node { number, at, tags })
            }
            Sort::Way => Element::Way(Way { number, nodes: Vec::new(), tags }),
            Sort::Relation => Element::Relation(Relation { number, members: Vec::new(), tags }),
        };
        self.open = Some(Open { element, depth: self.depth, is_deleted });
        Ok(())
    }

    fn end(&mut self, take: &mut Take<'_>) -> Result<(), String> {
        let depth = self.depth;
        self.depth = depth.saturating_sub(1);
        match self.open.take_if(|open| open.depth == depth) {
            Some(open) if !open.is_deleted => take(open.element),
            _ => Ok(()),
        }
    }

    /// An error at an octet, with the line counted by reading the file once more up to there.
    fn error(&self, file: &InputFile<'_>, octet: u64, text: &str) -> ImportError {
        let text = match &self.open {
            Some(open) if !text.contains("; expected") => {
                format!("{}: {text}", id_of(&open.element))
            }
            _ => text.to_owned(),
        };
        match line_of(file, octet) {
            Some(line) => file.error(format!("line {line}"), text),
            None => file.error(format!("octet {octet}"), text),
        }
    }
}

fn id_of(element: &Element) -> Id {
    match element {
        Element::Node(node) => Id { sort: Sort::Node, number: node.number },
        Element::Way(way) => Id { sort: Sort::Way, number: way.number },
        Element::Relation(relation) => Id { sort: Sort::Relation, number: relation.number },
    }
}

/// A tag inside an element: a tag, a node of a way, a member of a relation.
fn part(element: &mut Element, word: &str, tag: &BytesStart<'_>) -> Result<(), String> {
    match (element, word) {
        (Element::Node(Node { tags, .. }), "tag")
        | (Element::Way(Way { tags, .. }), "tag")
        | (Element::Relation(Relation { tags, .. }), "tag") => {
            let attributes = Attributes::of(tag)?;
            if let (Some(key), Some(value)) = (attributes.get("k"), attributes.get("v")) {
                tags.push(key, value);
            }
        }
        (Element::Way(way), "nd") => {
            way.nodes.push(Attributes::of(tag)?.number("ref")?);
            few(way.nodes.len(), "nodes")?;
        }
        (Element::Relation(relation), "member") => {
            let attributes = Attributes::of(tag)?;
            if let Some(sort) = attributes.get("type").and_then(Sort::from_word) {
                let id = Id { sort, number: attributes.number("ref")? };
                let is_inner = attributes.get("role") == Some("inner");
                relation.members.push(Member { id, is_inner });
                few(relation.members.len(), "members")?;
            }
        }
        _ => {}
    }
    Ok(())
}

fn few(count: usize, what: &str) -> Result<(), String> {
    if count <= REFERENCES_MAX {
        return Ok(());
    }
    Err(format!("more than {REFERENCES_MAX} {what}; expected no more"))
}

/// The attributes of a tag that matter here.
#[derive(Default)]
struct Attributes<'t> {
    found: Vec<(&'static str, Cow<'t, str>)>,
}

/// The attributes that are read.
const ATTRIBUTES: [&str; 10] =
    ["id", "lat", "lon", "ref", "role", "type", "k", "v", "action", "visible"];

impl<'t> Attributes<'t> {
    fn of(tag: &'t BytesStart<'_>) -> Result<Self, String> {
        let mut found = Vec::with_capacity(4);
        // Without checks: comparing each name with all before it would take a hostile tag's square.
        for attribute in tag.attributes().with_checks(false) {
            let attribute = attribute.map_err(|error| error.to_string())?;
            let name = ATTRIBUTES.iter().find(|name| **name == attribute.key.as_ref());
            if let Some(name) = name.filter(|name| found.iter().all(|(own, _)| own != *name)) {
                let value = attribute.normalized_value(XmlVersion::Implicit1_0);
                found.push((*name, value.map_err(|error| error.to_string())?));
            }
        }
        Ok(Self { found })
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.found.iter().find(|(own, _)| *own == name).map(|(_, value)| value.as_ref())
    }

    fn number(&self, name: &str) -> Result<i64, String> {
        let text = self.get(name).unwrap_or_default();
        text.parse().map_err(|_| format!("{name} is {text:?}; expected a whole number"))
    }

    fn position(&self) -> Result<super::element::Point, String> {
        let [latitude, longitude] = ["lat", "lon"].map(|name| self.get(name).unwrap_or_default());
        let at = latitude.parse().ok().zip(longitude.parse().ok());
        at.and_then(|(latitude, longitude)| point(latitude, longitude)).ok_or_else(|| {
            format!("lat is {latitude:?} and lon {longitude:?}; expected degrees on the Earth")
        })
    }
}

/// The line of an octet of the file; the first is 1.
fn line_of(file: &InputFile<'_>, octet: u64) -> Option<u64> {
    let mut reader = BufReader::with_capacity(BUFFER_OCTETS, file.reader().ok()?);
    let (mut line, mut left) = (1_u64, octet);
    while left > 0 {
        let octets = reader.fill_buf().ok()?;
        let here = octets.len().min(usize::try_from(left).unwrap_or(usize::MAX));
        if here == 0 {
            break;
        }
        let ends = octets.iter().take(here).filter(|octet| **octet == b'\n').count();
        line += u64::try_from(ends).unwrap_or_default();
        left -= u64::try_from(here).unwrap_or_default();
        reader.consume(here);
    }
    Some(line)
}
