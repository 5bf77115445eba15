//! A zone being written: knows what stands where, and refuses what Knot and NSD would not load.

use std::collections::BTreeMap;

use crate::message::rtype;
use crate::names::{self, Labels};
use crate::random::Random;

/// The zone so far.
#[derive(Clone, Debug)]
pub struct Draft {
    /// The name of the apex.
    pub apex: Labels,
    /// The lines of the master file.
    pub lines: Vec<String>,
    /// The types at each owner; owners with small letters.
    pub nodes: BTreeMap<Labels, Vec<u16>>,
    /// The TTL of each RRset: records of a set have one TTL (RFC 2181 §5.2).
    ttls: BTreeMap<(Labels, u16), u32>,
    /// Whether a DNAME may have data below it, which Knot and NSD refuse.
    pub occludes: bool,
}

impl Draft {
    /// A zone with SOA and NS at its apex.
    #[must_use]
    pub fn new(apex: Labels, random: &mut Random) -> Self {
        let (nodes, ttls) = (BTreeMap::new(), BTreeMap::new());
        let mut draft = Self { apex, lines: Vec::new(), nodes, ttls, occludes: false };
        let top = draft.apex.clone();
        let minimum = random.pick(&[0, 60, 300, 7200]);
        let soa = format!("ns1.{0} host.{0} 1 3600 600 86400 {minimum}", draft.text(&top));
        draft.add(&top, rtype::SOA, &soa, random);
        let inside = draft.below(&["ns1"]);
        draft.add_name(&top, rtype::NS, "", &inside, random);
        draft.add(&inside, rtype::A, "127.0.0.1", random);
        if random.percent(50) {
            draft.add(&inside, rtype::AAAA, "2001:db8::1", random);
        }
        if random.percent(50) {
            draft.add(&top, rtype::NS, "ns.outside.example.", random);
        }
        draft
    }

    /// The name with these labels before the apex.
    #[must_use]
    pub fn below(&self, labels: &[&str]) -> Labels {
        labels.iter().map(|label| label.as_bytes().to_vec()).chain(self.apex.clone()).collect()
    }

    /// The name as text.
    #[must_use]
    pub fn text(&self, name: &[Vec<u8>]) -> String {
        names::text(name)
    }

    /// Adds a record unless it would make the zone unfit; tells whether it was added.
    pub fn add(&mut self, owner: &[Vec<u8>], rtype: u16, rdata: &str, random: &mut Random) -> bool {
        let key = names::lowercase(owner);
        if names::wire_octets(owner) > 255 || !self.allows(&key, rtype) {
            return false;
        }
        let fresh = *random.pick(&[0, 1, 60, 300, 3600, 86_400]);
        let ttl = *self.ttls.entry((key.clone(), rtype)).or_insert(fresh);
        let word = crate::message::type_word(rtype);
        self.lines.push(format!("{} {ttl} IN {word} {rdata}", self.text(owner)));
        let types = self.nodes.entry(key).or_default();
        if !types.contains(&rtype) {
            types.push(rtype);
        }
        true
    }

    /// Adds a record whose data ends in a name.
    pub fn add_name(
        &mut self,
        owner: &[Vec<u8>],
        rtype: u16,
        before: &str,
        target: &[Vec<u8>],
        random: &mut Random,
    ) -> bool {
        let rdata = format!("{before}{}", self.text(target));
        names::wire_octets(target) <= 255 && self.add(owner, rtype, &rdata, random)
    }

    /// True if Knot and NSD would load the zone with such a record.
    fn allows(&self, owner: &Labels, rtype: u16) -> bool {
        let here = self.nodes.get(owner).map_or(&[][..], Vec::as_slice);
        let below_dname = (1..owner.len()).any(|skip| {
            self.nodes.get(&owner[skip..]).is_some_and(|types| types.contains(&rtype::DNAME))
        });
        if !names::within(owner, &self.apex) || below_dname && !self.occludes {
            return false;
        }
        match rtype {
            rtype::CNAME => here.is_empty(),
            rtype::DNAME => {
                let cut = here.contains(&rtype::NS) && *owner != self.apex;
                let alias = here.contains(&rtype::CNAME) || here.contains(&rtype::DNAME);
                !cut && !alias && (self.occludes || !self.has_below(owner))
            }
            rtype::NS if *owner != self.apex => {
                !here.contains(&rtype::DNAME) && !here.contains(&rtype::CNAME)
            }
            _ => !here.contains(&rtype::CNAME),
        }
    }

    /// True if something stands below the name.
    fn has_below(&self, name: &Labels) -> bool {
        self.nodes.keys().any(|owner| owner.len() > name.len() && names::within(owner, name))
    }
}
