//! Shapes as surveyed become shapes that a plan takes: rounded, without spikes, not crossing themselves.

use geo::BooleanOps as _;
use libsns::geometry::{Degrees, Frame, Polygon, Position};

use crate::survey::Rings;

/// Decimals of a degree that a plan's coordinates have: the eighth is a millimetre.
const DECIMALS: f64 = 1e8;
/// Half a turn and a turn, in the plan's steps.
const HALF_TURN: i64 = 18_000_000_000;
/// Most corners of one place. A PLACE record has 65,535 octets, and a corner takes up to ten.
const CORNERS_MAX: usize = 4_096;
/// Most corners of a ring that is split where it crosses itself: a ring may cross itself as often as
/// the square of that, and each crossing takes memory. One with more gives way to its outline.
const SPLIT_CORNERS_MAX: usize = 1_500;
/// Pieces smaller than this, in square metres, are dust that splitting left.
const DUST_SQUARE_METRES: f64 = 0.01;

/// A shape that a plan takes, and what was done to it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Clean {
    /// Its polygons, each one accepted by [`Polygon::new`]; none where nothing could be kept.
    pub(super) rings: Rings,
    /// What was done beyond dropping repeated corners.
    pub(super) mending: Option<Mending>,
    /// Why polygons were left out, if any were.
    pub(super) refused: Option<String>,
}

/// What was done to a shape, the mildest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Mending {
    /// Corners that say little were dropped, as there were too many.
    Thinned,
    /// It crossed or touched itself, and was split there.
    Split,
    /// It could not be split; its convex outline stands for it.
    Outlined,
}

/// Makes the polygons of a survey fit for a plan.
pub(super) fn clean(shape: &Rings) -> Clean {
    let mut out = Clean::default();
    let count: usize = shape.iter().flatten().map(Vec::len).sum();
    // So that all together stay below the most, each gives up the same part.
    let share = count.div_ceil(CORNERS_MAX).max(1);
    for polygon in shape.iter().filter(|polygon| !polygon.is_empty()) {
        match rounded(polygon) {
            Ok(polygon) => {
                let most = (corners(&polygon) / share).max(4);
                let thin = thin_enough(polygon, most);
                if thin.1 {
                    out.mending = out.mending.max(Some(Mending::Thinned));
                }
                out.take(thin.0);
            }
            Err(text) => out.refused = Some(text),
        }
    }
    if out.rings.iter().map(|polygon| corners(polygon)).sum::<usize>() > CORNERS_MAX {
        let all: Vec<Degrees> = out.rings.iter().flatten().flatten().copied().collect();
        out.rings = vec![vec![hull(&all)]];
        out.mending = Some(Mending::Outlined);
    }
    out
}

fn corners(polygon: &[Vec<Degrees>]) -> usize {
    polygon.iter().map(Vec::len).sum()
}

/// The polygon with at most about so many corners; true where some were given up.
fn thin_enough(polygon: Vec<Vec<Degrees>>, most: usize) -> (Vec<Vec<Degrees>>, bool) {
    /// What is not thin when a corner in this many metres is left is no building.
    const WIDTH_METRES_MAX: f64 = 10.0;
    let (mut thin, mut width_metres, mut is_thinned) = (polygon, 0.01, false);
    while corners(&thin) > most && width_metres <= WIDTH_METRES_MAX {
        thin = thinned(&thin, width_metres);
        width_metres *= 1.5;
        is_thinned = true;
    }
    (thin, is_thinned)
}

impl Clean {
    /// Takes one polygon, mended where it must be.
    fn take(&mut self, polygon: Vec<Vec<Degrees>>) {
        let Err(error) = check(&polygon) else { return self.rings.push(polygon) };
        let before = self.rings.len();
        for piece in split(&polygon) {
            if check(&piece).is_ok() {
                self.rings.push(piece);
                self.mending = self.mending.max(Some(Mending::Split));
            } else if let Some(outline) = outline(&piece) {
                self.rings.push(outline);
                self.mending = Some(Mending::Outlined);
            }
        }
        if self.rings.len() == before {
            match outline(&polygon) {
                Some(outline) => {
                    self.rings.push(outline);
                    self.mending = Some(Mending::Outlined);
                }
                None => self.refused = Some(error),
            }
        }
    }
}

/// The convex outline of a polygon, where that has an area.
fn outline(polygon: &[Vec<Degrees>]) -> Option<Vec<Vec<Degrees>>> {
    let outline = vec![hull(polygon.first()?)];
    check(&outline).is_ok().then_some(outline)
}

