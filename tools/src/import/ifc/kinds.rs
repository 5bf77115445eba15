//! Kinds: what rooms are by the words of their names, and what devices are by their types.

use libsns::record::PlaceClass;

use super::names;

/// Words of names of rooms, as whole words or as ends of words: their class and kind.
const ROOMS: [(&[&str], PlaceClass, &str); 12] = [
    (
        &[
            "stair",
            "stairs",
            "staircase",
            "stairway",
            "stairwell",
            "treppe",
            "treppenhaus",
            "escalier",
            "trappe",
            "trappenhuis",
            "scala",
            "escalera",
            "trapphus",
        ],
        PlaceClass::Stair,
        "stair",
    ),
    (
        &[
            "lift",
            "elevator",
            "aufzug",
            "fahrstuhl",
            "ascenseur",
            "ascensore",
            "ascensor",
            "hiss",
            "heis",
        ],
        PlaceClass::Lift,
        "lift",
    ),
    (
        &[
            "corridor",
            "hallway",
            "passage",
            "circulation",
            "flur",
            "korridor",
            "gang",
            "couloir",
            "corridoio",
            "pasillo",
            "korridoren",
        ],
        PlaceClass::Corridor,
        "corridor",
    ),
    (
        &["lobby", "foyer", "vestibule", "atrium", "eingangshalle", "empfang", "reception"],
        PlaceClass::Corridor,
        "lobby",
    ),
    (
        &[
            "wc",
            "toilet",
            "toilets",
            "restroom",
            "restrooms",
            "washroom",
            "lavatory",
            "toilette",
            "toiletten",
            "sanitär",
        ],
        PlaceClass::Room,
        "toilet",
    ),
    (
        &["bathroom", "bath", "bad", "badezimmer", "badkamer", "shower", "dusche"],
        PlaceClass::Room,
        "bathroom",
    ),
    (
        &["kitchen", "kitchenette", "küche", "teeküche", "cuisine", "keuken", "cucina", "cocina"],
        PlaceClass::Room,
        "kitchen",
    ),
    (&["bedroom", "schlafzimmer", "chambre", "slaapkamer"], PlaceClass::Room, "bedroom"),
    (
        &["meeting", "conference", "besprechung", "besprechungsraum", "konferenz", "réunion"],
        PlaceClass::Room,
        "meeting-room",
    ),
    (
        &["office", "büro", "bureau", "kantoor", "ufficio", "oficina", "kontor"],
        PlaceClass::Room,
        "office",
    ),
    (
        &["storage", "store", "lager", "abstellraum", "stockage", "berging"],
        PlaceClass::Room,
        "storage",
    ),
    (&["parking", "garage", "carport", "parkplatz", "stellplatz"], PlaceClass::Area, "parking"),
];

/// Predefined types of spaces (`IfcSpaceTypeEnum`) that say more than that it is one.
const SPACES: [(&str, PlaceClass, &str); 4] = [
    ("PARKING", PlaceClass::Area, "parking"),
    ("GFA", PlaceClass::Area, "gross-floor-area"),
    ("EXTERNAL", PlaceClass::Area, "outdoor-area"),
    ("BERTH", PlaceClass::Area, "berth"),
];

/// What a room is.
pub(super) struct RoomKind {
    pub(super) class: PlaceClass,
    /// Empty for the class's own word.
    pub(super) kind: String,
    /// True where that was taken from words of its name.
    pub(super) is_guessed: bool,
}

/// What a space is, by its predefined type or by the words that it is called by.
pub(super) fn of_room(word: Option<&str>, names: &[String], object_type: Option<&str>) -> RoomKind {
    if let Some((_, class, kind)) = SPACES.iter().find(|(given, ..)| Some(*given) == word) {
        return RoomKind { class: *class, kind: (*kind).to_owned(), is_guessed: false };
    }
    let texts = names.iter().map(String::as_str).chain(object_type);
    let found = texts.filter_map(|text| {
        let text = text.to_lowercase();
        let words: Vec<_> = text.split(|c: char| !c.is_alphanumeric()).collect();
        ROOMS.iter().find(|(known, ..)| known.iter().any(|known| words.contains(known)))
    });
    match found.into_iter().next() {
        Some((_, class, kind)) => {
            RoomKind { class: *class, kind: (*kind).to_owned(), is_guessed: true }
        }
        None => RoomKind { class: PlaceClass::Room, kind: String::new(), is_guessed: false },
    }
}

