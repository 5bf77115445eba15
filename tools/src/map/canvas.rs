//! From positions on the Earth to pixels of a sheet: turned so that most walls of the plan stand upright.
//! A level fills its sheet, or all levels have the same scale, so that one can be laid over another.

use libsns::geometry::{Frame, Polygon, Position, Shape};
use libsns::plan::Plan;
use libsns::record::PlaceClass;

use super::figure::is_on;
use super::plane::{Point, Rect, apart};

/// Pixels from the left to the right edge of a sheet.
pub(super) const WIDTH: f64 = 1200.0;
/// Pixels that the plan itself may take, to the right and down.
const PLAN: Point = [1120.0, 820.0];
/// Pixels left of the plan, and above it, where the title stands.
const MARGIN: Point = [40.0, 92.0];
/// Pixels of a metre, at most: a single small room must not fill a wall.
const SCALE_MAX: f64 = 60.0;
/// Corners nearer than this, in pixels, are one.
const SAME: f64 = 0.5;
/// Sectors of a quarter turn in which the directions of walls are counted.
const SECTORS: usize = 180;

/// A sheet for one level of a plan, or for all.
#[derive(Debug)]
pub(super) struct Canvas {
    frame: Frame,
    /// Sine and cosine of the turn that sets the walls upright.
    turn: [f64; 2],
    /// Pixels of a metre.
    pub(super) scale: f64,
    /// Metres of the upper left corner of the plan, after the turn.
    corner: Point,
    /// Pixels that the plan takes on the sheet.
    pub(super) plan: Rect,
}

impl Canvas {
    /// A sheet on which all levels have room, or only what is on one of them.
    pub(super) fn of_plan(plan: &Plan, only: Option<i16>) -> Self {
        let all = drawn_shapes(plan, None);
        let origin = all.iter().copied().find_map(first_corner);
        let origin = origin.unwrap_or_else(|| plan.thing(0).position());
        // A frame does not reach to the poles.
        let latitude = origin.latitude_degrees().clamp(-89.0, 89.0);
        let frame = Frame::new([latitude, origin.longitude_degrees()], 0.0);
        let turn = upright(&frame, &all);
        let mut canvas = Self {
            frame,
            turn: [turn.sin(), turn.cos()],
            scale: 1.0,
            corner: [0.0; 2],
            plan: Rect::NOTHING,
        };
        let shown = drawn_shapes(plan, only);
        let points = shown.iter().flat_map(|shape| reach(shape)).map(|at| canvas.metres(at));
        canvas.fit(points.fold(Rect::NOTHING, Rect::with));
        canvas
    }

    /// Chooses the scale for a box of metres, and sets it in the middle.
    fn fit(&mut self, metres: Rect) {
        let metres = if metres.width() + metres.height() > 0.0 {
            metres
        } else {
            Rect::about(if metres.width() > 0.0 { metres.centre() } else { [0.0; 2] }, 10.0, 10.0)
        };
        let across = PLAN[0] / metres.width().max(1e-3);
        let down = PLAN[1] / metres.height().max(1e-3);
        self.scale = across.min(down).min(SCALE_MAX);
        let left = MARGIN[0] + (PLAN[0] - metres.width() * self.scale) / 2.0;
        self.corner = [metres.low[0] - left / self.scale, metres.low[1] - MARGIN[1] / self.scale];
        let low = [left, MARGIN[1]];
        let high = [left + metres.width() * self.scale, MARGIN[1] + metres.height() * self.scale];
        self.plan = Rect { low, high };
    }

    /// Metres on the turned drawing, y down.
    fn metres(&self, at: Position) -> Point {
        let [x, y] = self.frame.metres([at.latitude_degrees(), at.longitude_degrees()]);
        let [sine, cosine] = self.turn;
        [x * cosine + y * sine, x * sine - y * cosine]
    }

    /// A position in pixels.
    pub(super) fn point(&self, at: Position) -> Point {
        let metres = self.metres(at);
        [0, 1].map(|axis| (metres[axis] - self.corner[axis]) * self.scale)
    }

    /// Where north is: a direction of length one.
    pub(super) fn north(&self) -> Point {
        let [sine, cosine] = self.turn;
        [sine, -cosine]
    }

    /// The rings of polygons in pixels; those too small to be seen are left out.
    pub(super) fn rings(&self, polygons: &[Polygon]) -> Vec<Vec<Point>> {
        let rings =
            polygons.iter().flat_map(|part| std::iter::once(part.outer()).chain(part.holes()));
        let rings = rings.map(|ring| self.ring(ring));
        rings.filter(|ring| ring.len() > 2).collect()
    }

    fn ring(&self, corners: &[Position]) -> Vec<Point> {
        let mut ring: Vec<Point> = Vec::with_capacity(corners.len().min(64));
        for corner in corners {
            let at = self.point(*corner);
            if ring.last().is_none_or(|before| apart(*before, at) >= SAME) {
                ring.push(at);
            }
        }
        while ring.len() > 1 && apart(ring[0], ring[ring.len() - 1]) < SAME {
            ring.pop();
        }
        ring
    }
}

