//! From places and exits to floors and sides.

use super::floor::Floor;
use super::meeting::meeting;
use super::{Climb, Exit, Graph, GraphExit, GraphThing, Side, Spot};
use crate::geometry::{Levels, Polygon, Position, Shape};
use crate::record::PlaceClass;

impl Graph {
    /// The graph of these things and exits; what an exit says of things that are not there is passed
    /// over.
    #[must_use]
    pub fn new(things: &[GraphThing<'_>], exits: &[GraphExit<'_>]) -> Self {
        let holders = Holders::new(things, exits);
        let spots = holders.spots();
        let mut graph = Self {
            sides_of: vec![Vec::new(); spots.len()],
            spots,
            floors: Vec::new(),
            exits: Vec::with_capacity(exits.len()),
            sides: Vec::new(),
        };
        for exit in exits {
            graph.add_exit(things, exit);
        }
        graph.floors = holders.floors(&graph);
        graph
    }

    fn add_exit(&mut self, things: &[GraphThing<'_>], exit: &GraphExit<'_>) {
        let joined = exit.places.iter().copied().filter(|place| *place < things.len());
        let places: Vec<usize> = joined.collect();
        let (start, index) = (self.sides.len(), self.exits.len());
        let levels = levels_of_sides(things, &places);
        for (&place, level) in places.iter().zip(levels) {
            let floor = self.spots[place].floor;
            self.sides_of[floor].push(self.sides.len());
            self.sides.push(Side { exit: index, place, floor, level });
        }
        self.exits.push(Exit {
            position: exit.position.or_else(|| position(things, &places)).unwrap_or_else(nowhere),
            is_position_given: exit.position.is_some(),
            climb: climb_of_exit(exit.kind, things, &places),
            is_one_way: exit.is_one_way,
            sides: start..self.sides.len(),
        });
    }
}

/// For an exit that joins nothing.
fn nowhere() -> Position {
    Position::from_nanodegrees(0, 0).unwrap_or_else(|_| unreachable!("0 is a latitude"))
}

/// By the kind of the exit; a plain door between lifts of two levels is one of the lift.
fn climb_of_exit(kind: &str, things: &[GraphThing<'_>], places: &[usize]) -> Climb {
    let by_places = || places.iter().find_map(|at| Climb::of(things[*at].kind, things[*at].class));
    Climb::of(kind, PlaceClass::Other).or_else(by_places).unwrap_or(Climb::Stair)
}

/// Where an exit is taken to be: where its first two places meet; else between them; else where the
/// smaller one is, as a room without a shape is better known than a site.
fn position(things: &[GraphThing<'_>], places: &[usize]) -> Option<Position> {
    let first = *places.first()?;
    let Some(&second) = places.get(1) else { return Some(things[first].position) };
    let (one, other) = (&things[first], &things[second]);
    let met = one.shape.zip(other.shape).and_then(|(one, other)| meeting(one, other));
    met.or_else(|| {
        let size = |thing: &GraphThing<'_>| thing.shape.map_or(0.0, Shape::area_square_metres);
        let smaller = if size(other) < size(one) { other } else { one };
        Some(smaller.position)
    })
}

/// The level on which each place has the exit: the one that all have, nearest to the ground floor;
/// where there is none in common, the upper place's lowest and the lower place's highest.
fn levels_of_sides(things: &[GraphThing<'_>], places: &[usize]) -> Vec<Option<i16>> {
    let levels = || places.iter().filter_map(|at| things[*at].levels);
    let from = levels().map(Levels::lowest).max();
    let to = levels().map(Levels::highest).min();
    let Some((from, to)) = from.zip(to) else { return vec![None; places.len()] };
    if from <= to {
        return vec![Some(0.clamp(from, to)); places.len()];
    }
    let level = |levels: Levels| {
        if levels.lowest() >= from { levels.lowest() } else { levels.highest().min(from) }
    };
    places.iter().map(|at| things[*at].levels.map(level)).collect()
}

/// Which thing has the floor that each thing is on.
struct Holders<'a, 't> {
    things: &'a [GraphThing<'t>],
    /// To each thing the one whose floor it is on.
    floor_of: Vec<usize>,
}

impl<'a, 't> Holders<'a, 't> {
    fn new(things: &'a [GraphThing<'t>], exits: &[GraphExit<'_>]) -> Self {
        let mut is_walked = vec![false; things.len()];
        for place in exits.iter().flat_map(|exit| &exit.places) {
            if let Some(walked) = is_walked.get_mut(*place) {
                *walked = true;
            }
        }
        // A level or site with nothing but areas in it is walked on, too.
        let mut has_walls = vec![false; things.len()];
        for (index, thing) in things.iter().enumerate() {
            if index != thing.parent
                && !matches!(thing.class, PlaceClass::Area | PlaceClass::Device)
            {
                has_walls[thing.parent.min(index)] = true;
            }
        }
        let mut floor_of: Vec<usize> = Vec::with_capacity(things.len());
        for (index, thing) in things.iter().enumerate() {
            let is_open = match (thing.class, things.get(thing.parent).map(|around| around.class)) {
                _ if thing.parent >= index => false,
                (PlaceClass::Device, _) => true,
                (PlaceClass::Area, Some(around)) => {
                    !holds_floors(around) || is_walked[thing.parent] || !has_walls[thing.parent]
                }
                _ => false,
            };
            floor_of.push(if is_open { floor_of[thing.parent] } else { index });
        }
        Self { things, floor_of }
    }

    fn spots(&self) -> Vec<Spot> {
        let spot = |(index, thing): (usize, &GraphThing<'_>)| {
            let floor = self.floor_of[index];
            let around = &self.things[floor];
            Spot {
                parent: thing.parent.min(index),
                floor,
                level: thing.levels.map(|levels| 0.clamp(levels.lowest(), levels.highest())),
                position: thing.position,
                climb: Climb::of(around.kind, around.class),
                is_outdoors: matches!(thing.class, PlaceClass::Site | PlaceClass::Building),
                is_level: thing.class == PlaceClass::Level,
            }
        };
        self.things.iter().enumerate().map(spot).collect()
    }

    /// The floors that are walked on; the others are open, as nobody asks.
    fn floors(&self, graph: &Graph) -> Vec<Floor> {
        let mut on: Vec<Vec<usize>> = vec![Vec::new(); self.things.len()];
        for (index, thing) in self.things.iter().enumerate() {
            if self.floor_of[index] == index && thing.parent < index {
                on[thing.parent].push(index);
            }
        }
        self.add_shafts(&mut on);
        (0..self.things.len())
            .map(|index| match graph.sides_of[index].len() {
                0 if holds_floors(self.things[index].class) => Floor::open(),
                _ if self.floor_of[index] != index => Floor::open(),
                _ => self.floor(index, &on[index]),
            })
            .collect()
    }

    /// Stairs and lifts often belong to the building; they stand on each level they pass.
    fn add_shafts(&self, on: &mut [Vec<usize>]) {
        let of_class = |index: &usize| self.things[*index].class == PlaceClass::Level;
        for level in (1..self.things.len()).filter(of_class) {
            let around = self.things[level].parent.min(level);
            let passes = |at: &usize| match (self.things[*at].levels, self.things[level].levels) {
                (Some(own), Some(other)) => {
                    own.lowest() <= other.highest() && other.lowest() <= own.highest()
                }
                _ => false,
            };
            let beside = on[around].iter().copied();
            let shafts: Vec<usize> = beside.filter(|at| !of_class(at) && passes(at)).collect();
            on[level].extend(shafts);
        }
    }

    /// The floor of a thing that has one, without what stands `on` it.
    fn floor(&self, index: usize, on: &[usize]) -> Floor {
        let thing = &self.things[index];
        let own = thing.shape.map_or(&[][..], Shape::polygons);
        let standing = on.iter().filter_map(|at| self.things[*at].shape);
        let standing = standing.flat_map(Shape::polygons);
        match thing.class {
            PlaceClass::Building => Floor::new(&[], &own.iter().collect::<Vec<_>>()),
            PlaceClass::Site => {
                let has_buildings =
                    on.iter().any(|at| self.things[*at].class == PlaceClass::Building);
                let around: Vec<&Polygon> =
                    if has_buildings { standing.collect() } else { own.iter().collect() };
                Floor::new(&[], &around)
            }
            PlaceClass::Level => {
                Floor::new(&own.iter().collect::<Vec<_>>(), &standing.collect::<Vec<_>>())
            }
            _ => Floor::new(&own.iter().collect::<Vec<_>>(), &[]),
        }
    }
}

/// True for what holds rooms and is seldom walked on itself.
fn holds_floors(class: PlaceClass) -> bool {
    matches!(class, PlaceClass::Site | PlaceClass::Building | PlaceClass::Level)
}
