//! The tree of places with the devices in it: parents, names, levels, all joined and checked.

use super::fault::{PlanFault, Spot, quoted};
use super::features::ShapeFor;
use super::geojson::Geometry;
use super::model::{Class, Drawn, Exit, Form, Measure, Thing};
use super::references::{References, SITE};
use crate::limits::PLAN_WAYS_MAX;
use crate::name::civic::CivicAddress;
use crate::name::place_name::{Siblings, unicode_label};
use crate::name::{Name, NameError};

/// A place or device in the tree.
pub(crate) struct Node {
    pub(crate) thing: Thing,
    /// What holds it; the site holds itself.
    pub(crate) parent: usize,
    pub(crate) name: Name,
    /// Its own levels, or those of what holds it.
    pub(crate) levels: Option<[i16; 2]>,
    /// Its own, or that of what holds it.
    pub(crate) altitude_cm: Option<i32>,
    /// Its own elements with those of what holds it.
    pub(crate) civic: CivicAddress,
    /// What it holds, in the order of the plan.
    pub(crate) children: Vec<usize>,
}

/// A way from one place to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Way {
    pub(crate) from: usize,
    pub(crate) to: usize,
}

/// A door, stair or lift: the places it joins, by their indices in the tree, and what was written.
pub(crate) struct Passage {
    pub(crate) places: Vec<usize>,
    pub(crate) exit: Exit,
}

/// The plan joined: the site first, then everything after what holds it.
pub(crate) struct Tree {
    pub(crate) nodes: Vec<Node>,
    pub(crate) ways: Vec<Way>,
    /// In the order of the plan.
    pub(crate) passages: Vec<Passage>,
}

/// Joins the things to a tree. Gives none when a fault was found.
pub(crate) fn grow(
    mut things: Vec<Thing>,
    exits: Vec<Exit>,
    shapes: Vec<ShapeFor>,
    apex: &Name,
    faults: &mut Vec<PlanFault>,
) -> Option<Tree> {
    let before = faults.len();
    let references = References::resolve(&things, faults);
    let mut passages = find_passages(&references, &things, exits, faults);
    let shapes = find_shaped(&references, shapes, faults);
    let parents = references.into_parents();
    for (index, shape) in shapes {
        give_shape(&mut things[index], shape, faults);
    }
    let children = children_of(&parents);
    check_siblings(&things, &children, faults);
    let order = order_of(&things, &parents, &children, faults);
    if faults.len() > before {
        return None;
    }
    let mut tree = plant(things, &parents, &order, apex, faults);
    let places = places_in(&order);
    passages.iter_mut().flat_map(|passage| &mut passage.places).for_each(|at| *at = places[*at]);
    tree.ways = ways_through(&passages, faults);
    tree.passages = passages;
    check_levels(&tree, faults);
    (faults.len() == before).then_some(tree)
}

/// Finds the places that each exit joins.
fn find_passages(
    references: &References<'_>,
    things: &[Thing],
    exits: Vec<Exit>,
    faults: &mut Vec<PlanFault>,
) -> Vec<Passage> {
    let mut passages = Vec::with_capacity(exits.len());
    for exit in exits {
        let mut places = Vec::with_capacity(exit.joins.len());
        for reference in &exit.joins {
            let value = || format!("{:?}", reference.text);
            match references.place(reference) {
                Ok(index) if things[index].class == Class::Device => {
                    faults.push(reference.spot.fault(value(), "is a device; exits join places"));
                }
                Ok(index) if places.contains(&index) => {
                    faults.push(reference.spot.fault(value(), "joins a place to itself"));
                }
                Ok(index) => places.push(index),
                Err(fault) => faults.push(fault),
            }
        }
        passages.push(Passage { places, exit });
    }
    passages
}

