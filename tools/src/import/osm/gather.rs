//! The passes over an extract: what is indoors, the ground of it, and the buildings around it.
//!
//! | pass | reads | keeps |
//! |---|---|---|
//! | 1 | ways, relations | what is tagged as indoor |
//! | 2 | ways | pieces of those multipolygons, where pass 1 did not keep them |
//! | 3 | nodes | the positions of all these |
//! | 4 | nodes | positions around what is indoor; doors, lifts and things there |
//! | 5 | ways | outlines of buildings through those nodes |
//! | 6 | relations | multipolygons that are buildings with a way through those nodes |
//! | 7, 8 | ways, nodes | what these are made of and is further away |
//!
//! An order of elements in the file is not relied on: editors and Overpass write others than the usual.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::super::tally::Tally;
use super::super::{ImportError, Input, InputFile};
use super::element::{Element, Id, Node, Point, Relation, Sort, Tags, Way};
use super::geojson::{self, Found};
use super::ground::{self, Bounds, Ground, Polygon, Ring};
use super::rings;
use super::role::Role;
use super::scan::{Form, Take, scan};

/// Most features kept. The largest airports have some ten thousand.
const FEATURES_MAX: usize = 1_000_000;
/// Side of the cells in which buildings are looked for, in steps of a point: about 110 m northwards.
const CELL_STEPS: i32 = 10_000;
/// What is longer is no building, in steps: about 5 km northwards.
const EXTENT_STEPS_MAX: i64 = 450_000;
/// Longest list of levels that is made by joining, in octets; values have 255 characters at most.
const LEVEL_OCTETS_MAX: usize = 1024;
/// Most corners of one shape: what can be published has no more.
const CORNERS_MAX: usize = libsns::limits::SHAPE_CORNERS_MAX;

/// Something of the map that is indoors, or the outline of a building.
#[derive(Clone, Debug)]
pub(super) struct Feature {
    /// Its identity in a survey.
    pub(super) source: String,
    /// Where it stands in the extract, for messages.
    pub(super) spot: String,
    pub(super) role: Role,
    pub(super) tags: Tags,
    pub(super) ground: Ground,
}

/// All features that matter, in the order of their identities.
pub(super) struct Extract {
    pub(super) form: Form,
    pub(super) features: Vec<Feature>,
}

/// Reads what is indoors, and what is around it.
///
/// # Errors
/// When a file is broken or of no form that is known, or nothing in it is indoors.
pub(super) fn gather(input: &Input<'_>, tally: &mut Tally) -> Result<Extract, ImportError> {
    let files = files(input)?;
    let mut store = Store::default();
    for (file, form) in &files {
        scan(file, *form, &[Sort::Way, Sort::Relation], &mut |element| store.keep_indoor(element))?;
        if *form == Form::GeoJson {
            geojson::scan(file, &mut |found| store.keep_indoor_feature(found, tally))?;
        }
    }
    if !store.is_indoor() {
        return Err(nothing(input));
    }
    store.give_levels();
    store.complete(&files)?;
    store.mark_cells();
    for (file, form) in &files {
        scan(file, *form, &[Sort::Node], &mut |element| store.keep_around(element))?;
        if *form == Form::GeoJson {
            geojson::scan(file, &mut |found| store.keep_feature_around(found, tally))?;
        }
    }
    store.keep_outlines(&files)?;
    store.complete(&files)?;
    let form = files.first().map_or(Form::Xml, |(_, form)| *form);
    let features = store.features(tally);
    Ok(Extract { form, features })
}

fn nothing(input: &Input<'_>) -> ImportError {
    let text = "nothing in it is tagged as indoor; expected Simple Indoor Tagging, such as \
                indoor=room with a level";
    ImportError { file: input.name.clone(), spot: String::new(), text: text.into() }
}

type Files<'f, 'i> = Vec<(&'f InputFile<'i>, Form)>;

/// The files with their forms; of a folder only those whose names say that they are maps.
fn files<'f, 'i>(input: &'f Input<'i>) -> Result<Files<'f, 'i>, ImportError> {
    if let [only] = input.files.as_slice() {
        return Ok(vec![(only, Form::of(only)?)]);
    }
    let is_map = |file: &&InputFile<'_>| {
        let path = file.path.to_ascii_lowercase();
        [".osm", ".pbf", ".geojson", ".json", ".xml"].iter().any(|end| path.ends_with(end))
    };
    input.files.iter().filter(is_map).map(|file| Ok((file, Form::of(file)?))).collect()
}

