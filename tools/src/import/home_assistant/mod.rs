//! Home Assistant's registries to a survey: floors, areas and devices of a home.
//!
//! They are JSON files in the folder `.storage` of its configuration, each `{"version", "minor_version",
//! "key", "data"}`: `core.floor_registry` (optional), `core.area_registry`, `core.device_registry` and
//! `core.entity_registry` (optional; without it devices have no kinds); and `core.config` (optional), which
//! says what the home is called and where it is. Fields that older versions lack
//! are passed over.
//!
//! A device of Home Assistant becomes one device, whatever number of entities it has. Its kind is that
//! of its main entity. Entities without a device are scripts, helpers and the like, and stand nowhere.

mod bearers;
mod kinds;
mod registry;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashMap, HashSet};

use libsns::geometry::Levels;
use libsns::limits::STRING_OCTETS_MAX;
use libsns::name::civic::CivicAddress;
use libsns::record::PlaceClass;

use super::{ImportError, Input, Options};
use crate::survey::{SourceId, Survey, SurveyDevice, SurveyPlace};
use registry::{Area, Device, Entity, Floor, Home, Registries};

/// Reads the registries of a folder or archive.
///
/// # Errors
/// When there is no area or device registry, when a file is not JSON, with the line, or is not such a
/// registry, and when one is larger than the bounds of this importer.
pub fn read(input: &Input<'_>, _options: &Options) -> Result<Survey, ImportError> {
    let registries = Registries::read(input)?;
    let mut survey = Survey { format: "Home Assistant".into(), ..Survey::default() };
    let home = registries.home.as_ref().map(|home| add_home(home, &mut survey));
    add_floors(&registries.floors, home.as_ref(), &mut survey);
    add_areas(&registries, home.as_ref(), &mut survey);
    add_devices(&registries, home.as_ref(), &mut survey);
    Ok(survey)
}

fn floor_source(id: &str) -> SourceId {
    format!("ha:floor/{id}")
}

fn area_source(id: &str) -> SourceId {
    format!("ha:area/{id}")
}

/// The home as a building; its identity.
fn add_home(home: &Home, survey: &mut Survey) -> SourceId {
    survey.title.clone_from(&home.location_name);
    let is_on_earth = home.latitude.abs() <= 90.0 && home.longitude.abs() <= 180.0;
    let mut civic = CivicAddress::new();
    if let Some(country) = &home.country
        && civic.set("country", country).is_err()
    {
        survey.leave_out("core.config", format!("country is {country:?}; expected two letters"));
    }
    let names = Some(home.location_name.clone()).filter(|name| !name.trim().is_empty());
    let source: SourceId = "ha:home".into();
    survey.places.push(SurveyPlace {
        position: is_on_earth.then_some([home.latitude, home.longitude]),
        civic,
        kind: "home".into(),
        spot: "core.config".into(),
        ..place(source.clone(), None, names.into_iter().collect(), PlaceClass::Building)
    });
    source
}

fn add_floors(floors: &[Floor], home: Option<&SourceId>, survey: &mut Survey) {
    let mut guessed = 0;
    let mut next = 0;
    for floor in floors {
        guessed += usize::from(floor.level.is_none());
        let ordinal = floor.level.unwrap_or(next);
        next = ordinal.saturating_add(1);
        if !survey.level_labels.iter().any(|(known, _)| *known == ordinal) {
            survey.level_labels.push((ordinal, floor.name.clone()));
        }
        let names = std::iter::once(&floor.name).chain(&floor.aliases).cloned().collect();
        survey.places.push(SurveyPlace {
            levels: Some(Levels::single(ordinal)),
            spot: floor.spot.clone(),
            ..place(floor_source(&floor.id), home.cloned(), names, PlaceClass::Level)
        });
    }
    survey.level_labels.sort();
    if guessed > 0 {
        let text = "have no level; they were numbered in the order of the file";
        survey.guess(format!("{guessed} floors"), text);
    }
}

fn add_areas(registries: &Registries, home: Option<&SourceId>, survey: &mut Survey) {
    let floors: HashSet<&str> = registries.floors.iter().map(|floor| floor.id.as_str()).collect();
    let mut lost = 0;
    for area in &registries.areas {
        let floor = area.floor.as_deref().filter(|floor| floors.contains(floor));
        lost += usize::from(area.floor.is_some() && floor.is_none());
        let names = std::iter::once(&area.name).chain(&area.aliases).cloned().collect();
        let inside = floor.map(floor_source).or_else(|| home.cloned());
        let class = if kinds::is_outside(area) { PlaceClass::Area } else { PlaceClass::Room };
        survey.places.push(SurveyPlace {
            kind: kinds::of_area(area),
            spot: area.spot.clone(),
            ..place(area_source(&area.id), inside, names, class)
        });
    }
    if lost > 0 {
        survey.guess(
            format!("{lost} areas"),
            "are on floors that are not registered; they hang on the home as a whole",
        );
    }
}

