//! Locations: the LOC record (RFC 1876).

use std::fmt;
use std::str::FromStr;

use super::words::Words;
use super::{RdataError, Token, number};

/// Octets of LOC data of version 0 (RFC 1876 §2).
const WIRE_OCTETS: usize = 16;
/// Thousandths of an arc second in a degree.
const MAS_A_DEGREE: u64 = 3_600_000;
/// RFC 1876 §2: "2^31 represents the equator", and the prime meridian.
const ANGLE_ZERO: u32 = 1 << 31;
/// RFC 1876 §2: altitudes count "from a base of 100,000m below the [WGS 84] reference spheroid".
const ALTITUDE_BASE_CM: i64 = 10_000_000;
/// Highest altitude, in centimetres above the spheroid: 2^32 - 1 above the base.
const ALTITUDE_CM_MAX: i64 = u32::MAX as i64 - ALTITUDE_BASE_CM;
/// Largest size or precision, in centimetres: 9 × 10^9 (RFC 1876 §2: 9e9).
const EXTENT_CM_MAX: u64 = 9_000_000_000;

/// A distance as RFC 1876 §2 keeps it: one decimal digit and a power of ten, in centimetres.
///
/// "expressed as a pair of four-bit unsigned integers, each ranging from zero to nine, with the
/// most significant four bits representing the base and the second number representing the power
/// of ten by which to multiply the base."
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extent(u8);

impl Extent {
    /// One metre, the default of the size (RFC 1876 §3).
    pub const SIZE_DEFAULT: Self = Self(0x12);
    /// Ten kilometres, the default of the horizontal precision (RFC 1876 §3).
    pub const HORIZONTAL_DEFAULT: Self = Self(0x16);
    /// Ten metres, the default of the vertical precision (RFC 1876 §3).
    pub const VERTICAL_DEFAULT: Self = Self(0x13);
    /// Ninety thousand kilometres, the largest there is: as a vertical precision, that nothing is known
    /// of the altitude (RFC-DRAFT [L-2]), as no altitude is off by more.
    pub const LARGEST: Self = Self(0x99);

    /// The largest extent that is not over `cm` centimetres; none over 9 × 10^9.
    #[must_use]
    pub fn from_cm(cm: u64) -> Option<Self> {
        if cm > EXTENT_CM_MAX {
            return None;
        }
        let (mut base, mut power) = (cm, 0);
        while base > 9 {
            base /= 10;
            power += 1;
        }
        u8::try_from(base).ok().map(|base| Self(base << 4 | power))
    }

    /// The octet in wire form; none when a half is over nine, which RFC 1876 leaves undefined.
    #[must_use]
    pub fn from_wire(octet: u8) -> Option<Self> {
        (octet >> 4 <= 9 && octet & 0xf <= 9).then_some(Self(octet))
    }

    /// The octet in wire form.
    #[must_use]
    pub fn to_wire(self) -> u8 {
        self.0
    }

    /// In centimetres.
    #[must_use]
    pub fn cm(self) -> u64 {
        u64::from(self.0 >> 4) * 10u64.pow(u32::from(self.0 & 0xf))
    }

    /// True when text gives this very octet back: of zero, or a base shifted by the power, only
    /// the shortest form is written.
    fn has_text(self) -> bool {
        Self::from_cm(self.cm()) == Some(self)
    }
}

/// What a LOC record of version 0 says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Location {
    /// "The diameter of a sphere enclosing the described entity."
    pub size: Extent,
    /// "The horizontal precision of the data", the diameter of the circle of error.
    pub horizontal_precision: Extent,
    /// "The vertical precision of the data", the total error.
    pub vertical_precision: Extent,
    /// North of the equator, in thousandths of an arc second, at most 90 degrees either way.
    pub latitude_mas: i32,
    /// East of the prime meridian, in thousandths of an arc second, at most 180 degrees either way.
    pub longitude_mas: i32,
    /// Above the WGS 84 spheroid, in centimetres, from -10,000,000 to 4,284,967,295.
    pub altitude_cm: i64,
}

/// Why text is not a location.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseLocationError(pub RdataError);

