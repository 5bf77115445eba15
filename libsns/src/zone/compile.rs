//! From collected records to the image: order the names, group the records, link what answers need.

use std::borrow::Cow;

use super::builder::{DraftNames, Entry, ZoneBuilder};
use super::fault::{Faults, ZoneFault};
use super::image::{Node, NodeFlags, NodeId, SetEntry, Zone};
use super::name_index::NameIndex;
use super::places::Places;
use super::record_set::append_record;
use crate::limits::SET_OCTETS_MAX;
use crate::name::Name;
use crate::record::{RecordType, fold_names, folds_names};

impl ZoneBuilder {
    /// Compiles the image. The apex is where the SOA record stands.
    ///
    /// # Errors
    /// The faults that make the zone unfit to be served.
    pub fn build(mut self) -> Result<Zone, Vec<ZoneFault>> {
        let apex = self.apex().map_err(|fault| vec![fault])?;
        let near = self.add_near_name(apex);
        let order = CanonicalOrder::of(&self.names, apex);
        self.refuse_outsiders(&order)?;
        self.sort_entries(&order);
        let mut image = Draft::with_capacity(order.drafts.len());
        let mut faults = Faults::default();
        image.fill(&self, &order, &mut faults);
        image.check(&mut faults);
        faults.into_result()?;
        drop(std::mem::take(&mut self.entries));
        image.set_boundaries();
        if let Some(node) = near.and_then(|draft| order.node_of(draft)) {
            image.nodes[node.0 as usize].flags.set(NodeFlags::NEAR);
        }
        Ok(image.finish())
    }

    /// The number of the one name that has an SOA record.
    fn apex(&self) -> Result<u32, ZoneFault> {
        let mut owners =
            self.entries.iter().filter(|e| e.rtype == RecordType::SOA).map(|e| e.owner);
        let first = owners.next().ok_or(ZoneFault::NoSoa)?;
        match owners.find(|owner| *owner != first) {
            None => Ok(first),
            Some(other) => {
                Err(ZoneFault::SeveralApexes(self.names.name(first), self.names.name(other)))
            }
        }
    }

    /// A zone with positions has the name below which questions about them are answered; names
    /// below it exist, so it must too (RFC 8020 §2).
    fn add_near_name(&mut self, apex: u32) -> Option<u32> {
        let located = |entry: &Entry| matches!(entry.rtype, RecordType::LOC | RecordType::PLACE);
        if !self.entries.iter().any(located) {
            return None;
        }
        let name = self.names.name(apex).child(NEAR_LABEL).ok()?;
        self.names.intern(name.as_wire()).ok()
    }

    fn refuse_outsiders(&self, order: &CanonicalOrder) -> Result<(), Vec<ZoneFault>> {
        let outside = self.entries.iter().filter(|entry| order.node_of(entry.owner).is_none());
        let mut faults = Faults::default();
        outside.for_each(|e| {
            faults.push(ZoneFault::OutsideZone(self.names.name(e.owner), e.rtype));
        });
        faults.into_result()
    }

    /// By node and type; within a set by data, as RFC 4034 §6.3 orders it, so that equal records
    /// stand together and the same zone always gives the same image.
    fn sort_entries(&mut self, order: &CanonicalOrder) {
        let mut entries = self.entries_by_node(order);
        for of_node in entries.chunk_by_mut(|a, b| a.owner == b.owner) {
            of_node.sort_by(|a, b| {
                a.rtype.cmp(&b.rtype).then_with(|| self.data_of(a).cmp(self.data_of(b)))
            });
        }
        self.entries = entries;
    }

