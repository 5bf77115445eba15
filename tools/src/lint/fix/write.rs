//! Changes to the things of a plan as edits of its files.

use std::collections::HashMap;

use geo::{Coord, LineString, MultiPolygon, Polygon};
use libsns::geometry::{Degrees, Frame, Position};
use libsns::plan::{PlanThing, ROOT_FILE};

use super::edit::{Edit, ListText, decimal};
use super::reshape::{SAME_METRES, open};
use super::rings::{PolygonText, Polygons, RingText, polygons};
use super::toml_items::{Entry, Spans, Table, tables};
use crate::lint::scene::Scene;

/// Metres are written to the millimetre, as the frame reads them.
const METRE_DECIMALS: usize = 3;
/// Degrees are written to the nanodegree.
const DEGREE_DECIMALS: usize = 9;

/// Writes changes; knows where everything stands.
pub(super) struct Writer<'s, 'p> {
    scene: &'s Scene<'p>,
    texts: HashMap<&'p str, &'p str>,
    tables: HashMap<&'p str, Vec<Table>>,
    polygons: Polygons,
    plan_frame: Option<Frame>,
}

impl<'s, 'p> Writer<'s, 'p> {
    pub(super) fn new(scene: &'s Scene<'p>) -> Self {
        let files = scene.files;
        let texts = files.iter().map(|file| (file.path.as_str(), file.text.as_str())).collect();
        let is_toml = files.iter().filter(|file| file.path.ends_with(".toml"));
        let tables: HashMap<&str, Vec<Table>> =
            is_toml.filter_map(|file| Some((file.path.as_str(), tables(&file.text)?))).collect();
        let plan_frame = tables.get(ROOT_FILE).and_then(|own| frame_of(own));
        Self { scene, texts, tables, polygons: polygons(files), plan_frame }
    }

    /// The frame of a file: its own, or that of the plan.
    fn frame(&self, file: &str) -> Option<Frame> {
        self.tables.get(file).and_then(|own| frame_of(own)).or(self.plan_frame)
    }

    /// The table of a thing or exit; none where two begin on its line.
    fn table(&self, file: &str, line: Option<usize>, kinds: &[&str]) -> Option<&Table> {
        let own = self.tables.get(file)?.iter();
        let mut own = own.filter(|t| Some(t.line) == line && kinds.contains(&t.kind.as_str()));
        own.next().filter(|_| own.next().is_none())
    }

    fn table_of(&self, thing: PlanThing<'_>) -> Option<&Table> {
        self.table(thing.file(), thing.line(), &["site", "place", "device"])
    }

    /// Another position for a thing.
    pub(super) fn position(&self, thing: PlanThing<'_>, to: Degrees) -> Option<Vec<Edit>> {
        let table = self.table_of(thing)?;
        let (entry, text) = match (table.entry("at"), table.entry("position")) {
            (Some(at), None) => {
                let [x, y] = self.frame(thing.file())?.metres(to);
                (at, pair([x, y], METRE_DECIMALS))
            }
            (None, Some(position)) => (position, pair(to, DEGREE_DECIMALS)),
            _ => return None,
        };
        Some(vec![edit(thing.file(), entry.value.span.clone(), text)])
    }

    /// A key with a value, after the name or in the place of what it had.
    pub(super) fn key(&self, thing: PlanThing<'_>, key: &str, value: &str) -> Option<Vec<Edit>> {
        let (table, file) = (self.table_of(thing)?, thing.file());
        if let Some(entry) = table.entry(key) {
            return Some(vec![edit(file, entry.value.span.clone(), value.to_owned())]);
        }
        let name = table.entry("name")?;
        if table.is_inline {
            let at = name.value.span.end;
            return Some(vec![edit(file, at..at, format!(", {key} = {value}"))]);
        }
        let text = self.texts.get(file)?;
        let indent = indent_of(text, name)?;
        let at = line_end(text, name.value.span.end);
        Some(vec![edit(file, at..at, format!("\n{indent}{key} = {value}"))])
    }

    /// The exit goes, with its lines.
    pub(super) fn remove_exit(&self, exit: usize) -> Option<Vec<Edit>> {
        let exit = self.scene.plan.exits().nth(exit)?;
        let table = self.table(exit.file(), exit.line(), &["exit"])?;
        if table.is_inline {
            return None;
        }
        let text = self.texts.get(exit.file())?;
        let start = text.get(..table.span.start)?.rfind('\n').map_or(0, |at| at + 1);
        let end = (line_end(text, table.end()) + 1).min(text.len());
        Some(vec![edit(exit.file(), start..end, String::new())])
    }

