//! How things look: families of kinds, colours, lines and letters.

use std::fmt::Write as _;

use libsns::record::PlaceClass;

/// Which colours a map has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// Those the reader prefers (`prefers-color-scheme`).
    #[default]
    Auto,
    /// Dark ink on light paper.
    Light,
    /// Light ink on dark paper.
    Dark,
}

/// What rooms have in common that have one colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Family {
    Corridor,
    Meeting,
    Work,
    Quiet,
    Food,
    Shop,
    Learn,
    Care,
    Sleep,
    Wash,
    Service,
    Parking,
    Outdoor,
    Stair,
    Lift,
    Area,
    Room,
}

impl Family {
    /// All families, in the order of a legend.
    pub(super) const ALL: [Self; 17] = [
        Self::Room,
        Self::Meeting,
        Self::Work,
        Self::Quiet,
        Self::Learn,
        Self::Shop,
        Self::Food,
        Self::Care,
        Self::Sleep,
        Self::Wash,
        Self::Service,
        Self::Parking,
        Self::Outdoor,
        Self::Corridor,
        Self::Area,
        Self::Stair,
        Self::Lift,
    ];

    /// The family of a place: by the words of its kind, the last first, as `meeting-room` is a room
    /// for meetings and `staff-kitchen` a kitchen; else by its class.
    pub(super) fn of(class: PlaceClass, kind: &str) -> Self {
        match class {
            PlaceClass::Corridor => return Self::Corridor,
            PlaceClass::Stair => return Self::Stair,
            PlaceClass::Lift => return Self::Lift,
            _ => {}
        }
        let words = kind.split('-').rev().filter_map(Self::of_word);
        let general = if class == PlaceClass::Area { Self::Area } else { Self::Room };
        words.into_iter().next().unwrap_or(general)
    }

    fn of_word(word: &str) -> Option<Self> {
        Some(match word {
            "corridor" | "hallway" | "lobby" | "foyer" | "landing" | "entrance" | "passage"
            | "vestibule" | "circulation" | "walkway" => Self::Corridor,
            "meeting" | "conference" | "boardroom" | "huddle" => Self::Meeting,
            "office" | "studio" | "workshop" | "lab" | "laboratory" | "work" | "desk" | "seat"
            | "workspace" => Self::Work,
            "quiet" | "prayer" | "lounge" | "living" | "focus" | "phone" => Self::Quiet,
            "cafe" | "restaurant" | "kitchen" | "bar" | "canteen" | "food" | "dining"
            | "pantry" | "foodservice" => Self::Food,
            "shop" | "retail" | "boutique" | "supermarket" | "kiosk" => Self::Shop,
            "classroom" | "lecture" | "seminar" | "library" | "auditorium" | "class" => Self::Learn,
            "clinic" | "ward" | "treatment" | "surgery" | "therapy" | "fitness" | "gym" => {
                Self::Care
            }
            "bedroom" | "bed" | "hotel" | "guest" => Self::Sleep,
            "toilet" | "toilets" | "wc" | "restroom" | "bathroom" | "bath" | "shower"
            | "washroom" | "foyer-wc" | "laundry" => Self::Wash,
            "store" | "storage" | "plant" | "technical" | "utility" | "server" | "comms"
            | "shaft" | "janitor" | "mechanical" | "electrical" | "inaccessible" | "nonpublic"
            | "utilities" | "riser" | "cupboard" | "closet" => Self::Service,
            "parking" | "garage" => Self::Parking,
            "garden" | "terrace" | "balcony" | "park" | "courtyard" | "outdoor" | "roof" => {
                Self::Outdoor
            }
            _ => return None,
        })
    }

