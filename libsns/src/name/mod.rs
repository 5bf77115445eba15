//! Names: labels, domain names in wire form, and their text.

pub mod civic;
mod domain_name;
mod folded;
pub mod place_name;
mod text;

pub use domain_name::{Labels, Name, NameBuffer, NameError};
pub use folded::FoldedName;
pub(crate) use text::unescape;
pub use text::{ParseNameError, write_character_string, write_label};
