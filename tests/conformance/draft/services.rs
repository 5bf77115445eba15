//! Names of Places and Devices, Services.

use libsns::record::Record;

use super::*;

/// An instance of a service, from its SRV record: its name, its type, and the place it is in.
struct Instance {
    name: String,
    service: String,
    place: String,
}

/// The instances of the example, from the SRV records of the plan.
fn instances(records: &[Record]) -> Vec<Instance> {
    let services = records.iter().filter(|record| record.rtype == RecordType::SRV);
    services
        .map(|record| {
            let labels: Vec<_> = labels::of_wire(record.owner.as_wire());
            Instance {
                name: labels::text(&labels),
                service: labels::text(&labels[1..3]),
                place: labels::text(&labels[3..]),
            }
        })
        .collect()
}

/// [D-1]: "`<service>.<place>` MUST list the instances of all devices in the place and in all places
/// below it; an instance is `<display name>.<service>.<place of the device>`."
#[test]
fn d_1_a_place_lists_what_is_in_it_and_below() {
    let records = plans::example("coworking");
    let instances = instances(&records);
    let mut world = World(plans::serve(&records));
    let services: BTreeSet<&str> = instances.iter().map(|i| i.service.as_str()).collect();
    assert!(services.len() >= 5 && instances.len() >= 12, "{services:?}");
    let mut listed = 0;
    for place in things(&mut world, APEX) {
        for service in &services {
            let here = |i: &&Instance| i.service == *service && is_within(&i.place, &place);
            let expected = sorted(instances.iter().filter(here).map(|i| i.name.clone()).collect());
            listed += expected.len();
            assert_eq!(pointers(&mut world, &format!("{service}{place}")), expected, "{place}");
        }
    }
    assert!(listed > 2 * instances.len(), "{listed}");
    // The place of an instance is that of its device, and its words are the device's or its own.
    let cafe = "Caf\\195\\169\\032Table._http._tcp.xn--caf-dma.ground.coworking.example.";
    assert!(instances.iter().any(|instance| instance.name == cafe));
    let door = "Front\\032door._coaps._udp.entrance.ground.coworking.example.";
    assert!(instances.iter().any(|instance| instance.name == door));
}

/// [D-2]: "`_services._dns-sd._udp.<place>` MUST list the service types of these instances, and
/// `b._dns-sd._udp.<place>` and `lb._dns-sd._udp.<place>` the place itself."
#[test]
fn d_2_a_place_lists_its_types_and_itself() {
    let records = plans::example("coworking");
    let instances = instances(&records);
    let mut world = World(plans::serve(&records));
    for place in things(&mut world, APEX) {
        let below = instances.iter().filter(|instance| is_within(&instance.place, &place));
        let types: BTreeSet<_> = below.map(|i| format!("{}{place}", i.service)).collect();
        let types: Vec<_> = types.into_iter().collect();
        assert_eq!(pointers(&mut world, &format!("_services._dns-sd._udp.{place}")), types);
        let itself: Vec<_> = (!types.is_empty()).then(|| place.clone()).into_iter().collect();
        for browse in ["b", "db", "lb"] {
            assert_eq!(pointers(&mut world, &format!("{browse}._dns-sd._udp.{place}")), itself);
        }
    }
}
