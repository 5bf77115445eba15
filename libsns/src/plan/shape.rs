//! Shapes and positions of the nodes: made, inherited, and checked against what is around them.

use super::fault::{PlanFault, Spot, quoted};
use super::model::{Class, Degrees, Drawn, Form, Measure, Thing};
use super::references::SITE;
use super::tree::{Node, Tree};
use crate::geometry::{Polygon, Position, Shape, ShapeError};
use crate::limits::{PLAN_OUTSIDE_STEPS_MAX, PLAN_WALL_METRES_DEFAULT};

/// A node's place on the Earth.
#[derive(Clone, Debug)]
pub(crate) struct Ground {
    /// The point that stands for it.
    pub(crate) position: Position,
    /// What it covers; none for a place whose owner gave neither shape nor position.
    pub(crate) shape: Option<Shape>,
    /// True where the position is that of what holds it.
    pub(crate) is_inherited: bool,
}

/// Finds where every node is, in the tree's order. Faults are shapes that are none.
pub(crate) fn place_all(
    tree: &Tree,
    faults: &mut Vec<PlanFault>,
    warnings: &mut Vec<PlanFault>,
) -> Vec<Ground> {
    let mut grounds: Vec<Ground> = Vec::with_capacity(tree.nodes.len());
    for node in &tree.nodes {
        let ground = match place(&node.thing, grounds.get(node.parent), warnings) {
            Ok(ground) => ground,
            Err(fault) => {
                // A site that does not say where it is was told of when it was read.
                if node.thing.position.is_some() || node.thing.form.is_some() {
                    faults.push(fault);
                }
                // The site's own place may be the fault; what stands in it is not to blame.
                let around = grounds.get(node.parent).map(|around| around.position);
                let Some(position) = around.or_else(origin) else { break };
                Ground { position, shape: None, is_inherited: true }
            }
        };
        grounds.push(ground);
    }
    grounds
}

fn origin() -> Option<Position> {
    Position::from_degrees(0.0, 0.0).ok()
}

fn place(
    thing: &Thing,
    around: Option<&Ground>,
    warnings: &mut Vec<PlanFault>,
) -> Result<Ground, PlanFault> {
    let own = thing.position.map(|at| position(at, &thing.spot)).transpose()?;
    let shape = match (&thing.form, own) {
        (Some(form), own) => Some(shape_of(form, own, thing, warnings)?),
        // What has a position and no extent is a point; a device always is one.
        (None, Some(own)) => Some(Shape::Point(own)),
        (None, None) if thing.class == Class::Device => {
            around.map(|around| Shape::Point(around.position))
        }
        (None, None) => None,
    };
    let is_inherited = own.is_none() && thing.form.is_none();
    let position = own
        .or_else(|| shape.as_ref().map(Shape::reference_position))
        .or_else(|| around.map(|around| around.position))
        .ok_or_else(|| thing.spot.fault("", "has no position"))?;
    Ok(Ground { position, shape, is_inherited })
}

fn position([latitude, longitude]: Degrees, spot: &Spot) -> Result<Position, PlanFault> {
    Position::from_degrees(latitude, longitude)
        .map_err(|error| spot.fault(format!("[{latitude}, {longitude}]"), error))
}

fn shape_of(
    drawn: &Drawn,
    own: Option<Position>,
    thing: &Thing,
    warnings: &mut Vec<PlanFault>,
) -> Result<Shape, PlanFault> {
    match &drawn.form {
        Form::Circle { radius_cm } => {
            let centre = own.ok_or_else(|| {
                drawn.spot.fault("", "a radius needs a position (or at) for its centre")
            })?;
            Shape::circle(centre, *radius_cm).map_err(|error| drawn.spot.fault("", error))
        }
        Form::Polygons(polygons) => {
            let mut parts = Vec::with_capacity(polygons.len());
            for (index, rings) in polygons.iter().enumerate() {
                let which = (polygons.len() > 1).then_some(index + 1);
                parts.push(polygon(rings, which, thing.outline_bad_shape, drawn, warnings)?);
            }
            match <[Polygon; 1]>::try_from(parts) {
                Ok([only]) => Ok(Shape::Polygon(only)),
                Err(parts) => crate::geometry::MultiPolygon::new(parts)
                    .map(Shape::MultiPolygon)
                    .map_err(|error| drawn.spot.fault("", error)),
            }
        }
    }
}

/// One polygon of a shape; `which` counts them where there are several.
fn polygon(
    rings: &[Vec<Degrees>],
    which: Option<usize>,
    outlines_bad: bool,
    drawn: &Drawn,
    warnings: &mut Vec<PlanFault>,
) -> Result<Polygon, PlanFault> {
    let mut corners: Vec<Vec<Position>> = Vec::with_capacity(rings.len());
    for ring in rings {
        let ring: Result<_, _> = ring.iter().map(|at| position(*at, &drawn.spot)).collect();
        corners.push(ring?);
    }
    let mut rings = corners.into_iter();
    let outer = rings.next().unwrap_or_default();
    let hull = outlines_bad.then(|| convex_hull(&outer));
    Polygon::new(outer, rings.collect()).or_else(|error| {
        let error = drawn.told(&error, which);
        let Some(hull) = hull else { return Err(drawn.spot.fault("", error)) };
        let hull = Polygon::new(hull, Vec::new()).map_err(|hull_error| {
            let hull_error = drawn.told(&hull_error, None);
            drawn.spot.fault("", format!("{error}; nor has its outline a shape: {hull_error}"))
        })?;
        warnings
            .push(drawn.spot.fault("", format!("{error}; its convex outline is served instead")));
        Ok(hull)
    })
}