/// What decides the size of the sheet: all places with an extent but sites; where there are none, all
/// places; where there are only sites, those.
fn drawn_shapes(plan: &Plan, only: Option<i16>) -> Vec<&Shape> {
    let of = |is_wanted: &dyn Fn(PlaceClass, &Shape) -> bool| -> Vec<&Shape> {
        let shown = plan.things().filter(|thing| is_on(thing.levels(), only));
        let shaped = shown.filter_map(|thing| Some((thing.class(), thing.shape()?)));
        shaped.filter(|(class, shape)| is_wanted(*class, shape)).map(|(_, shape)| shape).collect()
    };
    let is_room =
        |class| !matches!(class, PlaceClass::Site | PlaceClass::Building | PlaceClass::Device);
    let is_place = |class| !matches!(class, PlaceClass::Site | PlaceClass::Device);
    let has_extent = |shape: &Shape| !matches!(shape, Shape::Point(_));
    let rooms = of(&|class, shape| is_room(class) && has_extent(shape));
    if !rooms.is_empty() {
        return rooms;
    }
    let places = of(&|class, shape| is_place(class) && has_extent(shape));
    if !places.is_empty() {
        return places;
    }
    let points = of(&|class, _| is_place(class));
    if points.is_empty() { of(&|_, _| true) } else { points }
}

fn first_corner(shape: &Shape) -> Option<Position> {
    shape.polygons().first()?.outer().first().copied()
}

/// Positions that a shape reaches to.
fn reach(shape: &Shape) -> Vec<Position> {
    match shape.polygons() {
        [] => {
            let bounds = shape.bounds();
            let (south, west) = (bounds.south_nanodegrees(), bounds.west_nanodegrees());
            let (north, east) = (bounds.north_nanodegrees(), west + bounds.width_nanodegrees());
            let corners = [(south, west), (north, east), (south, east), (north, west)];
            corners.iter().filter_map(|(y, x)| Position::from_nanodegrees(*y, *x).ok()).collect()
        }
        polygons => polygons.iter().flat_map(|part| part.outer()).copied().collect(),
    }
}

/// The turn, in radians, that sets most of the length of all walls upright or level: at most an eighth
/// of a circle.
fn upright(frame: &Frame, shapes: &[&Shape]) -> f64 {
    let quarter = std::f64::consts::FRAC_PI_2;
    let mut lengths = vec![0.0; SECTORS];
    let polygons = shapes.iter().flat_map(|shape| shape.polygons());
    let walls = polygons.flat_map(|part| {
        let metres = |at: &Position| frame.metres([at.latitude_degrees(), at.longitude_degrees()]);
        let corners = part.outer();
        corners.iter().zip(corners.iter().cycle().skip(1)).map(move |(a, b)| [metres(a), metres(b)])
    });
    let mut turns = Vec::new();
    for [a, b] in walls {
        let turn = (b[1] - a[1]).atan2(b[0] - a[0]).rem_euclid(quarter);
        let length = apart(a, b);
        if length.is_finite() {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 180")]
            let sector = (turn / quarter * SECTORS as f64) as usize % SECTORS;
            lengths[sector] += length;
            turns.push((turn, length));
        }
    }
    let around = |sector: usize| {
        [SECTORS - 1, 0, 1].map(|by| lengths[(sector + by) % SECTORS]).iter().sum::<f64>()
    };
    let best = (0..SECTORS).max_by(|a, b| around(*a).total_cmp(&around(*b)).then(b.cmp(a)));
    let middle = (best.unwrap_or(0) as f64 + 0.5) / SECTORS as f64 * quarter;
    // The mean of the walls about that sector, so that upright is upright to the pixel.
    let off = |turn: f64| (turn - middle + quarter / 2.0).rem_euclid(quarter) - quarter / 2.0;
    let near = turns.iter().filter(|(turn, _)| off(*turn).abs() < 1.5 * quarter / SECTORS as f64);
    let (sum, length) = near.fold((0.0, 0.0), |(sum, whole), (turn, length)| {
        (sum + off(*turn) * length, whole + length)
    });
    let turn = middle + if length > 0.0 { sum / length } else { 0.0 };
    if length == 0.0 {
        return 0.0;
    }
    if turn > quarter / 2.0 { turn - quarter } else { turn }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::map::tests::plan;

    #[test]
    fn walls_stand_upright_and_north_turns_with_them() {
        let canvas = Canvas::of_plan(&plan("bearing = 17.0", ""), None);
        let [x, y] = canvas.north();
        // The y axis points 17 degrees east of north, so that north is 17 degrees to its left.
        assert!((x + 17.0_f64.to_radians().sin()).abs() < 1e-3, "{x} {y}");
        assert!((y + 17.0_f64.to_radians().cos()).abs() < 1e-3, "{x} {y}");
    }

    #[test]
    fn a_plan_fills_its_sheet_and_keeps_its_form() {
        let canvas = Canvas::of_plan(&plan("bearing = -30.0", ""), None);
        assert!((canvas.plan.width() / canvas.plan.height() - 2.0).abs() < 0.01, "{canvas:?}");
        assert!(canvas.scale <= SCALE_MAX);
        assert!(canvas.plan.low[0] >= MARGIN[0] - 1e-6);
    }
}
