//! The header section: which schema a file follows (ISO 10303-21 §8).

use super::cursor::Cursor;
use super::entity::Value;

/// The schema that the header names, in capitals; the cursor is then behind the header's `ENDSEC;`.
pub(super) fn schema(cursor: &mut Cursor<'_>) -> Result<String, String> {
    start(cursor)?;
    let mut schema = None;
    loop {
        cursor.skip_space();
        let keyword = cursor.keyword();
        if keyword.is_empty() {
            return Err(cursor.unexpected("the header's records, then ENDSEC;"));
        }
        if keyword.eq_ignore_ascii_case("ENDSEC") {
            cursor.expect(b';')?;
            return schema.ok_or_else(|| "the header names no schema; expected FILE_SCHEMA".into());
        }
        let values = cursor.list(0)?;
        cursor.expect(b';')?;
        if keyword.eq_ignore_ascii_case("FILE_SCHEMA") {
            schema = values.first().and_then(|names| names.list().first()).and_then(Value::text);
        }
    }
}

/// Passes `ISO-10303-21; HEADER;`.
fn start(cursor: &mut Cursor<'_>) -> Result<(), String> {
    for expected in ["ISO-10303-21", "HEADER"] {
        cursor.skip_space();
        if !cursor.keyword().eq_ignore_ascii_case(expected) {
            return Err(format!("no {expected}; expected a STEP file (ISO 10303-21)"));
        }
        cursor.expect(b';')?;
    }
    Ok(())
}
