//! The ground of a place, and the shortest ways on it.
//!
//! A shortest way among walls is a chain of straight pieces that bend only at corners which stick
//! out. So the corners are the nodes, those that see each other are joined (found once, when first
//! needed), and Dijkstra's algorithm does the rest.

use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::sync::OnceLock;

use super::grid::Grid;
use super::walls::{Corner, Point, SAME_METRES, Walls, apart, metres, nearest_on, off, unit};
use crate::geometry::{Frame, Polygon, Position, distance_metres};
use crate::limits::WALK_CORNERS_MAX;

/// Ground on which walls stand must be this wide to be walked on, in metres: less is a gap in a drawing.
const GAP_METRES: f64 = 0.2;
/// How far beside a way in a plain room the ground is looked at, in metres.
const BESIDE_METRES: f64 = 0.02;

/// The ground of a place.
pub(super) struct Floor {
    frame: Frame,
    ground: Ground,
}

/// What a way on the ground has to mind.
enum Ground {
    /// Nothing: every way is straight.
    Open,
    /// More corners than are looked at.
    TooLarge,
    /// Walls.
    Walled(Box<Sight>),
}

/// Walls, and what is seen from where.
struct Sight {
    walls: Walls,
    grid: Grid,
    corners: Vec<Corner>,
    /// To each corner those that it sees, with the metres between them.
    seen: OnceLock<Vec<Vec<(usize, f64)>>>,
    /// How far beside a way it must be free on one side.
    beside: f64,
}

/// A way on a floor.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Path {
    pub(super) metres: f64,
    /// Where it leads along, both ends included.
    pub(super) points: Vec<Position>,
    /// True where the walls leave no way, or are too many: the straight line.
    pub(super) is_guess: bool,
}

/// What is known from one point: how far the corners are.
pub(super) struct View<'f> {
    floor: &'f Floor,
    from: Position,
    /// Where it stands on the floor, and the metres to get there.
    start: Point,
    astray: f64,
    metres: Vec<f64>,
    before: Vec<Option<usize>>,
}

impl Floor {
    /// Ground without walls.
    pub(super) fn open() -> Self {
        Self { frame: Frame::new([0.0, 0.0], 0.0), ground: Ground::Open }
    }

    /// The ground of polygons (none: all around) without the obstacles on it.
    pub(super) fn new(ground: &[&Polygon], obstacles: &[&Polygon]) -> Self {
        let first = ground.iter().chain(obstacles).next();
        let Some(origin) = first.and_then(|polygon| polygon.outer().first()) else {
            return Self::open();
        };
        // A frame does not reach to the poles.
        let latitude = origin.latitude_degrees().clamp(-89.0, 89.0);
        let frame = Frame::new([latitude, origin.longitude_degrees()], 0.0);
        let walls = Walls::new(&frame, ground.iter().copied(), obstacles.iter().copied());
        if walls.is_convex() {
            return Self::open();
        }
        let corners = walls.free_corners();
        if corners.len() > WALK_CORNERS_MAX {
            return Self { frame, ground: Ground::TooLarge };
        }
        let beside = if walls.has_obstacles() { GAP_METRES } else { BESIDE_METRES };
        let grid = Grid::new(&walls.walls);
        let sight = Sight { walls, grid, corners, seen: OnceLock::new(), beside };
        Self { frame, ground: Ground::Walled(Box::new(sight)) }
    }

    fn sight(&self) -> Option<&Sight> {
        match &self.ground {
            Ground::Walled(sight) => Some(sight),
            Ground::Open | Ground::TooLarge => None,
        }
    }

    /// True where there are too many corners to walk about.
    pub(super) fn is_too_large(&self) -> bool {
        matches!(self.ground, Ground::TooLarge)
    }

