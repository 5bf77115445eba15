//! The grammar of near names (RFC-DRAFT "Near Names"): labels in front of `_near` to a question.
//!
//! ```text
//! [kind.] [level.] [count.] [radius.] [width.] geometry
//! _light   l-2      k8       r2d5      w0d5    52n2053-0e1218           a point
//!                                              52n2053-0e1218-b270d5    a ray
//!                                              52n2-0e1-52n3-0e2        a box
//! ```
//! The hemisphere's letter stands where the decimal point of degrees would, `d` where that of metres
//! and of the bearing would. Reading allocates nothing.

use std::fmt;

use super::bounds::Bounds;
use super::index::{Area, KindId, Query};
use super::position::Position;
use crate::limits::{
    BOX_COUNT, KIND_OCTETS_MAX, NEAR_COUNT, NEAR_COUNT_MAX, NEAR_FRACTION_DIGITS_MAX,
    NEAR_RADIUS_MILLIMETRES, NEAR_RADIUS_MILLIMETRES_MAX, RAY_HALF_WIDTH_MILLIMETRES,
    RAY_HALF_WIDTH_MILLIMETRES_MAX, RAY_LENGTH_MILLIMETRES, RAY_LENGTH_MILLIMETRES_MAX,
};

/// A question about a place, as its name says it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PlaceQuestion<'a> {
    geometry: Geometry,
    kind: Option<&'a [u8]>,
    level: Option<i16>,
    count: Option<u8>,
    radius_millimetres: Option<u32>,
    half_width_millimetres: Option<u32>,
}

/// What a question is about.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Geometry {
    Point(Position),
    /// Where it starts, and degrees clockwise from true north.
    Ray(Position, f64),
    Box(Bounds),
}

/// Which label does not follow the grammar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QuestionError {
    /// There is none, or the last one is no point, box or ray.
    Geometry,
    /// A latitude over 90 or a longitude over 180 degrees, or a box with its south above its north.
    OutOfRange,
    /// A label in front that is not known, stands twice, or stands out of order.
    Order,
    /// The kind.
    Kind,
    /// The level.
    Level,
    /// The count.
    Count,
    /// The radius.
    Radius,
    /// The half width, which only rays have.
    Width,
}

impl QuestionError {
    /// What was expected, for an Extended DNS Error.
    #[must_use]
    pub const fn expected(self) -> &'static str {
        match self {
            Self::Geometry => {
                "near: expected a point as 52n2053-0e1218, a box as 52n2-0e1-52n3-0e2, or a ray as \
                 52n2053-0e1218-b270 in front of _near"
            }
            Self::OutOfRange => {
                "near: expected at most 90 degrees of latitude and 180 of longitude, south first"
            }
            Self::Order => {
                "near: expected [_kind.][l<level>.][k<count>.][r<metres>.][w<metres>.]<geometry>, each \
                 at most once and in this order"
            }
            Self::Kind => "near: expected a kind as _light: letters, digits and hyphens",
            Self::Level => "near: expected a level as l2 or l-1, from -32768 to 32767",
            Self::Count => "near: expected a count as k8, from 1 to 64",
            Self::Radius => {
                "near: expected a radius as r25 or r2d5, in metres to the millimetre, at most 100000 \
                 (a ray 10000), and none for a box"
            }
            Self::Width => {
                "near: expected a half width as w0d5, in metres to the millimetre, at most 1000, for a ray"
            }
        }
    }
}

impl fmt::Display for QuestionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.expected())
    }
}

impl std::error::Error for QuestionError {}

/// Labels in front of the geometry, in their order.
const PREFIXES: [u8; 5] = *b"_lkrw";