fn place(
    source: SourceId,
    inside: Option<SourceId>,
    names: Vec<String>,
    class: PlaceClass,
) -> SurveyPlace {
    SurveyPlace {
        source,
        inside,
        names,
        class,
        kind: String::new(),
        levels: None,
        shape: Vec::new(),
        position: None,
        altitude: None,
        height: None,
        civic: CivicAddress::new(),
        spot: String::new(),
    }
}

/// Why something of the registries is no device.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum LeftOut {
    Service,
    Disabled,
    NoDevice,
}

fn add_devices(registries: &Registries, home: Option<&SourceId>, survey: &mut Survey) {
    let mut entities: HashMap<&str, Vec<&Entity>> = HashMap::new();
    let mut left_out: BTreeMap<LeftOut, usize> = BTreeMap::new();
    for entity in &registries.entities {
        match &entity.device {
            Some(device) => entities.entry(device).or_default().push(entity),
            None => *left_out.entry(LeftOut::NoDevice).or_default() += 1,
        }
    }
    let areas: HashMap<&str, &Area> =
        registries.areas.iter().map(|area| (area.id.as_str(), area)).collect();
    let (mut homeless, mut kindless, mut macs) = (0, 0, 0);
    for device in &registries.devices {
        if let Some(why) = unfit(device) {
            *left_out.entry(why).or_default() += 1;
            continue;
        }
        let own = entities.get(device.id.as_str()).map_or(&[][..], Vec::as_slice);
        let main = kinds::main_entity(own);
        let area = area_of(device, own, main).filter(|area| areas.contains_key(area));
        homeless += usize::from(area.is_none());
        kindless += usize::from(main.is_none());
        macs += usize::from(bearers::is_only_mac(device));
        survey.devices.push(surveyed(
            device,
            own,
            main,
            area.map(area_source).or_else(|| home.cloned()),
        ));
    }
    remark(&left_out, homeless, kindless, survey);
    if macs > 0 {
        let text = "of devices: the address that they have in the network is not in the registry";
        survey.leave_out(format!("{macs} MAC addresses"), text);
    }
}

fn unfit(device: &Device) -> Option<LeftOut> {
    if device.is_service {
        return Some(LeftOut::Service);
    }
    device.is_disabled.then_some(LeftOut::Disabled)
}

/// The area of a device: its own; else that of its main entity, else one that all its entities that
/// have an area agree on.
fn area_of<'r>(
    device: &'r Device,
    entities: &[&'r Entity],
    main: Option<&'r Entity>,
) -> Option<&'r str> {
    let of_main = || main.and_then(|entity| entity.area.as_deref());
    let agreed = || {
        let mut areas = entities.iter().filter_map(|entity| entity.area.as_deref());
        let first = areas.next()?;
        areas.all(|area| area == first).then_some(first)
    };
    device.area.as_deref().or_else(of_main).or_else(agreed)
}

fn surveyed(
    device: &Device,
    entities: &[&Entity],
    main: Option<&Entity>,
    inside: Option<SourceId>,
) -> SurveyDevice {
    let mut text = Vec::new();
    let known = [("manufacturer", &device.manufacturer), ("model", &device.model)];
    for (word, value) in known {
        text.extend(value.as_ref().map(|value| format!("{word}={value}")));
    }
    text.extend(main.map(|entity| format!("entity={}", entity.id)));
    text.retain(|text| text.len() <= STRING_OCTETS_MAX);
    SurveyDevice {
        source: format!("ha:device/{}", device.id),
        inside,
        names: device.name.iter().cloned().collect(),
        kind: main.map_or_else(|| "device".to_owned(), |entity| kinds::of_entity(entity, entities)),
        position: None,
        above_floor: None,
        bearers: bearers::of(device),
        text,
        spot: device.spot.clone(),
    }
}

fn remark(
    left_out: &BTreeMap<LeftOut, usize>,
    homeless: usize,
    kindless: usize,
    survey: &mut Survey,
) {
    for (why, count) in left_out {
        let (what, text) = match why {
            LeftOut::Service => {
                ("devices", "are services (weather, add-ons, clouds) and stand nowhere")
            }
            LeftOut::Disabled => ("devices", "are disabled"),
            LeftOut::NoDevice => ("entities", "have no device: scripts, helpers, scenes, people"),
        };
        survey.leave_out(format!("{count} {what}"), text);
    }
    if homeless > 0 {
        survey
            .guess(format!("{homeless} devices"), "have no area; they hang on the home as a whole");
    }
    if kindless > 0 {
        let text = "have no enabled entity that says what they are; their kind is \"device\"";
        survey.guess(format!("{kindless} devices"), text);
    }
}
