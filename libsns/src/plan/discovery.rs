//! DNS-based service discovery in every place (RFC 6763), aggregated upward: a place lists what is in
//! it and in all places below it, so that one browses a room, a level or the whole building.

use std::collections::HashMap;

use super::compile::add_text;
use super::model::Service;
use super::records::Records;
use super::references::SITE;
use super::tree::{Node, Tree};
use crate::name::Name;
use crate::record::{RecordType, rdata};

/// The places to browse in (RFC 6763 §11): the list, its default, and the one for old clients.
const BROWSING_DOMAINS: [&[u8]; 3] = [b"b", b"db", b"lb"];

/// Adds the records of all services.
pub(crate) fn add_services(tree: &Tree, records: &mut Records) {
    let mut browsable = vec![false; tree.nodes.len()];
    let mut taken: HashMap<Name, String> = HashMap::new();
    for node in &tree.nodes {
        for service in &node.thing.device.services {
            let around = &tree.nodes[node.parent];
            let Some(instance) = add_instance(node, around, service, records) else { continue };
            if let Some(other) = taken.insert(instance.clone(), node.thing.spot.key.to_string()) {
                let expected =
                    format!("{other} offers it already; set name = \"…\" to tell them apart");
                records.faults.push(service.spot.part("name").fault(instance, expected));
                continue;
            }
            for place in upward(tree, node.parent) {
                browsable[place] = true;
                add_listing(&tree.nodes[place], service, &instance, records);
            }
        }
    }
    for (node, _) in tree.nodes.iter().zip(&browsable).filter(|(_, browsable)| **browsable) {
        for label in BROWSING_DOMAINS {
            if let Some(owner) = records.below(node, &[label, b"_dns-sd", b"_udp"]) {
                records.point(&owner, &node.name);
            }
        }
    }
}

/// A place and all places around it, up to the site.
fn upward(tree: &Tree, place: usize) -> impl Iterator<Item = usize> {
    std::iter::successors(Some(place), |&at| (at != SITE).then(|| tree.nodes[at].parent))
}

/// SRV and TXT at `<Instance>._service._protocol.<place>` (RFC 6763 §4.1, §5, §6).
fn add_instance(
    node: &Node,
    around: &Node,
    service: &Service,
    records: &mut Records,
) -> Option<Name> {
    let words = service.instance.as_deref().unwrap_or(&node.thing.words);
    // RFC 6763 §4.1.1: the instance is a single label of UTF-8, whatever it holds.
    let label = match crate::name::place_name::instance_label(words) {
        Ok(label) => label,
        Err(error) => {
            let spot = service.spot.part("name");
            records.faults.push(spot.fault(format!("{words:?}"), error));
            return None;
        }
    };
    let [name, protocol] = service.labels.each_ref().map(|label| label.as_bytes());
    let instance = records.name(&around.name, &[label, name, protocol], &service.spot)?;
    let srv = rdata::srv(service.priority, service.weight, service.port, &node.name);
    records.add(instance.clone(), RecordType::SRV, srv);
    if service.text.is_empty() {
        // RFC 6763 §6.1: an empty TXT record has one empty string.
        add_text(instance.clone(), &[String::new()], &service.spot, records);
    } else {
        add_text(instance.clone(), &service.text, &service.spot, records);
    }
    Some(instance)
}

/// The pointers by which a place lists an instance.
fn add_listing(place: &Node, service: &Service, instance: &Name, records: &mut Records) {
    let [name, protocol] = service.labels.each_ref().map(|label| label.as_bytes());
    let Some(list) = records.below(place, &[name, protocol]) else { return };
    records.point(&list, instance);
    // RFC 6763 §9: the types of service that are here.
    if let Some(types) = records.below(place, &[b"_services", b"_dns-sd", b"_udp"]) {
        records.point(&types, &list);
    }
    // RFC 6763 §7.1: a subtype lists the instance under its full name, without the subtype.
    for subtype in &service.subtypes {
        if let Some(owner) = records.below(place, &[subtype.as_bytes(), b"_sub", name, protocol]) {
            records.point(&owner, instance);
        }
    }
}
