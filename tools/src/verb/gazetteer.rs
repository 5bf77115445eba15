//! `sns gazetteer`: the zones of the civic tree from tables.

use std::fs::{self, File};
use std::io::{self, BufReader, Read, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use flate2::read::MultiGzDecoder;
use indicatif::{ProgressBar, ProgressStyle};
use libsns::geometry::Resolution;
use libsns::name::Name;
use serde_json::{Value, json};
use sns_tools::gazetteer::{Gazetteer, Kind, NameServer, Options, Tables, ZoneText, build};
use sns_tools::import::{Input, InputFile};

use crate::cli::{Depth, GazetteerArguments};
use crate::report::{Report, Trouble};
use crate::server;
use crate::show::text::count;

/// The configuration beside the zones.
const CONFIG_FILE: &str = "sns-server.toml";

/// Builds and writes the zones.
pub(crate) fn run(arguments: &GazetteerArguments) -> Result<Report, Trouble> {
    let options = options(arguments)?;
    let bar = ProgressBar::new_spinner();
    // The template is a constant that is understood.
    if let Ok(style) = ProgressStyle::with_template("{spinner} {msg}") {
        bar.set_style(style);
    }
    let input = input(&arguments.tables)?;
    let tables = Tables::read(&input, &mut |rows| {
        bar.set_message(format!("{rows} rows read"));
        bar.tick();
    });
    let tables = tables.map_err(|error| Trouble::Output(error.to_string()))?;
    bar.set_message("building the zones");
    bar.tick();
    let gazetteer = build(&tables, &options).map_err(Trouble::Usage)?;
    bar.finish_and_clear();
    let changed = match (&arguments.output, arguments.dry_run) {
        (Some(folder), false) => write_all(&gazetteer, folder).map_err(|error| {
            Trouble::Output(format!("{} cannot be written: {error}", folder.display()))
        })?,
        _ => 0,
    };
    let mut report = if arguments.json {
        Report::json(&to_json(&gazetteer, changed), true)
    } else {
        Report::new(to_text(&gazetteer, arguments, changed), true)
    };
    if arguments.name_servers.is_empty() {
        let text =
            "guessed: the name server is this machine; give --nameserver NAME=ADDRESS for others";
        report.remarks.push(text.into());
    }
    report.remarks.extend(gazetteer.report.remarks);
    Ok(report)
}

fn options(arguments: &GazetteerArguments) -> Result<Options, Trouble> {
    let apex = server::name(&arguments.apex)?;
    let mut name_servers = arguments
        .name_servers
        .iter()
        .map(|text| name_server(text, &apex))
        .collect::<Result<Vec<_>, _>>()?;
    if name_servers.is_empty() {
        let name =
            apex.child(b"ns1").map_err(|error| Trouble::Usage(format!("ns1.{apex}: {error}")))?;
        name_servers.push(NameServer { name, addresses: vec![[127, 0, 0, 1].into()] });
    }
    let contact = match &arguments.contact {
        Some(mail) => mail_name(mail)?,
        None => apex.child(b"hostmaster").map_err(|error| Trouble::Usage(error.to_string()))?,
    };
    let depth = match arguments.depth {
        Depth::Country => Kind::Country,
        Depth::Region => Kind::Region,
        Depth::District => Kind::District,
        Depth::City => Kind::City,
    };
    let cells = Resolution::try_from(arguments.cells);
    Ok(Options {
        apex,
        countries: arguments.countries.iter().map(|code| code.to_ascii_uppercase()).collect(),
        depth,
        is_one_zone: arguments.one_zone,
        name_servers,
        contact,
        cells: cells.map_err(|error| Trouble::Usage(error.to_string()))?,
    })
}

/// `NAME` or `NAME=ADDRESS,…`. One below the zone needs addresses, as nobody else can say them; one
/// elsewhere has them in its own zone (RFC 1034 §4.2.1).
pub(crate) fn name_server(text: &str, apex: &Name) -> Result<NameServer, Trouble> {
    let (name, addresses) = text.split_once('=').unwrap_or((text, ""));
    let name = server::name(name)?;
    let addresses = addresses.split(',').filter(|address| !address.is_empty()).map(|address| {
        let expected = |_| Trouble::Usage(format!("{address:?} of {name}: expected an IP address"));
        address.trim().parse().map_err(expected)
    });
    let addresses = addresses.collect::<Result<Vec<_>, _>>()?;
    if name.is_within(apex) == addresses.is_empty() {
        let expected = if addresses.is_empty() {
            format!("{name} is below {apex} and needs addresses: {name}=ADDRESS")
        } else {
            format!("{name} is not below {apex}; its addresses stand in its own zone")
        };
        return Err(Trouble::Usage(expected));
    }
    Ok(NameServer { name, addresses })
}

/// A mail address as a name (RFC 1035 §8): the part before the `@` is one label.
fn mail_name(mail: &str) -> Result<Name, Trouble> {
    let wrong = || Trouble::Usage(format!("{mail:?}: expected a mail address"));
    let (local, host) = mail.rsplit_once('@').ok_or_else(wrong)?;
    server::name(host)?.child(local.as_bytes()).map_err(|_| wrong())
}

/// The files of all paths; folders are looked into, not deeper.
fn input(paths: &[PathBuf]) -> Result<Input<'static>, Trouble> {
    let unreadable =
        |path: &Path, error: io::Error| Trouble::Output(format!("{}: {error}", path.display()));
    let mut found = Vec::new();
    for path in paths {
        if path.is_dir() {
            let entries = fs::read_dir(path).map_err(|error| unreadable(path, error))?;
            for entry in entries {
                found.push(entry.map_err(|error| unreadable(path, error))?.path());
            }
        } else {
            fs::metadata(path).map_err(|error| unreadable(path, error))?;
            found.push(path.clone());
        }
    }
    found.sort();
    found.dedup();
    let files = found.into_iter().filter(|path| path.is_file()).map(|path| {
        let shown = path.display().to_string();
        let is_packed = shown.ends_with(".gz");
        let shown = shown.strip_suffix(".gz").unwrap_or(&shown).to_owned();
        InputFile::new(shown, move || open(&path, is_packed))
    });
    let name = paths.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", ");
    Ok(Input { name, files: files.collect() })
}

