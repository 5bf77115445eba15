//! The site: what a person sets, what is assumed where nobody does, and `plan.toml` to start with.

use std::net::IpAddr;

use libsns::geometry::Degrees;
use libsns::limits::NAME_OCTETS_MAX;
use libsns::name::Name;
use libsns::plan::ROOT_FILE;
use serde_json::{Value, json};
use toml_edit::{ArrayOfTables, Item, Table};

use super::documents::Document;
use super::earlier::Earlier;
use super::extent::Extent;
use super::keys::write;
use super::model::{Draft, SITE_NODE};
use super::names::label;
use super::tidy::tidy_words;
use super::written::keys_of_node;
use super::{Before, PlanFile, PlannerError, domain_name, frame_origin};
use crate::survey::Survey;

/// Below this name a site lies that was given no zone: it may be used by anybody inside of a site, and
/// no resolver that validates takes it for bogus (RFC 8375 §4, §7).
pub const DEFAULT_PARENT: &str = "home.arpa";
/// The name server of a site that was given none, and its address: the machine itself.
const DEFAULT_SERVER: (&str, &str) = ("ns1", "127.0.0.1");
/// Longest apex, in octets of wire: names below must have room to tell a device in a room apart.
const APEX_OCTETS_MAX: usize = NAME_OCTETS_MAX / 2;

/// What a person sets.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// The zone's name.
    pub apex: Option<String>,
    /// What people call the site.
    pub name: Option<String>,
    /// What to call it where neither a person nor the source says it: the name of the file, say.
    pub fallback_name: String,
    /// The mail address of the hostmaster.
    pub contact: Option<String>,
    /// The name servers.
    pub name_servers: Vec<NameServer>,
    /// Where the site is, where the source does not say: latitude and longitude in degrees.
    pub origin: Option<Degrees>,
    /// The direction of the frame's y axis, in degrees clockwise from true north.
    pub bearing: Option<f64>,
    /// What was imported, for a comment: names of files.
    pub inputs: Vec<String>,
    /// True where the source's word counts even against a person's.
    pub takes_source: bool,
}

/// A name server of the zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameServer {
    /// Its name: inside the site, or with a final dot.
    pub name: String,
    /// Its addresses; needed inside the site, not allowed outside.
    pub addresses: Vec<IpAddr>,
}

impl Settings {
    /// Says what is unfit.
    pub(super) fn check(&self) -> Result<(), PlannerError> {
        let refuse = |text: String| Err(PlannerError::Setting(text));
        if let Some(text) = &self.apex {
            let apex = domain_name(text)?;
            if apex.as_wire().len() > APEX_OCTETS_MAX {
                return refuse(format!("the zone {text:?} has more than {APEX_OCTETS_MAX} octets"));
            }
        }
        match &self.contact {
            Some(contact)
                if contact
                    .rsplit_once('@')
                    .is_none_or(|(user, host)| user.is_empty() || host.is_empty()) =>
            {
                return refuse(format!(
                    "{contact:?} is no mail address; expected hostmaster@example.org"
                ));
            }
            _ => {}
        }
        match self.origin {
            Some([latitude, longitude])
                if !(latitude.abs() <= 89.0 && longitude.abs() <= 180.0) =>
            {
                refuse(format!(
                    "{latitude},{longitude} is no origin; expected degrees, the latitude first, at most 89"
                ))
            }
            _ => Ok(()),
        }
    }
}

/// Gives the site the words that are known for it, the best first.
pub(super) fn entitle(draft: &mut Draft, survey: &Survey, settings: &Settings) {
    let words = [settings.name.as_deref(), Some(survey.title.as_str())];
    let words = words.into_iter().flatten().filter_map(tidy_words);
    draft.nodes[SITE_NODE].words = words.collect();
}

