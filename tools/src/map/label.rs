//! Names in rooms: as large as there is room for, on several lines where that helps, upright in narrow
//! rooms, and not at all where they would cross a wall.

use super::plane::{Point, Rect, apart, edges, holds};

/// Sizes that are tried, in pixels, the largest first.
const SIZES: [f64; 8] = [15.0, 13.5, 12.0, 11.0, 10.0, 9.0, 8.0, 7.2];
/// Names are turned upright only where they would be smaller than this.
const TURN_BELOW: f64 = 9.0;
/// Pixels of a line, of its size.
const LINE: f64 = 1.18;
/// Pixels kept from walls, of the size.
const PAD: f64 = 0.35;
/// Lines of a name, at most.
const LINES_MAX: usize = 3;
/// Places looked at along each side of a room.
const STEPS: usize = 7;
/// Rooms with more corners are looked at in few places only.
const CORNERS_FINE: usize = 400;
/// Letters of a name, at most; the rest is dots.
const LETTERS_MAX: usize = 60;

/// A name with its place.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Label {
    pub(super) lines: Vec<String>,
    /// The middle.
    pub(super) at: Point,
    /// Of the letters, in pixels.
    pub(super) size: f64,
    /// True where it is read from below upwards.
    pub(super) is_upright: bool,
}

/// Room for a name.
pub(super) struct Space<'a> {
    pub(super) rings: &'a [Vec<Point>],
    pub(super) bounds: Rect,
    /// What stands in it.
    pub(super) taken: &'a [Rect],
    /// Lines that lead through it.
    pub(super) lines: &'a [[Point; 2]],
}

/// Lines of a name and what they take, for a size of one pixel.
struct Wrapped {
    lines: Vec<String>,
    width: f64,
}

/// Finds the place for a name of at most so many pixels.
pub(super) fn fit(words: &str, space: &Space<'_>, largest: f64) -> Option<Label> {
    let choices = wrappings(words);
    let level = Spots::of(space, false);
    let large = |size: &f64| *size <= largest && *size >= TURN_BELOW;
    let small = |size: &f64| *size <= largest && *size < TURN_BELOW;
    let find = |spots: &Spots, is_wanted: &dyn Fn(&f64) -> bool| {
        SIZES.iter().filter(|size| is_wanted(size)).find_map(|size| spots.label(&choices, *size))
    };
    // A second spot list is only made where the first does not do.
    find(&level, &large).or_else(|| {
        let turned = Spots::of(space, true);
        let is_tall = space.bounds.height() > 1.3 * space.bounds.width();
        let upright = is_tall.then(|| find(&turned, &large)).flatten();
        upright.or_else(|| find(&level, &small)).or_else(|| find(&turned, &small))
    })
}

/// A room, perhaps turned by a quarter, with the points where a name may stand, the best first.
struct Spots {
    edges: Vec<[Point; 2]>,
    taken: Vec<Rect>,
    points: Vec<Point>,
    is_turned: bool,
}

impl Spots {
    fn of(space: &Space<'_>, is_turned: bool) -> Self {
        let turn = |[x, y]: Point| if is_turned { [y, x] } else { [x, y] };
        let rings: Vec<Vec<Point>> =
            space.rings.iter().map(|ring| ring.iter().map(|at| turn(*at)).collect()).collect();
        let bounds = Rect { low: turn(space.bounds.low), high: turn(space.bounds.high) };
        let turned = |rect: &Rect| Rect { low: turn(rect.low), high: turn(rect.high) };
        let taken = space.taken.iter().map(turned).collect();
        let mut edges: Vec<[Point; 2]> = edges(&rings).collect();
        let points = points(&rings, &edges, bounds);
        edges.extend(space.lines.iter().map(|line| line.map(turn)));
        Self { edges, taken, points, is_turned }
    }

    /// The first point at which one of the wrappings fits.
    fn label(&self, choices: &[Wrapped], size: f64) -> Option<Label> {
        for wrapped in choices {
            let width = (wrapped.width + 2.0 * PAD) * size;
            let height = (wrapped.lines.len() as f64 * LINE + PAD) * size;
            let is_free = |at: &&Point| {
                let rect = Rect::about(**at, width, height);
                !self.taken.iter().any(|other| other.overlaps(&rect))
                    && !self.edges.iter().any(|[a, b]| rect.meets(*a, *b))
            };
            if let Some(&[x, y]) = self.points.iter().find(is_free) {
                return Some(Label {
                    lines: wrapped.lines.clone(),
                    at: if self.is_turned { [y, x] } else { [x, y] },
                    size,
                    is_upright: self.is_turned,
                });
            }
        }
        None
    }
}

