//! Storeys: which number each level has.
//!
//! The file gives storeys an elevation, not a number. The number is counted from the ground storey:
//! 1. the storey whose name says so (`Ground floor`, `EG`, `Level 0`), the one nearest to elevation 0
//!    where there are several;
//! 2. else the storey within [`GROUND_METRES`] of elevation 0 that is nearest to it and whose name does
//!    not say that it lies below (`Basement`, `T/FDN`);
//! 3. else the lowest whose name says that it is the first (`Level 1`, `1st floor`);
//! 4. else the lowest whose name does not say that it lies below; else the lowest.
//!
//! Above it they are counted upwards, below it downwards. Storeys of nearly the same elevation are one
//! level. One that holds nothing and lies close to another, between storeys that do hold something,
//! is a mark on the drawing (`Ceiling 1`) and no level.

use super::names;

/// How far from elevation 0 the ground storey may be, in metres.
const GROUND_METRES: f64 = 1.5;
/// Storeys nearer than this are one level, in metres: half a flight of stairs is 1.2 m or more.
const SAME_LEVEL_METRES: f64 = 0.6;
/// A level has at least this height, in metres, or something stands on it.
const LEAST_HEIGHT_METRES: f64 = 1.8;

/// Words for the ground storey.
const GROUND: [&str; 18] = [
    "ground",
    "groundfloor",
    "gf",
    "eg",
    "erdgeschoss",
    "erdgeschoß",
    "parterre",
    "rdc",
    "rez",
    "begane",
    "bg",
    "terra",
    "baja",
    "stueetage",
    "entreplan",
    "level 0",
    "level 00",
    "floor 0",
];
/// Words for what lies below the ground.
const BELOW: [&str; 19] = [
    "basement",
    "cellar",
    "underground",
    "foundation",
    "foundations",
    "fdn",
    "footing",
    "keller",
    "ug",
    "kg",
    "untergeschoss",
    "untergeschoß",
    "sous",
    "kelder",
    "fundament",
    "fundering",
    "sotano",
    "kælder",
    "interrato",
];
/// Words for the first storey from below.
const FIRST: [&str; 8] =
    ["level 1", "level 01", "floor 1", "first floor", "1st floor", "level one", "l1", "l01"];

/// A storey as the file gives it.
#[derive(Clone, Debug)]
pub(super) struct Storey {
    /// Its instance.
    pub(super) id: u32,
    /// What it is called.
    pub(super) name: String,
    /// Its elevation as given, in metres: above the building's zero.
    pub(super) elevation: f64,
    /// Where its floor is in the project, in metres.
    pub(super) z: f64,
    /// True where something stands on it that is taken.
    pub(super) is_used: bool,
    /// The number of its level; none for a mark on the drawing.
    pub(super) ordinal: Option<i16>,
}

/// Numbers the storeys of one building; they are in order of elevation then. Returns the index of the
/// ground storey.
pub(super) fn number(storeys: &mut [Storey]) -> Option<usize> {
    storeys.sort_by(|a, b| a.elevation.total_cmp(&b.elevation).then(a.id.cmp(&b.id)));
    let is_mark: Vec<_> = (0..storeys.len()).map(|index| is_mark(storeys, index)).collect();
    let levels: Vec<_> =
        (0..storeys.len()).filter(|&index| !is_mark.get(index).is_some_and(|mark| *mark)).collect();
    let ground = ground(storeys, &levels)?;
    let mut steps = Vec::new();
    let mut step = 0_i16;
    let mut before: Option<f64> = None;
    for &index in &levels {
        let elevation = storeys.get(index)?.elevation;
        if before.is_some_and(|before| elevation - before >= SAME_LEVEL_METRES) {
            step = step.saturating_add(1);
            before = Some(elevation);
        }
        before.get_or_insert(elevation);
        steps.push((index, step));
    }
    let zero = steps.iter().find(|(index, _)| *index == ground).map_or(0, |(_, step)| *step);
    for (index, step) in steps {
        storeys.get_mut(index)?.ordinal =
            Some(step.saturating_sub(zero).clamp(-LEVELS_MAX, LEVELS_MAX));
    }
    Some(ground)
}

/// Levels of a plan lie between -1000 and 1000.
const LEVELS_MAX: i16 = 1000;

