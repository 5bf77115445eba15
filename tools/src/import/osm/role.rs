//! What an element is for us, by its tags.
//!
//! Sources: Simple Indoor Tagging; `Key:buildingpart` for the older scheme IndoorOSM.

use super::element::Tags;

/// What an element is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Role {
    /// A room, corridor, area, or a lift or stair with a floor plan.
    Place,
    /// The outline of a level.
    Level,
    /// A door or entrance.
    Door,
    /// A line up or down: steps, an escalator.
    Steps,
    /// A lift without a floor plan.
    Lift,
    /// Something at a point: a shop, a vending machine.
    Thing,
    /// A wall or column.
    Solid,
    /// A line that people walk along.
    Path,
    /// The outline of a building.
    Building,
    /// A part of a building with an outline of its own.
    Part,
}

/// Keys of what shops, offices and machines are.
pub(super) const THING_KEYS: [&str; 12] = [
    "shop",
    "amenity",
    "office",
    "healthcare",
    "craft",
    "leisure",
    "tourism",
    "emergency",
    "man_made",
    "vending",
    "public_transport",
    "railway",
];

/// What is mapped with a wall around it or a floor of its own.
const INDOOR_PLACES: [&str; 6] = ["room", "area", "corridor", "hall", "hallway", "space"];
/// What is in the way.
const INDOOR_SOLIDS: [&str; 5] = ["wall", "column", "pillar", "railing", "window"];

impl Role {
    /// What a node is.
    pub(super) fn of_point(tags: &Tags) -> Option<Self> {
        if tags.is("indoor", &["door"]) || said(tags, "door") || said(tags, "entrance") {
            Some(Self::Door)
        } else if tags.is("highway", &["elevator"]) || tags.is("room", &["elevator"]) {
            Some(Self::Lift)
        } else if tags.has("indoor") || tags.has("level") {
            let is_thing = THING_KEYS.iter().any(|key| tags.has(key));
            if is_thing { Some(Self::Thing) } else { solid(tags) }
        } else {
            None
        }
    }

    /// What a way, a multipolygon, or a feature with an extent is.
    pub(super) fn of_ground(tags: &Tags) -> Option<Self> {
        match tags.get("indoor") {
            Some("level") => return Some(Self::Level),
            Some("door") => return Some(Self::Door),
            Some(word) if INDOOR_PLACES.contains(&word) => return Some(Self::Place),
            Some(word) if INDOOR_SOLIDS.contains(&word) => return Some(Self::Solid),
            _ => {}
        }
        if Self::is_mapped_inside(tags) || said(tags, "stairs") {
            return Some(Self::Place);
        }
        let is_inside = tags.has("indoor") || tags.has("level") || tags.has("repeat_on");
        match tags.get("highway") {
            Some("elevator") if is_inside => return Some(Self::Place),
            Some("steps") if is_inside => return Some(Self::Steps),
            Some("corridor") if said(tags, "area") => return Some(Self::Place),
            Some("corridor") => return Some(Self::Path),
            Some(_) if is_inside && said(tags, "conveying") => return Some(Self::Steps),
            Some(_) if tags.has("indoor") => return Some(Self::Path),
            Some(_) => return None,
            None => {}
        }
        if said(tags, "building") {
            return Some(Self::Building);
        }
        if said(tags, "building:part") {
            return Some(Self::Part);
        }
        let is_named = || ["name", "ref"].iter().any(|key| tags.has(key)) && tags.has("indoor");
        let is_thing = || THING_KEYS[..7].iter().any(|key| tags.has(key));
        if is_inside && (is_thing() || is_named()) {
            return Some(Self::Place);
        }
        tags.has("indoor").then_some(Self::Solid)
    }

    /// True of what shows that a building is mapped inside: a shop with a level is not enough.
    pub(super) fn is_mapped_inside(tags: &Tags) -> bool {
        let is_room = said(tags, "room");
        let is_part = said(tags, "buildingpart");
        let is_place = INDOOR_PLACES.iter().any(|word| tags.is("indoor", &[word]));
        is_room || is_part || is_place || tags.is("indoor", &["level"])
    }

    /// True of outlines of buildings, which are looked for around what is inside.
    pub(super) fn is_outline(self) -> bool {
        matches!(self, Self::Building | Self::Part)
    }

    /// True of what must have an extent.
    pub(super) fn is_area(self) -> bool {
        matches!(self, Self::Place | Self::Level | Self::Building | Self::Part)
    }
}

fn solid(tags: &Tags) -> Option<Role> {
    let is_solid = INDOOR_SOLIDS.iter().any(|word| tags.is("indoor", &[word]));
    is_solid.then_some(Role::Solid)
}

/// True when the key is there and not denied.
pub(super) fn said(tags: &Tags, key: &str) -> bool {
    tags.get(key).is_some_and(|value| value != "no")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags(words: &str) -> Tags {
        let mut tags = Tags::default();
        for word in words.split_whitespace() {
            let (key, value) = word.split_once('=').unwrap_or((word, "yes"));
            tags.push(key, value);
        }
        tags
    }

    #[test]
    fn grounds_have_roles() {
        for (words, role) in [
            ("indoor=room level=1", Some(Role::Place)),
            ("indoor=room room=elevator highway=elevator level=-1;0", Some(Role::Place)),
            ("indoor=level level=0 name=Ground", Some(Role::Level)),
            ("indoor=wall level=0", Some(Role::Solid)),
            ("indoor=yes highway=steps level=0;1", Some(Role::Steps)),
            ("highway=steps", None),
            ("highway=footway conveying=forward level=0", Some(Role::Steps)),
            ("highway=footway indoor=yes", Some(Role::Path)),
            ("highway=footway level=-1", None),
            ("shop=books level=1", Some(Role::Place)),
            ("railway=subway level=-2", None),
            ("building=yes level=0", Some(Role::Building)),
            ("building=no", None),
            ("building:part=yes", Some(Role::Part)),
            ("buildingpart=corridor", Some(Role::Place)),
            ("landuse=forest", None),
        ] {
            assert_eq!(Role::of_ground(&tags(words)), role, "{words}");
        }
    }

    #[test]
    fn points_have_roles() {
        for (words, role) in [
            ("door=hinged", Some(Role::Door)),
            ("door=no", None),
            ("entrance=main level=0", Some(Role::Door)),
            ("highway=elevator level=0;1", Some(Role::Lift)),
            ("amenity=vending_machine level=0", Some(Role::Thing)),
            ("amenity=bench", None),
            ("indoor=column level=2", Some(Role::Solid)),
        ] {
            assert_eq!(Role::of_point(&tags(words)), role, "{words}");
        }
    }
}
