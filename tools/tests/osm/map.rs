//! A small map, and its writers: the three forms in which the importer must see the same thing.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::io::Write as _;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use serde_json::{Value, json};

/// Latitude and longitude in ten-millionths of a degree.
pub(crate) type Point = [i64; 2];
pub(crate) type Tags = Vec<(String, String)>;

/// Nodes, ways and relations by their numbers.
#[derive(Clone, Debug, Default)]
pub(crate) struct Map {
    pub(crate) nodes: BTreeMap<i64, (Point, Tags)>,
    pub(crate) ways: BTreeMap<i64, (Vec<i64>, Tags)>,
    pub(crate) relations: BTreeMap<i64, (Vec<Member>, Tags)>,
}

/// A member of a relation.
#[derive(Clone, Debug)]
pub(crate) struct Member {
    pub(crate) sort: &'static str,
    pub(crate) number: i64,
    pub(crate) role: &'static str,
}

/// Tags from words: `indoor=room level=1`; an underscore in a value stays one.
pub(crate) fn tags(words: &str) -> Tags {
    let pair = |word: &str| word.split_once('=').map(|(k, v)| (k.to_owned(), v.to_owned()));
    words.split_whitespace().filter_map(pair).collect()
}

impl Map {
    /// A node where there is one already at this point, or a new one.
    pub(crate) fn node_at(&mut self, point: Point) -> i64 {
        let known = self.nodes.iter().find(|(_, (at, _))| *at == point).map(|(number, _)| *number);
        known.unwrap_or_else(|| {
            let number = self.nodes.last_key_value().map_or(1, |(last, _)| last.max(&0) + 1);
            self.nodes.insert(number, (point, Tags::new()));
            number
        })
    }

    /// A closed way along corners.
    pub(crate) fn area(&mut self, number: i64, corners: &[Point], words: &str) {
        let mut nodes: Vec<i64> = corners.iter().map(|corner| self.node_at(*corner)).collect();
        nodes.extend(nodes.first().copied());
        self.ways.insert(number, (nodes, tags(words)));
    }

    /// A rectangle in steps: south, west, height, width.
    pub(crate) fn room(&mut self, number: i64, [y, x, height, width]: [i64; 4], words: &str) {
        let corners = [[y, x], [y, x + width], [y + height, x + width], [y + height, x]];
        self.area(number, &corners, words);
    }

    pub(crate) fn line(&mut self, number: i64, points: &[Point], words: &str) {
        let nodes = points.iter().map(|point| self.node_at(*point)).collect();
        self.ways.insert(number, (nodes, tags(words)));
    }

    /// A node with tags, which becomes a corner of the ways along whose edge it lies.
    pub(crate) fn point(&mut self, number: i64, point: Point, words: &str) {
        let known = self.nodes.iter().find(|(_, (at, _))| *at == point).map(|(number, _)| *number);
        if let Some(known) = known {
            self.nodes.remove(&known);
            for (nodes, _) in self.ways.values_mut() {
                for node in nodes.iter_mut().filter(|node| **node == known) {
                    *node = number;
                }
            }
        }
        self.nodes.insert(number, (point, tags(words)));
    }

    /// The map that a GeoJSON export was made from, its identities being numbers.
    pub(crate) fn from_geojson(text: &str) -> Self {
        let json: Value = serde_json::from_str(text).expect("JSON");
        let mut map = Self::default();
        let mut at: HashMap<Point, i64> = HashMap::new();
        let features = json["features"].as_array().expect("features");
        let (points, others): (Vec<_>, Vec<_>) =
            features.iter().partition(|f| f["geometry"]["type"] == "Point");
        for feature in points {
            let point = point(&feature["geometry"]["coordinates"]);
            let number = feature["id"].as_i64().expect("a number");
            at.insert(point, number);
            let (_, tags) = map.nodes.entry(number).or_insert((point, Tags::new()));
            join(tags, tags_of(feature));
        }
        for feature in others {
            let coordinates = &feature["geometry"]["coordinates"];
            let line = match feature["geometry"]["type"].as_str() {
                Some("Polygon") => &coordinates[0],
                _ => coordinates,
            };
            let nodes = line.as_array().expect("a line").iter().map(|corner| {
                let point = point(corner);
                *at.entry(point).or_insert_with(|| map.node_at_end(point))
            });
            let nodes: Vec<i64> = nodes.collect();
            let number = feature["id"].as_i64().expect("a number");
            let (_, tags) = map.ways.entry(number).or_insert((nodes, Tags::new()));
            join(tags, tags_of(feature));
        }
        map
    }

