//! Walks from a place down to all that is below it, along `_children` and `_devices`.

use std::collections::HashSet;

use libsns::client::{Client, ClientError, Thing};
use libsns::name::Name;
use libsns::record::{Record, RecordType};

/// Places below one another that a walk follows at most; a name has no more labels.
pub(crate) const DEPTH_MAX: usize = libsns::limits::NAME_LABELS_MAX;

/// Where records come from.
pub(crate) trait Source {
    /// Why there are none.
    type Error;

    /// The records of a name and type; none when there is no such name.
    fn records(&self, name: &Name, rtype: RecordType) -> Result<Vec<Record>, Self::Error>;
}

impl Source for Client {
    type Error = ClientError;

    fn records(&self, name: &Name, rtype: RecordType) -> Result<Vec<Record>, ClientError> {
        Ok(self.ask_if_exists(name, rtype)?.map_or_else(Vec::new, |reply| reply.answer))
    }
}

/// A place or device, and what is below it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Branch {
    /// What it is.
    pub(crate) thing: Thing,
    /// The devices in it, and the places below it.
    pub(crate) below: Vec<Self>,
}

/// Walks down from a place; `depth` steps at most.
pub(crate) fn walk<S: Source>(source: &S, from: &Name, depth: usize) -> Result<Branch, S::Error> {
    // Each thing once: what points in a circle must not be walked for ever.
    let mut seen = HashSet::new();
    seen.insert(from.clone());
    branch(source, from.clone(), depth.min(DEPTH_MAX), &mut seen)
}

fn branch<S: Source>(
    source: &S,
    name: Name,
    depth: usize,
    seen: &mut HashSet<Name>,
) -> Result<Branch, S::Error> {
    let place = source.records(&name, RecordType::PLACE)?;
    let thing = Thing::from_records(name, place.iter());
    let mut below = Vec::new();
    for label in [&b"_devices"[..], b"_children"] {
        if depth == 0 {
            break;
        }
        // A name without room for the label has nothing below it.
        let Ok(owner) = thing.name.child(label) else { continue };
        let mut targets = pointed_at(&source.records(&owner, RecordType::PTR)?);
        targets.sort();
        for target in targets {
            if seen.insert(target.clone()) {
                below.push(branch(source, target, depth - 1, seen)?);
            }
        }
    }
    Ok(Branch { thing, below })
}

fn pointed_at(records: &[Record]) -> Vec<Name> {
    let pointers = records.iter().filter(|record| record.rtype == RecordType::PTR);
    pointers.filter_map(|record| Name::from_wire(&record.rdata).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use libsns::record::rdata;
    use std::convert::Infallible;

    struct Made(Vec<(&'static str, &'static str)>);

    impl Source for Made {
        type Error = Infallible;

        fn records(&self, name: &Name, rtype: RecordType) -> Result<Vec<Record>, Infallible> {
            let matching = self.0.iter().filter(|(owner, _)| {
                rtype == RecordType::PTR && owner.parse::<Name>().unwrap() == *name
            });
            let record = |(_, target): &(&str, &str)| Record {
                owner: name.clone(),
                rtype,
                ttl: 1,
                rdata: rdata::name(&target.parse().unwrap()),
            };
            Ok(matching.map(record).collect())
        }
    }

    fn names(branch: &Branch) -> Vec<String> {
        let below = branch.below.iter().flat_map(names);
        std::iter::once(branch.thing.name.to_string()).chain(below).collect()
    }

    #[test]
    fn devices_first_in_order_and_circles_end() {
        let source = Made(vec![
            ("_children.hq.", "b.hq."),
            ("_children.hq.", "a.hq."),
            ("_devices.hq.", "z.hq."),
            ("_children.a.hq.", "hq."),
            ("_children.a.hq.", "x.a.hq."),
        ]);
        let hq = "hq.".parse().unwrap();
        let Ok(tree) = walk(&source, &hq, DEPTH_MAX);
        assert_eq!(names(&tree), ["hq.", "z.hq.", "a.hq.", "x.a.hq.", "b.hq."]);
        let Ok(tree) = walk(&source, &hq, 1);
        assert_eq!(names(&tree), ["hq.", "z.hq.", "a.hq.", "b.hq."]);
    }
}
