//! Name compression over a whole message (RFC 1035 §4.1.4).

use crate::limits::COMPRESSION_OFFSET_MAX;
use crate::name::FoldedName;

/// Slots of the table; a power of two.
const SLOTS: usize = 256;
/// Names are no longer remembered when so many suffixes are: the cost of a name stays bounded
/// whatever a message holds.
const REMEMBERED_MAX: usize = 128;

/// Remembers where names and their suffixes stand in a message.
#[derive(Debug)]
pub struct Compressor {
    slots: [Slot; SLOTS],
    used: usize,
    name: FoldedName,
}

#[derive(Clone, Copy, Debug)]
struct Slot {
    tag: u32,
    /// Zero for an empty slot: no name stands in the header.
    offset: u16,
}

impl Compressor {
    /// Nothing remembered.
    #[must_use]
    pub fn new() -> Self {
        Self { slots: [Slot { tag: 0, offset: 0 }; SLOTS], used: 0, name: FoldedName::new() }
    }

    /// Forgets everything, for the next message.
    pub fn clear(&mut self) {
        if self.used > 0 {
            self.slots = [Slot { tag: 0, offset: 0 }; SLOTS];
            self.used = 0;
        }
    }

    /// Where the longest known suffix of `name` begins in it, and its offset in `message`; the
    /// suffixes in front of it are remembered as standing where the name is about to be written,
    /// at the end of `message`.
    pub fn place(&mut self, message: &[u8], name: &[u8]) -> (usize, Option<u16>) {
        if self.name.read(name).is_none() {
            return (name.len(), None);
        }
        for skip in 0..self.name.label_count() {
            let start = self.name.suffix_start(skip);
            if let Some(offset) = self.find(message, skip) {
                return (start, Some(offset));
            }
            self.remember(message.len() + start, skip);
        }
        (name.len(), None)
    }

    fn find(&self, message: &[u8], skip: usize) -> Option<u16> {
        let hash = self.name.suffix_hash(skip);
        let tag = (hash >> 32) as u32;
        let mut at = hash as usize % SLOTS;
        while self.slots[at].offset != 0 {
            let slot = self.slots[at];
            if slot.tag == tag && is_name(message, slot.offset, self.name.suffix(skip)) {
                return Some(slot.offset);
            }
            at = (at + 1) % SLOTS;
        }
        None
    }

    fn remember(&mut self, offset: usize, skip: usize) {
        if offset > COMPRESSION_OFFSET_MAX || self.used == REMEMBERED_MAX {
            return;
        }
        let hash = self.name.suffix_hash(skip);
        let mut at = hash as usize % SLOTS;
        while self.slots[at].offset != 0 {
            at = (at + 1) % SLOTS;
        }
        self.slots[at] = Slot { tag: (hash >> 32) as u32, offset: offset as u16 };
        self.used += 1;
    }
}

impl Default for Compressor {
    fn default() -> Self {
        Self::new()
    }
}

/// True when the name at an offset of our own message is `wanted`, in any letters.
fn is_name(message: &[u8], offset: u16, wanted: &[u8]) -> bool {
    let (mut at, mut rest) = (usize::from(offset), wanted);
    loop {
        let Some(&length) = message.get(at) else { return false };
        if length >= 0xc0 {
            let low = message.get(at + 1).copied().unwrap_or(0);
            let target = usize::from(u16::from_be_bytes([length & 0x3f, low]));
            // We only ever point backwards, so this ends.
            if target >= at {
                return false;
            }
            at = target;
            continue;
        }
        let whole = usize::from(length) + 1;
        let (Some(label), Some(expected)) = (message.get(at..at + whole), rest.get(..whole)) else {
            return false;
        };
        if !label.eq_ignore_ascii_case(expected) {
            return false;
        }
        if length == 0 {
            return true;
        }
        at += whole;
        rest = &rest[whole..];
    }
}
