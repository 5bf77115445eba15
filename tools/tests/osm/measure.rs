//! How long a city takes and how much memory: made up as it is read, so that no file is in memory.
//!
//! ```sh
//! cargo test --release -p sns-tools --test osm -- --ignored --nocapture --test-threads 1 city
//! ```

use std::fs;
use std::io::Read;
use std::time::Instant;

use sns_tools::import::{Input, InputFile, Options, osm};

use super::map::Map;

/// Elements of a house: its outline and four corners.
const HOUSE_ELEMENTS: usize = 5;
/// Houses that are mapped inside, whatever the size of the city.
const MAPPED: usize = 20;
/// Rooms of each of them.
const ROOMS: i64 = 50;
/// Houses made at once.
const CHUNK: usize = 1_000;
/// Houses in a row of the city.
const ROW: i64 = 500;

/// A city, of which one form is read piece by piece: first all nodes, then all ways.
struct City {
    houses: usize,
    is_pbf: bool,
    next: usize,
    piece: Vec<u8>,
    taken: usize,
}

impl City {
    fn new(elements: usize, is_pbf: bool) -> Self {
        let houses = elements / HOUSE_ELEMENTS;
        Self { houses, is_pbf, next: 0, piece: Vec::new(), taken: 0 }
    }

    /// The next piece; none at the end.
    fn make(&mut self) -> Option<Vec<u8>> {
        let chunks = self.houses.div_ceil(CHUNK);
        let step = self.next;
        self.next += 1;
        if step == 0 {
            let head = if self.is_pbf { Map::default().to_pbf() } else { b"<osm>\n".to_vec() };
            return Some(head);
        }
        let step = step - 1;
        if step == 2 * chunks {
            return Some(if self.is_pbf { Vec::new() } else { b"</osm>\n".to_vec() });
        }
        if step > 2 * chunks {
            return None;
        }
        let first = step % chunks * CHUNK;
        let mut map = Map::default();
        for house in first..(first + CHUNK).min(self.houses) {
            build(&mut map, house as i64, house % (self.houses / MAPPED).max(1) == 0);
        }
        match step < chunks {
            true => map.ways.clear(),
            false => map.nodes.clear(),
        }
        Some(match self.is_pbf {
            true => map.pbf_blocks(true),
            false => map.xml_elements().into_bytes(),
        })
    }
}

impl Read for City {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        while self.taken == self.piece.len() {
            self.taken = 0;
            match self.make() {
                Some(piece) => self.piece = piece,
                None => return Ok(0),
            }
        }
        let read = (&self.piece[self.taken..]).read(into)?;
        self.taken += read;
        Ok(read)
    }
}

/// A house of the city, some 20 m wide, with or without rooms.
fn build(map: &mut Map, house: i64, is_mapped: bool) {
    let [y, x] = [480_000_000 + house / ROW * 5_000, 110_000_000 + house % ROW * 5_000];
    let base = 1 + house * 1_000;
    let corners = |map: &mut Map, first: i64, [y, x, side]: [i64; 3]| -> Vec<i64> {
        let corners = [[y, x], [y, x + side], [y + side, x + side], [y + side, x]];
        for (number, corner) in (first..).zip(corners) {
            map.nodes.insert(number, (corner, Vec::new()));
        }
        vec![first, first + 1, first + 2, first + 3, first]
    };
    let outline = corners(map, base, [y, x, 2_000]);
    map.ways.insert(base, (outline, super::map::tags("building=yes addr:street=Ring")));
    for room in (0..ROOMS).filter(|_| is_mapped) {
        let (row, column) = (room / 10, room % 10);
        let nodes = corners(map, base + 10 + room * 4, [y + row * 200, x + column * 200, 200]);
        let words = format!("indoor=room level={} ref={house}.{room}", row);
        map.ways.insert(base + 10 + room, (nodes, super::map::tags(&words)));
    }
}

/// The most memory this process has had, in MiB; none where the system does not say.
fn peak_mebibytes() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    Some(line.split_whitespace().nth(1)?.parse::<u64>().ok()? / 1024)
}

#[test]
#[ignore = "takes some seconds; it measures"]
fn city() {
    for is_pbf in [false, true] {
        for elements in [125_000, 250_000, 500_000, 1_000_000, 2_000_000] {
            let made = Instant::now();
            std::io::copy(&mut City::new(elements, is_pbf), &mut std::io::sink()).unwrap();
            let made = made.elapsed();
            let open = || Ok(Box::new(City::new(elements, is_pbf)) as Box<dyn Read>);
            let files = vec![InputFile::new("city", open)];
            let start = Instant::now();
            let survey = osm::read(&Input { name: "city".into(), files }, &Options::default());
            let time = start.elapsed();
            assert_eq!(survey.unwrap().places.len(), MAPPED * (1 + 5 + ROOMS as usize));
            println!(
                "{} {elements} elements: {:.2} s (making it once {:.2} s), peak {:?} MiB",
                if is_pbf { "PBF" } else { "XML" },
                time.as_secs_f64(),
                made.as_secs_f64(),
                peak_mebibytes(),
            );
        }
    }
}

#[test]
fn a_small_city_is_read() {
    for is_pbf in [false, true] {
        let open = || Ok(Box::new(City::new(10_000, is_pbf)) as Box<dyn Read>);
        let files = vec![InputFile::new("city", open)];
        let survey = osm::read(&Input { name: "city".into(), files }, &Options::default()).unwrap();
        assert_eq!(survey.places.len(), MAPPED * (1 + 5 + ROOMS as usize));
        assert!(survey.remarks.is_empty(), "{:?}", survey.remarks);
    }
}
