//! The answer to a question about a place: a name below `_near` (RFC-DRAFT §Near Names).

use crate::geometry::{Geometry, Hit, PlaceQuestion, Position, SpatialWork};
use crate::limits::{LOC_CENTRE_ERROR_CENTIMETRES, NEAR_COUNT_MAX, VALIDITY_METRES_MAX};
use crate::name::FoldedName;
use crate::record::location::Extent;
use crate::record::{Location, RecordType};
use crate::wire::{ExtendedError, Overflow, Rcode, Refusal, Response, Section};
use crate::zone::{NodeId, Zone};

/// What a question about a place comes to.
#[derive(Clone, Copy, Debug)]
pub enum Placed<'w> {
    /// Things, nearest first, and how long they stay the ones.
    Things {
        /// The things.
        hits: &'w [Hit],
        /// The validity area; none for boxes and rays.
        validity: Option<Location>,
    },
    /// The validity area was asked for.
    Validity(Location),
    /// The name exists but holds nothing of this type.
    Nothing,
    /// The name follows no grammar, so it does not exist; what was expected.
    NoSuchName(ExtendedError),
}

/// Decides the answer to a question whose name lies below `_near`.
///
/// # Errors
/// When the question would take more work than one question may.
pub fn by_place<'w>(
    zone: &Zone,
    question: &FoldedName,
    rtype: RecordType,
    work: &'w mut SpatialWork,
) -> Result<Placed<'w>, Refusal> {
    let Some(places) = zone.places() else { return Ok(Placed::Nothing) };
    let before_near = question.label_count() - zone.label_count(NodeId::APEX) - 1;
    let parsed = match PlaceQuestion::from_labels(question.labels().take(before_near)) {
        Ok(parsed) => parsed,
        Err(error) => return Ok(Placed::NoSuchName(ExtendedError::other(error.expected))),
    };
    let kind = parsed.kind.map(|word| places.kind(word));
    if !matches!(rtype, RecordType::PTR | RecordType::LOC | RecordType::ANY) {
        return Ok(Placed::Nothing);
    }
    // Of a kind that nothing is of there is nothing wherever the asker goes.
    if kind == Some(None) {
        let validity = point(&parsed).and_then(|centre| disc(centre, VALIDITY_METRES_MAX));
        let asked = validity.filter(|_| rtype == RecordType::LOC);
        return Ok(asked.map_or(Placed::Nothing, Placed::Validity));
    }
    let Ok(found) = places.index().ask(&parsed.query(kind.flatten()), work) else {
        return Err(TOO_COSTLY);
    };
    let radius = found.validity_metres;
    let validity = point(&parsed).zip(radius).and_then(|(centre, radius)| disc(centre, radius));
    Ok(match (rtype, validity) {
        (RecordType::LOC, Some(validity)) => Placed::Validity(validity),
        (RecordType::LOC, None) => Placed::Nothing,
        _ if found.hits.is_empty() => Placed::Nothing,
        _ => Placed::Things { hits: found.hits, validity },
    })
}

impl Placed<'_> {
    /// Where nothing is to be written: the response code of the denial, and its reason.
    #[must_use]
    pub fn denial(&self) -> Option<(Rcode, Option<ExtendedError>)> {
        match *self {
            Self::Things { .. } | Self::Validity(_) => None,
            Self::Nothing => Some((Rcode::NoError, None)),
            Self::NoSuchName(reason) => Some((Rcode::NxDomain, Some(reason))),
        }
    }
}

/// RFC-DRAFT [F-7]: the work for one question is bounded, and no part of an answer is given.
const TOO_COSTLY: Refusal = Refusal {
    rcode: Rcode::Refused,
    reason: Some(ExtendedError::other(
        "near: too much to look at; expected a smaller area, a count, a kind or a level",
    )),
};

/// The point that is asked about; none for boxes and rays.
fn point(question: &PlaceQuestion<'_>) -> Option<Position> {
    match question.geometry {
        Geometry::Point(position) => Some(position),
        Geometry::Box(_) | Geometry::Ray { .. } => None,
    }
}

/// The validity area as a LOC record: the centre, and the diameter rounded down to the one digit
/// that RFC 1876 §2 has for SIZE.
fn disc(centre: Position, radius_metres: f64) -> Option<Location> {
    let milliarcseconds = |degrees: f64| (degrees * 3_600_000.0).round() as i32;
    // LOC places the centre within 2 cm; the disc must fit into the one around the true centre.
    let diameter_cm = (radius_metres * 200.0) as u64;
    let diameter_cm = diameter_cm.saturating_sub(LOC_CENTRE_ERROR_CENTIMETRES);
    let mut location = Location::new(
        milliarcseconds(centre.latitude_degrees()),
        milliarcseconds(centre.longitude_degrees()),
        0,
    )?;
    location.size = Extent::from_cm(diameter_cm)?;
    location.horizontal_precision = Extent::from_cm(0)?;
    location.vertical_precision = Extent::from_cm(0)?;
    Some(location)
}