impl fmt::Display for ParseLocationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for ParseLocationError {}

impl Location {
    /// A point with the default size and precisions; none when a value is out of its range.
    #[must_use]
    pub fn new(latitude_mas: i32, longitude_mas: i32, altitude_cm: i64) -> Option<Self> {
        let location = Self {
            size: Extent::SIZE_DEFAULT,
            horizontal_precision: Extent::HORIZONTAL_DEFAULT,
            vertical_precision: Extent::VERTICAL_DEFAULT,
            latitude_mas,
            longitude_mas,
            altitude_cm,
        };
        location.is_in_range().then_some(location)
    }

    /// The altitude, unless the record says by its precision that it is not known.
    #[must_use]
    pub fn known_altitude_cm(&self) -> Option<i64> {
        (self.vertical_precision != Extent::LARGEST).then_some(self.altitude_cm)
    }

    fn is_in_range(&self) -> bool {
        u64::from(self.latitude_mas.unsigned_abs()) <= 90 * MAS_A_DEGREE
            && u64::from(self.longitude_mas.unsigned_abs()) <= 180 * MAS_A_DEGREE
            && (-ALTITUDE_BASE_CM..=ALTITUDE_CM_MAX).contains(&self.altitude_cm)
    }

    /// The latitude in degrees.
    #[must_use]
    pub fn latitude_degrees(&self) -> f64 {
        f64::from(self.latitude_mas) / MAS_A_DEGREE as f64
    }

    /// The longitude in degrees.
    #[must_use]
    pub fn longitude_degrees(&self) -> f64 {
        f64::from(self.longitude_mas) / MAS_A_DEGREE as f64
    }

    /// The data of a LOC record.
    #[must_use]
    pub fn to_wire(&self) -> [u8; WIRE_OCTETS] {
        let mut wire = [0; WIRE_OCTETS];
        // RFC 1876 §2: VERSION, SIZE, HORIZ PRE, VERT PRE, LATITUDE, LONGITUDE, ALTITUDE.
        wire[1] = self.size.0;
        wire[2] = self.horizontal_precision.0;
        wire[3] = self.vertical_precision.0;
        wire[4..8].copy_from_slice(&angle_to_wire(self.latitude_mas));
        wire[8..12].copy_from_slice(&angle_to_wire(self.longitude_mas));
        let altitude = (self.altitude_cm + ALTITUDE_BASE_CM).clamp(0, u32::MAX.into());
        wire[12..].copy_from_slice(&u32::try_from(altitude).unwrap_or(u32::MAX).to_be_bytes());
        wire
    }

    /// Reads the data of a LOC record; none for another version than 0, or values out of range.
    #[must_use]
    pub fn from_wire(wire: &[u8]) -> Option<Self> {
        let wire: &[u8; WIRE_OCTETS] = wire.try_into().ok().filter(|w: &&[u8; 16]| w[0] == 0)?;
        let word = |at: usize| [wire[at], wire[at + 1], wire[at + 2], wire[at + 3]];
        let location = Self {
            size: Extent::from_wire(wire[1])?,
            horizontal_precision: Extent::from_wire(wire[2])?,
            vertical_precision: Extent::from_wire(wire[3])?,
            latitude_mas: angle_from_wire(word(4)),
            longitude_mas: angle_from_wire(word(8)),
            altitude_cm: i64::from(u32::from_be_bytes(word(12))) - ALTITUDE_BASE_CM,
        };
        location.is_in_range().then_some(location)
    }

    /// Reads the fields of RFC 1876 §3:
    /// `d1 [m1 [s1]] {"N"|"S"} d2 [m2 [s2]] {"E"|"W"} alt["m"] [siz["m"] [hp["m"] [vp["m"]]]]`.
    pub(super) fn parse(words: &mut Words<'_, '_>) -> Result<Self, RdataError> {
        let latitude_mas = parse_angle(words, &LATITUDE)?;
        let longitude_mas = parse_angle(words, &LONGITUDE)?;
        let altitude_cm = words.read(
            "an altitude in metres from -100000.00 to 42849672.95, with at most two decimals",
            parse_altitude,
        )?;
        Ok(Self {
            size: parse_extent(words, Extent::SIZE_DEFAULT)?,
            horizontal_precision: parse_extent(words, Extent::HORIZONTAL_DEFAULT)?,
            vertical_precision: parse_extent(words, Extent::VERTICAL_DEFAULT)?,
            latitude_mas,
            longitude_mas,
            altitude_cm,
        })
    }
}

