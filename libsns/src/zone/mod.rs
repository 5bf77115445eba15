//! Zones: the compiled image of names and records that questions are answered from.

mod builder;
mod catalog;
mod image;
pub mod master_file;

pub use builder::{AddError, ZoneBuilder, ZoneFault};
pub use catalog::Catalog;
pub use image::Zone;
