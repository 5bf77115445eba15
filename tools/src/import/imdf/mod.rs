//! Indoor Mapping Data Format 1.0.0 (OGC Community Standard 20-094): the files of an archive.
//!
//! ```text
//! files ─▶ archive: features by sort and identity ─┬▶ places    venue, buildings, levels, units
//!                                                  ├▶ things    kiosks and amenities as devices
//!                                                  └▶ exits     openings and relationships
//! ```
//!
//! Occupants give their names to the units that their anchors are in, addresses go to what they are
//! the address of. Fixtures, details and geofences are counted and left out.

mod address;
mod archive;
mod exits;
mod kinds;
mod labels;
mod places;
mod things;

use super::tally::Tally;
use super::{ImportError, Input, Options};
use crate::survey::Survey;

/// Reads an archive; only one of its buildings where the options name one.
///
/// # Errors
/// When there are no levels, a file is no GeoJSON (with its line), or the building asked for is not
/// there.
pub fn read(input: &Input<'_>, options: &Options) -> Result<Survey, ImportError> {
    let mut tally = Tally::default();
    let archive = archive::read(input, &mut tally)?;
    let mut survey = Survey { format: format!("IMDF {}", archive.version), ..Survey::default() };
    let taken = places::survey(&archive, options, input, &mut survey, &mut tally)?;
    things::survey(&archive, &taken, &mut survey, &mut tally);
    exits::survey(&archive, &taken, &mut survey, &mut tally);
    tally.finish(&mut survey);
    Ok(survey)
}
