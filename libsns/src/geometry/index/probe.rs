//! What a question asks of boxes, points and solids: each is given its *rank*, the metres that the
//! answer is ordered by, as a square, for that saves roots.

use super::tree::{Extent, Solid};
use super::view::View;
use crate::geometry::bounds::Bounds;
use crate::geometry::ellipsoid::{AXIS_MIN, Frame, RADIANS, RADIUS_MIN, distance2_to_segment};
use crate::geometry::polygon::Polygon;
use crate::geometry::position::{NANO, Position, QUARTER_TURN};
use crate::geometry::shape::{Circle, Shape};
use crate::limits::{NEAR_RADIUS_MILLIMETRES_MAX, VALIDITY_METRES_MAX};

/// A way to look for things.
pub(super) trait Probe {
    /// Where boxes are judged from.
    fn view(&self) -> &View;

    /// A thing of some rank is at most so many metres farther than that from where boxes are
    /// judged from.
    fn slack(&self) -> f64 {
        0.0
    }

    /// False when surely nothing in the box is met.
    fn admits(&self, _extent: &Extent) -> bool {
        true
    }

    /// Steps that the rank of one point costs.
    fn point_steps(&self) -> usize {
        1
    }

    /// Steps that the rank of a solid costs.
    fn solid_steps(&self, solid: &Solid) -> u32 {
        solid.distance_steps
    }

    /// The squared rank of a point; infinite when it is not met.
    fn point_rank2(&self, position: Position) -> f64;

    /// The squared rank of a solid; infinite when it is not met.
    fn solid_rank2(&self, solid: &Solid) -> f64;
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
    fn view(&self) -> &View {
        &self.view
    }

    #[inline]
    fn point_rank2(&self, position: Position) -> f64 {
        self.frame.distance2(position)
    }

    fn solid_rank2(&self, solid: &Solid) -> f64 {
        solid.shape.distance(&self.frame, WALL_METRES_MAX).powi(2)
    }
}

/// Things in a box by their distance from its middle.
#[derive(Clone, Copy, Debug)]
pub(super) struct BoxProbe {
    bounds: Bounds,
    from_middle: DiscProbe,
    /// Half the height and half the width, in nanodegrees, rounded up.
    half: [i64; 2],
    /// The box is so large that distances from its middle may need Karney's geodesic.
    is_large: bool,
}

impl BoxProbe {
    pub(super) fn new(bounds: Bounds) -> Self {
        let height = bounds.north_nanodegrees() - bounds.south_nanodegrees();
        let half = [height, bounds.width_nanodegrees()].map(|length| length / 2 + 1);
        let is_large = half.into_iter().any(|length| length > LARGE_HALF);
        Self { bounds, from_middle: DiscProbe::new(bounds.centre()), half, is_large }
    }
}

impl Probe for BoxProbe {
    fn view(&self) -> &View {
        &self.from_middle.view
    }

    fn admits(&self, extent: &Extent) -> bool {
        let [north, east] = self.from_middle.view.gaps(extent);
        north <= self.half[0] && east <= self.half[1]
    }

    fn point_steps(&self) -> usize {
        if self.is_large { GEODESIC_STEPS } else { 1 }
    }

    fn point_rank2(&self, position: Position) -> f64 {
        if self.bounds.contains(position) {
            self.from_middle.point_rank2(position)
        } else {
            f64::INFINITY
        }
    }

    fn solid_steps(&self, solid: &Solid) -> u32 {
        let factor = if self.is_large { FAR_WALL_FACTOR } else { 1 };
        solid.distance_steps.saturating_mul(factor)
    }

    fn solid_rank2(&self, solid: &Solid) -> f64 {
        if solid.shape.intersects(&self.bounds) {
            solid.shape.distance(&self.from_middle.frame, f64::INFINITY).powi(2)
        } else {
            f64::INFINITY
        }
    }
}

/// How far, in metres, the plane around the start of a ray may be off, generously.
const MARGIN: f64 = 0.01;
/// Discs that together cover a ray, so that boxes far beside it are passed over.
const BEADS: usize = 8;
/// Longest piece of an edge that a ray takes as straight in the plane around its start, in
/// nanodegrees: over half a kilometre a parallel bends by millimetres.
pub(super) const RAY_PIECE: i64 = NANO / 200;
/// Half a height or width, in nanodegrees, over which a box may hold positions more than 500 km from
/// its middle: three degrees of latitude are 330 km.
const LARGE_HALF: i64 = 3 * NANO;
/// What a geodesic costs beside a step of the tree.
const GEODESIC_STEPS: usize = 50;
/// What a wall more than 500 km away costs beside one that is near, at most: its nearest position is
/// sought by halving, and ends with a geodesic.
const FAR_WALL_FACTOR: u32 = 10;
/// Walls farther than this are of no interest to a disc, in metres: beyond the largest, and beyond
/// what may bound its validity. What is nearer takes no geodesic.
const WALL_METRES_MAX: f64 = NEAR_RADIUS_MILLIMETRES_MAX as f64 / 1e3 + 3.0 * VALIDITY_METRES_MAX;

/// Things that a ray meets, by how far along it they are met.
#[derive(Clone, Copy, Debug)]
pub(super) struct RayProbe {
    start: DiscProbe,
    /// East and north of a metre along it.
    heading: [f64; 2],
    length: f64,
    half_width: f64,
    /// Square of how far from the start something may be that is met.
    reach2: f64,
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
            (View::new(bead), (half + off) * (1.0 + 1e-3) + half_width + MARGIN)
        });
        let reach2 = (length + half_width + MARGIN).powi(2);
        Self { start, heading: [sin, cos], length, half_width, reach2, beads }
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

    fn point(&self, position: Position) -> f64 {
        let [along, right] = self.turned(self.start.frame.plane(position));
        let foot = along.clamp(0.0, self.length);
        self.met(foot, (along - foot) * (along - foot) + right * right)
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
    fn solid_steps(&self, solid: &Solid) -> u32 {
        solid.ray_steps
    }

    fn view(&self) -> &View {
        &self.start.view
    }

    /// What the ray meets is no farther from its start than from there to the foot and beside it.
    fn slack(&self) -> f64 {
        self.half_width + MARGIN
    }

    fn admits(&self, extent: &Extent) -> bool {
        self.beads.iter().any(|(bead, reach)| bead.bound(extent) <= *reach)
    }

    fn point_rank2(&self, position: Position) -> f64 {
        if self.start.view.point_bound2(position.latitude_nanodegrees()) > self.reach2 {
            return f64::INFINITY;
        }
        self.point(position).powi(2)
    }

    fn solid_rank2(&self, solid: &Solid) -> f64 {
        let metres = match &solid.shape {
            Shape::Point(point) => self.point(*point),
            Shape::Circle(circle) => self.circle(circle),
            _ => {
                let parts = solid.shape.polygons().iter();
                parts.map(|part| self.polygon(part)).fold(f64::INFINITY, f64::min)
            }
        };
        metres.powi(2)
    }
}
