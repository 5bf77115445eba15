//! Machines at a point as devices, and shops at a point as names of the rooms they are in.

use std::collections::{BTreeMap, HashMap};

use libsns::record::PlaceClass;

use super::super::tally::Tally;
use super::around::Around;
use super::buildings::Chosen;
use super::element::Tags;
use super::exits::only_level;
use super::gather::Feature;
use super::ground;
use super::kinds;
use super::role::{Role, THING_KEYS};
use crate::survey::{Survey, SurveyDevice};

/// What is a machine that somebody might want to reach, by key and value; all else at a point is a
/// business, furniture or a fitting.
const DEVICES: [(&str, &[&str]); 4] = [
    (
        "amenity",
        &[
            "atm",
            "bicycle_repair_station",
            "charging_station",
            "clock",
            "device_charging_station",
            "locker",
            "parcel_locker",
            "payment_terminal",
            "photo_booth",
            "photocopier",
            "printer",
            "telephone",
            "ticket_validator",
            "vending_machine",
        ],
    ),
    (
        "emergency",
        &["defibrillator", "fire_alarm_box", "phone", "first_aid_kit", "fire_extinguisher"],
    ),
    ("man_made", &["surveillance", "monitoring_station"]),
    ("information", &["terminal", "board", "audioguide"]),
];

/// Writes the devices of all buildings, and gives rooms the names of what stands in them.
pub(super) fn survey(
    chosen: &Chosen,
    around: &Around<'_, '_>,
    survey: &mut Survey,
    tally: &mut Tally,
) {
    let mut things: BTreeMap<String, Vec<&Feature>> = BTreeMap::new();
    for (feature, building) in &chosen.loose {
        if feature.role != Role::Thing {
            continue;
        }
        let level = only_level(&feature.tags);
        let point = feature.ground.inner_point().unwrap_or_default();
        let place = around.holding(point, level).into_iter().next();
        match (device_kind(&feature.tags), place) {
            (Some(kind), place) => {
                let building = chosen.buildings.get(*building).map(|own| &own.source);
                let inside = place.map(|place| &place.source).or(building);
                survey.devices.push(device(feature, kind, inside.cloned()));
            }
            (None, Some(room)) if room.class != PlaceClass::Level => {
                things.entry(room.source.clone()).or_default().push(feature);
            }
            (None, _) => leave_out(feature, tally),
        }
    }
    name_rooms(things, survey, tally);
}

fn device_kind(tags: &Tags) -> Option<String> {
    let matching = DEVICES.iter().find(|(key, values)| tags.is(key, values));
    matching.and_then(|(key, _)| tags.get(key)).map(kinds::word)
}

fn device(feature: &Feature, kind: String, inside: Option<String>) -> SurveyDevice {
    let told = ["operator", "brand", "vending", "opening_hours", "payment:contactless"];
    let text = |key: &&str| feature.tags.get(key).map(|value| format!("{key}={value}"));
    SurveyDevice {
        source: feature.source.clone(),
        inside,
        names: kinds::names(&feature.tags),
        kind,
        position: feature.ground.inner_point().map(ground::degrees),
        above_floor: None,
        bearers: Vec::new(),
        text: told.iter().filter_map(text).filter(|text| text.len() <= 255).collect(),
        spot: feature.spot.clone(),
    }
}

/// A room without a name or number, in which one named thing stands, is called by that.
fn name_rooms(things: BTreeMap<String, Vec<&Feature>>, survey: &mut Survey, tally: &mut Tally) {
    let rooms: HashMap<String, usize> =
        survey.places.iter().map(|place| place.source.clone()).zip(0..).collect();
    for (room, things) in things {
        let place = rooms.get(&room).and_then(|number| survey.places.get_mut(*number));
        let named: Vec<_> =
            things.iter().filter(|thing| !kinds::names(&thing.tags).is_empty()).collect();
        match (place, named.as_slice()) {
            (Some(place), [only]) if place.names.is_empty() => {
                place.names = kinds::names(&only.tags);
                if place.kind.is_empty() {
                    place.kind = kinds::kind(&only.tags);
                }
                tally.guess(&place.spot, "it has no name; that of the only thing in it is taken");
                let others = things.iter().filter(|thing| thing.source != only.source);
                others.for_each(|thing| leave_out(thing, tally));
            }
            _ => things.iter().for_each(|thing| leave_out(thing, tally)),
        }
    }
}

fn leave_out(feature: &Feature, tally: &mut Tally) {
    let key = THING_KEYS.iter().find(|key| feature.tags.has(key)).unwrap_or(&"thing");
    tally.leave_out(&feature.spot, format!("{key} at a point, neither a device nor a room"));
}
