//! The quickest way from one place to another (Dijkstra's algorithm).

use std::collections::BinaryHeap;

use super::floor::{Step, View};
use super::{Climb, Distance, Graph, Walker};
use crate::geometry::Position;

/// A way from one thing to another.
#[derive(Clone, Debug, PartialEq)]
pub struct Route {
    /// How long it is, and how long it takes.
    pub distance: Distance,
    /// Its pieces, one for each place it leads through. None where both ends share their position.
    pub legs: Vec<Leg>,
}

/// A piece of a route: on the floor of one place, up to the exit that is taken.
#[derive(Clone, Debug, PartialEq)]
pub struct Leg {
    /// The index of the place.
    pub place: usize,
    /// The index of the exit at its end; none at the end of the route.
    pub exit: Option<usize>,
    /// The level at its beginning and at its end, where they are known. They differ on stairs and in
    /// lifts.
    pub levels: [Option<i16>; 2],
    /// How levels are changed, where they are.
    pub climb: Option<Climb>,
    /// Where it leads along, both ends included.
    pub line: Vec<Position>,
    /// How long it is, and how long it takes.
    pub distance: Distance,
    /// True where the walls leave no way, or are too many, so that the line is just straight.
    pub is_guess: bool,
}

/// How far all doorsteps are from somewhere.
struct Reached {
    distances: Vec<Distance>,
    before: Vec<Option<usize>>,
}

/// Each side of an exit has two doorsteps: one stands at it to go out, or has come in by it. Whoever
/// goes out passes the exit, and whoever has come in walks on, so that no way is cut in two by the
/// exits it goes past.
const OUT: usize = 0;
const IN: usize = 1;

fn doorstep(side: usize, way: usize) -> usize {
    2 * side + way
}

fn side_of(doorstep: usize) -> usize {
    doorstep / 2
}

impl Graph {
    /// The quickest way from one thing to another; none where there is no way, or no such thing.
    ///
    /// A place is taken at its reference point; a site or building as wherever its exits are; a level
    /// that nobody walks on as the first exit in it.
    #[must_use]
    pub fn route(&self, from: usize, to: usize, walker: Walker) -> Option<Route> {
        if from >= self.len() || to >= self.len() {
            return None;
        }
        let reached = self.spread(from, walker);
        let (distance, last) = self.arrive(from, to, walker, &reached)?;
        Some(Route { distance, legs: self.legs(from, to, last, &reached) })
    }

    /// How far all things are from one of them; none for those that are not reached.
    #[must_use]
    pub fn distances_from(&self, from: usize, walker: Walker) -> Vec<Option<Distance>> {
        if from >= self.len() {
            return vec![None; self.len()];
        }
        let reached = self.spread(from, walker);
        let to = |to| Some(self.arrive(from, to, walker, &reached)?.0);
        (0..self.len()).map(to).collect()
    }

    /// Goes from a thing to all doorsteps.
    fn spread(&self, from: usize, walker: Walker) -> Reached {
        let count = 2 * self.sides.len();
        let mut reached =
            Reached { distances: vec![Distance::NEVER; count], before: vec![None; count] };
        let mut open = BinaryHeap::new();
        for (at, distance) in self.first_from(from, walker) {
            reached.distances[at] = distance;
            open.push(Step { cost: distance.seconds, at });
        }
        while let Some(Step { cost, at }) = open.pop() {
            let here = reached.distances[at];
            if cost > here.seconds {
                continue;
            }
            self.each_from(at, walker, |next, further| {
                let whole = here + further;
                if whole.seconds < reached.distances[next].seconds {
                    reached.distances[next] = whole;
                    reached.before[next] = Some(at);
                    open.push(Step { cost: whole.seconds, at: next });
                }
            });
        }
        reached
    }

