//! A FeatureCollection (RFC 7946 §3.3), feature by feature.

use std::cell::Cell;
use std::fmt;
use std::io::{self, BufReader, Read};

use serde::de::{
    DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor,
};
use serde_json::{Map, Value};

use super::{FEATURE_OCTETS_MAX, FILE_OCTETS_MAX, Feature, Members, feature};
use crate::import::{ImportError, InputFile};

/// How much is asked of a file at once.
const BUFFER_OCTETS: usize = 64 << 10;

/// See [`super::read`].
pub(super) fn read(
    file: &InputFile<'_>,
    mut each: impl FnMut(Feature) -> Result<(), ImportError>,
) -> Result<Members, ImportError> {
    let budget = Budget { file: Cell::new(FILE_OCTETS_MAX), part: Cell::new(FEATURE_OCTETS_MAX) };
    let counted = Counted { source: after_mark(file)?, budget: &budget };
    let mut json =
        serde_json::Deserializer::from_reader(BufReader::with_capacity(BUFFER_OCTETS, counted));
    let mut walk = Walk { each: &mut each, budget: &budget, refused: None, count: None };
    let other = walk.by_ref().deserialize(&mut json).and_then(|other| json.end().map(|()| other));
    match (other, walk.refused.take()) {
        (_, Some(refused)) => Err(refused),
        (Ok(other), None) => walk.finish(other),
        (Err(error), None) => Err(refusal(file, &error)),
    }
}

/// The file's octets without a byte order mark.
fn after_mark<'f>(file: &'f InputFile<'_>) -> Result<impl Read + 'f, ImportError> {
    let mut reader = file.reader()?;
    let mut start = Vec::with_capacity(3);
    let read = reader.by_ref().take(3).read_to_end(&mut start);
    read.map_err(|error| file.error("", error))?;
    if start == *b"\xef\xbb\xbf" {
        start.clear();
    }
    Ok(io::Cursor::new(start).chain(reader))
}

fn refusal(file: &InputFile<'_>, error: &serde_json::Error) -> ImportError {
    let text = error.to_string();
    let text = text.rsplit_once(" at line ").map_or(text.as_str(), |(text, _)| text);
    match error.line() {
        0 => file.error("", text),
        line => file.error(format!("line {line}"), format!("is not JSON: {text}")),
    }
}

/// Octets that may still be read: of the file, and of the feature or member that is being read.
struct Budget {
    file: Cell<u64>,
    part: Cell<u64>,
}

impl Budget {
    fn next_part(&self) {
        self.part.set(FEATURE_OCTETS_MAX);
    }

    fn spend(&self, octets: usize) -> io::Result<()> {
        let octets = u64::try_from(octets).unwrap_or(u64::MAX);
        for (budget, what, most) in [
            (&self.file, "the file", FILE_OCTETS_MAX),
            (&self.part, "one feature", FEATURE_OCTETS_MAX),
        ] {
            let left = budget.get().checked_sub(octets);
            let too_large = || io::Error::other(format!("{what} is larger than {most} octets"));
            budget.set(left.ok_or_else(too_large)?);
        }
        Ok(())
    }
}

/// A reader whose octets are counted.
struct Counted<'b, R> {
    source: R,
    budget: &'b Budget,
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let octets = self.source.read(into)?;
        self.budget.spend(octets)?;
        Ok(octets)
    }
}

/// Walks through the file's outermost object, and through the list of its features.
struct Walk<'w, F> {
    each: &'w mut F,
    budget: &'w Budget,
    /// What `each` said, as serde's errors cannot carry it.
    refused: Option<ImportError>,
    count: Option<usize>,
}

impl<F: FnMut(Feature) -> Result<(), ImportError>> Walk<'_, F> {
    fn by_ref(&mut self) -> Outermost<'_, Self> {
        Outermost(self)
    }

    fn take(&mut self, members: Map<String, Value>) -> Result<(), ImportError> {
        let number = self.count.unwrap_or(0);
        self.count = Some(number + 1);
        (self.each)(feature(number, members))
    }

    /// A file may be one feature (RFC 7946 §2).
    fn finish(mut self, mut other: Map<String, Value>) -> Result<Members, ImportError> {
        if self.count.is_none() && other.get("type").is_some_and(|of| of == "Feature") {
            self.take(std::mem::take(&mut other))?;
        }
        Ok(Members { features: self.count, other })
    }
}

struct Outermost<'w, W>(&'w mut W);
struct List<'w, W>(&'w mut W);

impl<'de, F: FnMut(Feature) -> Result<(), ImportError>> DeserializeSeed<'de>
    for Outermost<'_, Walk<'_, F>>
{
    type Value = Map<String, Value>;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Self::Value, D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de, F: FnMut(Feature) -> Result<(), ImportError>> Visitor<'de>
    for Outermost<'_, Walk<'_, F>>
{
    type Value = Map<String, Value>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a GeoJSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut other = Map::new();
        let mut left = FEATURE_OCTETS_MAX;
        while let Some(key) = map.next_key::<String>()? {
            if key == "features" {
                map.next_value_seed(List(&mut *self.0))?;
                continue;
            }
            self.0.budget.part.set(left);
            other.insert(key, map.next_value()?);
            // All of them together are kept, so all together must be small.
            left = left.min(self.0.budget.part.get());
        }
        Ok(other)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {
            self.0.budget.next_part();
        }
        Ok(Map::new())
    }
}

impl<'de, F: FnMut(Feature) -> Result<(), ImportError>> DeserializeSeed<'de>
    for List<'_, Walk<'_, F>>
{
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_seq(self)
    }
}

impl<'de, F: FnMut(Feature) -> Result<(), ImportError>> Visitor<'de> for List<'_, Walk<'_, F>> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of features")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        self.0.count.get_or_insert(0);
        self.0.budget.next_part();
        while let Some(members) = list.next_element()? {
            if let Err(refused) = self.0.take(members) {
                self.0.refused = Some(refused);
                return Err(A::Error::custom("refused"));
            }
            self.0.budget.next_part();
        }
        Ok(())
    }
}
