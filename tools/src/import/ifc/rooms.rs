//! Spaces: where they are, and what stands in them.

use std::cell::Cell;
use std::collections::HashMap;

use super::boundaries::Boundaries;
use super::levels::Levels;
use super::shape::{Ground, Shapes, Wanted, clean};
use super::step::Read;
use super::tree::{Element, Sort, Tree};
use crate::survey::Survey;

/// How far above and below a room's heights a thing may be that is in it, in metres: in the floor, above
/// a hung ceiling.
const ABOVE_BELOW_METRES: f64 = 1.0;
/// Rooms looked at for all things together: a search through 1,000 rooms for each of 100,000 things.
const LOOKS_MAX: u64 = 100_000_000;

/// A space with its outline.
pub(super) struct Room {
    pub(super) id: u32,
    pub(super) source: String,
    /// The storey that it stands on, and the number of its level.
    pub(super) storey: Option<u32>,
    pub(super) level: Option<i16>,
    pub(super) building: Option<u32>,
    /// The space that it is a part of.
    pub(super) part_of: Option<u32>,
    /// Its polygons in metres of the project: of each the outer ring, then its holes.
    pub(super) rings: Vec<Vec<Vec<[f64; 2]>>>,
    /// Lowest and highest point in metres.
    pub(super) heights: Option<[f64; 2]>,
    /// What it covers.
    pub(super) square_metres: f64,
    bounds: [[f64; 2]; 2],
}

/// All spaces.
pub(super) struct Rooms {
    pub(super) all: Vec<Room>,
    by_id: HashMap<u32, usize>,
    by_level: HashMap<i16, Vec<usize>>,
    looks_left: Cell<u64>,
}

impl Rooms {
    /// Reads the shapes of all spaces that `is_wanted`.
    pub(super) fn read(
        shapes: &Shapes<'_>,
        tree: &Tree,
        levels: &Levels,
        boundaries: &Boundaries,
        is_wanted: impl Fn(u32) -> bool,
        survey: &mut Survey,
    ) -> Read<Self> {
        let mut rooms = Self {
            all: Vec::new(),
            by_id: HashMap::new(),
            by_level: HashMap::new(),
            looks_left: Cell::new(LOOKS_MAX),
        };
        let mut shapeless = Shapeless::default();
        for space in tree.all(Sort::Space).filter(|space| is_wanted(space.id)) {
            let ground = match ground(shapes, space, boundaries) {
                Ok(ground) => ground,
                Err(fault) if fault.is_broken => return Err(fault),
                Err(fault) => {
                    shapeless.note(space, &format!("#{} {}", fault.entity, fault.text), survey);
                    None
                }
            };
            if let Some((_, Some(how))) = &ground {
                survey.guess(words(space), *how);
            }
            let room = room(tree, levels, space, ground.map(|(ground, _)| ground));
            rooms.add(room);
        }
        shapeless.finish(survey);
        Ok(rooms)
    }

    fn add(&mut self, room: Room) {
        let index = self.all.len();
        self.by_id.insert(room.id, index);
        if let (Some(level), false) = (room.level, room.rings.is_empty()) {
            self.by_level.entry(level).or_default().push(index);
        }
        self.all.push(room);
    }

    /// The space with this name in the file.
    pub(super) fn get(&self, id: u32) -> Option<&Room> {
        self.by_id.get(&id).and_then(|&index| self.all.get(index))
    }

    /// The rooms of a level that have an outline.
    pub(super) fn on_level(&self, level: i16) -> impl Iterator<Item = &Room> {
        let rooms = self.by_level.get(&level).into_iter().flatten();
        rooms.filter_map(|&index| self.all.get(index))
    }

    /// The smallest room of a level that holds a point, in metres: a part rather than the whole.
    pub(super) fn holding(&self, level: i16, [x, y, z]: [f64; 3]) -> Option<&Room> {
        let count = self.by_level.get(&level).map_or(0, Vec::len) as u64;
        self.looks_left.set(self.looks_left.get().checked_sub(count)?);
        let holds = |room: &&Room| room.holds([x, y]) && room.reaches(z);
        self.on_level(level)
            .filter(holds)
            .min_by(|a, b| a.square_metres.total_cmp(&b.square_metres))
    }

