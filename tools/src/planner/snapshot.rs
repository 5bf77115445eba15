//! The snapshot of an import: what the source said of each thing, kept in a hidden file beside the plan.
//!
//! A second import compares three: what the source said then, what it says now, and what the plan says.
//! So what a person changed is told from what the source changed.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The file that holds it. Hidden files are no part of a plan.
pub const SNAPSHOT_FILE: &str = ".import.json";
/// The format of the file that is written and read here.
const VERSION: u32 = 1;

/// What sources said, by identity; the site is `@`.
pub(super) type Things = BTreeMap<String, Imported>;

/// What the source said of one thing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Imported {
    /// The words of the source.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) words: Vec<String>,
    /// The identity of what holds it; of an exit, of what it joins.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) links: Vec<String>,
    /// Keys and values as the import wrote them into the plan.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) keys: BTreeMap<String, Value>,
    /// A digest of its shape.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) shape: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    version: u32,
    things: Things,
}

/// Reads a snapshot.
///
/// # Errors
/// Where it is not what was written.
pub(super) fn read(text: &str) -> Result<Things, String> {
    let file: File = serde_json::from_str(text).map_err(|error| error.to_string())?;
    if file.version != VERSION {
        return Err(format!("its version is {}; expected {VERSION}", file.version));
    }
    Ok(file.things)
}

/// A snapshot as text, a line for each thing, so that differences are readable.
pub(super) fn write(things: &Things) -> String {
    let mut text = format!("{{\"version\": {VERSION}, \"things\": {{");
    let mut separator = "\n";
    for (identity, imported) in things {
        // Maps of text and values are always JSON.
        let value = serde_json::to_string(imported).unwrap_or_default();
        let _ = write!(text, "{separator}{}: {value}", Value::from(identity.as_str()));
        separator = ",\n";
    }
    text + "\n}}\n"
}

/// A digest of octets: 64 bits of FNV-1a (Fowler, Noll, Vo), in hexadecimal. It tells a changed shape
/// from an unchanged one and guards against nothing else.
pub(super) fn digest(octets: &[u8]) -> String {
    let sum = octets.iter().fold(0xcbf2_9ce4_8422_2325_u64, |sum, octet| {
        (sum ^ u64::from(*octet)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("{sum:016x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let imported = Imported {
            words: vec!["Café \"1\"".into()],
            links: vec!["@".into()],
            keys: BTreeMap::from([("level".into(), Value::from(2))]),
            shape: Some(digest(b"x")),
        };
        let things = Things::from([("ifc:1".into(), imported), ("@".into(), Imported::default())]);
        let text = write(&things);
        assert_eq!(read(&text), Ok(things));
        assert_eq!(text.lines().count(), 4);
    }

    #[test]
    fn what_is_no_snapshot_is_refused() {
        assert!(read("{").is_err());
        assert!(read("{\"version\": 9, \"things\": {}}").unwrap_err().contains("expected 1"));
        assert!(read("{\"version\": 1, \"things\": {\"a\": {\"colour\": 1}}}").is_err());
    }

    #[test]
    fn the_digest_is_fnv_1a() {
        // Test vectors of draft-eastlake-fnv §6.
        assert_eq!(digest(b""), "cbf29ce484222325");
        assert_eq!(digest(b"foobar"), "85944171f73967e8");
    }
}
