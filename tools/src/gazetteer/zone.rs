//! The tree as master files (RFC 1035 §5): names relative to each zone's apex, a few lines a place.

use std::fmt::Write as _;
use std::ops::ControlFlow;

use libsns::geometry::{Cell, CellLabel, Position, Resolution, Shape, cover_roughly, publish};
use libsns::limits::SET_OCTETS_MAX;
use libsns::name::Name;
use libsns::record::location::{Extent, Location};
use libsns::record::{Place, PlaceClass, RecordType, rdata, write_generic_rdata, write_rdata};

use super::delegation;
use super::extent::city_radius_metres;
use super::tree::{Kind, Node, Tree};
use super::{Options, Report};

/// Time to live of all records, in seconds: a day, as countries do not move.
const TTL_SECONDS: u32 = 86_400;
/// Refresh, retry and expire of secondaries and the time to live of denials, in seconds (RFC 1912 §2.2,
/// RFC 2308 §5).
const TIMERS_SECONDS: [u32; 4] = [3_600, 600, 1_209_600, 600];
/// How well a city's reference point is known, in metres: GeoNames rounds to five digits, but where the
/// middle of a city is, is anybody's guess.
const PRECISION_METRES: f64 = 1_000.0;

/// One zone as a master file.
#[derive(Clone, Debug)]
pub struct ZoneText {
    /// Its name.
    pub apex: Name,
    /// The number of places in it.
    pub places: usize,
    /// All behind the serial of the SOA.
    head: String,
    tail: String,
}

impl ZoneText {
    /// The name of its file: that of the zone without the last dot, and `.zone`.
    #[must_use]
    pub fn file_name(&self) -> String {
        let name = self.apex.to_string();
        let name = name.trim_end_matches('.').to_ascii_lowercase();
        // What could lead into another folder is no file name.
        let fit = |c: char| if c.is_ascii_alphanumeric() || "-._".contains(c) { c } else { '_' };
        format!("{}.zone", name.chars().map(fit).collect::<String>())
    }

    /// The whole file with this serial, and with the delegations that people added to an earlier one.
    #[must_use]
    pub fn text(&self, serial: u32, delegations: &str) -> String {
        format!("{}{serial}{}{delegations}", self.head, self.tail)
    }

    /// The file in place of an earlier one: the delegations people added to that stay, and the serial
    /// grows where anything else changed (RFC 1982 §3.1).
    #[must_use]
    pub fn after(&self, earlier: &str) -> String {
        let delegations = delegation::blocks(earlier);
        let serial = earlier
            .strip_prefix(&*self.head)
            .and_then(|rest| rest.split(|c: char| !c.is_ascii_digit()).next()?.parse::<u32>().ok());
        let serial = serial.or_else(|| delegation::serial(earlier)).unwrap_or(0);
        let same = self.text(serial, &delegations);
        if same == earlier { same } else { self.text(serial.wrapping_add(1).max(1), &delegations) }
    }
}

/// Writes the zones, the root first.
pub(super) fn write_all(tree: &Tree, options: &Options, report: &mut Report) -> Vec<ZoneText> {
    let children = children(tree);
    let mut zones = Vec::new();
    let all: Vec<usize> = (0..tree.nodes.len()).collect();
    let countries: Vec<usize> =
        all.iter().copied().filter(|at| tree.nodes[*at].kind == Kind::Country).collect();
    let writer = |apex: &Name| Writer {
        tree,
        options,
        children: &children,
        apex: apex.clone(),
        text: String::new(),
        cut_sets: Vec::new(),
    };
    let mut root = writer(&options.apex);
    if options.is_one_zone {
        zones.push(root.zone(&countries, &all));
    } else {
        root.delegate(&countries);
        zones.push(root.zone(&countries, &[]));
        let mut members: Vec<Vec<usize>> = vec![Vec::new(); tree.nodes.len()];
        let mut country_of: Vec<usize> = Vec::with_capacity(tree.nodes.len());
        for (at, node) in tree.nodes.iter().enumerate() {
            country_of.push(node.parent.map_or(at, |parent| country_of[parent]));
            members[country_of[at]].push(at);
        }
        for country in countries {
            let mut writer = writer(&tree.nodes[country].name);
            zones.push(writer.zone(&[], &members[country]));
            root.cut_sets.append(&mut writer.cut_sets);
        }
    }
    if !root.cut_sets.is_empty() {
        let text =
            "holds more places than a record set can list; `_children` lists the first of them";
        report.remarks.push(format!("{}: {text}", root.cut_sets.join(", ")));
    }
    zones
}

/// The places directly in each place.
fn children(tree: &Tree) -> Vec<Vec<usize>> {
    let mut children = vec![Vec::new(); tree.nodes.len()];
    for (at, node) in tree.nodes.iter().enumerate() {
        if let Some(parent) = node.parent {
            children[parent].push(at);
        }
    }
    children
}

