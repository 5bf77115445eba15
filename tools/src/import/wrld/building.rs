//! `main.json`: the building and its levels (WRLD Indoor Map Format 1.0.0, "Main JSON file").

use libsns::geometry::Degrees;
use serde::Deserialize;

use crate::import::{ImportError, InputFile};

/// Octets of `main.json` at most; a building of a hundred levels has some twenty thousand.
const MAIN_OCTETS_MAX: u64 = 4 << 20;
/// Levels of a building at most; the highest of the world has about 170.
const LEVELS_MAX: usize = 1_000;

/// The building as it is written.
#[derive(Deserialize)]
struct Written {
    id: Option<String>,
    name: Option<String>,
    location: Option<Location>,
    levels: Vec<WrittenLevel>,
    entrance_level: Option<i64>,
}

#[derive(Deserialize)]
struct Location {
    coordinates: Vec<f64>,
}

#[derive(Deserialize)]
struct WrittenLevel {
    id: Option<String>,
    name: Option<String>,
    readable_name: Option<String>,
    z_order: i64,
    filename: String,
}

/// A building.
pub(super) struct Building {
    pub(super) id: String,
    pub(super) name: Option<String>,
    pub(super) location: Option<Degrees>,
    /// From the lowest up.
    pub(super) levels: Vec<Level>,
    /// How the ground level was chosen, where nothing names it.
    pub(super) guess: Option<String>,
}

/// A level of it.
pub(super) struct Level {
    pub(super) id: String,
    /// The best words first: `Ground Floor`, `G`.
    pub(super) names: Vec<String>,
    /// Its number in the format, 0 for the lowest.
    pub(super) z_order: i64,
    /// 0 for the ground level.
    pub(super) ordinal: i16,
    /// The file of its features.
    pub(super) file: String,
}

/// Reads `main.json`.
pub(super) fn read(file: &InputFile<'_>) -> Result<Building, ImportError> {
    let text = file.text(MAIN_OCTETS_MAX)?;
    let mut written: Written = serde_json::from_str(&text).map_err(|error| {
        let text = error.to_string();
        let text = text.rsplit_once(" at line ").map_or(text.as_str(), |(text, _)| text);
        file.error(format!("line {}", error.line()), format!("is no WRLD building: {text}"))
    })?;
    if written.levels.is_empty() || written.levels.len() > LEVELS_MAX {
        let count = written.levels.len();
        return Err(file.error("levels", format!("are {count}; expected 1 to {LEVELS_MAX}")));
    }
    let location = location(file, written.location.take())?;
    let entrance = entrance(&written);
    written.levels.sort_by_key(|level| level.z_order);
    let (ground, guess) = ground(&written.levels, entrance);
    let levels = written.levels.into_iter().map(|level| read_level(file, level, ground));
    let levels = levels.collect::<Result<Vec<_>, _>>()?;
    if let Some(pair) = levels.windows(2).find(|pair| pair[0].ordinal == pair[1].ordinal) {
        let z_order = pair[0].z_order;
        return Err(
            file.error("levels", format!("have z_order {z_order} twice; expected each once"))
        );
    }
    let id = words(written.id).unwrap_or_else(|| "building".into());
    Ok(Building { id, name: words(written.name), location, levels, guess })
}

fn words(text: Option<String>) -> Option<String> {
    text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}

fn location(
    file: &InputFile<'_>,
    location: Option<Location>,
) -> Result<Option<Degrees>, ImportError> {
    match location.as_ref().map(|location| location.coordinates.as_slice()) {
        None => Ok(None),
        Some([longitude, latitude, ..]) if longitude.abs() <= 180.0 && latitude.abs() <= 89.0 => {
            Ok(Some([*latitude, *longitude]))
        }
        Some(other) => Err(file.error(
            "location",
            format!("is {other:?}; expected [longitude, latitude], up to 180 and 89 degrees"),
        )),
    }
}

/// The z_order of the level that the interior opens on; the format counts levels as they are written.
fn entrance(written: &Written) -> Option<i64> {
    let index = usize::try_from(written.entrance_level?).ok()?;
    written.levels.get(index).map(|level| level.z_order)
}

/// The z_order of the ground level: the one that is named so, else the one with the entrance, else
/// the lowest; with a word where it was not named.
fn ground(levels: &[WrittenLevel], entrance: Option<i64>) -> (i64, Option<String>) {
    let named = levels.iter().find(|level| {
        let name = level.name.as_deref().unwrap_or_default().trim();
        let readable = level.readable_name.as_deref().unwrap_or_default().to_lowercase();
        let short = ["G", "GF", "EG", "0", "L0"].iter().any(|word| name.eq_ignore_ascii_case(word));
        short || readable.starts_with("ground")
    });
    match (named, entrance) {
        (Some(level), _) => (level.z_order, None),
        (None, Some(z_order)) => {
            (z_order, Some("no level is named G: the one with the entrance is level 0".into()))
        }
        (None, None) => {
            let lowest = levels.first().map_or(0, |level| level.z_order);
            (lowest, Some("no level is named G: the lowest is level 0".into()))
        }
    }
}

fn read_level(
    file: &InputFile<'_>,
    level: WrittenLevel,
    ground: i64,
) -> Result<Level, ImportError> {
    let ordinal = level.z_order.checked_sub(ground).and_then(|above| i16::try_from(above).ok());
    let ordinal = ordinal.filter(|ordinal| ordinal.abs() <= 1_000).ok_or_else(|| {
        let text = format!("z_order is {}; expected one near the ground's", level.z_order);
        file.error(format!("level {}", level.filename), text)
    })?;
    let mut names: Vec<String> =
        [words(level.readable_name), words(level.name)].into_iter().flatten().collect();
    names.dedup();
    let id = words(level.id).unwrap_or_else(|| format!("level {}", level.z_order));
    Ok(Level { id, names, z_order: level.z_order, ordinal, file: level.filename })
}
