//! Doors and openings as gaps in the walls, with a leaf where there is one; ways out with an arrow.

use std::collections::BTreeMap;

use libsns::graph::Graph;
use libsns::plan::{Plan, PlanExit};
use libsns::record::PlaceClass;

use super::canvas::Canvas;
use super::figure::{Figure, is_on};
use super::plane::{Point, Rect, apart, edges, holds, moved, nearest_on, towards};
use super::style::{Family, gap_class};
use super::svg::{Svg, number, path_data};

/// Metres of a door, and of an opening.
const DOOR_METRES: f64 = 0.95;
const OPENING_METRES: f64 = 1.6;
/// Doors of fewer pixels are just gaps.
const LEAF_MIN: f64 = 9.0;
/// Pixels that a gap has at least.
const GAP_MIN: f64 = 3.0;
/// How often a gap is made a fifth smaller to fit its wall.
const NARROWINGS: usize = 7;
/// How far from a wall of its places a door may be, in metres, and still be one in it.
const WALL_METRES: f64 = 1.5;

/// A door on the sheet.
pub(super) struct Door {
    /// The middle of the gap.
    at: Point,
    /// Along the wall, and across it into the place the leaf swings into.
    along: Point,
    into: Point,
    /// Half of the gap, in pixels.
    half: f64,
    look: Look,
    way_out: Option<WayOut>,
    /// The place it swings into.
    pub(super) place: usize,
    family: Family,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Look {
    Leaf,
    Sliding,
    Gap,
}

/// A door to the outside: both ways, or only out.
#[derive(Clone, Copy, PartialEq, Eq)]
enum WayOut {
    Both,
    Out,
}

impl Door {
    /// Where nothing else should stand: the swing of the leaf, an arrow.
    pub(super) fn space(&self) -> Rect {
        let reach = if self.look == Look::Leaf { 2.0 * self.half } else { 6.0 };
        let corners = [-self.half, self.half]
            .map(|by| moved(self.at, self.along, by))
            .into_iter()
            .flat_map(|at| [at, moved(at, self.into, reach)]);
        Rect::around(&corners.collect::<Vec<_>>())
    }

