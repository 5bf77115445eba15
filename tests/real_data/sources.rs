//! The data, and its way to plans.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::io::Read as _;
use std::path::PathBuf;

use flate2::read::GzDecoder;
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
