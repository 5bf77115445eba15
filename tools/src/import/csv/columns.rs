//! What the columns of a table are, by their headings. Case, blanks and punctuation do not count.
//!
//! | column | headings, besides its own name |
//! |---|---|
//! | id | identifier, uuid, guid, key, asset-id, entity-id, kennung |
//! | name | title, display-name, bezeichnung, nom |
//! | number | ref, room-number, second-name, alias, label, raumnummer, numero |
//! | level | floor, storey, etage, geschoss, stockwerk, niveau |
//! | kind | type, category, use, usage, function, art, typ, nutzung |
//! | what | record, thing, class, sort, klasse: `room`, `device`, or a class of place |
//! | parent | inside, in, part-of, parent-id, within |
//! | building | house, gebaeude, batiment |
//! | room | space, location, place, zone, raum, piece, room-id, room-name |
//! | latitude, longitude | lat, lon, lng, long, breite, laenge, breitengrad, laengengrad |
//! | x, y | east, north, x-m, y-m, metres allowed |
//! | width, depth | w, d, length, breite-m, tiefe |
//! | polygon | shape, wkt, geometry, outline, geom: degrees |
//! | corners | polygon-m, corners-m, ecken: metres |
//! | altitude, height | elevation, hoehe, ceiling-height |
//! | above_floor | mounting-height, z, height-above-floor, montagehoehe |
//! | bearers | ipv6, ipv4, ip, bluetooth, zigbee, lora, wifi, dtmf, light |

use crate::import::words;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Column {
    Id,
    Name,
    Number,
    Level,
    Kind,
    What,
    Parent,
    Building,
    Room,
    Latitude,
    Longitude,
    X,
    Y,
    Width,
    Depth,
    Polygon,
    Corners,
    Altitude,
    Height,
    AboveFloor,
    /// A way to reach a device, by the word of the plan for it.
    Bearer(&'static str),
    /// Any other: free text.
    Other,
}

impl Column {
    /// The column of a heading.
    fn of(heading: &str) -> Self {
        let heading = words::heading(heading);
        // Units in brackets are metres or degrees, which is what is expected.
        let plain = ["-m", "-metres", "-meters", "-deg", "-degrees", "-wgs84"]
            .iter()
            .find_map(|unit| heading.strip_suffix(unit))
            .unwrap_or(&heading);
        match heading.as_str() {
            "corners-m" | "polygon-m" | "ecken" | "corners" => return Self::Corners,
            "breite-m" => return Self::Width,
            _ => {}
        }
        match plain {
            "id" | "identifier" | "uuid" | "guid" | "key" | "asset-id" | "entity-id"
            | "kennung" | "device-id" => Self::Id,
            "name" | "title" | "display-name" | "bezeichnung" | "nom" | "device-name"
            | "friendly-name" => Self::Name,
            "number" | "ref" | "room-number" | "second-name" | "alias" | "label" | "raumnummer"
            | "numero" | "room-no" => Self::Number,
            "level" | "floor" | "storey" | "story" | "etage" | "geschoss" | "stockwerk"
            | "niveau" | "ebene" => Self::Level,
            "kind" | "type" | "category" | "use" | "usage" | "function" | "art" | "typ"
            | "nutzung" | "room-type" | "device-type" => Self::Kind,
            "what" | "record" | "thing" | "class" | "sort" | "klasse" => Self::What,
            "parent" | "inside" | "in" | "part-of" | "parent-id" | "within" => Self::Parent,
            "building" | "house" | "gebaeude" | "batiment" | "building-name" => Self::Building,
            "room" | "space" | "location" | "place" | "zone" | "raum" | "piece" | "room-id"
            | "room-name" | "area" => Self::Room,
            "latitude" | "lat" | "breite" | "breitengrad" => Self::Latitude,
            "longitude" | "lon" | "lng" | "long" | "laenge" | "laengengrad" => Self::Longitude,
            "x" | "east" | "easting" => Self::X,
            "y" | "north" | "northing" => Self::Y,
            "width" | "w" | "largeur" => Self::Width,
            "depth" | "d" | "length" | "tiefe" | "profondeur" => Self::Depth,
            "polygon" | "shape" | "wkt" | "geometry" | "outline" | "geom" => Self::Polygon,
            "altitude" | "elevation" | "alt" => Self::Altitude,
            "height" | "ceiling-height" | "hoehe" | "hauteur" | "raumhoehe" => Self::Height,
            "above-floor" | "mounting-height" | "z" | "height-above-floor" | "montagehoehe" => {
                Self::AboveFloor
            }
            plain => words::bearer(plain).map_or(Self::Other, Self::Bearer),
        }
    }
}

/// The columns of a table.
pub(super) struct Columns {
    pub(super) all: Vec<Column>,
}

impl Columns {
    pub(super) fn of(headings: &[String]) -> Self {
        let mut all: Vec<Column> = headings.iter().map(|heading| Column::of(heading)).collect();
        // `room, level` alone is a list of rooms; and of what comes twice, the first counts.
        if !all.contains(&Column::Name) && !all.contains(&Column::Id) {
            for column in all.iter_mut().filter(|column| **column == Column::Room).take(1) {
                *column = Column::Name;
            }
        }
        for at in 0..all.len() {
            let (before, rest) = all.split_at_mut(at);
            if let Some(column) = rest.first_mut()
                && before.contains(column)
                && !matches!(column, Column::Bearer(_))
            {
                *column = Column::Other;
            }
        }
        Self { all }
    }

    /// Where a column is.
    pub(super) fn find(&self, wanted: Column) -> Option<usize> {
        self.all.iter().position(|column| *column == wanted)
    }

    pub(super) fn has(&self, wanted: &[Column]) -> bool {
        self.all.iter().any(|column| wanted.contains(column))
    }

    /// The columns with bearers.
    pub(super) fn bearers(&self) -> impl Iterator<Item = (usize, &'static str)> + '_ {
        self.all.iter().enumerate().filter_map(|(at, column)| match column {
            Column::Bearer(word) => Some((at, *word)),
            _ => None,
        })
    }

    /// The columns with free text.
    pub(super) fn others(&self) -> impl Iterator<Item = usize> + '_ {
        let others = self.all.iter().enumerate().filter(|(_, column)| **column == Column::Other);
        others.map(|(at, _)| at)
    }
}