struct Writer<'t> {
    tree: &'t Tree,
    options: &'t Options,
    children: &'t [Vec<usize>],
    apex: Name,
    text: String,
    /// Places with more children than one set may list.
    cut_sets: Vec<String>,
}

impl Writer<'_> {
    /// The zone of these places; `top` are those directly below the apex.
    fn zone(&mut self, top: &[usize], places: &[usize]) -> ZoneText {
        self.children_of(&self.apex.clone(), top);
        for at in top {
            self.aliases(&self.tree.nodes[*at]);
        }
        for at in places {
            self.place(*at);
        }
        self.cells(places);
        let (head, start) = self.start();
        let tail = start + &std::mem::take(&mut self.text);
        ZoneText { apex: self.apex.clone(), places: places.len(), head, tail }
    }

    /// The SOA up to its serial, and what follows up to the name servers.
    fn start(&self) -> (String, String) {
        let Options { name_servers, contact, .. } = self.options;
        let primary =
            name_servers.first().map_or_else(|| self.apex.to_string(), |s| s.name.to_string());
        let head = format!(
            "; Countries, regions, districts and cities of GeoNames (https://www.geonames.org), CC BY 4.0.\n\
             ; Written by `sns gazetteer`; what `sns delegate` adds at the end stays when it is written again.\n\
             $ORIGIN {}\n$TTL {TTL_SECONDS}\n@\tSOA\t{primary} {contact} ",
            self.apex
        );
        let [refresh, retry, expire, negative] = TIMERS_SECONDS;
        let mut rest = format!(" {refresh} {retry} {expire} {negative}\n");
        for server in name_servers {
            let _ = writeln!(rest, "@\tNS\t{}", self.relative(&server.name));
        }
        for server in name_servers.iter().filter(|server| server.name.is_within(&self.apex)) {
            for address in &server.addresses {
                let rtype = if address.is_ipv4() { "A" } else { "AAAA" };
                let _ = writeln!(rest, "{}\t{rtype}\t{address}", self.relative(&server.name));
            }
        }
        (head, rest)
    }

    /// The cuts below the apex (RFC 1034 §4.2.1).
    fn delegate(&mut self, countries: &[usize]) {
        for at in countries {
            let name = self.relative(&self.tree.nodes[*at].name);
            for server in &self.options.name_servers {
                let _ = writeln!(self.text, "{name}\tNS\t{}", self.relative(&server.name));
                // A name server of the root zone itself has its address there already.
            }
        }
    }

    fn aliases(&mut self, node: &Node) {
        for alias in &node.aliases {
            let _ = writeln!(self.text, "{alias}\tCNAME\t{}", self.relative(&node.name));
        }
    }

    /// All records of one place.
    fn place(&mut self, at: usize) {
        let node = &self.tree.nodes[at];
        let people = match node.population {
            0 => String::new(),
            people => format!(", {people} people"),
        };
        let remark = format!("{}, {}{people} ({})", node.words, node.kind.word(), node.source);
        // A line end in a table must not end the remark.
        let remark: String = remark.chars().filter(|c| !c.is_control()).collect();
        let _ = writeln!(self.text, "; {remark}");
        let name = node.name.clone();
        if let Some(location) = location(node) {
            self.record(&name, RecordType::LOC, &location.to_wire());
        }
        if let Ok(rdata) = place(node).encode() {
            self.record(&name, RecordType::PLACE, &rdata);
        }
        if let Ok(owner) = name.child(b"_civic") {
            let strings = node.civic.to_strings();
            let strings: Vec<&[u8]> = strings.iter().map(String::as_bytes).collect();
            if let Ok(rdata) = rdata::txt(&strings) {
                self.record(&owner, RecordType::TXT, &rdata);
            }
        }
        if let Ok(owner) = name.child(b"_parent") {
            let parent =
                node.parent.map_or(&self.options.apex, |parent| &self.tree.nodes[parent].name);
            self.record(&owner, RecordType::PTR, parent.as_wire());
        }
        self.children_of(&name, &self.children[at].clone());
    }

    fn children_of(&mut self, name: &Name, children: &[usize]) {
        let Ok(owner) = name.child(b"_children") else { return };
        let mut octets = 0;
        for child in children {
            let child = &self.tree.nodes[*child].name;
            // As stored and sent: the pointer to the owner, ten octets of type, class, TTL and length.
            octets += child.as_wire().len() + 12;
            if octets > SET_OCTETS_MAX {
                self.cut_sets.push(name.to_string());
                return;
            }
            self.record(&owner, RecordType::PTR, child.as_wire());
        }
    }

    /// The cells that the places with a shape cover, each with a wildcard below it.
    fn cells(&mut self, places: &[usize]) {
        let mut covers: Vec<(Cell, u32)> = Vec::new();
        for (number, at) in (0_u32..).zip(places) {
            if let Some(shape) = shape(&self.tree.nodes[*at]) {
                covers.extend(
                    cover_roughly(&shape, self.options.cells)
                        .into_iter()
                        .map(|cell| (cell, number)),
                );
            }
        }
        let Ok(root) = self.apex.child(b"_h3") else { return };
        publish(&covers, &mut |cell, things| {
            self.cell(&root, cell, things.iter().filter_map(|number| places.get(*number as usize)));
            ControlFlow::Continue(())
        });
    }

    /// A cell and the wildcard below it, both with the places that cover it.
    fn cell<'n>(
        &mut self,
        root: &Name,
        cell: Cell,
        places: impl Iterator<Item = &'n usize> + Clone,
    ) {
        let labels: Vec<CellLabel> = cell.labels().collect();
        let labels = labels.iter().map(AsRef::as_ref).chain(root.labels());
        let Ok(owner) = Name::from_labels(labels) else { return };
        let below =
            (cell.resolution() != Resolution::Fifteen).then(|| owner.child(b"*").ok()).flatten();
        for owner in std::iter::once(&owner).chain(&below) {
            for at in places.clone() {
                let target = self.tree.nodes[*at].name.clone();
                self.record(owner, RecordType::PTR, target.as_wire());
            }
        }
    }

    /// A line with owner, type and data.
    fn record(&mut self, owner: &Name, rtype: RecordType, rdata: &[u8]) {
        let owner = self.relative(owner);
        // Writing to a String does not fail.
        let _ = match rtype {
            RecordType::PLACE => {
                let _ = write!(self.text, "{owner}\tTYPE{}\t", rtype.0);
                write_generic_rdata(rdata, &mut self.text)
            }
            RecordType::PTR => match Name::from_wire(rdata) {
                Ok(target) => write!(self.text, "{owner}\tPTR\t{}", self.relative(&target)),
                Err(_) => return,
            },
            _ => {
                let _ = write!(self.text, "{owner}\t{rtype}\t");
                write_rdata(rtype, rdata, &mut self.text)
            }
        };
        self.text.push('\n');
    }

    /// A name as the file writes it: relative to the apex where it is within.
    fn relative(&self, name: &Name) -> String {
        let text = name.to_string();
        if *name == self.apex {
            return "@".into();
        }
        let end = format!(".{}", self.apex);
        let is_within = name.is_within(&self.apex) && !self.apex.is_root();
        let inner = text.strip_suffix(&end).filter(|_| is_within);
        inner.map(str::to_owned).unwrap_or(text)
    }
}

