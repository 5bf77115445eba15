//! Where the values of a JSON text stand: serde says what a file holds, and this where, so that a
//! number can be changed and everything around it stay as its owner wrote it.
//!
//! The text must be JSON, which is left to `serde_json` to say.

use std::ops::Range;

/// A value and where it stands, in octets.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Node {
    pub(super) span: Range<usize>,
    pub(super) kind: Kind,
}

/// What a value is.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Kind {
    /// The keys as they are written, without their quotes, and the values.
    Object(Vec<(Range<usize>, Node)>),
    Array(Vec<Node>),
    /// Text, a number, a truth or null.
    Plain,
}

impl Node {
    /// The last value with this key, as for `serde_json`.
    pub(super) fn get(&self, text: &str, key: &str) -> Option<&Self> {
        let Kind::Object(entries) = &self.kind else { return None };
        entries.iter().rev().find(|(own, _)| text.get(own.clone()) == Some(key)).map(|(_, v)| v)
    }

    /// The values of a list.
    pub(super) fn items(&self) -> &[Self] {
        match &self.kind {
            Kind::Array(items) => items,
            _ => &[],
        }
    }

    /// The number that stands here.
    pub(super) fn number(&self, text: &str) -> Option<f64> {
        text.get(self.span.clone())?.parse().ok()
    }
}

/// The line that each feature of a file begins at, from 1 on.
pub(super) fn feature_lines(text: &str) -> Option<Vec<usize>> {
    let root = read(text)?;
    let mut line = 1;
    let mut seen = 0;
    let lines = root.get(text, "features")?.items().iter().map(|feature| {
        let between = text.get(seen..feature.span.start).unwrap_or_default();
        line += between.bytes().filter(|c| *c == b'\n').count();
        seen = feature.span.start;
        line
    });
    Some(lines.collect())
}

/// Where the numbers of all coordinates of a file stand, in order.
pub(super) fn coordinates(text: &str) -> Vec<Range<usize>> {
    let root = read(text);
    let features = root.as_ref().and_then(|root| root.get(text, "features"));
    let mut found = Vec::new();
    for feature in features.map_or(&[][..], Node::items) {
        let coordinates = feature.get(text, "geometry").and_then(|g| g.get(text, "coordinates"));
        let mut waiting: Vec<&Node> = coordinates.into_iter().collect();
        while let Some(node) = waiting.pop() {
            match &node.kind {
                Kind::Array(items) => waiting.extend(items.iter().rev()),
                Kind::Plain => found.push(node.span.clone()),
                Kind::Object(_) => {}
            }
        }
    }
    found
}

/// Reads a text; none when it is no JSON.
pub(super) fn read(text: &str) -> Option<Node> {
    serde_json::from_str::<serde::de::IgnoredAny>(text).ok()?;
    Reader { octets: text.as_bytes(), at: 0 }.value(0)
}

struct Reader<'t> {
    octets: &'t [u8],
    at: usize,
}

/// Most lists and objects inside one another (a choice: GeoJSON has about ten).
const DEPTH_MAX: usize = 200;

impl Reader<'_> {
    fn peek(&mut self) -> Option<u8> {
        while matches!(self.octets.get(self.at), Some(b' ' | b'\t' | b'\r' | b'\n' | b',' | b':')) {
            self.at += 1;
        }
        self.octets.get(self.at).copied()
    }

    fn value(&mut self, depth: usize) -> Option<Node> {
        let first = self.peek()?;
        let start = self.at;
        let kind = match first {
            _ if depth > DEPTH_MAX => return None,
            b'{' => self.object(depth)?,
            b'[' => self.array(depth)?,
            b'"' => {
                self.string()?;
                Kind::Plain
            }
            _ => {
                let rest = self.octets.get(start..)?;
                let ends = |c: &u8| matches!(c, b',' | b']' | b'}' | b' ' | b'\t' | b'\r' | b'\n');
                self.at += rest.iter().position(ends).unwrap_or(rest.len());
                Kind::Plain
            }
        };
        Some(Node { span: start..self.at, kind })
    }

    fn object(&mut self, depth: usize) -> Option<Kind> {
        self.at += 1;
        let mut entries = Vec::new();
        while self.peek()? != b'}' {
            let key = self.string()?;
            entries.push((key, self.value(depth + 1)?));
        }
        self.at += 1;
        Some(Kind::Object(entries))
    }

    fn array(&mut self, depth: usize) -> Option<Kind> {
        self.at += 1;
        let mut items = Vec::new();
        while self.peek()? != b']' {
            items.push(self.value(depth + 1)?);
        }
        self.at += 1;
        Some(Kind::Array(items))
    }

    /// A string; where it stands without its quotes.
    fn string(&mut self) -> Option<Range<usize>> {
        if self.octets.get(self.at) != Some(&b'"') {
            return None;
        }
        let start = self.at + 1;
        let mut at = start;
        loop {
            match self.octets.get(at)? {
                b'"' => break,
                b'\\' => at += 2,
                _ => at += 1,
            }
        }
        self.at = at + 1;
        Some(start..at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_found_where_they_stand() {
        let text = "{ \"a\\\"\": [1.50, -2e3,\n{}], \"b\": \"x,]\", \"features\": [\n{},\n\n{ }] }";
        let root = read(text).unwrap();
        let list = root.get(text, "a\\\"").unwrap();
        assert_eq!(&text[list.span.clone()], "[1.50, -2e3,\n{}]");
        assert_eq!(list.items()[1].number(text), Some(-2000.0));
        assert_eq!(&text[root.get(text, "b").unwrap().span.clone()], "\"x,]\"");
        assert_eq!(feature_lines(text), Some(vec![3, 5]));
        assert_eq!(read("{"), None);
        assert_eq!(read(&("[".repeat(5000) + &"]".repeat(5000))), None);
        assert_eq!(feature_lines("[1]"), None);
    }
}
