//! Truncated, mutated and enormous files: an error that names the place, or a survey; never a panic.

use std::io::Read;
use std::panic::{AssertUnwindSafe, catch_unwind};

use sns_tools::import::{Input, InputFile, Options, osm};

use super::made_up::everything;
use super::map::{blob, deltas, framed, octets, packed, varint_field};
use super::read;

/// Mutations of each form.
const MUTATIONS: usize = 4_000;

/// SplitMix64 (Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014).
struct Random(u64);

impl Random {
    fn word(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.word() % end.max(1) as u64) as usize
    }
}

/// A few octets changed, dropped, doubled or moved.
fn mutated(octets: &[u8], random: &mut Random) -> Vec<u8> {
    let mut octets = octets.to_vec();
    for _ in 0..1 + random.below(4) {
        let at = random.below(octets.len());
        let end = (at + 1 + random.below(40)).min(octets.len());
        match random.below(6) {
            0 => octets[at] = random.word() as u8,
            1 => octets[at] ^= 1 << random.below(8),
            2 => drop(octets.drain(at..end)),
            3 => {
                let piece = octets[at..end].to_vec();
                let to = random.below(octets.len());
                octets.splice(to..to, piece);
            }
            4 => octets.truncate(at.max(1)),
            _ => {
                let words =
                    ["-9223372036854775808", "1e999", "NaN", "\"", "[[[[", "<", "level", "\u{ff}"];
                let word = words[random.below(words.len())];
                octets.splice(at..at, word.bytes());
            }
        }
        if octets.is_empty() {
            octets.push(0);
        }
    }
    octets
}

fn never_panics(name: &str, octets: &[u8], seed: u64) {
    let mut random = Random(seed);
    let (mut good, mut bad) = (0, 0);
    for number in 0..MUTATIONS {
        let mutant = mutated(octets, &mut random);
        match catch_unwind(AssertUnwindSafe(|| read(name, &mutant))) {
            Ok(Ok(_)) => good += 1,
            Ok(Err(error)) => {
                bad += 1;
                assert_eq!(error.file, name);
                assert!(!error.text.is_empty());
            }
            Err(_) => panic!("{name}: mutant {number} of seed {seed} panics"),
        }
    }
    assert!(good > 0 && bad > 0, "{name}: {good} good, {bad} bad");
}

#[test]
fn mutants_of_xml_never_panic() {
    never_panics("map.osm", &everything().to_xml(), 1);
}

#[test]
fn mutants_of_geojson_never_panic() {
    let mut map = everything();
    map.relations.clear();
    never_panics("map.geojson", &map.to_geojson(), 2);
}

#[test]
fn mutants_of_pbf_never_panic() {
    // Unpacked blobs, so that mutations reach the messages and not only the packing.
    never_panics("map.pbf", &everything().to_unpacked_pbf(), 3);
    never_panics("map.pbf", &everything().to_pbf(), 4);
}

#[test]
fn truncated_files_say_where() {
    let map = everything();
    for (name, octets) in [("a.osm", map.to_xml()), ("a.geojson", map.to_geojson())] {
        let error = read(name, &octets[..octets.len() - 20]).unwrap_err();
        assert!(error.spot.starts_with("line "), "{error}");
        assert!(read(name, &octets[..octets.len() / 2]).is_err());
    }
    let pbf = map.to_pbf();
    let error = read("a.pbf", &pbf[..pbf.len() - 20]).unwrap_err();
    assert_eq!(error.spot, "blob 4");
    assert!(error.text.contains("ends early"), "{error}");
    let way = "<way id=\"3\"><tag k=\"indoor\" v=\"room\"/></way>";
    let xml = format!("<osm>{way}\n<node id=\"1\" lat=\"91\" lon=\"0\"/></osm>");
    let error = read("a.osm", xml.as_bytes()).unwrap_err();
    let told = "node 1: lat is \"91\" and lon \"0\"; expected degrees on the Earth";
    assert_eq!(error.to_string(), format!("a.osm: line 2: {told}"));
    let error = read("a.osm", format!("<osm>{way}</osm>").as_bytes()).unwrap_err();
    assert!(error.text.starts_with("none of what is tagged as indoor"), "{error}");
    let xml = "<osm>\n<way id=\"x\"/></osm>";
    let error = read("a.osm", xml.as_bytes()).unwrap_err();
    assert_eq!(error.to_string(), "a.osm: line 2: <way>: id is \"x\"; expected a whole number");
    let xml = "<osm>\n<way id=\"7\">\n<nd ref=\"1\"/><nd/></way></osm>";
    let error = read("a.osm", xml.as_bytes()).unwrap_err();
    assert_eq!(error.to_string(), "a.osm: line 3: way 7: ref is \"\"; expected a whole number");
    for (octets, told) in [
        (&b"PK\x03\x04"[..], "is neither GeoJSON, .osm XML nor .osm.pbf"),
        (b"", "is neither"),
        (b"{}", "has no features"),
        (b"{\"type\":\"Topology\"}", "has no features"),
        (b"{\"elements\":[]}", "Overpass"),
        (b"<html><body/></html>", "<html>; expected <osm>"),
        (b"<osm/>", "nothing in it"),
    ] {
        let error = read("x", octets).unwrap_err();
        assert!(error.text.contains(told), "{error}");
    }
}

