//! What things are, from the names of their classes.
//!
//! Brick names its classes so that the last words say the broader class (`Zone_Air_Temperature_Sensor`
//! is a sensor), so tables of endings stand for the ontology (<https://brickschema.org/ontology/>).

use libsns::record::PlaceClass;

use super::graph::{Graph, Relation};
use super::words::kind_of_class;

/// What a thing of a known class is to us.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// A place of this class.
    Place(PlaceClass),
    /// A zone: rooms that something serves together. It may be one room only.
    Zone,
    /// A thing that stands somewhere.
    Equipment,
    /// A point that measures: a thing on a wall or in a duct.
    Sensor,
    /// A point that is said, set or read: a setpoint, a command, an alarm.
    Value,
    /// None of these.
    Neither,
}

/// Whole kinds of places that do not end like others.
const PLACES: &[(&str, PlaceClass)] = &[
    ("site", PlaceClass::Site),
    ("campus", PlaceClass::Site),
    ("region", PlaceClass::Site),
    ("premises", PlaceClass::Site),
    ("floor", PlaceClass::Level),
    ("level", PlaceClass::Level),
    ("storey", PlaceClass::Level),
    ("basement", PlaceClass::Level),
    ("rooftop", PlaceClass::Level),
    ("roof-level", PlaceClass::Level),
    ("basement-level", PlaceClass::Level),
    ("mezzanine-level", PlaceClass::Level),
    ("multi-level", PlaceClass::Area),
    ("sub-building", PlaceClass::Building),
    ("virtual-building", PlaceClass::Building),
    ("parking-structure", PlaceClass::Building),
    ("wing", PlaceClass::Area),
    ("outside", PlaceClass::Area),
    ("location", PlaceClass::Area),
    ("architecture", PlaceClass::Area),
    ("tenant-unit", PlaceClass::Area),
    ("staircase", PlaceClass::Stair),
    ("stairwell", PlaceClass::Stair),
    ("elevator-space", PlaceClass::Lift),
    ("elevator-shaft", PlaceClass::Lift),
    ("elevator-room", PlaceClass::Room),
    ("hallway", PlaceClass::Corridor),
    ("corridor", PlaceClass::Corridor),
    ("lobby", PlaceClass::Corridor),
    ("atrium", PlaceClass::Room),
    ("auditorium", PlaceClass::Room),
    ("cafeteria", PlaceClass::Room),
    ("canteen", PlaceClass::Room),
    ("cubicle", PlaceClass::Area),
    ("workstation", PlaceClass::Area),
    ("desk", PlaceClass::Area),
    ("garage", PlaceClass::Room),
    ("kitchenette", PlaceClass::Room),
    ("laboratory", PlaceClass::Room),
    ("library", PlaceClass::Room),
    ("lounge", PlaceClass::Room),
    ("studio", PlaceClass::Room),
    ("theater", PlaceClass::Room),
    ("restroom", PlaceClass::Room),
    ("bathroom", PlaceClass::Room),
    ("classroom", PlaceClass::Room),
    ("bedroom", PlaceClass::Room),
    ("kitchen", PlaceClass::Room),
    ("reception", PlaceClass::Room),
    ("gymnasium", PlaceClass::Room),
    ("entrance", PlaceClass::Area),
    ("storage", PlaceClass::Room),
    ("parking", PlaceClass::Area),
];

/// Endings of kinds of places.
const PLACE_ENDINGS: &[(&str, PlaceClass)] = &[
    ("building", PlaceClass::Building),
    ("room", PlaceClass::Room),
    ("office", PlaceClass::Room),
    ("hall", PlaceClass::Room),
    ("lobby", PlaceClass::Corridor),
    ("space", PlaceClass::Room),
    ("closet", PlaceClass::Room),
    ("area", PlaceClass::Area),
    ("shaft", PlaceClass::Area),
    ("level", PlaceClass::Level),
];

/// Endings of points that measure; those without `sensor` are of Brick 1.0.
const SENSOR_ENDINGS: &[&str] =
    &["sensor", "demand", "temperature", "humidity", "pressure", "flow", "occupancy"];

/// Endings of points that are said, set or read.
const VALUE_ENDINGS: &[&str] = &[
    "setpoint",
    "command",
    "status",
    "alarm",
    "parameter",
    "limit",
    "point",
    "time",
    "schedule",
    "offset",
    "deadband",
    "enable",
    "mode",
    "event",
    "signal",
];

/// Endings of what stands nowhere: systems, groups, substances, people, documents.
const NEITHER_ENDINGS: &[&str] = &[
    "system",
    "loop",
    "collection",
    "portfolio",
    "group",
    "class",
    "substance",
    "fluid",
    "tag",
    "agent",
    "person",
    "organization",
    "company",
    "department",
    "lease",
    "document",
    "quantity",
    "array-of-strings",
    "network",
    "entity",
    "address",
    "geometry",
    "tenant",
];

