//! Distances and bearings on the WGS 84 ellipsoid.
//!
//! A [`Frame`] is the view from one position: its sine and cosine are taken once, and everything
//! near it costs a few multiplications. Within some kilometres a distance is that in the plane, scaled
//! as at the latitude half way (relative error below 10⁻⁶); up to 500 km it is the straight chord
//! through the Earth, bent back onto the surface (below 3·10⁻⁶); beyond, it is Karney's geodesic.

use geo::{Bearing as _, Distance as _, Geodesic, Point};

use super::position::{NANO, Position, QUARTER_TURN};

/// Semi-major axis, in metres (WGS 84, NIMA TR8350.2 table 3.1).
const AXIS: f64 = 6_378_137.0;
/// Flattening (same source).
const FLATTENING: f64 = 1.0 / 298.257_223_563;
/// First eccentricity, squared.
const ECCENTRICITY2: f64 = FLATTENING * (2.0 - FLATTENING);
/// Radians in a nanodegree.
pub(super) const RADIANS: f64 = std::f64::consts::PI / 180e9;
/// The smallest radius of curvature anywhere, in metres: that of the meridian at the equator.
pub(super) const RADIUS_MIN: f64 = AXIS * (1.0 - ECCENTRICITY2);
/// The largest radius of curvature anywhere, in metres, rounded up: that at the poles.
const RADIUS_MAX: f64 = 6_400_000.0;
/// The smallest distance from the axis at a latitude is this many metres times its cosine.
pub(super) const AXIS_MIN: f64 = AXIS;
/// Differences of latitude and longitude up to this, in nanodegrees, are small enough for the plane:
/// 0.1°, where its relative error is at most Δλ²/24, some 10⁻⁷.
const HALF_WAY_REACH: i64 = NANO / 10;
/// An edge that leaves the straight line by no more than this, in metres, is taken as straight.
pub(super) const STRAIGHT_ENOUGH: f64 = 1e-4;
/// Chords up to this long, in metres, are bent to arcs; longer ones go to Karney.
const CHORD_MAX: f64 = 500_000.0;
/// Bound of the relative error of [`Frame::distance`] against Karney's geodesic.
pub(super) const RELATIVE_ERROR: f64 = 1e-5;
/// Longest piece of an edge handled at once, in nanodegrees: half a degree is nearly straight.
pub(super) const PIECE: i64 = NANO / 2;
/// Within this angle, in radians (12 km), three terms of the series are exact to the last bit.
const SMALL_ANGLE: f64 = 2e-3;

/// Distance between two positions on the ellipsoid, in metres; relative error below 10⁻⁵.
#[must_use]
pub fn distance_metres(from: Position, to: Position) -> f64 {
    Frame::new(from).distance(to)
}

/// Bearing at `from` of the shortest way to `to`, in degrees clockwise from true north, 0 to just
/// below 360; 0 when the positions are the same.
#[must_use]
pub fn bearing_degrees(from: Position, to: Position) -> f64 {
    if from == to { 0.0 } else { Geodesic.bearing(point(from), point(to)).rem_euclid(360.0) }
}

/// A position in the words of `geo`: longitude first.
fn point(position: Position) -> Point<f64> {
    Point::new(position.longitude_degrees(), position.latitude_degrees())
}

/// The view from one position.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Frame {
    /// Where the frame stands.
    pub(super) origin: Position,
    sin: f64,
    cos: f64,
    /// Distance from the Earth's axis, in metres.
    axial: f64,
    /// Height over the plane of the equator, in metres.
    polar: f64,
    /// Radius of curvature across the meridian, in metres.
    across: f64,
    /// 1/(4R²) for the mean radius of curvature R here.
    bend: f64,
    /// Metres in a nanodegree of latitude half way to a place so many nanodegrees north, and the
    /// same of longitude, as series in those nanodegrees.
    half_way: ([f64; 2], [f64; 3]),
    /// How far an edge here leaves the straight line, in metres for a square metre of its length
    /// squared.
    bow: f64,
}

/// Where something lies, seen from a frame: metres along its axes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Offset {
    pub(super) east: f64,
    pub(super) north: f64,
    up: f64,
}