    /// The doorsteps that are reached from a thing without an exit.
    fn first_from(&self, from: usize, walker: Walker) -> Vec<(usize, Distance)> {
        if self.is_anywhere(from) {
            let inside = (0..self.sides.len()).filter(|side| self.is_entrance(*side, from));
            let steps = inside.flat_map(|side| [OUT, IN].map(|way| doorstep(side, way)));
            return steps.map(|step| (step, Distance::default())).collect();
        }
        let spot = &self.spots[from];
        let sides = &self.sides_of[spot.floor];
        if sides.is_empty() {
            return Vec::new();
        }
        let view = self.floors[spot.floor].view(spot.position);
        let to = |side: &usize| {
            Some((doorstep(*side, OUT), self.on_floor(&view, spot.level, *side, walker)?))
        };
        sides.iter().filter_map(to).collect()
    }

    /// True for what is not a point to go to: grounds, and levels that nobody walks on.
    fn is_anywhere(&self, thing: usize) -> bool {
        let spot = &self.spots[thing];
        spot.is_outdoors || (spot.is_level && self.sides_of[thing].is_empty())
    }

    /// True for the sides by which a thing that is anywhere is entered: its own, or where it has
    /// none, those of all it holds.
    fn is_entrance(&self, side: usize, thing: usize) -> bool {
        let mut at = self.sides[side].place;
        if !self.sides_of[thing].is_empty() {
            return self.sides[side].floor == thing;
        }
        while at != thing && self.spots[at].parent != at {
            at = self.spots[at].parent;
        }
        at == thing
    }

    /// Calls for each doorstep that comes next: behind the exit, or at the other exits of the floor.
    fn each_from(&self, from: usize, walker: Walker, mut each: impl FnMut(usize, Distance)) {
        let own = side_of(from);
        let side = &self.sides[own];
        let exit = &self.exits[side.exit];
        if from == doorstep(own, OUT) {
            for to in exit.sides.clone().filter(|to| *to != own) {
                let levels = apart(side.level, self.sides[to].level);
                let is_open = (to > own || !exit.is_one_way)
                    && (levels == 0 || !walker.is_step_free || exit.climb.is_step_free());
                if is_open {
                    each(doorstep(to, IN), exit.climb.cost(levels));
                }
            }
            return;
        }
        let view = self.floors[side.floor].view(exit.position);
        for &to in self.sides_of[side.floor].iter().filter(|to| **to != own) {
            if let Some(further) = self.on_floor(&view, side.level, to, walker) {
                each(doorstep(to, OUT), further);
            }
        }
    }

    /// How far a side is on its floor; none where the levels differ and nothing there leads up.
    fn on_floor(
        &self,
        view: &View<'_>,
        level: Option<i16>,
        to: usize,
        walker: Walker,
    ) -> Option<Distance> {
        let side = &self.sides[to];
        let climbed = self.climb(side.floor, level, side.level, walker)?;
        Some(climbed + Distance::walked(view.metres_to(self.exits[side.exit].position)))
    }

    /// What it takes to change the level on a floor.
    fn climb(
        &self,
        floor: usize,
        from: Option<i16>,
        to: Option<i16>,
        walker: Walker,
    ) -> Option<Distance> {
        let levels = apart(from, to);
        if levels == 0 {
            return Some(Distance::default());
        }
        let spot = &self.spots[floor];
        // Outside, the ground may rise: somebody goes around.
        let climb = spot.climb.or(spot.is_outdoors.then_some(Climb::Ramp))?;
        (!walker.is_step_free || climb.is_step_free()).then(|| climb.cost(levels))
    }