    /// Looks around from a position.
    pub(super) fn view(&self, from: Position) -> View<'_> {
        let Some(sight) = self.sight() else {
            let (metres, before) = (Vec::new(), Vec::new());
            return View { floor: self, from, start: [0.0; 2], astray: 0.0, metres, before };
        };
        let at = metres(&self.frame, from);
        let start = sight.nearest_free(at);
        let (metres, before) = sight.spread(start);
        View { floor: self, from, start, astray: apart(at, start), metres, before }
    }

    fn position(&self, at: Point) -> Option<Position> {
        let [latitude, longitude] = self.frame.position(at);
        Position::from_degrees(latitude, longitude).ok()
    }
}

impl View<'_> {
    /// How far a position is on foot, in metres.
    pub(super) fn metres_to(&self, to: Position) -> f64 {
        self.find(to).map_or_else(|| distance_metres(self.from, to), |found| found.metres)
    }

    /// The way to a position.
    pub(super) fn path_to(&self, to: Position) -> Path {
        let (Some(sight), Some(found)) = (self.floor.sight(), self.find(to)) else {
            let is_guess = !matches!(self.floor.ground, Ground::Open);
            let metres = distance_metres(self.from, to);
            return Path { metres, points: vec![self.from, to], is_guess };
        };
        let mut bends = vec![found.end];
        let mut next = found.last;
        while let Some(corner) = next {
            bends.push(sight.corners[corner].at);
            next = self.before[corner];
        }
        bends.push(self.start);
        bends.reverse();
        // Where an end lies on the floor, it is the first or last point itself.
        let inner = bends.iter().filter_map(|at| self.floor.position(*at));
        let mut points = vec![self.from];
        points.extend(inner);
        points.push(to);
        points.dedup_by(|a, b| distance_metres(*a, *b) < SAME_METRES);
        if let [only] = points[..] {
            points.push(only);
        }
        Path { metres: found.metres, points, is_guess: false }
    }

    /// The corner from which the position is seen at the end of the shortest way.
    fn find(&self, to: Position) -> Option<FoundWay> {
        let sight = self.floor.sight()?;
        let at = metres(&self.floor.frame, to);
        let end = sight.nearest_free(at);
        let astray = self.astray + apart(at, end);
        if sight.sees(self.start, end) {
            return Some(FoundWay { metres: astray + apart(self.start, end), last: None, end });
        }
        let reached = |&corner: &usize| {
            self.metres[corner].is_finite() && sight.corners[corner].is_touched_from(end)
        };
        let whole = |corner: usize| self.metres[corner] + apart(sight.corners[corner].at, end);
        let mut corners: Vec<usize> = (0..sight.corners.len()).filter(reached).collect();
        corners.sort_by(|a, b| whole(*a).total_cmp(&whole(*b)).then(a.cmp(b)));
        let last = corners.into_iter().find(|c| sight.sees(sight.corners[*c].at, end))?;
        Some(FoundWay { metres: astray + whole(last), last: Some(last), end })
    }
}

/// Metres of a way, the last corner it bends about, and where it ends on the floor.
struct FoundWay {
    metres: f64,
    last: Option<usize>,
    end: Point,
}

impl Sight {
    /// The point itself where it is free, else the nearest one that is: doors are drawn in the
    /// middle of walls.
    fn nearest_free(&self, at: Point) -> Point {
        if self.walls.is_free(at) {
            return at;
        }
        let mut nearest: Vec<(f64, Point, Point)> = Vec::with_capacity(self.walls.walls.len());
        for wall in &self.walls.walls {
            let on = nearest_on(wall, at);
            let [x, y] = unit(wall.from, wall.to);
            // The ground is on the left of its walls.
            let within = [on[0] - BESIDE_METRES * y, on[1] + BESIDE_METRES * x];
            nearest.push((apart(at, on), on, within));
        }
        nearest.sort_by(|a, b| a.0.total_cmp(&b.0));
        let free = nearest.iter().find(|(_, _, within)| self.walls.is_free(*within));
        free.map_or(at, |(_, on, _)| *on)
    }

