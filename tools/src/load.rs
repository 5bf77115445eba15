//! From files to plans and zones, by the same way as the server: see `sns_server::load`.

use std::path::Path;

use libsns::name::Name;
use libsns::plan::Plan;
pub(crate) use sns_server::{Fault, Loaded};

/// Loads a plan's directory or a master file, and compiles it.
///
/// # Errors
/// All that is wrong.
pub(crate) fn load(path: &Path, origin: Option<&Name>) -> Result<Loaded, Vec<Fault>> {
    sns_server::load(path, origin, &mut |_| ())
}

/// Loads a plan, for what looks at places and exits rather than at records; with it, what is odd but
/// can be served. A plan is a directory, or the `plan.toml` in it.
///
/// # Errors
/// All that is wrong.
pub(crate) fn load_plan(path: &Path) -> Result<(Plan, Vec<Fault>), Vec<Fault>> {
    let directory = sns_server::plan_directory(path).unwrap_or(path);
    sns_server::load_plan(directory, &mut |_| ())
}
