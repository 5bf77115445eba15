//! Positions as people type them.

use libsns::geometry::Position;
use libsns::limits::NEAR_FRACTION_DIGITS_MAX;

/// A position, and with how many digits behind the point it was typed: the server is told no more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Typed {
    /// The position.
    pub(crate) position: Position,
    /// Digits behind the point, at most nine.
    pub(crate) digits: usize,
}

/// Reads `LAT,LON`, or `LAT` and `LON` apart.
///
/// # Errors
/// A sentence with the value and what was expected.
pub(crate) fn typed(first: &str, second: Option<&str>) -> Result<Typed, String> {
    let whole = second.map_or_else(|| first.to_owned(), |second| format!("{first},{second}"));
    match corners::<1>(&whole)? {
        [position] => Ok(position),
    }
}

/// Reads `SOUTH,WEST,NORTH,EAST`.
///
/// # Errors
/// A sentence with the value and what was expected.
pub(crate) fn typed_box(text: &str) -> Result<[Typed; 2], String> {
    corners::<2>(text)
}

/// Reads so many pairs of latitude and longitude.
fn corners<const N: usize>(text: &str) -> Result<[Typed; N], String> {
    let expected = if N == 1 {
        "LAT,LON in degrees, such as 52.2053,0.1218 or -33.8688,151.2093"
    } else {
        "SOUTH,WEST,NORTH,EAST in degrees, such as 52.205,0.121,52.206,0.123"
    };
    let refused = || format!("{text:?} is not understood; expected {expected}");
    let numbers: Vec<&str> = text.split(',').map(str::trim).collect();
    let mut found = Vec::with_capacity(N);
    for pair in numbers.chunks(2) {
        let &[latitude, longitude] = pair else { return Err(refused()) };
        let digits = fraction_digits(latitude).max(fraction_digits(longitude));
        let degrees = |text: &str| text.parse::<f64>().map_err(|_| refused());
        let position = Position::from_degrees(degrees(latitude)?, degrees(longitude)?);
        let position = position.map_err(|error| format!("{text:?}: {error}"))?;
        found.push(Typed { position, digits });
    }
    found.try_into().map_err(|_| refused())
}

fn fraction_digits(text: &str) -> usize {
    text.split_once('.').map_or(0, |(_, digits)| digits.len()).min(NEAR_FRACTION_DIGITS_MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways_to_type_a_position() {
        let there = Typed { position: Position::from_degrees(-33.8688, 151.2).unwrap(), digits: 4 };
        assert_eq!(typed("-33.8688,151.2", None), Ok(there));
        assert_eq!(typed("-33.8688", Some("151.2")), Ok(there));
        assert_eq!(typed("-33.8688, 151.2", None), Ok(there));
        assert_eq!(typed("52,0.12345678912", None).unwrap().digits, 9);
    }

    #[test]
    fn what_is_no_position_is_named() {
        for (text, expected) in [
            ("52.2", "expected LAT,LON"),
            ("52.2;0.1", "expected LAT,LON"),
            ("52.2,0.1,3", "expected LAT,LON"),
            ("52.2,east", "expected LAT,LON"),
            ("92.2,0.1", "92.2"),
            ("nan,0.1", "NaN"),
        ] {
            let error = typed(text, None).unwrap_err();
            assert!(error.contains(expected), "{error}");
        }
        assert!(typed_box("1,2,3").unwrap_err().contains("SOUTH,WEST,NORTH,EAST"));
        assert_eq!(typed_box("1,2,3,4.5").unwrap()[1].digits, 1);
    }
}
