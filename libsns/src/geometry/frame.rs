//! A building's own metres: x to the right and y up on the drawing, about an origin on the Earth.
//!
//! Rooms are measured in metres, not degrees. A frame turns such measures into positions, by the
//! same arithmetic for every corner, so that walls which two rooms share stay shared to the bit.

/// Latitude and longitude in degrees, WGS 84.
pub type Degrees = [f64; 2];

/// Half of the Earth's long axis, in metres (WGS 84; NIMA TR8350.2 §3.2.1).
const SEMI_MAJOR_AXIS_METRES: f64 = 6_378_137.0;
/// The square of the first eccentricity: f · (2 − f) with f = 1 / 298.257223563 (the same).
const ECCENTRICITY_SQUARED: f64 = 6.694_379_990_141_316_5e-3;
/// How far a frame reaches from its origin, in metres. The plane departs from the ellipsoid by less
/// than 2 cm within 1 km up to 70° of latitude; buildings are smaller and campuses use a frame each.
pub const FRAME_METRES_MAX: f64 = 10_000.0;

/// Where a drawing lies.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Frame {
    origin: Degrees,
    /// Of the drawing's y axis, clockwise from true north, in radians.
    bearing_radians: f64,
    degrees_north_per_metre: f64,
    degrees_east_per_metre: f64,
}

impl Frame {
    /// A frame at an origin of at most 89° north or south, its y axis turned clockwise from north.
    #[must_use]
    pub fn new(origin: Degrees, bearing_degrees: f64) -> Self {
        let (sine, cosine) = origin[0].to_radians().sin_cos();
        let w = (1.0 - ECCENTRICITY_SQUARED * sine * sine).sqrt();
        let prime_vertical = SEMI_MAJOR_AXIS_METRES / w;
        let meridian = SEMI_MAJOR_AXIS_METRES * (1.0 - ECCENTRICITY_SQUARED) / (w * w * w);
        Self {
            origin,
            bearing_radians: bearing_degrees.to_radians(),
            degrees_north_per_metre: meridian.recip().to_degrees(),
            degrees_east_per_metre: (prime_vertical * cosine).recip().to_degrees(),
        }
    }

    /// The position of a point of the drawing, in metres.
    #[must_use]
    pub fn position(&self, [x, y]: [f64; 2]) -> Degrees {
        let (sine, cosine) = self.bearing_radians.sin_cos();
        let (east, north) = (x * cosine + y * sine, y * cosine - x * sine);
        let longitude = wrapped(self.origin[1] + east * self.degrees_east_per_metre);
        [self.origin[0] + north * self.degrees_north_per_metre, longitude]
    }

    /// The point of the drawing at a position, in metres: the way back from [`Self::position`].
    #[must_use]
    pub fn metres(&self, [latitude, longitude]: Degrees) -> [f64; 2] {
        let (sine, cosine) = self.bearing_radians.sin_cos();
        let east = wrapped(longitude - self.origin[1]) / self.degrees_east_per_metre;
        let north = (latitude - self.origin[0]) / self.degrees_north_per_metre;
        [east * cosine - north * sine, north * cosine + east * sine]
    }

    /// The ring of a rectangle, counter-clockwise from its lower left corner.
    #[must_use]
    pub fn rectangle(&self, [x, y, width, depth]: [f64; 4]) -> Vec<Degrees> {
        // The far corners are written by their own sum everywhere, so that two rooms with the same
        // edge in decimal metres compute the same bits for it.
        [[x, y], [x + width, y], [x + width, y + depth], [x, y + depth]]
            .map(|corner| self.position(corner.map(to_millimetre)))
            .to_vec()
    }
}

/// A longitude, or a difference of two, between -180 and 180 degrees.
fn wrapped(longitude: f64) -> f64 {
    if longitude > 180.0 {
        longitude - 360.0
    } else if longitude < -180.0 {
        longitude + 360.0
    } else {
        longitude
    }
}

/// Sums of decimal metres carry rounding dust (0.1 + 0.2); a drawing is exact to the millimetre.
fn to_millimetre(metres: f64) -> f64 {
    (metres * 1000.0).round() / 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::Position;

    /// From the origin to a point of the drawing, over the ellipsoid.
    fn distance_metres(origin: Degrees, at: [f64; 2]) -> f64 {
        let position =
            |[latitude, longitude]: Degrees| Position::from_degrees(latitude, longitude).unwrap();
        let there = Frame::new(origin, 30.0).position(at);
        crate::geometry::distance_metres(position(origin), position(there))
    }

    #[test]
    fn a_metre_of_the_drawing_is_a_metre_of_the_earth() {
        for latitude in [-70.0, -33.9, 0.0, 52.2, 70.0] {
            for at in [[3.0, 4.0], [-4.0, 3.0], [600.0, -800.0], [-800.0, -600.0]] {
                let metres = distance_metres([latitude, 0.12], at);
                let (straight, bound) = if at[0].abs() < 10.0 { (5.0, 1e-3) } else { (1e3, 0.25) };
                assert!((metres - straight).abs() < bound, "{metres} at {latitude}");
            }
        }
    }

    #[test]
    fn a_bearing_turns_clockwise() {
        // With y pointing east, x points south.
        let frame = Frame::new([52.0, 0.0], 90.0);
        let [latitude, longitude] = frame.position([10.0, 0.0]);
        assert!(latitude < 52.0 && longitude.abs() < 1e-12);
        let [latitude, longitude] = frame.position([0.0, 10.0]);
        assert!((latitude - 52.0).abs() < 1e-12 && longitude > 0.0);
    }

    #[test]
    fn shared_walls_are_equal_to_the_bit() {
        let frame = Frame::new([52.2, 0.12], 17.0);
        let left = frame.rectangle([0.1, 0.0, 0.2, 5.0]);
        let right = frame.rectangle([0.3, 0.0, 4.0, 5.0]);
        assert_eq!((left[1], left[2]), (right[0], right[3]));
    }

    #[test]
    fn there_and_back_is_where_it_was() {
        for origin in [[52.2, 0.12], [-33.9, 151.2], [10.0, 179.9999], [70.0, -179.9999]] {
            let frame = Frame::new(origin, 33.0);
            for at in [[0.0, 0.0], [12.5, -7.25], [-300.0, 900.0]] {
                let [x, y] = frame.metres(frame.position(at));
                assert!((x - at[0]).abs() < 1e-6 && (y - at[1]).abs() < 1e-6, "{x} {y} for {at:?}");
            }
        }
    }

    #[test]
    fn the_antimeridian_is_crossed() {
        let [_, longitude] = Frame::new([0.0, 179.9999], 0.0).position([100.0, 0.0]);
        assert!((-180.0..-179.9).contains(&longitude), "{longitude}");
    }
}
