//! `sns route`: the way from one place to another, from files or live.

use std::path::Path;

use libsns::graph::Walker;

use crate::atlas::Atlas;
use crate::cli::RouteArguments;
use crate::load::{load, load_plan};
use crate::paint::Paint;
use crate::report::{Report, Trouble};
use crate::server;
use crate::show;

/// Finds and shows.
pub(crate) fn run(arguments: &RouteArguments, paint: Paint) -> Result<Report, Trouble> {
    let (atlas, [from, to]) = match &arguments.what[..] {
        [path, from, to] => (of_files(arguments, Path::new(path), [from, to])?, [from, to]),
        [from, to] => (live(arguments, [from, to])?, [from, to]),
        _ => return Err(Trouble::Usage("expected two places, or a PATH and two places".into())),
    };
    let ends = [atlas.find(from).map_err(Trouble::Usage)?, atlas.find(to).map_err(Trouble::Usage)?];
    let walker = Walker { is_step_free: arguments.step_free };
    let route = atlas.graph.route(ends[0], ends[1], walker);
    if arguments.json {
        let json = show::route::json(&atlas, ends, route.as_ref());
        return Ok(Report::json(&json, route.is_some()));
    }
    match route {
        Some(route) => Ok(Report::new(show::route::lines(&atlas, ends, &route, paint), true)),
        None => Ok(Report::new(no_way(&atlas, ends, walker), false)),
    }
}

fn no_way(atlas: &Atlas, ends: [usize; 2], walker: Walker) -> String {
    let [from, to] = ends.map(|end| show::text::plain(&atlas.entries[end].words));
    let by_stairs = || atlas.graph.route(ends[0], ends[1], Walker::default()).is_some();
    let why = if walker.is_step_free && by_stairs() { " without steps" } else { "" };
    format!("there is no way from {from} to {to}{why}\n")
}

fn of_files(arguments: &RouteArguments, path: &Path, ends: [&str; 2]) -> Result<Atlas, Trouble> {
    if arguments.server.server.is_some() || arguments.server.zone.is_some() {
        let text = format!("{path:?} is too much; with --server or --zone expected two places");
        return Err(Trouble::Usage(text));
    }
    if path.is_dir() {
        let (plan, _) = load_plan(path).map_err(Trouble::Faults)?;
        return Ok(Atlas::of_plan(&plan));
    }
    let origin = arguments.origin.as_deref().map(server::name).transpose()?;
    let loaded = load(path, origin.as_ref()).map_err(Trouble::Faults)?;
    let Ok(atlas) = Atlas::of_source_for(&loaded.zone, &loaded.zone.apex(), ends);
    Ok(atlas)
}

fn live(arguments: &RouteArguments, ends: [&str; 2]) -> Result<Atlas, Trouble> {
    let client = server::client_of_zone(&arguments.server)?;
    Ok(Atlas::of_source_for(&client, client.zone(), ends)?)
}
