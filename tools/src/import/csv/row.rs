//! From rows to a survey.

use std::collections::BTreeMap;

use libsns::geometry::{Degrees, FRAME_METRES_MAX, Frame};
use libsns::limits::STRING_OCTETS_MAX;

use super::columns::{Column, Columns};
use super::shape;
use super::table::{Row, Table};
use crate::import::hang::{Hanging, LevelSpan, Parent, Whereabouts, blank, level_span};
use crate::import::{ImportError, Input, InputFile, Options, words};
use crate::survey::{Rings, Survey, SurveyDevice, SurveyPlace};

/// Rows of all tables at most; each that is kept takes about a kilobyte of memory.
const ROWS_MAX: usize = 2_000_000;
/// Columns that only devices have.
const OF_DEVICES: [Column; 2] = [Column::Room, Column::AboveFloor];
/// Columns that only rooms have.
const OF_ROOMS: [Column; 5] =
    [Column::Parent, Column::Width, Column::Depth, Column::Polygon, Column::Corners];

/// Rows becoming a survey.
pub(super) struct Rows {
    hanging: Hanging,
    frame: Option<Frame>,
    count: usize,
    /// Columns of rooms that are not taken, and in how many rows.
    left_out: BTreeMap<String, usize>,
}

/// A row and what its columns are.
#[derive(Clone, Copy)]
struct Cells<'r> {
    row: &'r Row<'r>,
    columns: &'r Columns,
    headings: &'r [String],
}

impl Rows {
    pub(super) fn new(input: &Input<'_>, options: &Options) -> Self {
        let title = input.name.clone();
        let survey = Survey { format: "CSV".into(), title, ..Survey::default() };
        let rotation = options.rotation.unwrap_or(0.0);
        Self {
            hanging: Hanging::new("csv", survey),
            frame: options.origin.map(|origin| Frame::new(origin, rotation)),
            count: 0,
            left_out: BTreeMap::new(),
        }
    }

    pub(super) fn pass_over(&mut self, file: &InputFile<'_>) {
        self.hanging.survey.leave_out(file.path.clone(), "is no table by its name");
    }

    /// Takes a table.
    pub(super) fn table(&mut self, table: &Table) -> Result<(), ImportError> {
        let columns = Columns::of(&table.headings);
        if !columns.has(&[Column::Id, Column::Name, Column::Number]) {
            let found = table.headings.join(", ");
            let found: String = found.chars().take(200).collect();
            return Err(
                table.error(format!("has the headings {found}; expected id or name among them"))
            );
        }
        table.rows(|row| {
            self.count += 1;
            if self.count > ROWS_MAX {
                return Err(row.error(format!("is one too many; expected at most {ROWS_MAX} rows")));
            }
            self.row(Cells { row, columns: &columns, headings: &table.headings })
        })
    }

    /// The survey.
    pub(super) fn finish(mut self) -> Survey {
        for (heading, rows) in std::mem::take(&mut self.left_out) {
            let text = format!("is no column of a room; it has a value in {rows} rows");
            self.hanging.survey.leave_out(heading, text);
        }
        self.hanging.finish()
    }

    fn row(&mut self, cells: Cells<'_>) -> Result<(), ImportError> {
        let what = cells.text(Column::What).map(words::kind);
        let is_device = match what.as_deref() {
            Some("device" | "sensor" | "geraet" | "appareil") => true,
            Some(_) => false,
            None => cells.is_device(),
        };
        if is_device { self.device(cells) } else { self.place(cells, what.as_deref()) }
    }

    fn place(&mut self, cells: Cells<'_>, what: Option<&str>) -> Result<(), ImportError> {
        let kind = cells.text(Column::Kind).map(words::kind).unwrap_or_default();
        let class = match what {
            Some(what) => words::class(what),
            None => words::class(&kind),
        };
        let (position, shape) = self.ground(cells)?;
        let at = self.whereabouts(cells, Column::Parent)?;
        let place = SurveyPlace {
            shape,
            position,
            altitude: cells.number(Column::Altitude, -5_000.0..=10_000.0)?,
            height: cells.number(Column::Height, 0.0..=1_000.0)?,
            spot: cells.row.spot(),
            ..blank(self.source(cells, "place"), cells.names(), class, &kind)
        };
        for column in cells.columns.others().filter(|column| cells.row.cell(*column).is_some()) {
            let heading = cells.headings.get(column).cloned().unwrap_or_default();
            *self.left_out.entry(heading).or_default() += 1;
        }
        self.hanging.place(place, at);
        Ok(())
    }

