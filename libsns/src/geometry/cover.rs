//! The cells that cover a shape, so chosen that nobody inside is missed.
//!
//! An asker finds its cell at resolution 15 once and walks up the path. A cover therefore has, for
//! every position of the shape, the finest cell of that position or one of its ancestors. Which cells
//! those are is decided by distance: all positions of a cell lie within its reach of its centre, so a
//! cell farther from the shape than its reach cannot hold any of it.

use std::collections::{BTreeMap, BTreeSet};

use super::cell::{Cell, Resolution};
use super::ellipsoid::Frame;
use super::polygon::Polygon;
use super::position::{Position, QUARTER_TURN};
use super::shape::{Circle, Shape};
use crate::limits::COVER_CELLS_MAX;

/// The resolution at which askers find their cell.
pub const FINEST: Resolution = Resolution::Fifteen;
/// Rounding of positions and of H3's own arithmetic, in metres: some nanodegrees of 0.1 mm.
const QUANTUM: f64 = 0.002;
/// How far the finest descendants of a cell reach beyond its corners. Centres of children stand
/// (√3/√7)·R from the parent's; the sum over all steps is 1.053·R. A cell as squeezed as the
/// icosahedron's faces make it has its widest direction at most 1.05 beyond a corner; the rest is margin.
const DESCENDANTS: f64 = 1.25;
/// Cells of the finest resolution are convex: none of their positions is beyond a corner.
const CORNERS: f64 = 1.001;

/// The cells that cover a shape: compact, none finer than `finest`, sorted along the paths.
///
/// Small shapes are covered at resolution 15 and their border then coarsened; shapes that would
/// take more than some 20,000 cells are covered at the finest resolution that takes fewer.
#[must_use]
pub fn cover(shape: &Shape, finest: Resolution) -> Vec<Cell> {
    cover_from(shape, FINEST, finest)
}

/// The same, looked for at the resolution `finest` itself: for many shapes that are large against
/// its cells. Some cells around the border are more than there need be; nobody is missed either.
#[must_use]
pub fn cover_roughly(shape: &Shape, finest: Resolution) -> Vec<Cell> {
    cover_from(shape, finest, finest)
}

fn cover_from(shape: &Shape, start: Resolution, finest: Resolution) -> Vec<Cell> {
    let mut resolution = start;
    while estimated_cells(shape, resolution) > COVER_CELLS_MAX as f64 {
        let Some(coarser) = resolution.pred() else { break };
        resolution = coarser;
    }
    loop {
        let mut cover = Cover::new(resolution);
        let whole = match shape {
            Shape::Point(point) => cover.add_point(*point),
            Shape::Circle(circle) => cover.add_circle(circle),
            _ => shape.polygons().iter().all(|part| cover.add_polygon(part)),
        };
        match resolution.pred() {
            Some(coarser) if !whole => resolution = coarser,
            _ => return coarsen(cover.cells.into_iter().collect(), finest),
        }
    }
}

/// Replaces cells finer than `finest` by their ancestors there, then compacts.
#[must_use]
pub fn coarsen(mut cells: Vec<Cell>, finest: Resolution) -> Vec<Cell> {
    for cell in &mut cells {
        *cell = cell.ancestor(finest).unwrap_or(*cell);
    }
    compact(cells)
}

/// The fewest cells with the same descendants: drops cells below others, and puts a cell in the
/// place of all its children. Sorted along the paths.
#[must_use]
pub fn compact(mut cells: Vec<Cell>) -> Vec<Cell> {
    cells.sort_unstable();
    let mut kept: Vec<Cell> = Vec::with_capacity(cells.len());
    for cell in cells {
        // An ancestor stands before its descendants, so only the cell kept last can be one.
        if !kept.last().is_some_and(|last| cell.is_within(*last)) {
            kept.push(cell);
            while let Some(parent) = whole_family(&kept) {
                kept.truncate(kept.len() - parent.children_count() as usize);
                kept.push(parent);
            }
        }
    }
    kept
}

/// The parent all of whose children stand at the end of the list.
fn whole_family(kept: &[Cell]) -> Option<Cell> {
    let parent = kept.last()?.parent()?;
    let first = kept.len().checked_sub(parent.children_count() as usize)?;
    let resolution = kept.last()?.resolution();
    let child = |cell: &Cell| cell.resolution() == resolution && cell.is_within(parent);
    kept[first..].iter().all(child).then_some(parent)
}

