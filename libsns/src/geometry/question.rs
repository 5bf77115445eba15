//! Near questions as names: `[<kind>.][<level>.][<count>.][<radius>.][<half width>.]<geometry>` in front
//! of `_near.<apex>`.
//!
//! ```text
//! 52n2053-0e1218                    a position: the letter of the hemisphere stands for the point
//! 52n205-0e121-52n206-0e123         a box: south, west, north, east
//! 52n2053-0e1218-b270d5             a ray: a position and a bearing of 270.5 degrees
//! r25  r2d5                         within 25 m, 2.5 m; for a ray its length
//! w0d5                              the half width of a ray: half a metre
//! k8                                at most eight things
//! l2  l-1                           on a level
//! _light                            of a kind, or of a class such as _room
//! ```

use std::fmt;
use std::ops::RangeInclusive;

use super::bounds::Bounds;
use super::index::{Area, KindId, Query};
use super::position::{HALF_TURN, NANO, Position, QUARTER_TURN, TURN};
use crate::limits::{
    BOX_COUNT, KIND_OCTETS_MAX, NEAR_COUNT, NEAR_COUNT_MAX, NEAR_FRACTION_DIGITS_MAX,
    NEAR_RADIUS_MILLIMETRES, NEAR_RADIUS_MILLIMETRES_MAX, RAY_HALF_WIDTH_MILLIMETRES,
    RAY_HALF_WIDTH_MILLIMETRES_MAX, RAY_LENGTH_MILLIMETRES, RAY_LENGTH_MILLIMETRES_MAX,
};

/// What the labels in front of `_near` ask for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PlaceQuestion<'a> {
    /// Only things of this kind or class: the word without its underscore, its case as given.
    pub kind: Option<&'a [u8]>,
    /// Only things on this level.
    pub level: Option<i16>,
    /// At most so many things.
    pub count: Option<u8>,
    /// For a position how far around it, for a ray how far along it, in millimetres.
    pub radius_millimetres: Option<u32>,
    /// For a ray how far beside it, in millimetres.
    pub half_width_millimetres: Option<u32>,
    /// Where.
    pub geometry: Geometry,
}

/// The geometry of a near question.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Geometry {
    /// Around a position.
    Point(Position),
    /// In a box.
    Box(Bounds),
    /// Along a ray.
    Ray {
        /// Where it starts.
        from: Position,
        /// Where it points: tenths of a degree clockwise from true north, 0 to 3599.
        bearing_tenths: u16,
    },
}

/// A label that cannot stand where it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QuestionError<'a> {
    /// The label; empty when there was none.
    pub label: &'a [u8],
    /// What was expected of it or in its place: a sentence for the asker (RFC 8914 §2).
    pub expected: &'static str,
}

impl fmt::Display for QuestionError<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "label \"{}\"; {}", self.label.escape_ascii(), self.expected)
    }
}

impl std::error::Error for QuestionError<'_> {}

const LEVEL: &str = "expected a level: l and −32768 to 32767";
const COUNT: &str = "expected a count: k and 1 to 64";
const RADIUS: &str =
    "expected a radius: r and metres up to 100000, d for the decimal point, three decimals";
const LENGTH: &str = "expected the length of a ray: r and metres above 0 up to 10000";
const WIDTH: &str =
    "expected the half width of a ray: w and metres up to 1000, d for the decimal point";
const KIND: &str = "expected a kind: _ and up to 62 of a-z, 0-9 and -";
const GEOMETRY: &str =
    "expected a position such as 52n2053-0e1218, a box of two, or a ray with -b and degrees";
const ORDER: &str =
    "expected kind, level, count, radius, half width, geometry, in this order, each at most once";
const LAST: &str = "expected nothing but _near behind the geometry";
const NO_RADIUS: &str = "expected no radius with a box";
const NO_WIDTH: &str = "expected a half width only with a ray";

impl<'a> PlaceQuestion<'a> {
    /// All things around a position, as far as a question without radius looks.
    #[must_use]
    pub fn of(geometry: Geometry) -> Self {
        Self {
            kind: None,
            level: None,
            count: None,
            radius_millimetres: None,
            half_width_millimetres: None,
            geometry,
        }
    }

