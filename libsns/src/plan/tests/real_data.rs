//! Real buildings and real places, where the data lies beside the workspace.
#![allow(clippy::disallowed_methods, clippy::disallowed_types, reason = "a test that reads files")]

use std::fmt::Write;
use std::io::Read;
use std::path::PathBuf;

use super::*;

/// The folder with the data; none, with a message, where it is not there.
fn data() -> Option<PathBuf> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/data");
    if path.is_dir() {
        return Some(path);
    }
    eprintln!("skipped: there is no data at {}", path.display());
    None
}

#[test]
fn a_shopping_centre_of_five_floors_is_served() {
    let Some(data) = data() else { return };
    let mut rules = String::new();
    let mut files = Vec::new();
    for (floor, level) in [("B1", -1), ("F1", 0), ("F2", 1), ("F3", 2), ("F4", 3)] {
        let path = data.join("indoor-location-20/site1").join(floor).join("geojson_map.json");
        files.push(file(&format!("{floor}.json"), &std::fs::read_to_string(path).unwrap()));
        write!(
            rules,
            "[[place]]\nname = \"{floor}\"\nkind = \"level\"\nlevel = {level}\n\
             [[shapes]]\nfile = \"{floor}.json\"\nonly = {{ category = \"floor\" }}\nplace = \"{floor}\"\n\
             [[shapes]]\nfile = \"{floor}.json\"\nexcept = {{ category = \"floor\" }}\nin = \"{floor}\"\n\
             kind = \"shop\"\nname = \"name\"\non_collision = \"number\"\non_bad_shape = \"outline\"\n"
        )
        .unwrap();
    }
    let mut plan = small(&rules);
    plan[0].text = plan[0].text.replace("[52.2, 0.12]\n[frame]", "[30.301, 120.063]\n[frame]");
    plan.extend(files);
    let read = read(&plan).unwrap_or_else(|faults| panic!("{}", shown(&faults)));
    let records = read.compile().unwrap_or_else(|faults| panic!("{}", shown(&faults)));
    build(&records);
    // The site, five levels and 1,286 units, each with a name of its own.
    assert_eq!(read.tree.nodes.len(), 1 + 5 + 1286);
    let names: BTreeSet<&Name> = read.tree.nodes.iter().map(|node| &node.name).collect();
    assert_eq!(names.len(), 1292);
    let neighbours = records.iter().filter(|r| r.owner.labels().next() == Some(b"_neighbours"));
    let cells = records.iter().filter(|r| r.owner.to_string().contains("._h3.")).count();
    eprintln!(
        "{} records, {} neighbours, {cells} of cells, {} warnings",
        records.len(),
        neighbours.clone().count(),
        read.warnings().len()
    );
    assert!(neighbours.count() > 1000);
    let refused = rules.replace("\"number\"", "\"refuse\"");
    plan[1].text = refused;
    let faults = super::read(&plan).unwrap_err();
    assert!(faults.len() > 400, "{}", faults.len());
    assert!(
        faults.iter().all(|fault| fault.key.starts_with("features[")),
        "{}",
        shown(&faults[..3])
    );
}

/// Text in quotes; a JSON string is a TOML string too.
fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap()
}

/// The lines of a gzipped table without its head, each split at the commas; no field holds one in
/// the columns that are used.
fn table(path: PathBuf) -> Vec<Vec<String>> {
    let mut text = String::new();
    flate2::read::GzDecoder::new(std::fs::File::open(path).unwrap())
        .read_to_string(&mut text)
        .unwrap();
    text.lines().skip(1).map(|line| line.split(',').map(str::to_owned).collect()).collect()
}

#[test]
fn the_cities_of_the_world_are_served() {
    let Some(data) = data() else { return };
    let mut text = String::new();
    let mut countries = BTreeSet::new();
    for row in table(data.join("geo/countries.csv.gz")) {
        let code = row[0].to_lowercase();
        writeln!(
            text,
            "[[place]]\nname = {}\nlabel = {code:?}\nkind = \"country\"",
            quoted(&row[2])
        )
        .unwrap();
        countries.insert(code);
    }
    let mut regions = BTreeSet::new();
    for row in table(data.join("geo/admin1.csv.gz")) {
        let (country, region) = row[0].split_once('.').unwrap();
        let (country, label) = (country.to_lowercase(), format!("r{}", region.to_lowercase()));
        if countries.contains(&country) {
            writeln!(
                text,
                "[[place]]\nname = {}\nlabel = {label:?}\nin = {country:?}\nkind = \"region\"",
                quoted(row[1].trim_matches('"'))
            )
            .unwrap();
            regions.insert(format!("{label}.{country}"));
        }
    }
    let mut siblings: std::collections::HashMap<String, Siblings<()>> = Default::default();
    let mut cities = 0;
    for row in table(data.join("geo/cities15000.csv.gz")) {
        let region = format!("r{}.{}", row[3].to_lowercase(), row[2].to_lowercase());
        let Ok(label) = label_of_words(&row[1]) else { continue };
        if !regions.contains(&region) || row[4].parse::<f64>().is_err() {
            continue;
        }
        let around = siblings.entry(region.clone()).or_default();
        let free = around.free(&label);
        around.take(&free, ()).unwrap();
        let own = if free == label { String::new() } else { format!("label = {free:?}\n") };
        writeln!(
            text,
            "[[place]]\nname = {}\n{own}in = {region:?}\nkind = \"city\"\nposition = [{}, {}]",
            quoted(&row[1]),
            row[4],
            row[5]
        )
        .unwrap();
        cities += 1;
    }
    assert!(cities > 33_000, "{cities}");
    let files = small(&text);
    let plan =
        read(&files).unwrap_or_else(|faults| panic!("{}", shown(&faults[..faults.len().min(9)])));
    let records = plan.compile().unwrap_or_else(|faults| panic!("{}", shown(&faults)));
    eprintln!("{} places, {} records", plan.tree.nodes.len(), records.len());
    build(&records);
    assert_eq!(plan.tree.nodes.len(), 1 + countries.len() + regions.len() + cities);
    let cambridge: Name = "cambridge.reng.gb.hq.example".parse().unwrap();
    assert!(records.iter().any(|record| record.owner == cambridge));
}
