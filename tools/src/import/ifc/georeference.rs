//! Where the project lies on the Earth.
//!
//! In this order: what the person says; a map conversion (`IfcMapConversion` to an `IfcProjectedCRS`, or
//! the property sets that stand for them in IFC 2x3); latitude and longitude of the site, turned by
//! the true north of the project.

use libsns::geometry::{Degrees, FRAME_METRES_MAX, Frame};

use super::projection::Projection;
use super::properties;
use super::shape::Shapes;
use super::step::{Entity, Fault, Read, Value};
use super::tree::{Sort, Tree};
use super::units;
use crate::import::Options;
use crate::survey::Survey;

/// Degrees of latitude beyond which east has no sense.
const LATITUDE_MAX: f64 = 89.0;
/// A map's metre is a metre of the building within these factors; beyond them the scale stands for a
/// change of units.
const SCALES: std::ops::RangeInclusive<f64> = 0.5..=2.0;

/// From metres of the project to positions.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Georeference {
    frame: Frame,
    /// The point of the project that is the frame's origin, in metres.
    at: [f64; 2],
}

/// A map conversion: where the project's (0, 0) is on a map, and how it is turned.
struct Conversion {
    entity: u32,
    metres: [f64; 2],
    /// The project's x axis on the map.
    x_axis: [f64; 2],
    /// Metres of the map for a metre of the project; none where the file's would be a change of units.
    scale: Option<f64>,
    projection: Projection,
    crs: String,
}

impl Georeference {
    /// Reads where the project lies. Positions on maps are exact at `middle`, the middle of what is
    /// wanted, in metres.
    pub(super) fn read(
        shapes: &Shapes<'_>,
        tree: &Tree,
        project: &Entity<'_>,
        middle: [f64; 2],
        options: &Options,
        survey: &mut Survey,
    ) -> Read<Self> {
        let north = true_north(shapes, project)?;
        if let Some(origin) = options.origin {
            let bearing = options.rotation.or(north).unwrap_or(0.0);
            return Self::new(project.id, origin, bearing, [0.0, 0.0]);
        }
        if let Some(conversion) = conversion(shapes)? {
            return conversion.georeference(middle, options.rotation, survey);
        }
        let site = tree.all(Sort::Site).find_map(|site| {
            let entity = shapes.model.entity(site.id).ok()?;
            Some((site, position(&entity)?))
        });
        let Some((site, origin)) = site else {
            let text = "the file does not say where on the Earth it is (no IfcMapConversion, no latitude \
                        and longitude of the site); expected --origin LAT,LON and --rotation DEG";
            return Err(Fault::broken(project.id, text));
        };
        let about = format!("position of the site (#{})", site.id);
        let words = format!("{:.6}, {:.6}", origin[0], origin[1]);
        survey.guess(about, format!("{words} is what the file says; authoring tools often leave a city's there. --origin LAT,LON sets another"));
        if north.is_none() && options.rotation.is_none() {
            survey.guess(
                "true north",
                "the file has none; taken as up the y axis. --rotation DEG sets another",
            );
        }
        let [x, y, _] = shapes.placed(site.placement)?.origin;
        Self::new(site.id, origin, options.rotation.or(north).unwrap_or(0.0), [x, y])
    }

    fn new(entity: u32, origin: Degrees, bearing: f64, at: [f64; 2]) -> Read<Self> {
        let [latitude, longitude] = origin;
        if latitude.abs() > LATITUDE_MAX || longitude.abs() > 180.0 || !bearing.is_finite() {
            let text = format!(
                "{latitude}, {longitude}; expected a position of at most 89° north or south"
            );
            return Err(Fault::broken(entity, text));
        }
        Ok(Self { frame: Frame::new(origin, bearing), at })
    }

    /// The position of a point of the project, in metres.
    pub(super) fn position(&self, [x, y]: [f64; 2]) -> Degrees {
        self.frame.position([x - self.at[0], y - self.at[1]])
    }

    /// True where a point is near enough to the origin for a frame.
    pub(super) fn reaches(&self, [x, y]: [f64; 2]) -> bool {
        (x - self.at[0]).hypot(y - self.at[1]) <= FRAME_METRES_MAX
    }
}

