//! H3 cells as names: `<d15>.….<d1>.<base>`, one digit of the cell's path a label.
//!
//! A cell's *logical* ancestors are the prefixes of its path. They do not cover their descendants
//! exactly on the ground (H3 turns and shrinks by √7 at each step), so only what walks the path,
//! from one finest cell upwards, meets every cover; see [`cover()`](super::cover()).

use std::cmp::Ordering;
use std::fmt;

pub use h3o::Resolution;
use h3o::{BaseCell, CellIndex, Direction, LatLng};

use super::Position;

/// Lowest bit of each of the 15 digits of a path.
const ONES: u64 = 0o111_111_111_111_111;
/// Bits of the base cell and the digits in an index.
const PATH: u64 = (1 << 52) - 1;
/// Most labels of a cell: 15 digits and the base cell.
const LABELS_MAX: usize = 16;

/// An H3 cell. Ordered along the tree of paths: an ancestor directly before its descendants.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Cell(CellIndex);

/// Labels that name no cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CellError {
    /// No label at all.
    Empty,
    /// More labels than the finest cell has; how many.
    TooDeep(usize),
    /// A digit label that is not one of `0` to `6`.
    Digit(Vec<u8>),
    /// A base cell label that is not a number from 0 to 121.
    Base(Vec<u8>),
    /// The path enters the part that a pentagon lacks.
    MissingFromPentagon,
}

impl fmt::Display for CellError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = |label: &[u8]| label.escape_ascii().to_string();
        match self {
            Self::Empty => write!(f, "no label; expected digits and a base cell"),
            Self::TooDeep(n) => write!(f, "{n} labels; expected at most {LABELS_MAX}"),
            Self::Digit(label) => write!(f, "label \"{}\"; expected a digit 0 to 6", text(label)),
            Self::Base(label) => {
                write!(f, "label \"{}\"; expected a base cell 0 to 121", text(label))
            }
            Self::MissingFromPentagon => {
                write!(
                    f,
                    "the path is not of H3: below a pentagon the first digit but 0 is never 1"
                )
            }
        }
    }
}

impl std::error::Error for CellError {}

/// A label of a cell's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CellLabel {
    octets: [u8; 3],
    length: u8,
}

impl CellLabel {
    /// A number below 1000, in decimal.
    fn number(number: u8) -> Self {
        let digits = [number / 100, number / 10 % 10, number % 10].map(|digit| b'0' + digit);
        let skip = match number {
            0..10 => 2,
            10..100 => 1,
            _ => 0,
        };
        let mut octets = [0; 3];
        octets[..3 - skip].copy_from_slice(&digits[skip..]);
        Self { octets, length: 3 - skip as u8 }
    }
}

impl AsRef<[u8]> for CellLabel {
    fn as_ref(&self) -> &[u8] {
        &self.octets[..usize::from(self.length)]
    }
}

impl Cell {
    /// The cell a position lies in.
    #[must_use]
    pub fn at(position: Position, resolution: Resolution) -> Self {
        let [latitude, longitude] =
            [position.latitude_degrees(), position.longitude_degrees()].map(f64::to_radians);
        // Finite numbers are all that H3 asks for, and a position has no others.
        let here = LatLng::from_radians(latitude, longitude).unwrap_or_default();
        Self(here.to_cell(resolution))
    }

    /// Reads the labels, most specific first.
    ///
    /// # Errors
    /// When they are not digits `0` to `6` and then a base cell `0` to `121`, the path of a cell.
    pub fn from_labels<'a>(labels: impl IntoIterator<Item = &'a [u8]>) -> Result<Self, CellError> {
        let mut path = [Direction::Center; LABELS_MAX];
        let mut count = 0;
        let mut base = None;
        for label in labels {
            if let Some(before) = base.replace(label) {
                *path.get_mut(count).ok_or(CellError::TooDeep(count + 2))? = digit(before)?;
                count += 1;
            }
        }
        let base = base.ok_or(CellError::Empty)?;
        if count >= LABELS_MAX {
            return Err(CellError::TooDeep(count + 1));
        }
        let base = base_cell(base)?;
        path[..count].reverse();
        let index = CellIndex::from_raw_parts(base, &path[..count]);
        index.map(Self).map_err(|_| CellError::MissingFromPentagon)
    }

    /// The labels, most specific first.
    pub fn labels(self) -> impl Iterator<Item = CellLabel> {
        let digits = (1..=u8::from(self.resolution())).rev();
        let digits = digits.map(move |level| ((self.bits() >> (3 * (15 - level))) & 7) as u8);
        digits.chain(std::iter::once(u8::from(self.0.base_cell()))).map(CellLabel::number)
    }

    /// The resolution: 0, cells of a thousand kilometres, to 15, of half a metre.
    #[must_use]
    pub fn resolution(self) -> Resolution {
        self.0.resolution()
    }

    /// The cell one step up its path.
    #[must_use]
    pub fn parent(self) -> Option<Self> {
        self.ancestor(self.resolution().pred()?)
    }

    /// The cell itself or the one up its path at a resolution; none below it.
    #[must_use]
    pub fn ancestor(self, resolution: Resolution) -> Option<Self> {
        self.0.parent(resolution).map(Self)
    }

    /// True when the path goes through `ancestor` or ends there.
    #[must_use]
    pub fn is_within(self, ancestor: Self) -> bool {
        self.ancestor(ancestor.resolution()) == Some(ancestor)
    }

    /// How many cells lie one step below it: 7, or 6 in a pentagon; none below resolution 15.
    pub(super) fn children_count(self) -> u64 {
        self.resolution().succ().map_or(0, |finer| self.0.children_count(finer))
    }

    /// The middle of the cell.
    #[must_use]
    pub fn centre(self) -> Position {
        position(LatLng::from(self.0))
    }

    /// The corners of the cell on the ground, to the nanodegree.
    pub fn corners(self) -> impl Iterator<Item = Position> {
        let boundary = self.0.boundary();
        (0..boundary.len()).map(move |i| position(boundary[i]))
    }

    /// The cell and those that touch it.
    pub(super) fn neighbourhood(self, mut each: impl FnMut(Self)) {
        self.0.grid_disk_safe(1).for_each(|cell| each(Self(cell)));
    }

    fn bits(self) -> u64 {
        u64::from(self.0)
    }

    /// Base cell and path with each digit one up, so that 0 stands for the end of the path.
    fn path(self) -> u64 {
        let unused = (1_u64 << (3 * (15 - u8::from(self.resolution())))) - 1;
        // Digits are at most 6, so one more never carries into the next.
        (self.bits() & PATH & !unused) + (ONES & !unused)
    }
}

