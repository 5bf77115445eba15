//! `.osm.pbf`, blob by blob (<https://wiki.openstreetmap.org/wiki/PBF_Format>).
//!
//! Read here and not by the crate `osmpbf`, which takes only readers that can be sent to other
//! threads, panics at members of an unknown sort, and adds differences unchecked. The tests have it
//! as the judge.

use std::io::{BufReader, Read};

use flate2::read::ZlibDecoder;

use super::super::{ImportError, InputFile};
use super::element::{Element, Id, Member, Node, Point, Relation, Sort, Tags, Way, point};
use super::protobuf::{Fields, Malformed, Packed, Value, zigzag};
use super::scan::{REFERENCES_MAX, Take};

/// A blob's header must be smaller, in octets (PBF_Format, "File format").
const HEADER_OCTETS_MAX: u32 = 64 << 10;
/// A blob must be smaller, packed and unpacked, in octets (the same).
const BLOB_OCTETS_MAX: u64 = 32 << 20;
/// Most strings of a block's table: one for each element and tag of the 8,000 elements that writers
/// put into a block, and a hundred times that.
const STRINGS_MAX: usize = 1 << 20;
/// What a file may require of its reader (PBF_Format, "OSMHeader fileblock").
const FEATURES: [&str; 2] = ["OsmSchema-V0.6", "DenseNodes"];
/// Nanodegrees of a step of a coordinate where a block does not say.
const GRANULARITY_DEFAULT: i64 = 100;

/// Gives the elements of the wanted sorts.
///
/// # Errors
/// When a blob is broken or packed in a way that is not read here, with its number from 1 on.
pub(super) fn scan(
    file: &InputFile<'_>,
    wanted: &[Sort],
    take: &mut Take<'_>,
) -> Result<(), ImportError> {
    let mut reader = BufReader::new(file.reader()?);
    let mut packed = Vec::new();
    let mut unpacked = Vec::new();
    for number in 1_u64.. {
        let step = match read_blob(&mut reader, &mut packed) {
            Ok(None) => break,
            Ok(Some(kind)) => take_blob(kind, &packed, &mut unpacked, wanted, take),
            Err(text) => Err(text),
        };
        step.map_err(|text| file.error(format!("blob {number}"), text))?;
    }
    Ok(())
}

/// What a blob holds.
#[derive(Clone, Copy)]
enum Kind {
    Header,
    Data,
    Other,
}

/// Reads the next blob as it is packed; none at the end of the file.
fn read_blob(reader: &mut impl Read, into: &mut Vec<u8>) -> Result<Option<Kind>, String> {
    into.clear();
    match read_exactly(reader, 4, into)? {
        0 => return Ok(None),
        4 => {}
        _ => return Err("the file ends early".into()),
    }
    let length = into.as_slice().try_into().map(u32::from_be_bytes).unwrap_or_default();
    if length >= HEADER_OCTETS_MAX {
        return Err(format!(
            "its header has {length} octets; expected fewer than {HEADER_OCTETS_MAX}"
        ));
    }
    into.clear();
    read_whole(reader, u64::from(length), into)?;
    let (kind, length) = header(into).map_err(|error| format!("its header {error}"))?;
    if length >= BLOB_OCTETS_MAX {
        return Err(format!("it has {length} octets; expected fewer than {BLOB_OCTETS_MAX}"));
    }
    into.clear();
    read_whole(reader, length, into)?;
    Ok(Some(kind))
}

fn read_exactly(reader: &mut impl Read, most: u64, into: &mut Vec<u8>) -> Result<u64, String> {
    let read = reader.take(most).read_to_end(into).map_err(|error| error.to_string())?;
    Ok(u64::try_from(read).unwrap_or(u64::MAX))
}

fn read_whole(reader: &mut impl Read, length: u64, into: &mut Vec<u8>) -> Result<(), String> {
    match read_exactly(reader, length, into)? {
        read if read == length => Ok(()),
        read => Err(format!("the file ends early, after {read} of {length} octets")),
    }
}