/// Kinds of instances that are devices, their types' kinds in IFC 2x3, and what they are here unless a
/// predefined type says more.
const DEVICES: [(&str, &str); 39] = [
    ("IFCACTUATOR", "actuator"),
    ("IFCAIRTERMINAL", "air-terminal"),
    ("IFCAIRTERMINALBOX", "air-terminal-box"),
    ("IFCALARM", "alarm"),
    ("IFCAUDIOVISUALAPPLIANCE", "audiovisual-appliance"),
    ("IFCBOILER", "boiler"),
    ("IFCBURNER", "burner"),
    ("IFCCHILLER", "chiller"),
    ("IFCCOMMUNICATIONSAPPLIANCE", "communications-appliance"),
    ("IFCCONTROLLER", "controller"),
    ("IFCDAMPER", "damper"),
    ("IFCELECTRICAPPLIANCE", "electric-appliance"),
    ("IFCELECTRICDISTRIBUTIONBOARD", "distribution-board"),
    ("IFCELECTRICDISTRIBUTIONPOINT", "distribution-board"),
    ("IFCELECTRICFLOWSTORAGEDEVICE", "battery"),
    ("IFCELECTRICGENERATOR", "generator"),
    ("IFCELECTRICHEATER", "heater"),
    ("IFCELECTRICMOTOR", "motor"),
    ("IFCELECTRICTIMECONTROL", "timer"),
    ("IFCFAN", "fan"),
    ("IFCFIRESUPPRESSIONTERMINAL", "fire-suppression"),
    ("IFCFLOWINSTRUMENT", "meter"),
    ("IFCFLOWMETER", "meter"),
    ("IFCHUMIDIFIER", "humidifier"),
    ("IFCLAMP", "light"),
    ("IFCLIGHTFIXTURE", "light"),
    ("IFCMEDICALDEVICE", "medical-device"),
    ("IFCMOBILETELECOMMUNICATIONSAPPLIANCE", "communications-appliance"),
    ("IFCOUTLET", "outlet"),
    ("IFCPROTECTIVEDEVICE", "protective-device"),
    ("IFCPUMP", "pump"),
    ("IFCSENSOR", "sensor"),
    ("IFCSIGNAL", "signal"),
    ("IFCSOLARDEVICE", "solar-panel"),
    ("IFCSPACEHEATER", "heater"),
    ("IFCSWITCHINGDEVICE", "switch"),
    ("IFCUNITARYCONTROLELEMENT", "control"),
    ("IFCUNITARYEQUIPMENT", "air-handler"),
    ("IFCVALVE", "valve"),
];

/// Instances that say by their type only what they are (IFC 2x3, or tools that know no better).
const GENERAL: [(&str, &str); 11] = [
    ("IFCFLOWTERMINAL", "terminal"),
    ("IFCDISTRIBUTIONCONTROLELEMENT", "control"),
    ("IFCENERGYCONVERSIONDEVICE", "equipment"),
    ("IFCFLOWCONTROLLER", "flow-controller"),
    ("IFCFLOWMOVINGDEVICE", "flow-mover"),
    ("IFCFLOWSTORAGEDEVICE", "storage-device"),
    ("IFCFLOWTREATMENTDEVICE", "treatment-device"),
    ("IFCDISTRIBUTIONELEMENT", "device"),
    ("IFCDISTRIBUTIONFLOWELEMENT", "device"),
    ("IFCELECTRICALELEMENT", "electrical-device"),
    ("IFCEQUIPMENTELEMENT", "equipment"),
];

/// Types of pipes' ends: plumbing that nobody asks for by name.
const PLUMBING: [&str; 5] = [
    "IFCSANITARYTERMINAL",
    "IFCWASTETERMINAL",
    "IFCSTACKTERMINAL",
    "IFCGASTERMINAL",
    "IFCINTERCEPTOR",
];

