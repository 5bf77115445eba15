//! Which format an input is in, by its files and how they begin.

use std::io::Read as _;

use super::{ImportError, Input, InputFile, Options};
use super::{brick, csv, geojson, home_assistant, ifc, imdf, osm, wrld};
use crate::survey::Survey;

/// Octets of a file that are looked at: properties that tell formats apart come early.
const HEAD_OCTETS: u64 = 64 << 10;
/// Files of a folder that are looked into; what an importer wants stands at the top.
const FILES_LOOKED_INTO_MAX: usize = 200;

/// The formats that can be imported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// IFC2x3, IFC4, IFC4x3 (ISO 16739) as STEP files (ISO 10303-21).
    Ifc,
    /// Indoor Mapping Data Format 1.0.0 (OGC 20-094).
    Imdf,
    /// OpenStreetMap with Simple Indoor Tagging, as GeoJSON, XML or PBF.
    Osm,
    /// WRLD Indoor Map Format 1.0.0.
    Wrld,
    /// GeoJSON (RFC 7946) with or without a mapping.
    GeoJson,
    /// Tables of rooms and devices.
    Csv,
    /// Brick in Turtle.
    Brick,
    /// Registries of Home Assistant.
    HomeAssistant,
}

impl Format {
    /// All formats.
    pub const ALL: [Self; 8] = [
        Self::Ifc,
        Self::Imdf,
        Self::Osm,
        Self::Wrld,
        Self::GeoJson,
        Self::Csv,
        Self::Brick,
        Self::HomeAssistant,
    ];

    /// The word that people type for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Ifc => "ifc",
            Self::Imdf => "imdf",
            Self::Osm => "osm",
            Self::Wrld => "wrld",
            Self::GeoJson => "geojson",
            Self::Csv => "csv",
            Self::Brick => "brick",
            Self::HomeAssistant => "home-assistant",
        }
    }

    /// The format of a word.
    ///
    /// # Errors
    /// A sentence with the words there are.
    pub fn from_word(word: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|format| format.word() == word)
            .ok_or_else(|| format!("expected one of {}", Self::words()))
    }

    /// All words, with commas between.
    #[must_use]
    pub fn words() -> String {
        Self::ALL.map(Self::word).join(", ")
    }

    /// True for what knows rooms by name and not by shape: its devices are laid on rooms that are there.
    #[must_use]
    pub fn has_no_shapes(self) -> bool {
        matches!(self, Self::Brick | Self::HomeAssistant)
    }

    /// Reads an input of this format.
    ///
    /// # Errors
    /// When it is not of this format, or broken.
    pub fn read(self, input: &Input<'_>, options: &Options) -> Result<Survey, ImportError> {
        match self {
            Self::Ifc => ifc::read(input, options),
            Self::Imdf => imdf::read(input, options),
            Self::Osm => osm::read(input, options),
            Self::Wrld => wrld::read(input, options),
            Self::GeoJson => geojson::read(input, options),
            Self::Csv => csv::read(input, options),
            Self::Brick => brick::read(input, options),
            Self::HomeAssistant => home_assistant::read(input, options),
        }
    }
}

/// Tells the format of an input.
///
/// # Errors
/// When a file cannot be read, or none of them is in a format that is known.
pub fn detect(input: &Input<'_>, options: &Options) -> Result<Format, ImportError> {
    if options.mapping.is_some() {
        return Ok(Format::GeoJson);
    }
    if let Some(format) = by_names(input)? {
        return Ok(format);
    }
    for file in input.files.iter().take(FILES_LOOKED_INTO_MAX) {
        if let Some(format) = by_head(file, &head(file)?) {
            return Ok(format);
        }
    }
    let text =
        format!("no file of a known format; expected one of {}, or --format", Format::words());
    Err(ImportError { file: input.name.clone(), spot: String::new(), text })
}

/// The format of a set of files with names of its own.
fn by_names(input: &Input<'_>) -> Result<Option<Format>, ImportError> {
    let has = |name: &str| input.file(name).is_some();
    if has("core.area_registry") || has("core.device_registry") {
        return Ok(Some(Format::HomeAssistant));
    }
    if has("manifest.json") && (has("level.geojson") || has("venue.geojson")) {
        return Ok(Some(Format::Imdf));
    }
    match input.file("main.json") {
        Some(main) => {
            let head = head(main)?;
            Ok((contains(&head, b"\"levels\"") && contains(&head, b"\"filename\""))
                .then_some(Format::Wrld))
        }
        None => Ok(None),
    }
}

