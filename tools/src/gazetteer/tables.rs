//! GeoNames' tables: the dumps as GeoNames gives them (<https://download.geonames.org/export/dump/>,
//! columns in its `readme.txt`), or the same with commas and a line of headers.

use std::io::Read;

use csv::{Reader, ReaderBuilder, StringRecord};

use crate::import::{ImportError, Input, InputFile};

/// Largest table, in octets: all cities of 500 people and more are 40 MB.
const FILE_OCTETS_MAX: u64 = 512 << 20;
/// Most rows of all tables together: there are 13 million in the largest dump, of which two are cities.
const ROWS_MAX: usize = 5_000_000;
/// Longest field that is kept, in octets; no name of a place is longer.
const FIELD_OCTETS_MAX: usize = 400;

/// All rows that matter.
#[derive(Clone, Debug, Default)]
pub struct Tables {
    pub(super) countries: Vec<Country>,
    pub(super) regions: Vec<Division>,
    pub(super) districts: Vec<Division>,
    pub(super) cities: Vec<City>,
}

/// A country.
#[derive(Clone, Debug)]
pub(super) struct Country {
    /// Two letters of ISO 3166.
    pub(super) code: String,
    pub(super) name: String,
    pub(super) capital: String,
    pub(super) id: String,
}

/// A first or second division of a country.
#[derive(Clone, Debug)]
pub(super) struct Division {
    /// `GB.ENG` or `GB.ENG.C3`.
    pub(super) code: String,
    pub(super) name: String,
}

/// A city.
#[derive(Clone, Debug)]
pub(super) struct City {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) country: String,
    /// The last part of its region's code; may be empty.
    pub(super) region: String,
    /// The last part of its district's code; empty where the table does not say.
    pub(super) district: String,
    pub(super) latitude: f64,
    pub(super) longitude: f64,
    pub(super) population: u64,
}

/// Which table a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Table {
    Countries,
    Regions,
    Districts,
    Cities,
}

/// A column: its header where there are headers, its number in a dump, and whether it must be there.
type Column = (&'static str, usize, bool);

const COUNTRY_COLUMNS: [Column; 4] =
    [("iso2", 0, true), ("name", 4, true), ("capital", 5, false), ("geonameid", 16, false)];
const DIVISION_COLUMNS: [Column; 2] = [("code", 0, true), ("name", 1, true)];
const CITY_COLUMNS: [Column; 9] = [
    ("geonameid", 0, true),
    ("name", 1, true),
    ("lat", 4, true),
    ("lon", 5, true),
    ("country", 8, true),
    ("admin1", 10, false),
    ("admin2", 11, false),
    ("population", 14, false),
    ("class", 6, false),
];

impl Tables {
    /// Reads all tables of an input. `seen` is told the rows so far, every few thousand.
    ///
    /// # Errors
    /// When there is no table of countries, when a row is not as it should be, with its line, and when
    /// tables are larger than the bounds.
    pub fn read(input: &Input<'_>, seen: &mut dyn FnMut(usize)) -> Result<Self, ImportError> {
        let mut tables = Self::default();
        let mut rows = 0;
        for file in &input.files {
            if let Some(table) = table_of(&file.path) {
                read_table(file, table, &mut tables, &mut rows, seen)?;
            }
        }
        if tables.countries.is_empty() {
            let text = "has no countries; expected countryInfo.txt or countries.csv, and beside it tables \
                        admin1…, admin2… and cities…";
            let file = input.name.clone();
            return Err(ImportError { file, spot: String::new(), text: text.into() });
        }
        Ok(tables)
    }

    /// Whether there is such a country.
    #[must_use]
    pub fn has_country(&self, code: &str) -> bool {
        self.countries.iter().any(|country| country.code == code)
    }

    fn add(&mut self, table: Table, row: &Row<'_>) -> Result<(), String> {
        match table {
            Table::Countries => self.countries.push(Country {
                code: country_code(row.text(0))?,
                name: row.text(1).to_owned(),
                capital: row.text(2).to_owned(),
                id: row.text(3).to_owned(),
            }),
            Table::Regions => self.regions.push(row.division(2)?),
            Table::Districts => self.districts.push(row.division(3)?),
            Table::Cities => self.cities.extend(row.city()?),
        }
        Ok(())
    }
}

/// The fields of a row in the order of our columns.
struct Row<'r> {
    record: &'r StringRecord,
    /// The number of each of our columns in this file.
    columns: &'r [Option<usize>],
}

impl Row<'_> {
    fn text(&self, column: usize) -> &str {
        let at = self.columns.get(column).copied().flatten();
        at.and_then(|at| self.record.get(at)).unwrap_or_default().trim()
    }

    fn division(&self, parts: usize) -> Result<Division, String> {
        let code = self.text(0);
        if code.split('.').count() != parts || code.split('.').any(str::is_empty) {
            let example = if parts == 2 { "GB.ENG" } else { "GB.ENG.C3" };
            return Err(format!("code is {code:?}; expected one such as {example}"));
        }
        Ok(Division { code: code.to_owned(), name: self.text(1).to_owned() })
    }

    fn city(&self) -> Result<Option<City>, String> {
        // A dump of a whole country holds hills and rivers, too; P are populated places.
        if !matches!(self.text(8), "" | "P") {
            return Ok(None);
        }
        Ok(Some(City {
            id: self.text(0).to_owned(),
            name: self.text(1).to_owned(),
            latitude: degrees("latitude", self.text(2), 90.0)?,
            longitude: degrees("longitude", self.text(3), 180.0)?,
            country: country_code(self.text(4))?,
            region: self.text(5).to_owned(),
            district: self.text(6).to_owned(),
            population: match self.text(7) {
                "" => 0,
                text => text
                    .parse()
                    .map_err(|_| format!("population is {text:?}; expected a number"))?,
            },
        }))
    }
}

