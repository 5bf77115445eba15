//! The rooms of a plan that is there, for devices that are laid on them by name.

use libsns::plan;
use libsns::record::PlaceClass;

use super::model::{BY_HAND, shown_label};
use super::{Before, PlannerError};

/// A place of a plan that may hold devices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanRoom {
    /// What a device in it shall say that it is inside of.
    pub source: String,
    /// Its words, and its label.
    pub names: Vec<String>,
    /// Its level, where it has one only.
    pub level: Option<i16>,
    /// What sort of place it is.
    pub class: PlaceClass,
}

/// The places of a plan, all but the site.
///
/// # Errors
/// When the plan has faults.
pub fn rooms(before: &Before) -> Result<Vec<PlanRoom>, PlannerError> {
    let plan = plan::read(&before.files).map_err(PlannerError::Before)?;
    let places = plan.things().skip(1).filter(|thing| thing.class() != PlaceClass::Device);
    let room = |thing: plan::PlanThing<'_>| {
        let (mut at, mut path) = (thing.index(), Vec::new());
        while at != 0 {
            path.push(shown_label(plan.thing(at).label()));
            at = plan.thing(at).parent();
        }
        let by_hand = || format!("{BY_HAND}{}", path.join("."));
        PlanRoom {
            source: thing.source().map_or_else(by_hand, str::to_owned),
            names: vec![thing.words().to_owned(), shown_label(thing.label())],
            level: super::hierarchy::single(thing.levels()),
            class: thing.class(),
        }
    };
    Ok(places.map(room).collect())
}
