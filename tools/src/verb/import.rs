//! `sns import`: what there is becomes a plan, or goes into one.

mod told;

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::Path;

use libsns::plan::ROOT_FILE;
use libsns::record::PlaceClass;
use sns_server::plan_files;
use sns_tools::import::detect::{Format, detect};
use sns_tools::import::{Input, Options};
use sns_tools::planner::{
    self, Before, NameServer, PlanFile, Planned, PlannerError, SNAPSHOT_FILE, Settings,
};
use sns_tools::survey::Survey;
use sns_tools::survey::attach::{LayOn, Room, attach};

use crate::cli::{ImportArguments, Lay};
use crate::files::{write_directory, write_together};
use crate::opener::Opener;
use crate::paint::Paint;
use crate::position;
use crate::report::{Report, Trouble};

/// Octets of a mapping file at most: it is written by hand.
const MAPPING_OCTETS_MAX: u64 = 1 << 20;

/// Imports the sources.
pub(crate) fn run(arguments: &ImportArguments, paint: Paint) -> Result<Report, Trouble> {
    let opener = Opener::new();
    let planned = planned(arguments, &opener);
    opener.finish();
    let (planned, before) = planned?;
    if let (Some(directory), false) = (&arguments.output, arguments.dry_run) {
        write(directory, &planned.files, before.as_ref())?;
    }
    Ok(told::report(arguments, &planned, before.is_some(), paint))
}

fn planned(
    arguments: &ImportArguments,
    opener: &Opener,
) -> Result<(Planned, Option<Before>), Trouble> {
    let options = options(arguments)?;
    let settings = settings(arguments, &options)?;
    let before = match &arguments.output {
        Some(directory) => before(directory)?,
        None => None,
    };
    let mut surveys = Vec::with_capacity(arguments.sources.len());
    for source in &arguments.sources {
        let input = opener.open(source)?;
        opener.say(input.name.clone());
        surveys.push(read(&input, arguments.format, &options)?);
    }
    opener.say("making the plan");
    let survey = together(surveys, before.as_ref(), arguments.lay)?;
    let planned = planner::plan(&survey, before.as_ref(), &settings).map_err(refused)?;
    Ok((planned, before))
}

/// What a source holds, and whether its rooms are known by name alone.
fn read(
    input: &Input<'_>,
    format: Option<Format>,
    options: &Options,
) -> Result<(Survey, bool), Trouble> {
    let said = |error| Trouble::Output(format!("{error}"));
    let format = match format {
        Some(format) => format,
        None => detect(input, options).map_err(said)?,
    };
    let survey = format.read(input, options).map_err(said)?;
    // A table may have rooms or only devices.
    let is_shapeless = format.has_no_shapes()
        || format == Format::Csv && survey.places.iter().all(|place| place.shape.is_empty());
    Ok((survey, is_shapeless))
}

/// One survey of all: the rooms of the first, and on them the devices of the others. Where a plan is there
/// and the first has no shapes either, its devices go on the plan's rooms, unless those came of it.
fn together(
    surveys: Vec<(Survey, bool)>,
    before: Option<&Before>,
    lay: Lay,
) -> Result<Survey, Trouble> {
    let lay_on = match lay {
        Lay::ByName => LayOn::ByName,
        Lay::InOrder => LayOn::InOrder,
    };
    let mut surveys = surveys.into_iter();
    let Some((first, is_shapeless)) = surveys.next() else { return Ok(Survey::default()) };
    let rooms_there = match before {
        Some(before) => planner::rooms(before).map_err(refused)?,
        None => Vec::new(),
    };
    let known: BTreeSet<&str> = rooms_there.iter().map(|room| room.source.as_str()).collect();
    let is_known = first.places.iter().any(|place| known.contains(place.source.as_str()));
    let mut whole = if before.is_some() && is_shapeless && !is_known {
        let takes = |class| lay_on == LayOn::ByName || class == PlaceClass::Room;
        let rooms: Vec<Room<'_>> = rooms_there
            .iter()
            .filter(|room| takes(room.class))
            .map(|room| Room {
                source: &room.source,
                names: room.names.iter().map(String::as_str).collect(),
                level: room.level,
            })
            .collect();
        attach(first, &rooms, lay_on).survey
    } else {
        first
    };
    for (survey, _) in surveys {
        let devices = attach(survey, &rooms_of(&whole, lay_on), lay_on).survey;
        whole.devices.extend(devices.devices);
        whole.remarks.extend(devices.remarks);
        whole.format = format!("{} and {}", whole.format, devices.format);
    }
    Ok(whole)
}

/// The places of a survey on which devices can be laid.
fn rooms_of(survey: &Survey, lay_on: LayOn) -> Vec<Room<'_>> {
    let takes = |class| lay_on == LayOn::ByName || class == PlaceClass::Room;
    let places = survey.places.iter().filter(|place| takes(place.class));
    places
        .map(|place| Room {
            source: &place.source,
            names: place.names.iter().map(String::as_str).collect(),
            level: place.levels.filter(|l| l.lowest() == l.highest()).map(|l| l.lowest()),
        })
        .collect()
}

