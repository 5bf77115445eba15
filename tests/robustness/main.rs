//! Ill-formed packets and ill-formed zones: nothing panics, nothing grows, and what is said can be
//! read.
//!
//! By default 200,000 packets and 20,000 zones; `SNS_LONG=1` takes fifty times as many, `SNS_SEED`
//! another sequence.

mod packets;
mod zone_texts;

use std::env;

use sns_tests::random::Random;

/// How many cases to take, where so many are quick.
fn cases(quick: usize) -> usize {
    if env::var("SNS_LONG").is_ok_and(|value| value == "1") { quick * 50 } else { quick }
}

/// The numbers of this run.
fn random() -> Random {
    Random::new(env::var("SNS_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(1))
}