    /// The distance of a thing, and the last doorstep on the way; none where both share a floor.
    fn arrive(
        &self,
        from: usize,
        to: usize,
        walker: Walker,
        reached: &Reached,
    ) -> Option<(Distance, Option<usize>)> {
        if from == to {
            return Some((Distance::default(), None));
        }
        if self.is_anywhere(to) {
            let sides = (0..self.sides.len()).filter(|side| self.is_entrance(*side, to));
            let steps = sides.map(|side| doorstep(side, IN));
            return nearest(steps.map(|step| (reached.distances[step], Some(step))));
        }
        let spot = &self.spots[to];
        let start = &self.spots[from];
        let is_shared = start.floor == spot.floor && !self.is_anywhere(from);
        let view = self.floors[spot.floor].view(spot.position);
        let direct = is_shared.then(|| {
            let walked = Distance::walked(view.metres_to(start.position));
            Some((self.climb(spot.floor, start.level, spot.level, walker)? + walked, None))
        });
        let by_side = self.sides_of[spot.floor].iter().filter_map(|&side| {
            let further = self.on_floor(&view, spot.level, side, walker)?;
            let step = doorstep(side, IN);
            Some((reached.distances[step] + further, Some(step)))
        });
        nearest(direct.flatten().into_iter().chain(by_side))
    }

    /// The pieces of a way: its doorsteps from the end back to the beginning, turned round.
    fn legs(&self, from: usize, to: usize, last: Option<usize>, reached: &Reached) -> Vec<Leg> {
        let mut steps: Vec<usize> =
            std::iter::successors(last, |step| reached.before[*step]).collect();
        steps.reverse();
        let mut legs: Vec<Leg> = Vec::new();
        // Where a leg begins: nowhere yet for whoever starts anywhere.
        let mut at = (!self.is_anywhere(from)).then(|| self.start_of(from));
        for &step in &steps {
            let side = &self.sides[side_of(step)];
            let here = Stop { position: self.exits[side.exit].position, level: side.level };
            if step == doorstep(side_of(step), OUT) {
                legs.push(self.leg(side.floor, at.as_ref().unwrap_or(&here), &here));
            } else if let Some((leg, before)) = legs.last_mut().zip(at.as_ref()) {
                self.pass(leg, side.exit, [before.level, side.level]);
            }
            at = Some(here);
        }
        if !self.is_anywhere(to)
            && from != to
            && let Some(at) = at
        {
            legs.push(self.leg(self.spots[to].floor, &at, &self.start_of(to)));
        }
        legs.retain(|leg| leg.distance != Distance::default() || leg.exit.is_some());
        legs
    }

    fn start_of(&self, thing: usize) -> Stop {
        Stop { position: self.spots[thing].position, level: self.spots[thing].level }
    }

    /// Ends a leg with an exit, and what that takes where it changes the level.
    fn pass(&self, leg: &mut Leg, exit: usize, levels: [Option<i16>; 2]) {
        leg.exit = Some(exit);
        let climbed = apart(levels[0], levels[1]);
        if climbed > 0 {
            let climb = self.exits[exit].climb;
            leg.distance = leg.distance + climb.cost(climbed);
            leg.levels[1] = levels[1];
            leg.climb = Some(climb);
        }
    }

    fn leg(&self, floor: usize, from: &Stop, to: &Stop) -> Leg {
        let path = self.floors[floor].view(from.position).path_to(to.position);
        let walker = Walker::default();
        let climbed = self.climb(floor, from.level, to.level, walker).unwrap_or_default();
        let spot = &self.spots[floor];
        let climb = (apart(from.level, to.level) > 0).then_some(spot.climb).flatten();
        Leg {
            place: floor,
            exit: None,
            levels: [from.level, to.level],
            climb,
            line: path.points,
            distance: climbed + Distance::walked(path.metres),
            is_guess: path.is_guess,
        }
    }
}

/// Where a leg begins or ends.
struct Stop {
    position: Position,
    level: Option<i16>,
}

fn apart(from: Option<i16>, to: Option<i16>) -> u16 {
    from.zip(to).map_or(0, |(from, to)| from.abs_diff(to))
}

/// The quickest that comes to an end; of equals the first.
fn nearest(
    ways: impl Iterator<Item = (Distance, Option<usize>)>,
) -> Option<(Distance, Option<usize>)> {
    let ended = ways.filter(|(distance, _)| distance.seconds.is_finite());
    ended.min_by(|a, b| a.0.seconds.total_cmp(&b.0.seconds))
}
