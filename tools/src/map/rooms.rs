//! Rooms, ways, areas, stairs and lifts.

use libsns::record::PlaceClass;

use super::figure::{Figure, Outline};
use super::plane::{Point, clipped};
use super::style::{Family, class};
use super::svg::{Svg, number, path_data, rings_data};

/// Metres from one tread of a stair to the next.
const TREAD_METRES: f64 = 0.3;
/// Pixels between treads, at least.
const TREAD_MIN: f64 = 5.0;
/// Treads of one stair, at most.
const TREADS_MAX: usize = 200;

/// Draws the places; areas above the rooms they are in.
pub(super) fn draw(svg: &mut Svg, figures: &[Figure<'_>], scale: f64) {
    for figure in figures.iter().filter(|figure| !figure.is_open()) {
        draw_one(svg, figure, scale);
    }
    for figure in figures.iter().filter(|figure| figure.is_open()) {
        draw_one(svg, figure, scale);
    }
}

fn draw_one(svg: &mut Svg, figure: &Figure<'_>, scale: f64) {
    svg.open("g", &[]);
    svg.text_element("title", &[], &title(figure));
    let line = if figure.is_open() { "open" } else { "room" };
    let class = format!("{line} {}", class(figure.family));
    match &figure.outline {
        Outline::Rings(rings) => {
            let data = rings_data(rings);
            svg.element("path", &[("class", &class), ("fill-rule", "evenodd"), ("d", &data)]);
        }
        Outline::Circle { centre, radius } => circle(svg, &class, *centre, *radius),
        Outline::Point(at) => circle(svg, "point", *at, 2.5),
    }
    match figure.family {
        Family::Stair => svg.path("tread", &treads(figure, scale)),
        Family::Lift => svg.path("cross", &cross(figure)),
        _ => {}
    }
    svg.close("g");
}

/// What shows under a pointer: the name, and what it is where the name does not say.
fn title(figure: &Figure<'_>) -> String {
    let kind = figure.kind.replace('-', " ");
    let is_said = kind.is_empty() || figure.words.to_lowercase().contains(&kind);
    let is_plain = kind == PlaceClass::Room.word();
    if is_said || is_plain { figure.words.to_owned() } else { format!("{}: {kind}", figure.words) }
}

pub(super) fn circle(svg: &mut Svg, class: &str, centre: Point, radius: f64) {
    let [x, y, r] = [centre[0], centre[1], radius].map(number);
    svg.element("circle", &[("class", class), ("cx", &x), ("cy", &y), ("r", &r)]);
}

/// Lines across the longer side of a stair.
fn treads(figure: &Figure<'_>, scale: f64) -> String {
    let bounds = figure.bounds;
    let along = usize::from(bounds.height() > bounds.width());
    let length = bounds.width().max(bounds.height());
    let step = (TREAD_METRES * scale).max(TREAD_MIN).max(length / TREADS_MAX as f64);
    let mut data = String::new();
    let mut at = bounds.low[along] + step;
    while at < bounds.high[along] - step / 2.0 {
        let mut ends = [bounds.low, bounds.high];
        for end in &mut ends {
            end[along] = at;
        }
        ends[0][1 - along] -= 1.0;
        ends[1][1 - along] += 1.0;
        for piece in clipped(figure.rings(), ends[0], ends[1]) {
            data += &path_data(&piece, false);
        }
        at += step;
    }
    data
}

/// Both diagonals of a lift.
fn cross(figure: &Figure<'_>) -> String {
    let bounds = figure.bounds;
    let (low, high) = (bounds.low, bounds.high);
    let diagonals = [[low, high], [[low[0], high[1]], [high[0], low[1]]]];
    let pieces = diagonals.iter().flat_map(|[from, to]| {
        // A little beyond the corners, so that they do not fall between two walls.
        let [dx, dy] = [(to[0] - from[0]) * 0.01, (to[1] - from[1]) * 0.01];
        clipped(figure.rings(), [from[0] - dx, from[1] - dy], [to[0] + dx, to[1] + dy * 0.999])
    });
    pieces.map(|piece| path_data(&piece, false)).collect()
}
