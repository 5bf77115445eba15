//! Points among the places of a building: what near names and cells find, against all polygons, one
//! by one.

use std::collections::BTreeSet;
use std::env;

use libsns::geometry::{Cell, Position, Resolution, Shape};
use libsns::record::{Place, Record};
use sns_tests::message::{Message, rtype};
use sns_tests::names;
use sns_tests::ours::{self, Ours};
use sns_tests::question::Question;
use sns_tests::random::Random;

use super::targets;

/// Points asked about in each building; `SNS_LONG=1` asks about 100,000.
fn count() -> usize {
    if env::var("SNS_LONG").is_ok_and(|value| value == "1") { 100_000 } else { 1_000 }
}

/// A place with polygons: its name, its levels, its rings as longitude and latitude in nanodegrees.
struct Ground<'a> {
    name: &'a str,
    place: &'a Place,
    rings: Vec<Vec<[i64; 2]>>,
    /// South-west and north-east corner.
    corners: [[i64; 2]; 2],
}

impl<'a> Ground<'a> {
    fn of(name: &'a str, place: &'a Place) -> Option<Self> {
        let shape = place.shape.as_ref()?;
        let pair = |at: &Position| [at.longitude_nanodegrees(), at.latitude_nanodegrees()];
        let polygons = match shape {
            Shape::Point(_) | Shape::Circle(_) => return None,
            _ => shape.polygons(),
        };
        let rings: Vec<Vec<[i64; 2]>> = polygons
            .iter()
            .flat_map(|polygon| std::iter::once(polygon.outer()).chain(polygon.holes()))
            .map(|ring| ring.iter().map(pair).collect())
            .collect();
        let of = |pick: fn(i64, i64) -> i64| {
            [0, 1].map(|axis| {
                let values = rings.iter().flatten().map(|corner| corner[axis]);
                values.reduce(pick).unwrap_or_default()
            })
        };
        let corners = [of(i64::min), of(i64::max)];
        Some(Self { name, place, rings, corners })
    }

    /// True when a line from the point northwards crosses the rings an odd number of times; nothing
    /// where the point is within a millimetre of an edge, about.
    fn holds(&self, [x, y]: [i64; 2]) -> Option<bool> {
        const NEAR: i128 = 10;
        let mut inside = false;
        for ring in &self.rings {
            for (a, b) in ring.iter().zip(ring.iter().cycle().skip(1)) {
                let beyond = |a: i64, b: i64, at: i64| {
                    i128::from(at) < i128::from(a.min(b)) - NEAR
                        || i128::from(at) > i128::from(a.max(b)) + NEAR
                };
                if beyond(a[0], b[0], x) {
                    continue;
                }
                let run = i128::from(b[0] - a[0]);
                let rise = i128::from(b[1] - a[1]);
                let side = run * i128::from(y - a[1]) - rise * i128::from(x - a[0]);
                let is_beside = side.abs() > NEAR * run.abs().max(rise.abs()).max(1);
                if !is_beside && !beyond(a[1], b[1], y) {
                    return None;
                }
                if (a[0] <= x) != (b[0] <= x) {
                    // Above the point where the edge passes to the north of it.
                    inside ^= (side < 0) == (run > 0);
                }
            }
        }
        Some(inside)
    }
}

/// Asks for points in and around the building, by near name and by cell. Some of the cells come back.
pub(super) fn by_place(apex: &str, records: &[Record], all: &[(String, Place)]) -> Vec<String> {
    let grounds: Vec<Ground<'_>> =
        all.iter().filter_map(|(name, place)| Ground::of(name, place)).collect();
    let mut cells = Vec::new();
    if grounds.is_empty() {
        return cells;
    }
    let zone = ours::zone_of(records).unwrap_or_else(|error| panic!("{error}"));
    let mut ours = Ours::new(vec![zone]);
    let mut random = Random::new(11);
    for number in 0..count() {
        let ground = random.pick(&grounds);
        let Some(levels) = ground.place.levels else { continue };
        let level = levels.lowest();
        let at = inside_box(ground, &mut random);
        let Some(expected) = expected(&grounds, level, at) else { continue };
        let near = format!("l{level}.k64.r0.{}._near.{apex}", near(at));
        let found: BTreeSet<String> = ask(&mut ours, &near).into_iter().collect();
        let wanted = |name: &String| grounds.iter().any(|ground| ground.name == name);
        let found: BTreeSet<&str> =
            found.iter().filter(|name| wanted(name)).map(String::as_str).collect();
        assert_eq!(found, expected, "{near}");
        let position = Position::from_nanodegrees(at[1], at[0]).expect("a position");
        let cell = format!("{}._h3.{apex}", Cell::at(position, Resolution::Fifteen));
        let listed = ask(&mut ours, &cell);
        for name in &expected {
            assert!(
                listed.iter().any(|other| other == name),
                "{name} is not in {cell}: {listed:?}"
            );
        }
        if number % 20 == 0 {
            cells.push(cell);
        }
    }
    cells
}

/// The places on the level that hold the point; nothing where it is too near a wall to tell.
fn expected<'a>(grounds: &[Ground<'a>], level: i16, at: [i64; 2]) -> Option<BTreeSet<&'a str>> {
    let mut names = BTreeSet::new();
    for ground in grounds {
        let [low, high] = ground.corners;
        let is_apart =
            [0, 1].into_iter().any(|axis| at[axis] < low[axis] - 20 || at[axis] > high[axis] + 20);
        if is_apart || ground.place.levels.is_some_and(|levels| !levels.contains(level)) {
            continue;
        }
        if ground.holds(at)? {
            names.insert(ground.name);
        }
    }
    Some(names)
}

fn inside_box(ground: &Ground<'_>, random: &mut Random) -> [i64; 2] {
    let [low, high] = ground.corners;
    [0, 1].map(|axis| {
        let span = usize::try_from(high[axis] - low[axis]).expect("low is low");
        low[axis] + i64::try_from(random.below(span + 1)).expect("below a span")
    })
}

fn ask(ours: &mut Ours, name: &str) -> Vec<String> {
    let reply: Message = ours.ask_over_tcp(&Question::new(names::labels(name), rtype::PTR));
    targets(&reply)
}

/// Decimal degrees in nanodegrees as a label.
fn near([x, y]: [i64; 2]) -> String {
    let angle = |nano: i64, letters: [char; 2]| {
        let letter = letters[usize::from(nano < 0)];
        let nano = nano.unsigned_abs();
        format!("{}{letter}{:09}", nano / 1_000_000_000, nano % 1_000_000_000)
    };
    format!("{}-{}", angle(y, ['n', 's']), angle(x, ['e', 'w']))
}