impl Offset {
    fn chord2(self) -> f64 {
        self.dot(self)
    }

    fn dot(self, other: Self) -> f64 {
        self.east * other.east + self.north * other.north + self.up * other.up
    }
}

impl Frame {
    /// The view from a position.
    pub(super) fn new(origin: Position) -> Self {
        let (sin, cos) = (origin.latitude_nanodegrees() as f64 * RADIANS).sin_cos();
        let across = normal_radius(sin);
        let along = across * (1.0 - ECCENTRICITY2) * (across * across * (1.0 / (AXIS * AXIS)));
        // By latitude the meridian's radius grows as 3·e²·sin φ·cos φ of itself, and the distance
        // from the axis as −M·sin φ, which itself grows as −M·cos φ.
        let north = [along, along * 1.5 * ECCENTRICITY2 * sin * cos * RADIANS];
        let half = 0.5 * RADIANS;
        let east = [across * cos, -along * sin * half, -along * cos * half * half / 2.0];
        Self {
            origin,
            sin,
            cos,
            axial: across * cos,
            polar: across * (1.0 - ECCENTRICITY2) * sin,
            across,
            bend: 1.0 / (4.0 * across * along),
            half_way: (north.map(|metres| metres * RADIANS), east.map(|metres| metres * RADIANS)),
            // A parallel bends by L²·tan φ/8R.
            bow: (1.0 + sin.abs() / cos) / (8.0 * RADIUS_MIN),
        }
    }

    /// Distance to a position, in metres.
    pub(super) fn distance(&self, to: Position) -> f64 {
        self.distance2(to).sqrt()
    }

    /// Its square, in square metres.
    #[inline]
    pub(super) fn distance2(&self, to: Position) -> f64 {
        match self.mapped(to) {
            Some([north, east]) => north * north + east * east,
            None => self.far_distance(to).powi(2),
        }
    }

    fn far_distance(&self, to: Position) -> f64 {
        let chord2 = self.offset(to).chord2();
        if chord2 <= CHORD_MAX * CHORD_MAX {
            self.arc(chord2)
        } else {
            Geodesic.distance(point(self.origin), point(to))
        }
    }

    /// Metres east and north in the plane that touches the ellipsoid here.
    pub(super) fn plane(&self, to: Position) -> [f64; 2] {
        let offset = self.offset(to);
        [offset.east, offset.north]
    }

    /// The arc over a chord: s = 2R·asin(c/2R), as a series.
    fn arc(&self, chord2: f64) -> f64 {
        let x2 = chord2 * self.bend;
        chord2.sqrt() * (1.0 + x2 * (1.0 / 6.0 + x2 * (3.0 / 40.0)))
    }

    #[inline]
    fn offset(&self, to: Position) -> Offset {
        let north = to.latitude_nanodegrees() - self.origin.latitude_nanodegrees();
        let east = self.origin.eastward_to(to);
        self.view(north as f64 * RADIANS, east as f64 * RADIANS)
    }

    /// What lies `north` and `east` of here, in radians of latitude and longitude.
    #[inline]
    fn view(&self, north: f64, east: f64) -> Offset {
        let (sin_n, cos_n) = sin_cos(north);
        let (sin_e, cos_e) = sin_cos(east);
        let sin = self.sin * cos_n + self.cos * sin_n;
        let cos = self.cos * cos_n - self.sin * sin_n;
        let across = self.normal_radius(sin);
        let axial = across * cos;
        let polar = across * (1.0 - ECCENTRICITY2) * sin;
        self.turned(axial * cos_e - self.axial, axial * sin_e, polar - self.polar)
    }

    /// The same, and how it moves as latitude and as longitude grow, in metres a radian.
    fn view_and_motion(&self, north: f64, east: f64) -> (Offset, [Offset; 2]) {
        let (sin_n, cos_n) = sin_cos(north);
        let (sin_e, cos_e) = sin_cos(east);
        let sin = self.sin * cos_n + self.cos * sin_n;
        let cos = self.cos * cos_n - self.sin * sin_n;
        let along = meridian_radius(sin);
        let axial = normal_radius(sin) * cos;
        let by_latitude = self.turned(-along * sin * cos_e, -along * sin * sin_e, along * cos);
        let by_longitude = self.turned(-axial * sin_e, axial * cos_e, 0.0);
        (self.view(north, east), [by_latitude, by_longitude])
    }