/// The words by which things are looked for, by how their classes end. What is not here keeps its
/// own words.
const KINDS: &[(&str, &str)] = &[
    ("temperature-sensor", "temperature-sensor"),
    ("temperature", "temperature-sensor"),
    ("humidity-sensor", "humidity-sensor"),
    ("co2-sensor", "co2-sensor"),
    ("co2-level-sensor", "co2-sensor"),
    ("occupancy-sensor", "occupancy-sensor"),
    ("occupancy-count-sensor", "occupancy-sensor"),
    ("motion-sensor", "motion-sensor"),
    ("pressure-sensor", "pressure-sensor"),
    ("air-flow-sensor", "air-flow-sensor"),
    ("water-flow-sensor", "water-flow-sensor"),
    ("illuminance-sensor", "illuminance-sensor"),
    ("luminance-sensor", "illuminance-sensor"),
    ("position-sensor", "position-sensor"),
    ("energy-sensor", "energy-sensor"),
    ("power-sensor", "power-sensor"),
    ("electrical-meter", "electrical-meter"),
    ("water-meter", "water-meter"),
    ("gas-meter", "gas-meter"),
    ("luminaire", "light"),
    ("lighting", "light"),
    ("lamp", "light"),
    ("light", "light"),
    ("vav", "vav"),
    ("variable-air-volume-box", "vav"),
    ("variable-air-volume-box-with-reheat", "vav"),
    ("ahu", "ahu"),
    ("air-handler-unit", "ahu"),
    ("air-handling-unit", "ahu"),
    ("fan", "fan"),
    ("pump", "pump"),
    ("chiller", "chiller"),
    ("boiler", "boiler"),
    ("thermostat", "thermostat"),
    ("camera", "camera"),
    ("bacnet-device", "controller"),
    ("b-a-cnet-device", "controller"),
];

/// What each node of a model is; none for what has no class we know.
pub(super) fn roles(graph: &Graph) -> Vec<Option<Role>> {
    graph
        .nodes()
        .map(|node| {
            let role = role_of_kind(&kind_of_class(graph.class_name(node)?));
            // A class that we do not know is told by what the model does with its things.
            let is_point = graph.to(node, Relation::Point).next().is_some();
            let is_held = role == Role::Equipment && is_point;
            Some(if is_held { Role::Value } else { role })
        })
        .collect()
}

fn role_of_kind(kind: &str) -> Role {
    if let Some((_, class)) = PLACES.iter().find(|(place, _)| *place == kind) {
        return Role::Place(*class);
    }
    if ends_in_any(kind, VALUE_ENDINGS) {
        return Role::Value;
    }
    if ends_in_any(kind, SENSOR_ENDINGS) {
        return Role::Sensor;
    }
    if ends_in(kind, "zone") {
        return Role::Zone;
    }
    if let Some((_, class)) = PLACE_ENDINGS.iter().find(|(ending, _)| ends_in(kind, ending)) {
        return Role::Place(*class);
    }
    if ends_in_any(kind, NEITHER_ENDINGS) { Role::Neither } else { Role::Equipment }
}

/// The word by which a device of this class is looked for.
pub(super) fn device_kind(class: &str) -> String {
    let own = kind_of_class(class);
    let found = KINDS.iter().filter(|(ending, _)| ends_in(&own, ending));
    let longest = found.max_by_key(|(ending, _)| ending.len());
    longest.map(|(_, kind)| (*kind).to_owned()).unwrap_or(own)
}

fn ends_in_any(kind: &str, endings: &[&str]) -> bool {
    endings.iter().any(|ending| ends_in(kind, ending))
}

/// Whether the last whole words are these.
fn ends_in(kind: &str, ending: &str) -> bool {
    kind.strip_suffix(ending).is_some_and(|rest| rest.is_empty() || rest.ends_with('-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_words_of_a_class_say_what_it_is() {
        let table = [
            ("Building", Role::Place(PlaceClass::Building)),
            ("Floor", Role::Place(PlaceClass::Level)),
            ("Conference_Room", Role::Place(PlaceClass::Room)),
            ("Enclosed_Office", Role::Place(PlaceClass::Room)),
            ("HVAC_Zone", Role::Zone),
            ("VAV", Role::Equipment),
            ("Chilled_Water_Pump", Role::Equipment),
            ("Zone_Air_Temperature_Sensor", Role::Sensor),
            ("Zone_Air_Temperature_Setpoint", Role::Value),
            ("Start_Stop_Status", Role::Value),
            ("Occupancy_Command", Role::Value),
            ("Outside_Air_Temperature", Role::Sensor),
            ("Chilled_Water_System", Role::Neither),
            ("Electrical_Meter", Role::Equipment),
        ];
        for (class, role) in table {
            assert_eq!(role_of_kind(&kind_of_class(class)), role, "{class}");
        }
    }

    #[test]
    fn kinds_are_the_words_people_look_for() {
        let table = [
            ("Zone_Air_Temperature_Sensor", "temperature-sensor"),
            ("Supply_Air_Flow_Sensor", "air-flow-sensor"),
            ("Variable_Air_Volume_Box_With_Reheat", "vav"),
            ("Air_Handler_Unit", "ahu"),
            ("BACnetDevice", "controller"),
            ("Heat_Exchanger", "heat-exchanger"),
        ];
        for (class, kind) in table {
            assert_eq!(device_kind(class), kind, "{class}");
        }
    }
}
