//! The ground that a shape covers, seen from above.

use std::cell::Cell;

use geo::orient::Direction;
use geo::{Area, Coord, LineString, MultiPolygon, Orient, Polygon, unary_union};

use super::super::limits::{UNION_CORNERS_MAX, UNION_STEPS_MAX};
use super::super::transform::{Point, add, cross, dot, scale, subtract};
use super::{Face, Ring};

/// Corners nearer than this are one, in metres; a drawing is exact to the millimetre.
const SAME_CORNER_METRES: f64 = 0.001;
/// A corner this near to the line of its neighbours is none, in metres.
const STRAIGHT_METRES: f64 = 0.000_2;
/// Coordinates are rounded to this, in metres, so that the dust of computing does not show.
const GRID_METRES: f64 = 0.000_1;
/// Rings that enclose less are dust, in square metres.
const DUST_SQUARE_METRES: f64 = 0.001;
/// A face is level enough to stand on up to 45°: the least share of its normal that points up.
const LEVEL: f64 = 0.7;
/// Ends of curves that are one, in metres.
const SAME_END_METRES: f64 = 0.01;

/// Polygons in metres of the project, and between which heights.
#[derive(Clone, Debug)]
pub(in super::super) struct Ground {
    pub(in super::super) area: MultiPolygon<f64>,
    pub(in super::super) lowest: f64,
    pub(in super::super) highest: f64,
}

impl Ground {
    pub(in super::super) fn is_empty(&self) -> bool {
        self.area.unsigned_area() < DUST_SQUARE_METRES
    }

    /// What it covers, in square metres.
    pub(in super::super) fn square_metres(&self) -> f64 {
        self.area.unsigned_area()
    }

    /// The lower left and upper right corner; none where there is nothing.
    pub(in super::super) fn bounds(&self) -> Option<[[f64; 2]; 2]> {
        let corners = self.area.iter().flat_map(|polygon| polygon.exterior().coords());
        corners.map(|corner| [[corner.x, corner.y]; 2]).reduce(|[low, high], [one, _]| {
            [[low[0].min(one[0]), low[1].min(one[1])], [high[0].max(one[0]), high[1].max(one[1])]]
        })
    }

    /// What flat pieces cover that are swept straight up or down.
    pub(super) fn of_prism(base: &[Face], way: f64, unions: &Unions) -> Self {
        let [low, high] = heights(base);
        let polygons: Vec<_> = base.iter().filter_map(polygon).collect();
        Self {
            area: unions.unite(polygons),
            lowest: low + way.min(0.0),
            highest: high + way.max(0.0),
        }
    }

    /// What a body of these faces covers: its floors where its faces tell above from below, and all
    /// that is level otherwise.
    pub(super) fn of_faces(faces: &[Face], unions: &Unions) -> Self {
        let [lowest, highest] = heights(faces);
        let origin = faces.iter().flatten().flatten().next().copied().unwrap_or_default();
        let vectors: Vec<_> = faces.iter().map(|face| area_vector(face, origin)).collect();
        let volume: f64 =
            faces.iter().zip(&vectors).map(|(face, vector)| volume(face, *vector, origin)).sum();
        let out = if volume < 0.0 { -1.0 } else { 1.0 };
        let level = |least: f64, share: f64| {
            if least < 0.0 { share <= least } else { share.abs() >= least }
        };
        let pick = |least: f64| {
            let picked = faces.iter().zip(&vectors).filter(|(_, vector)| {
                let length = dot(**vector, **vector).sqrt();
                length > 0.0 && level(least, out * vector[2] / length)
            });
            unions.unite(picked.filter_map(|(face, _)| polygon(face)).collect())
        };
        let (floors, all) = (pick(-LEVEL), pick(LEVEL));
        let is_floor = floors.unsigned_area() * 2.0 >= all.unsigned_area();
        Self { area: if is_floor { floors } else { all }, lowest, highest }
    }