/// What a place covers: a city a disc with room for its people, others nothing that is known.
fn shape(node: &Node) -> Option<Shape> {
    let [latitude, longitude] = node.position.filter(|_| node.kind == Kind::City)?;
    let centre = Position::from_degrees(latitude, longitude).ok()?;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "at most 4,000,000"
    )]
    let radius_cm = (city_radius_metres(node.population) * 100.0) as u32;
    Shape::circle(centre, radius_cm).ok()
}

fn place(node: &Node) -> Place {
    Place {
        class: PlaceClass::Area,
        kind: node.kind.word().into(),
        display: cut(&node.words, libsns::limits::PLACE_TEXT_OCTETS_MAX),
        shape: shape(node),
        ..Place::default()
    }
}

/// The longest beginning of a text with so many octets.
fn cut(text: &str, octets: usize) -> String {
    let end = (0..=octets.min(text.len())).rev().find(|at| text.is_char_boundary(*at));
    text.get(..end.unwrap_or(0)).unwrap_or_default().to_owned()
}

fn location(node: &Node) -> Option<Location> {
    let [latitude, longitude] = node.position?;
    #[expect(clippy::cast_possible_truncation, reason = "at most 180 * 3,600,000")]
    let milliarcseconds = |degrees: f64| (degrees * 3_600_000.0).round() as i32;
    let mut location = Location::new(milliarcseconds(latitude), milliarcseconds(longitude), 0)?;
    location.size = extent(node.size_metres);
    // Where a country is, is known no better than it is large.
    let is_city = node.kind == Kind::City;
    location.horizontal_precision =
        extent(if is_city { PRECISION_METRES } else { node.size_metres });
    Some(location)
}

/// The smallest extent with one digit that encloses so many metres (RFC 1876 §2).
fn extent(metres: f64) -> Extent {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the Earth is 4e9 cm around"
    )]
    let cm = (metres * 100.0).ceil().clamp(100.0, 9e9) as u64;
    let mut scale = 1;
    while cm > 9 * scale {
        scale *= 10;
    }
    Extent::from_cm(cm.div_ceil(scale) * scale).unwrap_or(Extent::HORIZONTAL_DEFAULT)
}
