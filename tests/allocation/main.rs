//! The way of a question takes no memory: what it needs is in the workspace and the reply's buffer.
#![expect(unsafe_code, reason = "an allocator that counts can only be written so")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::hint::black_box;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use libsns::authority::{Asker, Authority, Settings, Transport, Workspace};
use libsns::zone::Catalog;
use sns_tests::generator::GeneratedZone;
use sns_tests::message::rtype;
use sns_tests::names;
use sns_tests::ours;
use sns_tests::question::Question;

thread_local! {
    /// How often this thread has taken memory.
    static TAKEN: Cell<usize> = const { Cell::new(0) };
}

/// The system's allocator, counting.
struct Counting;

// SAFETY: every call goes to the system's allocator with the same arguments; counting takes no
// memory, as the counter is a constant-initialised cell without a destructor.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        TAKEN.set(TAKEN.get() + 1);
        // SAFETY: the caller keeps the contract of `alloc`.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the memory came from `System` with this layout.
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, octets: usize) -> *mut u8 {
        TAKEN.set(TAKEN.get() + 1);
        // SAFETY: the memory came from `System` with this layout.
        unsafe { System.realloc(pointer, layout, octets) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// How often memory is taken while this runs.
fn taken(run: impl FnOnce()) -> usize {
    let before = TAKEN.get();
    run();
    TAKEN.get() - before
}

/// A building of a hundred places.
fn places() -> String {
    let place =
        |n: usize| format!("p{n} LOC 52 12 {}.{:03} N 0 7 18 E 12m 1m\n", n / 10, n % 10 * 99);
    "$ORIGIN near.test.\n$TTL 60\n@ SOA ns host 1 2 3 4 5\n@ NS ns\nns A 192.0.2.1\n".to_owned()
        + &(0..100).map(place).collect::<String>()
}

/// Each question with and without EDNS.
fn requests(questions: impl IntoIterator<Item = Question>) -> Vec<Vec<u8>> {
    let both = |question: Question| {
        [Question { edns: Some((1232, false)), ..question.clone() }.to_wire(2), question.to_wire(1)]
    };
    questions.into_iter().flat_map(both).collect()
}

/// Fails at the first of these requests whose answer takes memory.
fn expect_none_taken(zones: impl IntoIterator<Item = String>, requests: &[Vec<u8>]) {
    let load = |text: String| ours::zone(text.as_bytes()).ok().map(Arc::new);
    let catalog = Catalog::new(zones.into_iter().filter_map(load).collect());
    let authority = Authority::new(catalog, Settings::default());
    let (mut work, mut reply) = (Workspace::new(), vec![0; 65_535]);
    let mut ask = |transport, request: &[u8]| {
        let asker = Asker { address: IpAddr::V4(Ipv4Addr::LOCALHOST), transport };
        let room = if transport == Transport::Udp { 1232 } else { 65_535 };
        black_box(authority.handle(&asker, request, &mut work, &mut reply[..room]));
    };
    for transport in [Transport::Udp, Transport::Tcp] {
        // The first time the workspace may grow to what it keeps.
        requests.iter().for_each(|request| ask(transport, request));
        for request in requests {
            let taken = taken(|| ask(transport, request));
            let shown = request.escape_ascii();
            assert_eq!(taken, 0, "{transport:?}: memory is taken for {shown}");
        }
    }
}

#[test]
fn the_counter_counts() {
    assert!(taken(|| drop(black_box(vec![0_u8; 100]))) > 0);
}

#[test]
fn an_answer_by_name_takes_no_memory() {
    let zones: Vec<_> = (0..100).map(|number| GeneratedZone::new(4, number, 40)).collect();
    let questions = zones.iter().flat_map(|zone| zone.questions.clone());
    expect_none_taken(zones.iter().map(GeneratedZone::text), &requests(questions));
}

#[test]
fn an_answer_by_place_takes_no_memory() {
    let near = ["52n2-0e1217", "r500.52n2-0e1217", "k8.52n2-0e1217", "52n19-0e12-52n21-0e13", "x"];
    let questions = near.iter().flat_map(|geometry| {
        let name = names::labels(&format!("{geometry}._near.near.test"));
        [rtype::PTR, rtype::LOC, rtype::A].map(|rtype| Question::new(name.clone(), rtype))
    });
    expect_none_taken([places()], &requests(questions));
}