    fn device(&mut self, cells: Cells<'_>) -> Result<(), ImportError> {
        let kind = cells.text(Column::Kind).map(words::kind).filter(|kind| !kind.is_empty());
        let (position, shape) = self.ground(cells)?;
        let above_floor = match cells.number(Column::AboveFloor, 0.0..=1_000.0)? {
            Some(above_floor) => Some(above_floor),
            None => cells.number(Column::Height, 0.0..=1_000.0)?,
        };
        let mut bearers = Vec::new();
        for (column, word) in cells.columns.bearers() {
            // A cell may hold several; a network's name may hold anything.
            let Some(cell) = cells.row.cell(column) else { continue };
            let several =
                if word == "wifi" { vec![cell] } else { cell.split([';', ',', '|']).collect() };
            for value in several.into_iter().map(str::trim).filter(|value| !value.is_empty()) {
                let bearer = words::bearer_of(word, value);
                bearers.push(bearer.map_err(|expected| {
                    cells.row.expected(column, expected.trim_start_matches("expected "))
                })?);
            }
        }
        let at = self.whereabouts(cells, Column::Room)?;
        let text = self.texts(cells);
        let device = SurveyDevice {
            source: self.source(cells, "device"),
            inside: None,
            names: cells.names(),
            kind: kind.unwrap_or_else(|| "device".into()),
            position: position.or_else(|| shape.first()?.first()?.first().copied()),
            above_floor,
            bearers,
            text,
            spot: cells.row.spot(),
        };
        self.hanging.device(device, at);
        Ok(())
    }

    /// Other columns are published with a device as they are.
    fn texts(&mut self, cells: Cells<'_>) -> Vec<String> {
        let mut texts = Vec::new();
        for column in cells.columns.others() {
            let (Some(heading), Some(cell)) = (cells.headings.get(column), cells.row.cell(column))
            else {
                continue;
            };
            let text = format!("{}={cell}", words::heading(heading));
            if text.len() <= STRING_OCTETS_MAX {
                texts.push(text);
            } else {
                let text = format!("is longer than {STRING_OCTETS_MAX} octets");
                self.hanging.survey.leave_out(format!("{}: {heading}", cells.row.spot()), text);
            }
        }
        texts
    }

    /// The identity that the table gives, else one of the name.
    fn source(&mut self, cells: Cells<'_>, what: &str) -> String {
        match cells.text(Column::Id) {
            Some(id) => self.hanging.source(id, what),
            None => {
                let name = cells.names().into_iter().next().unwrap_or_default();
                let level = cells.text(Column::Level).unwrap_or_default();
                let within = [Column::Building, Column::Parent, Column::Room];
                let within =
                    within.iter().find_map(|column| cells.text(*column)).unwrap_or_default();
                let path = [what, within, level, &name];
                let path: Vec<&str> = path.into_iter().filter(|part| !part.is_empty()).collect();
                self.hanging.source(&path.join("/"), what)
            }
        }
    }

    fn whereabouts(
        &mut self,
        cells: Cells<'_>,
        parent: Column,
    ) -> Result<Whereabouts, ImportError> {
        let known = cells.text(parent).map(|parent| Parent::Known(parent.to_owned()));
        let building =
            || cells.text(Column::Building).map(|name| Parent::Building(name.to_owned()));
        Ok(Whereabouts { parent: known.or_else(building), levels: self.levels(cells)? })
    }

