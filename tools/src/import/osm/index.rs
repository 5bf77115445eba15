//! Which grounds hold a point: a table of cells, each ground in cells of about its own size.

use std::cell::Cell;
use std::collections::HashMap;

use super::super::tally::Tally;
use super::element::Point;
use super::ground::{Bounds, Ground};

/// Most grounds looked at for one point: more floors than any tower has, each with the rooms of a
/// cell.
const CANDIDATES_MAX: usize = 8192;
/// Steps of work, each about one corner, after which nothing more is found: some seconds. Rooms on
/// one spot are few; a hostile file that has thousands there must not take the square of its size.
const STEPS_MAX: u64 = 2_000_000_000;

/// Grounds by where they are. They are known by their order.
pub(super) struct Grounds<'g> {
    grounds: Vec<&'g Ground>,
    /// The box of each, wider by what things may stand beside it.
    bounds: Vec<Bounds>,
    /// The grounds whose cell this is, by the cell's size as a power of two.
    cells: HashMap<(u32, Point), Vec<usize>>,
    /// The sizes that occur.
    sizes: Vec<u32>,
    steps_left: Cell<u64>,
}

impl<'g> Grounds<'g> {
    /// A table of grounds, each reaching this many steps further for [`Self::beside`].
    pub(super) fn new(grounds: impl IntoIterator<Item = &'g Ground>, reach: i32) -> Self {
        let mut table = Self {
            grounds: Vec::new(),
            bounds: Vec::new(),
            cells: HashMap::new(),
            sizes: Vec::new(),
            steps_left: Cell::new(STEPS_MAX),
        };
        for (number, ground) in grounds.into_iter().enumerate() {
            let nowhere = Bounds { least: [0, 0], most: [0, 0] };
            let bounds = ground.bounds().unwrap_or(nowhere).wider(reach);
            // A cell is as long as the box or longer, so the box is in four cells at most.
            let size = 64 - bounds.side().leading_zeros();
            let (least, most) = (cell(bounds.least, size), cell(bounds.most, size));
            for y in least[0]..=most[0] {
                for x in least[1]..=most[1] {
                    table.cells.entry((size, [y, x])).or_default().push(number);
                }
            }
            table.grounds.push(ground);
            table.bounds.push(bounds);
            table.sizes.push(size);
        }
        table.sizes.sort_unstable();
        table.sizes.dedup();
        table
    }

    /// The grounds that hold a point, on their edge too; smaller ones first, roughly.
    pub(super) fn holding(&self, point: Point) -> impl Iterator<Item = usize> + '_ {
        self.beside(point).filter(move |number| {
            let ground = self.grounds[*number];
            self.can_spend(ground.corner_count()) && ground.holds(point)
        })
    }

    /// The grounds whose box, made wider, holds a point.
    pub(super) fn beside(&self, point: Point) -> impl Iterator<Item = usize> + '_ {
        let cells =
            self.sizes.iter().filter_map(move |size| self.cells.get(&(*size, cell(point, *size))));
        let candidates = cells.flatten().copied().take(CANDIDATES_MAX);
        candidates.filter(move |number| self.can_spend(1) && self.bounds[*number].contains(point))
    }

    fn can_spend(&self, steps: usize) -> bool {
        let steps = u64::try_from(steps).unwrap_or(u64::MAX);
        let left = self.steps_left.get().saturating_sub(steps);
        self.steps_left.set(left);
        left > 0
    }

    /// Remarks if not all could be looked at.
    pub(super) fn tell(&self, tally: &mut Tally) {
        if self.steps_left.get() == 0 {
            tally.leave_out("the extract", "too many shapes lie on one another to look at all");
        }
    }
}

/// The cell of a point. A size above 31 is one cell for all of the Earth.
fn cell(point: Point, size: u32) -> Point {
    point.map(|value| value.checked_shr(size).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::super::ground::Polygon;
    use super::*;

    fn rectangle([south, west]: Point, [north, east]: Point) -> Ground {
        let outer = vec![[south, west], [south, east], [north, east], [north, west]];
        Ground::Area(vec![Polygon { outer, holes: Vec::new() }])
    }

    #[test]
    fn grounds_of_any_size_are_found() {
        let grounds = [
            rectangle([0, 0], [10, 10]),
            rectangle([-1000, -1000], [1000, 1000]),
            rectangle([5, 5], [6, 6]),
            rectangle([i32::MIN, i32::MIN], [i32::MAX, i32::MAX]),
            rectangle([-7, -7], [-1, 9]),
        ];
        let table = Grounds::new(&grounds, 0);
        for y in -12..12 {
            for x in -12..12 {
                let mut found: Vec<_> = table.holding([y, x]).collect();
                found.sort_unstable();
                let expected: Vec<_> = (0..5).filter(|n| grounds[*n].holds([y, x])).collect();
                assert_eq!(found, expected, "{y}, {x}");
            }
        }
    }

    #[test]
    fn what_stands_beside_is_found() {
        let grounds = [rectangle([0, 0], [10, 10]), Ground::Point([100, 100])];
        let table = Grounds::new(&grounds, 5);
        assert_eq!(table.beside([14, 3]).collect::<Vec<_>>(), [0]);
        assert_eq!(table.beside([96, 104]).collect::<Vec<_>>(), [1]);
        assert_eq!(table.beside([16, 3]).count(), 0);
        assert_eq!(table.holding([14, 3]).count(), 0);
    }
}
