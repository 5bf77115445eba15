//! From covers to the cells that have a name.

use std::ops::ControlFlow;

use super::cell::Cell;

/// Tells the cells to publish for a list of covers, each entry a cell and the thing it belongs to: the
/// cell, and in ascending order the things whose cover has it or an ancestor of it. It ends early when
/// `each` breaks: large covers below one another make far more of these than they have cells.
///
/// A name that exists hides the wildcards above it (RFC 4592 §2.2.1), also when it exists only
/// because a longer one does. So every cell on the path to a covered one that lies below another
/// covered one carries what it inherits. Then the closest existing ancestor of any finest cell has
/// exactly the things that cover that cell. Cells that nothing covers are left out.
pub fn publish(cover: &[(Cell, u32)], each: &mut dyn FnMut(Cell, &[u32]) -> ControlFlow<()>) {
    let mut own = cover.to_vec();
    own.sort_unstable();
    own.dedup();
    // The published ancestors of the cell at hand and their things, outermost first.
    let mut path: Vec<(Cell, Vec<u32>)> = Vec::new();
    for here in own.chunk_by(|a, b| a.0 == b.0) {
        let cell = here[0].0;
        while path.last().is_some_and(|(above, _)| !cell.is_within(*above)) {
            path.pop();
        }
        let mut things = Vec::new();
        if let Some((nearest, inherited)) = path.last().cloned() {
            for between in cells_between(nearest, cell) {
                if each(between, &inherited).is_break() {
                    return;
                }
                path.push((between, inherited.clone()));
            }
            things = inherited;
        }
        things.extend(here.iter().map(|(_, thing)| thing));
        things.sort_unstable();
        things.dedup();
        if each(cell, &things).is_break() {
            return;
        }
        path.push((cell, things));
    }
}

/// The cells strictly between an ancestor and a cell below it, from the outermost down.
fn cells_between(ancestor: Cell, cell: Cell) -> Vec<Cell> {
    let mut between: Vec<Cell> = std::iter::successors(cell.parent(), |c| c.parent())
        .take_while(|c| *c != ancestor)
        .collect();
    between.reverse();
    between
}
