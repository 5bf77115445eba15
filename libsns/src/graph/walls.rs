//! The walls of a place in metres: where one can walk, and the corners that ways bend about.

use crate::geometry::{Frame, Polygon, Position};

/// Metres east and north of a floor's origin.
pub(super) type Point = [f64; 2];

/// Drawings are exact to the millimetre; what is nearer than this is the same.
pub(super) const SAME_METRES: f64 = 1e-3;

/// A wall, with the ground that is walked on its left.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wall {
    pub(super) from: Point,
    pub(super) to: Point,
}

/// A polygon: ground to walk on, or something that stands there.
struct Area {
    /// The walls of all its rings, in the list of all walls.
    walls: std::ops::Range<usize>,
    south_west: Point,
    north_east: Point,
    is_obstacle: bool,
}

/// A corner that sticks out into the ground, so that a way may bend there.
#[derive(Clone, Copy, Debug)]
pub(super) struct Corner {
    pub(super) at: Point,
    before: Point,
    after: Point,
}

/// All walls about the ground of a place.
#[derive(Default)]
pub(super) struct Walls {
    pub(super) walls: Vec<Wall>,
    areas: Vec<Area>,
    corners: Vec<Corner>,
}

impl Walls {
    /// The walls of a ground (nothing: all of the Earth) on which obstacles stand.
    pub(super) fn new<'p>(
        frame: &Frame,
        ground: impl Iterator<Item = &'p Polygon>,
        obstacles: impl Iterator<Item = &'p Polygon>,
    ) -> Self {
        let mut walls = Self::default();
        for polygon in ground {
            walls.add(frame, std::iter::once(polygon.outer()).chain(polygon.holes()), false);
        }
        for polygon in obstacles {
            walls.add(frame, std::iter::once(polygon.outer()), true);
        }
        walls.corners.retain(|corner| corner.at.iter().all(|metres| metres.is_finite()));
        walls
    }

    fn add<'p>(
        &mut self,
        frame: &Frame,
        rings: impl Iterator<Item = &'p [Position]>,
        is_obstacle: bool,
    ) {
        let start = self.walls.len();
        for (index, ring) in rings.enumerate() {
            let mut points: Vec<Point> = ring.iter().map(|at| metres(frame, *at)).collect();
            // The outer ring of a ground turns left; its holes, and what stands on it, turn right.
            let turns_left = area2(&points) > 0.0;
            if turns_left != (index == 0 && !is_obstacle) {
                points.reverse();
            }
            self.add_ring(&points);
        }
        let ends = self.walls[start..].iter().map(|wall| wall.from);
        let [south_west, north_east] = bounds(ends);
        self.areas.push(Area {
            walls: start..self.walls.len(),
            south_west,
            north_east,
            is_obstacle,
        });
    }

    fn add_ring(&mut self, points: &[Point]) {
        let count = points.len();
        for (index, &at) in points.iter().enumerate() {
            let before = points[(index + count - 1) % count];
            let after = points[(index + 1) % count];
            self.walls.push(Wall { from: at, to: after });
            if off(before, at, after) < -SAME_METRES {
                self.corners.push(Corner { at, before, after });
            }
        }
    }

    /// True where every straight way between two points of the ground stays on it.
    pub(super) fn is_convex(&self) -> bool {
        self.corners.is_empty() && self.areas.len() == 1
    }

    /// True where something stands on the ground.
    pub(super) fn has_obstacles(&self) -> bool {
        self.areas.iter().any(|area| area.is_obstacle)
    }

    /// The corners that stick out into the ground; those against other walls do not.
    pub(super) fn free_corners(&self) -> Vec<Corner> {
        if self.areas.len() == 1 {
            return self.corners.clone();
        }
        let pushed = |corner: &Corner| {
            let [back, on] = [corner.before, corner.after].map(|other| unit(other, corner.at));
            let out = unit([0.0; 2], [back[0] + on[0], back[1] + on[1]]);
            let far = 10.0 * SAME_METRES;
            [corner.at[0] + far * out[0], corner.at[1] + far * out[1]]
        };
        self.corners.iter().filter(|corner| self.is_free(pushed(corner))).copied().collect()
    }

    /// True on the ground and in none of what stands there. Which it is on a wall, is chance.
    pub(super) fn is_free(&self, at: Point) -> bool {
        let (mut is_on_ground, mut has_ground) = (false, false);
        for area in &self.areas {
            has_ground |= !area.is_obstacle;
            if !area.may_hold(at) || !holds(&self.walls[area.walls.clone()], at) {
                continue;
            }
            if area.is_obstacle {
                return false;
            }
            is_on_ground = true;
        }
        is_on_ground || !has_ground
    }
}

