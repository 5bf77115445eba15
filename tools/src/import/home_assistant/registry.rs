//! The registry files as Home Assistant writes them, reduced to what is used.

use std::io::BufReader;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::import::{ImportError, Input, InputFile};

/// Largest registry that is read, in octets: a thousand devices with their entities are 5 MB.
const FILE_OCTETS_MAX: u64 = 256 << 20;
/// The major version of all registries that are understood (`STORAGE_VERSION_MAJOR`).
const VERSION: u32 = 1;
/// Lowest and highest level that is believed; a plan takes these.
const LEVELS: std::ops::RangeInclusive<i64> = -1000..=1000;

/// A storage file.
#[derive(Deserialize)]
struct Stored<T> {
    version: u32,
    data: T,
}

/// The home itself, `core.config`.
#[derive(Deserialize)]
pub(super) struct Home {
    #[serde(default)]
    pub(super) location_name: String,
    /// In degrees.
    pub(super) latitude: f64,
    /// In degrees.
    pub(super) longitude: f64,
    /// Two letters of ISO 3166.
    #[serde(default)]
    pub(super) country: Option<String>,
}

#[derive(Deserialize)]
struct Floors {
    floors: Vec<RawFloor>,
}

#[derive(Deserialize)]
struct RawFloor {
    floor_id: String,
    name: String,
    level: Option<i64>,
    #[serde(default)]
    aliases: Vec<Option<String>>,
}

#[derive(Deserialize)]
struct Areas {
    areas: Vec<RawArea>,
}

#[derive(Deserialize)]
struct RawArea {
    // The file says `id`, the interface to browsers `area_id`.
    #[serde(alias = "area_id")]
    id: String,
    name: String,
    #[serde(default)]
    floor_id: Option<String>,
    #[serde(default)]
    aliases: Vec<Option<String>>,
    #[serde(default)]
    icon: Option<String>,
}

#[derive(Deserialize)]
struct Devices {
    devices: Vec<RawDevice>,
}

#[derive(Deserialize)]
struct RawDevice {
    id: String,
    #[serde(default)]
    name_by_user: Option<String>,
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    manufacturer: Option<String>,
    #[serde(default)]
    model: Option<String>,
    #[serde(default)]
    area_id: Option<String>,
    #[serde(default)]
    connections: Vec<Vec<serde_json::Value>>,
    // Most are pairs; some integrations write three, and numbers.
    #[serde(default)]
    identifiers: Vec<Vec<serde_json::Value>>,
    #[serde(default)]
    disabled_by: Option<String>,
    #[serde(default)]
    entry_type: Option<String>,
}

#[derive(Deserialize)]
struct Entities {
    entities: Vec<RawEntity>,
}

#[derive(Deserialize)]
struct RawEntity {
    entity_id: String,
    #[serde(default)]
    device_id: Option<String>,
    #[serde(default)]
    area_id: Option<String>,
    #[serde(default)]
    device_class: Option<String>,
    #[serde(default)]
    original_device_class: Option<String>,
    #[serde(default)]
    entity_category: Option<String>,
    #[serde(default)]
    disabled_by: Option<String>,
}

/// A floor.
pub(super) struct Floor {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) level: Option<i16>,
    pub(super) aliases: Vec<String>,
    pub(super) spot: String,
}

/// An area: a room, most often.
pub(super) struct Area {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) floor: Option<String>,
    pub(super) aliases: Vec<String>,
    /// Such as `mdi:sofa`.
    pub(super) icon: Option<String>,
    pub(super) spot: String,
}

/// A device.
pub(super) struct Device {
    pub(super) id: String,
    /// What a person called it, else what its integration did.
    pub(super) name: Option<String>,
    pub(super) manufacturer: Option<String>,
    pub(super) model: Option<String>,
    pub(super) area: Option<String>,
    /// Such as (`mac`, `02:00:00:00:00:01`).
    pub(super) connections: Vec<(String, String)>,
    /// Such as (`mqtt`, `zigbee2mqtt_0x00124b0001020304`).
    pub(super) identifiers: Vec<(String, String)>,
    pub(super) is_disabled: bool,
    pub(super) is_service: bool,
    pub(super) spot: String,
}

/// An entity: one thing that a device does or measures.
pub(super) struct Entity {
    /// Such as `light.kitchen`.
    pub(super) id: String,
    pub(super) device: Option<String>,
    /// The area that a person gave the entity itself.
    pub(super) area: Option<String>,
    /// Such as `temperature`.
    pub(super) class: Option<String>,
    /// Whether it is there to configure or to diagnose the device.
    pub(super) is_secondary: bool,
    pub(super) is_disabled: bool,
}

/// All registries of a home.
pub(super) struct Registries {
    pub(super) home: Option<Home>,
    pub(super) floors: Vec<Floor>,
    pub(super) areas: Vec<Area>,
    pub(super) devices: Vec<Device>,
    pub(super) entities: Vec<Entity>,
}

