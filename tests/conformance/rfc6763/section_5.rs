//! Resolution of an instance.

use sns_tests::question::Question;

use super::{ZONE, instance};
use crate::world::*;

/// "When a client needs to contact a particular service, identified by a Service Instance Name …, it
/// queries for the SRV and TXT records of that name."
#[test]
fn an_instance_has_srv_and_txt() {
    let mut world = World::new(ZONE);
    let srv = world.put(&Question::new(instance(), SRV));
    assert_eq!(srv.raw.answer[0].names()[0], sns_tests::names::labels("printer.example"));
    let txt = world.put(&Question::new(instance(), TXT));
    assert_eq!(only_rdata(&txt), b"\x09txtvers=1\x0bpdl=raster!");
}
