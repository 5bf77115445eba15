//! The packed tree: things in the order of a Hilbert curve, boxes over sixteen at a time.

use super::{KindId, Thing};
use crate::geometry::bounds::Bounds;
use crate::geometry::ellipsoid::RADIANS;
use crate::geometry::level::Levels;
use crate::geometry::position::{HALF_TURN, Position, QUARTER_TURN, TURN};
use crate::geometry::shape::Shape;

/// Children of a node.
pub(super) const FAN_OUT: usize = 16;
/// Nanodegrees in a unit of a box: 10⁻⁷ degrees, a centimetre.
pub(super) const UNIT: i64 = 100;
/// In the place of a solid's number: the thing is a point and its position stands in the item.
const POINT: u32 = u32::MAX;

/// A box in units of 10⁻⁷ degrees, rounded outwards. One that crosses the antimeridian is widened
/// to all longitudes, so that west is never more than east.
#[derive(Clone, Copy, Debug)]
pub(super) struct Extent {
    pub(super) south: i32,
    pub(super) north: i32,
    pub(super) west: i32,
    pub(super) east: i32,
}

/// A box over some things or boxes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Node {
    pub(super) extent: Extent,
    /// No position in the box has a latitude whose cosine is less.
    pub(super) cos_min: f32,
}

/// Which kinds and levels occur below a node, each a bit by its number modulo 64.
#[derive(Clone, Copy, Debug)]
pub(super) struct Marks {
    pub(super) kinds: u64,
    pub(super) levels: u64,
}

/// A thing: 32 octets.
#[derive(Clone, Copy, Debug)]
pub(super) struct Item {
    /// Latitude and longitude of a point in nanodegrees; of a solid the extent, two numbers in each.
    place: [i64; 2],
    pub(super) id: u32,
    solid: u32,
    lowest: i16,
    highest: i16,
    kinds: [KindId; 2],
}

/// What has an extent on the ground.
#[derive(Clone, Debug)]
pub(super) struct Solid {
    pub(super) shape: Shape,
    pub(super) area_square_metres: f64,
    /// Edges an exact question looks at, for the count of steps.
    pub(super) edges: u32,
}

/// What an item is.
pub(super) enum Body<'a> {
    Point(Position),
    Solid(&'a Solid, Extent),
}

#[derive(Debug)]
pub(super) struct Tree {
    items: Box<[Item]>,
    solids: Box<[Solid]>,
    /// Level by level from the leaves to the root.
    nodes: Box<[Node]>,
    marks: Box<[Marks]>,
    /// Where each level starts in `nodes`.
    starts: Vec<u32>,
}

impl Tree {
    pub(super) fn pack(things: Vec<Thing>) -> Self {
        let mut order: Vec<(u64, u32)> =
            things.iter().zip(0..).map(|(thing, i)| (curve(&thing.shape), i)).collect();
        order.sort_unstable();
        let mut solids = Vec::new();
        let mut things: Vec<Option<Thing>> = things.into_iter().map(Some).collect();
        let taken = order.iter().filter_map(|(_, i)| things[*i as usize].take());
        let items: Box<[Item]> = taken.map(|thing| Item::new(thing, &mut solids)).collect();
        drop(things);
        let mut tree = Self {
            items,
            solids: solids.into(),
            nodes: Box::default(),
            marks: Box::default(),
            starts: Vec::new(),
        };
        tree.raise();
        tree
    }

    /// Builds the boxes, level over level, up to one root.
    fn raise(&mut self) {
        let leaves = self.items.chunks(FAN_OUT);
        let mut nodes: Vec<Node> =
            leaves.clone().map(|items| Node::around(items.iter().map(Item::extent))).collect();
        let mut marks: Vec<Marks> =
            leaves.map(|items| Marks::over(items.iter().map(Item::marks))).collect();
        let mut start = 0;
        while start < nodes.len() {
            self.starts.push(start as u32);
            let end = nodes.len();
            if end - start == 1 {
                break;
            }
            for from in (start..end).step_by(FAN_OUT) {
                let below = from..end.min(from + FAN_OUT);
                nodes.push(Node::around(nodes[below.clone()].iter().map(|node| node.extent)));
                marks.push(Marks::over(marks[below].iter().copied()));
            }
            start = end;
        }
        self.nodes = nodes.into();
        self.marks = marks.into();
    }

    pub(super) fn len(&self) -> usize {
        self.items.len()
    }

    /// The level of the root; none when there is nothing.
    pub(super) fn root_level(&self) -> Option<u8> {
        self.starts.len().checked_sub(1).map(|level| level as u8)
    }

    /// The nodes below a node of a level above the leaves: the number of the first within its own
    /// level, and the nodes with their marks.
    pub(super) fn below(&self, level: u8, node: u32) -> (u32, &[Node], &[Marks]) {
        let level = usize::from(level);
        let first = node as usize * FAN_OUT;
        let (start, end) = (self.starts[level - 1] as usize, self.starts[level] as usize);
        let range = start + first..end.min(start + first + FAN_OUT);
        (first as u32, &self.nodes[range.clone()], &self.marks[range])
    }

    /// A leaf and its things.
    pub(super) fn leaf(&self, leaf: u32) -> (&Node, &[Item]) {
        let first = leaf as usize * FAN_OUT;
        let end = self.items.len().min(first + FAN_OUT);
        (&self.nodes[leaf as usize], &self.items[first..end])
    }

