//! Questions to a running server, over UDP and TCP, IPv4 and IPv6.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops")]

mod support;

use std::io::Write;
use std::net::{Ipv4Addr, Shutdown, SocketAddr};
use std::thread;
use std::time::{Duration, Instant};

use sns_server::{Server, StartError};
use support::*;

const LAMP: Ipv4Addr = Ipv4Addr::new(192, 0, 2, 1);

#[test]
fn both_transports_answer_over_both_protocols() {
    let (server, _folder) = server_with(|config| {
        config.listen = support::config(&[], &["127.0.0.1:0", "[::1]:0"]).listen;
    });
    assert_eq!(server.addresses().len(), 2);
    for address in server.addresses().to_vec() {
        assert_ne!(address.port(), 0);
        assert_eq!(address_of(&ask_udp(address, "lamp.example", A)), LAMP);
        assert_eq!(rcode_of(&ask_udp(address, "nothing.example", A)), NXDOMAIN);
        assert_eq!(rcode_of(&ask_udp(address, "elsewhere", A)), REFUSED);
        let mut stream = tcp(address);
        assert_eq!(address_of(&ask_tcp(&mut stream, "lamp.example", A)), LAMP);
        assert_eq!(rcode_of(&ask_tcp(&mut stream, "nothing.example", A)), NXDOMAIN);
    }
    let totals = server.stop();
    assert_eq!((totals.queries, totals.connections, totals.dropped), (10, 2, 0));
    assert_eq!(totals.replies[usize::from(NXDOMAIN)], 4);
}

#[test]
fn every_question_of_a_rush_is_answered_to_whom_it_asked() {
    let (server, _folder) = server();
    let address = server.addresses()[0];
    let clients: Vec<_> = (0..4)
        .map(|_| {
            thread::spawn(move || {
                let socket = udp(address);
                for round in 0..50_u16 {
                    for number in 0..40 {
                        socket.send(&question(round * 40 + number, "lamp.example", A)).unwrap();
                    }
                    let mut reply = [0; 512];
                    let mut ids: Vec<u16> = (0..40)
                        .map(|_| {
                            let octets = socket.recv(&mut reply).unwrap();
                            assert_eq!(address_of(&reply[..octets]), LAMP);
                            id_of(&reply)
                        })
                        .collect();
                    ids.sort_unstable();
                    assert!(ids.into_iter().eq(round * 40..round * 40 + 40));
                }
            })
        })
        .collect();
    clients.into_iter().for_each(|client| client.join().unwrap());
    assert_eq!(server.stop().queries, 4 * 50 * 40);
}

#[test]
fn what_is_no_question_harms_nobody() {
    let (server, _folder) = server();
    let address = server.addresses()[0];
    let socket = udp(address);
    socket.send(&[]).unwrap();
    socket.send(&[0; 11]).unwrap();
    socket.send(&vec![0xff; 60_000]).unwrap();
    let mut reply_as_question = question(1, "lamp.example", A);
    reply_as_question[2] |= 0x80;
    socket.send(&reply_as_question).unwrap();
    assert_eq!(address_of(&ask_udp(address, "lamp.example", A)), LAMP);
    until("all were counted", || server.totals().queries == 5);
    assert_eq!(server.stop().dropped, 4);
}

/// Linux reports an ICMP "port unreachable" to some sockets as an error of the next call.
#[test]
fn clients_that_vanish_stop_nothing() {
    let (server, _folder) = server();
    let address = server.addresses()[0];
    for _ in 0..200 {
        let socket = udp(address);
        socket.send(&question(1, "lamp.example", A)).unwrap();
    }
    assert_eq!(address_of(&ask_udp(address, "lamp.example", A)), LAMP);
}

