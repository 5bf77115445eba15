//! `plan.toml`: the site, its zone, its name servers, its levels.

use std::collections::BTreeMap;
use std::net::IpAddr;

use super::fault::Spot;
use super::fields::{Fields, Item};

use super::model::{
    Class, Device, Inside, NameServer, Site, Thing, Written, ZoneTimers, class_of_kind,
    class_of_word,
};
use super::read_things::{
    Defaults, altitude, read_civic, read_form, read_frame, read_items, read_position, source,
};
use super::values::{character_string, domain_name, duration, levels, mailbox, token};
use crate::geometry::Frame;
use crate::limits::{
    PLAN_CELL_RESOLUTION_DEFAULT, PLAN_EXPIRE_SECONDS_DEFAULT, PLAN_NEGATIVE_SECONDS_DEFAULT,
    PLAN_REACH_METRES_MAX, PLAN_REFRESH_SECONDS_DEFAULT, PLAN_RETRY_SECONDS_DEFAULT,
    PLAN_TTL_SECONDS_DEFAULT, PLAN_WALL_METRES_DEFAULT,
};
use crate::name::Name;
use crate::name::civic::CivicAddress;

/// Finest and coarsest cells a plan may ask for: at 15 a cell is a desk's width, at 9 a few streets.
const CELL_RESOLUTIONS: std::ops::RangeInclusive<i64> = 9..=15;

/// Thicknesses of walls a plan may speak of, in metres.
const WALL_METRES: std::ops::RangeInclusive<f64> = 0.01..=2.0;

/// Reads `plan.toml` into the site and its items; gives what it includes and the frame for other files.
pub(crate) fn read_plan_toml(mut fields: Fields<'_, '_>, into: &mut Written) -> Root {
    let include = fields.item("include").is_some().then(|| {
        fields.many("include", |item| item.text().map(|path| (path.to_owned(), item.spot.clone())))
    });
    let frame = fields.table("frame").and_then(read_frame);
    let level_labels = fields.table("levels").map(read_levels).unwrap_or_default();
    let cell_resolution = fields.table("cells").map_or(PLAN_CELL_RESOLUTION_DEFAULT, read_cells);
    let wall_metres = fields.table("walls").map_or(PLAN_WALL_METRES_DEFAULT, read_walls);
    let mut site = match fields.table("site") {
        Some(site) => read_site(site, frame.as_ref()),
        None => {
            let spot = fields.spot().part("[site]");
            fields
                .faults
                .push(spot.fault("", "is missing; expected name, apex, contact, position"));
            None
        }
    };
    if let Some((site, thing)) = &mut site {
        read_civic(&mut fields, &mut thing.civic);
        site.name_servers = read_name_servers(&mut fields, &site.apex, &site.spot);
        site.level_labels = level_labels;
        site.cell_resolution = cell_resolution;
        site.wall_metres = wall_metres;
    }
    if let Some((site, thing)) = site {
        into.site = Some(site);
        into.things.insert(0, thing);
    }
    // Items name things by their index, so they are read only where the site stands at index 0.
    if into.site.is_some() {
        read_items(&mut fields, &Defaults { inside: Inside::Site, frame }, into);
        fields.finish();
    }
    Root { include, frame }
}

/// What `plan.toml` says about the other files.
pub(crate) struct Root {
    /// The files to read, each with where it is named; none means all.
    pub(crate) include: Option<Vec<(String, Spot)>>,
    pub(crate) frame: Option<Frame>,
}

