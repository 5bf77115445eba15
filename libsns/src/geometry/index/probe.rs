//! What a question asks of boxes, points and solids: each is given its *rank*, the metres that the
//! answer is ordered by.

use super::tree::{Extent, Node, Solid, UNIT};
use crate::geometry::bounds::Bounds;
use crate::geometry::ellipsoid::{
    AXIS_MIN, Frame, RADIANS, RADIUS_MIN, RELATIVE_ERROR, distance2_to_segment,
};
use crate::geometry::polygon::Polygon;
use crate::geometry::position::{NANO, Position, QUARTER_TURN, TURN};
use crate::geometry::shape::{Circle, Shape};

/// Units of a box in a turn.
const TURN_UNITS: f64 = (TURN / UNIT) as f64;
/// Radians in a unit of a box.
const UNIT_RADIANS: f64 = RADIANS * UNIT as f64;

/// A way to look for things.
pub(super) trait Probe {
    /// No thing in the box has a smaller rank; infinite when none in it can be met.
    fn bound(&self, extent: &Extent, cos_min: f32) -> f64;

    /// The rank of a point; infinite when it is not met.
    fn point(&self, position: Position) -> f64;

    /// The rank of a solid; infinite when it is not met.
    fn solid(&self, solid: &Solid) -> f64;

    /// The bound of a node.
    fn node(&self, node: &Node) -> f64 {
        self.bound(&node.extent, node.cos_min)
    }
}

/// Lower bounds of distances from a position to boxes.
///
/// The chord between latitudes φ₀, φ and longitudes Δλ apart has, on any ellipsoid,
/// c² = (chord along the meridian)² + 4·r₀·r·sin²(Δλ/2), where r is the distance from the axis. The
/// first is at least 2·M·sin(Δφ/2) for the smallest radius of curvature M (Schur's theorem), r is at
/// least a·cos φ, and no distance is less than its chord. All terms are smallest in the box where Δφ,
/// Δλ and cos φ are.
#[derive(Clone, Copy, Debug)]
struct View {
    latitude: f64,
    longitude: f64,
    cos: f64,
}

impl View {
    fn new(position: Position) -> Self {
        Self {
            latitude: position.latitude_nanodegrees() as f64 / UNIT as f64,
            longitude: position.longitude_nanodegrees() as f64 / UNIT as f64,
            cos: (position.latitude_nanodegrees() as f64 * RADIANS).cos(),
        }
    }

    /// How far the box is to the north or south, in its units.
    fn north_gap(&self, extent: &Extent) -> f64 {
        let below = f64::from(extent.south) - self.latitude;
        let above = self.latitude - f64::from(extent.north);
        below.max(above).max(0.0)
    }

    /// How far the box is to the east or west, the short way round, in its units.
    fn east_gap(&self, extent: &Extent) -> f64 {
        let west = f64::from(extent.west) - self.longitude;
        let east = self.longitude - f64::from(extent.east);
        west.max(east).min(TURN_UNITS + west.min(east)).max(0.0)
    }

    fn bound(&self, extent: &Extent, cos_min: f32) -> f64 {
        // 2·sin(x/2) is at least x − x³/24.
        let double_sine = |x: f64| x * (1.0 - x * x / 24.0);
        let along = RADIUS_MIN * double_sine(self.north_gap(extent) * UNIT_RADIANS);
        let across = AXIS_MIN * double_sine(self.east_gap(extent) * UNIT_RADIANS);
        let across2 = across * across * self.cos * f64::from(cos_min);
        (along * along + across2).sqrt() * (1.0 - RELATIVE_ERROR)
    }
}

/// Things by their distance from a position.
#[derive(Clone, Copy, Debug)]
pub(super) struct DiscProbe {
    view: View,
    pub(super) frame: Frame,
}

impl DiscProbe {
    pub(super) fn new(centre: Position) -> Self {
        Self { view: View::new(centre), frame: Frame::new(centre) }
    }
}

impl Probe for DiscProbe {
    fn bound(&self, extent: &Extent, cos_min: f32) -> f64 {
        self.view.bound(extent, cos_min)
    }

    fn point(&self, position: Position) -> f64 {
        self.frame.distance(position)
    }

    fn solid(&self, solid: &Solid) -> f64 {
        solid.shape.distance(&self.frame)
    }
}

