//! Paths (WRLD Indoor Map Format 1.0.0, "Paths"): lines that people walk along. They are not taken as
//! they are; they say where entrances are, which stairs lead on, and what rooms are called.

use std::collections::BTreeMap;

use geo::Coord;
use libsns::geometry::Levels;
use serde_json::Value;

use super::assemble::Import;
use super::level::{Item, Sort};
use crate::import::features::{self, Feature};
use crate::import::{ImportError, Input, InputFile};
use crate::survey::{SITE, SurveyExit};

/// The file of the paths between levels.
const MAIN: &str = "main-paths.json";
/// Corners of all paths at most.
const CORNERS_MAX: usize = 200_000;
/// An entrance goes through a door that is so near to it, in metres.
const DOOR_METRES: f64 = 1.0;

/// A line with the level of each corner.
struct Path {
    kind: String,
    name: Option<String>,
    corners: Vec<(usize, Coord<f64>)>,
    source: String,
    spot: String,
}

/// All paths of a building.
#[derive(Default)]
pub(super) struct Paths {
    paths: Vec<Path>,
    corners: usize,
}

/// Reads the files of paths, where there are any.
pub(super) fn read(input: &Input<'_>, import: &mut Import) -> Result<Paths, ImportError> {
    let mut paths = Paths::default();
    let Some(main) = input.file(MAIN) else { return Ok(paths) };
    let members = paths.file(main, None, import)?;
    let listed = members.get("level_filenames").and_then(Value::as_array).cloned();
    for name in listed.unwrap_or_default().iter().filter_map(Value::as_str) {
        match input.file(name) {
            Some(file) => {
                let level = level_of(file, import)?;
                paths.file(file, level, import)?;
            }
            None => import.survey.leave_out(name, format!("{MAIN} names it, and it is not there")),
        }
    }
    Ok(paths)
}

/// The level that a file of paths is for.
fn level_of(file: &InputFile<'_>, import: &Import) -> Result<Option<usize>, ImportError> {
    let members = features::read(file, |_| Ok(()))?;
    let z_order = members.other.get("z_order").and_then(Value::as_i64);
    let level = z_order.and_then(|z_order| index(import, z_order));
    let wrong = || file.error("z_order", "is not that of a level in main.json");
    level.map(Some).ok_or_else(wrong)
}

fn index(import: &Import, z_order: i64) -> Option<usize> {
    import.building.levels.iter().position(|level| level.z_order == z_order)
}

impl Paths {
    fn file(
        &mut self,
        file: &InputFile<'_>,
        level: Option<usize>,
        import: &mut Import,
    ) -> Result<serde_json::Map<String, Value>, ImportError> {
        let members = features::read(file, |feature| {
            match path(file, level, &feature, import) {
                Ok(path) => {
                    self.corners += path.corners.len();
                    self.paths.push(path);
                }
                Err(wrong) => {
                    import.survey.leave_out(format!("{}: {}", file.path, feature.spot()), wrong);
                }
            }
            if self.corners.max(self.paths.len()) > CORNERS_MAX {
                let text = format!("paths have more than {CORNERS_MAX} corners; expected no more");
                return Err(file.error(feature.spot(), text));
            }
            Ok(())
        })?;
        Ok(members.other)
    }

    /// Gives rooms without a name that of the paths in them, the one that goes furthest in each.
    pub(super) fn name_rooms(&self, import: &mut Import) {
        for (level, items) in import.items.iter_mut().enumerate() {
            let mut metres = BTreeMap::<(usize, &str), f64>::new();
            for path in self.paths.iter().filter(|path| path.kind == "pathway") {
                let Some(name) = path.name.as_deref().filter(|name| is_of_a_room(name)) else {
                    continue;
                };
                for (middle, length) in path.stretches(level) {
                    let mut holds = |item: &Item| import.overlaps.holds(&item.ground, middle);
                    let found = items.iter().position(|item| is_unnamed(item) && holds(item));
                    if let Some(found) = found {
                        *metres.entry((found, name)).or_default() += length;
                    }
                }
            }
            let named = name(items, &metres);
            if !named.is_empty() {
                let (count, names) = (named.len(), named.join(", "));
                let text = format!("{count} rooms have the names of the paths in them: {names}");
                import.survey.guess(import.building.levels[level].id.clone(), text);
            }
        }
    }

    /// Entrances and ways between levels.
    pub(super) fn exits(&self, import: &mut Import) {
        for path in &self.paths {
            let kind = match path.kind.as_str() {
                "entrance" => {
                    path.entrance(import);
                    continue;
                }
                "stairs" => "stair",
                "escalator" => "escalator",
                "elevator" => "lift",
                _ => continue,
            };
            path.between_levels(kind, import);
        }
    }
}

/// "path to stairs" says where it leads, not where it is.
fn is_of_a_room(name: &str) -> bool {
    !name.to_lowercase().split_whitespace().any(|word| ["path", "stairs"].contains(&word))
}

fn is_unnamed(item: &Item) -> bool {
    item.names.is_empty() && matches!(item.sort, Sort::Place(..))
}

/// Gives each room the name that goes furthest in it, and says which were given.
fn name(items: &mut [Item], metres: &BTreeMap<(usize, &str), f64>) -> Vec<String> {
    let mut furthest = BTreeMap::<usize, (&str, f64)>::new();
    for ((room, name), length) in metres {
        let best = furthest.entry(*room).or_insert((name, *length));
        if *length > best.1 {
            *best = (name, *length);
        }
    }
    let mut named = Vec::new();
    for (room, (name, _)) in furthest {
        if let Some(item) = items.get_mut(room) {
            item.names = vec![name.to_owned()];
            named.push(name.to_owned());
        }
    }
    named
}

