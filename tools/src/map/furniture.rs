//! Title, scale bar, north arrow and legend.

use super::canvas::{Canvas, WIDTH};
use super::devices::picture;
use super::glyph::Glyph;
use super::label::width;
use super::plane::{Point, moved};
use super::style::{Family, class};
use super::svg::{Svg, number, path_data};

/// Pixels from the left and right edge of the sheet.
const EDGE: f64 = 40.0;
/// Pixels of a scale bar, about.
const BAR: f64 = 150.0;
/// Letters of a legend, in pixels; from one row to the next; and between two entries.
const SMALL: f64 = 11.0;
const ROW: f64 = 22.0;
const GAP: f64 = 20.0;
/// Pixels of a sample and what follows it.
const SAMPLE: f64 = 22.0;
/// How much narrower letters that are not bold are than [`width`] says.
const REGULAR: f64 = 0.92;

/// An entry of the legend.
#[derive(Clone, Copy, Debug)]
pub(super) enum Entry {
    Ground(Family),
    Picture(&'static Glyph),
    WayOut,
    Way,
    Cell,
}

impl Entry {
    fn words(self) -> &'static str {
        match self {
            Self::Ground(family) => family.words()[1],
            Self::Picture(glyph) => glyph.words,
            Self::WayOut => "Way out",
            Self::Way => "Route",
            Self::Cell => "H3 cells",
        }
    }

    fn width(self) -> f64 {
        SAMPLE + width(self.words()) * SMALL * REGULAR + GAP
    }

    fn draw(self, svg: &mut Svg, [x, y]: Point) {
        match self {
            Self::Ground(family) => swatch(svg, family, [x, y]),
            Self::Picture(glyph) => picture(svg, glyph, [x + 8.0, y], 8.0),
            Self::WayOut => {
                let corners = [[x + 3.0, y - 5.0], [x + 13.0, y], [x + 3.0, y + 5.0]];
                svg.path("arrow", &path_data(&corners, true));
            }
            Self::Way => svg.path("way", &path_data(&[[x + 2.0, y], [x + 15.0, y]], false)),
            Self::Cell => {
                let corner = |turn: u32| {
                    let turn = f64::from(turn) * std::f64::consts::FRAC_PI_3;
                    moved([x + 8.0, y], [turn.cos(), turn.sin()], 7.0)
                };
                svg.path("cell", &path_data(&(0..6).map(corner).collect::<Vec<_>>(), true));
            }
        }
        let [left, base] = [x + SAMPLE, y + 4.0].map(number);
        svg.text_element("text", &[("class", "small"), ("x", &left), ("y", &base)], self.words());
    }
}

/// A sample of a ground, with the lines that stairs and lifts have.
fn swatch(svg: &mut Svg, family: Family, [x, y]: Point) {
    let corners = [[x, y - 6.0], [x + 16.0, y - 6.0], [x + 16.0, y + 6.0], [x, y + 6.0]];
    svg.path(&format!("swatch {}", class(family)), &path_data(&corners, true));
    let data = |lines: &[[Point; 2]]| -> String {
        lines.iter().map(|line| path_data(line, false)).collect()
    };
    let [a, b, c, d] = corners;
    match family {
        Family::Stair => {
            svg.path(
                "tread",
                &data(&[4.0, 8.0, 12.0].map(|by| [[a[0] + by, a[1]], [d[0] + by, d[1]]])),
            );
        }
        Family::Lift => svg.path("cross", &data(&[[a, c], [b, d]])),
        _ => {}
    }
}

/// Draws what stands around the plan, from the title down to the legend; the height of the sheet.
pub(super) fn draw(svg: &mut Svg, canvas: &Canvas, titles: [&str; 2], entries: &[Entry]) -> f64 {
    title(svg, titles);
    north(svg, canvas.north(), [WIDTH - EDGE - 18.0, 44.0]);
    let top = canvas.plan.high[1] + 40.0;
    let beside = scale_bar(svg, canvas.scale, top) + 40.0;
    legend(svg, entries, beside, top)
}

/// How high the sheet will be, for the same arguments.
pub(super) fn height(canvas: &Canvas, entries: &[Entry]) -> f64 {
    draw(&mut Svg::default(), canvas, ["", ""], entries)
}

fn title(svg: &mut Svg, [site, level]: [&str; 2]) {
    let left = number(EDGE);
    svg.text_element("text", &[("class", "title"), ("x", &left), ("y", "44")], level);
    svg.text_element("text", &[("class", "level"), ("x", &left), ("y", "67")], site);
}

/// A needle, and the letter at its tip.
fn north(svg: &mut Svg, direction: Point, at: Point) {
    let across = [-direction[1], direction[0]];
    let (tip, tail) = (moved(at, direction, 17.0), moved(at, direction, -13.0));
    let notch = moved(at, direction, -7.0);
    let wing = |by: f64| moved(tail, across, by);
    svg.path("north", &path_data(&[tip, wing(8.0), notch], true));
    svg.path("rule", &path_data(&[tip, wing(8.0), notch, wing(-8.0)], true));
    let letter = moved(at, direction, 27.0);
    let [x, y] = [letter[0], letter[1] + 4.0].map(number);
    svg.text_element("text", &[("class", "small name"), ("x", &x), ("y", &y)], "N");
}

/// A bar of 1, 2 or 5 times a power of ten metres, in two halves; where it ends.
fn scale_bar(svg: &mut Svg, scale: f64, top: f64) -> f64 {
    let metres = round_metres(BAR / scale);
    let long = metres * scale;
    let [left, middle, right] = [EDGE, EDGE + long / 2.0, EDGE + long];
    let [x, y, wide] = [left, top - 3.0, long / 2.0].map(number);
    let half = [("x", x.as_str()), ("y", &y), ("width", &wide), ("height", "5")];
    svg.element("rect", &[&[("class", "bar")], &half[..]].concat());
    let frame = [[middle, top - 3.0], [right, top - 3.0], [right, top + 2.0], [middle, top + 2.0]];
    svg.path("rule", &path_data(&frame, false));
    let words = |metres: f64| {
        if metres >= 1000.0 { format!("{} km", metres / 1000.0) } else { format!("{metres} m") }
    };
    let base = number(top + 17.0);
    for (at, text) in [(left, "0".to_owned()), (right, words(metres))] {
        let x = number(at);
        let place =
            [("class", "small"), ("x", x.as_str()), ("y", &base), ("text-anchor", "middle")];
        svg.text_element("text", &place, &text);
    }
    right + width(&words(metres)) * SMALL / 2.0
}

/// 1, 2 or 5 times a power of ten, not above a number.
fn round_metres(most: f64) -> f64 {
    let power = 10.0_f64.powf(most.max(1e-3).log10().floor());
    let steps = [5.0, 2.0, 1.0].map(|step| step * power);
    steps.into_iter().find(|step| *step <= most * 1.001).unwrap_or(power)
}

/// Rows of entries, from the right end of the scale bar to the edge; where they end.
fn legend(svg: &mut Svg, entries: &[Entry], left: f64, top: f64) -> f64 {
    let (mut x, mut y) = (left, top);
    for entry in entries {
        if x > left && x + entry.width() - GAP > WIDTH - EDGE {
            (x, y) = (left, y + ROW);
        }
        entry.draw(svg, [x, y]);
        x += entry.width();
    }
    y + 40.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_have_round_lengths() {
        assert_eq!([4.2, 37.0, 0.7, 5_300.0, 1.0].map(round_metres), [2.0, 20.0, 0.5, 5000.0, 1.0]);
    }
}