    pub(super) fn is_way_out(&self) -> bool {
        self.way_out.is_some()
    }
}

/// The doors of a level.
pub(super) fn doors(
    plan: &Plan,
    graph: &Graph,
    canvas: &Canvas,
    figures: &[Figure<'_>],
    level: Option<i16>,
) -> Vec<Door> {
    let mut figure_of = vec![None; plan.things().len()];
    for (at, figure) in figures.iter().enumerate() {
        figure_of[figure.index] = Some(at);
    }
    let exits = plan.exits().enumerate().filter(|(_, exit)| is_here(plan, *exit, level));
    exits
        .filter_map(|(index, exit)| {
            let position = graph.exit_position(index)?;
            let own: Vec<&Figure<'_>> =
                exit.places().iter().filter_map(|at| Some(&figures[figure_of[*at]?])).collect();
            door(plan, exit, canvas, canvas.point(position), &own)
        })
        .collect()
}

/// True for an exit that all its places have on this level.
fn is_here(plan: &Plan, exit: PlanExit<'_>, level: Option<i16>) -> bool {
    exit.places().iter().all(|at| is_on(plan.thing(*at).levels(), level))
}

fn door(
    plan: &Plan,
    exit: PlanExit<'_>,
    canvas: &Canvas,
    at: Point,
    places: &[&Figure<'_>],
) -> Option<Door> {
    let area = |figure: &Figure<'_>| figure.bounds.width() * figure.bounds.height();
    let is_room = |figure: &&&Figure<'_>| {
        !matches!(figure.class, PlaceClass::Stair | PlaceClass::Lift | PlaceClass::Corridor)
    };
    // Leaves swing into rooms, the smaller one where there are two.
    let smaller = |a: &&&Figure<'_>, b: &&&Figure<'_>| area(a).total_cmp(&area(b));
    let place = places.iter().filter(is_room).min_by(smaller);
    let place = *place.or_else(|| places.iter().min_by(smaller))?;
    let [a, b] = nearest_edge(place, at)?;
    let on = nearest_on([a, b], at);
    if apart(on, at) > WALL_METRES * canvas.scale {
        return None;
    }
    let along = towards(a, b);
    let across = [-along[1], along[0]];
    let is_inside = holds(place.rings(), moved(on, across, 1.5));
    let into = if is_inside { across } else { [-across[0], -across[1]] };
    let is_lift = places.iter().any(|figure| figure.class == PlaceClass::Lift);
    let is_outside =
        |at: &usize| matches!(plan.thing(*at).class(), PlaceClass::Site | PlaceClass::Building);
    let leads_out = exit.places().iter().any(is_outside);
    let is_opening = exit.kind() != "door";
    let metres = if is_opening { OPENING_METRES } else { DOOR_METRES };
    let wanted = (metres * canvas.scale).max(GAP_MIN) / 2.0;
    let half = narrowed(place, on, along, wanted);
    let look = match exit.kind() {
        _ if is_lift => Look::Sliding,
        "door" if 2.0 * half >= LEAF_MIN => Look::Leaf,
        _ => Look::Gap,
    };
    let way_out = leads_out.then_some(if exit.is_one_way() { WayOut::Out } else { WayOut::Both });
    let family = place.family;
    Some(Door { at: on, along, into, half, look, way_out, place: place.index, family })
}

/// Half of a gap, made so small that the wall runs straight along all of it.
fn narrowed(place: &Figure<'_>, at: Point, along: Point, wanted: f64) -> f64 {
    let mut half = wanted;
    for _ in 0..NARROWINGS {
        let is_wall = |by: f64| {
            let end = moved(at, along, by);
            nearest_edge(place, end).is_some_and(|edge| apart(nearest_on(edge, end), end) < 2.0)
        };
        if is_wall(half) && is_wall(-half) {
            break;
        }
        half *= 0.8;
    }
    half.max(GAP_MIN / 2.0)
}

fn nearest_edge(place: &Figure<'_>, at: Point) -> Option<[Point; 2]> {
    let far = |edge: &[Point; 2]| apart(nearest_on(*edge, at), at);
    edges(place.rings()).min_by(|a, b| far(a).total_cmp(&far(b)))
}

/// Draws the doors: the gaps, then what stands in them.
pub(super) fn draw(svg: &mut Svg, doors: &[Door]) {
    let each = |draw: fn(&Door) -> String| doors.iter().map(draw).collect::<String>();
    let mut gaps: BTreeMap<Family, String> = BTreeMap::new();
    for door in doors {
        *gaps.entry(door.family).or_default() += &path_data(&ends(door), false);
    }
    for (family, data) in gaps {
        svg.path(&format!("gap {}", gap_class(family)), &data);
    }
    svg.path("jamb", &each(jambs));
    svg.path("swing", &each(swing));
    svg.path("leaf", &each(leaf));
    svg.path("arrow", &each(arrows));
}

fn ends(door: &Door) -> [Point; 2] {
    [-door.half, door.half].map(|by| moved(door.at, door.along, by))
}

/// Short strokes where the wall ends.
fn jambs(door: &Door) -> String {
    let across = |at: Point| [-2.5, 2.5].map(|by| moved(at, door.into, by));
    ends(door).iter().map(|end| path_data(&across(*end), false)).collect()
}

/// The leaf, open; or two halves of a sliding door.
fn leaf(door: &Door) -> String {
    let [hinge, end] = ends(door);
    match door.look {
        Look::Leaf => path_data(&[hinge, moved(hinge, door.into, 2.0 * door.half)], false),
        Look::Sliding => {
            let half = |from: Point, to: Point, by: f64| {
                let middle = moved(door.at, door.along, if from == hinge { 1.0 } else { -1.0 });
                path_data(&[from, middle].map(|at| moved(at, door.into, by)), to == from)
            };
            half(hinge, end, -1.0) + &half(end, hinge, 1.0)
        }
        Look::Gap => String::new(),
    }
}

/// The quarter of a circle that the leaf swings over.
fn swing(door: &Door) -> String {
    if door.look != Look::Leaf {
        return String::new();
    }
    let [hinge, end] = ends(door);
    let open = moved(hinge, door.into, 2.0 * door.half);
    // The short way round: to the left or the right of the wall.
    let is_left = door.along[0] * door.into[1] - door.along[1] * door.into[0] < 0.0;
    let [sx, sy, r, ex, ey] = [open[0], open[1], 2.0 * door.half, end[0], end[1]].map(number);
    format!("M{sx} {sy}A{r} {r} 0 0 {} {ex} {ey}", u8::from(is_left))
}

/// A triangle out of the house, and one into it where one may come in.
fn arrows(door: &Door) -> String {
    let outward = [-door.into[0], -door.into[1]];
    let triangle = |from: f64, tip: f64| {
        let base = moved(door.at, outward, from);
        let corners = [
            moved(base, door.along, -5.0),
            moved(door.at, outward, tip),
            moved(base, door.along, 5.0),
        ];
        path_data(&corners, true)
    };
    match door.way_out {
        Some(WayOut::Both) => triangle(20.0, 11.0),
        Some(WayOut::Out) => triangle(11.0, 20.0),
        None => String::new(),
    }
}
