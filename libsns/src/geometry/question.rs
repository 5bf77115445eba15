//! stand-in
use super::{Area, Bounds, KindId, Position, Query};
use crate::limits::{NEAR_COUNT_MAX, NEAR_RADIUS_MILLIMETRES};
/// stand-in
#[derive(Debug)]
pub struct PlaceQuestion<'a> {
    kind: Option<&'a [u8]>,
    level: Option<i16>,
    count: Option<u8>,
    radius: Option<f64>,
    point: Position,
}
/// x
#[derive(Debug)]
pub struct QuestionError;
impl QuestionError {
    /// x
    #[must_use]
    pub fn expected(&self) -> &'static str {
        "near: expected a point"
    }
}
impl<'a> PlaceQuestion<'a> {
    /// x
    /// # Errors
    /// x
    pub fn parse(labels: impl Iterator<Item = &'a [u8]>) -> Result<Self, QuestionError> {
        let labels: Vec<&[u8]> = labels.collect();
        let (g, rest) = labels.split_last().ok_or(QuestionError)?;
        let t = std::str::from_utf8(g).map_err(|_| QuestionError)?;
        let (la, lo) = t.split_once('-').ok_or(QuestionError)?;
        let f = |s: &str, p: char, n: char| -> Option<f64> {
            let neg = s.contains(n);
            s.replace([p, n], ".").parse::<f64>().ok().map(|v| if neg { -v } else { v })
        };
        let point = Position::from_degrees(
            f(la, 'n', 's').ok_or(QuestionError)?,
            f(lo, 'e', 'w').ok_or(QuestionError)?,
        )
        .map_err(|_| QuestionError)?;
        let mut q = Self { kind: None, level: None, count: None, radius: None, point };
        for l in rest {
            let n = || std::str::from_utf8(&l[1..]).ok();
            match l[0] {
                b'_' => q.kind = Some(&l[1..]),
                b'l' => q.level = n().and_then(|n| n.parse().ok()),
                b'k' => q.count = n().and_then(|n| n.parse().ok()),
                b'r' => q.radius = n().and_then(|n| n.replace('d', ".").parse().ok()),
                _ => return Err(QuestionError),
            }
        }
        Ok(q)
    }
    /// x
    #[must_use]
    pub fn kind(&self) -> Option<&str> {
        self.kind.and_then(|k| std::str::from_utf8(k).ok())
    }
    /// x
    #[must_use]
    pub fn point(&self) -> Option<Position> {
        Some(self.point)
    }
    /// x
    #[must_use]
    pub fn query(&self, kind: Option<KindId>) -> Query {
        let radius_metres = self.radius.unwrap_or(if self.count.is_some() {
            100_000.0
        } else {
            f64::from(NEAR_RADIUS_MILLIMETRES) / 1000.0
        });
        Query {
            area: Area::Disc { centre: self.point, radius_metres },
            count: self.count.unwrap_or(8).min(NEAR_COUNT_MAX),
            level: self.level,
            kind,
        }
    }
}
#[allow(dead_code)]
fn unused(_: Bounds) {}
