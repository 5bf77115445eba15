//! A way over the levels it leads through.

use libsns::graph::{Leg, Route};

use super::canvas::Canvas;
use super::figure::Figure;
use super::plane::{Point, apart, edges, holds, moved, nearest_on, towards};
use super::rooms::circle;
use super::svg::{Svg, path_data};

/// Radius of the ends of a way, and of a badge where the level changes, in pixels.
const END: f64 = 7.0;
const BADGE: f64 = 9.0;
/// How far into a place one steps through its door before turning, in metres.
const STEP_METRES: f64 = 0.6;
/// Points of a way nearer than this, in pixels, are one.
const SAME: f64 = 0.5;

/// The part of a way that is on a level.
pub(super) struct Way {
    /// Pieces without a break.
    pieces: Vec<Piece>,
    start: Option<Point>,
    end: Option<Point>,
    /// Where it comes from another level (`false`) or goes to one (`true`), and whether that is up.
    changes: Vec<(Point, bool)>,
}

struct Piece {
    points: Vec<Point>,
    is_guess: bool,
}

/// What of a route is on a level.
pub(super) fn way(
    route: &Route,
    canvas: &Canvas,
    figures: &[Figure<'_>],
    level: Option<i16>,
) -> Way {
    let mut way = Way { pieces: Vec::new(), start: None, end: None, changes: Vec::new() };
    let is_here = |at: Option<i16>| at.zip(level).is_none_or(|(at, level)| at == level);
    let last = route.legs.len().saturating_sub(1);
    for (index, leg) in route.legs.iter().enumerate() {
        let [from, to] = leg.levels.map(is_here);
        let mut points: Vec<Point> = leg.line.iter().map(|at| canvas.point(*at)).collect();
        if let Some(figure) = figures.iter().find(|figure| figure.index == leg.place) {
            points = stepped(&points, figure.rings(), STEP_METRES * canvas.scale);
        }
        let (Some(&first), Some(&end)) = (points.first(), points.last()) else { continue };
        if index == 0 && from {
            way.start = Some(first);
        }
        if index == last && to {
            way.end = Some(end);
        }
        if let Some(is_up) = rise(leg) {
            // Where it leaves this level, and where it comes from another.
            way.changes.extend(from.then_some((first, is_up)));
            way.changes.extend((to && index < last).then_some((end, is_up)));
        }
        if from || to {
            way.add(points, leg.is_guess);
        }
    }
    way
}

/// A way with a step straight through the door at either end, as people go, and not along the wall
/// that both doors are in.
fn stepped(points: &[Point], rings: &[Vec<Point>], step: f64) -> Vec<Point> {
    let inside = |at: &Point| {
        let far = |edge: &[Point; 2]| apart(nearest_on(*edge, *at), *at);
        let [a, b] = edges(rings).min_by(|a, b| far(a).total_cmp(&far(b)))?;
        let along = towards(a, b);
        let steps = [[-along[1], along[0]], [along[1], -along[0]]].map(|to| moved(*at, to, step));
        (far(&[a, b]) < step / 2.0)
            .then(|| steps.into_iter().find(|at| holds(rings, *at)))
            .flatten()
    };
    let [first, .., last] = points else { return points.to_vec() };
    if apart(*first, *last) < 3.0 * step {
        return points.to_vec();
    }
    let mut stepped = vec![*first];
    stepped.extend(inside(first));
    stepped.extend(&points[1..points.len() - 1]);
    stepped.extend(inside(last));
    stepped.push(*last);
    stepped
}

/// True where a leg leads up, false down; nothing where it stays.
fn rise(leg: &Leg) -> Option<bool> {
    let (from, to) = leg.levels[0].zip(leg.levels[1])?;
    (from != to).then_some(to > from)
}

impl Way {
    /// True where there is nothing to draw.
    pub(super) fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    fn add(&mut self, points: Vec<Point>, is_guess: bool) {
        match self.pieces.last_mut() {
            Some(last)
                if last.is_guess == is_guess
                    && last
                        .points
                        .last()
                        .zip(points.first())
                        .is_some_and(|(a, b)| apart(*a, *b) < SAME) =>
            {
                last.points.extend(points.into_iter().skip(1));
            }
            _ => self.pieces.push(Piece { points, is_guess }),
        }
    }

    /// Its straight pieces.
    pub(super) fn lines(&self) -> Vec<[Point; 2]> {
        let pieces = self.pieces.iter().flat_map(|piece| piece.points.windows(2));
        pieces.map(|pair| [pair[0], pair[1]]).collect()
    }

    /// Draws the line.
    pub(super) fn draw_line(&self, svg: &mut Svg) {
        let pieces: Vec<(String, bool)> =
            self.pieces.iter().map(|p| (path_data(&p.points, false), p.is_guess)).collect();
        for (data, _) in &pieces {
            svg.path("casing", data);
        }
        for (data, is_guess) in &pieces {
            svg.path(if *is_guess { "way guess" } else { "way" }, data);
        }
    }

    /// Draws the ends, and arrows where it goes up or down.
    pub(super) fn draw_ends(&self, svg: &mut Svg) {
        for (at, is_up) in &self.changes {
            circle(svg, "badge", *at, BADGE);
            // An arrow of its own, as not every typeface has one.
            let tip = if *is_up { -5.0 } else { 5.0 };
            let corners = [
                [at[0] - 5.0, at[1] - tip * 0.7],
                [at[0], at[1] + tip],
                [at[0] + 5.0, at[1] - tip * 0.7],
            ];
            svg.path("on-badge", &path_data(&corners, true));
        }
        if let Some(at) = self.start {
            circle(svg, "stop", at, END - 1.5);
        }
        if let Some(at) = self.end {
            circle(svg, "end", at, END);
        }
    }
}