fn head(file: &InputFile<'_>) -> Result<Vec<u8>, ImportError> {
    let mut head = Vec::new();
    let read = file.reader()?.take(HEAD_OCTETS).read_to_end(&mut head);
    read.map_err(|error| file.error("", error))?;
    Ok(head)
}

/// The format of a file by its beginning, or else by how its name ends.
fn by_head(file: &InputFile<'_>, head: &[u8]) -> Option<Format> {
    let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    let path = file.path.to_ascii_lowercase();
    let ends = |ends: &[&str]| ends.iter().any(|end| path.ends_with(end));
    if text.starts_with(b"ISO-10303-21") || ends(&[".ifc"]) {
        Some(Format::Ifc)
    } else if contains(&head[..head.len().min(64)], b"OSMHeader")
        || (text.starts_with(b"<") && contains(text, b"<osm"))
        || ends(&[".osm", ".pbf"])
    {
        Some(Format::Osm)
    } else if text.starts_with(b"{") {
        json(text)
    } else if contains(text, b"@prefix") || ends(&[".ttl"]) {
        Some(Format::Brick)
    } else if ends(&[".csv", ".tsv"]) {
        Some(Format::Csv)
    } else {
        None
    }
}

/// JSON that is GeoJSON: of OpenStreetMap where its features bear the tags or identities of that.
fn json(text: &[u8]) -> Option<Format> {
    if contains(text, b"core.area_registry") || contains(text, b"core.device_registry") {
        return Some(Format::HomeAssistant);
    }
    if !contains(text, b"FeatureCollection") && !contains(text, b"\"features\"") {
        return None;
    }
    let tags: [&[u8]; 3] = [b"\"indoor\"", b"\"@id\"", b"\"osm_id\""];
    Some(if tags.iter().any(|tag| contains(text, tag)) { Format::Osm } else { Format::GeoJson })
}

fn contains(text: &[u8], part: &[u8]) -> bool {
    text.windows(part.len()).any(|window| window == part)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn detected(files: &[(&str, &str)]) -> Result<Format, String> {
        let files = files.iter().map(|(path, text)| InputFile::from_octets(*path, text.as_bytes()));
        let input = Input { name: "it".into(), files: files.collect() };
        detect(&input, &Options::default()).map_err(|error| error.to_string())
    }

    #[test]
    fn formats_are_told_by_what_files_hold() {
        let one = |path, text| detected(&[(path, text)]);
        assert_eq!(one("x", "ISO-10303-21;\nHEADER;"), Ok(Format::Ifc));
        assert_eq!(one("x", "<?xml version='1.0'?>\n<osm version='0.6'>"), Ok(Format::Osm));
        assert_eq!(one("x", "\0\0\0\x0d\x0a\x09OSMHeader\x18"), Ok(Format::Osm));
        let features =
            r#"{"type":"FeatureCollection","features":[{"properties":{"indoor":"room"}}]}"#;
        assert_eq!(one("x.json", features), Ok(Format::Osm));
        let others = features.replace("indoor", "category");
        assert_eq!(detected(&[("x.json", &others)]), Ok(Format::GeoJson));
        assert_eq!(one("x", "# a building\n@prefix brick: <b#> ."), Ok(Format::Brick));
        assert_eq!(one("rooms.csv", "id;name\n"), Ok(Format::Csv));
        assert_eq!(one(".storage/core.area_registry", "{}"), Ok(Format::HomeAssistant));
    }

    #[test]
    fn folders_are_told_by_their_files() {
        let main = ("main.json", r#"{"levels": [{"filename": "g.geojson"}]}"#);
        assert_eq!(detected(&[("g.geojson", "{}"), main]), Ok(Format::Wrld));
        let imdf = [("a/level.geojson", "{}"), ("a/manifest.json", "{}")];
        assert_eq!(detected(&imdf), Ok(Format::Imdf));
    }

    #[test]
    fn what_is_none_of_them_is_told_what_there_is() {
        let error = detected(&[("letter.txt", "Dear Sir")]).unwrap_err();
        assert!(error.starts_with("it: no file of a known format; expected one of ifc"), "{error}");
        assert!(Format::from_word("dwg").unwrap_err().contains("home-assistant"));
        assert!(Format::ALL.iter().all(|f| Format::from_word(f.word()) == Ok(*f)));
    }
}
