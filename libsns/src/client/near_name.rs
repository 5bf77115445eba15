//! The name of a near question: `[kind.][level.][count.][radius.]geometry._near.<apex>`.

use super::ClientError;
use crate::geometry::Position;
use crate::limits::{KIND_OCTETS_MAX, NEAR_COUNT_MAX, NEAR_FRACTION_DIGITS_MAX};
use crate::name::{Name, NameBuffer};

/// What a near question asks for.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Wanted {
    pub(super) geometry: Geometry,
    pub(super) radius_metres: Option<f64>,
    pub(super) half_width_metres: Option<f64>,
    pub(super) count: Option<u8>,
    pub(super) level: Option<i16>,
    pub(super) kind: Option<String>,
    pub(super) digits: usize,
}

/// Where a near question asks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Geometry {
    Point(Position),
    Ray(Position, f64),
    /// The south-west and the north-east corner.
    Box([Position; 2]),
}

impl Wanted {
    /// Nothing but where.
    pub(super) fn at(geometry: Geometry, digits: usize) -> Self {
        Self {
            geometry,
            radius_metres: None,
            half_width_metres: None,
            count: None,
            level: None,
            kind: None,
            digits,
        }
    }

    /// The name of the question below an apex.
    pub(super) fn name(&self, apex: &Name) -> Result<Name, ClientError> {
        let mut name = NameBuffer::new();
        for label in self.labels()? {
            name.push_label(label.as_bytes())?;
        }
        name.push_label(b"_near")?;
        name.push_name(apex)?;
        Ok(name.finish()?)
    }

    /// RFC-DRAFT "Near Names": the labels in their order.
    fn labels(&self) -> Result<Vec<String>, ClientError> {
        let refused = |what: String| Err(ClientError::Question(what));
        let mut labels = Vec::new();
        if let Some(kind) = &self.kind {
            let fits = |c: u8| c.is_ascii_alphanumeric() || c == b'-';
            if kind.is_empty() || kind.len() > KIND_OCTETS_MAX || !kind.bytes().all(fits) {
                return refused(format!("kind {kind:?}; expected 1 to 62 letters, digits and '-'"));
            }
            labels.push(format!("_{}", kind.to_ascii_lowercase()));
        }
        labels.extend(self.level.map(|level| format!("l{level}")));
        if let Some(count) = self.count {
            if !(1..=NEAR_COUNT_MAX).contains(&count) {
                return refused(format!("count {count}; expected 1 to {NEAR_COUNT_MAX}"));
            }
            labels.push(format!("k{count}"));
        }
        if let Some(radius) = self.radius_metres {
            labels.push(format!("r{}", decimal("radius", radius)?));
        }
        if let Some(width) = self.half_width_metres {
            labels.push(format!("w{}", decimal("half width", width)?));
        }
        labels.push(self.geometry_label()?);
        Ok(labels)
    }

    fn geometry_label(&self) -> Result<String, ClientError> {
        if self.digits > NEAR_FRACTION_DIGITS_MAX {
            let what = format!("{} digits; expected 0 to {NEAR_FRACTION_DIGITS_MAX}", self.digits);
            return Err(ClientError::Question(what));
        }
        let point = |position: Position| {
            let latitude = angle(position.latitude_nanodegrees(), ['n', 's'], self.digits);
            let longitude = angle(position.longitude_nanodegrees(), ['e', 'w'], self.digits);
            format!("{latitude}-{longitude}")
        };
        Ok(match self.geometry {
            Geometry::Point(position) => point(position),
            Geometry::Ray(position, bearing) => {
                if !(0.0..360.0).contains(&bearing) {
                    let what = format!("bearing {bearing}; expected degrees from 0 to below 360");
                    return Err(ClientError::Question(what));
                }
                // 359.96 rounds to 360, which is 0.
                let tenths = (bearing * 10.0).round() as u32 % 3600;
                format!("{}-b{}", point(position), fraction(tenths.into(), 1, 1))
            }
            Geometry::Box([south_west, north_east]) => {
                format!("{}-{}", point(south_west), point(north_east))
            }
        })
    }
}

/// Degrees with the letter of the hemisphere where the point would stand, rounded to so many
/// digits, without zeros at the end.
fn angle(nanodegrees: i64, letters: [char; 2], digits: usize) -> String {
    let unit = 10_u64.pow((NEAR_FRACTION_DIGITS_MAX - digits) as u32);
    let rounded = (nanodegrees.unsigned_abs() + unit / 2) / unit * unit;
    let letter = letters[usize::from(nanodegrees < 0 && rounded > 0)];
    let (whole, part) = (rounded / 1_000_000_000, rounded % 1_000_000_000);
    let part = format!("{part:09}");
    format!("{whole}{letter}{}", part.trim_end_matches('0'))
}

