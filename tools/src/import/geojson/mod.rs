//! Plain GeoJSON (RFC 7946): one file or the files of a folder, with a mapping file where the
//! properties are not the usual ones.
//!
//! ```text
//! files ─▶ features ─▶ a rule of the mapping, or the kind ─▶ place, exit, device, or left out
//! ```
//!
//! Polygons are places, points are devices, unless a rule or their kind says otherwise. A level is a
//! place of its own as soon as anything is on it. The keys of a mapping are explained at the top of
//! [`mapping`]; `zones/mappings/` has an example.

mod build;
mod mapping;
mod rule;
#[cfg(test)]
mod tests;

use self::build::Build;
use super::{ImportError, Input, InputFile, Options, features};
use crate::survey::Survey;

/// Features of an input at most; each that is kept takes about a kilobyte of memory.
const FEATURES_MAX: usize = 2_000_000;

/// Reads one or several files. JSON that is not GeoJSON and files of other sorts are passed over, with
/// a remark.
///
/// # Errors
/// When the mapping is wrong, a file is not JSON, or nothing in the input is GeoJSON.
pub fn read(input: &Input<'_>, options: &Options) -> Result<Survey, ImportError> {
    let mapping = match &options.mapping {
        Some(text) => mapping::read(text)?,
        None => mapping::Mapping::default(),
    };
    let mut build = Build::new(mapping, input);
    let (mut total, mut found) = (0, false);
    let is_only = input.files.len() == 1;
    let is_taken = |file: &InputFile<'_>| is_only || is_json(file);
    for file in input.files.iter().filter(|file| is_taken(file)) {
        let members = features::read(file, |feature| {
            total += 1;
            if total > FEATURES_MAX {
                let text = format!("is one too many; expected at most {FEATURES_MAX}");
                return Err(file.error(feature.spot(), text));
            }
            build.add(file, &feature);
            Ok(())
        })?;
        match members.features {
            Some(_) => found = true,
            None => build.pass_over(file, "is JSON without features"),
        }
    }
    for file in input.files.iter().filter(|file| !is_taken(file)) {
        build.pass_over(file, "is no GeoJSON by its name");
    }
    match found {
        true => Ok(build.finish()),
        false => Err(ImportError {
            file: input.name.clone(),
            spot: String::new(),
            text: "has no GeoJSON; expected a FeatureCollection".into(),
        }),
    }
}

/// Of several files those with a usual ending, so that a folder may hold other things.
fn is_json(file: &InputFile<'_>) -> bool {
    let path = file.path.to_lowercase();
    [".json", ".geojson"].iter().any(|ending| path.ends_with(ending))
}
