//! What a plan says, as it was written: not yet joined to a tree.

use std::collections::BTreeMap;
use std::net::IpAddr;

use super::fault::Spot;
use crate::geometry::Frame;
use crate::name::Name;
use crate::name::civic::CivicAddress;
use crate::record::service::SvcKey;

pub(crate) use crate::geometry::Degrees;

/// All files of a plan, read but not joined.
#[derive(Default)]
pub(crate) struct Written {
    pub(crate) site: Option<Site>,
    /// The things of the plan. Things below others come after them only where they are written inside.
    pub(crate) things: Vec<Thing>,
    pub(crate) exits: Vec<Exit>,
    pub(crate) shapes: Vec<ShapesRule>,
}

/// The zone as a whole.
pub(crate) struct Site {
    pub(crate) spot: Spot,
    pub(crate) apex: Name,
    /// The mailbox of the hostmaster as a name (RFC 1035 §3.3.13).
    pub(crate) contact: Name,
    pub(crate) name_servers: Vec<NameServer>,
    pub(crate) ttl_seconds: u32,
    pub(crate) serial: u32,
    pub(crate) timers: ZoneTimers,
    /// How far from it its places may lie, in metres, where it says so.
    pub(crate) reach_metres: Option<f64>,
    /// The finest cells the zone publishes.
    pub(crate) cell_resolution: u8,
    /// The thickest wall that makes neighbours of the places on its sides, in metres.
    pub(crate) wall_metres: f64,
    /// What people call the levels: "Ground floor" for 0.
    pub(crate) level_labels: BTreeMap<i16, String>,
}

/// The times of the SOA record, in seconds (RFC 1035 §3.3.13, RFC 2308 §4).
#[derive(Clone, Copy)]
pub(crate) struct ZoneTimers {
    pub(crate) refresh: u32,
    pub(crate) retry: u32,
    pub(crate) expire: u32,
    pub(crate) negative_ttl: u32,
}

pub(crate) struct NameServer {
    pub(crate) spot: Spot,
    pub(crate) name: Name,
    pub(crate) addresses: Vec<IpAddr>,
}

/// A place, the site itself included, or a device.
pub(crate) struct Thing {
    pub(crate) spot: Spot,
    /// The owner's words.
    pub(crate) words: String,
    pub(crate) label: String,
    pub(crate) inside: Inside,
    pub(crate) class: Class,
    /// A short token for what it is: `room`, `cafe`, `light`.
    pub(crate) kind: String,
    pub(crate) levels: Option<[i16; 2]>,
    pub(crate) position: Option<Degrees>,
    pub(crate) form: Option<Drawn>,
    /// True where GeoJSON gave the shape, so that more polygons may join it.
    pub(crate) form_from_features: bool,
    /// True where a bad shape gives way to its convex hull.
    pub(crate) outline_bad_shape: bool,
    /// Of the floor, above the WGS 84 ellipsoid, in centimetres.
    pub(crate) altitude_cm: Option<i32>,
    /// Clear height of a place; of a device, its height above the floor.
    pub(crate) height_cm: Option<u32>,
    /// What the thing is called where the plan was made from, such as `ifc:2O2Fr$t4X7Zf8NOew3FLOH`.
    pub(crate) source: Option<String>,
    /// Other labels beside its own.
    pub(crate) aliases: Vec<(String, Spot)>,
    pub(crate) text: Vec<String>,
    pub(crate) civic: CivicAddress,
    pub(crate) device: Device,
}

/// What holds a thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Inside {
    /// The site, which is the first of the things; for the site itself, nothing.
    Site,
    /// The thing with this index, inside which it was written.
    Thing(usize),
    /// The place that these labels name, most specific first.
    Named(Reference),
}

/// A place as other items name it: labels, most specific first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reference {
    pub(crate) labels: Vec<String>,
    pub(crate) text: String,
    pub(crate) spot: Spot,
}

/// The broad sort of a thing.
pub(crate) use crate::record::PlaceClass as Class;

/// The class that a `kind` of a place stands for where the plan gives no `class`; what is not known to
/// be anything else is a room.
#[must_use]
pub fn class_of_kind(kind: &str) -> Class {
    match kind {
        "campus" => Class::Site,
        "house" => Class::Building,
        "floor" | "storey" => Class::Level,
        "hall" | "lobby" | "landing" => Class::Corridor,
        "stairs" | "ramp" | "escalator" => Class::Stair,
        "elevator" => Class::Lift,
        "zone" | "desk" | "seat" | "garden" | "country" | "region" | "county" | "city"
        | "district" | "street" | "number" => Class::Area,
        _ => class_of_word(kind).unwrap_or(Class::Room),
    }
}