/// A coordinate as plans write it.
pub(super) fn rounded_degrees(degrees: Degrees) -> Degrees {
    // Minus zero is written like zero.
    degrees.map(|angle| (angle * DECIMALS).round() / DECIMALS + 0.0)
}

/// True for a position on the Earth.
pub(super) fn is_position([latitude, longitude]: Degrees) -> bool {
    latitude.abs() <= 90.0 && longitude.abs() <= 180.0
}

/// The rings with plan coordinates, without repeated corners and spikes; holes that this leaves
/// nothing of are gone.
fn rounded(polygon: &[Vec<Degrees>]) -> Result<Vec<Vec<Degrees>>, String> {
    let mut rings = Vec::with_capacity(polygon.len());
    for (index, ring) in polygon.iter().enumerate() {
        if let Some([latitude, longitude]) = ring.iter().find(|at| !is_position(**at)) {
            return Err(format!("corner [{latitude}, {longitude}] is no position on the Earth"));
        }
        let ring = without_spikes(&ring.iter().map(|at| rounded_degrees(*at)).collect::<Vec<_>>());
        if index == 0 && ring.len() < 3 {
            return Err("fewer than three different corners".to_owned());
        }
        if ring.len() >= 3 {
            rings.push(ring);
        }
    }
    Ok(rings)
}

/// What a polygon's maker says to it.
fn check(polygon: &[Vec<Degrees>]) -> Result<(), String> {
    let mut rings = Vec::with_capacity(polygon.len());
    for ring in polygon {
        let ring: Result<Vec<Position>, _> =
            ring.iter().map(|at| Position::from_degrees(at[0], at[1])).collect();
        rings.push(ring.map_err(|error| error.to_string())?);
    }
    let mut rings = rings.into_iter();
    let outer = rings.next().unwrap_or_default();
    Polygon::new(outer, rings.collect()).map(drop).map_err(|error| error.to_string())
}

/// A corner in whole steps, relative to the first of its ring, east and north.
fn steps(from: Degrees, to: Degrees) -> [i64; 2] {
    #[expect(clippy::cast_possible_truncation, reason = "at most 180 degrees in steps of 1e-8")]
    let whole = |angle: f64| (angle * DECIMALS).round() as i64;
    let east = whole(to[1]) - whole(from[1]);
    let east = match east {
        east if east > HALF_TURN => east - 2 * HALF_TURN,
        east if east < -HALF_TURN => east + 2 * HALF_TURN,
        east => east,
    };
    [east, whole(to[0]) - whole(from[0])]
}

fn cross(a: [i64; 2], b: [i64; 2]) -> i128 {
    i128::from(a[0]) * i128::from(b[1]) - i128::from(a[1]) * i128::from(b[0])
}

/// True where the way from `a` over `b` to `c` turns back on itself, or `b` is given twice.
fn is_spike(a: Degrees, b: Degrees, c: Degrees) -> bool {
    let (there, on) = (steps(a, b), steps(b, c));
    let along = i128::from(there[0]) * i128::from(on[0]) + i128::from(there[1]) * i128::from(on[1]);
    there == [0, 0] || on == [0, 0] || (cross(there, on) == 0 && along < 0)
}

/// Drops corners that are given twice or that stick out without width.
fn without_spikes(ring: &[Degrees]) -> Vec<Degrees> {
    let mut corners: Vec<Degrees> = Vec::with_capacity(ring.len());
    for &corner in ring {
        while let [.., a, b] = corners.as_slice()
            && is_spike(*a, *b, corner)
        {
            corners.pop();
        }
        if corners.last() != Some(&corner) {
            corners.push(corner);
        }
    }
    // The seam between the last corner and the first has spikes of its own.
    let mut first = 0;
    while let [a, .., before, last] = &corners[first..]
        && corners.len() - first >= 3
    {
        if is_spike(*before, *last, *a) {
            corners.pop();
        } else if is_spike(*last, *a, corners[first + 1]) {
            first += 1;
        } else {
            break;
        }
    }
    corners.split_off(first)
}

