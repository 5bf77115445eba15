//! Telling the service manager how far we are (sd_notify(3)): one datagram to the socket it names.

use std::ffi::OsStr;
use std::io;
use std::os::linux::net::SocketAddrExt;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::net::{SocketAddr, UnixDatagram};

/// The server answers.
pub(crate) const READY: &str = "READY=1";
/// Zones are being read again; to be followed by [`READY`].
pub(crate) const RELOADING: &str = "RELOADING=1";
/// The server ends.
pub(crate) const STOPPING: &str = "STOPPING=1";

/// Tells the service manager, if there is one.
pub(crate) fn notify(state: &str) {
    if let Some(path) = std::env::var_os("NOTIFY_SOCKET")
        && let Err(error) = send(&path, state)
    {
        tracing::debug!(%error, state, "the service manager was not told");
    }
}

fn send(path: &OsStr, state: &str) -> io::Result<()> {
    // A leading @ stands for the null octet of the abstract namespace.
    let address = match path.as_bytes().strip_prefix(b"@") {
        Some(name) => SocketAddr::from_abstract_name(name)?,
        None => SocketAddr::from_pathname(path)?,
    };
    UnixDatagram::unbound()?.send_to_addr(state.as_bytes(), &address)?;
    Ok(())
}
