//! Levels of a building. A level is an ordinal that the owner gives, never inferred from altitude.

use std::fmt;

/// The levels a thing stands on, lowest to highest, both included. 0 is the ground floor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Levels {
    lowest: i16,
    highest: i16,
}

/// The lowest level is above the highest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LevelsError {
    /// The level given as the lowest.
    pub lowest: i16,
    /// The level given as the highest.
    pub highest: i16,
}

impl fmt::Display for LevelsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "levels {} to {}; expected the lower one first", self.lowest, self.highest)
    }
}

impl std::error::Error for LevelsError {}

impl Levels {
    /// From one level up to another.
    ///
    /// # Errors
    /// When the first is above the second.
    pub fn new(lowest: i16, highest: i16) -> Result<Self, LevelsError> {
        if lowest <= highest {
            Ok(Self { lowest, highest })
        } else {
            Err(LevelsError { lowest, highest })
        }
    }

    /// One level.
    #[must_use]
    pub fn single(ordinal: i16) -> Self {
        Self { lowest: ordinal, highest: ordinal }
    }

    /// The lowest level.
    #[must_use]
    pub fn lowest(self) -> i16 {
        self.lowest
    }

    /// The highest level.
    #[must_use]
    pub fn highest(self) -> i16 {
        self.highest
    }

    /// True when the level is one of these.
    #[must_use]
    pub fn contains(self, ordinal: i16) -> bool {
        (self.lowest..=self.highest).contains(&ordinal)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ends_are_included() {
        let levels = Levels::new(-1, 2).unwrap();
        assert_eq!((-2..=3).filter(|&o| levels.contains(o)).collect::<Vec<_>>(), [-1, 0, 1, 2]);
        assert_eq!(Levels::new(3, 2), Err(LevelsError { lowest: 3, highest: 2 }));
    }
}