impl<'a> PlaceQuestion<'a> {
    /// Reads the labels in front of `_near`, the most specific first, in lower case.
    ///
    /// # Errors
    /// Which label does not follow the grammar.
    pub fn parse(labels: impl Iterator<Item = &'a [u8]>) -> Result<Self, QuestionError> {
        let mut fields: [Option<&'a [u8]>; PREFIXES.len()] = [None; PREFIXES.len()];
        let (mut next, mut geometry) = (0, None);
        for label in labels {
            if geometry.is_some() {
                return Err(QuestionError::Order);
            }
            let place = PREFIXES.iter().position(|prefix| label.first() == Some(prefix));
            match place {
                Some(place) if place >= next => {
                    fields[place] = Some(&label[1..]);
                    next = place + 1;
                }
                Some(_) => return Err(QuestionError::Order),
                None => geometry = Some(read_geometry(label)?),
            }
        }
        Self::of(geometry.ok_or(QuestionError::Geometry)?, fields)
    }

    fn of(
        geometry: Geometry,
        [kind, level, count, radius, width]: [Option<&'a [u8]>; PREFIXES.len()],
    ) -> Result<Self, QuestionError> {
        let is_ray = matches!(geometry, Geometry::Ray(..));
        let radius_max =
            if is_ray { RAY_LENGTH_MILLIMETRES_MAX } else { NEAR_RADIUS_MILLIMETRES_MAX };
        let radius_refused = radius.is_some() && matches!(geometry, Geometry::Box(_));
        if radius_refused {
            return Err(QuestionError::Radius);
        }
        if width.is_some() && !is_ray {
            return Err(QuestionError::Width);
        }
        let read = |field: Option<&[u8]>, most, error| {
            field.map(|text| millimetres(text, most).ok_or(error)).transpose()
        };
        Ok(Self {
            geometry,
            kind: kind.map(|word| read_kind(word).ok_or(QuestionError::Kind)).transpose()?,
            level: level.map(|text| read_level(text).ok_or(QuestionError::Level)).transpose()?,
            count: count.map(|text| read_count(text).ok_or(QuestionError::Count)).transpose()?,
            radius_millimetres: read(radius, radius_max, QuestionError::Radius)?,
            half_width_millimetres: read(
                width,
                RAY_HALF_WIDTH_MILLIMETRES_MAX,
                QuestionError::Width,
            )?,
        })
    }

    /// The word of the kind or class asked for.
    #[must_use]
    pub fn kind(&self) -> Option<&'a [u8]> {
        self.kind
    }

    /// The point that is asked about; none for boxes and rays.
    #[must_use]
    pub fn point(&self) -> Option<Position> {
        match self.geometry {
            Geometry::Point(position) => Some(position),
            Geometry::Ray(..) | Geometry::Box(_) => None,
        }
    }

    /// What the index is asked, the kind by its number there.
    #[must_use]
    pub fn query(&self, kind: Option<KindId>) -> Query {
        let metres = |millimetres: u32| f64::from(millimetres) / 1000.0;
        let radius = |default| metres(self.radius_millimetres.unwrap_or(default));
        let (area, count) = match self.geometry {
            Geometry::Point(centre) => {
                let reach = match self.count {
                    Some(_) => NEAR_RADIUS_MILLIMETRES_MAX,
                    None => NEAR_RADIUS_MILLIMETRES,
                };
                (Area::Disc { centre, radius_metres: radius(reach) }, NEAR_COUNT)
            }
            Geometry::Ray(from, bearing_degrees) => {
                let half_width = self.half_width_millimetres.unwrap_or(RAY_HALF_WIDTH_MILLIMETRES);
                let area = Area::Ray {
                    from,
                    bearing_degrees,
                    length_metres: radius(RAY_LENGTH_MILLIMETRES),
                    half_width_metres: metres(half_width),
                };
                (area, NEAR_COUNT)
            }
            Geometry::Box(bounds) => (Area::Box(bounds), BOX_COUNT),
        };
        Query { area, count: self.count.unwrap_or(count), level: self.level, kind }
    }
}

fn read_geometry(label: &[u8]) -> Result<Geometry, QuestionError> {
    let mut parts = label.split(|octet| *octet == b'-');
    let mut part = || parts.next();
    let (latitude, longitude) = (part(), part());
    let near = position(latitude, longitude)?;
    match (part(), part(), part()) {
        (None, ..) => Ok(Geometry::Point(near)),
        (Some(bearing), None, _) => {
            let bearing = bearing.strip_prefix(b"b").and_then(read_bearing);
            bearing.map(|degrees| Geometry::Ray(near, degrees)).ok_or(QuestionError::Geometry)
        }
        (north, east, None) => {
            let bounds = Bounds::new(near, position(north, east)?);
            bounds.map(Geometry::Box).ok_or(QuestionError::OutOfRange)
        }
        (_, _, Some(_)) => Err(QuestionError::Geometry),
    }
}

fn position(latitude: Option<&[u8]>, longitude: Option<&[u8]>) -> Result<Position, QuestionError> {
    let latitude = latitude.and_then(|text| angle(text, 2, [b'n', b's']));
    let longitude = longitude.and_then(|text| angle(text, 3, [b'e', b'w']));
    let (latitude, longitude) = latitude.zip(longitude).ok_or(QuestionError::Geometry)?;
    Position::from_nanodegrees(latitude, longitude).map_err(|_| QuestionError::OutOfRange)
}

/// Degrees as `52n2053`, in nanodegrees: whole ones of so many digits at most, the letter of the
/// hemisphere, and up to nine digits of the fraction.
fn angle(text: &[u8], whole_digits_max: usize, letters: [u8; 2]) -> Option<i64> {
    let at = text.iter().position(|octet| letters.contains(octet))?;
    let (whole, fraction) = (&text[..at], &text[at + 1..]);
    if whole.len() > whole_digits_max {
        return None;
    }
    let whole = digits(whole)?;
    let part = fraction_of(fraction, NEAR_FRACTION_DIGITS_MAX)?;
    let nanodegrees = i64::from(whole) * 1_000_000_000 + i64::from(part);
    Some(if text[at] == letters[1] { -nanodegrees } else { nanodegrees })
}

/// A number of at least one digit.
fn digits(text: &[u8]) -> Option<u32> {
    const DIGITS_MAX: usize = 9;
    let plain = !text.is_empty() && text.len() <= DIGITS_MAX && text.iter().all(u8::is_ascii_digit);
    plain.then(|| text.iter().fold(0, |number, digit| number * 10 + u32::from(digit - b'0')))
}

/// Digits behind the point, padded to a width: of `5` and three, 500.
fn fraction_of(text: &[u8], width: usize) -> Option<u32> {
    if text.is_empty() {
        return Some(0);
    }
    let missing = u32::try_from(width.checked_sub(text.len())?).ok()?;
    Some(digits(text)? * 10u32.pow(missing))
}

/// `25` or `2d5`, in thousandths.
fn thousandths(text: &[u8]) -> Option<u32> {
    let (whole, fraction) = match text.iter().position(|octet| *octet == b'd') {
        Some(at) if at + 1 < text.len() => (&text[..at], &text[at + 1..]),
        Some(_) => return None,
        None => (text, &[][..]),
    };
    digits(whole)?.checked_mul(1000)?.checked_add(fraction_of(fraction, 3)?)
}

fn millimetres(text: &[u8], most: u32) -> Option<u32> {
    thousandths(text).filter(|value| *value <= most)
}

fn read_bearing(text: &[u8]) -> Option<f64> {
    const TURN: u32 = 360_000;
    thousandths(text).filter(|value| *value < TURN).map(|value| f64::from(value) / 1000.0)
}

fn read_kind(word: &[u8]) -> Option<&[u8]> {
    let fits = |octet: &u8| octet.is_ascii_alphanumeric() || *octet == b'-';
    let good = (1..=KIND_OCTETS_MAX).contains(&word.len()) && word.iter().all(fits);
    good.then_some(word)
}

fn read_level(text: &[u8]) -> Option<i16> {
    let (sign, number) = match text.strip_prefix(b"-") {
        Some(number) => (-1, number),
        None => (1, text),
    };
    i16::try_from(sign * i64::from(digits(number)?)).ok()
}

fn read_count(text: &[u8]) -> Option<u8> {
    let count = u8::try_from(digits(text)?).ok()?;
    (1..=NEAR_COUNT_MAX).contains(&count).then_some(count)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<PlaceQuestion<'_>, QuestionError> {
        PlaceQuestion::parse(text.split('.').map(str::as_bytes))
    }