impl Drawn {
    /// What is wrong with the shape, in the measure in which it was written.
    fn told(&self, error: &ShapeError, which: Option<usize>) -> String {
        let text = error.told(&|at| self.written(at));
        match which {
            Some(which) => format!("polygon {which}: {text}"),
            None => text,
        }
    }

    /// A corner as its owner knows it: metres of the frame to the millimetre, or degrees.
    fn written(&self, at: Position) -> String {
        let (latitude, longitude) = (at.latitude_degrees(), at.longitude_degrees());
        let [a, b] = match self.measure {
            // Adding zero makes 0 of what would be -0.
            Measure::Metres(frame) => {
                frame.metres([latitude, longitude]).map(|m| (m * 1e3).round() / 1e3 + 0.0)
            }
            Measure::Degrees => [latitude, longitude],
            Measure::LongitudeFirst => [longitude, latitude],
        };
        format!("[{a}, {b}]")
    }
}

/// The smallest convex ring around the corners (Andrew's monotone chain).
fn convex_hull(corners: &[Position]) -> Vec<Position> {
    const HALF_TURN: i64 = 180_000_000_000;
    let mut points: Vec<(i64, i64, Position)> = corners
        .iter()
        .map(|at| (at.longitude_nanodegrees(), at.latitude_nanodegrees(), *at))
        .collect();
    // Across the antimeridian, the western half goes on beyond 180°.
    let west = points.iter().map(|point| point.0).min().unwrap_or(0);
    let east = points.iter().map(|point| point.0).max().unwrap_or(0);
    if east - west > HALF_TURN {
        points.iter_mut().filter(|point| point.0 < 0).for_each(|point| point.0 += 2 * HALF_TURN);
    }
    points.sort_by_key(|point| (point.0, point.1));
    points.dedup_by_key(|point| (point.0, point.1));
    let chain = |points: &mut dyn Iterator<Item = &(i64, i64, Position)>| {
        let mut chain: Vec<(i64, i64, Position)> = Vec::new();
        for point in points {
            while let [.., a, b] = chain.as_slice()
                && turn(a, b, point) <= 0
            {
                chain.pop();
            }
            chain.push(*point);
        }
        chain.pop();
        chain
    };
    let lower = chain(&mut points.iter());
    let upper = chain(&mut points.iter().rev());
    lower.into_iter().chain(upper).map(|point| point.2).collect()
}

/// Above zero where a, b, c turn left.
fn turn(a: &(i64, i64, Position), b: &(i64, i64, Position), c: &(i64, i64, Position)) -> i128 {
    let along = |from: i64, to: i64| i128::from(to) - i128::from(from);
    along(a.0, b.0) * along(a.1, c.1) - along(a.1, b.1) * along(a.0, c.0)
}

/// Warns of places and devices that reach outside of what holds them by more than a wall.
pub(crate) fn warn_outside(tree: &Tree, grounds: &[Ground], warnings: &mut Vec<PlanFault>) {
    let mut steps = 0;
    for (index, node) in tree.nodes.iter().enumerate().skip(1) {
        let Some(own) = grounds[index].shape.as_ref().filter(|_| !grounds[index].is_inherited)
        else {
            continue;
        };
        let Some((around, shape)) = shape_around(tree, grounds, node) else { continue };
        steps += corners_of(own).count() as u64 * edge_count(shape);
        if steps > PLAN_OUTSIDE_STEPS_MAX {
            let expected = "from here on it was not looked whether places lie in what holds them: \
                            their shapes have too many corners";
            warnings.push(node.thing.shape_spot().fault("", expected));
            return;
        }
        let farthest =
            corners_of(own).map(|corner| shape.distance_metres(corner)).fold(0.0_f64, f64::max);
        if farthest > PLAN_WALL_METRES_DEFAULT {
            let expected =
                format!("reaches {farthest:.2} m outside {}", quoted(&around.thing.words));
            warnings.push(node.thing.spot.fault("", expected));
        }
    }
}

fn edge_count(shape: &Shape) -> u64 {
    shape.polygons().iter().map(|polygon| polygon.corner_count() as u64).sum::<u64>() + 1
}

/// The nearest place around a node that covers ground.
fn shape_around<'t>(
    tree: &'t Tree,
    grounds: &'t [Ground],
    node: &Node,
) -> Option<(&'t Node, &'t Shape)> {
    let mut at = node.parent;
    loop {
        match &grounds[at].shape {
            Some(Shape::Point(_)) | None if at != SITE => at = tree.nodes[at].parent,
            Some(Shape::Point(_)) | None => return None,
            Some(shape) => return Some((&tree.nodes[at], shape)),
        }
    }
}

/// The corners of a shape; for a point or a circle, its centre.
fn corners_of(shape: &Shape) -> Box<dyn Iterator<Item = Position> + '_> {
    match shape {
        Shape::Point(at) => Box::new(std::iter::once(*at)),
        Shape::Circle(circle) => Box::new(std::iter::once(circle.centre())),
        _ => Box::new(shape.polygons().iter().flat_map(|polygon| polygon.outer().iter().copied())),
    }
}
