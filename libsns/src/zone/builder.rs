//! Collects the records of one zone. What is collected is compiled in [`super::compile`].

use std::collections::HashMap;
use std::fmt;

use super::master_file::RecordSink;
use super::name_index::NameIndex;
use crate::limits::TTL_SECONDS_MAX;
use crate::name::{FoldedName, Name};
use crate::record::RecordType;

/// Collects the records of one zone, then compiles them.
#[derive(Debug)]
pub struct ZoneBuilder {
    pub(super) names: DraftNames,
    pub(super) entries: Vec<Entry>,
    /// The data of all records, one behind the other.
    pub(super) data: Vec<u8>,
    /// The octets of the last owner and its number: lines of one owner mostly stand together.
    last_owner: (Vec<u8>, u32),
}

/// A record that waits to be compiled.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    pub(super) owner: u32,
    pub(super) ttl_s: u32,
    pub(super) data: u32,
    pub(super) length: u16,
    pub(super) rtype: RecordType,
}

/// Why a record cannot be part of a zone.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AddError {
    /// The owner is not a whole uncompressed name.
    Owner,
    /// The type belongs to questions and messages, not into a zone (RFC 6895 §3.1).
    MetaType(RecordType),
    /// The TTL has its top bit set (RFC 2181 §8).
    Ttl(u32),
    /// The data has more than 65,535 octets; how many it has.
    DataTooLong(usize),
    /// The zone has more than 4 GiB of data or 2^32 names.
    ZoneTooLarge,
}

impl fmt::Display for AddError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Owner => write!(f, "the owner is not a whole uncompressed name"),
            Self::MetaType(rtype) => {
                write!(f, "type {rtype} is for questions and messages and cannot stand in a zone")
            }
            Self::Ttl(ttl) => write!(f, "the TTL {ttl} is over {TTL_SECONDS_MAX} seconds"),
            Self::DataTooLong(octets) => {
                write!(f, "the data has {octets} octets; expected at most 65535")
            }
            Self::ZoneTooLarge => write!(f, "the zone is over 4 GiB"),
        }
    }
}

impl std::error::Error for AddError {}

impl ZoneBuilder {
    /// Nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self {
            names: DraftNames::new(),
            entries: Vec::new(),
            data: Vec::new(),
            last_owner: (Vec::new(), 0),
        }
    }

    /// How many records have been taken.
    #[must_use]
    pub fn record_count(&self) -> usize {
        self.entries.len()
    }

    /// Takes a record of class IN: owner and data in uncompressed wire form, the data known to fit
    /// its type. A record that is there already counts once (RFC 2181 §5).
    ///
    /// # Errors
    /// When the record can be part of no zone.
    pub fn add(
        &mut self,
        owner: &[u8],
        rtype: RecordType,
        ttl_s: u32,
        data: &[u8],
    ) -> Result<(), AddError> {
        if rtype.is_meta() {
            return Err(AddError::MetaType(rtype));
        }
        if ttl_s > TTL_SECONDS_MAX {
            return Err(AddError::Ttl(ttl_s));
        }
        let length = u16::try_from(data.len()).map_err(|_| AddError::DataTooLong(data.len()))?;
        if self.last_owner.0 != owner {
            let number = self.names.intern(owner)?;
            self.last_owner.0.clear();
            self.last_owner.0.extend_from_slice(owner);
            self.last_owner.1 = number;
        }
        let start = u32::try_from(self.data.len()).map_err(|_| AddError::ZoneTooLarge)?;
        self.data.extend_from_slice(data);
        let owner = self.last_owner.1;
        self.entries.push(Entry { owner, ttl_s, data: start, length, rtype });
        Ok(())
    }

    /// The data of an entry.
    pub(super) fn data_of(&self, entry: &Entry) -> &[u8] {
        &self.data[entry.data as usize..][..usize::from(entry.length)]
    }
}

impl Default for ZoneBuilder {
    fn default() -> Self {
        Self::new()
    }
}

