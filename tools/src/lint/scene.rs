//! A plan as the rules look at it: in metres, with its levels, and who lies near whom.

use std::cell::OnceCell;
use std::collections::HashMap;

use geo::{BoundingRect as _, Coord, MultiPolygon, Rect};
use libsns::geometry::{Degrees, FRAME_METRES_MAX, Frame, Position, Shape};
use libsns::plan::{Plan, PlanFile, PlanThing};
use libsns::record::PlaceClass;

use super::finding::{Finding, Place};
use super::json_spans;
use super::metric::{ground_of, metres_of};
use super::near::{Facing, Overlap, facings, overlaps};
use super::rule::{Rule, rules};

/// What the linter takes as it is told.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Options {
    /// How far shapes may overlap or reach outside before that is told, in metres.
    pub tolerance_metres: f64,
    /// How far a repair may move a wall or a device, in metres.
    pub reach_metres: f64,
}

impl Default for Options {
    /// 5 cm, half a brick, and 30 cm, a wall.
    fn default() -> Self {
        Self { tolerance_metres: 0.05, reach_metres: 0.3 }
    }
}

/// A plan with what the rules need to know of it.
pub struct Scene<'p> {
    /// The plan.
    pub(super) plan: &'p Plan,
    /// Its files, as they were read.
    pub(super) files: &'p [PlanFile],
    pub(super) options: Options,
    pub(super) grounds: Vec<Ground>,
    frames: HashMap<usize, Frame>,
    overlaps: OnceCell<Vec<Overlap>>,
    facings: OnceCell<Vec<Facing>>,
    feature_lines: OnceCell<HashMap<&'p str, Vec<usize>>>,
}

/// Where a thing is, in metres.
pub(super) struct Ground {
    /// The thing whose frame the metres are of; things with the same one can be compared.
    pub(super) anchor: Option<usize>,
    pub(super) at: Coord,
    /// What it covers, for all but points.
    pub(super) covers: Option<MultiPolygon>,
    pub(super) around: Option<Rect>,
}

impl<'p> Scene<'p> {
    /// Looks at a plan and the files that it was read from.
    #[must_use]
    pub fn new(plan: &'p Plan, files: &'p [PlanFile], options: Options) -> Self {
        let anchors = anchors(plan);
        let frames: HashMap<usize, Frame> = anchors
            .iter()
            .flatten()
            .map(|anchor| (*anchor, Frame::new(degrees(plan.thing(*anchor).position()), 0.0)))
            .collect();
        let ground = |(thing, anchor): (PlanThing<'_>, &Option<usize>)| {
            let frame = anchor.and_then(|anchor| frames.get(&anchor));
            let covers = frame.zip(thing.shape()).and_then(|(frame, s)| ground_of(s, frame));
            let [x, y] = frame.map_or([0.0, 0.0], |frame| metres_of(thing.position(), frame));
            let around = covers.as_ref().and_then(MultiPolygon::bounding_rect);
            Ground { anchor: *anchor, at: Coord { x, y }, covers, around }
        };
        let grounds = plan.things().zip(&anchors).map(ground).collect();
        Self {
            plan,
            files,
            options,
            grounds,
            frames,
            overlaps: OnceCell::new(),
            facings: OnceCell::new(),
            feature_lines: OnceCell::new(),
        }
    }

    /// All that the rules find, in the order of the rules.
    #[must_use]
    pub fn lint(&self) -> Vec<Finding> {
        self.lint_by(rules())
    }

