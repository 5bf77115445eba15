//! RFC 1034 §4.3.2: the answer to a question for a name, step by step.

use super::{Answer, Body, Part};
use crate::limits::{DNAME_REUSE_LINKS_MAX, NAME_OCTETS_MAX};
use crate::name::FoldedName;
use crate::record::RecordType;
use crate::wire::{Rcode, Section};
use crate::zone::{Boundary, Found, NodeId, SetId, Zone};

/// What came of a question for a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decided {
    /// The answer is complete.
    Answer,
    /// The name is a question about a place: see [`super::by_place`].
    AskPlaces,
}

/// Decides the answer to a question whose name lies in the zone.
#[inline]
pub fn by_name(
    zone: &Zone,
    question: &FoldedName,
    rtype: RecordType,
    answer: &mut Answer,
) -> Decided {
    answer.clear();
    let mut search = Search { zone, question, rtype, answer };
    loop {
        match search.next() {
            Step::Follow => {}
            Step::Done => return Decided::Answer,
            Step::AskPlaces => return Decided::AskPlaces,
        }
    }
}

/// Decides that a name of the zone does not exist, or has nothing of the type.
pub fn deny(zone: &Zone, question: &FoldedName, rcode: Rcode, answer: &mut Answer) {
    answer.clear();
    Search { zone, question, rtype: RecordType::PTR, answer }.deny(rcode);
}

/// Whether the chain goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    /// The last name of the chain is to be looked up.
    Follow,
    /// The answer is complete.
    Done,
    /// The name lies below the one that answers questions about places.
    AskPlaces,
}

struct Search<'a> {
    zone: &'a Zone,
    question: &'a FoldedName,
    rtype: RecordType,
    answer: &'a mut Answer,
}

