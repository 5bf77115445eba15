//! A position on the Earth's ellipsoid.

use std::fmt;

/// Nanodegrees in a degree.
pub(super) const NANO: i64 = 1_000_000_000;
/// Nanodegrees in half a turn.
pub(super) const HALF_TURN: i64 = 180 * NANO;
/// Nanodegrees in a turn.
pub(super) const TURN: i64 = 360 * NANO;
/// Nanodegrees from the equator to a pole.
pub(super) const QUARTER_TURN: i64 = 90 * NANO;

/// A position: WGS 84 latitude and longitude, exact to the nanodegree (0.1 mm).
///
/// Longitude runs from −180 to just below 180 degrees: 180 is kept as −180, the same meridian.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    latitude: i64,
    longitude: i64,
}

/// Numbers that are no position.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum PositionError {
    /// The latitude, in degrees, is not from −90 to 90.
    Latitude(f64),
    /// The longitude, in degrees, is not from −180 to 180.
    Longitude(f64),
}

impl fmt::Display for PositionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Latitude(v) => write!(f, "latitude {v}; expected −90 to 90 degrees"),
            Self::Longitude(v) => write!(f, "longitude {v}; expected −180 to 180 degrees"),
        }
    }
}

impl std::error::Error for PositionError {}

impl Position {
    /// Takes degrees and rounds them to nanodegrees.
    ///
    /// # Errors
    /// When a number is not finite or out of range.
    pub fn from_degrees(latitude: f64, longitude: f64) -> Result<Self, PositionError> {
        // Written so that NaN, which compares with nothing, is refused too.
        if !(-90.0..=90.0).contains(&latitude) {
            return Err(PositionError::Latitude(latitude));
        }
        if !(-180.0..=180.0).contains(&longitude) {
            return Err(PositionError::Longitude(longitude));
        }
        Self::from_nanodegrees((latitude * 1e9).round() as i64, (longitude * 1e9).round() as i64)
    }

    /// Takes nanodegrees.
    ///
    /// # Errors
    /// When a number is out of range.
    pub fn from_nanodegrees(latitude: i64, longitude: i64) -> Result<Self, PositionError> {
        if !(-QUARTER_TURN..=QUARTER_TURN).contains(&latitude) {
            return Err(PositionError::Latitude(latitude as f64 / 1e9));
        }
        if !(-HALF_TURN..=HALF_TURN).contains(&longitude) {
            return Err(PositionError::Longitude(longitude as f64 / 1e9));
        }
        Ok(Self {
            latitude,
            longitude: if longitude == HALF_TURN { -HALF_TURN } else { longitude },
        })
    }

    /// Takes nanodegrees that came from a position.
    #[inline]
    pub(super) fn again(latitude: i64, longitude: i64) -> Self {
        debug_assert!(latitude.abs() <= QUARTER_TURN && wrap(longitude) == longitude);
        Self { latitude, longitude }
    }

    /// Takes a latitude known to be in range and any longitude, in nanodegrees.
    pub(super) fn wrapped(latitude: i64, longitude: i64) -> Self {
        debug_assert!(latitude.abs() <= QUARTER_TURN, "{latitude}");
        Self { latitude, longitude: wrap(longitude) }
    }

    /// The latitude, in degrees from −90 to 90.
    #[must_use]
    #[inline]
    pub fn latitude_degrees(self) -> f64 {
        self.latitude as f64 / 1e9
    }

    /// The longitude, in degrees from −180 to just below 180.
    #[must_use]
    #[inline]
    pub fn longitude_degrees(self) -> f64 {
        self.longitude as f64 / 1e9
    }

    /// The latitude, in nanodegrees.
    #[must_use]
    #[inline]
    pub fn latitude_nanodegrees(self) -> i64 {
        self.latitude
    }

    /// The longitude, in nanodegrees, from −180·10⁹ to 180·10⁹ − 1.
    #[must_use]
    #[inline]
    pub fn longitude_nanodegrees(self) -> i64 {
        self.longitude
    }

    /// The nearest position with so many decimals of a degree, at most nine: askers who stand near
    /// one another then ask the same, and caches answer. Five decimals are a metre. What lies in the
    /// middle goes away from zero.
    #[must_use]
    pub fn rounded(self, decimals: u32) -> Self {
        let step = 10_i64.pow(9_u32.saturating_sub(decimals));
        let to_step = |n: i64| (n + n.signum() * (step / 2)) / step * step;
        Self::wrapped(to_step(self.latitude), to_step(self.longitude))
    }

    /// How far east `other` lies, the short way round, in nanodegrees from −180·10⁹ to 180·10⁹ − 1.
    #[inline]
    pub(super) fn eastward_to(self, other: Self) -> i64 {
        wrap(other.longitude - self.longitude)
    }
}

/// Brings a longitude or a difference of longitudes, in nanodegrees, into −180° … just below 180°.
#[inline]
pub(super) fn wrap(nanodegrees: i64) -> i64 {
    // Differences of two longitudes are off by at most one turn, which a comparison undoes faster
    // than a division.
    let once = match nanodegrees {
        n if n >= HALF_TURN => n - TURN,
        n if n < -HALF_TURN => n + TURN,
        n => n,
    };
    if (-HALF_TURN..HALF_TURN).contains(&once) {
        once
    } else {
        (nanodegrees + HALF_TURN).rem_euclid(TURN) - HALF_TURN
    }
}

impl fmt::Display for Position {
    /// Decimal degrees: `52.2053,0.1218`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{},{}", self.latitude_degrees(), self.longitude_degrees())
    }
}

impl fmt::Debug for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Position({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_that_are_no_position_are_refused_by_name() {
        for bad in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 90.000_000_001, -91.0] {
            assert!(matches!(Position::from_degrees(bad, 0.0), Err(PositionError::Latitude(_))));
        }
        for bad in [f64::NAN, f64::INFINITY, 180.000_000_001, -181.0] {
            assert!(matches!(Position::from_degrees(0.0, bad), Err(PositionError::Longitude(_))));
        }
        let error = Position::from_degrees(91.5, 0.0).unwrap_err();
        assert_eq!(error.to_string(), "latitude 91.5; expected −90 to 90 degrees");
    }

    #[test]
    fn both_sides_of_the_antimeridian_are_one_meridian() {
        assert_eq!(Position::from_degrees(1.0, 180.0), Position::from_degrees(1.0, -180.0));
        let west = Position::from_degrees(0.0, 179.9).unwrap();
        let east = Position::from_degrees(0.0, -179.9).unwrap();
        assert_eq!(west.eastward_to(east), NANO / 5);
        assert_eq!(east.eastward_to(west), -NANO / 5);
    }

    #[test]
    fn rounding_goes_to_the_nearest_step() {
        let at = |lat, lon| Position::from_degrees(lat, lon).unwrap();
        assert_eq!(at(52.205_346, -0.121_849).rounded(4), at(52.2053, -0.1218));
        assert_eq!(at(-90.0, 179.999_99).rounded(3), at(-90.0, 180.0));
        assert_eq!(at(0.1, 0.2).rounded(12), at(0.1, 0.2));
    }

    proptest! {
        #[test]
        fn nanodegrees_survive_the_door(lat in -QUARTER_TURN..=QUARTER_TURN, lon in -HALF_TURN..HALF_TURN) {
            let position = Position::from_nanodegrees(lat, lon).unwrap();
            let again = Position::from_degrees(position.latitude_degrees(), position.longitude_degrees());
            prop_assert_eq!(again, Ok(position));
            prop_assert_eq!(wrap(lon + 5 * TURN), lon);
        }
    }
}