    /// What curves enclose: each that is closed, and those that close one another end to end.
    pub(super) fn of_curves(mut curves: Vec<Vec<Point>>, unions: &Unions) -> Option<Self> {
        let is_near = |a: &Point, b: &Point| {
            dot(subtract(*a, *b), subtract(*a, *b)) < SAME_END_METRES * SAME_END_METRES
        };
        curves.retain(|curve| curve.len() > 1);
        // Joining is a search for each curve; outlines have dozens.
        curves.truncate(1_000);
        let mut faces: Vec<Face> = Vec::new();
        while let Some(mut ring) = curves.pop() {
            while let (Some(first), Some(last)) = (ring.first(), ring.last()) {
                if ring.len() > 2 && is_near(first, last) {
                    break;
                }
                let next = curves.iter().enumerate().find_map(|(index, curve)| {
                    let (start, end) = (curve.first()?, curve.last()?);
                    if is_near(start, last) {
                        Some((index, false))
                    } else {
                        is_near(end, last).then_some((index, true))
                    }
                });
                let Some((index, is_reversed)) = next else { break };
                let mut curve = curves.swap_remove(index);
                if is_reversed {
                    curve.reverse();
                }
                ring.extend(curve);
            }
            faces.push(vec![ring]);
        }
        let [lowest, highest] = heights(&faces);
        let polygons = faces.iter().filter_map(polygon).collect();
        let ground = Self { area: unions.unite(polygons), lowest, highest };
        (!ground.is_empty()).then_some(ground)
    }

    /// What walls that stand upright enclose: their lower edges end to end.
    pub(super) fn of_walls(faces: &[Face], unions: &Unions) -> Option<Self> {
        let edges = faces.iter().filter_map(lower_edge);
        let mut ground = Self::of_curves(edges.map(Vec::from).collect(), unions)?;
        [ground.lowest, ground.highest] = heights(faces);
        Some(ground)
    }

    /// All of these; none of none.
    pub(super) fn united(mut grounds: Vec<Self>, unions: &Unions) -> Option<Self> {
        let last = grounds.pop()?;
        if grounds.is_empty() {
            return Some(last);
        }
        let lowest = grounds.iter().fold(last.lowest, |low, ground| low.min(ground.lowest));
        let highest = grounds.iter().fold(last.highest, |high, ground| high.max(ground.highest));
        let polygons = grounds.into_iter().chain([last]).flat_map(|ground| ground.area.0);
        Some(Self { area: unions.unite(polygons.collect()), lowest, highest })
    }
}

/// The lowest and the highest point.
fn heights(faces: &[Face]) -> [f64; 2] {
    let corners = faces.iter().flatten().flatten().map(|corner| [corner[2]; 2]);
    corners.reduce(|[low, high], [one, _]| [low.min(one), high.max(one)]).unwrap_or_default()
}

/// The two ends of the lower edge of a face that stands upright.
pub(in super::super) fn lower_edge(face: &Face) -> Option<[Point; 2]> {
    let ring = face.first()?;
    let vector = area_vector(face, *ring.first()?);
    if vector[2].abs() > LEVEL * dot(vector, vector).sqrt() {
        return None;
    }
    // Along the wall: across both the normal and the plumb line.
    let along = [-vector[1], vector[0], 0.0];
    let key = |corner: &&Point| dot(**corner, along);
    let start = ring.iter().min_by(|a, b| key(a).total_cmp(&key(b)))?;
    let end = ring.iter().max_by(|a, b| key(a).total_cmp(&key(b)))?;
    let low = ring.iter().map(|corner| corner[2]).fold(f64::INFINITY, f64::min);
    Some([*start, *end].map(|[x, y, _]| [x, y, low]))
}

/// The normal of a face, as long as the face is large (Newell's method), its holes taken away.
fn area_vector(face: &Face, origin: Point) -> Point {
    let ring_vector = |ring: &Ring| {
        let next = ring.iter().cycle().skip(1);
        let corners = ring.iter().zip(next);
        corners.fold([0.0; 3], |sum, (&a, &b)| {
            add(sum, scale(cross(subtract(a, origin), subtract(b, origin)), 0.5))
        })
    };
    let mut rings = face.iter();
    let outer = rings.next().map(ring_vector).unwrap_or_default();
    rings.map(ring_vector).fold(outer, |sum, hole| {
        subtract(sum, if dot(hole, outer) < 0.0 { scale(hole, -1.0) } else { hole })
    })
}

