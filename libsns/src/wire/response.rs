//! A response, written into the caller's memory. The one place that sets RCODE, TC, AA and EDNS.

mod places;

use super::{Compressor, ExtendedError, Rcode, Request};
use crate::limits::{HEADER_OCTETS, NAME_OCTETS_MAX, UDP_REPLY_OCTETS_MAX};
use crate::record::RecordType;
use crate::zone::{Piece, RecordSet, StoredRecord};

/// A section of records (RFC 1035 §4.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Section {
    /// Answers to the question.
    Answer = 0,
    /// Who knows more, or the SOA of a denial.
    Authority = 1,
    /// What the asker will want next.
    Additional = 2,
}

/// The records do not fit into what is left of the message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Overflow;

/// Who owns the records that are written.
#[derive(Clone, Copy, Debug)]
pub enum Owner<'a> {
    /// The question's name without its first so many octets.
    Question(usize),
    /// Any name, in wire form.
    Name(&'a [u8]),
}

/// A message that is being written.
#[derive(Debug)]
pub struct Response<'a> {
    octets: &'a mut [u8],
    length: usize,
    /// No record may go beyond this; room for EDNS is kept behind it.
    limit: usize,
    question_end: usize,
    counts: [u16; 3],
    truncated: bool,
    compressor: &'a mut Compressor,
    /// The compressor knows the question's name.
    compressing: bool,
}

/// Header bits (RFC 1035 §4.1.1), as octets 2 and 3.
const QR: u8 = 0x80;
const AA: u8 = 0x04;
const TC: u8 = 0x02;
const RD: u8 = 0x01;
/// A pointer's two high bits.
const POINTER: u16 = 0xc000;
/// OPT without options: root owner, type, class, TTL, length (RFC 6891 §6.1.2).
const OPT_OCTETS: usize = 11;
const OPTION_NSID: u16 = 3;
const OPTION_EXTENDED_ERROR: u16 = 15;

impl<'a> Response<'a> {
    /// Begins the reply to a request: the question is copied, in the letters it was asked in.
    ///
    /// `size_octets_max` is what transport and asker allow; `reserved_octets` of it are kept for
    /// EDNS.
    #[inline]
    pub fn new(
        octets: &'a mut [u8],
        message: &[u8],
        question_end: usize,
        size_octets_max: usize,
        reserved_octets: usize,
        compressor: &'a mut Compressor,
    ) -> Self {
        octets[..question_end].copy_from_slice(&message[..question_end]);
        let limit = size_octets_max.min(octets.len()).saturating_sub(reserved_octets);
        Self {
            octets,
            length: question_end,
            limit,
            question_end,
            counts: [0; 3],
            truncated: false,
            compressor,
            compressing: false,
        }
    }

    /// Octets that EDNS will take at the end.
    #[inline]
    #[must_use]
    pub fn edns_octets(
        request: &Request,
        nsid: Option<&[u8]>,
        error: Option<ExtendedError>,
    ) -> usize {
        let Some(edns) = request.edns else { return 0 };
        let nsid = nsid.filter(|_| edns.nsid).map_or(0, |id| 4 + id.len());
        OPT_OCTETS + nsid + error.map_or(0, |error| 6 + error.text.len())
    }

    /// The name of the question, in the letters it was asked in.
    fn question_name(&self) -> &[u8] {
        &self.octets[HEADER_OCTETS..self.question_end - 4]
    }

    /// Writes a set whose owner is the question's name: the records are copied as they are.
    ///
    /// # Errors
    /// When they do not fit; nothing is written then.
    #[inline]
    pub fn copy_set(&mut self, section: Section, set: RecordSet<'_>) -> Result<(), Overflow> {
        let records = set.as_answer();
        let end = self.length + records.len();
        if end > self.limit {
            return Err(Overflow);
        }
        self.octets[self.length..end].copy_from_slice(records);
        self.length = end;
        self.counts[section as usize] += set.record_count();
        Ok(())
    }

    /// Writes a set whose names end in suffixes of the question's name, without a search: its owner
    /// is the question's name or a suffix of it, or it was made from a wildcard for it.
    ///
    /// `stored_owner` is the owner of the set in its zone.
    ///
    /// # Errors
    /// When it does not fit; nothing of it is left then.
    pub fn write_near_question(
        &mut self,
        section: Section,
        owner_skip: usize,
        stored_owner: &[u8],
        set: RecordSet<'_>,
    ) -> Result<(), Overflow> {
        self.whole(section, set, |response, record| {
            response.put(&pointer_to(HEADER_OCTETS + owner_skip))?;
            response.put(record.fixed())?;
            let data_at = response.begin_data()?;
            for piece in record.pieces() {
                response.put_piece_near_question(stored_owner, piece)?;
            }
            response.end_data(data_at);
            Ok(())
        })
    }