/// The zone's name, where a person does not set it: below [`DEFAULT_PARENT`].
pub(super) fn apex(draft: &Draft, settings: &Settings) -> Result<Name, PlannerError> {
    match &settings.apex {
        Some(apex) => domain_name(apex),
        None => {
            // The site may still stand in its only building, whose words are then its own.
            let site = &draft.nodes[SITE_NODE].words;
            let buildings = draft
                .nodes
                .iter()
                .filter(|node| node.class == libsns::record::PlaceClass::Building);
            let buildings: Vec<&String> = buildings.filter_map(|node| node.words.first()).collect();
            let only = buildings.first().filter(|_| buildings.len() == 1).copied();
            let words = site.first().or(only).unwrap_or(&settings.fallback_name);
            let own = label(words).unwrap_or_else(|| "site".to_owned());
            domain_name(&format!("{own}.{DEFAULT_PARENT}"))
        }
    }
}

/// Labels below the apex that no place may have: those of the name servers.
pub(super) fn reserved(earlier: Option<&Earlier>, settings: &Settings, apex: &Name) -> Vec<String> {
    let mut names: Vec<String> =
        settings.name_servers.iter().map(|server| server.name.clone()).collect();
    let tables = earlier.into_iter().flat_map(|earlier| &earlier.documents);
    let tables =
        tables.filter_map(|document| document.root.get("nameserver")?.as_array_of_tables());
    names
        .extend(tables.flatten().filter_map(|table| Some(table.get("name")?.as_str()?.to_owned())));
    if names.is_empty() {
        names.push(DEFAULT_SERVER.0.to_owned());
    }
    let absolute = names.iter().filter_map(|name| Name::parse_relative(name.as_bytes(), apex).ok());
    let inside = absolute.filter(|name| name.is_within(apex) && name != apex);
    let labels = inside.filter_map(|name| {
        let own = name.label_count().checked_sub(apex.label_count() + 1)?;
        name.labels().nth(own).map(|label| String::from_utf8_lossy(label).to_ascii_lowercase())
    });
    labels.collect()
}

/// The files that a new plan starts with: `plan.toml`.
pub(super) fn documents(
    draft: &Draft,
    apex: &Name,
    extent: Extent,
    survey: &Survey,
    settings: &Settings,
) -> Vec<Document> {
    let mut document = Document::new(ROOT_FILE.to_owned(), &head(draft, survey, settings));
    let root = document.root.as_table_mut();
    let apex = apex.to_string();
    let apex = apex.trim_end_matches('.');
    let mut site = Table::new();
    let contact = settings.contact.clone().unwrap_or_else(|| format!("hostmaster@{apex}"));
    let keys = keys_of_node(draft, SITE_NODE);
    let of_site = keys.iter().filter(|(key, _)| *key != "civic");
    let mut set = |key: &str, value: &Value| write(&mut site, key, Some(value));
    set("name", &json!(draft.nodes[SITE_NODE].name));
    set("apex", &json!(apex));
    set("contact", &json!(contact));
    let at = inside(draft).unwrap_or(extent.middle);
    set("position", &json!(super::shapes::rounded_degrees(at)));
    of_site.for_each(|(key, value)| set(key, value));
    if extent.is_wide() {
        set("reach", &json!(extent.reach));
    }
    set("serial", &json!(1));
    root.insert("site", Item::Table(site));
    let mut servers = ArrayOfTables::new();
    name_servers(settings).into_iter().for_each(|server| servers.push(server));
    root.insert("nameserver", Item::ArrayOfTables(servers));
    root.insert("frame", Item::Table(frame(draft, extent.middle, settings)));
    vec![document]
}

/// A position inside the site's own shape.
fn inside(draft: &Draft) -> Option<Degrees> {
    let rings = draft.nodes[SITE_NODE].shape.first()?;
    let ring = rings.first()?.iter();
    let corners: Result<Vec<_>, _> =
        ring.map(|at| libsns::geometry::Position::from_degrees(at[0], at[1])).collect();
    let polygon = libsns::geometry::Polygon::new(corners.ok()?, Vec::new()).ok()?;
    Some(super::ground::degrees(polygon.position_inside()))
}

