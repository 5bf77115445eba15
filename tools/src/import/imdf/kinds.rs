//! Categories to classes and kinds (IMDF 1.0.0, Categories).

use libsns::limits::KIND_OCTETS_MAX;
use libsns::record::PlaceClass;

/// What a unit is: its class and the finer word, empty where the class says it all; none for what is
/// in the way and no place.
pub(super) fn of_unit(category: &str) -> Option<(PlaceClass, String)> {
    use PlaceClass::{Area, Corridor, Lift, Room, Stair};
    let (head, _) = category.split_once('.').unwrap_or((category, ""));
    let (class, kind) = match head {
        "brick" | "column" | "concrete" | "drywall" | "glass" | "opentobelow" | "structure"
        | "wood" => return None,
        "walkway" => (Corridor, ""),
        "movingwalkway" => (Corridor, "moving-walkway"),
        "footbridge" | "lobby" => (Corridor, head),
        "stairs" | "steps" => (Stair, ""),
        "escalator" | "ramp" => (Stair, head),
        "elevator" => (Lift, ""),
        "unenclosedarea" | "unspecified" => (Area, ""),
        "fieldofplay" => (Area, "field-of-play"),
        "parking" | "platform" | "road" | "terrace" | "vegetation" => (Area, head),
        "smokingarea" => (Area, "smoking-area"),
        "" | "room" => (Room, ""),
        "nonpublic" => (Room, "non-public"),
        "conferenceroom" => (Room, "conference-room"),
        "firstaid" => (Room, "first-aid"),
        "fitnessroom" => (Room, "fitness-room"),
        "foodservice" => (Room, "food-service"),
        "huddleroom" => (Room, "huddle-room"),
        "mothersroom" => (Room, "mothers-room"),
        "movietheater" => (Room, "movie-theater"),
        "phoneroom" => (Room, "phone-room"),
        "privatelounge" => (Room, "private-lounge"),
        "serverroom" => (Room, "server-room"),
        "waitingroom" => (Room, "waiting-room"),
        _ => (Room, head),
    };
    Some((class, word(kind)))
}

/// True of categories that say no more than that it is a room.
pub(super) fn is_plain(kind: &str) -> bool {
    ["", "room", "retail"].contains(&kind)
}

/// A category as a kind: its first part, so that `restroom.male` is found as a restroom.
pub(super) fn word(category: &str) -> String {
    let head = category.split('.').next().unwrap_or_default();
    let mut word = String::new();
    for c in head.chars().flat_map(char::to_lowercase).take(KIND_OCTETS_MAX) {
        match c {
            'a'..='z' | '0'..='9' => word.push(c),
            _ if word.ends_with('-') || word.is_empty() => {}
            _ => word.push('-'),
        }
    }
    word.truncate(word.trim_end_matches('-').len());
    word
}

/// Amenities that are machines somebody might want to reach, with their kinds.
const MACHINES: [(&str, &str); 20] = [
    ("atm", "atm"),
    ("changemachine", "change-machine"),
    ("checkin.selfservice", "check-in-terminal"),
    ("coinlocker", "locker"),
    ("copymachine", "copier"),
    ("defibrillator", "defibrillator"),
    ("drinkingfountain", "drinking-fountain"),
    ("faregate", "fare-gate"),
    ("firealarmpullstation", "fire-alarm"),
    ("fireextinguisher", "fire-extinguisher"),
    ("handsanitizerstation", "hand-sanitizer"),
    ("information.mufid", "display"),
    ("mailbox", "mailbox"),
    ("payphone", "telephone"),
    ("phone", "telephone"),
    ("photobooth", "photo-booth"),
    ("powerchargingstation", "charging-station"),
    ("strollerrental", "stroller-rental"),
    ("ticketing.selfservice", "ticket-machine"),
    ("vendingmachine", "vending-machine"),
];

/// The kind of device that an amenity is; none of those that are no machine.
pub(super) fn of_amenity(category: &str) -> Option<&'static str> {
    let is_it = |name: &str| {
        category.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    MACHINES.iter().find(|(name, _)| is_it(name)).map(|(_, kind)| *kind)
}

/// The kind of exit that a relationship between levels is.
pub(super) fn of_relationship(category: &str) -> &'static str {
    match category {
        "stairs" | "steps" => "stair",
        "elevator" => "lift",
        "escalator" => "escalator",
        "ramp" => "ramp",
        "movingwalkway" => "moving-walkway",
        _ => "opening",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_have_a_class_and_a_kind() {
        let of = |category| of_unit(category).map(|(class, kind)| (class.word(), kind));
        for (category, class, kind) in [
            ("room", "room", ""),
            ("restroom.male", "room", "restroom"),
            ("walkway.island", "corridor", ""),
            ("escalator", "stair", "escalator"),
            ("elevator", "lift", ""),
            ("conferenceroom", "room", "conference-room"),
            ("Some_New.Thing", "room", "some-new"),
        ] {
            assert_eq!(of(category), Some((class, kind.to_owned())), "{category}");
        }
        assert_eq!(of("opentobelow"), None);
    }

    #[test]
    fn amenities_are_machines_or_not() {
        assert_eq!(of_amenity("atm"), Some("atm"));
        assert_eq!(of_amenity("information.mufid.arrivals"), Some("display"));
        assert_eq!(of_amenity("atmosphere"), None);
        assert_eq!(of_amenity("restroom.male"), None);
    }
}