/// What is kept between the passes.
#[derive(Default)]
struct Store {
    /// Positions of nodes, of those that are needed and those around what is indoor.
    nodes: HashMap<i64, Point>,
    /// Ways with what they are; none for mere pieces of multipolygons.
    ways: BTreeMap<i64, (Way, Option<Role>)>,
    relations: BTreeMap<i64, (Relation, Role)>,
    points: BTreeMap<i64, (Node, Role)>,
    /// Features that came whole.
    whole: BTreeMap<String, Feature>,
    /// How many features have the same identity, where that is more than one.
    namesakes: HashMap<String, usize>,
    /// Levels that relations of the older scheme give their members.
    levels_of: Vec<(String, Vec<Id>)>,
    /// Cells of the Earth with something indoors or next to it.
    cells: HashSet<[i32; 2]>,
}

impl Store {
    fn keep_indoor(&mut self, element: Element) -> Result<(), String> {
        match element {
            Element::Way(way) => {
                let role = Role::of_ground(&way.tags).filter(|role| !role.is_outline());
                if role.is_some() {
                    self.ways.entry(way.number).or_insert((way, role));
                }
            }
            Element::Relation(relation) if relation.tags.is("type", &["level"]) => {
                if let Some(level) = relation.tags.get("level") {
                    let members = relation.members.iter().map(|member| member.id).collect();
                    self.levels_of.push((level.to_owned(), members));
                }
            }
            Element::Relation(relation) => {
                let role = Role::of_ground(&relation.tags).filter(|role| !role.is_outline());
                self.keep_relation(relation, role);
            }
            Element::Node(_) => {}
        }
        self.room()
    }

    /// True when anything is mapped inside; if not, the other passes are for nothing.
    fn is_indoor(&self) -> bool {
        let ways = self.ways.values().map(|(way, _)| &way.tags);
        let relations = self.relations.values().map(|(relation, _)| &relation.tags);
        let whole = self.whole.values().map(|feature| &feature.tags);
        ways.chain(relations).chain(whole).any(Role::is_mapped_inside)
    }

    fn keep_relation(&mut self, relation: Relation, role: Option<Role>) {
        if let Some(role) = role.filter(|_| relation.tags.is("type", &["multipolygon"])) {
            self.relations.entry(relation.number).or_insert((relation, role));
        }
    }

    /// An error where too much is kept.
    fn room(&self) -> Result<(), String> {
        let counts = [
            self.ways.len(),
            self.relations.len(),
            self.points.len(),
            self.whole.len(),
            self.levels_of.len(),
        ];
        match counts.iter().all(|count| *count <= FEATURES_MAX) {
            true => Ok(()),
            false => Err(format!("more than {FEATURES_MAX} features; expected a smaller extract")),
        }
    }

    /// Members of a level have its level, unless they say one themselves.
    fn give_levels(&mut self) {
        for (level, members) in std::mem::take(&mut self.levels_of) {
            for member in members {
                let tags = match member.sort {
                    Sort::Way => self.ways.get_mut(&member.number).map(|(way, _)| &mut way.tags),
                    Sort::Relation => {
                        self.relations.get_mut(&member.number).map(|(own, _)| &mut own.tags)
                    }
                    Sort::Node => None,
                };
                if let Some(tags) = tags.filter(|tags| !tags.has("level")) {
                    tags.push("level", &level);
                }
            }
        }
    }

    /// Reads the ways that relations need, and the nodes that ways need.
    fn complete(&mut self, files: &Files<'_, '_>) -> Result<(), ImportError> {
        let members = self.relations.values().flat_map(|(relation, _)| &relation.members);
        let ways = members.filter(|member| member.id.sort == Sort::Way);
        let wanted: HashSet<i64> =
            ways.map(|way| way.id.number).filter(|way| !self.ways.contains_key(way)).collect();
        each(files, Sort::Way, &wanted, &mut |element| {
            if let Element::Way(way) = element
                && wanted.contains(&way.number)
            {
                let piece = Way { tags: Tags::default(), ..way };
                self.ways.entry(piece.number).or_insert((piece, None));
            }
            Ok(())
        })?;
        let nodes = self.ways.values().flat_map(|(way, _)| &way.nodes).copied();
        let wanted: HashSet<i64> = nodes.filter(|node| !self.nodes.contains_key(node)).collect();
        each(files, Sort::Node, &wanted, &mut |element| {
            if let Element::Node(node) = element
                && wanted.contains(&node.number)
            {
                self.nodes.entry(node.number).or_insert(node.at);
            }
            Ok(())
        })
    }