/// The comment that says where the plan comes from.
fn head(draft: &Draft, survey: &Survey, settings: &Settings) -> String {
    let name = super::merge::comment(&draft.nodes[SITE_NODE].name);
    let mut from = settings
        .inputs
        .iter()
        .map(|input| super::merge::comment(input))
        .collect::<Vec<_>>()
        .join(", ");
    if !survey.format.is_empty() {
        from += &format!(" ({})", super::merge::comment(&survey.format));
    }
    format!(
        "# {name}, as `sns import` understood {}.\n\
         #\n\
         # Change what you like: a second import keeps what was changed or added by hand, and takes the\n\
         # rest from its source, which it knows again by `source`. Other lines name a place by its label:\n\
         # where you give it another `name`, set `label` to the one that it had. The keys are those of\n\
         # plans (zones/README.md).\n\n",
        if from.trim().is_empty() { "it" } else { from.trim() }
    )
}

/// The frame in which people may go on in metres.
fn frame(draft: &Draft, middle: Degrees, settings: &Settings) -> Table {
    let mut frame = Table::new();
    frame.decor_mut().set_prefix(
        "\n# Where what you add in metres (`at`, `rectangle`) is measured from: the south-west corner.\n",
    );
    write(&mut frame, "origin", Some(&json!(frame_origin(draft, middle))));
    if let Some(bearing) =
        settings.bearing.filter(|bearing| *bearing != 0.0 && bearing.abs() <= 360.0)
    {
        write(&mut frame, "bearing", Some(&json!(bearing)));
    }
    frame
}

fn name_servers(settings: &Settings) -> Vec<Table> {
    let table = |name: &str, addresses: &[IpAddr]| {
        let mut table = Table::new();
        write(&mut table, "name", Some(&json!(name)));
        if !addresses.is_empty() {
            let addresses: Vec<String> = addresses.iter().map(ToString::to_string).collect();
            write(&mut table, "addresses", Some(&json!(addresses)));
        }
        table
    };
    if settings.name_servers.is_empty() {
        let mut server = table(DEFAULT_SERVER.0, &[]);
        write(&mut server, "addresses", Some(&json!([DEFAULT_SERVER.1])));
        return vec![server];
    }
    settings.name_servers.iter().map(|server| table(&server.name, &server.addresses)).collect()
}

/// Writes what a person sets into a plan that is there.
pub(super) fn set(documents: &mut [Document], settings: &Settings) {
    let Some(document) = documents.iter_mut().find(|document| document.path == ROOT_FILE) else {
        return;
    };
    let root = document.root.as_table_mut();
    let mut is_changed = false;
    if let Some(site) = root.get_mut("site").and_then(Item::as_table_mut) {
        let set =
            [("apex", &settings.apex), ("contact", &settings.contact), ("name", &settings.name)];
        for (key, value) in set.into_iter().filter_map(|(key, value)| Some((key, value.as_ref()?)))
        {
            if site.get(key).and_then(Item::as_str) != Some(value) {
                write(site, key, Some(&json!(value)));
                is_changed = true;
            }
        }
    }
    if !settings.name_servers.is_empty() {
        let mut servers = ArrayOfTables::new();
        name_servers(settings).into_iter().for_each(|server| servers.push(server));
        let old = root.get("nameserver").map(super::written::json_of_tables);
        if old != Some(super::written::json_of_tables(&Item::ArrayOfTables(servers.clone()))) {
            root.insert("nameserver", Item::ArrayOfTables(servers));
            is_changed = true;
        }
    }
    document.is_changed |= is_changed;
}

/// Raises the serial where any file changed, so that secondaries notice (RFC 1982 §3.1: it goes round).
pub(super) fn raise_serial(
    documents: &mut [Document],
    features: &[PlanFile],
    before: Option<&Before>,
) {
    let before = before.map_or(&[][..], |before| &before.files);
    let is_same = |file: &PlanFile| before.iter().any(|old| old == file);
    let count = documents.len() + features.len();
    let is_changed = documents.iter().any(|document| document.is_changed)
        || !features.iter().all(is_same)
        || count != before.len();
    let Some(document) = documents.iter_mut().find(|document| document.path == ROOT_FILE) else {
        return;
    };
    if !is_changed {
        return;
    }
    if let Some(site) = document.root.get_mut("site").and_then(Item::as_table_mut) {
        let serial = site.get("serial").and_then(Item::as_integer).unwrap_or(1);
        let raised = (serial + 1).rem_euclid(1 << 32).max(1);
        write(site, "serial", Some(&json!(raised)));
        document.is_changed = true;
    }
}