    /// The entries, each moved to the entries of its node: a counting sort, as the nodes are known.
    fn entries_by_node(&mut self, order: &CanonicalOrder) -> Vec<Entry> {
        let mut next = vec![0u32; order.drafts.len() + 1];
        for entry in &mut self.entries {
            entry.owner = order.node_of(entry.owner).map_or(0, |node| node.0);
            next[entry.owner as usize + 1] += 1;
        }
        for node in 0..order.drafts.len() {
            next[node + 1] += next[node];
        }
        let mut sorted = self.entries.clone();
        for entry in &self.entries {
            let slot = &mut next[entry.owner as usize];
            sorted[*slot as usize] = *entry;
            *slot += 1;
        }
        sorted
    }
}

/// The label below which questions about places are answered.
const NEAR_LABEL: &[u8] = b"_near";

/// The names of the zone in canonical order.
struct CanonicalOrder {
    /// The draft of each node.
    drafts: Vec<u32>,
    /// The node of each draft.
    nodes: Vec<NodeId>,
    /// For each node the first node behind its subtree.
    ends: Vec<NodeId>,
}

impl CanonicalOrder {
    /// Canonical order is the order in which a walk meets the names when it takes children by
    /// label (RFC 4034 §6.1): so only siblings need sorting.
    fn of(names: &DraftNames, apex: u32) -> Self {
        let children = Children::of(names);
        let count = names.drafts.len();
        let mut order = Self {
            drafts: Vec::with_capacity(count),
            nodes: vec![NodeId::NONE; count],
            ends: Vec::with_capacity(count),
        };
        // Drafts still to be met, and at which node count a subtree ends.
        let mut stack = vec![Step::Enter(apex)];
        while let Some(step) = stack.pop() {
            match step {
                Step::Enter(draft) => {
                    let node = NodeId(order.drafts.len() as u32);
                    order.nodes[draft as usize] = node;
                    order.drafts.push(draft);
                    order.ends.push(NodeId::NONE);
                    stack.push(Step::Leave(node));
                    stack.extend(children.of_draft(draft).iter().rev().map(|c| Step::Enter(*c)));
                }
                Step::Leave(node) => {
                    order.ends[node.0 as usize] = NodeId(order.drafts.len() as u32)
                }
            }
        }
        order
    }

    fn node_of(&self, draft: u32) -> Option<NodeId> {
        self.nodes[draft as usize].some()
    }
}

enum Step {
    Enter(u32),
    Leave(NodeId),
}

/// The children of each draft, sorted by label.
struct Children {
    starts: Vec<u32>,
    list: Vec<u32>,
}

impl Children {
    fn of(names: &DraftNames) -> Self {
        let count = names.drafts.len();
        let mut starts = vec![0u32; count + 1];
        for draft in &names.drafts[1..] {
            starts[draft.parent as usize + 1] += 1;
        }
        for i in 0..count {
            starts[i + 1] += starts[i];
        }
        let mut next = starts.clone();
        let mut list = vec![0u32; count.saturating_sub(1)];
        for (number, draft) in names.drafts.iter().enumerate().skip(1) {
            let slot = &mut next[draft.parent as usize];
            list[*slot as usize] = number as u32;
            *slot += 1;
        }
        for range in starts.windows(2) {
            list[range[0] as usize..range[1] as usize]
                .sort_unstable_by(|a, b| names.first_label(*a).cmp(names.first_label(*b)));
        }
        Self { starts, list }
    }

    fn of_draft(&self, draft: u32) -> &[u32] {
        let draft = draft as usize;
        &self.list[self.starts[draft] as usize..self.starts[draft + 1] as usize]
    }
}

/// An image that is being filled.
struct Draft {
    index: NameIndex,
    nodes: Vec<Node>,
    sets: Vec<SetEntry>,
    octets: Vec<u8>,
}

impl Draft {
    fn with_capacity(nodes: usize) -> Self {
        Self {
            index: NameIndex::with_capacity(nodes),
            nodes: Vec::with_capacity(nodes),
            sets: Vec::new(),
            octets: Vec::new(),
        }
    }

