//! No answer allocates: a global allocator counts, and every kind of reply is asked for.

#![allow(unsafe_code, reason = "an allocator cannot be written without")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::hint::black_box;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use libsns::authority::{Asker, Authority, Outcome, Settings, Transport, Workspace};
use libsns::zone::Catalog;
use sns_tests::message::{Message, rtype::*};
use sns_tests::question::Question;
use sns_tests::{names, ours, plans};

/// The system's allocator, with a count for each thread.
struct Counting;

thread_local! {
    static COUNT: Cell<u64> = const { Cell::new(0) };
}

fn count() {
    // A thread that ends has no counter any more, and asks nothing.
    let _ = COUNT.try_with(|count| count.set(count.get() + 1));
}

// SAFETY: every call is handed on to the system's allocator as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count();
        // SAFETY: the caller keeps what `System` asks for, as it is what this asks for.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        count();
        // SAFETY: as above.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn realloc(&self, place: *mut u8, layout: Layout, octets: usize) -> *mut u8 {
        count();
        // SAFETY: as above.
        unsafe { System.realloc(place, layout, octets) }
    }

    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        count();
        // SAFETY: as above.
        unsafe { System.dealloc(place, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// How often memory was taken or given back while this ran.
fn counted<T>(run: impl FnOnce() -> T) -> (T, u64) {
    let before = COUNT.get();
    let result = run();
    (result, COUNT.get() - before)
}

/// A kind of reply, a name and a type that ask for it, and how it is known: its RCODE, its first
/// answer's type if any, and whether it is truncated.
type Kind = (&'static str, &'static str, u16, u16, Option<u16>, bool);

/// Replies of every kind.
const KINDS: [Kind; 21] = [
    ("a hit", "host.example", A, 0, Some(A), false),
    ("additional addresses", "example", MX, 0, Some(MX), false),
    ("a name error", "nothing.example", A, 3, None, false),
    ("no data", "host.example", TXT, 0, None, false),
    ("an empty non-terminal", "ent.example", A, 0, None, false),
    ("a wildcard", "any.wild.example", A, 0, Some(A), false),
    ("no data at a wildcard", "any.wild.example", TXT, 0, None, false),
    ("a chain of aliases", "alias1.example", A, 0, Some(CNAME), false),
    ("a loop of aliases", "loop1.example", A, 0, Some(CNAME), false),
    ("a DNAME", "host.moved.example", A, 0, Some(DNAME), false),
    ("a referral", "deep.sub.example", A, 0, None, false),
    ("truncation", "large.example", TXT, 0, None, true),
    ("any type", "host.example", ANY, 0, Some(A), false),
    ("refused", "elsewhere.test", A, 5, None, false),
    ("a transfer", "example", AXFR, 4, None, false),
    ("a cell", CELL, PTR, 0, Some(PTR), false),
    ("no near name", "52d._near.hq.example", PTR, 3, None, false),
    ("near a point", "k8.52n2-0e12._near.hq.example", PTR, 0, Some(PTR), false),
    ("the validity area", "k8.52n2-0e12._near.hq.example", LOC, 0, Some(LOC), false),
    ("in a box", "52n199-0e119-52n201-0e121._near.hq.example", PTR, 0, Some(PTR), false),
    ("along a ray", "r40.52n2-0e12-b45._near.hq.example", PTR, 0, Some(PTR), false),
];

/// Stands for the name of the cell that the plan's room is in.
const CELL: &str = "(cell)";

const ZONE: &str = "$ORIGIN example.\n$TTL 60\n@ SOA ns host 1 2 3 4 5\n@ NS ns\nns A 192.0.2.1\n\
    @ MX 10 host\nhost A 192.0.2.2\nhost AAAA 2001:db8::2\nx.ent A 192.0.2.3\n*.wild A 192.0.2.4\n\
    alias1 CNAME alias2\nalias2 CNAME alias3\nalias3 CNAME host\nloop1 CNAME loop2\n\
    loop2 CNAME loop1\nmoved DNAME example.\nsub NS ns.sub\nns.sub A 192.0.2.5\n";

/// A zone of everything and a building.
fn authority() -> Authority {
    let text = "x".repeat(200);
    let large: String = (0..10).map(|number| format!("large TXT \"{number}{text}\"\n")).collect();
    let zone = ours::zone((ZONE.to_owned() + &large).as_bytes()).expect("a zone");
    let plan = plans::head(52.2, 0.12)
        + "[[place]]\nname = \"Room\"\nrectangle = [-5, -5, 10, 10]\n\
           [[place.device]]\nname = \"Lamp\"\nkind = \"light\"\n\
           bearers = { ipv6 = \"2001:db8::7\", dtmf = \"1#\" }\n\
           [[place]]\nname = \"Next\"\nlevel = 1\ncorners = [[5, -5], [15, -5], [15, 15], [5, 5]]\n\
           [[place]]\nname = \"Far\"\nrectangle = [20, 20, 8, 8]\n";
    let plan = plans::small(&plan).unwrap_or_else(|faults| panic!("{faults}"));
    let building = ours::zone_of(&plan).expect("a zone");
    Authority::new(Catalog::new(vec![Arc::new(zone), Arc::new(building)]), Settings::default())
}

/// The name of the cell of resolution 15 at the middle of the room.
fn cell() -> String {
    let place = libsns::geometry::Position::from_degrees(52.2, 0.12).expect("a position");
    let cell = libsns::geometry::Cell::at(place, libsns::geometry::Resolution::Fifteen);
    format!("{cell}._h3.hq.example")
}

struct Desk {
    authority: Authority,
    work: Workspace,
    reply: Vec<u8>,
}

impl Desk {
    fn new() -> Self {
        Self { authority: authority(), work: Workspace::new(), reply: vec![0; 65_535] }
    }

    /// The reply's octets, and how often memory was taken or given back.
    fn ask(&mut self, transport: Transport, request: &[u8]) -> (Option<&[u8]>, u64) {
        let asker = Asker { address: IpAddr::V4(Ipv4Addr::LOCALHOST), transport };
        let room = if transport == Transport::Udp { 1232 } else { 65_535 };
        let reply = &mut self.reply[..room];
        let (outcome, count) =
            counted(|| self.authority.handle(&asker, request, &mut self.work, reply));
        match outcome {
            Outcome::Reply(octets) => (Some(&self.reply[..octets]), count),
            Outcome::Drop => (None, count),
        }
    }
}

#[test]
fn the_counter_counts() {
    let ((), nothing) = counted(|| ());
    assert_eq!(nothing, 0);
    let (kept, taken) = counted(|| Vec::<u8>::with_capacity(10));
    assert_eq!(taken, 1);
    let ((), given) = counted(|| drop(kept));
    assert_eq!(given, 1);
    let (boxes, grown) = counted(|| (0..100).map(|n| Box::new(black_box(n))).collect::<Vec<_>>());
    assert!(grown > 100, "{grown} for {}", boxes.len());
    // What this file calls around an answer does allocate: a reader of replies, for one.
    let request = Question::new(names::labels("host.example"), A).to_wire(1);
    assert!(counted(|| Message::read(&request)).1 > 0);
}

#[test]
fn no_answer_allocates() {
    let mut desk = Desk::new();
    let cell = cell();
    for (kind, name, rtype, rcode, first, is_truncated) in KINDS {
        let name = if name == CELL { &cell } else { name };
        for edns in [None, Some((1232, false))] {
            let question = Question { edns, ..Question::new(names::labels(name), rtype) };
            let (reply, count) = desk.ask(Transport::Udp, &question.to_wire(7));
            let reply = Message::read(reply.expect("a reply")).expect("a message");
            let is_large = kind == "truncation";
            assert_eq!(reply.rcode(), rcode, "{kind}: {reply:?}");
            assert_eq!(reply.is_truncated(), is_truncated, "{kind}: {reply:?}");
            if !is_large {
                assert_eq!(reply.answer.first().map(|rr| rr.rtype), first, "{kind}: {reply:?}");
            }
            assert_eq!(count, 0, "{kind} allocates: {question}");
        }
    }
}

/// Over a stream, where replies are longer; the first time a workspace is used counts as well.
#[test]
fn no_answer_over_a_stream_allocates() {
    let mut desk = Desk::new();
    for (name, rtype) in [("large.example", TXT), ("k64.52n2-0e12._near.hq.example", PTR)] {
        let request = Question::new(names::labels(name), rtype).to_wire(7);
        let (reply, count) = desk.ask(Transport::Tcp, &request);
        let reply = Message::read(reply.expect("a reply")).expect("a message");
        assert!(!reply.answer.is_empty() && !reply.is_truncated(), "{reply:?}");
        assert_eq!(count, 0, "{name} allocates");
    }
}

/// What cannot be read, cut at every octet and with every octet changed, costs nothing either.
#[test]
fn nothing_malformed_allocates() {
    let mut desk = Desk::new();
    let edns = Some((1232, true));
    let names = ["host.example", "alias1.example", "_room.l0.k8.r25.52n2-0e12._near.hq.example"];
    let mut silent = 0;
    for name in names {
        let question = Question { edns, ..Question::new(names::labels(name), PTR) };
        let whole = question.to_wire(7);
        let cut = (0..whole.len()).map(|octets| whole[..octets].to_vec());
        let changed = (0..whole.len()).flat_map(|at| {
            let whole = &whole;
            [0x00, 0x01, 0x3f, 0x40, 0x80, 0xc0, 0xff].map(|octet| {
                let mut request = whole.clone();
                request[at] = octet;
                request
            })
        });
        for request in cut.chain(changed) {
            let (reply, count) = desk.ask(Transport::Udp, &request);
            silent += usize::from(reply.is_none());
            assert_eq!(count, 0, "allocates: {request:02x?}");
        }
    }
    assert!(silent > 12, "some are not answered at all");
}

/// A workspace that has answered everything answers everything again without growing.
#[test]
fn a_used_workspace_does_not_grow() {
    let mut desk = Desk::new();
    let cell = cell();
    let requests: Vec<Vec<u8>> = KINDS
        .iter()
        .map(
            |(_, name, rtype, ..)| {
                if *name == CELL { (&cell[..], *rtype) } else { (*name, *rtype) }
            },
        )
        .map(|(name, rtype)| Question::new(names::labels(name), rtype).to_wire(7))
        .collect();
    let mut total = 0;
    for request in requests.iter().cycle().take(10_000) {
        total += desk.ask(Transport::Udp, request).1;
    }
    assert_eq!(total, 0);
}
