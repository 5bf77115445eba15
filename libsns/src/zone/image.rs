//! The zone image: names, record sets and their octets in flat arrays, linked when built.
//!
//! ```text
//! index ─▶ nodes (canonical order, apex first) ─▶ sets (by type) ─▶ extras (addresses to add)
//!            │ parent, end of subtree, wildcard child, boundary │
//!            └──────────────▶ octets: name, records, ready to send ◀┘  next name, its records …
//! ```

use super::name_index::NameIndex;
use super::places::Places;
use super::record_set::RecordSet;
use crate::geometry::Hit;
use crate::name::{FoldedName, Name};
use crate::record::RecordType;

/// One zone, immutable. Nothing in it is linked by pointers, so it can be shared between threads.
#[derive(Debug)]
pub struct Zone {
    pub(super) index: NameIndex,
    pub(super) nodes: Box<[Node]>,
    pub(super) sets: Box<[SetEntry]>,
    /// For each node its name in lower case, the name as written where that differs, its records.
    pub(super) octets: Box<[u8]>,
    pub(super) extras: Box<[Extra]>,
    /// The SOA record as negative answers carry it, its TTL lowered (RFC 2308 §3).
    pub(super) negative_soa: Box<[u8]>,
    /// Where things are, if anything is anywhere.
    pub(super) places: Option<Places>,
}

/// The number of a node: its place in canonical order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct NodeId(pub(super) u32);

impl NodeId {
    /// The apex is the first node.
    pub const APEX: Self = Self(0);
    /// Stands for "none" inside the arrays.
    pub(super) const NONE: Self = Self(u32::MAX);

    /// The node of a thing in the zone's spatial index, whose ids are node numbers.
    #[must_use]
    pub fn of_thing(hit: &Hit) -> Self {
        Self(hit.id)
    }

    pub(super) fn some(self) -> Option<Self> {
        (self != Self::NONE).then_some(self)
    }

    fn at(self) -> usize {
        self.0 as usize
    }
}

/// The number of a record set within its zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SetId(pub(super) u32);

/// A name that exists: it owns records, or something below it does.
#[derive(Clone, Copy, Debug)]
pub(super) struct Node {
    /// Where the name begins in `octets`.
    pub(super) name: u32,
    pub(super) name_length: u8,
    pub(super) label_count: u8,
    pub(super) flags: NodeFlags,
    pub(super) parent: NodeId,
    /// The first node behind this one's subtree.
    pub(super) end: NodeId,
    /// The child `*`.
    pub(super) wildcard: NodeId,
    /// The topmost zone cut at or above this node, or DNAME above it: where our authority ends.
    pub(super) boundary: NodeId,
    /// The first of its sets.
    pub(super) sets: u32,
    pub(super) set_count: u16,
}

/// What a node is, as bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct NodeFlags(u8);

impl NodeFlags {
    /// An NS set below the apex: here another zone begins.
    pub(super) const CUT: Self = Self(1);
    pub(super) const DNAME: Self = Self(2);
    pub(super) const CNAME: Self = Self(4);
    /// The owner was written with capital letters; that form follows the lower-case one in `octets`.
    pub(super) const CASED: Self = Self(8);
    /// Below this node questions about places are answered.
    pub(super) const NEAR: Self = Self(16);

    pub(super) fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    pub(super) fn set(&mut self, other: Self) {
        self.0 |= other.0;
    }
}

/// Where a record set's octets and extras lie.
#[derive(Clone, Copy, Debug)]
pub(super) struct SetEntry {
    pub(super) rtype: RecordType,
    pub(super) record_count: u16,
    /// Octets of all records together.
    pub(super) length: u16,
    pub(super) extra_count: u16,
    pub(super) octets: u32,
    pub(super) extras: u32,
}

/// A name whose addresses belong into the additional section (RFC 1034 §4.3.2 step 6).
#[derive(Clone, Copy, Debug)]
pub struct Extra {
    /// The node that has the addresses: the name itself, or the wildcard that covers it.
    pub(super) node: NodeId,
    /// Where the name begins in `octets`.
    pub(super) name: u32,
    pub(super) name_length: u8,
    /// The name lies at or below the cut that it serves, so a referral is useless without it
    /// (RFC 9471 §2.1).
    pub(super) required: bool,
    /// The addresses are those of the set's own owner, whatever name a wildcard gives it.
    pub(super) own: bool,
}

impl Extra {
    /// The node that has the addresses.
    #[must_use]
    pub fn node(&self) -> NodeId {
        self.node
    }

    /// True when the addresses are the own ones of the set's owner (RFC 9460 §2.5).
    #[inline]
    #[must_use]
    pub fn is_own(&self) -> bool {
        self.own
    }

    /// True for the glue without which a referral leads nowhere (RFC 9471 §2.1).
    #[must_use]
    pub fn is_required(&self) -> bool {
        self.required
    }
}

impl Zone {
    /// The name of the apex.
    #[must_use]
    pub fn apex(&self) -> Name {
        self.owner(NodeId::APEX)
    }

    /// How many names exist, empty non-terminals included.
    #[must_use]
    pub fn node_count(&self) -> usize {
        self.nodes.len()
    }

    /// The names that exist, in canonical order (RFC 4034 §6.1).
    pub fn nodes(&self) -> impl Iterator<Item = NodeId> + use<> {
        (0..self.nodes.len() as u32).map(NodeId)
    }

