//! One thing found: by which rule, where, and how to mend it.

use geo::MultiPolygon;
use libsns::geometry::Degrees;
use libsns::plan::{PlanExit, PlanFault, PlanThing};

use super::rule::Rule;
use super::scene::Scene;

/// Where something is written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The file, as the plan names it.
    pub file: String,
    /// The line, from 1 on, where it is known.
    pub line: Option<usize>,
}

/// Something that a rule found.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The rule.
    pub rule: &'static Rule,
    /// Where it is written.
    pub place: Place,
    /// What it is about, as faults name it: `place "Café"`.
    pub key: String,
    /// Its name in the zone, where it has one.
    pub name: Option<String>,
    /// What was found, as a sentence.
    pub message: String,
    /// The places and devices concerned, by their indices in the plan; the one to blame first.
    pub things: Vec<usize>,
    /// Where on the Earth it is, where that is known: latitude and longitude in degrees.
    pub at: Option<Degrees>,
    /// Ground to show in a drawing, in the metres of the first thing's frame.
    pub(super) ground: Option<MultiPolygon>,
    /// What could mend it without a person.
    pub(super) repair: Option<Repair>,
}

/// What could mend a fault.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Repair {
    /// Another shape for a thing.
    Reshape { thing: usize, how: Reshape },
    /// A position for a thing, in degrees.
    Move { thing: usize, to: Degrees },
    /// A level for a thing.
    Level { thing: usize, level: i16 },
    /// A label for a thing.
    Label { thing: usize, label: String },
    /// The exit with this index goes.
    RemoveExit { exit: usize },
    /// The wall thickness of the plan, in metres.
    WallThickness { metres: f64 },
    /// Numbers of a GeoJSON file with no more decimals than a position has.
    RoundNumbers { file: String },
}

/// How a shape is made better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reshape {
    /// What another thing covers is left to it.
    Without(usize),
    /// What reaches outside of another thing is cut off.
    Within(usize),
    /// The wall that faces another thing is moved onto that one's wall.
    Snap(usize),
    /// Corners that say nothing go.
    DropCorners,
}

impl Finding {
    /// A finding about a place or device.
    pub(super) fn of(
        rule: &'static Rule,
        scene: &Scene<'_>,
        thing: PlanThing<'_>,
        message: String,
    ) -> Self {
        Self {
            rule,
            place: scene.place_of(thing),
            key: thing.key().to_owned(),
            name: Some(thing.name().to_string()),
            message,
            things: vec![thing.index()],
            at: scene.centre_degrees(thing.index()),
            ground: None,
            repair: None,
        }
    }

    /// A finding about an exit.
    pub(super) fn of_exit(
        rule: &'static Rule,
        scene: &Scene<'_>,
        exit: PlanExit<'_>,
        message: String,
    ) -> Self {
        let words = |index: &usize| format!("{:?}", scene.plan.thing(*index).words());
        let joins: Vec<_> = exit.places().iter().map(words).collect();
        let at = exit.position().map(|at| [at.latitude_degrees(), at.longitude_degrees()]);
        Self {
            rule,
            place: Place { file: exit.file().to_owned(), line: exit.line() },
            key: format!("{} between {}", exit.kind(), joins.join(" and ")),
            name: None,
            message,
            things: exit.places().to_vec(),
            at: at.or_else(|| exit.places().first().and_then(|at| scene.centre_degrees(*at))),
            ground: None,
            repair: None,
        }
    }

    /// A finding that the plan told of itself when it was read.
    pub(super) fn of_fault(rule: &'static Rule, fault: &PlanFault) -> Self {
        let value =
            if fault.value.is_empty() { String::new() } else { format!("{}: ", fault.value) };
        Self {
            rule,
            place: Place { file: fault.file.clone(), line: fault.line },
            key: fault.key.clone(),
            name: None,
            message: format!("{value}{}", fault.expected),
            things: Vec::new(),
            at: None,
            ground: None,
            repair: None,
        }
    }

    /// With another thing that it concerns.
    pub(super) fn with(mut self, thing: usize) -> Self {
        self.things.push(thing);
        self
    }

    /// With ground to show, in the metres of the first thing's frame.
    pub(super) fn showing(mut self, ground: MultiPolygon) -> Self {
        self.ground = Some(ground);
        self
    }

    /// With what could mend it.
    pub(super) fn mended_by(mut self, repair: Repair) -> Self {
        self.repair = Some(repair);
        self
    }

    /// With what could mend it, if anything could.
    pub(super) fn mended_if(mut self, repair: Option<Repair>) -> Self {
        self.repair = repair;
        self
    }

    /// True where `--fix` has a way to mend it; whether that helps shows when it is tried.
    #[must_use]
    pub fn is_fixable(&self) -> bool {
        self.repair.is_some()
    }
}
