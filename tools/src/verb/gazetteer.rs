//! `sns gazetteer`: the zones of the civic tree from tables.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use indicatif::{ProgressBar, ProgressStyle};
use libsns::geometry::Resolution;
use libsns::name::Name;
use serde_json::{Value, json};
use sns_tools::gazetteer::{Gazetteer, Kind, NameServer, Options, Tables, build};

use crate::cli::{Depth, GazetteerArguments};
use crate::files::write_together;
use crate::opener::Opener;
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
    let input = Opener::quiet().open_all(&arguments.tables)?;
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
        (Some(folder), false) => write_all(&gazetteer, folder)?,
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

/// Writes what changed, the configuration last; how many zones changed.
fn write_all(gazetteer: &Gazetteer, folder: &Path) -> Result<usize, Trouble> {
    let unreadable =
        |path: &Path, error: io::Error| Trouble::Output(format!("{}: {error}", path.display()));
    fs::create_dir_all(folder).map_err(|error| unreadable(folder, error))?;
    let mut changed: Vec<(PathBuf, String)> = Vec::new();
    for zone in &gazetteer.zones {
        let path = folder.join(zone.file_name());
        let earlier = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(unreadable(&path, error)),
        };
        let text = zone.after(&earlier);
        if text != earlier {
            changed.push((path, text));
        }
    }
    let (config, text) = (folder.join(CONFIG_FILE), gazetteer.server_config());
    let files = changed.iter().map(|(path, text)| (path.as_path(), text.as_str()));
    let files: Vec<_> = files.chain([(config.as_path(), text.as_str())]).collect();
    write_together(&files)?;
    Ok(changed.len())
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
