//! Why corners make no shape.

use std::fmt;

use super::Position;
use crate::limits::{CIRCLE_RADIUS_CENTIMETRES_MAX, SHAPE_CORNERS_MAX};

/// Why corners make no shape. Ring 0 is the outer one, the holes follow; corners count from 0 as
/// they were given.
#[derive(Clone, Debug, PartialEq)]
pub enum ShapeError {
    /// More corners than a shape may have.
    TooManyCorners {
        /// How many there were.
        count: usize,
    },
    /// A ring of fewer than three different corners.
    TooFewCorners {
        /// The ring.
        ring: usize,
        /// How many different corners it has.
        count: usize,
    },
    /// All corners of a ring lie on a line, or its loops cancel out.
    NoArea {
        /// The ring.
        ring: usize,
        /// Its first corner.
        at: Position,
    },
    /// An edge goes exactly half way round the Earth, so it is not known which way.
    HalfWayRound {
        /// The ring.
        ring: usize,
        /// The corner the edge starts from.
        corner: usize,
        /// Where it is.
        at: Position,
    },
    /// A ring that runs around the Earth more than once.
    TurnsTooOften {
        /// The ring.
        ring: usize,
        /// How many times, positive eastwards.
        turns: i64,
        /// Its first corner.
        at: Position,
    },
    /// Two edges cross or touch that do not follow one another.
    Crosses {
        /// The ring of the one edge.
        ring: usize,
        /// The corner it starts from.
        corner: usize,
        /// Where that is.
        at: Position,
        /// The ring of the other edge.
        other_ring: usize,
        /// The corner it starts from.
        other_corner: usize,
        /// Where that is.
        other_at: Position,
    },
    /// A hole that does not lie inside the outer ring.
    HoleOutside {
        /// The ring.
        ring: usize,
        /// One of its corners.
        corner: usize,
        /// Where it is.
        at: Position,
    },
    /// A hole that lies inside another.
    HoleInHole {
        /// The ring.
        ring: usize,
        /// One of its corners.
        corner: usize,
        /// Where it is.
        at: Position,
        /// The hole around it.
        other_ring: usize,
    },
    /// A circle without radius, or with one too large; in centimetres.
    Radius(u32),
    /// A shape of several polygons that has none.
    NoPolygon,
}

impl fmt::Display for ShapeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooManyCorners { count } => {
                write!(f, "{count} corners; expected at most {SHAPE_CORNERS_MAX}")
            }
            Self::TooFewCorners { ring, count } => {
                write!(f, "ring {ring} has {count} different corners; expected 3 or more")
            }
            Self::NoArea { ring, at } => {
                write!(f, "ring {ring}, from {at}, has no area; expected corners around one")
            }
            Self::HalfWayRound { ring, corner, at } => write!(
                f,
                "ring {ring}: the edge from corner {corner} at {at} goes exactly half way round \
                 the Earth; expected less, or a corner between"
            ),
            Self::TurnsTooOften { ring, turns, at } => write!(
                f,
                "ring {ring}, from {at}, runs around the Earth {turns} times; expected at most once"
            ),
            Self::Crosses { ring, corner, at, other_ring, other_corner, other_at } => write!(
                f,
                "ring {ring}: the edge from corner {corner} at {at} crosses or touches that of \
                 ring {other_ring} from corner {other_corner} at {other_at}; expected rings that \
                 neither cross nor touch"
            ),
            Self::HoleOutside { ring, corner, at } => write!(
                f,
                "ring {ring}, a hole, has corner {corner} at {at} outside ring 0; expected it inside"
            ),
            Self::HoleInHole { ring, corner, at, other_ring } => write!(
                f,
                "ring {ring}, a hole, has corner {corner} at {at} inside ring {other_ring}, a hole \
                 too; expected holes side by side"
            ),
            Self::Radius(radius) => {
                write!(f, "radius {radius} cm; expected 1 to {CIRCLE_RADIUS_CENTIMETRES_MAX} cm")
            }
            Self::NoPolygon => write!(f, "no polygon; expected one or more"),
        }
    }
}

impl std::error::Error for ShapeError {}