    /// The thickness of walls, in `plan.toml`.
    pub(super) fn wall_thickness(&self, metres: f64) -> Option<Vec<Edit>> {
        let text = self.texts.get(ROOT_FILE)?;
        let value = decimal(metres, METRE_DECIMALS);
        let walls = self.tables.get(ROOT_FILE)?.iter().find(|table| table.kind == "walls");
        let (span, text) = match walls.map(|walls| (walls, walls.entry("thickness"))) {
            Some((_, Some(entry))) => (entry.value.span.clone(), value),
            Some((walls, None)) if !walls.is_inline => {
                let at = line_end(text, walls.span.end);
                (at..at, format!("\nthickness = {value}"))
            }
            Some(_) => return None,
            None => {
                let head = if text.ends_with('\n') { "\n" } else { "\n\n" };
                (text.len()..text.len(), format!("{head}[walls]\nthickness = {value}\n"))
            }
        };
        Some(vec![edit(ROOT_FILE, span, text)])
    }

    /// Another shape for a thing, its polygons and rings in the order they had.
    pub(super) fn shape(&self, thing: PlanThing<'_>, shape: &MultiPolygon) -> Option<Vec<Edit>> {
        let anchor = self.scene.grounds[thing.index()].anchor?;
        if !self.is_sound(anchor, shape) {
            return None;
        }
        let table = self.table_of(thing);
        let forms = ["rectangle", "corners", "outline"];
        let form =
            forms.into_iter().find_map(|key| Some((key, table?.entry(key)?, shape.0.first()?)));
        let Some((key, entry, polygon)) = form else {
            return self.features(thing, anchor, shape);
        };
        let file = thing.file();
        let ring = open(polygon.exterior());
        match key {
            "rectangle" => self.rectangle(file, entry, anchor, &ring),
            "corners" => {
                let frame = self.frame(file)?;
                let read = |at: Degrees| frame.position(at);
                let write = |at: Degrees| pair(frame.metres(at), METRE_DECIMALS);
                self.list(file, &entry.value, anchor, &ring, &read, &write)
            }
            _ => {
                let write = |at: Degrees| pair(at, DEGREE_DECIMALS);
                self.list(file, &entry.value, anchor, &ring, &|at| at, &write)
            }
        }
    }

    /// Whether a plan would take the shape.
    fn is_sound(&self, anchor: usize, shape: &MultiPolygon) -> bool {
        let ring = |ring: &LineString| -> Option<Vec<Position>> {
            open(ring).into_iter().map(|at| self.position_of(anchor, at)).collect()
        };
        let is_sound = |polygon: &Polygon| {
            let holes: Option<Vec<_>> = polygon.interiors().iter().map(ring).collect();
            let rings = ring(polygon.exterior()).zip(holes);
            rings.is_some_and(|(outer, holes)| libsns::geometry::Polygon::new(outer, holes).is_ok())
        };
        shape.0.iter().all(is_sound)
    }

    fn position_of(&self, anchor: usize, at: Coord) -> Option<Position> {
        let [latitude, longitude] = self.scene.degrees(anchor, at)?;
        Position::from_degrees(latitude, longitude).ok()
    }

    /// A rectangle that still is one, or corners in its place.
    fn rectangle(
        &self,
        file: &str,
        entry: &Entry,
        anchor: usize,
        ring: &[Coord],
    ) -> Option<Vec<Edit>> {
        let frame = self.frame(file)?;
        let corner = |at: &Coord| Some(frame.metres(self.scene.degrees(anchor, *at)?));
        let corners: Vec<Degrees> = ring.iter().map(corner).collect::<Option<_>>()?;
        let range = |axis: usize| {
            let values = || corners.iter().map(move |corner| corner[axis]);
            [values().fold(f64::INFINITY, f64::min), values().fold(f64::NEG_INFINITY, f64::max)]
        };
        let ([west, east], [south, north]) = (range(0), range(1));
        let on_edge = |value: f64, [low, high]: [f64; 2]| {
            (value - low).abs() < 5e-4 || (value - high).abs() < 5e-4
        };
        let is_rectangle = corners.len() == 4
            && corners
                .iter()
                .all(|at| on_edge(at[0], [west, east]) && on_edge(at[1], [south, north]));
        if !is_rectangle {
            let items: Vec<String> =
                corners.iter().map(|corner| pair(*corner, METRE_DECIMALS)).collect();
            let span = entry.key_span.start..entry.value.span.end;
            return Some(vec![edit(file, span, format!("corners = [{}]", items.join(", ")))]);
        }
        // Width and depth from what is written for the corner, so that the far walls are where they were.
        let round = |metres: f64| (metres * 1e3).round() / 1e3;
        let values = [west, south, round(east) - round(west), round(north) - round(south)];
        let edits = entry.value.items.iter().zip(values).filter_map(|(item, value)| {
            let is_same = item.number.is_some_and(|own| (own - value).abs() < 5e-4);
            let text = decimal(value, METRE_DECIMALS);
            (!is_same).then(|| edit(file, item.span.clone(), text))
        });
        Some(edits.collect())
    }

