//! Brute force: each thing against each question, in the plane that touches the ellipsoid at the
//! place of the question. Within a kilometre that plane is true to a thousandth of a millimetre.

use super::building::{Building, Form, Spot, Thing};

/// WGS 84: the axis in metres, and the eccentricity squared.
const AXIS: f64 = 6_378_137.0;
const ECCENTRICITY2: f64 = 0.006_694_379_990_141_317;
/// Edges are straight in degrees, so they bend in the plane: pieces this long bend by 0.03 mm.
const PIECE_METRES: f64 = 20.0;

type Vector = [f64; 3];

fn dot(a: Vector, b: Vector) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

/// A position on the ellipsoid, in metres from the centre of the Earth.
fn in_space(spot: Spot) -> Vector {
    let [latitude, longitude] =
        [spot.latitude, spot.longitude].map(|n| (n as f64 / 1e9).to_radians());
    let normal = AXIS / (1.0 - ECCENTRICITY2 * latitude.sin().powi(2)).sqrt();
    let from_axis = normal * latitude.cos();
    let up = normal * (1.0 - ECCENTRICITY2) * latitude.sin();
    [from_axis * longitude.cos(), from_axis * longitude.sin(), up]
}

/// The plane that touches the ellipsoid at a position: metres east and north of it.
pub(crate) struct Plane {
    origin: Vector,
    east: Vector,
    north: Vector,
}

impl Plane {
    pub(crate) fn at(spot: Spot) -> Self {
        let [latitude, longitude] =
            [spot.latitude, spot.longitude].map(|n| (n as f64 / 1e9).to_radians());
        let (sin, cos) = latitude.sin_cos();
        Self {
            origin: in_space(spot),
            east: [-longitude.sin(), longitude.cos(), 0.0],
            north: [-sin * longitude.cos(), -sin * longitude.sin(), cos],
        }
    }

    fn of(&self, place: Vector) -> [f64; 2] {
        let seen = [0, 1, 2].map(|axis| place[axis] - self.origin[axis]);
        [dot(seen, self.east), dot(seen, self.north)]
    }
}

/// A thing made ready.
pub(crate) struct Known<'a> {
    pub(crate) thing: &'a Thing,
    body: Body,
    /// In square metres.
    pub(crate) area: f64,
}

enum Body {
    Point(Spot, Vector),
    Circle(Vector, f64),
    /// Corners as nanodegrees north and east of the building's corner, whole numbers that an f64 holds
    /// exactly, also multiplied; and the rings cut into short pieces.
    Rings(Vec<Vec<[f64; 2]>>, Vec<Vec<Vector>>),
}

/// What a thing is to a position.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sight {
    /// Metres to it; 0 inside.
    pub(crate) metres: f64,
    /// Metres to its edge.
    pub(crate) edge: f64,
}

pub(crate) struct Truth<'a> {
    corner: Spot,
    pub(crate) known: Vec<Known<'a>>,
}

impl<'a> Truth<'a> {
    pub(crate) fn new(building: &'a Building) -> Self {
        let corner = building.spot([0.0, 0.0]);
        let known = building.things.iter().map(|thing| Known::new(thing, corner)).collect();
        Self { corner, known }
    }

    pub(crate) fn sight(&self, known: &Known<'_>, spot: Spot, plane: &Plane) -> Sight {
        match &known.body {
            Body::Point(_, place) => {
                let metres = length(plane.of(*place));
                Sight { metres, edge: metres }
            }
            Body::Circle(centre, radius) => {
                let beyond = length(plane.of(*centre)) - radius;
                Sight { metres: beyond.max(0.0), edge: beyond.abs() }
            }
            Body::Rings(corners, pieces) => {
                let edge = nearest(pieces, plane);
                let inside = self.is_inside(corners, spot);
                Sight { metres: if inside { 0.0 } else { edge }, edge }
            }
        }
    }

    /// Whether a line from the position to the north crosses the rings an odd number of times.
    fn is_inside(&self, corners: &[Vec<[f64; 2]>], spot: Spot) -> bool {
        let (north, east) = self.corner.to(spot);
        let (north, east) = (north as f64, east as f64);
        let mut crossings = 0;
        for ring in corners {
            for (a, b) in edges(ring) {
                if (a[1] <= east) != (b[1] <= east) {
                    let side = (b[1] - a[1]) * (north - a[0]) - (b[0] - a[0]) * (east - a[1]);
                    crossings += usize::from((side < 0.0) == (b[1] > a[1]));
                }
            }
        }
        crossings % 2 == 1
    }

