//! Zones: the compiled image of names and records that questions are answered from.

mod ahead;
mod blame;
mod builder;
mod catalog;
mod compile;
mod export;
mod fault;
mod image;
mod link;
mod lookup;
pub mod master_file;
#[cfg(test)]
mod model_tests;
mod name_index;
mod places;
mod record_set;

pub use blame::Blame;
pub use builder::{AddError, ZoneBuilder};
pub use catalog::Catalog;
pub use fault::ZoneFault;
pub use image::{Extra, NodeId, SetId, Zone};
pub use lookup::{Boundary, Found};
pub use places::Places;
pub use record_set::{Piece, RecordSet, Records, StoredRecord};