/// Things in a box by their distance from its middle.
#[derive(Clone, Copy, Debug)]
pub(super) struct BoxProbe {
    bounds: Bounds,
    from_middle: DiscProbe,
    /// Half the height and half the width, in units of a box, rounded up.
    half: [f64; 2],
}

impl BoxProbe {
    pub(super) fn new(bounds: Bounds) -> Self {
        let height = bounds.north_nanodegrees() - bounds.south_nanodegrees();
        let half = |length: i64| length as f64 / 2.0 / UNIT as f64 + 1.0;
        let half = [half(height), half(bounds.width_nanodegrees())];
        Self { bounds, from_middle: DiscProbe::new(bounds.centre()), half }
    }
}

impl Probe for BoxProbe {
    fn bound(&self, extent: &Extent, cos_min: f32) -> f64 {
        let view = &self.from_middle.view;
        if view.north_gap(extent) > self.half[0] || view.east_gap(extent) > self.half[1] {
            f64::INFINITY
        } else {
            view.bound(extent, cos_min)
        }
    }

    fn point(&self, position: Position) -> f64 {
        if self.bounds.contains(position) {
            self.from_middle.point(position)
        } else {
            f64::INFINITY
        }
    }

    fn solid(&self, solid: &Solid) -> f64 {
        if solid.shape.intersects(&self.bounds) {
            self.from_middle.solid(solid)
        } else {
            f64::INFINITY
        }
    }
}

/// Discs that together cover a ray, so that boxes far beside it are passed over.
const BEADS: usize = 8;
/// Longest piece of an edge that a ray takes as straight in the plane around its start, in
/// nanodegrees: over half a kilometre a parallel bends by millimetres.
const RAY_PIECE: i64 = NANO / 200;

/// Things that a ray meets, by how far along it they are met.
#[derive(Clone, Copy, Debug)]
pub(super) struct RayProbe {
    start: DiscProbe,
    /// East and north of a metre along it.
    heading: [f64; 2],
    length: f64,
    half_width: f64,
    beads: [(View, f64); BEADS],
}

impl RayProbe {
    pub(super) fn new(from: Position, bearing: f64, length: f64, half_width: f64) -> Self {
        let (sin, cos) = bearing.to_radians().sin_cos();
        let start = DiscProbe::new(from);
        let half = length / (2 * BEADS) as f64;
        let beads = std::array::from_fn(|i| {
            let middle = half * (2 * i + 1) as f64;
            let target = [sin * middle, cos * middle];
            let bead = near_plane(from, target);
            // How far the bead landed beside the ray counts as part of its radius.
            let landed = start.frame.plane(bead);
            let off = (landed[0] - target[0]).hypot(landed[1] - target[1]);
            (View::new(bead), (half + off) * (1.0 + 1e-3) + half_width + 0.01)
        });
        Self { start, heading: [sin, cos], length, half_width, beads }
    }

    /// From east and north of the start to along the ray and to the right of it.
    fn turned(&self, [east, north]: [f64; 2]) -> [f64; 2] {
        let [sin, cos] = self.heading;
        [east * sin + north * cos, east * cos - north * sin]
    }

    /// Where along the ray something `beside` it is met, whose nearest position is `along` it.
    fn met(&self, along: f64, beside2: f64) -> f64 {
        if beside2 <= self.half_width * self.half_width { along } else { f64::INFINITY }
    }

    fn circle(&self, circle: &Circle) -> f64 {
        let [along, right] = self.turned(self.start.frame.plane(circle.centre()));
        let radius = circle.radius_metres();
        let half_chord2 = radius * radius - right * right;
        // Where the line enters and leaves the circle, if it does and the ray is there.
        if half_chord2 >= 0.0 {
            let half_chord = half_chord2.sqrt();
            if along + half_chord >= 0.0 && along - half_chord <= self.length {
                return (along - half_chord).max(0.0);
            }
        }
        let foot = along.clamp(0.0, self.length);
        let beside = ((along - foot).hypot(right) - radius).max(0.0);
        self.met(foot, beside * beside)
    }