fn open(path: &Path, is_packed: bool) -> io::Result<Box<dyn Read + 'static>> {
    let file = BufReader::new(File::open(path)?);
    Ok(if is_packed { Box::new(MultiGzDecoder::new(file)) } else { Box::new(file) })
}

/// Writes what changed, each file whole or not at all, the configuration last; how many zones changed.
fn write_all(gazetteer: &Gazetteer, folder: &Path) -> io::Result<usize> {
    fs::create_dir_all(folder)?;
    let mut changed = 0;
    for zone in &gazetteer.zones {
        changed += usize::from(write_zone(zone, folder)?);
    }
    write_whole(&folder.join(CONFIG_FILE), &gazetteer.server_config())?;
    Ok(changed)
}

fn write_zone(zone: &ZoneText, folder: &Path) -> io::Result<bool> {
    let path = folder.join(zone.file_name());
    let earlier = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(error),
    };
    let text = zone.after(&earlier);
    if text == earlier {
        return Ok(false);
    }
    write_whole(&path, &text)?;
    Ok(true)
}

/// Writes a file beside its place and moves it there, so that nobody reads half of it.
pub(crate) fn write_whole(path: &Path, text: &str) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    // A temporary file is its owner's alone; a zone is as open as the file that it replaces, or as any
    // new file.
    let open = fs::Permissions::from_mode(0o666);
    let mut builder = tempfile::Builder::new();
    let mut file =
        builder.permissions(open).tempfile_in(folder.unwrap_or_else(|| Path::new(".")))?;
    if let Ok(data) = fs::metadata(path) {
        file.as_file().set_permissions(data.permissions())?;
    }
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

fn to_text(gazetteer: &Gazetteer, arguments: &GazetteerArguments, changed: usize) -> String {
    let mut text = String::new();
    for (kind, (read, made)) in kinds().iter().zip(gazetteer.report.counts) {
        let left = read - made;
        let left = if left > 0 { format!(", {left} left out") } else { String::new() };
        text += &format!("{:<9} {made:>6} of {read:>6} rows{left}\n", kind.word());
    }
    text += &format!("{:<9} {:>6} names of countries in full\n", "alias", gazetteer.report.aliases);
    let zones = count(gazetteer.zones.len(), "zone");
    match &arguments.output {
        Some(folder) if !arguments.dry_run => {
            let folder = folder.display();
            text += &format!("{folder}: {zones}, {changed} changed\n");
            text += &format!("serve them: sns-server --config {folder}/{CONFIG_FILE}\n");
        }
        _ => text += &format!("{zones}; nothing is written\n"),
    }
    text
}

fn kinds() -> [Kind; 4] {
    [Kind::Country, Kind::Region, Kind::District, Kind::City]
}

fn to_json(gazetteer: &Gazetteer, changed: usize) -> Value {
    let counts = kinds().into_iter().zip(gazetteer.report.counts);
    let counts = counts.map(|(kind, (read, made))| {
        (kind.word().to_owned(), json!({"rows": read, "places": made}))
    });
    let zones = gazetteer.zones.iter().map(|zone| {
        json!({"apex": zone.apex.to_string(), "file": zone.file_name(), "places": zone.places})
    });
    json!({
        "counts": Value::Object(counts.collect()),
        "aliases": gazetteer.report.aliases,
        "zones": zones.collect::<Vec<_>>(),
        "changed": changed,
        "remarks": gazetteer.report.remarks,
    })
}
