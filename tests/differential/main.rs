//! Our answers against those of NSD, Knot, BIND and PowerDNS, for generated zones and questions.
//!
//! By default 200 zones with 55 questions each. `SNS_LONG=1` takes 4,000 zones; `SNS_SEED` and
//! `SNS_ZONES` choose others. Without the peers the tests say so and pass, unless
//! `SNS_REQUIRE_PEERS=1`. A failure is printed as a small zone with the question and all replies.

mod batch;
mod binary;
mod several_zones;
mod shrink;

use std::collections::BTreeMap;
use std::env;

use sns_tests::generator::GeneratedZone;
use sns_tests::judge::Verdict;
use sns_tests::peers::{self, Peer};

use crate::batch::Case;

/// Zones that a batch of the peers loads.
const BATCH: usize = 200;
/// Questions about each zone.
const QUESTIONS: usize = 55;
/// Failures of each reason that are made small and printed.
const PRINTED: usize = 2;

fn number(variable: &str) -> Option<u64> {
    env::var(variable).ok()?.parse().ok()
}

/// How many cases ended how.
#[derive(Debug, Default)]
struct Tally {
    counts: BTreeMap<String, usize>,
    failures: Vec<(GeneratedZone, Case)>,
}

impl Tally {
    fn add(&mut self, zones: &[GeneratedZone], case: Case) {
        let word = match &case.verdict {
            Verdict::Like(peers) => {
                format!(
                    "disputed, like {}",
                    peers.iter().map(Peer::to_string).collect::<Vec<_>>().join(" ")
                )
            }
            other => format!("{other:?}"),
        };
        *self.counts.entry(word).or_default() += 1;
        if !case.verdict.is_right() {
            let zone = GeneratedZone {
                questions: vec![case.question.clone()],
                ..zones[case.zone].clone()
            };
            self.failures.push((zone, case));
        }
    }

    /// Some failures of each reason.
    fn samples(self) -> Vec<(GeneratedZone, Case)> {
        let mut reasons: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for (zone, case) in self.failures {
            reasons.entry(format!("{:?}", case.verdict)).or_default().push((zone, case));
        }
        reasons.into_values().flat_map(|cases| cases.into_iter().take(PRINTED)).collect()
    }
}

#[test]
fn answers_equal_those_of_the_peers() {
    let peers = peers::installed();
    if peers.is_empty() {
        return;
    }
    let long = env::var("SNS_LONG").is_ok_and(|value| value == "1");
    let count = number("SNS_ZONES").map_or(if long { 4000 } else { BATCH }, |n| n as usize);
    let seed = number("SNS_SEED").unwrap_or(1);
    let mut tally = Tally::default();
    for first in (0..count).step_by(BATCH) {
        let numbers = first..count.min(first + BATCH);
        let zones: Vec<_> = numbers.map(|n| GeneratedZone::new(seed, n, QUESTIONS)).collect();
        for case in batch::run(&peers, &zones) {
            tally.add(&zones, case);
        }
    }
    let failures = tally.failures.len();
    for (word, count) in &tally.counts {
        println!("{count:7} {word}");
    }
    for (zone, case) in tally.samples() {
        let (zone, case) = shrink::shrink(&peers, zone, case);
        println!("\nzone:\n{}{case}", zone.text());
    }
    assert_eq!(failures, 0, "answers differ from the peers' (seed {seed}); see above");
}