    /// Radius of curvature across the meridian where the latitude has this sine: from the radius
    /// here by a series, which saves a root and a division.
    #[inline]
    fn normal_radius(&self, sin: f64) -> f64 {
        let change = ECCENTRICITY2 * (self.sin - sin) * (self.sin + sin);
        let x = change * self.across * self.across * (1.0 / (AXIS * AXIS));
        if x.abs() > 4e-4 {
            return normal_radius(sin);
        }
        // (1 + x)^(-1/2); what is left out is below 10⁻¹⁴.
        self.across * (1.0 - x * (1.0 / 2.0 - x * (3.0 / 8.0 - x * (5.0 / 16.0))))
    }

    /// From axes fixed in the Earth, its x through this meridian, to east, north and up.
    #[inline]
    fn turned(&self, x: f64, y: f64, z: f64) -> Offset {
        Offset { east: y, north: self.cos * z - self.sin * x, up: self.cos * x + self.sin * z }
    }

    /// Distance to the nearest position of an edge, in metres, when it may be less than `best`;
    /// otherwise something not less than `best`. An edge is straight in latitude and longitude.
    pub(super) fn distance_to_edge(&self, start: Position, end: Position, best: f64) -> f64 {
        let [from, to] = [start, end].map(|p| p.latitude_nanodegrees());
        let span = [start.eastward_to(end), to - from];
        let from = [self.origin.eastward_to(start), from - self.origin.latitude_nanodegrees()];
        if let (Some(a), Some(b)) = (self.mapped(start), self.mapped(end)) {
            let (straight, off) = self.straight_distance2(a, b);
            let least = straight.sqrt() - off;
            if off <= STRAIGHT_ENOUGH || least > best {
                return least + off;
            }
        }
        let pieces = 1 + span[0].abs().max(span[1].abs()) / PIECE;
        let mut least = best;
        let half = span.map(|span| span as f64 * RADIANS / pieces as f64 / 2.0);
        let half_metres = half[0].hypot(half[1]) * RADIUS_MAX;
        for piece in 0..pieces {
            let at = |halves: i64| {
                let t = halves as f64 / (2 * pieces) as f64;
                [0, 1].map(|axis| (from[axis] as f64 + span[axis] as f64 * t) * RADIANS)
            };
            // Following a piece costs ten times what a look at its middle does. A chord is no longer
            // than the way, and from the middle nothing of the piece is farther than half of it.
            let [east, north] = at(2 * piece + 1);
            if self.view(north, east).chord2().sqrt() - half_metres < least {
                least = least.min(self.distance_to_piece(at(2 * piece), at(2 * piece + 2)));
            }
        }
        least
    }

    /// Where a near position lies in a plane in which its distance from here is right: metres north
    /// and east; none when it is too far for that.
    #[inline]
    pub(super) fn mapped(&self, to: Position) -> Option<[f64; 2]> {
        let north = to.latitude_nanodegrees() - self.origin.latitude_nanodegrees();
        let east = self.origin.eastward_to(to);
        if north.abs() > HALF_WAY_REACH || east.abs() > HALF_WAY_REACH {
            return None;
        }
        let (north, east) = (north as f64, east as f64);
        let ([n0, n1], [e0, e1, e2]) = self.half_way;
        Some([north * (n0 + north * n1), east * (e0 + north * (e1 + north * e2))])
    }

    /// The squared distance to the straight line between two mapped positions, and how far, in
    /// metres, the edge between them may leave that line.
    #[inline]
    pub(super) fn straight_distance2(&self, a: [f64; 2], b: [f64; 2]) -> (f64, f64) {
        let d = [b[0] - a[0], b[1] - a[1]];
        let off = (d[0] * d[0] + d[1] * d[1]) * self.bow;
        (distance2_to_segment(a, d), off)
    }

