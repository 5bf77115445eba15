//! Who is in whom, and what each is called in the DNS.

use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap, HashSet};

use libsns::name::Name;
use libsns::name::civic::CivicAddress;
use libsns::name::place_name::{PlaceNameError, Siblings, label_of_words};

use super::tables::{City, Division, Tables};
use super::{Options, Report};

/// Examples that a remark gives of what it counts.
const EXAMPLES: usize = 5;

/// The kinds of places, from the largest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A country, by its ISO 3166 code.
    Country,
    /// Its first division: state, region, province.
    Region,
    /// Its second division: county, district.
    District,
    /// A city, town or village.
    City,
}

impl Kind {
    /// Its word, which is its kind in PLACE records.
    #[must_use]
    pub fn word(self) -> &'static str {
        ["country", "region", "district", "city"][self as usize]
    }

    /// The civic element that it gives its name to (RFC 4776 §3.1, RFC 5139 §3).
    fn element(self) -> &'static str {
        ["country", "A1", "A2", "A3"][self as usize]
    }
}

/// A place of the tree.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) kind: Kind,
    pub(super) words: String,
    pub(super) name: Name,
    /// None for a country.
    pub(super) parent: Option<usize>,
    /// Other labels beside its own.
    pub(super) aliases: Vec<String>,
    pub(super) civic: CivicAddress,
    /// GeoNames' number or code.
    pub(super) source: String,
    /// Latitude and longitude in degrees.
    pub(super) position: Option<[f64; 2]>,
    pub(super) population: u64,
    /// Diameter of what encloses it, in metres.
    pub(super) size_metres: f64,
    /// The word of the capital, for countries.
    pub(super) capital: String,
}

/// All places; each stands behind what holds it.
#[derive(Debug)]
pub(super) struct Tree {
    pub(super) nodes: Vec<Node>,
}

/// What had to be settled while the tree grew.
#[derive(Default)]
struct Grower {
    nodes: Vec<Node>,
    /// The labels taken below each node; those below the apex under none.
    siblings: HashMap<Option<usize>, Siblings<usize>>,
    /// GeoNames' code, such as `GB.ENG`, to the node.
    by_code: HashMap<String, usize>,
    renamed: BTreeMap<&'static str, (usize, Vec<String>)>,
}

impl Tree {
    /// Places all rows in each other and gives them labels.
    pub(super) fn grow(
        tables: &Tables,
        options: &Options,
        report: &mut Report,
    ) -> Result<Self, String> {
        let mut grower = Grower::default();
        let is_wanted = |code: &str| {
            let country = code.split('.').next().unwrap_or_default();
            options.countries.is_empty() || options.countries.iter().any(|wanted| wanted == country)
        };
        grower.add_countries(tables, &options.apex, &is_wanted, report)?;
        if options.depth >= Kind::Region {
            grower.add_divisions(&tables.regions, Kind::Region, &is_wanted, report);
        }
        let has_districts = options.depth >= Kind::District;
        let district = |city: &City| {
            let code = format!("{}.{}.{}", city.country, city.region, city.district);
            Some(code).filter(|_| has_districts && !city.district.is_empty())
        };
        let known: HashSet<&str> = tables.districts.iter().map(|row| row.code.as_str()).collect();
        let is_inner =
            |city: &City| district(city).is_some_and(|code| known.contains(code.as_str()));
        let mut cities: Vec<&City> =
            tables.cities.iter().filter(|city| is_wanted(&city.country)).collect();
        cities
            .sort_by(|a, b| b.population.cmp(&a.population).then_with(|| by_number(&a.id, &b.id)));
        let (inner, outer): (Vec<&City>, Vec<&City>) =
            cities.into_iter().partition(|city| is_inner(city));
        // A city beside a district of the same name gets the plain label: of Cambridge people mean the city.
        if options.depth >= Kind::City {
            grower.add_cities(&outer, report);
        }
        if has_districts {
            grower.add_divisions(&tables.districts, Kind::District, &is_wanted, report);
        }
        if options.depth >= Kind::City {
            grower.add_cities(&inner, report);
        }
        grower.remark(report);
        Ok(Self { nodes: grower.nodes })
    }
}

