//! Many zones: which one is nearest above a name.

use std::sync::Arc;

use super::Zone;

/// The zones of a server.
#[derive(Debug, Default)]
pub struct Catalog {}

impl Catalog {
    /// Takes the zones; of two with the same apex the later one counts.
    #[must_use]
    pub fn new(_zones: Vec<Arc<Zone>>) -> Self {
        Self {}
    }
}
