//! Which case comes back.

use crate::world::*;

/// "No 'case conversion' or 'case folding' is done during such output operations, thus \"preserving\"
/// case. However, to optimize output, advantage may be taken of the use of DNS compression": the
/// question comes back as it was spelled, and so do owners that point to it.
#[test]
fn the_question_keeps_its_spelling() {
    let zone = "$ORIGIN example.\n$TTL 60\n@ SOA ns host 1 2 3 4 5\n@ NS ns\nns A 192.0.2.1\nwww A 192.0.2.2\n";
    let reply = World::new(zone).ask("wWw.ExAmPle", A);
    assert_eq!(reply.raw.questions[0].0, sns_tests::names::labels("wWw.ExAmPle"));
    assert_eq!(reply.raw.answer[0].owner, sns_tests::names::labels("wWw.ExAmPle"));
}
