//! The deciding part of `sns`: importers, the writer of plans, the linter, maps, the gazetteer.
//!
//! ```text
//! import::<format>  (octets) ─▶ survey::Survey ─▶ planner ─▶ files of a plan
//!                                                             │ libsns::plan
//!                                  lint, map  ◀─ libsns::plan::Plan
//! gazetteer (tables) ─▶ master files
//! ```
//!
//! Nothing here opens a file or writes to a terminal: that is done by the verbs of the command line.

pub mod gazetteer;
pub mod import;
pub mod lint;
pub mod map;
pub mod planner;
pub mod survey;