/// A position of H3; its numbers are finite and in range but for rounding.
fn position(place: LatLng) -> Position {
    let latitude = (place.lat() * 1e9).round().clamp(-90e9, 90e9) as i64;
    Position::wrapped(latitude, (place.lng() * 1e9).round() as i64)
}

fn digit(label: &[u8]) -> Result<Direction, CellError> {
    let refused = || CellError::Digit(label.to_vec());
    match label {
        [digit @ b'0'..=b'6'] => Direction::try_from(digit - b'0').map_err(|_| refused()),
        _ => Err(refused()),
    }
}

fn base_cell(label: &[u8]) -> Result<BaseCell, CellError> {
    let refused = || CellError::Base(label.to_vec());
    let canonical = matches!(label, [b'0'] | [b'1'..=b'9', ..]) && label.len() <= 3;
    if !canonical || !label.iter().all(u8::is_ascii_digit) {
        return Err(refused());
    }
    let number = label.iter().fold(0_u32, |sum, digit| sum * 10 + u32::from(digit - b'0'));
    let number = u8::try_from(number).map_err(|_| refused())?;
    BaseCell::try_from(number).map_err(|_| refused())
}

impl Ord for Cell {
    fn cmp(&self, other: &Self) -> Ordering {
        self.path().cmp(&other.path())
    }
}

impl PartialOrd for Cell {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Cell {
    /// The labels with dots between: `3.1.4.61`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, label) in self.labels().enumerate() {
            let dot = if index > 0 { "." } else { "" };
            write!(f, "{dot}{}", label.as_ref().escape_ascii())?;
        }
        Ok(())
    }
}

impl fmt::Debug for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Cell({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(latitude: f64, longitude: f64) -> Position {
        Position::from_degrees(latitude, longitude).unwrap()
    }

    fn from_text(text: &str) -> Result<Cell, CellError> {
        Cell::from_labels(text.split('.').map(str::as_bytes))
    }

    /// H3 writes this cell 891fb466257ffff: mode 1, resolution 9, base cell 15, nine digits, six unused.
    #[test]
    fn labels_are_the_digits_of_the_index() {
        let cell = Cell(CellIndex::try_from(0x0891_fb46_6257_ffff).unwrap());
        assert_eq!(cell.to_string(), "5.2.2.4.1.3.4.6.6.15");
        assert_eq!(from_text("5.2.2.4.1.3.4.6.6.15"), Ok(cell));
    }

    #[test]
    fn labels_that_name_no_cell_are_refused_by_name() {
        assert_eq!(from_text("7.15"), Err(CellError::Digit(b"7".to_vec())));
        assert_eq!(from_text("00.15"), Err(CellError::Digit(b"00".to_vec())));
        assert_eq!(from_text("1.122"), Err(CellError::Base(b"122".to_vec())));
        for base in ["015", "", "256", "1e1", "1000"] {
            assert_eq!(from_text(base), Err(CellError::Base(base.into())));
        }
        assert_eq!(Cell::from_labels([]), Err(CellError::Empty));
        assert_eq!(from_text(&"0.".repeat(16)), Err(CellError::TooDeep(17)));
        assert!(matches!(from_text(&("0.".repeat(16) + "4")), Err(CellError::TooDeep(17))));
        // Base cell 4 is a pentagon.
        assert_eq!(from_text("1.0.4"), Err(CellError::MissingFromPentagon));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn labels_and_paths_agree(
            lat in -90.0..=90.0_f64, lon in -180.0..180.0_f64, fine in 0..=15_u8, up in 0..=15_u8,
            other in (-90.0..=90.0_f64, -180.0..180.0_f64),
        ) {
            let cell = Cell::at(at(lat, lon), Resolution::try_from(fine).unwrap());
            prop_assert_eq!(from_text(&cell.to_string()), Ok(cell));
            prop_assert_eq!(cell.labels().count(), usize::from(fine) + 1);
            let ancestor = Resolution::try_from(up).ok().and_then(|up| cell.ancestor(up));
            prop_assert_eq!(ancestor.is_some(), up <= fine);
            if let Some(ancestor) = ancestor {
                prop_assert!(ancestor <= cell && cell.is_within(ancestor));
                prop_assert!(cell.to_string().ends_with(&ancestor.to_string()));
                let other = Cell::at(at(other.0, other.1), Resolution::try_from(fine).unwrap());
                // Whatever stands between a cell and its ancestor lies within the ancestor.
                if ancestor <= other && other <= cell {
                    prop_assert!(other.is_within(ancestor));
                }
            }
        }
    }
}
