//! Requests, well formed and broken, through `Authority::handle`.

use std::panic::{AssertUnwindSafe, catch_unwind};

use hickory_proto::op;
use libsns::authority::Transport;
use sns_tests::message::Message;
use sns_tests::names;
use sns_tests::ours::Ours;
use sns_tests::question::Question;
use sns_tests::random::Random;

use crate::{cases, random};

/// A zone with a little of everything that answers are made of.
fn zone() -> String {
    let big = |n| format!("big TXT \"{n}{}\"\nbig A 198.51.100.{n}\n", "x".repeat(200));
    let odd = "\\000\\255\\.odd A 192.0.2.9\nloc LOC 51 30 12.7 N 0 7 39.6 W 0m\n";
    "$ORIGIN e.test.\n$TTL 300\n@ SOA ns1 host 1 3600 600 86400 60\n@ NS ns1\nns1 A 127.0.0.1\n\
     www A 192.0.2.1\nalias CNAME www\nloop CNAME loop\n*.wild TXT \"w\"\n*.cwild CNAME www\n\
     d DNAME www\ngrow DNAME a.grow\ncut NS ns.cut\nns.cut A 192.0.2.2\nns.cut AAAA 2001:db8::2\n\
     cut DS 1 13 4 000102030405060708090a0b0c0d0e0f000102030405060708090a0b0c0d0e0f000102030405060708090a0b0c0d0e0f\nsvc SVCB 1 www alpn=h2\nmx MX 1 www\nmx MX 2 big\n_s._tcp SRV 1 2 3 mx\n"
        .to_owned()
        + &(1..12).map(big).collect::<String>()
        + odd
}

/// Requests to start from.
fn corpus() -> Vec<Vec<u8>> {
    let mut packets = Vec::new();
    for name in ["", "www", "nx", "big", "a.wild", "x.d", "x.grow", "a.cut", "cut", "alias", "loc"]
    {
        for rtype in [1, 16, 29, 5, 39, 43, 255, 252, 251, 65, 0] {
            let mut question = Question::new(names::labels(&format!("{name}.e.test")), rtype);
            packets.push(question.to_wire(7));
            question.edns = Some((4096, true));
            packets.push(question.to_wire(8));
            question.edns = Some((0, false));
            packets.push(with_options(question.to_wire(9)));
        }
    }
    for opcode in [1, 2, 4, 5, 6, 15] {
        let mut packet = packets[0].clone();
        packet[2] = opcode << 3;
        packets.push(packet);
    }
    let header = |counts: [u8; 4]| {
        let words = counts.iter().flat_map(|count| [0, *count]);
        [0, 1, 0, 0].into_iter().chain(words).collect::<Vec<u8>>()
    };
    packets.extend([
        [header([1, 0, 0, 0]), b"\xc0\x0c\0\x01\0\x01".to_vec()].concat(),
        [header([1, 0, 0, 0]), b"\xc0\x0e\xc0\x0c\0\x01\0\x01".to_vec()].concat(),
        [header([1, 0, 0, 0]), b"\x3f".to_vec(), vec![b'a'; 62]].concat(),
        [header([1, 0, 0, 0]), b"\x01a".repeat(140), b"\0\0\x01\0\x01".to_vec()].concat(),
        [header([1, 0, 0, 0]), b"\x41ab\0\0\x01\0\x01".to_vec()].concat(),
        [header([255, 255, 255, 255])].concat(),
        Vec::new(),
    ]);
    packets
}

/// The request, which ends in an OPT without options, with a cookie, an NSID and an ECS option.
fn with_options(mut packet: Vec<u8>) -> Vec<u8> {
    let options = b"\0\x0a\0\x0812345678\0\x03\0\0\0\x08\0\x07\0\x01\x18\0\xc0\0\x02";
    let length = u16::try_from(options.len()).expect("a few octets");
    packet.truncate(packet.len() - 2);
    [packet, length.to_be_bytes().to_vec(), options.to_vec()].concat()
}

/// A packet made from those of the corpus.
fn mutated(corpus: &[Vec<u8>], random: &mut Random) -> Vec<u8> {
    let mut packet = random.pick(corpus).clone();
    for _ in 0..random.between(1, 2) {
        change(&mut packet, corpus, random);
    }
    packet
}

