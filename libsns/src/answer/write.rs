//! The decided answer into octets, and what the additional section takes (RFC 1034 §4.3.2 step 6).

use super::{Answer, Body, Part};
use crate::record::RecordType;
use crate::wire::{Overflow, Owner, Response, Section};
use crate::zone::{Extra, NodeId, SetId, Zone};

/// Writes the parts, then the addresses that go with them. What does not fit and is needed marks
/// the response as truncated.
#[inline]
pub fn write(zone: &Zone, answer: &Answer, response: &mut Response<'_>) {
    let writer = Writer { zone, answer, plain: is_plain(zone, answer) };
    for part in &answer.parts {
        if writer.part(part, response) == Err(Overflow) {
            // RFC 2181 §9: TC says that a set that was required did not fit. Sets are never cut.
            response.truncate();
            return;
        }
    }
    writer.additional(response);
}

/// True when all names that will be written are suffixes of the question's: then none has to be
/// searched for.
#[inline]
fn is_plain(zone: &Zone, answer: &Answer) -> bool {
    answer.parts.iter().all(|part| {
        part.link == 0
            && match part.body {
                Body::Set(_, set) => zone.extras(set).iter().all(Extra::is_own),
                Body::Synthesized(_, set) => zone.extras(set).is_empty(),
                Body::NegativeSoa => true,
                Body::Cname { .. } => false,
            }
    })
}

struct Writer<'a> {
    zone: &'a Zone,
    answer: &'a Answer,
    plain: bool,
}

impl Writer<'_> {
    #[inline]
    fn part(&self, part: &Part, response: &mut Response<'_>) -> Result<(), Overflow> {
        let (node, set) = match part.body {
            Body::Set(node, set) | Body::Synthesized(node, set) => (node, self.zone.records(set)),
            Body::NegativeSoa => (NodeId::APEX, self.zone.negative_soa()),
            Body::Cname { ttl_s } => {
                let target = self.answer.chain.name(usize::from(part.link) + 1);
                return response.write_cname(self.owner(part), ttl_s, target);
            }
        };
        let at_question = part.skip == 0 && matches!(part.body, Body::Set(..));
        if self.plain && at_question {
            return response.copy_set(part.section, set);
        }
        let stored_owner = self.zone.owner_wire(node);
        if self.plain {
            let skip = usize::from(part.skip);
            return response.write_near_question(part.section, skip, stored_owner, set);
        }
        response.write_set(part.section, self.owner(part), stored_owner, set)
    }

    fn owner(&self, part: &Part) -> Owner<'_> {
        let skip = usize::from(part.skip);
        match part.link {
            0 => Owner::Question(skip),
            link => Owner::Name(&self.answer.chain.name(usize::from(link))[skip..]),
        }
    }

    #[inline]
    fn additional(&self, response: &mut Response<'_>) {
        for part in &self.answer.parts {
            let (Body::Set(_, set) | Body::Synthesized(_, set)) = part.body else { continue };
            for (i, extra) in self.zone.extras(set).iter().enumerate() {
                if !self.is_repeated(part, i, extra) {
                    self.addresses(part, extra, response);
                }
            }
        }
    }

    /// True when an earlier set of the answer has brought the addresses of the same node already.
    fn is_repeated(&self, current: &Part, index: usize, extra: &Extra) -> bool {
        let earlier = self.answer.parts.iter().take_while(|part| !std::ptr::eq(*part, current));
        let extras_of = |part: &Part| match part.body {
            Body::Set(_, set) | Body::Synthesized(_, set) => self.zone.extras(set),
            _ => &[],
        };
        let same = |other: &Extra| self.zone.extra_name(other) == self.zone.extra_name(extra);
        earlier.flat_map(extras_of).any(same) || extras_of(current)[..index].iter().any(same)
    }

    /// The addresses of a host. Those that do not fit are left out (RFC 2181 §9), unless a
    /// referral is useless without them (RFC 9471 §3.1).
    fn addresses(&self, part: &Part, extra: &Extra, response: &mut Response<'_>) {
        for rtype in [RecordType::A, RecordType::AAAA] {
            let Some(set) = self.zone.set(extra.node(), rtype) else { continue };
            if self.is_answer(set) {
                continue;
            }
            let records = self.zone.records(set);
            let written = if self.plain && extra.is_own() && part.skip == 0 {
                response.copy_set(Section::Additional, records)
            } else {
                // A set made from a wildcard brings its addresses to the name it was made for.
                let owner = match extra.is_own() {
                    true => self.owner(part),
                    false => Owner::Name(self.zone.extra_name(extra)),
                };
                let stored_owner = self.zone.owner_wire(extra.node());
                response.write_set(Section::Additional, owner, stored_owner, records)
            };
            if written == Err(Overflow) && extra.is_required() && part.section == Section::Authority
            {
                response.truncate();
            }
        }
    }

    /// True when the set is in the answer section already.
    fn is_answer(&self, set: SetId) -> bool {
        self.answer
            .parts
            .iter()
            .any(|part| matches!(part.body, Body::Set(_, other) if other == set))
    }
}
