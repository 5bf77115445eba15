//! Where the polygons of GeoJSON files stand, found by their corners.
//!
//! A plan says which features it takes by rules of its own; a shape that came from one has its corners,
//! all of them, and no other has.

use std::collections::HashMap;
use std::ops::Range;

use libsns::geometry::Position;
use libsns::plan::PlanFile;

use crate::lint::json_spans::{self, Node};

/// A ring as it is written.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct RingText {
    /// The list with its brackets.
    pub(super) span: Range<usize>,
    /// Each corner, the repeated one at the end too.
    pub(super) corners: Vec<CornerText>,
}

/// A corner as it is written.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct CornerText {
    pub(super) span: Range<usize>,
    pub(super) longitude: Range<usize>,
    pub(super) latitude: Range<usize>,
    pub(super) at: Position,
}

/// A polygon: its rings, and the file they are in.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct PolygonText {
    pub(super) file: String,
    pub(super) rings: Vec<RingText>,
}

/// The polygons of all files, by the corners of their outer rings; none where two are alike.
pub(super) type Polygons = HashMap<Vec<Position>, Option<PolygonText>>;

/// Finds all polygons.
pub(super) fn polygons(files: &[PlanFile]) -> Polygons {
    let mut found = Polygons::new();
    let is_json = |path: &str| path.ends_with(".geojson") || path.ends_with(".json");
    for file in files.iter().filter(|file| is_json(&file.path)) {
        let Some(root) = json_spans::read(&file.text) else { continue };
        let features = root.get(&file.text, "features").map_or(&[][..], Node::items);
        for feature in features {
            read_feature(feature, file, &mut found);
        }
    }
    found
}

fn read_feature(feature: &Node, file: &PlanFile, found: &mut Polygons) -> Option<()> {
    let geometry = feature.get(&file.text, "geometry")?;
    let coordinates = geometry.get(&file.text, "coordinates")?;
    let kind = geometry.get(&file.text, "type")?;
    let polygons = match file.text.get(kind.span.clone())? {
        "\"Polygon\"" => std::slice::from_ref(coordinates),
        "\"MultiPolygon\"" => coordinates.items(),
        _ => return None,
    };
    for polygon in polygons {
        let rings: Option<Vec<RingText>> =
            polygon.items().iter().map(|ring| read_ring(ring, &file.text)).collect();
        let Some(rings) = rings.filter(|rings| !rings.is_empty()) else { continue };
        let key = corners_of(&rings[0]);
        let polygon = PolygonText { file: file.path.clone(), rings };
        found.entry(key).and_modify(|other| *other = None).or_insert(Some(polygon));
    }
    Some(())
}

fn read_ring(ring: &Node, text: &str) -> Option<RingText> {
    let corner = |node: &Node| {
        let [longitude, latitude, ..] = node.items() else { return None };
        let at = Position::from_degrees(latitude.number(text)?, longitude.number(text)?).ok()?;
        Some(CornerText {
            span: node.span.clone(),
            longitude: longitude.span.clone(),
            latitude: latitude.span.clone(),
            at,
        })
    };
    let corners = ring.items().iter().map(corner).collect::<Option<_>>()?;
    Some(RingText { span: ring.span.clone(), corners })
}

/// The corners as a polygon has them: none twice in a row, the first not repeated.
fn corners_of(ring: &RingText) -> Vec<Position> {
    let mut corners: Vec<Position> = ring.corners.iter().map(|corner| corner.at).collect();
    corners.dedup();
    if corners.len() > 1 && corners.first() == corners.last() {
        corners.pop();
    }
    corners
}
