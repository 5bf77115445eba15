//! Where two places meet: the position of an exit whose plan does not give one.

use super::walls::{Point, Wall, apart, metres, nearest_on, unit};
use crate::geometry::{Frame, Position, Shape};
use crate::limits::MEETING_PAIRS_MAX;

/// Walls of two places run along each other when they are no farther apart than this, in metres.
const WALL_METRES: f64 = 0.6;
/// How much the directions of such walls may differ: the sine of some 6 degrees.
const TURN_MAX: f64 = 0.1;

/// The middle of the longest stretch of wall that both places have, or else of the gap where they
/// come nearest to one another. Nothing for shapes without walls, or of too many.
pub(super) fn meeting(one: &Shape, other: &Shape) -> Option<Position> {
    let origin = one.polygons().first()?.outer().first()?;
    let latitude = origin.latitude_degrees().clamp(-89.0, 89.0);
    let frame = Frame::new([latitude, origin.longitude_degrees()], 0.0);
    let [mine, theirs] = [one, other].map(|shape| walls(&frame, shape));
    if mine.len().saturating_mul(theirs.len()) > MEETING_PAIRS_MAX {
        return None;
    }
    let at = longest_shared(&mine, &theirs).or_else(|| nearest(&mine, &theirs))?;
    let [latitude, longitude] = frame.position(at);
    Position::from_degrees(latitude, longitude).ok()
}

fn walls(frame: &Frame, shape: &Shape) -> Vec<Wall> {
    let rings =
        shape.polygons().iter().flat_map(|part| std::iter::once(part.outer()).chain(part.holes()));
    let mut walls = Vec::new();
    for ring in rings {
        let next = ring.iter().cycle().skip(1);
        walls.extend(
            ring.iter()
                .zip(next)
                .map(|(from, to)| Wall { from: metres(frame, *from), to: metres(frame, *to) }),
        );
    }
    walls
}

/// The middle of the longest stretch of a wall along which another runs, between the two.
fn longest_shared(mine: &[Wall], theirs: &[Wall]) -> Option<Point> {
    let mut longest = (0.0, None);
    for one in mine {
        for other in theirs {
            if let Some((length, middle)) = shared(one, other)
                && length > longest.0
            {
                longest = (length, Some(middle));
            }
        }
    }
    longest.1
}

fn shared(one: &Wall, other: &Wall) -> Option<(f64, Point)> {
    let (direction, length) = (unit(one.from, one.to), apart(one.from, one.to));
    let turned = unit(other.from, other.to);
    if (direction[0] * turned[1] - direction[1] * turned[0]).abs() > TURN_MAX {
        return None;
    }
    let along =
        |at: Point| (at[0] - one.from[0]) * direction[0] + (at[1] - one.from[1]) * direction[1];
    let (a, b) = (along(other.from), along(other.to));
    let (start, end) = (a.min(b).max(0.0), a.max(b).min(length));
    if end <= start {
        return None;
    }
    let middle = f64::midpoint(start, end);
    let on = [one.from[0] + middle * direction[0], one.from[1] + middle * direction[1]];
    let beside = nearest_on(other, on);
    (apart(on, beside) <= WALL_METRES).then(|| (end - start, between(on, beside)))
}

/// The middle of the shortest gap: it begins or ends at a corner.
fn nearest(mine: &[Wall], theirs: &[Wall]) -> Option<Point> {
    let mut shortest = (f64::INFINITY, None);
    for one in mine {
        for other in theirs {
            for (corner, wall) in [(one.from, other), (other.from, one)] {
                let on = nearest_on(wall, corner);
                if apart(corner, on) < shortest.0 {
                    shortest = (apart(corner, on), Some(between(corner, on)));
                }
            }
        }
    }
    shortest.1
}

fn between(a: Point, b: Point) -> Point {
    [f64::midpoint(a[0], b[0]), f64::midpoint(a[1], b[1])]
}
