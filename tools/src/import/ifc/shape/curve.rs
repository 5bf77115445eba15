//! Curves to corners: arcs become steps.

use super::super::limits::{ARC_STEP_DEGREES, CORNERS_MAX};
use super::super::step::{Entity, Read, Value};
use super::super::transform::{
    Point, Transform, add, axis_placement, cross, direction, dot, point, scale, subtract, unit,
};
use super::{Ring, Shapes};

/// Where a curve is cut off: at a parameter or at a point, or at both.
#[derive(Default)]
struct Trim {
    parameter: Option<f64>,
    point: Option<Point>,
}

impl Shapes<'_> {
    /// The corners of a curve, its end included; of a closed one the first comes again at the end or
    /// does not.
    pub(super) fn curve(&self, id: u32) -> Read<Vec<Point>> {
        self.deeper(id, || {
            let entity = self.model.entity(id)?;
            let corners = match &*entity.kind {
                "IFCPOLYLINE" => self.points(&entity.references(0))?,
                "IFCINDEXEDPOLYCURVE" => self.indexed(&entity)?,
                "IFCCOMPOSITECURVE"
                | "IFC2DCOMPOSITECURVE"
                | "IFCOUTERBOUNDARYCURVE"
                | "IFCBOUNDARYCURVE"
                | "IFCCOMPOSITECURVEONSURFACE" => self.composite(&entity)?,
                "IFCTRIMMEDCURVE" => self.trimmed(&entity)?,
                "IFCCIRCLE" | "IFCELLIPSE" => self.conic(&entity)?.arc(0.0, std::f64::consts::TAU),
                "IFCBSPLINECURVE"
                | "IFCBEZIERCURVE"
                | "IFCBSPLINECURVEWITHKNOTS"
                | "IFCRATIONALBSPLINECURVEWITHKNOTS"
                | "IFCRATIONALBEZIERCURVE" => self.spline(&entity)?,
                "IFCSURFACECURVE" | "IFCINTERSECTIONCURVE" | "IFCSEAMCURVE" => {
                    self.curve(entity.reference(0)?)?
                }
                _ => return Err(entity.not_read()),
            };
            if corners.len() > CORNERS_MAX {
                return Err(entity.expected(0, &format!("at most {CORNERS_MAX} corners")));
            }
            Ok(corners)
        })
    }

    pub(super) fn points(&self, ids: &[u32]) -> Read<Vec<Point>> {
        ids.iter().map(|&id| point(self.model, id)).collect()
    }

    /// `IfcIndexedPolyCurve`: lines and arcs through numbered points.
    fn indexed(&self, entity: &Entity<'_>) -> Read<Vec<Point>> {
        let points = self.point_list(entity.reference(0)?)?;
        let segments = entity.value(1).list();
        if segments.is_empty() {
            return Ok(points);
        }
        let mut corners = Vec::new();
        for segment in segments {
            let Value::Typed(typed) = segment else {
                return Err(entity.expected(1, "IfcLineIndex or IfcArcIndex"));
            };
            let through = numbered(&points, typed.1.list())
                .ok_or_else(|| entity.expected(1, "numbers of points"))?;
            match through[..] {
                [a, b, c] if typed.0.eq_ignore_ascii_case("IFCARCINDEX") => {
                    corners.extend(arc_through(a, b, c));
                }
                _ => corners.extend(through),
            }
        }
        Ok(corners)
    }

    /// The points of an `IfcCartesianPointList`.
    pub(super) fn point_list(&self, id: u32) -> Read<Vec<Point>> {
        let entity = self.model.entity(id)?;
        if !entity.is(&["IFCCARTESIANPOINTLIST2D", "IFCCARTESIANPOINTLIST3D"]) {
            return Err(entity.not_read());
        }
        let read = |value: &Value<'_>| match value.list() {
            [x, y] => Some([x.number()?, y.number()?, 0.0]),
            [x, y, z] => Some([x.number()?, y.number()?, z.number()?]),
            _ => None,
        };
        let points = entity.value(0).list().iter().map(read).collect::<Option<Vec<_>>>();
        points.ok_or_else(|| entity.expected(0, "lists of two or three coordinates"))
    }

    fn composite(&self, entity: &Entity<'_>) -> Read<Vec<Point>> {
        let mut corners: Vec<Point> = Vec::new();
        for id in entity.references(0) {
            let segment = self.model.entity(id)?;
            let mut part = self.curve(segment.reference(2)?)?;
            if !segment.is_true(1) {
                part.reverse();
            }
            corners.extend(part);
            if corners.len() > CORNERS_MAX {
                return Err(entity.expected(0, &format!("at most {CORNERS_MAX} corners")));
            }
        }
        Ok(corners)
    }

    fn trimmed(&self, entity: &Entity<'_>) -> Read<Vec<Point>> {
        let basis = self.model.follow(entity, 0)?;
        let [from, to] = [self.trim(entity, 1)?, self.trim(entity, 2)?];
        let is_forward = entity.word(3) != Some("F");
        let missing = |attribute| entity.expected(attribute, "a parameter or a point");
        match &*basis.kind {
            "IFCCIRCLE" | "IFCELLIPSE" => {
                let conic = self.conic(&basis)?;
                let angle = |trim: &Trim| {
                    let given = trim.parameter.map(|angle| angle * self.units.radians);
                    given.or_else(|| trim.point.map(|point| conic.angle(point)))
                };
                let from = angle(&from).ok_or_else(|| missing(1))?;
                let to = angle(&to).ok_or_else(|| missing(2))?;
                Ok(conic.between(from, to, is_forward))
            }
            "IFCLINE" => {
                let (start, along) = self.line(&basis)?;
                let at = |trim: &Trim| {
                    trim.point.or_else(|| Some(add(start, scale(along, trim.parameter?))))
                };
                Ok(vec![at(&from).ok_or_else(|| missing(1))?, at(&to).ok_or_else(|| missing(2))?])
            }
            // A whole curve that is trimmed to itself is common; others are rare.
            "IFCPOLYLINE" if from.parameter == Some(0.0) => self.curve(basis.id),
            _ => Err(basis.not_read()),
        }
    }

    fn trim(&self, entity: &Entity<'_>, attribute: usize) -> Read<Trim> {
        let mut trim = Trim::default();
        for value in entity.value(attribute).list() {
            match value.reference() {
                Some(id) => trim.point = Some(point(self.model, id)?),
                None => trim.parameter = value.number(),
            }
        }
        Ok(trim)
    }

    /// The start of an `IfcLine`, and what one step of its parameter adds.
    fn line(&self, line: &Entity<'_>) -> Read<(Point, Point)> {
        let vector = self.model.follow(line, 1)?;
        let along = scale(direction(self.model, vector.reference(0)?)?, vector.number(1)?);
        Ok((point(self.model, line.reference(0)?)?, along))
    }

    /// An `IfcCircle` or `IfcEllipse`.
    pub(super) fn conic(&self, entity: &Entity<'_>) -> Read<Conic> {
        let axes = axis_placement(self.model, entity.reference(0)?)?;
        let second = if entity.is(&["IFCELLIPSE"]) { 2 } else { 1 };
        Conic::new(axes, [entity.number(1)?, entity.number(second)?])
            .ok_or_else(|| entity.expected(1, "a radius above 0"))
    }
}

