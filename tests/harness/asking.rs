//! Puts many questions to a server over UDP: a window of them at a time, matched by identifier.

use std::collections::HashMap;
use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream, UdpSocket};
use std::time::{Duration, Instant};

/// Questions on their way at a time: far below what a socket's buffer holds.
const WINDOW: usize = 32;
/// How long a reply may take.
const PATIENCE: Duration = Duration::from_millis(600);
/// How long to wait for a datagram before looking which questions have waited too long.
const TICK: Duration = Duration::from_millis(20);
/// How often a question is put before the server counts as silent.
const TRIES: usize = 2;

/// The reply to each request, or nothing where the server stayed silent. The identifiers of the
/// requests are overwritten.
///
/// # Errors
/// When the socket fails.
pub fn ask_all(server: SocketAddr, requests: &[Vec<u8>]) -> io::Result<Vec<Option<Vec<u8>>>> {
    let mut replies = vec![None; requests.len()];
    for _ in 0..TRIES {
        let open: Vec<_> = (0..requests.len()).filter(|i| replies[*i].is_none()).collect();
        ask_once(server, requests, &open, &mut replies)?;
    }
    Ok(replies)
}

/// Sends these requests, not more than a window ahead of the replies.
fn ask_once(
    server: SocketAddr,
    requests: &[Vec<u8>],
    which: &[usize],
    replies: &mut [Option<Vec<u8>>],
) -> io::Result<()> {
    let socket = UdpSocket::bind("127.0.0.1:0")?;
    socket.connect(server)?;
    socket.set_read_timeout(Some(TICK))?;
    let mut waiting = which.iter();
    let mut open: HashMap<u16, (usize, Instant)> = HashMap::new();
    let mut buffer = vec![0; 65_535];
    while open.len() + waiting.len() > 0 {
        for &index in waiting.by_ref().take(WINDOW.saturating_sub(open.len())) {
            let id = u16::try_from(index & 0xffff).expect("masked to sixteen bits");
            let mut request = requests[index].clone();
            request[..2].copy_from_slice(&id.to_be_bytes());
            if socket.send(&request).is_ok() {
                open.insert(id, (index, Instant::now()));
            }
        }
        match socket.recv(&mut buffer) {
            Ok(octets) => {
                let id = buffer.first_chunk().map_or(0, |id| u16::from_be_bytes(*id));
                if let Some((index, _)) = open.remove(&id) {
                    replies[index] = Some(buffer[..octets].to_vec());
                }
            }
            Err(_) => open.retain(|_, (_, sent)| sent.elapsed() < PATIENCE),
        }
    }
    Ok(())
}

/// One question over a TCP connection of its own, and its reply.
///
/// # Errors
/// When the server closes or stays silent.
pub fn ask_tcp(server: SocketAddr, request: &[u8]) -> io::Result<Vec<u8>> {
    let mut stream = TcpStream::connect_timeout(&server, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    let length = u16::try_from(request.len()).expect("a message fits sixteen bits");
    stream.write_all(&[&length.to_be_bytes(), request].concat())?;
    let mut length = [0; 2];
    stream.read_exact(&mut length)?;
    let mut reply = vec![0; u16::from_be_bytes(length).into()];
    stream.read_exact(&mut reply)?;
    Ok(reply)
}
