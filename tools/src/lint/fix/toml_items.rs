//! Where the tables of a plan's TOML stand: by line, as the plan names its things, with the spans of
//! their keys and values.

use std::ops::Range;

use toml_edit::{Document, Item, TableLike, Value};

/// A table: a place, a device, an exit, the site, a frame.
#[derive(Debug)]
pub(super) struct Table {
    /// `place`, `device`, `exit`, `site`, `frame`, `walls`.
    pub(super) kind: String,
    /// The line it begins at, from 1 on.
    pub(super) line: usize,
    /// Its header, or all of it where it is written within braces.
    pub(super) span: Range<usize>,
    pub(super) is_inline: bool,
    entries: Vec<Entry>,
}

/// A key and its value.
#[derive(Debug)]
pub(super) struct Entry {
    key: String,
    pub(super) key_span: Range<usize>,
    pub(super) value: Spans,
}

/// Where a value stands, and its items where it is a list.
#[derive(Debug)]
pub(super) struct Spans {
    pub(super) span: Range<usize>,
    pub(super) items: Vec<Self>,
    /// The value, for a number.
    pub(super) number: Option<f64>,
}

impl Table {
    pub(super) fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.key == key)
    }

    /// Where its last value ends, or its header where it has none.
    pub(super) fn end(&self) -> usize {
        let ends = self.entries.iter().map(|entry| entry.value.span.end);
        ends.max().unwrap_or(0).max(self.span.end)
    }
}

/// The tables of a file; none when it is no TOML.
pub(super) fn tables(text: &str) -> Option<Vec<Table>> {
    let document = Document::parse(text).ok()?;
    let breaks = text.bytes().enumerate().filter(|(_, c)| *c == b'\n').map(|(at, _)| at + 1);
    let line_starts = std::iter::once(0).chain(breaks).collect();
    let mut walk = Walk { line_starts, found: Vec::new() };
    for (key, item) in document.iter() {
        walk.item(key, item);
    }
    Some(walk.found)
}

struct Walk {
    line_starts: Vec<usize>,
    found: Vec<Table>,
}

impl Walk {
    fn item(&mut self, key: &str, item: &Item) {
        match item {
            Item::Table(table) => self.table(key, table, item.span(), false),
            Item::ArrayOfTables(tables) => {
                tables.iter().for_each(|table| self.table(key, table, table.span(), false));
            }
            Item::Value(Value::InlineTable(table)) => self.table(key, table, table.span(), true),
            Item::Value(Value::Array(array)) => {
                let inner = array.iter().filter_map(Value::as_inline_table);
                inner.for_each(|table| self.table(key, table, table.span(), true));
            }
            _ => {}
        }
    }

    fn table(
        &mut self,
        kind: &str,
        table: &dyn TableLike,
        span: Option<Range<usize>>,
        is_inline: bool,
    ) {
        let Some(span) = span else { return };
        let entries = table.iter().filter_map(|(key, item)| {
            let key_span = table.key(key)?.span()?;
            let value = spans(item.as_value()?)?;
            Some(Entry { key: key.to_owned(), key_span, value })
        });
        let line = self.line_starts.partition_point(|start| *start <= span.start);
        let entries = entries.collect();
        self.found.push(Table { kind: kind.to_owned(), line, span, is_inline, entries });
        for (key, item) in table.iter().filter(|(key, _)| *key == "device") {
            self.item(key, item);
        }
    }
}

fn spans(value: &Value) -> Option<Spans> {
    let items = match value {
        Value::Array(array) => array.iter().filter_map(spans).collect(),
        _ => Vec::new(),
    };
    #[expect(clippy::cast_precision_loss, reason = "metres and degrees are small")]
    let whole = value.as_integer().map(|number| number as f64);
    Some(Spans { span: value.span()?, items, number: value.as_float().or(whole) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_found_by_line() {
        let text = "[site]\nname = \"A\"\n\n[[place]]   # one\nname = \"B\"\nrectangle = [0, 1.5, 2, 3]\n\
                    \n  [[place.device]]\n  name = \"C\"\n\n[[exit]]\njoins = [\"b\", \"@\"]\n\
                    [[place]]\nname = \"D\"\ndevice = [\n  { name = \"E\" },\n]\n";
        let found = tables(text).unwrap();
        let lines: Vec<(&str, usize)> =
            found.iter().map(|table| (table.kind.as_str(), table.line)).collect();
        assert_eq!(
            lines,
            [("site", 1), ("place", 4), ("device", 8), ("place", 13), ("device", 16), ("exit", 11)]
        );
        let place = &found[1];
        let entry = place.entry("rectangle").unwrap();
        assert_eq!(&text[entry.value.items[1].span.clone()], "1.5");
        assert_eq!(entry.value.items[0].number, Some(0.0));
        assert_eq!(&text[entry.key_span.clone()], "rectangle");
        assert!(text[..place.end()].ends_with("[0, 1.5, 2, 3]"));
        assert!(found[4].is_inline);
        assert!(tables("= =").is_none());
    }
}