    /// Whether a thing meets a box given by its corners, widened on all sides by so many metres.
    pub(crate) fn meets_box(&self, known: &Known<'_>, [low, high]: [Spot; 2], more: f64) -> bool {
        let nano = 1e9 / 111_200.0 * more;
        let wide = nano / (low.latitude as f64 / 1e9).to_radians().cos();
        let (south, west) = self.corner.to(low);
        let (north, east) = self.corner.to(high);
        let least = [south as f64 - nano, west as f64 - wide];
        let most = [north as f64 + nano, east as f64 + wide];
        if least[0] > most[0] || least[1] > most[1] {
            return false;
        }
        let within = |at: [f64; 2]| (0..2).all(|i| least[i] <= at[i] && at[i] <= most[i]);
        match &known.body {
            Body::Point(spot, _) => {
                let (north, east) = self.corner.to(*spot);
                within([north as f64, east as f64])
            }
            Body::Circle(..) => {
                let Form::Circle(centre, cm) = known.thing.form else { return false };
                let (north, east) = self.corner.to(centre);
                let near =
                    |value: i64, i: usize| (value as f64).clamp(least[i], most[i]).round() as i64;
                let nearest = Spot::new(
                    self.corner.latitude + near(north, 0),
                    self.corner.longitude + near(east, 1),
                );
                let plane = Plane::at(nearest);
                length(plane.of(in_space(centre))) <= f64::from(cm) / 100.0
            }
            Body::Rings(corners, _) => {
                let [a, b] = [least, most];
                let sides =
                    [(a, [a[0], b[1]]), ([a[0], b[1]], b), (b, [b[0], a[1]]), ([b[0], a[1]], a)];
                let meets = |p: [f64; 2], q: [f64; 2]| {
                    within(p) || sides.iter().any(|(s, t)| cross(p, q, *s, *t))
                };
                let low = Spot::new(
                    self.corner.latitude + least[0].round() as i64,
                    self.corner.longitude + least[1].round() as i64,
                );
                corners.iter().any(|ring| edges(ring).any(|(p, q)| meets(p, q)))
                    || self.is_inside(corners, low)
            }
        }
    }
}

impl<'a> Known<'a> {
    fn new(thing: &'a Thing, corner: Spot) -> Self {
        let offset = |spot: &Spot| {
            let (north, east) = corner.to(*spot);
            [north as f64, east as f64]
        };
        let body = match &thing.form {
            Form::Point(spot) => Body::Point(*spot, in_space(*spot)),
            Form::Circle(spot, cm) => Body::Circle(in_space(*spot), f64::from(*cm) / 100.0),
            Form::Rings(rings) => Body::Rings(
                rings.iter().map(|ring| ring.iter().map(offset).collect()).collect(),
                rings.iter().map(|ring| pieces(ring)).collect(),
            ),
        };
        let plane = Plane::at(corner);
        let area = match &body {
            Body::Point(..) => 0.0,
            Body::Circle(_, radius) => std::f64::consts::PI * radius * radius,
            Body::Rings(_, pieces) => {
                let area = |ring: &Vec<Vector>| {
                    let flat: Vec<_> = ring.iter().map(|place| plane.of(*place)).collect();
                    edges(&flat).map(|(a, b)| a[0] * b[1] - a[1] * b[0]).sum::<f64>().abs() / 2.0
                };
                area(&pieces[0]) - pieces[1..].iter().map(area).sum::<f64>()
            }
        };
        Self { thing, body, area }
    }

    /// The thing along a ray from the plane's origin: see [`Along`].
    pub(crate) fn along(&self, plane: &Plane, bearing: f64, ray: f64, close: f64) -> Along {
        let (sin, cos) = bearing.to_radians().sin_cos();
        // Along the ray, and to the right of it.
        let turned = |place: Vector| {
            let [east, north] = plane.of(place);
            [east * sin + north * cos, east * cos - north * sin]
        };
        match &self.body {
            Body::Point(_, place) => {
                let [along, right] = turned(*place);
                let foot = along.clamp(0.0, ray);
                let beside = (along - foot).hypot(right);
                Along { beside, met: Some([foot - close, foot + close]) }
            }
            Body::Circle(centre, radius) => {
                let [along, right] = turned(*centre);
                let foot = along.clamp(0.0, ray);
                let beside = ((along - foot).hypot(right) - radius).max(0.0);
                let enter = |aside: f64| {
                    let half = radius * radius - aside * aside;
                    let enter = along - half.max(0.0).sqrt();
                    let leave = along + half.max(0.0).sqrt();
                    (half > 0.0 && leave > close && enter < ray - close).then(|| enter.max(0.0))
                };
                Along {
                    beside,
                    met: interval([-close, 0.0, close].map(|d| enter(right + d)), close),
                }
            }
            Body::Rings(_, pieces) => {
                let flat: Vec<Vec<[f64; 2]>> =
                    pieces.iter().map(|ring| ring.iter().map(|p| turned(*p)).collect()).collect();
                let all = || flat.iter().flat_map(|ring| edges(ring));
                let beside = all().map(|(a, b)| between(a, b, ray)).fold(f64::INFINITY, f64::min);
                let first = |aside: f64| {
                    let met = all().filter_map(|(a, b)| crossing(a, b, aside));
                    let met = met.filter(|along| (close..=ray - close).contains(along));
                    met.min_by(f64::total_cmp)
                };
                Along { beside, met: interval([-close, 0.0, close].map(first), close) }
            }
        }
    }
}