/// The polygon taken apart where its rings cross or touch, its holes taken out of it.
fn split(polygon: &[Vec<Degrees>]) -> Vec<Vec<Vec<Degrees>>> {
    let count: usize = polygon.iter().map(Vec::len).sum();
    let Some(&[latitude, longitude]) = polygon.first().and_then(|ring| ring.first()) else {
        return Vec::new();
    };
    if count > SPLIT_CORNERS_MAX || latitude.abs() > 89.0 {
        return Vec::new();
    }
    let frame = Frame::new([latitude, longitude], 0.0);
    let flat = |ring: &Vec<Degrees>| {
        let corners: geo::LineString<f64> =
            ring.iter().map(|at| geo::Coord::from(<(f64, f64)>::from(frame.metres(*at)))).collect();
        geo::Polygon::new(corners, Vec::new())
    };
    let none = geo::MultiPolygon::<f64>(Vec::new());
    let mut area = flat(&polygon[0]).union(&none);
    for hole in &polygon[1..] {
        area = area.difference(&flat(hole));
    }
    let on_earth = |ring: &geo::LineString<f64>| {
        let ring: Vec<Degrees> =
            ring.coords().map(|at| rounded_degrees(frame.position([at.x, at.y]))).collect();
        without_spikes(&ring)
    };
    let pieces = area.0.iter().filter(|piece| is_more_than_dust(piece));
    pieces
        .map(|piece| {
            let holes = piece.interiors().iter().map(on_earth).filter(|ring| ring.len() >= 3);
            std::iter::once(on_earth(piece.exterior())).chain(holes).collect()
        })
        .collect()
}

fn is_more_than_dust(piece: &geo::Polygon<f64>) -> bool {
    let corners = &piece.exterior().0;
    let double = corners.windows(2).map(|pair| pair[0].x * pair[1].y - pair[0].y * pair[1].x);
    (double.sum::<f64>() / 2.0).abs() >= DUST_SQUARE_METRES
}

/// The smallest convex ring around the corners (Andrew's monotone chain).
fn hull(corners: &[Degrees]) -> Vec<Degrees> {
    let Some(&from) = corners.first() else { return Vec::new() };
    let mut points: Vec<([i64; 2], Degrees)> =
        corners.iter().map(|at| (steps(from, *at), *at)).collect();
    points.sort_by_key(|point| point.0);
    points.dedup_by_key(|point| point.0);
    let chain = |points: &mut dyn Iterator<Item = &([i64; 2], Degrees)>| {
        let mut chain: Vec<([i64; 2], Degrees)> = Vec::new();
        for point in points {
            let leaves = |a: &[i64; 2], b: &[i64; 2]| {
                let (ab, bc) = ([b[0] - a[0], b[1] - a[1]], [point.0[0] - b[0], point.0[1] - b[1]]);
                cross(ab, bc) <= 0
            };
            while let [.., a, b] = chain.as_slice()
                && leaves(&a.0, &b.0)
            {
                chain.pop();
            }
            chain.push(*point);
        }
        chain.pop();
        chain
    };
    let lower = chain(&mut points.iter());
    let upper = chain(&mut points.iter().rev());
    lower.into_iter().chain(upper).map(|point| point.1).collect()
}

/// The polygon without corners that stand less than so far from the line between their neighbours; of
/// two in a row one stays.
fn thinned(polygon: &[Vec<Degrees>], width_metres: f64) -> Vec<Vec<Degrees>> {
    let thin = |ring: &Vec<Degrees>| {
        let Some(&[latitude, longitude]) = ring.first() else { return Vec::new() };
        let frame = Frame::new([latitude.clamp(-89.0, 89.0), longitude], 0.0);
        let mut kept: Vec<Degrees> = Vec::with_capacity(ring.len());
        let mut is_after_gap = true;
        for (at, &corner) in ring.iter().enumerate() {
            let next = ring[(at + 1) % ring.len()];
            let before = kept.last().copied().unwrap_or(corner);
            let [a, b, c] = [before, corner, next].map(|at| frame.metres(at));
            let stays = is_after_gap || off_line(a, b, c) >= width_metres;
            if stays {
                kept.push(corner);
            }
            is_after_gap = !stays;
        }
        kept
    };
    polygon.iter().map(thin).filter(|ring| ring.len() >= 3).collect()
}