    fn put_piece_near_question(&mut self, owner: &[u8], piece: Piece<'_>) -> Result<(), Overflow> {
        match piece {
            Piece::Octets(octets) => self.put(octets),
            Piece::Name { labels, owner_offset: None } => {
                self.put(labels)?;
                self.put(&[0])
            }
            Piece::Name { labels, owner_offset: Some(offset) } => {
                self.put(labels)?;
                let mut suffix = &owner[offset..];
                // The owner's own `*` is not in the question's name.
                if suffix.starts_with(b"\x01*") && !self.question_name().ends_with(suffix) {
                    self.put(&suffix[..2])?;
                    suffix = &suffix[2..];
                }
                self.put(&pointer_to(self.question_end - 4 - suffix.len()))
            }
        }
    }

    /// Writes a set with any owner; names are compressed against all of the message.
    ///
    /// # Errors
    /// When it does not fit; nothing of it is left then.
    pub fn write_set(
        &mut self,
        section: Section,
        owner: Owner<'_>,
        stored_owner: &[u8],
        set: RecordSet<'_>,
    ) -> Result<(), Overflow> {
        self.start_compressing();
        self.whole(section, set, |response, record| {
            response.put_owner(owner)?;
            response.put(record.fixed())?;
            let data_at = response.begin_data()?;
            for piece in record.pieces() {
                response.put_piece(stored_owner, piece)?;
            }
            response.end_data(data_at);
            Ok(())
        })
    }

    /// Writes one record that no zone holds: a CNAME made from a DNAME (RFC 6672 §3.1).
    ///
    /// # Errors
    /// When it does not fit; nothing of it is left then.
    pub fn write_cname(
        &mut self,
        owner: Owner<'_>,
        ttl_s: u32,
        target: &[u8],
    ) -> Result<(), Overflow> {
        self.start_compressing();
        let start = self.length;
        let written = self.put_owner(owner).and_then(|()| {
            self.put(&RecordType::CNAME.0.to_be_bytes())?;
            self.put(&[0, 1])?;
            self.put(&ttl_s.to_be_bytes())?;
            let data_at = self.begin_data()?;
            self.put_name(target)?;
            self.end_data(data_at);
            Ok(())
        });
        self.keep_if(written, start, Section::Answer, 1)
    }

    /// Writes the records of a set, all or none.
    fn whole(
        &mut self,
        section: Section,
        set: RecordSet<'_>,
        mut write: impl FnMut(&mut Self, StoredRecord<'_>) -> Result<(), Overflow>,
    ) -> Result<(), Overflow> {
        let start = self.length;
        let written = set.iter().try_for_each(|record| write(self, record));
        self.keep_if(written, start, section, set.record_count())
    }

    fn keep_if(
        &mut self,
        written: Result<(), Overflow>,
        start: usize,
        section: Section,
        count: u16,
    ) -> Result<(), Overflow> {
        match written {
            Ok(()) => self.counts[section as usize] += count,
            // Names remembered from beyond `start` must not be pointed to.
            Err(Overflow) => {
                self.length = start;
                self.compressor.clear();
                self.compressing = false;
            }
        }
        written
    }

    fn start_compressing(&mut self) {
        if self.compressing {
            return;
        }
        self.compressing = true;
        self.compressor.clear();
        let (head, rest) = self.octets.split_at(HEADER_OCTETS);
        self.compressor.place(head, &rest[..self.question_end - 4 - HEADER_OCTETS]);
    }

    fn put_owner(&mut self, owner: Owner<'_>) -> Result<(), Overflow> {
        match owner {
            Owner::Question(skip) => self.put(&pointer_to(HEADER_OCTETS + skip)),
            Owner::Name(name) => self.put_name(name),
        }
    }

    fn put_piece(&mut self, stored_owner: &[u8], piece: Piece<'_>) -> Result<(), Overflow> {
        match piece {
            Piece::Octets(octets) => self.put(octets),
            Piece::Name { labels, owner_offset } => {
                let suffix = owner_offset.map_or(&[0][..], |offset| &stored_owner[offset..]);
                let mut name = [0; NAME_OCTETS_MAX];
                let length = labels.len() + suffix.len();
                name[..labels.len()].copy_from_slice(labels);
                name[labels.len()..length].copy_from_slice(suffix);
                self.put_name(&name[..length])
            }
        }
    }

    fn put_name(&mut self, name: &[u8]) -> Result<(), Overflow> {
        let (known_at, offset) = self.compressor.place(&self.octets[..self.length], name);
        self.put(&name[..known_at])?;
        match offset {
            Some(offset) => self.put(&pointer_to(usize::from(offset))),
            None => Ok(()),
        }
    }

    #[inline]
    fn put(&mut self, octets: &[u8]) -> Result<(), Overflow> {
        let end = self.length + octets.len();
        if end > self.limit {
            return Err(Overflow);
        }
        self.octets[self.length..end].copy_from_slice(octets);
        self.length = end;
        Ok(())
    }

    fn begin_data(&mut self) -> Result<usize, Overflow> {
        self.put(&[0, 0])?;
        Ok(self.length)
    }

    fn end_data(&mut self, data_at: usize) {
        let length = (self.length - data_at) as u16;
        self.octets[data_at - 2..data_at].copy_from_slice(&length.to_be_bytes());
    }

    /// Marks the message as truncated (RFC 2181 §9).
    pub fn truncate(&mut self) {
        self.truncated = true;
    }

    /// True once something that was required did not fit.
    #[must_use]
    pub fn is_truncated(&self) -> bool {
        self.truncated
    }

    /// True while no record has been written.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.counts == [0; 3]
    }