impl Search<'_> {
    /// Step 3: start matching down, label by label, in the zone — here one lookup.
    #[inline]
    fn next(&mut self) -> Step {
        let found = self.zone.find(self.name());
        match found.boundary {
            // Step 3b: a match would take us out of the authoritative data. RFC 4035 §3.1.4.1: DS
            // at the cut itself belongs to this side of it.
            Some(Boundary::Cut(cut)) if !self.is_ds_at(cut, &found) => self.refer(cut),
            Some(Boundary::Dname(node)) => self.redirect(node),
            _ if found.exact => self.at_node(found.encloser, Body::Set),
            // An alias may not lead to a place: the answer would depend on more than the zone's
            // records, and other servers of the zone could not give it.
            _ if found.near => {
                if self.link() == 0 {
                    Step::AskPlaces
                } else {
                    Step::Done
                }
            }
            // Step 3c: a label `*` exists.
            _ => match found.wildcard {
                Some(node) => self.at_node(node, Body::Synthesized),
                // RFC 2308 §2.1; RFC 8020 §2: nothing is below the name either.
                None => self.deny(Rcode::NxDomain),
            },
        }
    }

    /// The name looked up now: the question's, or the last of the chain.
    #[inline]
    fn name(&self) -> &FoldedName {
        match self.link() {
            0 => self.question,
            _ => &self.answer.chain.folded,
        }
    }

    #[inline]
    fn link(&self) -> usize {
        self.answer.chain.ends.len()
    }

    fn is_ds_at(&self, cut: NodeId, found: &Found) -> bool {
        self.rtype == RecordType::DS && found.exact && found.encloser == cut
    }

    /// Step 3a: the whole of the name is matched.
    #[inline]
    fn at_node(&mut self, node: NodeId, body: fn(NodeId, SetId) -> Body) -> Step {
        if self.rtype == RecordType::ANY {
            return self.any(node, body);
        }
        if let Some(set) = self.zone.set(node, self.rtype) {
            self.push_once(body(node, set));
            return Step::Done;
        }
        if self.zone.is_alias(node)
            && let Some(set) = self.zone.set(node, RecordType::CNAME)
        {
            self.push(Section::Answer, 0, body(node, set));
            return self.follow(node, set);
        }
        self.deny(Rcode::NoError)
    }

    /// RFC 8482 §4.1: of all sets one is picked.
    fn any(&mut self, node: NodeId, body: fn(NodeId, SetId) -> Body) -> Step {
        let picked = self.zone.sets(node).next();
        match picked {
            Some((_, set)) => {
                self.push_once(body(node, set));
                Step::Done
            }
            None => self.deny(Rcode::NoError),
        }
    }

    /// Answers with a set, unless it is there: a DNAME may have led to its own name. One that a
    /// wildcard gives to the name at hand is another, also when the wildcard's own has led here.
    fn push_once(&mut self, body: Body) {
        let is_there = matches!(body, Body::Set(_, set) if self.link() > 0 && self.has_set(set));
        if !is_there {
            self.push(Section::Answer, 0, body);
        }
    }

    /// Step 3a: "copy the CNAME RR into the answer section, change QNAME to the canonical name in
    /// the CNAME RR, and go back to step 1" — here to step 3, as long as the zone holds the name.
    fn follow(&mut self, node: NodeId, set: SetId) -> Step {
        let Some(record) = self.zone.records(set).iter().next() else { return Step::Done };
        let owner = self.zone.owner_wire(node);
        if self.answer.chain.is_full() {
            return Step::Done;
        }
        self.answer.chain.push(|octets| record.expand(owner, octets));
        self.go_on()
    }

    /// The new last name is looked up if the zone holds it and it was not met before.
    fn go_on(&self) -> Step {
        let chain = &self.answer.chain;
        let name = chain.folded.as_wire();
        let links_before = chain.names().take(chain.ends.len() - 1);
        let met = self.question.as_wire() == name
            || links_before.into_iter().any(|link| link.eq_ignore_ascii_case(name));
        if met || !self.zone.holds(&chain.folded) { Step::Done } else { Step::Follow }
    }

    /// RFC 6672 §3.2 step 3C: the suffix that is the DNAME's owner is replaced by its target.
    fn redirect(&mut self, node: NodeId) -> Step {
        let Some(set) = self.zone.set(node, RecordType::DNAME) else { return Step::Done };
        let Some(record) = self.zone.records(set).iter().next() else { return Step::Done };
        let data = record.data();
        let again = self.has_set(set);
        // A DNAME that leads below itself would go on for ever; any other may be used again, but is
        // said once.
        let grows = again
            && (self.link() >= DNAME_REUSE_LINKS_MAX
                || is_below(data, self.zone.owner_folded(node)));
        if self.answer.chain.is_full() || grows {
            return Step::Done;
        }
        let skip = self.skip_to(node);
        if !again {
            self.push(Section::Answer, skip, Body::Set(node, set));
        }
        let mut target = [0; NAME_OCTETS_MAX];
        target[..data.len()].copy_from_slice(data);
        if skip + data.len() > NAME_OCTETS_MAX {
            self.answer.rcode = Rcode::YxDomain;
            return Step::Done;
        }
        self.push(Section::Answer, 0, Body::Cname { ttl_s: record.ttl() });
        self.push_redirected(skip, &target[..data.len()]);
        if self.rtype == RecordType::CNAME { Step::Done } else { self.go_on() }
    }

    /// Adds the last name with its tail behind `skip` octets replaced.
    fn push_redirected(&mut self, skip: usize, target: &[u8]) {
        let mut head = [0; NAME_OCTETS_MAX];
        let name = match self.link() {
            0 => self.question.as_wire(),
            link => self.answer.chain.name(link),
        };
        head[..skip].copy_from_slice(&name[..skip]);
        self.answer.chain.push(|octets| {
            octets.extend_from_slice(&head[..skip]);
            octets.extend_from_slice(target);
        });
    }

    fn has_set(&self, set: SetId) -> bool {
        self.answer
            .parts
            .iter()
            .any(|part| matches!(part.body, Body::Set(_, other) if other == set))
    }

    /// Step 3b: "copy the NS RRs for the subzone into the authority section". Addresses follow
    /// with the additional section.
    fn refer(&mut self, cut: NodeId) -> Step {
        if self.link() == 0 {
            self.answer.authoritative = false;
        }
        if let Some(set) = self.zone.set(cut, RecordType::NS) {
            let skip = self.skip_to(cut);
            self.push(Section::Authority, skip, Body::Set(cut, set));
        }
        Step::Done
    }

    /// RFC 2308 §2: the SOA record goes into the authority section.
    fn deny(&mut self, rcode: Rcode) -> Step {
        self.answer.rcode = rcode;
        let skip = self.skip_to(NodeId::APEX);
        self.push(Section::Authority, skip, Body::NegativeSoa);
        Step::Done
    }

    /// Octets of the current name in front of an ancestor of it.
    #[inline]
    fn skip_to(&self, ancestor: NodeId) -> usize {
        self.name().as_wire().len() - self.zone.owner_folded(ancestor).len()
    }

    #[inline]
    fn push(&mut self, section: Section, skip: usize, body: Body) {
        let link = self.link() as u8;
        self.answer.parts.push(Part { section, link, skip: skip as u8, body });
    }
}

/// True when a name, in any letters, is `ancestor` (in lower case) or below it.
fn is_below(name: &[u8], ancestor: &[u8]) -> bool {
    let mut folded = FoldedName::new();
    folded.read(name);
    (0..=folded.label_count()).any(|skip| folded.suffix(skip) == ancestor)
}
