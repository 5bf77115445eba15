//! What is answered: a short list of which set goes where, decided before an octet is written.

mod by_name;
mod by_place;
mod write;

pub use by_name::{Decided, by_name, deny};
pub use by_place::{Placed, WrittenNames, by_place, write_places};
pub use write::write;

use crate::limits::{CNAME_CHAIN_MAX, NAME_OCTETS_MAX};
use crate::name::FoldedName;
use crate::wire::{Rcode, Section};
use crate::zone::{NodeId, SetId};

/// A decided answer. It lives in memory that is used again for the next question, so that deciding
/// allocates nothing.
#[derive(Debug)]
pub struct Answer {
    rcode: Rcode,
    /// The first name of the chain lies within our authority (RFC 1035 §4.1.1).
    authoritative: bool,
    parts: Vec<Part>,
    chain: Chain,
}

/// One set and where it goes.
#[derive(Clone, Copy, Debug)]
struct Part {
    section: Section,
    /// Which name of the chain owns it …
    link: u8,
    /// … without so many octets at its head.
    skip: u8,
    body: Body,
}

/// What a part holds.
#[derive(Clone, Copy, Debug)]
enum Body {
    /// A set as its node owns it.
    Set(NodeId, SetId),
    /// A set of a wildcard, now owned by the name it was made for (RFC 4592 §3.3.1).
    Synthesized(NodeId, SetId),
    /// The SOA of a denial (RFC 2308 §2).
    NegativeSoa,
    /// A CNAME to the next name of the chain, made from a DNAME with this TTL (RFC 6672 §3.1).
    Cname {
        /// Time to live, in seconds.
        ttl_s: u32,
    },
}

impl Answer {
    /// Room for the longest answer.
    #[must_use]
    pub fn new() -> Self {
        Self {
            rcode: Rcode::NoError,
            authoritative: true,
            // A link of the chain brings at most a DNAME and a CNAME; then data or a denial follow.
            parts: Vec::with_capacity(2 * CNAME_CHAIN_MAX + 2),
            chain: Chain::new(),
        }
    }

    fn clear(&mut self) {
        self.rcode = Rcode::NoError;
        self.authoritative = true;
        self.parts.clear();
        self.chain.clear();
    }

    /// The response code.
    #[must_use]
    pub fn rcode(&self) -> Rcode {
        self.rcode
    }

    /// Takes back what only an authority may say. RFC 1035 §6.2: "when a query specifies QCLASS * the
    /// response can never be authoritative"; without AA an SOA would deny nothing (RFC 2308 §2).
    pub fn claim_nothing(&mut self) {
        // An alias that led into another zone was said by us all the same; NSD and Knot have it so.
        let is_referral = self.parts.last().is_some_and(|part| {
            part.section == Section::Authority && matches!(part.body, Body::Set(..))
        });
        self.authoritative &= is_referral;
        self.parts.retain(|part| !matches!(part.body, Body::NegativeSoa));
    }

    /// Whether AA is to be set.
    #[must_use]
    pub fn is_authoritative(&self) -> bool {
        self.authoritative
    }
}

impl Default for Answer {
    fn default() -> Self {
        Self::new()
    }
}

/// The names that aliases lead through. The question's own name is link 0 and stands elsewhere.
#[derive(Debug)]
struct Chain {
    octets: Vec<u8>,
    /// Where each name ends.
    ends: Vec<usize>,
    /// The last name, prepared for lookup.
    folded: FoldedName,
}

impl Chain {
    fn new() -> Self {
        Self {
            octets: Vec::with_capacity(CNAME_CHAIN_MAX * NAME_OCTETS_MAX),
            ends: Vec::with_capacity(CNAME_CHAIN_MAX),
            folded: FoldedName::new(),
        }
    }

    fn clear(&mut self) {
        self.octets.clear();
        self.ends.clear();
    }

    /// The wire form of link 1, 2, …
    fn name(&self, link: usize) -> &[u8] {
        let start = link.checked_sub(2).map_or(0, |before| self.ends[before]);
        &self.octets[start..self.ends[link - 1]]
    }

    fn names(&self) -> impl Iterator<Item = &[u8]> {
        (1..=self.ends.len()).map(|link| self.name(link))
    }

    fn is_full(&self) -> bool {
        self.ends.len() == CNAME_CHAIN_MAX
    }

    /// Adds a name whose octets the closure appends.
    fn push(&mut self, append: impl FnOnce(&mut Vec<u8>)) {
        let start = self.octets.len();
        append(&mut self.octets);
        self.folded.read(&self.octets[start..]);
        self.ends.push(self.octets.len());
    }
}