    /// True where the straight way from one point to another stays on the ground.
    fn sees(&self, from: Point, to: Point) -> bool {
        let length = apart(from, to);
        if length <= 2.0 * SAME_METRES {
            return true;
        }
        let direction = unit(from, to);
        // Where the way touches walls without crossing them; between, it must be free on one side.
        let mut touches = vec![0.0, length];
        let is_blocked = self.grid.any(from, to, |index| {
            let wall = &self.walls.walls[index as usize];
            let ends = [wall.from, wall.to].map(|end| {
                let along = (end[0] - from[0]) * direction[0] + (end[1] - from[1]) * direction[1];
                (off(from, to, end), along)
            });
            let within = SAME_METRES..length - SAME_METRES;
            for (aside, along) in ends {
                if aside.abs() <= SAME_METRES && within.contains(&along) {
                    touches.push(along);
                }
            }
            let [(left, a), (right, b)] = ends;
            let crosses = left.min(right) < -SAME_METRES && left.max(right) > SAME_METRES;
            crosses && within.contains(&(a + (b - a) * left / (left - right)))
        });
        if is_blocked {
            return false;
        }
        touches.sort_by(f64::total_cmp);
        touches.windows(2).all(|piece| {
            let long = piece[1] - piece[0];
            long <= 2.0 * SAME_METRES
                || self.is_walkable(from, direction, piece[0] + long / 2.0, long)
        })
    }

    /// True where the ground beside the middle of a piece of a way is free, on the left or the right.
    fn is_walkable(&self, from: Point, [x, y]: Point, middle: f64, long: f64) -> bool {
        let beside = self.beside.min(long / 2.0);
        let at = [from[0] + middle * x, from[1] + middle * y];
        [beside, -beside].iter().any(|by| self.walls.is_free([at[0] - by * y, at[1] + by * x]))
    }

    /// To each corner those that it sees and a way may lead to.
    fn seen(&self) -> &[Vec<(usize, f64)>] {
        self.seen.get_or_init(|| {
            let mut seen = vec![Vec::new(); self.corners.len()];
            for (index, one) in self.corners.iter().enumerate() {
                for (other_index, other) in self.corners.iter().enumerate().skip(index + 1) {
                    if one.is_touched_from(other.at)
                        && other.is_touched_from(one.at)
                        && self.sees(one.at, other.at)
                    {
                        let metres = apart(one.at, other.at);
                        seen[index].push((other_index, metres));
                        seen[other_index].push((index, metres));
                    }
                }
            }
            seen
        })
    }

    /// How far each corner is from a point, and the corner before it on the way.
    fn spread(&self, from: Point) -> (Vec<f64>, Vec<Option<usize>>) {
        let mut metres = vec![f64::INFINITY; self.corners.len()];
        let mut before = vec![None; self.corners.len()];
        let mut open = BinaryHeap::new();
        for (index, corner) in self.corners.iter().enumerate() {
            if corner.is_touched_from(from) && self.sees(from, corner.at) {
                metres[index] = apart(from, corner.at);
                open.push(Step { cost: metres[index], at: index });
            }
        }
        if open.is_empty() {
            return (metres, before);
        }
        let seen = self.seen();
        while let Some(Step { cost, at }) = open.pop() {
            if cost > metres[at] {
                continue;
            }
            for &(next, further) in &seen[at] {
                if cost + further < metres[next] {
                    metres[next] = cost + further;
                    before[next] = Some(at);
                    open.push(Step { cost: metres[next], at: next });
                }
            }
        }
        (metres, before)
    }
}

/// A node to go on from: the cheapest first, and of equals the one with the smaller number.
#[derive(Clone, Copy, Debug)]
pub(super) struct Step {
    pub(super) cost: f64,
    pub(super) at: usize,
}

impl PartialEq for Step {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Step {}

impl PartialOrd for Step {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Step {
    /// The heap gives its greatest, so all is turned round.
    fn cmp(&self, other: &Self) -> Ordering {
        other.cost.total_cmp(&self.cost).then(other.at.cmp(&self.at))
    }
}
