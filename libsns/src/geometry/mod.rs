//! Geometry on the Earth: positions, shapes, cells, and the index that answers where things are.
//!
//! Positions are WGS 84 in nanodegrees, whole numbers, so that every yes-or-no question (is it
//! inside, do they meet) has an exact answer; distances are metres on the ellipsoid.

mod bounds;
mod ellipsoid;
mod level;
mod polygon;
mod position;
mod shape;
mod shape_error;
mod simple;

pub use bounds::Bounds;
pub use ellipsoid::{bearing_degrees, distance_metres};
pub use level::{Levels, LevelsError};
pub use polygon::Polygon;
pub use position::{Position, PositionError};
pub use shape::{Circle, MultiPolygon, Shape};
pub use shape_error::ShapeError;