    /// Marks the cells of what is mapped inside, and those next to them.
    fn mark_cells(&mut self) {
        let ways = self.ways.values().map(|(way, _)| way);
        let ways = ways.filter(|way| Role::is_mapped_inside(&way.tags));
        let relations = self.relations.values().map(|(relation, _)| relation);
        let relations = relations.filter(|relation| Role::is_mapped_inside(&relation.tags));
        let members = relations.flat_map(|relation| &relation.members);
        let pieces = members.filter_map(|member| Some(&self.ways.get(&member.id.number)?.0));
        let nodes = ways.chain(pieces).flat_map(|way| &way.nodes);
        let points = nodes.filter_map(|node| self.nodes.get(node));
        let whole = self.whole.values().filter(|whole| Role::is_mapped_inside(&whole.tags));
        let whole = whole.flat_map(|feature| feature.ground.corners());
        let cells: HashSet<[i32; 2]> = points.chain(whole).map(|point| cell(*point)).collect();
        for [y, x] in cells {
            let around = (-1..=1).flat_map(|dy| (-1..=1).map(move |dx| [y + dy, x + dx]));
            self.cells.extend(around);
        }
    }

    fn keep_around(&mut self, element: Element) -> Result<(), String> {
        let Element::Node(node) = element else { return Ok(()) };
        if self.cells.contains(&cell(node.at)) {
            self.nodes.entry(node.number).or_insert(node.at);
            if let Some(role) = Role::of_point(&node.tags) {
                self.points.entry(node.number).or_insert((node, role));
            }
        }
        self.room()
    }

    /// Reads the outlines of buildings around what is indoors.
    fn keep_outlines(&mut self, files: &Files<'_, '_>) -> Result<(), ImportError> {
        let mut ways_around = HashSet::new();
        for (file, form) in files {
            scan(file, *form, &[Sort::Way], &mut |element| {
                let Element::Way(way) = element else { return Ok(()) };
                if way.nodes.iter().any(|node| self.nodes.contains_key(node)) {
                    ways_around.insert(way.number);
                    let role = Role::of_ground(&way.tags).filter(|role| role.is_outline());
                    // A piece of an indoor multipolygon may be a building on its own.
                    let is_free = self.ways.get(&way.number).is_none_or(|(_, own)| own.is_none());
                    if role.is_some() && is_free {
                        self.ways.insert(way.number, (way, role));
                    }
                }
                self.room()
            })?;
        }
        for (file, form) in files {
            scan(file, *form, &[Sort::Relation], &mut |element| {
                let Element::Relation(relation) = element else { return Ok(()) };
                let role = Role::of_ground(&relation.tags).filter(|role| role.is_outline());
                let mut ways = relation.members.iter().map(|member| member.id);
                if ways.any(|id| id.sort == Sort::Way && ways_around.contains(&id.number)) {
                    self.keep_relation(relation, role);
                }
                self.room()
            })?;
        }
        Ok(())
    }
}

/// One pass over all files for elements of one sort, where any are wanted.
fn each(
    files: &Files<'_, '_>,
    sort: Sort,
    wanted: &HashSet<i64>,
    take: &mut Take<'_>,
) -> Result<(), ImportError> {
    if wanted.is_empty() {
        return Ok(());
    }
    files.iter().try_for_each(|(file, form)| scan(file, *form, &[sort], take))
}

fn cell(point: Point) -> [i32; 2] {
    point.map(|value| value.div_euclid(CELL_STEPS))
}

// GeoJSON: features come whole.
impl Store {
    fn keep_indoor_feature(&mut self, found: Found, tally: &mut Tally) -> Result<(), String> {
        let role = Role::of_ground(&found.tags).filter(|role| !role.is_outline());
        if let Some(role) = role.filter(|_| !found.is_point) {
            self.keep_whole(found, role, tally);
        }
        self.room()
    }

    fn keep_feature_around(&mut self, found: Found, tally: &mut Tally) -> Result<(), String> {
        let role = match found.is_point {
            true => Role::of_point(&found.tags),
            false => Role::of_ground(&found.tags).filter(|role| role.is_outline()),
        };
        let corners = found.ground.as_ref().map(Ground::corners).unwrap_or_default();
        let is_around = corners.iter().any(|corner| self.cells.contains(&cell(**corner)));
        if let Some(role) = role.filter(|_| is_around) {
            self.keep_whole(found, role, tally);
        }
        self.room()
    }