/// The points with these numbers, counted from 1.
pub(super) fn numbered(points: &[Point], numbers: &[Value<'_>]) -> Option<Vec<Point>> {
    let point = |number: &Value<'_>| {
        let number = number.number().filter(|number| *number >= 1.0)?;
        points.get(number as usize - 1).copied()
    };
    numbers.iter().map(point).collect()
}

/// A circle or an ellipse.
pub(super) struct Conic {
    axes: Transform,
    radii: [f64; 2],
}

impl Conic {
    pub(super) fn new(axes: Transform, radii: [f64; 2]) -> Option<Self> {
        radii.iter().all(|radius| *radius > 0.0).then_some(Self { axes, radii })
    }

    /// Where an angle is, in radians.
    fn at(&self, angle: f64) -> Point {
        let (sine, cosine) = angle.sin_cos();
        self.axes.point([self.radii[0] * cosine, self.radii[1] * sine, 0.0])
    }

    /// The angle of a point on it, in radians.
    pub(super) fn angle(&self, at: Point) -> f64 {
        let from = subtract(at, self.axes.origin);
        let [x, y, _] = self.axes.axes;
        (dot(from, y) / self.radii[1]).atan2(dot(from, x) / self.radii[0])
    }

    /// From one angle to another, with or against the clock's turn.
    pub(super) fn between(&self, from: f64, to: f64, is_forward: bool) -> Vec<Point> {
        let turn = std::f64::consts::TAU;
        let mut sweep = (to - from).rem_euclid(turn);
        if sweep < 1e-9 {
            sweep = turn;
        }
        self.arc(from, if is_forward { sweep } else { sweep - turn })
    }

    /// From an angle on, both ends included.
    pub(super) fn arc(&self, from: f64, sweep: f64) -> Vec<Point> {
        let steps = (sweep.abs().to_degrees() / ARC_STEP_DEGREES).ceil().clamp(1.0, 360.0) as usize;
        (0..=steps).map(|step| self.at(from + sweep * step as f64 / steps as f64)).collect()
    }
}

/// The arc from a point through another to a third; they may lie on a line.
fn arc_through(a: Point, b: Point, c: Point) -> Vec<Point> {
    let (ab, ac) = (subtract(b, a), subtract(c, a));
    let normal = cross(ab, ac);
    let circle = || {
        let towards =
            add(scale(cross(normal, ab), dot(ac, ac)), scale(cross(ac, normal), dot(ab, ab)));
        let centre = add(a, scale(towards, (2.0 * dot(normal, normal)).recip()));
        let from = subtract(a, centre);
        let (x, z) = (unit(from)?, unit(normal)?);
        let axes = Transform { axes: [x, cross(z, x), z], origin: centre };
        let radius = dot(from, from).sqrt();
        Conic::new(axes, [radius; 2])
    };
    // Flatter than a thousandth of a degree is a line.
    if dot(normal, normal) < 1e-10 * dot(ab, ab) * dot(ac, ac) {
        return vec![a, b, c];
    }
    let Some(circle) = circle() else { return vec![a, b, c] };
    let mut arc = circle.between(0.0, circle.angle(c), true);
    // Its ends are those that were given, to the bit.
    if let Some(end) = arc.last_mut() {
        *end = c;
    }
    if let Some(start) = arc.first_mut() {
        *start = a;
    }
    arc
}

/// A curve's corners as a ring: none twice in turn, and not the first at the end.
pub(super) fn ring(mut corners: Vec<Point>) -> Ring {
    corners.dedup();
    if corners.len() > 1 && corners.first() == corners.last() {
        corners.pop();
    }
    corners
}