    /// The word of its class in the style, and of the legend.
    pub(super) fn words(self) -> [&'static str; 2] {
        match self {
            Self::Corridor => ["corridor", "Ways"],
            Self::Meeting => ["meeting", "Meeting"],
            Self::Work => ["work", "Work"],
            Self::Quiet => ["quiet", "Quiet"],
            Self::Food => ["food", "Food and drink"],
            Self::Shop => ["shop", "Shops"],
            Self::Learn => ["learn", "Learning"],
            Self::Care => ["care", "Care"],
            Self::Sleep => ["sleep", "Bedrooms"],
            Self::Wash => ["wash", "Washrooms"],
            Self::Service => ["service", "Service"],
            Self::Parking => ["parking", "Parking"],
            Self::Outdoor => ["outdoor", "Outdoors"],
            Self::Stair => ["stair", "Stairs"],
            Self::Lift => ["lift", "Lift"],
            Self::Area => ["area", "Areas"],
            Self::Room => ["room", "Rooms"],
        }
    }

    /// The colour of the ground, on light paper and on dark.
    fn fills(self) -> [&'static str; 2] {
        match self {
            Self::Corridor => ["#f6f2e9", "#2b2e34"],
            Self::Meeting => ["#d6e4f2", "#2a3d52"],
            Self::Work => ["#e0e9d8", "#2f4034"],
            Self::Quiet => ["#e5def0", "#3a3350"],
            Self::Food => ["#f9e2c8", "#4d3b26"],
            Self::Shop => ["#f3dcd9", "#4a3236"],
            Self::Learn => ["#f3ebc4", "#464126"],
            Self::Care => ["#d5ecdf", "#25453a"],
            Self::Sleep => ["#dfe0f3", "#33365a"],
            Self::Wash => ["#d0eaea", "#224549"],
            Self::Service => ["#e3e1dd", "#393b40"],
            Self::Parking => ["#e6e6ea", "#34363d"],
            Self::Outdoor => ["#d9eac8", "#2e4426"],
            Self::Stair | Self::Lift => ["#ece8e1", "#35373d"],
            Self::Area => ["#fbf9f3", "#3a3d44"],
            Self::Room => ["#eee8dc", "#3a3a3e"],
        }
    }
}

/// Colours by name: on light paper, on dark.
const COLOURS: [(&str, [&str; 2]); 11] = [
    ("paper", ["#fdfcf9", "#17191d"]),
    ("ground", ["#f1efe8", "#1f2227"]),
    ("floor", ["#f6f2e9", "#2b2e34"]),
    ("ink", ["#23272f", "#eceae4"]),
    ("quiet", ["#6c7078", "#a3a5a9"]),
    ("wall", ["#5b5f68", "#8d9097"]),
    ("outer", ["#32363e", "#c9cbcf"]),
    ("fine", ["#a9a79f", "#62656c"]),
    ("way", ["#1f6fd6", "#5aa5ff"]),
    ("out", ["#2f8f4e", "#5cc47e"]),
    ("cell", ["#8a5cd0", "#b592ee"]),
];