/// About how many cells of a resolution a shape takes.
fn estimated_cells(shape: &Shape, resolution: Resolution) -> f64 {
    let around = match shape {
        Shape::Point(_) => 0.0,
        Shape::Circle(circle) => std::f64::consts::TAU * circle.radius_metres(),
        _ => {
            let rings = shape.polygons().iter().flat_map(Polygon::rings);
            rings.flat_map(|ring| ring.edges()).map(|(a, b)| Frame::new(a).distance(b)).sum()
        }
    };
    let reach = resolution.edge_length_m();
    (shape.area_square_metres() + around * reach) / resolution.area_m2()
}

/// A cover in the making, all its cells of one resolution.
struct Cover {
    resolution: Resolution,
    cells: BTreeSet<Cell>,
    sites: BTreeMap<Cell, Site>,
}

/// A cell's centre and how far from it, in metres, positions may be that find the cell on their path.
#[derive(Clone, Copy)]
struct Site {
    frame: Frame,
    reach: f64,
}

impl Cover {
    fn new(resolution: Resolution) -> Self {
        Self { resolution, cells: BTreeSet::new(), sites: BTreeMap::new() }
    }

    /// Adds the cells of a position and of those it may be rounded to.
    fn add_point(&mut self, point: Position) -> bool {
        let steps = [-1, 0, 1];
        for (north, east) in steps.into_iter().flat_map(|n| steps.map(|e| (n, e))) {
            let latitude = point.latitude_nanodegrees() + north;
            let latitude = latitude.clamp(-QUARTER_TURN, QUARTER_TURN);
            let near = Position::wrapped(latitude, point.longitude_nanodegrees() + east);
            self.cells.extend(Cell::at(near, FINEST).ancestor(self.resolution));
        }
        true
    }

    fn add_circle(&mut self, circle: &Circle) -> bool {
        self.flood(circle.centre(), |site| {
            site.frame.distance(circle.centre()) - circle.radius_metres()
        })
    }

    /// Adds the cells near each wall, then those that the walls enclose.
    fn add_polygon(&mut self, polygon: &Polygon) -> bool {
        let mut walls = BTreeSet::new();
        for (a, b) in polygon.rings().flat_map(|ring| ring.edges()) {
            let before = std::mem::take(&mut self.cells);
            let whole = self.flood(a, |site| site.frame.distance_to_edge(a, b, site.reach));
            walls.extend(std::mem::replace(&mut self.cells, before));
            if !whole || walls.len() > 4 * COVER_CELLS_MAX {
                return false;
            }
        }
        let mut tried = walls.clone();
        let mut inside = Vec::new();
        for wall in &walls {
            wall.neighbourhood(|cell| {
                if tried.insert(cell) && polygon.contains(cell.centre()) {
                    inside.push(cell);
                }
            });
        }
        // Between a cell inside and one outside there is a wall, so this cannot run out.
        while let Some(cell) = inside.pop() {
            self.cells.insert(cell);
            if self.cells.len() > 4 * COVER_CELLS_MAX {
                return false;
            }
            cell.neighbourhood(|next| {
                if !walls.contains(&next) && !self.cells.contains(&next) {
                    self.cells.insert(next);
                    inside.push(next);
                }
            });
        }
        self.cells.extend(walls);
        true
    }

    /// Adds the cells connected with that of `start` which are within their reach; false when
    /// they are too many.
    fn flood(&mut self, start: Position, distance: impl Fn(&Site) -> f64) -> bool {
        let first = Cell::at(start, self.resolution);
        let mut seen = BTreeSet::from([first]);
        let mut open = vec![first];
        while let Some(cell) = open.pop() {
            let site = *self.sites.entry(cell).or_insert_with(|| Site::of(cell));
            if distance(&site) > site.reach {
                continue;
            }
            self.cells.insert(cell);
            if self.cells.len() > 4 * COVER_CELLS_MAX {
                return false;
            }
            cell.neighbourhood(|next| {
                if seen.insert(next) {
                    open.push(next);
                }
            });
        }
        true
    }
}

impl Site {
    fn of(cell: Cell) -> Self {
        let frame = Frame::new(cell.centre());
        let farthest = cell.corners().map(|corner| frame.distance(corner)).fold(0.0, f64::max);
        let beyond = if cell.resolution() == FINEST { CORNERS } else { DESCENDANTS };
        Self { frame, reach: farthest * beyond + QUANTUM }
    }
}

#[cfg(test)]
mod tests;