    fn keep_whole(&mut self, found: Found, role: Role, tally: &mut Tally) {
        let spot = match (&found.id, &found.name) {
            (Some(id), _) => id.to_string(),
            (None, Some(name)) => format!("feature {name}"),
            (None, None) => found.spot.clone(),
        };
        let ground = found.ground.and_then(|ground| fit(ground, role));
        let ground = match ground {
            Ok(ground) => ground,
            Err(reason) => return tally.leave_out(spot, reason),
        };
        let source = match (found.id, found.name) {
            (Some(id), _) => source(id),
            (None, Some(name)) => format!("osm:feature/{name}"),
            (None, None) => derived(&found.tags, &ground),
        };
        let feature = Feature { source: source.clone(), spot, role, tags: found.tags, ground };
        match self.whole.get_mut(&source) {
            None => drop(self.whole.insert(source, feature)),
            // An export for each level has a thing of several levels once on each.
            Some(other) if is_same(other, &feature) => {
                join_levels(&mut other.tags, &feature.tags);
            }
            Some(_) => {
                let count = self.namesakes.entry(source.clone()).or_insert(1);
                *count += 1;
                let source = format!("{source}+{count}");
                self.whole.insert(source.clone(), Feature { source, ..feature });
            }
        }
    }
}

/// True for the same thing on another level, or once more.
fn is_same(one: &Feature, other: &Feature) -> bool {
    let bare = |tags: &Tags| {
        let pairs = tags.iter().filter(|(key, _)| *key != "level");
        pairs.map(|(key, value)| (key.to_owned(), value.to_owned())).collect::<BTreeSet<_>>()
    };
    one.ground == other.ground && bare(&one.tags) == bare(&other.tags)
}

fn join_levels(tags: &mut Tags, others: &Tags) {
    let own = tags.get("level").unwrap_or_default().to_owned();
    let Some(other) = others.get("level") else { return };
    let has_room = own.len() + other.len() < LEVEL_OCTETS_MAX;
    if has_room && own.split(';').all(|part| part != other) {
        let joined = if own.is_empty() { other.to_owned() } else { format!("{own};{other}") };
        tags.set("level", &joined);
    }
}

/// The identity of a feature without one: its reference or name, its level, and its south-western
/// corner.
fn derived(tags: &Tags, ground: &Ground) -> String {
    let word = ["ref", "name"].iter().find_map(|key| tags.get(key)).unwrap_or("at");
    let level = tags.get("level").unwrap_or("-");
    let [latitude, longitude] = ground.bounds().map_or([0, 0], |bounds| bounds.least);
    format!("osm:{word}/{level}/{latitude},{longitude}")
}

pub(super) fn source(id: Id) -> String {
    format!("osm:{}/{}", id.sort.word(), id.number)
}

// Elements become features.
impl Store {
    fn features(mut self, tally: &mut Tally) -> Vec<Feature> {
        let mut features = Vec::new();
        for (node, role) in std::mem::take(&mut self.points).into_values() {
            let id = Id { sort: Sort::Node, number: node.number };
            features.push(feature(id, role, node.tags, Ground::Point(node.at)));
        }
        for (number, (way, role)) in &self.ways {
            let Some(role) = *role else { continue };
            let id = Id { sort: Sort::Way, number: *number };
            match self.ground_of_way(way, role) {
                Ok(ground) => features.push(feature(id, role, way.tags.clone(), ground)),
                Err((about, reason)) => leave_out(tally, role, about, reason),
            }
        }
        for (number, (relation, role)) in &self.relations {
            let id = Id { sort: Sort::Relation, number: *number };
            match self.ground_of_relation(relation, *role, tally) {
                Ok(ground) => features.push(feature(id, *role, relation.tags.clone(), ground)),
                Err((about, reason)) => leave_out(tally, *role, about, reason),
            }
        }
        features.extend(std::mem::take(&mut self.whole).into_values());
        // The same order, whatever the form of the file.
        features.sort_by(|a, b| a.source.cmp(&b.source));
        features
    }

    fn ground_of_way(&self, way: &Way, role: Role) -> Result<Ground, (String, String)> {
        let about = format!("way {}", way.number);
        let points = self.positions(&way.nodes, &about)?;
        let is_closed = way.nodes.len() > 3 && way.nodes.first() == way.nodes.last();
        let ground = match role.is_area() && is_closed {
            true => Ground::Area(vec![Polygon { outer: ground::clean(points), holes: Vec::new() }]),
            false => Ground::Line(points),
        };
        fit(ground, role).map_err(|reason| (about, reason))
    }