    fn node_at_end(&mut self, point: Point) -> i64 {
        let number = self.nodes.last_key_value().map_or(1, |(last, _)| last + 1);
        self.nodes.insert(number, (point, Tags::new()));
        number
    }
}

/// The same element on two levels is written twice.
fn join(tags: &mut Tags, others: Tags) {
    for (key, value) in others {
        match tags.iter_mut().find(|(own, _)| *own == key) {
            Some((_, own)) if key == "level" && *own != value => *own = format!("{own};{value}"),
            Some(_) => {}
            None => tags.push((key, value)),
        }
    }
}

fn point(corner: &Value) -> Point {
    let axis = |index: usize| (corner[index].as_f64().expect("a number") * 1e7).round() as i64;
    [axis(1), axis(0)]
}

fn tags_of(feature: &Value) -> Tags {
    let properties = feature["properties"].as_object().expect("properties");
    let text = |value: &Value| value.as_str().map_or(value.to_string(), str::to_owned);
    properties.iter().map(|(key, value)| (key.clone(), text(value))).collect()
}

fn decimal(steps: i64) -> String {
    let sign = if steps < 0 { "-" } else { "" };
    format!("{sign}{}.{:07}", steps.abs() / 10_000_000, steps.abs() % 10_000_000)
}

// GeoJSON, as osmtogeojson writes it.
impl Map {
    pub(crate) fn to_geojson(&self) -> Vec<u8> {
        let mut features = Vec::new();
        for (number, (at, tags)) in self.nodes.iter().filter(|(_, (_, tags))| !tags.is_empty()) {
            let geometry = json!({"type": "Point", "coordinates": position(at)});
            features.push(feature(&format!("node/{number}"), tags, &geometry));
        }
        for (number, (nodes, tags)) in self.ways.iter().filter(|(_, (_, tags))| !tags.is_empty()) {
            let line: Vec<Value> = nodes.iter().map(|node| position(&self.nodes[node].0)).collect();
            let is_area = nodes.first() == nodes.last()
                && !tags.iter().any(|(key, _)| key == "highway" || key == "barrier");
            let geometry = match is_area {
                true => json!({"type": "Polygon", "coordinates": [line]}),
                false => json!({"type": "LineString", "coordinates": line}),
            };
            features.push(feature(&format!("way/{number}"), tags, &geometry));
        }
        json!({"type": "FeatureCollection", "features": features}).to_string().into_bytes()
    }
}

fn position(at: &Point) -> Value {
    let axis = |steps: i64| decimal(steps).parse::<f64>().expect("a number");
    json!([axis(at[1]), axis(at[0])])
}

fn feature(id: &str, tags: &Tags, geometry: &Value) -> Value {
    let mut properties: serde_json::Map<String, Value> =
        tags.iter().map(|(key, value)| (key.clone(), json!(value))).collect();
    properties.insert("@id".into(), json!(id));
    json!({"type": "Feature", "id": id, "properties": properties, "geometry": geometry})
}

// `.osm` XML.
impl Map {
    pub(crate) fn to_xml(&self) -> Vec<u8> {
        let head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<osm version=\"0.6\">\n";
        format!("{head}{}</osm>\n", self.xml_elements()).into_bytes()
    }