/// Where a name may stand: the middle of the room, where that is inside; else, and beside what
/// stands there, points of a grid, those far from walls and near the middle first.
fn points(rings: &[Vec<Point>], edges: &[[Point; 2]], bounds: Rect) -> Vec<Point> {
    let centre = centroid(rings).unwrap_or_else(|| bounds.centre());
    let steps = if edges.len() > CORNERS_FINE { 3 } else { STEPS };
    let part = |index: usize| (index as f64 + 0.5) / steps as f64;
    let grid = (0..steps).flat_map(|row| {
        (0..steps).map(move |column| {
            let (x, y) = (part(column), part(row));
            [bounds.low[0] + bounds.width() * x, bounds.low[1] + bounds.height() * y]
        })
    });
    let rows = grid.chain([[centre[0], bounds.centre()[1]], [bounds.centre()[0], centre[1]]]);
    let mut found: Vec<(f64, Point)> = rows
        .filter(|at| holds(rings, *at))
        .map(|at| (apart(at, centre) - 1.2 * clearance(edges, at), at))
        .collect();
    found.sort_by(|a, b| a.0.total_cmp(&b.0));
    let middle = Some(centre).filter(|at| holds(rings, *at));
    middle.into_iter().chain(found.into_iter().map(|(_, at)| at)).collect()
}

/// How far a point is from the nearest wall.
fn clearance(edges: &[[Point; 2]], at: Point) -> f64 {
    edges
        .iter()
        .map(|edge| apart(super::plane::nearest_on(*edge, at), at))
        .fold(f64::INFINITY, f64::min)
}

/// The centre of gravity of the largest ring.
fn centroid(rings: &[Vec<Point>]) -> Option<Point> {
    let of = |ring: &Vec<Point>| {
        let origin = ring[0];
        let (mut area, mut sum) = (0.0, [0.0; 2]);
        for [a, b] in edges(std::slice::from_ref(ring)) {
            let [a, b] = [a, b].map(|p| [p[0] - origin[0], p[1] - origin[1]]);
            let piece = a[0] * b[1] - b[0] * a[1];
            area += piece;
            sum = [sum[0] + piece * (a[0] + b[0]) / 3.0, sum[1] + piece * (a[1] + b[1]) / 3.0];
        }
        (area.abs(), [origin[0] + sum[0] / area, origin[1] + sum[1] / area])
    };
    let rings = rings.iter().filter(|ring| ring.len() > 2).map(of);
    let largest = rings.filter(|(area, _)| *area > 0.0).max_by(|a, b| a.0.total_cmp(&b.0));
    largest.map(|(_, centre)| centre)
}

/// The name on one line, two and three, as even as its words allow; the widest last line wins no
/// prize, the narrowest name does.
fn wrappings(words: &str) -> Vec<Wrapped> {
    let words = shortened(words.trim());
    let parts: Vec<&str> = words.split_whitespace().collect();
    let most = parts.len().min(LINES_MAX);
    (1..=most).filter_map(|count| wrapped(&parts, count)).collect()
}

fn shortened(words: &str) -> String {
    match words.char_indices().nth(LETTERS_MAX) {
        Some((end, _)) => format!("{}…", words[..end].trim_end()),
        None => words.to_owned(),
    }
}

/// Words on so many lines, the widest as narrow as can be.
fn wrapped(parts: &[&str], count: usize) -> Option<Wrapped> {
    let joined = |range: std::ops::Range<usize>| parts[range].join(" ");
    let cuts: Vec<Vec<usize>> = match count {
        1 => vec![vec![]],
        2 => (1..parts.len()).map(|a| vec![a]).collect(),
        _ => (1..parts.len()).flat_map(|a| (a + 1..parts.len()).map(move |b| vec![a, b])).collect(),
    };
    let made = cuts.into_iter().map(|cuts| {
        let ends = cuts.iter().copied().chain([parts.len()]);
        let starts = [0].into_iter().chain(cuts.iter().copied());
        let lines: Vec<String> = starts.zip(ends).map(|(a, b)| joined(a..b)).collect();
        let width = lines.iter().map(|line| width(line)).fold(0.0, f64::max);
        Wrapped { lines, width }
    });
    made.min_by(|a, b| a.width.total_cmp(&b.width))
}

