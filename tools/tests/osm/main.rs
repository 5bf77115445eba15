//! OpenStreetMap in its three forms, real and made up.

mod garching;
mod hostile;
mod judge;
mod made_up;
mod map;
mod measure;

use sns_tools::import::{ImportError, Input, InputFile, Options, osm};
use sns_tools::survey::Survey;

/// Imports octets as a file of this name.
fn read(name: &str, octets: &[u8]) -> Result<Survey, ImportError> {
    read_with(name, octets, &Options::default())
}

fn read_with(name: &str, octets: &[u8], options: &Options) -> Result<Survey, ImportError> {
    let files = vec![InputFile::from_octets(name, octets)];
    osm::read(&Input { name: name.into(), files }, options)
}

/// All of a survey but its format, as text.
fn text(survey: &Survey) -> String {
    format!("{:#?}", Survey { format: String::new(), ..survey.clone() })
}