/// What a face adds to the volume of a body, with its sign.
fn volume(face: &Face, vector: Point, origin: Point) -> f64 {
    let corner = face.first().and_then(|ring| ring.first());
    corner.map_or(0.0, |corner| dot(vector, subtract(*corner, origin)) / 3.0)
}

/// A ring seen from above.
pub(super) fn flat_ring(ring: &[Point]) -> LineString<f64> {
    ring.iter().map(|&[x, y, _]| Coord { x, y }).collect()
}

/// A face seen from above; none where that is a line or a point.
fn polygon(face: &Face) -> Option<Polygon<f64>> {
    let mut rings = face.iter().map(|ring| flat_ring(ring));
    let polygon = Polygon::new(rings.next()?, rings.collect());
    (polygon.exterior().0.len() > 3 && polygon.unsigned_area() > 1e-9).then_some(polygon)
}

/// Unites polygons, and counts what that may cost: each edge may cross each other.
pub(in super::super) struct Unions {
    steps_left: Cell<u64>,
}

impl Unions {
    pub(super) fn new() -> Self {
        Self { steps_left: Cell::new(UNION_STEPS_MAX) }
    }

    /// All polygons as one area; nothing where that would take too long. A single one stays as it was
    /// drawn, with its faults.
    fn unite(&self, polygons: Vec<Polygon<f64>>) -> MultiPolygon<f64> {
        if polygons.len() < 2 {
            return MultiPolygon::new(polygons);
        }
        // The rule of winding numbers wants all to turn the same way.
        let turned: Vec<_> =
            polygons.iter().map(|polygon| polygon.orient(Direction::Default)).collect();
        if self.may_cross(&turned) { unary_union(&turned) } else { MultiPolygon::new(Vec::new()) }
    }

    /// Counts the crossings that edges of these may have; false where that is too much.
    pub(super) fn may_cross<'p>(
        &self,
        polygons: impl IntoIterator<Item = &'p Polygon<f64>>,
    ) -> bool {
        let rings = polygons
            .into_iter()
            .flat_map(|polygon| std::iter::once(polygon.exterior()).chain(polygon.interiors()));
        let corners: usize = rings.map(|ring| ring.0.len()).sum();
        let steps = (corners as u64).saturating_mul(corners as u64);
        let left = self.steps_left.get().checked_sub(steps);
        let Some(left) = left.filter(|_| corners <= UNION_CORNERS_MAX) else { return false };
        self.steps_left.set(left);
        true
    }
}

/// The polygons as rings without what a drawing does not mean: dust, corners on a straight line, and
/// corners that come twice.
pub(in super::super) fn clean(area: &MultiPolygon<f64>) -> Vec<Vec<Vec<[f64; 2]>>> {
    let polygon = |polygon: &Polygon<f64>| {
        let rings = std::iter::once(polygon.exterior()).chain(polygon.interiors());
        let mut rings = rings.map(clean_ring);
        let outer = rings.next().filter(|ring| ring.len() > 2)?;
        Some(std::iter::once(outer).chain(rings.filter(|ring| ring.len() > 2)).collect())
    };
    area.iter().filter_map(polygon).collect()
}

/// A ring without needless corners; empty where it encloses nothing to speak of.
fn clean_ring(ring: &LineString<f64>) -> Vec<[f64; 2]> {
    let round = |value: f64| (value / GRID_METRES).round() * GRID_METRES;
    let mut corners: Vec<[f64; 2]> = Vec::with_capacity(ring.0.len());
    for corner in ring.coords() {
        let corner = [round(corner.x), round(corner.y)];
        let is_same = |other: &[f64; 2]| {
            (corner[0] - other[0]).hypot(corner[1] - other[1]) < SAME_CORNER_METRES
        };
        if !corners.last().is_some_and(is_same) {
            corners.push(corner);
        }
    }
    while corners.len() > 1
        && corners
            .first()
            .zip(corners.last())
            .is_some_and(|(a, b)| (a[0] - b[0]).hypot(a[1] - b[1]) < SAME_CORNER_METRES)
    {
        corners.pop();
    }
    let corners = without_straight(&corners);
    if enclosed(&corners) < DUST_SQUARE_METRES { Vec::new() } else { corners }
}