/// Every pair of places that a passage joins, in the directions it can be walked.
fn ways_through(passages: &[Passage], faults: &mut Vec<PlanFault>) -> Vec<Way> {
    let mut ways = Vec::new();
    for Passage { places, exit } in passages {
        if ways.len() > PLAN_WAYS_MAX {
            let expected = format!(
                "the exits before it make {} ways; expected at most {PLAN_WAYS_MAX}: a hall or lift \
                 that is a place of its own, which each exit joins with one other",
                ways.len()
            );
            faults.push(exit.spot.fault("", expected));
            break;
        }
        for (at, &from) in places.iter().enumerate() {
            for &to in &places[at + 1..] {
                ways.push(Way { from, to });
                if !exit.one_way {
                    ways.push(Way { from: to, to: from });
                }
            }
        }
    }
    ways.sort();
    ways.dedup();
    ways
}

fn find_shaped(
    references: &References<'_>,
    shapes: Vec<ShapeFor>,
    faults: &mut Vec<PlanFault>,
) -> Vec<(usize, ShapeFor)> {
    let mut found = Vec::with_capacity(shapes.len());
    for shape in shapes {
        match references.place(&shape.place) {
            Ok(index) => found.push((index, shape)),
            Err(fault) => faults.push(fault),
        }
    }
    found
}

/// Several features may give one place its polygons; a place with another shape of its own refuses.
fn give_shape(thing: &mut Thing, shape: ShapeFor, faults: &mut Vec<PlanFault>) {
    thing.outline_bad_shape |= shape.outline_bad_shape;
    match (shape.geometry, &mut thing.form) {
        (Geometry::Point(at), _) if thing.position.is_none() => thing.position = Some(at),
        (Geometry::Form(form), none @ None) => {
            *none = Some(Drawn { form, spot: shape.spot, measure: Measure::LongitudeFirst });
            thing.form_from_features = true;
        }
        (Geometry::Form(Form::Polygons(more)), Some(Drawn { form: Form::Polygons(own), .. }))
            if thing.form_from_features =>
        {
            own.extend(more)
        }
        _ => {
            let whose = quoted(&thing.words);
            faults.push(shape.spot.fault(whose, "has a shape or position of its own already"));
        }
    }
}

fn children_of(parents: &[Option<usize>]) -> Vec<Vec<usize>> {
    let mut children = vec![Vec::new(); parents.len()];
    for (index, parent) in parents.iter().enumerate().skip(1) {
        if let Some(parent) = parent {
            children[*parent].push(index);
        }
    }
    children
}

/// Labels and aliases below one place must differ, whatever their case (RFC 4343 §3).
fn check_siblings(things: &[Thing], children: &[Vec<usize>], faults: &mut Vec<PlanFault>) {
    for siblings in children {
        let mut labels: Siblings<Spot> = Siblings::new();
        let own = siblings.iter().map(|&at| (&things[at].label, &things[at].spot, "label"));
        let aliases = siblings.iter().flat_map(|&at| {
            things[at].aliases.iter().map(|(label, spot)| (label, spot, "aliases"))
        });
        for (label, spot, key) in own.chain(aliases) {
            if let Err(taken) = labels.take(label, spot.clone()) {
                let line = taken.by.line.map_or_else(String::new, |line| format!(":{line}"));
                faults.push(spot.fault(
                    format!("{label:?}"),
                    format!(
                        "the label is taken by {} ({}{line}); set {key} = {:?}, for example",
                        taken.by.key,
                        taken.by.file,
                        unicode_label(&taken.suggestion)
                    ),
                ));
            }
        }
    }
}

