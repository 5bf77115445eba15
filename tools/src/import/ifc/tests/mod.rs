//! The whole way: from files to surveys.

mod broken;
mod duplex;
mod houses;
mod mutations;

use libsns::geometry::{Degrees, Frame};

use super::*;
use crate::survey::{RemarkSort, Rings, SurveyExit, SurveyPlace};

/// Units, arcs and profiles of IFC2X3, in feet and degrees.
const FEET: &str = include_str!("../../../../tests/fixtures/ifc/feet.ifc");
/// A map conversion, tessellations and booleans of IFC4.
const MAP: &str = include_str!("../../../../tests/fixtures/ifc/map.ifc");
/// Footprints, boxes and boundaries in place of bodies.
const OUTLINES: &str = include_str!("../../../../tests/fixtures/ifc/outlines.ifc");
/// Devices and ways between levels of IFC4X3, in two buildings.
const DEVICES: &str = include_str!("../../../../tests/fixtures/ifc/devices.ifc");

fn read_octets(octets: &[u8], options: &Options) -> Result<Survey, ImportError> {
    let files = vec![InputFile::from_octets("house.ifc", octets)];
    read(&Input { name: "house.ifc".into(), files }, options)
}

fn read_text(text: &str) -> Result<Survey, ImportError> {
    read_octets(text.as_bytes(), &Options::default())
}

/// The place of a fixture by the end of its identity.
fn place<'s>(survey: &'s Survey, tag: &str) -> &'s SurveyPlace {
    let source = source(tag);
    survey.places.iter().find(|place| place.source == source).expect(tag)
}

fn exit<'s>(survey: &'s Survey, tag: &str) -> &'s SurveyExit {
    let source = source(tag);
    survey.exits.iter().find(|exit| exit.source == source).expect(tag)
}

/// The identity of a fixture's instance: zeros up to 22 characters, then the tag.
fn source(tag: &str) -> String {
    format!("ifc:{tag:0>22}")
}

/// What polygons cover, in square metres.
fn square_metres(shape: &Rings) -> f64 {
    let ring = |ring: &Vec<Degrees>| {
        let frame = Frame::new(ring[0], 0.0);
        let corners: Vec<_> = ring.iter().map(|&corner| frame.metres(corner)).collect();
        let pairs = corners.iter().zip(corners.iter().cycle().skip(1));
        pairs.map(|(a, b)| a[0] * b[1] - b[0] * a[1]).sum::<f64>().abs() / 2.0
    };
    let polygon = |rings: &Vec<Vec<Degrees>>| {
        rings.iter().skip(1).fold(ring(&rings[0]), |area, hole| area - ring(hole))
    };
    shape.iter().map(polygon).sum()
}

/// From one position to another, in metres to the east and to the north.
fn way(from: Degrees, to: Degrees) -> [f64; 2] {
    Frame::new(from, 0.0).metres(to)
}

/// True where a remark of a sort holds these words.
fn has_remark(survey: &Survey, sort: RemarkSort, words: &str) -> bool {
    survey.remarks.iter().any(|remark| remark.sort == sort && remark.to_string().contains(words))
}
