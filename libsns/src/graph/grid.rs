//! A grid over the walls of a place: which of them a straight way may meet.

use super::walls::{Point, Wall, bounds};

/// Walls a box of the grid holds about, in the mean.
const WALLS_A_BOX: usize = 2;
/// Most boxes along one side.
const SIDE_MAX: usize = 512;

/// Boxes of the same size, each with the walls that pass it.
pub(super) struct Grid {
    south_west: Point,
    /// Metres of a box, east and north.
    step: Point,
    columns: usize,
    rows: usize,
    /// Where the walls of each box begin in `walls`; one more at the end.
    starts: Vec<u32>,
    walls: Vec<u32>,
}

impl Grid {
    pub(super) fn new(walls: &[Wall]) -> Self {
        let [south_west, north_east] = bounds(walls.iter().flat_map(|wall| [wall.from, wall.to]));
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "a square root of a count"
        )]
        let side = ((walls.len() / WALLS_A_BOX) as f64).sqrt() as usize;
        let side = side.clamp(1, SIDE_MAX);
        #[expect(clippy::cast_precision_loss, reason = "at most 512")]
        let step = [0, 1].map(|axis| {
            let width = (north_east[axis] - south_west[axis]) / side as f64;
            if width.is_finite() && width > 0.0 { width } else { 1.0 }
        });
        let mut grid = Self {
            south_west,
            step,
            columns: side,
            rows: side,
            starts: Vec::new(),
            walls: Vec::new(),
        };
        grid.fill(walls);
        grid
    }

    /// Counts what comes into each box, and then puts it there.
    fn fill(&mut self, walls: &[Wall]) {
        let mut counts = vec![0_u32; self.columns * self.rows + 1];
        for wall in walls {
            self.boxes(wall.from, wall.to, |at| counts[at + 1] += 1);
        }
        for at in 1..counts.len() {
            counts[at] += counts[at - 1];
        }
        let mut next = counts.clone();
        let mut placed = vec![0; counts.last().map_or(0, |count| *count as usize)];
        for (index, wall) in (0..).zip(walls) {
            self.boxes(wall.from, wall.to, |at| {
                placed[next[at] as usize] = index;
                next[at] += 1;
            });
        }
        (self.starts, self.walls) = (counts, placed);
    }

    /// Looks at the walls about the straight way from one point to another, some of them twice,
    /// until one is found that matches; true if so.
    pub(super) fn any(
        &self,
        from: Point,
        to: Point,
        mut is_match: impl FnMut(u32) -> bool,
    ) -> bool {
        let mut found = false;
        self.boxes(from, to, |at| {
            if !found {
                let walls = self.starts[at] as usize..self.starts[at + 1] as usize;
                found = self.walls[walls].iter().any(|wall| is_match(*wall));
            }
        });
        found
    }

    /// The boxes that a straight way passes, row by row; a little more, so that rounding loses none.
    fn boxes(&self, from: Point, to: Point, mut each: impl FnMut(usize)) {
        let (low, high) = if from[1] <= to[1] { (from, to) } else { (to, from) };
        let [first, last] = [low[1] - MARGIN, high[1] + MARGIN].map(|y| self.index(1, y));
        for row in first..=last {
            #[expect(clippy::cast_precision_loss, reason = "at most 512")]
            let south = self.south_west[1] + row as f64 * self.step[1] - MARGIN;
            let ends = [south, south + self.step[1] + 2.0 * MARGIN].map(|y| x_at(low, high, y));
            let (west, east) = (ends[0].min(ends[1]) - MARGIN, ends[0].max(ends[1]) + MARGIN);
            for column in self.index(0, west)..=self.index(0, east) {
                each(row * self.columns + column);
            }
        }
    }

    /// The row or column of a number, the nearest there is.
    fn index(&self, axis: usize, metres: f64) -> usize {
        let most = [self.columns, self.rows][axis] - 1;
        let steps = (metres - self.south_west[axis]) / self.step[axis];
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it saturates")]
        let index = steps.max(0.0) as usize;
        index.min(most)
    }
}

/// What rounding may move, in metres, and what counts as touching.
const MARGIN: f64 = 0.01;

/// Where a way is at a height, as far as it goes.
fn x_at(low: Point, high: Point, y: f64) -> f64 {
    let rise = high[1] - low[1];
    if rise < MARGIN {
        // Nearly level: both ends are in every row it comes into.
        return if y <= low[1] { low[0] } else { high[0] };
    }
    low[0] + (high[0] - low[0]) * ((y - low[1]) / rise).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn crosses(wall: &Wall, from: Point, to: Point) -> bool {
        let side = |a: Point, b: Point, p: Point| {
            (b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0])
        };
        side(from, to, wall.from) * side(from, to, wall.to) <= 0.0
            && side(wall.from, wall.to, from) * side(wall.from, wall.to, to) <= 0.0
    }

    fn point() -> impl Strategy<Value = Point> {
        [0..40_i32, 0..40_i32].prop_map(|xy| xy.map(|n| f64::from(n) * 0.5))
    }

    proptest! {
        #[test]
        fn no_wall_that_is_crossed_is_missed(
            ends in proptest::collection::vec((point(), point()), 1..60),
            from in point(),
            to in point(),
        ) {
            let walls: Vec<Wall> = ends.into_iter().map(|(from, to)| Wall { from, to }).collect();
            let grid = Grid::new(&walls);
            for (index, wall) in (0..).zip(&walls).filter(|(_, wall)| crosses(wall, from, to)) {
                prop_assert!(grid.any(from, to, |found| found == index), "{wall:?}");
            }
        }
    }
}
