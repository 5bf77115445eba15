//! The packed tree: things in the order of a Hilbert curve, boxes over sixteen at a time.

use super::probe::RAY_PIECE;
use super::{KindId, Thing};
use crate::geometry::bounds::Bounds;
use crate::geometry::ellipsoid::{PIECE, RADIANS};
use crate::geometry::level::Levels;
use crate::geometry::position::HALF_TURN;
use crate::geometry::shape::Shape;

/// Children of a node.
pub(super) const FAN_OUT: usize = 16;
/// Nanodegrees of latitude in a unit of a box: 10⁻⁷ degrees, a centimetre.
pub(super) const NORTH_UNIT: i64 = 100;
/// Nanodegrees of longitude in a unit of a box: twice as many, so that differences fit 32 bits.
pub(super) const EAST_UNIT: i64 = 200;
/// In the place of a solid's number: the thing is a point.
const POINT: u32 = u32::MAX;

/// A box in its units, rounded outwards. One that crosses the antimeridian is widened to all
/// longitudes, so that west is never more than east.
#[derive(Clone, Copy, Debug)]
pub(super) struct Extent {
    pub(super) south: i32,
    pub(super) north: i32,
    pub(super) west: i32,
    pub(super) east: i32,
}

/// The boxes of sixteen siblings, side by side, so that they are judged together.
#[derive(Clone, Debug)]
pub(super) struct Family {
    pub(super) south: [i32; FAN_OUT],
    pub(super) north: [i32; FAN_OUT],
    pub(super) west: [i32; FAN_OUT],
    pub(super) east: [i32; FAN_OUT],
    /// No position in the box has a latitude whose cosine is less.
    pub(super) cos_min: [f32; FAN_OUT],
}

/// Which kinds and levels occur below a node, each a bit by its number modulo 64.
#[derive(Clone, Copy, Debug)]
pub(super) struct Marks {
    pub(super) kinds: u64,
    pub(super) levels: u64,
}

/// What a thing is, but for its place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Item {
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
    /// What its distance from a position costs, in steps.
    pub(super) distance_steps: u32,
    /// What meeting it with a ray costs, in steps.
    pub(super) ray_steps: u32,
}

#[derive(Debug)]
pub(super) struct Tree {
    items: Box<[Item]>,
    /// Of each item: latitude and longitude of a point in nanodegrees; of a solid the extent, two
    /// numbers in each.
    places: Box<[[i64; 2]]>,
    solids: Box<[Solid]>,
    /// Level by level: first those of the leaves, last that of which there is only one.
    families: Box<[Family]>,
    marks: Box<[[Marks; FAN_OUT]]>,
    /// Where each level starts in `families`, and how many boxes it has.
    levels: Vec<(u32, u32)>,
}

impl Tree {
    pub(super) fn pack(things: Vec<Thing>) -> Self {
        let order = along_curve(&things);
        let mut items = Vec::with_capacity(things.len());
        let mut places = Vec::with_capacity(things.len());
        let mut solids = Vec::new();
        let mut things: Vec<Option<Thing>> = things.into_iter().map(Some).collect();
        for thing in order.into_iter().filter_map(|(_, i)| things[i as usize].take()) {
            let (item, place) = pack_thing(thing, &mut solids);
            items.push(item);
            places.push(place);
        }
        let mut tree = Self {
            items: items.into(),
            places: places.into(),
            solids: solids.into(),
            families: Box::default(),
            marks: Box::default(),
            levels: Vec::new(),
        };
        tree.raise();
        tree
    }

    /// Builds the boxes, level over level, until one family holds all.
    fn raise(&mut self) {
        let leaves = (0..self.items.len()).step_by(FAN_OUT).map(|first| {
            let range = first..self.items.len().min(first + FAN_OUT);
            let extents = range.clone().map(|i| self.extent(i));
            (Extent::around(extents), Marks::over(self.items[range].iter().map(Item::marks)))
        });
        let mut boxes: Vec<(Extent, Marks)> = leaves.collect();
        let (mut families, mut marks) = (Vec::new(), Vec::new());
        while !boxes.is_empty() {
            self.levels.push((families.len() as u32, boxes.len() as u32));
            families.extend(boxes.chunks(FAN_OUT).map(Family::of));
            marks.extend(boxes.chunks(FAN_OUT).map(|siblings| {
                let none = Marks { kinds: 0, levels: 0 };
                std::array::from_fn(|i| siblings.get(i).map_or(none, |(_, marks)| *marks))
            }));
            if boxes.len() <= FAN_OUT {
                break;
            }
            let parents = boxes.chunks(FAN_OUT).map(|siblings| {
                let extents = siblings.iter().map(|(extent, _)| *extent);
                (Extent::around(extents), Marks::over(siblings.iter().map(|(_, marks)| *marks)))
            });
            boxes = parents.collect();
        }
        self.families = families.into();
        self.marks = marks.into();
    }

