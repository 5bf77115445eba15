//! Places: buildings, levels and rooms.

use libsns::geometry::Levels as LevelRange;
use libsns::name::civic::CivicAddress;
use libsns::record::PlaceClass;

use super::found::{Found, place, range};
use super::kinds::{self, RoomKind};
use super::names;
use super::rooms::Room;
use super::step::{Entity, Read, Value};
use super::tree::{Element, Sort};
use crate::survey::{Survey, SurveyPlace};

/// How far a stairwell reaches above a storey's floor to belong to that level too, in metres.
const REACHES_METRES: f64 = 1.0;
/// The highest room that a plan takes, in metres.
const HEIGHT_MAX_METRES: f64 = 1000.0;

/// Adds the buildings, their levels and rooms.
pub(super) fn add(found: &Found<'_>, survey: &mut Survey) -> Read<()> {
    for building in found.tree.all(Sort::Building).filter(|b| found.is_wanted(b.id)) {
        survey.places.push(self::building(found, building)?);
    }
    for storey in found.tree.all(Sort::Storey).filter(|storey| found.is_wanted(storey.id)) {
        survey.places.extend(level(found, storey)?);
    }
    let mut guessed = 0;
    for room in &found.rooms.all {
        let Some(space) = found.tree.element(room.id) else { continue };
        let (place, is_guessed) = self::room(found, room, space);
        guessed += usize::from(is_guessed);
        survey.places.push(place);
    }
    if guessed > 0 {
        survey.guess(
            "kinds of rooms",
            format!("{guessed} are what words of their names say, or a stair that fills them"),
        );
    }
    survey.level_labels = found.levels.labels();
    Ok(())
}

fn building(found: &Found<'_>, building: &Element) -> Read<SurveyPlace> {
    let entity = found.model.entity(building.id)?;
    let above = found.tree.nearest(building.id, Sort::Building);
    let address = found.model.follow_if(&entity, 11)?;
    let own = |building: &Element| shape_of(found, building);
    Ok(SurveyPlace {
        inside: above.filter(|above| found.is_wanted(above.id)).map(|above| above.source.clone()),
        names: names::of_place(building.long_name.as_deref(), building.name.as_deref()),
        class: PlaceClass::Building,
        shape: own(building)?,
        civic: address.map(|address| civic(&address)).unwrap_or_default(),
        ..place(building.source.clone(), building.id)
    })
}

/// The outline that a building or storey has by itself; most have none.
fn shape_of(found: &Found<'_>, element: &Element) -> Read<crate::survey::Rings> {
    let at = found.shapes.placed(element.placement)?;
    match found.shapes.ground(element.shape, &at, super::shape::Wanted::Outline) {
        Ok(ground) => Ok(ground.map(|ground| found.outline(&ground)).unwrap_or_default()),
        Err(fault) if fault.is_broken => Err(fault),
        Err(_) => Ok(Vec::new()),
    }
}

/// The elements of an `IfcPostalAddress` that have one meaning (RFC 5139 §3.1).
fn civic(address: &Entity<'_>) -> CivicAddress {
    let mut civic = CivicAddress::default();
    let lines = address.value(4).list().iter().filter_map(Value::text);
    // An authoring tool's own words: the rest of the address is its, too.
    if lines.map(|line| line.to_lowercase()).any(|line| line == "enter address here") {
        return civic;
    }
    for (attribute, word) in [(6, "A3"), (7, "A1"), (8, "PC"), (9, "country")] {
        let value = names::given(address.text(attribute).as_deref());
        // A country that is written out is no code of two letters, and is left out.
        let _is_set = value.is_some_and(|value| civic.set(word, &value).is_ok());
    }
    civic
}

/// The place of a storey; none for a mark on the drawing.
fn level(found: &Found<'_>, storey: &Element) -> Read<Option<SurveyPlace>> {
    let Some(ordinal) = found.levels.storey(storey.id).and_then(|storey| storey.ordinal) else {
        return Ok(None);
    };
    Ok(Some(SurveyPlace {
        inside: found.building_source(storey.id),
        names: names::of_place(storey.long_name.as_deref(), storey.name.as_deref()),
        class: PlaceClass::Level,
        levels: Some(LevelRange::single(ordinal)),
        shape: shape_of(found, storey)?,
        ..place(storey.source.clone(), storey.id)
    }))
}

/// The place of a space, and whether its kind was guessed.
fn room(found: &Found<'_>, room: &Room, space: &Element) -> (SurveyPlace, bool) {
    let names = names::of_place(space.long_name.as_deref(), space.name.as_deref());
    let mut kind = kinds::of_room(space.word.as_deref(), &names, space.object_type.as_deref());
    if kind.class == PlaceClass::Room && found.stairwells.contains(&room.id) {
        kind = RoomKind { class: PlaceClass::Stair, kind: "stair".into(), is_guessed: true };
    }
    let levels = levels(found, room, kind.class);
    let spans = levels.is_some_and(|levels| levels.lowest() != levels.highest());
    let whole = room.part_of.and_then(|id| found.rooms.get(id)).map(|whole| whole.source.clone());
    let level = || room.storey.and_then(|storey| found.level_source(storey));
    let building = || found.building_source(room.id);
    let inside = if spans { building().or_else(level) } else { level().or_else(building) };
    let height = room.heights.map(|[low, high]| high - low);
    let place = SurveyPlace {
        inside: whole.or(inside),
        names,
        class: kind.class,
        kind: kind.kind,
        levels,
        shape: found.rings(&room.rings),
        height: height.filter(|height| (0.01..=HEIGHT_MAX_METRES).contains(height)),
        ..place(room.source.clone(), room.id)
    };
    (place, kind.is_guessed)
}

/// The levels of a room: one, or of a stairwell or shaft that is drawn as one all that it reaches.
fn levels(found: &Found<'_>, room: &Room, class: PlaceClass) -> Option<LevelRange> {
    let level = room.level?;
    let is_shaft = matches!(class, PlaceClass::Stair | PlaceClass::Lift);
    let [_, high] = room.heights.filter(|_| is_shaft).unwrap_or([0.0, f64::MIN]);
    let storeys = found.levels.storeys(room.building).iter();
    let reached = storeys.filter(|storey| storey.z + REACHES_METRES <= high);
    let highest = reached.filter_map(|storey| storey.ordinal).max().unwrap_or(level);
    Some(range(level, highest.max(level)))
}
