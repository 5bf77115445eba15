//! Puts many questions to a server over UDP: a window of them at a time, matched by identifier.

use std::collections::HashMap;
use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream, UdpSocket};
use std::time::{Duration, Instant};

/// Questions on their way at a time: far below what a socket's buffer holds.
const WINDOW: usize = 32;
/// How long a reply may take.
const PATIENCE: Duration = Duration::from_millis(600);
/// How often a question is put before the server counts as silent.
const TRIES: usize = 2;

/// The reply to each request, or nothing where the server stayed silent. The identifiers of the
/// requests are overwritten.
///
/// # Errors
/// When the socket fails.
pub fn ask_all(server: SocketAddr, requests: &[Vec<u8>]) -> io::Result<Vec<Option<Vec<u8>>>> {
    let socket = UdpSocket::bind("127.0.0.1:0")?;
    socket.connect(server)?;
    let mut replies = vec![None; requests.len()];
    for _ in 0..TRIES {
        let open: Vec<_> = (0..requests.len()).filter(|i| replies[*i].is_none()).collect();
        for window in open.chunks(WINDOW) {
            ask_window(&socket, requests, window, &mut replies)?;
        }
    }
    Ok(replies)
}

/// Sends these requests and waits for their replies.
fn ask_window(
    socket: &UdpSocket,
    requests: &[Vec<u8>],
    window: &[usize],
    replies: &mut [Option<Vec<u8>>],
) -> io::Result<()> {
    let mut open = HashMap::new();
    for &index in window {
        let id = u16::try_from(index & 0xffff).expect("masked to sixteen bits");
        let mut request = requests[index].clone();
        request[..2].copy_from_slice(&id.to_be_bytes());
        if socket.send(&request).is_ok() {
            open.insert(id, index);
        }
    }
    let end = Instant::now() + PATIENCE;
    let mut buffer = vec![0; 65_535];
    while !open.is_empty() {
        let left = end.saturating_duration_since(Instant::now());
        if left.is_zero() {
            break;
        }
        socket.set_read_timeout(Some(left))?;
        let Ok(octets) = socket.recv(&mut buffer) else { continue };
        let id = buffer.first_chunk().map_or(0, |id| u16::from_be_bytes(*id));
        if let Some(index) = open.remove(&id) {
            replies[index] = Some(buffer[..octets].to_vec());
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