    /// The elements alone.
    pub(crate) fn xml_elements(&self) -> String {
        let mut xml = String::new();
        for (number, (at, tags)) in &self.nodes {
            let (lat, lon) = (decimal(at[0]), decimal(at[1]));
            let _ = write!(xml, "<node id=\"{number}\" lat=\"{lat}\" lon=\"{lon}\" version=\"1\"");
            close(&mut xml, "node", "", tags);
        }
        for (number, (nodes, tags)) in &self.ways {
            let _ = write!(xml, "<way id=\"{number}\" version=\"1\"");
            let nodes: String = nodes.iter().map(|n| format!(" <nd ref=\"{n}\"/>\n")).collect();
            close(&mut xml, "way", &nodes, tags);
        }
        for (number, (members, tags)) in &self.relations {
            let _ = write!(xml, "<relation id=\"{number}\" version=\"1\"");
            let member = |Member { sort, number, role }: &Member| {
                format!(" <member type=\"{sort}\" ref=\"{number}\" role=\"{role}\"/>\n")
            };
            close(&mut xml, "relation", &members.iter().map(member).collect::<String>(), tags);
        }
        xml
    }
}

fn close(xml: &mut String, name: &str, inside: &str, tags: &Tags) {
    if inside.is_empty() && tags.is_empty() {
        xml.push_str("/>\n");
        return;
    }
    xml.push_str(">\n");
    xml.push_str(inside);
    let escaped =
        |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
    for (key, value) in tags {
        let _ = writeln!(xml, " <tag k=\"{}\" v=\"{}\"/>", escaped(key), escaped(value));
    }
    let _ = writeln!(xml, "</{name}>");
}

// `.osm.pbf`.
impl Map {
    /// Nodes in dense form, all else as it is; a block for each sort; packed with zlib.
    pub(crate) fn to_pbf(&self) -> Vec<u8> {
        self.write_pbf(true)
    }

    /// The same, not packed.
    pub(crate) fn to_unpacked_pbf(&self) -> Vec<u8> {
        self.write_pbf(false)
    }

    fn write_pbf(&self, is_packed: bool) -> Vec<u8> {
        let mut header = Vec::new();
        octets(&mut header, 4, b"OsmSchema-V0.6");
        octets(&mut header, 4, b"DenseNodes");
        let mut file = blob("OSMHeader", &header, is_packed);
        file.extend(self.pbf_blocks(is_packed));
        file
    }

    /// The blocks of data alone; those without elements too.
    pub(crate) fn pbf_blocks(&self, is_packed: bool) -> Vec<u8> {
        let mut file = Vec::new();
        let mut block = Block::default();
        let dense = block.dense(&self.nodes);
        file.extend(blob("OSMData", &block.finish(&dense), is_packed));
        let mut block = Block::default();
        let mut group = Vec::new();
        for (number, (nodes, tags)) in &self.ways {
            let mut way = Vec::new();
            varint_field(&mut way, 1, *number as u64);
            block.tags(&mut way, tags);
            octets(&mut way, 8, &deltas(nodes.iter().copied()));
            octets(&mut group, 3, &way);
        }
        file.extend(blob("OSMData", &block.finish(&group), is_packed));
        let mut block = Block::default();
        let mut group = Vec::new();
        for (number, (members, tags)) in &self.relations {
            let mut relation = Vec::new();
            varint_field(&mut relation, 1, *number as u64);
            block.tags(&mut relation, tags);
            let roles: Vec<u64> = members.iter().map(|member| block.string(member.role)).collect();
            octets(&mut relation, 8, &packed(roles));
            octets(&mut relation, 9, &deltas(members.iter().map(|member| member.number)));
            let sort = |member: &Member| {
                ["node", "way", "relation"].iter().position(|s| *s == member.sort)
            };
            let sorts = members.iter().map(|member| sort(member).expect("a sort") as u64);
            octets(&mut relation, 10, &packed(sorts));
            octets(&mut group, 4, &relation);
        }
        file.extend(blob("OSMData", &block.finish(&group), false));
        file
    }
}

