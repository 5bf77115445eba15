//! From records to an image.

use std::fmt;

use super::Zone;
use crate::record::RecordType;

/// Collects the records of one zone, then compiles them.
#[derive(Debug, Default)]
pub struct ZoneBuilder {}

/// Why a record cannot be part of a zone.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AddError {}

impl fmt::Display for AddError {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {}
    }
}

/// Something wrong with the zone as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ZoneFault {}

impl ZoneBuilder {
    /// Nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self {}
    }

    /// Takes a record of class IN: owner and data in uncompressed wire form, the data known to fit its type.
    ///
    /// # Errors
    /// When the record can be part of no zone.
    pub fn add(
        &mut self,
        _owner: &[u8],
        _rtype: RecordType,
        _ttl: u32,
        _rdata: &[u8],
    ) -> Result<(), AddError> {
        Ok(())
    }

    /// Compiles the image. The apex is where the SOA record stands.
    ///
    /// # Errors
    /// The faults that make the zone unfit to be served.
    pub fn build(self) -> Result<Zone, Vec<ZoneFault>> {
        Ok(Zone {})
    }
}