    fn levels(&mut self, cells: Cells<'_>) -> Result<Option<LevelSpan>, ImportError> {
        let Some(column) = cells.columns.find(Column::Level) else { return Ok(None) };
        let Some(cell) = cells.row.cell(column) else { return Ok(None) };
        let Some((lowest, highest)) = level_span(cell, words::level) else {
            let expected = "a number, or a word such as G, B1, EG, 1. OG";
            return Err(cells.row.expected(column, expected));
        };
        if lowest == highest {
            self.hanging.label(cell, lowest);
        }
        Ok(Some((lowest, highest)))
    }

    /// The position and the shape of a row.
    fn ground(&self, cells: Cells<'_>) -> Result<(Option<Degrees>, Rings), ImportError> {
        let latitude = cells.number(Column::Latitude, -90.0..=90.0)?;
        let longitude = cells.number(Column::Longitude, -180.0..=180.0)?;
        let mut position = match (latitude, longitude) {
            (Some(latitude), Some(longitude)) => Some([latitude, longitude]),
            (None, None) => None,
            _ => return Err(cells.row.error("has one of latitude and longitude; expected both")),
        };
        let mut rings = cells.shape(Column::Polygon, |text| shape::degrees(text, cells.row))?;
        let mut rectangle = [None; 4];
        for (measure, column) in
            rectangle.iter_mut().zip([Column::X, Column::Y, Column::Width, Column::Depth])
        {
            let most = FRAME_METRES_MAX;
            let least = if matches!(column, Column::X | Column::Y) { -most } else { 0.01 };
            *measure = cells.number(column, least..=most)?;
        }
        let has_corners = cells.text(Column::Corners).is_some();
        if let ([None, ..] | [_, None, ..], false) = (rectangle, has_corners) {
            return match rectangle {
                [None, None, ..] => Ok((position, rings)),
                _ => Err(cells.row.error("has one of x and y; expected both")),
            };
        }
        let Some(frame) = self.frame else {
            let text = "has metres; expected --origin LAT,LON to say where (0, 0) is";
            return Err(cells.row.error(text));
        };
        if has_corners {
            rings = cells.shape(Column::Corners, |text| shape::metres(text, cells.row, &frame))?;
        }
        match rectangle {
            [Some(x), Some(y), Some(width), Some(depth)] if rings.is_empty() => {
                rings = vec![vec![frame.rectangle([x, y, width, depth])]];
            }
            [Some(x), Some(y), ..] => position = position.or_else(|| Some(frame.position([x, y]))),
            _ => {}
        }
        Ok((position, rings))
    }
}

impl<'r> Cells<'r> {
    fn text(self, column: Column) -> Option<&'r str> {
        self.row.cell(self.columns.find(column)?)
    }

    fn number(
        self,
        column: Column,
        range: std::ops::RangeInclusive<f64>,
    ) -> Result<Option<f64>, ImportError> {
        self.columns.find(column).map_or(Ok(None), |column| self.row.number(column, range))
    }

    fn shape(
        self,
        column: Column,
        read: impl Fn(&str) -> Result<Rings, String>,
    ) -> Result<Rings, ImportError> {
        let Some(at) = self.columns.find(column) else { return Ok(Rings::new()) };
        let Some(cell) = self.row.cell(at) else { return Ok(Rings::new()) };
        read(cell).map_err(|expected| self.row.expected(at, expected))
    }

    fn names(self) -> Vec<String> {
        let names = [Column::Name, Column::Number].map(|column| self.text(column));
        let mut names: Vec<String> = names.into_iter().flatten().map(str::to_owned).collect();
        names.dedup();
        names
    }

    /// Whether a cell is filled that only devices have, or every row of the table is a device.
    fn is_device(self) -> bool {
        let has_bearer =
            |cells: Self| cells.columns.bearers().any(|(at, _)| cells.row.cell(at).is_some());
        let has = |columns: &[Column]| columns.iter().any(|column| self.text(*column).is_some());
        let of_devices = self.columns.has(&OF_DEVICES) || self.columns.bearers().next().is_some();
        has(&OF_DEVICES) || has_bearer(self) || of_devices && !self.columns.has(&OF_ROOMS)
    }
}
