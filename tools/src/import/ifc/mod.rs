//! IFC: buildings as their architects exchange them (ISO 16739), in the files of ISO 10303-21.
//!
//! ```text
//! octets ─▶ step::Model ─▶ tree, levels ─▶ rooms (shapes) ─▶ georeference ─▶ places, doors, ways, devices
//! ```
//!
//! Read are IFC2X3, IFC4 and IFC4X3. Attributes are counted as the schemas list them, inherited ones
//! first; where the schemas differ the reader says so. Identities are `ifc:<GlobalId>`, which authoring
//! tools keep over exports.

mod boundaries;
mod devices;
mod doors;
mod found;
mod georeference;
mod kinds;
mod levels;
mod limits;
mod names;
mod places;
mod projection;
mod properties;
mod rooms;
mod shape;
mod step;
mod storeys;
#[cfg(test)]
mod tests;
mod transform;
mod tree;
mod units;
mod ways;

use std::cell::RefCell;
use std::collections::HashSet;

use super::{ImportError, Input, InputFile, Options};
use crate::survey::Survey;
use boundaries::Boundaries;
use found::Found;
use georeference::Georeference;
use levels::Levels;
use rooms::Rooms;
use shape::Shapes;
use step::{Entity, Fault, Model, Read};
use tree::{Element, Sort, Tree};
use units::Units;
use ways::Ways;

/// Reads an IFC file.
///
/// # Errors
/// When it is not a whole STEP file of a schema that is known, is broken, has no spaces with a shape, or
/// does not say where on the Earth it lies and the options do not either.
pub fn read(input: &Input<'_>, options: &Options) -> Result<Survey, ImportError> {
    let file = only_file(input)?;
    let octets = file.octets(limits::FILE_OCTETS_MAX)?;
    let model = Model::open(octets).map_err(|fault| file.error(fault.spot, fault.text))?;
    let schema = schema(&model.schema).ok_or_else(|| {
        let text = "expected one of IFC2X3, IFC4 and IFC4X3";
        file.error("FILE_SCHEMA", format!("\"{}\"; {text}", model.schema))
    })?;
    let mut survey = Survey { format: schema, ..Survey::default() };
    survey_model(&model, options, &mut survey)
        .map_err(|fault| file.error(format!("#{}", fault.entity), fault.text))?;
    if !model.has_end {
        survey
            .guess(file.path.clone(), "its last line END-ISO-10303-21; is missing; taken as whole");
    }
    Ok(survey)
}

/// The one IFC file of an input.
fn only_file<'i, 'a>(input: &'i Input<'a>) -> Result<&'i InputFile<'a>, ImportError> {
    let is_ifc = |file: &&InputFile<'a>| file.path.to_lowercase().ends_with(".ifc");
    let found: Vec<_> = match &input.files[..] {
        [file] => vec![file],
        files => files.iter().filter(is_ifc).collect(),
    };
    match found[..] {
        [file] => Ok(file),
        _ => Err(ImportError {
            file: input.name.clone(),
            spot: String::new(),
            text: format!("{} files whose names end in .ifc; expected one", found.len()),
        }),
    }
}

/// The schema's name in capitals, where it is one that is read: also with the number of a corrigendum
/// or addendum behind it (`IFC4X3_ADD2`).
fn schema(name: &str) -> Option<String> {
    let name = name.to_uppercase();
    let base = name.split('_').next().unwrap_or_default();
    ["IFC2X3", "IFC4", "IFC4X1", "IFC4X2", "IFC4X3"].contains(&base).then_some(name)
}

fn survey_model(model: &Model, options: &Options, survey: &mut Survey) -> Read<()> {
    let &[project] = model.all("IFCPROJECT") else {
        let (found, ids) = (model.all("IFCPROJECT").len(), model.all("IFCPROJECT"));
        let id = ids.get(1).copied().unwrap_or_default();
        return Err(Fault::broken(id, format!("{found} projects in the file; expected one")));
    };
    let project = model.entity(project)?;
    let units = Units::read(model, project.reference_if(8))?;
    if !units.is_given {
        survey.guess("unit of length", "the file gives none; taken as metres");
    }
    let shapes = Shapes::new(model, units);
    let tree = Tree::read(model)?;
    tree.check()?;
    survey.title = title(&project, &tree);
    let building = building(&tree, &project, options)?;
    let levels = Levels::read(&shapes, &tree, &used_storeys(model, &tree), survey)?;
    let boundaries = Boundaries::read(model)?;
    let is_wanted = |id| found::is_in(&tree, building, id);
    let rooms = Rooms::read(&shapes, &tree, &levels, &boundaries, is_wanted, survey)?;
    let ways = Ways::read(&shapes, &tree, is_wanted)?;
    let middle = rooms.middle().ok_or_else(|| no_outline(&project, &rooms))?;
    let earth = Georeference::read(&shapes, &tree, &project, middle, options, survey)?;
    if !earth.reaches(middle) {
        return Err(far_off(&project, middle));
    }
    let sources = tree.elements.iter().map(|element| element.source.clone()).collect();
    let found = Found {
        model,
        shapes: &shapes,
        tree: &tree,
        levels: &levels,
        rooms: &rooms,
        boundaries: &boundaries,
        earth,
        building,
        stairwells: ways.stairwells(&rooms, &levels, &tree),
        sources: RefCell::new(sources),
    };
    places::add(&found, survey)?;
    doors::add(&found, survey)?;
    ways.add(&found, survey)?;
    devices::add(&found, survey)?;
    remark_partial(&shapes, survey);
    left_out(model, survey);
    Ok(())
}

