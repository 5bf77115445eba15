//! The places of a level as they are drawn.

use libsns::geometry::{Levels, Shape};
use libsns::plan::{Plan, PlanThing};
use libsns::record::PlaceClass;

use super::canvas::Canvas;
use super::plane::{Point, Rect};
use super::style::Family;

/// A place on the sheet.
#[derive(Debug)]
pub(super) struct Figure<'p> {
    /// Its index in the plan.
    pub(super) index: usize,
    pub(super) parent: usize,
    pub(super) words: &'p str,
    pub(super) kind: &'p str,
    pub(super) class: PlaceClass,
    pub(super) family: Family,
    pub(super) outline: Outline,
    pub(super) bounds: Rect,
}

/// What is drawn of a place.
#[derive(Debug)]
pub(super) enum Outline {
    Rings(Vec<Vec<Point>>),
    Circle { centre: Point, radius: f64 },
    Point(Point),
}

impl Figure<'_> {
    /// Its rings; none for what has no corners.
    pub(super) fn rings(&self) -> &[Vec<Point>] {
        match &self.outline {
            Outline::Rings(rings) => rings,
            Outline::Circle { .. } | Outline::Point(_) => &[],
        }
    }

    /// True for a part of a room or level without walls.
    pub(super) fn is_open(&self) -> bool {
        self.class == PlaceClass::Area
    }
}

/// True for a thing that stands on a level; one without levels stands on all.
pub(super) fn is_on(levels: Option<Levels>, level: Option<i16>) -> bool {
    levels.zip(level).is_none_or(|(levels, level)| levels.contains(level))
}

/// The rooms, ways and areas of a level, the largest first, so that what is within comes on top.
pub(super) fn figures<'p>(plan: &'p Plan, canvas: &Canvas, level: Option<i16>) -> Vec<Figure<'p>> {
    let is_wanted = |thing: &PlanThing<'_>| {
        !matches!(
            thing.class(),
            PlaceClass::Site | PlaceClass::Building | PlaceClass::Level | PlaceClass::Device
        ) && is_on(thing.levels(), level)
    };
    let things = plan.things().filter(is_wanted);
    let mut figures: Vec<_> = things.filter_map(|thing| figure(canvas, thing)).collect();
    let area = |figure: &Figure<'_>| figure.bounds.width() * figure.bounds.height();
    figures.sort_by(|a, b| area(b).total_cmp(&area(a)).then(a.index.cmp(&b.index)));
    figures
}

/// The grounds that a level is drawn on: the level itself, and buildings that have no level of their
/// own there.
pub(super) fn grounds<'p>(plan: &'p Plan, canvas: &Canvas, level: Option<i16>) -> Vec<Figure<'p>> {
    let of = |class: PlaceClass| {
        let things = plan.things();
        things.filter(move |thing| thing.class() == class && is_on(thing.levels(), level))
    };
    let has_corners =
        |thing: &PlanThing<'_>| thing.shape().is_some_and(|s| !s.polygons().is_empty());
    let mut found: Vec<PlanThing<'p>> = of(PlaceClass::Level).filter(has_corners).collect();
    let held: Vec<usize> = found.iter().map(|thing| thing.parent()).collect();
    found.extend(of(PlaceClass::Building).filter(|b| has_corners(b) && !held.contains(&b.index())));
    found.into_iter().filter_map(|thing| figure(canvas, thing)).collect()
}

/// The grounds of sites, below all.
pub(super) fn sites<'p>(plan: &'p Plan, canvas: &Canvas) -> Vec<Figure<'p>> {
    let sites = plan.things().filter(|thing| thing.class() == PlaceClass::Site);
    let sites = sites.filter_map(|thing| figure(canvas, thing));
    sites.filter(|site| !site.rings().is_empty()).collect()
}

fn figure<'p>(canvas: &Canvas, thing: PlanThing<'p>) -> Option<Figure<'p>> {
    let outline = match thing.shape()? {
        Shape::Point(at) => Outline::Point(canvas.point(*at)),
        Shape::Circle(circle) => Outline::Circle {
            centre: canvas.point(circle.centre()),
            radius: circle.radius_metres() * canvas.scale,
        },
        shape => Outline::Rings(canvas.rings(shape.polygons())),
    };
    let bounds = match &outline {
        Outline::Rings(rings) if rings.is_empty() => return None,
        Outline::Rings(rings) => Rect::around(rings.iter().flatten()),
        Outline::Circle { centre, radius } => Rect::about(*centre, 2.0 * radius, 2.0 * radius),
        Outline::Point(at) => Rect::about(*at, 0.0, 0.0),
    };
    Some(Figure {
        index: thing.index(),
        parent: thing.parent(),
        words: thing.words(),
        kind: thing.kind(),
        class: thing.class(),
        family: Family::of(thing.class(), thing.kind()),
        outline,
        bounds,
    })
}