    /// The positions of nodes, or the remark that one is missing.
    fn positions(&self, nodes: &[i64], about: &str) -> Result<Vec<Point>, (String, String)> {
        let point = |node: &i64| {
            let missing = || (format!("{about} (node {node})"), MISSING_NODE.to_owned());
            self.nodes.get(node).copied().ok_or_else(missing)
        };
        nodes.iter().map(point).collect()
    }

    fn ground_of_relation(
        &self,
        relation: &Relation,
        role: Role,
        tally: &mut Tally,
    ) -> Result<Ground, (String, String)> {
        let about = format!("relation {}", relation.number);
        let members = relation.members.iter().filter(|member| member.id.sort == Sort::Way);
        let (mut outer, mut inner) = (Vec::new(), Vec::new());
        for member in members {
            let Some((way, _)) = self.ways.get(&member.id.number) else {
                return Err((format!("{about} (way {})", member.id.number), MISSING_WAY.into()));
            };
            if member.is_inner { &mut inner } else { &mut outer }.push(way.nodes.as_slice());
        }
        let mut rings_of = |pieces: &[&[i64]]| -> Result<Vec<Ring>, (String, String)> {
            let made = rings::assemble(pieces);
            if let Some(node) = made.loose.first() {
                tally.leave_out(format!("{about} (node {node})"), LOOSE_RING);
            }
            made.rings.iter().map(|ring| Ok(ground::clean(self.positions(ring, &about)?))).collect()
        };
        let (outer, inner) = (rings_of(&outer)?, rings_of(&inner)?);
        let count: usize = outer.iter().chain(&inner).map(Vec::len).sum();
        if count > CORNERS_MAX {
            return Err((about, too_many_corners()));
        }
        let (polygons, astray) = rings::nest(outer, inner);
        if astray > 0 {
            tally.leave_out(about.clone(), "a hole of it lies in none of its outer rings");
        }
        fit(Ground::Area(polygons), role).map_err(|reason| (about, reason))
    }
}

const MISSING_NODE: &str = "a node of it is not in the extract";
const MISSING_WAY: &str = "a way of it is not in the extract";
const LOOSE_RING: &str = "a ring of it does not close; the ring is left out";

fn too_many_corners() -> String {
    format!("it has more than {CORNERS_MAX} corners")
}

fn feature(id: Id, role: Role, tags: Tags, ground: Ground) -> Feature {
    Feature { source: source(id), spot: id.to_string(), role, tags, ground }
}

/// Outlines of other buildings at the border of an extract are nobody's loss.
fn leave_out(tally: &mut Tally, role: Role, about: String, reason: String) {
    if !role.is_outline() {
        tally.leave_out(about, reason);
    }
}

/// The ground as its role needs it, or why it will not do.
fn fit(ground: Ground, role: Role) -> Result<Ground, String> {
    let ground = match ground {
        Ground::Line(mut line) if role.is_area() => {
            let is_closed = line.len() > 3 && line.first() == line.last();
            if !is_closed {
                return Err("it is a line that does not close; expected an area".into());
            }
            line = ground::clean(line);
            Ground::Area(vec![Polygon { outer: line, holes: Vec::new() }])
        }
        Ground::Area(polygons) if role.is_area() => Ground::Area(fit_rings(polygons)?),
        // What needs no area may be drawn as one: its edge counts.
        Ground::Area(polygons) => {
            let mut outer = polygons.into_iter().next().map(|p| p.outer).unwrap_or_default();
            outer.extend(outer.first().copied());
            Ground::Line(outer)
        }
        other => other,
    };
    let corners = ground.corners();
    let is_wide = Bounds::of(corners.iter().copied()).is_some_and(|b| b.side() > EXTENT_STEPS_MAX);
    match (corners.is_empty(), is_wide, corners.len() > CORNERS_MAX) {
        (true, ..) => Err("it has no corners".into()),
        (_, true, _) => Err("it extends over more than 5 km".into()),
        (.., true) => Err(too_many_corners()),
        _ => Ok(ground),
    }
}

/// Rings with three corners or more; a polygon without an outer one is none.
fn fit_rings(polygons: Vec<Polygon>) -> Result<Vec<Polygon>, String> {
    let is_ring = |ring: &Ring| ring.len() > 2;
    let fitted: Vec<Polygon> = polygons
        .into_iter()
        .filter(|polygon| is_ring(&polygon.outer))
        .map(|polygon| Polygon {
            holes: polygon.holes.into_iter().filter(is_ring).collect(),
            ..polygon
        })
        .collect();
    match fitted.is_empty() {
        true => Err("it has no ring of three corners or more".into()),
        false => Ok(fitted),
    }
}
