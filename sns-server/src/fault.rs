//! What is wrong or odd in the files of a zone, and where.

use std::fmt;
use std::path::Path;

use libsns::plan::PlanFault;
use libsns::zone::master_file::MasterFileError;

/// Something wrong or odd: where it stands, what was found, what was expected.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fault {
    /// The file or directory, by its path from where the user stands, so that an editor finds it.
    pub file: String,
    /// The line, from 1 on.
    pub line: Option<usize>,
    /// The column, in characters, from 1 on.
    pub column: Option<usize>,
    /// The item and key, such as `place "Café": level`; empty where there is none.
    pub key: String,
    /// The value as found; empty where it is missing.
    pub value: String,
    /// What was expected, as a sentence.
    pub expected: String,
}

impl Fault {
    /// A fault of a file as a whole.
    #[must_use]
    pub fn of_file(path: &Path, expected: impl fmt::Display) -> Self {
        let file = path.display().to_string();
        Self { file, expected: expected.to_string(), ..Self::default() }
    }

    /// A fault of the plan in this directory.
    #[must_use]
    pub fn of_plan(directory: &Path, fault: PlanFault) -> Self {
        Self {
            file: directory.join(fault.file).display().to_string(),
            line: fault.line,
            column: fault.column,
            key: fault.key,
            value: fault.value,
            expected: fault.expected,
        }
    }

    /// A fault of a master file.
    #[must_use]
    pub fn of_master_file(error: MasterFileError) -> Self {
        Self {
            file: error.file,
            line: Some(error.line),
            column: Some(error.column),
            expected: error.message,
            ..Self::default()
        }
    }

    /// `file:line:column`, the parts that are known.
    #[must_use]
    pub fn place(&self) -> String {
        let numbers = [self.line, self.column].into_iter().flatten();
        numbers.fold(self.file.clone(), |place, number| format!("{place}:{number}"))
    }
}

impl fmt::Display for Fault {
    /// `file:line:column: key = value: expectation`, the parts that are known.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.place())?;
        if !self.key.is_empty() {
            write!(f, ": {}", self.key)?;
        }
        if !self.value.is_empty() {
            write!(f, " = {}", self.value)?;
        }
        write!(f, ": {}", self.expected)
    }
}

impl std::error::Error for Fault {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_says_all_it_knows() {
        let fault = PlanFault {
            file: "rooms.toml".into(),
            line: Some(7),
            column: None,
            key: "place \"Café\": level".into(),
            value: "\"two\"".into(),
            expected: "expected a whole number".into(),
        };
        assert_eq!(
            Fault::of_plan(Path::new("zones/hq"), fault).to_string(),
            "zones/hq/rooms.toml:7: place \"Café\": level = \"two\": expected a whole number"
        );
        let error = MasterFileError {
            file: "hq.zone".into(),
            line: 3,
            column: 9,
            message: "expected a type".into(),
        };
        assert_eq!(Fault::of_master_file(error).to_string(), "hq.zone:3:9: expected a type");
    }
}
