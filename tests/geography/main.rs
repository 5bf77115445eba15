//! What the server finds by cell and by near name, against brute force that shares no code with it.
//!
//! Buildings are made from a seed at places where geometry goes wrong most easily, written as plans,
//! compiled and served in-process. Only things within a millimetre of a boundary may differ.
//! `SNS_LONG=1` asks a million questions.

mod ask;
mod building;
mod hostile;
mod judge;
mod truth;

use std::env;
use std::thread;

use sns_tests::random::Random;

use ask::Asker;
use building::{Building, Site};
use judge::Tally;

/// Where buildings stand: latitude and longitude of a corner, in nanodegrees.
const SITES: [Site; 8] = [
    Site { name: "Cambridge", latitude: 52_205_300_000, longitude: 121_800_000 },
    Site { name: "the equator", latitude: 20_000, longitude: 32_500_000_000 },
    Site { name: "Null Island", latitude: -150_000, longitude: -130_000 },
    Site { name: "Tromsø", latitude: 70_100_000_000, longitude: 18_950_000_000 },
    Site { name: "Taveuni", latitude: -16_850_000_000, longitude: 179_999_700_000 },
    Site { name: "Wrangel", latitude: 71_200_000_000, longitude: -179_999_200_000 },
    Site { name: "Sydney", latitude: -33_868_800_000, longitude: 151_209_300_000 },
    Site { name: "Amundsen", latitude: -84_000_000_000, longitude: -45_000_000_000 },
];

/// Questions of each kind about one building.
#[derive(Clone, Copy)]
struct Round {
    points: usize,
    cells: usize,
    boxes: usize,
    rays: usize,
    areas: usize,
}

const SHORT: Round = Round { points: 460, cells: 330, boxes: 230, rays: 230, areas: 40 };
const SHORT_BUILDINGS: usize = 2;
/// Ten times as many buildings, five times as many questions about each.
const LONG: Round = Round { points: 2300, cells: 1650, boxes: 1150, rays: 1150, areas: 100 };
const LONG_BUILDINGS: usize = 20;

fn is_long() -> bool {
    env::var("SNS_LONG").is_ok_and(|value| value == "1")
}

/// Asks all about one building.
fn judge_building(site: Site, seed: u64, round: Round) -> Tally {
    let building = Building::new(site, seed);
    let mut asker = Asker::new(&building);
    let mut random = Random::new(seed ^ 0xa5);
    let mut tally = Tally::default();
    for _ in 0..round.points {
        tally += judge::point(&building, &mut asker, &mut random);
    }
    for _ in 0..round.cells {
        tally += judge::cell(&building, &mut asker, &mut random);
    }
    for _ in 0..round.boxes {
        tally += judge::in_box(&building, &mut asker, &mut random);
    }
    for _ in 0..round.rays {
        tally += judge::ray(&building, &mut asker, &mut random);
    }
    for _ in 0..round.areas {
        tally += judge::area(&building, &mut asker, &mut random);
    }
    tally
}

#[test]
fn the_server_finds_what_brute_force_finds() {
    let (round, buildings) =
        if is_long() { (LONG, LONG_BUILDINGS) } else { (SHORT, SHORT_BUILDINGS) };
    let all: Vec<(Site, u64)> = (0..buildings as u64)
        .flat_map(|number| SITES.map(|site| (site, number)))
        .zip(1..)
        .map(|((site, _), seed)| (site, seed))
        .collect();
    let share = |half: usize| {
        let mine = all.iter().skip(half).step_by(2);
        mine.fold(Tally::default(), |mut sum, (site, seed)| {
            sum += judge_building(*site, *seed, round);
            sum
        })
    };
    let tally = thread::scope(|scope| {
        let other = scope.spawn(|| share(1));
        let mut tally = share(0);
        tally += other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        tally
    });
    eprintln!("{} buildings: {tally:?}", all.len());
    // The questions are worth asking: most find something, and few hang on a millimetre.
    assert!(tally.questions >= if is_long() { 1_000_000 } else { 20_000 }, "{tally:?}");
    assert!(tally.found * 2 > tally.questions, "{tally:?}");
    assert!(tally.close_calls * 20 < tally.questions, "{tally:?}");
}
