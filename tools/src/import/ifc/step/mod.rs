//! The exchange structure of ISO 10303-21 ("STEP"): where each instance of a file stands, and what it
//! says once somebody asks.
//!
//! ```text
//! octets ── scan: where instances begin, of which kind ──▶ Model ── entity(#12) ──▶ Entity
//! ```
//!
//! The octets stay as they are; an instance is taken apart each time it is asked for. What that may
//! cost in all is bounded by a multiple of the file's length, whatever the instances refer to.

mod cursor;
mod entity;
mod header;
mod scan;
mod text;

use std::cell::Cell;
use std::collections::HashMap;

pub(super) use entity::{Entity, Value};

use super::limits::{READ_AGAIN_OCTETS, READ_AGAIN_TIMES};
use scan::Entry;

/// What is wrong with an instance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    /// Its name in the file, without the `#`.
    pub(super) entity: u32,
    /// What was found, and what was expected.
    pub(super) text: String,
    /// True where the file is broken; false where it says something that is not read here.
    pub(super) is_broken: bool,
}

/// What an instance says, or what is wrong with it.
pub(super) type Read<T> = Result<T, Fault>;

impl Fault {
    /// Something that is not read here: the thing it belongs to is left without it.
    pub(super) fn unread(entity: u32, text: impl Into<String>) -> Self {
        Self { entity, text: text.into(), is_broken: false }
    }

    /// Something that no such file may hold: the import ends.
    pub(super) fn broken(entity: u32, text: impl Into<String>) -> Self {
        Self { entity, text: text.into(), is_broken: true }
    }
}

/// What is wrong with the file at one place of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FileFault {
    /// The place: `line 12`.
    pub(super) spot: String,
    /// What was found, and what was expected.
    pub(super) text: String,
}

/// A file whose instances are known by name and by kind.
pub(super) struct Model {
    octets: Vec<u8>,
    /// By name, ascending.
    entries: Vec<Entry>,
    /// The names of each kind (`IFCSPACE`), in the order of the file.
    kinds: HashMap<String, Vec<u32>>,
    /// The schema as the file names it: `IFC2X3`.
    pub(super) schema: String,
    /// False where the file's last line is missing.
    pub(super) has_end: bool,
    /// How many octets of instances may still be read.
    left: Cell<u64>,
}

impl Model {
    /// Finds the instances of a file.
    ///
    /// # Errors
    /// When it is not an exchange structure, or ends before its end.
    pub(super) fn open(mut octets: Vec<u8>) -> Result<Self, FileFault> {
        let scanned = scan::scan(&mut octets)?;
        let left = (octets.len() as u64) * READ_AGAIN_TIMES + READ_AGAIN_OCTETS;
        Ok(Self {
            octets,
            entries: scanned.entries,
            kinds: scanned.kinds,
            schema: scanned.schema,
            has_end: scanned.has_end,
            left: Cell::new(left),
        })
    }

    /// The names of the instances of a kind, in the order of the file.
    pub(super) fn all(&self, kind: &str) -> &[u32] {
        self.kinds.get(kind).map_or(&[], Vec::as_slice)
    }

    /// What an instance says.
    ///
    /// # Errors
    /// When there is none of this name, it is broken, or too much was read already.
    pub(super) fn entity(&self, id: u32) -> Read<Entity<'_>> {
        let found = self.entries.binary_search_by_key(&id, |entry| entry.id);
        let Some(entry) = found.ok().and_then(|index| self.entries.get(index)) else {
            return Err(Fault::unread(id, "is not in the file"));
        };
        let rest = self.octets.get(entry.at as usize..).unwrap_or_default();
        let (entity, length) = Entity::read(id, rest)?;
        let left = self.left.get().checked_sub(length as u64).ok_or_else(|| {
            let text = "is used by too many others; expected a file that is read a few times over";
            Fault::broken(id, text)
        })?;
        self.left.set(left);
        Ok(entity)
    }

    /// What the instance says that an attribute of another names.
    ///
    /// # Errors
    /// As for [`Self::entity`], and when the attribute names none.
    pub(super) fn follow(&self, entity: &Entity<'_>, attribute: usize) -> Read<Entity<'_>> {
        self.entity(entity.reference(attribute)?)
    }

    /// What the instance says that an attribute names; none where the attribute is empty.
    ///
    /// # Errors
    /// As for [`Self::entity`].
    pub(super) fn follow_if(
        &self,
        entity: &Entity<'_>,
        attribute: usize,
    ) -> Read<Option<Entity<'_>>> {
        entity.reference_if(attribute).map(|id| self.entity(id)).transpose()
    }
}