    /// Makes the nodes in canonical order, each with its sets: a name and its records lie side by
    /// side, as they are read together.
    fn fill(&mut self, builder: &ZoneBuilder, order: &CanonicalOrder, faults: &mut Faults) {
        let same_set = |a: &Entry, b: &Entry| (a.owner, a.rtype) == (b.owner, b.rtype);
        let mut sets = builder.entries.chunk_by(same_set).peekable();
        for (i, &draft) in order.drafts.iter().enumerate() {
            self.add_node(&builder.names, order, i, draft);
            while let Some(records) = sets.next_if(|records| records[0].owner as usize == i) {
                if let Err(octets) = self.add_set(builder, records) {
                    let name = builder.names.name(draft);
                    faults.push(ZoneFault::SetTooLarge(name, records[0].rtype, octets));
                }
            }
        }
    }

    /// Stores the name and makes the node, still without sets.
    fn add_node(&mut self, names: &DraftNames, order: &CanonicalOrder, i: usize, draft: u32) {
        let folded = names.folded_of(draft);
        let start = self.octets.len() as u32;
        let mut flags = NodeFlags::default();
        self.octets.extend_from_slice(folded);
        if let Some(cased) = names.cased_of(draft) {
            self.octets.extend_from_slice(cased);
            flags.set(NodeFlags::CASED);
        }
        let parent = names.drafts[draft as usize].parent;
        self.index.insert(names.drafts[draft as usize].hash, i as u32, |_| 0);
        self.nodes.push(Node {
            name: start,
            name_length: folded.len() as u8,
            label_count: names.drafts[draft as usize].label_count,
            flags,
            parent: if i == 0 { NodeId::NONE } else { order.nodes[parent as usize] },
            end: order.ends[i],
            wildcard: NodeId::NONE,
            boundary: NodeId::NONE,
            sets: 0,
            set_count: 0,
        });
        self.link_wildcard(NodeId(i as u32), names.first_label(draft));
    }

    fn link_wildcard(&mut self, node: NodeId, label: &[u8]) {
        let parent = self.nodes[node.0 as usize].parent;
        if label == b"*" && parent != NodeId::NONE {
            self.nodes[parent.0 as usize].wildcard = node;
        }
    }

    fn add_set(&mut self, builder: &ZoneBuilder, records: &[Entry]) -> Result<(), usize> {
        let first = records[0];
        // RFC 2181 §5.2: the TTLs of a set must be the same; the first one written counts.
        let ttl_s = records.iter().min_by_key(|entry| entry.data).map_or(0, |entry| entry.ttl_s);
        let start = self.octets.len();
        let owner = self.owner(first.owner).to_vec();
        let distinct = distinct(builder, records);
        for entry in &*distinct {
            append_record(&mut self.octets, &owner, first.rtype, ttl_s, builder.data_of(entry));
        }
        // More than 65,535 records are over the limit of octets, checked below.
        let record_count = u16::try_from(distinct.len()).unwrap_or(u16::MAX);
        let length = self.octets.len() - start;
        if length > SET_OCTETS_MAX {
            return Err(length);
        }
        let node = &mut self.nodes[first.owner as usize];
        if node.set_count == 0 {
            node.sets = self.sets.len() as u32;
        }
        node.set_count += 1;
        node.flags.set(match first.rtype {
            RecordType::CNAME => NodeFlags::CNAME,
            RecordType::DNAME => NodeFlags::DNAME,
            RecordType::NS if first.owner != NodeId::APEX.0 => NodeFlags::CUT,
            _ => NodeFlags::default(),
        });
        self.sets.push(SetEntry {
            rtype: first.rtype,
            record_count,
            length: length as u16,
            extra_count: 0,
            octets: start as u32,
            extras: 0,
        });
        Ok(())
    }

    /// The owner as it was written.
    fn owner(&self, node: u32) -> &[u8] {
        let node = &self.nodes[node as usize];
        let length = usize::from(node.name_length);
        let skip = if node.flags.has(NodeFlags::CASED) { length } else { 0 };
        &self.octets[node.name as usize + skip..][..length]
    }