    pub(super) fn len(&self) -> usize {
        self.items.len()
    }

    /// The level of the family that holds all; none when there is nothing.
    pub(super) fn top_level(&self) -> Option<u8> {
        self.levels.len().checked_sub(1).map(|level| level as u8)
    }

    /// A family of a level: its boxes, their marks, and how many there are.
    #[inline]
    pub(super) fn family(&self, level: u8, number: u32) -> (&Family, &[Marks; FAN_OUT], usize) {
        let (start, boxes) = self.levels[usize::from(level)];
        let at = (start + number) as usize;
        let left = boxes as usize - number as usize * FAN_OUT;
        (&self.families[at], &self.marks[at], left.min(FAN_OUT))
    }

    /// The things of a leaf, their places, and the least cosine of their latitudes.
    #[inline]
    pub(super) fn leaf(&self, leaf: u32) -> (&[Item], &[[i64; 2]], f32) {
        let first = leaf as usize * FAN_OUT;
        let range = first..self.items.len().min(first + FAN_OUT);
        let family = &self.families[leaf as usize / FAN_OUT];
        let cos_min = family.cos_min[leaf as usize % FAN_OUT];
        (&self.items[range.clone()], &self.places[range], cos_min)
    }

    pub(super) fn item(&self, number: u32) -> &Item {
        &self.items[number as usize]
    }

    /// The area of a thing, in square metres.
    pub(super) fn area(&self, item: &Item) -> f64 {
        self.solid(item).map_or(0.0, |solid| solid.area_square_metres)
    }

    #[inline]
    pub(super) fn solid(&self, item: &Item) -> Option<&Solid> {
        if item.solid == POINT { None } else { Some(&self.solids[item.solid as usize]) }
    }

    fn extent(&self, index: usize) -> Extent {
        let place = self.places[index];
        if self.items[index].solid != POINT {
            return Extent::of_place(place);
        }
        let [north, east] = place;
        Extent {
            south: north.div_euclid(NORTH_UNIT) as i32,
            north: (north + NORTH_UNIT - 1).div_euclid(NORTH_UNIT) as i32,
            west: east.div_euclid(EAST_UNIT) as i32,
            east: (east + EAST_UNIT - 1).div_euclid(EAST_UNIT) as i32,
        }
    }

    /// Octets of memory that the tree holds, solids not counted.
    #[cfg(test)]
    pub(super) fn octets(&self) -> usize {
        size_of_val(&*self.items)
            + size_of_val(&*self.places)
            + size_of_val(&*self.families)
            + size_of_val(&*self.marks)
    }
}

/// Steps for the distance to a shape: its edges, or what the long ones are cut into.
fn distance_steps(shape: &Shape) -> u32 {
    u32::try_from(shape.piece_count(PIECE) * EDGE_PIECE_STEPS).unwrap_or(u32::MAX)
}

/// Steps for meeting a shape with a ray.
fn ray_steps(shape: &Shape) -> u32 {
    u32::try_from(shape.piece_count(RAY_PIECE) * RAY_PIECE_STEPS).unwrap_or(u32::MAX)
}

/// What a piece of an edge costs beside an entry of the tree, and a piece that a ray may cross: as
/// measured where each piece has to be followed on the ellipsoid.
const EDGE_PIECE_STEPS: u64 = 15;
const RAY_PIECE_STEPS: u64 = 4;

/// Splits a thing into what it is and where.
fn pack_thing(thing: Thing, solids: &mut Vec<Solid>) -> (Item, [i64; 2]) {
    let every = (i16::MIN, i16::MAX);
    let (lowest, highest) = thing.levels.map_or(every, |l: Levels| (l.lowest(), l.highest()));
    let item = Item { id: thing.id, solid: POINT, lowest, highest, kinds: thing.kinds };
    if let Shape::Point(point) = thing.shape {
        return (item, [point.latitude_nanodegrees(), point.longitude_nanodegrees()]);
    }
    let place = Extent::of(&thing.shape.bounds()).to_place();
    let item = Item { solid: solids.len() as u32, ..item };
    solids.push(Solid {
        area_square_metres: thing.shape.area_square_metres(),
        distance_steps: distance_steps(&thing.shape),
        ray_steps: ray_steps(&thing.shape),
        shape: thing.shape,
    });
    (item, place)
}

