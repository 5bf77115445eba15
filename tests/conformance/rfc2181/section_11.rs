//! Name syntax.

use sns_tests::question::Question;

use crate::world::*;

/// "any binary string whatever can be used as the label of any resource record."
#[test]
fn labels_hold_any_octets() {
    for octets in [&b"\0"[..], b"\xff\xfe", b" ", b".", b"\\", b"a b", b"\"(;)@$", b"_x", b"*x"] {
        let label: String = octets.iter().map(|octet| format!("\\{octet:03}")).collect();
        let zone = format!(
            "$ORIGIN example.\n$TTL 60\n@ SOA ns host 1 2 3 4 5\n@ NS ns\nns A 192.0.2.1\n{label} A 192.0.2.2\n"
        );
        let name = vec![octets.to_vec(), b"example".to_vec()];
        let reply = World::new(&zone).put(&Question::new(name.clone(), A));
        assert_eq!(reply.raw.answer.len(), 1, "{octets:?}");
        assert_eq!(reply.raw.answer[0].owner, name);
    }
}