/// The things with every one after what holds it. Those that no way from the site reaches stand in
/// circles of their own.
fn order_of(
    things: &[Thing],
    parents: &[Option<usize>],
    children: &[Vec<usize>],
    faults: &mut Vec<PlanFault>,
) -> Vec<usize> {
    let mut order = vec![SITE];
    let mut reached = vec![false; things.len()];
    reached[SITE] = true;
    let mut next = 0;
    while let Some(&at) = order.get(next) {
        for &child in &children[at] {
            reached[child] = true;
            order.push(child);
        }
        next += 1;
    }
    for (index, thing) in things.iter().enumerate() {
        if !reached[index] && parents[index].is_some() && is_in_circle(parents, index) {
            let spot = thing.spot.part("in");
            faults.push(spot.fault("", "the places around it form a circle"));
        }
    }
    order
}

/// True when going up from the thing leads back to it.
fn is_in_circle(parents: &[Option<usize>], index: usize) -> bool {
    let mut at = index;
    for _ in 0..parents.len() {
        match parents[at] {
            Some(parent) if parent == index => return true,
            Some(SITE) | None => return false,
            Some(parent) => at = parent,
        }
    }
    false
}

/// Where each thing stands in the order.
fn places_in(order: &[usize]) -> Vec<usize> {
    let mut places = vec![SITE; order.iter().max().map_or(0, |most| most + 1)];
    for (place, &index) in order.iter().enumerate() {
        places[index] = place;
    }
    places
}

/// Makes the nodes: names, and what is inherited from the place around.
fn plant(
    things: Vec<Thing>,
    parents: &[Option<usize>],
    order: &[usize],
    apex: &Name,
    faults: &mut Vec<PlanFault>,
) -> Tree {
    let places = places_in(order);
    let mut things: Vec<Option<Thing>> = things.into_iter().map(Some).collect();
    let mut nodes: Vec<Node> = Vec::with_capacity(order.len());
    for &index in order {
        let Some(thing) = things[index].take() else { continue };
        let parent = parents[index].map_or(SITE, |parent| places[parent]);
        let node = match nodes.get(parent) {
            None => Node {
                name: apex.clone(),
                parent: SITE,
                levels: thing.levels,
                altitude_cm: thing.altitude_cm,
                civic: thing.civic.clone(),
                children: Vec::new(),
                thing,
            },
            Some(around) => Node {
                name: name_below(&around.name, &thing, faults),
                parent,
                levels: thing.levels.or(around.levels),
                altitude_cm: thing.altitude_cm.or(around.altitude_cm),
                civic: thing.civic.within(&around.civic),
                children: Vec::new(),
                thing,
            },
        };
        let own = nodes.len();
        if own != SITE {
            nodes[parent].children.push(own);
        }
        nodes.push(node);
    }
    Tree { nodes, ways: Vec::new(), passages: Vec::new() }
}

/// RFC 1035 §2.3.4: at most 255 octets. A name that would have more is a fault and stays its parent's.
fn name_below(around: &Name, thing: &Thing, faults: &mut Vec<PlanFault>) -> Name {
    around.child(thing.label.as_bytes()).unwrap_or_else(|error: NameError| {
        let whole = format!("{}.{around}", thing.label);
        faults.push(thing.spot.fault(whole, error));
        around.clone()
    })
}

fn check_levels(tree: &Tree, faults: &mut Vec<PlanFault>) {
    for node in &tree.nodes {
        let thing = &node.thing;
        let spot = thing.spot.part("level");
        // A level that could not be read is told of already.
        if thing.class == Class::Level && node.levels.is_none() && !spot.is_blamed(faults) {
            let expected = "is missing; expected the level's number, 0 for the ground floor";
            faults.push(spot.fault("", expected));
        }
        let around = &tree.nodes[node.parent];
        if let (Some([low, high]), Some([lowest, highest])) = (thing.levels, around.levels)
            && (low < lowest || high > highest)
        {
            let has = if lowest == highest {
                format!("level {lowest}")
            } else {
                format!("the levels {lowest} to {highest}")
            };
            let expected = format!("lies outside {}, which has {has}", quoted(&around.thing.words));
            let value = if low == high { low.to_string() } else { format!("{low} to {high}") };
            faults.push(spot.fault(value, expected));
        }
    }
}