/// RFC 2181 §4: the reply comes from the address that was asked, though the socket is bound to all.
/// The client's socket is connected, so it takes no other.
#[test]
fn a_wildcard_answers_from_the_address_that_was_asked() {
    let (server, _folder) = server_with(|config| {
        config.listen = support::config(&[], &["0.0.0.0:0", "[::]:0"]).listen;
    });
    for (listen, asked) in [(0, "127.0.0.1"), (0, "127.0.0.2"), (0, "127.9.8.7"), (1, "::1")] {
        let address = SocketAddr::new(asked.parse().unwrap(), server.addresses()[listen].port());
        for _ in 0..10 {
            assert_eq!(address_of(&ask_udp(address, "lamp.example", A)), LAMP, "{address}");
        }
    }
    // The two kinds of address are apart: IPv4 does not come in through the IPv6 socket.
    let v4_at_v6_port = SocketAddr::new(LAMP.into(), server.addresses()[1].port());
    assert!(
        std::net::TcpStream::connect_timeout(
            &SocketAddr::new("127.0.0.1".parse().unwrap(), v4_at_v6_port.port()),
            PATIENCE
        )
        .is_err()
    );
}

#[test]
fn pipelined_questions_are_answered_in_order() {
    let (server, _folder) = server();
    let mut stream = tcp(server.addresses()[0]);
    let all: Vec<u8> = (0..500).flat_map(|id| framed(id, "lamp.example", A)).collect();
    stream.write_all(&all).unwrap();
    for id in 0..500 {
        let reply = read_reply(&mut stream);
        assert_eq!((id_of(&reply), address_of(&reply)), (id, LAMP));
    }
    assert_eq!(server.stop().connections, 1);
}

#[test]
fn a_question_may_come_octet_by_octet() {
    let (server, _folder) = server();
    let mut stream = tcp(server.addresses()[0]);
    for octet in framed(3, "lamp.example", A) {
        stream.write_all(&[octet]).unwrap();
        thread::sleep(Duration::from_millis(1));
    }
    assert_eq!(address_of(&read_reply(&mut stream)), LAMP);
}

/// A client that says it sends no more is answered, and then told the same at once.
#[test]
fn a_client_that_has_finished_gets_its_answer_and_the_end() {
    let (server, _folder) = server();
    for _ in 0..20 {
        let mut stream = tcp(server.addresses()[0]);
        stream.write_all(&framed(4, "lamp.example", A)).unwrap();
        stream.shutdown(Shutdown::Write).unwrap();
        let start = Instant::now();
        assert_eq!(address_of(&read_reply(&mut stream)), LAMP);
        assert!(is_closed(&mut stream));
        assert!(start.elapsed() < Duration::from_secs(2));
    }
    assert_eq!(server.stop().overdue, 0);
}

#[test]
fn broken_framing_ends_the_connection() {
    let (server, _folder) = server();
    let mut stream = tcp(server.addresses()[0]);
    stream.write_all(&[&framed(5, "lamp.example", A)[..], &[0, 11, 0]].concat()).unwrap();
    assert_eq!(address_of(&read_reply(&mut stream)), LAMP);
    assert!(is_closed(&mut stream));
}

/// A client that asks without reading is not read either, and loses nothing when it does.
#[test]
fn replies_wait_for_a_slow_reader_within_bounds() {
    const QUESTIONS: u32 = 200_000;
    let (server, _folder) = server_with(|config| config.tcp.queue_octets = 16 << 10);
    let mut stream = tcp(server.addresses()[0]);
    let mut asking = stream.try_clone().unwrap();
    asking.set_write_timeout(Some(PATIENCE)).unwrap();
    let asker = thread::spawn(move || {
        let hundred: Vec<u8> = (0..100).flat_map(|id| framed(id, "lamp.example", A)).collect();
        for _ in 0..QUESTIONS / 100 {
            asking.write_all(&hundred).unwrap();
        }
    });
    let settled = || {
        let before = server.totals().queries;
        thread::sleep(Duration::from_millis(100));
        server.totals().queries == before
    };
    until("the server takes no more questions", settled);
    assert!(server.totals().queries < u64::from(QUESTIONS), "it read on without a reader");
    for number in 0..QUESTIONS {
        assert_eq!(u32::from(id_of(&read_reply(&mut stream))), number % 100);
    }
    asker.join().unwrap();
}