fn angle_to_wire(mas: i32) -> [u8; 4] {
    ANGLE_ZERO.wrapping_add_signed(mas).to_be_bytes()
}

fn angle_from_wire(wire: [u8; 4]) -> i32 {
    u32::from_be_bytes(wire).wrapping_sub(ANGLE_ZERO).cast_signed()
}

/// What tells a latitude from a longitude as text.
struct Axis {
    degrees_max: u64,
    positive: u8,
    negative: u8,
    degrees: &'static str,
    hemisphere: &'static str,
}

const LATITUDE: Axis = Axis {
    degrees_max: 90,
    positive: b'N',
    negative: b'S',
    degrees: "degrees of latitude from 0 to 90",
    hemisphere: "minutes from 0 to 59, seconds from 0 to 59.999, then N or S, at most 90 degrees",
};

const LONGITUDE: Axis = Axis {
    degrees_max: 180,
    positive: b'E',
    negative: b'W',
    degrees: "degrees of longitude from 0 to 180",
    hemisphere: "minutes from 0 to 59, seconds from 0 to 59.999, then E or W, at most 180 degrees",
};

/// Degrees, perhaps minutes and seconds ("If omitted, minutes and seconds default to zero"), and
/// the hemisphere; in thousandths of an arc second, south and west negative.
fn parse_angle(words: &mut Words<'_, '_>, axis: &Axis) -> Result<i32, RdataError> {
    let degrees = words.read(axis.degrees, |text| number::decimal(text, axis.degrees_max))?;
    let mut mas = degrees * MAS_A_DEGREE;
    for part in 0..=2 {
        let text = words.plain(axis.hemisphere)?;
        if let Some(sign) = axis.sign(text) {
            let signed = i32::try_from(mas).ok().filter(|_| mas <= axis.degrees_max * MAS_A_DEGREE);
            return signed.map(|mas| sign * mas).ok_or_else(|| words.refused(axis.hemisphere));
        }
        let more = match part {
            0 => number::decimal(text, 59).map(|minutes| minutes * 60_000),
            1 => number::scaled(text, 3, 59_999),
            _ => None,
        };
        mas += more.ok_or_else(|| words.refused(axis.hemisphere))?;
    }
    Err(words.refused(axis.hemisphere))
}

impl Axis {
    /// The sign that a hemisphere's letter gives.
    fn sign(&self, text: &[u8]) -> Option<i32> {
        let &[letter] = text else { return None };
        let letter = letter.to_ascii_uppercase();
        if letter == self.positive { Some(1) } else { (letter == self.negative).then_some(-1) }
    }
}

/// Metres with at most two decimals and perhaps an `m`, as centimetres.
fn parse_metres(text: &[u8], cm_max: u64) -> Option<u64> {
    let digits = text.strip_suffix(b"m").or_else(|| text.strip_suffix(b"M")).unwrap_or(text);
    number::scaled(digits, 2, cm_max)
}

fn parse_altitude(text: &[u8]) -> Option<i64> {
    match text.strip_prefix(b"-") {
        Some(below) => {
            parse_metres(below, ALTITUDE_BASE_CM.unsigned_abs()).map(|cm| -cm.cast_signed())
        }
        None => parse_metres(text, ALTITUDE_CM_MAX.unsigned_abs()).map(u64::cast_signed),
    }
}

/// A size or precision, if a word is left.
fn parse_extent(words: &mut Words<'_, '_>, default: Extent) -> Result<Extent, RdataError> {
    if words.peek().is_none() {
        return Ok(default);
    }
    words.read("metres from 0 to 90000000.00, with at most two decimals", |text| {
        parse_metres(text, EXTENT_CM_MAX).and_then(Extent::from_cm)
    })
}

impl FromStr for Location {
    type Err = ParseLocationError;

