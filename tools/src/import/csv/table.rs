//! Tables as text: separators, quotes and encodings as spreadsheets write them (RFC 4180, and what they
//! do instead of it).

use crate::import::{ImportError, InputFile};

/// Octets of a table at most; a campus of 100,000 devices has some twenty million.
const TABLE_OCTETS_MAX: u64 = 256 << 20;
/// Columns of a table at most.
const COLUMNS_MAX: usize = 1_000;
/// Octets of a cell at most; the shape of a whole level fits. More is a quote that is not closed.
const CELL_OCTETS_MAX: usize = 1 << 20;

/// A table whose first row names its columns.
pub(super) struct Table {
    /// The path of its file.
    path: String,
    /// The names of the columns as they are written.
    pub(super) headings: Vec<String>,
    /// Whether numbers are written with a comma.
    has_decimal_commas: bool,
    text: String,
    separator: u8,
    /// Lines before the text.
    skipped: u64,
}

/// A row, with where it stands.
pub(super) struct Row<'t> {
    table: &'t Table,
    cells: csv::StringRecord,
    pub(super) line: u64,
}

impl Table {
    /// Reads the octets and the first row.
    pub(super) fn read(file: &InputFile<'_>) -> Result<Self, ImportError> {
        let text = text(file)?;
        let (separator, text, skipped) = separator(&text);
        let mut table = Self {
            path: file.path.clone(),
            headings: Vec::new(),
            has_decimal_commas: separator != b',',
            text: text.to_owned(),
            separator,
            skipped,
        };
        let mut reader = table.reader(false);
        let mut first = csv::StringRecord::new();
        let has_any = reader.read_record(&mut first).map_err(|error| table.refusal(&error))?;
        drop(reader);
        if !has_any || first.len() > COLUMNS_MAX {
            let text = format!("has {} columns; expected 1 to {COLUMNS_MAX}", first.len());
            return Err(file.error("line 1", text));
        }
        table.headings = first.iter().map(|heading| heading.trim().to_owned()).collect();
        Ok(table)
    }

    /// The rows that hold anything.
    pub(super) fn rows(
        &self,
        mut each: impl FnMut(&Row<'_>) -> Result<(), ImportError>,
    ) -> Result<(), ImportError> {
        let mut reader = self.reader(true);
        let mut cells = csv::StringRecord::new();
        while reader.read_record(&mut cells).map_err(|error| self.refusal(&error))? {
            let line = cells.position().map_or(0, |position| self.line(position));
            let row = Row { table: self, cells, line };
            row.check()?;
            if row.cells.iter().any(|cell| !cell.trim().is_empty()) {
                each(&row)?;
            }
            cells = row.cells;
        }
        Ok(())
    }

    /// An error about the table as a whole.
    pub(super) fn error(&self, text: impl std::fmt::Display) -> ImportError {
        self.error_at(self.skipped + 1, text)
    }

    fn error_at(&self, line: u64, text: impl std::fmt::Display) -> ImportError {
        let (file, text) = (self.path.clone(), text.to_string());
        ImportError { file, spot: format!("line {line}"), text }
    }

    fn reader(&self, has_headers: bool) -> csv::Reader<&[u8]> {
        csv::ReaderBuilder::new()
            .delimiter(self.separator)
            .has_headers(has_headers)
            .flexible(true)
            .from_reader(self.text.as_bytes())
    }

    fn refusal(&self, error: &csv::Error) -> ImportError {
        self.error_at(error.position().map_or(0, |position| self.line(position)), error)
    }

    /// The line of a row. The reader's position is before the empty lines that it passes over.
    fn line(&self, position: &csv::Position) -> u64 {
        let start = usize::try_from(position.byte()).unwrap_or(usize::MAX);
        let rest = self.text.as_bytes().get(start..).unwrap_or_default();
        let empty = rest.iter().take_while(|octet| matches!(octet, b'\r' | b'\n'));
        let empty = empty.filter(|octet| **octet == b'\n').count();
        position.line() + u64::try_from(empty).unwrap_or(0) + self.skipped
    }
}

impl Row<'_> {
    /// A cell without the blanks around it; none where it is empty.
    pub(super) fn cell(&self, column: usize) -> Option<&str> {
        self.cells.get(column).map(str::trim).filter(|cell| !cell.is_empty())
    }

