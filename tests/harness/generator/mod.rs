//! Zones and questions from a seed: everything an authoritative server is asked to get right.
//!
//! Half of the zones are *dense*: a handful of labels (`*` among them) combined at random, so that
//! aliases, wildcards, cuts and empty non-terminals meet in ways nobody would think of. The other
//! half is put together from *features*, each a situation that somebody did think of.

mod dense;
mod draft;
mod features;
mod questions;

pub use draft::Draft;

use crate::names::{self, Labels};
use crate::question::Question;
use crate::random::Random;

/// A zone with the questions to ask about it.
#[derive(Clone, Debug)]
pub struct GeneratedZone {
    /// The name of the apex.
    pub apex: Labels,
    /// The lines of the master file: absolute names, a TTL on each, the SOA first.
    pub lines: Vec<String>,
    /// What to ask.
    pub questions: Vec<Question>,
}

impl GeneratedZone {
    /// The zone with this number of the suite that belongs to the seed, with its questions.
    #[must_use]
    pub fn new(seed: u64, number: usize, questions: usize) -> Self {
        let mut random = Random::new(seed.wrapping_mul(1_000_003).wrapping_add(number as u64));
        let mut draft = Draft::new(names::labels(&format!("z{number:05}.test")), &mut random);
        if random.percent(50) {
            dense::fill(&mut draft, &mut random);
        } else {
            features::fill(&mut draft, &mut random);
        }
        let questions = questions::about(&draft, &mut random, questions);
        Self { apex: draft.apex.clone(), lines: draft.lines, questions }
    }

    /// The master file.
    #[must_use]
    pub fn text(&self) -> String {
        self.lines.iter().flat_map(|line| [line.as_str(), "\n"]).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_zone() {
        let (a, b) = (GeneratedZone::new(1, 5, 20), GeneratedZone::new(1, 5, 20));
        assert_eq!(a.text(), b.text());
        assert_eq!(a.questions, b.questions);
        assert_ne!(a.text(), GeneratedZone::new(2, 5, 20).text());
    }

    #[test]
    fn names_fit_and_questions_are_as_many_as_wanted() {
        for number in 0..300 {
            let zone = GeneratedZone::new(3, number, 40);
            assert_eq!(zone.questions.len(), 40);
            for question in &zone.questions {
                assert!(names::wire_octets(&question.name) <= 255, "{question}");
                assert!(question.name.iter().all(|label| (1..=63).contains(&label.len())));
            }
        }
    }
}