fn options(arguments: &ImportArguments) -> Result<Options, Trouble> {
    let origin = arguments.origin.as_deref().map(|text| position::typed(text, None));
    let origin =
        origin.transpose().map_err(|error| Trouble::Usage(format!("--origin: {error}")))?;
    if let Some(rotation) = arguments.rotation
        && !(-360.0..=360.0).contains(&rotation)
    {
        let expected = "expected degrees from -360 to 360, clockwise from true north";
        return Err(Trouble::Usage(format!("--rotation {rotation}: {expected}")));
    }
    Ok(Options {
        origin: origin
            .map(|typed| typed.position)
            .map(|at| [at.latitude_degrees(), at.longitude_degrees()]),
        rotation: arguments.rotation,
        mapping: arguments.mapping.as_deref().map(mapping).transpose()?,
        building: arguments.building.clone(),
    })
}

fn mapping(path: &Path) -> Result<String, Trouble> {
    let unreadable = |error: io::Error| Trouble::Output(format!("{}: {error}", path.display()));
    let octets = fs::metadata(path).map_err(unreadable)?.len();
    if octets > MAPPING_OCTETS_MAX {
        let path = path.display();
        let text = format!("{path}: {octets} octets; expected at most {MAPPING_OCTETS_MAX}");
        return Err(Trouble::Output(text));
    }
    fs::read_to_string(path).map_err(unreadable)
}

fn settings(arguments: &ImportArguments, options: &Options) -> Result<Settings, Trouble> {
    let file_name = |path: &Path| {
        path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
    };
    let first = arguments.sources.first().map(|path| file_name(path)).unwrap_or_default();
    let name_servers = arguments.name_servers.iter().map(|text| name_server(text));
    Ok(Settings {
        apex: arguments.zone.clone(),
        name: arguments.name.clone(),
        fallback_name: first.split('.').next().unwrap_or_default().to_owned(),
        contact: arguments.contact.clone(),
        name_servers: name_servers.collect::<Result<_, _>>()?,
        origin: options.origin,
        bearing: options.rotation,
        inputs: arguments.sources.iter().map(|path| file_name(path)).collect(),
        takes_source: arguments.take_source,
    })
}

fn name_server(text: &str) -> Result<NameServer, Trouble> {
    let (name, addresses) = text.split_once('=').unwrap_or((text, ""));
    let addresses = addresses.split(',').map(str::trim).filter(|address| !address.is_empty());
    let addresses = addresses.map(|address| {
        let expected = format!("--nameserver {text}: {address:?}: expected an IP address");
        address.parse().map_err(|_| Trouble::Usage(expected))
    });
    Ok(NameServer { name: name.to_owned(), addresses: addresses.collect::<Result<_, _>>()? })
}

/// The plan that is in the directory; none where that is new or empty.
fn before(directory: &Path) -> Result<Option<Before>, Trouble> {
    let unreadable =
        |error: io::Error| Trouble::Output(format!("{}: {error}", directory.display()));
    if !directory.exists() {
        return Ok(None);
    }
    if !directory.join(ROOT_FILE).is_file() {
        if fs::read_dir(directory).map_err(unreadable)?.next().is_none() {
            return Ok(None);
        }
        let expected = format!("is no plan; expected a new directory, or one with a {ROOT_FILE}");
        return Err(Trouble::Output(format!("{}: {expected}", directory.display())));
    }
    let files = plan_files(directory, &mut |_| ()).map_err(Trouble::Faults)?;
    let snapshot = match fs::read_to_string(directory.join(SNAPSHOT_FILE)) {
        Ok(text) => Some(text),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(unreadable(error)),
    };
    Ok(Some(Before { files, snapshot }))
}

/// Writes a new directory whole, or the files that changed in one that is there; those that the plan has
/// no more go last, so that nothing is lost when this is cut short.
fn write(directory: &Path, files: &[PlanFile], before: Option<&Before>) -> Result<(), Trouble> {
    let Some(before) = before else {
        let files: Vec<(&str, &str)> =
            files.iter().map(|file| (file.path.as_str(), file.text.as_str())).collect();
        return Ok(write_directory(directory, &files)?);
    };
    let is_there = |file: &PlanFile| match file.path.as_str() {
        SNAPSHOT_FILE => before.snapshot.as_ref() == Some(&file.text),
        _ => before.files.contains(file),
    };
    // The snapshot goes last: until the plan is what it says, it speaks of the plan of before.
    let (snapshot, plan): (Vec<_>, Vec<_>) =
        files.iter().partition(|file| file.path == SNAPSHOT_FILE);
    let changed: Vec<_> = plan
        .into_iter()
        .chain(snapshot)
        .filter(|file| !is_there(file))
        .map(|file| (directory.join(&file.path), file.text.as_str()))
        .collect();
    let changed: Vec<(&Path, &str)> =
        changed.iter().map(|(path, text)| (path.as_path(), *text)).collect();
    write_together(&changed)?;
    for gone in before.files.iter().filter(|old| !files.iter().any(|new| new.path == old.path)) {
        let path = directory.join(&gone.path);
        fs::remove_file(&path).map_err(|error| {
            Trouble::Output(format!("{} cannot be removed: {error}", path.display()))
        })?;
    }
    Ok(())
}

fn refused(error: PlannerError) -> Trouble {
    match error {
        PlannerError::Setting(text) => Trouble::Usage(text),
        PlannerError::NoPosition => Trouble::Usage(format!("{error}: --origin LAT,LON")),
        _ => Trouble::Output(error.to_string()),
    }
}
