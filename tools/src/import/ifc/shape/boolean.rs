//! Solids that are cut from, joined to, or cut to one another, as the ground sees it.

use geo::{BooleanOps, Coord, LineString, MultiPolygon, Polygon};

use super::super::step::{Entity, Fault, Read};
use super::super::transform::{Transform, axis_placement, dot};
use super::Shapes;
use super::curve::ring;
use super::ground::{Ground, flat_ring};

/// How far heights may differ that are the same, in metres.
const SAME_HEIGHT_METRES: f64 = 0.01;

impl Shapes<'_> {
    /// `IfcBooleanResult`. A cut counts where nothing of the solid stays above or below it.
    pub(super) fn boolean(&self, entity: &Entity<'_>, at: &Transform) -> Read<Ground> {
        let first = self.model.follow(entity, 1)?;
        let first = self.deeper(first.id, || self.solid(&first, at))?;
        let second = self.model.follow(entity, 2)?;
        let result = if second.kind.ends_with("HALFSPACE") || second.is(&["IFCHALFSPACESOLID"]) {
            self.half_space(&second, at, &first)
        } else {
            let second = self.deeper(second.id, || self.solid(&second, at));
            second.and_then(|second| self.combined(entity, &first, second))
        };
        match result {
            Err(fault) if !fault.is_broken => {
                self.note_partial(entity.id);
                Ok(first)
            }
            result => result,
        }
    }

    /// What stays of a ground without the half of space on one side of a plane.
    fn half_space(&self, half: &Entity<'_>, at: &Transform, first: &Ground) -> Read<Ground> {
        let plane = self.model.follow(half, 0)?;
        if !plane.is(&["IFCPLANE"]) {
            return Err(plane.not_read());
        }
        let plane = at.of(&axis_placement(self.model, plane.reference(0)?)?);
        // The half is that from which the plane's normal points away; with .F. the other.
        let sign = if half.is_true(1) { 1.0 } else { -1.0 };
        let [_, _, normal] = plane.axes;
        let length = dot(normal, normal).sqrt();
        let normal = normal.map(|part| sign * part / length);
        let offset = |z: f64| {
            normal[2] * (z - plane.origin[2])
                - normal[0] * plane.origin[0]
                - normal[1] * plane.origin[1]
        };
        let across = normal[0].hypot(normal[1]);
        if across < 1e-6 {
            return Ok(first.clone());
        }
        // A point of the ground goes where both its lowest and its highest point lie in the half.
        let farthest = offset(first.lowest).max(offset(first.highest));
        let line = ([normal[0] / across, normal[1] / across], farthest / across);
        let mut gone = first.beyond(line);
        if half.is(&["IFCPOLYGONALBOUNDEDHALFSPACE"]) {
            let axes = at.of(&axis_placement(self.model, half.reference(2)?)?);
            if axes.axes[2][0].hypot(axes.axes[2][1]) > 1e-6 * axes.axes[2][2].abs() {
                return Err(half.expected(2, "a boundary that stands upright"));
            }
            let corners = ring(self.curve(half.reference(3)?)?);
            let corners: Vec<_> = corners.into_iter().map(|corner| axes.point(corner)).collect();
            let boundary = Polygon::new(flat_ring(&corners), Vec::new());
            self.check_crossings(half, gone.iter().chain([&boundary]))?;
            gone = gone.intersection(&boundary);
        }
        self.check_crossings(half, first.area.iter().chain(&gone))?;
        Ok(Ground { area: first.area.difference(&gone), ..first.clone() })
    }

    fn combined(&self, entity: &Entity<'_>, first: &Ground, second: Ground) -> Read<Ground> {
        let covers = second.lowest <= first.lowest + SAME_HEIGHT_METRES
            && second.highest >= first.highest - SAME_HEIGHT_METRES;
        self.check_crossings(entity, first.area.iter().chain(&second.area))?;
        match entity.word(0) {
            Some("DIFFERENCE") if covers => {
                Ok(Ground { area: first.area.difference(&second.area), ..first.clone() })
            }
            Some("DIFFERENCE") => Ok(first.clone()),
            Some("INTERSECTION") => Ok(Ground {
                area: first.area.intersection(&second.area),
                lowest: first.lowest.max(second.lowest),
                highest: first.highest.min(second.highest),
            }),
            Some("UNION") => Ground::united(vec![first.clone(), second], &self.unions)
                .ok_or_else(|| entity.not_read()),
            _ => Err(entity.expected(0, "UNION, INTERSECTION or DIFFERENCE")),
        }
    }

    fn check_crossings<'p>(
        &self,
        entity: &Entity<'_>,
        polygons: impl IntoIterator<Item = &'p Polygon<f64>>,
    ) -> Read<()> {
        let is_fine = !self.unions.may_cross(polygons);
        if is_fine { Err(Fault::unread(entity.id, "is too fine a shape")) } else { Ok(()) }
    }
}

impl Ground {
    /// The half of the plane where `direction · p + offset ≤ 0`, as far as this ground reaches.
    fn beyond(&self, (direction, offset): ([f64; 2], f64)) -> MultiPolygon<f64> {
        let Some([low, high]) = self.bounds() else { return MultiPolygon::new(Vec::new()) };
        let middle = [(low[0] + high[0]) / 2.0, (low[1] + high[1]) / 2.0];
        let reach = (high[0] - low[0]) + (high[1] - low[1]) + 1.0;
        let height = direction[0] * middle[0] + direction[1] * middle[1] + offset;
        // No line beyond the ground's reach cuts it; a rectangle that size would lose precision.
        let height = height.clamp(-2.0 * reach, 2.0 * reach);
        let corner = |along: f64, depth: f64| Coord {
            x: middle[0] - direction[0] * depth - direction[1] * along,
            y: middle[1] - direction[1] * depth + direction[0] * along,
        };
        let far = height.max(0.0) + 3.0 * reach;
        let half = [
            corner(-reach, height),
            corner(reach, height),
            corner(reach, far),
            corner(-reach, far),
        ];
        MultiPolygon::new(vec![Polygon::new(LineString::from(half.to_vec()), Vec::new())])
    }
}

#[cfg(test)]
mod tests {
    use geo::Area;

    use super::*;

    fn square() -> Ground {
        let ring = vec![[0.0, 0.0, 0.0], [10.0, 0.0, 0.0], [10.0, 10.0, 0.0], [0.0, 10.0, 0.0]];
        Ground::of_prism(&[vec![ring]], 3.0, &super::super::ground::Unions::new())
    }

    #[test]
    fn half_planes_take_their_share() {
        let ground = square();
        for (line, gone) in [
            (([1.0, 0.0], -4.0), 40.0),
            (([-1.0, 0.0], 4.0), 60.0),
            (([0.0, 1.0], -2.5), 25.0),
            (([1.0, 0.0], 3.0), 0.0),
            (([1.0, 0.0], -1e9), 100.0),
            (([1.0, 0.0], 1e9), 0.0),
        ] {
            let area = ground.area.intersection(&ground.beyond(line)).unsigned_area();
            assert!((area - gone).abs() < 1e-6, "{line:?}: {area}");
        }
    }
}
