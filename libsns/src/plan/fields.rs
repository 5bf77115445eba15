//! TOML tables read key by key: every fault is kept, and every key must be known.

use std::fmt::Display;
use std::ops::RangeInclusive;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::fault::{PlanFault, Spot, nearest};

/// One TOML file: its path and where its lines begin.
pub(crate) struct Source {
    file: Spot,
    line_starts: Vec<usize>,
}

impl Source {
    pub(crate) fn new(path: &str, text: &str) -> Self {
        let breaks = text.bytes().enumerate().filter(|(_, c)| *c == b'\n').map(|(at, _)| at + 1);
        Self { file: Spot::file(path), line_starts: std::iter::once(0).chain(breaks).collect() }
    }

    /// The place of an offset in the file.
    pub(crate) fn spot(&self, offset: usize, key: &str) -> Spot {
        let line = self.line_starts.partition_point(|&start| start <= offset);
        Spot { line: Some(line), ..self.file.named(key) }
    }
}

/// One value with the place where it stands.
#[derive(Clone)]
pub(crate) struct Item<'s> {
    pub(crate) value: &'s DeValue<'s>,
    pub(crate) spot: Spot,
}

impl<'s> Item<'s> {
    /// A fault that shows the value.
    pub(crate) fn fault(&self, expected: impl Display) -> PlanFault {
        self.spot.fault(show(self.value), expected)
    }

    pub(crate) fn text(&self) -> Result<&'s str, PlanFault> {
        self.value.as_str().ok_or_else(|| self.fault("expected text in quotes"))
    }

    pub(crate) fn integer(&self, range: RangeInclusive<i64>) -> Result<i64, PlanFault> {
        integer_of(self.value).filter(|number| range.contains(number)).ok_or_else(|| {
            self.fault(format!("expected a whole number from {} to {}", range.start(), range.end()))
        })
    }

    /// A finite number, whole or not.
    pub(crate) fn number(&self, range: RangeInclusive<f64>) -> Result<f64, PlanFault> {
        let number = match self.value {
            DeValue::Float(float) => float.as_str().replace('_', "").parse().ok(),
            // Whole numbers are read as text too: any that a person writes is exact in 53 bits.
            value => integer_of(value).and_then(|number| number.to_string().parse().ok()),
        };
        number.filter(|number| range.contains(number)).ok_or_else(|| {
            self.fault(format!("expected a number from {} to {}", range.start(), range.end()))
        })
    }

    pub(crate) fn boolean(&self) -> Result<bool, PlanFault> {
        self.value.as_bool().ok_or_else(|| self.fault("expected true or false"))
    }

    /// The items of a list; their keys count from 1.
    pub(crate) fn list(&self) -> Result<Vec<Self>, PlanFault> {
        let array = self.value.as_array().ok_or_else(|| self.fault("expected a list"))?;
        let item = |(index, value): (usize, &'s Spanned<DeValue<'s>>)| Item {
            value: value.get_ref(),
            spot: self.spot.named(&format!("{}[{}]", self.spot.key, index + 1)),
        };
        Ok(array.iter().enumerate().map(item).collect())
    }

    /// A list, or one value that stands for a list of one.
    pub(crate) fn one_or_more(&self) -> Result<Vec<Self>, PlanFault> {
        if self.value.is_array() { self.list() } else { Ok(vec![self.clone()]) }
    }

    /// Exactly so many numbers.
    pub(crate) fn numbers<const N: usize>(
        &self,
        range: RangeInclusive<f64>,
        what: &str,
    ) -> Result<[f64; N], PlanFault> {
        let items = self.list().map_err(|_| self.fault(format!("expected {what}")))?;
        let numbers: Result<Vec<f64>, _> =
            items.iter().map(|item| item.number(range.clone())).collect();
        numbers?.try_into().map_err(|_| self.fault(format!("expected {what}")))
    }

    pub(crate) fn parse<T, E: Display>(
        &self,
        read: impl Fn(&str) -> Result<T, E>,
    ) -> Result<T, PlanFault> {
        read(self.text()?).map_err(|error| self.fault(error))
    }
}

/// The number a TOML integer stands for, whatever its radix.
fn integer_of(value: &DeValue<'_>) -> Option<i64> {
    let integer = value.as_integer()?;
    i64::from_str_radix(integer.as_str(), integer.radix()).ok()
}

