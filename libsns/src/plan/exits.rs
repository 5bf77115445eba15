//! What a plan says of its exits beside where they lead.

use std::collections::HashMap;

use super::records::Records;
use super::tree::{Passage, Tree};
use crate::geometry::Position;
use crate::limits::SET_OCTETS_MAX;
use crate::record::{ExitText, RecordType};

/// Octets of a record in an answer beside its data: a pointer to the owner, type, class, time to
/// live and length (RFC 1035 §4.1.3).
const RECORD_OCTETS: usize = 12;

/// Adds the TXT records at `_exits`, a record for each exit and each place behind it. What does not fit
/// into one set is left out: that there is a way is said by the PTR records.
pub(crate) fn add_exits(tree: &Tree, records: &mut Records) {
    let mut octets: HashMap<usize, usize> = HashMap::new();
    for passage in &tree.passages {
        for (at, &one) in passage.places.iter().enumerate() {
            for &other in &passage.places[at + 1..] {
                add(tree, passage, [one, other], &mut octets, records);
                if !passage.exit.one_way {
                    add(tree, passage, [other, one], &mut octets, records);
                }
            }
        }
    }
}

fn add(
    tree: &Tree,
    passage: &Passage,
    [from, to]: [usize; 2],
    octets: &mut HashMap<usize, usize>,
    records: &mut Records,
) {
    let position = passage.exit.position;
    let exit = ExitText {
        to: tree.nodes[to].name.clone(),
        kind: passage.exit.kind.clone(),
        position: position.and_then(|[lat, lon]| Position::from_degrees(lat, lon).ok()),
    };
    // A name too long for a string is known by the PTR record alone.
    let Ok(rdata) = exit.encode() else { return };
    let total = octets.entry(from).or_default();
    *total += rdata.len() + RECORD_OCTETS;
    if *total <= SET_OCTETS_MAX
        && let Some(owner) = records.below(&tree.nodes[from], &[b"_exits"])
    {
        records.add(owner, RecordType::TXT, rdata);
    }
}
