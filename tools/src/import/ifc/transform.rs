//! Placements: where axes lie in other axes.
//!
//! Everything is in the file's own unit of length here; metres are made at the very end.

use std::cell::RefCell;
use std::collections::HashMap;

use super::limits::PLACEMENTS_MAX;
use super::step::{Entity, Fault, Model, Read};

/// A point or direction in space.
pub(super) type Point = [f64; 3];

/// Axes and an origin, seen from other axes: `p` in these is `origin + x·p0 + y·p1 + z·p2` in those.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Transform {
    /// The directions of x, y and z; their lengths scale.
    pub(super) axes: [Point; 3],
    pub(super) origin: Point,
}

impl Transform {
    /// The same axes.
    pub(super) const IDENTITY: Self =
        Self { axes: [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]], origin: [0.0, 0.0, 0.0] };

    /// Where a point of these axes lies.
    pub(super) fn point(&self, point: Point) -> Point {
        add(self.origin, self.direction(point))
    }

    /// Where a direction of these axes points.
    pub(super) fn direction(&self, [x, y, z]: Point) -> Point {
        let [along_x, along_y, along_z] = self.axes;
        add(add(scale(along_x, x), scale(along_y, y)), scale(along_z, z))
    }

    /// Axes that lie in these.
    pub(super) fn of(&self, inner: &Self) -> Self {
        Self { axes: inner.axes.map(|axis| self.direction(axis)), origin: self.point(inner.origin) }
    }
}

pub(super) fn add(a: Point, b: Point) -> Point {
    [a[0] + b[0], a[1] + b[1], a[2] + b[2]]
}

pub(super) fn scale(a: Point, by: f64) -> Point {
    a.map(|part| part * by)
}

pub(super) fn subtract(a: Point, b: Point) -> Point {
    add(a, scale(b, -1.0))
}

pub(super) fn dot(a: Point, b: Point) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

pub(super) fn cross(a: Point, b: Point) -> Point {
    [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
}

/// The direction with the length 1; none where it has hardly any length.
pub(super) fn unit(a: Point) -> Option<Point> {
    let length = dot(a, a).sqrt();
    (length > 1e-12).then(|| scale(a, length.recip()))
}

/// The point of an `IfcCartesianPoint`, on the plane z = 0 where it has two coordinates.
pub(super) fn point(model: &Model, id: u32) -> Read<Point> {
    let entity = model.entity(id)?;
    if !entity.is(&["IFCCARTESIANPOINT"]) {
        return Err(entity.not_read());
    }
    coordinates(&entity)
}

/// The direction of an `IfcDirection`, of the length 1.
pub(super) fn direction(model: &Model, id: u32) -> Read<Point> {
    let entity = model.entity(id)?;
    unit(coordinates(&entity)?).ok_or_else(|| entity.expected(0, "a direction that has a length"))
}

fn coordinates(entity: &Entity<'_>) -> Read<Point> {
    match *entity.numbers(0) {
        [x, y] => Ok([x, y, 0.0]),
        [x, y, z] => Ok([x, y, z]),
        _ => Err(entity.expected(0, "two or three coordinates")),
    }
}

fn direction_if(model: &Model, entity: &Entity<'_>, attribute: usize) -> Read<Option<Point>> {
    entity.reference_if(attribute).map(|id| direction(model, id)).transpose()
}

/// Axes whose z is given and whose x is near a direction (`IfcBuildAxes`, `IfcFirstProjAxis`).
fn axes(z: Option<Point>, near_x: Option<Point>) -> Option<[Point; 3]> {
    let z = z.unwrap_or([0.0, 0.0, 1.0]);
    // IfcFirstProjAxis: along x, or along y where z is along x.
    let other = if z[0].abs() > 0.999_999 { [0.0, 1.0, 0.0] } else { [1.0, 0.0, 0.0] };
    let near_x = near_x.unwrap_or(other);
    let x = unit(subtract(near_x, scale(z, dot(near_x, z))))?;
    Some([x, cross(z, x), z])
}

/// The axes of an `IfcAxis2Placement2D` or `…3D`.
pub(super) fn axis_placement(model: &Model, id: u32) -> Read<Transform> {
    let entity = model.entity(id)?;
    let origin = point(model, entity.reference(0)?)?;
    let (z, x) = match &*entity.kind {
        "IFCAXIS2PLACEMENT3D" => {
            (direction_if(model, &entity, 1)?, direction_if(model, &entity, 2)?)
        }
        "IFCAXIS2PLACEMENT2D" => (None, direction_if(model, &entity, 1)?),
        _ => return Err(entity.not_read()),
    };
    let axes = axes(z, x).ok_or_else(|| entity.expected(2, "an x axis across the z axis"))?;
    Ok(Transform { axes, origin })
}

/// The axes of an attribute; those around where it is empty.
pub(super) fn axis_placement_if(model: &Model, id: Option<u32>) -> Read<Transform> {
    id.map_or(Ok(Transform::IDENTITY), |id| axis_placement(model, id))
}

/// The axes of an `IfcCartesianTransformationOperator`.
pub(super) fn operator(model: &Model, id: u32) -> Read<Transform> {
    let entity = model.entity(id)?;
    let is_3d = entity.kind.starts_with("IFCCARTESIANTRANSFORMATIONOPERATOR3D");
    if !is_3d && !entity.kind.starts_with("IFCCARTESIANTRANSFORMATIONOPERATOR2D") {
        return Err(entity.not_read());
    }
    let near = |attribute| direction_if(model, &entity, attribute);
    let z = if is_3d { near(4)? } else { None };
    let [x, mut y, z] = axes(z, near(0)?).ok_or_else(|| entity.expected(0, "axes across"))?;
    // The second axis may turn the hand of the axes: a mirror.
    if near(1)?.is_some_and(|given| dot(given, y) < 0.0) {
        y = scale(y, -1.0);
    }
    let by = entity.number_if(3).unwrap_or(1.0);
    let (second, third) = if is_3d { (5, 6) } else { (4, usize::MAX) };
    let scales =
        [by, entity.number_if(second).unwrap_or(by), entity.number_if(third).unwrap_or(by)];
    let axes = [scale(x, scales[0]), scale(y, scales[1]), scale(z, scales[2])];
    Ok(Transform { axes, origin: point(model, entity.reference(2)?)? })
}

/// The placements of a file, each worked out once.
pub(super) struct Placements<'m> {
    model: &'m Model,
    known: RefCell<HashMap<u32, Transform>>,
}