    /// Distance to a piece of an edge, its ends given in radians north and east of here.
    fn distance_to_piece(&self, a: [f64; 2], b: [f64; 2]) -> f64 {
        let span = [b[0] - a[0], b[1] - a[1]];
        let north = |t: f64| a[1] + span[1] * t;
        let east = |t: f64| a[0] + span[0] * t;
        // Half the derivative of the squared chord by t, and the square of the speed.
        let slope = |t: f64| {
            let (seen, [by_latitude, by_longitude]) = self.view_and_motion(north(t), east(t));
            let motion = Offset {
                east: by_latitude.east * span[1] + by_longitude.east * span[0],
                north: by_latitude.north * span[1] + by_longitude.north * span[0],
                up: by_latitude.up * span[1] + by_longitude.up * span[0],
            };
            (seen.dot(motion), motion.dot(motion), seen.chord2())
        };
        let mut t = 0.5;
        let (first, speed2, chord2) = slope(t);
        if chord2 > CHORD_MAX * CHORD_MAX {
            t = bisect(|t| slope(t).0);
        } else if speed2 > 0.0 {
            t = (t - first / speed2).clamp(0.0, 1.0);
            // Each Gauss-Newton step is (distance × curvature of the edge) times nearer.
            for _ in 0..3 {
                let (slope, speed2, _) = slope(t);
                let next = if speed2 > 0.0 { (t - slope / speed2).clamp(0.0, 1.0) } else { t };
                let moved2 = (next - t) * (next - t) * speed2;
                t = next;
                // A millimetre off the foot changes nothing at a metre and less farther out.
                if moved2 < 1e-8 {
                    break;
                }
            }
        }
        let chord2 = self.view(north(t), east(t)).chord2();
        if chord2 <= CHORD_MAX * CHORD_MAX {
            return self.arc(chord2);
        }
        let latitude = self.origin.latitude_nanodegrees() + (north(t) / RADIANS).round() as i64;
        let longitude = self.origin.longitude_nanodegrees() + (east(t) / RADIANS).round() as i64;
        let there = Position::wrapped(latitude.clamp(-QUARTER_TURN, QUARTER_TURN), longitude);
        Geodesic.distance(point(self.origin), point(there))
    }
}

/// Where in 0 to 1 a growing function crosses zero.
fn bisect(slope: impl Fn(f64) -> f64) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    if slope(low) >= 0.0 {
        return low;
    }
    if slope(high) <= 0.0 {
        return high;
    }
    for _ in 0..30 {
        let middle = (low + high) / 2.0;
        if slope(middle) < 0.0 {
            low = middle;
        } else {
            high = middle;
        }
    }
    low
}

/// Squared distance from the origin of a plane to the segment from `a` along `d`.
pub(super) fn distance2_to_segment(a: [f64; 2], d: [f64; 2]) -> f64 {
    let length2 = d[0] * d[0] + d[1] * d[1];
    let along = -(a[0] * d[0] + a[1] * d[1]);
    let t = if length2 > 0.0 { (along / length2).clamp(0.0, 1.0) } else { 0.0 };
    let (x, y) = (a[0] + d[0] * t, a[1] + d[1] * t);
    x * x + y * y
}

/// Radius of curvature across the meridian, in metres.
fn normal_radius(sin: f64) -> f64 {
    AXIS / (1.0 - ECCENTRICITY2 * sin * sin).sqrt()
}

/// Radius of curvature along the meridian, in metres.
fn meridian_radius(sin: f64) -> f64 {
    let w2 = 1.0 - ECCENTRICITY2 * sin * sin;
    AXIS * (1.0 - ECCENTRICITY2) / (w2 * w2.sqrt())
}

/// Product of the radii of curvature where the latitude has this sine, in square metres.
pub(super) fn curvature_radius2(sin: f64) -> f64 {
    normal_radius(sin) * meridian_radius(sin)
}

