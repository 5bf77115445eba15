//! Records of answers about places, whose owners and targets stand at known offsets: no name is
//! searched for.

use super::{HEADER_OCTETS, Overflow, Response, Section, pointer_to};
use crate::record::{Class, RecordType};
use crate::zone::RecordSet;

impl Response<'_> {
    /// Where the last so many octets of the question's name stand.
    #[must_use]
    pub fn question_suffix_offset(&self, octets: usize) -> u16 {
        (self.question_end - 4 - octets) as u16
    }

    /// Writes a PTR record, owned by the question's name, to the name of these labels in front of
    /// the one at an offset; gives the offset of the new name.
    ///
    /// # Errors
    /// When it does not fit; nothing is written then.
    pub fn write_pointer(
        &mut self,
        ttl_s: u32,
        labels: &[u8],
        suffix_offset: u16,
    ) -> Result<u16, Overflow> {
        let start = self.length;
        let written = self.put_head(RecordType::PTR, ttl_s).and_then(|data_at| {
            self.put(labels)?;
            self.put(&pointer_to(usize::from(suffix_offset)))?;
            self.end_data(data_at);
            Ok(data_at)
        });
        self.keep_if(written.map(|_| ()), start, Section::Answer, 1)?;
        // With no labels of its own the name is the one pointed to.
        written.map(|at| if labels.is_empty() { suffix_offset } else { at as u16 })
    }

    /// Writes a record of ready data, owned by the question's name.
    ///
    /// # Errors
    /// When it does not fit; nothing is written then.
    pub fn write_data(
        &mut self,
        section: Section,
        rtype: RecordType,
        ttl_s: u32,
        data: &[u8],
    ) -> Result<(), Overflow> {
        let start = self.length;
        let written = self.put_head(rtype, ttl_s).and_then(|data_at| {
            self.put(data)?;
            self.end_data(data_at);
            Ok(())
        });
        self.keep_if(written, start, section, 1)
    }

    /// Writes a set of a type whose names are not compressed; its owner stands at an offset.
    ///
    /// # Errors
    /// When it does not fit; nothing is written then.
    pub fn copy_set_at(
        &mut self,
        section: Section,
        owner_offset: u16,
        set: RecordSet<'_>,
    ) -> Result<(), Overflow> {
        let start = self.length;
        self.copy_set(section, set)?;
        let owner = pointer_to(usize::from(owner_offset));
        let mut at = start;
        for record in set.iter() {
            self.octets[at..at + 2].copy_from_slice(&owner);
            at += record.stored_octets();
        }
        Ok(())
    }

    /// The head of a record owned by the question's name; gives where its data will begin.
    fn put_head(&mut self, rtype: RecordType, ttl_s: u32) -> Result<usize, Overflow> {
        self.put(&pointer_to(HEADER_OCTETS))?;
        self.put(&rtype.0.to_be_bytes())?;
        self.put(&Class::IN.0.to_be_bytes())?;
        self.put(&ttl_s.to_be_bytes())?;
        self.begin_data()
    }
}