    /// From the apex down: each node takes the boundary of its parent, or is one itself.
    fn set_boundaries(&mut self) {
        for i in 1..self.nodes.len() {
            let node = self.nodes[i];
            let parent = self.nodes[node.parent.0 as usize];
            self.nodes[i].boundary = if parent.boundary != NodeId::NONE {
                parent.boundary
            } else if parent.flags.has(NodeFlags::DNAME) {
                node.parent
            } else if node.flags.has(NodeFlags::CUT) {
                NodeId(i as u32)
            } else {
                NodeId::NONE
            };
        }
    }
}

impl Draft {
    /// What makes the records of single names unfit.
    fn check(&self, faults: &mut Faults) {
        for (i, node) in self.nodes.iter().enumerate() {
            let name = || Name::from_wire(self.owner(i as u32)).unwrap_or_else(|_| Name::root());
            let sets = &self.sets[node.sets as usize..][..usize::from(node.set_count)];
            for set in sets {
                let several = set.record_count > 1;
                let cname_beside =
                    node.flags.has(NodeFlags::CNAME) && !may_stand_with_cname(set.rtype);
                match set.rtype {
                    RecordType::CNAME if several => faults.push(ZoneFault::SeveralCnames(name())),
                    RecordType::DNAME if several => faults.push(ZoneFault::SeveralDnames(name())),
                    RecordType::PLACE if several => faults.push(ZoneFault::SeveralPlaces(name())),
                    RecordType::SOA if several => faults.push(ZoneFault::SeveralSoas(name())),
                    other if cname_beside => faults.push(ZoneFault::CnameAndOther(name(), other)),
                    _ => {}
                }
            }
        }
    }

    fn finish(self) -> Zone {
        let mut zone = Zone {
            index: self.index,
            nodes: self.nodes.into(),
            sets: self.sets.into(),
            octets: self.octets.into(),
            extras: Box::default(),
            negative_soa: Box::default(),
            places: None,
        };
        zone.link_extras();
        zone.link_negative_soa();
        zone.places = Places::of(&zone);
        zone
    }
}

/// The records of a set, each once, in the order of RFC 4034 §6.3. They come sorted by their data;
/// only names in other letters can still stand apart though they are equal (RFC 4034 §6.2).
fn distinct<'a>(builder: &ZoneBuilder, records: &'a [Entry]) -> Cow<'a, [Entry]> {
    let rtype = records[0].rtype;
    let cased = |entry: &Entry| builder.data_of(entry).iter().any(u8::is_ascii_uppercase);
    if records.len() == 1 {
        return Cow::Borrowed(records);
    }
    if !folds_names(rtype) || !records.iter().any(cased) {
        let same = |a: &&Entry, b: &&Entry| builder.data_of(a) == builder.data_of(b);
        let repeated = records.iter().zip(&records[1..]).any(|(a, b)| same(&a, &b));
        if !repeated {
            return Cow::Borrowed(records);
        }
        let mut distinct = records.to_vec();
        distinct.dedup_by(|b, a| builder.data_of(a) == builder.data_of(b));
        return Cow::Owned(distinct);
    }
    let mut folded: Vec<(Vec<u8>, Entry)> = records
        .iter()
        .map(|entry| {
            let mut data = builder.data_of(entry).to_vec();
            fold_names(rtype, &mut data);
            (data, *entry)
        })
        .collect();
    // Of equal ones the first written stays.
    folded.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.data.cmp(&b.1.data)));
    folded.dedup_by(|b, a| a.0 == b.0);
    Cow::Owned(folded.into_iter().map(|(_, entry)| entry).collect())
}

/// CNAME itself, and what DNSSEC puts beside it (RFC 4034 §2.5, §4).
fn may_stand_with_cname(rtype: RecordType) -> bool {
    matches!(
        rtype,
        RecordType::CNAME
            | RecordType::RRSIG
            | RecordType::NSEC
            | RecordType::KEY
            | RecordType::SIG
    )
}
