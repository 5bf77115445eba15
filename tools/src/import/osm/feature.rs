//! Features: what of the map is indoors, whichever form of file it came in.

use super::element::{Id, Tags};
use super::ground::{self, Bounds, Ground, Polygon, Ring};
use super::role::Role;

/// What is longer is no building, in steps: about 5 km northwards.
const EXTENT_STEPS_MAX: i64 = 450_000;
/// Most corners of one shape: what can be published has no more.
pub(super) const CORNERS_MAX: usize = libsns::limits::SHAPE_CORNERS_MAX;

/// Most characters of one part of an identity.
const IDENTITY_CHARS_MAX: usize = 40;

/// Something of the map that is indoors, or the outline of a building.
#[derive(Clone, Debug)]
pub(super) struct Feature {
    /// Its identity in a survey.
    pub(super) source: String,
    /// Where it stands in the extract, for messages.
    pub(super) spot: String,
    pub(super) role: Role,
    pub(super) tags: Tags,
    pub(super) ground: Ground,
}

/// The identity of an element in a survey.
pub(super) fn source(id: Id) -> String {
    format!("osm:{}/{}", id.sort.word(), id.number)
}

/// The identity of a feature without one: its reference or name, its level, and its south-western
/// corner.
pub(super) fn derived(tags: &Tags, ground: &Ground) -> String {
    let word = ["ref", "name"].iter().find_map(|key| tags.get(key)).unwrap_or("at");
    let level = tags.get("level").unwrap_or("-");
    let [word, level] = [word, level].map(short);
    let [latitude, longitude] = ground.bounds().map_or([0, 0], |bounds| bounds.least);
    format!("osm:{word}/{level}/{latitude},{longitude}")
}

/// As much of a text as an identity holds: a plan takes 255 octets with what is added.
pub(super) fn short(text: &str) -> String {
    text.chars().take(IDENTITY_CHARS_MAX).collect()
}

pub(super) fn too_many_corners() -> String {
    format!("it has more than {CORNERS_MAX} corners")
}

/// The ground as its role needs it, or why it will not do.
pub(super) fn fit(ground: Ground, role: Role) -> Result<Ground, String> {
    let ground = match ground {
        Ground::Line(mut line) if role.is_area() => {
            let is_closed = line.len() > 3 && line.first() == line.last();
            if !is_closed {
                return Err("it is a line that does not close; expected an area".into());
            }
            line = ground::clean(line);
            Ground::Area(vec![Polygon { outer: line, holes: Vec::new() }])
        }
        Ground::Area(polygons) if role.is_area() => Ground::Area(fit_rings(polygons)?),
        // What needs no area may be drawn as one: its edge counts.
        Ground::Area(polygons) => {
            let mut outer = polygons.into_iter().next().map(|p| p.outer).unwrap_or_default();
            outer.extend(outer.first().copied());
            Ground::Line(outer)
        }
        other => other,
    };
    let corners = ground.corners();
    let is_wide = Bounds::of(corners.iter().copied()).is_some_and(|b| b.side() > EXTENT_STEPS_MAX);
    match (corners.is_empty(), is_wide, ground.corner_count() > CORNERS_MAX) {
        (true, ..) => Err("it has no corners".into()),
        (_, true, _) => Err("it extends over more than 5 km".into()),
        (.., true) => Err(too_many_corners()),
        _ => Ok(ground),
    }
}

/// Rings with three corners or more; a polygon without an outer one is none.
fn fit_rings(polygons: Vec<Polygon>) -> Result<Vec<Polygon>, String> {
    let is_ring = |ring: &Ring| ring.len() > 2;
    let fitted: Vec<Polygon> = polygons
        .into_iter()
        .filter(|polygon| is_ring(&polygon.outer))
        .map(|polygon| Polygon {
            holes: polygon.holes.into_iter().filter(is_ring).collect(),
            ..polygon
        })
        .collect();
    match fitted.is_empty() {
        true => Err("it has no ring of three corners or more".into()),
        false => Ok(fitted),
    }
}
