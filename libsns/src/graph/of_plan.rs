//! The graph of a plan.

use super::{Graph, GraphExit, GraphThing};
use crate::plan::{Plan, PlanExit, PlanThing};

impl Graph {
    /// The graph of a plan; things and exits have the indices they have there.
    #[must_use]
    pub fn of_plan(plan: &Plan) -> Self {
        let things: Vec<GraphThing<'_>> = plan.things().map(thing).collect();
        let exits: Vec<GraphExit<'_>> = plan.exits().map(exit).collect();
        Self::new(&things, &exits)
    }
}

fn thing(thing: PlanThing<'_>) -> GraphThing<'_> {
    GraphThing {
        parent: thing.parent(),
        class: thing.class(),
        kind: thing.kind(),
        levels: thing.levels(),
        position: thing.position(),
        shape: thing.shape(),
    }
}

fn exit(exit: PlanExit<'_>) -> GraphExit<'_> {
    GraphExit {
        places: exit.places().to_vec(),
        kind: exit.kind(),
        is_one_way: exit.is_one_way(),
        position: exit.position(),
    }
}
