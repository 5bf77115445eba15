//! Faults and warnings of plans and master files.

use serde_json::{Value, json};
use sns_server::Fault;
use sns_tools::lint::{SarifResult, Severity};

use super::text::plain;
use crate::paint::Paint;

/// `file:line:column: key = value: expectation`, the parts that are known.
pub(crate) fn line(fault: &Fault, paint: Paint) -> String {
    let mut text = paint.bold(&plain(&fault.place()));
    if !fault.key.is_empty() {
        text += &format!(": {}", plain(&fault.key));
    }
    if !fault.value.is_empty() {
        text += &format!(" = {}", paint.yellow(&plain(&fault.value)));
    }
    text + ": " + &plain(&fault.expected)
}

/// The same for programs; what is not known is null.
pub(crate) fn json(fault: &Fault) -> Value {
    let known = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    json!({
        "file": fault.file,
        "line": fault.line,
        "column": fault.column,
        "key": known(&fault.key),
        "value": known(&fault.value),
        "expected": fault.expected,
    })
}

/// The same as a result of SARIF.
pub(crate) fn sarif(fault: &Fault) -> SarifResult {
    let parts = [&fault.key, &fault.value, &fault.expected];
    let parts = parts.into_iter().filter(|part| !part.is_empty()).cloned();
    SarifResult {
        rule: None,
        severity: Severity::Error,
        file: fault.file.clone(),
        line: fault.line,
        column: fault.column,
        message: parts.collect::<Vec<_>>().join(": "),
        key: fault.key.clone(),
        name: None,
        properties: json!({}),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_is_shown_as_it_writes_itself() {
        let fault = Fault {
            file: "hq/rooms.toml".into(),
            line: Some(7),
            column: None,
            key: "place \"Café\": level".into(),
            value: "\"two\"".into(),
            expected: "expected a whole number".into(),
        };
        assert_eq!(line(&fault, Paint::PLAIN), fault.to_string());
        assert_eq!((&json(&fault)["line"], &json(&fault)["column"]), (&7.into(), &Value::Null));
        let hostile = Fault { key: "place \"\x1b[2J\"".into(), ..fault };
        assert!(!line(&hostile, Paint::PLAIN).contains('\x1b'));
    }
}
