//! Rooms between walls: where a level has walls and doors but no polygon for a room.
//!
//! What is left of the floor when walls, windows, doors, stairs, lifts, closed spaces, openings and the
//! rooms with a polygon of their own are taken away falls apart into pieces; each piece is a room.
//! Drawn walls do not quite meet. Therefore what is taken away is first grown by
//! [`GAP_METRES`] / 2, so that gaps up to that close; the pieces are then grown back to the walls.

use geo::{Area, BooleanOps, Euclidean, InteriorPoint, Length, MultiPolygon, Polygon, Simplify};
use libsns::record::PlaceClass;

use super::ground::{Ground, Overlaps, grown, union};
use super::level::{Item, Reader, Sort};
use crate::survey::Survey;

/// Gaps between walls up to this are closed, in metres; no door is narrower.
const GAP_METRES: f64 = 0.10;
/// What is smaller is no room, in square metres: a niche, or the ends of walls that do not meet.
const ROOM_SQUARE_METRES_MIN: f64 = 1.0;
/// What is narrower than twice this throughout is no room, in metres.
const ROOM_HALF_WIDTH_MIN: f64 = 0.25;
/// Corners that change a wall by less are left out, in metres; growing makes many of them.
const CORNER_METRES: f64 = 0.01;
/// A piece is a corridor when it is this many times as long as wide …
const CORRIDOR_LENGTHS_MIN: f64 = 6.25;
/// … and on average not wider than this, in metres.
const CORRIDOR_WIDTH_METRES_MAX: f64 = 3.0;
/// A label names a piece when each covers this share of the other.
const LABEL_SHARE: f64 = 0.5;

/// Finds the rooms of a level that have no polygon, and gives them the names of labels that lie on
/// them. Labels that no piece has are areas.
pub(super) fn between_walls(
    level: &str,
    items: &mut Vec<Item>,
    reader: &mut Reader,
    overlaps: &mut Overlaps,
    survey: &mut Survey,
) {
    let labels: Vec<Item> =
        items.extract_if(.., |item| item.sort == Sort::Label && !item.names.is_empty()).collect();
    items.retain(|item| item.sort != Sort::Label);
    let mut rooms = pieces(level, items, reader, survey);
    for label in labels {
        let mut unnamed = rooms.iter_mut().filter(|room| room.names.is_empty());
        match unnamed.find(|room| is_named_by(room, &label, overlaps)) {
            Some(room) => {
                room.names = label.names;
                room.source = label.source;
            }
            None => items.push(Item { sort: Sort::Place(PlaceClass::Area, "area"), ..label }),
        }
    }
    items.append(&mut rooms);
}

fn is_named_by(room: &Item, label: &Item, overlaps: &mut Overlaps) -> bool {
    let both = overlaps.of(&room.ground, &label.ground);
    let share = |of: &Ground| both >= LABEL_SHARE * of.area();
    both > 0.0 && share(&room.ground) && share(&label.ground)
}

/// The pieces of the floor that are rooms.
fn pieces(level: &str, items: &[Item], reader: &mut Reader, survey: &mut Survey) -> Vec<Item> {
    let of = |wanted: fn(Sort) -> bool| {
        union(items.iter().filter(|item| wanted(item.sort)).map(|item| &item.ground))
    };
    let outline = of(|sort| sort == Sort::Outline);
    let built = of(|sort| sort != Sort::Outline);
    let free = outline.difference(&built);
    let apart = outline.difference(&grown(&built, GAP_METRES / 2.0));
    let (mut rooms, mut slivers) = (Vec::new(), Vec::new());
    for piece in apart {
        let ground = grown(&MultiPolygon(vec![piece]), GAP_METRES / 2.0).intersection(&free);
        let largest =
            ground.into_iter().max_by(|a, b| a.unsigned_area().total_cmp(&b.unsigned_area()));
        let Some(ground) = largest else { continue };
        match is_roomy(&ground) {
            true => rooms.push(room(level, ground, reader)),
            false => slivers.push(ground.unsigned_area()),
        }
    }
    remark(level, rooms.len(), &slivers, survey);
    rooms
}

fn is_roomy(piece: &Polygon<f64>) -> bool {
    let eroded = || grown(&MultiPolygon(vec![piece.clone()]), -ROOM_HALF_WIDTH_MIN);
    piece.unsigned_area() >= ROOM_SQUARE_METRES_MIN && eroded().unsigned_area() > 0.0
}

/// Its identity is where it is, to about a metre: the format has none for it.
fn room(level: &str, ground: Polygon<f64>, reader: &mut Reader) -> Item {
    let ground = ground.simplify(CORNER_METRES);
    let inside = ground.interior_point().map_or_else(geo::Coord::zero, |point| point.0);
    let [latitude, longitude] = reader.metres.position(inside);
    let source = reader.free(&format!("{level}/{latitude:.5},{longitude:.5}"));
    Item {
        source,
        names: Vec::new(),
        sort: Sort::Place(PlaceClass::Room, "room"),
        kind: String::new(),
        ground: MultiPolygon(vec![ground]).into(),
        spot: format!("{level}: between walls at {latitude:.6}, {longitude:.6}"),
    }
}

/// Whether it is long and narrow, straight or branching, as corridors are.
pub(super) fn is_long(ground: &Ground) -> bool {
    let rings = ground
        .shape
        .iter()
        .flat_map(|polygon| std::iter::once(polygon.exterior()).chain(polygon.interiors()));
    let border: f64 = rings.map(|ring| Euclidean.length(ring)).sum();
    // Of a strip of length l and width w, half the border is l + w and the area is l · w.
    let length = border / 2.0;
    let width = ground.area() / length;
    length >= CORRIDOR_LENGTHS_MIN * width && width <= CORRIDOR_WIDTH_METRES_MAX
}

fn remark(level: &str, rooms: usize, slivers: &[f64], survey: &mut Survey) {
    if rooms > 0 {
        let text = format!("{rooms} rooms and corridors were found between walls");
        survey.guess(level, text);
    }
    if !slivers.is_empty() {
        let (count, metres) = (slivers.len(), slivers.iter().sum::<f64>());
        survey.leave_out(level, format!("{count} gaps between walls, of {metres:.1} m² in all"));
    }
}
