//! Devices: what has a wire, as far as somebody may ask for it.

use std::collections::{BTreeMap, HashSet};
use std::net::IpAddr;

use super::found::Found;
use super::kinds;
use super::names;
use super::properties::{Definitions, Properties};
use super::step::{Entity, Read};
use super::tree::Sort;
use crate::survey::{Survey, SurveyDevice};

/// The highest that a device hangs above the floor it belongs to, in metres.
const ABOVE_MAX_METRES: f64 = 100.0;
/// Properties that are published with a device, by their names in small letters, and as what.
const TEXTS: [(&str, &str); 8] = [
    ("manufacturer", "manufacturer"),
    ("modellabel", "model"),
    ("modelreference", "model"),
    ("articlenumber", "article"),
    ("productionyear", "year"),
    ("serialnumber", "serial"),
    ("barcode", "barcode"),
    ("assetidentifier", "asset"),
];
/// Properties that are addresses, in small letters.
const ADDRESSES: [&str; 4] = ["ipaddress", "ip address", "ipv6address", "ipv4address"];
/// Octets of a TXT string (RFC 1035 §3.3).
const TEXT_OCTETS_MAX: usize = 255;

/// How devices were found, for the remarks.
#[derive(Default)]
struct Counts {
    by_position: usize,
    plumbing: usize,
    nowhere: usize,
}

/// Adds the devices.
pub(super) fn add(found: &Found<'_>, survey: &mut Survey) -> Read<()> {
    let all = || kinds::device_kinds().flat_map(|kind| found.model.all(kind)).copied();
    let wanted: HashSet<u32> = all().filter(|id| found.is_wanted(*id)).collect();
    let definitions = Definitions::read(found.model, &wanted)?;
    let mut counts = Counts::default();
    for id in all().filter(|id| wanted.contains(id)) {
        survey.devices.extend(device(found, &definitions, id, &mut counts)?);
    }
    let plumbing =
        ["IFCSANITARYTERMINAL", "IFCWASTETERMINAL", "IFCSTACKTERMINAL", "IFCINTERCEPTOR"];
    counts.plumbing += plumbing.iter().map(|kind| found.model.all(kind).len()).sum::<usize>();
    for (count, about, text) in [
        (counts.by_position, "devices", "are put into the space that their position lies in"),
        (counts.nowhere, "devices", "stand in no storey or space; they hang below the building"),
    ] {
        if count > 0 {
            survey.guess(about, format!("{count} {text}"));
        }
    }
    if counts.plumbing > 0 {
        survey.leave_out("plumbing", format!("{} sanitary and waste terminals", counts.plumbing));
    }
    Ok(())
}

fn device(
    found: &Found<'_>,
    definitions: &Definitions,
    id: u32,
    counts: &mut Counts,
) -> Read<Option<SurveyDevice>> {
    let entity = found.model.entity(id)?;
    let of = definitions.type_of(id).map(|id| found.model.entity(id)).transpose()?;
    let type_kind = of.as_ref().map_or("", |of| &*of.kind);
    if kinds::is_plumbing(type_kind) {
        counts.plumbing += 1;
        return Ok(None);
    }
    let of_type = |attribute| of.as_ref().and_then(|of| of.word(attribute)).unwrap_or_default();
    let words = [entity.word(8).unwrap_or_default(), of_type(9)];
    let element_type = of.as_ref().and_then(|of| of.text(8));
    let user = entity.text(4).or(element_type).unwrap_or_default();
    let properties = definitions.of(found.model, id)?;
    let place = stands(found, &entity, counts)?;
    let mut names = names::of_element(entity.text(2).as_deref());
    if names.is_empty() {
        names = names::of_element(of.as_ref().and_then(|of| of.text(2)).as_deref());
    }
    Ok(Some(SurveyDevice {
        source: found.source(&entity),
        inside: place.inside,
        names,
        kind: kinds::of_device(&entity.kind, type_kind, words, &user),
        position: place.position,
        above_floor: place.above_floor,
        bearers: bearers(&properties),
        text: texts(&properties),
        spot: format!("#{id}"),
    }))
}

/// Where a device stands.
#[derive(Default)]
struct Stand {
    inside: Option<String>,
    position: Option<[f64; 2]>,
    above_floor: Option<f64>,
}

/// The space that the file says, else the one that its position lies in; else its level or building.
fn stands(found: &Found<'_>, entity: &Entity<'_>, counts: &mut Counts) -> Read<Stand> {
    let at = match entity.reference_if(5).map(|id| found.shapes.placed(Some(id))) {
        Some(Err(fault)) if fault.is_broken => return Err(fault),
        at => at.and_then(Result::ok).map(|at| at.origin),
    };
    let said = found.tree.nearest(entity.id, Sort::Space);
    let said = said.and_then(|space| found.rooms.get(space.id));
    let storey = at.map_or_else(
        || found.tree.nearest(entity.id, Sort::Storey).and_then(|s| found.levels.level_of(s.id)),
        |[.., z]| found.storey(entity.id, z),
    );
    let level = storey.and_then(|storey| storey.ordinal);
    let room = said.or_else(|| {
        let room = found.rooms.holding(level?, at?)?;
        counts.by_position += 1;
        Some(room)
    });
    let level_source = || storey.and_then(|storey| found.level_source(storey.id));
    let inside = room.map(|room| room.source.clone()).or_else(level_source);
    counts.nowhere += usize::from(inside.is_none());
    let floor = room.and_then(|room| room.heights).map(|[low, _]| low);
    let floor = floor.or_else(|| storey.map(|storey| storey.z));
    let above = at.zip(floor).map(|([.., z], floor)| z - floor);
    Ok(Stand {
        inside: inside.or_else(|| found.building_source(entity.id)),
        position: at.and_then(|[x, y, _]| found.position([x, y])),
        above_floor: above.filter(|above| (0.0..=ABOVE_MAX_METRES).contains(above)),
    })
}

/// What is known of its make.
fn texts(properties: &Properties) -> Vec<String> {
    let mut texts = BTreeMap::new();
    for (name, word) in TEXTS {
        if let Some(value) = properties.text(name) {
            texts.entry(word).or_insert_with(|| format!("{word}={value}"));
        }
    }
    texts.into_values().filter(|text| text.len() <= TEXT_OCTETS_MAX).collect()
}

/// The addresses that its properties give.
fn bearers(properties: &Properties) -> Vec<(String, String)> {
    let addresses = ADDRESSES.iter().filter_map(|name| properties.text(name)?.trim().parse().ok());
    let mut bearers: Vec<_> = addresses
        .map(|address| match address {
            IpAddr::V4(address) => ("ipv4".to_owned(), address.to_string()),
            IpAddr::V6(address) => ("ipv6".to_owned(), address.to_string()),
        })
        .collect();
    bearers.dedup();
    bearers
}