    /// Reads the labels in front of `_near`, the most specific first; case does not matter.
    ///
    /// # Errors
    /// Names the first label that does not fit.
    pub fn from_labels(
        labels: impl IntoIterator<Item = &'a [u8]>,
    ) -> Result<Self, QuestionError<'a>> {
        let mut read = Reader::default();
        for label in labels {
            read.label(label)?;
        }
        read.finish()
    }

    /// The question with what it leaves open filled in. `kind` is the number of its kind.
    #[must_use]
    pub fn query(&self, kind: Option<KindId>) -> Query {
        let metres = |given: Option<u32>, usual: u32| f64::from(given.unwrap_or(usual)) / 1e3;
        let area = match self.geometry {
            Geometry::Point(centre) => {
                let usual = match self.count {
                    Some(_) => NEAR_RADIUS_MILLIMETRES_MAX,
                    None => NEAR_RADIUS_MILLIMETRES,
                };
                Area::Disc { centre, radius_metres: metres(self.radius_millimetres, usual) }
            }
            Geometry::Box(bounds) => Area::Box(bounds),
            Geometry::Ray { from, bearing_tenths } => Area::Ray {
                from,
                bearing_degrees: f64::from(bearing_tenths) / 10.0,
                length_metres: metres(self.radius_millimetres, RAY_LENGTH_MILLIMETRES),
                half_width_metres: metres(self.half_width_millimetres, RAY_HALF_WIDTH_MILLIMETRES),
            },
        };
        let usual = if matches!(area, Area::Box(_)) { BOX_COUNT } else { NEAR_COUNT };
        Query { area, count: self.count.unwrap_or(usual), level: self.level, kind }
    }
}

/// Labels read so far, each with where it stood.
#[derive(Default)]
struct Reader<'a> {
    /// How many kinds of labels, in their order, can come no more.
    past: u8,
    kind: Option<&'a [u8]>,
    level: Option<i16>,
    count: Option<u8>,
    radius: Option<(&'a [u8], u32)>,
    half_width: Option<(&'a [u8], u32)>,
    geometry: Option<Geometry>,
}

impl<'a> Reader<'a> {
    fn label(&mut self, label: &'a [u8]) -> Result<(), QuestionError<'a>> {
        let refuse = |expected| QuestionError { label, expected };
        if self.geometry.is_some() {
            return Err(refuse(LAST));
        }
        let (first, rest) = label.split_first().ok_or_else(|| refuse(GEOMETRY))?;
        let place = match first.to_ascii_lowercase() {
            b'_' => 1,
            b'l' => 2,
            b'k' => 3,
            b'r' => 4,
            b'w' => 5,
            b'0'..=b'9' => 6,
            _ => return Err(refuse(ORDER)),
        };
        if place <= self.past {
            return Err(refuse(ORDER));
        }
        self.past = place;
        match place {
            1 => self.kind = Some(kind(rest).ok_or_else(|| refuse(KIND))?),
            2 => self.level = Some(level(rest).ok_or_else(|| refuse(LEVEL))?),
            3 => self.count = Some(count(rest).ok_or_else(|| refuse(COUNT))?),
            4 => self.radius = Some((label, millimetres(rest).ok_or_else(|| refuse(RADIUS))?)),
            5 => self.half_width = Some((label, millimetres(rest).ok_or_else(|| refuse(WIDTH))?)),
            _ => self.geometry = Some(geometry(label).ok_or_else(|| refuse(GEOMETRY))?),
        }
        Ok(())
    }

    /// Checks what depends on the geometry, which comes last.
    fn finish(self) -> Result<PlaceQuestion<'a>, QuestionError<'a>> {
        let missing = QuestionError { label: b"", expected: GEOMETRY };
        let geometry = self.geometry.ok_or(missing)?;
        let (radius, half_width) = match geometry {
            Geometry::Point(_) => (
                within(self.radius, 0..=NEAR_RADIUS_MILLIMETRES_MAX, RADIUS)?,
                none(self.half_width, NO_WIDTH)?,
            ),
            Geometry::Box(_) => (none(self.radius, NO_RADIUS)?, none(self.half_width, NO_WIDTH)?),
            Geometry::Ray { .. } => (
                within(self.radius, 1..=RAY_LENGTH_MILLIMETRES_MAX, LENGTH)?,
                within(self.half_width, 0..=RAY_HALF_WIDTH_MILLIMETRES_MAX, WIDTH)?,
            ),
        };
        Ok(PlaceQuestion {
            kind: self.kind,
            level: self.level,
            count: self.count,
            radius_millimetres: radius,
            half_width_millimetres: half_width,
            geometry,
        })
    }
}

/// The value of a label, when it is in range.
fn within<'a>(
    given: Option<(&'a [u8], u32)>,
    range: RangeInclusive<u32>,
    expected: &'static str,
) -> Result<Option<u32>, QuestionError<'a>> {
    match given {
        Some((label, value)) if !range.contains(&value) => Err(QuestionError { label, expected }),
        given => Ok(given.map(|(_, value)| value)),
    }
}

/// Refuses a label that does not go with the geometry.
fn none<'a>(
    given: Option<(&'a [u8], u32)>,
    expected: &'static str,
) -> Result<Option<u32>, QuestionError<'a>> {
    given.map_or(Ok(None), |(label, _)| Err(QuestionError { label, expected }))
}