/// Rules that name colours in braces.
const RULES: &str = "\
.paper{fill:{paper}}
.ground{fill:{ground}}
.floor{fill:{floor}}
.room{stroke:{wall};stroke-width:1.4;stroke-linejoin:round}
.dense .room{stroke-width:.8}
.open{stroke:{fine};stroke-width:1;stroke-dasharray:3 2.5}
.outer{fill:none;stroke:{outer};stroke-width:4;stroke-linejoin:round}
.dense .outer{stroke-width:3}
.tread{fill:none;stroke:{fine};stroke-width:1}
.cross{fill:none;stroke:{fine};stroke-width:1.2}
.gap{fill:none;stroke-width:5}
.thin .gap{stroke-width:3}
.leaf{fill:none;stroke:{wall};stroke-width:1.1}
.swing{fill:none;stroke:{fine};stroke-width:.8}
.jamb{fill:none;stroke:{wall};stroke-width:1.4}
.arrow{fill:{out}}
.cell{fill:none;stroke:{cell};stroke-opacity:.6;stroke-width:.8}
.casing{fill:none;stroke:{paper};stroke-width:8;stroke-linecap:round;stroke-linejoin:round}
.way{fill:none;stroke:{way};stroke-width:4;stroke-linecap:round;stroke-linejoin:round}
.guess{stroke-dasharray:1 8}
.stop{fill:{paper};stroke:{way};stroke-width:3}
.end{fill:{way};stroke:{paper};stroke-width:2}
.badge{fill:{way}}
.on-badge{fill:{paper}}
.disc{fill:{paper};stroke:{quiet};stroke-width:.8}
.icon{fill:none;stroke:{ink};stroke-width:1.1;stroke-linecap:round;stroke-linejoin:round}
.solid{fill:{ink}}
.dot{fill:{ink};stroke:{paper};stroke-width:.8}
.point{fill:{wall}}
text{font-family:'Inter','Helvetica Neue',Helvetica,Arial,'Liberation Sans',sans-serif;fill:{ink}}
.name{text-anchor:middle;font-weight:600;paint-order:stroke;stroke-linejoin:round}
.halo{stroke:{paper};stroke-opacity:.75;stroke-width:3}
.calm{font-weight:400;fill:{quiet}}
.title{font-size:24px;font-weight:700;letter-spacing:-.2px}
.level{font-size:15px;fill:{quiet}}
.small{font-size:11px;fill:{quiet}}
.rule{fill:none;stroke:{quiet};stroke-width:1}
.bar{fill:{quiet}}
.north{fill:{quiet}}
.swatch{stroke:{wall};stroke-width:.8}
";

/// The style of a map: rules for light paper, dark paper, or both.
pub(super) fn style(theme: Theme) -> String {
    match theme {
        Theme::Light => rules(0),
        Theme::Dark => rules(1),
        Theme::Auto => {
            format!("{}@media (prefers-color-scheme:dark){{\n{}}}\n", rules(0), rules(1))
        }
    }
}

fn rules(side: usize) -> String {
    let mut text = RULES.to_owned();
    for (name, colours) in COLOURS {
        text = text.replace(&format!("{{{name}}}"), colours[side]);
    }
    for family in Family::ALL {
        let fill = family.fills()[side];
        let _ = writeln!(
            text,
            ".{}{{fill:{fill}}}.{}{{stroke:{fill}}}",
            class(family),
            gap_class(family)
        );
    }
    text
}

/// The class of a family's ground.
pub(super) fn class(family: Family) -> String {
    format!("f-{}", family.words()[0])
}

/// The class of gaps in the walls of a family: the ground goes on in them.
pub(super) fn gap_class(family: Family) -> String {
    format!("g-{}", family.words()[0])
}

/// A colour of the paper around a map, light and dark: for pages that show it.
pub(super) fn colour(name: &str) -> [&'static str; 2] {
    COLOURS.iter().find(|(own, _)| *own == name).map_or(["#fff", "#000"], |(_, both)| *both)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_have_families() {
        for (class, kind, family) in [
            (PlaceClass::Room, "meeting-room", Family::Meeting),
            (PlaceClass::Room, "open-office", Family::Work),
            (PlaceClass::Room, "hedgehog", Family::Room),
            (PlaceClass::Area, "garden", Family::Outdoor),
            (PlaceClass::Area, "hedgehog", Family::Area),
            (PlaceClass::Stair, "escalator", Family::Stair),
        ] {
            assert_eq!(Family::of(class, kind), family, "{kind}");
        }
    }

    #[test]
    fn every_colour_has_its_value() {
        for theme in [Theme::Auto, Theme::Light, Theme::Dark] {
            let style = style(theme);
            for name in RULES.split(['{', '}']).filter(|part| part.chars().all(char::is_alphabetic))
            {
                assert!(!style.contains(&format!("{{{name}}}")), "{name}");
            }
            assert_eq!(style.contains("@media"), theme == Theme::Auto);
        }
    }
}
