//! One search that finds all an answer needs: match, closest encloser, wildcard, boundary.

use super::image::{NodeFlags, NodeId, Zone};
use crate::name::FoldedName;

/// What a name is to a zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// The longest existing ancestor, or the name itself (RFC 4592 §3.3.1).
    pub encloser: NodeId,
    /// True when the encloser is the name itself.
    pub exact: bool,
    /// The source of synthesis: the child `*` of the encloser (RFC 4592 §3.3.1). Only for names
    /// that do not exist.
    pub wildcard: Option<NodeId>,
    /// Where the zone's authority over the name ends, if it does.
    pub boundary: Option<Boundary>,
    /// The name lies below the node that answers questions about places.
    pub near: bool,
}

/// Where another zone or a redirection takes over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Boundary {
    /// The name is at or below this zone cut.
    Cut(NodeId),
    /// The name is below the owner of this DNAME record (RFC 6672 §2.3).
    Dname(NodeId),
}

impl Zone {
    /// Looks a name up that is known to be at or below the apex.
    #[inline]
    #[must_use]
    pub fn find(&self, name: &FoldedName) -> Found {
        let depth = name.label_count() - usize::from(self.node(NodeId::APEX).label_count);
        let (encloser, skipped) = self.closest_encloser(name, depth);
        let node = self.node(encloser);
        let exact = skipped == 0;
        Found {
            encloser,
            exact,
            wildcard: node.wildcard.some().filter(|_| !exact),
            boundary: self.boundary(encloser, exact),
            near: !exact && node.flags.has(NodeFlags::NEAR),
        }
    }

    /// The node of a name, if it exists.
    #[must_use]
    pub fn node_of(&self, name: &FoldedName) -> Option<NodeId> {
        self.exists(name, 0)
    }

    /// The deepest node at or above the name, and how many labels of the name lie below it.
    ///
    /// Every name between an existing one and the apex exists, so after the two likeliest guesses
    /// the rest can be halved: a name of 127 labels costs nine probes.
    #[inline]
    fn closest_encloser(&self, name: &FoldedName, depth: usize) -> (NodeId, usize) {
        for skip in 0..depth.min(2) {
            if let Some(node) = self.exists(name, skip) {
                return (node, skip);
            }
        }
        let (mut missing, mut present, mut node) = (depth.min(2), depth, NodeId::APEX);
        while missing < present {
            let middle = usize::midpoint(missing, present);
            match self.exists(name, middle) {
                Some(found) => (present, node) = (middle, found),
                None => missing = middle + 1,
            }
        }
        (node, present)
    }

    #[inline]
    fn exists(&self, name: &FoldedName, skip: usize) -> Option<NodeId> {
        let wanted = name.suffix(skip);
        self.index
            .find(name.suffix_hash(skip), |node| self.owner_folded(NodeId(node)) == wanted)
            .map(NodeId)
    }

    #[inline]
    fn boundary(&self, encloser: NodeId, exact: bool) -> Option<Boundary> {
        let node = self.node(encloser);
        if let Some(above) = node.boundary.some() {
            let is_cut = self.node(above).flags.has(NodeFlags::CUT);
            return Some(if is_cut { Boundary::Cut(above) } else { Boundary::Dname(above) });
        }
        (!exact && node.flags.has(NodeFlags::DNAME)).then_some(Boundary::Dname(encloser))
    }

    /// The last node before `name` in canonical order, looked for below its closest encloser: the
    /// one whose NSEC record denies the name (RFC 4035 §3.1.3.2).
    #[must_use]
    pub fn predecessor(&self, name: &FoldedName, found: &Found) -> NodeId {
        let (mut low, mut high) = (found.encloser.0, self.node(found.encloser).end.0);
        while high - low > 1 {
            let middle = u32::midpoint(low, high);
            match canonical_less(name, self.owner_folded(NodeId(middle))) {
                true => high = middle,
                false => low = middle,
            }
        }
        NodeId(low)
    }
}

/// True when `name` comes before `other` (lower case, wire form) in canonical order.
fn canonical_less(name: &FoldedName, other: &[u8]) -> bool {
    let mut other_name = FoldedName::new();
    other_name.read(other);
    let (mine, theirs) = (name.label_count(), other_name.label_count());
    for depth in 1..=mine.min(theirs) {
        let a = first_label(name.suffix(mine - depth));
        let b = first_label(other_name.suffix(theirs - depth));
        if a != b {
            return a < b;
        }
    }
    mine < theirs
}

fn first_label(wire: &[u8]) -> &[u8] {
    &wire[1..=usize::from(wire[0])]
}