/// The corners at which the ring turns.
fn without_straight(corners: &[[f64; 2]]) -> Vec<[f64; 2]> {
    let mut kept: Vec<[f64; 2]> = Vec::with_capacity(corners.len());
    for (index, &corner) in corners.iter().enumerate() {
        let before = kept.last().or_else(|| corners.last()).copied().unwrap_or(corner);
        let next = corners.get((index + 1) % corners.len()).copied().unwrap_or(corner);
        if turns(before, corner, next) {
            kept.push(corner);
        }
    }
    kept
}

/// True where a corner stands off the line from the one before it to the next, or the way goes back.
fn turns(before: [f64; 2], corner: [f64; 2], next: [f64; 2]) -> bool {
    let (ax, ay) = (corner[0] - before[0], corner[1] - before[1]);
    let (bx, by) = (next[0] - before[0], next[1] - before[1]);
    let length = bx.hypot(by);
    let off = (ax * by - ay * bx).abs();
    let goes_on = ax * bx + ay * by >= 0.0 && ax.hypot(ay) <= length;
    !goes_on || off > STRAIGHT_METRES * length
}

/// What a ring encloses, in square metres.
fn enclosed(corners: &[[f64; 2]]) -> f64 {
    let Some(&[x0, y0]) = corners.first() else { return 0.0 };
    let next = corners.iter().cycle().skip(1);
    let twice: f64 = corners
        .iter()
        .zip(next)
        .map(|(a, b)| (a[0] - x0) * (b[1] - y0) - (b[0] - x0) * (a[1] - y0))
        .sum();
    (twice / 2.0).abs()
}

#[cfg(test)]
mod tests {
    use super::super::solid::sides;
    use super::*;

    fn square(side: f64) -> Face {
        vec![vec![[0.0, 0.0, 0.0], [side, 0.0, 0.0], [side, side, 0.0], [0.0, side, 0.0]]]
    }

    #[test]
    fn a_box_of_faces_covers_its_floor() {
        let faces = sides(&[square(4.0)], [0.0, 0.0, 3.0]);
        let ground = Ground::of_faces(&faces, &Unions::new());
        assert!((ground.area.unsigned_area() - 16.0).abs() < 1e-6);
        assert_eq!((ground.lowest, ground.highest), (0.0, 3.0));
    }

    #[test]
    fn faces_inside_out_cover_the_same() {
        let mut faces = sides(&[square(4.0)], [0.0, 0.0, 3.0]);
        faces.iter_mut().flatten().for_each(|ring| ring.reverse());
        // The ceiling reaches farther than the floor.
        for corner in faces.iter_mut().flatten().flatten().filter(|corner| corner[2] == 3.0) {
            corner[0] *= 1.2;
        }
        let ground = Ground::of_faces(&faces, &Unions::new());
        assert!(
            (ground.area.unsigned_area() - 16.0).abs() < 1e-6,
            "{}",
            ground.area.unsigned_area()
        );
    }

    #[test]
    fn walls_enclose_a_floor() {
        let faces = sides(&[square(4.0)], [0.0, 0.0, 3.0]);
        let ground = Ground::of_walls(&faces, &Unions::new()).unwrap();
        assert!((ground.area.unsigned_area() - 16.0).abs() < 1e-6);
        assert!(
            Ground::of_walls(&faces[..3], &Unions::new()).is_none(),
            "two walls enclose nothing"
        );
    }

    #[test]
    fn needless_corners_go() {
        let ring: LineString<f64> = [
            (0.0, 0.0),
            (2.0, 0.0),
            (2.0, 0.000_01),
            (4.0, 0.0),
            (4.0, 3.0),
            (0.0, 3.0),
            (0.0, 1.0),
        ]
        .map(|(x, y)| Coord { x, y })
        .to_vec()
        .into();
        let cleaned = clean(&MultiPolygon::new(vec![Polygon::new(ring, Vec::new())]));
        assert_eq!(cleaned, [[[[0.0, 0.0], [4.0, 0.0], [4.0, 3.0], [0.0, 3.0]]]]);
    }
}