impl<'m> Placements<'m> {
    pub(super) fn new(model: &'m Model) -> Self {
        Self { model, known: RefCell::default() }
    }

    /// The axes of an `IfcObjectPlacement` in those of the project.
    pub(super) fn of(&self, id: u32) -> Read<Transform> {
        let mut chain = Vec::new();
        let mut next = Some(id);
        let mut outer = Transform::IDENTITY;
        while let Some(id) = next {
            if let Some(known) = self.known.borrow().get(&id) {
                outer = *known;
                break;
            }
            if chain.len() >= PLACEMENTS_MAX {
                let text =
                    format!("a placement in itself, or in more than {PLACEMENTS_MAX} others");
                return Err(Fault::broken(id, text));
            }
            let (above, own) = self.one(id)?;
            chain.push((id, own));
            next = above;
        }
        for (id, own) in chain.into_iter().rev() {
            outer = outer.of(&own);
            self.known.borrow_mut().insert(id, outer);
        }
        Ok(outer)
    }

    /// What a placement is relative to, and its axes in that.
    fn one(&self, id: u32) -> Read<(Option<u32>, Transform)> {
        let entity = self.model.entity(id)?;
        match &*entity.kind {
            "IFCLOCALPLACEMENT" => {
                let own = axis_placement(self.model, entity.reference(1)?)?;
                Ok((entity.reference_if(0), own))
            }
            // IFC 4.3 repeats the place along a line in Cartesian axes.
            "IFCLINEARPLACEMENT" => Ok((None, axis_placement(self.model, entity.reference(2)?)?)),
            _ => Err(entity.not_read()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn model(data: &str) -> Model {
        let text = format!(
            "ISO-10303-21;HEADER;FILE_SCHEMA(('IFC4'));ENDSEC;DATA;{data}ENDSEC;END-ISO-10303-21;"
        );
        Model::open(text.into_bytes()).map_err(|fault| fault.text).unwrap()
    }

    fn is_near(a: Point, b: Point) -> bool {
        subtract(a, b).iter().all(|part| part.abs() < 1e-12)
    }

    #[test]
    fn placements_stand_in_placements() {
        let model = model(
            "#1=IFCCARTESIANPOINT((10.,0.,0.));#2=IFCDIRECTION((0.,0.,1.));#3=IFCDIRECTION((0.,1.,0.));
             #4=IFCAXIS2PLACEMENT3D(#1,#2,#3);#5=IFCLOCALPLACEMENT($,#4);#6=IFCLOCALPLACEMENT(#5,#4);",
        );
        let placed = Placements::new(&model).of(6).unwrap();
        assert!(is_near(placed.point([1.0, 0.0, 0.0]), [9.0, 10.0, 0.0]), "{placed:?}");
    }

    #[test]
    fn a_placement_in_itself_is_refused() {
        let model = model(
            "#1=IFCCARTESIANPOINT((0.,0.));#4=IFCAXIS2PLACEMENT2D(#1,$);
             #5=IFCLOCALPLACEMENT(#6,#4);#6=IFCLOCALPLACEMENT(#5,#4);",
        );
        assert!(Placements::new(&model).of(6).unwrap_err().is_broken);
    }

    #[test]
    fn an_operator_scales_and_mirrors() {
        let model = model(
            "#1=IFCCARTESIANPOINT((1.,2.));#2=IFCDIRECTION((1.,0.));#3=IFCDIRECTION((0.,-1.));
             #4=IFCCARTESIANTRANSFORMATIONOPERATOR2D(#2,#3,#1,2.);
             #5=IFCCARTESIANTRANSFORMATIONOPERATOR2DNONUNIFORM(#2,$,#1,2.,3.);",
        );
        let mirror = operator(&model, 4).unwrap();
        assert!(is_near(mirror.point([1.0, 1.0, 0.0]), [3.0, 0.0, 0.0]), "{mirror:?}");
        let stretch = operator(&model, 5).unwrap();
        assert!(is_near(stretch.point([1.0, 1.0, 0.0]), [3.0, 5.0, 0.0]), "{stretch:?}");
    }

    #[test]
    fn without_directions_x_is_x() {
        let model = model("#1=IFCCARTESIANPOINT((1.,2.,3.));#2=IFCAXIS2PLACEMENT3D(#1,$,$);");
        let axes = axis_placement(&model, 2).unwrap();
        assert_eq!(axes, Transform { origin: [1.0, 2.0, 3.0], ..Transform::IDENTITY });
    }
}