impl Conversion {
    /// A frame about the middle: its position by the map, its sides in true metres (a map's metre is
    /// not: in UTM 0.9996 to 1.001, in web Mercator at 60° a half), its turn from true north.
    fn georeference(
        &self,
        middle: [f64; 2],
        rotation: Option<f64>,
        survey: &mut Survey,
    ) -> Read<Georeference> {
        let [a, o] = self.x_axis;
        let [x, y] = middle.map(|metres| metres * self.scale.unwrap_or(1.0));
        let [east, north] = [self.metres[0] + x * a - y * o, self.metres[1] + x * o + y * a];
        let origin = self.projection.position([east, north]);
        // Grid north at the middle: the way to a point 1 km up the map, seen from true north.
        let up = self.projection.position([east, north + 1000.0]);
        let [there_x, there_y] = Frame::new(origin, 0.0).metres(up);
        let convergence = there_x.atan2(there_y).to_degrees();
        let turned = (-o).atan2(a).to_degrees() + convergence;
        let bearing = rotation.unwrap_or(turned);
        if self.scale.is_none() {
            let text = "its scale cannot be one of lengths; taken as 1";
            survey.guess(format!("map conversion (#{})", self.entity), text);
        }
        if self.projection.doubt_metres > 0 {
            let text = format!(
                "its datum is not WGS 84; positions may be off by {} m",
                self.projection.doubt_metres
            );
            survey.guess(self.crs.clone(), text);
        }
        Georeference::new(self.entity, origin, bearing, middle)
    }
}

/// Latitude and longitude of an `IfcSite`; none where they are not given, or both are 0.
fn position(site: &Entity<'_>) -> Option<Degrees> {
    let position = [angle(site.value(9))?, angle(site.value(10))?];
    (position != [0.0, 0.0]).then_some(position)
}

/// An `IfcCompoundPlaneAngleMeasure`: degrees, minutes, seconds, millionths of a second, all of one
/// sign. Some programs write the sign at the first that is not 0 only.
fn angle(value: &Value<'_>) -> Option<f64> {
    let parts: Vec<_> = value.list().iter().map_while(Value::number).collect();
    if parts.is_empty() || parts.len() > 4 {
        return None;
    }
    let sign = if parts.iter().any(|part| *part < 0.0) { -1.0 } else { 1.0 };
    let units = [1.0, 60.0, 3600.0, 3.6e9];
    Some(sign * parts.iter().zip(units).map(|(part, unit)| part.abs() / unit).sum::<f64>())
}

/// The bearing of the y axis that `TrueNorth` of the project's contexts gives, in degrees.
fn true_north(shapes: &Shapes<'_>, project: &Entity<'_>) -> Read<Option<f64>> {
    for id in project.references(7) {
        let context = shapes.model.entity(id)?;
        let Some(north) = shapes.model.follow_if(&context, 5)? else { continue };
        if let [x, y, ..] = north.numbers(0)[..]
            && x.hypot(y) > 1e-9
        {
            // North lies to the right of the y axis by this angle, so y lies to the left of north.
            return Ok(Some(0.0 - x.atan2(y).to_degrees()));
        }
    }
    Ok(None)
}

fn conversion(shapes: &Shapes<'_>) -> Read<Option<Conversion>> {
    let model = shapes.model;
    let kinds = ["IFCMAPCONVERSION", "IFCMAPCONVERSIONSCALED"];
    let Some(&id) = kinds.iter().find_map(|kind| model.all(kind).first()) else {
        return conversion_of_properties(shapes);
    };
    let entity = model.entity(id)?;
    let crs = model.follow(&entity, 1)?;
    let map_metres = model.follow_if(&crs, 6)?.map(|unit| units::factor(model, &unit, 4));
    let map_metres = map_metres.transpose()?.unwrap_or(1.0);
    let projection = projection(&crs)?;
    let number = |attribute, other| entity.number_if(attribute).unwrap_or(other);
    let scale = entity.number_if(7).map_or(1.0, |scale| scale * map_metres / shapes.units.metres);
    Ok(Some(Conversion {
        entity: id,
        metres: [entity.number(2)? * map_metres, entity.number(3)? * map_metres],
        x_axis: axis(id, [number(5, 1.0), number(6, 0.0)])?,
        scale: SCALES.contains(&scale).then_some(scale),
        projection,
        crs: crs.text(0).unwrap_or_default(),
    }))
}