/// What the blob after this header holds, and its length in octets.
fn header(message: &[u8]) -> Result<(Kind, u64), Malformed> {
    let (mut kind, mut length) = (Kind::Other, 0);
    for field in Fields::new(message) {
        match field? {
            (1, Value::Octets(b"OSMHeader")) => kind = Kind::Header,
            (1, Value::Octets(b"OSMData")) => kind = Kind::Data,
            (3, Value::Number(number)) => length = number,
            _ => {}
        }
    }
    Ok((kind, length))
}

fn take_blob(
    kind: Kind,
    packed: &[u8],
    unpacked: &mut Vec<u8>,
    wanted: &[Sort],
    take: &mut Take<'_>,
) -> Result<(), String> {
    match kind {
        Kind::Header => requirements(unpack(packed, unpacked)?),
        Kind::Data => {
            let block = Block::new(unpack(packed, unpacked)?).map_err(|e| format!("it {e}"))?;
            block.elements(wanted, take)
        }
        Kind::Other => Ok(()),
    }
}

/// The message in a blob.
fn unpack<'b>(blob: &'b [u8], into: &'b mut Vec<u8>) -> Result<&'b [u8], String> {
    for field in Fields::new(blob) {
        match field.map_err(|error| format!("it {error}"))? {
            (1, Value::Octets(raw)) => return Ok(raw),
            (3, Value::Octets(zlib)) => {
                into.clear();
                let most = BLOB_OCTETS_MAX;
                match read_exactly(&mut ZlibDecoder::new(zlib), most, into) {
                    Ok(read) if read < most => return Ok(into),
                    Ok(_) => {
                        return Err(format!("it unpacks to {most} octets or more; expected fewer"));
                    }
                    Err(error) => return Err(format!("it cannot be unpacked: {error}")),
                }
            }
            (4..=7, Value::Octets(_)) => {
                return Err("it is packed with LZMA, LZ4 or Zstandard; expected zlib".into());
            }
            _ => {}
        }
    }
    Err("it is empty".into())
}

/// Refuses a file that requires more than is known here.
fn requirements(message: &[u8]) -> Result<(), String> {
    for field in Fields::new(message) {
        if let (4, Value::Octets(feature)) = field.map_err(|error| format!("it {error}"))? {
            let feature = String::from_utf8_lossy(feature);
            if !FEATURES.contains(&feature.as_ref()) {
                return Err(format!(
                    "it requires {feature:?}; expected no more than {}",
                    FEATURES.join(" and ")
                ));
            }
        }
    }
    Ok(())
}

/// A block of elements that share a table of strings.
struct Block<'b> {
    message: &'b [u8],
    strings: Vec<&'b [u8]>,
    granularity: i64,
    offset: [i64; 2],
}

impl<'b> Block<'b> {
    fn new(message: &'b [u8]) -> Result<Self, Malformed> {
        let (strings, granularity) = (Vec::new(), GRANULARITY_DEFAULT);
        let mut block = Self { message, strings, granularity, offset: [0, 0] };
        for field in Fields::new(message) {
            match field? {
                (1, Value::Octets(table)) => block.read_strings(table)?,
                (17, Value::Number(number)) => block.granularity = number as i64,
                (19, Value::Number(number)) => block.offset[0] = number as i64,
                (20, Value::Number(number)) => block.offset[1] = number as i64,
                _ => {}
            }
        }
        Ok(block)
    }

    fn read_strings(&mut self, table: &'b [u8]) -> Result<(), Malformed> {
        for string in Fields::new(table) {
            if let (1, Value::Octets(string)) = string? {
                self.strings.push(string);
            }
            if self.strings.len() > STRINGS_MAX {
                return Err(Malformed::Text);
            }
        }
        Ok(())
    }

    fn elements(&self, wanted: &[Sort], take: &mut Take<'_>) -> Result<(), String> {
        for field in Fields::new(self.message) {
            if let (2, Value::Octets(group)) = field.map_err(|error| format!("it {error}"))? {
                self.group(group, wanted, take)?;
            }
        }
        Ok(())
    }