/// Words for predefined types, where the standard's own would not do.
const PREDEFINED: [(&str, &str); 52] = [
    ("CO2SENSOR", "co2-sensor"),
    ("COSENSOR", "co-sensor"),
    ("MOVEMENTSENSOR", "motion-sensor"),
    ("IONCONCENTRATIONSENSOR", "ion-sensor"),
    ("IDENTIFIERSENSOR", "reader"),
    ("FOREIGNOBJECTDETECTIONSENSOR", "object-sensor"),
    ("SNOWDEPTHSENSOR", "snow-sensor"),
    ("ELECTRICACTUATOR", "electric-actuator"),
    ("HANDOPERATEDACTUATOR", "hand-actuator"),
    ("HYDRAULICACTUATOR", "hydraulic-actuator"),
    ("PNEUMATICACTUATOR", "pneumatic-actuator"),
    ("THERMOSTATICACTUATOR", "thermostatic-actuator"),
    ("BREAKGLASSBUTTON", "call-point"),
    ("MANUALPULLBOX", "call-point"),
    ("SIREN", "siren"),
    ("WHISTLE", "siren"),
    ("BELL", "bell"),
    ("POWEROUTLET", "power-outlet"),
    ("DATAOUTLET", "data-outlet"),
    ("TELEPHONEOUTLET", "telephone-outlet"),
    ("AUDIOVISUALOUTLET", "audiovisual-outlet"),
    ("COMMUNICATIONSOUTLET", "data-outlet"),
    ("NETWORKAPPLIANCE", "network-appliance"),
    ("NETWORKBRIDGE", "network-bridge"),
    ("NETWORKHUB", "network-hub"),
    ("NETWORKSWITCH", "network-switch"),
    ("INTELLIGENTPERIPHERAL", "network-appliance"),
    ("AIRCONDITIONINGUNIT", "air-conditioner"),
    ("SPLITSYSTEM", "air-conditioner"),
    ("AIRHANDLER", "air-handler"),
    ("DEHUMIDIFIER", "dehumidifier"),
    ("ROOFTOPUNIT", "air-handler"),
    ("DIMMERSWITCH", "dimmer"),
    ("TOGGLESWITCH", "switch"),
    ("MOMENTARYSWITCH", "button"),
    ("SELECTORSWITCH", "switch"),
    ("SWITCHDISCONNECTOR", "switch"),
    ("EMERGENCYSTOP", "emergency-stop"),
    ("ELECTRICCOOKER", "cooker"),
    ("FREESTANDINGELECTRICHEATER", "heater"),
    ("FREESTANDINGFAN", "fan"),
    ("FREESTANDINGWATERHEATER", "water-heater"),
    ("FREESTANDINGWATERCOOLER", "water-cooler"),
    ("HANDDRYER", "hand-dryer"),
    ("FRIDGE_FREEZER", "fridge"),
    ("KITCHENMACHINE", "kitchen-machine"),
    ("TUMBLEDRYER", "dryer"),
    ("VENDINGMACHINE", "vending-machine"),
    ("WASHINGMACHINE", "washing-machine"),
    ("SPRINKLER", "sprinkler"),
    ("FIREHYDRANT", "hydrant"),
    ("HOSEREEL", "hose-reel"),
];

/// Kinds whose predefined types are words of their own: `SPEAKER`, `PRINTER`, `THERMOMETER`.
const SPEAKING: [&str; 8] = [
    "IFCAUDIOVISUALAPPLIANCE",
    "IFCCOMMUNICATIONSAPPLIANCE",
    "IFCMOBILETELECOMMUNICATIONSAPPLIANCE",
    "IFCELECTRICAPPLIANCE",
    "IFCFLOWINSTRUMENT",
    "IFCUNITARYCONTROLELEMENT",
    "IFCSPACEHEATER",
    "IFCSWITCHINGDEVICE",
];

/// The kinds of instances that may be devices.
pub(super) fn device_kinds() -> impl Iterator<Item = &'static str> {
    DEVICES.iter().chain(&GENERAL).map(|(kind, _)| *kind)
}

