//! Shapes in a cell: well-known text (OGC 06-103r4 §7), or corners in a list.

use libsns::geometry::{Degrees, Frame};

use super::table::Row;
use crate::import::features;
use crate::survey::Rings;

/// How deep brackets go in the well-known text of several polygons.
const DEPTH: usize = 3;

/// A shape in degrees: `POLYGON((lon lat, …))`, `MULTIPOLYGON(…)`, or `lat lon; lat lon; …`.
pub(super) fn degrees(text: &str, row: &Row<'_>) -> Result<Rings, String> {
    let upper = text.trim_start().to_uppercase();
    let rings = match upper.find('(') {
        Some(open) => {
            let kind = upper.get(..open).unwrap_or_default().trim();
            if !["POLYGON", "MULTIPOLYGON", "POLYGON Z", "MULTIPOLYGON Z"].contains(&kind) {
                return Err("POLYGON or MULTIPOLYGON".into());
            }
            well_known(upper.get(open..).unwrap_or_default())?
        }
        None => vec![vec![listed(text, row)?]],
    };
    checked(rings, |[latitude, longitude]| latitude.abs() <= 90.0 && longitude.abs() <= 180.0)
}

/// A shape in metres of a frame: `x y; x y; …`.
pub(super) fn metres(text: &str, row: &Row<'_>, frame: &Frame) -> Result<Rings, String> {
    let near = |[x, y]: [f64; 2]| {
        x.abs() <= libsns::geometry::FRAME_METRES_MAX
            && y.abs() <= libsns::geometry::FRAME_METRES_MAX
    };
    let rings = checked(vec![vec![listed(text, row)?]], near)?;
    let place = |ring: Vec<[f64; 2]>| ring.into_iter().map(|at| frame.position(at)).collect();
    Ok(rings.into_iter().map(|polygon| polygon.into_iter().map(place).collect()).collect())
}

/// Corners one after the other: pairs with a semicolon, slash or bar between, or just numbers.
fn listed(text: &str, row: &Row<'_>) -> Result<Vec<[f64; 2]>, String> {
    let text = text.trim().trim_matches(['[', ']', '(', ')']);
    let corner = |pair: &str| {
        let pair = pair.trim().trim_matches(['[', ']', '(', ')']);
        let parts: Vec<&str> = pair.split_whitespace().collect();
        // With blanks between, a comma may be that of a number; without, it stands between the two.
        let numbers: Option<Vec<f64>> = match parts.len() {
            1 => pair.split(',').map(|part| part.trim().parse().ok()).collect(),
            _ => parts.iter().map(|part| row.parse(part.trim_end_matches(','))).collect(),
        };
        match numbers.as_deref() {
            Some([first, second]) => Ok([*first, *second]),
            _ => Err(format!("two numbers a corner where it has {:?}", short(pair))),
        }
    };
    let pairs = text.split([';', '|', '\n']).filter(|pair| !pair.trim().is_empty());
    pairs.map(corner).collect()
}

/// The polygons of well-known text from its first bracket on; longitude comes first.
fn well_known(text: &str) -> Result<Rings, String> {
    let mut polygons: Rings = Vec::new();
    let (mut depth, mut deepest) = (0_usize, 0);
    let mut number = String::new();
    let mut corner: Vec<f64> = Vec::new();
    let mut ring: Vec<Degrees> = Vec::new();
    let mut rings: Vec<Vec<Degrees>> = Vec::new();
    for c in text.chars() {
        if !"(), \t\n\r".contains(c) {
            number.push(c);
            continue;
        }
        if !number.is_empty() {
            let read = number
                .parse()
                .map_err(|_| format!("a number where it has {:?}", short(&number)))?;
            corner.push(read);
            number.clear();
        }
        if (c == ',' || c == ')') && !corner.is_empty() {
            match corner.as_slice() {
                [longitude, latitude] | [longitude, latitude, _] => {
                    ring.push([*latitude, *longitude])
                }
                _ => return Err(format!("two numbers a corner where it has {}", corner.len())),
            }
            corner.clear();
        }
        match c {
            '(' if depth == DEPTH => return Err("fewer brackets".into()),
            '(' => depth += 1,
            ')' => {
                depth = depth.checked_sub(1).ok_or("an opening bracket for each closing one")?;
                if !ring.is_empty() {
                    rings.push(std::mem::take(&mut ring));
                    deepest = depth;
                } else if depth + 1 == deepest && !rings.is_empty() {
                    polygons.push(std::mem::take(&mut rings));
                }
            }
            _ => {}
        }
    }
    match depth {
        0 if number.is_empty() => Ok(polygons),
        _ => Err("a closing bracket for each opening one".into()),
    }
}

/// Rings without corners that are repeated, each of three or more and in range.
fn checked(rings: Rings, is_in_range: impl Fn([f64; 2]) -> bool) -> Result<Rings, String> {
    if let Some(wrong) = rings.iter().flatten().flatten().find(|corner| !is_in_range(**corner)) {
        return Err(format!("corners in range where it has {} {}", wrong[0], wrong[1]));
    }
    let clean = |polygon: Vec<Vec<[f64; 2]>>| {
        let mut rings = polygon.into_iter().map(features::clean);
        let outer = rings.next().filter(|outer| outer.len() >= 3);
        let outer = outer.ok_or_else(|| String::from("three corners or more"))?;
        Ok(std::iter::once(outer).chain(rings.filter(|ring| ring.len() >= 3)).collect())
    };
    let rings: Result<Rings, String> = rings.into_iter().map(clean).collect();
    rings.and_then(|rings| if rings.is_empty() { Err("a polygon".into()) } else { Ok(rings) })
}

fn short(text: &str) -> String {
    text.chars().take(30).collect()
}
