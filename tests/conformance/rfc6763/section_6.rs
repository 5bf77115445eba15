//! TXT.

use sns_tests::question::Question;

use crate::world::*;

/// §6.1: "An empty TXT record containing zero strings is not allowed"; what stands for it is one
/// empty string, "a single zero byte".
#[test]
fn an_empty_txt_has_one_zero_octet() {
    let zone =
        "$ORIGIN example.\n$TTL 60\n@ SOA ns host 1 2 3 4 5\n@ NS ns\nns A 192.0.2.1\nt TXT \"\"\n";
    let reply = World::new(zone).put(&Question::new(sns_tests::names::labels("t.example"), TXT));
    assert_eq!(only_rdata(&reply), [0]);
}
