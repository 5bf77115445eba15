//! `sns map`: the levels of a plan as drawings.

use std::fs;
use std::path::{Path, PathBuf};

use libsns::geometry::Resolution;
use libsns::graph::{Route, Walker};
use libsns::plan::Plan;
use serde_json::{Value, json};
use sns_tools::map::{Map, Options, Theme, levels, maps, page};

use crate::atlas::Atlas;
use crate::cli::{MapArguments, ThemeArgument};
use crate::files::write_together;
use crate::load::load_plan;
use crate::paint::Paint;
use crate::report::{Report, Trouble};
use crate::show;
use crate::show::fault;

/// Draws.
pub(crate) fn run(arguments: &MapArguments) -> Result<Report, Trouble> {
    let (plan, warnings) = load_plan(&arguments.path).map_err(Trouble::Faults)?;
    check_level(&plan, arguments)?;
    let route = route(&plan, arguments)?;
    let options = Options {
        theme: theme(arguments.theme),
        cells: arguments.cells.and_then(|finest| Resolution::try_from(finest).ok()),
        route: route.as_ref(),
        level: arguments.level,
        is_aligned: false,
    };
    let drawn = maps(&plan, &options);
    let mut report = match &arguments.output {
        Some(directory) => {
            let together = maps(&plan, &Options { is_aligned: true, ..options });
            let page = page(plan.thing(0).words(), &together, options.theme);
            write_all(directory, &drawn, page, arguments.json)?
        }
        None => match &drawn[..] {
            [only] => Report::new(only.svg.clone(), true),
            _ => {
                let text = format!(
                    "the plan has {} levels; expected --level N, or -o DIRECTORY for all",
                    drawn.len()
                );
                return Err(Trouble::Usage(text));
            }
        },
    };
    let odd = warnings.iter().map(|odd| format!("warning: {}", fault::line(odd, Paint::PLAIN)));
    report.remarks.extend(odd);
    Ok(report)
}

fn theme(typed: ThemeArgument) -> Theme {
    match typed {
        ThemeArgument::Auto => Theme::Auto,
        ThemeArgument::Light => Theme::Light,
        ThemeArgument::Dark => Theme::Dark,
    }
}

fn check_level(plan: &Plan, arguments: &MapArguments) -> Result<(), Trouble> {
    let known = levels(plan);
    if arguments.level.is_none() || known.contains(&arguments.level) {
        return Ok(());
    }
    let numbers: Vec<String> = known.iter().flatten().map(ToString::to_string).collect();
    let has = if numbers.is_empty() { "none".to_owned() } else { numbers.join(", ") };
    let wanted = arguments.level.unwrap_or_default();
    Err(Trouble::Usage(format!("there is no level {wanted}; the plan has {has}")))
}

/// The way that was asked for, if one was.
fn route(plan: &Plan, arguments: &MapArguments) -> Result<Option<Route>, Trouble> {
    let [from, to] = &arguments.route[..] else { return Ok(None) };
    let atlas = Atlas::of_plan(plan);
    let ends = [atlas.find(from).map_err(Trouble::Usage)?, atlas.find(to).map_err(Trouble::Usage)?];
    let walker = Walker { is_step_free: arguments.step_free };
    let route = atlas.graph.route(ends[0], ends[1], walker);
    route.map(Some).ok_or_else(|| {
        let [from, to] = ends.map(|end| show::text::plain(&atlas.entries[end].words));
        Trouble::Usage(format!("there is no way from {from} to {to}"))
    })
}

/// Writes a file for each map, and the page of all.
fn write_all(
    directory: &Path,
    drawn: &[Map],
    page: String,
    is_json: bool,
) -> Result<Report, Trouble> {
    let mut files: Vec<(String, &str)> =
        drawn.iter().map(|map| (format!("{}.svg", map.file_stem), map.svg.as_str())).collect();
    files.push(("index.html".to_owned(), &page));
    fs::create_dir_all(directory).map_err(|error| {
        Trouble::Output(format!("{} cannot be written: {error}", directory.display()))
    })?;
    let files: Vec<(PathBuf, &str)> =
        files.iter().map(|(name, text)| (directory.join(name), *text)).collect();
    let files: Vec<(&Path, &str)> =
        files.iter().map(|(path, text)| (path.as_path(), *text)).collect();
    write_together(&files)?;
    if is_json {
        let all: Vec<Value> = drawn.iter().map(|map| to_json(directory, map)).collect();
        return Ok(Report::json(&json!({ "maps": all }), true));
    }
    Ok(Report::new(drawn.iter().map(|map| line(directory, map)).collect(), true))
}

fn line(directory: &Path, map: &Map) -> String {
    let path = directory.join(format!("{}.svg", map.file_stem));
    let counts = map.counts;
    format!(
        "{}  {}: {} places, {} names, {} exits, {} devices\n",
        path.display(),
        show::text::plain(&map.title),
        counts.places,
        counts.names,
        counts.exits,
        counts.devices
    )
}

fn to_json(directory: &Path, map: &Map) -> Value {
    json!({
        "file": directory.join(format!("{}.svg", map.file_stem)),
        "level": map.level,
        "title": map.title,
        "octets": map.svg.len(),
        "places": map.counts.places,
        "names": map.counts.names,
        "exits": map.counts.exits,
        "devices": map.counts.devices,
        "cells": map.counts.cells,
    })
}