fn kind(word: &[u8]) -> Option<&[u8]> {
    let fits = |c: &u8| c.is_ascii_alphanumeric() || *c == b'-';
    ((1..=KIND_OCTETS_MAX).contains(&word.len()) && word.iter().all(fits)).then_some(word)
}

fn level(text: &[u8]) -> Option<i16> {
    let (sign, digits) = match text {
        [b'-', digits @ ..] => (-1, digits),
        digits => (1, digits),
    };
    i16::try_from(sign * i64::from(number(digits)?)).ok()
}

fn count(text: &[u8]) -> Option<u8> {
    let count = u8::try_from(number(text)?).ok()?;
    (1..=NEAR_COUNT_MAX).contains(&count).then_some(count)
}

/// One digit or more.
fn number(digits: &[u8]) -> Option<u32> {
    let add = |sum: u32, digit: &u8| {
        let digit = digit.is_ascii_digit().then(|| u32::from(digit - b'0'))?;
        sum.checked_mul(10)?.checked_add(digit)
    };
    if digits.is_empty() { None } else { digits.iter().try_fold(0, add) }
}

/// Metres with up to three decimals behind a `d`.
fn millimetres(text: &[u8]) -> Option<u32> {
    let Some(point) = text.iter().position(|c| c.eq_ignore_ascii_case(&b'd')) else {
        return number(text)?.checked_mul(1_000);
    };
    let (whole, decimals) = (number(&text[..point])?, &text[point + 1..]);
    let missing = 3_u32.checked_sub(u32::try_from(decimals.len()).ok()?)?;
    whole.checked_mul(1_000)?.checked_add(number(decimals)? * 10_u32.pow(missing))
}

fn geometry(label: &[u8]) -> Option<Geometry> {
    let mut parts = label.split(|c| *c == b'-');
    let (latitude, longitude) = (degrees(parts.next()?, *b"ns")?, degrees(parts.next()?, *b"ew")?);
    let position = Position::from_nanodegrees(latitude, longitude).ok()?;
    let Some(third) = parts.next() else { return Some(Geometry::Point(position)) };
    if let Some((b'b' | b'B', bearing)) = third.split_first() {
        let bearing_tenths = tenths(bearing)?;
        return parts.next().is_none().then_some(Geometry::Ray { from: position, bearing_tenths });
    }
    let (north, east) = (degrees(third, *b"ns")?, degrees(parts.next()?, *b"ew")?);
    let in_range =
        latitude <= north && north <= QUARTER_TURN && (-HALF_TURN..=HALF_TURN).contains(&east);
    if !in_range || parts.next().is_some() {
        return None;
    }
    // When east is west of west, the box crosses the antimeridian.
    let width = if east < longitude { east - longitude + TURN } else { east - longitude };
    Some(Geometry::Box(Bounds::spanning(position, north, width)))
}

