//! Maps: each level of a plan as an SVG, for people.
//!
//! ```text
//! Plan ─▶ survey of the sheet (canvas: metres → pixels, the walls upright)
//!           figures (places on the level) ─▶ rooms, stairs, lifts ─▶ walls ─▶ doors
//!                                        └─▶ devices ─▶ labels, where nothing else stands ─▶ legend
//! ```
//!
//! Everything is drawn from the plan alone, in the same way each time: the same plan gives the same
//! octets. A map needs nothing from elsewhere: no fonts, no scripts, no images. Colours are
//! classes, so that one file is light and dark; what is hidden by lack of room is in the titles that
//! show under a pointer and are read aloud.

mod canvas;
mod cells;
mod devices;
mod doors;
mod figure;
mod furniture;
mod glyph;
mod label;
mod page;
mod plane;
mod rooms;
mod route;
mod sheet;
mod style;
mod svg;
#[cfg(test)]
mod tests;

pub use page::page;
pub use style::Theme;

use std::collections::BTreeSet;

use libsns::geometry::{Levels, Resolution};
use libsns::graph::{Graph, Route};
use libsns::plan::Plan;
use libsns::record::PlaceClass;

use canvas::Canvas;

/// Most levels that are drawn: more than the tallest tower has.
pub const LEVELS_MAX: usize = 200;

/// What is drawn beside the plan itself.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options<'a> {
    /// Light, dark, or as the reader has it.
    pub theme: Theme,
    /// H3 cells, none finer than this.
    pub cells: Option<Resolution>,
    /// A way, drawn over the levels it leads through.
    pub route: Option<&'a Route>,
    /// Only this level.
    pub level: Option<i16>,
    /// All levels to the same scale and place, so that one can be laid over another; else each
    /// fills its sheet.
    pub is_aligned: bool,
}

/// The map of a level.
#[derive(Clone, Debug, PartialEq)]
pub struct Map {
    /// The level; none for a plan without levels.
    pub level: Option<i16>,
    /// What people call it.
    pub title: String,
    /// A name for its file, without an ending: `level-0`.
    pub file_stem: String,
    /// The drawing.
    pub svg: String,
    /// What is on it.
    pub counts: Counts,
}

/// What is on a map.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Places with a shape or a position.
    pub places: usize,
    /// Places whose names had room.
    pub names: usize,
    /// Doors, stairs and lifts.
    pub exits: usize,
    /// Devices.
    pub devices: usize,
    /// Cells, where they were asked for.
    pub cells: usize,
}

/// The maps of a plan, from the lowest level up.
#[must_use]
pub fn maps(plan: &Plan, options: &Options<'_>) -> Vec<Map> {
    let aligned = options.is_aligned.then(|| Canvas::of_plan(plan, None));
    let graph = Graph::of_plan(plan);
    let wanted = |level: &Option<i16>| options.level.is_none() || *level == options.level;
    levels(plan)
        .into_iter()
        .filter(wanted)
        .map(|level| match &aligned {
            Some(canvas) => sheet::draw(plan, &graph, canvas, level, options),
            None => sheet::draw(plan, &graph, &Canvas::of_plan(plan, level), level, options),
        })
        .collect()
}

/// The levels that have a map: those of its level places, else those of its places. A plan that
/// knows no levels has one map.
#[must_use]
pub fn levels(plan: &Plan) -> Vec<Option<i16>> {
    let of = |is_wanted: &dyn Fn(PlaceClass) -> bool| -> BTreeSet<i16> {
        let things = plan.things().filter(|thing| is_wanted(thing.class()));
        let levels = things.filter_map(|thing| thing.levels());
        levels.flat_map(|levels: Levels| [levels.lowest(), levels.highest()]).collect()
    };
    let mut found = of(&|class| class == PlaceClass::Level);
    if found.is_empty() {
        found = of(&|class| !matches!(class, PlaceClass::Site | PlaceClass::Building));
    }
    if found.is_empty() {
        return vec![None];
    }
    found.into_iter().take(LEVELS_MAX).map(Some).collect()
}

/// What people call a level.
fn level_title(plan: &Plan, level: Option<i16>) -> String {
    let Some(number) = level else { return "Map".to_owned() };
    let own = plan.things().find(|thing| {
        thing.class() == PlaceClass::Level && thing.levels() == Some(Levels::single(number))
    });
    plan.level_label(number)
        .or_else(|| own.map(|thing| thing.words()))
        .map_or_else(|| format!("Level {number}"), str::to_owned)
}
