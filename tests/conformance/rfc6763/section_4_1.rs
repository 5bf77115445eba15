//! The names of instances.

use sns_tests::question::Question;

use super::ZONE;
use crate::world::*;

/// "The <Instance> portion of the Service Instance Name is a user-friendly name consisting of
/// arbitrary Net-Unicode text … It is stored directly in the DNS as a single DNS label" (§4.1.1).
#[test]
fn an_instance_is_one_label_of_any_text() {
    let label = "Café · 2. floor".as_bytes().to_vec();
    let name = [vec![label.clone()], sns_tests::names::labels("_ipp._tcp.example")].concat();
    let mut world = World::new(ZONE);
    let reply = world.ask("_ipp._tcp.example", PTR);
    assert_eq!(reply.raw.answer[0].names()[0], name);
    assert_eq!(world.put(&Question::new(name.clone(), SRV)).raw.answer[0].owner, name);
}
