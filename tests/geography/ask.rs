//! Questions about places as names, written from the draft's grammar, and what the replies point to.

use h3o::{LatLng, Resolution};
use libsns::authority::Transport;
use libsns::record::Location;
use sns_tests::message::{Message, rtype};
use sns_tests::ours::Ours;
use sns_tests::question::Question;
use sns_tests::{names, plans};

use super::building::{Building, Spot};

/// What stands before the geometry in a near name.
#[derive(Clone, Debug, Default)]
pub(crate) struct Filter {
    pub(crate) kind: Option<&'static str>,
    pub(crate) level: Option<i16>,
    pub(crate) count: Option<usize>,
    /// In centimetres.
    pub(crate) radius: Option<u32>,
    /// In centimetres.
    pub(crate) width: Option<u32>,
}

/// Centimetres as metres, with the letter `d` for the point.
fn metres(cm: u32) -> String {
    match cm % 100 {
        0 => format!("{}", cm / 100),
        rest => format!("{}d{rest:02}", cm / 100),
    }
}

impl Filter {
    /// The labels, each with its dot.
    fn labels(&self) -> String {
        let kind = self.kind.map(|kind| format!("_{kind}."));
        let level = self.level.map(|level| format!("l{level}."));
        let count = self.count.map(|count| format!("k{count}."));
        let radius = self.radius.map(|cm| format!("r{}.", metres(cm)));
        let width = self.width.map(|cm| format!("w{}.", metres(cm)));
        [kind, level, count, radius, width].into_iter().flatten().collect()
    }
}

/// Degrees with the letter of the hemisphere where the point would stand; zeros at the end may go.
fn angle(nano: i64, letters: [char; 2]) -> String {
    let letter = letters[usize::from(nano < 0)];
    let (whole, part) = (nano.unsigned_abs() / 1_000_000_000, nano.unsigned_abs() % 1_000_000_000);
    format!("{whole}{letter}{}", format!("{part:09}").trim_end_matches('0'))
}

fn point(spot: Spot) -> String {
    format!("{}-{}", angle(spot.latitude, ['n', 's']), angle(spot.longitude, ['e', 'w']))
}

/// The name of a point question.
pub(crate) fn of_point(spot: Spot, filter: &Filter) -> String {
    format!("{}{}._near.hq.example", filter.labels(), point(spot))
}

/// The name of a box question: the south-western and the north-eastern corner.
pub(crate) fn of_box([low, high]: [Spot; 2], filter: &Filter) -> String {
    format!("{}{}-{}._near.hq.example", filter.labels(), point(low), point(high))
}

/// The name of a ray question, its bearing in tenths of degrees.
pub(crate) fn of_ray(spot: Spot, tenths: u32, filter: &Filter) -> String {
    let (whole, part) = (tenths / 10, tenths % 10);
    let bearing = if part == 0 { format!("{whole}") } else { format!("{whole}d{part}") };
    format!("{}{}-b{bearing}._near.hq.example", filter.labels(), point(spot))
}

/// The name of the cell of resolution 15 at a position.
pub(crate) fn of_cell(spot: Spot) -> String {
    let [latitude, longitude] = [spot.latitude, spot.longitude].map(|nano| nano as f64 / 1e9);
    let place = LatLng::new(latitude, longitude).expect("finite");
    let index = u64::from(place.to_cell(Resolution::Fifteen));
    let digits: String = (0..15).map(|n| format!("{}.", index >> (3 * n) & 7)).collect();
    format!("{digits}{}._h3.hq.example", index >> 45 & 0x7f)
}

/// Asks about one building.
pub(crate) struct Asker {
    server: Ours,
}

impl Asker {
    pub(crate) fn new(building: &Building) -> Self {
        Self { server: plans::serve(&building.records()) }
    }

    fn ask(&mut self, name: &str, rtype: u16) -> Message {
        let request = Question::new(names::labels(name), rtype).to_wire(1);
        let reply = self.server.ask_octets(Transport::Tcp, &request).expect("a reply");
        let reply = Message::read(&reply).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(!reply.is_truncated(), "{name}");
        reply
    }

    /// The first labels of the things that a near name points to, in order.
    pub(crate) fn near(&mut self, name: &str) -> Vec<String> {
        let reply = self.ask(name, rtype::PTR);
        assert_eq!(reply.rcode(), 0, "{name}");
        pointed(&reply)
    }

    /// The same for a cell, whose name may not exist.
    pub(crate) fn cell(&mut self, name: &str) -> Vec<String> {
        let reply = self.ask(name, rtype::PTR);
        assert!([0, 3].contains(&reply.rcode()), "{name}: {reply:?}");
        pointed(&reply)
    }

    /// The diameter of the validity area, in metres.
    pub(crate) fn validity(&mut self, name: &str) -> f64 {
        let reply = self.ask(name, rtype::LOC);
        assert_eq!(reply.answer.len(), 1, "{name}");
        let location = Location::from_wire(&reply.answer[0].rdata).expect("a LOC");
        location.size.cm() as f64 / 100.0
    }
}

fn pointed(reply: &Message) -> Vec<String> {
    let label = |rr: &sns_tests::message::Rr| {
        let length = usize::from(rr.rdata[0]);
        String::from_utf8_lossy(&rr.rdata[1..=length]).into_owned()
    };
    reply.answer.iter().map(label).collect()
}