    /// A list of corners in TOML.
    fn list(
        &self,
        file: &str,
        list: &Spans,
        anchor: usize,
        ring: &[Coord],
        read: &dyn Fn(Degrees) -> Degrees,
        write: &dyn Fn(Degrees) -> String,
    ) -> Option<Vec<Edit>> {
        let text = self.texts.get(file)?;
        let corner = |item: &Spans| {
            let [a, b] = item.items.as_slice() else { return None };
            let [latitude, longitude] = read([a.number?, b.number?]);
            self.scene.metres(anchor, Position::from_degrees(latitude, longitude).ok()?)
        };
        let old: Vec<Coord> = list.items.iter().map(corner).collect::<Option<_>>()?;
        let new = matched(&old, ring);
        let span = |at: usize| list.items.get(at).map(|item| item.span.clone());
        let written = |(old, at): &(Option<usize>, Coord)| match old {
            Some(old) => text.get(span(*old)?).map(str::to_owned),
            None => Some(write(self.scene.degrees(anchor, *at)?)),
        };
        let items: Vec<String> = new.iter().map(written).collect::<Option<_>>()?;
        let items_before = list.items.iter().map(|item| item.span.clone()).collect();
        let list = ListText { text, span: list.span.clone(), items: items_before };
        Some(vec![edit(file, list.span.clone(), list.with_items(&items)?)])
    }

    /// Polygons in GeoJSON.
    fn features(
        &self,
        thing: PlanThing<'_>,
        anchor: usize,
        shape: &MultiPolygon,
    ) -> Option<Vec<Edit>> {
        let before = thing.shape()?.polygons();
        if before.len() != shape.0.len() {
            return None;
        }
        let mut edits = Vec::new();
        for (own, polygon) in before.iter().zip(&shape.0) {
            let written = self.polygons.get(own.outer())?.as_ref()?;
            let rings = std::iter::once(polygon.exterior()).chain(polygon.interiors());
            if written.rings.len() != 1 + polygon.interiors().len() {
                return None;
            }
            for (ring, new) in written.rings.iter().zip(rings) {
                edits.extend(self.ring(written, ring, anchor, &open(new))?);
            }
        }
        Some(edits)
    }

    fn ring(
        &self,
        polygon: &PolygonText,
        ring: &RingText,
        anchor: usize,
        new: &[Coord],
    ) -> Option<Vec<Edit>> {
        let text = *self.texts.get(polygon.file.as_str())?;
        let mut old: Vec<Coord> =
            ring.corners.iter().map(|c| self.scene.metres(anchor, c.at)).collect::<Option<_>>()?;
        let is_closed = ring.corners.len() > 1
            && ring.corners.first().map(|c| c.at) == ring.corners.last().map(|c| c.at);
        if is_closed {
            old.pop();
        }
        let mut new = matched(&old, new);
        if new.len() == old.len()
            && new.iter().enumerate().all(|(at, (o, _))| o.is_none_or(|o| o == at))
        {
            if is_closed {
                new.extend(new.first().copied());
            }
            return self.corners_in_place(polygon, ring, anchor, &new);
        }
        let written = |(old, at): &(Option<usize>, Coord)| {
            if let Some(corner) = old.and_then(|old| ring.corners.get(old)) {
                return text.get(corner.span.clone()).map(str::to_owned);
            }
            let [latitude, longitude] = self.scene.degrees(anchor, *at)?;
            Some(pair([longitude, latitude], DEGREE_DECIMALS))
        };
        let mut items: Vec<String> = new.iter().map(written).collect::<Option<_>>()?;
        if is_closed {
            items.extend(items.first().cloned());
        }
        let before = ring.corners.iter().map(|corner| corner.span.clone()).collect();
        let list = ListText { text, span: ring.span.clone(), items: before };
        Some(vec![edit(&polygon.file, list.span.clone(), list.with_items(&items)?)])
    }

