//! CSV tables of rooms and of devices (RFC 4180), one file or several, both in one where wanted.
//!
//! Headings are known in many forms ([`columns`]); separators are commas, semicolons or tabs, and
//! where they are not commas, numbers may have a decimal comma. A row is a device when the column
//! `what` says so, or a cell that only devices have is filled; in a table that has such columns and
//! none that only rooms have, every row is.
//!
//! ```text
//! id,name,level,kind,building,x,y,width,depth
//! 101,Meeting 1,1,meeting-room,House A,0,0,6,4
//!
//! id,name,room,kind,above_floor,ipv6,manufacturer
//! l1,Light,Meeting 1,light,2.6,2001:db8::7,Acme
//! ```

mod columns;
mod row;
mod shape;
mod table;
#[cfg(test)]
mod tests;

use self::row::Rows;
use self::table::Table;
use super::{ImportError, Input, InputFile, Options};
use crate::survey::Survey;

/// Reads tables. Files that are no tables by their name are passed over, with a remark.
///
/// # Errors
/// When a table is not UTF-8, a cell is not what its column holds, or there is no table; with file,
/// line, heading and value.
pub fn read(input: &Input<'_>, options: &Options) -> Result<Survey, ImportError> {
    let mut rows = Rows::new(input, options);
    let mut found = false;
    for file in &input.files {
        if is_table(file) {
            rows.table(&Table::read(file)?)?;
            found = true;
        } else {
            rows.pass_over(file);
        }
    }
    match found {
        true => Ok(rows.finish()),
        false => Err(ImportError {
            file: input.name.clone(),
            spot: String::new(),
            text: "has no table; expected a file that ends in .csv, .tsv or .txt".into(),
        }),
    }
}

fn is_table(file: &InputFile<'_>) -> bool {
    let path = file.path.to_lowercase();
    [".csv", ".tsv", ".txt", ".tab"].iter().any(|ending| path.ends_with(ending))
        || !path.contains('.')
}
