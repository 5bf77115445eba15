//! Which places can be walked to: along exits, and without a door into the areas of a room and into
//! what has no exits of its own.

use crate::lint::scene::Scene;
use libsns::record::PlaceClass;

/// What can be walked to from some places, for each thing of the plan.
pub(super) struct Ways {
    steps: Vec<Vec<usize>>,
    /// Whether any exit joins the thing.
    pub(super) has_exit: Vec<bool>,
}

impl Ways {
    pub(super) fn of(scene: &Scene<'_>) -> Self {
        let count = scene.plan.things().len();
        let mut ways = Self { steps: vec![Vec::new(); count], has_exit: vec![false; count] };
        for exit in scene.plan.exits() {
            // Each with each would be the square of a hostile list; one after the other and back leads
            // as far. Of a one-way exit the earlier lead to the later, which a chain says too.
            for pair in exit.places().windows(2) {
                ways.steps[pair[0]].push(pair[1]);
                if !exit.is_one_way() {
                    ways.steps[pair[1]].push(pair[0]);
                }
            }
            exit.places().iter().for_each(|at| ways.has_exit[*at] = true);
        }
        for place in scene.places().skip(1) {
            let (own, holder) = (place.index(), scene.plan.thing(place.parent()));
            let is_room = match holder.class() {
                PlaceClass::Site | PlaceClass::Building => continue,
                class => class != PlaceClass::Level,
            };
            // A garden with a door on a level does not open the level's rooms.
            if !ways.has_exit[own] || is_room && place.class() == PlaceClass::Area {
                ways.steps[holder.index()].push(own);
                ways.steps[own].push(holder.index());
            }
        }
        ways
    }

    /// Marks what can be reached from some things and was not marked; gives it, the starts with it.
    pub(super) fn reach(&self, starts: &[usize], reached: &mut [bool]) -> Vec<usize> {
        let mut found = Vec::new();
        let mark = |at: usize, reached: &mut [bool], found: &mut Vec<usize>| {
            if !std::mem::replace(&mut reached[at], true) {
                found.push(at);
            }
        };
        starts.iter().for_each(|at| mark(*at, reached, &mut found));
        let mut next = 0;
        while let Some(&at) = found.get(next) {
            self.steps[at].iter().for_each(|to| mark(*to, reached, &mut found));
            next += 1;
        }
        found
    }
}