/// True for a storey that holds nothing and lies close to another, between storeys that are used.
fn is_mark(storeys: &[Storey], index: usize) -> bool {
    let Some(storey) = storeys.get(index).filter(|storey| !storey.is_used) else { return false };
    let (below, above) = (storeys.get(..index), storeys.get(index + 1..));
    let is_used = |storeys: Option<&[Storey]>| {
        storeys.unwrap_or_default().iter().any(|storey| storey.is_used)
    };
    let is_near = |other: Option<&Storey>| {
        other.is_some_and(|o| (o.elevation - storey.elevation).abs() < LEAST_HEIGHT_METRES)
    };
    let neighbours = [index.checked_sub(1).and_then(|i| storeys.get(i)), storeys.get(index + 1)];
    is_used(below) && is_used(above) && neighbours.into_iter().any(is_near)
}

fn ground(storeys: &[Storey], levels: &[usize]) -> Option<usize> {
    let found = || levels.iter().filter_map(|&index| Some((index, storeys.get(index)?)));
    let nearest = |(_, a): &(usize, &Storey), (_, b): &(usize, &Storey)| {
        a.elevation.abs().total_cmp(&b.elevation.abs())
    };
    let is_above = |storey: &Storey| !says(&storey.name, &BELOW);
    let named = found().filter(|(_, storey)| says(&storey.name, &GROUND)).min_by(nearest);
    let at_zero = || {
        found()
            .filter(|(_, storey)| storey.elevation.abs() <= GROUND_METRES && is_above(storey))
            .min_by(nearest)
    };
    let first = || found().find(|(_, storey)| says(&storey.name, &FIRST));
    let lowest = || found().find(|(_, storey)| is_above(storey));
    let ground = named.or_else(at_zero).or_else(first).or_else(lowest).or_else(|| found().next());
    ground.map(|(index, _)| index)
}

/// True where one of these words, or two of them in turn, stand in a name.
fn says(name: &str, words: &[&str]) -> bool {
    let name = names::given(Some(name)).unwrap_or_default().to_lowercase();
    let parts: Vec<_> =
        name.split(|c: char| !c.is_alphanumeric()).filter(|p| !p.is_empty()).collect();
    words.iter().any(|word| {
        let word: Vec<_> = word.split(' ').collect();
        parts.windows(word.len()).any(|window| window == word)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbered(storeys: &[(&str, f64, bool)]) -> Vec<Option<i16>> {
        let storey = |(index, &(name, elevation, is_used)): (usize, &(&str, f64, bool))| Storey {
            id: index as u32,
            name: name.into(),
            elevation,
            z: elevation,
            is_used,
            ordinal: None,
        };
        let mut storeys: Vec<_> = storeys.iter().enumerate().map(storey).collect();
        number(&mut storeys);
        storeys.sort_by_key(|storey| storey.id);
        storeys.into_iter().map(|storey| storey.ordinal).collect()
    }

    #[test]
    fn the_storey_at_zero_is_the_ground() {
        let storeys = [
            ("Level 1", 0.0, true),
            ("Level 2", 3.1, true),
            ("T/FDN", -1.25, false),
            ("Roof", 6.0, true),
        ];
        assert_eq!(numbered(&storeys), [Some(0), Some(1), Some(-1), Some(2)]);
    }

    #[test]
    fn a_name_says_the_ground() {
        let storeys = [("1. UG", -3.0, true), ("EG", 0.5, true), ("1. OG", 4.0, true)];
        assert_eq!(numbered(&storeys), [Some(-1), Some(0), Some(1)]);
        let storeys = [("Basement", 0.0, true), ("Ground Floor", 3.0, true)];
        assert_eq!(numbered(&storeys), [Some(-1), Some(0)]);
    }

    #[test]
    fn heights_above_the_sea_count_from_the_lowest_above_ground() {
        let storeys =
            [("Level 1", 408.5, true), ("Level 2", 412.0, true), ("Level B1", 404.0, true)];
        assert_eq!(numbered(&storeys), [Some(0), Some(1), Some(-1)]);
        let storeys = [("A", 50.0, true), ("Keller", 47.0, true)];
        assert_eq!(numbered(&storeys), [Some(0), Some(-1)]);
    }

    #[test]
    fn marks_are_no_levels_and_wings_share_one() {
        let storeys = [
            ("L1", 0.0, true),
            ("L1 ceiling", 2.7, false),
            ("L2", 3.2, true),
            ("L2 west", 3.5, true),
            ("Parapet", 6.5, false),
        ];
        assert_eq!(numbered(&storeys), [Some(0), None, Some(1), Some(1), Some(2)]);
    }

    #[test]
    fn no_storeys_have_no_ground() {
        assert!(numbered(&[]).is_empty());
    }
}
