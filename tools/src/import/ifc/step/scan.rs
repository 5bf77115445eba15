//! The way through a file from its first octet to its last: where instances stand, and of which kind
//! they are. What they say is not looked at.

use std::collections::HashMap;

use super::super::limits::KINDS_MAX;
use super::cursor::Cursor;
use super::{FileFault, header};

/// Where an instance stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    /// Its name.
    pub(super) id: u32,
    /// The offset of its kind, behind `#12=`.
    pub(super) at: u32,
}

/// What a file holds.
pub(super) struct Scanned {
    /// By name, ascending.
    pub(super) entries: Vec<Entry>,
    pub(super) kinds: HashMap<String, Vec<u32>>,
    pub(super) schema: String,
    pub(super) has_end: bool,
}

/// Something wrong at an offset.
struct At(usize, String);

/// Finds all instances of a file. Kinds that are not in capitals are put into capitals.
pub(super) fn scan(octets: &mut [u8]) -> Result<Scanned, FileFault> {
    let result = sections(octets);
    let mut scanned = result.map_err(|At(at, text)| FileFault { spot: line(octets, at), text })?;
    scanned.entries.sort_unstable_by_key(|entry| (entry.id, entry.at));
    let twice = scanned.entries.windows(2).find(|pair| pair[0].id == pair[1].id);
    if let Some(pair) = twice {
        let [first, second] = [pair[0], pair[1]].map(|entry| line(octets, entry.at as usize));
        let text = format!("#{} was given on {first} before; expected it once", pair[0].id);
        return Err(FileFault { spot: second, text });
    }
    Ok(scanned)
}

/// `line 12`, for the octet at an offset.
fn line(octets: &[u8], at: usize) -> String {
    let before = octets.get(..at).unwrap_or(octets);
    format!("line {}", 1 + before.iter().filter(|&&octet| octet == b'\n').count())
}

fn sections(octets: &mut [u8]) -> Result<Scanned, At> {
    let mark = if octets.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
    let mut cursor = Cursor::new(octets, mark);
    let schema = header::schema(&mut cursor).map_err(|text| At(cursor.at(), text))?;
    let mut at = cursor.at();
    let mut instances = Instances::default();
    let mut has_data = false;
    loop {
        let mut cursor = Cursor::new(octets, at);
        cursor.skip_space();
        let begins = cursor.at();
        let section = cursor.keyword().to_ascii_uppercase();
        at = cursor.at();
        match section.as_str() {
            "DATA" => {
                at = instances.section(octets, at)?;
                has_data = true;
            }
            // Sections of the third edition (ISO 10303-21:2016 §9, §10, §14) name no instances.
            "ANCHOR" | "REFERENCE" | "SIGNATURE" => at = other_section(octets, at)?,
            _ if !has_data => {
                return Err(At(begins, cursor.unexpected("the section DATA;")));
            }
            section => {
                let Instances { entries, kinds, .. } = instances;
                let has_end = section == "END-ISO-10303-21";
                return Ok(Scanned { entries, kinds, schema, has_end });
            }
        }
    }
}

/// Passes a section up to its `ENDSEC;`.
fn other_section(octets: &[u8], at: usize) -> Result<usize, At> {
    let end = octets.get(at..).unwrap_or_default().windows(7).position(|next| next == b"ENDSEC;");
    end.map(|end| at + end + 7).ok_or_else(|| At(at, "the section has no ENDSEC;".into()))
}

/// The instances found so far.
#[derive(Default)]
struct Instances {
    entries: Vec<Entry>,
    kinds: HashMap<String, Vec<u32>>,
}

impl Instances {
    /// Passes a data section up to its `ENDSEC;`.
    fn section(&mut self, octets: &mut [u8], at: usize) -> Result<usize, At> {
        // The third edition may give the section a name and schemas: DATA('x',('IFC4'));
        let mut at = end_of_instance(octets, at).ok_or_else(|| At(at, NO_SEMICOLON.into()))? + 1;
        loop {
            let mut cursor = Cursor::new(octets, at);
            cursor.skip_space();
            if cursor.peek() != Some(b'#') {
                let begins = cursor.at();
                let is_end = cursor.keyword().eq_ignore_ascii_case("ENDSEC");
                return match cursor.expect(b';') {
                    Ok(()) if is_end => Ok(cursor.at()),
                    Err(text) if is_end => Err(At(cursor.at(), text)),
                    _ => {
                        let cursor = Cursor::new(octets, begins);
                        Err(At(begins, cursor.unexpected("'#' or ENDSEC;")))
                    }
                };
            }
            at = self.instance(octets, cursor.at())?;
        }
    }

    /// Passes an instance.
    fn instance(&mut self, octets: &mut [u8], at: usize) -> Result<usize, At> {
        let mut cursor = Cursor::new(octets, at);
        let id = cursor.name().map_err(|text| At(at, text))?;
        cursor.expect(b'=').map_err(|text| At(at, format!("#{id}: {text}")))?;
        let begins = cursor.at();
        let length = cursor.keyword().len();
        let end = end_of_instance(octets, begins + length)
            .ok_or_else(|| At(at, format!("#{id}: {NO_SEMICOLON}")))?;
        let at = u32::try_from(begins)
            .map_err(|_| At(at, format!("#{id}: lies more than {} octets deep", u32::MAX)))?;
        self.entries.push(Entry { id, at });
        if let Some(kind) = octets.get_mut(begins..begins + length) {
            kind.make_ascii_uppercase();
            self.count(std::str::from_utf8(kind).unwrap_or_default(), id)
                .map_err(|text| At(begins, text))?;
        }
        Ok(end + 1)
    }

    fn count(&mut self, kind: &str, id: u32) -> Result<(), String> {
        if let Some(names) = self.kinds.get_mut(kind) {
            names.push(id);
        } else if self.kinds.len() < KINDS_MAX {
            self.kinds.insert(kind.to_owned(), vec![id]);
        } else {
            return Err(format!("more than {KINDS_MAX} kinds of instances; expected IFC"));
        }
        Ok(())
    }
}

/// Why an instance, or what opens a section, is refused.
const NO_SEMICOLON: &str = "the file ends before the ';'";

/// The offset of the `;` that ends an instance: the first that stands in no text, binary or comment.
fn end_of_instance(octets: &[u8], mut at: usize) -> Option<usize> {
    loop {
        at += octets.get(at..)?.iter().position(|octet| b";'\"/".contains(octet))?;
        let rest = octets.get(at + 1..)?;
        at += match octets.get(at)? {
            b';' => return Some(at),
            b'/' if rest.first() == Some(&b'*') => {
                4 + rest.get(1..)?.windows(2).position(|pair| pair == b"*/")?
            }
            b'/' => 1,
            // A doubled quote is two texts side by side.
            quote => 2 + rest.iter().position(|octet| octet == quote)?,
        };
    }
}
