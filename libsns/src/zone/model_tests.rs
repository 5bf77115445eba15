//! The image against a model: a sorted set of names, searched by reading the RFCs naïvely.

use std::collections::{BTreeMap, BTreeSet};

use proptest::collection::vec;
use proptest::prelude::*;

use super::{Boundary, Zone, ZoneBuilder};
use crate::name::{FoldedName, Name};
use crate::record::{Record, RecordType};

const APEX: &str = "z.example.";

/// A few labels, so that names meet often; the wildcard and capital letters among them.
fn label() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["a", "b", "B", "c", "*", "\\000", "a\\.b", "ab"])
}

fn name() -> impl Strategy<Value = Name> {
    vec(label(), 0..5).prop_map(|labels| {
        let text = labels.iter().map(|label| format!("{label}.")).collect::<String>() + APEX;
        text.parse().unwrap()
    })
}

fn owned() -> impl Strategy<Value = (Name, RecordType)> {
    let types =
        vec![RecordType::A, RecordType::A, RecordType::TXT, RecordType::NS, RecordType::DNAME];
    (name(), prop::sample::select(types))
}

fn data(rtype: RecordType) -> Vec<u8> {
    match rtype {
        RecordType::A => vec![192, 0, 2, 1],
        RecordType::TXT => vec![1, b'x'],
        _ => "ns.other.".parse::<Name>().unwrap().as_wire().to_vec(),
    }
}

fn soa() -> Vec<u8> {
    [&[0, 0][..], &[0, 0, 1, 0].repeat(5)].concat()
}

/// The owners and their types; the zone made of them.
struct Model {
    owned: BTreeMap<Name, BTreeSet<RecordType>>,
    existing: BTreeSet<Name>,
}

impl Model {
    fn new(owned: &[(Name, RecordType)]) -> Self {
        let apex: Name = APEX.parse().unwrap();
        let mut model = Self { owned: BTreeMap::new(), existing: BTreeSet::new() };
        model.owned.entry(apex.clone()).or_default().insert(RecordType::SOA);
        for (name, rtype) in owned {
            model.owned.entry(name.clone()).or_default().insert(*rtype);
        }
        for name in model.owned.keys() {
            let mut above = Some(name.clone());
            while let Some(name) = above.filter(|name| name.is_within(&apex)) {
                above = name.parent();
                model.existing.insert(name);
            }
        }
        model
    }

    fn zone(&self) -> Zone {
        let mut builder = ZoneBuilder::new();
        for (name, types) in &self.owned {
            for rtype in types {
                let data = if *rtype == RecordType::SOA { soa() } else { data(*rtype) };
                builder.add(name.as_wire(), *rtype, 60, &data).unwrap();
            }
        }
        builder.build().unwrap()
    }

    fn has(&self, name: &Name, rtype: RecordType) -> bool {
        self.owned.get(name).is_some_and(|types| types.contains(&rtype))
    }

    /// From the apex down to the name: the first cut at or above it, or DNAME above it.
    fn boundary(&self, name: &Name) -> Option<(Name, bool)> {
        let apex: Name = APEX.parse().unwrap();
        let depth = name.label_count() - apex.label_count();
        let mut path = vec![name.clone()];
        for _ in 0..depth {
            path.push(path[path.len() - 1].parent().unwrap());
        }
        path.iter().rev().find_map(|above| {
            let is_cut = *above != apex && self.has(above, RecordType::NS);
            let is_dname = above != name && self.has(above, RecordType::DNAME);
            (is_cut || is_dname).then(|| (above.clone(), is_cut))
        })
    }
}

proptest! {
    #[test]
    fn one_lookup_finds_what_the_model_finds(owned in vec(owned(), 0..25), asked in vec(name(), 1..25)) {
        let model = Model::new(&owned);
        let zone = model.zone();
        for name in asked {
            let found = zone.find(&FoldedName::from(&name));
            let mut encloser = name.clone();
            while !model.existing.contains(&encloser) {
                encloser = encloser.parent().unwrap();
            }
            prop_assert_eq!(zone.owner(found.encloser), encloser.clone(), "{}", name);
            prop_assert_eq!(found.exact, encloser == name);
            let source = encloser.child(b"*").unwrap();
            let wildcard = (!found.exact && model.existing.contains(&source)).then_some(source);
            prop_assert_eq!(found.wildcard.map(|node| zone.owner(node)), wildcard);
            let boundary = found.boundary.map(|boundary| match boundary {
                Boundary::Cut(node) => (zone.owner(node), true),
                Boundary::Dname(node) => (zone.owner(node), false),
            });
            prop_assert_eq!(boundary, model.boundary(&name), "{}", name);
            let before = model.existing.range(..=name.clone()).next_back().cloned();
            let predecessor = zone.predecessor(&FoldedName::from(&name), &found);
            prop_assert_eq!(Some(zone.owner(predecessor)), before, "{}", name);
        }
    }

    #[test]
    fn records_come_out_as_they_went_in(owned in vec(owned(), 0..25)) {
        let model = Model::new(&owned);
        let records: Vec<Record> = model.zone().records_all().collect();
        let mut expected = 0;
        for (name, types) in &model.owned {
            for rtype in types {
                expected += 1;
                let data = if *rtype == RecordType::SOA { soa() } else { data(*rtype) };
                let record = Record { owner: name.clone(), rtype: *rtype, ttl: 60, rdata: data };
                prop_assert!(records.contains(&record), "{:?}", record);
            }
        }
        prop_assert_eq!(records.len(), expected);
        let names: Vec<Name> = model.zone().nodes().map(|node| model.zone().owner(node)).collect();
        prop_assert!(names.is_sorted());
    }
}