    fn polygon(&self, polygon: &Polygon) -> f64 {
        let origin = self.start.frame.origin;
        if polygon.contains(origin) {
            return 0.0;
        }
        let (mut first, mut nearest) = (f64::INFINITY, (f64::INFINITY, 0.0));
        for (a, b) in polygon.rings().flat_map(|ring| ring.edges()) {
            let rise = b.latitude_nanodegrees() - a.latitude_nanodegrees();
            let run = a.eastward_to(b);
            let pieces = 1 + rise.abs().max(run.abs()) / RAY_PIECE;
            let corner = |i: i64| {
                let part =
                    |span: i64| (i128::from(span) * i128::from(i) / i128::from(pieces)) as i64;
                let latitude = a.latitude_nanodegrees() + part(rise);
                let there = Position::wrapped(latitude, a.longitude_nanodegrees() + part(run));
                self.turned(self.start.frame.plane(there))
            };
            let mut from = corner(0);
            for piece in 1..=pieces {
                let to = corner(piece);
                first = first.min(self.crossing(from, to));
                nearest = closer(nearest, self.approach(from, to));
                from = to;
            }
        }
        if first < f64::INFINITY { first } else { self.met(nearest.1, nearest.0) }
    }

    /// Where along the ray it crosses a segment given along and right of it.
    fn crossing(&self, a: [f64; 2], b: [f64; 2]) -> f64 {
        if (a[1] > 0.0) == (b[1] > 0.0) {
            return f64::INFINITY;
        }
        let along = a[0] + (b[0] - a[0]) * (a[1] / (a[1] - b[1]));
        if (0.0..=self.length).contains(&along) { along } else { f64::INFINITY }
    }

    /// The squared distance of a segment which does not cross the ray, and where along the ray it
    /// is: an end of the one is nearest to the other.
    fn approach(&self, a: [f64; 2], b: [f64; 2]) -> (f64, f64) {
        let from_ray_end = |end: f64| {
            let seen = [a[0] - end, a[1]];
            (distance2_to_segment(seen, [b[0] - a[0], b[1] - a[1]]), end)
        };
        let from_corner = |[along, right]: [f64; 2]| {
            let foot = along.clamp(0.0, self.length);
            ((along - foot) * (along - foot) + right * right, foot)
        };
        let ends = closer(from_ray_end(0.0), from_ray_end(self.length));
        closer(ends, closer(from_corner(a), from_corner(b)))
    }
}

/// The nearer of two; of two as near, the one met first.
fn closer(a: (f64, f64), b: (f64, f64)) -> (f64, f64) {
    if (b.0, b.1) < (a.0, a.1) { b } else { a }
}

/// About the position that lies so many metres east and north.
fn near_plane(from: Position, [east, north]: [f64; 2]) -> Position {
    let latitude = from.latitude_nanodegrees() + (north / RADIUS_MIN / RADIANS) as i64;
    let latitude = latitude.clamp(-QUARTER_TURN, QUARTER_TURN);
    let middle = (latitude + from.latitude_nanodegrees()) as f64 / 2.0 * RADIANS;
    let longitude = (east / AXIS_MIN / middle.cos() / RADIANS).clamp(-180e9, 180e9) as i64;
    Position::wrapped(latitude, from.longitude_nanodegrees() + longitude)
}

impl Probe for RayProbe {
    fn bound(&self, extent: &Extent, cos_min: f32) -> f64 {
        let from_start = self.start.bound(extent, cos_min) - self.half_width;
        let met = |(bead, reach): &(View, f64)| bead.bound(extent, cos_min) <= *reach;
        if from_start > self.length || !self.beads.iter().any(met) {
            f64::INFINITY
        } else {
            // Along the ray it is never farther to the foot than past the thing beside it. The
            // plane around the start is true to far less than the margin.
            (from_start - 0.01).max(0.0)
        }
    }

    fn point(&self, position: Position) -> f64 {
        let [along, right] = self.turned(self.start.frame.plane(position));
        let foot = along.clamp(0.0, self.length);
        self.met(foot, (along - foot) * (along - foot) + right * right)
    }

    fn solid(&self, solid: &Solid) -> f64 {
        match &solid.shape {
            Shape::Point(point) => self.point(*point),
            Shape::Circle(circle) => self.circle(circle),
            _ => {
                let parts = solid.shape.polygons().iter();
                parts.map(|part| self.polygon(part)).fold(f64::INFINITY, f64::min)
            }
        }
    }
}