impl Item {
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
        let down = |n: i64, unit: i64| n.div_euclid(unit) as i32;
        let up = |n: i64, unit: i64| (n + unit - 1).div_euclid(unit) as i32;
        let west = bounds.west_nanodegrees();
        let east = west + bounds.width_nanodegrees();
        let (west, east) = if east > HALF_TURN { (-HALF_TURN, HALF_TURN) } else { (west, east) };
        Self {
            south: down(bounds.south_nanodegrees(), NORTH_UNIT),
            north: up(bounds.north_nanodegrees(), NORTH_UNIT),
            west: down(west, EAST_UNIT),
            east: up(east, EAST_UNIT),
        }
    }

    /// The extent as two numbers, each of two.
    fn to_place(self) -> [i64; 2] {
        [[self.south, self.north], [self.west, self.east]]
            .map(|[a, b]| i64::from(a) << 32 | i64::from(b.cast_unsigned()))
    }

    /// Undoes [`Extent::to_place`].
    #[inline]
    pub(super) fn of_place(place: [i64; 2]) -> Self {
        let [[south, north], [west, east]] = place.map(|n| [(n >> 32) as i32, n as i32]);
        Self { south, north, west, east }
    }

    fn around(mut extents: impl Iterator<Item = Self>) -> Self {
        let none = Self { south: 0, north: 0, west: 0, east: 0 };
        let first = extents.next().unwrap_or(none);
        extents.fold(first, |a, b| Self {
            south: a.south.min(b.south),
            north: a.north.max(b.north),
            west: a.west.min(b.west),
            east: a.east.max(b.east),
        })
    }
}

impl Family {
    fn of(siblings: &[(Extent, Marks)]) -> Self {
        let all = |part: fn(&Extent) -> i32| {
            std::array::from_fn(|i| siblings.get(i).map_or(0, |(extent, _)| part(extent)))
        };
        let (south, north): ([i32; FAN_OUT], [i32; FAN_OUT]) = (all(|e| e.south), all(|e| e.north));
        let cos_min = std::array::from_fn(|i| {
            let farthest = i64::from(south[i].unsigned_abs().max(north[i].unsigned_abs()));
            // A hair less, so that rounding to 24 bits never makes it more.
            let cosine = ((farthest * NORTH_UNIT) as f64 * RADIANS).cos() * (1.0 - 1e-6);
            cosine.max(0.0) as f32
        });
        Self { south, north, west: all(|e| e.west), east: all(|e| e.east), cos_min }
    }

    /// The box of one of the siblings.
    pub(super) fn extent(&self, i: usize) -> Extent {
        let (south, north) = (self.south[i], self.north[i]);
        Extent { south, north, west: self.west[i], east: self.east[i] }
    }
}

/// The things by number, in the order of a Hilbert curve through the box around their middles: a
/// curve that fills just that box never jumps, so things that follow one another are near.
fn along_curve(things: &[Thing]) -> Vec<(u64, u32)> {
    let middle = |thing: &Thing| {
        let middle = match &thing.shape {
            Shape::Point(point) => *point,
            shape => shape.bounds().centre(),
        };
        [middle.longitude_nanodegrees(), middle.latitude_nanodegrees()]
    };
    let middles: Vec<[i64; 2]> = things.iter().map(middle).collect();
    let ends = |axis: usize| {
        let all = || middles.iter().map(|middle| middle[axis]);
        (all().min().unwrap_or(0), all().max().unwrap_or(0))
    };
    let ends = [ends(0), ends(1)];
    let grid = |middle: &[i64; 2], axis: usize| {
        let (low, high) = ends[axis];
        let part = (middle[axis] - low) as f64 / ((high - low) as f64 + 1.0);
        (part * f64::from(u32::MAX)) as u32
    };
    let place = |middle: &[i64; 2]| hilbert(grid(middle, 0), grid(middle, 1));
    let mut order: Vec<(u64, u32)> = middles.iter().map(place).zip(0..).collect();
    order.sort_unstable();
    order
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