    /// Completes header and EDNS; gives the message's length.
    #[inline]
    pub fn finish(
        mut self,
        request: &Request,
        rcode: Rcode,
        authoritative: bool,
        nsid: Option<&[u8]>,
        error: Option<ExtendedError>,
    ) -> usize {
        let code = rcode as u16;
        let flag = |set: bool, bit: u8| if set { bit } else { 0 };
        self.octets[2] = QR
            | request.opcode.0 << 3
            | flag(authoritative, AA)
            | flag(self.truncated, TC)
            | flag(request.recursion_desired, RD);
        // RA is never set here; Z, AD and CD are cleared (RFC 1035 §4.1.1, RFC 4035 §3.1.6).
        self.octets[3] = (code & 15) as u8;
        let question_count = u16::from(self.question_end > HEADER_OCTETS);
        let opt_count = u16::from(request.edns.is_some());
        let counts = [question_count, self.counts[0], self.counts[1], self.counts[2] + opt_count];
        for (at, count) in (4..).step_by(2).zip(counts) {
            self.octets[at..at + 2].copy_from_slice(&count.to_be_bytes());
        }
        self.put_edns(request, code, nsid, error);
        self.length
    }

    /// RFC 6891 §6.1.3. There is room: it was kept when the response began.
    #[inline]
    fn put_edns(
        &mut self,
        request: &Request,
        code: u16,
        nsid: Option<&[u8]>,
        error: Option<ExtendedError>,
    ) {
        let Some(edns) = request.edns else { return };
        self.limit = self.octets.len();
        let nsid = nsid.filter(|_| edns.nsid);
        let length = Self::edns_octets(request, nsid, error) - OPT_OCTETS;
        let payload = (UDP_REPLY_OCTETS_MAX as u16).to_be_bytes();
        let flags = if edns.dnssec_ok { 0x80 } else { 0 };
        let extended = (code >> 4) as u8;
        let length = (length as u16).to_be_bytes();
        let opt = [0, 0, 41, payload[0], payload[1], extended, 0, flags, 0, length[0], length[1]];
        let mut fits = self.put(&opt);
        if let Some(id) = nsid {
            fits = fits.and_then(|()| self.put_option(OPTION_NSID, &[], id));
        }
        if let Some(error) = error {
            let code = error.code.to_be_bytes();
            fits = fits.and_then(|()| {
                self.put_option(OPTION_EXTENDED_ERROR, &code, error.text.as_bytes())
            });
        }
        debug_assert_eq!(fits, Ok(()));
    }

    fn put_option(&mut self, code: u16, head: &[u8], body: &[u8]) -> Result<(), Overflow> {
        self.put(&code.to_be_bytes())?;
        self.put(&((head.len() + body.len()) as u16).to_be_bytes())?;
        self.put(head)?;
        self.put(body)
    }
}

/// A compression pointer to an offset below 2^14.
fn pointer_to(offset: usize) -> [u8; 2] {
    (POINTER | offset as u16).to_be_bytes()
}