/// A path of a file, on one level or with the level of each corner.
fn path(
    file: &InputFile<'_>,
    level: Option<usize>,
    feature: &Feature,
    import: &Import,
) -> Result<Path, String> {
    let geometry = feature.geometry.as_ref().map_err(Clone::clone)?;
    let line = geometry.lines.first().ok_or("has no line")?;
    let levels = match level {
        Some(level) => vec![level; line.len()],
        None => levels_of(feature, import)?,
    };
    if levels.len() != line.len() {
        let (levels, corners) = (levels.len(), line.len());
        return Err(format!("has {levels} levels for {corners} corners; expected as many"));
    }
    let corners = line.iter().map(|at| import.metres.point(*at)).collect::<Option<Vec<_>>>();
    let corners = corners.ok_or("is more than 10 km away from the building's location")?;
    Ok(Path {
        kind: feature.text("type").unwrap_or_default(),
        name: feature.text("name"),
        corners: levels.into_iter().zip(corners).collect(),
        source: format!("wrld:path/{}/{}", file.path, feature.id.as_deref().unwrap_or_default()),
        spot: format!("{}: {}", file.path, feature.spot()),
    })
}

/// The member `levels`: the z_order of each corner's level.
fn levels_of(feature: &Feature, import: &Import) -> Result<Vec<usize>, String> {
    let levels = feature.members.get("levels").and_then(Value::as_array);
    let levels = levels.ok_or("has no levels; expected one for each corner")?;
    let level = |value: &Value| {
        let found = value.as_i64().and_then(|z_order| index(import, z_order));
        found.ok_or_else(|| format!("is on level {value}; expected a z_order of main.json"))
    };
    levels.iter().map(level).collect()
}

impl Path {
    /// The middle and length of each stretch on a level.
    fn stretches(&self, level: usize) -> impl Iterator<Item = (Coord<f64>, f64)> + '_ {
        let on_level = self.corners.windows(2).filter_map(move |pair| match pair {
            [(from_level, from), (to_level, to)]
                if *from_level == level && from_level == to_level =>
            {
                Some((*from, *to))
            }
            _ => None,
        });
        on_level.map(|(from, to)| ((from + to) / 2.0, (to.x - from.x).hypot(to.y - from.y)))
    }

    /// An entrance is the nearest door to the outside, or an exit of its own where none is near.
    fn entrance(&self, import: &mut Import) {
        let Some((level, end)) = self.corners.last() else { return };
        let Some(floor) = import.floors.get(*level) else { return };
        let near = |exit: &SurveyExit| {
            let is_here = exit.levels == Some(Levels::single(floor.ordinal));
            let at =
                import.metres.point(exit.position.filter(|_| is_here && exit.joins.len() < 3)?)?;
            let away =
                self.corners.iter().map(|(_, corner)| (corner.x - at.x).hypot(corner.y - at.y));
            away.min_by(f64::total_cmp).filter(|metres| *metres <= DOOR_METRES)
        };
        let doors = import.survey.exits.iter().enumerate();
        let nearest = doors.filter_map(|(at, exit)| Some((at, near(exit)?)));
        let nearest = nearest.min_by(|a, b| a.1.total_cmp(&b.1)).map(|(at, _)| at);
        if let Some(door) = nearest.and_then(|at| import.survey.exits.get_mut(at)) {
            let is_outer = door.joins.iter().any(|joined| joined == SITE);
            if is_outer || door.joins.len() < 2 {
                door.joins.extend((!is_outer).then(|| SITE.to_owned()));
                return;
            }
        }
        let inside = self.corners.iter().find_map(|(_, at)| floor.at(*at, &mut import.overlaps));
        let joins = inside.into_iter().chain([SITE.to_owned()]).collect();
        let exit = self.exit("door", joins, Levels::single(floor.ordinal), *end, import);
        import.survey.exits.push(exit);
    }

    /// Stairs and lifts that are not the same place on the levels that they lead to.
    fn between_levels(&self, kind: &str, import: &mut Import) {
        for pair in self.corners.windows(2) {
            let [(from_level, from), (to_level, to)] = pair else { continue };
            let [Some(lower), Some(upper)] =
                [from_level, to_level].map(|level| import.floors.get(*level))
            else {
                continue;
            };
            let ends = [(lower, from), (upper, to)];
            let joins: Vec<String> = ends
                .iter()
                .filter_map(|(floor, at)| floor.at(**at, &mut import.overlaps))
                .collect();
            if joins.len() < 2 || joins.first() == joins.last() {
                continue;
            }
            let (low, high) = (lower.ordinal.min(upper.ordinal), lower.ordinal.max(upper.ordinal));
            let levels = Levels::new(low, high).unwrap_or_else(|_| Levels::single(low));
            let exit = self.exit(kind, joins, levels, *from, import);
            import.survey.exits.push(exit);
        }
    }

    fn exit(
        &self,
        kind: &str,
        joins: Vec<String>,
        levels: Levels,
        at: Coord<f64>,
        import: &Import,
    ) -> SurveyExit {
        SurveyExit {
            source: self.source.clone(),
            joins,
            kind: kind.into(),
            position: Some(import.metres.position(at)),
            outline: Vec::new(),
            levels: Some(levels),
            is_one_way: false,
            spot: self.spot.clone(),
        }
    }
}
