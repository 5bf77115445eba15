//! What makes a zone unfit to be served.

use std::fmt;

use crate::limits::{SET_OCTETS_MAX, ZONE_FAULTS_MAX};
use crate::name::Name;
use crate::record::RecordType;

/// Something wrong with the zone as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ZoneFault {
    /// No SOA record (RFC 1035 §5.2).
    NoSoa,
    /// SOA records at more than one name.
    SeveralApexes(Name, Name),
    /// More than one SOA record at the apex (RFC 1035 §5.2).
    SeveralSoas(Name),
    /// The owner does not lie in the zone.
    OutsideZone(Name, RecordType),
    /// A CNAME beside other data (RFC 1034 §3.6.2).
    CnameAndOther(Name, RecordType),
    /// More than one CNAME (RFC 2181 §10.1).
    SeveralCnames(Name),
    /// More than one DNAME (RFC 6672 §2.4).
    SeveralDnames(Name),
    /// More than one PLACE (RFC-DRAFT [P-1]).
    SeveralPlaces(Name),
    /// The records of one set do not fit into any message; their octets.
    SetTooLarge(Name, RecordType, usize),
    /// So many more than are listed.
    More(usize),
}

/// Faults being found: a screen of them is kept, the others are counted.
#[derive(Debug, Default)]
pub(super) struct Faults {
    listed: Vec<ZoneFault>,
    more: usize,
}

impl Faults {
    /// Takes one more fault.
    pub(super) fn push(&mut self, fault: ZoneFault) {
        if self.listed.len() < ZONE_FAULTS_MAX {
            self.listed.push(fault);
        } else {
            self.more += 1;
        }
    }

    /// Nothing, or all that is wrong.
    pub(super) fn into_result(mut self) -> Result<(), Vec<ZoneFault>> {
        if self.listed.is_empty() {
            return Ok(());
        }
        self.listed.extend((self.more > 0).then_some(ZoneFault::More(self.more)));
        Err(self.listed)
    }
}

impl fmt::Display for ZoneFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoSoa => write!(f, "the zone has no SOA record; expected exactly one"),
            Self::SeveralApexes(a, b) => {
                write!(f, "SOA records at {a} and at {b}; expected exactly one, at the apex")
            }
            Self::SeveralSoas(name) => write!(f, "{name} has several SOA records; expected one"),
            Self::OutsideZone(name, rtype) => {
                write!(
                    f,
                    "{name} {rtype} lies outside the zone; expected a name at or below the apex"
                )
            }
            Self::CnameAndOther(name, rtype) => {
                write!(f, "{name} has a CNAME and {rtype}; a CNAME must stand alone")
            }
            Self::SeveralCnames(name) => write!(f, "{name} has several CNAMEs; expected one"),
            Self::SeveralDnames(name) => write!(f, "{name} has several DNAMEs; expected one"),
            Self::SeveralPlaces(name) => {
                write!(f, "{name} has several PLACE records; expected one")
            }
            Self::SetTooLarge(name, rtype, octets) => write!(
                f,
                "{name} {rtype} has {octets} octets; expected at most {SET_OCTETS_MAX}, so that it fits \
                 a message"
            ),
            Self::More(1) => write!(f, "and 1 more fault"),
            Self::More(count) => write!(f, "and {count} more faults"),
        }
    }
}

impl std::error::Error for ZoneFault {}