fn read_site(mut fields: Fields<'_, '_>, frame: Option<&Frame>) -> Option<(Site, Thing)> {
    let spot = fields.spot().clone();
    let apex =
        fields.need("apex", "the zone's name such as hq.example", |item| item.parse(domain_name));
    let contact = fields.need("contact", "a mail address", |item| item.parse(mailbox));
    let name = fields.need("name", "what people call the site", |item| item.text());
    let kind = fields.get("kind", |item| item.parse(token));
    let class = fields.get("class", |item| item.parse(class_of_word));
    let class = class.unwrap_or_else(|| match kind.as_deref().map(class_of_kind) {
        // At the top of a plan an unknown kind is a site, not a room.
        None | Some(Class::Room) => Class::Site,
        Some(class) => class,
    });
    let thing = Thing {
        spot: spot.named("[site]"),
        words: name.unwrap_or_default().trim().to_owned(),
        label: String::new(),
        inside: Inside::Site,
        class,
        kind: kind.unwrap_or_else(|| class.word().to_owned()),
        levels: fields.get("level", levels),
        position: read_position(&mut fields, frame),
        form: read_form(&mut fields, frame),
        form_from_features: false,
        outline_bad_shape: false,
        altitude_cm: altitude(&mut fields),
        height_cm: None,
        source: source(&mut fields),
        aliases: Vec::new(),
        text: fields.many("text", |item| item.parse(character_string)),
        civic: CivicAddress::new(),
        device: Device::default(),
    };
    let reach_metres = fields.get("reach", |item| item.number(0.0..=PLAN_REACH_METRES_MAX));
    let (ttl_seconds, serial, timers) = read_zone_numbers(&mut fields);
    let keys = ["position", "at", "rectangle", "corners", "outline", "radius"];
    let is_blamed = keys.iter().any(|key| spot.part(key).is_blamed(fields.faults));
    if thing.position.is_none() && thing.form.is_none() && !is_blamed {
        let expected = "expected a position = [latitude, longitude], or a shape";
        fields.faults.push(spot.fault("", expected));
    }
    fields.finish();
    let site = Site {
        spot,
        apex: apex?,
        contact: contact?,
        name_servers: Vec::new(),
        ttl_seconds,
        serial,
        timers,
        reach_metres,
        cell_resolution: PLAN_CELL_RESOLUTION_DEFAULT,
        wall_metres: PLAN_WALL_METRES_DEFAULT,
        level_labels: BTreeMap::new(),
    };
    Some((site, thing))
}

fn read_zone_numbers(fields: &mut Fields<'_, '_>) -> (u32, u32, ZoneTimers) {
    let ttl = fields.get("ttl", duration).unwrap_or(PLAN_TTL_SECONDS_DEFAULT);
    let serial = fields.get("serial", |item| {
        // RFC 1982 §3.1: serial numbers have 32 bits.
        let serial = item.integer(0..=i64::from(u32::MAX))?;
        u32::try_from(serial).map_err(|_| item.fault("expected a serial"))
    });
    let timers = ZoneTimers {
        refresh: fields.get("refresh", duration).unwrap_or(PLAN_REFRESH_SECONDS_DEFAULT),
        retry: fields.get("retry", duration).unwrap_or(PLAN_RETRY_SECONDS_DEFAULT),
        expire: fields.get("expire", duration).unwrap_or(PLAN_EXPIRE_SECONDS_DEFAULT),
        negative_ttl: fields.get("negative_ttl", duration).unwrap_or(PLAN_NEGATIVE_SECONDS_DEFAULT),
    };
    (ttl, serial.unwrap_or(1), timers)
}

fn read_levels(fields: Fields<'_, '_>) -> BTreeMap<i16, String> {
    let mut labels = BTreeMap::new();
    for (key, item) in fields.entries() {
        let level: Option<i16> = key.parse().ok();
        let read = match level {
            Some(level) => item.text().map(|label| (level, label.to_owned())),
            None => Err(item.fault("expected a level's number as the key, such as 0 or -1")),
        };
        match read {
            Ok((level, label)) => drop(labels.insert(level, label)),
            Err(fault) => fields.faults.push(fault),
        }
    }
    labels
}

fn read_cells(mut fields: Fields<'_, '_>) -> u8 {
    let resolution = fields.get("resolution", |item| item.integer(CELL_RESOLUTIONS));
    fields.finish();
    resolution.and_then(|r| u8::try_from(r).ok()).unwrap_or(PLAN_CELL_RESOLUTION_DEFAULT)
}

fn read_walls(mut fields: Fields<'_, '_>) -> f64 {
    let thickness = fields.get("thickness", |item| item.number(WALL_METRES));
    fields.finish();
    thickness.unwrap_or(PLAN_WALL_METRES_DEFAULT)
}

fn read_name_servers(fields: &mut Fields<'_, '_>, apex: &Name, site: &Spot) -> Vec<NameServer> {
    let mut servers = Vec::new();
    for (table, spot) in fields.tables("nameserver") {
        servers.extend(read_name_server(fields.inside(table, spot), apex));
    }
    if servers.is_empty() {
        // RFC 1035 §5.2 (4) asks for NS records at the apex of every zone.
        let expected = "is missing; expected at least one name server with its addresses";
        fields.faults.push(site.named("[[nameserver]]").fault("", expected));
    }
    servers
}

fn read_name_server(mut fields: Fields<'_, '_>, apex: &Name) -> Option<NameServer> {
    let name =
        fields.need("name", "a name such as ns1, or ns1.example.net. with a final dot", |item| {
            item.parse(|text| Name::parse_relative(text.as_bytes(), apex))
        });
    let addresses = fields.many("addresses", |item: &Item<'_>| {
        item.parse(|text| text.parse::<IpAddr>().map_err(|_| "expected an IP address"))
    });
    let spot = fields.spot().clone();
    fields.finish();
    Some(NameServer { name: name?, addresses, spot })
}
