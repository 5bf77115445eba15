//! Asks one random question and holds the answer against brute force.

use std::f64::consts::TAU;
use std::ops::AddAssign;

use sns_tests::random::Random;

use super::ask::{self, Asker, Filter};
use super::building::{Building, Form, Spot, between};
use super::truth::{Known, Plane, Sight, Truth};

/// Within a millimetre of a boundary both answers are right.
const CLOSE: f64 = 0.001;
/// Areas that differ by less than this factor may stand in either order.
const AREA: f64 = 1.03;

/// What was asked.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Tally {
    pub(crate) questions: usize,
    /// Questions that found something.
    pub(crate) found: usize,
    /// Questions about which a boundary was within the tolerance.
    pub(crate) close_calls: usize,
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.questions += other.questions;
        self.found += other.found;
        self.close_calls += other.close_calls;
    }
}

/// What brute force says of one thing.
struct Verdict<'a> {
    known: &'a Known<'a>,
    /// It is to be found, whatever the tolerance.
    must: bool,
    /// It may be found, with the tolerance.
    may: bool,
    /// From where to where in the order it stands, if that is certain.
    rank: Option<[f64; 2]>,
    /// The question is inside it, so that area decides.
    inside: bool,
}

impl Verdict<'_> {
    /// Surely before another.
    fn before(&self, other: &Self) -> bool {
        if self.inside && other.inside {
            return self.known.area * AREA < other.known.area;
        }
        match (self.rank, other.rank) {
            (Some(mine), Some(theirs)) => mine[1] < theirs[0],
            _ => false,
        }
    }
}

