//! The zone image.

use crate::name::Name;

/// One zone, immutable.
#[derive(Debug)]
pub struct Zone {}

impl Zone {
    /// The name of the apex.
    #[must_use]
    pub fn apex(&self) -> Name {
        Name::root()
    }
}