    /// What some of the rules find.
    #[must_use]
    pub fn lint_by(&self, rules: &[&'static Rule]) -> Vec<Finding> {
        let mut findings = Vec::new();
        for rule in rules {
            (rule.check)(self, &mut findings);
        }
        findings
    }

    /// The places, without the devices.
    pub(super) fn places(&self) -> impl Iterator<Item = PlanThing<'p>> + '_ {
        self.plan.things().filter(|thing| thing.class() != PlaceClass::Device)
    }

    /// The devices.
    pub(super) fn devices(&self) -> impl Iterator<Item = PlanThing<'p>> + '_ {
        self.plan.things().filter(|thing| thing.class() == PlaceClass::Device)
    }

    /// The things around one, the nearest first, the site last; none for the site.
    pub(super) fn upward(&self, thing: PlanThing<'p>) -> impl Iterator<Item = PlanThing<'p>> + '_ {
        let above = |at: PlanThing<'p>| (at.index() != 0).then(|| self.plan.thing(at.parent()));
        std::iter::successors(above(thing), move |at| above(*at))
    }

    /// True when one of the two holds the other.
    pub(super) fn is_nested(&self, a: usize, b: usize) -> bool {
        // What holds comes before what is held.
        let (outer, inner) = (a.min(b), a.max(b));
        self.upward(self.plan.thing(inner)).any(|thing| thing.index() == outer)
    }

    /// Metres of a frame to degrees.
    pub(super) fn degrees(&self, anchor: usize, at: Coord) -> Option<Degrees> {
        self.frames.get(&anchor).map(|frame| frame.position([at.x, at.y]))
    }

    /// A position in the metres of a frame.
    pub(super) fn metres(&self, anchor: usize, at: Position) -> Option<Coord> {
        let [x, y] = metres_of(at, self.frames.get(&anchor)?);
        Some(Coord { x, y })
    }

    /// Where a thing is, in degrees.
    pub(super) fn centre_degrees(&self, thing: usize) -> Option<Degrees> {
        let thing = self.plan.thing(thing);
        (!thing.has_inherited_position()).then(|| degrees(thing.position()))
    }

    /// Which places share ground.
    pub(super) fn overlaps(&self) -> &[Overlap] {
        self.overlaps.get_or_init(|| overlaps(self))
    }

    /// Which places have walls that face one another across a gap, or touch.
    pub(super) fn facings(&self) -> &[Facing] {
        self.facings.get_or_init(|| facings(self))
    }

    /// Where a thing is written; for a feature of GeoJSON, the line it begins at.
    pub(super) fn place_of(&self, thing: PlanThing<'_>) -> Place {
        let line = thing.line().or_else(|| self.feature_line(thing));
        Place { file: thing.file().to_owned(), line }
    }

    fn feature_line(&self, thing: PlanThing<'_>) -> Option<usize> {
        let (number, _) = thing.key().strip_prefix("features[")?.split_once(']')?;
        let lines = self.feature_lines.get_or_init(|| {
            let lines = |file: &'p PlanFile| {
                Some((file.path.as_str(), json_spans::feature_lines(&file.text)?))
            };
            let is_json = |file: &&PlanFile| file.path.ends_with("json");
            self.files.iter().filter(is_json).filter_map(lines).collect()
        });
        lines.get(thing.file())?.get(number.parse::<usize>().ok()?).copied()
    }
}

/// A position as two numbers.
pub(super) fn degrees(at: Position) -> Degrees {
    [at.latitude_degrees(), at.longitude_degrees()]
}

/// For each thing the topmost one around it, or itself, that a frame reaches with all that it holds:
/// a building has one frame, a country none.
fn anchors(plan: &Plan) -> Vec<Option<usize>> {
    let mut reach: Vec<f64> = plan.things().map(extent_metres).collect();
    for index in (1..reach.len()).rev() {
        let (own, parent) = (plan.thing(index), plan.thing(index).parent());
        let around = plan.thing(parent).position();
        let far = reach[index] + rough_metres(around, own.position());
        reach[parent] = reach[parent].max(far);
    }
    let mut anchors: Vec<Option<usize>> = vec![None; reach.len()];
    for index in 0..reach.len() {
        let around = if index == 0 { None } else { anchors[plan.thing(index).parent()] };
        // At the poles a frame has no direction.
        let fits = reach[index] <= FRAME_METRES_MAX
            && plan.thing(index).position().latitude_degrees().abs() <= 89.0;
        anchors[index] = around.or_else(|| fits.then_some(index));
    }
    anchors
}

/// How far a thing's own shape reaches from its position, in metres.
fn extent_metres(thing: PlanThing<'_>) -> f64 {
    match thing.shape() {
        Some(Shape::Circle(circle)) => circle.radius_metres(),
        Some(shape) => {
            let corners = shape.polygons().iter().flat_map(|polygon| polygon.outer());
            corners.map(|at| rough_metres(thing.position(), *at)).fold(0.0, f64::max)
        }
        None => 0.0,
    }
}

/// A distance on the plane of a frame: good nearby, and large far away.
fn rough_metres(from: Position, to: Position) -> f64 {
    let [x, y] = metres_of(to, &Frame::new(degrees(from), 0.0));
    let metres = x.hypot(y);
    if metres.is_finite() { metres } else { f64::INFINITY }
}