/// The property sets by which IFC 2x3 says the same (buildingSMART, "Geo-referencing in IFC 2x3").
fn conversion_of_properties(shapes: &Shapes<'_>) -> Read<Option<Conversion>> {
    let set = |name| properties::set_named(shapes.model, name);
    let (Some(conversion), Some(crs)) = (set("epset_mapconversion")?, set("epset_projectedcrs")?)
    else {
        return Ok(None);
    };
    let number = |name: &str| conversion.number(name);
    let (Some(east), Some(north)) = (number("eastings"), number("northings")) else {
        return Ok(None);
    };
    let name = crs.text("name").unwrap_or_default();
    let axes = [number("xaxisabscissa").unwrap_or(1.0), number("xaxisordinate").unwrap_or(0.0)];
    Ok(Some(Conversion {
        entity: conversion.id,
        metres: [east, north],
        x_axis: axis(conversion.id, axes)?,
        scale: Some(number("scale").unwrap_or(1.0)).filter(|scale| SCALES.contains(scale)),
        projection: named(&name, "").ok_or_else(|| unknown(crs.id, &name))?,
        crs: name,
    }))
}

fn axis(entity: u32, [a, o]: [f64; 2]) -> Read<[f64; 2]> {
    let length = a.hypot(o);
    if length < 1e-9 {
        return Err(Fault::broken(entity, "the x axis on the map is (0, 0); expected a direction"));
    }
    Ok([a / length, o / length])
}

/// The projection of an `IfcProjectedCRS`.
fn projection(crs: &Entity<'_>) -> Read<Projection> {
    let text = |attribute| crs.text(attribute).unwrap_or_default();
    let words = [text(4), text(5)].join(" ");
    let name = text(0);
    named(&name, &words).or_else(|| named(&text(1), &words)).ok_or_else(|| unknown(crs.id, &name))
}

fn unknown(entity: u32, name: &str) -> Fault {
    let text = format!(
        "the map \"{name}\" is not known here; expected a UTM zone or another grid by its EPSG code, or \
         --origin LAT,LON and --rotation DEG"
    );
    Fault::broken(entity, text)
}

/// A projection by its EPSG code (`EPSG:25832`, `urn:ogc:def:crs:EPSG::25832`), or by the words `UTM` and
/// a zone (`32N`).
fn named(name: &str, words: &str) -> Option<Projection> {
    let capitals = name.to_uppercase();
    if let Some((_, code)) = capitals.rsplit_once("EPSG") {
        let digits = code.rsplit(|c: char| !c.is_ascii_digit()).find(|part| !part.is_empty())?;
        return Projection::of_epsg(digits.parse().ok()?);
    }
    let capitals = format!("{capitals} {}", words.to_uppercase());
    let (_, after) = capitals.split_once("UTM")?;
    let mut parts = after.split(|c: char| !c.is_ascii_alphanumeric());
    parts.find_map(|part| {
        let letter = part.find(|c: char| !c.is_ascii_digit()).unwrap_or(part.len());
        let (zone, band) = part.split_at(letter);
        // A letter after the zone is a hemisphere or a band; from N on bands lie in the north.
        let is_south = match band {
            "" | "N" => false,
            "S" => true,
            _ => return None,
        };
        Projection::utm(zone.parse().ok()?, is_south)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn maps_are_known_by_code_or_by_words() {
        let utm = Projection::of_epsg(32_632);
        for name in [
            "EPSG:32632",
            "epsg 32632",
            "urn:ogc:def:crs:EPSG::32632",
            "WGS 84 / UTM zone 32N",
            "UTM84-32N",
        ] {
            assert_eq!(named(name, ""), utm, "{name}");
        }
        assert_eq!(named("", "UTM 32N"), utm);
        assert_eq!(named("UTM zone 56S", ""), Projection::of_epsg(32_756));
        for name in ["EPSG:4326", "EPSG:", "local", "UTM", "UTM 99N", ""] {
            assert_eq!(named(name, ""), None, "{name}");
        }
    }

    #[test]
    fn compound_angles_have_one_sign() {
        let angle =
            |parts: &[f64]| angle(&Value::List(parts.iter().map(|p| Value::Number(*p)).collect()));
        assert_eq!(angle(&[41.0, 52.0, 27.0, 840_000.0]), Some(41.874_4));
        let west = angle(&[-87.0, -38.0, -21.0, -839_999.0]).unwrap();
        assert!((west + 87.639_4).abs() < 1e-8);
        assert_eq!(angle(&[-87.0, 38.0, 21.0, 839_999.0]), Some(west));
        assert_eq!(angle(&[0.0, -30.0, 0.0]), Some(-0.5));
        assert_eq!(angle(&[]), None);
    }
}