    fn from_str(text: &str) -> Result<Self, ParseLocationError> {
        let tokens: Vec<_> =
            text.split_ascii_whitespace().map(|word| Token::word(word.as_bytes())).collect();
        let mut words = Words::new(&tokens, None);
        let location = Self::parse(&mut words).map_err(ParseLocationError)?;
        words.finish().map_err(ParseLocationError)?;
        Ok(location)
    }
}

impl fmt::Display for Location {
    /// The form of RFC 1876 §3, seconds with three and metres with two decimals; sizes are left out
    /// when all three have their defaults.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_angle(self.latitude_mas, &LATITUDE, f)?;
        f.write_str(" ")?;
        write_angle(self.longitude_mas, &LONGITUDE, f)?;
        let sign = if self.altitude_cm < 0 { "-" } else { "" };
        let cm = self.altitude_cm.unsigned_abs();
        write!(f, " {sign}{}.{:02}m", cm / 100, cm % 100)?;
        let extents = [self.size, self.horizontal_precision, self.vertical_precision];
        if extents == [Extent::SIZE_DEFAULT, Extent::HORIZONTAL_DEFAULT, Extent::VERTICAL_DEFAULT] {
            return Ok(());
        }
        extents
            .iter()
            .map(|extent| extent.cm())
            .try_for_each(|cm| write!(f, " {}.{:02}m", cm / 100, cm % 100))
    }
}

fn write_angle(mas: i32, axis: &Axis, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let hemisphere = char::from(if mas < 0 { axis.negative } else { axis.positive });
    let mas = u64::from(mas.unsigned_abs());
    let (minutes, seconds_ms) = (mas / 60_000, mas % 60_000);
    let (degrees, minutes) = (minutes / 60, minutes % 60);
    write!(f, "{degrees} {minutes} {}.{:03} {hemisphere}", seconds_ms / 1000, seconds_ms % 1000)
}

/// The octets of a LOC record, which are to be all of `rest`. RFC 1876 §2: "Implementations are
/// required to check this [version] field and make no assumptions about the format of
/// unrecognized versions."
pub(super) fn check(rest: &[u8]) -> Result<usize, &'static str> {
    match rest.first() {
        Some(0) if rest.len() == WIRE_OCTETS => Ok(WIRE_OCTETS),
        Some(1..) => Ok(rest.len()),
        _ => Err("16 octets of location, version 0"),
    }
}

