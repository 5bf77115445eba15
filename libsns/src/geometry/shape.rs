//! Shapes: a position, a circle, a polygon or several.

use super::bounds::Bounds;
use super::ellipsoid::{Frame, RADIANS, RADIUS_MIN};
use super::polygon::Polygon;
use super::position::{Position, QUARTER_TURN, TURN};
use super::shape_error::ShapeError;
use crate::limits::{CIRCLE_RADIUS_CENTIMETRES_MAX, SHAPE_CORNERS_MAX};

/// The shape of a thing on the ground. Walls belong to it.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// A position, of no extent.
    Point(Position),
    /// All positions within a distance.
    Circle(Circle),
    /// A polygon with its holes.
    Polygon(Polygon),
    /// Several polygons, which may touch or overlap.
    MultiPolygon(MultiPolygon),
}

/// All positions within a distance of a centre.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Circle {
    centre: Position,
    radius_centimetres: u32,
}

impl Circle {
    /// A circle; its radius is in centimetres.
    ///
    /// # Errors
    /// When the radius is 0 or more than 10,000 km.
    pub fn new(centre: Position, radius_centimetres: u32) -> Result<Self, ShapeError> {
        if (1..=CIRCLE_RADIUS_CENTIMETRES_MAX).contains(&radius_centimetres) {
            Ok(Self { centre, radius_centimetres })
        } else {
            Err(ShapeError::Radius(radius_centimetres))
        }
    }

    /// The centre.
    #[must_use]
    pub fn centre(&self) -> Position {
        self.centre
    }

    /// The radius, in centimetres.
    #[must_use]
    pub fn radius_centimetres(&self) -> u32 {
        self.radius_centimetres
    }

    /// The radius, in metres.
    #[must_use]
    pub fn radius_metres(&self) -> f64 {
        f64::from(self.radius_centimetres) / 100.0
    }

    fn bounds(&self) -> Bounds {
        // No path of this length turns by a greater angle than one on the tightest curve there is.
        let angle = self.radius_metres() / RADIUS_MIN;
        let reach = (angle / RADIANS).ceil() as i64 + 1;
        let latitude = self.centre.latitude_nanodegrees();
        let south = (latitude - reach).max(-QUARTER_TURN);
        let north = (latitude + reach).min(QUARTER_TURN);
        let lean = (angle.sin() / (latitude as f64 * RADIANS).cos()).min(1.0);
        if south == -QUARTER_TURN || north == QUARTER_TURN || lean >= 1.0 {
            return Bounds::band(south, north);
        }
        // The widest meridians touch the circle on the sphere: sin Δλ = sin δ / cos φ. The margin
        // covers the difference between that sphere and the ellipsoid.
        let across = ((lean.asin() * 1.01 / RADIANS).ceil() as i64 + 1).min(TURN / 2);
        let west = Position::wrapped(south, self.centre.longitude_nanodegrees() - across);
        Bounds::spanning(west, north, 2 * across)
    }
}

/// Several polygons as one shape.
#[derive(Clone, Debug, PartialEq)]
pub struct MultiPolygon(Box<[Polygon]>);

impl MultiPolygon {
    /// One or more polygons.
    ///
    /// # Errors
    /// When there is none, or they have too many corners together.
    pub fn new(parts: Vec<Polygon>) -> Result<Self, ShapeError> {
        let count = parts.iter().map(Polygon::corner_count).sum();
        if parts.is_empty() {
            Err(ShapeError::NoPolygon)
        } else if count > SHAPE_CORNERS_MAX {
            Err(ShapeError::TooManyCorners { count })
        } else {
            Ok(Self(parts.into()))
        }
    }

    /// The polygons.
    #[must_use]
    pub fn parts(&self) -> &[Polygon] {
        &self.0
    }
}

impl Shape {
    /// A circle; its radius is in centimetres.
    ///
    /// # Errors
    /// When the radius is 0 or more than 10,000 km.
    pub fn circle(centre: Position, radius_centimetres: u32) -> Result<Self, ShapeError> {
        Circle::new(centre, radius_centimetres).map(Self::Circle)
    }

    /// The polygons of the shape; none for a point or a circle.
    #[must_use]
    pub fn polygons(&self) -> &[Polygon] {
        match self {
            Self::Point(_) | Self::Circle(_) => &[],
            Self::Polygon(polygon) => std::slice::from_ref(polygon),
            Self::MultiPolygon(parts) => parts.parts(),
        }
    }

    /// True when the position is inside or on a wall.
    #[must_use]
    pub fn contains(&self, position: Position) -> bool {
        match self {
            Self::Point(point) => *point == position,
            Self::Circle(circle) => {
                Frame::new(position).distance(circle.centre) <= circle.radius_metres()
            }
            _ => self.polygons().iter().any(|part| part.contains(position)),
        }
    }

    /// Distance from a position to the shape, in metres: 0 inside, else to the nearest wall.
    #[must_use]
    pub fn distance_metres(&self, position: Position) -> f64 {
        self.distance(&Frame::new(position), f64::INFINITY)
    }