/// The names met so far and all their ancestors up to the root, each once.
#[derive(Debug)]
pub(super) struct DraftNames {
    index: NameIndex,
    /// Lower-case wire forms, one behind the other.
    octets: Vec<u8>,
    pub(super) drafts: Vec<Draft>,
    /// Names that were written with capital letters, as they were.
    cased: HashMap<u32, Box<[u8]>>,
    folded: FoldedName,
}

/// A name that waits for its place in canonical order.
#[derive(Clone, Copy, Debug)]
pub(super) struct Draft {
    start: u32,
    length: u8,
    pub(super) label_count: u8,
    /// The number of the name above; the root is its own.
    pub(super) parent: u32,
    pub(super) hash: u64,
}

impl DraftNames {
    fn new() -> Self {
        let mut names = Self {
            index: NameIndex::with_capacity(0),
            octets: Vec::new(),
            drafts: Vec::new(),
            cased: HashMap::new(),
            folded: FoldedName::new(),
        };
        names.folded.read(&[0]);
        names.push(0, 0);
        names
    }

    /// The number of a name given in wire form; the name and its ancestors are stored if new.
    pub(super) fn intern(&mut self, owner: &[u8]) -> Result<u32, AddError> {
        if self.folded.read(owner) != Some(owner.len()) {
            return Err(AddError::Owner);
        }
        let labels = self.folded.label_count();
        let mut known = (0..=labels).find_map(|skip| Some((skip, self.find(skip)?)));
        let (first_known, mut number) = known.take().ok_or(AddError::Owner)?;
        for skip in (0..first_known).rev() {
            if self.octets.len() + owner.len() > u32::MAX as usize {
                return Err(AddError::ZoneTooLarge);
            }
            number = self.push(skip, number);
        }
        if owner.iter().any(u8::is_ascii_uppercase) {
            self.cased.entry(number).or_insert_with(|| owner.into());
        }
        Ok(number)
    }

    fn find(&self, skip: usize) -> Option<u32> {
        let wanted = self.folded.suffix(skip);
        self.index.find(self.folded.suffix_hash(skip), |number| self.folded_of(number) == wanted)
    }

    /// Stores the suffix of the folded name without its first `skip` labels.
    fn push(&mut self, skip: usize, parent: u32) -> u32 {
        let number = self.drafts.len() as u32;
        let suffix = self.folded.suffix(skip);
        let hash = self.folded.suffix_hash(skip);
        self.drafts.push(Draft {
            start: self.octets.len() as u32,
            length: suffix.len() as u8,
            label_count: (self.folded.label_count() - skip) as u8,
            parent,
            hash,
        });
        self.octets.extend_from_slice(suffix);
        let drafts = &self.drafts;
        self.index.insert(hash, number, |number| drafts[number as usize].hash);
        number
    }

    /// The lower-case wire form of a name.
    pub(super) fn folded_of(&self, number: u32) -> &[u8] {
        let draft = &self.drafts[number as usize];
        &self.octets[draft.start as usize..][..usize::from(draft.length)]
    }

    /// The form with capital letters, where the name was written with any.
    pub(super) fn cased_of(&self, number: u32) -> Option<&[u8]> {
        self.cased.get(&number).map(|wire| &**wire)
    }

    /// The first label in lower case, without its length octet.
    pub(super) fn first_label(&self, number: u32) -> &[u8] {
        let wire = self.folded_of(number);
        &wire[1..=usize::from(wire[0])]
    }

    /// The name as it was written.
    pub(super) fn name(&self, number: u32) -> Name {
        let wire = self.cased_of(number).unwrap_or_else(|| self.folded_of(number));
        Name::from_wire(wire).unwrap_or_else(|_| Name::root())
    }
}

impl RecordSink for ZoneBuilder {
    fn record(
        &mut self,
        owner: &[u8],
        rtype: RecordType,
        ttl_s: u32,
        data: &[u8],
    ) -> Result<(), String> {
        self.add(owner, rtype, ttl_s, data).map_err(|error| error.to_string())
    }
}
