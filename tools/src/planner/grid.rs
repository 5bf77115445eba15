//! Areas by where they are, so that what is near is found without asking all.

use std::collections::HashMap;

use super::ground::{Ground, Point};

/// Side of a square of the grid, in metres: some rooms wide.
const SIDE_METRES: f64 = 20.0;
/// Squares that an area is entered in at most; what covers more is asked always.
const SQUARES_MAX: f64 = 400.0;

/// Areas, each with a number of its owner's.
#[derive(Default)]
pub(super) struct Grid {
    squares: HashMap<[i64; 2], Vec<usize>>,
    everywhere: Vec<usize>,
}

impl Grid {
    /// Enters an area; one without extent is passed over.
    pub(super) fn insert(&mut self, number: usize, ground: &Ground) {
        if ground.is_empty() {
            return;
        }
        let [west, south, east, north] = squares_of(ground.bounds());
        let count = (east - west + 1.0) * (north - south + 1.0);
        // Written so that what is not finite goes here, too.
        if !(1.0..=SQUARES_MAX).contains(&count) {
            return self.everywhere.push(number);
        }
        for x in whole(west)..=whole(east) {
            for y in whole(south)..=whole(north) {
                self.squares.entry([x, y]).or_default().push(number);
            }
        }
    }

    /// The areas that may hold a point, or come within so many metres of it; in the order of their
    /// numbers.
    pub(super) fn near(&self, [x, y]: Point, metres: f64) -> Vec<usize> {
        self.within([x - metres, y - metres, x + metres, y + metres])
    }

    /// The areas that may meet a box: west, south, east, north.
    pub(super) fn within(&self, bounds: [f64; 4]) -> Vec<usize> {
        let [west, south, east, north] = squares_of(bounds);
        let mut found = self.everywhere.clone();
        if (1.0..=SQUARES_MAX).contains(&((east - west + 1.0) * (north - south + 1.0))) {
            for x in whole(west)..=whole(east) {
                for y in whole(south)..=whole(north) {
                    found.extend(self.squares.get(&[x, y]).into_iter().flatten());
                }
            }
        } else {
            found.extend(self.squares.values().flatten());
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}

fn squares_of(bounds: [f64; 4]) -> [f64; 4] {
    bounds.map(|metres| (metres / SIDE_METRES).floor())
}

#[expect(clippy::cast_possible_truncation, reason = "saturates; the plane has some 1e7 metres")]
fn whole(square: f64) -> i64 {
    square as i64
}
