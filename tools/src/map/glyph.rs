//! Small pictures of devices, drawn in a square of 12 by 12 about the origin.

/// A picture: lines, and what is filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Glyph {
    /// What a legend calls it.
    pub(super) words: &'static str,
    /// Path data of its lines.
    pub(super) lines: &'static str,
    /// Path data of what is filled.
    pub(super) solid: &'static str,
}

const LIGHT: Glyph = Glyph {
    words: "Light",
    lines: "M0-5V-4M3.6-3.6L2.9-2.9M5 0H4M-3.6-3.6L-2.9-2.9M-5 0H-4M-1.2 4.2H1.2",
    solid: "M0-2.6A2.6 2.6 0 0 1 1.3 2.2V3H-1.3V2.2A2.6 2.6 0 0 1 0-2.6Z",
};
const DISPLAY: Glyph =
    Glyph { words: "Display", lines: "M-4.6-3.4H4.6V2.4H-4.6ZM0 2.4V4.4M-2 4.4H2", solid: "" };
const SPEAKER: Glyph = Glyph {
    words: "Speaker",
    lines: "M2-2A2.8 2.8 0 0 1 2 2M3.6-3.6A5 5 0 0 1 3.6 3.6",
    solid: "M-4.2-1.5H-2.2L.4-3.8V3.8L-2.2 1.5H-4.2Z",
};
const MICROPHONE: Glyph = Glyph {
    words: "Microphone",
    lines: "M-3-.4A3 3 0 0 0 3-.4M0 2.6V4.6M-1.6 4.6H1.6",
    solid: "M-1.6-3.2A1.6 1.6 0 0 1 1.6-3.2V-.6A1.6 1.6 0 0 1-1.6-.6Z",
};
const LOCK: Glyph =
    Glyph { words: "Lock", lines: "M-2-.6V-2A2 2 0 0 1 2-2V-.6", solid: "M-3.2-.8H3.2V4H-3.2Z" };
const PRINTER: Glyph = Glyph {
    words: "Printer",
    lines: "M-2.6-1.6V-4.2H2.6V-1.6M-2.6 1H2.6V4.2H-2.6Z",
    solid: "M-4.4-1.6H4.4V2.4H2.6V1H-2.6V2.4H-4.4Z",
};
const HEATING: Glyph = Glyph {
    words: "Heating",
    lines: "M-3-3.8Q-1.4-1.9-3 0T-3 3.8M0-3.8Q1.6-1.9 0 0T0 3.8M3-3.8Q4.6-1.9 3 0T3 3.8",
    solid: "",
};
const RADIO: Glyph = Glyph {
    words: "Access point",
    lines: "M-4.4-.8A6.2 6.2 0 0 1 4.4-.8M-2.6 1.2A3.7 3.7 0 0 1 2.6 1.2",
    solid: "M0 2.2A1.1 1.1 0 1 1-.01 2.2Z",
};
const SERVER: Glyph = Glyph {
    words: "Server",
    lines: "M-4-4H4V-1.2H-4ZM-4-1.2H4V1.6H-4ZM-4 1.6H4V4.4H-4Z",
    solid: "M-2.8-3H-1.6V-2.2H-2.8ZM-2.8-.2H-1.6V.6H-2.8ZM-2.8 2.6H-1.6V3.4H-2.8Z",
};
const FAN: Glyph = Glyph {
    words: "Ventilation",
    lines: "",
    solid: "M0-.4Q-2.8-2.2-1.4-4.4T1.4-3Q1.2-1.4 0-.4ZM.4 .2Q3.4-1.2 4.5 1.1T2.6 3.2Q1 2.2.4.2ZM-.4.2Q-.2 3.6-2.8 3.6T-3.9.8Q-2.4 0-.4.2Z",
};
const CAMERA: Glyph = Glyph {
    words: "Camera",
    lines: "M-4.4-2.2H1.8V2.6H-4.4Z",
    solid: "M1.8-.6L4.8-2.2V2.6L1.8 1Z",
};
const SENSOR: Glyph = Glyph {
    words: "Sensor",
    lines: "M-1.2 1.2V-3A1.2 1.2 0 0 1 1.2-3V1.2A2.2 2.2 0 1 1-1.2 1.2Z",
    solid: "M-.5-.6H.5V1.8A1.3 1.3 0 1 1-.5 1.8Z",
};
const SOCKET: Glyph = Glyph {
    words: "Switch or socket",
    lines: "M-3.8-3.8H3.8V3.8H-3.8Z",
    solid: "M-1.9-.7H-.7V.7H-1.9ZM.7-.7H1.9V.7H.7Z",
};
const CONTROL: Glyph = Glyph {
    words: "Control",
    lines: "M-4-2.4H4M-4 2.4H4",
    solid: "M-2-4H-.4V-.8H-2ZM.8.8H2.4V4H.8Z",
};
const TABLE: Glyph = Glyph {
    words: "Table",
    lines: "M-4.6-1.6H4.6M-3.4-1.6V3.4M3.4-1.6V3.4",
    solid: "M-4.6-2.6H4.6V-1.2H-4.6Z",
};
const ALARM: Glyph = Glyph {
    words: "Alarm",
    lines: "M0-4V-4.8",
    solid: "M0-3.8A2.8 2.8 0 0 1 2.8-1V1.6L4 3H-4L-2.8 1.6V-1A2.8 2.8 0 0 1 0-3.8ZM-1.2 3.6H1.2L0 4.6Z",
};
const OTHER: Glyph =
    Glyph { words: "Device", lines: "M-3.4-3.4H3.4V3.4H-3.4Z", solid: "M-1.3-1.3H1.3V1.3H-1.3Z" };

/// The picture for a kind of device: by the last of its words that has one.
pub(super) fn glyph(kind: &str) -> &'static Glyph {
    kind.split('-').rev().find_map(of_word).unwrap_or(&OTHER)
}

fn of_word(word: &str) -> Option<&'static Glyph> {
    Some(match word {
        "light" | "lamp" | "luminaire" | "lighting" => &LIGHT,
        "display" | "screen" | "tv" | "television" | "projector" | "monitor" => &DISPLAY,
        "speaker" | "loudspeaker" | "audio" | "media" => &SPEAKER,
        "microphone" | "mic" => &MICROPHONE,
        "door" | "lock" | "gate" | "reader" => &LOCK,
        "printer" | "scanner" | "copier" => &PRINTER,
        "heating" | "radiator" | "heater" | "climate" | "thermostat" | "boiler" | "terminal" => {
            &HEATING
        }
        "point" | "wifi" | "router" | "beacon" | "antenna" | "radio" => &RADIO,
        "server" | "computer" | "nas" => &SERVER,
        "ventilation" | "fan" | "vav" | "damper" | "hvac" | "air" => &FAN,
        "camera" => &CAMERA,
        "sensor" | "meter" | "detector" | "thermometer" | "setpoint" | "flow" => &SENSOR,
        "switch" | "socket" | "outlet" | "plug" | "button" => &SOCKET,
        "control" | "controller" | "panel" | "cover" | "blind" | "valve" => &CONTROL,
        "table" => &TABLE,
        "alarm" | "siren" | "extinguisher" => &ALARM,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_have_pictures() {
        for (kind, words) in [
            ("light", "Light"),
            ("access-point", "Access point"),
            ("lift-control", "Control"),
            ("supply-air-flow-sensor", "Sensor"),
            ("hedgehog", "Device"),
        ] {
            assert_eq!(glyph(kind).words, words, "{kind}");
        }
    }
}
