//! Why corners make no shape.

use std::fmt;

use super::Position;
use crate::limits::{CIRCLE_RADIUS_CENTIMETRES_MAX, SHAPE_CORNERS_MAX};

/// Why corners make no shape. Ring 0 is the outer one, the holes follow; corners are numbered from 0
/// here, as they were given, and from 1 where people read of them.
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
    /// All corners of a ring lie on a line.
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

impl ShapeError {
    /// The sentence, with positions as `at` writes them: who drew in metres looks for metres. Corners,
    /// edges and holes count from 1, and an edge has the number of the corner it starts from.
    #[must_use]
    pub fn told(&self, at: &dyn Fn(Position) -> String) -> String {
        match self {
            Self::TooManyCorners { count } => {
                format!("{count} corners; expected at most {SHAPE_CORNERS_MAX}")
            }
            Self::TooFewCorners { ring, count } => {
                format!("{} has {count} different corners; expected 3 or more", name(*ring))
            }
            Self::NoArea { ring, at: first } => format!(
                "all corners of {}, from {}, lie on a line; expected corners around an area",
                name(*ring),
                at(*first)
            ),
            Self::HalfWayRound { ring, corner, at: start } => format!(
                "edge {} of {}, from {}, goes exactly half way round the Earth; expected less, or a \
                 corner between",
                corner + 1,
                name(*ring),
                at(*start)
            ),
            Self::TurnsTooOften { ring, turns, at: first } => format!(
                "{}, from {}, runs around the Earth {turns} times; expected at most once",
                name(*ring),
                at(*first)
            ),
            Self::Crosses { .. } => self.crossing(at),
            Self::HoleOutside { ring, corner, at: there } => format!(
                "corner {} of {}, at {}, lies outside the outer ring; expected it inside",
                corner + 1,
                name(*ring),
                at(*there)
            ),
            Self::HoleInHole { ring, corner, at: there, other_ring } => format!(
                "corner {} of {}, at {}, lies inside {}; expected holes side by side",
                corner + 1,
                name(*ring),
                at(*there),
                name(*other_ring)
            ),
            Self::Radius(radius) => {
                format!("radius {radius} cm; expected 1 to {CIRCLE_RADIUS_CENTIMETRES_MAX} cm")
            }
            Self::NoPolygon => "no polygon; expected one or more".to_owned(),
        }
    }

    fn crossing(&self, at: &dyn Fn(Position) -> String) -> String {
        let Self::Crosses { ring, corner, at: start, other_ring, other_corner, other_at } = self
        else {
            return String::new();
        };
        let (one, other) = (corner + 1, other_corner + 1);
        let (start, other_start) = (at(*start), at(*other_at));
        if ring == other_ring {
            return format!(
                "edges {one} and {other} of {}, from {start} and from {other_start}, cross or touch; \
                 expected edges that meet only where one follows the other",
                name(*ring)
            );
        }
        format!(
            "edge {one} of {}, from {start}, and edge {other} of {}, from {other_start}, cross or \
             touch; expected rings apart from one another",
            name(*ring),
            name(*other_ring)
        )
    }
}

/// How a ring is spoken of.
fn name(ring: usize) -> String {
    if ring == 0 { "the outer ring".to_owned() } else { format!("hole {ring}") }
}

impl fmt::Display for ShapeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.told(&|at| at.to_string()))
    }
}

impl std::error::Error for ShapeError {}