/// Sine and cosine, by a short series for the small angles that nearly all are.
#[inline]
fn sin_cos(x: f64) -> (f64, f64) {
    if x.abs() > SMALL_ANGLE {
        return x.sin_cos();
    }
    let y = x * x;
    let sin = x - x * y * (1.0 / 6.0 - y * (1.0 / 120.0));
    let cos = 1.0 - y * (0.5 - y * (1.0 / 24.0 - y * (1.0 / 720.0)));
    (sin, cos)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(latitude: f64, longitude: f64) -> Position {
        Position::from_degrees(latitude, longitude).unwrap()
    }

    fn karney(a: Position, b: Position) -> f64 {
        Geodesic.distance(point(a), point(b))
    }

    #[track_caller]
    fn agree(ours: f64, judge: f64) {
        assert!((ours - judge).abs() <= 1e-5 * judge + 1e-6, "{ours} m, Karney says {judge} m");
    }

    #[test]
    fn a_nautical_mile_and_a_pair_of_cities() {
        // A degree of the meridian at the equator and at the pole (WGS 84): 110,574 m, 111,694 m.
        agree(distance_metres(at(-0.5, 7.0), at(0.5, 7.0)), 110_574.388_6);
        assert!((distance_metres(at(89.0, 0.0), at(90.0, 77.0)) - 111_694.0).abs() < 1.0);
        agree(
            distance_metres(at(52.2, 0.12), at(51.5, -0.12)),
            karney(at(52.2, 0.12), at(51.5, -0.12)),
        );
    }

    #[test]
    fn poles_and_the_antimeridian_are_no_walls() {
        agree(
            distance_metres(at(89.999, 10.0), at(89.999, -170.0)),
            karney(at(89.999, 10.0), at(89.999, -170.0)),
        );
        agree(
            distance_metres(at(-17.0, 179.999), at(-17.0, -179.999)),
            karney(at(-17.0, 179.999), at(-17.0, -179.999)),
        );
        assert_eq!(distance_metres(at(90.0, 0.0), at(90.0, 120.0)).round(), 0.0);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4_000))]

        #[test]
        fn distances_agree_with_karney(
            lat in -90.0..=90.0_f64, lon in -180.0..180.0_f64, bearing in 0.0..360.0_f64,
            magnitude in -3.0..7.3_f64,
        ) {
            use geo::Destination as _;
            let from = at(lat, lon);
            let end = Geodesic.destination(point(from), bearing, 10f64.powf(magnitude));
            let to = at(end.y().clamp(-90.0, 90.0), end.x().clamp(-180.0, 180.0));
            let (ours, judge) = (distance_metres(from, to), karney(from, to));
            prop_assert!((ours - judge).abs() <= 1e-5 * judge + 1e-6, "{} {}", ours, judge);
        }

        #[test]
        fn distance_to_an_edge_is_the_least_of_many_samples(
            lat in -89.0..89.0_f64, lon in -180.0..180.0_f64, size in -5.0..0.5_f64,
            at_a in prop::array::uniform2(-1.0..1.0_f64), at_b in prop::array::uniform2(-1.0..1.0_f64),
        ) {
            let size = 10f64.powf(size);
            let near = |[north, east]: [f64; 2]| Position::wrapped(
                (((lat + north * size).clamp(-90.0, 90.0)) * 1e9) as i64, ((lon + east * size) * 1e9) as i64);
            let (from, a, b) = (at(lat, lon), near(at_a), near(at_b));
            let ours = Frame::new(from).distance_to_edge(a, b, f64::INFINITY);
            let sampled = (0..=2_000).map(|i| {
                let t = f64::from(i) / 2_000.0;
                let part = |span: i64| (span as f64 * t).round() as i64;
                karney(from, Position::wrapped(
                    a.latitude_nanodegrees() + part(b.latitude_nanodegrees() - a.latitude_nanodegrees()),
                    a.longitude_nanodegrees() + part(a.eastward_to(b))))
            }).fold(f64::INFINITY, f64::min);
            let step = karney(a, b) / 2_000.0;
            prop_assert!(ours <= sampled * (1.0 + 1e-5) + 1e-3, "{} {}", ours, sampled);
            prop_assert!(ours + step >= sampled * (1.0 - 1e-5) - 1e-3, "{} {}", ours, sampled);
        }
    }
}