/// Numbers of GeoNames in their order, which is that of their age.
fn by_number(a: &str, b: &str) -> Ordering {
    a.len().cmp(&b.len()).then_with(|| a.cmp(b))
}

impl Grower {
    fn add_countries(
        &mut self,
        tables: &Tables,
        apex: &Name,
        is_wanted: &dyn Fn(&str) -> bool,
        report: &mut Report,
    ) -> Result<(), String> {
        let mut rows: Vec<_> = tables.countries.iter().filter(|row| is_wanted(&row.code)).collect();
        rows.sort_by(|a, b| a.code.cmp(&b.code));
        rows.dedup_by(|a, b| a.code == b.code);
        for row in &rows {
            let label = row.code.to_ascii_lowercase();
            let name =
                apex.child(label.as_bytes()).map_err(|error| format!("{label}.{apex}: {error}"))?;
            let at = self.nodes.len();
            // Codes are unique, so the label is free.
            let _ = self.siblings.entry(None).or_default().take(&label, at);
            let mut node = Node::new(Kind::Country, &row.name, name, None, &row.code);
            let _ = node.civic.set(Kind::Country.element(), &row.code);
            node.source = if row.id.is_empty() { row.code.clone() } else { row.id.clone() };
            node.capital.clone_from(&row.capital);
            self.by_code.insert(row.code.clone(), at);
            self.nodes.push(node);
        }
        report.counts[Kind::Country as usize] = (rows.len(), rows.len());
        for at in 0..self.nodes.len() {
            let alias = label_of_words(&self.nodes[at].words).ok();
            let taken = self.siblings.entry(None).or_default();
            let Some(alias) = alias.filter(|alias| taken.take(alias, at).is_ok()) else { continue };
            self.nodes[at].aliases.push(alias);
            report.aliases += 1;
        }
        Ok(())
    }

    fn add_divisions(
        &mut self,
        rows: &[Division],
        kind: Kind,
        is_wanted: &dyn Fn(&str) -> bool,
        report: &mut Report,
    ) {
        let mut rows: Vec<&Division> = rows.iter().filter(|row| is_wanted(&row.code)).collect();
        rows.sort_by(|a, b| a.code.cmp(&b.code));
        let mut lost = Lost::default();
        for row in &rows {
            let Some((around, _)) = row.code.rsplit_once('.') else { continue };
            // Of a district whose region is in no table, the country is known at least.
            let country = around.split('.').next().unwrap_or_default();
            let own = self.by_code.get(around).copied();
            let parent = own.or_else(|| self.by_code.get(country).copied());
            match parent.filter(|_| !self.by_code.contains_key(&row.code)) {
                None => lost.add(&row.code),
                Some(parent) => {
                    lost.moved += usize::from(own.is_none());
                    match self.add(kind, &row.name, parent, &row.code) {
                        Some(at) => drop(self.by_code.insert(row.code.clone(), at)),
                        None => lost.add(&row.code),
                    }
                }
            }
        }
        report.counts[kind as usize] = (rows.len(), rows.len() - lost.count);
        lost.remark(kind, report);
    }

    fn add_cities(&mut self, rows: &[&City], report: &mut Report) {
        let mut lost = Lost::default();
        for row in rows {
            let region = format!("{}.{}", row.country, row.region);
            let district = format!("{region}.{}", row.district);
            let around =
                [&district, &region, &row.country].map(|code| self.by_code.get(code).copied());
            lost.moved += usize::from(around[1].is_none());
            let parent = around.into_iter().flatten().next();
            let added = parent.and_then(|parent| self.add(Kind::City, &row.name, parent, &row.id));
            match added {
                Some(at) => {
                    self.nodes[at].position = Some([row.latitude, row.longitude]);
                    self.nodes[at].population = row.population;
                }
                None => lost.add(&row.name),
            }
        }
        let (read, made) = &mut report.counts[Kind::City as usize];
        *read += rows.len();
        *made += rows.len() - lost.count;
        lost.remark(Kind::City, report);
    }

