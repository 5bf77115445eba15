//! Solids and other items to the ground they cover.

use super::super::step::{Entity, Read};
use super::super::transform::{
    Point, Transform, add, axis_placement, axis_placement_if, direction, operator, point, scale,
};
use super::curve::ring;
use super::{Face, Ground, Shapes};

impl Shapes<'_> {
    /// The ground of an item of a representation. Curves that are not closed by themselves are added to
    /// `curves`: several together may make an outline.
    pub(super) fn item(
        &self,
        id: u32,
        at: &Transform,
        curves: &mut Vec<Vec<Point>>,
    ) -> Read<Option<Ground>> {
        self.deeper(id, || {
            let entity = self.model.entity(id)?;
            let ground = match &*entity.kind {
                "IFCMAPPEDITEM" => self.mapped(&entity, at)?,
                "IFCGEOMETRICCURVESET" | "IFCGEOMETRICSET" => {
                    for element in entity.references(0) {
                        self.item(element, at, curves)?;
                    }
                    return Ok(None);
                }
                "IFCANNOTATIONFILLAREA" => {
                    let mut face = vec![ring(self.curve(entity.reference(0)?)?)];
                    for hole in entity.references(1) {
                        face.push(ring(self.curve(hole)?));
                    }
                    Ground::of_faces(&placed(&[face], at), &self.unions)
                }
                "IFCCARTESIANPOINT"
                | "IFCSTYLEDITEM"
                | "IFCTEXTLITERAL"
                | "IFCTEXTLITERALWITHEXTENT" => return Ok(None),
                kind if kind.ends_with("CURVE")
                    || kind.ends_with("POLYLINE")
                    || kind == "IFCCIRCLE" =>
                {
                    curves.push(self.curve(id)?.into_iter().map(|p| at.point(p)).collect());
                    return Ok(None);
                }
                _ => self.solid(&entity, at)?,
            };
            Ok(Some(ground))
        })
    }

    /// The faces of a surface, in the axes around.
    pub(in super::super) fn faces(&self, id: u32, at: &Transform) -> Read<Vec<Face>> {
        self.deeper(id, || Ok(placed(&self.surface(&self.model.entity(id)?)?, at)))
    }

    /// The ground of a solid, or of a surface that stands for one.
    pub(super) fn solid(&self, entity: &Entity<'_>, at: &Transform) -> Read<Ground> {
        match &*entity.kind {
            "IFCEXTRUDEDAREASOLID" | "IFCEXTRUDEDAREASOLIDTAPERED" => self.extruded(entity, at),
            "IFCBOOLEANCLIPPINGRESULT" | "IFCBOOLEANRESULT" => self.boolean(entity, at),
            "IFCCSGSOLID" => {
                let root = self.model.follow(entity, 0)?;
                self.deeper(root.id, || self.solid(&root, at))
            }
            "IFCBOUNDINGBOX" => {
                let origin = point(self.model, entity.reference(0)?)?;
                let axes = Transform { origin, ..Transform::IDENTITY };
                self.block(entity, &at.of(&axes))
            }
            "IFCBLOCK" => {
                self.block(entity, &at.of(&axis_placement(self.model, entity.reference(0)?)?))
            }
            _ => {
                let faces = self.surface(entity)?;
                Ok(Ground::of_faces(&placed(&faces, at), &self.unions))
            }
        }
    }

    fn block(&self, entity: &Entity<'_>, at: &Transform) -> Read<Ground> {
        let [x, y, z] = [entity.number(1)?, entity.number(2)?, entity.number(3)?];
        let base = vec![vec![[0.0, 0.0, 0.0], [x, 0.0, 0.0], [x, y, 0.0], [0.0, y, 0.0]]];
        Ok(self.swept(&placed(&[base], at), at.direction([0.0, 0.0, z])))
    }

    fn extruded(&self, entity: &Entity<'_>, at: &Transform) -> Read<Ground> {
        let base = self.profile(entity.reference(0)?)?;
        let at = at.of(&axis_placement_if(self.model, entity.reference_if(1))?);
        let along = direction(self.model, entity.reference(2)?)?;
        Ok(self.swept(&placed(&base, &at), at.direction(scale(along, entity.number(3)?))))
    }

    fn mapped(&self, entity: &Entity<'_>, at: &Transform) -> Read<Ground> {
        let map = self.model.follow(entity, 0)?;
        let target = operator(self.model, entity.reference(1)?)?;
        let origin = axis_placement_if(self.model, map.reference_if(0))?;
        let items = self.model.follow(&map, 1)?.references(3);
        self.items(entity.id, &items, &at.of(&target.of(&origin)))
    }

    /// The ground of faces that are swept along a way: straight up or down they keep their outline.
    fn swept(&self, base: &[Face], way: Point) -> Ground {
        let across = way[0].hypot(way[1]);
        if across <= 1e-6 * way[2].abs() {
            return Ground::of_prism(base, way[2], &self.unions);
        }
        Ground::of_faces(&sides(base, way), &self.unions)
    }
}

/// Faces in the axes around.
pub(super) fn placed(faces: &[Face], at: &Transform) -> Vec<Face> {
    let ring = |ring: &Vec<Point>| ring.iter().map(|&corner| at.point(corner)).collect();
    faces.iter().map(|face| face.iter().map(ring).collect()).collect()
}

/// The faces of a swept solid: its two ends, and a side for each edge.
pub(super) fn sides(base: &[Face], way: Point) -> Vec<Face> {
    let mut faces = base.to_vec();
    for face in base {
        faces.push(
            face.iter().map(|ring| ring.iter().map(|&p| add(p, way)).rev().collect()).collect(),
        );
        for ring in face {
            let next = ring.iter().cycle().skip(1);
            faces.extend(
                ring.iter().zip(next).map(|(&a, &b)| vec![vec![b, a, add(a, way), add(b, way)]]),
            );
        }
    }
    faces
}