    fn query(text: &str) -> Query {
        parse(text).unwrap().query(None)
    }

    fn at(latitude: f64, longitude: f64) -> Position {
        Position::from_degrees(latitude, longitude).unwrap()
    }

    #[test]
    fn a_point_is_a_disc_of_ten_metres() {
        let centre = at(52.2053, 0.1218);
        let area = Area::Disc { centre, radius_metres: 10.0 };
        assert_eq!(query("52n2053-0e1218").area, area);
        assert_eq!(query("052n2053-0e1218".trim_start_matches('0')).area, area);
        assert_eq!(query("52n205300-000e1218").area, area);
        assert_eq!(
            query("33s8688-151e2093").area,
            Area::Disc { centre: at(-33.8688, 151.2093), radius_metres: 10.0 }
        );
    }

    #[test]
    fn all_labels_in_their_order() {
        let question = parse("_light.l-2.k8.r2d5.52n-0e").unwrap();
        assert_eq!(question.kind(), Some(&b"light"[..]));
        let query = question.query(Some(3));
        assert_eq!((query.level, query.count, query.kind), (Some(-2), 8, Some(3)));
        assert_eq!(query.area, Area::Disc { centre: at(52.0, 0.0), radius_metres: 2.5 });
    }

    #[test]
    fn a_count_without_a_radius_reaches_far() {
        let Area::Disc { radius_metres, .. } = query("k1.1n-1e").area else { panic!("a disc") };
        assert!((radius_metres - 100_000.0).abs() < 1e-9);
    }