#[test]
fn depth_is_bounded() {
    let deep = "[".repeat(100_000);
    let json = format!(
        "{{\"type\":\"FeatureCollection\",\"features\":[{{\"geometry\":{{\"type\":\"Polygon\",\"coordinates\":{deep}"
    );
    let error = read("deep.geojson", json.as_bytes()).unwrap_err();
    assert!(error.text.contains("recursion limit"), "{error}");
    let error = read("deep.osm", "<osm>".repeat(100_000).as_bytes()).unwrap_err();
    assert!(error.text.contains("within each other"), "{error}");
}

/// Endless octets: a beginning, then one octet again and again, and no more than is asked for.
struct Endless(&'static [u8], u8);

impl Read for Endless {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        if self.0.is_empty() {
            into.fill(self.1);
            return Ok(into.len());
        }
        self.0.read(into)
    }
}

#[test]
fn one_thing_without_end_is_refused() {
    for (start, octet) in [(&b"<osm><node id=\""[..], b'1'), (b"<osm>", b' '), (b"<osm><!--", b'x')]
    {
        let file = InputFile::new("endless", || Ok(Box::new(Endless(start, octet))));
        let input = Input { name: "endless".into(), files: vec![file] };
        let error = osm::read(&input, &Options::default()).unwrap_err();
        assert!(error.text.contains("octets; expected no more in one piece"), "{error}");
    }
}

/// A file of a header and one block of data.
fn pbf(block: &[u8]) -> Vec<u8> {
    let mut file = blob("OSMHeader", b"", false);
    file.extend(blob("OSMData", block, true));
    file
}

fn refused(octets: &[u8]) -> String {
    read("x.pbf", octets).unwrap_err().to_string()
}

#[test]
fn bombs_of_pbf_are_refused() {
    let error = refused(&pbf(&vec![0; 40 << 20]));
    assert_eq!(error, "x.pbf: blob 2: it unpacks to 33554432 octets or more; expected fewer");
    // A string in two octets each.
    let mut table = Vec::new();
    (0..2 << 20).for_each(|_| octets(&mut table, 1, b""));
    let mut block = Vec::new();
    octets(&mut block, 1, &table);
    assert!(refused(&pbf(&block)).contains("blob 2: it names a string"));
    let mut header = 0x7fff_ffff_u32.to_be_bytes().to_vec();
    header.extend(b"\x0a\x09OSMHeader");
    assert!(refused(&header).contains("blob 1: its header has 2147483647 octets"));
    let mut message = Vec::new();
    octets(&mut message, 1, b"OSMHeader");
    varint_field(&mut message, 3, u64::MAX);
    let mut file = (message.len() as u32).to_be_bytes().to_vec();
    file.extend(message);
    assert!(refused(&file).contains("expected fewer than 33554432"));
    let mut zstd = Vec::new();
    octets(&mut zstd, 7, b"xx");
    assert!(refused(&framed("OSMHeader", &zstd)).contains("expected zlib"));
    let mut history = Vec::new();
    octets(&mut history, 4, b"HistoricalInformation");
    let error = refused(&blob("OSMHeader", &history, true));
    assert!(error.contains("requires \"HistoricalInformation\""), "{error}");
}

#[test]
fn sums_of_differences_wrap_and_unknown_members_are_passed_over() {
    let mut group = Vec::new();
    let mut way = Vec::new();
    varint_field(&mut way, 1, u64::MAX);
    octets(&mut way, 8, &packed([u64::MAX - 1; 40]));
    octets(&mut group, 3, &way);
    let mut relation = Vec::new();
    octets(&mut relation, 8, &packed([0]));
    octets(&mut relation, 9, &deltas([1]));
    octets(&mut relation, 10, &packed([99]));
    octets(&mut group, 4, &relation);
    let mut block = Vec::new();
    let mut table = Vec::new();
    octets(&mut table, 1, b"");
    octets(&mut block, 1, &table);
    octets(&mut block, 2, &group);
    varint_field(&mut block, 17, i64::MAX as u64);
    assert!(refused(&pbf(&block)).contains("nothing in it is tagged as indoor"));
}

#[test]
fn many_shapes_on_one_spot_take_no_square() {
    let mut map = super::map::Map::default();
    for number in 0..3_000 {
        let at = [450_000_000, 50_000_000, 1000, 1000];
        map.room(1 + number, at, "indoor=room level=0");
        map.ways.insert(100_000 + number, (vec![1, 2, 3, 4, 1], super::map::tags("building=yes")));
    }
    map.point(99, [450_000_500, 50_000_500], "amenity=atm level=0");
    assert_eq!(read("x.osm", &map.to_xml()).unwrap().devices.len(), 1);
}