    fn group(&self, group: &[u8], wanted: &[Sort], take: &mut Take<'_>) -> Result<(), String> {
        let bare = |message| Bare::new(message).map_err(|error| format!("an element {error}"));
        for field in Fields::new(group) {
            match field.map_err(|error| format!("a group {error}"))? {
                (1, Value::Octets(node)) if wanted.contains(&Sort::Node) => {
                    self.node(&bare(node)?, take)?;
                }
                (2, Value::Octets(dense)) if wanted.contains(&Sort::Node) => {
                    self.dense(dense, take)?;
                }
                (3, Value::Octets(way)) if wanted.contains(&Sort::Way) => {
                    self.way(&bare(way)?, take)?;
                }
                (4, Value::Octets(relation)) if wanted.contains(&Sort::Relation) => {
                    self.relation(&bare(relation)?, take)?;
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// The point that stands for these numbers of a node.
    fn point(&self, numbers: [i64; 2], number: i64) -> Result<Point, String> {
        let [latitude, longitude] = [0, 1].map(|axis| {
            let nano = numbers[axis].checked_mul(self.granularity)?;
            Some(nano.checked_add(self.offset[axis])? as f64 * 1e-9)
        });
        let at = latitude.zip(longitude);
        at.and_then(|(latitude, longitude)| point(latitude, longitude))
            .ok_or_else(|| format!("node {number}: its position is not on the Earth"))
    }

    fn string(&self, index: u64) -> Result<&'b str, Malformed> {
        let string = usize::try_from(index).ok().and_then(|index| self.strings.get(index));
        str::from_utf8(string.ok_or(Malformed::Text)?).map_err(|_| Malformed::Text)
    }

    fn tags(&self, bare: &Bare<'_>) -> Result<Tags, Malformed> {
        let mut tags = Tags::default();
        let mut values = bare.values;
        for key in bare.keys {
            let value = values.next().ok_or(Malformed::Lists)??;
            tags.push(self.string(key?)?, self.string(value)?);
        }
        Ok(tags)
    }

    fn node(&self, bare: &Bare<'_>, take: &mut Take<'_>) -> Result<(), String> {
        // Of nodes the id and the coordinates are zigzag encoded, of ways and relations the id is not.
        let number = zigzag(bare.id);
        let Value8::Number(latitude) = bare.eighth else {
            return Err(format!("node {number}: it has no position"));
        };
        let at = self.point([zigzag(latitude), zigzag(bare.ninth_number)], number)?;
        let tags = self.tags(bare).map_err(|error| format!("node {number} {error}"))?;
        take(Element::Node(Node { number, at, tags }))
    }

    fn way(&self, bare: &Bare<'_>, take: &mut Take<'_>) -> Result<(), String> {
        let number = bare.id as i64;
        let read = || -> Result<Way, Malformed> {
            let nodes = match bare.eighth {
                Value8::Packed(nodes) => nodes.deltas().take(REFERENCES_MAX + 1).collect(),
                _ => Ok(Vec::new()),
            };
            Ok(Way { number, nodes: nodes?, tags: self.tags(bare)? })
        };
        let way = read().map_err(|error| format!("way {number} {error}"))?;
        if way.nodes.len() > REFERENCES_MAX {
            return Err(format!("way {number}: more than {REFERENCES_MAX} nodes"));
        }
        take(Element::Way(way))
    }

    fn relation(&self, bare: &Bare<'_>, take: &mut Take<'_>) -> Result<(), String> {
        let number = bare.id as i64;
        let read = || -> Result<Relation, Malformed> {
            Ok(Relation { number, members: self.members(bare)?, tags: self.tags(bare)? })
        };
        let relation = read().map_err(|error| format!("relation {number} {error}"))?;
        if relation.members.len() > REFERENCES_MAX {
            return Err(format!("relation {number}: more than {REFERENCES_MAX} members"));
        }
        take(Element::Relation(relation))
    }

    fn members(&self, bare: &Bare<'_>) -> Result<Vec<Member>, Malformed> {
        let Value8::Packed(mut roles) = bare.eighth else { return Ok(Vec::new()) };
        let mut sorts = bare.tenth;
        let mut members = Vec::new();
        for number in bare.ninth.deltas().take(REFERENCES_MAX + 1) {
            let role = self.string(roles.next().ok_or(Malformed::Lists)??)?;
            let sort = match sorts.next().ok_or(Malformed::Lists)?? {
                0 => Sort::Node,
                1 => Sort::Way,
                2 => Sort::Relation,
                _ => continue,
            };
            let id = Id { sort, number: number? };
            members.push(Member { id, is_inner: role == "inner" });
        }
        Ok(members)
    }

    /// Nodes in columns: differences of ids, latitudes and longitudes, and all tags in one list with
    /// a zero after each node's.
    fn dense(&self, message: &[u8], take: &mut Take<'_>) -> Result<(), String> {
        let dense = Dense::new(message).map_err(|error| format!("dense nodes: a list {error}"))?;
        let told = |error| format!("dense nodes: a list {error}");
        let mut longitudes = dense.longitudes.deltas();
        let mut latitudes = dense.latitudes.deltas();
        let mut tags = dense.tags;
        for number in dense.ids.deltas() {
            let number = number.map_err(told)?;
            let next = |numbers: &mut dyn Iterator<Item = Result<i64, Malformed>>| {
                numbers.next().unwrap_or(Err(Malformed::Lists)).map_err(told)
            };
            let numbers = [next(&mut latitudes)?, next(&mut longitudes)?];
            let at = self.point(numbers, number)?;
            let tags = self.dense_tags(&mut tags);
            let tags = tags.map_err(|error| format!("node {number} {error}"))?;
            take(Element::Node(Node { number, at, tags }))?;
        }
        Ok(())
    }

    fn dense_tags(&self, list: &mut Packed<'_>) -> Result<Tags, Malformed> {
        let mut tags = Tags::default();
        while let Some(key) = list.next().transpose()?.filter(|key| *key != 0) {
            let value = list.next().ok_or(Malformed::Lists)??;
            tags.push(self.string(key)?, self.string(value)?);
        }
        Ok(tags)
    }
}

/// Field 8: a latitude, the nodes of a way, or the roles of members.
#[derive(Clone, Copy)]
enum Value8<'b> {
    Absent,
    Number(u64),
    Packed(Packed<'b>),
}

/// The fields of a node, way or relation; they have the same numbers for the same things.
struct Bare<'b> {
    id: u64,
    keys: Packed<'b>,
    values: Packed<'b>,
    eighth: Value8<'b>,
    ninth_number: u64,
    ninth: Packed<'b>,
    tenth: Packed<'b>,
}

impl<'b> Bare<'b> {
    fn new(message: &'b [u8]) -> Result<Self, Malformed> {
        let none = Packed::default();
        let mut bare = Self {
            id: 0,
            keys: none,
            values: none,
            eighth: Value8::Absent,
            ninth_number: 0,
            ninth: none,
            tenth: none,
        };
        for field in Fields::new(message) {
            match field? {
                (1, Value::Number(id)) => bare.id = id,
                (2, Value::Octets(keys)) => bare.keys = Packed::new(keys),
                (3, Value::Octets(values)) => bare.values = Packed::new(values),
                (8, Value::Number(number)) => bare.eighth = Value8::Number(number),
                (8, Value::Octets(list)) => bare.eighth = Value8::Packed(Packed::new(list)),
                (9, Value::Number(number)) => bare.ninth_number = number,
                (9, Value::Octets(list)) => bare.ninth = Packed::new(list),
                (10, Value::Octets(list)) => bare.tenth = Packed::new(list),
                _ => {}
            }
        }
        Ok(bare)
    }
}

/// The columns of dense nodes.
#[derive(Default)]
struct Dense<'b> {
    ids: Packed<'b>,
    latitudes: Packed<'b>,
    longitudes: Packed<'b>,
    tags: Packed<'b>,
}

impl<'b> Dense<'b> {
    fn new(message: &'b [u8]) -> Result<Self, Malformed> {
        let mut dense = Self::default();
        for field in Fields::new(message) {
            match field? {
                (1, Value::Octets(list)) => dense.ids = Packed::new(list),
                (8, Value::Octets(list)) => dense.latitudes = Packed::new(list),
                (9, Value::Octets(list)) => dense.longitudes = Packed::new(list),
                (10, Value::Octets(list)) => dense.tags = Packed::new(list),
                _ => {}
            }
        }
        Ok(dense)
    }
}