/// The class of this word, of those that places have.
pub(crate) fn class_of_word(word: &str) -> Result<Class, &'static str> {
    Class::from_word(word)
        .filter(|class| !matches!(class, Class::Other | Class::Device))
        .ok_or("expected site, building, level, room, area, corridor, stair or lift")
}

/// The shape of a place before it is checked.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Form {
    /// Polygons, each with its outer ring first and then its holes.
    Polygons(Vec<Vec<Vec<Degrees>>>),
    /// A circle about the thing's position.
    Circle { radius_cm: u32 },
}

/// A shape as it was written.
pub(crate) struct Drawn {
    pub(crate) form: Form,
    /// The key that gives it, or the feature.
    pub(crate) spot: Spot,
    pub(crate) measure: Measure,
}

impl Thing {
    /// Where its shape is written, or else it itself.
    pub(crate) fn shape_spot(&self) -> &Spot {
        self.form.as_ref().map_or(&self.spot, |drawn| &drawn.spot)
    }
}

/// How positions were written.
#[derive(Clone, Copy)]
pub(crate) enum Measure {
    /// `[x, y]` in metres of this frame.
    Metres(Frame),
    /// `[latitude, longitude]` in degrees.
    Degrees,
    /// `[longitude, latitude]` in degrees (RFC 7946 §3.1.1).
    LongitudeFirst,
}

/// What only devices have.
#[derive(Default)]
pub(crate) struct Device {
    pub(crate) services: Vec<Service>,
    pub(crate) bearers: Vec<Bearer>,
    pub(crate) keys: Vec<Key>,
}

/// A service found by DNS-SD (RFC 6763 §4).
pub(crate) struct Service {
    pub(crate) spot: Spot,
    /// `_ipp`, `_tcp`.
    pub(crate) labels: [String; 2],
    /// The name people pick it by; the device's own where none is given.
    pub(crate) instance: Option<String>,
    pub(crate) port: u16,
    pub(crate) priority: u16,
    pub(crate) weight: u16,
    /// `_printer` and such.
    pub(crate) subtypes: Vec<String>,
    pub(crate) text: Vec<String>,
}

/// One way to reach a device: the word of the plan and the value, checked when it is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Bearer {
    Ip(IpAddr),
    /// A private parameter of SVCB and its octets.
    Other {
        key: SvcKey,
        value: Vec<u8>,
    },
}

/// A key that sessions with a service need (RFC 6698 §2).
pub(crate) struct Key {
    pub(crate) port: u16,
    /// `_tcp` or `_udp`.
    pub(crate) protocol: String,
    /// 0 for the whole certificate, 1 for the public key alone (RFC 6698 §2.1.2).
    pub(crate) selector: u8,
    pub(crate) sha256: Vec<u8>,
}

/// A door, stair or lift between places.
pub(crate) struct Exit {
    pub(crate) spot: Spot,
    pub(crate) joins: Vec<Reference>,
    pub(crate) one_way: bool,
    /// What it is: `door`, `stair`.
    pub(crate) kind: String,
    pub(crate) position: Option<Degrees>,
    /// As for [`Thing::source`].
    pub(crate) source: Option<String>,
}

/// How the features of one GeoJSON file become shapes and places.
pub(crate) struct ShapesRule {
    pub(crate) spot: Spot,
    pub(crate) file: String,
    /// Features must have these properties with these values.
    pub(crate) only: Vec<(String, String)>,
    /// Features that have any of these are passed over.
    pub(crate) except: Vec<(String, String)>,
    pub(crate) target: ShapesTarget,
    /// True where a bad shape is replaced by its convex hull.
    pub(crate) outline_bad_shapes: bool,
}

/// What the features of a GeoJSON file are for.
pub(crate) enum ShapesTarget {
    /// Each gives its shape to the place that its property names.
    ByProperty(String),
    /// They are the shape of this place.
    Place(Reference),
    /// Each is a place of its own.
    Declare(Declare),
}

/// How a feature declares a place.
pub(crate) struct Declare {
    pub(crate) inside: Inside,
    /// The property with the name.
    pub(crate) name: String,
    pub(crate) kind: String,
    pub(crate) class: Class,
    pub(crate) levels: Option<[i16; 2]>,
    /// True where labels that are taken get a number.
    pub(crate) number_collisions: bool,
}