/// What a thing is to a ray.
pub(crate) struct Along {
    /// Metres from the ray to the thing, or to its edge.
    pub(crate) beside: f64,
    /// From where to where along the ray it is met, as far as that is certain to the tolerance.
    pub(crate) met: Option<[f64; 2]>,
}

/// From the least to the most of where neighbouring rays meet a thing, if all three do.
fn interval(met: [Option<f64>; 3], close: f64) -> Option<[f64; 2]> {
    let [a, b, c] = met;
    let (a, b, c) = (a?, b?, c?);
    Some([a.min(b).min(c) - close, a.max(b).max(c) + close])
}

/// Where an edge crosses the line that runs so far to the right of the ray.
fn crossing(a: [f64; 2], b: [f64; 2], aside: f64) -> Option<f64> {
    let (from, to) = (a[1] - aside, b[1] - aside);
    ((from > 0.0) != (to > 0.0)).then(|| a[0] + (b[0] - a[0]) * (from / (from - to)))
}

/// Metres between an edge and the segment from the origin along the first axis.
fn between(a: [f64; 2], b: [f64; 2], ray: f64) -> f64 {
    if crossing(a, b, 0.0).is_some_and(|along| (0.0..=ray).contains(&along)) {
        return 0.0;
    }
    let from_corner = |at: [f64; 2]| (at[0] - at[0].clamp(0.0, ray)).hypot(at[1]);
    let from_end = |end: f64| to_segment([a[0] - end, a[1]], [b[0] - end, b[1]]);
    from_corner(a).min(from_corner(b)).min(from_end(0.0)).min(from_end(ray))
}

fn length([x, y]: [f64; 2]) -> f64 {
    x.hypot(y)
}

/// Metres from the origin to a segment.
fn to_segment(a: [f64; 2], b: [f64; 2]) -> f64 {
    let d = [b[0] - a[0], b[1] - a[1]];
    let length2 = d[0] * d[0] + d[1] * d[1];
    let t = -(a[0] * d[0] + a[1] * d[1]) / length2;
    let t = if length2 > 0.0 { t.clamp(0.0, 1.0) } else { 0.0 };
    length([a[0] + t * d[0], a[1] + t * d[1]])
}

/// Metres from the plane's origin to the nearest of the pieces.
fn nearest(pieces: &[Vec<Vector>], plane: &Plane) -> f64 {
    let mut best = f64::INFINITY;
    for ring in pieces {
        let mut before = plane.of(ring[ring.len() - 1]);
        for place in ring {
            let here = plane.of(*place);
            best = best.min(to_segment(before, here));
            before = here;
        }
    }
    best
}

/// The edges of a ring, the last back to the first.
fn edges(ring: &[[f64; 2]]) -> impl Iterator<Item = ([f64; 2], [f64; 2])> {
    let next = ring.iter().cycle().skip(1);
    ring.iter().copied().zip(next.copied())
}

/// Whether two segments cross or touch.
fn cross(a: [f64; 2], b: [f64; 2], c: [f64; 2], d: [f64; 2]) -> bool {
    let side = |p: [f64; 2], q: [f64; 2], r: [f64; 2]| {
        (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])
    };
    let (ab, cd) = (side(a, b, c) * side(a, b, d), side(c, d, a) * side(c, d, b));
    ab <= 0.0 && cd <= 0.0 && (ab < 0.0 || cd < 0.0)
}

/// The corners of a ring with positions between them, straight in degrees.
fn pieces(ring: &[Spot]) -> Vec<Vector> {
    let mut out = Vec::new();
    for (from, to) in ring.iter().zip(ring.iter().cycle().skip(1)) {
        let (north, east) = from.to(*to);
        let far = length(Plane::at(*from).of(in_space(*to)));
        let count = (far / PIECE_METRES).ceil().max(1.0);
        for piece in 0..count as usize {
            let part = piece as f64 / count;
            let step = |span: i64| (span as f64 * part).round() as i64;
            out.push(in_space(Spot::new(from.latitude + step(north), from.longitude + step(east))));
        }
    }
    out
}