/// The location, when text can express the octets exactly.
pub(super) fn with_text(rest: &[u8]) -> Option<Location> {
    Location::from_wire(rest).filter(|location| {
        let extents = [location.size, location.horizontal_precision, location.vertical_precision];
        extents.into_iter().all(Extent::has_text)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::encoding::write_hex;

    /// Text, canonical text, wire: RFC 1876 §4, and the ends of the ranges of §2.
    const VECTORS: &[[&str; 3]] = &[
        [
            "42 21 54 N 71 06 18 W -24m 30m",
            "42 21 54.000 N 71 6 18.000 W -24.00m 30.00m 10000.00m 10.00m",
            "0033161389172dd070be15f000988d20",
        ],
        [
            "42 21 43.952 N 71 5 6.344 W -24m 1m 200m",
            "42 21 43.952 N 71 5 6.344 W -24.00m 1.00m 200.00m 10.00m",
            "001224138917069070bf2dd800988d20",
        ],
        [
            "52 14 05 N 00 08 50 E 10m",
            "52 14 5.000 N 0 8 50.000 E 10.00m",
            "001216138b3556c88008165000989a68",
        ],
        [
            "32 7 19 S 116 2 25 E 10m",
            "32 7 19.000 S 116 2 25.000 E 10.00m",
            "00121613791b7d2898e6486800989a68",
        ],
        [
            "42 21 28.764 N 71 00 51.617 W -44m 2000m",
            "42 21 28.764 N 71 0 51.617 W -44.00m 2000.00m 10000.00m 10.00m",
            "002516138916cb3c70c310df00988550",
        ],
        [
            "51 30 12.748 N 0 7 39.611 W 0.00m",
            "51 30 12.748 N 0 7 39.611 W 0.00m",
            "001216138b0d2c8c7ff8fca500989680",
        ],
        [
            "90 0 0 N 180 0 0 E -100000.00m 0.00m 90000000.00m 90000000.00m",
            "90 0 0.000 N 180 0 0.000 E -100000.00m 0.00m 90000000.00m 90000000.00m",
            "00009999934fd900a69fb20000000000",
        ],
        [
            "0 0 0.000 S 0 0 0.001 W 42849672.95m",
            "0 0 0.000 S 0 0 0.001 W 42849672.95m",
            "00121613800000007fffffffffffffff",
        ],
    ];

    fn hex(octets: &[u8]) -> String {
        let mut out = String::new();
        write_hex(octets, &mut out).unwrap();
        out
    }

    #[test]
    fn the_examples_of_rfc_1876_section_4() {
        for [text, canonical, wire] in VECTORS {
            let location: Location = text.parse().unwrap();
            assert_eq!(hex(&location.to_wire()), *wire, "{text}");
            // The south side of the equator itself is the same as its north side.
            assert_eq!(location.to_string(), canonical.replace("0.000 S", "0.000 N"), "{text}");
            assert_eq!(Location::from_wire(&location.to_wire()), Some(location));
        }
    }

    #[test]
    fn whatever_may_be_omitted_may_be() {
        let full: Location = "52 0 0.000 N 1 0 0.000 E 10.00m 1.00m 10000m 10m".parse().unwrap();
        for text in [
            "52 N 1 E 10",
            "52 0 N 1 0 E 10m",
            "52 0 0 n 1 e 10.0M",
            "52 N 1 E 10m 1m",
            "52 N 1 E 10m 1 10000",
            "52 N 1 E 10m 1 10000.00M 10.0",
        ] {
            assert_eq!(text.parse(), Ok(full), "{text}");
        }
    }

    #[test]
    fn what_is_out_of_range_is_refused_at_its_word() {
        for (text, field) in [
            ("", 0),
            ("91 N 0 E 0m", 0),
            ("90 0 0.001 N 0 E 0m", 3),
            ("52 60 N 0 E 0m", 1),
            ("52 0 60 N 0 E 0m", 2),
            ("52 0 0.0001 N 0 E 0m", 2),
            ("52 0 0 0 N 0 E 0m", 3),
            ("52 N 181 E 0m", 2),
            ("52 E 0 E 0m", 1),
            ("52 N 0 E", 4),
            ("52 N 0 E -100000.01m", 4),
            ("52 N 0 E 42849672.96m", 4),
            ("52 N 0 E 0.001m", 4),
            ("52 N 0 E 0mm", 4),
            ("52 N 0 E 0m 90000000.01m", 5),
            ("52 N 0 E 0m -1m", 5),
            ("52 N 0 E 0m 1m 1m 1m 1m", 8),
        ] {
            let error = text.parse::<Location>().unwrap_err();
            assert_eq!(error.0.field(), Some(field), "{text}: {error}");
        }
    }

    #[test]
    fn extents_keep_one_digit() {
        for (cm, octet, kept_cm) in [
            (0, 0x00, 0),
            (9, 0x90, 9),
            (10, 0x11, 10),
            (1999, 0x13, 1000),
            (9_000_000_000, 0x99, 9_000_000_000),
        ] {
            let extent = Extent::from_cm(cm).unwrap();
            assert_eq!((extent.to_wire(), extent.cm()), (octet, kept_cm));
        }
        assert_eq!(Extent::from_cm(9_000_000_001), None);
        assert_eq!(Extent::from_wire(0xa0), None);
        assert_eq!(Extent::from_wire(0x0a), None);
    }

    #[test]
    fn other_versions_and_undefined_octets_have_no_text() {
        let mut wire = "52 N 0 E 0m".parse::<Location>().unwrap().to_wire();
        assert!(with_text(&wire).is_some());
        wire[1] = 0x03;
        assert_eq!(with_text(&wire), None, "zero is written 0x00");
        wire[0] = 1;
        assert_eq!(Location::from_wire(&wire), None);
        assert_eq!(check(&wire[..3]), Ok(3));
    }
}
