//! The things of a zone by where they are: every name of ours with a PLACE or a LOC record.
//!
//! The index is made of the records alone, so a plan, its printed master file and a copy of the zone
//! on another server give the same answers.

use std::collections::BTreeMap;

use super::image::{NodeId, Zone};
use crate::geometry::{KindId, Position, Shape, SpatialIndex, Thing};
use crate::record::{Location, Place, PlaceClass, RecordType};

/// Where the things of a zone are.
#[derive(Debug)]
pub struct Places {
    index: SpatialIndex,
    /// Words of kinds and classes, sorted; the place of a word is its number.
    kinds: Box<[Box<str>]>,
}

impl Places {
    /// The index. The ids of its things are node numbers.
    #[must_use]
    pub fn index(&self) -> &SpatialIndex {
        &self.index
    }

    /// The number of a kind or class; none when no thing is of it.
    #[must_use]
    pub fn kind(&self, word: &[u8]) -> Option<KindId> {
        let place = self.kinds.binary_search_by(|kind| kind.as_bytes().cmp(word)).ok()?;
        KindId::try_from(place).ok()
    }

    /// Collects the things of a zone; nothing when there are none.
    pub(super) fn of(zone: &Zone) -> Option<Self> {
        let things: Vec<Described> =
            zone.nodes().filter_map(|node| Described::read(zone, node)).collect();
        if things.is_empty() {
            return None;
        }
        let mut words: BTreeMap<&str, KindId> = BTreeMap::new();
        for word in things.iter().flat_map(Described::words) {
            words.entry(word).or_default();
        }
        for (number, id) in words.values_mut().enumerate() {
            // Kinds beyond 65,535 share the last number, which only widens what they find.
            *id = KindId::try_from(number).unwrap_or(KindId::MAX);
        }
        let kinds = words.keys().map(|word| Box::from(*word)).collect();
        let numbered: Vec<[KindId; 2]> =
            things.iter().map(|thing| thing.words().map(|word| words[word])).collect();
        let things = things.into_iter().zip(numbered);
        let index = SpatialIndex::build(things.map(|(thing, kinds)| thing.thing(kinds)).collect());
        Some(Self { index, kinds })
    }
}

/// A thing as its records describe it.
struct Described {
    node: NodeId,
    place: Place,
    shape: Shape,
}

impl Described {
    /// The PLACE record says it; where there is none, or it has no shape, LOC says where.
    fn read(zone: &Zone, node: NodeId) -> Option<Self> {
        if zone.node(node).boundary != NodeId::NONE {
            return None;
        }
        let place =
            zone.first_data(node, RecordType::PLACE).and_then(|data| Place::decode(data).ok());
        let location = || {
            let location = Location::from_wire(zone.first_data(node, RecordType::LOC)?)?;
            let (latitude, longitude) = (location.latitude_degrees(), location.longitude_degrees());
            Position::from_degrees(latitude, longitude).ok().map(Shape::Point)
        };
        let place = place.unwrap_or_default();
        let shape = place.shape.clone().or_else(location)?;
        (!zone.owner_folded(node).starts_with(b"\x01*")).then_some(Self { node, place, shape })
    }

    /// Its kind and its class. A thing known by LOC alone has neither.
    fn words(&self) -> [&str; 2] {
        match (self.place.kind.as_str(), self.place.class) {
            ("", PlaceClass::Other) => ["", ""],
            ("", class) => [class.word(), class.word()],
            (kind, class) => [kind, class.word()],
        }
    }

    fn thing(self, kinds: [KindId; 2]) -> Thing {
        Thing { id: self.node.0, shape: self.shape, levels: self.place.levels, kinds }
    }
}
