//! Files with octets changed, cut off and repeated: an answer each time, never a panic.
//!
//! By default 3,000 changes of small files and 30 of the duplex; `SNS_LONG=1` takes a hundred times as
//! many, `SNS_SEED` other ones.

use std::env;

use super::*;

/// SplitMix64 (Steele, Lea, Flood 2014).
struct Random(u64);

impl Random {
    fn new() -> Self {
        let seed = env::var("SNS_SEED").ok().and_then(|seed| seed.parse().ok());
        Self(seed.unwrap_or(7))
    }

    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % end.max(1) as u64) as usize
    }

    fn pick<'a>(&mut self, from: &'a [&'a [u8]]) -> &'a [u8] {
        from[self.below(from.len())]
    }
}

/// Pieces that mean something to a reader.
const PIECES: [&[u8]; 20] = [
    b"'",
    b"(",
    b")",
    b",",
    b";",
    b"$",
    b"*",
    b"#1",
    b"#8",
    b".T.",
    b"-",
    b"1.E9",
    b"0.",
    b"\\X2\\",
    b"\"",
    b"/*",
    b"=",
    b"99999999",
    b"(((((",
    b"\xff",
];

fn count(quick: usize) -> usize {
    if env::var("SNS_LONG").as_deref() == Ok("1") { quick * 100 } else { quick }
}

/// Changes some octets: others in their place, pieces put in, parts taken out or moved.
fn change(octets: &mut Vec<u8>, random: &mut Random) {
    for _ in 0..=random.below(4) {
        let at = random.below(octets.len());
        match random.below(5) {
            0 => octets[at] = random.below(256) as u8,
            1 => octets[at] = b'0' + random.below(10) as u8,
            2 => drop(octets.splice(at..at, random.pick(&PIECES).iter().copied())),
            3 => {
                let end = (at + random.below(40)).min(octets.len());
                octets.drain(at..end);
            }
            _ => {
                let end = (at + random.below(80)).min(octets.len());
                let part = octets[at..end].to_vec();
                let to = random.below(octets.len());
                octets.splice(to..to, part);
            }
        }
    }
}

/// What a reader says must be of use: an error has words, a survey has places.
fn judge(octets: &[u8]) {
    match read_octets(octets, &Options::default()) {
        Ok(survey) => assert!(!survey.places.is_empty()),
        Err(error) => assert!(!error.text.is_empty(), "{error:?}"),
    }
}

#[test]
fn changed_files_do_no_harm() {
    let mut random = Random::new();
    for file in [FEET, MAP, OUTLINES, DEVICES] {
        for _ in 0..count(750) {
            let mut octets = file.as_bytes().to_vec();
            change(&mut octets, &mut random);
            judge(&octets);
        }
    }
}

#[test]
fn files_are_cut_off_anywhere() {
    for file in [FEET, MAP, OUTLINES, DEVICES] {
        let data_ends = file.rfind("ENDSEC;").unwrap() + "ENDSEC;".len();
        for end in (0..file.len()).step_by(37) {
            let read = read_octets(&file.as_bytes()[..end], &Options::default());
            assert_eq!(read.is_ok(), end >= data_ends, "cut off at {end}");
        }
    }
}

#[test]
fn the_duplex_is_changed_and_cut_off() {
    let Some(whole) = duplex::octets() else { return };
    let mut random = Random::new();
    for _ in 0..count(20) {
        let mut octets = whole.clone();
        for _ in 0..100 {
            change(&mut octets, &mut random);
        }
        judge(&octets);
        let mut octets = whole.clone();
        change(&mut octets, &mut random);
        judge(&octets);
    }
    for _ in 0..count(10) {
        let end = random.below(whole.len() - 30);
        assert!(read_octets(&whole[..end], &Options::default()).is_err());
    }
}