    /// Distance from the frame's origin, in metres, when it is less than `within`; otherwise something
    /// not less than that.
    pub(super) fn distance(&self, frame: &Frame, within: f64) -> f64 {
        match self {
            Self::Point(point) => frame.distance(*point),
            Self::Circle(c) => (frame.distance(c.centre) - c.radius_metres()).max(0.0),
            _ if self.polygons().iter().any(|part| part.contains(frame.origin)) => 0.0,
            _ => {
                let parts = self.polygons().iter();
                parts.fold(within, |best, part| best.min(part.distance_to_wall(frame, best)))
            }
        }
    }

    /// How far the frame's origin may move before it leaves the shape, in metres; a lower bound, never
    /// more than `most`, and 0 outside.
    pub(super) fn depth(&self, frame: &Frame, most: f64) -> f64 {
        match self {
            Self::Point(_) => 0.0,
            Self::Circle(c) => (c.radius_metres() - frame.distance(c.centre)).clamp(0.0, most),
            _ => {
                let around = self.polygons().iter().filter(|part| part.contains(frame.origin));
                around.map(|part| part.distance_to_wall(frame, most)).fold(0.0, f64::max)
            }
        }
    }

    /// True when the shape and the box share a position.
    #[must_use]
    pub fn intersects(&self, bounds: &Bounds) -> bool {
        match self {
            Self::Point(point) => bounds.contains(*point),
            Self::Circle(c) => {
                distance_to_bounds(&Frame::new(c.centre), bounds) <= c.radius_metres()
            }
            _ => self.polygons().iter().any(|part| part.intersects(bounds)),
        }
    }

    /// The smallest box around the shape; around a circle, or several polygons far apart, a box
    /// that may be somewhat larger.
    #[must_use]
    pub fn bounds(&self) -> Bounds {
        match self {
            Self::Point(point) => Bounds::of_position(*point),
            Self::Circle(circle) => circle.bounds(),
            Self::Polygon(polygon) => polygon.bounds(),
            Self::MultiPolygon(parts) => around_all(parts.parts()),
        }
    }

    /// The area, in square metres, to about one part in a hundred.
    #[must_use]
    pub fn area_square_metres(&self) -> f64 {
        match self {
            Self::Point(_) => 0.0,
            Self::Circle(c) => std::f64::consts::PI * c.radius_metres().powi(2),
            _ => self.polygons().iter().map(Polygon::area_square_metres).sum(),
        }
    }

    /// A position that stands for the shape and belongs to it: the point, the centre, or a position
    /// inside the largest polygon, its centroid where that is inside.
    #[must_use]
    pub fn reference_position(&self) -> Position {
        match self {
            Self::Point(point) => *point,
            Self::Circle(circle) => circle.centre,
            Self::Polygon(polygon) => polygon.position_inside(),
            Self::MultiPolygon(parts) => {
                let area = |part: &&Polygon| part.area_square_metres();
                let largest = parts.0.iter().max_by(|a, b| area(a).total_cmp(&area(b)));
                largest.map_or_else(|| Position::wrapped(0, 0), Polygon::position_inside)
            }
        }
    }

    /// Of how many pieces the edges are when none is longer than so many nanodegrees of latitude or
    /// longitude; at least one.
    pub(super) fn piece_count(&self, longest: i64) -> u64 {
        let pieces = |(a, b): (Position, Position)| {
            let rise = b.latitude_nanodegrees() - a.latitude_nanodegrees();
            1 + (rise.abs().max(a.eastward_to(b).abs()) / longest).unsigned_abs()
        };
        let rings = self.polygons().iter().flat_map(Polygon::rings);
        rings.flat_map(|ring| ring.edges()).map(pieces).sum::<u64>().max(1)
    }
}

/// Distance from the frame's origin to the nearest position of a box, in metres: on its own
/// meridian when that passes the box, else on the nearer one of the box's sides.
fn distance_to_bounds(frame: &Frame, bounds: &Bounds) -> f64 {
    if bounds.contains(frame.origin) {
        return 0.0;
    }
    let [sw, se, ne, nw] = bounds.corners();
    let longitude = frame.origin.longitude_nanodegrees();
    let at = |latitude| Position::wrapped(latitude, longitude);
    let above = Bounds::spanning(sw, bounds.north_nanodegrees(), bounds.width_nanodegrees());
    if above.contains(at(bounds.south_nanodegrees())) {
        let ends = [bounds.south_nanodegrees(), bounds.north_nanodegrees()];
        return ends.map(|end| frame.distance(at(end))).into_iter().fold(f64::INFINITY, f64::min);
    }
    let west = frame.distance_to_edge(sw, nw, f64::INFINITY);
    west.min(frame.distance_to_edge(se, ne, f64::INFINITY))
}

/// A box around all polygons: the narrowest that starts from one of their western meridians.
fn around_all(parts: &[Polygon]) -> Bounds {
    let all = || parts.iter().map(Polygon::bounds);
    let south = all().map(|b| b.south_nanodegrees()).min().unwrap_or(0);
    let north = all().map(|b| b.north_nanodegrees()).max().unwrap_or(0);
    let width_from = |west: i64| {
        let reach =
            |b: Bounds| (b.west_nanodegrees() - west).rem_euclid(TURN) + b.width_nanodegrees();
        all().map(reach).max().unwrap_or(0)
    };
    // Few starts are enough for a good box; trying all of many parts would cost their square.
    let starts = all().take(16).map(|b| b.west_nanodegrees());
    let west = starts.min_by_key(|west| width_from(*west)).unwrap_or(0);
    Bounds::spanning(Position::wrapped(south, west), north, width_from(west))
}
