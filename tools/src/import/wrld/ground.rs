//! Shapes on the ground in metres, and what is done with them: joined, taken away, grown.

use geo::algorithm::buffer::{BufferStyle, LineJoin};
use geo::{Area, BooleanOps, BoundingRect, Buffer, CoordsIter, Intersects, LinesIter, Orient};
use geo::{Coord, LineString, MultiPolygon, Polygon, Rect, orient::Direction, unary_union};
use libsns::geometry::{Degrees, FRAME_METRES_MAX, Frame};

use crate::survey::Rings;

/// What something covers, in metres of the building's frame.
#[derive(Clone, Debug)]
pub(super) struct Ground {
    pub(super) shape: MultiPolygon<f64>,
    bounds: Option<Rect<f64>>,
    corners: usize,
}

impl From<MultiPolygon<f64>> for Ground {
    fn from(shape: MultiPolygon<f64>) -> Self {
        Self { bounds: shape.bounding_rect(), corners: shape.coords_count(), shape }
    }
}

impl Ground {
    /// In square metres.
    pub(super) fn area(&self) -> f64 {
        self.shape.unsigned_area()
    }

    /// With a border of so many metres around it; inward where they are negative.
    pub(super) fn grown(&self, metres: f64) -> Self {
        grown(&self.shape, metres).into()
    }
}

/// Corners of a grown shape are cut off where they are sharper than this, in radians (about 45°): a
/// spike would reach through the next wall.
const SHARPEST_CORNER: f64 = 0.8;
/// Corners of a computed shape that are nearer than this are one, in metres.
const CORNER_METRES: f64 = 0.002;
/// Pairs of edges whose boxes meet, and steps to find them, that a level may have before its walls
/// are too intricate to compute with; drawings of whole floors have some ten thousand.
const MEETINGS_MAX: usize = 5_000_000;
const STEPS_MAX: usize = 400_000_000;
/// Edges no further apart than this meet, in metres: twice what shapes are grown by at most.
const NEAR_METRES: f64 = 0.4;
/// Corners of shapes that are compared pair by pair, in all; a tower of a hundred floors like those
/// that we know has a million.
const CORNERS_MAX: usize = 20_000_000;

/// Between positions and metres.
#[derive(Clone, Copy)]
pub(super) struct Metres(pub(super) Frame);

impl Metres {
    /// What rings cover; none where they reach beyond the frame.
    pub(super) fn ground(self, rings: &Rings) -> Option<Ground> {
        let mut polygons = Vec::with_capacity(rings.len());
        for polygon in rings {
            let mut lines = Vec::with_capacity(polygon.len());
            for ring in polygon {
                lines.push(LineString(
                    ring.iter().map(|at| self.point(*at)).collect::<Option<_>>()?,
                ));
            }
            let mut lines = lines.into_iter();
            let polygon = Polygon::new(lines.next()?, lines.collect());
            polygons.push(polygon.orient(Direction::Default));
        }
        Some(MultiPolygon(polygons).into())
    }

    /// The point at a position; none where it is beyond the frame.
    pub(super) fn point(self, position: Degrees) -> Option<Coord<f64>> {
        let [x, y] = self.0.metres(position);
        let near = |metres: f64| metres.abs() <= FRAME_METRES_MAX;
        (near(x) && near(y)).then_some(Coord { x, y })
    }

    pub(super) fn position(self, point: Coord<f64>) -> Degrees {
        self.0.position([point.x, point.y])
    }

    /// The rings of what is covered, as a survey has them.
    pub(super) fn rings(self, ground: &Ground) -> Rings {
        let ring = |line: &LineString<f64>| {
            let corners = line.0.split_last().map_or(&[][..], |(_, corners)| corners);
            let mut apart: Vec<Coord<f64>> = corners.to_vec();
            apart.dedup_by(|a, b| (a.x - b.x).hypot(a.y - b.y) < CORNER_METRES);
            apart.into_iter().map(|corner| self.position(corner)).collect::<Vec<_>>()
        };
        let polygon = |polygon: &Polygon<f64>| {
            let lines = std::iter::once(polygon.exterior()).chain(polygon.interiors());
            lines.map(ring).filter(|ring| ring.len() >= 3).collect::<Vec<_>>()
        };
        ground.shape.iter().map(polygon).filter(|polygon| !polygon.is_empty()).collect()
    }
}

/// All that any of these covers.
pub(super) fn union<'g>(grounds: impl IntoIterator<Item = &'g Ground>) -> MultiPolygon<f64> {
    unary_union(grounds.into_iter().map(|ground| &ground.shape))
}

/// A shape with a border of so many metres around it; inward where they are negative.
pub(super) fn grown(shape: &MultiPolygon<f64>, metres: f64) -> MultiPolygon<f64> {
    let style = BufferStyle::new(metres).line_join(LineJoin::Miter(SHARPEST_CORNER));
    shape.buffer_with_style(style)
}

/// Square metres that grounds share, for a bounded number of questions.
pub(super) struct Overlaps {
    corners_left: usize,
}

impl Overlaps {
    pub(super) fn new() -> Self {
        Self { corners_left: CORNERS_MAX }
    }

    /// Square metres that both cover; 0 once too much was asked.
    pub(super) fn of(&mut self, a: &Ground, b: &Ground) -> f64 {
        let meet = a.bounds.zip(b.bounds).is_some_and(|(a, b)| a.intersects(&b));
        if !meet {
            return 0.0;
        }
        match self.corners_left.checked_sub(a.corners + b.corners) {
            Some(left) => {
                self.corners_left = left;
                a.shape.intersection(&b.shape).unsigned_area()
            }
            None => {
                self.corners_left = 0;
                0.0
            }
        }
    }

    /// Whether a point lies in a ground; never once too much was asked.
    pub(super) fn holds(&mut self, ground: &Ground, point: Coord<f64>) -> bool {
        if !ground.bounds.is_some_and(|bounds| bounds.intersects(&point)) {
            return false;
        }
        let left = self.corners_left.checked_sub(ground.corners);
        self.corners_left = left.unwrap_or(0);
        left.is_some() && ground.shape.intersects(&point)
    }

    /// Whether everything that was asked was answered.
    pub(super) fn is_exhausted(&self) -> bool {
        self.corners_left == 0
    }
}

/// Whether computing with these is bounded work: the edges of hostile drawings cross each other so
/// often that the crossings fill the memory.
pub(super) fn is_tractable<'g>(grounds: impl IntoIterator<Item = &'g Ground>) -> bool {
    let edges = grounds.into_iter().flat_map(|ground| ground.shape.lines_iter());
    let mut boxes: Vec<_> = edges.map(|edge| edge.bounding_rect()).collect();
    boxes.sort_by(|a, b| a.min().x.total_cmp(&b.min().x));
    let (mut steps, mut meetings) = (0, 0);
    for (at, edge) in boxes.iter().enumerate() {
        // Shapes are grown before they are joined, so edges meet that lie a little apart.
        let high = edge.max() + Coord { x: NEAR_METRES, y: NEAR_METRES };
        let low = edge.min().y - NEAR_METRES;
        for other in boxes[at + 1..].iter().take_while(|other| other.min().x <= high.x) {
            steps += 1;
            meetings += usize::from(other.min().y <= high.y && other.max().y >= low);
            if steps > STEPS_MAX || meetings > MEETINGS_MAX {
                return false;
            }
        }
    }
    true
}