fn country_code(text: &str) -> Result<String, String> {
    if text.len() == 2 && text.bytes().all(|c| c.is_ascii_alphabetic()) {
        return Ok(text.to_ascii_uppercase());
    }
    Err(format!("country is {text:?}; expected two letters of ISO 3166"))
}

fn degrees(what: &str, text: &str, most: f64) -> Result<f64, String> {
    let number = text.parse::<f64>().ok().filter(|number| number.abs() <= most);
    number.ok_or_else(|| format!("{what} is {text:?}; expected degrees from -{most} to {most}"))
}

/// Which table a file is, by its name.
fn table_of(path: &str) -> Option<Table> {
    let name = path.rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
    let (stem, ending) = name.rsplit_once('.')?;
    let is_table = matches!(ending, "csv" | "txt" | "tsv");
    let table = match stem {
        _ if !is_table => return None,
        "countries" | "countryinfo" => Table::Countries,
        _ if stem.starts_with("admin1") => Table::Regions,
        _ if stem.starts_with("admin2") => Table::Districts,
        "allcountries" => Table::Cities,
        _ if stem.starts_with("cities") => Table::Cities,
        // GeoNames names the dump of a country by its code.
        _ if stem.len() == 2 && ending == "txt" => Table::Cities,
        _ => return None,
    };
    Some(table)
}

fn read_table(
    file: &InputFile<'_>,
    table: Table,
    tables: &mut Tables,
    rows: &mut usize,
    seen: &mut dyn FnMut(usize),
) -> Result<(), ImportError> {
    let has_headers = file.path.to_ascii_lowercase().ends_with(".csv");
    let octets = file.reader()?.take(FILE_OCTETS_MAX);
    let mut reader = ReaderBuilder::new()
        .has_headers(has_headers)
        .delimiter(if has_headers { b',' } else { b'\t' })
        // In a dump a quotation mark is a quotation mark.
        .quoting(has_headers)
        .comment((!has_headers).then_some(b'#'))
        .flexible(true)
        .from_reader(octets);
    let columns = columns(file, table, has_headers, &mut reader)?;
    let mut record = StringRecord::new();
    while reader.read_record(&mut record).map_err(|error| csv_error(file, &error))? {
        let line = record.position().map_or(0, csv::Position::line);
        let at = || format!("line {line}");
        *rows += 1;
        if *rows > ROWS_MAX {
            return Err(
                file.error(at(), format!("is row {rows} of all tables; expected {ROWS_MAX}"))
            );
        }
        if rows.is_multiple_of(4096) {
            seen(*rows);
        }
        let row = Row { record: &record, columns: &columns };
        if let Some(long) = (0..columns.len()).find(|at| row.text(*at).len() > FIELD_OCTETS_MAX) {
            let octets = row.text(long).len();
            let text = format!("a field has {octets} octets; expected at most {FIELD_OCTETS_MAX}");
            return Err(file.error(at(), text));
        }
        tables.add(table, &row).map_err(|text| file.error(at(), text))?;
    }
    if reader.into_inner().limit() == 0 {
        return Err(file.error("", format!("is {FILE_OCTETS_MAX} octets or larger; expected less")));
    }
    Ok(())
}

/// Where our columns are in a file.
fn columns(
    file: &InputFile<'_>,
    table: Table,
    has_headers: bool,
    reader: &mut Reader<impl Read>,
) -> Result<Vec<Option<usize>>, ImportError> {
    let wanted: &[Column] = match table {
        Table::Countries => &COUNTRY_COLUMNS,
        Table::Regions | Table::Districts => &DIVISION_COLUMNS,
        Table::Cities => &CITY_COLUMNS,
    };
    if !has_headers {
        return Ok(wanted.iter().map(|(_, number, _)| Some(*number)).collect());
    }
    let headers = reader.headers().map_err(|error| csv_error(file, &error))?;
    let headers: Vec<&str> =
        headers.iter().map(|text| text.trim_start_matches('\u{feff}').trim()).collect();
    let find = |(header, _, is_required): &Column| {
        let found = headers.iter().position(|text| text.eq_ignore_ascii_case(header));
        if found.is_none() && *is_required {
            let text = format!("there is no column {header:?} among {headers:?}");
            return Err(file.error("line 1", text));
        }
        Ok(found)
    };
    wanted.iter().map(find).collect()
}

fn csv_error(file: &InputFile<'_>, error: &csv::Error) -> ImportError {
    let spot = error.position().map(|position| format!("line {}", position.line()));
    let text = match error.kind() {
        csv::ErrorKind::Utf8 { .. } => "is not UTF-8 text".to_owned(),
        _ => error.to_string(),
    };
    file.error(spot.unwrap_or_default(), text)
}