fn change(packet: &mut Vec<u8>, corpus: &[Vec<u8>], random: &mut Random) {
    let place = random.below(packet.len() + 1);
    match random.below(100) {
        0..35 if !packet.is_empty() => {
            for _ in 0..random.between(1, 6) {
                let place = random.below(packet.len());
                packet[place] = random.octet();
            }
        }
        35..48 => packet.truncate(place),
        48..62 if packet.len() >= 12 => {
            let count = *random.pick(&[0, 1, 2, 255, 65_535_u16]);
            let place = 4 + 2 * random.below(4);
            packet[place..place + 2].copy_from_slice(&count.to_be_bytes());
        }
        62..72 => {
            let count = random.between(1, 400);
            packet.extend(random.octets(count));
        }
        72..84 => {
            let pointer = [0xc0 | random.octet() & 0x3f, random.octet()];
            packet.splice(place..place, pointer);
        }
        84..95 => {
            let other = random.pick(corpus);
            packet.truncate(place);
            packet.extend(&other[random.below(other.len() + 1)..]);
        }
        _ => {
            let count = random.below(600);
            *packet = random.octets(count);
        }
    }
}

/// What a reply to any octets must keep.
fn check(request: &[u8], transport: Transport, reply: &[u8]) -> Result<(), &'static str> {
    let message = Message::read(reply).map_err(|broken| broken.what)?;
    let asked = Message::read(request).ok();
    let without_edns = asked.is_some_and(|asked| asked.opt.is_none());
    let largest = match transport {
        Transport::Udp if without_edns => 512,
        Transport::Udp => 1232,
        Transport::Tcp => 65_535,
    };
    let rules = [
        (request.len() >= 12, "a request shorter than a header gets no reply"),
        (request.get(2).is_some_and(|octet| octet & 0x80 == 0), "a reply gets no reply"),
        (reply.len() <= largest, "larger than allowed"),
        (message.is_reply(), "QR is clear"),
        (request.starts_with(&message.id.to_be_bytes()), "another identifier"),
        (request.get(2).is_some_and(|o| u16::from(*o) >> 3 & 15 == message.opcode()), "opcode"),
        (op::Message::from_vec(reply).is_ok(), "hickory-proto cannot read it"),
    ];
    rules.iter().find(|(kept, _)| !kept).map_or(Ok(()), |(_, rule)| Err(rule))
}

/// Asks, and panics with the packet if the server does or breaks a rule; tells whether it replied.
fn ask(ours: &mut Ours, transport: Transport, packet: &[u8]) -> bool {
    let reply = catch_unwind(AssertUnwindSafe(|| ours.ask_octets(transport, packet)));
    let Ok(reply) = reply else { panic!("{transport:?} panics at {packet:02x?}") };
    if let Some(Err(rule)) = reply.as_ref().map(|reply| check(packet, transport, reply)) {
        panic!("{transport:?}: {rule}\nrequest {packet:02x?}\nreply {reply:02x?}");
    }
    reply.is_some()
}

#[test]
fn the_corpus_is_answered() {
    let mut ours = Ours::of_text(&zone());
    for packet in corpus() {
        ask(&mut ours, Transport::Udp, &packet);
        ask(&mut ours, Transport::Tcp, &packet);
    }
    assert!(ask(&mut ours, Transport::Udp, &corpus()[0]), "a good question is answered");
}

#[test]
fn broken_packets_do_no_harm() {
    let (mut ours, corpus, mut random) = (Ours::of_text(&zone()), corpus(), random());
    let mut replies = 0;
    for _ in 0..cases(200_000) {
        let packet = mutated(&corpus, &mut random);
        let transport = if random.percent(80) { Transport::Udp } else { Transport::Tcp };
        replies += usize::from(ask(&mut ours, transport, &packet));
    }
    println!("{replies} replies");
    assert!(replies > 1000, "most of this is still answered, if only with FORMERR");
    assert!(ask(&mut ours, Transport::Udp, &corpus[0]), "and good questions too");
}
