//! WRLD indoor maps (WRLD Indoor Map Format 1.0.0): a folder or archive with `main.json`, a GeoJSON
//! file for each level, and perhaps paths.
//!
//! ```text
//! main.json ─▶ building ─▶ level (features by type) ─▶ rooms (between walls) ─▶ shafts (over levels)
//!                                       main-paths.json ─▶ paths ─▶ survey ◀─ doors ◀┘
//! ```
//!
//! The format draws floors for the eye. Many have walls and doors but no polygons for rooms; those are
//! computed. Doors are drawn, but what they join is not said; that is computed, too.

mod assemble;
mod building;
mod doors;
mod ground;
mod level;
mod paths;
mod rooms;
mod shafts;
#[cfg(test)]
mod tests;

use libsns::geometry::{Degrees, Frame};

use self::assemble::Import;
use self::building::Building;
use self::ground::Metres;
use super::{ImportError, Input, Options, features};
use crate::survey::Survey;

/// Reads a building.
///
/// # Errors
/// When there is no `main.json`, when a file that it names is missing or is not GeoJSON, and when a
/// drawing is too large or too intricate to compute with.
pub fn read(input: &Input<'_>, _options: &Options) -> Result<Survey, ImportError> {
    let main = input.file("main.json").ok_or_else(|| whole(input, "has no main.json"))?;
    let building = building::read(main)?;
    let metres = Metres(Frame::new(middle(input, &building)?, 0.0));
    let mut import = Import::new(building, metres);
    import.levels(input)?;
    import.shafts();
    let paths = paths::read(input, &mut import)?;
    paths.name_rooms(&mut import);
    import.stand();
    import.doors();
    paths.exits(&mut import);
    import.corridors();
    Ok(import.finish())
}

fn whole(input: &Input<'_>, text: &str) -> ImportError {
    ImportError { file: input.name.clone(), spot: String::new(), text: text.into() }
}

/// The origin of the frame: the building's location, else the first corner that is drawn.
fn middle(input: &Input<'_>, building: &Building) -> Result<Degrees, ImportError> {
    if let Some(location) = building.location {
        return Ok(location);
    }
    let mut first = None;
    for file in building.levels.iter().filter_map(|level| input.file(&level.file)) {
        features::read(file, |feature| {
            let corner = || feature.geometry.ok().and_then(|geometry| geometry.positions().next());
            first = first.or_else(corner).filter(|corner: &Degrees| corner[0].abs() <= 89.0);
            Ok(())
        })?;
    }
    first.ok_or_else(|| whole(input, "has no location in main.json and no corner on its levels"))
}