    /// The middle of all rooms.
    pub(super) fn middle(&self) -> Option<[f64; 2]> {
        let bounds = self.all.iter().filter(|room| !room.rings.is_empty()).map(|room| room.bounds);
        let [low, high] = bounds.reduce(|[low, high], [a, b]| {
            [[low[0].min(a[0]), low[1].min(a[1])], [high[0].max(b[0]), high[1].max(b[1])]]
        })?;
        Some([(low[0] + high[0]) / 2.0, (low[1] + high[1]) / 2.0])
    }
}

impl Room {
    /// True where a point is in the outline.
    pub(super) fn holds(&self, [x, y]: [f64; 2]) -> bool {
        let [low, high] = self.bounds;
        let is_near = (low[0]..=high[0]).contains(&x) && (low[1]..=high[1]).contains(&y);
        // A point inside a hole crosses one ring more.
        is_near
            && self.rings.iter().any(|rings| {
                rings.iter().filter(|ring| crosses_oddly(ring, [x, y])).count() % 2 == 1
            })
    }

    fn reaches(&self, z: f64) -> bool {
        self.heights.is_none_or(|[low, high]| {
            (low - ABOVE_BELOW_METRES..=high + ABOVE_BELOW_METRES).contains(&z)
        })
    }
}

/// True where a ray to the right from a point crosses a ring an odd number of times.
fn crosses_oddly(ring: &[[f64; 2]], [x, y]: [f64; 2]) -> bool {
    let next = ring.iter().cycle().skip(1);
    let crossings = ring.iter().zip(next).filter(|([ax, ay], [bx, by])| {
        (*ay > y) != (*by > y) && x < ax + (y - ay) / (by - ay) * (bx - ax)
    });
    crossings.count() % 2 == 1
}

/// The ground of a space, and how it was found where that is not by its own shape.
type Found = Option<(Ground, Option<&'static str>)>;

/// Its body or footprint; else what its boundaries enclose; else the box around it.
fn ground(shapes: &Shapes<'_>, space: &Element, boundaries: &Boundaries) -> Read<Found> {
    let at = shapes.placed(space.placement)?;
    let own = match shapes.ground(space.shape, &at, Wanted::Outline) {
        Ok(Some(ground)) => return Ok(Some((ground, None))),
        Err(fault) if fault.is_broken => return Err(fault),
        own => own,
    };
    if let Some(ground) = boundaries.ground(shapes, space.id, &at)? {
        return Ok(Some((
            ground,
            Some("has no shape of its own; taken from its space boundaries"),
        )));
    }
    if let Ok(Some(ground)) = shapes.ground(space.shape, &at, Wanted::Box) {
        return Ok(Some((ground, Some("has no outline; the box around it is taken"))));
    }
    own.map(|_| None)
}

fn room(tree: &Tree, levels: &Levels, space: &Element, ground: Option<Ground>) -> Room {
    let rings = ground.as_ref().map(|ground| clean(&ground.area)).unwrap_or_default();
    let given = tree.nearest(space.id, Sort::Storey).and_then(|storey| levels.level_of(storey.id));
    let building = tree.nearest(space.id, Sort::Building).map(|building| building.id);
    let storey = given.or_else(|| levels.at_height(building, ground.as_ref()?.lowest));
    let part_of = tree.above(space.id).filter(|above| above.sort == Sort::Space);
    Room {
        id: space.id,
        source: space.source.clone(),
        storey: storey.map(|storey| storey.id),
        level: storey.and_then(|storey| storey.ordinal),
        building,
        part_of: part_of.map(|above| above.id),
        square_metres: ground.as_ref().map_or(0.0, Ground::square_metres),
        heights: ground.as_ref().map(|ground| [ground.lowest, ground.highest]),
        bounds: ground.as_ref().and_then(Ground::bounds).unwrap_or_default(),
        rings,
    }
}

/// A space for people: `space "A101" (#514)`.
pub(super) fn words(space: &Element) -> String {
    let name = space.name.as_deref().or(space.long_name.as_deref()).unwrap_or_default();
    format!("space \"{name}\" (#{})", space.id)
}

/// Spaces whose shape is not read: some are told, all are counted.
#[derive(Default)]
struct Shapeless {
    count: usize,
}

impl Shapeless {
    fn note(&mut self, space: &Element, why: &str, survey: &mut Survey) {
        self.count += 1;
        if self.count <= super::limits::REMARKS_EACH_MAX {
            survey.leave_out(words(space), format!("its shape: {why}"));
        }
    }

    fn finish(self, survey: &mut Survey) {
        let more = self.count.saturating_sub(super::limits::REMARKS_EACH_MAX);
        if more > 0 {
            survey.leave_out("spaces", format!("the shapes of {more} more"));
        }
    }
}