/// Where the names of nodes stand in the message that is being written.
#[derive(Debug)]
pub struct WrittenNames {
    nodes: Vec<(NodeId, u16)>,
}

/// Names remembered: each thing brings itself and a few places above it, most of them shared.
const WRITTEN_NAMES_MAX: usize = 4 * NEAR_COUNT_MAX as usize;

impl WrittenNames {
    /// Room for the largest answer.
    #[must_use]
    pub fn new() -> Self {
        Self { nodes: Vec::with_capacity(WRITTEN_NAMES_MAX) }
    }

    fn offset(&self, node: NodeId) -> Option<u16> {
        // The latest first: things of one place stand together.
        self.nodes.iter().rev().find(|(other, _)| *other == node).map(|(_, offset)| *offset)
    }

    fn remember(&mut self, node: NodeId, offset: u16) {
        if self.nodes.len() < WRITTEN_NAMES_MAX {
            self.nodes.push((node, offset));
        }
    }
}

impl Default for WrittenNames {
    fn default() -> Self {
        Self::new()
    }
}

/// Writes the things that were found, then what is needed to reach them.
pub fn write_places(
    zone: &Zone,
    placed: &Placed<'_>,
    names: &mut WrittenNames,
    response: &mut Response<'_>,
) {
    names.nodes.clear();
    let apex_octets = zone.owner_folded(NodeId::APEX).len();
    names.remember(NodeId::APEX, response.question_suffix_offset(apex_octets));
    let mut writer = PlaceWriter { zone, names, ttl_s: zone.negative_soa().ttl(), response };
    match placed {
        Placed::Things { hits, validity } => writer.things(hits, validity.as_ref()),
        Placed::Validity(area) => {
            if writer.validity(Section::Answer, area) == Err(Overflow) {
                writer.response.truncate();
            }
        }
        Placed::Nothing | Placed::NoSuchName(_) => {}
    }
}

struct PlaceWriter<'a, 'r> {
    zone: &'a Zone,
    names: &'a mut WrittenNames,
    ttl_s: u32,
    response: &'a mut Response<'r>,
}

/// What an asker needs to connect, and then what it needs to judge and to draw.
const CONNECT: [RecordType; 3] = [RecordType::SVCB, RecordType::AAAA, RecordType::A];
const DESCRIBE: [RecordType; 2] = [RecordType::PLACE, RecordType::LOC];

impl PlaceWriter<'_, '_> {
    fn things(&mut self, hits: &[Hit], validity: Option<&Location>) {
        self.zone.read_ahead(hits.iter().map(NodeId::of_thing));
        for hit in hits {
            if self.pointer(NodeId::of_thing(hit)) == Err(Overflow) {
                self.response.truncate();
                return;
            }
        }
        // What follows is help: it is left out where there is no room (RFC-DRAFT ).
        if let Some(area) = validity {
            let _ = self.validity(Section::Additional, area);
        }
        for types in [&CONNECT[..], &DESCRIBE] {
            for hit in hits {
                self.describe(NodeId::of_thing(hit), types);
            }
        }
    }

    /// A PTR record to a thing.
    fn pointer(&mut self, node: NodeId) -> Result<(), Overflow> {
        let owner = self.zone.owner_wire(node);
        let (known, offset) = self.known_ancestor(node);
        let labels = &owner[..owner.len() - self.zone.owner_folded(known).len()];
        let at = self.response.write_pointer(self.ttl_s, labels, offset)?;
        let mut above = node;
        while above != known {
            let skipped = owner.len() - self.zone.owner_folded(above).len();
            self.names.remember(above, at + skipped as u16);
            match self.zone.parent(above) {
                Some(parent) => above = parent,
                None => break,
            }
        }
        Ok(())
    }

    /// The nearest node at or above one whose name stands in the message, and where.
    fn known_ancestor(&self, node: NodeId) -> (NodeId, u16) {
        let mut at = node;
        loop {
            if let Some(offset) = self.names.offset(at) {
                return (at, offset);
            }
            // The apex is in the question, so this ends there.
            at = self.zone.parent(at).unwrap_or(NodeId::APEX);
        }
    }

    fn describe(&mut self, node: NodeId, types: &[RecordType]) {
        let Some(offset) = self.names.offset(node) else { return };
        for rtype in types {
            if let Some(set) = self.zone.set(node, *rtype) {
                let records = self.zone.records(set);
                let _ = self.response.copy_set_at(Section::Additional, offset, records);
            }
        }
    }

    fn validity(&mut self, section: Section, area: &Location) -> Result<(), Overflow> {
        let data = area.to_wire();
        self.response.write_data(section, RecordType::LOC, self.ttl_s, &data)
    }
}