    /// A cell as a number within a range.
    pub(super) fn number(
        &self,
        column: usize,
        range: std::ops::RangeInclusive<f64>,
    ) -> Result<Option<f64>, ImportError> {
        let Some(cell) = self.cell(column) else { return Ok(None) };
        match self.parse(cell).filter(|number| range.contains(number)) {
            Some(number) => Ok(Some(number)),
            None => {
                let (low, high) = range.into_inner();
                Err(self.expected(column, format!("a number from {low} to {high}")))
            }
        }
    }

    /// A number as the table writes it.
    pub(super) fn parse(&self, text: &str) -> Option<f64> {
        let text = text.trim();
        match self.table.has_decimal_commas && !text.contains('.') {
            true => text.replacen(',', ".", 1).parse().ok(),
            false => text.parse().ok(),
        }
    }

    /// An error about a cell.
    pub(super) fn expected(&self, column: usize, expected: impl std::fmt::Display) -> ImportError {
        let heading = self.table.headings.get(column).map_or("?", String::as_str);
        let cell: String = self.cell(column).unwrap_or_default().chars().take(60).collect();
        self.error(format!("{heading} is {cell:?}; expected {expected}"))
    }

    /// An error about the row.
    pub(super) fn error(&self, text: impl std::fmt::Display) -> ImportError {
        self.table.error_at(self.line, text)
    }

    /// Where it stands, for messages.
    pub(super) fn spot(&self) -> String {
        format!("{}:{}", self.table.path, self.line)
    }

    fn check(&self) -> Result<(), ImportError> {
        let columns = self.table.headings.len();
        if let Some(extra) = self.cells.iter().skip(columns).find(|cell| !cell.trim().is_empty()) {
            let (count, extra): (_, String) = (self.cells.len(), extra.chars().take(40).collect());
            return Err(self.error(format!(
                "has {count} cells, the last of them {extra:?}; expected {columns}, as the first row has"
            )));
        }
        match self.cells.iter().find(|cell| cell.len() > CELL_OCTETS_MAX) {
            Some(cell) => Err(self.error(format!(
                "has a cell of {} octets; expected at most {CELL_OCTETS_MAX} (is a quote not closed?)",
                cell.len()
            ))),
            None => Ok(()),
        }
    }
}

/// The text of a file, which must be UTF-8: names in another encoding would come out wrong.
fn text(file: &InputFile<'_>) -> Result<String, ImportError> {
    let octets = file.octets(TABLE_OCTETS_MAX)?;
    let text = String::from_utf8(octets).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let octets = error.as_bytes();
        let line = octets.iter().take(at).filter(|octet| **octet == b'\n').count() + 1;
        let octet = octets.get(at).copied().unwrap_or_default();
        let text = format!(
            "has the octet 0x{octet:02x}; expected UTF-8 (save the table as \"CSV UTF-8\")"
        );
        file.error(format!("line {line}"), text)
    })?;
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

/// The separator, the text from the first row on, and the lines before it. Some programs say the
/// separator in a line of its own; else it is the one that the first row has most of.
fn separator(text: &str) -> (u8, &str, u64) {
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    let said = first.trim_end().strip_prefix("sep=").and_then(|said| said.bytes().next());
    if let Some(said) = said.filter(|said| said.is_ascii() && *said != b'"') {
        return (said, rest, 1);
    }
    let mut is_quoted = false;
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0)];
    for octet in first.bytes() {
        is_quoted ^= octet == b'"';
        for (separator, count) in &mut counts {
            *count += usize::from(*separator == octet && !is_quoted);
        }
    }
    // Of equals the first counts; `max_by_key` takes the last.
    let most = counts.into_iter().rev().max_by_key(|(_, count)| *count);
    (most.map_or(b',', |(separator, _)| separator), text, 0)
}
