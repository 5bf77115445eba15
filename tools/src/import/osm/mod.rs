//! OpenStreetMap with Simple Indoor Tagging, from GeoJSON, `.osm` XML or `.osm.pbf`.
//!
//! ```text
//! file ─▶ xml, pbf      elements: nodes, ways, relations ─┐
//!      └▶ geojson       features, their ground complete ──┤
//!                                                         ▼
//!                    gather: passes over the file ─▶ features with their ground
//!                                                         │  rings, levels, role
//!                    buildings: which feature is in which ▼
//!                    places, exits, devices ─▶ Survey
//! ```
//!
//! A file is read several times, each time keeping only what is known to be needed: what is tagged as
//! indoor, then the nodes of that, then the buildings around it. So memory grows with what is indoors
//! and not with the extract, and time grows with the extract alone.
//!
//! Sources: <https://wiki.openstreetmap.org/wiki/Simple_Indoor_Tagging>, `Key:level`, `Key:repeat_on`,
//! `Relation:multipolygon`, `OSM_XML` and `PBF_Format` of the same wiki.

mod around;
mod buildings;
mod devices;
mod element;
mod exits;
mod gather;
mod geojson;
mod ground;
mod index;
mod kinds;
mod levels;
mod meter;
mod pbf;
mod places;
mod protobuf;
mod rings;
mod role;
mod scan;
mod xml;

use self::around::Around;
use super::tally::Tally;
use super::{ImportError, Input, Options};
use crate::survey::Survey;

/// Reads an extract of OpenStreetMap: each building in it that is mapped inside becomes a building
/// of the survey, or only the one that the options name.
///
/// # Errors
/// When a file is neither of the three forms or broken, with the line or block; when nothing in it
/// is indoors; when the building asked for is not in it.
pub fn read(input: &Input<'_>, options: &Options) -> Result<Survey, ImportError> {
    let mut tally = Tally::default();
    let extract = gather::gather(input, &mut tally)?;
    let format = format!("OpenStreetMap ({})", extract.form.words());
    let chosen = buildings::choose(extract, options, input, &mut tally)?;
    let mut survey = Survey { format, title: chosen.title(), ..Survey::default() };
    let placed = places::survey(&chosen, &mut survey, &mut tally);
    let around = Around::new(&placed);
    exits::survey(&chosen, &around, &mut survey, &mut tally);
    devices::survey(&chosen, &around, &mut survey, &mut tally);
    tally.finish(&mut survey);
    Ok(survey)
}