/// What the project is called, else its first site.
fn title(project: &Entity<'_>, tree: &Tree) -> String {
    let own = names::of_place(project.text(5).as_deref(), project.text(2).as_deref());
    let words =
        |element: &Element| names::of_place(element.long_name.as_deref(), element.name.as_deref());
    let buildings = tree.all(Sort::Building).chain(tree.all(Sort::Site)).flat_map(words);
    // A number in place of a name says less than the name of the building.
    let is_name = |name: &String| name.chars().any(char::is_alphabetic);
    let named = own.iter().cloned().chain(buildings).find(is_name);
    named.or_else(|| own.first().cloned()).unwrap_or_default()
}

/// The building that the options name.
fn building(tree: &Tree, project: &Entity<'_>, options: &Options) -> Read<Option<u32>> {
    let Some(wanted) = &options.building else { return Ok(None) };
    let names = |building: &Element| {
        let id = building.source.strip_prefix("ifc:").map(str::to_owned);
        let names = [&building.name, &building.long_name].into_iter().flatten().cloned();
        names.chain(id).chain([building.source.clone()]).collect::<Vec<_>>()
    };
    let found = tree.all(Sort::Building).find(|b| names(b).contains(wanted));
    found.map(|building| Some(building.id)).ok_or_else(|| {
        let known: Vec<_> =
            tree.all(Sort::Building).filter_map(|b| names(b).into_iter().next()).collect();
        let text =
            format!("no building is called \"{wanted}\"; expected one of: {}", known.join(", "));
        Fault::broken(project.id, text)
    })
}

/// The storeys on which something stands that is taken.
fn used_storeys(model: &Model, tree: &Tree) -> HashSet<u32> {
    let spaces = tree.all(Sort::Space).map(|space| space.id);
    let things =
        ways::kinds().chain(kinds::device_kinds()).flat_map(|kind| model.all(kind)).copied();
    let storeys = spaces.chain(things).filter_map(|id| tree.nearest(id, Sort::Storey));
    let doors = doors::storeys_used(tree, model);
    storeys.map(|storey| storey.id).chain(doors).collect()
}

fn no_outline(project: &Entity<'_>, rooms: &Rooms) -> Fault {
    let text = match rooms.all.len() {
        0 => "no IfcSpace in the file; expected a model with rooms (exported with \"rooms\" or \"spaces\" on)".into(),
        count => format!("none of the {count} spaces has a shape that is read; expected outlines"),
    };
    Fault::broken(project.id, text)
}

fn far_off(project: &Entity<'_>, [x, y]: [f64; 2]) -> Fault {
    let text = format!(
        "the rooms lie about ({x:.0}, {y:.0}) m from the point that the file or --origin places on the \
         Earth; expected at most {} m: such coordinates are those of a map",
        libsns::geometry::FRAME_METRES_MAX
    );
    Fault::broken(project.id, text)
}

fn remark_partial(shapes: &Shapes<'_>, survey: &mut Survey) {
    let partial = shapes.partial();
    if !partial.is_empty() {
        let some: Vec<_> =
            partial.iter().take(limits::REMARKS_EACH_MAX).map(|id| format!("#{id}")).collect();
        let text = format!("{} have a part that is not read ({})", partial.len(), some.join(", "));
        survey.leave_out("shapes", text);
    }
}

/// Kinds that are counted as left out, and what they are for people.
const LEFT_OUT: [(&str, &[&str]); 6] = [
    ("furnishings", &["IFCFURNISHINGELEMENT", "IFCFURNITURE", "IFCSYSTEMFURNITUREELEMENT"]),
    ("windows", &["IFCWINDOW", "IFCWINDOWSTANDARDCASE"]),
    ("walls", &["IFCWALL", "IFCWALLSTANDARDCASE", "IFCWALLELEMENTEDCASE", "IFCCURTAINWALL"]),
    ("proxies, which do not say what they are", &["IFCBUILDINGELEMENTPROXY"]),
    ("zones", &["IFCZONE", "IFCSPATIALZONE"]),
    (
        "pipes, ducts and cables",
        &[
            "IFCFLOWSEGMENT",
            "IFCFLOWFITTING",
            "IFCPIPESEGMENT",
            "IFCPIPEFITTING",
            "IFCDUCTSEGMENT",
            "IFCDUCTFITTING",
            "IFCCABLESEGMENT",
            "IFCCABLECARRIERSEGMENT",
            "IFCCABLECARRIERFITTING",
        ],
    ),
];

fn left_out(model: &Model, survey: &mut Survey) {
    for (words, kinds) in LEFT_OUT {
        let count: usize = kinds.iter().map(|kind| model.all(kind).len()).sum();
        if count > 0 {
            survey.leave_out(words, format!("{count} in the file"));
        }
    }
}
