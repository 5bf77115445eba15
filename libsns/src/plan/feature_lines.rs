//! The lines on which the features of a GeoJSON file begin. The reader of JSON does not tell them, and
//! without them nobody finds one of a thousand features in an editor.

/// The line, from 1 on, of each value in the list `features` of the object that the text is. The
/// text is known to be JSON.
pub(crate) fn feature_lines(text: &str) -> Vec<usize> {
    let mut scan = Scan::default();
    let mut rest = text.as_bytes();
    while let Some((&c, behind)) = rest.split_first() {
        rest = behind;
        match c {
            b'\n' => scan.line += 1,
            b' ' | b'\t' | b'\r' | b':' => {}
            b'"' => {
                let end = string_end(rest);
                scan.begin_value();
                scan.is_features_next = scan.depth == 1 && rest[..end] == *b"features";
                rest = rest.get(end + 1..).unwrap_or_default();
            }
            b'{' | b'[' => scan.open(c),
            b'}' | b']' => scan.close(),
            b',' => scan.is_value_due = true,
            _ => scan.begin_value(),
        }
    }
    scan.lines
}

/// Where a string ends whose opening quote has been passed.
fn string_end(text: &[u8]) -> usize {
    let mut is_escaped = false;
    let is_end = |c: &u8| {
        let ends = *c == b'"' && !is_escaped;
        is_escaped = *c == b'\\' && !is_escaped;
        ends
    };
    text.iter().position(is_end).unwrap_or(text.len())
}

/// What is known while the text is passed.
#[derive(Default)]
struct Scan {
    /// Lines ended so far.
    line: usize,
    /// Objects and lists that are open.
    depth: usize,
    /// True behind the key `features` of the outermost object.
    is_features_next: bool,
    is_in_features: bool,
    /// True where the next value of a list or object begins.
    is_value_due: bool,
    lines: Vec<usize>,
}

impl Scan {
    fn begin_value(&mut self) {
        if self.is_in_features && self.depth == 2 && self.is_value_due {
            self.lines.push(self.line + 1);
        }
        self.is_value_due = false;
    }

    fn open(&mut self, bracket: u8) {
        self.begin_value();
        if self.depth == 1 && self.is_features_next && bracket == b'[' {
            // Of a key that stands twice, the last counts.
            self.lines.clear();
            self.is_in_features = true;
        }
        self.depth += 1;
        self.is_value_due = true;
    }

    fn close(&mut self) {
        self.depth = self.depth.saturating_sub(1);
        self.is_in_features &= self.depth > 1;
        self.is_value_due = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    #[test]
    fn features_are_found_wherever_they_begin() {
        let text = "{\"type\": \"features\",\n\"x\": [1, {\"features\": [\n2]}],\n\"features\": [\n\
                    {\"a\": \"}\\\"]\"}, {\"features\": [3,\n4]},\n\n null,[], 7\n,\"x\"]\n, \"y\": [1]}";
        assert_eq!(feature_lines(text), [5, 5, 8, 8, 8, 9]);
        assert_eq!(feature_lines("{\"features\": [1], \"features\":\n[2,\n3]}"), [2, 3]);
        assert_eq!(feature_lines("{\"features\": []}"), [0; 0]);
    }

    fn value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            any::<Option<i32>>().prop_map(|number| json!(number)),
            "[a-z\"\\\\{}\\[\\],:\n]{0,8}".prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 24, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::hash_map("(features|[a-z\"]{1,3})", inner, 0..4)
                    .prop_map(|map| Value::Object(map.into_iter().collect())),
            ]
        })
    }

    proptest! {
        /// Each feature on a line of its own, whatever is in it and beside it.
        #[test]
        fn every_feature_has_its_line(
            features in prop::collection::vec(value(), 0..6), beside in value(),
        ) {
            let lines: Vec<String> = features.iter().map(ToString::to_string).collect();
            let text = format!(
                "{{\"beside\": {beside},\n\"features\": [\n{}],\n\"behind\": {beside}}}",
                lines.join(",\n")
            );
            let expected: Vec<usize> = (3..3 + features.len()).collect();
            prop_assert_eq!(feature_lines(&text), expected);
        }
    }
}
