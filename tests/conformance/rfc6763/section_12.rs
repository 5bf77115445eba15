//! What comes along.

use sns_tests::question::Question;

use super::{ZONE, instance};
use crate::world::*;

/// §12.2: "When including an SRV record in a response packet, the server/responder SHOULD include …
/// All address records (type \"A\" and \"AAAA\") named in the SRV rdata."
#[test]
fn addresses_come_with_srv() {
    let reply = World::new(ZONE).put(&Question::new(instance(), SRV));
    assert_eq!(
        reply.additional(),
        ["printer.example. 60 A 192.0.2.9", "printer.example. 60 AAAA 2001:db8::9"]
    );
}
