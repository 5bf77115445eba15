//! `sns delegate`: a place's zone delegates the name of a building.

use std::fs;
use std::io;
use std::net::IpAddr;
use std::path::{Path, PathBuf};

use libsns::name::{FoldedName, Name};
use libsns::plan::ROOT_FILE;
use libsns::record::{Record, RecordType};
use libsns::zone::{NodeId, Zone};
use serde_json::json;
use sns_tools::gazetteer::delegation::{self, Delegation, PLAN_FILE};
use toml_edit::DocumentMut;

use super::gazetteer::name_server;
use crate::cli::DelegateArguments;
use crate::files::write_together;
use crate::load::load;
use crate::report::{Report, Trouble};
use crate::server;

/// Adds, replaces or takes away a delegation.
pub(crate) fn run(arguments: &DelegateArguments) -> Result<Report, Trouble> {
    let parent = load(&arguments.parent, None).map_err(Trouble::Faults)?.zone;
    let (child, name_servers) = child(arguments)?;
    check_place(&parent, &child)?;
    let place = place_above(&parent, &child);
    let delegation = Delegation { child: child.clone(), place: place.clone(), name_servers };
    let changes = changes(&arguments.parent, |text| match arguments.remove {
        true => delegation::taken_out(text, &child).0,
        false => delegation.put_into(text),
    })?;
    if !arguments.dry_run {
        let files: Vec<(&Path, &str)> =
            changes.iter().map(|(path, text)| (path.as_path(), text.as_str())).collect();
        write_together(&files)?;
    }
    Ok(report(arguments, &delegation, &changes))
}

fn report(
    arguments: &DelegateArguments,
    delegation: &Delegation,
    changes: &[(PathBuf, String)],
) -> Report {
    let files: Vec<String> = changes.iter().map(|(path, _)| path.display().to_string()).collect();
    if arguments.json {
        let servers = delegation.name_servers.iter().map(|(name, addresses)| {
            let addresses: Vec<String> = addresses.iter().map(ToString::to_string).collect();
            json!({"name": name.to_string(), "addresses": addresses})
        });
        let value = json!({
            "child": delegation.child.to_string(),
            "place": delegation.place.to_string(),
            "nameservers": servers.collect::<Vec<_>>(),
            "removed": arguments.remove,
            "changed": files,
        });
        return Report::json(&value, true);
    }
    let Delegation { child, place, .. } = delegation;
    let text = match (files.is_empty(), arguments.remove) {
        (true, false) => format!("{child} is delegated as it should be; nothing changed\n"),
        (true, true) => format!("{child} is not delegated; nothing changed\n"),
        (false, true) => format!("{child} is no longer below {place}: {}\n", files.join(", ")),
        (false, false) => {
            format!("{child} hangs below {place}: {}\n{}", files.join(", "), delegation.block())
        }
    };
    Report::new(text, true)
}

type Servers = Vec<(Name, Vec<IpAddr>)>;

/// The apex and the name servers of the child, from its files or as typed.
fn child(arguments: &DelegateArguments) -> Result<(Name, Servers), Trouble> {
    if let Some(name) = &arguments.name {
        let apex = server::name(name)?;
        let servers = arguments.name_servers.iter().map(|text| name_server(text, &apex));
        let servers = servers.map(|server| server.map(|server| (server.name, server.addresses)));
        let servers: Servers = servers.collect::<Result<_, _>>()?;
        if servers.is_empty() && !arguments.remove {
            return Err(Trouble::Usage(format!("{apex} needs a --nameserver NAME[=ADDRESS,...]")));
        }
        return Ok((apex, servers));
    }
    let Some(path) = &arguments.child else {
        return Err(Trouble::Usage("which building? expected CHILD or --name".into()));
    };
    let zone = load(path, None).map_err(Trouble::Faults)?.zone;
    let apex = zone.apex();
    let servers = records_of(&zone, &apex, RecordType::NS);
    let servers = servers.into_iter().filter_map(|record| Name::from_wire(&record.rdata).ok());
    let servers = servers.map(|name| {
        let addresses = if name.is_within(&apex) { addresses_of(&zone, &name) } else { Vec::new() };
        (name, addresses)
    });
    let servers = servers.collect();
    Ok((apex, servers))
}

fn records_of(zone: &Zone, owner: &Name, rtype: RecordType) -> Vec<Record> {
    let records = node_of(zone, owner).into_iter().flat_map(|node| zone.records_at(node));
    records.filter(|record| record.rtype == rtype).collect()
}

