//! What to ask about a zone.

use super::{Draft, dense};
use crate::message::rtype;
use crate::names::{self, Labels};
use crate::question::Question;
use crate::random::Random;

/// Types asked for at any name, with how often.
const TYPES: [(usize, u16); 15] = [
    (40, rtype::A),
    (8, rtype::AAAA),
    (8, rtype::TXT),
    (8, rtype::CNAME),
    (6, rtype::MX),
    (6, rtype::NS),
    (5, rtype::DS),
    (4, rtype::DNAME),
    (3, rtype::SOA),
    (3, rtype::SRV),
    (3, rtype::ANY),
    (2, rtype::SVCB),
    (1, rtype::RRSIG),
    (1, 1234),
    (1, 65_535),
];

/// Types that are no types of data, or hardly ever: NSEC, TYPE0, AXFR, MAILB, MAILA, 128.
const ODD_TYPES: [u16; 6] = [47, 0, rtype::AXFR, 253, 254, 128];

/// So many questions about the zone.
pub(super) fn about(draft: &Draft, random: &mut Random, count: usize) -> Vec<Question> {
    let mut questions = at_the_apex(draft);
    questions.truncate(count);
    while questions.len() < count {
        let name = dense::spelled(&name(draft, random), random);
        if names::wire_octets(&name) <= 255 {
            let question = Question::new(name.clone(), any_type(draft, &name, random));
            questions.push(put(question, random));
        }
    }
    questions
}

fn at_the_apex(draft: &Draft) -> Vec<Question> {
    let types = [rtype::SOA, rtype::NS, rtype::DS, rtype::A];
    types.map(|rtype| Question::new(draft.apex.clone(), rtype)).into()
}

fn name(draft: &Draft, random: &mut Random) -> Labels {
    match random.below(100) {
        0..40 => dense::standing(draft, random),
        40..52 => prefixed(&["q", "*", "a", "x"], 1, dense::standing(draft, random), random),
        52..58 => prefixed(&["q", "*", "z", "b"], 2, dense::standing(draft, random), random),
        58..68 => dense::standing(draft, random)[1..].to_vec(),
        68..78 => sibling(draft, random),
        78..94 => dense::any_name(draft, random),
        94 => Labels::new(),
        95 => names::labels("outside.example"),
        96 => draft.apex[1..].to_vec(),
        97 => long_prefix(draft, random),
        _ => draft.apex.clone(),
    }
}

fn prefixed(labels: &[&str], count: usize, name: Labels, random: &mut Random) -> Labels {
    let before = (0..count).map(|_| random.pick(labels).as_bytes().to_vec());
    before.chain(name).collect()
}

/// A name beside one that stands.
fn sibling(draft: &Draft, random: &mut Random) -> Labels {
    let parent = dense::standing(draft, random)[1..].to_vec();
    prefixed(&["q", "*", "aa", "zz", "~", "!"], 1, parent, random)
}

/// As long a name below one that stands as fits: DNAMEs make it too long.
fn long_prefix(draft: &Draft, random: &mut Random) -> Labels {
    let mut name = dense::standing(draft, random);
    while names::wire_octets(&name) + 13 <= 255 {
        name.insert(0, b"elevenchars".to_vec());
    }
    name
}

/// Mostly a type that stands at the name or could.
fn any_type(draft: &Draft, name: &Labels, random: &mut Random) -> u16 {
    let here = draft.nodes.get(&names::lowercase(name));
    match here.filter(|_| random.percent(45)) {
        Some(types) => *random.pick(types),
        None if random.percent(3) => *random.pick(&ODD_TYPES),
        None => *random.weighted(&TYPES),
    }
}

/// Chooses how the question is put: class, EDNS, RD.
fn put(mut question: Question, random: &mut Random) -> Question {
    if random.percent(1) {
        question.class = *random.pick(&[3, 4, 254, 255, 731]);
    }
    if random.percent(50) {
        let octets = *random.pick(&[0, 512, 600, 900, 1232, 4096]);
        question.edns = Some((octets, random.percent(20)));
    }
    question.recursion_desired = random.percent(20);
    question
}