/// A value as faults show it.
fn show(value: &DeValue<'_>) -> String {
    match value {
        DeValue::String(text) => format!("{text:?}"),
        DeValue::Integer(number) => number.as_str().to_owned(),
        DeValue::Float(number) => number.as_str().to_owned(),
        DeValue::Boolean(truth) => truth.to_string(),
        DeValue::Datetime(time) => time.to_string(),
        DeValue::Array(items) => {
            let shown: Vec<String> = items.iter().take(8).map(|i| show(i.get_ref())).collect();
            format!("[{}]", shown.join(", "))
        }
        DeValue::Table(_) => "{…}".to_owned(),
    }
}

/// A table being read: keys are taken by name; those never asked for are faults at the end.
pub(crate) struct Fields<'s, 'f> {
    table: &'s DeTable<'s>,
    source: &'s Source,
    spot: Spot,
    known: Vec<&'static str>,
    pub(crate) faults: &'f mut Vec<PlanFault>,
}

impl<'s, 'f> Fields<'s, 'f> {
    pub(crate) fn new(
        table: &'s DeTable<'s>,
        source: &'s Source,
        spot: Spot,
        faults: &'f mut Vec<PlanFault>,
    ) -> Self {
        Self { table, source, spot, known: Vec::new(), faults }
    }

    /// Where the table stands, with the key or title it goes by.
    pub(crate) fn spot(&self) -> &Spot {
        &self.spot
    }

    /// From here on faults name the table so, for example `place "Café"`.
    pub(crate) fn entitle(&mut self, title: &str) {
        self.spot = self.spot.named(title);
    }

