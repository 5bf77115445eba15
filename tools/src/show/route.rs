//! The way from one place to another, in steps that people understand.

use libsns::geometry::Position;
use libsns::graph::{Climb, Distance, Leg, Route};
use libsns::record::PlaceClass;
use serde_json::{Value, json};

use super::text::plain;
use crate::atlas::Atlas;
use crate::paint::Paint;

/// The way in words, a step a line.
pub(crate) fn lines(atlas: &Atlas, ends: [usize; 2], route: &Route, paint: Paint) -> String {
    let [from, to] = ends.map(|end| paint.bold(&words(atlas, end)));
    let whole = format!("{}, {}", metres(route.distance.metres), time(route.distance.seconds));
    let mut text = format!("{from} to {to}: {whole}\n");
    if route.legs.is_empty() {
        text += "  you are there\n";
    }
    for (index, leg) in route.legs.iter().enumerate() {
        let before = index.checked_sub(1).and_then(|before| route.legs[before].exit);
        text += &format!("  {}{}\n", step(atlas, before, leg), guessed(leg, paint));
    }
    text
}

fn guessed(leg: &Leg, paint: Paint) -> String {
    if leg.is_guess { paint.dim(" (as the crow flies)") } else { String::new() }
}

/// One step: by which exit one has come, where one is, how far it is to the next.
fn step(atlas: &Atlas, before: Option<usize>, leg: &Leg) -> String {
    let place = &atlas.entries[leg.place];
    let far = metres(leg.distance.metres);
    let is_vertical = matches!(place.class, PlaceClass::Stair | PlaceClass::Lift);
    if let (Some(climb), true) = (leg.climb, is_vertical) {
        return match climb {
            Climb::Lift => climbed(atlas, climb, leg),
            _ => format!("{}, {far}", climbed(atlas, climb, leg)),
        };
    }
    let walk = match (before, leg.exit) {
        (Some(exit), _) => format!("through the {} {}, {far}", kind(atlas, exit), into(atlas, leg)),
        (None, Some(exit)) if leg.distance == Distance::default() => {
            let place = match place.class {
                PlaceClass::Site | PlaceClass::Building => outside(atlas, leg.place),
                _ => format!("in {}", words(atlas, leg.place)),
            };
            format!("start at the {} {place}", kind(atlas, exit))
        }
        (None, Some(exit)) => {
            format!("in {}, {far} to the {}", words(atlas, leg.place), kind(atlas, exit))
        }
        (None, None) => format!("in {}, {far}", words(atlas, leg.place)),
    };
    match leg.climb {
        Some(climb) => format!("{walk}, then {}", climbed(atlas, climb, leg)),
        None => walk,
    }
}

/// Over the threshold: into a room, or out of the house.
fn into(atlas: &Atlas, leg: &Leg) -> String {
    match atlas.entries[leg.place].class {
        PlaceClass::Site | PlaceClass::Building => outside(atlas, leg.place),
        _ => format!("to {}", words(atlas, leg.place)),
    }
}

fn outside(atlas: &Atlas, place: usize) -> String {
    format!("outside {}", words(atlas, place))
}

/// `take the lift to First floor`.
fn climbed(atlas: &Atlas, climb: Climb, leg: &Leg) -> String {
    let [Some(from), Some(to)] = leg.levels else { return String::new() };
    let direction = if to > from { "up" } else { "down" };
    let level = plain(&atlas.level(to));
    match climb {
        Climb::Lift => format!("take the lift to {level}"),
        Climb::Stair => format!("take the stairs {direction} to {level}"),
        Climb::Ramp => format!("take the ramp {direction} to {level}"),
        Climb::Escalator => format!("take the escalator {direction} to {level}"),
    }
}

fn kind(atlas: &Atlas, exit: usize) -> String {
    plain(atlas.exit_kinds.get(exit).map_or("door", String::as_str))
}

fn words(atlas: &Atlas, thing: usize) -> String {
    plain(&atlas.entries[thing].words)
}

/// Metres as people say them of a way: nobody counts centimetres of steps.
fn metres(metres: f64) -> String {
    match metres {
        0.0..=0.95 => format!("{metres:.1} m"),
        ..1000.0 => format!("{metres:.0} m"),
        _ => format!("{:.1} km", metres / 1000.0),
    }
}

/// `40 s`, `3 min`.
fn time(seconds: f64) -> String {
    match seconds {
        ..90.0 => format!("{seconds:.0} s"),
        ..5400.0 => format!("{:.0} min", seconds / 60.0),
        _ => format!("{:.1} h", seconds / 3600.0),
    }
}

/// The way for programs.
pub(crate) fn json(atlas: &Atlas, [from, to]: [usize; 2], route: Option<&Route>) -> Value {
    let name = |thing: usize| atlas.entries[thing].name.to_string();
    json!({
        "from": name(from),
        "to": name(to),
        "found": route.is_some(),
        "metres": route.map(|route| rounded(route.distance.metres)),
        "seconds": route.map(|route| rounded(route.distance.seconds)),
        "legs": route.map(|route| {
            route.legs.iter().map(|leg| leg_json(atlas, leg)).collect::<Vec<_>>()
        }),
    })
}

fn leg_json(atlas: &Atlas, leg: &Leg) -> Value {
    let entry = &atlas.entries[leg.place];
    let exit = leg.exit.map(|exit| {
        json!({
            "kind": kind(atlas, exit),
            "position": atlas.graph.exit_position(exit).map(position),
            "is_position_given": atlas.graph.is_exit_position_given(exit),
        })
    });
    let climb = leg.climb.map(|climb| match climb {
        Climb::Stair => "stair",
        Climb::Ramp => "ramp",
        Climb::Escalator => "escalator",
        Climb::Lift => "lift",
    });
    json!({
        "place": entry.name.to_string(),
        "display": entry.words,
        "levels": leg.levels,
        "climb": climb,
        "metres": rounded(leg.distance.metres),
        "seconds": rounded(leg.distance.seconds),
        "is_guess": leg.is_guess,
        "line": leg.line.iter().map(|at| position(*at)).collect::<Vec<_>>(),
        "exit": exit,
    })
}

/// Latitude and longitude, in degrees.
fn position(at: Position) -> Value {
    json!([at.latitude_degrees(), at.longitude_degrees()])
}

/// To the centimetre and hundredth of a second: no way is known better.
fn rounded(number: f64) -> f64 {
    (number * 100.0).round() / 100.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ways_are_told_roughly() {
        assert_eq!(
            [metres(0.5), metres(0.96), metres(12.4), metres(2_340.0)].join(" "),
            "0.5 m 1 m 12 m 2.3 km"
        );
        assert_eq!(
            [time(9.4), time(89.0), time(125.0), time(7_200.0)].join(" "),
            "9 s 89 s 2 min 2.0 h"
        );
    }
}
