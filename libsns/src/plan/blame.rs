//! Where in a plan something stands that makes the whole zone unfit.

use std::collections::HashMap;

use super::Plan;
use super::fault::{PlanFault, Spot};
use super::master_files::read_zone_files;
use super::references::SITE;
use crate::limits::PLAN_RECORDS_MAX;
use crate::name::Name;
use crate::zone::{Blame, ZoneFault};

impl Plan {
    /// What these faults of the zone made of this plan are about: the lines of its master files, or
    /// the things that gave the records. The records are made once more for it.
    #[must_use]
    pub fn blame(&self, faults: &[ZoneFault]) -> Vec<PlanFault> {
        let mut blame = Blame::new(faults);
        let mut blamed = Vec::new();
        let mut spots = None;
        let own = self.own_records(self.site.serial, PLAN_RECORDS_MAX).finish().unwrap_or_default();
        for record in own {
            if let Some(text) = blame.of(record.owner.as_wire(), record.rtype, &record.rdata) {
                let spots = spots.get_or_insert_with(|| self.spots());
                blamed.push(self.spot_of(&record.owner, spots).fault("", text));
            }
        }
        blamed.extend(read_zone_files(self, &mut blame));
        let site = &self.site.spot;
        blamed.extend(blame.rest().map(|fault| site.fault("", fault)));
        blamed
    }

    /// Where each name is given: to a thing, by an alias, to a name server.
    pub(crate) fn spots(&self) -> HashMap<Name, &Spot> {
        let mut spots = HashMap::new();
        for server in &self.site.name_servers {
            spots.insert(server.name.clone(), &server.spot);
        }
        for node in &self.tree.nodes {
            spots.insert(node.name.clone(), &node.thing.spot);
            let around = &self.tree.nodes[node.parent].name;
            for (label, spot) in &node.thing.aliases {
                if let Ok(alias) = around.child(label.as_bytes()) {
                    spots.insert(alias, spot);
                }
            }
        }
        spots
    }

    /// Of a name that has records: its own place in the plan, or that of the nearest name above.
    pub(crate) fn spot_of<'s>(&'s self, owner: &Name, spots: &HashMap<Name, &'s Spot>) -> &'s Spot {
        let above = std::iter::successors(Some(owner.clone()), Name::parent);
        above
            .into_iter()
            .find_map(|name| spots.get(&name).copied())
            .unwrap_or(&self.tree.nodes[SITE].thing.spot)
    }
}
