//! Devices as small pictures, moved aside where several stand at one place.

use std::collections::{BTreeMap, HashMap};

use libsns::plan::{Plan, PlanThing};
use libsns::record::PlaceClass;

use super::canvas::Canvas;
use super::figure::{Figure, is_on};
use super::glyph::{Glyph, glyph};
use super::plane::{Point, Rect, apart, edges, holds, moved, nearest_on};
use super::rooms::circle;
use super::svg::{Svg, number};

/// Metres about a device that its picture takes, and pixels at most.
const RADIUS_METRES: f64 = 0.26;
const RADIUS_MAX: f64 = 8.5;
/// Pictures of a smaller radius than this, in pixels, are dots.
const PICTURE_MIN: f64 = 5.5;
const DOT: f64 = 1.8;
/// Pixels from a corner of a glyph to its middle.
const GLYPH_HALF: f64 = 6.4;
/// Steps looked at along the walls of a place, to the left and upwards from its corner.
const CORNER_STEPS: f64 = 11.0;
/// Places looked at for a picture that has no room at its own.
const TRIES: usize = 24;

/// A device on the sheet.
pub(super) struct Device<'p> {
    pub(super) parent: usize,
    words: &'p str,
    kind: &'p str,
    at: Point,
    radius: f64,
}

impl Device<'_> {
    /// Where nothing else should stand.
    pub(super) fn space(&self) -> Rect {
        let side = 2.0 * self.radius + 2.0;
        Rect::about(self.at, side, side)
    }

    fn is_dot(&self) -> bool {
        self.radius < PICTURE_MIN
    }
}

/// The devices of a level. One that has no position of its own is put into a corner of its place,
/// out of the way of the name.
pub(super) fn devices<'p>(
    plan: &'p Plan,
    canvas: &Canvas,
    figures: &[Figure<'_>],
    level: Option<i16>,
) -> Vec<Device<'p>> {
    let figure_of: HashMap<usize, &Figure<'_>> =
        figures.iter().map(|figure| (figure.index, figure)).collect();
    let radius = (RADIUS_METRES * canvas.scale).min(RADIUS_MAX);
    let radius = if radius < PICTURE_MIN { DOT } else { radius };
    let mut taken = Taken { step: 2.0 * radius + 1.0, at: HashMap::new() };
    let is_here =
        |thing: &PlanThing<'_>| thing.class() == PlaceClass::Device && is_on(thing.levels(), level);
    let place = |thing: PlanThing<'p>| {
        let around = figure_of.get(&thing.parent()).filter(|_| thing.has_inherited_position());
        let corner = around.and_then(|figure| taken.corner(figure, radius));
        let at = taken.place(corner.unwrap_or_else(|| canvas.point(thing.position())));
        Device { parent: thing.parent(), words: thing.words(), kind: thing.kind(), at, radius }
    };
    plan.things().filter(is_here).map(place).collect()
}

/// Where pictures stand, in squares as large as they are.
struct Taken {
    step: f64,
    at: HashMap<[i64; 2], Vec<Point>>,
}

impl Taken {
    /// The nearest free point of a spiral about the wanted one; that one itself where all is full.
    fn place(&mut self, wanted: Point) -> Point {
        let free = spiral(wanted, self.step).find(|at| self.is_free(*at)).unwrap_or(wanted);
        self.at.entry(self.square(free)).or_default().push(free);
        free
    }

    /// A free point in a place, its lower right corner first, then to the left and upwards.
    fn corner(&self, figure: &Figure<'_>, radius: f64) -> Option<Point> {
        let inset = radius + 3.0;
        let [width, height] = [figure.bounds.width(), figure.bounds.height()];
        let columns = ((width - 2.0 * inset) / self.step).floor().max(0.0);
        let rows = ((height - 2.0 * inset) / self.step).floor().max(0.0);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "not negative")]
        let [columns, rows] = [columns, rows].map(|count| count.min(CORNER_STEPS) as u32 + 1);
        let mut grid = (0..rows).flat_map(|row| (0..columns).map(move |column| [column, row]));
        let has_room = |at: &Point| {
            let is_clear = |edge| apart(nearest_on(edge, *at), *at) > radius;
            holds(figure.rings(), *at) && edges(figure.rings()).all(is_clear)
        };
        grid.find_map(|steps| {
            let [left, up] = steps.map(|steps| inset + f64::from(steps) * self.step);
            let at = [figure.bounds.high[0] - left, figure.bounds.high[1] - up];
            (self.is_free(at) && has_room(&at)).then_some(at)
        })
    }

    fn square(&self, at: Point) -> [i64; 2] {
        #[expect(clippy::cast_possible_truncation, reason = "pixels of a sheet; it saturates")]
        at.map(|pixels| (pixels / self.step).floor() as i64)
    }

    fn is_free(&self, at: Point) -> bool {
        let [column, row] = self.square(at);
        let near = (-1..=1).flat_map(|x| (-1..=1).map(move |y| [x, y]));
        let near = near
            .filter_map(|[x, y]| self.at.get(&[column.saturating_add(x), row.saturating_add(y)]));
        near.flatten().all(|other| apart(*other, at) >= self.step * 0.98)
    }
}

fn spiral(about: Point, step: f64) -> impl Iterator<Item = Point> {
    let around = (0..TRIES).map(move |index| {
        let (ring, place) = (index / 8 + 1, index % 8);
        let turn = place as f64 * std::f64::consts::FRAC_PI_4;
        moved(about, [turn.cos(), turn.sin()], ring as f64 * step)
    });
    std::iter::once(about).chain(around)
}

/// Draws the devices.
pub(super) fn draw(svg: &mut Svg, devices: &[Device<'_>]) {
    for device in devices {
        svg.open("g", &[]);
        svg.text_element("title", &[], &format!("{} ({})", device.words, device.kind));
        if device.is_dot() {
            circle(svg, "dot", device.at, device.radius);
        } else {
            picture(svg, glyph(device.kind), device.at, device.radius);
        }
        svg.close("g");
    }
}

/// Draws a picture in its disc.
pub(super) fn picture(svg: &mut Svg, glyph: &Glyph, at: Point, radius: f64) {
    let scale = radius / GLYPH_HALF * 0.86;
    let [x, y] = at.map(number);
    circle(svg, "disc", at, radius);
    let place = format!("translate({x} {y}) scale({:.2})", scale);
    svg.open("g", &[("transform", &place)]);
    svg.path("icon", glyph.lines);
    svg.path("solid", glyph.solid);
    svg.close("g");
}

/// The pictures on the sheet, for the legend, by their words.
pub(super) fn pictures(devices: &[Device<'_>]) -> Vec<&'static Glyph> {
    let shown = devices.iter().filter(|device| !device.is_dot()).map(|device| glyph(device.kind));
    shown.map(|glyph| (glyph.words, glyph)).collect::<BTreeMap<_, _>>().into_values().collect()
}