/// Degrees in nanodegrees: up to three digits, the letter of the hemisphere, up to nine digits.
fn degrees(text: &[u8], [positive, negative]: [u8; 2]) -> Option<i64> {
    let letter = text.iter().position(u8::is_ascii_alphabetic)?;
    let sign = match text[letter].to_ascii_lowercase() {
        c if c == positive => 1,
        c if c == negative => -1,
        _ => return None,
    };
    let (whole, decimals) = (&text[..letter], &text[letter + 1..]);
    if whole.len() > 3 || decimals.len() > NEAR_FRACTION_DIGITS_MAX {
        return None;
    }
    let scale = 10_i64.pow((NEAR_FRACTION_DIGITS_MAX - decimals.len()) as u32);
    let fraction = if decimals.is_empty() { 0 } else { number(decimals)? };
    Some(sign * (i64::from(number(whole)?) * NANO + i64::from(fraction) * scale))
}

/// A bearing below 360 degrees with up to one decimal behind a `d`, in tenths.
fn tenths(text: &[u8]) -> Option<u16> {
    let (whole, decimal) = match text {
        [whole @ .., b'd' | b'D', decimal] => (whole, number(&[*decimal])?),
        whole => (whole, 0),
    };
    let tenths = number(whole)?.checked_mul(10)? + decimal;
    u16::try_from(tenths).ok().filter(|tenths| *tenths < 3_600)
}

impl fmt::Display for PlaceQuestion<'_> {
    /// The canonical labels with dots between.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(kind) = self.kind {
            f.write_str("_")?;
            kind.iter().try_for_each(|c| write!(f, "{}", char::from(c.to_ascii_lowercase())))?;
            f.write_str(".")?;
        }
        if let Some(level) = self.level {
            write!(f, "l{level}.")?;
        }
        if let Some(count) = self.count {
            write!(f, "k{count}.")?;
        }
        for (letter, given) in [('r', self.radius_millimetres), ('w', self.half_width_millimetres)]
        {
            if let Some(value) = given {
                write!(
                    f,
                    "{letter}{}.",
                    Decimal { whole: value / 1_000, point: 'd', rest: value % 1_000, digits: 3 }
                )?;
            }
        }
        fmt::Display::fmt(&self.geometry, f)
    }
}

impl fmt::Display for Geometry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Point(position) => write_position(*position, f),
            Self::Box(bounds) => {
                let [south_west, _, north_east, _] = bounds.corners();
                write_position(south_west, f)?;
                f.write_str("-")?;
                if bounds.width_nanodegrees() == TURN {
                    return write!(f, "{}-180e", latitude(bounds.north_nanodegrees()));
                }
                write_position(north_east, f)
            }
            Self::Ray { from, bearing_tenths } => {
                write_position(*from, f)?;
                let (whole, rest) =
                    (u32::from(bearing_tenths / 10), u32::from(bearing_tenths % 10));
                write!(f, "-b{}", Decimal { whole, point: 'd', rest, digits: 1 })
            }
        }
    }
}

fn write_position(position: Position, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let longitude = signed(position.longitude_nanodegrees(), ['e', 'w']);
    write!(f, "{}-{longitude}", latitude(position.latitude_nanodegrees()))
}

fn latitude(nanodegrees: i64) -> Decimal {
    signed(nanodegrees, ['n', 's'])
}

fn signed(nanodegrees: i64, [positive, negative]: [char; 2]) -> Decimal {
    let size = nanodegrees.unsigned_abs();
    let whole = (size / NANO.unsigned_abs()) as u32;
    let rest = (size % NANO.unsigned_abs()) as u32;
    let point = if nanodegrees < 0 { negative } else { positive };
    Decimal { whole, point, rest, digits: NEAR_FRACTION_DIGITS_MAX }
}

