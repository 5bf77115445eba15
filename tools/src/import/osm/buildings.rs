//! Which features are in which building, and which buildings are taken.

use std::collections::{BTreeMap, HashMap};

use super::super::tally::Tally;
use super::super::{ImportError, Input, Options};
use super::element::{Point, Tags};
use super::gather::{Extract, Feature};
use super::ground::Ground;
use super::index::Grounds;
use super::kinds;
use super::role::Role;

/// Side of the cells by which rooms without a building around them are told to touch, in steps: about
/// 2 m northwards.
const TOUCH_STEPS: i32 = 200;
/// How far outside of a room a door or lift of it may stand, in steps: about 2 m northwards.
const BESIDE_STEPS: i32 = 200;
/// Most buildings named in a message.
const NAMED_MAX: usize = 12;

/// A building with what is in it.
pub(super) struct Building {
    /// Its identity in the survey.
    pub(super) source: String,
    pub(super) spot: String,
    /// Tags of its outline; none without one.
    pub(super) tags: Tags,
    /// Its outline, where the extract has one.
    pub(super) outline: Option<Ground>,
    /// Its rooms and other places.
    pub(super) places: Vec<Feature>,
    /// The outlines of its levels.
    pub(super) levels: Vec<Feature>,
    /// Outlines of its parts, where it has none itself.
    pub(super) parts: Vec<Feature>,
}

/// What is taken of an extract.
pub(super) struct Chosen {
    pub(super) buildings: Vec<Building>,
    /// What has no floor: doors, steps, lifts, things, with the number of the building.
    pub(super) loose: Vec<(Feature, usize)>,
}

impl Chosen {
    /// The name of the only building.
    pub(super) fn title(&self) -> String {
        match self.buildings.as_slice() {
            [only] => kinds::names(&only.tags).into_iter().next().unwrap_or_default(),
            _ => String::new(),
        }
    }
}

/// Sorts features into buildings and takes those that are mapped inside, or the one asked for.
///
/// # Errors
/// When the one asked for is not there; the message names those that are.
pub(super) fn choose(
    extract: Extract,
    options: &Options,
    input: &Input<'_>,
    tally: &mut Tally,
) -> Result<Chosen, ImportError> {
    let mut sorted = sort(extract.features);
    sorted.buildings.retain(|building| {
        building.places.iter().chain(&building.levels).any(|f| Role::is_mapped_inside(&f.tags))
    });
    sorted.buildings.sort_by(|a, b| a.source.cmp(&b.source));
    if let Some(asked) = options.building.as_deref().map(str::trim) {
        let words: Vec<String> = sorted.buildings.iter().map(words).collect();
        sorted.buildings.retain(|building| answers_to(building, asked));
        if sorted.buildings.is_empty() {
            return Err(ImportError {
                file: input.name.clone(),
                spot: String::new(),
                text: format!("there is no building {asked:?} in it; expected {}", listed(&words)),
            });
        }
    }
    if sorted.buildings.is_empty() {
        return Err(ImportError {
            file: input.name.clone(),
            spot: String::new(),
            text: "none of what is tagged as indoor has a ground that can be used".into(),
        });
    }
    let loose = assign(&sorted.buildings, sorted.loose, tally);
    Ok(Chosen { buildings: sorted.buildings, loose })
}

/// A building for people: its name and its identity.
fn words(building: &Building) -> String {
    match kinds::names(&building.tags).first() {
        Some(name) => format!("{name:?} ({})", building.source),
        None => building.source.clone(),
    }
}

fn listed(words: &[String]) -> String {
    let named = words.iter().take(NAMED_MAX).cloned().collect::<Vec<_>>().join(", ");
    match words.len().saturating_sub(NAMED_MAX) {
        0 => format!("one of {named}"),
        others => format!("one of {named} and {others} others"),
    }
}

/// True when these words name the building: its name, `osm:way/42`, `way/42` or `42`.
fn answers_to(building: &Building, asked: &str) -> bool {
    let is_name =
        kinds::names(&building.tags).iter().any(|name| name.to_lowercase() == asked.to_lowercase());
    let id = building.source.strip_prefix("osm:").unwrap_or(&building.source);
    let number = id.rsplit('/').next().unwrap_or_default();
    is_name || [building.source.as_str(), id, number].contains(&asked)
}

/// Buildings, and what has no floor and is in none of them yet.
struct Sorted {
    buildings: Vec<Building>,
    loose: Vec<Feature>,
}

fn sort(features: Vec<Feature>) -> Sorted {
    let (outlines, others): (Vec<_>, Vec<_>) =
        features.into_iter().partition(|feature| feature.role == Role::Building);
    let (areas, loose): (Vec<_>, Vec<_>) =
        others.into_iter().partition(|feature| feature.role.is_area());
    let table = Grounds::new(outlines.iter().map(|outline| &outline.ground), 0);
    let mut inside: BTreeMap<usize, Vec<Feature>> = BTreeMap::new();
    let mut outside = Vec::new();
    for area in areas {
        match around(&outlines, &table, &area) {
            Some(outline) => inside.entry(outline).or_default().push(area),
            None => outside.push(area),
        }
    }
    let mut buildings: Vec<Building> = inside
        .into_iter()
        .filter_map(|(outline, areas)| Some(outlined(outlines.get(outline)?, areas)))
        .collect();
    buildings.extend(clusters(outside).into_iter().filter_map(bare));
    Sorted { buildings, loose }
}