/// Holds what was found, in order, against the verdicts.
fn check(name: &str, found: &[String], verdicts: &[Verdict<'_>], count: usize) -> Tally {
    let of = |label: &String| {
        let verdict = verdicts.iter().find(|v| v.known.thing.label == *label);
        verdict.unwrap_or_else(|| panic!("{name}: {label} is not to be found at all: {found:?}"))
    };
    let given: Vec<&Verdict<'_>> = found.iter().map(of).collect();
    for verdict in &given {
        assert!(verdict.may, "{name}: {} is wrong: {found:?}", verdict.known.thing.label);
    }
    let (must, may) =
        (verdicts.iter().filter(|v| v.must).count(), verdicts.iter().filter(|v| v.may).count());
    assert!(
        (must.min(count)..=may.min(count)).contains(&given.len()),
        "{name}: {} found, expected {must} to {may} of at most {count}: {found:?}",
        given.len()
    );
    for (place, later) in given.iter().enumerate() {
        for earlier in &given[..place] {
            let (a, b) = (&earlier.known.thing.label, &later.known.thing.label);
            assert!(a != b, "{name}: {a} twice");
            assert!(!later.before(earlier), "{name}: {b} comes before {a}: {found:?}");
        }
    }
    for missing in verdicts.iter().filter(|v| v.must) {
        let label = &missing.known.thing.label;
        if !found.contains(label) {
            assert!(given.len() == count, "{name}: {label} is missing: {found:?}");
            let overtaken = given.iter().find(|v| missing.before(v));
            assert!(overtaken.is_none(), "{name}: {label} is missing: {found:?}");
        }
    }
    Tally {
        questions: 1,
        found: usize::from(!found.is_empty()),
        close_calls: usize::from(must != may),
    }
}

/// A position within centimetres of the edge of a thing, where mistakes would be.
fn beside_an_edge(building: &Building, random: &mut Random) -> Option<Spot> {
    let Form::Rings(rings) = &random.pick(&building.things).form else { return None };
    let ring = random.pick(rings);
    let at = random.below(ring.len());
    let (from, to) = (ring[at], ring[(at + 1) % ring.len()]);
    let (north, east) = from.to(to);
    let part = random.between(0, 1000) as i64;
    // A nanodegree is a tenth of a millimetre, or less where meridians are close.
    let mut aside = || random.between(0, 1000) as i64 - 500;
    let latitude = from.latitude + north * part / 1000 + aside();
    Some(Spot::new(latitude, from.longitude + east * part / 1000 + aside()))
}

/// A position in and around the building: anywhere, at a corner, or at a thing.
fn somewhere(building: &Building, random: &mut Random) -> Spot {
    let [w, d] = building.size;
    if random.percent(20)
        && let Some(spot) = beside_an_edge(building, random)
    {
        return spot;
    }
    let spot = match random.below(20) {
        0 => match &random.pick(&building.things).form {
            Form::Point(spot) | Form::Circle(spot, _) => *spot,
            Form::Rings(rings) => *random.pick(&rings[0]),
        },
        1 => building.spot([between(random, -300.0, 300.0), between(random, -300.0, 300.0)]),
        2..6 => building.spot([between(random, -25.0, w + 25.0), between(random, -25.0, d + 25.0)]),
        _ => building.spot([between(random, 0.0, w), between(random, 0.0, d)]),
    };
    // An asker says no more digits than it wants to.
    let unit = *random.pick(&[1, 1, 10, 100, 1000]);
    Spot::new(spot.latitude / unit * unit, spot.longitude / unit * unit)
}

fn filter(building: &Building, random: &mut Random) -> Filter {
    let thing = random.pick(&building.things);
    let word = if random.percent(50) { thing.kind } else { thing.class };
    Filter {
        kind: random.percent(25).then_some(word),
        level: random.percent(40).then(|| random.between(0, 5) as i16 - 2),
        ..Filter::default()
    }
}

fn passes(known: &Known<'_>, filter: &Filter) -> bool {
    let thing = known.thing;
    filter.kind.is_none_or(|kind| kind == thing.kind || kind == thing.class)
        && filter.level.is_none_or(|level| {
            thing.levels.is_none_or(|[low, high]| (low..=high).contains(&level))
        })
}

/// Centimetres as metres.
fn metres(cm: u32) -> f64 {
    f64::from(cm) / 100.0
}

fn is_well_inside(sight: Sight) -> bool {
    sight.metres == 0.0 && sight.edge > CLOSE
}

pub(crate) fn point(building: &Building, asker: &mut Asker, random: &mut Random) -> Tally {
    let truth = Truth::new(building);
    let (spot, filter) = (somewhere(building, random), point_filter(building, random));
    let name = ask::of_point(spot, &filter);
    let verdicts = around(&truth, spot, &filter);
    let found = asker.near(&name);
    check(&name, &found, &verdicts, filter.count.unwrap_or(DEFAULT_COUNT))
}

/// Things that a question for a point or a ray gives where it names no count.
const DEFAULT_COUNT: usize = libsns::limits::NEAR_COUNT as usize;

fn point_filter(building: &Building, random: &mut Random) -> Filter {
    let mut filter = filter(building, random);
    filter.count = random.percent(50).then(|| random.between(1, 64));
    filter.radius = match random.below(4) {
        0 => None,
        1 => Some(0),
        _ => Some(random.between(1, 6000) as u32),
    };
    filter
}

/// What brute force says of all things to a point question.
fn around<'a>(truth: &'a Truth<'a>, spot: Spot, filter: &Filter) -> Vec<Verdict<'a>> {
    let reach = match (filter.radius, filter.count) {
        (Some(cm), _) => metres(cm),
        (None, Some(_)) => 100_000.0,
        (None, None) => 10.0,
    };
    let plane = Plane::at(spot);
    let verdict = |known: &'a Known<'a>| {
        let sight = truth.sight(known, spot, &plane);
        Verdict {
            known,
            must: is_well_inside(sight) || sight.metres < reach - CLOSE,
            may: sight.metres <= reach + CLOSE,
            rank: Some([sight.metres - CLOSE, sight.metres + CLOSE]),
            inside: is_well_inside(sight),
        }
    };
    truth.known.iter().filter(|known| passes(known, filter)).map(verdict).collect()
}

/// One question at resolution 15: nothing that contains the point may be missing.
pub(crate) fn cell(building: &Building, asker: &mut Asker, random: &mut Random) -> Tally {
    let truth = Truth::new(building);
    let spot = somewhere(building, random);
    let name = ask::of_cell(spot);
    let found = asker.cell(&name);
    let plane = Plane::at(spot);
    let mut close = false;
    for known in &truth.known {
        let sight = truth.sight(known, spot, &plane);
        let label = &known.thing.label;
        // Also on the edge, as walls belong to both sides: a point in its own cell, say.
        if sight.metres == 0.0 {
            assert!(found.contains(label), "{name}: {label} is missed at {spot:?}: {found:?}");
        }
        close |= sight.edge < CLOSE;
    }
    Tally { questions: 1, found: usize::from(!found.is_empty()), close_calls: usize::from(close) }
}

pub(crate) fn in_box(building: &Building, asker: &mut Asker, random: &mut Random) -> Tally {
    let truth = Truth::new(building);
    let low = somewhere(building, random);
    let mut filter = filter(building, random);
    filter.count = random.percent(50).then(|| random.between(1, 64));
    let mut size = || random.between(0, 500) as i64 * random.between(1, 1000) as i64;
    let (north, east) = (size(), size());
    let high = Spot::new(low.latitude + north, low.longitude + east);
    let name = ask::of_box([low, high], &filter);
    let found = asker.near(&name);
    let centre = Spot::new(low.latitude + north / 2, low.longitude + east / 2);
    let plane = Plane::at(centre);
    let verdict = |known| {
        let sight = truth.sight(known, centre, &plane);
        Verdict {
            known,
            must: truth.meets_box(known, [low, high], -CLOSE),
            may: truth.meets_box(known, [low, high], CLOSE),
            rank: Some([sight.metres - CLOSE, sight.metres + CLOSE]),
            inside: is_well_inside(sight),
        }
    };
    let passing = truth.known.iter().filter(|known| passes(known, &filter));
    let verdicts: Vec<_> = passing.map(verdict).collect();
    check(&name, &found, &verdicts, filter.count.unwrap_or(64))
}

pub(crate) fn ray(building: &Building, asker: &mut Asker, random: &mut Random) -> Tally {
    let truth = Truth::new(building);
    let (spot, mut filter) = (somewhere(building, random), filter(building, random));
    filter.count = random.percent(70).then(|| random.between(1, 64));
    filter.radius = random.percent(70).then(|| random.between(5, 20_000) as u32);
    filter.width = random.percent(50).then(|| random.between(1, 500) as u32);
    let tenths = random.below(3600) as u32;
    let name = ask::of_ray(spot, tenths, &filter);
    let found = asker.near(&name);
    let (length, width) = (filter.radius.map_or(30.0, metres), filter.width.map_or(0.5, metres));
    let plane = Plane::at(spot);
    let verdict = |known| {
        let sight = truth.sight(known, spot, &plane);
        let along = Known::along(known, &plane, f64::from(tenths) / 10.0, length, CLOSE);
        let inside = is_well_inside(sight);
        let on_edge = sight.edge <= CLOSE;
        Verdict {
            known,
            must: inside || along.beside < width - CLOSE,
            may: sight.metres == 0.0 || along.beside <= width + CLOSE,
            rank: if inside { Some([0.0, 0.0]) } else { along.met.filter(|_| !on_edge) },
            inside,
        }
    };
    let passing = truth.known.iter().filter(|known| passes(known, &filter));
    let verdicts: Vec<_> = passing.map(verdict).collect();
    check(&name, &found, &verdicts, filter.count.unwrap_or(DEFAULT_COUNT))
}

/// Moves of an asker within a validity area.
const MOVES: usize = 8;

/// RFC-DRAFT: whoever stays in the validity area finds the same things.
pub(crate) fn area(building: &Building, asker: &mut Asker, random: &mut Random) -> Tally {
    let (spot, mut filter) = (somewhere(building, random), point_filter(building, random));
    // Small counts are the ones that things fall out of.
    filter.count = filter.count.map(|count| 1 + count % 5);
    let name = ask::of_point(spot, &filter);
    let diameter = asker.validity(&name);
    let mut here = asker.near(&name);
    here.sort();
    let cos = (spot.latitude as f64 / 1e9).to_radians().cos();
    for _ in 0..MOVES {
        let turn = between(random, 0.0, TAU);
        let far = diameter / 2.0 * (random.below(1001) as f64 / 1000.0).sqrt();
        // A nanodegree is at most 0.1117 mm, so this is never too far.
        let step = far * 1e9 / 111_700.0;
        let east = step * turn.sin() / (cos * 1.0035);
        let there =
            Spot::new(spot.latitude + (step * turn.cos()) as i64, spot.longitude + east as i64);
        let mut found = asker.near(&ask::of_point(there, &filter));
        found.sort();
        assert_eq!(found, here, "{name} has {diameter} m, {far} m on is {there:?}");
    }
    Tally { questions: 2 + MOVES, found: usize::from(!here.is_empty()), close_calls: 0 }
}
