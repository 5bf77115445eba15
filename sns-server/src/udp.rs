//! Questions over UDP: one thread and one socket for each worker and listen address, many
//! datagrams a system call, no allocation and no lock on the way of a question.

use std::io;
use std::net::UdpSocket;
use std::os::fd::AsFd;
use std::time::Duration;

use libsns::authority::{Asker, Authority, Outcome, Transport, Workspace};

use crate::counters::Counters;
use crate::service::Service;
use crate::syscall::Batch;

/// How long a worker rests after the kernel refused to receive, so that an error that stays does
/// not take the processor.
const REST: Duration = Duration::from_millis(10);

/// Answers what comes to `socket` until the service stops.
pub(crate) fn serve(socket: &UdpSocket, service: &Service, counters: &Counters) {
    let is_wildcard = socket.local_addr().is_ok_and(|address| address.ip().is_unspecified());
    let mut batch = Batch::new(is_wildcard);
    let mut work = Workspace::new();
    while !service.is_stopping() {
        match batch.receive(socket.as_fd()) {
            Ok(0) => {}
            // What woke us may be the stop, which looks like an empty datagram.
            Ok(_) if service.is_stopping() => return,
            Ok(count) => {
                answer(&mut batch, count, &service.authority(), &mut work, counters);
                counters.unsent.add(batch.send(socket.as_fd()) as u64);
            }
            Err(error) => rest_after(&error),
        }
    }
}

/// Answers the `count` datagrams of a batch, each in its place.
fn answer(
    batch: &mut Batch,
    count: usize,
    authority: &Authority,
    work: &mut Workspace,
    counters: &Counters,
) {
    counters.queries.add(count as u64);
    for index in 0..count {
        let exchange = batch.exchange(index);
        let asker = Asker { address: exchange.client, transport: Transport::Udp };
        let outcome = match exchange.cut {
            true => Outcome::Drop,
            false => authority.handle(&asker, exchange.request, work, exchange.reply),
        };
        match outcome {
            Outcome::Reply(octets) => {
                counters.reply(exchange.reply);
                batch.queue(index, octets);
            }
            Outcome::Drop => counters.dropped.add(1),
        }
    }
}

/// Errors of a single datagram (an ICMP message come back) are over with the call that reported
/// them; others may pass. Neither ends the service.
fn rest_after(error: &io::Error) {
    tracing::debug!(%error, "receiving failed");
    std::thread::sleep(REST);
}
