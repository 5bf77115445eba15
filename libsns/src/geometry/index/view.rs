//! Lower bounds of distances from a position to boxes.
//!
//! The chord between two positions Δλ apart in longitude has, on any ellipsoid of revolution,
//! c² = m² + 4·r₀·r·sin²(Δλ/2), where m is the chord between their latitudes on one meridian and r the
//! distance from the axis. m is at least 2·M·sin(Δφ/2) for the smallest radius of curvature M (Schur's
//! theorem), r is at least a·cos φ, and no distance is less than its chord. All factors are smallest in
//! a box where Δφ, Δλ and cos φ are.

use super::tree::{EAST_UNIT, Extent, FAN_OUT, Family, NORTH_UNIT};
use crate::geometry::ellipsoid::{AXIS_MIN, RADIANS, RADIUS_MIN, RELATIVE_ERROR};
use crate::geometry::position::{Position, TURN};

/// Units of longitude in a turn.
const EAST_TURN: i32 = (TURN / EAST_UNIT) as i32;
/// What the distance formula may be off by, and rounding to 24 bits, for squares.
const SAFE: f64 = 1.0 - 3.0 * RELATIVE_ERROR;
/// Square radians in a square nanodegree.
const RADIANS2: f64 = RADIANS * RADIANS;

/// Boxes, seen from a position.
#[derive(Clone, Copy, Debug)]
pub(super) struct View {
    latitude: i64,
    /// The position in units of boxes, rounded down and up: latitude, then longitude.
    low: [i32; 2],
    high: [i32; 2],
    /// Square metres in a square radian of latitude, and of longitude at the equator as seen from
    /// this latitude.
    scale: [f64; 2],
}

impl View {
    pub(super) fn new(position: Position) -> Self {
        let place = [position.latitude_nanodegrees(), position.longitude_nanodegrees()];
        let units = [NORTH_UNIT, EAST_UNIT];
        let low = std::array::from_fn(|i| place[i].div_euclid(units[i]) as i32);
        let high = std::array::from_fn(|i| (place[i] + units[i] - 1).div_euclid(units[i]) as i32);
        let cos = (place[0] as f64 * RADIANS).cos().max(0.0);
        let scale = [RADIUS_MIN * RADIUS_MIN * SAFE, AXIS_MIN * AXIS_MIN * cos * SAFE];
        Self { latitude: place[0], low, high, scale }
    }

    /// How far a box is to the north or south, and to the east or west, in nanodegrees.
    pub(super) fn gaps(&self, extent: &Extent) -> [i64; 2] {
        let north = (extent.south - self.high[0]).max(self.low[0] - extent.north).max(0);
        let west = extent.west - self.high[1];
        let east = self.low[1] - extent.east;
        let east = west.max(east).min(EAST_TURN + west.min(east)).max(0);
        [i64::from(north) * NORTH_UNIT, i64::from(east) * EAST_UNIT]
    }

    /// No position of the box is nearer, in metres.
    pub(super) fn bound(&self, extent: &Extent) -> f64 {
        let farthest = extent.south.unsigned_abs().max(extent.north.unsigned_abs());
        let cos_min = (f64::from(farthest) * NORTH_UNIT as f64 * RADIANS).cos().max(0.0);
        let [north, east] = self.gaps(extent).map(|gap| gap as f64);
        self.bound2(north, east, cos_min).sqrt()
    }

    /// The same as a square, for a box whose latitudes are known to have no smaller cosine.
    #[inline]
    pub(super) fn extent_bound2(&self, extent: &Extent, cos_min: f32) -> f64 {
        let [north, east] = self.gaps(extent).map(|gap| gap as f64);
        self.bound2(north, east, f64::from(cos_min))
    }

    /// The same for a point, by its latitude alone.
    #[inline]
    pub(super) fn point_bound2(&self, latitude: i64) -> f64 {
        self.bound2((latitude - self.latitude) as f64, 0.0, 0.0)
    }

    /// From gaps in nanodegrees to square metres.
    #[inline]
    fn bound2(&self, north: f64, east: f64, cos_min: f64) -> f64 {
        let [north2, east2] = [north * north * RADIANS2, east * east * RADIANS2];
        // 2·sin(x/2) is at least x − x³/24, so its square is at least x²·(1 − x²/12).
        let chord2 = |x2: f64| x2 * (1.0 - x2 * (1.0 / 12.0)).max(0.0);
        self.scale[0] * chord2(north2) + self.scale[1] * cos_min * chord2(east2)
    }

    /// Squared bounds of all boxes of a family at once: plain loops that become vectors.
    #[inline]
    pub(super) fn bounds2(&self, family: &Family) -> [f32; FAN_OUT] {
        const NORTH: f32 = (NORTH_UNIT as f64 * RADIANS) as f32;
        const EAST: f32 = (EAST_UNIT as f64 * RADIANS) as f32;
        let [north_scale, east_scale] = self.scale.map(|scale| scale as f32);
        std::array::from_fn(|i| {
            let north = (family.south[i] - self.high[0]).max(self.low[0] - family.north[i]).max(0);
            let west = family.west[i] - self.high[1];
            let east = self.low[1] - family.east[i];
            let east = west.max(east).min(EAST_TURN + west.min(east)).max(0);
            let (north, east) = (north as f32 * NORTH, east as f32 * EAST);
            let (north2, east2) = (north * north, east * east);
            let chord2 = |x2: f32| x2 * (1.0 - x2 * (1.0 / 12.0)).max(0.0);
            north_scale * chord2(north2) + east_scale * family.cos_min[i] * chord2(east2)
        })
    }
}
