//! ifc.

use super::{ImportError, Input, Options};
use crate::survey::Survey;

/// Reads an input.
///
/// # Errors
/// When it is not of this format.
pub fn read(input: &Input<'_>, _options: &Options) -> Result<Survey, ImportError> {
    Err(ImportError { file: input.name.clone(), spot: String::new(), text: "not yet".into() })
}
