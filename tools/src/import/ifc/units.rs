//! The units of a project: what its numbers are in metres and radians (`IfcUnitAssignment`).

use super::step::{Entity, Model, Read};

/// What one of the file's units is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Units {
    /// Of a length, in metres.
    pub(super) metres: f64,
    /// Of an angle in a plane, in radians.
    pub(super) radians: f64,
    /// True where the file gives its unit of length.
    pub(super) is_given: bool,
}

/// Units of units: a foot is 0.3048 metres is …
const STEPS_MAX: usize = 8;

impl Units {
    /// The units that an `IfcUnitAssignment` gives; metres and radians for those it does not.
    pub(super) fn read(model: &Model, assignment: Option<u32>) -> Read<Self> {
        let mut units = Self { metres: 1.0, radians: 1.0, is_given: false };
        let Some(assignment) = assignment else { return Ok(units) };
        for id in model.entity(assignment)?.references(0) {
            let unit = model.entity(id)?;
            match unit.word(1) {
                Some("LENGTHUNIT") => {
                    units.metres = factor(model, &unit, STEPS_MAX)?;
                    units.is_given = true;
                }
                Some("PLANEANGLEUNIT") => units.radians = factor(model, &unit, STEPS_MAX)?,
                _ => {}
            }
        }
        Ok(units)
    }
}

/// How many metres or radians a unit is.
pub(super) fn factor(model: &Model, unit: &Entity<'_>, steps: usize) -> Read<f64> {
    let size = match &*unit.kind {
        "IFCSIUNIT" => prefix(unit)?,
        "IFCCONVERSIONBASEDUNIT" | "IFCCONVERSIONBASEDUNITWITHOFFSET" if steps > 0 => {
            let measure = model.follow(unit, 3)?;
            let other = model.follow(&measure, 1)?;
            measure.number(0)? * factor(model, &other, steps - 1)?
        }
        _ => return Err(unit.not_read()),
    };
    match size {
        1e-9..=1e9 => Ok(size),
        _ => Err(unit.expected(3, "a unit between 1e-9 and 1e9 metres or radians")),
    }
}

/// The factor of an SI prefix (`IfcSIPrefix`).
fn prefix(unit: &Entity<'_>) -> Read<f64> {
    let power = match unit.word(2) {
        None => 0,
        Some("GIGA") => 9,
        Some("MEGA") => 6,
        Some("KILO") => 3,
        Some("HECTO") => 2,
        Some("DECA") => 1,
        Some("DECI") => -1,
        Some("CENTI") => -2,
        Some("MILLI") => -3,
        Some("MICRO") => -6,
        Some("NANO") => -9,
        Some(_) => return Err(unit.expected(2, "a prefix between NANO and GIGA")),
    };
    Ok(10_f64.powi(power))
}