/// Metres to the millimetre.
fn decimal(what: &str, metres: f64) -> Result<String, ClientError> {
    const METRES_MAX: f64 = 100_000.0;
    if (0.0..=METRES_MAX).contains(&metres) {
        Ok(fraction((metres * 1000.0).round() as u64, 3, 3))
    } else {
        let what = format!("{what} {metres}; expected metres from 0 to {METRES_MAX}");
        Err(ClientError::Question(what))
    }
}

/// A whole number of so many decimals, with `d` for the point.
fn fraction(number: u64, decimals: u32, width: usize) -> String {
    let unit = 10_u64.pow(decimals);
    let part = format!("{:0width$}", number % unit);
    match part.trim_end_matches('0') {
        "" => format!("{}", number / unit),
        part => format!("{}d{part}", number / unit),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(latitude: f64, longitude: f64) -> Position {
        Position::from_degrees(latitude, longitude).unwrap()
    }

    fn text(wanted: &Wanted) -> String {
        wanted.name(&"hq.example.".parse().unwrap()).unwrap().to_string()
    }

    #[test]
    fn the_name_of_the_draft() {
        let mut wanted = Wanted::at(Geometry::Point(at(52.2053, 0.1218)), 4);
        assert_eq!(text(&wanted), "52n2053-0e1218._near.hq.example.");
        wanted.kind = Some("Light".into());
        wanted.level = Some(-2);
        wanted.count = Some(8);
        wanted.radius_metres = Some(2.5);
        wanted.half_width_metres = Some(0.05);
        assert_eq!(text(&wanted), "_light.l-2.k8.r2d5.w0d05.52n2053-0e1218._near.hq.example.");
    }

    #[test]
    fn digits_round_and_zeros_go() {
        let label = |latitude, longitude, digits| {
            text(&Wanted::at(Geometry::Point(at(latitude, longitude)), digits))
                .replace("._near.hq.example.", "")
        };
        assert_eq!(label(-33.86881, 151.20939, 4), "33s8688-151e2094");
        assert_eq!(label(0.0, -0.00001, 4), "0n-0e");
        assert_eq!(label(-0.5, -0.5, 0), "1s-1w");
        assert_eq!(label(1.999_999_999, -179.5, 9), "1n999999999-179w5");
        assert_eq!(label(1.999_999_999, 0.0, 8), "2n-0e");
    }

    #[test]
    fn rays_and_boxes() {
        let ray = Wanted::at(Geometry::Ray(at(52.2, 0.1), 270.54), 4);
        assert_eq!(text(&ray), "52n2-0e1-b270d5._near.hq.example.");
        let north = Wanted::at(Geometry::Ray(at(52.2, 0.1), 359.96), 4);
        assert_eq!(text(&north), "52n2-0e1-b0._near.hq.example.");
        let across = Wanted::at(Geometry::Box([at(-1.0, 179.0), at(2.0, -179.0)]), 4);
        assert_eq!(text(&across), "1s-179e-2n-179w._near.hq.example.");
    }

    #[test]
    fn what_the_grammar_cannot_say_is_refused_by_value() {
        let apex = "hq.example.".parse().unwrap();
        let good = Wanted::at(Geometry::Point(at(1.0, 1.0)), 4);
        for (wanted, value) in [
            (Wanted { kind: Some("fire place".into()), ..good.clone() }, "fire place"),
            (Wanted { kind: Some(String::new()), ..good.clone() }, "\"\""),
            (Wanted { count: Some(0), ..good.clone() }, "count 0"),
            (Wanted { count: Some(65), ..good.clone() }, "count 65"),
            (Wanted { radius_metres: Some(f64::NAN), ..good.clone() }, "NaN"),
            (Wanted { radius_metres: Some(-1.0), ..good.clone() }, "-1"),
            (Wanted { digits: 10, ..good.clone() }, "10 digits"),
            (Wanted { geometry: Geometry::Ray(at(1.0, 1.0), 360.0), ..good.clone() }, "360"),
        ] {
            let error = wanted.name(&apex).unwrap_err().to_string();
            assert!(error.contains(value), "{error}");
        }
    }
}