fn addresses_of(zone: &Zone, name: &Name) -> Vec<IpAddr> {
    let v4 = records_of(zone, name, RecordType::A)
        .into_iter()
        .filter_map(|record| <[u8; 4]>::try_from(record.rdata).ok().map(IpAddr::from));
    let v6 = records_of(zone, name, RecordType::AAAA)
        .into_iter()
        .filter_map(|record| <[u8; 16]>::try_from(record.rdata).ok().map(IpAddr::from));
    v4.chain(v6).collect()
}

/// A child must be below the parent, not below another cut, and no place of the parent's own.
fn check_place(parent: &Zone, child: &Name) -> Result<(), Trouble> {
    let apex = parent.apex();
    let wrong = |text: String| Err(Trouble::Output(text));
    if !child.is_within(&apex) || *child == apex {
        let hint = format!("sns join PLAN --under NAME-IN-{apex}");
        return wrong(format!(
            "{child} is not below {apex}; its keeper gives it a name there: {hint}"
        ));
    }
    let child = child.to_lowercase();
    let is_cut = |name: &Name| node_of(parent, name).is_some_and(|node| parent.is_cut(node));
    let above = std::iter::successors(child.parent(), Name::parent);
    let mut above = above.take_while(|name| name.is_within(&apex) && *name != apex);
    if let Some(cut) = above.find(is_cut) {
        return wrong(format!(
            "{cut} is delegated already; {child} hangs in that zone, not in {apex}"
        ));
    }
    // What stands below a cut is glue, and belongs to the child.
    let (Some(first), false) = (node_of(parent, &child), is_cut(&child)) else { return Ok(()) };
    let owner = parent.owner(first);
    wrong(format!("{owner} stands in {apex} itself; a delegation would hide it"))
}

/// The node of a name, if it is in the zone.
pub(crate) fn node_of(zone: &Zone, name: &Name) -> Option<NodeId> {
    let mut folded = FoldedName::new();
    folded.read(name.as_wire())?;
    name.is_within(&zone.apex()).then(|| zone.node_of(&folded)).flatten()
}

/// The nearest name above the child that is a place; else the apex.
fn place_above(parent: &Zone, child: &Name) -> Name {
    let above = std::iter::successors(child.parent(), Name::parent);
    let mut above = above.take_while(|name| name.is_within(&parent.apex()));
    above
        .find(|name| !records_of(parent, name, RecordType::PLACE).is_empty())
        .unwrap_or(parent.apex())
}

/// The files of the parent that the change makes others of, the plan's own last.
fn changes(
    parent: &Path,
    change: impl Fn(&str) -> String,
) -> Result<Vec<(PathBuf, String)>, Trouble> {
    let unreadable =
        |path: &Path, error: io::Error| Trouble::Output(format!("{}: {error}", path.display()));
    if !parent.is_dir() {
        let before = fs::read_to_string(parent).map_err(|error| unreadable(parent, error))?;
        let after = change(&before);
        if after == before {
            return Ok(Vec::new());
        }
        let after = delegation::with_next_serial(&after).unwrap_or(after);
        return Ok(vec![(parent.to_owned(), after)]);
    }
    let path = parent.join(PLAN_FILE);
    let before = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(unreadable(&path, error)),
    };
    let after = change(&before);
    if after == before {
        return Ok(Vec::new());
    }
    let mut changes = vec![(path, after)];
    let root = parent.join(ROOT_FILE);
    let before = fs::read_to_string(&root).map_err(|error| unreadable(&root, error))?;
    let after =
        noted(&before).map_err(|error| Trouble::Output(format!("{}: {error}", root.display())))?;
    if after != before {
        changes.push((root, after));
    }
    Ok(changes)
}

/// A `plan.toml` that includes the file of delegations, where it names its files, and has the next
/// serial, where it has one.
fn noted(plan_toml: &str) -> Result<String, String> {
    let mut document: DocumentMut =
        plan_toml.parse().map_err(|error: toml_edit::TomlError| error.message().to_owned())?;
    if let Some(include) = document.get_mut("include").and_then(|item| item.as_array_mut())
        && !include.iter().any(|path| path.as_str() == Some(PLAN_FILE))
    {
        include.push(PLAN_FILE);
    }
    let site = document.get_mut("site").and_then(|item| item.as_table_like_mut());
    let serial = site.and_then(|site| site.get_mut("serial")).and_then(|item| item.as_value_mut());
    if let Some(serial) = serial
        && let Some(number) = serial.as_integer()
    {
        let next = u32::try_from(number).unwrap_or(0).wrapping_add(1).max(1);
        let decor = serial.decor().clone();
        *serial = i64::from(next).into();
        *serial.decor_mut() = decor;
    }
    Ok(document.to_string())
}