    /// The value of a key, if it is there.
    pub(crate) fn item(&mut self, key: &'static str) -> Option<Item<'s>> {
        // Some keys are read more than once; they are told of once.
        if !self.known.contains(&key) {
            self.known.push(key);
        }
        let (name, value) = self.table.get_key_value(key)?;
        let spot = self.source.spot(name.span().start, &self.spot.part(key).key);
        Some(Item { value: value.get_ref(), spot })
    }

    /// Reads a key; a fault is kept and counts as absent.
    pub(crate) fn get<T>(
        &mut self,
        key: &'static str,
        read: impl FnOnce(&Item<'s>) -> Result<T, PlanFault>,
    ) -> Option<T> {
        let item = self.item(key)?;
        read(&item).map_err(|fault| self.faults.push(fault)).ok()
    }

    /// Reads a key that must be there.
    pub(crate) fn need<T>(
        &mut self,
        key: &'static str,
        expected: &str,
        read: impl FnOnce(&Item<'s>) -> Result<T, PlanFault>,
    ) -> Option<T> {
        if self.item(key).is_none() {
            self.faults
                .push(self.spot.part(key).fault("", format!("is missing; expected {expected}")));
            return None;
        }
        self.get(key, read)
    }

    pub(crate) fn text(&mut self, key: &'static str) -> Option<String> {
        self.get(key, |item| item.text().map(str::to_owned))
    }

    /// A list of values, or one that stands for a list of one; each that is unfit is a fault.
    pub(crate) fn many<T>(
        &mut self,
        key: &'static str,
        read: impl Fn(&Item<'s>) -> Result<T, PlanFault>,
    ) -> Vec<T> {
        let items = self.get(key, Item::one_or_more).unwrap_or_default();
        let mut values = Vec::with_capacity(items.len());
        for item in items {
            match read(&item) {
                Ok(value) => values.push(value),
                Err(fault) => self.faults.push(fault),
            }
        }
        values
    }

    /// The table below a key, its own keys in TOML's order.
    pub(crate) fn table<'t>(&'t mut self, key: &'static str) -> Option<Fields<'s, 't>> {
        let item = self.item(key)?;
        let Some(table) = item.value.as_table() else {
            self.faults.push(item.fault(format!("expected a table, [{key}]")));
            return None;
        };
        Some(Fields::new(table, self.source, item.spot, self.faults))
    }

    /// The tables of a list of tables, each with the offset of its line.
    pub(crate) fn tables(&mut self, key: &'static str) -> Vec<(&'s DeTable<'s>, Spot)> {
        let Some(item) = self.item(key) else { return Vec::new() };
        let Some(array) = item.value.as_array() else {
            self.faults.push(item.fault(format!("expected a list of tables, [[{key}]]")));
            return Vec::new();
        };
        let mut tables = Vec::with_capacity(array.len());
        for (index, entry) in array.iter().enumerate() {
            let title = self.spot.part(&format!("{key} {}", index + 1)).key;
            let spot = self.source.spot(entry.span().start, &title);
            match entry.get_ref().as_table() {
                Some(table) => tables.push((table, spot)),
                None => {
                    self.faults.push(spot.fault(show(entry.get_ref()), "expected a table {…}"));
                }
            }
        }
        tables
    }

    /// A reader for a table that [`Self::tables`] gave.
    pub(crate) fn inside<'t>(&'t mut self, table: &'s DeTable<'s>, spot: Spot) -> Fields<'s, 't> {
        Fields::new(table, self.source, spot, self.faults)
    }

    /// All keys with their values, for tables whose keys the owner chooses.
    pub(crate) fn entries(&self) -> Vec<(String, Item<'s>)> {
        let entry = |(name, value): (&'s Spanned<_>, &'s Spanned<DeValue<'s>>)| {
            let name: &Spanned<std::borrow::Cow<'s, str>> = name;
            let key = self.spot.part(name.get_ref()).key;
            let spot = self.source.spot(name.span().start, &key);
            (name.get_ref().to_string(), Item { value: value.get_ref(), spot })
        };
        self.table.iter().map(entry).collect()
    }

    /// Ends the reading: keys nobody asked for are faults.
    pub(crate) fn finish(self) {
        for (name, _) in self.table {
            if self.known.contains(&&**name.get_ref()) {
                continue;
            }
            let spot = self.source.spot(name.span().start, &self.spot.part(name.get_ref()).key);
            let known = self.known.iter().copied();
            let expected = match nearest(name.get_ref(), known.clone()) {
                Some(word) => format!("is no key here; did you mean {word}?"),
                None => {
                    format!("is no key here; expected {}", known.collect::<Vec<_>>().join(", "))
                }
            };
            self.faults.push(spot.fault("", expected));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults_of(text: &str, read: impl Fn(&mut Fields<'_, '_>)) -> Vec<String> {
        let document = DeTable::parse(text).unwrap();
        let source = Source::new("a.toml", text);
        let mut faults = Vec::new();
        let mut fields =
            Fields::new(document.get_ref(), &source, Spot::file("a.toml"), &mut faults);
        read(&mut fields);
        fields.finish();
        faults.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn every_fault_is_found_with_its_line() {
        let text = "level = 300\nname = 5\n\nlable = \"x\"\nwidth = 1e3\n";
        let faults = faults_of(text, |fields| {
            assert_eq!(fields.get("level", |item| item.integer(-10..=200)), None);
            assert_eq!(fields.text("name"), None);
            assert_eq!(fields.text("label"), None);
            assert_eq!(fields.get("width", |item| item.number(0.0..=1e4)), Some(1000.0));
            assert_eq!(fields.need("apex", "a name", |item| item.text()), None);
        });
        assert_eq!(
            faults,
            [
                "a.toml:1: level = 300: expected a whole number from -10 to 200",
                "a.toml:2: name = 5: expected text in quotes",
                "a.toml: apex: is missing; expected a name",
                "a.toml:4: lable: is no key here; did you mean label?",
            ]
        );
    }

    #[test]
    fn numbers_of_every_writing_are_read() {
        faults_of("a = 0x10\nb = -1_000\nc = 2.5\nd = [1, 2.5]", |fields| {
            assert_eq!(fields.get("a", |item| item.integer(0..=20)), Some(16));
            assert_eq!(fields.get("b", |item| item.number(-2e3..=0.0)), Some(-1000.0));
            assert_eq!(fields.get("c", |item| item.number(0.0..=9.0)), Some(2.5));
            assert_eq!(fields.get("d", |item| item.numbers(0.0..=9.0, "two")), Some([1.0, 2.5]));
        });
    }

    #[test]
    fn no_number_that_is_not_finite_gets_in() {
        let faults = faults_of("a = nan\nb = inf", |fields| {
            assert_eq!(fields.get("a", |item| item.number(f64::MIN..=f64::MAX)), None);
            assert_eq!(fields.get("b", |item| item.number(f64::MIN..=f64::MAX)), None);
        });
        assert_eq!(faults.len(), 2);
    }
}