    /// The name of a node as its owner wrote it.
    #[must_use]
    pub fn owner(&self, node: NodeId) -> Name {
        let entry = self.node(node);
        let (start, length) = (entry.name as usize, usize::from(entry.name_length));
        let start = if entry.flags.has(NodeFlags::CASED) { start + length } else { start };
        Name::from_wire(&self.octets[start..start + length]).unwrap_or_else(|_| Name::root())
    }

    /// The name of a node in lower-case wire form.
    #[must_use]
    pub fn owner_folded(&self, node: NodeId) -> &[u8] {
        let entry = self.node(node);
        &self.octets[entry.name as usize..][..usize::from(entry.name_length)]
    }

    /// The name of a node as its owner wrote it, in wire form.
    #[must_use]
    pub fn owner_wire(&self, node: NodeId) -> &[u8] {
        let entry = self.node(node);
        let length = usize::from(entry.name_length);
        let skip = if entry.flags.has(NodeFlags::CASED) { length } else { 0 };
        &self.octets[entry.name as usize + skip..][..length]
    }

    /// The node above; none for the apex.
    #[must_use]
    pub fn parent(&self, node: NodeId) -> Option<NodeId> {
        self.node(node).parent.some()
    }

    /// The first node in canonical order that does not lie below this one.
    #[must_use]
    pub fn subtree_end(&self, node: NodeId) -> NodeId {
        self.node(node).end
    }

    /// The types that a node owns, with their sets, by number of the type.
    pub fn sets(&self, node: NodeId) -> impl Iterator<Item = (RecordType, SetId)> + '_ {
        let first = self.node(node).sets;
        let entries = self.entries(node).iter();
        entries.enumerate().map(move |(i, entry)| (entry.rtype, SetId(first + i as u32)))
    }

    /// The set of one type at a node.
    #[inline]
    #[must_use]
    pub fn set(&self, node: NodeId, rtype: RecordType) -> Option<SetId> {
        let position = self.entries(node).iter().position(|entry| entry.rtype == rtype)?;
        Some(SetId(self.node(node).sets + position as u32))
    }

    /// The records of a set.
    #[inline]
    #[must_use]
    pub fn records(&self, set: SetId) -> RecordSet<'_> {
        let entry = self.sets[set.0 as usize];
        let octets = &self.octets[entry.octets as usize..][..usize::from(entry.length)];
        RecordSet::new(entry.rtype, entry.record_count, octets)
    }

    /// The names whose addresses go with a set into the additional section.
    #[inline]
    #[must_use]
    pub fn extras(&self, set: SetId) -> &[Extra] {
        let entry = self.sets[set.0 as usize];
        &self.extras[entry.extras as usize..][..usize::from(entry.extra_count)]
    }

    /// The name of an extra in wire form.
    #[must_use]
    pub fn extra_name(&self, extra: &Extra) -> &[u8] {
        &self.octets[extra.name as usize..][..usize::from(extra.name_length)]
    }

    /// The SOA record for negative answers, owned by the apex.
    #[must_use]
    pub fn negative_soa(&self) -> RecordSet<'_> {
        RecordSet::new(RecordType::SOA, 1, &self.negative_soa)
    }

    /// Where the things of the zone are; none when it has no positions.
    #[must_use]
    pub fn places(&self) -> Option<&Places> {
        self.places.as_ref()
    }

    /// The data of the first record of a type whose names are never compressed.
    pub(super) fn first_data(&self, node: NodeId, rtype: RecordType) -> Option<&[u8]> {
        let record = self.records(self.set(node, rtype)?).iter().next()?;
        Some(record.data())
    }

    /// True when a name lies at or below the apex.
    #[must_use]
    pub fn holds(&self, name: &FoldedName) -> bool {
        let apex_labels = usize::from(self.node(NodeId::APEX).label_count);
        let skip = name.label_count().checked_sub(apex_labels);
        skip.is_some_and(|skip| name.suffix(skip) == self.owner_folded(NodeId::APEX))
    }

    /// How many labels the name of a node has, the root not counted.
    #[inline]
    #[must_use]
    pub fn label_count(&self, node: NodeId) -> usize {
        usize::from(self.node(node).label_count)
    }

    /// True when the node has a CNAME record.
    #[inline]
    #[must_use]
    pub fn is_alias(&self, node: NodeId) -> bool {
        self.node(node).flags.has(NodeFlags::CNAME)
    }

    /// True where another zone begins.
    #[must_use]
    pub fn is_cut(&self, node: NodeId) -> bool {
        self.node(node).flags.has(NodeFlags::CUT)
    }

    /// The memory the image takes, in octets.
    #[must_use]
    pub fn memory_octets(&self) -> usize {
        size_of_val(&*self.nodes)
            + size_of_val(&*self.sets)
            + self.octets.len()
            + size_of_val(&*self.extras)
            + self.index.memory_octets()
    }

    #[inline]
    pub(super) fn node(&self, node: NodeId) -> &Node {
        &self.nodes[node.at()]
    }

    #[inline]
    fn entries(&self, node: NodeId) -> &[SetEntry] {
        let node = self.node(node);
        &self.sets[node.sets as usize..][..usize::from(node.set_count)]
    }
}
