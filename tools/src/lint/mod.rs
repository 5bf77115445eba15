//! The linter of `sns check`: what a plan says that can be served and is still likely wrong.
//!
//! ```text
//! Plan, files ─▶ Scene (metres, levels, who lies near whom) ─▶ rules ─▶ Finding ─┬─ draw: an SVG crop
//!                                                                               ├─ sarif
//!                                                                               └─ fix: other files
//! ```
//!
//! A rule is a small file below `rules/`; what several need, such as which rooms share ground, is
//! worked out once by the [`Scene`]. Everything is linear in the plan but for pairs of places whose boxes
//! meet, and those are counted against a budget: a hostile plan is answered as soon as a real one.

mod draw;
mod finding;
mod fix;
mod fold;
mod json_spans;
mod metric;
mod near;
mod rule;
mod rules;
mod sarif;
mod scene;
#[cfg(test)]
mod tests;

pub use draw::draw;
pub use finding::{Finding, Place};
pub use fix::{Fixed, fix, unified_diff};
pub use rule::{Rule, Severity, rule, rules};
pub use sarif::{SarifResult, sarif};
pub use scene::{Options, Scene};
