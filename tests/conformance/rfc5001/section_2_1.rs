//! NSID.

use libsns::authority::{Settings, Transport};
use sns_tests::ours::{self, Ours};

use crate::world::*;

const ZONE: &str = "$ORIGIN example.\n$TTL 60\n@ SOA ns host 1 2 3 4 5\n@ NS ns\nns A 192.0.2.1\n";

/// OPT with an empty NSID option, code 3 (§2.3).
const ASKS: [u8; 15] = [0, 0, 41, 4, 208, 0, 0, 0, 0, 0, 4, 0, 3, 0, 0];

fn nsid(settings: Settings, additional: &[u8]) -> Option<Vec<u8>> {
    let zone = ours::zone(ZONE.as_bytes()).expect("a zone");
    let mut world = World(Ours::with_settings(vec![zone], settings));
    let octets = request("ns.example", A, 1, additional);
    let reply = world.send(Transport::Udp, &octets).expect("a reply");
    assert_eq!(reply.answer().len(), 1);
    let options = reply.raw.opt.expect("OPT for OPT").options;
    options.into_iter().find(|(code, _)| *code == 3).map(|(_, data)| data)
}

fn named() -> Settings {
    Settings { nsid: Some(b"london-3".to_vec()) }
}

/// "The resolver signals its desire for name server identification by sending an empty NSID option"
/// (§2.1); "A name server that understands the NSID option and chooses to honor a particular NSID
/// request responds by including identifying information in a NSID option" (§2.2).
#[test]
fn who_asks_is_told() {
    assert_eq!(nsid(named(), &ASKS), Some(b"london-3".to_vec()));
}

/// "The name server MUST NOT include an NSID option in a response if the query did not" (§2.2).
#[test]
fn who_does_not_ask_is_not_told() {
    assert_eq!(nsid(named(), &[0, 0, 41, 4, 208, 0, 0, 0, 0, 0, 0]), None);
}

/// A server without a name stays silent.
#[test]
fn a_server_without_a_name_says_nothing() {
    assert_eq!(nsid(Settings::default(), &ASKS), None);
}
