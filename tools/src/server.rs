//! Which server and which zone are meant.

use std::env;
use std::net::{IpAddr, SocketAddr, ToSocketAddrs as _};
use std::time::Duration;

use libsns::client::Client;
use libsns::name::Name;

use crate::cli::ServerArguments;
use crate::report::Trouble;

/// Where `sns-server` listens unless it is told otherwise.
const SERVER: &str = "127.0.0.1:5354";
/// The port of the DNS, for servers given without one.
const PORT: u16 = 53;

/// A client for what was typed; without a zone it can only ask for names in full.
pub(crate) fn client(arguments: &ServerArguments) -> Result<Client, Trouble> {
    let zone = zone(arguments)?.unwrap_or_else(Name::root);
    let server = match &arguments.server {
        Some(typed) => address(typed)?,
        None => match env::var("SNS_SERVER") {
            Ok(set) => address(&set)?,
            Err(_) => address(SERVER)?,
        },
    };
    let timeout = Duration::try_from_secs_f64(arguments.timeout)
        .ok()
        .filter(|timeout| !timeout.is_zero())
        .ok_or_else(|| {
            Trouble::Usage(format!("timeout {}; expected seconds above 0", arguments.timeout))
        })?;
    Ok(Client::new(server, zone).with_patience(timeout, 3))
}

/// A client for a verb that makes no sense without a zone.
pub(crate) fn client_of_zone(arguments: &ServerArguments) -> Result<Client, Trouble> {
    let client = client(arguments)?;
    if client.zone().is_root() {
        let text = "which zone? expected --zone NAME, such as --zone coworking.example, or the \
                    name in SNS_ZONE";
        return Err(Trouble::Usage(text.into()));
    }
    Ok(client)
}

/// The zone that was typed, else that of the environment.
pub(crate) fn zone(arguments: &ServerArguments) -> Result<Option<Name>, Trouble> {
    match &arguments.zone {
        Some(typed) => name(typed).map(Some),
        None => env::var("SNS_ZONE")
            .ok()
            .filter(|set| !set.is_empty())
            .map(|set| name(&set))
            .transpose(),
    }
}

/// A name; the last dot may be left out.
pub(crate) fn name(text: &str) -> Result<Name, Trouble> {
    text.parse().map_err(|error| Trouble::Usage(format!("{text:?} is no domain name: {error}")))
}

/// `ADDRESS`, `ADDRESS:PORT`, `[ADDRESS]:PORT` or `HOST[:PORT]`.
fn address(text: &str) -> Result<SocketAddr, Trouble> {
    if let Ok(address) = text.parse() {
        return Ok(address);
    }
    let bare = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
    if let Ok(address) = bare.parse::<IpAddr>() {
        return Ok(SocketAddr::new(address, PORT));
    }
    let has_port = text.rsplit_once(':').is_some_and(|(_, port)| port.parse::<u16>().is_ok());
    let whole = if has_port { text.to_owned() } else { format!("{text}:{PORT}") };
    let unknown = |why: &str| {
        Trouble::Usage(format!(
            "server {text:?}: {why}; expected ADDRESS or ADDRESS:PORT, such as 127.0.0.1:5354"
        ))
    };
    let mut found = whole.to_socket_addrs().map_err(|error| unknown(&error.to_string()))?;
    found.next().ok_or_else(|| unknown("the host has no address"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn servers_with_and_without_a_port() {
        for (text, expected) in [
            ("127.0.0.1:5354", "127.0.0.1:5354"),
            ("192.0.2.1", "192.0.2.1:53"),
            ("::1", "[::1]:53"),
            ("[::1]", "[::1]:53"),
            ("[::1]:99", "[::1]:99"),
        ] {
            assert_eq!(address(text).unwrap(), expected.parse().unwrap(), "{text}");
        }
        let Err(Trouble::Usage(error)) = address("127.0.0.1:five") else { panic!() };
        assert!(error.contains("127.0.0.1:five") && error.contains("expected"), "{error}");
    }
}