impl Area {
    fn may_hold(&self, at: Point) -> bool {
        (0..2).all(|axis| (self.south_west[axis]..=self.north_east[axis]).contains(&at[axis]))
    }
}

impl Corner {
    /// True where a way through the corner, from or to another point, keeps both walls on one side:
    /// a shortest way bends nowhere else.
    pub(super) fn is_touched_from(&self, other: Point) -> bool {
        let sides = [self.before, self.after].map(|end| off(other, self.at, end));
        sides[0].min(sides[1]) >= -SAME_METRES || sides[0].max(sides[1]) <= SAME_METRES
    }
}

/// A position in metres of a frame.
pub(super) fn metres(frame: &Frame, at: Position) -> Point {
    frame.metres([at.latitude_degrees(), at.longitude_degrees()])
}

/// How far apart two points are.
pub(super) fn apart(a: Point, b: Point) -> f64 {
    (b[0] - a[0]).hypot(b[1] - a[1])
}

/// From one point to another, one metre long; nothing for the same point.
pub(super) fn unit(from: Point, to: Point) -> Point {
    let length = apart(from, to);
    if length > 0.0 { [(to[0] - from[0]) / length, (to[1] - from[1]) / length] } else { [0.0; 2] }
}

/// How far a point lies to the left of the line through two others.
pub(super) fn off(from: Point, to: Point, at: Point) -> f64 {
    let [x, y] = unit(from, to);
    x * (at[1] - from[1]) - y * (at[0] - from[0])
}

/// The point of a wall that is nearest to another.
pub(super) fn nearest_on(wall: &Wall, at: Point) -> Point {
    let (dx, dy) = (wall.to[0] - wall.from[0], wall.to[1] - wall.from[1]);
    let length2 = dx * dx + dy * dy;
    if length2 <= 0.0 {
        return wall.from;
    }
    let along = ((at[0] - wall.from[0]) * dx + (at[1] - wall.from[1]) * dy) / length2;
    let along = along.clamp(0.0, 1.0);
    [wall.from[0] + along * dx, wall.from[1] + along * dy]
}

/// South-west and north-east of the points.
pub(super) fn bounds(points: impl Iterator<Item = Point>) -> [Point; 2] {
    let nothing = [[f64::INFINITY; 2], [f64::NEG_INFINITY; 2]];
    points.fold(nothing, |[low, high], p| {
        [[low[0].min(p[0]), low[1].min(p[1])], [high[0].max(p[0]), high[1].max(p[1])]]
    })
}

fn area2(points: &[Point]) -> f64 {
    let Some(&[x, y]) = points.first() else { return 0.0 };
    let next = points.iter().cycle().skip(1);
    points.iter().zip(next).map(|(a, b)| (a[0] - x) * (b[1] - y) - (b[0] - x) * (a[1] - y)).sum()
}

/// Counts the walls that a line from the point to the east crosses.
fn holds(walls: &[Wall], at: Point) -> bool {
    let crosses = |wall: &&Wall| {
        let (a, b) = (wall.from, wall.to);
        (a[1] <= at[1]) != (b[1] <= at[1])
            && a[0] + (b[0] - a[0]) * (at[1] - a[1]) / (b[1] - a[1]) > at[0]
    };
    walls.iter().filter(crosses).count() % 2 == 1
}
