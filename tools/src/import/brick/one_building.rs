//! Of a model of several buildings only one.

use std::collections::{HashMap, HashSet};

use libsns::record::PlaceClass;

use crate::survey::{Survey, SurveyPlace};

/// Leaves out all that is not in the building with this name, identity or end of an IRI.
///
/// # Errors
/// When there is none.
pub(super) fn keep(wanted: &str, survey: &mut Survey) -> Result<(), String> {
    let is_wanted = |place: &&SurveyPlace| {
        let iri = place.spot.as_str();
        place.class == PlaceClass::Building
            && (place.source == wanted
                || iri == wanted
                || iri.rsplit(['#', '/', ':']).next() == Some(wanted)
                || place.names.iter().any(|name| name.eq_ignore_ascii_case(wanted)))
    };
    let Some(building) = survey.places.iter().find(is_wanted).map(|place| place.source.clone())
    else {
        return Err(format!("has no building {wanted:?}; expected its name or IRI"));
    };
    let inside = all_inside(&building, survey);
    let before = (survey.places.len(), survey.devices.len());
    survey.places.retain(|place| inside.contains(&place.source));
    survey
        .devices
        .retain(|device| device.inside.as_ref().is_some_and(|place| inside.contains(place)));
    if let Some(top) = survey.places.iter_mut().find(|place| place.source == building) {
        survey.title = top.names.first().cloned().unwrap_or_default();
        top.inside = None;
    }
    let places = before.0 - survey.places.len();
    let devices = before.1 - survey.devices.len();
    let text = format!("are not in {wanted:?}");
    survey.leave_out(format!("{places} places and {devices} devices"), text);
    Ok(())
}

/// The identities of a place and of all in it, however deep.
fn all_inside(building: &str, survey: &Survey) -> HashSet<String> {
    let mut below: HashMap<&str, Vec<&str>> = HashMap::new();
    for place in &survey.places {
        if let Some(around) = &place.inside {
            below.entry(around).or_default().push(&place.source);
        }
    }
    let mut inside = HashSet::new();
    let mut pending = vec![building];
    while let Some(place) = pending.pop() {
        if inside.insert(place.to_owned()) {
            pending.extend(below.get(place).into_iter().flatten());
        }
    }
    inside
}
