//! What devices and areas are, from their entities and icons.

use super::registry::{Area, Entity};

/// The domains of entities, the one that says most about a device first
/// (<https://www.home-assistant.io/integrations/#all>).
const DOMAINS: &[&str] = &[
    "climate",
    "water_heater",
    "humidifier",
    "media_player",
    "camera",
    "lock",
    "alarm_control_panel",
    "vacuum",
    "lawn_mower",
    "cover",
    "valve",
    "fan",
    "light",
    "siren",
    "remote",
    "switch",
    "binary_sensor",
    "sensor",
    "event",
    "button",
    "device_tracker",
    "number",
    "select",
    "text",
    "update",
];

/// Classes of sensors that say most about a device, the first first: what measures temperature and
/// its own battery is no battery.
const CLASSES: &[&str] = &[
    "motion",
    "occupancy",
    "presence",
    "smoke",
    "gas",
    "carbon_monoxide",
    "moisture",
    "door",
    "window",
    "garage_door",
    "opening",
    "vibration",
    "sound",
    "carbon_dioxide",
    "pm25",
    "temperature",
    "humidity",
    "illuminance",
    "pressure",
    "power",
    "energy",
    "voltage",
    "current",
    "battery",
    "signal_strength",
    "timestamp",
];

/// Domains whose word is not what people call the thing.
const DOMAIN_KINDS: &[(&str, &str)] = &[
    ("climate", "thermostat"),
    ("media_player", "media-player"),
    ("water_heater", "water-heater"),
    ("alarm_control_panel", "alarm-panel"),
    ("lawn_mower", "lawn-mower"),
    ("device_tracker", "tracker"),
    ("event", "button"),
    ("number", "device"),
    ("select", "device"),
    ("text", "device"),
    ("update", "device"),
];

/// Classes whose word makes a kind of its own.
const CLASS_KINDS: &[(&str, &str)] = &[
    ("tv", "display"),
    ("speaker", "speaker"),
    ("receiver", "receiver"),
    ("outlet", "outlet"),
    ("blind", "blind"),
    ("shade", "blind"),
    ("shutter", "shutter"),
    ("curtain", "curtain"),
    ("awning", "awning"),
    ("garage", "garage-door"),
    ("gate", "gate"),
    ("doorbell", "doorbell"),
    ("carbon_dioxide", "co2-sensor"),
];

/// Beginnings and wholes of icons and names of areas that are outside.
const OUTSIDE: &[&str] =
    &["garden", "terrace", "balcony", "patio", "yard", "pool", "driveway", "outdoor"];

/// Icons (<https://pictogrammers.com/library/mdi/>) that say what a room is for.
const ICONS: &[(&str, &str)] = &[
    ("sofa", "living-room"),
    ("television", "living-room"),
    ("bed", "bedroom"),
    ("shower", "bathroom"),
    ("bathtub", "bathroom"),
    ("toilet", "toilet"),
    ("pot-steam", "kitchen"),
    ("fridge", "kitchen"),
    ("silverware", "dining-room"),
    ("garage", "garage"),
    ("desk", "office"),
    ("washing-machine", "laundry"),
    ("stairs", "stairs"),
    ("tree", "garden"),
    ("flower", "garden"),
];

/// The entity that says best what a device is, if one is enabled.
pub(super) fn main_entity<'r>(entities: &[&'r Entity]) -> Option<&'r Entity> {
    let fit = entities.iter().filter(|entity| !entity.is_disabled);
    fit.min_by_key(|entity| {
        let domain = rank(DOMAINS, domain(entity));
        let class = rank(CLASSES, entity.class.as_deref().unwrap_or_default());
        (entity.is_secondary, domain, class, entity.id.as_str())
    })
    .copied()
}

fn rank(words: &[&str], word: &str) -> usize {
    words.iter().position(|known| *known == word).unwrap_or(words.len())
}

fn domain(entity: &Entity) -> &str {
    entity.id.split('.').next().unwrap_or_default()
}

/// What a device is by its main entity: `light`, `motion-sensor`, `display`.
pub(super) fn of_entity(main: &Entity, all: &[&Entity]) -> String {
    let class = main.class.as_deref().unwrap_or_default();
    let lookup = |table: &[(&str, &'static str)], word: &str| {
        table.iter().find(|(known, _)| *known == word).map(|(_, kind)| *kind)
    };
    if let Some(kind) = lookup(CLASS_KINDS, class) {
        return kind.into();
    }
    let domain = domain(main);
    // A plug that measures what it switches is an outlet.
    let measures = |entity: &&Entity| matches!(entity.class.as_deref(), Some("power" | "energy"));
    if domain == "switch" && all.iter().any(measures) {
        return "outlet".into();
    }
    if matches!(domain, "sensor" | "binary_sensor") {
        return if class.is_empty() { "sensor".into() } else { fit(&format!("{class}-sensor")) };
    }
    lookup(DOMAIN_KINDS, domain).map(str::to_owned).unwrap_or_else(|| fit(domain))
}

/// What an area is by its icon; nothing where that says nothing.
pub(super) fn of_area(area: &Area) -> String {
    let icon = area.icon.as_deref().and_then(|icon| icon.strip_prefix("mdi:")).unwrap_or_default();
    let known = ICONS.iter().find(|(start, _)| icon.starts_with(start));
    known.map(|(_, kind)| (*kind).to_owned()).unwrap_or_default()
}

/// Whether an area is under the sky.
pub(super) fn is_outside(area: &Area) -> bool {
    let words = format!("{} {}", area.id, of_area(area)).to_lowercase();
    words.split(|c: char| !c.is_alphanumeric()).any(|word| OUTSIDE.contains(&word))
}

/// A word as a kind: small letters, digits and hyphens.
fn fit(word: &str) -> String {
    let letters =
        word.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' });
    let kind: String = letters.take(libsns::limits::KIND_OCTETS_MAX).collect();
    match kind.trim_matches('-') {
        "" => "device".into(),
        kind => kind.into(),
    }
}
