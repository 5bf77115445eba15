//! Geometry on the Earth: positions, shapes, cells, and the index that answers where things are.
//!
//! Positions are WGS 84 in nanodegrees, whole numbers, so that every yes-or-no question (is it
//! inside, do they meet) has an exact answer; distances are metres on the ellipsoid.

mod bounds;
mod cell;
mod cover;
mod ellipsoid;
mod frame;
mod index;
mod level;
mod polygon;
mod position;
mod publish;
mod question;
mod shape;
mod shape_error;
#[cfg(test)]
mod shape_tests;
mod simple;
#[cfg(test)]
mod testing;

pub use bounds::Bounds;
pub use cell::{Cell, CellError, CellLabel, Resolution};
pub use cover::{FINEST, coarsen, compact, cover, cover_roughly};
pub use ellipsoid::{bearing_degrees, distance_metres};
pub use frame::{Degrees, FRAME_METRES_MAX, Frame};
pub use index::{Area, Found, Hit, KindId, Query, SpatialIndex, SpatialWork, Thing, TooCostly};
pub use level::{Levels, LevelsError};
pub use polygon::Polygon;
pub use position::{Position, PositionError};
pub use publish::publish;
pub use question::{Geometry, PlaceQuestion, QuestionError};
pub use shape::{Circle, MultiPolygon, Shape};
pub use shape_error::ShapeError;
