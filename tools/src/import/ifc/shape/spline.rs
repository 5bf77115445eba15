//! B-splines to corners.

use super::super::step::{Entity, Read};
use super::super::transform::{Point, add, scale};
use super::Shapes;

/// Steps for each corner of the control polygon.
const STEPS_A_CORNER: usize = 6;
/// The highest degree; drawings have 2 to 5.
const DEGREE_MAX: usize = 12;
/// Control points of one curve.
const CONTROLS_MAX: usize = 2_000;

/// A B-spline curve with homogeneous control points.
struct Spline {
    degree: usize,
    controls: Vec<(Point, f64)>,
    knots: Vec<f64>,
}

impl Shapes<'_> {
    /// `IfcBSplineCurve` and its kinds: (degree, control points, form, closed, self-intersecting;
    /// multiplicities, knots, specification, weights).
    pub(super) fn spline(&self, entity: &Entity<'_>) -> Read<Vec<Point>> {
        let points = self.points(&entity.references(1))?;
        let degree = entity.number(0)? as usize;
        let is_possible = (1..=DEGREE_MAX).contains(&degree)
            && (degree + 1..=CONTROLS_MAX).contains(&points.len());
        if !is_possible {
            return Err(entity.expected(0, "a curve of degree 1 to 12 with more points than that"));
        }
        let has_knots = entity.kind.ends_with("WITHKNOTS");
        let weights = match &*entity.kind {
            "IFCRATIONALBSPLINECURVEWITHKNOTS" => entity.numbers(8),
            "IFCRATIONALBEZIERCURVE" => entity.numbers(5),
            _ => Vec::new(),
        };
        let weights = weights.into_iter().chain(std::iter::repeat(1.0));
        let controls: Vec<_> = points.into_iter().zip(weights).collect();
        let count = controls.len() + degree + 1;
        let knots = if has_knots {
            let times = entity.numbers(5);
            let repeated = entity.numbers(6).into_iter().zip(times);
            repeated
                .flat_map(|(knot, times)| {
                    std::iter::repeat_n(knot, times.clamp(0.0, 20.0) as usize)
                })
                .collect()
        } else {
            clamped(controls.len(), degree)
        };
        let is_ascending = knots.windows(2).all(|pair| pair[0] <= pair[1]);
        if knots.len() != count || !is_ascending {
            return Err(entity.expected(6, &format!("{count} ascending knots")));
        }
        Ok(Spline { degree, controls, knots }.corners())
    }
}

/// Knots 0, 0, …, 1, 2, …, n, n for curves that give none.
fn clamped(controls: usize, degree: usize) -> Vec<f64> {
    let inner = controls - degree;
    (0..controls + degree + 1).map(|i| i.saturating_sub(degree).min(inner) as f64).collect()
}

impl Spline {
    fn corners(&self) -> Vec<Point> {
        let (Some(&from), Some(&to)) =
            (self.knots.get(self.degree), self.knots.get(self.controls.len()))
        else {
            return Vec::new();
        };
        let steps = self.controls.len() * STEPS_A_CORNER;
        (0..=steps)
            .filter_map(|step| self.at(from + (to - from) * step as f64 / steps as f64))
            .collect()
    }

    /// De Boor's algorithm.
    fn at(&self, t: f64) -> Option<Point> {
        let last = self.controls.len() - 1;
        let span = self.knots.partition_point(|knot| *knot <= t).saturating_sub(1);
        let span = span.clamp(self.degree, last);
        let first = span - self.degree;
        let mut row: Vec<_> =
            self.controls.get(first..=span)?.iter().map(|(p, w)| (scale(*p, *w), *w)).collect();
        for level in 1..=self.degree {
            for index in (level..=self.degree).rev() {
                let low = *self.knots.get(first + index)?;
                let high = *self.knots.get(first + index + self.degree + 1 - level)?;
                let share = if high > low { (t - low) / (high - low) } else { 0.0 };
                let (before, here) = (*row.get(index - 1)?, *row.get(index)?);
                let mixed = add(scale(before.0, 1.0 - share), scale(here.0, share));
                *row.get_mut(index)? = (mixed, before.1 * (1.0 - share) + here.1 * share);
            }
        }
        let (point, weight) = *row.last()?;
        (weight.abs() > 1e-12).then(|| scale(point, weight.recip()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rational_quarter_is_round() {
        let half = std::f64::consts::FRAC_1_SQRT_2;
        let controls =
            vec![([1.0, 0.0, 0.0], 1.0), ([1.0, 1.0, 0.0], half), ([0.0, 1.0, 0.0], 1.0)];
        let spline = Spline { degree: 2, controls, knots: clamped(3, 2) };
        let corners = spline.corners();
        assert_eq!((corners[0], corners.len()), ([1.0, 0.0, 0.0], 19));
        for [x, y, _] in corners {
            assert!((x.hypot(y) - 1.0).abs() < 1e-12);
        }
    }
}
