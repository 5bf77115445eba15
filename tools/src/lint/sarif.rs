//! Findings as SARIF 2.1.0 (OASIS, Static Analysis Results Interchange Format), which editors and code
//! hosts show beside the lines they are about.

use serde_json::{Value, json};

use super::rule::{Rule, Severity, rules};

/// The schema that the log says it follows (SARIF 2.1.0 §3.13.3).
const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// What is wrong with a file that was not read, and so judged by no rule.
const FAULT: &str = "fault";

/// One result of a log.
#[derive(Clone, Debug, PartialEq)]
pub struct SarifResult {
    /// The rule that found it; none for what keeps a file from being read.
    pub rule: Option<&'static Rule>,
    /// How much it matters.
    pub severity: Severity,
    /// The file, by the path from where the user stands.
    pub file: String,
    /// The line, from 1 on.
    pub line: Option<usize>,
    /// The column, from 1 on.
    pub column: Option<usize>,
    /// What was found, as a sentence.
    pub message: String,
    /// What it is about: `place "Café"`.
    pub key: String,
    /// Its name in the zone.
    pub name: Option<String>,
    /// More for programs: an object.
    pub properties: Value,
}

/// The log of one run: every rule is described, and each result says which one found it.
#[must_use]
pub fn sarif(version: &str, results: &[SarifResult]) -> Value {
    let fault = json!({
        "id": FAULT,
        "shortDescription": { "text": "The file cannot be served." },
        "fullDescription": { "text": "What is wrong with a plan or a master file keeps it from being a zone." },
        "help": { "text": "Mend what the message names." },
        "defaultConfiguration": { "level": Severity::Error.word() },
    });
    let described: Vec<Value> =
        std::iter::once(fault).chain(rules().iter().map(|rule| described(rule))).collect();
    let results: Vec<Value> = results.iter().map(result).collect();
    json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "sns check",
                "version": version,
                "rules": described,
            }},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

/// A rule as a reportingDescriptor (§3.49).
fn described(rule: &Rule) -> Value {
    json!({
        "id": rule.id,
        "shortDescription": { "text": rule.about },
        "fullDescription": { "text": rule.why },
        "help": { "text": rule.mend },
        "defaultConfiguration": { "level": rule.severity.word() },
    })
}

/// §3.27: the index of a rule is that in the list above, where what keeps files from being read is first.
fn result(result: &SarifResult) -> Value {
    let at = |own: &'static Rule| rules().iter().position(|rule| *rule == own);
    let index = result.rule.and_then(at).map_or(0, |at| at + 1);
    let id = result.rule.map_or(FAULT, |rule| rule.id);
    let mut place = json!({ "artifactLocation": { "uri": uri(&result.file) } });
    if let Some(line) = result.line {
        place["region"] = json!({ "startLine": line });
        if let Some(column) = result.column {
            place["region"]["startColumn"] = column.into();
        }
    }
    let mut location = json!({ "physicalLocation": place });
    if !result.key.is_empty() {
        let mut logical = json!({ "name": result.key });
        if let Some(name) = &result.name {
            logical["fullyQualifiedName"] = name.as_str().into();
        }
        location["logicalLocations"] = json!([logical]);
    }
    json!({
        "ruleId": id,
        "ruleIndex": index,
        "level": result.severity.word(),
        "message": { "text": result.message },
        "locations": [location],
        "properties": result.properties,
    })
}

/// A path as a relative reference (RFC 3986 §4.2): slashes, and what is reserved as percent and two
/// digits. A first part with a colon would be a scheme; encoded it is none.
fn uri(path: &str) -> String {
    use std::fmt::Write as _;
    let mut out = String::with_capacity(path.len());
    for octet in path.replace('\\', "/").bytes() {
        if octet.is_ascii_alphanumeric() || b"/-._~".contains(&octet) {
            out.push(char::from(octet));
        } else {
            // Writing to a String does not fail.
            let _ = write!(out, "%{octet:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_references() {
        assert_eq!(uri("zones/co working/é.toml"), "zones/co%20working/%C3%A9.toml");
        assert_eq!(uri("a:b#c"), "a%3Ab%23c");
    }
}