/// How far `b` stands from the line through `a` and `c`, in metres.
fn off_line(a: [f64; 2], b: [f64; 2], c: [f64; 2]) -> f64 {
    let (ac, ab) = ([c[0] - a[0], c[1] - a[1]], [b[0] - a[0], b[1] - a[1]]);
    let length = ac[0].hypot(ac[1]);
    let twice_area = (ac[0] * ab[1] - ac[1] * ab[0]).abs();
    if length > 0.0 { twice_area / length } else { ab[0].hypot(ab[1]) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Corners in metres about a point of Cambridge.
    fn ring(corners: &[[f64; 2]]) -> Vec<Degrees> {
        let frame = Frame::new([52.2, 0.12], 0.0);
        corners.iter().map(|at| frame.position(*at)).collect()
    }

    fn area(shape: &Rings) -> f64 {
        let corners = |ring: &Vec<Degrees>| {
            ring.iter().map(|at| Position::from_degrees(at[0], at[1]).unwrap()).collect::<Vec<_>>()
        };
        let polygon = |rings: &Vec<Vec<Degrees>>| {
            Polygon::new(corners(&rings[0]), rings[1..].iter().map(corners).collect()).unwrap()
        };
        shape.iter().map(|rings| polygon(rings).area_square_metres()).sum()
    }

    #[test]
    fn a_sound_shape_stays_as_it_is() {
        let square = vec![vec![ring(&[[0.0, 0.0], [5.0, 0.0], [5.0, 4.0], [0.0, 4.0]])]];
        let clean = clean(&square);
        assert_eq!((clean.mending, clean.refused), (None, None));
        assert_eq!(clean.rings[0][0].len(), 4);
        assert!((area(&clean.rings) - 20.0).abs() < 0.1);
    }

    #[test]
    fn repeated_corners_and_spikes_go_silently() {
        let spiked = ring(&[
            [5.0, 9.0],
            [5.0, 4.0],
            [0.0, 4.0],
            [0.0, 0.0],
            [0.0, 0.0],
            [5.0, 0.0],
            [5.0, 9.0],
        ]);
        let clean = clean(&vec![vec![spiked]]);
        assert_eq!(clean.mending, None);
        assert!((area(&clean.rings) - 20.0).abs() < 0.1, "{clean:?}");
    }

    #[test]
    fn a_bow_tie_is_split_in_two() {
        let tie = ring(&[[0.0, 0.0], [4.0, 4.0], [4.0, 0.0], [0.0, 4.0]]);
        let clean = clean(&vec![vec![tie]]);
        assert_eq!((clean.rings.len(), clean.mending), (2, Some(Mending::Split)));
        assert!((area(&clean.rings) - 8.0).abs() < 0.1);
    }

    #[test]
    fn a_hole_that_touches_the_wall_becomes_a_notch() {
        let outer = ring(&[[0.0, 0.0], [9.0, 0.0], [9.0, 9.0], [0.0, 9.0]]);
        let hole = ring(&[[3.0, 0.0], [6.0, 0.0], [6.0, 3.0], [3.0, 3.0]]);
        let clean = clean(&vec![vec![outer, hole]]);
        assert_eq!(clean.mending, Some(Mending::Split));
        assert!((area(&clean.rings) - 72.0).abs() < 0.2, "{}", area(&clean.rings));
    }

    #[test]
    fn what_has_no_area_or_is_nowhere_is_refused() {
        for corners in [
            vec![[52.0, 0.0], [52.1, 0.1], [52.2, 0.2]],
            vec![[52.0, 0.0]],
            vec![[f64::NAN, 0.0], [52.1, 0.1], [52.0, 0.2]],
            vec![[91.0, 0.0], [52.1, 0.1], [52.0, 0.2]],
        ] {
            let clean = clean(&vec![vec![corners.clone()]]);
            assert!(clean.rings.is_empty() && clean.refused.is_some(), "{corners:?}: {clean:?}");
        }
        assert_eq!(clean(&Vec::new()), Clean::default());
    }

    #[test]
    fn too_many_corners_are_thinned() {
        let round = |at: u32| {
            let (sine, cosine) = (f64::from(at) / 20_000.0 * std::f64::consts::TAU).sin_cos();
            [50.0 * cosine, 50.0 * sine]
        };
        let circle = ring(&(0..20_000).map(round).collect::<Vec<_>>());
        let clean = clean(&vec![vec![circle]]);
        assert_eq!(clean.mending, Some(Mending::Thinned));
        assert!(clean.rings[0][0].len() <= CORNERS_MAX);
        assert!((area(&clean.rings) / 7854.0 - 1.0).abs() < 0.01);
    }

    #[test]
    fn a_tangle_of_many_corners_gives_way_to_its_outline_quickly() {
        let tangle = |at: u32| {
            let (sine, cosine) = (f64::from(at) * 2.4).sin_cos();
            [f64::from(at % 97) * cosine, f64::from(at % 89) * sine]
        };
        let clean = clean(&vec![vec![ring(&(0..9_000).map(tangle).collect::<Vec<_>>())]]);
        assert_eq!((clean.rings.len(), clean.mending), (1, Some(Mending::Outlined)));
    }
}