    #[test]
    fn rays_and_boxes() {
        let ray = query("r12.w0d25.1n-1e-b270d5").area;
        let expected = Area::Ray {
            from: at(1.0, 1.0),
            bearing_degrees: 270.5,
            length_metres: 12.0,
            half_width_metres: 0.25,
        };
        assert_eq!(ray, expected);
        let across = query("1s-179e-2n-179w");
        let bounds = Bounds::new(at(-1.0, 179.0), at(2.0, -179.0)).unwrap();
        assert_eq!(across.area, Area::Box(bounds));
        assert_eq!(across.count, BOX_COUNT);
    }

    #[test]
    fn what_does_not_follow_the_grammar_is_refused_by_label() {
        for (text, error) in [
            ("", QuestionError::Geometry),
            ("52n2053", QuestionError::Geometry),
            ("n-0e", QuestionError::Geometry),
            ("520n-0e", QuestionError::Geometry),
            ("52n1234567890-0e", QuestionError::Geometry),
            ("52x-0e", QuestionError::Geometry),
            ("1n-1e-b360", QuestionError::Geometry),
            ("1n-1e-270", QuestionError::Geometry),
            ("1n-1e-2n-2e-3n", QuestionError::Geometry),
            ("91n-0e", QuestionError::OutOfRange),
            ("0n-180e1", QuestionError::OutOfRange),
            ("2n-1e-1n-2e", QuestionError::OutOfRange),
            ("k8.l2.1n-1e", QuestionError::Order),
            ("k8.k8.1n-1e", QuestionError::Order),
            ("1n-1e.1n-1e", QuestionError::Order),
            ("_.1n-1e", QuestionError::Kind),
            ("_a/b.1n-1e", QuestionError::Kind),
            ("l.1n-1e", QuestionError::Level),
            ("l32768.1n-1e", QuestionError::Level),
            ("k0.1n-1e", QuestionError::Count),
            ("k65.1n-1e", QuestionError::Count),
            ("r.1n-1e", QuestionError::Radius),
            ("r1d.1n-1e", QuestionError::Radius),
            ("r1d2345.1n-1e", QuestionError::Radius),
            ("r100000d001.1n-1e", QuestionError::Radius),
            ("r5.1n-1e-2n-2e", QuestionError::Radius),
            ("w1.1n-1e", QuestionError::Width),
            ("w1000d001.1n-1e-b5", QuestionError::Width),
        ] {
            assert_eq!(parse(text), Err(error), "{text:?}");
        }
    }
}
