//! Many zones: which one is nearest above a name.

use std::sync::Arc;

use super::Zone;
use super::name_index::NameIndex;
use crate::name::FoldedName;
use crate::record::RecordType;

/// The zones of a server.
#[derive(Debug)]
pub struct Catalog {
    zones: Box<[Arc<Zone>]>,
    apexes: Box<[FoldedApex]>,
    index: NameIndex,
    /// Bit n is set when some apex has n labels: so only those suffixes are looked up.
    depths: u128,
}

#[derive(Debug)]
struct FoldedApex {
    wire: Box<[u8]>,
    hash: u64,
}

impl Catalog {
    /// Takes the zones; of two with the same apex the later one counts.
    #[must_use]
    pub fn new(zones: Vec<Arc<Zone>>) -> Self {
        let mut kept: Vec<Arc<Zone>> = Vec::with_capacity(zones.len());
        let mut apexes: Vec<FoldedApex> = Vec::with_capacity(zones.len());
        let mut index = NameIndex::with_capacity(zones.len());
        let mut depths = 0;
        for zone in zones {
            let apex = FoldedName::from(&zone.apex());
            let (wire, hash) = (apex.as_wire(), apex.suffix_hash(0));
            match index.find(hash, |number| &*apexes[number as usize].wire == wire) {
                Some(number) => kept[number as usize] = zone,
                None => {
                    apexes.push(FoldedApex { wire: wire.into(), hash });
                    kept.push(zone);
                    let number = kept.len() as u32 - 1;
                    index.insert(hash, number, |number| apexes[number as usize].hash);
                }
            }
            depths |= 1 << apex.label_count();
        }
        Self { zones: kept.into(), apexes: apexes.into(), index, depths }
    }

    /// The zones.
    pub fn zones(&self) -> impl Iterator<Item = &Arc<Zone>> {
        self.zones.iter()
    }

    /// The zone that answers for a name: the nearest at or above it (RFC 1034 §4.3.2 step 2).
    ///
    /// A question for DS at an apex belongs to the zone above, where there is one (RFC 4035
    /// §3.1.4.1).
    #[inline]
    #[must_use]
    pub fn find(&self, name: &FoldedName, rtype: RecordType) -> Option<&Zone> {
        let nearest = self.nearest(name, 0)?;
        if rtype == RecordType::DS && nearest.1 == 0 && name.label_count() > 0 {
            return Some(self.nearest(name, 1).map_or(nearest.0, |(zone, _)| zone));
        }
        Some(nearest.0)
    }

    /// The nearest zone above the name without its first `skip` labels, and how many labels of the
    /// name lie below its apex.
    #[inline]
    fn nearest(&self, name: &FoldedName, skip: usize) -> Option<(&Zone, usize)> {
        let labels = name.label_count();
        for skip in skip..=labels {
            if self.depths >> (labels - skip) & 1 == 0 {
                continue;
            }
            let wanted = name.suffix(skip);
            let is_it = |number| &*self.apexes[number as usize].wire == wanted;
            if let Some(number) = self.index.find(name.suffix_hash(skip), is_it) {
                return Some((&self.zones[number as usize], skip));
            }
        }
        None
    }
}

impl Default for Catalog {
    fn default() -> Self {
        Self::new(Vec::new())
    }
}
