//! The name of a near question: what a client's user wants, as a [`PlaceQuestion`], as a name.

use super::ClientError;
use crate::geometry::{Bounds, Geometry, PlaceQuestion, Position};
use crate::limits::{
    KIND_OCTETS_MAX, NEAR_COUNT_MAX, NEAR_FRACTION_DIGITS_MAX, NEAR_RADIUS_MILLIMETRES_MAX,
};
use crate::name::{Name, NameBuffer};

/// What a near question asks for, as its user gave it: nothing is rounded or checked yet.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Wanted {
    pub(super) aim: Aim,
    pub(super) radius_metres: Option<f64>,
    pub(super) half_width_metres: Option<f64>,
    pub(super) count: Option<u8>,
    pub(super) level: Option<i16>,
    pub(super) kind: Option<String>,
    pub(super) digits: usize,
}

/// Where a near question asks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Aim {
    Point(Position),
    /// From a position towards a bearing, in degrees clockwise from true north.
    Ray(Position, f64),
    Box(Bounds),
}

impl Wanted {
    /// Nothing but where.
    pub(super) fn at(aim: Aim, digits: usize) -> Self {
        Self {
            aim,
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
        // No label of a near question has a dot inside.
        for label in self.question()?.to_string().split('.') {
            name.push_label(label.as_bytes())?;
        }
        name.push_label(b"_near")?;
        name.push_name(apex)?;
        Ok(name.finish()?)
    }

    /// RFC-DRAFT "Near Names": what the grammar can say, with the positions rounded.
    fn question(&self) -> Result<PlaceQuestion<'_>, ClientError> {
        Ok(PlaceQuestion {
            kind: self.kind.as_deref().map(kind).transpose()?,
            level: self.level,
            count: self.count.map(count).transpose()?,
            radius_millimetres: self.radius_metres.map(|m| millimetres("radius", m)).transpose()?,
            half_width_millimetres: self
                .half_width_metres
                .map(|metres| millimetres("half width", metres))
                .transpose()?,
            geometry: self.geometry()?,
        })
    }

    fn geometry(&self) -> Result<Geometry, ClientError> {
        let decimals = u32::try_from(self.digits).unwrap_or(u32::MAX);
        if self.digits > NEAR_FRACTION_DIGITS_MAX {
            let what = format!("{} digits; expected 0 to {NEAR_FRACTION_DIGITS_MAX}", self.digits);
            return Err(ClientError::Question(what));
        }
        Ok(match self.aim {
            Aim::Point(position) => Geometry::Point(position.rounded(decimals)),
            Aim::Ray(position, bearing) => Geometry::Ray {
                from: position.rounded(decimals),
                bearing_tenths: bearing_tenths(bearing)?,
            },
            Aim::Box(bounds) => Geometry::Box(bounds.rounded(decimals)),
        })
    }
}

fn kind(word: &str) -> Result<&[u8], ClientError> {
    let fits = |c: u8| c.is_ascii_alphanumeric() || c == b'-';
    if (1..=KIND_OCTETS_MAX).contains(&word.len()) && word.bytes().all(fits) {
        return Ok(word.as_bytes());
    }
    let what = format!("kind {word:?}; expected 1 to {KIND_OCTETS_MAX} letters, digits and '-'");
    Err(ClientError::Question(what))
}

fn count(count: u8) -> Result<u8, ClientError> {
    if (1..=NEAR_COUNT_MAX).contains(&count) {
        return Ok(count);
    }
    Err(ClientError::Question(format!("count {count}; expected 1 to {NEAR_COUNT_MAX}")))
}

fn bearing_tenths(degrees: f64) -> Result<u16, ClientError> {
    if (0.0..360.0).contains(&degrees) {
        // 359.96 rounds to 360, which is 0.
        return Ok((degrees * 10.0).round() as u16 % 3_600);
    }
    let what = format!("bearing {degrees}; expected degrees from 0 to below 360");
    Err(ClientError::Question(what))
}

fn millimetres(what: &str, metres: f64) -> Result<u32, ClientError> {
    let most = f64::from(NEAR_RADIUS_MILLIMETRES_MAX) / 1e3;
    if (0.0..=most).contains(&metres) {
        return Ok((metres * 1e3).round() as u32);
    }
    Err(ClientError::Question(format!("{what} {metres}; expected metres from 0 to {most}")))
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
        let mut wanted = Wanted::at(Aim::Point(at(52.2053, 0.1218)), 4);
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
            text(&Wanted::at(Aim::Point(at(latitude, longitude)), digits))
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
        let ray = Wanted::at(Aim::Ray(at(52.2, 0.1), 270.54), 4);
        assert_eq!(text(&ray), "52n2-0e1-b270d5._near.hq.example.");
        let north = Wanted::at(Aim::Ray(at(52.2, 0.1), 359.96), 4);
        assert_eq!(text(&north), "52n2-0e1-b0._near.hq.example.");
        let across =
            Wanted::at(Aim::Box(Bounds::new(at(-1.0, 179.0), at(2.0, -179.0)).unwrap()), 4);
        assert_eq!(text(&across), "1s-179e-2n-179w._near.hq.example.");
    }

    #[test]
    fn what_the_grammar_cannot_say_is_refused_by_value() {
        let apex = "hq.example.".parse().unwrap();
        let good = Wanted::at(Aim::Point(at(1.0, 1.0)), 4);
        for (wanted, value) in [
            (Wanted { kind: Some("fire place".into()), ..good.clone() }, "fire place"),
            (Wanted { kind: Some(String::new()), ..good.clone() }, "\"\""),
            (Wanted { count: Some(0), ..good.clone() }, "count 0"),
            (Wanted { count: Some(65), ..good.clone() }, "count 65"),
            (Wanted { radius_metres: Some(f64::NAN), ..good.clone() }, "NaN"),
            (Wanted { radius_metres: Some(-1.0), ..good.clone() }, "-1"),
            (Wanted { digits: 10, ..good.clone() }, "10 digits"),
            (Wanted { aim: Aim::Ray(at(1.0, 1.0), 360.0), ..good.clone() }, "360"),
        ] {
            let error = wanted.name(&apex).unwrap_err().to_string();
            assert!(error.contains(value), "{error}");
        }
    }
}
