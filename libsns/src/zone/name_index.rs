//! From a name to its node: an open-addressed table over the hashes of names.

/// Entries hold the upper half of a hash and a number; names that collide are told apart by the
/// caller, who compares them.
#[derive(Clone, Debug)]
pub(super) struct NameIndex {
    slots: Box<[Slot]>,
    used: usize,
}

#[derive(Clone, Copy, Debug)]
struct Slot {
    tag: u32,
    /// The number stored, or [`EMPTY`].
    value: u32,
}

const EMPTY: u32 = u32::MAX;

impl NameIndex {
    /// A table for so many entries, at most half full.
    pub(super) fn with_capacity(entries: usize) -> Self {
        let size = (entries * 2).next_power_of_two().max(8);
        Self { slots: vec![Slot { tag: 0, value: EMPTY }; size].into(), used: 0 }
    }

    /// The stored number with this hash for which `is_it` holds.
    #[inline]
    pub(super) fn find(&self, hash: u64, mut is_it: impl FnMut(u32) -> bool) -> Option<u32> {
        let mask = self.slots.len() - 1;
        let tag = (hash >> 32) as u32;
        let mut at = hash as usize & mask;
        loop {
            let slot = self.slots[at & mask];
            if slot.value == EMPTY {
                return None;
            }
            if slot.tag == tag && is_it(slot.value) {
                return Some(slot.value);
            }
            at += 1;
        }
    }

    /// Stores a number; the caller has made sure that the name is not there yet.
    ///
    /// `hash_of` gives the hash of a stored number, for when the table has to grow.
    pub(super) fn insert(&mut self, hash: u64, value: u32, hash_of: impl Fn(u32) -> u64) {
        if (self.used + 1) * 2 > self.slots.len() {
            let mut larger = Self::with_capacity(self.slots.len());
            for slot in self.slots.iter().filter(|slot| slot.value != EMPTY) {
                larger.put(hash_of(slot.value), slot.value);
            }
            *self = larger;
        }
        self.put(hash, value);
    }

    fn put(&mut self, hash: u64, value: u32) {
        let mask = self.slots.len() - 1;
        let mut at = hash as usize & mask;
        while self.slots[at].value != EMPTY {
            at = (at + 1) & mask;
        }
        self.slots[at] = Slot { tag: (hash >> 32) as u32, value };
        self.used += 1;
    }
}

impl NameIndex {
    /// The memory the table takes, in octets.
    pub(super) fn memory_octets(&self) -> usize {
        size_of_val(&*self.slots)
    }
}