/// True for a kind of plumbing, be it of a thing or of its type.
pub(super) fn is_plumbing(kind: &str) -> bool {
    PLUMBING.contains(&kind.strip_suffix("TYPE").unwrap_or(kind))
}

/// What a device is: by its own kind (`IFCSENSOR`) or that of its type, by the predefined type of either,
/// and by the words for types that are defined by their user.
pub(super) fn of_device(kind: &str, type_kind: &str, words: [&str; 2], user: &str) -> String {
    let of_type = type_kind.strip_suffix("TYPE").unwrap_or(type_kind);
    let known = |kind: &str| DEVICES.iter().find(|(known, _)| *known == kind);
    let found = known(kind).or_else(|| known(of_type));
    let class = found.map_or(kind, |(class, _)| *class);
    let word = words.into_iter().find(|word| !matches!(*word, "" | "NOTDEFINED" | "USERDEFINED"));
    let predefined = word.and_then(|word| of_predefined(class, word));
    let by_user = || {
        Some(names::kind(user)).filter(|kind| !kind.is_empty() && words.contains(&"USERDEFINED"))
    };
    let general = || GENERAL.iter().find(|(known, _)| *known == kind).map(|(_, word)| *word);
    let own = || found.map(|(_, word)| *word).or_else(general).unwrap_or("device").to_owned();
    predefined.or_else(by_user).unwrap_or_else(own)
}

fn of_predefined(class: &str, word: &str) -> Option<String> {
    if let Some((_, kind)) = PREDEFINED.iter().find(|(known, _)| *known == word) {
        return Some((*kind).to_owned());
    }
    if let (true, Some(what)) = (class == "IFCSENSOR", word.strip_suffix("SENSOR")) {
        return Some(format!("{}-sensor", names::kind(what)));
    }
    SPEAKING.contains(&class).then(|| names::kind(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn devices_are_called_what_they_are() {
        for ((kind, type_kind, words, user), called) in [
            (("IFCSENSOR", "", ["TEMPERATURESENSOR", ""], ""), "temperature-sensor"),
            (("IFCSENSOR", "IFCSENSORTYPE", ["NOTDEFINED", "CO2SENSOR"], ""), "co2-sensor"),
            (("IFCSENSOR", "", ["", ""], "Presence"), "sensor"),
            (("IFCSENSOR", "", ["USERDEFINED", ""], "Presence Detector"), "presence-detector"),
            (("IFCFLOWTERMINAL", "IFCLIGHTFIXTURETYPE", ["", "POINTSOURCE"], ""), "light"),
            (("IFCFLOWTERMINAL", "IFCOUTLETTYPE", ["", "POWEROUTLET"], ""), "power-outlet"),
            (("IFCFLOWTERMINAL", "", ["", ""], ""), "terminal"),
            (
                ("IFCDISTRIBUTIONCONTROLELEMENT", "IFCACTUATORTYPE", ["", "NOTDEFINED"], ""),
                "actuator",
            ),
            (("IFCAUDIOVISUALAPPLIANCE", "", ["SPEAKER", ""], ""), "speaker"),
            (("IFCUNITARYEQUIPMENT", "", ["SPLITSYSTEM", ""], ""), "air-conditioner"),
        ] {
            assert_eq!(of_device(kind, type_kind, words, user), called, "{kind} {words:?}");
        }
    }

    #[test]
    fn rooms_are_what_their_names_say() {
        let of = |name: &str| {
            let room = of_room(None, &[name.to_owned()], None);
            (room.class, room.kind)
        };
        assert_eq!(of("Stair"), (PlaceClass::Stair, "stair".into()));
        assert_eq!(of("Hallway 2"), (PlaceClass::Corridor, "corridor".into()));
        assert_eq!(of("WC Herren"), (PlaceClass::Room, "toilet".into()));
        assert_eq!(of("Lifting room"), (PlaceClass::Room, String::new()));
        assert_eq!(of_room(Some("GFA"), &[], None).class, PlaceClass::Area);
    }

    #[test]
    fn plumbing_is_known() {
        assert!(is_plumbing("IFCSANITARYTERMINAL") && is_plumbing("IFCSANITARYTERMINALTYPE"));
        assert!(!is_plumbing("IFCOUTLET"));
    }
}