    pub(super) fn body(&self, item: &Item) -> Body<'_> {
        match item.solid {
            POINT => Body::Point(Position::wrapped(item.place[0], item.place[1])),
            solid => Body::Solid(&self.solids[solid as usize], item.extent()),
        }
    }

    /// Octets of memory that the tree holds, the corners of polygons not counted.
    #[cfg(test)]
    pub(super) fn octets(&self) -> usize {
        size_of_val(&*self.items) + size_of_val(&*self.nodes) + size_of_val(&*self.marks)
    }
}

impl Item {
    fn new(thing: Thing, solids: &mut Vec<Solid>) -> Self {
        let every = (i16::MIN, i16::MAX);
        let (lowest, highest) = thing.levels.map_or(every, |l: Levels| (l.lowest(), l.highest()));
        let mut item =
            Self { place: [0; 2], id: thing.id, solid: POINT, lowest, highest, kinds: thing.kinds };
        if let Shape::Point(point) = thing.shape {
            item.place = [point.latitude_nanodegrees(), point.longitude_nanodegrees()];
        } else {
            let Extent { south, north, west, east } = Extent::of(&thing.shape.bounds());
            item.place = [[south, north], [west, east]]
                .map(|[a, b]| i64::from(a) << 32 | i64::from(b.cast_unsigned()));
            item.solid = solids.len() as u32;
            solids.push(Solid {
                area_square_metres: thing.shape.area_square_metres(),
                edges: thing.shape.edge_count() as u32,
                shape: thing.shape,
            });
        }
        item
    }

    fn extent(&self) -> Extent {
        if self.solid == POINT {
            let [south, west] = self.place.map(|n| n.div_euclid(UNIT) as i32);
            let [north, east] = self.place.map(|n| (n + UNIT - 1).div_euclid(UNIT) as i32);
            return Extent { south, north, west, east };
        }
        let [[south, north], [west, east]] = self.place.map(|n| [(n >> 32) as i32, n as i32]);
        Extent { south, north, west, east }
    }

    fn marks(&self) -> Marks {
        let kinds = self.kinds.into_iter().fold(0, |marks, kind| marks | kind_mark(kind));
        let count = i32::from(self.highest) - i32::from(self.lowest) + 1;
        let levels = if count >= 64 {
            u64::MAX
        } else {
            (self.lowest..=self.highest).fold(0, |marks, level| marks | level_mark(level))
        };
        Marks { kinds, levels }
    }

    pub(super) fn is_on(&self, level: i16) -> bool {
        (self.lowest..=self.highest).contains(&level)
    }

    pub(super) fn is_a(&self, kind: KindId) -> bool {
        self.kinds.contains(&kind)
    }
}

pub(super) fn kind_mark(kind: KindId) -> u64 {
    1 << (kind % 64)
}

pub(super) fn level_mark(level: i16) -> u64 {
    1 << level.rem_euclid(64)
}

impl Marks {
    fn over(all: impl Iterator<Item = Self>) -> Self {
        all.fold(Self { kinds: 0, levels: 0 }, |sum, one| Self {
            kinds: sum.kinds | one.kinds,
            levels: sum.levels | one.levels,
        })
    }
}

impl Extent {
    fn of(bounds: &Bounds) -> Self {
        let down = |n: i64| n.div_euclid(UNIT) as i32;
        let up = |n: i64| (n + UNIT - 1).div_euclid(UNIT) as i32;
        let west = bounds.west_nanodegrees();
        let east = west + bounds.width_nanodegrees();
        let (west, east) = if east > HALF_TURN { (-HALF_TURN, HALF_TURN) } else { (west, east) };
        Self {
            south: down(bounds.south_nanodegrees()),
            north: up(bounds.north_nanodegrees()),
            west: down(west),
            east: up(east),
        }
    }
}

impl Node {
    fn around(mut extents: impl Iterator<Item = Extent>) -> Self {
        let none = Extent { south: 0, north: 0, west: 0, east: 0 };
        let first = extents.next().unwrap_or(none);
        let extent = extents.fold(first, |a, b| Extent {
            south: a.south.min(b.south),
            north: a.north.max(b.north),
            west: a.west.min(b.west),
            east: a.east.max(b.east),
        });
        let farthest = extent.north.unsigned_abs().max(extent.south.unsigned_abs());
        let cosine = (f64::from(farthest) * UNIT as f64 * RADIANS).cos();
        // A hair less, so that rounding to 24 bits never makes it more.
        Self { extent, cos_min: (cosine * (1.0 - 1e-6)).max(0.0) as f32 }
    }
}

/// How far along a Hilbert curve of 2³² by 2³² the middle of a shape lies.
fn curve(shape: &Shape) -> u64 {
    let middle = match shape {
        Shape::Point(point) => *point,
        _ => shape.bounds().centre(),
    };
    let grid = |n: i64, range: i64| ((i128::from(n) << 32) / i128::from(range + 1)) as u32;
    hilbert(
        grid(middle.longitude_nanodegrees() + HALF_TURN, TURN),
        grid(middle.latitude_nanodegrees() + QUARTER_TURN, HALF_TURN),
    )
}

/// The classic walk from the largest square down: each step turns the smaller one as the curve does.
fn hilbert(mut x: u32, mut y: u32) -> u64 {
    let mut along = 0;
    for bit in (0..32).rev() {
        let (right, upper) = ((x >> bit) & 1, (y >> bit) & 1);
        along = along << 2 | u64::from((3 * right) ^ upper);
        if upper == 0 {
            if right == 1 {
                (x, y) = (!x, !y);
            }
            (x, y) = (y, x);
        }
    }
    along
}
