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

use std::collections::{BTreeMap, HashMap, HashSet};

use super::super::tally::Tally;
use super::super::{ImportError, Input, InputFile};
use super::element::{Element, Id, Node, Point, Relation, Sort, Tags, Way};
use super::feature::Feature;
use super::geojson;
use super::role::Role;
use super::scan::{Form, Take, scan};

/// Most features kept. The largest airports have some ten thousand.
const FEATURES_MAX: usize = 1_000_000;
/// Side of the cells in which buildings are looked for, in steps of a point: about 110 m northwards.
const CELL_STEPS: i32 = 10_000;
/// How many cells away the corners of a building may be from its rooms: some 330 m northwards, half of
/// that eastwards in the far north.
const REACH_CELLS: i32 = 3;

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
pub(super) struct Store {
    /// Positions of nodes, of those that are needed and those around what is indoor.
    pub(super) nodes: HashMap<i64, Point>,
    /// Ways with what they are; none for mere pieces of multipolygons.
    pub(super) ways: BTreeMap<i64, (Way, Option<Role>)>,
    pub(super) relations: BTreeMap<i64, (Relation, Role)>,
    pub(super) points: BTreeMap<i64, (Node, Role)>,
    /// Features that came whole.
    pub(super) whole: BTreeMap<String, Feature>,
    /// How many features have the same identity, where that is more than one.
    pub(super) namesakes: HashMap<String, usize>,
    /// Levels that relations of the older scheme give their members.
    levels_of: Vec<(String, Vec<Id>)>,
    /// Cells of the Earth with something indoors, or near it.
    pub(super) cells: HashSet<[i32; 2]>,
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
    pub(super) fn room(&self) -> Result<(), String> {
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

    /// Marks the cells of what is mapped inside, and those around them.
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
            let near = -REACH_CELLS..=REACH_CELLS;
            let around = near.clone().flat_map(|dy| near.clone().map(move |dx| [y + dy, x + dx]));
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

pub(super) fn cell(point: Point) -> [i32; 2] {
    point.map(|value| value.div_euclid(CELL_STEPS))
}
