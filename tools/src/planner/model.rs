//! What the planner works on: a tree of places and devices, and the ways between them.

use std::collections::BTreeMap;

use libsns::geometry::{Degrees, Levels};
use libsns::name::civic::CivicAddress;
use libsns::record::PlaceClass;

use super::ground::{Ground, Plane};
use super::notes::Notes;
use crate::survey::Rings;

/// The node that stands for the site.
pub(super) const SITE_NODE: usize = 0;

/// The plan in the making.
pub(super) struct Draft {
    /// Places and devices; the first is the site.
    pub(super) nodes: Vec<Node>,
    /// Doors, stairs, lifts.
    pub(super) ways: Vec<Way>,
    /// What people call the levels.
    pub(super) level_labels: BTreeMap<i16, String>,
    /// Where metres are measured.
    pub(super) plane: Plane,
    /// What was guessed and left out.
    pub(super) notes: Notes,
}

/// Why a node or way is in the draft.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// The survey has it.
    Surveyed,
    /// The plan of before has it and the survey does not speak of it.
    Retained,
    /// The plan of before has it and its source has it no more; whether it goes is still open. It holds
    /// nothing new.
    Vanished,
    /// The plan shall not have it.
    Dropped,
}

/// A place or device.
#[derive(Clone, Debug)]
pub(super) struct Node {
    /// Its identity; none for what was written by hand.
    pub(super) source: Option<String>,
    pub(super) fate: Fate,
    /// What holds it; the site holds itself. Before the tree is made, what the survey says.
    pub(super) parent: usize,
    /// True where the survey says what holds it.
    pub(super) is_hung: bool,
    pub(super) class: PlaceClass,
    pub(super) kind: String,
    /// The words of the source, the best first.
    pub(super) words: Vec<String>,
    /// What people call it, and its label.
    pub(super) name: String,
    pub(super) label: String,
    /// Other names.
    pub(super) aliases: Vec<String>,
    pub(super) levels: Option<Levels>,
    pub(super) shape: Rings,
    pub(super) ground: Ground,
    pub(super) position: Option<Degrees>,
    /// Of its floor, in metres.
    pub(super) altitude: Option<f64>,
    /// From floor to ceiling; of a device, above the floor; in metres.
    pub(super) height: Option<f64>,
    pub(super) civic: CivicAddress,
    pub(super) bearers: Vec<(String, String)>,
    pub(super) text: Vec<String>,
    /// The same thing in the plan of before.
    pub(super) earlier: Option<usize>,
}

/// A door, stair, lift or opening.
#[derive(Clone, Debug)]
pub(super) struct Way {
    /// Its identity; none for what was written by hand.
    pub(super) source: Option<String>,
    pub(super) fate: Fate,
    /// The nodes it joins.
    pub(super) joins: Vec<usize>,
    pub(super) kind: String,
    pub(super) position: Option<Degrees>,
    pub(super) outline: Vec<Degrees>,
    pub(super) levels: Option<Levels>,
    pub(super) is_one_way: bool,
    /// The same way in the plan of before.
    pub(super) earlier: Option<usize>,
}

impl Node {
    /// A place of this identity and class, with nothing known of it.
    pub(super) fn new(source: Option<String>, class: PlaceClass) -> Self {
        Self {
            source,
            fate: Fate::Surveyed,
            parent: SITE_NODE,
            is_hung: false,
            class,
            kind: class.word().to_owned(),
            words: Vec::new(),
            name: String::new(),
            label: String::new(),
            aliases: Vec::new(),
            levels: None,
            shape: Rings::new(),
            ground: Ground::default(),
            position: None,
            altitude: None,
            height: None,
            civic: CivicAddress::new(),
            bearers: Vec::new(),
            text: Vec::new(),
            earlier: None,
        }
    }

    pub(super) fn is_device(&self) -> bool {
        self.class == PlaceClass::Device
    }

    /// True for stairs and lifts.
    pub(super) fn leads_up(&self) -> bool {
        matches!(self.class, PlaceClass::Stair | PlaceClass::Lift)
    }

    /// True where the plan shall have it.
    pub(super) fn is_kept(&self) -> bool {
        self.fate != Fate::Dropped
    }

    /// True where something that is new may stand in it.
    pub(super) fn may_hold(&self) -> bool {
        matches!(self.fate, Fate::Surveyed | Fate::Retained)
    }

    /// The words it goes by in messages.
    pub(super) fn title(&self) -> String {
        let words = self.words.first().filter(|_| self.name.is_empty());
        let own = words.unwrap_or(&self.name);
        match (own.is_empty(), &self.source) {
            (false, _) => own.clone(),
            (true, Some(source)) => source.clone(),
            (true, None) => self.kind.clone(),
        }
    }
}

impl Draft {
    /// The levels of a node, or those of what holds it.
    pub(super) fn levels_of(&self, node: usize) -> Option<Levels> {
        let mut at = node;
        // No tree is deeper than it has nodes.
        for _ in 0..self.nodes.len() {
            let own = &self.nodes[at];
            if own.levels.is_some() || at == SITE_NODE {
                return own.levels;
            }
            at = own.parent;
        }
        None
    }

    /// The node and what holds it, up to the site.
    pub(super) fn ancestry(&self, node: usize) -> Vec<usize> {
        let mut chain = vec![node];
        let mut at = node;
        while at != SITE_NODE && chain.len() <= self.nodes.len() {
            at = self.nodes[at].parent;
            chain.push(at);
        }
        chain
    }

    /// What holds the node that is of this class, the nearest.
    pub(super) fn around(&self, node: usize, class: PlaceClass) -> Option<usize> {
        self.ancestry(node).into_iter().find(|at| self.nodes[*at].class == class)
    }

    /// The kept nodes, every one after what holds it.
    pub(super) fn downward(&self) -> Vec<usize> {
        let children = self.children();
        let mut order = vec![SITE_NODE];
        let mut next = 0;
        while let Some(&at) = order.get(next) {
            order.extend_from_slice(&children[at]);
            next += 1;
        }
        order
    }

    /// The kept nodes below each node.
    pub(super) fn children(&self) -> Vec<Vec<usize>> {
        let mut children = vec![Vec::new(); self.nodes.len()];
        for (at, node) in self.nodes.iter().enumerate().skip(1) {
            if node.is_kept() {
                children[node.parent].push(at);
            }
        }
        children
    }

    /// The way to a node as references write it, up to the site; `@` for the site itself.
    pub(super) fn path(&self, node: usize) -> String {
        if node == SITE_NODE {
            return "@".to_owned();
        }
        let chain = self.ancestry(node);
        let labels = chain.iter().filter(|at| **at != SITE_NODE);
        labels.map(|at| shown_label(&self.nodes[*at].label)).collect::<Vec<_>>().join(".")
    }

    /// What a snapshot calls a node: its identity or, where it has none, its path.
    pub(super) fn identity(&self, node: usize) -> String {
        if node == SITE_NODE {
            return crate::survey::SITE.to_owned();
        }
        self.nodes[node].source.clone().unwrap_or_else(|| format!("{BY_HAND}{}", self.path(node)))
    }
}

/// How the identity of what has none in any source begins; its path follows.
pub const BY_HAND: &str = "plan:";

/// A label in its own script, where that makes the same label again.
pub(super) fn shown_label(label: &str) -> String {
    let shown = libsns::name::place_name::unicode_label(label);
    match libsns::name::place_name::label_of_words(&shown) {
        Ok(again) if again == label => shown,
        _ => label.to_owned(),
    }
}
