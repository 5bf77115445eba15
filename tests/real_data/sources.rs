//! The data, and its way to plans.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::io::Read as _;
use std::path::PathBuf;

use flate2::read::GzDecoder;
use serde_json::Value;
use sns_tests::plans;

/// The folder with the data; none, with a word, where it is not there.
pub(crate) fn data() -> Option<PathBuf> {
    let path = plans::root().join("../shared/data");
    if path.is_dir() {
        return Some(path);
    }
    eprintln!("SKIPPED: there is no data beside the workspace");
    None
}

/// The floors of the shopping centre, and the ordinal of each.
pub(crate) const FLOORS: [(&str, i16); 5] =
    [("B1", -1), ("F1", 0), ("F2", 1), ("F3", 2), ("F4", 3)];

/// The map of a floor.
pub(crate) fn floor(data: &std::path::Path, floor: &str) -> String {
    let path = data.join("indoor-location-20/site1").join(floor).join("geojson_map.json");
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path:?}: {error}"))
}

/// A unit of a floor as the survey has it: its words, and the rings of its polygons, longitude first.
pub(crate) struct Unit {
    pub(crate) words: String,
    pub(crate) level: i16,
    pub(crate) polygons: Vec<Vec<Vec<[f64; 2]>>>,
}

/// The units of a floor, the floor itself left out.
pub(crate) fn units(text: &str, level: i16) -> Vec<Unit> {
    let map: Value = serde_json::from_str(text).expect("JSON");
    let features = map["features"].as_array().expect("features");
    let units = features.iter().filter(|f| f["properties"]["category"] != "floor");
    units
        .map(|feature| {
            let shape = &feature["geometry"];
            let coordinates = match shape["type"].as_str() {
                Some("Polygon") => vec![rings(&shape["coordinates"])],
                _ => shape["coordinates"].as_array().expect("polygons").iter().map(rings).collect(),
            };
            let words =
                feature["properties"]["name"].as_str().unwrap_or_default().trim().to_owned();
            Unit { words, level, polygons: coordinates }
        })
        .collect()
}

fn rings(value: &Value) -> Vec<Vec<[f64; 2]>> {
    let number = |value: &Value| value.as_f64().expect("a number");
    let ring = |ring: &Value| {
        let corners = ring.as_array().expect("a ring");
        corners.iter().map(|corner| [number(&corner[0]), number(&corner[1])]).collect()
    };
    value.as_array().expect("rings").iter().map(ring).collect()
}

/// The plan of the shopping centre: a few lines a floor, and the survey's maps as they came.
pub(crate) fn centre(data: &std::path::Path) -> Vec<(String, String)> {
    let mut plan = head("centre.example", [30.293, 120.076]);
    let mut files = Vec::new();
    for (name, level) in FLOORS {
        write!(
            plan,
            "[[place]]\nname = \"{name}\"\nkind = \"level\"\nlevel = {level}\n\
             [[shapes]]\nfile = \"{name}.geojson\"\nonly = {{ category = \"floor\" }}\nplace = \"{name}\"\n\
             [[shapes]]\nfile = \"{name}.geojson\"\nexcept = {{ category = \"floor\" }}\n\
             in = \"{name}\"\nkind = \"shop\"\nname = \"name\"\non_collision = \"number\"\n\
             on_bad_shape = \"outline\"\n"
        )
        .expect("a string");
        files.push((format!("{name}.geojson"), floor(data, name)));
    }
    files.push(("plan.toml".into(), plan));
    files
}

fn head(apex: &str, position: [f64; 2]) -> String {
    format!(
        "[site]\nname = \"Site\"\napex = \"{apex}\"\ncontact = \"host@{apex}\"\n\
         position = {position:?}\n[[nameserver]]\nname = \"ns1\"\naddresses = [\"192.0.2.1\"]\n"
    )
}

/// A city of the gazetteer: its words, its name below the apex, and where it is.
pub(crate) struct City {
    pub(crate) words: String,
    pub(crate) name: String,
    pub(crate) latitude: f64,
    pub(crate) longitude: f64,
}

/// Which rows of the gazetteer are used: every so many cities.
pub(crate) struct World {
    pub(crate) files: Vec<(String, String)>,
    pub(crate) cities: Vec<City>,
    pub(crate) countries: BTreeSet<String>,
}

/// The world as a plan: countries, regions in them, and every so many cities of more than 15,000 people.
pub(crate) fn world(data: &std::path::Path, every: usize) -> World {
    let mut plan = head("world.example", [0.0, 0.0]);
    let quoted = |text: &str| serde_json::to_string(text).expect("text");
    let mut place = |words: &str, label: &str, rest: String| {
        let words = quoted(words);
        write!(plan, "[[place]]\nname = {words}\nlabel = \"{label}\"\n{rest}").expect("a string");
    };
    let mut countries = BTreeSet::new();
    for row in table(&data.join("geo/countries.csv.gz")) {
        let code = row[0].to_lowercase();
        place(&row[2], &code, "kind = \"country\"\n".into());
        countries.insert(code);
    }
    let mut regions = BTreeSet::new();
    for row in table(&data.join("geo/admin1.csv.gz")) {
        let (country, region) = row[0].split_once('.').expect("a code of two parts");
        let (country, label) = (country.to_lowercase(), format!("r{}", region.to_lowercase()));
        if countries.contains(&country) {
            place(&row[1], &label, format!("in = \"{country}\"\nkind = \"region\"\n"));
            regions.insert(format!("{label}.{country}"));
        }
    }
    let mut taken: BTreeMap<String, usize> = BTreeMap::new();
    let mut cities = Vec::new();
    for row in table(&data.join("geo/cities15000.csv.gz")).into_iter().step_by(every) {
        let region = format!("r{}.{}", row[3].to_lowercase(), row[2].to_lowercase());
        let position = row[4].parse().ok().zip(row[5].parse().ok());
        let Some((latitude, longitude)) = position.filter(|_| regions.contains(&region)) else {
            continue;
        };
        // Cities that share their words in one region get the row's own number.
        let Ok(words) = libsns::name::place_name::label_of_words(&row[1]) else { continue };
        let count = taken.entry(format!("{words}.{region}")).or_default();
        *count += 1;
        let label = if *count == 1 { words } else { format!("c{}", row[0]) };
        let rest =
            format!("in = \"{region}\"\nkind = \"city\"\nposition = [{latitude}, {longitude}]\n");
        place(&row[1], &label, rest);
        let name = format!("{label}.{region}");
        cities.push(City { words: row[1].clone(), name, latitude, longitude });
    }
    World { files: vec![("plan.toml".into(), plan)], cities, countries }
}

/// The lines of a gzipped table without its head, split at commas that stand in no quotes.
fn table(path: &std::path::Path) -> Vec<Vec<String>> {
    let mut text = String::new();
    let file = fs::File::open(path).unwrap_or_else(|error| panic!("{path:?}: {error}"));
    GzDecoder::new(file).read_to_string(&mut text).expect("gzipped text");
    let split = |line: &str| {
        let mut fields = vec![String::new()];
        let mut quoted = false;
        for c in line.chars() {
            match c {
                '"' => quoted = !quoted,
                ',' if !quoted => fields.push(String::new()),
                _ => fields.last_mut().expect("one at least").push(c),
            }
        }
        fields
    };
    text.lines().skip(1).map(split).collect()
}