/// How wide text is in bold letters without serifs, for a size of one pixel: a little more than the
/// widest of the usual typefaces has them, as the reader's is not known.
pub(super) fn width(text: &str) -> f64 {
    text.chars().map(letter_width).sum()
}

fn letter_width(c: char) -> f64 {
    match c {
        'i' | 'j' | 'l' | '\'' | '.' | ',' | ':' | ';' | '|' | '!' => 0.33,
        ' ' | 'f' | 't' | 'r' | 'I' | '(' | ')' | '[' | ']' | '/' | '-' | '"' | '·' => 0.4,
        'm' | 'w' | 'M' | '%' | '@' => 0.93,
        'W' => 1.0,
        'A'..='Z' | '&' => 0.75,
        '0'..='9' | 'a'..='z' => 0.61,
        // Letters with marks are as wide as without, other scripts of the west as capitals, and
        // those of the east fill a square.
        '\u{80}'..='\u{2ff}' => 0.68,
        '\u{300}'..='\u{36f}' => 0.0,
        '\u{370}'..='\u{10ff}' => 0.75,
        _ => 1.05,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn space(rings: &[Vec<Point>]) -> Space<'_> {
        Space { rings, bounds: Rect::around(rings.iter().flatten()), taken: &[], lines: &[] }
    }

    fn rectangle(width: f64, height: f64) -> Vec<Vec<Point>> {
        vec![vec![[0.0, 0.0], [width, 0.0], [width, height], [0.0, height]]]
    }

    #[test]
    fn names_are_as_large_as_fits_and_wrapped_where_that_helps() {
        let label = fit("Meeting Room", &space(&rectangle(300.0, 100.0)), 15.0).unwrap();
        assert_eq!((label.lines.len(), label.size, label.at), (1, 15.0, [150.0, 50.0]));
        let label = fit("Meeting Room", &space(&rectangle(90.0, 100.0)), 15.0).unwrap();
        assert_eq!(label.lines, ["Meeting", "Room"]);
        let label = fit("Meeting Room", &space(&rectangle(24.0, 300.0)), 15.0).unwrap();
        assert!(label.is_upright);
        assert_eq!(fit("Meeting Room", &space(&rectangle(20.0, 20.0)), 15.0), None);
        assert_eq!(fit("", &space(&rectangle(300.0, 100.0)), 15.0), None);
    }

    #[test]
    fn names_stand_in_the_arm_of_a_bent_room_and_beside_what_is_there() {
        let bent = vec![vec![
            [0.0, 0.0],
            [300.0, 0.0],
            [300.0, 60.0],
            [60.0, 60.0],
            [60.0, 300.0],
            [0.0, 300.0],
        ]];
        let label = fit("Corridor", &space(&bent), 15.0).unwrap();
        assert!(label.at[1] < 60.0 || label.is_upright, "{label:?}");
        let taken = [Rect::about([150.0, 50.0], 40.0, 40.0)];
        let rings = rectangle(300.0, 100.0);
        let label = fit("Lab", &Space { taken: &taken, ..space(&rings) }, 15.0).unwrap();
        assert_ne!(label.at, [150.0, 50.0]);
    }

    proptest! {
        #[test]
        fn no_name_crosses_a_wall(
            corners in proptest::collection::vec([0.0..400.0_f64, 0.0..300.0_f64], 3..9),
            words in "[A-Za-z ]{1,30}",
        ) {
            let rings = vec![corners];
            if let Some(label) = fit(&words, &space(&rings), 15.0) {
                let wide = label.lines.iter().map(|line| width(line)).fold(0.0, f64::max) * label.size;
                let tall = label.lines.len() as f64 * label.size;
                let (wide, tall) = if label.is_upright { (tall, wide) } else { (wide, tall) };
                let rect = Rect::about(label.at, wide, tall);
                prop_assert!(holds(&rings, label.at));
                prop_assert!(!edges(&rings).any(|[a, b]| rect.meets(a, b)));
            }
        }
    }
}
