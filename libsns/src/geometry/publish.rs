//! From covers to the cells that have a name.

use super::cell::Cell;

/// A cell that carries records, and all things that cover it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublishedCell {
    /// The cell.
    pub cell: Cell,
    /// The things whose cover has this cell or an ancestor of it, in ascending order.
    pub things: Vec<u32>,
}

/// The cells to publish for a list of covers, each entry a cell and the thing it belongs to.
///
/// A name that exists hides the wildcards above it (RFC 4592 §2.2.1), also when it exists only
/// because a longer one does. So every cell on the path to a covered one that lies below another
/// covered one carries what it inherits. Then the closest existing ancestor of any finest cell has
/// exactly the things that cover that cell. Cells that nothing covers are left out.
#[must_use]
pub fn publish(cover: &[(Cell, u32)]) -> Vec<PublishedCell> {
    let mut own = cover.to_vec();
    own.sort_unstable();
    own.dedup();
    let mut published: Vec<PublishedCell> = Vec::new();
    // Indices into `published`: the ancestors of the cell at hand, outermost first.
    let mut path: Vec<usize> = Vec::new();
    let mut rest = own.as_slice();
    while let Some((cell, _)) = rest.first().copied() {
        let count = rest.iter().take_while(|(same, _)| *same == cell).count();
        let (here, after) = rest.split_at(count);
        rest = after;
        while path.last().is_some_and(|&at| !cell.is_within(published[at].cell)) {
            path.pop();
        }
        if let Some(&nearest) = path.last() {
            for between in cells_between(published[nearest].cell, cell) {
                let things = published[nearest].things.clone();
                path.push(published.len());
                published.push(PublishedCell { cell: between, things });
            }
        }
        let inherited = path.last().map_or(&[][..], |&at| &published[at].things);
        let mut things: Vec<u32> = inherited.to_vec();
        things.extend(here.iter().map(|(_, thing)| thing));
        things.sort_unstable();
        things.dedup();
        path.push(published.len());
        published.push(PublishedCell { cell, things });
    }
    published
}

/// The cells strictly between an ancestor and a cell below it, from the outermost down.
fn cells_between(ancestor: Cell, cell: Cell) -> Vec<Cell> {
    let mut between: Vec<Cell> = std::iter::successors(cell.parent(), |c| c.parent())
        .take_while(|c| *c != ancestor)
        .collect();
    between.reverse();
    between
}