#[test]
fn a_connection_that_idles_or_dawdles_is_closed() {
    let timeout = Duration::from_millis(300);
    let (server, _folder) = server_with(|config| config.tcp.idle_timeout = timeout);
    let start = Instant::now();
    let mut idle = tcp(server.addresses()[0]);
    let mut half_sent = tcp(server.addresses()[0]);
    half_sent.write_all(&[0, 30, 1]).unwrap();
    let mut lively = tcp(server.addresses()[0]);
    while start.elapsed() < 2 * timeout {
        assert_eq!(address_of(&ask_tcp(&mut lively, "lamp.example", A)), LAMP);
        // It may have been closed already.
        let _ = half_sent.write_all(&[0]);
        thread::sleep(timeout / 6);
    }
    assert!(is_closed(&mut idle) && is_closed(&mut half_sent));
    assert_eq!(address_of(&ask_tcp(&mut lively, "lamp.example", A)), LAMP);
    assert_eq!(server.stop().overdue, 2);
}

/// More half-open connections than there is room for, from the address that then asks.
#[test]
fn a_flood_of_half_open_connections_leaves_room_for_the_next() {
    let (server, _folder) = server_with(|config| {
        config.threads = 1;
        config.tcp.connections = 60;
        config.tcp.connections_per_client = 50;
    });
    let address = server.addresses()[0];
    let mut held = Vec::new();
    for number in 0..600 {
        let mut stream = tcp(address);
        stream.write_all(&[0, 48, 1]).unwrap();
        held.push(stream);
        if number % 100 == 99 {
            let start = Instant::now();
            assert_eq!(address_of(&ask_tcp(&mut tcp(address), "lamp.example", A)), LAMP);
            assert_eq!(address_of(&ask_udp(address, "lamp.example", A)), LAMP);
            assert!(start.elapsed() < Duration::from_secs(1));
        }
    }
    drop(held);
    assert!(server.stop().evicted >= 550);
}

#[test]
fn a_port_that_is_taken_is_refused_though_it_could_be_shared() {
    let (first, folder) = server();
    let mut config = config(&[&folder.path("example.zone")], &[]);
    config.listen =
        vec![sns_server::config::Listen { address: first.addresses()[0], is_required: true }];
    match Server::start(&config) {
        Err(StartError::Bind(error)) => {
            let text = error.to_string();
            assert!(text.contains(&first.addresses()[0].to_string()), "{text}");
            assert!(text.contains("which other server"), "{text}");
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_stop_is_soon_and_leaves_the_port_free() {
    let (server, folder) = server();
    let address = server.addresses()[0];
    let mut open = tcp(address);
    assert_eq!(address_of(&ask_tcp(&mut open, "lamp.example", A)), LAMP);
    let start = Instant::now();
    let totals = server.stop();
    assert!(start.elapsed() < Duration::from_millis(300), "{:?}", start.elapsed());
    assert_eq!(totals.queries, 1);
    assert!(is_closed(&mut open));
    let zone = folder.path("example.zone");
    let again = Server::start(&config(&[&zone], &[&address.to_string()])).unwrap();
    assert_eq!(again.addresses(), [address]);
    assert_eq!(address_of(&ask_udp(address, "lamp.example", A)), LAMP);
}

/// A machine may be without IPv6: the default addresses are taken as far as they exist.
#[test]
fn an_address_that_does_not_exist_is_fatal_only_when_asked_for() {
    let folder = Folder::new();
    let zone = folder.write("example.zone", &zone_text("example", "192.0.2.1"));
    let mut config = config(&[&zone], &["127.0.0.1:0", "192.0.2.77:0"]);
    assert!(matches!(Server::start(&config), Err(StartError::Bind(_))));
    config.listen[1].is_required = false;
    let server = Server::start(&config).unwrap();
    assert_eq!(server.addresses().len(), 1);
    assert_eq!(address_of(&ask_udp(server.addresses()[0], "lamp.example", A)), LAMP);
    config.listen.remove(0);
    let error = Server::start(&config).map(drop).unwrap_err().to_string();
    assert!(error.contains("192.0.2.77") && error.contains("of this machine"), "{error}");
}