    /// Adds a place below another; none where no name can be made.
    fn add(&mut self, kind: Kind, words: &str, parent: usize, source: &str) -> Option<usize> {
        let at = self.nodes.len();
        let label = self.label(kind, words, parent, source)?;
        let name = self.nodes[parent].name.child(label.as_bytes()).ok()?;
        self.siblings.entry(Some(parent)).or_default().take(&label, at).ok()?;
        let mut node = Node::new(kind, words, name, Some(parent), source);
        node.civic = self.nodes[parent].civic.clone();
        // An element that is there already is that of a kind above; a name too long for one is only told
        // by the place itself.
        let _ = node.civic.set(kind.element(), words);
        self.nodes.push(node);
        Some(at)
    }

    /// A label that is free: of the words; with the kind, where a place of another kind has it; with a
    /// number, in the order of size; of the code, where the words make none.
    fn label(&mut self, kind: Kind, words: &str, parent: usize, source: &str) -> Option<String> {
        let own = match label_of_words(words) {
            Ok(label) => label,
            Err(PlaceNameError::TooLong { suggestion, .. }) => {
                let label = label_of_words(&suggestion).ok()?;
                self.note("names are too long for a label and were cut", words, &label);
                label
            }
            Err(_) => {
                let code = label_of_words(&format!("{} {source}", kind.word())).ok()?;
                self.note("names make no label; their codes stand for them", words, &code);
                code
            }
        };
        let siblings = self.siblings.entry(Some(parent)).or_default();
        if siblings.free(&own) == own {
            return Some(own);
        }
        let with_kind = label_of_words(&format!("{words} {}", kind.word())).ok();
        let with_kind =
            with_kind.filter(|label| kind == Kind::District && siblings.free(label) == *label);
        if let Some(label) = with_kind {
            self.note(
                "districts are called as a city of their region; \"district\" was added",
                words,
                &label,
            );
            return Some(label);
        }
        let label = siblings.free(&own);
        self.note(
            "places share a name with another beside them; the smaller have a number",
            words,
            &label,
        );
        Some(label)
    }

    fn note(&mut self, what: &'static str, words: &str, label: &str) {
        let (count, examples) = self.renamed.entry(what).or_default();
        *count += 1;
        if examples.len() < EXAMPLES {
            examples.push(format!("{words} → {label}"));
        }
    }

    fn remark(&self, report: &mut Report) {
        for (what, (count, examples)) in &self.renamed {
            report.remarks.push(format!("{count} {what}: {}", examples.join(", ")));
        }
    }
}

/// Rows that could not be placed as their codes say.
#[derive(Default)]
struct Lost {
    count: usize,
    examples: Vec<String>,
    moved: usize,
}

impl Lost {
    fn add(&mut self, what: &str) {
        self.count += 1;
        if self.examples.len() < EXAMPLES {
            self.examples.push(what.to_owned());
        }
    }

    fn remark(&self, kind: Kind, report: &mut Report) {
        let word = kind.word();
        if self.count > 0 {
            let text = "left out, twice in the tables or of a country that is in none";
            report.remarks.push(format!(
                "{word}: {} {text}: {}",
                self.count,
                self.examples.join(", ")
            ));
        }
        if self.moved > 0 {
            let text = "hang in their country, as their region is in no table";
            report.remarks.push(format!("{word}: {} {text}", self.moved));
        }
    }
}

impl Node {
    fn new(kind: Kind, words: &str, name: Name, parent: Option<usize>, source: &str) -> Self {
        Self {
            kind,
            words: words.to_owned(),
            name,
            parent,
            aliases: Vec::new(),
            civic: CivicAddress::new(),
            source: source.to_owned(),
            position: None,
            population: 0,
            size_metres: 0.0,
            capital: String::new(),
        }
    }
}
