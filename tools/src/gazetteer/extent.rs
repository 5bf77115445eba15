//! Where places are and how large, as far as the tables say or let it be guessed.
//!
//! Only cities have a position of their own. GeoNames gives no sizes, so a city is taken for a disc
//! with room for its people; a region is where its largest city is, and reaches to its farthest one.

use libsns::geometry::{Position, distance_metres};

use super::Report;
use super::tree::{Kind, Tree};

/// People a square kilometre of a city (a guess: the usual of the world's urban areas, which go from
/// 1,000 to 20,000).
const PEOPLE_A_SQUARE_KILOMETRE: f64 = 4_000.0;
/// Smallest and largest radius of a city, in metres.
const CITY_METRES: std::ops::RangeInclusive<f64> = 500.0..=40_000.0;

/// The radius that a city of so many people is taken to have, in metres.
pub(super) fn city_radius_metres(population: u64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "people are fewer than 2^53")]
    let square_kilometres = population as f64 / PEOPLE_A_SQUARE_KILOMETRE;
    let radius = (square_kilometres / std::f64::consts::PI).sqrt() * 1000.0;
    radius.clamp(*CITY_METRES.start(), *CITY_METRES.end())
}

/// Gives places their positions and sizes.
pub(super) fn place_all(tree: &mut Tree, report: &mut Report) {
    let seats = seats(tree);
    for at in 0..tree.nodes.len() {
        if tree.nodes[at].kind == Kind::City {
            tree.nodes[at].size_metres = 2.0 * city_radius_metres(tree.nodes[at].population);
        } else if let Some(seat) = seats[at] {
            tree.nodes[at].position = tree.nodes[seat].position;
        }
    }
    reach(tree);
    let count = |is: &dyn Fn(usize) -> bool| (0..tree.nodes.len()).filter(|at| is(*at)).count();
    let is_city = |at: usize| tree.nodes[at].kind == Kind::City;
    let cities = count(&is_city);
    let seated = count(&|at| !is_city(at) && tree.nodes[at].position.is_some());
    let nowhere = count(&|at| tree.nodes[at].position.is_none());
    if cities > 0 {
        let text = "cities are discs with room for their people, as no table has their outlines";
        report.remarks.push(format!("guessed: {cities} {text}"));
    }
    if seated > 0 {
        let text = "countries, regions and districts are placed at their capital or largest city";
        report.remarks.push(format!("guessed: {seated} {text}"));
    }
    if nowhere > 0 {
        let text = "places have no position: the tables give none, and no city in them";
        report.remarks.push(format!("left out: {nowhere} {text}"));
    }
}

/// Of each place the city that stands for it: of a country its capital, else the largest.
fn seats(tree: &Tree) -> Vec<Option<usize>> {
    let mut seats: Vec<Option<usize>> = vec![None; tree.nodes.len()];
    for city in (0..tree.nodes.len()).filter(|at| tree.nodes[*at].kind == Kind::City) {
        let rank = |at: usize, around: usize| {
            let node = &tree.nodes[at];
            let is_capital = !node.words.is_empty() && node.words == tree.nodes[around].capital;
            (is_capital, node.population)
        };
        for around in around(tree, city) {
            if seats[around].is_none_or(|seat| rank(city, around) > rank(seat, around)) {
                seats[around] = Some(city);
            }
        }
    }
    seats
}

/// Lets each place reach around its farthest city.
fn reach(tree: &mut Tree) {
    for city in 0..tree.nodes.len() {
        let node = &tree.nodes[city];
        if node.kind != Kind::City {
            continue;
        }
        let (own, radius) = (node.position, node.size_metres / 2.0);
        for around in around(tree, city).collect::<Vec<_>>() {
            let metres = distance(own, tree.nodes[around].position) + radius;
            let size = &mut tree.nodes[around].size_metres;
            *size = size.max(2.0 * metres);
        }
    }
}

/// All that hold a place.
fn around(tree: &Tree, at: usize) -> impl Iterator<Item = usize> + '_ {
    std::iter::successors(tree.nodes[at].parent, |at| tree.nodes[*at].parent)
}

fn distance(a: Option<[f64; 2]>, b: Option<[f64; 2]>) -> f64 {
    let position =
        |at: Option<[f64; 2]>| at.and_then(|[lat, lon]| Position::from_degrees(lat, lon).ok());
    position(a).zip(position(b)).map_or(0.0, |(a, b)| distance_metres(a, b))
}