/// A number with a letter for its point. Zeros at the end are left out; so is a `d` before nothing.
struct Decimal {
    whole: u32,
    point: char,
    rest: u32,
    digits: usize,
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.whole)?;
        if self.rest > 0 || self.point != 'd' {
            write!(f, "{}", self.point)?;
        }
        let (mut rest, mut digits) = (self.rest, self.digits);
        if rest == 0 {
            return Ok(());
        }
        while rest % 10 == 0 {
            (rest, digits) = (rest / 10, digits - 1);
        }
        write!(f, "{rest:0digits$}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> Result<PlaceQuestion<'_>, QuestionError<'_>> {
        PlaceQuestion::from_labels(text.split('.').map(str::as_bytes))
    }

    fn at(latitude: f64, longitude: f64) -> Position {
        Position::from_degrees(latitude, longitude).unwrap()
    }

    #[test]
    fn the_examples_mean_what_they_say() {
        let here = PlaceQuestion::of(Geometry::Point(at(52.2053, 0.1218)));
        assert_eq!(read("52n2053-0e1218"), Ok(here));
        assert_eq!(
            read("33s8688-151e2093").unwrap().geometry,
            Geometry::Point(at(-33.8688, 151.2093))
        );
        assert_eq!(read("52n-0e").unwrap().geometry, Geometry::Point(at(52.0, 0.0)));
        let full = read("_light.l-1.k8.r2d5.52N2053-0E1218").unwrap();
        let expected = PlaceQuestion {
            kind: Some(b"light"),
            level: Some(-1),
            count: Some(8),
            radius_millimetres: Some(2_500),
            ..here
        };
        assert_eq!(full, expected);
        let ray = read("r12.w0d25.52n2053-0e1218-b270d5").unwrap();
        let expected = Geometry::Ray { from: at(52.2053, 0.1218), bearing_tenths: 2_705 };
        assert_eq!((ray.geometry, ray.half_width_millimetres), (expected, Some(250)));
        let Geometry::Box(bounds) = read("17s-179e-16s-179w").unwrap().geometry else { panic!() };
        assert_eq!(bounds.width_nanodegrees(), 2 * NANO);
        let Geometry::Box(world) = read("90s-180w-90n-180e").unwrap().geometry else { panic!() };
        assert!(world.contains(at(12.0, 34.0)));
    }

    #[test]
    fn what_is_left_open_has_its_usual_value() {
        let radius = |text| match read(text).unwrap().query(None) {
            Query { area: Area::Disc { radius_metres, .. }, count, .. } => (radius_metres, count),
            other => panic!("{other:?}"),
        };
        assert_eq!(radius("52n-0e"), (10.0, NEAR_COUNT));
        assert_eq!(radius("k3.52n-0e"), (100_000.0, 3));
        assert_eq!(radius("k3.r7.52n-0e"), (7.0, 3));
        assert_eq!(radius("r0.52n-0e"), (0.0, NEAR_COUNT));
        assert_eq!(read("1n-1e-2n-2e").unwrap().query(None).count, 64);
    }

    #[test]
    fn a_label_that_does_not_fit_is_named() {
        let refused = |text: &'static str| {
            let error = read(text).unwrap_err();
            (std::str::from_utf8(error.label).unwrap().to_string(), error.expected)
        };
        let cases = [
            ("k8.l2.52n-0e", "l2", ORDER),
            ("k8.k8.52n-0e", "k8", ORDER),
            ("x.52n-0e", "x", ORDER),
            ("52n-0e.k8", "k8", LAST),
            ("52n-0e.52n-0e", "52n-0e", LAST),
            ("k0.52n-0e", "k0", COUNT),
            ("k65.52n-0e", "k65", COUNT),
            ("k.52n-0e", "k", COUNT),
            ("l.52n-0e", "l", LEVEL),
            ("l40000.52n-0e", "l40000", LEVEL),
            ("r1d2345.52n-0e", "r1d2345", RADIUS),
            ("r1d.52n-0e", "r1d", RADIUS),
            ("r100001.52n-0e", "r100001", RADIUS),
            ("r99999999999.52n-0e", "r99999999999", RADIUS),
            ("r5.1n-1e-2n-2e", "r5", NO_RADIUS),
            ("w5.1n-1e", "w5", NO_WIDTH),
            ("r0.1n-1e-b0", "r0", LENGTH),
            ("r10001.1n-1e-b0", "r10001", LENGTH),
            ("w1001.1n-1e-b0", "w1001", WIDTH),
            ("_a_b.52n-0e", "_a_b", KIND),
            ("_.52n-0e", "_", KIND),
            ("91n-0e", "91n-0e", GEOMETRY),
            ("52n-181e", "52n-181e", GEOMETRY),
            ("52e-0n", "52e-0n", GEOMETRY),
            ("52n1234567890-0e", "52n1234567890-0e", GEOMETRY),
            ("52-0", "52-0", GEOMETRY),
            ("52n-0e-", "52n-0e-", GEOMETRY),
            ("52n-0e-b360", "52n-0e-b360", GEOMETRY),
            ("52n-0e-b1d23", "52n-0e-b1d23", GEOMETRY),
            ("2n-1e-1n-2e", "2n-1e-1n-2e", GEOMETRY),
            ("1n-1e-2n-2e-3n", "1n-1e-2n-2e-3n", GEOMETRY),
            ("k8", "", GEOMETRY),
        ];
        for (text, label, expected) in cases {
            assert_eq!(refused(text), (label.to_string(), expected), "{text}");
        }
        let text = read("k0.52n-0e").unwrap_err().to_string();
        assert_eq!(text, "label \"k0\"; expected a count: k and 1 to 64");
    }

    fn any_position() -> impl Strategy<Value = Position> {
        (-QUARTER_TURN..=QUARTER_TURN, -HALF_TURN..HALF_TURN, 0..10_u32).prop_map(
            |(lat, lon, zeros)| {
                let cut = |n: i64| n - n % 10_i64.pow(zeros);
                Position::wrapped(cut(lat), cut(lon))
            },
        )
    }

    fn any_geometry() -> impl Strategy<Value = Geometry> {
        prop_oneof![
            any_position().prop_map(Geometry::Point),
            (any_position(), 0..3_600_u16)
                .prop_map(|(from, bearing_tenths)| Geometry::Ray { from, bearing_tenths }),
            (any_position(), any_position())
                .prop_filter_map("north of south", |(a, b)| Bounds::new(a, b).map(Geometry::Box)),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4_000))]

        #[test]
        fn canonical_labels_read_back(
            geometry in any_geometry(), kind in prop::option::of("[a-z0-9-]{1,62}"),
            level in any::<Option<i16>>(), count in prop::option::of(1..=64_u8),
            radius in prop::option::of(1..=10_000_000_u32), width in prop::option::of(0..=1_000_000_u32),
        ) {
            let is_box = matches!(geometry, Geometry::Box(_));
            let is_ray = matches!(geometry, Geometry::Ray { .. });
            let question = PlaceQuestion {
                kind: kind.as_ref().map(String::as_bytes),
                level,
                count,
                radius_millimetres: radius.filter(|_| !is_box),
                half_width_millimetres: width.filter(|_| is_ray),
                geometry,
            };
            let text = question.to_string();
            prop_assert!(text.split('.').all(|label| label.len() <= 63), "{}", text);
            prop_assert_eq!(read(&text), Ok(question), "{}", text);
            prop_assert_eq!(read(&text.to_uppercase()).unwrap().to_string(), text);
        }

        #[test]
        fn no_label_makes_it_panic(labels in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..64), 0..6), text in "[-0-9nsewdbklrw._]{0,40}") {
            let _ = PlaceQuestion::from_labels(labels.iter().map(Vec::as_slice));
            if let Ok(question) = read(&text) {
                let canonical = question.to_string();
                prop_assert_eq!(read(&canonical), Ok(question));
            }
        }
    }
}
