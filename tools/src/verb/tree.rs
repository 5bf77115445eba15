//! `sns tree`: places and devices as a tree, from files or live.

use std::path::Path;

use libsns::name::Name;

use crate::cli::TreeArguments;
use crate::load::{Loaded, load};
use crate::paint::Paint;
use crate::report::{Report, Trouble};
use crate::server;
use crate::show;
use crate::walk::{Branch, walk};

/// Walks and shows.
pub(crate) fn run(arguments: &TreeArguments, paint: Paint) -> Result<Report, Trouble> {
    let is_asked = arguments.live.server.server.is_some()
        || arguments.live.server.zone.is_some()
        || is_place_of_environment(arguments)?;
    let tree =
        if is_asked || arguments.what.is_empty() { live(arguments)? } else { of_files(arguments)? };
    let is_success = tree.thing.place.is_some() || !tree.below.is_empty();
    if arguments.live.json {
        return Ok(Report::json(&show::tree::json(&tree), is_success));
    }
    if !is_success {
        let text = format!("{} is no place, and nothing is below it\n", tree.thing.name);
        return Ok(Report::new(text, is_success));
    }
    Ok(Report::new(show::tree::lines(&tree, paint), is_success))
}

/// With a zone in the environment, one word that is no path can only be a place of it.
fn is_place_of_environment(arguments: &TreeArguments) -> Result<bool, Trouble> {
    let [what] = arguments.what.as_slice() else { return Ok(false) };
    Ok(!Path::new(what).exists() && server::zone(&arguments.live.server)?.is_some())
}

fn live(arguments: &TreeArguments) -> Result<Branch, Trouble> {
    let client = server::client_of_zone(&arguments.live.server)?;
    if let [_, second, ..] = arguments.what.as_slice() {
        let text = format!("{second:?} is too much; with --server or --zone expected one PLACE");
        return Err(Trouble::Usage(text));
    }
    let from = place_in(arguments.what.first(), client.zone())?;
    Ok(walk(&client, &from, arguments.depth)?)
}

fn of_files(arguments: &TreeArguments) -> Result<Branch, Trouble> {
    let origin = arguments.origin.as_deref().map(server::name).transpose()?;
    let path = Path::new(&arguments.what[0]);
    let Loaded { zone, .. } = load(path, origin.as_ref()).map_err(Trouble::Faults)?;
    let from = place_in(arguments.what.get(1), &zone.apex())?;
    let Ok(tree) = walk(&zone, &from, arguments.depth);
    Ok(tree)
}

/// A place as it was typed: in full, or relative to the zone.
pub(crate) fn place_in(typed: Option<&String>, zone: &Name) -> Result<Name, Trouble> {
    let Some(typed) = typed else { return Ok(zone.clone()) };
    let name = server::name(typed)?;
    if name.is_within(zone) || typed.ends_with('.') {
        return Ok(name);
    }
    zone.prefixed(&name).map_err(|error| Trouble::Usage(format!("{typed:?} below {zone}: {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_typed_in_full_or_in_the_zone() {
        let zone: Name = "hq.example.".parse().unwrap();
        let place = |typed: &str| place_in(Some(&typed.to_owned()), &zone).unwrap().to_string();
        assert_eq!(place("f1"), "f1.hq.example.");
        assert_eq!(place("f1.hq.example"), "f1.hq.example.");
        assert_eq!(place("f1."), "f1.");
        assert_eq!(place_in(None, &zone).unwrap(), zone);
    }
}