/// A block under way: its table of strings, of which the first is empty.
struct Block {
    strings: Vec<String>,
    numbers: HashMap<String, u64>,
}

impl Default for Block {
    fn default() -> Self {
        Self { strings: vec![String::new()], numbers: HashMap::new() }
    }
}

impl Block {
    fn string(&mut self, text: &str) -> u64 {
        if let Some(number) = self.numbers.get(text) {
            return *number;
        }
        let number = self.strings.len() as u64;
        self.strings.push(text.to_owned());
        self.numbers.insert(text.to_owned(), number);
        number
    }

    fn tags(&mut self, element: &mut Vec<u8>, tags: &Tags) {
        let keys: Vec<u64> = tags.iter().map(|(key, _)| self.string(key)).collect();
        let values: Vec<u64> = tags.iter().map(|(_, value)| self.string(value)).collect();
        octets(element, 2, &packed(keys));
        octets(element, 3, &packed(values));
    }

    fn dense(&mut self, nodes: &BTreeMap<i64, (Point, Tags)>) -> Vec<u8> {
        let mut dense = Vec::new();
        octets(&mut dense, 1, &deltas(nodes.keys().copied()));
        for axis in [0, 1] {
            octets(&mut dense, 8 + axis as u64, &deltas(nodes.values().map(|(at, _)| at[axis])));
        }
        let mut list = Vec::new();
        for (_, tags) in nodes.values() {
            for (key, value) in tags {
                list.extend([self.string(key), self.string(value)]);
            }
            list.push(0);
        }
        octets(&mut dense, 10, &packed(list));
        let mut group = Vec::new();
        octets(&mut group, 2, &dense);
        group
    }

    fn finish(&self, group: &[u8]) -> Vec<u8> {
        let mut table = Vec::new();
        for string in &self.strings {
            octets(&mut table, 1, string.as_bytes());
        }
        let mut block = Vec::new();
        octets(&mut block, 1, &table);
        octets(&mut block, 2, group);
        block
    }
}

/// A blob of a type with a message in it, packed or not, as it stands in a file.
pub(crate) fn blob(kind: &str, message: &[u8], is_packed: bool) -> Vec<u8> {
    let mut blob = Vec::new();
    if is_packed {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(message).expect("memory takes it");
        varint_field(&mut blob, 2, message.len() as u64);
        octets(&mut blob, 3, &encoder.finish().expect("memory takes it"));
    } else {
        octets(&mut blob, 1, message);
    }
    framed(kind, &blob)
}

/// A blob as it stands in a file, its content being given.
pub(crate) fn framed(kind: &str, blob: &[u8]) -> Vec<u8> {
    let mut header = Vec::new();
    octets(&mut header, 1, kind.as_bytes());
    varint_field(&mut header, 3, blob.len() as u64);
    let mut file = (header.len() as u32).to_be_bytes().to_vec();
    file.extend(header);
    file.extend(blob);
    file
}

fn varint(into: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        into.push(number as u8 | 0x80);
        number >>= 7;
    }
    into.push(number as u8);
}

pub(crate) fn varint_field(into: &mut Vec<u8>, field: u64, number: u64) {
    varint(into, field << 3);
    varint(into, number);
}

pub(crate) fn octets(into: &mut Vec<u8>, field: u64, octets: &[u8]) {
    varint(into, field << 3 | 2);
    varint(into, octets.len() as u64);
    into.extend(octets);
}

pub(crate) fn packed(numbers: impl IntoIterator<Item = u64>) -> Vec<u8> {
    let mut list = Vec::new();
    numbers.into_iter().for_each(|number| varint(&mut list, number));
    list
}

pub(crate) fn deltas(numbers: impl IntoIterator<Item = i64>) -> Vec<u8> {
    let mut last = 0_i64;
    packed(numbers.into_iter().map(|number| {
        let delta = number.wrapping_sub(std::mem::replace(&mut last, number));
        (delta << 1 ^ delta >> 63) as u64
    }))
}