/// The smallest outline around a feature.
fn around(outlines: &[Feature], table: &Grounds<'_>, feature: &Feature) -> Option<usize> {
    let holding = table.holding(feature.ground.inner_point()?);
    let area = |number: &usize| outlines[*number].ground.area();
    holding.min_by(|a, b| area(a).total_cmp(&area(b)).then(a.cmp(b)))
}

/// A building with an outline.
fn outlined(outline: &Feature, areas: Vec<Feature>) -> Building {
    let mut building = hold(outline.source.clone(), outline.spot.clone(), areas);
    building.tags = outline.tags.clone();
    building.outline = Some(outline.ground.clone());
    building.parts.clear();
    building
}

/// A building whose outline the extract does not have; its identity is made from that of its first
/// level, or else its first room.
fn bare(areas: Vec<Feature>) -> Option<Building> {
    let first = areas.iter().min_by_key(|area| (area.role != Role::Level, area.source.clone()))?;
    let id = first.source.strip_prefix("osm:").unwrap_or(&first.source);
    let (source, spot) = (format!("osm:building/{id}"), format!("around {}", first.spot));
    Some(hold(source, spot, areas))
}

fn hold(source: String, spot: String, areas: Vec<Feature>) -> Building {
    let (levels, others): (Vec<_>, Vec<_>) =
        areas.into_iter().partition(|area| area.role == Role::Level);
    let (parts, places) = others.into_iter().partition(|area| area.role == Role::Part);
    Building { source, spot, tags: Tags::default(), outline: None, places, levels, parts }
}

/// Areas that touch each other or lie on one another, together.
fn clusters(areas: Vec<Feature>) -> Vec<Vec<Feature>> {
    let mut groups = Groups::new(areas.len());
    let mut first_at: HashMap<Point, usize> = HashMap::new();
    for (number, area) in areas.iter().enumerate() {
        for corner in area.ground.corners() {
            let [y, x] = corner.map(|value| value.div_euclid(TOUCH_STEPS));
            for near in (-1..=1).flat_map(|dy| (-1..=1).map(move |dx| [y + dy, x + dx])) {
                if let Some(other) = first_at.get(&near) {
                    groups.join(number, *other);
                }
            }
            first_at.entry([y, x]).or_insert(number);
        }
    }
    // Rooms in the middle of a level have no corner near its edge.
    let wide: Vec<usize> =
        (0..areas.len()).filter(|number| areas[*number].role != Role::Place).collect();
    let table = Grounds::new(wide.iter().map(|number| &areas[*number].ground), 0);
    for (number, area) in areas.iter().enumerate() {
        for other in area.ground.inner_point().into_iter().flat_map(|point| table.holding(point)) {
            groups.join(number, wide[other]);
        }
    }
    let mut clusters: BTreeMap<usize, Vec<Feature>> = BTreeMap::new();
    for (number, area) in areas.into_iter().enumerate() {
        clusters.entry(groups.root(number)).or_default().push(area);
    }
    clusters.into_values().collect()
}

/// Numbers in groups that grow together.
struct Groups(Vec<usize>);

impl Groups {
    fn new(count: usize) -> Self {
        Self((0..count).collect())
    }

    fn root(&mut self, mut number: usize) -> usize {
        while self.0[number] != number {
            // Each look makes the way shorter for the next.
            self.0[number] = self.0[self.0[number]];
            number = self.0[number];
        }
        number
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        self.0[a.max(b)] = a.min(b);
    }
}

/// Finds the building of each thing that has no floor: the one around it, or that of a place beside.
fn assign(buildings: &[Building], loose: Vec<Feature>, tally: &mut Tally) -> Vec<(Feature, usize)> {
    let mut grounds: Vec<(&Ground, usize)> = Vec::new();
    for (number, building) in buildings.iter().enumerate() {
        let areas = building.places.iter().chain(&building.levels).map(|area| &area.ground);
        grounds.extend(building.outline.iter().chain(areas).map(|ground| (ground, number)));
    }
    let table = Grounds::new(grounds.iter().map(|(ground, _)| *ground), BESIDE_STEPS);
    let mut assigned = Vec::new();
    for feature in loose {
        let building = feature.ground.inner_point().and_then(|point| {
            let number = table.holding(point).next().or_else(|| table.beside(point).next())?;
            Some(grounds[number].1)
        });
        match building {
            Some(building) => assigned.push((feature, building)),
            None => tally.leave_out(feature.spot, "it is in no building that is taken"),
        }
    }
    table.tell(tally);
    assigned
}