    /// Only the numbers of corners that moved; altitudes beside them stay.
    fn corners_in_place(
        &self,
        polygon: &PolygonText,
        ring: &RingText,
        anchor: usize,
        new: &[(Option<usize>, Coord)],
    ) -> Option<Vec<Edit>> {
        let mut edits = Vec::new();
        for (corner, (_, at)) in ring.corners.iter().zip(new).filter(|(_, (old, _))| old.is_none())
        {
            let [latitude, longitude] = self.scene.degrees(anchor, *at)?;
            for (span, value) in [(&corner.longitude, longitude), (&corner.latitude, latitude)] {
                edits.push(edit(&polygon.file, span.clone(), decimal(value, DEGREE_DECIMALS)));
            }
        }
        Some(edits)
    }
}

/// The corners of a new ring, each with the place it had in the old one, in the old order as far as
/// there is one.
fn matched(old: &[Coord], new: &[Coord]) -> Vec<(Option<usize>, Coord)> {
    let same = |at: &Coord| {
        old.iter().position(|own| (own.x - at.x).hypot(own.y - at.y) < SAME_METRES.max(2e-4))
    };
    let mut matched: Vec<(Option<usize>, Coord)> = new.iter().map(|at| (same(at), *at)).collect();
    if turn(old) * turn(new) < 0.0 {
        matched.reverse();
    }
    let count = matched.len();
    let rank = |at: &usize| matched[*at].0.unwrap_or(usize::MAX);
    if let Some(first) = (0..count).min_by_key(rank) {
        // What stands before the first that is left and is new takes the places of those that went.
        let gone = matched[first].0.unwrap_or(0);
        let new_before = (1..count).take_while(|back| {
            *back <= gone && matched[(first + count - back) % count].0.is_none()
        });
        let back = new_before.count();
        matched.rotate_left((first + count - back) % count);
    }
    matched
}

/// Above zero for a ring that runs counter-clockwise: twice its area.
fn turn(ring: &[Coord]) -> f64 {
    let next = ring.iter().cycle().skip(1);
    ring.iter().zip(next).map(|(a, b)| a.x * b.y - a.y * b.x).sum()
}

/// `[a, b]`.
fn pair([a, b]: [f64; 2], decimals: usize) -> String {
    format!("[{}, {}]", decimal(a, decimals), decimal(b, decimals))
}

fn edit(file: &str, span: std::ops::Range<usize>, text: String) -> Edit {
    Edit { file: file.to_owned(), span, text }
}

fn frame_of(tables: &[Table]) -> Option<Frame> {
    let frame = tables.iter().find(|table| table.kind == "frame")?;
    let [latitude, longitude] = frame.entry("origin")?.value.items.as_slice() else { return None };
    let bearing = frame.entry("bearing").map_or(Some(0.0), |entry| entry.value.number)?;
    Some(Frame::new([latitude.number?, longitude.number?], bearing))
}

/// What stands before a key on its line.
fn indent_of<'t>(text: &'t str, entry: &Entry) -> Option<&'t str> {
    let before = text.get(..entry.key_span.start)?;
    let line = before.get(before.rfind('\n').map_or(0, |at| at + 1)..)?;
    line.trim().is_empty().then_some(line)
}

/// Where the line ends that an offset is on, before its newline.
fn line_end(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    let end = rest.find('\n').map_or(text.len(), |length| at + length);
    // A line of Windows ends in a carriage return, which stays with it.
    if text.as_bytes().get(end.wrapping_sub(1)) == Some(&b'\r') && end > at { end - 1 } else { end }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn corners_keep_their_places() {
        let at = |x: f64, y: f64| Coord { x, y };
        let old = [at(0.0, 0.0), at(4.0, 0.0), at(4.0, 3.0), at(0.0, 3.0)];
        // Turned around and started elsewhere, with one wall moved.
        let new = [at(0.0, 3.0), at(3.5, 3.0), at(3.5, 0.0), at(0.0, 0.0)];
        let order: Vec<Option<usize>> = matched(&old, &new).iter().map(|(old, _)| *old).collect();
        assert_eq!(order, [Some(0), None, None, Some(3)], "{order:?}");
        let new = [at(0.2, 0.0), at(4.0, 0.0), at(4.0, 3.0), at(0.2, 3.0)];
        let order: Vec<Option<usize>> = matched(&old, &new).iter().map(|(old, _)| *old).collect();
        assert_eq!(order, [None, Some(1), Some(2), None]);
    }
}