impl Registries {
    /// Reads the four files of an input; those of areas and devices must be there.
    pub(super) fn read(input: &Input<'_>) -> Result<Self, ImportError> {
        let floors: Option<Floors> = optional(input, "core.floor_registry")?;
        let areas: Areas = required(input, "core.area_registry")?;
        let devices: Devices = required(input, "core.device_registry")?;
        let entities: Option<Entities> = optional(input, "core.entity_registry")?;
        let floors = floors.map(|floors| floors.floors).unwrap_or_default();
        let entities = entities.map(|entities| entities.entities).unwrap_or_default();
        Ok(Self {
            home: optional(input, "core.config")?,
            floors: floors.into_iter().map(Floor::from).collect(),
            areas: areas.areas.into_iter().map(Area::from).collect(),
            devices: devices.devices.into_iter().map(Device::from).collect(),
            entities: entities.into_iter().map(Entity::from).collect(),
        })
    }
}

impl From<RawFloor> for Floor {
    fn from(raw: RawFloor) -> Self {
        let level = raw.level.filter(|level| LEVELS.contains(level));
        Self {
            spot: format!("core.floor_registry: {}", raw.floor_id),
            id: raw.floor_id,
            name: raw.name,
            level: level.and_then(|level| i16::try_from(level).ok()),
            aliases: texts(raw.aliases),
        }
    }
}

impl From<RawArea> for Area {
    fn from(raw: RawArea) -> Self {
        Self {
            spot: format!("core.area_registry: {}", raw.id),
            id: raw.id,
            name: raw.name,
            floor: raw.floor_id,
            aliases: texts(raw.aliases),
            icon: raw.icon,
        }
    }
}

impl From<RawDevice> for Device {
    fn from(raw: RawDevice) -> Self {
        let name = [raw.name_by_user, raw.name].into_iter().flatten();
        Self {
            spot: format!("core.device_registry: {}", raw.id),
            id: raw.id,
            name: name.into_iter().find(|name| !name.trim().is_empty()),
            manufacturer: raw.manufacturer,
            model: raw.model,
            area: raw.area_id,
            connections: pairs(&raw.connections),
            identifiers: pairs(&raw.identifiers),
            is_disabled: raw.disabled_by.is_some(),
            is_service: raw.entry_type.as_deref() == Some("service"),
        }
    }
}

impl From<RawEntity> for Entity {
    fn from(raw: RawEntity) -> Self {
        Self {
            id: raw.entity_id,
            device: raw.device_id,
            area: raw.area_id,
            class: raw.device_class.or(raw.original_device_class),
            is_secondary: raw.entity_category.is_some(),
            is_disabled: raw.disabled_by.is_some(),
        }
    }
}

/// Texts without what is null or empty; null stands for the name itself among aliases.
fn texts(all: Vec<Option<String>>) -> Vec<String> {
    all.into_iter().flatten().filter(|text| !text.trim().is_empty()).collect()
}

/// The first two values of each list, as text.
fn pairs(all: &[Vec<serde_json::Value>]) -> Vec<(String, String)> {
    let text = |value: &serde_json::Value| match value {
        serde_json::Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let pair =
        |values: &Vec<serde_json::Value>| Some((text(values.first()?), text(values.get(1)?)));
    all.iter().filter_map(pair).collect()
}

fn required<T: DeserializeOwned>(input: &Input<'_>, name: &str) -> Result<T, ImportError> {
    optional(input, name)?.ok_or_else(|| ImportError {
        file: input.name.clone(),
        spot: String::new(),
        text: format!("has no {name}; expected the folder .storage of Home Assistant"),
    })
}

fn optional<T: DeserializeOwned>(input: &Input<'_>, name: &str) -> Result<Option<T>, ImportError> {
    // People copy the files with an ending, so that an editor knows them.
    let file = input.file(name).or_else(|| input.file(&format!("{name}.json")));
    file.map(|file| stored(file)).transpose()
}

fn stored<T: DeserializeOwned>(file: &InputFile<'_>) -> Result<T, ImportError> {
    let octets = file.octets(FILE_OCTETS_MAX)?;
    let stored: Result<Stored<T>, _> = serde_json::from_reader(BufReader::new(octets.as_slice()));
    let stored =
        stored.map_err(|error| file.error(format!("line {}", error.line()), plainly(&error)))?;
    if stored.version != VERSION {
        let text = format!("has version {}; expected {VERSION}", stored.version);
        return Err(file.error("", text));
    }
    Ok(stored.data)
}

/// An error of JSON without its position, which is told beside it.
fn plainly(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let end = text.rfind(" at line ").unwrap_or(text.len());
    format!("is no registry of Home Assistant: {}", text.get(..end).unwrap_or(&text))
}
