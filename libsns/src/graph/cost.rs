//! What it takes to walk, and to change the level.

use crate::limits::{
    ESCALATOR_METRES_PER_SECOND, LIFT_SECONDS_PER_LEVEL, LIFT_SECONDS_WAIT, RAMP_METRES_PER_LEVEL,
    STAIR_METRES_PER_LEVEL, STAIR_METRES_PER_SECOND, WALK_METRES_PER_SECOND,
};
use crate::record::PlaceClass;

/// The length of a way, and how long it takes.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Distance {
    /// On foot, in metres; stairs are counted along their slope, and lifts not at all.
    pub metres: f64,
    /// With the waiting for lifts, in seconds.
    pub seconds: f64,
}

impl std::ops::Add for Distance {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { metres: self.metres + other.metres, seconds: self.seconds + other.seconds }
    }
}

impl Distance {
    /// A way that cannot be walked.
    pub(super) const NEVER: Self = Self { metres: f64::INFINITY, seconds: f64::INFINITY };

    /// So many metres on the level.
    #[must_use]
    pub(super) fn walked(metres: f64) -> Self {
        Self { metres, seconds: metres / WALK_METRES_PER_SECOND }
    }
}

/// How a level is changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Climb {
    /// By steps.
    Stair,
    /// By a slope.
    Ramp,
    /// By moving steps.
    Escalator,
    /// By a lift.
    Lift,
}

impl Climb {
    /// By the kind or class of a place, or the kind of an exit; nothing for what stays on its level.
    #[must_use]
    pub fn of(kind: &str, class: PlaceClass) -> Option<Self> {
        match (kind, class) {
            ("ramp", _) => Some(Self::Ramp),
            ("escalator", _) => Some(Self::Escalator),
            ("lift" | "elevator", _) | (_, PlaceClass::Lift) => Some(Self::Lift),
            ("stair" | "stairs", _) | (_, PlaceClass::Stair) => Some(Self::Stair),
            _ => None,
        }
    }

    /// True where wheels go.
    #[must_use]
    pub fn is_step_free(self) -> bool {
        matches!(self, Self::Ramp | Self::Lift)
    }

    /// What it takes to change by so many levels.
    pub(super) fn cost(self, levels: u16) -> Distance {
        let levels = f64::from(levels);
        if levels == 0.0 {
            return Distance::default();
        }
        let stair = levels * STAIR_METRES_PER_LEVEL;
        match self {
            Self::Stair => Distance { metres: stair, seconds: stair / STAIR_METRES_PER_SECOND },
            Self::Escalator => {
                Distance { metres: stair, seconds: stair / ESCALATOR_METRES_PER_SECOND }
            }
            Self::Ramp => Distance::walked(levels * RAMP_METRES_PER_LEVEL),
            Self::Lift => Distance {
                metres: 0.0,
                seconds: LIFT_SECONDS_WAIT + levels * LIFT_SECONDS_PER_LEVEL,
            },
        }
    }
}
